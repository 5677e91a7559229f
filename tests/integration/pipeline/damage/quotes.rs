//! Damage to strings.

use super::random::Random;
use super::text::{Kind, Text, Token};

/// Writes all strings, or one, in other quotes; `inside` says how a text stands in them, or that it cannot.
fn requote(
    text: &mut Text,
    random: &mut Random,
    open: &str,
    close: &str,
    inside: impl Fn(&str) -> Option<String>,
) -> bool {
    let fits = |token: &Token| {
        token
            .content()
            .and_then(|content| inside(&content))
            .is_some()
    };
    let all = open == "\"\"" || random.one_in(2);
    if all
        && text
            .tokens
            .iter()
            .any(|token| token.content().is_some() && !fits(token))
    {
        return false;
    }
    let one = text.find(random, |_, token| fits(token));
    let mut done = false;
    for (at, token) in text.tokens.iter_mut().enumerate() {
        if !all && Some(at) != one {
            continue;
        }
        if let Some(new) = token.content().and_then(|content| inside(&content)) {
            token.set(format!("{open}{new}{close}"));
            done = true;
        }
    }
    done
}

/// Escaped as JSON does it, but for the double quote.
fn escaped(content: &str) -> String {
    let quoted = serde_json::Value::from(content).to_string();
    quoted[1..quoted.len() - 1].replace("\\\"", "\"")
}

pub fn single(text: &mut Text, random: &mut Random) -> bool {
    requote(text, random, "'", "'", |content| {
        Some(escaped(content).replace('\'', "\\'"))
    })
}

/// Single quotes around a text with apostrophes between letters, which are not escaped.
pub fn apostrophe(text: &mut Text, random: &mut Random) -> bool {
    let fits = |content: &str| {
        let chars: Vec<char> = content.chars().collect();
        content.contains('\'')
            && (0..chars.len()).all(|at| {
                chars[at] != '\''
                    || (at > 0
                        && at + 1 < chars.len()
                        && chars[at - 1].is_alphabetic()
                        && chars[at + 1].is_alphabetic())
            })
    };
    let Some(at) = text.find(random, |_, token| {
        token.content().is_some_and(|content| fits(&content))
    }) else {
        return false;
    };
    let content = escaped(&text.tokens[at].content().unwrap());
    text.tokens[at].set(format!("'{content}'"));
    true
}

/// A text with such quotes of its own would end too early.
pub fn curly(text: &mut Text, random: &mut Random) -> bool {
    requote(text, random, "“", "”", |content| {
        (!content.contains(['“', '”', '"'])).then(|| escaped(content))
    })
}

pub fn backticks(text: &mut Text, random: &mut Random) -> bool {
    requote(text, random, "`", "`", |content| {
        (!content.contains('`')).then(|| escaped(content))
    })
}

/// Python's: breaks stand as they are. A quote at either end would join the marks.
pub fn triple(text: &mut Text, random: &mut Random) -> bool {
    requote(text, random, "\"\"\"", "\"\"\"", |content| {
        (!content.is_empty() && !content.starts_with('"') && !content.ends_with('"')).then(|| {
            if content.contains('\\') {
                escaped(content)
            } else {
                escaped(content).replace("\\n", "\n")
            }
        })
    })
}

/// An empty text in doubled quotes is two empty texts, and a quote inside is one too many. One alone among others may be a text
/// in quotes.
pub fn doubled(text: &mut Text, random: &mut Random) -> bool {
    requote(text, random, "\"\"", "\"\"", |content| {
        // `""/* no */""` is two empty texts and a comment.
        (!content.trim().is_empty()
            && !content.contains('"')
            && !content.trim().starts_with(['/', '#']))
        .then(|| escaped(content))
    })
}

/// Quotes inside that are not escaped. One that stands beside punctuation of JSON may be its own: `a", "b`.
pub fn inner(text: &mut Text, random: &mut Random) -> bool {
    let fits = |content: &str| {
        let parts: Vec<&str> = content.split('"').collect();
        parts.len() > 1
            && parts[1..].iter().all(|after| !after.trim_start().starts_with([',', ':', '}', ']', ';', '/', '#']))
            && parts[..parts.len() - 1].iter().all(|before| !before.trim_end().ends_with([',', ':', '{', '[']))
            // Half of a pair: which of the marks are the string's is not known.
            && parts.len() % 2 == 1
    };
    let Some(at) = text.find(random, |_, token| {
        token.content().is_some_and(|content| fits(&content))
    }) else {
        return false;
    };
    let content = escaped(&text.tokens[at].content().unwrap());
    text.tokens[at].set(format!("\"{content}\""));
    true
}

/// One of the two quotes. Without the first, a space that the text begins with is one before it.
pub fn lost(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |_, token| token.content().is_some()) else {
        return false;
    };
    let old = text.tokens[at].text.clone();
    // What begins like a comment would be one.
    let is_spaced = |c: char| c.is_whitespace();
    let may_open =
        !old[1..].starts_with(is_spaced) && !old.starts_with("\"/") && !old.starts_with("\"#");
    let new = if random.one_in(2) && may_open {
        &old[1..]
    } else {
        &old[..old.len() - 1]
    };
    text.tokens[at].set(new);
    true
}

fn is_name(content: &str) -> bool {
    content.starts_with(|c: char| c.is_ascii_alphabetic())
        && content
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

pub fn unquoted_names(text: &mut Text, _: &mut Random) -> bool {
    let mut done = false;
    for token in text
        .tokens
        .iter_mut()
        .filter(|token| token.kind == Kind::Name)
    {
        if let Some(content) = token.content().filter(|content| is_name(content)) {
            token.set(content);
            done = true;
        }
    }
    done
}

/// A text of words that are no literals. Before a missing comma or colon, words would join; that is another damage's doing,
/// and what follows shows it.
pub fn unquoted_text(text: &mut Text, random: &mut Random) -> bool {
    let fits = |content: &str| {
        is_name(&content.replace(' ', "_"))
            && !content.ends_with(' ')
            && ![
                "true",
                "false",
                "null",
                "none",
                "nan",
                "undefined",
                "no",
                "yes",
            ]
            .contains(&content.to_lowercase().as_str())
    };
    let Some(at) = text.find(random, |_, token| {
        token.kind == Kind::String && token.content().is_some_and(|content| fits(&content))
    }) else {
        return false;
    };
    let content = text.tokens[at].content().unwrap();
    text.tokens[at].set(content);
    true
}

pub fn raw_control(text: &mut Text, random: &mut Random) -> bool {
    let Some(at) = text.find(random, |_, token| {
        token
            .content()
            .is_some_and(|content| content.contains(['\n', '\t']) && !content.contains('\\'))
    }) else {
        return false;
    };
    let new = text.tokens[at]
        .text
        .replace("\\n", "\n")
        .replace("\\t", "\t");
    text.tokens[at].set(new);
    true
}

/// One backslash where two belong, before a letter that makes no escape; `\n` would be a break.
pub fn half_escape(text: &mut Text, random: &mut Random) -> bool {
    let fits = |content: &str| {
        content.contains('\\')
            && content.split('\\').skip(1).all(|after| {
                after.starts_with(|c: char| c.is_ascii_alphabetic() && !"bfnrtu".contains(c))
            })
    };
    let Some(at) = text.find(random, |_, token| {
        token.content().is_some_and(|content| fits(&content))
    }) else {
        return false;
    };
    let new = text.tokens[at].text.replace("\\\\", "\\");
    text.tokens[at].set(new);
    true
}
