//! Texts of which a part is easily lost: one a line.

use serde_json::{Value, json};

use super::{Repair, RepairKind, decode, decode_value, decode_with};
use crate::error::ErrorKind;
use crate::json::align::Leniency;
use crate::json::scan::RepairKind as SyntaxRepair;
use crate::schema::Schema;

fn read(schema: &Value, text: &str) -> crate::error::Result<super::Decoded<Value>> {
    decode_value(text, &Schema::from_value(schema.clone()).unwrap())
}

fn gives(cases: &[(Value, &str, Value)]) {
    for (schema, text, expected) in cases {
        let decoded = read(schema, text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(decoded.value, *expected, "{schema} {text}");
        let plain = serde_json::from_str::<Value>(text).is_ok_and(|value| value == *expected);
        assert!(plain || !decoded.repairs.is_empty(), "{schema} {text}");
    }
}

fn refuses(cases: &[(Value, &str)]) {
    for (schema, text) in cases {
        let error = read(schema, text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{schema} {text}: {error}");
    }
}

/// A text is what stands in the answer, not what a number or a literal would be in JSON.
#[test]
fn the_spelling_of_numbers_and_literals_is_not_lost() {
    let text = || json!({"type": "string"});
    let member = || json!({"type": "object", "properties": {"a": text()}, "required": ["a"]});
    let list = || json!({"type": "array", "items": text()});
    let names = |names: &[&str]| json!({"type": "string", "enum": names});
    gives(&[
        (text(), "+491701234567", json!("+491701234567")),
        (text(), " FALSE\n", json!("FALSE")),
        (
            json!({"anyOf": [text(), {"type": "null"}]}),
            "+49",
            json!("+49"),
        ),
        (member(), r#"{"a": 1.50}"#, json!({"a": "1.50"})),
        (
            member(),
            r#"{"a": true, "b": +1}"#,
            json!({"a": "true", "b": 1}),
        ),
        (member(), r#""{\"a\": 42}""#, json!({"a": "42"})),
        (names(&["0x1F", "31"]), "0x1F", json!("0x1F")),
        (names(&["0x1F", "31"]), "[0x1F]", json!("0x1F")),
        (names(&["0x1F", "31"]), "31", json!("31")),
        (names(&["+1", "-1"]), "+1", json!("+1")),
        (names(&["1", "2"]), "+1", json!("1")),
        (names(&["True", "true"]), "True", json!("True")),
        (names(&["True", "true"]), "true", json!("true")),
        (names(&["True", "False", "Unknown"]), "true", json!("True")),
        (names(&["None", "Low", "High"]), "None", json!("None")),
        (names(&["none", "low"]), r#"["None"]"#, json!("none")),
    ]);
    refuses(&[
        (member(), r#"{"a": +491701234567}"#),
        (member(), r#"{"a": 0xFFFFFFFF}"#),
        (member(), r#"{"a": 1_000}"#),
        (member(), r#"{"a": .5}"#),
        (member(), r#"{"a": True}"#),
        (member(), r#"{"result": {"a": [+1]}}"#),
        (member(), r#""{\"a\": +1}""#),
        (member(), r#"{\"a\": True}"#),
        (list(), "[0x1F, 7]"),
        (names(&["None", "Low"]), "null"),
        (names(&["yes", "no"]), "True"),
        (text(), "None"),
    ]);
}

#[test]
fn a_name_that_stands_twice_is_told_also_in_valid_json() {
    let any = json!({});
    let told = |text: &str| {
        let decoded = read(&any, text).unwrap();
        let twice = RepairKind::Syntax(SyntaxRepair::DuplicateName);
        let told = decoded.repairs.iter().any(|repair| repair.kind == twice);
        (decoded.value, told)
    };
    for (text, value, twice) in [
        (r#"[{"a": 1, "a": 2}]"#, json!([{"a": 2}]), true),
        (
            r#"{"a": {"b": 1}, "a": {"c": 2}}"#,
            json!({"a": {"c": 2}}),
            true,
        ),
        (
            r#"{"a:": "\":", "b": ["\\", ":"]}"#,
            json!({"a:": "\":", "b": ["\\", ":"]}),
            false,
        ),
        (
            r#"[{"a": 1}, {"a": 2}, {}, ":"]"#,
            json!([{"a": 1}, {"a": 2}, {}, ":"]),
            false,
        ),
    ] {
        assert_eq!(told(text), (value, twice), "{text}");
    }
}

#[test]
fn a_name_that_stands_twice_in_a_map_is_told_of_any_type() {
    type Map = std::collections::BTreeMap<String, u8>;
    let twice = |repairs: &[Repair]| {
        let kind = RepairKind::Syntax(SyntaxRepair::DuplicateName);
        repairs.iter().any(|repair| repair.kind == kind)
    };
    let text = r#"[{"a": 1, "b": 2}, {"a": 1, "a": 2}]"#;
    let maps = decode::<Vec<Map>>(text).unwrap();
    assert_eq!(maps.value[1]["a"], 2);
    assert!(twice(&maps.repairs));
    let any = decode::<Value>(text).unwrap();
    assert_eq!(any.value[1]["a"], 2);
    assert!(twice(&any.repairs));
    let strict = decode_with::<Value>(text, Leniency::Strict).unwrap();
    assert_eq!((strict.value, strict.repairs.len()), (any.value, 0));
    let once = decode::<Vec<Map>>(r#"[{"a": 1, "b": 2}, {"a": 1}]"#).unwrap();
    assert!(once.repairs.is_empty());
}

#[test]
fn a_name_that_stands_twice_is_told_once_wherever_it_stands() {
    type Map = std::collections::BTreeMap<String, u8>;
    let told = |text: &str| {
        let maps = decode::<Vec<Map>>(text).unwrap();
        assert_eq!(maps.value, [Map::from([("a".to_owned(), 2)])], "{text}");
        let told: Vec<String> = maps.repairs.iter().map(ToString::to_string).collect();
        told.join(", ")
    };
    let twice = "/0/a: DuplicateName";
    assert_eq!(told(r#"[{"a": 1, "a": 2}]"#), twice);
    assert_eq!(
        told(r#"[{"a": 1, "a": "2"}]"#),
        format!(r#"{twice}, /0/a: TextToNumber (was the text "2")"#)
    );
    assert_eq!(
        told(r#"["{\"a\": 1, \"a\": 2}"]"#),
        "/0: Stringified (was JSON within a text), /0/a: DuplicateKey (stood 2 times, the last one counts)"
    );
}

#[test]
fn what_is_only_punctuation_is_no_text() {
    refuses(&[(json!({}), "]"), (json!({}), "}"), (json!({}), ": }")]);
    gives(&[
        (json!({"enum": ["]", ")"]}), "]", json!("]")),
        (json!({}), "-", json!("-")),
    ]);
}

#[test]
fn a_sign_or_a_point_is_not_left_out() {
    let grades = || json!({"type": "string", "enum": ["A+", "A", "B"]});
    let blood = || json!({"type": "string", "enum": ["O+", "O-"]});
    let count = || json!({"type": "integer"});
    refuses(&[
        (grades(), r#""A-""#),
        (blood(), "O"),
        (count(), r#""12.000""#),
        (count(), r#""-1.234""#),
        (json!({"type": "number"}), r#""€1.234""#),
        (json!({"type": ["integer", "null"]}), r#""12.000""#),
    ]);
    gives(&[
        (grades(), r#""a""#, json!("A")),
        (blood(), "o-", json!("O-")),
        (count(), r#""12.0""#, json!(12)),
        (count(), "12.000", json!(12)),
        (count(), r#""12,000""#, json!(12000)),
        (json!({"type": "number"}), r#""1.234""#, json!(1.234)),
    ]);
}

#[test]
fn an_empty_value_right_behind_another_is_not_the_answer() {
    let list = || json!({"type": "array", "items": {"type": "integer"}});
    refuses(&[
        (json!({}), r#"{"a": 1}{}"#),
        (json!({}), "{\"a\": 1},\n{}"),
        (list(), "[1, 2]\n[]"),
    ]);
    gives(&[
        (json!({}), r#"{}{"a": 1}"#, json!({"a": 1})),
        (json!({}), "{}, {}", json!({})),
        (list(), "All: [1, 2]. Of these fit: []", json!([])),
        (list(), r#"{"error": 1} []"#, json!([])),
        (
            json!({"type": "array", "items": {"type": "object"}}),
            "{\"a\": 1}\n{}",
            json!([{"a": 1}, {}]),
        ),
    ]);
}

#[test]
fn a_name_beside_its_label_is_the_answer() {
    let names = || json!({"type": "string", "title": "Category", "enum": ["One", "Two"]});
    gives(&[
        (names(), "**ONE** is the answer", json!("One")),
        (names(), "Two is the correct answer.", json!("Two")),
        (names(), "**Two** is my final category", json!("Two")),
        (names(), "Answer: `One`", json!("One")),
        (names(), "The answer is `ONE`.", json!("One")),
        (json!({"type": "number"}), "42 is the answer", json!(42)),
        (
            json!({"type": "string"}),
            "42 is the answer",
            json!("42 is the answer"),
        ),
    ]);
    refuses(&[
        (names(), "The answer is `One` or `Two`"),
        (names(), "One is the answer?"),
        (names(), "One is not the answer"),
        (names(), "One is the wrong answer"),
        (names(), "One or Two is the answer"),
        (names(), "Not One is the answer"),
        (names(), "Is it Two?\nOne is the answer"),
        (names(), "One is the answer to another question"),
    ]);
}
