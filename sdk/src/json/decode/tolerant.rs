//! What a tolerant reader finds in a text that cannot be read as it stands, in the shape of the type.

use std::borrow::Cow;

use super::explain::{CUT, shape};
use super::plain::Way;
use super::{Json, Repair, RepairKind, Target, with_rules};
use crate::error::{Error, ErrorKind, Result};
use crate::json::align::{self, AlignKind, Leniency, Reader};
use crate::json::answer;
use crate::json::constraints::Words;
use crate::json::node::Node;
use crate::json::scan::{self, Mode, RepairKind as SyntaxRepair};
use crate::response::Violation;
use crate::schema::Lowered;

/// Hands on what a text that cannot be read as it stands holds, as JSON of the type's own shape.
#[allow(
    clippy::too_many_arguments,
    reason = "what there is of an answer, and what becomes of it"
)]
pub(super) fn tolerant<R>(
    way: Way,
    tree: Option<scan::Tree<'_>>,
    text: &str,
    target: &Target<'_>,
    reader: Reader,
    as_it_stands: impl FnOnce() -> Error,
    then: impl FnOnce(Json<'_>, Vec<Repair>) -> R,
) -> Result<R> {
    let Some(mut tree) = tree else {
        return Err(as_it_stands());
    };
    answer::without_reasoning(&mut tree.candidates, text);
    answer::without_marks(&mut tree.candidates, text);
    let mut read_as = None;
    if target.leniency == Leniency::Shape {
        read_as = read_otherwise(&mut tree.candidates, text, target);
    }
    let candidates: Vec<align::Candidate<'_>> = tree
        .candidates
        .iter()
        .enumerate()
        .map(|(order, found)| align::Candidate {
            node: &found.node,
            spelling: answer::spelling(found, text),
            order,
            inside_reasoning: found.in_reasoning,
            complete: found.complete,
        })
        .collect();
    let exact = (way == Way::Short).then(|| exactly(&tree.candidates, &candidates, target, reader));
    let read = exact.flatten();
    let Some(read) = read.or_else(|| fitted(&candidates, target, reader)) else {
        return Err(as_it_stands());
    };
    let Some(candidate) = tree.candidates.get(read.index) else {
        return Err(as_it_stands());
    };
    if read.aligned.truncated || !candidate.complete {
        return Err(Error::new(ErrorKind::Truncated, CUT));
    }
    if !read.aligned.violations.is_empty() {
        let misfits = read.violations(target, reader);
        return Err(shape(with_rules(
            misfits,
            &read.json(target),
            target,
            reader,
        )));
    }
    if let Some(doubt) = doubt(&tree.candidates, &read, text) {
        return Err(shape(vec![Violation {
            path: String::new(),
            message: doubt.to_owned(),
        }]));
    }
    let otherwise = read_as
        .filter(|(at, ..)| *at == read.index)
        .map(|(_, kind, detail)| Repair {
            path: String::new(),
            kind: RepairKind::Shape(kind),
            detail: detail.to_owned(),
        });
    let left_out = tree.left_out(text, read.index);
    let mut repairs = told(candidate, &left_out, &read.aligned.repairs);
    repairs.extend(otherwise);
    Ok(then(read.json(target), repairs))
}

/// Why a value that fits may not be what was meant.
fn doubt(
    candidates: &[scan::Candidate<'_>],
    read: &Fitted<'_>,
    text: &str,
) -> Option<&'static str> {
    let (candidate, aligned) = (candidates.get(read.index)?, &read.aligned);
    if answer::may_have_run_on(candidate) {
        Some(
            "can be read in more than one way: a quote is lost, and what stands beside it is not whole",
        )
    } else if answer::may_be_one_text(candidate, aligned) {
        Some(
            "can be read in more than one way: words without quotes and without a comma between them",
        )
    } else if answer::may_be_misplaced(candidate, aligned) {
        Some(
            "can be read in more than one way: a closer is wrong, and a member stands where it is not asked for",
        )
    } else if answer::is_part_of_code(candidate, aligned, text) {
        Some("can be read in more than one way: it is a part of a text between backticks")
    } else if answer::is_rest_of_a_list(candidate, aligned, text) {
        Some("must be a list, is one value behind a comma")
    } else if answer::is_empty_rest(candidates, read.index, text) {
        Some(
            "can be read in more than one way: it is empty, and stands right behind a value that is not",
        )
    } else {
        None
    }
}

/// The value of a text that fits best, brought into the shape that it fits.
pub(super) struct Fitted<'n> {
    index: usize,
    pub(super) aligned: align::Aligned<'n>,
    /// Whether that is the host's shape instead of the type's own.
    wrapped: bool,
    /// Whether it was seen at a glance that it keeps all rules.
    kept: bool,
}

/// The only value of a text, if it is certain at a glance that it fits and how.
fn exactly<'n>(
    found: &[scan::Candidate<'_>],
    candidates: &[align::Candidate<'n>],
    target: &Target<'_>,
    reader: Reader,
) -> Option<Fitted<'n>> {
    let ([found], [only]) = (found, candidates) else {
        return None;
    };
    let unquoted = |repair: &scan::Repair| {
        matches!(
            repair.kind,
            SyntaxRepair::UnquotedText | SyntaxRepair::MissingQuote
        )
    };
    // Where values are brought into shape a word may be more than a text.
    let words = match (target.leniency, reader) {
        (Leniency::Syntax, Reader::Type) if found.repairs.iter().any(unquoted) => Words::Texts,
        _ => Words::Unclear,
    };
    if target.wire.is_some() || !target.schema.glance().takes(only.node, words) {
        return None;
    }
    let aligned = match words {
        Words::Unclear => align::Aligned::same(only.node),
        Words::Texts => align::Aligned::with_words(only.node),
    };
    Some(Fitted {
        index: 0,
        aligned,
        wrapped: false,
        kept: true,
    })
}

