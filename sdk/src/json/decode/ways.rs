//! The short way gives what the long one does: the same value or refusal, and the same repairs.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::PathBuf;

use serde_json::Value;

use super::plain::{self, Held, Way};
use super::tolerant::tolerant;
use super::{Repair, Target};
use crate::error::{Error, ErrorKind};
use crate::json::align::{Leniency, Reader};
use crate::json::scan::{self, Found};
use crate::response::{JsonResponse, Violation};
use crate::schema;

/// What came of a text: the value that is read from its JSON, or why there is none.
type Read<T> = Result<(Option<T>, Vec<Repair>), (ErrorKind, Vec<Violation>)>;

fn read<T: JsonResponse>(way: Way, text: &str, leniency: Leniency) -> Read<T> {
    let target = Target {
        schema: schema::known::<T>(),
        wire: None,
        leniency,
    };
    let mut held = plain::held(way, text, &target);
    if let Some(Held::Plain(plain)) = held {
        if let Some((value, _, repairs)) = plain::read(plain, text) {
            return Ok((Some(value), repairs));
        }
        held = plain::held(Way::Long, text, &target);
    }
    let tree = match held {
        Some(Held::Values(tree)) => Some(tree),
        _ => None,
    };
    let as_it_stands = || Error::new(ErrorKind::Protocol, "as it stands");
    let then = |json: super::Json<'_>, repairs| (json.read::<T>().ok(), repairs);
    let reader = Reader::Type;
    tolerant(way, tree, text, &target, reader, as_it_stands, then)
        .map_err(|error| (error.kind(), error.violations().to_vec()))
}

/// Whether a text is read on the short way.
pub(super) fn is_short<T: JsonResponse>(text: &str) -> bool {
    let target = Target {
        schema: schema::known::<T>(),
        wire: None,
        leniency: Leniency::Syntax,
    };
    match plain::held(Way::Short, text, &target) {
        Some(Held::Plain(plain)) => plain::read::<T>(plain, text).is_some(),
        _ => false,
    }
}

pub(super) fn same<T: JsonResponse + Debug + PartialEq>(text: &str) {
    for leniency in [Leniency::Syntax, Leniency::Shape] {
        let short = read::<T>(Way::Short, text, leniency);
        assert_eq!(
            short,
            read(Way::Long, text, leniency),
            "{leniency:?} {text}"
        );
    }
}

#[derive(Debug, PartialEq, crate::JsonResponse)]
#[json_response(crate = crate)]
pub(super) struct Note {
    id: u8,
    text: String,
    nick: Option<String>,
    score: Option<f64>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    counts: BTreeMap<String, u32>,
    mood: Option<Mood>,
    #[serde(default)]
    #[schemars(range(max = 10))]
    rank: u64,
    #[serde(default)]
    any: Value,
}

#[derive(Debug, PartialEq, crate::JsonResponse)]
#[json_response(crate = crate)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mood {
    Calm,
    Angry,
}

fn same_for_all(text: &str) {
    same::<Value>(text);
    same::<Note>(text);
    same::<Vec<Note>>(text);
    same::<Vec<u32>>(text);
    same::<BTreeMap<String, Value>>(text);
}

const DOCUMENTS: &[&str] = &[
    r#"{"id": 1, "text": "a \"b\" ```c``` }", "score": null, "tags": ["x", "</think>"]}"#,
    r#"{"id": 1, "text": "a", "counts": {"a": 1, "b": 2}, "mood": "calm", "any": [{"a": {}}, 1.5]}"#,
    r#"{"id": 1, "text": "a", "counts": {"a": 1, "a": 2}}"#,
    r#"{"id": 1, "text": "a", "any": {"a": 1, "a": 2}}"#,
    r#"{"id": 1, "text": "a", "other": 2}"#,
    r#"{"id": 1, "id": 2, "text": "a"}"#,
    r#"{"id": 1.0, "text": "a", "rank": 11}"#,
    r#"{"id": 300, "text": "a", "rank": 10, "mood": "Calm"}"#,
    r#"{"id": "1", "text": "\ud83d"}"#,
    r#"{"id": 1, "text": "\u00e4\n", "any": "\ud83d"}"#,
    r#"{"id": 1, "text": "a", "any": 1e400}"#,
    r#"{"id": 1, "text": "a", "\u0061ny": {"\u0061": 1, "a": 1}}"#,
    r#"{"id": 1, "text": 5,}"#,
    r#"[{"id": 1, "text": "a"}, {"id": 2, "text": "b", "score": -0.5e3}]"#,
    r#"[{"id": 1, "text": "a", "tags": []},]"#,
    r#"[{'id': 1, text: "a"}]"#,
    r#"{"id": 1, "text": green tea, "nick": N A, "tags": [tea , "x", T_1],}"#,
    r#"{'id': 1, 'text': 'a "b" it\'s', tags: ["x",], "any": None, "rank": +5,}"#,
    "{\"id\": 1, // so\n\"text\": \"a\nb \\d\" \"any\": [{'a': {b: 0x1F,, }}, /* } */ True]}",
    "[{“id”: 1,, “text”: “a”, \"score\" .5}]",
    "[+1, 2 3,]",
    "[0x1,]",
    "[{\"id\": 1,\n  \"text\": \"a\"}]",
    "[1, 2, 3]",
    "[1, 2, 3.0]",
    "[1]",
    "[[1, 2], [3]]",
    "[]",
    "{}",
    r#"{"a": {"b": [1, "c"]}, "d": null}"#,
    r#"{"a": 1}, "b": 2}"#,
    r#"["a", "b"]"#,
    r#"{"id": 1, "text": two words, "tags": [a b, "c], "any": {"x": y, "x": z}}"#,
    r#"{"id": 1, "text": Calm, "mood": calm, "any": [-, +, word], "rank": ten}"#,
    r#"[{"id": 1, "text": a "b", "tags": [x, y}]"#,
    r#"{"id": 1, "text": 'it's', tags: (), "score": NaN, "any": {"a": True}}"#,
    r#""{\"id\": 1, \"text\": \"a\"}""#,
    "17",
    "true",
];

