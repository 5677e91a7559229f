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
use crate::json::scan::{self, Found, RepairKind as SyntaxRepair};

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
    TooDeep,
}

/// A value that needs no tree.
pub(super) struct Plain<'t> {
    around: Around<'t>,
    span: Range<usize>,
    /// What it is when it is mended, if there is anything to mend in it.
    mended: Option<Mended>,
}

/// What stands around such a value, but space.
enum Around<'t> {
    Nothing,
    Fence,
    Other(scan::Tree<'t>),
}

/// What a text holds, read tolerantly; nothing where the strict reader has the last word.
pub(super) fn held<'t>(way: Way, text: &'t str, target: &Target<'_>) -> Option<Held<'t>> {
    if target.leniency == Leniency::Strict || text.trim().is_empty() {
        return None;
    }
    let is_short = way == Way::Short && target.wire.is_none();
    let body = body(text);
    if is_short
        && let Some(body) = &body
        && let Some(plain) = alone(text, body.clone(), target)
    {
        return Some(Held::Plain(plain));
    }
    let mended = Cell::new(None);
    let end = |json: &str| {
        if let Some(end) = target.schema.end_of(json) {
            return (!may_be_mark(json.get(..end)?)).then_some(end);
        }
        // Around one with texts without quotes there may be signs that such a text goes on.
        let value = target.schema.mend(json, Words::Unclear)?;
        let end = (!may_be_mark(&value.json)).then_some(value.end);
        mended.set(Some(value));
        end
    };
    let skip: Option<scan::Skip<'_>> = (is_short && body.is_none()).then_some(&end);
    match scan::found(text, skip) {
        // A scan that repairs stops at nothing else.
        Err(_) => Some(Held::TooDeep),
        Ok(Found::Values(tree)) => Some(Held::Values(tree)),
        Ok(Found::Plain(tree)) => Some(Held::Plain(Plain {
            span: tree.candidates.first()?.span.clone(),
            around: Around::Other(tree),
            mended: mended.take(),
        })),
    }
}

/// What stands in a text between brackets that it begins and ends with, but for space and one fence: what is wrong with it is
/// between them.
fn body(text: &str) -> Option<Range<usize>> {
    let is_space = |c: char| matches!(c, ' ' | '\n' | '\r' | '\t');
    let inside = text.trim_matches(is_space);
    let fenced = inside.strip_prefix("```").and_then(|inside| {
        let inside = inside.strip_suffix("```")?;
        let inside = inside.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        Some(inside.trim_matches(is_space))
    });
    let body = fenced.unwrap_or(inside);
    let is_bare = body.starts_with(['{', '[']) && body.ends_with(['}', ']']);
    let is_bare = is_bare && !scan::is_tag(body);
    let from = body.as_ptr() as usize - text.as_ptr() as usize;
    is_bare.then_some(from..from + body.len())
}

/// The value that is all of a text, or all that stands in its fence.
fn alone<'t>(text: &str, span: Range<usize>, target: &Target<'_>) -> Option<Plain<'t>> {
    let body = text.get(span.clone())?;
    let is_fenced = text.get(..span.start)?.contains('`');
    let is_plain = is_fenced && target.schema.end_of(body) == Some(body.len());
    let mended = if is_plain {
        None
    } else {
        Some(target.schema.mend(body, Words::Texts)?)
    };
    let is_all = mended
        .as_ref()
        .is_none_or(|mended| mended.end == body.len());
    let json = mended.as_ref().map_or(body, |mended| &mended.json);
    (is_all && !(is_fenced && may_be_mark(json))).then_some(Plain {
        around: if is_fenced {
            Around::Fence
        } else {
            Around::Nothing
        },
        span,
        mended,
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
    let repairs = match plain.around {
        Around::Nothing => repairs,
        Around::Fence => {
            let fence = Repair {
                path: String::new(),
                kind: RepairKind::Syntax(SyntaxRepair::Fence),
                detail: String::new(),
            };
            std::iter::once(fence).chain(repairs).collect()
        }
        Around::Other(tree) => with_around(tree, text, repairs)?,
    };
    Some((value, json, repairs))
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
