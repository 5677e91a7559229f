//! Corpora of other projects; `JSON_MODE_SHARED` names the folder that holds them.

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
    for size in [1, 2, 7, usize::MAX] {
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

/// What the texts of other projects hold, decoding is asked; here only that pieces do not matter.
#[test]
fn texts_in_pieces() {
    for file in [
        "baml_jsonish",
        "jsonrepair_js",
        "json_repair",
        "instructor",
        "issue_regressions",
        "vercel_ai",
        "openai_python",
    ] {
        let Some(cases) = lines(&format!("data/repair/{file}.jsonl")) else {
            return;
        };
        for case in cases {
            if let Some(text) = case["input"].as_str() {
                same_in_pieces(text, Mode::Tolerant);
            }
        }
    }
}
