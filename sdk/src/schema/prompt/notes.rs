//! Names, texts and bounds, each in the words of a prompt.

use serde_json::{Map, Value};

use super::super::lower::{is_annotation, is_number_format, is_structure, range_of};

/// A text without line ends: every kind of white space and control character becomes a space.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A member's name, in quotes where it is no identifier.
pub(super) fn push_name(out: &mut String, name: &str) {
    let plain = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty();
    if plain {
        out.push_str(name);
    } else {
        // JSON leaves the two line ends of Unicode as they are.
        let quoted = Value::from(name).to_string();
        out.push_str(
            &quoted
                .replace('\u{2028}', "\\u2028")
                .replace('\u{2029}', "\\u2029"),
        );
    }
}

/// The bounds of a value, in few words.
pub(super) fn constraints(node: &Map<String, Value>, parts: &mut Vec<String>) {
    for (low, high, unit) in [
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " items"),
        ("minProperties", "maxProperties", " members"),
        ("minContains", "maxContains", " of them"),
    ] {
        // `1 item`
        let unit_of = |bound: &Value| match unit.strip_suffix('s') {
            Some(one) if bound.as_u64() == Some(1) => one,
            _ => unit,
        };
        if unit == " items" && has_fixed_length(node) {
            continue;
        }
        let said = |keyword: &str| node.get(keyword).filter(|bound| !is_a_types_own(bound));
        match (said(low), said(high)) {
            (Some(low), Some(high)) if low == high => parts.push(format!("{low}{}", unit_of(low))),
            (Some(low), Some(high)) => parts.push(format!("{low} to {high}{unit}")),
            (Some(low), None) => parts.push(format!("at least {low}{}", unit_of(low))),
            (None, Some(high)) => parts.push(format!("at most {high}{}", unit_of(high))),
            (None, None) => {}
        }
    }
    for (keyword, value) in node {
        parts.push(match (keyword.as_str(), value) {
            ("exclusiveMinimum", value) => format!("over {value}"),
            ("exclusiveMaximum", value) => format!("under {value}"),
            ("multipleOf", value) => format!("a multiple of {value}"),
            ("uniqueItems", Value::Bool(true)) => "no doubles".to_owned(),
            ("pattern", Value::String(pattern)) => format!("matches {pattern}"),
            ("format", Value::String(format)) if is_number_format(format) => continue,
            ("format", Value::String(format)) => format.clone(),
            (
                "minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems"
                | "minProperties" | "maxProperties" | "minContains" | "maxContains"
                | "propertyNames" | "uniqueItems",
                _,
            )
            // What is absent without a default of its own is null.
            | ("default", Value::Null) => continue,
            ("default", value) => format!("default {value}"),
            ("examples", Value::Array(examples)) => {
                let examples: Vec<String> = examples.iter().map(ToString::to_string).collect();
                format!("such as {}", examples.join(", "))
            }
            ("deprecated", Value::Bool(true)) => "deprecated".to_owned(),
            (keyword, _) if is_annotation(keyword) || is_structure(keyword) => continue,
            (keyword, value) => format!("{keyword}: {value}"),
        });
    }
}

/// Whether a bound is only where the type of a number ends: no model counts so far.
fn is_a_types_own(bound: &Value) -> bool {
    let ends = ["int32", "uint32"];
    ends.into_iter().filter_map(range_of).any(|(low, high)| {
        bound
            .as_i64()
            .is_some_and(|bound| bound == high || low < 0 && bound == low)
    })
}

/// Whether a tuple's places already say how many there are.
fn has_fixed_length(node: &Map<String, Value>) -> bool {
    node.get("prefixItems")
        .and_then(Value::as_array)
        .is_some_and(|prefix| {
            let count = Some(prefix.len() as u64);
            let bound = |keyword: &str| node.get(keyword).and_then(Value::as_u64);
            bound("minItems") == count && bound("maxItems") == count
        })
}
