//! What stands around a value.

use super::random::Random;
use super::text::{Kind, Text};

/// Whether it is a text in quotes or parentheses, which in prose are only that.
fn is_quoted(text: &Text) -> bool {
    text.to_string().starts_with(['"', '('])
}

fn set(text: &mut Text, new: String) -> bool {
    text.around = Some(new);
    true
}

pub fn fence(text: &mut Text, random: &mut Random) -> bool {
    let tag = *random.pick(&["json", "", "JSON", "json5", "javascript"]);
    let end = if random.one_in(4) { "" } else { "\n```" };
    let new = format!("```{tag}\n{text}{end}");
    set(text, new)
}

pub fn prose(text: &mut Text, random: &mut Random) -> bool {
    if is_quoted(text) {
        return false;
    }
    let before = *random.pick(&[
        "",
        "Sure! Here it is: ",
        "Here's the JSON you asked for:\n\n",
        "As in [1], the \"answer\" is\n",
        "**Answer**: ",
        "It's {format} as asked:\n",
    ]);
    let after = *random.pick(&[
        "",
        "\n\nLet me know if that helps!",
        " That's all (for now).",
        "\n\n*Note:* it's \"final\".",
    ]);
    let new = format!("{before}{text}{after}");
    set(text, new)
}

pub fn reasoning(text: &mut Text, random: &mut Random) -> bool {
    let before = *random.pick(&[
        "<think>Hm, what do they want? {\"a\": 1}?</think>\n",
        "<think>\nIt's { or [ \"maybe\n</think>\n\n",
        "Let me think: [1, 2].\n</think>\n",
        "<thinking>ok</thinking>",
        "<think></think>",
    ]);
    let new = format!("{before}{text}");
    set(text, new)
}

/// A text within a text may be meant so, and so may prose.
pub fn in_a_string(text: &mut Text, _: &mut Random) -> bool {
    let in_prose = text
        .around
        .as_ref()
        .is_some_and(|text| !text.starts_with(['`', '<']));
    if !text.to_string().contains(['{', '[']) || text.tokens.len() == 1 || in_prose {
        return false;
    }
    let new = serde_json::Value::from(text.to_string()).to_string();
    set(text, new)
}

pub fn jsonp(text: &mut Text, random: &mut Random) -> bool {
    if is_quoted(text) {
        return false;
    }
    let new = if random.one_in(2) {
        format!("callback({text});")
    } else {
        format!("const answer = {text};")
    };
    set(text, new)
}

/// Of another type than any here, so that it is no second answer.
pub fn example(text: &mut Text, _: &mut Random) -> bool {
    if is_quoted(text) {
        return false;
    }
    let new = format!("For {{\"question\": \"x\"}} the answer is: {text}");
    set(text, new)
}

/// Somewhere inside: at least one closer, and all that stood behind it, is lost. Where one was wrong or too many, what is left
/// may be whole.
pub fn cut(text: &mut Text, random: &mut Random) -> bool {
    let whole = text.to_string();
    if text
        .tokens
        .iter()
        .any(|token| token.kind == Kind::Close && !token.whole)
    {
        return false;
    }
    let Some(end) = whole.rfind([']', '}']) else {
        return false;
    };
    // Not before the value: what is left might be the prose around it, or an example.
    let inside = text.around.take();
    let value = text.to_string();
    let start = whole
        .find(&value)
        .or_else(|| whole.rfind("\"{").or_else(|| whole.rfind("\"[")));
    text.around = inside;
    let Some(start) = start.filter(|start| *start < end) else {
        return false;
    };
    // A lone bracket at the end of prose may be anything.
    if end < start + 2 {
        return false;
    }
    let mut at = start + 2 + random.below(end - start - 1);
    while !whole.is_char_boundary(at) {
        at -= 1;
    }
    set(text, whole[..at].to_owned())
}
