//! Whether a value keeps the rules of its schema, judged on the text's own digits; all that is wrong at once.
//!
//! A value is judged in time that grows with its size times the size of the schema: what several alternatives share is
//! judged once.

mod array;
mod combine;
pub(crate) mod decimal;
pub(crate) mod equal;
mod format;
mod glance;
pub(crate) mod known;
mod object;
pub(crate) mod pattern;
mod plan;
mod scalar;
pub(crate) mod trail;
mod walk;
pub(crate) mod words;

#[cfg(test)]
mod suite;
#[cfg(test)]
mod tests;

use serde_json::Value;

pub(crate) use self::glance::{Glance, Mended, Words, is_clean};
use self::pattern::Patterns;
use self::walk::Walk;
use super::node::{Kind, Node};
use crate::response::Violation;

/// What of a schema is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// What a type needs to be read: types, names, alternatives, the length of tuples. An integer is written without
    /// point and power, as `serde_json` wants it.
    Shape,
    /// Every keyword, as JSON Schema has them.
    Rules,
    /// The same for a value that a type has read: what `url::Url` took is a `uri`.
    RulesOfType,
    /// The same, with `format` as a remark.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "only the suite of JSON Schema asks without them")
    )]
    RulesWithoutFormats,
}

/// A schema, ready to judge values. It keeps the patterns that it compiled.
#[derive(Debug)]
pub(crate) struct Judge<'s> {
    root: &'s Value,
    scope: Scope,
    patterns: Patterns,
    /// Whether the schema asks what other parts of it have seen of a value.
    remembers: bool,
}

impl<'s> Judge<'s> {
    pub(crate) fn new(root: &'s Value, scope: Scope) -> Self {
        Self {
            root,
            scope,
            patterns: Patterns::default(),
            remembers: mentions_unevaluated(root),
        }
    }

    /// Every rule that the value breaks, each once, in the order of the value.
    pub(crate) fn broken(&self, node: &Node<'_>) -> Vec<Violation> {
        self.broken_part(self.root, node)
    }

    /// The same for a part of the schema.
    pub(crate) fn broken_part(&self, schema: &'s Value, node: &Node<'_>) -> Vec<Violation> {
        let verdict = Walk::new(self).check(schema, node);
        let mut out: Vec<Violation> = Vec::with_capacity(verdict.broken.len());
        let mut known = std::collections::HashSet::new();
        for broken in &verdict.broken {
            if known.insert((&broken.path, &broken.message)) {
                out.push(Violation {
                    path: broken.path.clone(),
                    message: broken.message.clone(),
                });
            }
        }
        out
    }

    pub(crate) fn holds(&self, node: &Node<'_>) -> bool {
        Walk::new(self).try_on(self.root, node).holds()
    }

    /// The same for a value whose numbers have been read already.
    pub(crate) fn broken_in_value(&self, value: &Value) -> Vec<Violation> {
        self.broken(&from_value(value))
    }
}

/// A value as if it had been read from a text.
pub(crate) fn from_value(value: &Value) -> Node<'_> {
    let kind = match value {
        Value::Null => Kind::Null,
        Value::Bool(value) => Kind::Bool(*value),
        Value::Number(number) => Kind::Number(number.to_string().into()),
        Value::String(text) => Kind::String(text.as_str().into()),
        Value::Array(items) => Kind::Array(items.iter().map(from_value).collect()),
        Value::Object(members) => Kind::Object(
            members
                .iter()
                .map(|(name, member)| (name.as_str().into(), from_value(member)))
                .collect(),
        ),
    };
    Node::new(kind, 0..0)
}

fn mentions_unevaluated(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => {
            map.contains_key("unevaluatedProperties")
                || map.contains_key("unevaluatedItems")
                || map.values().any(mentions_unevaluated)
        }
        Value::Array(items) => items.iter().any(mentions_unevaluated),
        _ => false,
    }
}
