//! The names and references of a schema that is sent.

use std::collections::BTreeSet;

use json_mode::provider::dialects::{JSON_OBJECT, OPENAI_STRICT};
use json_mode::schema::Refs;
use json_mode::{Schema, schema};
use serde_json::json;

use super::family::{Page, Sample, TwoInstances, User, for_each_type};
use super::validator;

/// `$ref: "#"` under an object that was put around the root.
#[test]
fn a_wrapped_root_is_still_found_by_itself() {
    let lists =
        Schema::from_value(json!({ "title": "Lists", "type": "array", "items": { "$ref": "#" } }))
            .unwrap();
    assert_eq!(
        lists.lower(&JSON_OBJECT).unwrap().as_str(),
        r##"{"title":"Lists","type":"object","properties":{"value":{"type":"array","items":{"$ref":"#/properties/value"}}},"required":["value"],"additionalProperties":false}"##
    );
    for dialect in [JSON_OBJECT, OPENAI_STRICT] {
        let lowered = lists.lower(&dialect).unwrap();
        let validator = validator(&lowered.to_value());
        assert!(
            validator.is_valid(&json!({ "value": [[], [[]]] })),
            "{}",
            lowered.as_str()
        );
        assert!(
            !validator.is_valid(&json!({ "value": [[], [1]] })),
            "{}",
            lowered.as_str()
        );
    }
}

#[test]
fn two_instances_never_share_a_name() {
    for dialect in super::dialects() {
        let sent = schema::<TwoInstances>().lower(&dialect).unwrap().to_value();
        if dialect.refs == Refs::Inline {
            assert!(sent.get("$defs").is_none());
            continue;
        }
        let pages: BTreeSet<String> = sent["$defs"]
            .as_object()
            .unwrap()
            .values()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            pages.len(),
            sent["$defs"].as_object().unwrap().len(),
            "{sent}"
        );
        let of = |name: &str| sent["properties"][name]["$ref"].as_str().map(str::to_owned);
        assert_ne!(of("a"), of("b"));
    }
    assert_ne!(
        schema::<Page<i32>>().to_value(),
        schema::<Page<User>>().to_value()
    );
}

#[test]
fn names_are_what_hosts_take() {
    let taken = |name: &str| {
        (1..=64).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    };
    fn check<T: Sample>(of: &str, taken: &dyn Fn(&str) -> bool) {
        assert!(
            taken(schema::<T>().name()),
            "{of}: {}",
            schema::<T>().name()
        );
        for dialect in super::dialects() {
            if let Ok(lowered) = schema::<T>().lower(&dialect) {
                for name in lowered.to_value()["$defs"]
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name)
                {
                    assert!(taken(name), "{of}: {name}");
                }
            }
        }
    }
    let taken: &dyn Fn(&str) -> bool = &taken;
    for_each_type!(check, taken);
    for (name, expected) in [
        ("User", "User"),
        ("a b/c", "a_b_c"),
        ("größe", "gr__e"),
        ("", "answer"),
        ("日本", "__"),
        ("-_9", "-_9"),
    ] {
        assert_eq!(schema::<User>().named(name).name(), expected);
        assert_eq!(
            Schema::from_value(json!({ "title": name })).unwrap().name(),
            expected
        );
    }
    let long = "x".repeat(65);
    assert_eq!(schema::<User>().named(&long).name(), &long[..64]);
    assert_eq!(Schema::from_value(json!({})).unwrap().name(), "answer");
}

/// A keyword that holds a schema with a reference is not sent: what it refers to may have another name.
#[test]
fn no_reference_dangles() {
    let schema = Schema::from_value(json!({
        "type": "object",
        "properties": { "a": { "type": "array", "items": { "type": "string" }, "contains": { "$ref": "#/$defs/A" } } },
        "required": ["a"],
        "$defs": { "A": { "const": "x" } },
    }))
    .unwrap();
    for dialect in super::dialects() {
        let lowered = schema.lower(&dialect).unwrap();
        let names = lowered
            .lost()
            .iter()
            .map(|loss| loss.keyword.as_str())
            .collect::<Vec<_>>();
        assert_eq!(names, ["contains"], "{}", dialect.name);
        assert!(validator(&lowered.to_value()).is_valid(&json!({ "a": ["x"] })));
    }
}
