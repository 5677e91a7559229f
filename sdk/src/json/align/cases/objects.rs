//! Members, and what is wrapped around a value.

use serde_json::json;

use super::*;

#[test]
fn members() {
    use AlignKind::*;
    let list = || object(json!({"actionItems": {"type": "array", "items": {"type": "string"}}}));
    fits(
        list(),
        json!({"action_items": ["a"]}),
        json!({"actionItems": ["a"]}),
        &[KeyName],
    );
    fits(
        list(),
        json!({"Action Items": "a"}),
        json!({"actionItems": ["a"]}),
        &[KeyName, ListOfOne],
    );
    // Two members may be the one: neither is.
    fails(
        list(),
        json!({"action_items": ["a"], "ActionItems": ["b"]}),
        &[
            "has 2 members that may be `actionItems`",
            "missing field `actionItems`",
        ],
    );
    // The right name wins; the other is a member more.
    fits(
        list(),
        json!({"actionItems": "a", "action_items": ["b"]}),
        json!({"actionItems": ["a"], "action_items": ["b"]}),
        &[ListOfOne],
    );
    fails(list(), json!({}), &["missing field `actionItems`"]);
    let two = object(json!({"a_b": {"type": "integer"}, "aB": {"type": "integer"}}));
    fails(two, json!({"A B": 1, "aB": 2}), &["missing field `a_b`"]);
    let aliased = object(
        json!({"key": {"type": "integer", "x-alias": "key-dash"}, "other": {"x-alias": ["o", "p"]}}),
    );
    fits(
        aliased,
        json!({"key-dash": 1, "p": 2}),
        json!({"key": 1, "other": 2}),
        &[KeyName, KeyName],
    );

    let mut closed = object(json!({"a": {"type": "integer"}}));
    closed["additionalProperties"] = json!(false);
    fits(
        closed,
        json!({"a": 1, "note": "x"}),
        json!({"a": 1}),
        &[Dropped],
    );
    let open = object(json!({"a": {"type": "integer"}}));
    fits(
        open,
        json!({"a": "1", "note": "x"}),
        json!({"a": 1, "note": "x"}),
        &[TextToNumber],
    );

    let optional =
        json!({"properties": {"a": {"type": "integer"}, "b": {"type": ["integer", "null"]}}});
    fits(
        optional.clone(),
        json!({"a": null, "b": null}),
        json!({"b": null}),
        &[NullToMissing],
    );
    let mut required = optional;
    required["required"] = json!(["a", "b"]);
    fits(
        required.clone(),
        json!({"a": 1}),
        json!({"a": 1, "b": null}),
        &[MissingToNull],
    );
    fails(
        required,
        json!({"a": null, "b": 1}),
        &["/a: must be an integer, is null"],
    );

    let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
    fits(
        map.clone(),
        json!({"x": "1", "y": 2}),
        json!({"x": 1, "y": 2}),
        &[TextToNumber],
    );
    fails(
        map,
        json!({"x": "one"}),
        &["/x: must be an integer, is a text of 3 characters"],
    );
    let one_name = json!({"type": "object", "propertyNames": {"enum": ["red"]}});
    fits(
        one_name,
        json!({"Red": 1, "RED": 2}),
        json!({"Red": 1, "RED": 2}),
        &[],
    );
    let keyed = json!({"type": "object", "propertyNames": {"enum": ["red", "blue"]}, "additionalProperties": {"type": "integer"}});
    fits(
        keyed,
        json!({"Red": "1"}),
        json!({"red": 1}),
        &[KeyName, TextToNumber],
    );
    let patterned =
        json!({"patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": false});
    fits(
        patterned,
        json!({"x1": "2"}),
        json!({"x1": 2}),
        &[TextToNumber],
    );
}

#[test]
fn wrappers() {
    use AlignKind::*;
    let user = || object(json!({"name": {"type": "string"}, "age": {"type": "integer"}}));
    let inside = json!({"name": "Al", "age": 3});
    for wrapped in [
        json!({"user": inside}),
        json!({"result": inside}),
        json!({"properties": inside}),
        json!({"type": "object", "title": "User", "properties": inside, "required": ["name", "age"]}),
    ] {
        fits(user(), wrapped, inside.clone(), &[Unwrapped]);
    }
    fits(user(), json!([inside]), inside.clone(), &[ItemOfOne]);
    fits(
        user(),
        json!({"data": {"user": inside}}),
        inside.clone(),
        &[Unwrapped, Unwrapped],
    );
    fits(
        user(),
        json!(inside.to_string()),
        inside.clone(),
        &[Stringified],
    );
    fits(
        json!({"type": "array", "items": user()}),
        json!({"users": [inside]}),
        json!([inside]),
        &[Unwrapped],
    );
    fits(
        json!({"type": "array", "items": user()}),
        inside.clone(),
        json!([inside]),
        &[ListOfOne],
    );
    fits(
        json!({"type": "array", "items": {"type": "integer"}}),
        json!("[1, \"2\"]"),
        json!([1, 2]),
        &[Stringified, TextToNumber],
    );
    // What is no answer, what would drop something, a schema instead of a value.
    fails(
        user(),
        json!({"error": inside}),
        &["missing field `name`", "missing field `age`"],
    );
    fails(
        user(),
        json!({"user": inside, "n": 1}),
        &["missing field `name`", "missing field `age`"],
    );
    fails(
        user(),
        json!({"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}),
        &["missing field `name`", "missing field `age`"],
    );
    fails(
        user(),
        json!([inside, inside]),
        &["must be an object, is a list of 2"],
    );
    let names = json!({"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}});
    fits(
        names.clone(),
        json!({"Name": "Al"}),
        json!([{"name": "Al"}]),
        &[ListOfOne, KeyName],
    );
    fails(
        names,
        json!({"error": "no such city"}),
        &["must be a list, is an object"],
    );
    let strings = || json!({"type": "array", "items": {"type": "string"}});
    fits(strings(), json!("a"), json!(["a"]), &[ListOfOne]);
    fails(
        strings(),
        json!("a, b"),
        &["must be a list, is a text of 4 characters, which may be one item or several"],
    );
    fails(strings(), json!(null), &["must be a list, is null"]);
}
