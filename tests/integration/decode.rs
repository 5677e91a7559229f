//! Text to a value: the strict reader against a corpus, and every cut of an answer.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use json_mode::{Answer, ErrorKind, JsonResponse, Leniency, Reasoned, Value, decode, decode_with};

use crate::support::{ALICE, User, shared};

#[test]
fn the_strict_reader_takes_json_and_nothing_else() {
    let Some(folder) = shared() else {
        return;
    };
    let corpus =
        std::fs::read_to_string(folder.join("data/json-test-suite/test_parsing.jsonl")).unwrap();
    let mut counts = BTreeMap::<String, usize>::new();
    for line in corpus.lines() {
        let case: Value = line.parse().unwrap();
        let field = |name: &str| case[name].as_str().unwrap();
        let bytes = BASE64_STANDARD.decode(field("b64")).unwrap();
        // An answer is a string of JSON, so that bytes which are no text are no answer.
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        let read = decode_with::<Value>(&text, Leniency::Strict);
        match field("expect") {
            "y" => assert!(
                read.is_ok_and(|decoded| decoded.repairs.is_empty()),
                "{}",
                field("name")
            ),
            "n" => assert!(read.is_err(), "{}", field("name")),
            _ => {}
        }
        *counts.entry(field("expect").to_owned()).or_default() += 1;
    }
    // An empty corpus would prove nothing.
    assert!(counts["y"] > 90 && counts["n"] > 150, "{counts:?}");
}

/// Every cut of an answer is an error, and the whole of it a value.
fn cut<T: JsonResponse>(text: &str) {
    for (end, _) in text.char_indices() {
        let start = &text[..end];
        let Err(error) = decode::<T>(start) else {
            panic!("a value of {start:?}")
        };
        let expected = if start.trim().is_empty() {
            ErrorKind::Decode
        } else {
            ErrorKind::Truncated
        };
        assert_eq!(error.kind(), expected, "{start:?}: {error}");
        assert_eq!(error.text(), Some(start));
        assert!(error.violations().is_empty());
    }
    assert!(decode::<T>(text).is_ok(), "{text}");
}

#[derive(JsonResponse)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Shape {
    Circle {
        radius: f64,
    },
    Named {
        name: String,
        #[serde(flatten)]
        more: BTreeMap<String, Value>,
    },
}

#[derive(JsonResponse)]
#[serde(untagged)]
enum Either {
    Left { left: u8 },
    Right(Vec<String>),
}

