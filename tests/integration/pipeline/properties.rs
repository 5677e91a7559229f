//! What holds for any text.

use std::collections::BTreeMap;

use json_mode::{
    JsonResponse, Leniency, RepairKind, Schema, ShapeRepair, Value, decode, decode_value,
    decode_with,
};
use proptest::prelude::*;
use serde_json::json;

#[derive(Clone, Debug, PartialEq, JsonResponse)]
struct Note {
    title: String,
    count: Option<u8>,
    #[serde(default)]
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, JsonResponse)]
#[serde(untagged)]
enum Part {
    Number(f64),
    Words(String),
    Flags(BTreeMap<String, bool>),
}

/// Pieces of JSON, whole and broken, so that much is nearly read.
fn fragments() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        ":",
        ";",
        "=",
        "\"",
        "'",
        "`",
        "```json\n",
        "\n```",
        "\n",
        " ",
        "\\",
        "\\\"",
        "\\n",
        "\\u00e9",
        "\\ud83d",
        "\"title\"",
        "\"count\"",
        "title",
        "count",
        "parts",
        "\"a\"",
        "\"b c\"",
        "'d'",
        "“e”",
        "«f»",
        "1",
        "-2.5",
        "007",
        ".5",
        "+1",
        "1e400",
        "0x1F",
        "1,234",
        "\"42\"",
        "true",
        "True",
        "null",
        "None",
        "NaN",
        "undefined",
        "// x\n",
        "/* y */",
        "# z\n",
        "...",
        "…",
        "<think>",
        "</think>",
        "ObjectId(",
        "callback(",
        "Sure, ",
        "the answer is ",
        "Answer: ",
        "{\"title\": \"x\", \"count\": 1}",
        "\u{feff}",
        "\u{a0}",
        "é",
        "\u{1f44b}",
        "\"\"\"",
        "\"\"",
        "{\"a\": [1, {\"b\": null}]}",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => fragments(), 1 => ".{0,60}", 1 => any::<String>()]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1000i32..1000).prop_map(|n| Value::from(f64::from(n) / 8.0)),
        "[a-zA-Z0-9 ,.:{}\\[\\]'/#\n\\\\é-]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,6}", inner, 0..4)
                .prop_map(|members| members.into_iter().collect::<Value>()),
        ]
    })
}

fn schema() -> Schema {
    Schema::from_value(json!({
        "type": "object",
        "properties": {"title": {"type": "string"}, "count": {"type": ["integer", "null"]}},
        "required": ["title"],
    }))
    .unwrap()
}

/// The same verdict as the strict reader's, for a type.
fn strict_is_serde<T: JsonResponse>(text: &str) -> bool {
    let strict = decode_with::<T>(text, Leniency::Strict);
    strict.is_ok() == serde_json::from_str::<T>(text).is_ok()
        && strict.is_ok_and(|decoded| decoded.repairs.is_empty())
            == serde_json::from_str::<T>(text).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_a_panic(text in text()) {
        for leniency in [Leniency::Strict, Leniency::Syntax, Leniency::Shape] {
            let _ = decode_with::<Note>(&text, leniency);
            let _ = decode_with::<Vec<Note>>(&text, leniency);
            let _ = decode_with::<Value>(&text, leniency);
        }
        let _ = decode::<BTreeMap<String, Part>>(&text);
        let _ = decode::<f64>(&text);
        let _ = decode_value(&text, &schema());
    }

    #[test]
    fn strict_takes_what_serde_json_takes(text in text()) {
        prop_assert!(strict_is_serde::<Value>(&text), "{text}");
        prop_assert!(strict_is_serde::<Note>(&text), "{text}");
        prop_assert!(strict_is_serde::<Vec<Part>>(&text), "{text}");
    }

    #[test]
    fn what_was_read_is_read_again_without_a_repair(text in text()) {
        if let Ok(first) = decode::<Value>(&text) {
            let again = decode::<Value>(&first.value.to_string()).unwrap();
            prop_assert!(again.repairs.is_empty(), "{text}");
            prop_assert_eq!(again.value, first.value);
        }
        if let Ok(first) = decode_value(&text, &schema()) {
            let again = decode_value(&first.value.to_string(), &schema()).unwrap();
            prop_assert!(again.repairs.is_empty(), "{text}");
            prop_assert_eq!(again.value, first.value);
        }
    }

    #[test]
    fn valid_json_that_fits_is_not_touched(value in value()) {
        let text = value.to_string();
        let decoded = decode::<Value>(&text).unwrap();
        prop_assert!(decoded.repairs.is_empty());
        prop_assert_eq!(decoded.value, serde_json::from_str::<Value>(&text).unwrap());
    }

    /// `Syntax` writes values otherwise and never makes others of them: none is fitted to a type, and damage of punctuation
    /// leaves each as it was.
    #[test]
    fn punctuation_is_no_value(value in value(), text in text()) {
        if value.is_object() || value.is_array() {
            let valid = value.to_string();
            let read: Value = valid.parse().unwrap();
            let (body, closer) = valid.split_at(valid.len() - 1);
            let comma = if body.len() > 1 { "," } else { "" };
            for damaged in [
                format!("```json\n{valid}\n```"),
                format!("{body}{comma}{closer}"),
                format!("{body} /* x */ {closer}"),
                format!("Sure:\n{valid}\nDone."),
            ] {
                let syntax = decode_with::<Value>(&damaged, Leniency::Syntax);
                let found = syntax.map(|decoded| decoded.value).map_err(|error| error.to_string());
                prop_assert_eq!(found, Ok(read.clone()), "{}", damaged);
            }
        }
        if let Ok(syntax) = decode_with::<Note>(&text, Leniency::Syntax) {
            for repair in syntax.repairs {
                let is_spelling = matches!(
                    repair.kind,
                    RepairKind::Syntax(_) | RepairKind::Shape(ShapeRepair::BareText)
                );
                prop_assert!(is_spelling, "{} of {}", repair, text);
            }
        }
    }
}