pub(super) fn fitted<'n>(
    candidates: &[align::Candidate<'n>],
    target: &Target<'_>,
    reader: Reader,
) -> Option<Fitted<'n>> {
    let wire_schema = target.wire.map(Lowered::to_value);
    let within = |schema, wrapped| {
        let question = align::Question {
            schema,
            reader,
            leniency: target.leniency,
            scan: Some(&only_value),
        };
        align::choose(candidates, question).map(|(index, aligned)| Fitted {
            index,
            aligned,
            wrapped,
            kept: false,
        })
    };
    // A model may answer in the shape that it was asked for, or in the type's own.
    let own = within(target.schema.noted(), false);
    let wire = wire_schema.as_ref().and_then(|schema| within(schema, true));
    match (own, wire) {
        // Of two that do not fit, one that is not even of the kind says nothing of what is in it.
        (Some(own), Some(wire)) if own.aligned.is_unlike() != wire.aligned.is_unlike() => {
            Some(if own.aligned.is_unlike() { wire } else { own })
        }
        (Some(own), Some(wire)) if wire.aligned.score <= own.aligned.score => Some(wire),
        (own, wire) => own.or(wire),
    }
}

/// What was changed: around the value, in how it was written, in its shape.
pub(super) fn told(
    candidate: &scan::Candidate<'_>,
    left_out: &[scan::Repair],
    changed: &[align::AlignRepair],
) -> Vec<Repair> {
    let count = left_out.len() + candidate.repairs.len() + changed.len();
    let mut out = Vec::with_capacity(count);
    out.extend(left_out.iter().map(|repair| Repair {
        path: String::new(),
        kind: RepairKind::Syntax(repair.kind),
        detail: String::new(),
    }));
    let mut pointers = scan::Pointers::new(&candidate.node);
    out.extend(candidate.repairs.iter().map(|repair| Repair {
        path: pointers.at(repair.span.start).to_owned(),
        kind: RepairKind::Syntax(repair.kind),
        detail: String::new(),
    }));
    out.extend(changed.iter().map(|repair| Repair {
        path: repair.path.clone(),
        kind: RepairKind::Shape(repair.kind),
        detail: repair.detail.clone(),
    }));
    out
}

impl Fitted<'_> {
    /// Where the value does not have the shape, in the type's own as far as it can be unwrapped.
    fn violations(&self, target: &Target<'_>, reader: Reader) -> Vec<Violation> {
        let own = || {
            let wire = target.wire.filter(|_| self.wrapped)?;
            let json = wire.unwrap(&self.aligned.to_json())?;
            let node = only_value(&json)?;
            let candidate = align::Candidate {
                node: &node,
                spelling: align::Spelling::AsRead,
                order: 0,
                inside_reasoning: false,
                complete: true,
            };
            let target = Target {
                wire: None,
                ..*target
            };
            let found = fitted(&[candidate], &target, reader)?.aligned.violations;
            (!found.is_empty()).then_some(found)
        };
        own().unwrap_or_else(|| self.aligned.violations.clone())
    }

    /// The value in the type's own shape.
    pub(super) fn json(&self, target: &Target<'_>) -> Json<'_> {
        let unwrapped = target
            .wire
            .filter(|_| self.wrapped)
            .and_then(|wire| wire.unwrap(&self.aligned.to_json()));
        unwrapped.map_or_else(
            || {
                if self.kept {
                    Json::Kept(&self.aligned.node)
                } else {
                    Json::Tree(&self.aligned.node)
                }
            },
            |text| Json::Text(Cow::Owned(text)),
        )
    }
}

/// Another way to read the values of a text, added to them: where it stands, and what was changed to read it so.
fn read_otherwise(
    candidates: &mut Vec<scan::Candidate<'_>>,
    text: &str,
    target: &Target<'_>,
) -> Option<(usize, AlignKind, &'static str)> {
    if let [only] = candidates.as_slice() {
        let labelled = answer::labelled(only, target.schema.name())?;
        // In front: a text that fits as a whole is taken as a whole.
        candidates.insert(0, labelled);
        return Some((0, AlignKind::Unwrapped, "stood beside its label"));
    }
    let joined = answer::joined(candidates, text)?;
    if !align::asks_for_a_list(target.schema.full()) {
        return None;
    }
    candidates.push(joined);
    let at = candidates.len() - 1;
    Some((at, AlignKind::ListOfOne, "were items without a list"))
}

/// The value that a text within the answer consists of, if it is one.
fn only_value(text: &str) -> Option<Node<'_>> {
    let tree = scan::tree(text, Mode::Tolerant).ok()?;
    let mut found = tree.candidates.into_iter();
    match (found.next(), found.next()) {
        // `[draft] of it` is a text that begins with a bracket.
        (Some(only), None)
            if only.complete
                && only.span.len() == text.trim().len()
                && !answer::has_other_closers(&only) =>
        {
            Some(only.node)
        }
        _ => None,
    }
}
