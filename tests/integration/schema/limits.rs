//! How large a schema may be at a host.

use json_mode::provider::dialects::{OPENAI_STRICT, TOGETHER};
use json_mode::schema::Limits;
use json_mode::{ErrorKind, Schema};
use serde_json::{Value, json};

#[test]
fn limits_hold_at_the_limit_and_not_one_over() {
    let of = |schema: &Value, limits: Limits| {
        let mut dialect = TOGETHER;
        dialect.name = "small";
        dialect.limits = limits;
        Schema::from_value(schema.clone())
            .unwrap()
            .lower(&dialect)
            .map(|_| ())
    };
    let schema = json!({
        "title": "T",
        "type": "object",
        "properties": {
            "abc": { "type": "array", "items": { "type": "object", "properties": { "d": { "enum": ["xy", "z", 1] } } } },
            "e": { "oneOf": [{ "const": "q", "type": "string" }, { "type": "integer" }, { "type": "null" }] },
            "f": { "$ref": "#/$defs/Long" },
        },
        "$defs": { "Long": { "type": "string" } },
    });
    type Set = fn(&mut Limits, usize);
    let cases: [(Set, usize, &str); 5] = [
        (
            |limits, n| limits.properties = Some(n),
            4,
            "it has 4 properties, and at most 3 are taken",
        ),
        (
            |limits, n| limits.depth = Some(n),
            3,
            "it has 3 levels of nesting, and at most 2 are taken",
        ),
        (
            |limits, n| limits.enum_values = Some(n),
            3,
            "it has 3 enum values, and at most 2 are taken",
        ),
        (
            |limits, n| limits.string_chars = Some(n),
            14,
            "it has 14 characters of names and values, and at most 13 are taken",
        ),
        (
            |limits, n| limits.union_branches = Some(n),
            3,
            "a union of 3 types",
        ),
    ];
    for (set, limit, message) in cases {
        let mut limits = Limits::NONE;
        set(&mut limits, limit);
        of(&schema, limits).unwrap();
        set(&mut limits, limit - 1);
        let error = of(&schema, limits).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        let text = error.to_string();
        assert!(
            text.starts_with("`T` cannot be said in the dialect `small`: ")
                && text.contains(message),
            "{text}"
        );
    }
    // A list of pairs is two levels, the wrapper one, and all three have names.
    let map =
        json!({ "title": "T", "type": "object", "additionalProperties": { "type": "string" } });
    let strict = |limits: Limits| {
        let mut dialect = OPENAI_STRICT;
        dialect.limits = limits;
        Schema::from_value(map.clone())
            .unwrap()
            .lower(&dialect)
            .map(|_| ())
    };
    for (set, limit) in [(cases[0].0, 3), (cases[1].0, 3), (cases[3].0, 13)] {
        let mut limits = Limits::NONE;
        set(&mut limits, limit);
        strict(limits).unwrap();
        set(&mut limits, limit - 1);
        strict(limits).unwrap_err();
    }
}

#[test]
fn openai_takes_ten_levels() {
    let nested = |levels: usize| {
        let mut schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        for _ in 1..levels {
            schema = json!({ "type": "object", "properties": { "a": schema } });
        }
        Schema::from_value(schema).unwrap().lower(&OPENAI_STRICT)
    };
    assert!(nested(10).is_ok());
    assert!(
        nested(11)
            .unwrap_err()
            .to_string()
            .contains("levels of nesting")
    );
}
