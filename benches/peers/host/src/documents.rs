//! The answers, as texts.

use std::fmt::Write as _;

/// A user, 200 bytes of JSON.
pub fn user() -> String {
    let start = r#"{"name": "Alice Liddell", "address": ""#;
    let mut out = start.to_owned();
    let words = "42, Wonderland Avenue, behind the looking-glass, Oxford on Thames, ";
    out.extend(words.chars().cycle().take(200 - start.len() - 2));
    out.push_str("\"}");
    out
}

/// A list of small objects, of about so many bytes.
pub fn accounts(bytes: usize) -> String {
    let mut out = String::from(r#"{"accounts":["#);
    let mut number = 0;
    while out.len() < bytes {
        if number > 0 {
            out.push(',');
        }
        let _ = write!(
            out,
            r#"{{"id":{number},"name":"Alice Liddell {number}","active":true,"score":0.{number},"tags":["reader","traveller","plays croquet"],"address":{{"street":"42, Wonderland Avenue","city":"Oxford on Thames, England"}}}}"#
        );
        number += 1;
    }
    out.push_str("]}");
    out
}

/// One long text with a line break in each line, and a quotation in each fourth.
pub fn essay(bytes: usize) -> String {
    let mut out = String::from(r#"{"title":"Down the Rabbit-Hole","text":""#);
    let mut line = 0;
    while out.len() < bytes {
        out.push_str("Alice was beginning to get very tired of sitting by her sister on the bank, and of having");
        out.push_str(if line % 4 == 0 {
            r#" \"nothing\" to do\n"#
        } else {
            r" nothing to do\n"
        });
        line += 1;
    }
    out.push_str("\"}");
    out
}

pub const NOTE: &str = r#"{"summary": "A walk is planned.", "participants": [{"name": "Alice", "role": null}], "action_items": ["bring an umbrella"], "confidence": 0.9, "mood": "Calm"}"#;
