//! The text of a JSON document, cut into its parts: every scalar and key stays the text that it was.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::walk::MAX_DEPTH;

/// A map sent as pairs takes two levels for one, and the wrapper one more.
const LEVELS: usize = 2 * MAX_DEPTH + 2;

pub(super) enum Tree<'t> {
    Scalar(&'t str),
    List(Vec<Tree<'t>>),
    /// Keys are JSON text too, in their quotes.
    Object(Vec<(&'t str, Tree<'t>)>),
}

impl<'t> Tree<'t> {
    /// `None` if the text is no JSON document, or nests too deep for any reader.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        serde_json::from_str::<IgnoredAny>(text).ok()?;
        Cutter { rest: text }.value(LEVELS)
    }

    /// The same as a tree of values, to judge its shape by: of equal keys the last counts, and a number that no
    /// float holds is the largest that one does.
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Scalar(text) => serde_json::from_str(text).unwrap_or_else(|_| {
                if text.starts_with('"') {
                    Value::String(String::new())
                } else {
                    Value::from(f64::MAX)
                }
            }),
            Self::List(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(members) => {
                let members = members
                    .iter()
                    .map(|(key, value)| (unquoted(key).into_owned(), value.to_value()));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }

    /// Appends the text again, without white space.
    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Scalar(text) => out.push_str(text),
            Self::List(items) => {
                write_list(out, '[', items, ']', Tree::write);
            }
            Self::Object(members) => {
                write_list(out, '{', members, '}', |(key, value), out| {
                    out.push_str(key);
                    out.push(':');
                    value.write(out);
                });
            }
        }
    }
}

/// Writes `items` with `open` before, `close` after and commas between.
pub(super) fn write_list<T>(
    out: &mut String,
    open: char,
    items: impl IntoIterator<Item = T>,
    close: char,
    mut write: impl FnMut(T, &mut String),
) {
    out.push(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(close);
}

/// What a key says. One that is no Unicode text (half of a surrogate pair) is left as it is written; no name of a
/// type is equal to it.
pub(super) fn unquoted(key: &str) -> Cow<'_, str> {
    let inner = key
        .strip_prefix('"')
        .and_then(|key| key.strip_suffix('"'))
        .unwrap_or(key);
    if inner.contains('\\') {
        serde_json::from_str(key).map_or(Cow::Borrowed(key), Cow::Owned)
    } else {
        Cow::Borrowed(inner)
    }
}

/// Cuts text that is known to be valid JSON.
struct Cutter<'t> {
    rest: &'t str,
}

impl<'t> Cutter<'t> {
    fn value(&mut self, levels: usize) -> Option<Tree<'t>> {
        self.skip_space();
        match self.rest.as_bytes().first()? {
            b'[' => {
                let levels = levels.checked_sub(1)?;
                self.take(1)?;
                let mut items = Vec::new();
                while !self.ends(']')? {
                    items.push(self.value(levels)?);
                }
                Some(Tree::List(items))
            }
            b'{' => {
                let levels = levels.checked_sub(1)?;
                self.take(1)?;
                let mut members = Vec::new();
                while !self.ends('}')? {
                    let key = self.string()?;
                    self.skip_space();
                    self.take(1)?;
                    members.push((key, self.value(levels)?));
                }
                Some(Tree::Object(members))
            }
            b'"' => self.string().map(Tree::Scalar),
            _ => {
                let length = self
                    .rest
                    .find(|c: char| matches!(c, ',' | ']' | '}') || c.is_ascii_whitespace());
                self.take(length.unwrap_or(self.rest.len()))
                    .map(Tree::Scalar)
            }
        }
    }

    /// Whether a list ends here; steps over the comma where it does not.
    fn ends(&mut self, close: char) -> Option<bool> {
        self.skip_space();
        if self.rest.starts_with(close) {
            self.take(1)?;
            return Some(true);
        }
        if self.rest.starts_with(',') {
            self.take(1)?;
            self.skip_space();
        }
        Some(false)
    }

    fn string(&mut self) -> Option<&'t str> {
        let mut escaped = false;
        let end = self
            .rest
            .bytes()
            .skip(1)
            .position(|byte| match (escaped, byte) {
                (true, _) => {
                    escaped = false;
                    false
                }
                (false, b'\\') => {
                    escaped = true;
                    false
                }
                (false, byte) => byte == b'"',
            })?;
        self.take(end + 2)
    }

    fn take(&mut self, length: usize) -> Option<&'t str> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(text: &str) -> Option<String> {
        let mut out = String::new();
        Tree::parse(text)?.write(&mut out);
        Some(out)
    }

    #[test]
    fn every_part_stays_as_it_was_written() {
        for (text, expected) in [
            (" 1 ", "1"),
            ("[ ]", "[]"),
            ("{ }", "{}"),
            (
                "[1e400, -0.10, 340282366920938463463374607431768211455]",
                "[1e400,-0.10,340282366920938463463374607431768211455]",
            ),
            (
                r#"{"a" : "\u00e9\"\\", "a": [true , null]}"#,
                r#"{"a":"\u00e9\"\\","a":[true,null]}"#,
            ),
            (r#"{"\ud800": "\udfff"}"#, r#"{"\ud800":"\udfff"}"#),
        ] {
            assert_eq!(again(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn no_json_is_none() {
        for text in ["", "[1,]", "{\"a\"}", "1 2", "nul", "[1", "\"a"] {
            assert_eq!(again(text), None, "{text}");
        }
        assert_eq!(again(&"[".repeat(100_000)), None);
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(again(&deep), None);
    }
}