#[test]
fn no_cut_answer_is_a_value() {
    cut::<User>(ALICE);
    cut::<User>(
        " {\"name\" : \"\u{e4}\\u00e4\\\"\\\\\", \"address\" : \"\\ud83d\\udc4b \u{1f44b}\"}",
    );
    cut::<Vec<f64>>("[1, -2.5e-3, 0.0, 12]");
    cut::<Vec<Option<bool>>>("[null, true, false]");
    cut::<Vec<Vec<u8>>>("[[], [1], [2, 3]]");
    cut::<String>(r#""a \u0041 b""#);
    cut::<BTreeMap<String, Vec<User>>>(&format!(r#"{{"a": [{ALICE}], "b": []}}"#));
    cut::<Answer<u8>>(r#"{"unknown": {"reason": "x"}}"#);
    cut::<Reasoned<Vec<u8>>>(r#"{"reasoning": "x", "value": [1]}"#);
    cut::<Shape>(r#"{"kind": "circle", "radius": 2.5}"#);
    cut::<Shape>(r#"{"name": "x", "kind": "named", "more": {"a": [1, {}]}}"#);
    cut::<Either>(r#"{"left": 1}"#);
    cut::<Either>(r#"["a", "b"]"#);
    cut::<(u8, String)>(r#"[1, "x"]"#);
    cut::<Value>(r#"{"a": [1, 2, {"b": null}], "c": "d"}"#);
}

#[test]
fn no_cut_answer_in_a_fence_is_a_value() {
    let text = format!("```json\n{ALICE}\n```");
    let closed = text.find("\n```").unwrap();
    for (end, _) in text.char_indices() {
        let start = &text[..end];
        let read = decode::<User>(start);
        if start.len() >= closed {
            // The value is whole; a stop sequence took the fence's end, or some of it.
            assert_eq!(read.unwrap().repairs.len(), 1, "{start:?}");
            continue;
        }
        let error = read.unwrap_err();
        let is_in_body = ("```json\n".len() + 1..closed).contains(&end);
        let expected = if is_in_body {
            ErrorKind::Truncated
        } else {
            ErrorKind::Decode
        };
        assert_eq!(error.kind(), expected, "{start:?}: {error}");
    }
}

#[test]
fn depth_is_bounded_and_no_stack_is_lost() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(decode::<Value>(&nested(127)).is_ok());
    for depth in [200, 100_000] {
        let error = decode::<Value>(&nested(depth)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(
            error.to_string().ends_with("nests more than 127 deep"),
            "{error}"
        );
        let error = decode::<User>(&nested(depth)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}

#[test]
fn what_is_valid_is_not_changed() {
    for text in [
        r#""```json\n{}\n```""#,
        r#""<think>x</think>""#,
        r#""\u0000 \u2028 \ufffd""#,
    ] {
        let decoded = decode::<String>(text).unwrap();
        assert_eq!(Value::from(decoded.value), text.parse::<Value>().unwrap());
        assert!(decoded.repairs.is_empty());
    }
    // As precise as they are written.
    assert_eq!(
        decode::<u64>("18446744073709551615").unwrap().value,
        u64::MAX
    );
    assert_eq!(
        decode::<i64>("-9223372036854775808").unwrap().value,
        i64::MIN
    );
    assert_eq!(
        decode::<f64>("-74.0060").unwrap().value.to_bits(),
        (-74.006_f64).to_bits()
    );
}

/// Who asks again tells the model all of it at once.
#[test]
fn a_number_out_of_its_range_hides_no_rule_beside_it() {
    #[derive(Debug, JsonResponse)]
    struct Order {
        pieces: i32,
        #[schemars(length(min = 1))]
        customer: String,
        #[schemars(range(max = 9))]
        priority: i64,
        #[schemars(range(max = 2))]
        pieces_left: u8,
    }
    let text = r#"{"pieces": 3000000000, "customer": "", "priority": 10, "pieces_left": 3}"#;
    let error = decode::<Order>(text).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let told: Vec<&str> = (error.violations().iter())
        .map(|violation| violation.path.as_str())
        .collect();
    let expected = ["/pieces", "/customer", "/priority", "/pieces_left"];
    assert_eq!(told, expected, "{error}");
}

fn told<T: JsonResponse + std::fmt::Debug>(text: &str) -> Vec<String> {
    let error = decode::<T>(text).unwrap_err();
    let told = error.violations().iter();
    told.map(ToString::to_string).collect()
}

#[test]
fn a_number_out_of_its_range_is_told_with_all_else_and_by_its_own_place() {
    #[derive(Debug, JsonResponse)]
    struct Worker {
        age: u8,
        mood: Mood,
        hours: u32,
    }
    #[derive(Debug, JsonResponse)]
    enum Mood {
        Calm,
        Angry,
    }
    #[derive(Debug, JsonResponse)]
    #[serde(tag = "kind")]
    enum Line {
        Plain { y: u8 },
        Bold { y: u8, z: i8 },
    }
    assert_eq!(
        told::<Worker>(r#"{"age": 300, "mood": "Q", "hours": -1}"#),
        [
            r#"/mood: must be "Calm" or "Angry", is a text of 1 character"#,
            "/age: must be at most 255, is 300",
            "/hours: must be at least 0, is -1",
        ]
    );
    assert_eq!(
        told::<Worker>(r#"{"age": 300, "mood": "Calm", "hours": -1}"#),
        [
            "/age: invalid value: integer `300`, expected u8",
            "/hours: must be at least 0, is -1"
        ]
    );
    assert_eq!(
        told::<Vec<Line>>(r#"[{"kind": "Plain", "y": 1}, {"kind": "Bold", "y": 300, "z": 200}]"#),
        [
            "/1/y: must be at most 255, is 300",
            "/1/z: must be at most 127, is 200"
        ]
    );
}

/// Who asks again says where it is wrong, not that it is none of the alternatives.
#[test]
fn what_is_wrong_in_an_alternative_is_told_by_its_place() {
    #[derive(Debug, JsonResponse)]
    struct Person {
        contact: Contact,
    }
    #[derive(Debug, JsonResponse)]
    enum Contact {
        Mail { address: String, port: u16 },
        Phone(u32),
        None,
    }
    #[derive(Debug, JsonResponse)]
    #[serde(untagged)]
    enum Shape {
        Round { radius: f64 },
        Square { side: f64, label: String },
    }
    #[derive(Debug, JsonResponse)]
    #[serde(tag = "kind")]
    enum Event {
        Click { x: i32, y: i32 },
        Key { code: u8 },
    }
    for (text, expected) in [
        (
            r#"{"contact": {"Mail": {"address": "b", "port": "high"}}}"#,
            vec!["/contact/Mail/port: must be an integer, is a text of 4 characters"],
        ),
        (
            r#"{"contact": {"Mail": {"address": [], "port": "high"}}}"#,
            vec![
                "/contact/Mail/address: must be a string, is an empty list",
                "/contact/Mail/port: must be an integer, is a text of 4 characters",
            ],
        ),
        (
            r#"{"contact": {"Mail": {"address": "b"}}}"#,
            vec!["/contact/Mail: missing field `port`"],
        ),
        (
            r#"{"contact": {"Phone": "x"}}"#,
            vec!["/contact/Phone: must be an integer, is a text of 1 character"],
        ),
    ] {
        assert_eq!(told::<Person>(text), expected, "{text}");
    }
    assert_eq!(
        told::<Shape>(r#"{"side": "wide", "label": 1.5}"#),
        ["/side: must be a number, is a text of 4 characters"]
    );
    assert_eq!(
        told::<Vec<Event>>(r#"[{"kind": "Wheel", "code": 3}]"#),
        [r#"/0: must have `kind` "Click" or "Key", has another"#]
    );
}

/// serde reads an alias in JSON that is right as it stands; so it does in an answer that is repaired, and no host sees it.
#[test]
fn aliases_are_read_in_broken_answers_too() {
    #[derive(Debug, PartialEq, JsonResponse)]
    struct Task {
        #[serde(alias = "action")]
        what: String,
        #[serde(alias = "urgency")]
        priority: Option<Priority>,
        #[serde(default)]
        by: Vec<Who>,
    }
    #[derive(Debug, PartialEq, JsonResponse)]
    enum Priority {
        #[serde(alias = "urgent")]
        High,
        /// of no hurry
        #[serde(alias = "someday")]
        Low,
    }
    #[derive(Debug, PartialEq, JsonResponse)]
    enum Who {
        #[serde(alias = "human")]
        Person {
            #[serde(alias = "called")]
            name: String,
        },
    }
    let task = |what: &str, priority, by: &[&str]| Task {
        what: what.to_owned(),
        priority,
        by: (by.iter())
            .map(|name| Who::Person {
                name: (*name).to_owned(),
            })
            .collect(),
    };
    for (text, expected) in [
        (r#"{"action": "write"}"#, task("write", None, &[])),
        (r"{action: 'write'}", task("write", None, &[])),
        (
            r#"{"action": "write", "urgency": "URGENT",}"#,
            task("write", Some(Priority::High), &[]),
        ),
        (
            r#"{"What": "write", "urgency": "someday"} # done"#,
            task("write", Some(Priority::Low), &[]),
        ),
        (
            r#"{"action": "write", "by": [{"human": {"called": "Ada",}}]}"#,
            task("write", None, &["Ada"]),
        ),
    ] {
        let read = decode::<Task>(text).map(|read| read.value);
        assert_eq!(
            read.map_err(|error| error.to_string()),
            Ok(expected),
            "{text}"
        );
    }
    let schema = json_mode::schema::<Task>();
    assert!(!schema.to_value().to_string().contains("alias"), "{schema}");
}

#[test]
fn a_tuple_of_older_drafts_is_judged() {
    let schema = serde_json::json!({
        "type": "array",
        "items": [{ "type": "string" }, { "type": "integer" }],
        "additionalItems": false
    });
    let schema = json_mode::Schema::from_value(schema).unwrap();
    let read = |text| json_mode::decode_value(text, &schema);
    assert!(read(r#"["a", 1]"#).is_ok());
    assert!(read(r#"["a", 1, 2]"#).is_err());
    assert!(read(r#"["a", "b"]"#).is_err());
}
