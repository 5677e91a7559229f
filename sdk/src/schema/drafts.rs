//! What drafts before 2020-12 wrote in another way, said as it is said now.

use serde_json::Value;

use super::walk::each_in;

/// A tuple: `items` was a list, and `additionalItems` what followed it.
pub(super) fn modernise(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    if map.get("items").is_some_and(Value::is_array) && !map.contains_key("prefixItems") {
        let rest = map.shift_remove("additionalItems");
        let prefix = map.shift_remove("items");
        map.extend(prefix.map(|prefix| ("prefixItems".to_owned(), prefix)));
        map.extend(rest.map(|rest| ("items".to_owned(), rest)));
    }
    each_in(map, &mut modernise);
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
