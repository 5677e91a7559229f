//! How a value and a rule are said to a model.

use serde_json::Value;

use crate::json::node::{Kind, Node};

/// A text that is quoted from an answer is cut after this many characters.
const MAX_QUOTE: usize = 40;

/// How many alternatives are listed.
const MAX_LISTED: usize = 12;

/// A value in a few characters.
pub(crate) fn found(node: &Node<'_>) -> String {
    match &node.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(text) => short(text),
        Kind::NotFinite(text) => (*text).to_owned(),
        Kind::String(text) | Kind::Bare(text) => a_text(text),
        Kind::Array(items) => match items.len() {
            0 => "an empty list".to_owned(),
            1 => "a list of 1".to_owned(),
            count => format!("a list of {count}"),
        },
        Kind::Object(_) => "an object".to_owned(),
    }
}

/// A text of an answer in a message. It may be long, and private: messages reach logs, so that only its length is told.
/// The model that is asked again has the text before it.
pub(crate) fn a_text(text: &str) -> String {
    match text.chars().count() {
        0 => "an empty text".to_owned(),
        1 => "a text of 1 character".to_owned(),
        count => format!("a text of {count} characters"),
    }
}

/// A text of an answer in the account of a repair, which stands beside the value.
pub(crate) fn quoted(text: &str) -> String {
    Value::String(short(text)).to_string()
}

/// What is told of a text that had no quotes.
pub(crate) fn without_quotes(text: &str) -> String {
    format!("{} stood without quotes", quoted(text))
}

/// How models say that there is nothing, where nothing is allowed and a text is not.
pub(crate) fn is_null(text: &str) -> bool {
    let said = text.trim().to_ascii_lowercase();
    matches!(
        said.as_str(),
        "" | "null" | "none" | "nil" | "undefined" | "n/a"
    )
}

fn short(text: &str) -> String {
    match text.char_indices().nth(MAX_QUOTE) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The name of a type with its article.
pub(crate) fn a_type(name: &str) -> &str {
    match name {
        "integer" => "an integer",
        "number" => "a number",
        "string" => "a string",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "an object",
        other => other,
    }
}

/// Values that are allowed, as JSON.
pub(crate) fn values<'v>(allowed: impl IntoIterator<Item = &'v Value>) -> String {
    listed(allowed.into_iter().map(ToString::to_string))
}

/// `a`, `a or b`, `a, b or c`, cut when there are many.
pub(crate) fn listed(items: impl IntoIterator<Item = String>) -> String {
    let mut items: Vec<String> = items.into_iter().collect();
    let more = items.len().saturating_sub(MAX_LISTED);
    if more > 0 {
        items.truncate(MAX_LISTED);
        items.push(format!("{more} more"));
    }
    match items.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// A schema in a few words, to tell alternatives apart.
pub(crate) fn schema(root: &Value, node: &Value, depth: usize) -> String {
    let Value::Object(map) = node else {
        return if *node == Value::Bool(false) {
            "nothing"
        } else {
            "any value"
        }
        .to_owned();
    };
    if let Some(only) = map.get("const") {
        return only.to_string();
    }
    if let Some(Value::Array(allowed)) = map.get("enum") {
        return values(allowed);
    }
    if let Some(Value::String(reference)) = map.get("$ref")
        && depth < 8
        && let Some(target) = crate::schema::resolve(root, reference)
    {
        return schema(root, target, depth + 1);
    }
    if let Some(Value::Array(required)) = map.get("required") {
        let properties = map.get("properties");
        let names = required.iter().filter_map(Value::as_str).map(|name| {
            match properties
                .and_then(|p| p.get(name))
                .and_then(|p| p.get("const"))
            {
                Some(only) => format!("`{name}` {only}"),
                None => format!("`{name}`"),
            }
        });
        let names: Vec<String> = names.take(MAX_LISTED).collect();
        if !names.is_empty() {
            return format!("an object with {}", names.join(", "));
        }
    }
    match map.get("type") {
        Some(Value::String(name)) => a_type(name).to_owned(),
        Some(Value::Array(names)) => listed(
            names
                .iter()
                .filter_map(Value::as_str)
                .map(|n| a_type(n).to_owned()),
        ),
        _ => match map.get("title").and_then(Value::as_str) {
            Some(title) => format!("a `{title}`"),
            None => "another value".to_owned(),
        },
    }
}
