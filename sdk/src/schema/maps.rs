//! Whether a value may hold objects whose names no type declares: of those only a reader of the text can tell that a name
//! stood twice.

use serde_json::{Map, Value};

use super::walk::{DEFINITIONS, subschemas};

/// What says of which type a value is, or where that is said.
const TYPED: &[&str] = &[
    "type", "$ref", "enum", "const", "anyOf", "oneOf", "allOf", "if",
];

/// Whether a map, or a value of any type, may stand anywhere in a value of this schema.
pub(super) fn are_in(schema: &Value) -> bool {
    let mut open = vec![schema];
    while let Some(next) = open.pop() {
        let node = match next {
            Value::Object(node) => node,
            Value::Bool(any) if *any => return true,
            _ => continue,
        };
        if in_node(node) {
            return true;
        }
        for (keyword, value) in node {
            // That there may be other names is asked above; here `true` would be any value.
            if keyword != "additionalProperties" || value.is_object() {
                open.extend(subschemas(keyword, value));
            }
            if DEFINITIONS.contains(&keyword.as_str()) {
                open.extend(value.as_object().into_iter().flat_map(Map::values));
            }
        }
    }
    false
}

fn in_node(node: &Map<String, Value>) -> bool {
    let may_be = |name: &str| match node.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(list)) => list.iter().any(|one| one == name),
        _ => false,
    };
    let others = node.get("additionalProperties");
    node.contains_key("patternProperties")
        || others.is_some_and(|others| *others != Value::Bool(false))
        || (may_be("object") && others.is_none() && !node.contains_key("properties"))
        || !TYPED.iter().any(|keyword| node.contains_key(*keyword))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::JsonResponse;
    use crate::schema;

    #[derive(JsonResponse)]
    #[allow(dead_code, reason = "only its schema is looked at")]
    struct Plain {
        name: String,
        next: Option<Box<Plain>>,
        pair: (u8, bool),
        kind: Kind,
    }

    #[derive(JsonResponse)]
    #[allow(dead_code, reason = "only its schema is looked at")]
    enum Kind {
        Unit,
        Held(String),
        Named { size: f64 },
    }

    #[derive(JsonResponse)]
    #[allow(dead_code, reason = "only its schema is looked at")]
    struct Counts {
        words: BTreeMap<String, u32>,
    }

    #[derive(JsonResponse)]
    #[allow(dead_code, reason = "only its schema is looked at")]
    struct Rest {
        name: String,
        #[serde(flatten)]
        rest: BTreeMap<String, String>,
    }

    #[derive(JsonResponse)]
    #[allow(dead_code, reason = "only its schema is looked at")]
    struct Any {
        #[serde(default)]
        extra: Option<serde_json::Value>,
    }

    #[test]
    fn maps_and_any_value_are_found() {
        assert!(!schema::known::<Plain>().has_maps());
        assert!(!schema::known::<Vec<Plain>>().has_maps());
        assert!(schema::known::<Counts>().has_maps());
        assert!(schema::known::<Option<Counts>>().has_maps());
        assert!(schema::known::<Rest>().has_maps());
        assert!(schema::known::<Any>().has_maps());
        assert!(schema::known::<serde_json::Value>().has_maps());
    }
}
