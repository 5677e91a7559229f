//! Which of the values in a text is the answer.

use serde_json::Value;

use super::{Aligned, Leniency, Scan, align};
use crate::json::node::{Kind, Node, Trust};

/// A value that was found in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate<'n> {
    pub(crate) node: &'n Node<'n>,
    /// Its place among the values of the text.
    pub(crate) order: usize,
    /// Whether it stands in a block of reasoning.
    pub(crate) inside_reasoning: bool,
    /// Whether the text went on after it ended.
    pub(crate) complete: bool,
}

/// The value that fits best, and which it is; the last of several that do. Nothing if there are none.
///
/// A value inside of a reasoning block never wins over one that stands after it and outside. A value that was cut off wins over
/// those before it that are of its kind: they are examples or drafts, and the answer is what was cut.
pub(crate) fn choose<'n>(
    candidates: &[Candidate<'n>],
    schema: &Value,
    leniency: Leniency,
    scan: Option<Scan<'_>>,
) -> Option<(usize, Aligned<'n>)> {
    let last_answer = candidates
        .iter()
        .filter(|c| !c.inside_reasoning)
        .map(|c| c.order)
        .max();
    let mut best: Option<(usize, &Candidate<'n>, Aligned<'n>)> = None;
    let mut in_order: Vec<(usize, &Candidate<'n>)> = candidates.iter().enumerate().collect();
    in_order.sort_by_key(|(_, candidate)| candidate.order);
    for (index, candidate) in in_order {
        if candidate.inside_reasoning && last_answer.is_some_and(|last| last > candidate.order) {
            continue;
        }
        let aligned = align(candidate.node, schema, leniency, scan);
        let wins = match &best {
            None => true,
            Some((_, known, fit)) if is_cut(candidate) => {
                same_kind(candidate.node, known.node) || !fit.violations.is_empty()
            }
            Some((_, known, _)) if is_cut(known) => aligned.violations.is_empty(),
            Some((_, _, fit)) => aligned.score <= fit.score,
        };
        if wins {
            best = Some((index, candidate, aligned));
        }
    }
    best.map(|(index, _, aligned)| (index, aligned))
}

fn is_cut(candidate: &Candidate<'_>) -> bool {
    !candidate.complete || candidate.node.trust == Trust::Cut
}

fn same_kind(a: &Node<'_>, b: &Node<'_>) -> bool {
    matches!(
        (&a.kind, &b.kind),
        (Kind::Object(_), Kind::Object(_)) | (Kind::Array(_), Kind::Array(_))
    )
}
