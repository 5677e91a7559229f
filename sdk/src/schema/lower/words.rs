//! What bounds a value and what describes it.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::super::dialect::{AnyValue, Consts, Dialect, Enums, Maps, Nullable, Patterns, Support};
use super::super::walk::{self, DEFINITIONS, MAX_DEPTH, references, resolve, subschemas};
use super::{Node, Walk, parts};

/// Keywords that describe and do not constrain.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "default",
    "examples",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "$comment",
];

/// Keywords that the walk itself reads.
const STRUCTURE: &[&str] = &[
    "$ref",
    "$schema",
    "$id",
    "$anchor",
    "$vocabulary",
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
    "items",
    "prefixItems",
    "anyOf",
    "oneOf",
    "allOf",
];

/// Formats that name a Rust number; the type itself keeps to their range, and no host knows them.
const NUMBER_FORMATS: &[&str] = &[
    "int", "int8", "int16", "int32", "int64", "int128", "uint", "uint8", "uint16", "uint32",
    "uint64", "uint128", "float", "double",
];

/// Whether a keyword only describes.
pub(in super::super) fn is_annotation(keyword: &str) -> bool {
    ANNOTATIONS.contains(&keyword)
}

/// Whether a keyword says how a value is built, or nothing about the value at all.
pub(in super::super) fn is_structure(keyword: &str) -> bool {
    STRUCTURE.contains(&keyword) || DEFINITIONS.contains(&keyword)
}

/// Whether a format only names a Rust number.
pub(in super::super) fn is_number_format(format: &str) -> bool {
    NUMBER_FORMATS.contains(&format)
}

