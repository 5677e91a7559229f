//! Damage to what stands between values, and to values without quotes.

use super::random::Random;
use super::text::{Kind, Text};

pub fn comment(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |at, token| at > 0 && token.whole) else {
        return false;
    };
    let words = *random.pick(&[
        "// a remark",
        "/* a remark */",
        "# a remark",
        "// see \"this\", {or} that: [1]",
        "/* was: \"x\" */",
    ]);
    let end = if words.ends_with("*/") { " " } else { "\n" };
    let token = &mut text.tokens[at];
    token.space = format!(" {words}{end}{}", token.space);
    true
}

pub fn trailing_comma(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |at, token| {
        token.kind == Kind::Close && token.whole && text.tokens[at - 1].is_value_end()
    }) else {
        return false;
    };
    text.tokens[at - 1].text.push(',');
    text.tokens[at - 1].whole = false;
    true
}

/// A space is left in its place: `"a""b"` and `12` would be other values.
pub fn missing_comma(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |_, token| token.kind == Kind::Comma && token.whole) else {
        return false;
    };
    text.tokens[at].set(if random.one_in(2) { " " } else { "\n" });
    true
}

pub fn doubled_comma(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |_, token| token.kind == Kind::Comma && token.whole) else {
        return false;
    };
    text.tokens[at].set(if random.one_in(2) { ",," } else { ", ," });
    true
}

pub fn semicolon(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |_, token| token.kind == Kind::Comma && token.whole) else {
        return false;
    };
    text.tokens[at].set(";");
    true
}

pub fn missing_colon(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |_, token| token.kind == Kind::Colon && token.whole) else {
        return false;
    };
    text.tokens[at].set(" ");
    true
}

pub fn wrong_colon(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |_, token| token.kind == Kind::Colon && token.whole) else {
        return false;
    };
    text.tokens[at].set(*random.pick(&["::", " =", " =>", ": :"]));
    true
}

/// A closer that is not the last: what lacks that one is cut.
pub fn missing_closer(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |_, token| {
        token.kind == Kind::Close && token.whole && token.depth > 0
    }) else {
        return false;
    };
    text.tokens[at].set("");
    true
}

/// Not that of an empty container: neither bracket of `[}` shows which it is.
pub fn wrong_closer(text: &mut Text, random: &mut Random) -> bool {
    // With one that is missing, the other reading is whole: `{"a": {"b": 1, "c": [2}}`.
    if text.tokens.iter().any(|token| token.text.is_empty()) {
        return false;
    }
    let Some(at) = text.find(random, |at, token| {
        token.kind == Kind::Close && token.whole && text.tokens[at - 1].kind != Kind::Open
    }) else {
        return false;
    };
    let other = if text.tokens[at].text == "]" {
        "}"
    } else {
        "]"
    };
    text.tokens[at].set(other);
    true
}

/// With one that is missing elsewhere, the other reading is whole.
pub fn extra_closer(text: &mut Text, random: &mut Random) -> bool {
    if text.tokens.iter().any(|token| token.text.is_empty()) {
        return false;
    }
    let Some(at) = text.find(random, |_, token| token.kind == Kind::Close && token.whole) else {
        return false;
    };
    let twice = text.tokens[at].text.repeat(2);
    text.tokens[at].set(twice);
    true
}

pub fn python_words(text: &mut Text, _: &mut Random) -> bool {
    let mut done = false;
    for token in text
        .tokens
        .iter_mut()
        .filter(|token| token.kind == Kind::Word && token.whole)
    {
        let word = match token.text.as_str() {
            "true" => "True",
            "false" => "False",
            _ => "None",
        };
        token.set(word);
        done = true;
    }
    done
}

/// A list of two and more; `(1)` is one value in parentheses, and `()` may be a call's.
pub fn tuple(text: &mut Text, random: &mut Random) -> bool {
    let Some(close) = text.find(random, |at, token| {
        token.text == "]"
            && token.whole
            && text.opener(at).is_some_and(|open| {
                text.tokens[open].whole
                    && text.tokens[open..at]
                        .iter()
                        .any(|inner| inner.kind == Kind::Comma && inner.depth == token.depth + 1)
            })
    }) else {
        return false;
    };
    let open = text.opener(close).unwrap();
    text.tokens[open].set("(");
    text.tokens[close].set(")");
    true
}

pub fn number_spelling(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |_, token| token.kind == Kind::Number && token.whole) else {
        return false;
    };
    let token = &mut text.tokens[at];
    let old = token.text.clone();
    let number = old.parse::<u64>().ok();
    let new = match (random.below(4), number) {
        (0, Some(number)) => format!("0x{number:X}"),
        (1, Some(number)) if number >= 1000 => format!("{}_{:03}", number / 1000, number % 1000),
        (2, _) if old.starts_with("0.") => old[1..].to_owned(),
        (2, _) if old.ends_with(".0") => old[..old.len() - 1].to_owned(),
        _ if old.starts_with('-') => return false,
        _ => format!("+{old}"),
    };
    token.set(new);
    true
}

/// Dots behind the last item. Whether items were left out is not known, but the dots are told.
pub fn placeholder(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |at, token| {
        token.text == "]" && token.whole && text.tokens[at - 1].is_value_end()
    }) else {
        return false;
    };
    text.tokens[at - 1]
        .text
        .push_str(if random.one_in(2) { ", ..." } else { ",\n…" });
    text.tokens[at - 1].whole = false;
    true
}

/// A call of a text that is JSON itself is none, and in parentheses it may be one of prose.
pub fn call(text: &mut Text, random: &mut Random) -> bool {
    if text.tokens[0].text == "(" {
        return false;
    }
    let Some(at) = text.find(random, |_, token| {
        token.whole
            && matches!(token.kind, Kind::Number | Kind::String)
            && !token.text.contains(['{', '['])
    }) else {
        return false;
    };
    let token = &mut text.tokens[at];
    let name = if token.kind == Kind::Number {
        "NumberLong"
    } else {
        "ObjectId"
    };
    let new = format!("{name}({})", token.text);
    token.set(new);
    true
}

/// The same name with another value before it: the last one counts.
pub fn name_twice(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |at, token| {
        token.kind == Kind::Name
            && token.whole
            && text
                .tokens
                .get(at + 2)
                .is_some_and(|value| value.whole && value.kind != Kind::Open)
    }) else {
        return false;
    };
    let other = match text.tokens[at + 2].kind {
        Kind::Number => "5",
        Kind::String => "\"draft\"",
        _ => "null",
    };
    let token = &mut text.tokens[at];
    let new = format!("{}: {other}, {}", token.text, token.text);
    token.set(new);
    true
}

pub fn odd_space(text: &mut Text, random: &mut Random) -> bool {
    let mark = *random.pick(&["\u{a0}", "\u{200b}", "\u{feff}", "\u{3000}", "\u{2003}"]);
    let Some(at) = text.find(random, |_, token| token.whole) else {
        return false;
    };
    text.tokens[at].space.push_str(mark);
    true
}
