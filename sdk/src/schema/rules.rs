//! Whether a schema says more of a value than its type keeps to by itself.

use serde_json::{Map, Value};

use super::walk::{DEFINITIONS, subschemas};

/// Keywords that bound a value and that no Rust type keeps to.
const RULES: &[&str] = &[
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "contains",
    "minProperties",
    "maxProperties",
    "propertyNames",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "not",
    "if",
    "dependentRequired",
    "dependentSchemas",
];

/// Whether there is a rule anywhere in a schema that has to be judged after a value was read.
pub(super) fn are_in(schema: &Value) -> bool {
    let mut open = vec![schema];
    while let Some(next) = open.pop() {
        let Value::Object(node) = next else { continue };
        if in_node(node) {
            return true;
        }
        for (keyword, value) in node {
            open.extend(subschemas(keyword, value));
            if DEFINITIONS.contains(&keyword.as_str()) {
                open.extend(value.as_object().into_iter().flat_map(Map::values));
            }
        }
    }
    false
}

fn in_node(node: &Map<String, Value>) -> bool {
    let format = node.get("format").and_then(Value::as_str);
    let number = format.filter(|format| super::lower::is_number_format(format));
    // The range of an integer type, as schemars writes it, is the type's own.
    let (low, high) = match number {
        Some("uint8") => (Some(0), Some(255)),
        Some("uint16") => (Some(0), Some(65_535)),
        Some("int8") => (Some(-128), Some(127)),
        Some("int16") => (Some(-32_768), Some(32_767)),
        Some(name) if name.starts_with("uint") => (Some(0), None),
        _ => (None, None),
    };
    let bounds = |keyword: &str, own: Option<i64>| {
        node.get(keyword).is_some_and(|bound| bound.as_i64() != own)
    };
    // A tuple has its length; a `Vec` that is bounded cannot be told from an array, so it is judged.
    let tuple = node.contains_key("prefixItems");
    let own = |rule: &str| tuple && matches!(rule, "minItems" | "maxItems");
    RULES
        .iter()
        .any(|rule| node.contains_key(*rule) && !own(rule))
        || bounds("minimum", low)
        || bounds("maximum", high)
        || format.is_some() && number.is_none()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_type_keeps_to_is_no_rule() {
        for (schema, expected) in [
            (json!({ "type": "string" }), false),
            (
                json!({ "type": "integer", "format": "uint8", "minimum": 0, "maximum": 255 }),
                false,
            ),
            (
                json!({ "type": "integer", "format": "uint64", "minimum": 0 }),
                false,
            ),
            (
                json!({ "type": "integer", "format": "uint8", "minimum": 1, "maximum": 9 }),
                true,
            ),
            (
                json!({ "type": "number", "format": "double", "maximum": 1 }),
                true,
            ),
            (json!({ "type": "string", "format": "date" }), true),
            (
                json!({ "type": "array", "prefixItems": [true, true], "minItems": 2, "maxItems": 2 }),
                false,
            ),
            (
                json!({ "properties": { "a": { "items": { "pattern": "^a$" } } } }),
                true,
            ),
            (
                json!({ "$ref": "#/$defs/A", "$defs": { "A": { "minLength": 1 } } }),
                true,
            ),
            (
                json!({ "properties": { "pattern": { "type": "string" } } }),
                false,
            ),
        ] {
            assert_eq!(are_in(&schema), expected, "{schema}");
        }
    }
}
