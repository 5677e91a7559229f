//! Corpora of other projects; `JSON_MODE_SHARED` names the folder that holds them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use base64::Engine as _;
use serde_json::Value;

use super::*;

/// The lines of a file of the corpora, or nothing when they are not at hand.
#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
fn lines(path: &str) -> Option<Vec<Value>> {
    let Some(folder) = std::env::var_os("JSON_MODE_SHARED") else {
        eprintln!("skipped: JSON_MODE_SHARED is not set");
        return None;
    };
    let path = PathBuf::from(folder).join(path);
    let text = std::fs::read_to_string(&path).expect("a file of the corpora");
    Some(
        text.lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect(),
    )
}

fn same_in_pieces(text: &str, mode: Mode) {
    let expected = whole(text, mode);
    for size in [1, 2, 7] {
        let found = pieces(text, mode, size);
        if expected.0.is_err() {
            assert!(found.0.is_err(), "{text}");
        } else {
            assert_eq!(found, expected, "in pieces of {size}: {text}");
        }
    }
}

#[test]
fn strict_is_rfc_8259() {
    let Some(cases) = lines("data/json-test-suite/test_parsing.jsonl") else {
        return;
    };
    let mut wrong = Vec::new();
    for case in &cases {
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(case["b64"].as_str().expect("base64"))
            .expect("base64");
        let Ok(text) = std::str::from_utf8(&bytes) else {
            assert_ne!(case["expect"], "y");
            continue;
        };
        let taken = tree(text, Mode::Strict).is_ok();
        let _ = tree(text, Mode::Tolerant);
        if text.len() < 5000 {
            same_in_pieces(text, Mode::Strict);
            same_in_pieces(text, Mode::Tolerant);
        }
        match case["expect"].as_str() {
            Some("y") if !taken => wrong.push(format!("rejected: {}", case["name"])),
            Some("n") if taken => wrong.push(format!("accepted: {}", case["name"])),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[allow(clippy::print_stdout, reason = "the table is what this test is for")]
#[test]
fn repair_without_a_schema() {
    let files = [
        "jsonrepair_js",
        "json_repair",
        "instructor",
        "vercel_ai",
        "openai_python",
    ];
    let mut table: BTreeMap<(&str, String), [usize; 3]> = BTreeMap::new();
    let show = std::env::var_os("SHOW").is_some();
    for file in files {
        let Some(cases) = lines(&format!("data/repair/{file}.jsonl")) else {
            return;
        };
        for case in cases {
            if case["mode"] != "final" || !case["schema"].is_null() || !case["input"].is_string() {
                continue;
            }
            let text = case["input"].as_str().unwrap_or_default();
            same_in_pieces(text, Mode::Tolerant);
            let found = answer(text);
            let expected = (case["error"] != true).then(|| case["expected"].clone());
            let verdict = match (&found, &expected) {
                (None, None) => 0,
                (Some(found), Some(expected)) if same(found, expected) => 0,
                (None, Some(_)) => 1,
                _ => 2,
            };
            if verdict > 0 && show {
                println!(
                    "{} {} {:?}\n    found {}\n    expected {}",
                    ["right", "ERROR", "OTHER"][verdict],
                    case["id"],
                    text,
                    found.map_or("-".to_owned(), |v| v.to_string()),
                    expected.map_or("-".to_owned(), |v| v.to_string())
                );
            }
            let category = case["category"].as_str().unwrap_or_default();
            let category = category.split(" > ").next().unwrap_or_default().to_owned();
            table.entry((file, category)).or_default()[verdict] += 1;
        }
    }
    for ((file, category), [right, error, other]) in table {
        println!("{file:16} {category:40} right {right:3} error {error:3} other {other:3}");
    }
}

/// Equal, numbers by value.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}
