//! The answers, as texts.

#[path = "../../../texts_of_answers.rs"]
mod texts;

pub use texts::text as essay;

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
    let list = texts::objects(bytes);
    format!(r#"{{"accounts":{list}}}"#)
}

pub const NOTE: &str = r#"{"summary": "A walk is planned.", "participants": [{"name": "Alice", "role": null}], "action_items": ["bring an umbrella"], "confidence": 0.9, "mood": "Calm"}"#;
