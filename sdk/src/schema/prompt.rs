//! A schema in words, for a prompt.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::lower::is_number_format;
use super::walk::{self, resolve};

/// How a schema is written into a prompt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PromptStyle {
    /// A type definition in the manner of TypeScript, descriptions and constraints as comments: about half the
    /// bytes of [`Compact`](Self::Compact).
    #[default]
    TypeDefinition,
    /// JSON Schema without white space.
    Compact,
    /// JSON Schema, indented.
    Pretty,
}

pub(super) fn render(schema: &Value, style: PromptStyle) -> String {
    match style {
        PromptStyle::Compact => schema.to_string(),
        PromptStyle::Pretty => format!("{schema:#}"),
        PromptStyle::TypeDefinition => Writer::new(schema).definition(),
    }
}

struct Writer<'s> {
    root: &'s Value,
    out: String,
    /// References that get a name of their own: those that are used more than once, or by themselves.
    named: HashMap<&'s str, String>,
    order: Vec<&'s str>,
    indent: usize,
}

type Node = Map<String, Value>;

impl<'s> Writer<'s> {
    fn new(root: &'s Value) -> Self {
        let mut uses: Vec<(&'s str, usize)> = Vec::new();
        count_uses(root, root, &mut Vec::new(), &mut uses);
        let mut named: HashMap<&'s str, String> = HashMap::new();
        let mut order = Vec::new();
        for (reference, count) in uses {
            if count > 1 {
                let base = match reference.rsplit('/').next() {
                    Some(name) if reference != "#" => name,
                    _ => root
                        .get("title")
                        .and_then(Value::as_str)
                        .unwrap_or("Answer"),
                };
                let mut name = base.to_owned();
                while named.values().any(|taken| *taken == name) {
                    name.push('_');
                }
                named.insert(reference, name);
                order.push(reference);
            }
        }
        Self {
            root,
            out: String::new(),
            named,
            order,
            indent: 0,
        }
    }

    fn definition(mut self) -> String {
        for reference in self.order.clone() {
            if reference == "#" {
                continue;
            }
            let name = self.named.get(reference).cloned().unwrap_or_default();
            let Some(target) = resolve(self.root, reference) else {
                continue;
            };
            let _ = write!(self.out, "type {name} = ");
            self.node(target, 0);
            self.comment(target, true);
            self.out.push('\n');
        }
        if let Some(name) = self.named.get("#") {
            let _ = write!(self.out, "type {name} = ");
        }
        self.node(self.root, 0);
        self.comment(self.root, true);
        self.out
    }

    fn newline(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', self.indent));
    }

    fn node(&mut self, node: &'s Value, depth: usize) {
        let Value::Object(node) = node else {
            self.out.push_str(if *node == Value::Bool(false) {
                "never"
            } else {
                "any"
            });
            return;
        };
        // A reader that is itself limited to this depth made the schema.
        if depth > walk::MAX_DEPTH {
            self.out.push_str("any");
            return;
        }
        if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            if let Some(name) = self.named.get(reference) {
                self.out.push_str(name);
            } else if let Some(target) = resolve(self.root, reference) {
                self.node(target, depth + 1);
            }
            if node.contains_key("properties") {
                self.out.push_str(" & ");
                self.object(node, depth);
            }
            return;
        }
        let mut parts = 0;
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let Some(Value::Array(branches)) = node.get(keyword) else {
                continue;
            };
            if parts > 0 {
                self.out.push_str(" & ");
            }
            parts += 1;
            self.branches(
                branches,
                if keyword == "allOf" { " & " } else { " | " },
                depth,
            );
        }
        if parts > 0 {
            if node.contains_key("properties") {
                self.out.push_str(" & ");
                self.object(node, depth);
            }
            return;
        }
        if let Some(only) = node.get("const") {
            let _ = write!(self.out, "{only}");
            return;
        }
        if let Some(Value::Array(values)) = node.get("enum") {
            for (index, value) in values.iter().enumerate() {
                let _ = write!(self.out, "{}{value}", if index > 0 { " | " } else { "" });
            }
            return;
        }
        let types: Vec<&str> = match node.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if types.is_empty() {
            let implied = if node.contains_key("properties") {
                "object"
            } else {
                "any"
            };
            self.typed(implied, node, depth);
        }
        for (index, name) in types.into_iter().enumerate() {
            if index > 0 {
                self.out.push_str(" | ");
            }
            self.typed(name, node, depth);
        }
    }

    fn branches(&mut self, branches: &'s [Value], separator: &str, depth: usize) {
        // Described alternatives get a line each, so that the description stands beside its own.
        let lines = separator == " | "
            && branches
                .iter()
                .any(|branch| branch.get("description").is_some());
        if lines {
            self.indent += 1;
        }
        for (index, branch) in branches.iter().enumerate() {
            if lines {
                self.newline();
                self.out.push_str("| ");
            } else if index > 0 {
                self.out.push_str(separator);
            }
            self.node(branch, depth + 1);
            if lines {
                self.comment(branch, false);
            }
        }
        if lines {
            self.indent -= 1;
        }
    }

    fn typed(&mut self, name: &str, node: &'s Node, depth: usize) {
        match name {
            "object" => self.object(node, depth),
            "array" => self.list(node, depth),
            "integer" => self.out.push_str("int"),
            "number" => self.out.push_str("float"),
            "boolean" => self.out.push_str("bool"),
            name => self.out.push_str(name),
        }
    }

    fn object(&mut self, node: &'s Node, depth: usize) {
        let properties = node.get("properties").and_then(Value::as_object);
        let required = node.get("required").and_then(Value::as_array);
        let further = node
            .get("patternProperties")
            .and_then(Value::as_object)
            .and_then(|patterns| patterns.values().next())
            .or_else(|| node.get("additionalProperties"))
            .or_else(|| node.get("unevaluatedProperties"))
            .filter(|further| **further != Value::Bool(false));
        self.out.push('{');
        self.indent += 1;
        for (name, schema) in properties.into_iter().flatten() {
            self.newline();
            push_name(&mut self.out, name);
            if !required.is_some_and(|required| required.iter().any(|r| r == name)) {
                self.out.push('?');
            }
            self.out.push_str(": ");
            self.node(schema, depth + 1);
            self.comment(schema, false);
        }
        if let Some(values) = further {
            self.newline();
            self.out.push_str("[key: string]: ");
            self.node(values, depth + 1);
            self.comment(values, false);
        }
        self.indent -= 1;
        if properties.is_some_and(|p| !p.is_empty()) || further.is_some() {
            self.newline();
        }
        self.out.push('}');
    }

    fn list(&mut self, node: &'s Node, depth: usize) {
        if let Some(Value::Array(prefix)) = node.get("prefixItems") {
            self.out.push('[');
            for (index, item) in prefix.iter().enumerate() {
                if index > 0 {
                    self.out.push_str(", ");
                }
                self.node(item, depth + 1);
            }
            self.out.push(']');
            return;
        }
        let Some(items) = node.get("items") else {
            self.out.push_str("any[]");
            return;
        };
        let start = self.out.len();
        self.node(items, depth + 1);
        let written = self.out.get(start..).unwrap_or_default();
        let is_union =
            items.get("$ref").is_none() && written.contains(" | ") && !written.starts_with('{');
        if is_union {
            self.out.insert(start, '(');
            self.out.push(')');
        }
        self.out.push_str("[]");
        // Bounds of the elements would be taken for the list's, so they are said as the elements'.
        let inner = constraints(items);
        if !inner.is_empty() && items.get("$ref").is_none() {
            let _ = write!(self.out, " /* each {inner} */");
        }
    }

    /// What stands behind a place: its description and its bounds.
    fn comment(&mut self, node: &'s Value, root: bool) {
        let mut text = node
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .replace('\n', " ");
        if text.is_empty()
            && !root
            && let Some(reference) = node.get("$ref").and_then(Value::as_str)
            && !self.named.contains_key(reference)
            && let Some(target) = resolve(self.root, reference)
        {
            target
                .get("description")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .clone_into(&mut text);
        }
        let bounds = constraints(node);
        if text.is_empty() && bounds.is_empty() {
            return;
        }
        self.out.push_str(" // ");
        self.out.push_str(&text);
        if !text.is_empty() && !bounds.is_empty() {
            self.out.push_str("; ");
        }
        self.out.push_str(&bounds);
    }
}

