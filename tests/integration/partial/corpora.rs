//! Other projects' broken and cut answers, from the folder that `JSON_MODE_SHARED` names, at every prefix and every cut.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use json_mode::{JsonResponse, Value};

use super::support::pieces;
use crate::support::shared;

/// In how many places a text is cut, about.
const EVERYWHERE: usize = 60;

#[derive(Debug, JsonResponse)]
#[serde(rename_all = "camelCase")]
struct Person {
    name: String,
    age: Option<u8>,
    key: Option<String>,
    home_town: Option<Box<Person>>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Debug, JsonResponse)]
#[serde(tag = "type")]
enum Shape {
    A { a: i32, name: String },
    B { b: Vec<String> },
    Other(BTreeMap<String, Value>),
}

/// The text at every cut and every prefix, as a `T`.
fn everywhere<T: JsonResponse + Debug>(text: &str) {
    let single: Vec<&str> = text
        .char_indices()
        .map(|(at, c)| &text[at..at + c.len_utf8()])
        .collect();
    pieces::<T>(&single);
    let step = single.len() / EVERYWHERE + 1;
    for (at, _) in text.char_indices().step_by(step) {
        let (head, tail) = text.split_at(at);
        pieces::<T>(&[head, tail]);
        pieces::<T>(&[head]);
    }
}

#[test]
fn every_case_is_shown_and_never_taken_back_in_silence() {
    let Some(folder) = shared() else {
        return;
    };
    let mut texts = BTreeSet::new();
    for entry in std::fs::read_dir(folder.join("data/repair")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "jsonl") {
            continue;
        }
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let case: Value = line.parse().unwrap();
            if let Some(text) = case["input"].as_str() {
                texts.insert(text.to_owned());
            }
        }
    }
    assert!(texts.len() > 600, "{}", texts.len());
    let texts: Vec<String> = texts.into_iter().collect();
    std::thread::scope(|scope| {
        for part in texts.chunks(texts.len() / 2 + 1) {
            scope.spawn(move || {
                for text in part.iter().filter(|text| text.len() < 4096) {
                    everywhere::<Value>(text);
                    let single: Vec<&str> = text
                        .char_indices()
                        .map(|(at, c)| &text[at..at + c.len_utf8()])
                        .collect();
                    pieces::<Person>(&single);
                    pieces::<Vec<Person>>(&single);
                    pieces::<Shape>(&single);
                    pieces::<Vec<String>>(&single);
                    pieces::<BTreeMap<String, Value>>(&single);
                    pieces::<String>(&single);
                }
            });
        }
    });
}
