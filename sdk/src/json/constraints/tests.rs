#![allow(clippy::too_many_lines, reason = "one case a line")]

use serde_json::{Value, json};

use super::{Judge, Scope};

fn broken(schema: &Value, value: &Value) -> Vec<String> {
    Judge::new(schema, Scope::Rules)
        .broken_in_value(value)
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_broken_rule_says_what_to_do() {
    for (schema, value, expected) in [
        (
            json!({"maximum": 10}),
            json!(12),
            "must be at most 10, is 12",
        ),
        (
            json!({"exclusiveMinimum": 0}),
            json!(0),
            "must be more than 0, is 0",
        ),
        (
            json!({"multipleOf": 0.1}),
            json!(0.25),
            "must be a multiple of 0.1, is 0.25",
        ),
        (
            json!({"type": "integer", "format": "uint8"}),
            json!(300),
            "must be at most 255, is 300",
        ),
        (
            json!({"type": "integer"}),
            json!("x"),
            "must be an integer, is a text of 1 character",
        ),
        (
            json!({"type": ["integer", "null"]}),
            json!([]),
            "must be an integer or null, is an empty list",
        ),
        (
            json!({"enum": ["a", "b", 1]}),
            json!("c"),
            "must be \"a\", \"b\" or 1, is a text of 1 character",
        ),
        (
            json!({"const": "a"}),
            json!("c"),
            "must be \"a\", is a text of 1 character",
        ),
        (
            json!({"minLength": 2}),
            json!("ä"),
            "must have at least 2 characters, has 1",
        ),
        (
            json!({"pattern": "^a+$"}),
            json!("b"),
            "must match the pattern ^a+$, is a text of 1 character",
        ),
        (
            json!({"format": "date"}),
            json!("31.12.2024"),
            "must be of the format `date` (such as 2024-05-31), is a text of 10 characters",
        ),
        (
            json!({"items": {"maxItems": 1}}),
            json!([[1, 2]]),
            "/0: must have at most 1 item, has 2",
        ),
        (
            json!({"uniqueItems": true}),
            json!([1, 2, 1.0]),
            "/2: must be unique, is the same as item 0",
        ),
        (json!({"required": ["a"]}), json!({}), "missing field `a`"),
        (
            json!({"properties": {"a": {}, "b": {}}, "additionalProperties": false}),
            json!({"c/d": 1}),
            "/c~1d: unknown field; the fields are `a` and `b`",
        ),
        (
            json!({"propertyNames": {"maxLength": 1}}),
            json!({"ab": 1}),
            "/ab: the name of the field must have at most 1 character, has 2",
        ),
        // The alternative that was meant is the one whose rules are told.
        (
            json!({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]}),
            json!(0),
            "must be at least 1, is 0",
        ),
        (
            json!({"oneOf": [
                {"properties": {"kind": {"const": "a"}, "n": {"maximum": 1}}, "required": ["kind"]},
                {"properties": {"kind": {"const": "b"}, "n": {"maximum": 2}}, "required": ["kind"]},
            ]}),
            json!({"kind": "b", "n": 3}),
            "/n: must be at most 2, is 3",
        ),
        (
            json!({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}),
            json!("x"),
            "must be an integer or true or false, is a text of 1 character",
        ),
        (
            json!({"not": {"type": "integer"}}),
            json!(1),
            "must not be an integer",
        ),
        (
            json!({"oneOf": [{"minimum": 0}, {"maximum": 9}]}),
            json!(1),
            "must fit one alternative only, fits another value and another value",
        ),
    ] {
        assert_eq!(broken(&schema, &value), [expected], "{schema} {value}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let schema = json!({
        "type": "object",
        "properties": {"age": {"type": "integer", "maximum": 150}, "tags": {"items": {"minLength": 1}}},
        "required": ["age", "name"],
    });
    assert_eq!(
        broken(&schema, &json!({"age": 200, "tags": ["", "a", ""]})),
        [
            "missing field `name`",
            "/age: must be at most 150, is 200",
            "/tags/0: must have at least 1 character, has 0",
            "/tags/2: must have at least 1 character, has 0",
        ]
    );
}

#[test]
fn a_recursive_schema_with_many_alternatives_is_judged_in_linear_time() {
    // Two alternatives at each of 100 levels: 2^100 ways if none is remembered.
    let schema = json!({"anyOf": [
        {"type": "object", "properties": {"a": {"$ref": "#"}, "b": {"const": 1}}, "required": ["b"]},
        {"type": "object", "properties": {"a": {"$ref": "#"}}},
        {"type": "integer"},
    ]});
    let mut value = json!("x");
    for _ in 0..100 {
        value = json!({"a": value});
    }
    assert!(!broken(&schema, &value).is_empty());
    let circular =
        json!({"allOf": [{"$ref": "#"}, {"$ref": "#"}], "anyOf": [{"$ref": "#"}, {"$ref": "#"}]});
    assert!(broken(&circular, &json!(1)).is_empty());
}