/// The types that a node names.
pub(in super::super) fn types(node: &Node) -> Vec<&str> {
    match node.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// What the dialect does with a keyword of this value at this node.
pub(crate) fn support(dialect: &Dialect, node: &Node, keyword: &str, value: &Value) -> Support {
    let support = match (keyword, value.as_str()) {
        ("format", Some(format)) => dialect.format_support(format),
        ("pattern", Some(pattern)) if !takes_pattern(dialect, pattern) => Support::Refused,
        _ if types(node).contains(&"number") => dialect.number_support(keyword),
        _ => dialect.support(keyword),
    };
    match support {
        Support::UpTo(limit) if value.as_u64().is_some_and(|number| number <= limit) => {
            Support::Enforced
        }
        Support::UpTo(_) => Support::Refused,
        support => support,
    }
}

/// The range of a number that a format names and whose bounds schemars leaves out. None for numbers of 64 bits: readers
/// of schemas hold bounds in as many (or in a float), some take the ends of that range for no bound at all, and no model
/// writes so many digits.
pub(in super::super) fn range_of(format: &str) -> Option<(i64, i64)> {
    Some(match format {
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        _ => return None,
    })
}

/// Puts the bounds of a number in place of the format that names it.
pub(in super::super) fn bound(node: &mut Node, format: &str, dialect: &Dialect) {
    let Some((low, high)) = range_of(format) else {
        return;
    };
    let said = [
        ("minimum", "exclusiveMinimum", low),
        ("maximum", "exclusiveMaximum", high),
    ];
    for (keyword, exclusive, limit) in said {
        let is_free = !node.contains_key(keyword) && !node.contains_key(exclusive);
        if is_free && dialect.support(keyword) != Support::Refused {
            node.insert(keyword.to_owned(), json!(limit));
        }
    }
}

fn takes_pattern(dialect: &Dialect, pattern: &str) -> bool {
    match dialect.patterns {
        Patterns::Any => true,
        Patterns::Anchored => pattern.starts_with('^') && pattern.ends_with('$'),
        Patterns::WithoutLookaround => !["(?=", "(?!", "(?<=", "(?<!"]
            .iter()
            .any(|look| pattern.contains(look)),
    }
}

/// Whether a keyword holds a schema that refers to a definition, which may be sent under another name or not at
/// all.
fn refers(keyword: &str, value: &Value) -> bool {
    let mut found = Vec::new();
    for schema in subschemas(keyword, value) {
        references(schema, &mut found);
    }
    !found.is_empty()
}

/// A schema or null, by `anyOf`; words about it stay outside.
pub(super) fn nullable_any_of(mut node: Node) -> Value {
    let mut out = Map::new();
    for keyword in ["title", "description"] {
        if let Some(text) = node.shift_remove(keyword) {
            out.insert(keyword.to_owned(), text);
        }
    }
    out.insert("anyOf".to_owned(), json!([node, { "type": "null" }]));
    Value::Object(out)
}

impl Walk<'_> {
    /// `enum` and `const`, in the dialect's way.
    pub(super) fn values(&mut self, out: &mut Node) {
        if self.dialect.consts == Consts::Enum
            && let Some(only) = out.shift_remove("const")
        {
            out.insert("enum".to_owned(), json!([only]));
        }
        let listed = out.get("enum").and_then(Value::as_array);
        let count = listed.map_or(0, Vec::len);
        self.measured.enum_values += count;
        if let Some((many, _)) = self.dialect.limits.large_enum
            && count > many
        {
            let texts = listed.into_iter().flatten().filter_map(Value::as_str);
            let chars = texts.map(|text| text.chars().count()).sum();
            self.measured.enum_chars = self.measured.enum_chars.max(chars);
        }
        let all = listed.into_iter().flatten().chain(out.get("const"));
        let texts = all.filter_map(Value::as_str);
        self.measured.string_chars += texts.map(|text| text.chars().count()).sum::<usize>();
    }

    /// Keywords that bound a value or describe it.
    pub(super) fn constrain(&mut self, node: &Node, out: &mut Node) {
        let mut notes: Vec<String> = Vec::new();
        let sent_as = |name: &str| out.get("type").is_some_and(|sent| sent == name);
        let map_as_list =
            sent_as("array") && types(node) != ["array"] && !node.contains_key("items");
        let list_as_object = sent_as("object") && node.contains_key("prefixItems");
        if self.dialect.enums == Enums::Texts
            && let Some(Value::Array(values)) = out.get("enum")
            && values.iter().any(|value| !value.is_string())
        {
            notes.push(format!("enum: {}", Value::Array(values.clone())));
            self.lose("enum", false);
            out.shift_remove("enum");
        }
        if self.dialect.maps == Maps::Native
            && let Some(Value::Object(patterns)) = node.get("patternProperties")
        {
            self.lose("patternProperties", false);
            notes.extend(patterns.keys().map(|pattern| format!("names: {pattern}")));
        }
        for (keyword, value) in node {
            let keyword = match keyword.as_str() {
                // The keys have a schema of their own.
                "propertyNames" if map_as_list => continue,
                "minProperties" if map_as_list => "minItems",
                "maxProperties" if map_as_list => "maxItems",
                // The object has a member for each place.
                "minItems" | "maxItems" if list_as_object => continue,
                "format" if value.as_str().is_some_and(is_number_format) => {
                    // A union of types that is one of them a number has no range of its own.
                    if types(node)
                        .iter()
                        .all(|name| matches!(*name, "integer" | "null"))
                    {
                        bound(out, value.as_str().unwrap_or_default(), self.dialect);
                    }
                    continue;
                }
                keyword if is_annotation(keyword) || is_structure(keyword) => continue,
                keyword => keyword,
            };
            let support = match support(self.dialect, node, keyword, value) {
                _ if refers(keyword, value) => Support::Refused,
                support => support,
            };
            if support != Support::Enforced {
                self.lose(keyword, support == Support::Unenforced);
            }
            if support == Support::Refused {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                notes.push(format!("{keyword}: {text}"));
            } else {
                out.insert(keyword.to_owned(), value.clone());
            }
        }
        self.annotate(node, out);
        if !notes.is_empty() {
            // What the grammar cannot hold the model to, the model is at least told.
            let told = format!("{{{}}}", notes.join(", "));
            let text = match out.get("description").and_then(Value::as_str) {
                Some(text) => format!("{text} {told}"),
                None => told,
            };
            out.insert("description".to_owned(), Value::String(text));
        }
    }

    /// The keywords that only describe, as far as the host takes them.
    pub(super) fn annotate(&self, node: &Node, out: &mut Node) {
        for (keyword, value) in node {
            if is_annotation(keyword) && self.dialect.support(keyword) != Support::Refused {
                out.insert(keyword.clone(), value.clone());
            }
        }
    }

    /// A type for values that are only listed, for hosts that want one everywhere.
    pub(super) fn name_type(&self, out: &mut Node) {
        if self.dialect.any == AnyValue::Allowed || out.contains_key("type") {
            return;
        }
        let listed = out.get("enum").and_then(Value::as_array);
        let mut names: Vec<&str> = Vec::new();
        for value in listed.into_iter().flatten().chain(out.get("const")) {
            let name = match value {
                Value::Null => "null",
                Value::Bool(_) => "boolean",
                Value::Number(number) if number.is_f64() => "number",
                Value::Number(_) => "integer",
                Value::String(_) => "string",
                Value::Array(_) => "array",
                Value::Object(_) => "object",
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let names = match names.as_slice() {
            [] => return,
            [only] => json!(only),
            names => json!(names),
        };
        out.insert("type".to_owned(), names);
    }

    /// Whether the type itself reads null at this place.
    pub(super) fn allows_null(&self, node: &Value) -> bool {
        self.allows_null_within(node, MAX_DEPTH, &mut HashMap::new())
    }

    /// `known` holds what was found of a part, by its address: alternatives may lead to one part by many ways.
    fn allows_null_within(
        &self,
        node: &Value,
        levels: usize,
        known: &mut HashMap<*const Value, bool>,
    ) -> bool {
        let address: *const Value = node;
        if let Some(found) = known.get(&address) {
            return *found;
        }
        let found = self.finds_null(node, levels, known);
        known.insert(address, found);
        found
    }

    fn finds_null(
        &self,
        node: &Value,
        levels: usize,
        known: &mut HashMap<*const Value, bool>,
    ) -> bool {
        let (Value::Object(node), Some(levels)) = (node, levels.checked_sub(1)) else {
            return *node == Value::Bool(true);
        };
        if let Some(target) = walk::reference(node).and_then(|to| resolve(self.root, to))
            && !self.allows_null_within(target, levels, known)
        {
            return false;
        }
        let all = node.get("allOf").and_then(Value::as_array);
        if !all
            .into_iter()
            .flatten()
            .all(|part| self.allows_null_within(part, levels, known))
        {
            return false;
        }
        if let Some(Value::Array(branches)) = parts::union_keyword(node).and_then(|k| node.get(k))
            && !branches
                .iter()
                .any(|branch| self.allows_null_within(branch, levels, known))
        {
            return false;
        }
        let listed = node.get("enum").and_then(Value::as_array);
        let types = types(node);
        (types.is_empty() || types.contains(&"null"))
            && node.get("const").is_none_or(Value::is_null)
            && listed.is_none_or(|listed| listed.contains(&Value::Null))
    }

    /// A sent schema that also takes null.
    pub(super) fn or_null(&self, sent: Value) -> Value {
        let Value::Object(mut node) = sent else {
            return sent;
        };
        if self.dialect.nullable == Nullable::Keyword {
            node.insert("nullable".to_owned(), json!(true));
            return Value::Object(node);
        }
        if let Some(Value::Array(branches)) = node.get_mut("anyOf") {
            branches.push(json!({ "type": "null" }));
            return Value::Object(node);
        }
        if self.dialect.nullable == Nullable::TypeList
            && let Some(Value::String(name)) = node.get("type").cloned()
        {
            node.insert("type".to_owned(), json!([name, "null"]));
            if let Some(only) = node.shift_remove("const") {
                node.insert("enum".to_owned(), json!([only]));
            }
            if let Some(Value::Array(values)) = node.get_mut("enum") {
                values.push(Value::Null);
            }
            return Value::Object(node);
        }
        nullable_any_of(node)
    }
}
