//! How a value stands in the text, for where a text is wanted: of `+49` the `+` may be a part.

use std::borrow::Cow;

use super::AlignKind;
use super::fit::{Aligner, mismatch, weight};
use super::outcome::Outcome;
use super::shape::Types;
use crate::json::node::{Kind, Node};

/// What is known of how values were written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Spelling<'t> {
    /// As they are read.
    #[default]
    AsRead,
    /// As this text has it, which the places of the values are of.
    In(&'t str),
    /// Otherwise than they are read, in a text that is not at hand.
    Lost,
}

impl<'n> Aligner<'_, 'n, '_> {
    /// A number, a truth or null as it is written; nothing for other values, and where that is not known.
    pub(super) fn written(&self, node: &Node<'_>) -> Option<Cow<'n, str>> {
        let read: &str = match &node.kind {
            Kind::Null => "null",
            Kind::Bool(true) => "true",
            Kind::Bool(false) => "false",
            Kind::Number(text) => text,
            _ => return None,
        };
        let written = match self.spelling {
            Spelling::AsRead => read,
            Spelling::In(text) => text.get(node.span.clone())?,
            Spelling::Lost => return None,
        };
        // The place may be that of a text in the text.
        let is_it = written == read || (self.scan?)(written)?.kind == node.kind;
        is_it.then(|| Cow::Owned(written.to_owned()))
    }

    /// A number or a truth for a text. Written as JSON does not, it is a text without quotes, or that of the value: `[0x1F]`.
    /// What is all of an answer is a text.
    pub(super) fn fit_written(&self, node: &'n Node<'n>) -> Outcome<'n> {
        let is_all =
            matches!(self.spelling, Spelling::In(text) if text.trim().len() == node.span.len());
        let written = self
            .written(node)
            .filter(|written| is_all || is_json(written));
        let Some(written) = written else {
            let wrong = mismatch(node, Types::STRING).wrong.join("; ");
            return Outcome::doubt(node, format!("{wrong}, which is not written as in JSON"));
        };
        let (kind, was) = match node.kind {
            Kind::Bool(_) => (
                AlignKind::BoolToText,
                format!("was {written} without quotes"),
            ),
            _ => (AlignKind::NumberToText, format!("was the number {written}")),
        };
        Outcome::scalar(node, Kind::String(written)).note(weight::SPELLING, kind, was)
    }
}

fn is_json(written: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(written).is_ok()
}
