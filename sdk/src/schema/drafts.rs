//! What drafts before 2020-12 wrote in another way, said as it is said now.

use serde_json::{Map, Value};

use super::walk::{DEFINITIONS, each_subschema};

/// A tuple: `items` was a list, and `additionalItems` what followed it.
pub(super) fn modernise(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    if map.get("items").is_some_and(Value::is_array) && !map.contains_key("prefixItems") {
        let rest = map.shift_remove("additionalItems");
        let prefix = map.shift_remove("items");
        map.extend(prefix.map(|prefix| ("prefixItems".to_owned(), prefix)));
        map.extend(rest.map(|rest| ("items".to_owned(), rest)));
    }
    for (keyword, value) in map.iter_mut() {
        if DEFINITIONS.contains(&keyword.as_str()) {
            value
                .as_object_mut()
                .into_iter()
                .flat_map(Map::values_mut)
                .for_each(modernise);
        }
        each_subschema(keyword, value, &mut modernise);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::modernise;

    #[test]
    fn a_tuple_is_said_as_it_is_now() {
        let mut schema = json!({
            "items": {"items": [{"type": "integer"}], "additionalItems": false},
            "properties": {"items": {"items": [{"items": []}]}},
            "definitions": {"new": {"prefixItems": [{}], "items": false}},
        });
        modernise(&mut schema);
        let now = json!({
            "items": {"prefixItems": [{"type": "integer"}], "items": false},
            "properties": {"items": {"prefixItems": [{"prefixItems": []}]}},
            "definitions": {"new": {"prefixItems": [{}], "items": false}},
        });
        assert_eq!(schema, now);
    }
}
