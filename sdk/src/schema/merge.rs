//! Two object schemas that hold at once, as one.

use serde_json::{Map, Value};

/// The schema of what fits `a` and `b`; `None` when nothing does.
///
/// Only what schemars writes for flattened and tagged types has to be merged: objects with properties. Where both
/// say something else of one place, `a` wins, which is the outer type.
pub(super) fn merge(a: &Map<String, Value>, b: &Map<String, Value>) -> Option<Map<String, Value>> {
    let mut out = a.clone();
    for (keyword, theirs) in b {
        let Some(ours) = out.get_mut(keyword) else {
            out.insert(keyword.clone(), theirs.clone());
            continue;
        };
        match (keyword.as_str(), ours, theirs) {
            ("type", ours, theirs) if ours != theirs => return None,
            ("properties", Value::Object(ours), Value::Object(theirs)) => {
                for (name, schema) in theirs {
                    match ours.get(name) {
                        None => {
                            ours.insert(name.clone(), schema.clone());
                        }
                        Some(known) => {
                            let (one, other) = (known.get("const"), schema.get("const"));
                            if one.is_some() && other.is_some() && one != other {
                                return None;
                            }
                        }
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
            ("additionalProperties", ours, theirs) if *ours == Value::Bool(false) => {
                *ours = theirs.clone()
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(ours), theirs) => {
                // Both must hold: a product, left to the caller as a part.
                let mut part = Map::new();
                part.insert(keyword.clone(), theirs.clone());
                if keyword == "allOf" {
                    ours.extend(theirs.as_array().into_iter().flatten().cloned());
                } else {
                    let parts = out
                        .entry("allOf")
                        .or_insert_with(|| Value::Array(Vec::new()));
                    parts.as_array_mut()?.push(Value::Object(part));
                }
            }
            _ => {}
        }
    }
    Some(out)
}