const BEFORE: &[&str] = &[
    "",
    "\n ",
    "\u{feff}",
    "```json\n",
    "```\n",
    "Here it is (in short):\n\n",
    "He said \"so: ",
    "The answer is \"here\", ",
    "As in ",
    "An `item` and a {name} or [x]: ",
    "see [1] and {\"id\": 9, \"text\": \"no\"}: ",
    "[",
    "// so\n",
    "/* so */ # this\n",
    "<think>maybe {\"id\": 0}? \"or [1]</think>\n",
    "or so</think>",
    "<think>never closed ",
    "<think>a</think> and <thinking>[2]</thinking>\n```json\n",
    "\"",
    "answer: ```\n{}\n```\nno: ",
];

const BEHIND: &[&str] = &[
    "",
    "\n",
    "\n```",
    "```\nThat is it, \"all\" of it.",
    "\n```\n\n```json\n[2]\n```",
    "\n\nLet me know if that's \"fine\".",
    " \"so",
    "}",
    "]",
    ")}",
    ", \"b\": 2}",
    ", 3]",
    " it is.",
    " // so",
    "</think>",
    "</think>{\"id\": 3, \"text\": \"c\"}",
    "<think>or {\"id\": 4}</think>",
    "{}",
    ";",
    "`",
];

#[test]
fn a_value_with_something_around_it_needs_no_tree() {
    let document =
        r#"{"id": 1, "text": "a", "counts": {"a": 1}, "tags": ["b"], "any": [{"c": null}]}"#;
    for (before, behind) in [
        ("```json\n", "\n```"),
        (
            "Here it is (in short):\n\n",
            "\n\nLet me know if that's \"fine\".",
        ),
        (
            "<think>maybe {\"id\": 0}? [1]</think>\n```json\n",
            "\n```\n",
        ),
        ("", "\nThat is it."),
    ] {
        let text = format!("{before}{document}{behind}");
        let schema = schema::known::<Note>();
        let end = |json: &str| schema.end_of(json);
        let found = scan::found(&text, Some(&end));
        assert!(matches!(found, Ok(Found::Plain(_))), "{text}");
        let read = read::<Note>(Way::Short, &text, Leniency::Shape);
        assert!(
            matches!(read, Ok((Some(_), repairs)) if !repairs.is_empty()),
            "{text}"
        );
    }
}

#[test]
fn whatever_stands_around_a_value() {
    // Every pair of the three lists, and a fifth of all that they make together.
    for (i, before) in BEFORE.iter().enumerate() {
        for (j, document) in DOCUMENTS.iter().enumerate() {
            for (_, behind) in BEHIND
                .iter()
                .enumerate()
                .filter(|(k, _)| (i + j + k) % 5 == 0)
            {
                let text = format!("{before}{document}{behind}");
                same::<Value>(&text);
                same::<Note>(&text);
                if document.starts_with('[') {
                    same::<Vec<Note>>(&text);
                    same::<Vec<u32>>(&text);
                }
            }
        }
    }
}

#[test]
fn whatever_models_write() {
    for line in include_str!("../scan/tests/corpus.txt").lines() {
        if let Some((_, rest)) = line.split_once(": ")
            && let Some((text, _)) = rest.rsplit_once(" ⟹ ")
        {
            let text = text.replace('␤', "\n");
            same_for_all(&text);
            same_for_all(&format!("So:\n```json\n{text}\n```\n"));
        }
    }
}

/// Texts of other projects; `JSON_MODE_SHARED` names the folder that holds them.
#[test]
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
fn whatever_others_have_seen() {
    let Some(folder) = std::env::var_os("JSON_MODE_SHARED") else {
        eprintln!("skipped: JSON_MODE_SHARED is not set");
        return;
    };
    for entry in std::fs::read_dir(PathBuf::from(folder).join("data/repair")).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_none_or(|extension| extension != "jsonl")
        {
            continue;
        }
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            if let Some(text) = case["input"].as_str() {
                same_for_all(text);
                same_for_all(&format!("So:\n```json\n{text}\n```\n"));
            }
        }
    }
}
