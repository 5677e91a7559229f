//! Schemas that are only known at run time: what is refused, and that nothing that is taken leads astray.

use std::fs;

use json_mode::provider::dialects::{OPENAI_STRICT, TOGETHER};
use json_mode::schema::PromptStyle::{Compact, Pretty, TypeDefinition};
use json_mode::{ErrorKind, Schema};
use serde_json::{Value, json};

use super::{dialects, strict, validator};
use crate::support::shared;

fn refusal(schema: Value) -> String {
    let error = Schema::from_value(schema).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    error.to_string()
}

/// Everything that can be done with a schema.
fn exercise(schema: &Schema) {
    for dialect in dialects() {
        if let Ok(lowered) = schema.lower(&dialect) {
            for style in [TypeDefinition, Compact, Pretty] {
                lowered.prompt(style);
            }
            lowered.wrap(json!({ "a": [1, { "b": null }] }));
            lowered
                .unwrap(r#"{"value":[{"key":"a","value":1}]}"#)
                .unwrap();
        }
    }
    for style in [TypeDefinition, Compact, Pretty] {
        schema.prompt(style);
    }
}

#[test]
fn what_is_no_schema_is_refused() {
    for value in [
        json!(true),
        json!(null),
        json!([]),
        json!("string"),
        json!(1),
    ] {
        assert!(refusal(value).contains("JSON object"));
    }
}

#[test]
fn references_lead_to_something_in_the_schema() {
    for reference in [
        "https://example.com/schema.json",
        "other.json#/a",
        "#/$defs/None",
        "#anchor",
        "",
        "#/$defs/a%2",
    ] {
        let text = refusal(json!({ "properties": { "a": { "$ref": reference } } }));
        assert!(text.contains(&format!("`{reference}`")), "{text}");
    }
    assert!(refusal(json!({ "$dynamicRef": "#a" })).contains("$dynamicRef"));
    // Where it is data, it is no reference.
    for data in [
        json!({ "const": { "$ref": "#/no" } }),
        json!({ "enum": [{ "$ref": "#/no" }] }),
        json!({ "properties": { "$ref": { "type": "string" } } }),
    ] {
        exercise(&Schema::from_value(data).unwrap());
    }
}

#[test]
fn what_is_only_itself_is_refused() {
    let chain = |length: usize| {
        let mut definitions: serde_json::Map<String, Value> = (0..length)
            .map(|n| {
                (
                    format!("d{n}"),
                    json!({ "$ref": format!("#/$defs/d{}", n + 1) }),
                )
            })
            .collect();
        definitions.insert(format!("d{length}"), json!({ "type": "string" }));
        json!({ "$ref": "#/$defs/d0", "$defs": definitions })
    };
    for schema in [
        json!({ "$ref": "#" }),
        json!({ "anyOf": [{ "type": "string" }, { "$ref": "#" }] }),
        json!({ "properties": { "a": { "$ref": "#/$defs/A" } }, "$defs": { "A": { "allOf": [{ "$ref": "#/$defs/B" }] }, "B": { "oneOf": [{ "$ref": "#/$defs/A" }] } } }),
        json!({ "$defs": { "A": { "not": { "$ref": "#/$defs/A" } } }, "$ref": "#/$defs/A" }),
        chain(200),
        chain(20_000),
    ] {
        let text = refusal(schema);
        assert!(
            text.contains("defined as itself, or through too many references"),
            "{text}"
        );
    }
    exercise(&Schema::from_value(chain(100)).unwrap());
    // One level down in the value it is a recursive type like any other.
    exercise(&Schema::from_value(json!({ "type": "array", "items": { "$ref": "#" } })).unwrap());
}

#[test]
fn nesting_has_an_end() {
    let nested = |levels: usize| {
        let mut schema = json!({ "type": "string" });
        for _ in 0..levels {
            schema = json!({ "type": "array", "items": schema });
        }
        schema
    };
    exercise(&Schema::from_value(nested(126)).unwrap());
    assert!(refusal(nested(127)).contains("128 deep"));
    // A chain of definitions that goes down into the value is no chain of calls.
    let length = 20_000;
    let mut definitions: serde_json::Map<String, Value> = (0..length)
        .map(|n| {
            let next = json!({ "$ref": format!("#/$defs/d{}", n + 1) });
            (
                format!("d{n}"),
                json!({ "type": "object", "properties": { "a": next }, "required": ["a"] }),
            )
        })
        .collect();
    definitions.insert(format!("d{length}"), json!({ "type": "string" }));
    let schema = Schema::from_value(json!({ "$ref": "#/$defs/d0", "$defs": definitions })).unwrap();
    assert!(schema.lower(&TOGETHER).is_ok());
    schema.prompt(TypeDefinition);
}

/// Each definition uses the next one twice: written out, there are two to the power of forty.
#[test]
fn what_is_written_out_has_a_limit() {
    let definitions: serde_json::Map<String, Value> = (0..40)
        .map(|n| {
            let next = json!({ "$ref": format!("#/$defs/d{}", n + 1), "description": "next" });
            (format!("d{n}"), json!({ "type": "object", "properties": { "a": next, "b": next }, "required": ["a", "b"] }))
        })
        .chain([("d40".to_owned(), json!({ "type": "string" }))])
        .collect();
    let schema = Schema::from_value(json!({ "$ref": "#/$defs/d0", "$defs": definitions })).unwrap();
    let error = schema.lower(&OPENAI_STRICT).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(
        error
            .to_string()
            .contains("too large once its definitions are written out"),
        "{error}"
    );
    assert!(schema.lower(&TOGETHER).is_ok());
    assert!(schema.prompt(TypeDefinition).len() < 4000);
}

#[test]
fn alternatives_have_a_limit() {
    let union = |name: &str, count: usize| {
        let branches: Vec<Value> = (0..count)
            .map(|n| json!({ "properties": { name: { "const": n } }, "required": [name] }))
            .collect();
        json!({ "oneOf": branches })
    };
    let schema = |left, right| {
        Schema::from_value(
            json!({ "type": "object", "allOf": [union("a", left), union("b", right)] }),
        )
        .unwrap()
    };
    assert!(schema(8, 8).lower(&TOGETHER).is_ok());
    let text = schema(9, 8).lower(&TOGETHER).unwrap_err().to_string();
    assert!(text.contains("more than 64 alternatives"), "{text}");
}

/// Forms that no Rust type of ours has, and what becomes of them at the strictest host.
#[test]
fn foreign_forms_are_lowered() {
    for (schema, value) in [
        (
            json!({ "properties": { "a": { "type": ["object", "string"], "properties": { "b": { "type": "integer" } } } } }),
            json!({ "a": { "b": 1 } }),
        ),
        (
            json!({ "properties": { "a": { "type": ["array", "string", "null"], "items": { "type": "integer" } } } }),
            json!({ "a": [1] }),
        ),
        (
            json!({ "properties": { "a": { "enum": ["x", 1, null] } } }),
            json!({ "a": 1 }),
        ),
        (
            json!({ "properties": { "a": { "const": "x" } } }),
            json!({}),
        ),
        (
            json!({ "properties": { "a": { "enum": ["x", "y"] } } }),
            json!({}),
        ),
        (
            json!({ "properties": { "a": { "type": "string" } }, "additionalProperties": { "type": "integer" } }),
            json!({ "a": "x", "b": 1 }),
        ),
        (
            json!({ "properties": { "additional_properties": { "type": "string" } }, "additionalProperties": { "type": "integer" } }),
            json!({ "additional_properties": "x", "b": 1 }),
        ),
        (
            json!({ "patternProperties": { "^a": { "type": "integer" }, "^b": { "type": "string" } }, "additionalProperties": false }),
            json!({ "a": 1, "b": "x" }),
        ),
        (
            json!({ "allOf": [{ "properties": { "a": { "type": "string" } } }, { "properties": { "a": { "maxLength": 3 }, "b": { "type": "integer" } }, "required": ["b"] }] }),
            json!({ "b": 1 }),
        ),
        (
            json!({ "type": "object", "properties": { "a": { "$ref": "#/properties/b" }, "b": { "type": "integer" } }, "required": ["a", "b"] }),
            json!({ "a": 1, "b": 2 }),
        ),
        (
            json!({ "type": "object", "additionalProperties": { "$ref": "#" } }),
            json!({ "a": { "b": {} } }),
        ),
        (
            json!({ "items": [{ "type": "string" }, { "type": "integer" }], "type": "array" }),
            json!(["a", 1]),
        ),
        (
            json!({ "$defs": { "größe": { "type": "object", "properties": { "a": { "type": "string" } }, "required": ["a"] }, "gr__e": { "type": "integer" } }, "properties": { "a": { "$ref": "#/$defs/größe" }, "b": { "$ref": "#/$defs/gr__e" }, "c": { "$ref": "#/$defs/gr%C3%B6%C3%9Fe" } }, "required": ["a", "b"] }),
            json!({ "a": { "a": "x" }, "b": 1 }),
        ),
        (
            json!({ "type": "object", "required": ["a"], "additionalProperties": { "type": "string" } }),
            json!({ "a": "x", "b": "y" }),
        ),
    ] {
        let schema = Schema::from_value(schema).unwrap();
        let lowered = schema.lower(&OPENAI_STRICT).unwrap();
        strict::assert_strict("foreign", &lowered.to_value());
        let wire = lowered.wrap(value.clone());
        assert!(
            validator(&lowered.to_value()).is_valid(&wire),
            "{wire} under {}",
            lowered.as_str()
        );
        let back: Value =
            serde_json::from_str(&lowered.unwrap(&wire.to_string()).unwrap()).unwrap();
        assert_eq!(back, value, "{wire} under {}", lowered.as_str());
        exercise(&schema);
    }
}

/// What a host does not take and has no equivalent is said before anything is sent, with its place.
#[test]
fn what_cannot_be_said_is_named() {
    for (schema, place) in [
        (
            json!({ "title": "Box", "properties": { "a": { "type": "array", "items": {} } } }),
            "at /a/*",
        ),
        (
            json!({ "title": "Box", "properties": { "a": { "type": "array" } } }),
            "at /a/*",
        ),
        (
            json!({ "title": "Box", "properties": { "a": { "minLength": 3 } } }),
            "at /a",
        ),
        (json!({ "title": "Box" }), "at its root"),
        (
            json!({ "title": "Box", "properties": { "a/b": { "$ref": "#/$defs/No" } }, "$defs": { "No": false } }),
            "at /a~1b",
        ),
        (
            json!({ "title": "Box", "properties": { "a": { "allOf": [{ "type": "string" }, { "type": "null" }] } } }),
            "at /a",
        ),
    ] {
        let error = Schema::from_value(schema)
            .unwrap()
            .lower(&OPENAI_STRICT)
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        let text = error.to_string();
        assert!(
            text.starts_with("`Box` cannot be said in the dialect `OpenAI strict`: ")
                && text.split(';').next().unwrap().ends_with(place),
            "{text}"
        );
    }
}

/// The official test suite: every schema in it, in every dialect and style.
#[test]
fn the_test_suite_leads_nowhere_astray() {
    let Some(folder) = shared() else { return };
    let (mut taken, mut refused, mut judged) = (0, 0, 0);
    for file in [
        "draft2020-12.jsonl",
        "draft2020-12-optional.jsonl",
        "draft2020-12-remote.jsonl",
    ] {
        let text =
            fs::read_to_string(folder.join("data/json-schema-test-suite").join(file)).unwrap();
        for line in text.lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            match Schema::from_value(case["schema"].clone()) {
                Ok(schema) => {
                    taken += 1;
                    exercise(&schema);
                    for dialect in dialects() {
                        let Ok(lowered) = schema.lower(&dialect) else {
                            continue;
                        };
                        for test in case["tests"].as_array().unwrap() {
                            // Whatever the value is, wrapping it and back again is harmless.
                            let wire = lowered.wrap(test["data"].clone());
                            lowered.unwrap(&wire.to_string()).unwrap();
                            judged += 1;
                        }
                    }
                }
                Err(_) => refused += 1,
            }
        }
    }
    println!("{taken} schemas taken, {refused} refused; {judged} values wrapped and unwrapped");
    assert!(taken > 200);
}

/// Alternatives that lead to one part by many ways are looked at once.
#[test]
fn a_ladder_of_alternatives_is_not_climbed_twice() {
    let mut definitions = serde_json::Map::new();
    for level in 0..40 {
        let next = json!({ "$ref": format!("#/$defs/d{}", level + 1) });
        definitions.insert(format!("d{level}"), json!({ "anyOf": [next, next] }));
    }
    definitions.insert("d40".to_owned(), json!({ "type": "string" }));
    let schema = Schema::from_value(json!({
        "type": "object",
        "properties": { "a": { "$ref": "#/$defs/d0" } },
        "$defs": definitions,
    }));
    let schema = schema.unwrap();
    // Each level once: written out along every way there would be 2^40 of them.
    let mut said = 0;
    for dialect in dialects() {
        if let Ok(lowered) = schema.lower(&dialect) {
            assert!(lowered.as_str().len() < 10_000, "{}", dialect.name);
            said += 1;
        }
    }
    assert!(said > 0);
}
