//! A first look at a text that a type has read: whether it keeps every rule for certain.
//!
//! Nearly every answer does, and then a tree of it would be made for nothing. The text is read once more along its schema,
//! and nothing is kept of it. What the look is not sure of is left to the judge, who has the last word and all the words.

mod look;
mod number;
mod sketch;
#[cfg(test)]
mod tests;
mod text;
mod tree;

use std::cell::OnceCell;

use regex::Regex;
use serde::de::DeserializeSeed as _;
use serde_json::Value;

use self::look::Look;
use self::number::Number;
use self::sketch::Sketcher;
#[cfg(test)]
pub(super) use self::tests::is_seen;
pub(crate) use self::text::Mended;
pub(crate) use self::tree::{Words, is_clean};

/// A schema as far as it is told at a glance, made once.
#[derive(Debug)]
pub(crate) struct Glance {
    /// The first one is of the whole value.
    parts: Vec<Part>,
}

/// What is asked of a value.
#[derive(Debug)]
enum Part {
    Nothing,
    /// The same as of another.
    Same(usize),
    /// It may be null.
    Nullable(usize),
    Plain(Box<Plain>),
    /// More than is told at a glance.
    Judged(Value),
}

/// The rules that are told while a value is read.
#[derive(Debug)]
struct Plain {
    types: Types,
    number: Option<Number>,
    text: Text,
    allowed: Allowed,
    items: Option<usize>,
    least_items: Option<u64>,
    most_items: Option<u64>,
    members: Members,
}

/// Which texts are allowed.
#[derive(Debug)]
enum Allowed {
    All,
    Only(Vec<String>),
}

#[derive(Debug, Default)]
struct Text {
    least: Option<u64>,
    most: Option<u64>,
    pattern: Option<Regex>,
    format: Option<String>,
}

#[derive(Debug)]
struct Members {
    names: Vec<(String, usize)>,
    /// Whether names are written as they are.
    plain: bool,
    /// Whether names are words of letters and digits.
    words: bool,
    /// A bit for each that is required.
    required: u64,
    /// What is asked of the others; nothing where there may be none.
    others: Option<usize>,
}

impl Members {
    /// Which member a name is of; most stand where the type has them.
    fn index(&self, place: usize, name: &str) -> Option<usize> {
        let is = |index: &usize| {
            self.names
                .get(*index)
                .is_some_and(|(known, _)| known == name)
        };
        Some(place)
            .filter(is)
            .or_else(|| (0..self.names.len()).find(is))
    }
}

/// The types that a value may have, a bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Types(u8);

impl Types {
    const NULL: Self = Self(1);
    const BOOLEAN: Self = Self(1 << 1);
    const INTEGER: Self = Self(1 << 2);
    const NUMBER: Self = Self(1 << 3);
    const STRING: Self = Self(1 << 4);
    const ARRAY: Self = Self(1 << 5);
    const OBJECT: Self = Self(1 << 6);
    const ALL: Self = Self(0x7f);

    fn has(self, one: Self) -> bool {
        self.0 & one.0 != 0
    }
}

impl Glance {
    pub(crate) fn new(root: &Value) -> Self {
        Sketcher::of(root)
    }

    /// Whether a text keeps every rule of the schema that this was made of; `false` if that is not certain.
    pub(crate) fn holds(&self, root: &Value, text: &str) -> bool {
        let judge = OnceCell::new();
        let look = Look::new(self, root, &judge);
        let mut reader = serde_json::Deserializer::from_str(text);
        look.is_some_and(|look| look.deserialize(&mut reader).is_ok())
    }
}
