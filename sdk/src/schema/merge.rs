//! Two schemas that hold at once, as one.

use serde_json::{Map, Value, json};

use super::walk::MAX_DEPTH;

/// The schema of what fits `a` and `b`; `None` when nothing does.
///
/// Where both bound a value the narrower bound holds; where both say something else that has no common form, `a`
/// wins, which is the outer type.
pub(super) fn merge(a: &Map<String, Value>, b: &Map<String, Value>) -> Option<Map<String, Value>> {
    merge_within(a, b, MAX_DEPTH)
}

fn merge_within(
    a: &Map<String, Value>,
    b: &Map<String, Value>,
    levels: usize,
) -> Option<Map<String, Value>> {
    let levels = levels.checked_sub(1)?;
    let mut out = a.clone();
    let mut parts = Vec::new();
    for (keyword, theirs) in b {
        let Some(ours) = out.get_mut(keyword) else {
            out.insert(keyword.clone(), theirs.clone());
            continue;
        };
        if ours == theirs {
            continue;
        }
        match (keyword.as_str(), ours, theirs) {
            ("type", ours, theirs) => *ours = common_types(ours, theirs)?,
            ("const", ..) => return None,
            ("enum", Value::Array(ours), Value::Array(theirs)) => {
                ours.retain(|value| theirs.contains(value));
                if ours.is_empty() {
                    return None;
                }
            }
            ("properties" | "patternProperties", Value::Object(ours), Value::Object(theirs)) => {
                for (name, theirs) in theirs {
                    match (ours.get_mut(name), theirs) {
                        (None, theirs) => {
                            ours.insert(name.clone(), theirs.clone());
                        }
                        (Some(Value::Object(ours)), Value::Object(theirs)) => {
                            *ours = merge_within(ours, theirs, levels)?;
                        }
                        (Some(ours @ Value::Bool(true)), theirs) => *ours = theirs.clone(),
                        (Some(_), _) => {}
                    }
                }
            }
            ("required", Value::Array(ours), Value::Array(theirs)) => {
                for name in theirs {
                    if !ours.contains(name) {
                        ours.push(name.clone());
                    }
                }
            }
            // Each part of a flattened type is closed to the others' properties only by mistake.
            ("additionalProperties" | "unevaluatedProperties", ours, theirs)
                if *ours == Value::Bool(false) =>
            {
                *ours = theirs.clone();
            }
            ("allOf", Value::Array(ours), Value::Array(theirs)) => {
                ours.extend(theirs.iter().cloned());
            }
            // Both must hold: one of them becomes a part.
            ("anyOf" | "oneOf" | "$ref", _, theirs) => parts.push(json!({ keyword: theirs })),
            (keyword, ours, theirs) => {
                let narrower =
                    match keyword {
                        "minimum" | "exclusiveMinimum" | "minLength" | "minItems"
                        | "minProperties" => theirs.as_f64() > ours.as_f64(),
                        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems"
                        | "maxProperties" => theirs.as_f64() < ours.as_f64(),
                        _ => false,
                    };
                if narrower {
                    *ours = theirs.clone();
                }
            }
        }
    }
    if !parts.is_empty() {
        match out.entry("allOf").or_insert_with(|| json!([])) {
            Value::Array(all) => all.extend(parts),
            _ => return None,
        }
    }
    Some(out)
}

/// The types that both name; a whole number is a number.
fn common_types(a: &Value, b: &Value) -> Option<Value> {
    let list = |types: &Value| -> Vec<String> {
        match types {
            Value::String(name) => vec![name.clone()],
            Value::Array(names) => {
                let names = names.iter().filter_map(Value::as_str);
                names.map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    };
    let (a, b) = (list(a), list(b));
    let mut common = Vec::new();
    for one in &a {
        for other in &b {
            let both = match (one.as_str(), other.as_str()) {
                (one, other) if one == other => one,
                ("integer", "number") | ("number", "integer") => "integer",
                _ => continue,
            };
            if !common.iter().any(|known| known == both) {
                common.push(both.to_owned());
            }
        }
    }
    match common.as_slice() {
        [] => None,
        [only] => Some(json!(only)),
        _ => Some(json!(common)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(a: &Value, b: &Value) -> Option<Value> {
        merge(a.as_object().unwrap(), b.as_object().unwrap()).map(Value::Object)
    }

    #[test]
    fn what_both_say_holds() {
        for (a, b, expected) in [
            (
                json!({}),
                json!({ "type": "string" }),
                json!({ "type": "string" }),
            ),
            (
                json!({ "type": ["string", "null"] }),
                json!({ "type": "string" }),
                json!({ "type": "string" }),
            ),
            (
                json!({ "type": "number" }),
                json!({ "type": "integer" }),
                json!({ "type": "integer" }),
            ),
            (
                json!({ "minimum": 1, "maximum": 9 }),
                json!({ "minimum": 2, "maximum": 10 }),
                json!({ "minimum": 2, "maximum": 9 }),
            ),
            (
                json!({ "enum": [1, 2] }),
                json!({ "enum": [2, 3] }),
                json!({ "enum": [2] }),
            ),
            (
                json!({ "properties": { "a": { "type": "string" } }, "required": ["a"] }),
                json!({ "properties": { "a": { "minLength": 1 }, "b": true }, "required": ["b", "a"] }),
                json!({ "properties": { "a": { "type": "string", "minLength": 1 }, "b": true }, "required": ["a", "b"] }),
            ),
            (
                json!({ "additionalProperties": false }),
                json!({ "additionalProperties": true }),
                json!({ "additionalProperties": true }),
            ),
            (
                json!({ "anyOf": [1] }),
                json!({ "anyOf": [2] }),
                json!({ "anyOf": [1], "allOf": [{ "anyOf": [2] }] }),
            ),
            (
                json!({ "description": "outer" }),
                json!({ "description": "inner" }),
                json!({ "description": "outer" }),
            ),
        ] {
            assert_eq!(merged(&a, &b), Some(expected));
        }
    }

    #[test]
    fn what_excludes_each_other_is_nothing() {
        for (a, b) in [
            (json!({ "type": "string" }), json!({ "type": "null" })),
            (json!({ "const": 1 }), json!({ "const": 2 })),
            (json!({ "enum": [1] }), json!({ "enum": [2] })),
            (
                json!({ "properties": { "kind": { "const": "a" } } }),
                json!({ "properties": { "kind": { "const": "b" } } }),
            ),
        ] {
            assert_eq!(merged(&a, &b), None);
        }
    }
}
