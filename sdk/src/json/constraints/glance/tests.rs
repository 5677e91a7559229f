//! A glance never takes what the judge refuses.

use serde_json::{Value, json};

use super::Glance;
use crate::json::constraints::{Judge, Scope, Words, from_value};
use crate::json::scan::{Mode, tree};

/// Whether it is seen at a glance that a value holds; the judge agrees then.
pub(in crate::json::constraints) fn is_seen(schema: &Value, value: &Value) -> bool {
    let (glance, text) = (Glance::new(schema), value.to_string());
    let seen = glance.holds(schema, &text);
    let broken = Judge::new(schema, Scope::RulesOfType).broken_in_value(value);
    assert!(!seen || broken.is_empty(), "{schema} {value} {broken:?}");
    let end = glance.end(&format!("{text} and more"));
    assert!(end.is_none_or(|end| end == text.len()), "{schema} {value}");
    let node = from_value(value);
    for exact in [end.is_some(), glance.takes(&node, Words::Unclear)] {
        assert!(!exact || broken.is_empty(), "{schema} {value} {broken:?}");
    }
    seen
}

#[test]
fn what_is_taken_as_it_stands_has_its_place_in_the_type() {
    let schema = json!({
        "type": "object",
        "properties": {
            "a": {"type": "integer", "format": "uint8", "minimum": 0, "maximum": 255},
            "b": {"type": ["string", "null"]},
            "c": {"type": "object", "additionalProperties": {"type": "number", "format": "double"}},
            "d": true,
            "e": {"type": "array", "items": {"$ref": "#"}},
        },
        "required": ["a"],
    });
    let glance = Glance::new(&schema);
    let ends = |text: &str| {
        let end = glance.end(text);
        if let Ok(tree) = tree(text, Mode::Strict) {
            let takes = glance.takes(&tree.candidates[0].node, Words::Unclear);
            assert_eq!(takes, end.is_some(), "{text}");
        }
        end == Some(text.len())
    };
    for text in [
        r#"{"a": 0}"#,
        r#"{ "b" : "\u00e4 \"x\"", "a" : 255 }"#,
        r#"{"a": 1, "b": null, "c": {"x": 1, "y": -2.5e-7}, "d": [{"n": [true, "x"]}, {}]}"#,
        r#"{"a": 1, "e": [{"a": 2, "e": []}, {"a": 3}]}"#,
    ] {
        assert!(ends(text), "{text}");
    }
    for text in [
        "{}",
        r#"{"b": "x"}"#,
        r#"{"a": 256}"#,
        r#"{"a": -1}"#,
        r#"{"a": 1.0}"#,
        r#"{"a": "1"}"#,
        r#"{"a": 1, "a": 1}"#,
        r#"{"a": 1, "other": 1}"#,
        r#"{"a": 1, "c": {"x": 1, "x": 2}}"#,
        r#"{"a": 1, "c": {"x": "1"}}"#,
        r#"{"a": 1, "d": {"x": 1, "x": 2}}"#,
        r#"{"a": 1, "e": [{}]}"#,
        r#"{"a": 1,}"#,
        r#"{"a": 1 "b": null}"#,
        r#"{"a": 1, "d": [1, 2,]}"#,
        r#"{"a": 1, "b": 'x'}"#,
    ] {
        assert!(!ends(text), "{text}");
    }
    // Nothing that has another name under its escapes, half of a pair, or a mark of its own.
    for text in [
        r#"{"\u0061": 1}"#,
        r#"{"a": 1, "b": "\ud83d"}"#,
        r#"{"a": 1, "d": {"\u0061": 1}}"#,
    ] {
        assert_eq!(glance.end(text), None, "{text}");
    }
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let any = Glance::new(&json!({}));
    assert_eq!(any.end(&deep(127)), Some(254));
    assert_eq!(any.end(&deep(128)), None);
}

#[test]
fn what_holds_is_mostly_seen_and_what_does_not_never_is() {
    let account = json!({
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 5, "pattern": "^[A-Z]"},
            "age": {"type": ["integer", "null"], "minimum": 0, "maximum": 130},
            "score": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
            "tier": {"type": "string", "enum": ["free", "paid"]},
            "mail": {"type": "string", "format": "email"},
            "tags": {"type": "array", "items": {"type": "string", "minLength": 2}, "maxItems": 2},
            "friend": {"anyOf": [{"$ref": "#"}, {"type": "null"}]},
            "kind": {"oneOf": [{"const": "a"}, {"const": "b"}]},
            "pair": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2, "maxItems": 2},
            "ages": {"type": "object", "additionalProperties": {"type": "integer", "maximum": 9}},
        },
        "required": ["name"],
        "additionalProperties": false,
    });
    for value in [
        json!({"name": "Alice"}),
        json!({"name": "Éva", "age": null}),
        json!({"name": "A"}),
        json!({"name": "A", "age": 130, "score": 0.5, "tier": "free", "mail": "a@example.com"}),
        json!({"name": "A", "tags": []}),
        json!({"name": "A", "tags": ["aa", "bb"], "friend": null}),
        json!({"name": "A", "friend": {"name": "B", "friend": {"name": "C"}}}),
        json!({"kind": "b", "name": "A", "pair": [1, "x"]}),
        json!({"name": "A", "ages": {"x": 9, "y": -1}}),
    ] {
        // Éva begins with no letter of the pattern.
        let holds = value["name"] != "Éva";
        assert_eq!(is_seen(&account, &value), holds, "{value}");
    }
    for value in [
        json!({}),
        json!([]),
        json!({"name": ""}),
        json!({"name": "Alicia"}),
        json!({"name": "alice"}),
        json!({"name": "A", "age": 131}),
        json!({"name": "A", "age": -1}),
        json!({"name": "A", "age": 1.5}),
        json!({"name": "A", "age": "1"}),
        json!({"name": "A", "score": 0}),
        json!({"name": "A", "score": 1.01}),
        json!({"name": "A", "tier": "other"}),
        json!({"name": "A", "tier": null}),
        json!({"name": "A", "mail": "nobody"}),
        json!({"name": "A", "tags": ["aa", "b"]}),
        json!({"name": "A", "tags": ["aa", "bb", "cc"]}),
        json!({"name": "A", "friend": {}}),
        json!({"name": "A", "friend": {"name": "B", "friend": {"name": "c"}}}),
        json!({"name": "A", "kind": "c"}),
        json!({"name": "A", "pair": ["x", 1]}),
        json!({"name": "A", "pair": [1]}),
        json!({"name": "A", "ages": {"x": 10}}),
        json!({"name": "A", "other": 1}),
    ] {
        assert!(!is_seen(&account, &value), "{value}");
    }
}

#[test]
fn a_name_that_stands_twice_is_left_to_the_judge() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "integer", "maximum": 1}}});
    let glance = Glance::new(&schema);
    assert!(glance.holds(&schema, r#"{"a": 1}"#));
    assert!(!glance.holds(&schema, r#"{"a": 1, "a": 1}"#));
}

#[test]
fn numbers_count_by_their_digits() {
    let schema = json!({"type": "number", "maximum": 1});
    let glance = Glance::new(&schema);
    for (text, seen) in [
        ("0.99999999999999999999999", true),
        ("1.0", true),
        ("1", true),
        ("1.00000000000000000000001", false),
        ("-1e400", true),
        ("1e400", false),
    ] {
        assert_eq!(glance.holds(&schema, text), seen, "{text}");
    }
}
