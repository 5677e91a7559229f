//! Which of the values in a text is the answer.

use serde_json::Value;

use super::fit::Aligner;
use super::shape::{Shapes, Types};
use super::{AlignKind, Aligned, Asked, Leniency, Reader, Scan, Score, Spelling};
use crate::json::node::{Kind, Node, Trust};
use crate::response::Violation;

/// A value that was found in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate<'n> {
    pub(crate) node: &'n Node<'n>,
    pub(crate) spelling: Spelling<'n>,
    /// Its place among the values of the text.
    pub(crate) order: usize,
    /// Whether it stands in a block of reasoning.
    pub(crate) inside_reasoning: bool,
    /// Whether the text went on after it ended.
    pub(crate) complete: bool,
}

/// What is asked of the values of a text.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) schema: &'a Value,
    pub(crate) reader: Reader,
    pub(crate) leniency: Leniency,
    pub(crate) scan: Option<Scan<'a>>,
}

/// The value that fits best, and which it is; the last of several that do. Nothing if there are none.
///
/// A value inside of a reasoning block never wins over one that stands after it and outside. A value that was cut off wins over
/// those before it that are of its kind: they are examples or drafts, and the answer is what was cut.
pub(crate) fn choose<'n>(
    candidates: &[Candidate<'n>],
    question: Question<'_>,
) -> Option<(usize, Aligned<'n>)> {
    let last_answer = candidates
        .iter()
        .filter(|c| !c.inside_reasoning)
        .map(|c| c.order)
        .max();
    let mut asked = Asked::new(question);
    let mut shapes = Shapes::new(question.schema);
    let mut items = 0;
    let is_item = |aligned: &Aligned<'_>| {
        aligned.violations.is_empty()
            && aligned
                .repairs
                .iter()
                .any(|repair| repair.path.is_empty() && repair.kind == AlignKind::ListOfOne)
    };
    let mut best: Option<(usize, &Candidate<'n>, Aligned<'n>)> = None;
    let mut in_order: Vec<(usize, &Candidate<'n>)> = candidates.iter().enumerate().collect();
    in_order.sort_by_key(|(_, candidate)| candidate.order);
    for (index, candidate) in in_order {
        if candidate.inside_reasoning && last_answer.is_some_and(|last| last > candidate.order) {
            continue;
        }
        let mut aligned = asked.align(candidate.node, candidate.spelling);
        // `{"question": "x"}` fits a type of which every member may be missing, and is no answer.
        aligned.score.is_strange = candidates.len() > 1 && is_strange(candidate.node, &mut shapes);
        items += usize::from(is_item(&aligned));
        let wins = match &best {
            None => true,
            Some((_, known, fit)) if is_cut(candidate) => {
                // What was changed to fit may have been an example: of `{"question": "x"} is [` the list is the answer.
                same_kind(candidate.node, known.node) || fit.score != Score::default()
            }
            Some((_, known, _)) if is_cut(known) => aligned.violations.is_empty(),
            Some((_, _, fit)) => aligned.score <= fit.score,
        };
        if wins {
            best = Some((index, candidate, aligned));
        }
    }
    let (index, _, mut aligned) = best?;
    // One of several items would be taken for all of them.
    if items > 1 && is_item(&aligned) {
        aligned.violations.push(Violation {
            path: String::new(),
            message: "must be a list, is several values, which may be its items".to_owned(),
        });
    }
    Some((index, aligned))
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

/// Whether a value is an object with members, none of which is one that the schema asks for.
fn is_strange(node: &Node<'_>, shapes: &mut Shapes<'_>) -> bool {
    let Kind::Object(members) = &node.kind else {
        return false;
    };
    let mut aligner = Aligner::new(shapes, None, 0);
    let root = aligner.root_or_item();
    !members.is_empty() && !aligner.knows_one(members, root, 0)
}

/// Whether the answer is a list, and nothing else may be.
pub(crate) fn asks_for_a_list(schema: &Value) -> bool {
    let mut shapes = Shapes::new(schema);
    let root = Aligner::new(&mut shapes, None, 0).root();
    let shape = shapes.get(root);
    shape.branches.is_empty() && shape.types == Types::ARRAY
}
