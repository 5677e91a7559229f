//! What serde reads a name as besides: known where answers are read, and never sent.

use std::cell::Cell;

use serde_json::{Value, json};

use super::walk::{each_in, each_subschema};

/// The other names of a property, in the property's schema.
pub(crate) const NAMES: &str = "x-alias";

/// The other texts of a value, beside `enum` or `const`, by value.
pub(crate) const VALUES: &str = "x-enum-aliases";

thread_local! {
    static NOTING: Cell<bool> = const { Cell::new(false) };
}

/// Makes a schema in which other names are noted. schemars makes it by the types' own functions, which others call as well, and
/// then get what schemars says.
pub(super) fn noting<R>(make: impl FnOnce() -> R) -> R {
    /// Also when a user's function panics.
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            NOTING.set(self.0);
        }
    }
    let _before = Before(NOTING.replace(true));
    make()
}

pub(crate) fn are_noted() -> bool {
    NOTING.get()
}

/// Notes the other names of a type's fields and variants: each name with one of its aliases.
pub(crate) fn note(schema: &mut Value, aliases: &[(&str, &str)]) {
    let Value::Object(map) = schema else { return };
    for (name, alias) in aliases {
        if let Some(property) = map
            .get_mut("properties")
            .and_then(|properties| properties.get_mut(name))
        {
            if !property.is_object() {
                *property = json!({});
            }
            push(property, NAMES, alias);
        }
        let is_value = map.get("const").is_some_and(|only| only == name)
            || map
                .get("enum")
                .and_then(Value::as_array)
                .is_some_and(|values| values.iter().any(|value| value == name));
        if is_value {
            let values = map.entry(VALUES).or_insert_with(|| json!({}));
            push(values, name, alias);
        }
    }
    for (keyword, value) in map.iter_mut() {
        each_subschema(keyword, value, &mut |schema| note(schema, aliases));
    }
}

fn push(map: &mut Value, name: &str, alias: &str) {
    if let Some(map) = map.as_object_mut()
        && let Some(all) = map.entry(name).or_insert_with(|| json!([])).as_array_mut()
    {
        all.push(alias.into());
    }
}

/// Takes the notes out of a schema; the schema with them, if there are any.
pub(super) fn take(schema: &mut Value) -> Option<Value> {
    let with = schema.clone();
    clear(schema);
    (*schema != with).then_some(with)
}

fn clear(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    map.shift_remove(NAMES);
    map.shift_remove(VALUES);
    each_in(map, &mut clear);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{note, take};

    #[test]
    fn what_is_noted_is_taken_out_again() {
        let plain = json!({
            "properties": {
                "name": {"type": "string"},
                "any": true,
                "x-alias": {"enum": ["a", "b"]},
            },
            "$defs": {"Kind": {"oneOf": [{"const": "a"}, {"const": "c"}]}},
        });
        let mut schema = plain.clone();
        assert_eq!(take(&mut schema), None);
        note(
            &mut schema,
            &[
                ("name", "title"),
                ("any", "thing"),
                ("a", "A"),
                ("a", "first"),
            ],
        );
        assert_eq!(schema["properties"]["name"]["x-alias"], json!(["title"]));
        assert_eq!(schema["properties"]["any"]["x-alias"], json!(["thing"]));
        let values = &schema["properties"]["x-alias"]["x-enum-aliases"];
        assert_eq!(*values, json!({"a": ["A", "first"]}));
        // Definitions are of other types.
        assert_eq!(schema["$defs"], plain["$defs"]);
        let noted = schema.clone();
        assert_eq!(take(&mut schema), Some(noted));
        let mut rest = plain;
        rest["properties"]["any"] = json!({});
        assert_eq!(schema, rest);
    }
}