/// Counts how often each definition is used; one that holds itself counts as used twice.
fn count_uses<'s>(
    root: &'s Value,
    node: &'s Value,
    open: &mut Vec<&'s str>,
    uses: &mut Vec<(&'s str, usize)>,
) {
    match node {
        Value::Object(map) => {
            for (name, value) in map {
                match value {
                    Value::String(reference) if name == "$ref" => {
                        let recursive = reference == "#" || open.contains(&reference.as_str());
                        match uses.iter_mut().find(|(known, _)| known == reference) {
                            Some((_, count)) => *count += 1 + usize::from(recursive),
                            None => {
                                uses.push((reference, 1 + usize::from(recursive)));
                                if let Some(target) =
                                    resolve(root, reference).filter(|_| !recursive)
                                {
                                    open.push(reference);
                                    count_uses(root, target, open, uses);
                                    open.pop();
                                }
                            }
                        }
                    }
                    _ if name == "$defs" || name == "definitions" => {}
                    _ => count_uses(root, value, open, uses),
                }
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| count_uses(root, item, open, uses)),
        _ => {}
    }
}

/// A member's name, in quotes where it is no identifier.
fn push_name(out: &mut String, name: &str) {
    let plain = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty();
    if plain {
        out.push_str(name);
    } else {
        let _ = write!(out, "{}", Value::from(name));
    }
}

/// The bounds of a value, in few words.
fn constraints(node: &Value) -> String {
    let Value::Object(node) = node else {
        return String::new();
    };
    let mut parts: Vec<String> = Vec::new();
    let mut range = |low: &str, high: &str, unit: &str| match (node.get(low), node.get(high)) {
        (Some(low), Some(high)) if low == high => parts.push(format!("{low}{unit}")),
        (Some(low), Some(high)) => parts.push(format!("{low} to {high}{unit}")),
        (Some(low), None) if !(unit.is_empty() && is_unsigned(node, low)) => {
            parts.push(format!("at least {low}{unit}"))
        }
        (None, Some(high)) => parts.push(format!("at most {high}{unit}")),
        _ => {}
    };
    range("minimum", "maximum", "");
    range("minLength", "maxLength", " characters");
    if !node.contains_key("prefixItems") {
        range("minItems", "maxItems", " items");
    }
    range("minProperties", "maxProperties", " members");
    for (keyword, words) in [
        ("exclusiveMinimum", "over"),
        ("exclusiveMaximum", "under"),
        ("multipleOf", "a multiple of"),
    ] {
        if let Some(value) = node.get(keyword) {
            parts.push(format!("{words} {value}"));
        }
    }
    if node.get("uniqueItems") == Some(&Value::Bool(true)) {
        parts.push("no doubles".to_owned());
    }
    if let Some(Value::String(pattern)) = node.get("pattern") {
        parts.push(format!("matches {pattern}"));
    }
    if let Some(Value::String(format)) = node.get("format")
        && !is_number_format(format)
    {
        parts.push(format.clone());
    }
    if let Some(default) = node.get("default")
        && !default.is_null()
    {
        parts.push(format!("default {default}"));
    }
    if let Some(Value::Array(examples)) = node.get("examples") {
        let examples: Vec<String> = examples.iter().map(ToString::to_string).collect();
        parts.push(format!("such as {}", examples.join(", ")));
    }
    parts.join("; ")
}

/// A lower bound of zero that only says that the Rust type is unsigned.
fn is_unsigned(node: &Node, low: &Value) -> bool {
    low.as_u64() == Some(0)
        && node
            .get("format")
            .and_then(Value::as_str)
            .is_some_and(|format| format.starts_with("uint"))
}
