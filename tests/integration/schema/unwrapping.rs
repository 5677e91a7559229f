//! From the text of an answer to the text that the type reads: nothing is lost on the way, and nothing that was
//! not asked for is changed.

use std::collections::BTreeMap;

use json_mode::provider::dialects::OPENAI_STRICT;
use json_mode::{Schema, schema};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::account::Account;
use super::family::{
    Containers, Expr, FlattenMap, Folder, MapsOfAll, Sample, UnionsInside, Untagged, for_each_type,
};

fn unwrap<T: json_mode::JsonResponse>(text: &str) -> Option<String> {
    schema::<T>().lower(&OPENAI_STRICT).unwrap().unwrap(text)
}

#[test]
fn each_wrapping_is_undone() {
    for (wire, expected) in [
        (r#"{"value": [1, 2]}"#, "[1,2]"),
        (r#" {"\u0076alue" : [ ] } "#, "[]"),
    ] {
        assert_eq!(unwrap::<Vec<i32>>(wire).as_deref(), Some(expected));
    }
    for (wire, expected) in [
        (
            r#"{"value":[{"key":"a","value":1},{"value":2,"key":"b\n"}]}"#,
            r#"{"a":1,"b\n":2}"#,
        ),
        (r#"{"value":[]}"#, "{}"),
        // A key that is no string is written as one.
        (
            r#"{"value":[{"key":1,"value":1},{"key":true,"value":2}]}"#,
            r#"{"1":1,"true":2}"#,
        ),
    ] {
        assert_eq!(
            unwrap::<BTreeMap<String, i32>>(wire).as_deref(),
            Some(expected)
        );
    }
    assert_eq!(
        unwrap::<(i32, String)>(r#"{"1":"b","0":1}"#).as_deref(),
        Some(r#"[1,"b"]"#)
    );
    assert_eq!(
        unwrap::<FlattenMap>(r#"{"id":1,"additional_properties":[{"key":"x","value":2}]}"#)
            .as_deref(),
        Some(r#"{"id":1,"x":2}"#)
    );
    assert_eq!(
        unwrap::<Account>(r#"{"id":1,"orders":null,"nickname":null,"active":null}"#).as_deref(),
        Some(r#"{"id":1,"nickname":null}"#)
    );
}

#[test]
fn what_was_not_asked_for_passes_through() {
    for text in [
        "[1,2]",
        "null",
        "1",
        r#""text""#,
        "{}",
        r#"{"value":[1],"more":2}"#,
        r#"{"other":[1]}"#,
        r#"{"value":[1],"value":[2]}"#,
    ] {
        assert_eq!(unwrap::<Vec<i32>>(text).as_deref(), Some(text));
    }
    for text in [
        r#"{"value":{"a":1}}"#,
        r#"{"value":[{"key":"a"}]}"#,
        r#"{"value":[{"key":"a","value":1,"more":2}]}"#,
        r#"{"value":[{"key":null,"value":1}]}"#,
        r#"{"value":[{"key":["a"],"value":1}]}"#,
        r#"{"value":[{"key":"a","value":1},3]}"#,
    ] {
        // The root alone is taken off.
        let inner = text
            .strip_prefix(r#"{"value":"#)
            .unwrap()
            .strip_suffix('}')
            .unwrap();
        assert_eq!(
            unwrap::<BTreeMap<String, i32>>(text).as_deref(),
            Some(inner)
        );
    }
    for text in [
        r#"{"0":1}"#,
        r#"{"0":1,"1":"b","2":3}"#,
        r#"{"0":1,"0":2}"#,
        r#"{"a":1,"b":2}"#,
        r#"[1,"b"]"#,
    ] {
        assert_eq!(unwrap::<(i32, String)>(text).as_deref(), Some(text));
    }
    for text in [
        "",
        "{",
        "nul",
        "[1,]",
        r#"{"value":1} x"#,
        "{'value':1}",
        r#"{"value":"\x"}"#,
    ] {
        assert_eq!(unwrap::<Vec<i32>>(text), None, "{text}");
    }
}

#[test]
fn numbers_keep_every_digit() {
    let numbers = "[340282366920938463463374607431768211455,1e400,0.1000000000000000055,-0,-0.0,1E+2,18446744073709551616]";
    assert_eq!(
        unwrap::<Vec<f64>>(&format!(r#"{{"value":{numbers}}}"#)).as_deref(),
        Some(numbers)
    );
    assert_eq!(
        unwrap::<u128>(r#"{"value":340282366920938463463374607431768211455}"#)
            .map(|text| text.parse()),
        Some(Ok(u128::MAX))
    );
    // Also where a union has to be looked into.
    let wire = r#"{"value":{"Named":[{"key":"a","value":{"Number":1e400}},{"key":"b","value":{"Number":0.10}}]}}"#;
    assert_eq!(
        unwrap::<Expr>(wire).as_deref(),
        Some(r#"{"Named":{"a":{"Number":1e400},"b":{"Number":0.10}}}"#)
    );
}

#[test]
fn equal_keys_and_escapes_stay() {
    assert_eq!(
        unwrap::<BTreeMap<String, i32>>(
            r#"{"value":[{"key":"a","value":1},{"key":"a","value":2}]}"#
        )
        .as_deref(),
        Some(r#"{"a":1,"a":2}"#)
    );
    assert_eq!(
        unwrap::<Account>(r#"{"id":1,"id":2,"tags":["\u00e9\/\ud83d\ude00","\ud800"],"\ud800":1}"#)
            .as_deref(),
        Some(r#"{"id":1,"id":2,"tags":["\u00e9\/\ud83d\ude00","\ud800"],"\ud800":1}"#)
    );
}

#[test]
fn what_is_in_a_union_is_told_apart() {
    for (wire, expected) in [
        (r#"{"value":[]}"#, "[]"),
        (r#"{"value":{"value":[]}}"#, "{}"),
        (
            r#"{"value":{"value":[{"key":"a","value":1}]}}"#,
            r#"{"a":1}"#,
        ),
        (r#"{"value":[[{"a":1}]]}"#, r#"[[{"a":1}]]"#),
        (r#"{"value":true}"#, "true"),
    ] {
        assert_eq!(unwrap::<Untagged>(wire).as_deref(), Some(expected));
        assert!(serde_json::from_str::<Untagged>(expected).is_ok());
    }
}

// The next ones do not come to an end where a union is judged once more for each level, or each element, above it.

#[test]
fn a_long_answer_takes_a_moment() {
    let pairs: Vec<Value> = (0..10_000)
        .map(|n| json!({ "key": n.to_string(), "value": { "Add": [{ "Number": n }, { "Not": { "of": { "Number": 0.5 } } }] } }))
        .collect();
    let wire = json!({ "value": { "Named": pairs } }).to_string();
    let text = unwrap::<Expr>(&wire).unwrap();
    let Ok(Expr::Named(map)) = serde_json::from_str(&text) else {
        panic!("no map")
    };
    assert_eq!(map.len(), 10_000);
}

/// `Not` inside `Not`: every level is a union, which must not be judged once more for each level above it.
#[test]
fn a_deep_answer_takes_a_moment() {
    let deep = |levels: usize| {
        let open = r#"{"Not":{"of":"#.repeat(levels);
        format!(r#"{{"value":{open}{{"Number":1}}{}}}"#, "}}".repeat(levels))
    };
    let text = unwrap::<Expr>(&deep(55)).unwrap();
    assert!(serde_json::from_str::<Expr>(&text).is_ok());
    // Deeper than any reader goes: no stack is used up.
    assert_eq!(unwrap::<Expr>(&deep(100_000)), None);
    let folders = |levels: usize| {
        let open = r#"{"entries":[{"key":"a","value":"#.repeat(levels);
        format!(r#"{open}{{"entries":[]}}{}"#, "}]}".repeat(levels))
    };
    let text = unwrap::<Folder>(&folders(60)).unwrap();
    assert!(serde_json::from_str::<Folder>(&text).is_ok());
    assert_eq!(unwrap::<Folder>(&folders(100_000)), None);
}

/// Two alternatives that differ only behind what they share.
#[test]
fn alternatives_inside_alternatives_do_not_multiply() {
    let side = |op: &str| {
        json!({
            "type": "object",
            "properties": { "left": { "$ref": "#/$defs/E" }, "map": { "type": "object", "additionalProperties": { "type": "integer" } }, "op": { "$ref": format!("#/$defs/{op}") } },
            "required": ["left", "map", "op"],
        })
    };
    let of = Schema::from_value(json!({
        "$defs": {
            "E": { "anyOf": [side("Plus"), side("Minus"), side("Times"), { "type": "null" }] },
            "Plus": { "type": "string", "enum": ["+"] }, "Minus": { "type": "string", "enum": ["-"] }, "Times": { "type": "string", "enum": ["*"] },
        },
        "$ref": "#/$defs/E",
    }))
    .unwrap();
    let lowered = of.lower(&OPENAI_STRICT).unwrap();
    let mut value = Value::Null;
    for _ in 0..60 {
        value = json!({ "left": value, "map": { "a": 1 }, "op": "*" });
    }
    let wire = lowered.wrap(value.clone());
    assert_eq!(wire["value"]["map"], json!([{ "key": "a", "value": 1 }]));
    let back: Value = serde_json::from_str(&lowered.unwrap(&wire.to_string()).unwrap()).unwrap();
    assert_eq!(back, value);
}

/// Any JSON, with names that the plans know.
fn json_text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,5})?([eE][+-]?[0-9]{1,3})?",
        ".{0,6}".prop_map(|text| Value::from(text).to_string()),
    ];
    let key = prop_oneof![
        3 => prop::sample::select(vec!["key", "value", "0", "1", "kind", "a", "id", "additional_properties", "Named", "list", "mixed", "map", "entries", "choice"])
            .prop_map(|key| format!("\"{key}\"")),
        1 => ".{0,4}".prop_map(|text| Value::from(text).to_string()),
    ];
    leaf.prop_recursive(5, 48, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|items| format!("[ {} ]", items.join(" , "))),
            prop::collection::vec((key.clone(), inner), 0..4).prop_map(|members| {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| format!("{key} :{value}"))
                    .collect();
                format!("{{{}}}", members.join(",\n"))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the model says, unwrapping it is JSON again, and not many times as long.
    #[test]
    fn any_json_is_unwrapped_to_json(text in json_text()) {
        for lowered in [
            schema::<UnionsInside>(), schema::<MapsOfAll>(), schema::<Containers>(), schema::<Expr>(), schema::<Untagged>(),
            schema::<FlattenMap>(), schema::<Folder>(), schema::<Account>(), schema::<Vec<(String, BTreeMap<String, i32>)>>(),
        ].map(|schema| schema.lower(&OPENAI_STRICT).unwrap()) {
            let out = lowered.unwrap(&text).unwrap();
            prop_assert!(serde_json::from_str::<serde::de::IgnoredAny>(&out).is_ok(), "{} of {}", out, text);
            prop_assert!(out.len() <= text.len() + 8 * text.len());
        }
    }

    #[test]
    fn any_text_is_no_reason_to_panic(text in "[\\[\\]{}:,\"\\\\a-z0-9 .eE+-]{0,40}") {
        let lowered = schema::<UnionsInside>().lower(&OPENAI_STRICT).unwrap();
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        prop_assert_eq!(lowered.unwrap(&text).is_some(), is_json);
    }
}

/// A prefix of an answer is no JSON, at every byte, for every type.
#[test]
fn a_cut_answer_is_none() {
    fn check<T: Sample>(name: &str) {
        let Ok(lowered) = schema::<T>().lower(&OPENAI_STRICT) else {
            return;
        };
        if !lowered.is_wrapped() {
            return;
        }
        let text = r#"{"value":[{"key":"a","value":{"0":[1,"é\n"]}}]}"#;
        for (index, _) in text.char_indices() {
            assert_eq!(lowered.unwrap(&text[..index]), None, "{name}");
        }
        assert!(lowered.unwrap(text).is_some(), "{name}");
    }
    for_each_type!(check);
}
