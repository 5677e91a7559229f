//! What a text holds, and the short way to a value that is right as it stands within the text, or damaged in a way that leaves
//! no doubt.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use serde::de::DeserializeOwned;

use super::tolerant::told;
use super::{Repair, RepairKind, Target};
use crate::json::align::Leniency;
use crate::json::constraints::{Mended, Words};
use crate::json::scan::{self, Found};

/// How far a value is looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// No further than it takes to see that nothing in it is to be changed but what leaves no doubt.
    Short,
    /// As if there were something.
    Long,
}

/// What a text holds.
pub(super) enum Held<'t> {
    Plain(Plain<'t>),
    Values(scan::Tree<'t>),
}

/// A value that needs no tree.
pub(super) struct Plain<'t> {
    /// What stands around it; nothing where that is no more than space.
    around: Option<scan::Tree<'t>>,
    span: Range<usize>,
    /// What it is when it is mended, if there is anything to mend in it.
    mended: Option<Mended>,
}

/// What a text holds, read tolerantly; nothing where the strict reader has the last word.
pub(super) fn held<'t>(way: Way, text: &'t str, target: &Target<'_>) -> Option<Held<'t>> {
    if target.leniency == Leniency::Strict || text.trim().is_empty() {
        return None;
    }
    let is_short = way == Way::Short && target.wire.is_none();
    let is_bare = is_bare(text);
    if is_short
        && is_bare
        && let Some(plain) = alone(text, target)
    {
        return Some(Held::Plain(plain));
    }
    let mended = Cell::new(None);
    let end = |json: &str| {
        if let Some(end) = target.schema.end_of(json) {
            return (!may_be_mark(json.get(..end)?)).then_some(end);
        }
        let value = target.schema.mend(json, Words::Unclear)?;
        let end = (!may_be_mark(&value.json)).then_some(value.end);
        mended.set(Some(value));
        end
    };
    let skip: Option<scan::Skip<'_>> = (is_short && !is_bare).then_some(&end);
    // What nests too deep is told by the strict reader.
    match scan::found(text, skip).ok()? {
        Found::Values(tree) => Some(Held::Values(tree)),
        Found::Plain(tree) => Some(Held::Plain(Plain {
            span: tree.candidates.first()?.span.clone(),
            around: Some(tree),
            mended: mended.take(),
        })),
    }
}

/// Whether a text begins and ends with brackets: what is wrong with it is between them.
fn is_bare(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['{', '[']) && text.ends_with(['}', ']'])
}

/// The value that is all of a text, mended. Around one with texts without quotes there may be signs that such a text goes on.
fn alone<'t>(text: &str, target: &Target<'_>) -> Option<Plain<'t>> {
    let is_space = |c: char| matches!(c, ' ' | '\n' | '\r' | '\t');
    let body = text.trim_start_matches(is_space);
    let from = text.len() - body.len();
    let body = body.trim_end_matches(is_space);
    let mended = target.schema.mend(body, Words::Texts)?;
    (mended.end == body.len()).then_some(Plain {
        around: None,
        span: from..from + body.len(),
        mended: Some(mended),
    })
}

/// `[1]` may be the mark of a source.
fn may_be_mark(value: &str) -> bool {
    let is_of_number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-');
    value
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|inside| inside.trim().chars().all(is_of_number))
}

/// That value, its text, and what stood around it; nothing if the type does not read it after all.
pub(super) fn read<'t, T: DeserializeOwned>(
    plain: Plain<'t>,
    text: &'t str,
) -> Option<(T, Cow<'t, str>, Vec<Repair>)> {
    let json = match &plain.mended {
        Some(mended) => mended.json.as_str(),
        None => text.get(plain.span.clone())?,
    };
    let value = serde_json::from_str(json).ok()?;
    let (json, repairs) = match plain.mended {
        Some(Mended { json, repairs, .. }) => (Cow::Owned(json), repairs),
        None => (Cow::Borrowed(text.get(plain.span)?), Vec::new()),
    };
    match plain.around {
        Some(tree) => Some((value, json, with_around(tree, text, repairs)?)),
        None => Some((value, json, repairs)),
    }
}

/// What was changed around a value, and in it.
fn with_around(mut tree: scan::Tree<'_>, text: &str, within: Vec<Repair>) -> Option<Vec<Repair>> {
    let only = tree.candidates.first_mut()?;
    let span = only.span.clone();
    let before = only
        .repairs
        .partition_point(|one| one.span.start < span.start);
    if !within.is_empty() {
        // What is told of the value is not told again of what stands around it.
        let kinds = within.iter().filter_map(|repair| match repair.kind {
            RepairKind::Syntax(kind) => Some(kind),
            _ => None,
        });
        let within = kinds.map(|kind| scan::Repair {
            kind,
            span: span.clone(),
        });
        only.repairs.splice(before..before, within);
    }
    let left_out = tree.left_out(text, 0);
    let mut repairs = told(tree.candidates.first()?, &left_out, &[]);
    let places = repairs.iter_mut().skip(left_out.len() + before);
    for (place, repair) in places.zip(within) {
        *place = repair;
    }
    Some(repairs)
}
