//! What a text holds, and the short way to a value that is right as it stands within the text.

use serde::de::DeserializeOwned;

use super::tolerant::told;
use super::{Repair, Target};
use crate::json::align::Leniency;
use crate::json::scan::{self, Found};

/// How far a value is looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// No further than it takes to see that nothing in it is to be changed.
    Short,
    /// As if there were something.
    Long,
}

/// What a text holds, read tolerantly; nothing where the strict reader has the last word.
pub(super) fn found<'t>(way: Way, text: &'t str, target: &Target<'_>) -> Option<Found<'t>> {
    if target.leniency == Leniency::Strict || text.trim().is_empty() {
        return None;
    }
    let end = |json: &str| end(json, target);
    let is_short = way == Way::Short && target.wire.is_none() && !is_bare(text);
    let skip: Option<scan::Skip<'_>> = is_short.then_some(&end);
    // What nests too deep is told by the strict reader.
    scan::found(text, skip).ok()
}

/// Whether a text begins and ends with brackets: what is wrong with it is between them.
fn is_bare(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['{', '[']) && text.ends_with(['}', ']'])
}

/// Where the value ends that a text begins with, if it is of the type and nothing is to be said of it.
fn end(text: &str, target: &Target<'_>) -> Option<usize> {
    let end = target.schema.end_of(text)?;
    // `[1]` may be the mark of a source.
    let is_of_number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-');
    let is_mark = |inside: &str| inside.trim().chars().all(is_of_number);
    let list = text.get(1..end - 1).filter(|_| text.starts_with('['));
    (!list.is_some_and(is_mark)).then_some(end)
}

/// That value, its text, and what stood around it; nothing if the type does not read it after all.
pub(super) fn read<'t, T: DeserializeOwned>(
    tree: &scan::Tree<'_>,
    text: &'t str,
) -> Option<(T, &'t str, Vec<Repair>)> {
    let only = tree.candidates.first()?;
    let json = text.get(only.span.clone())?;
    let value = serde_json::from_str(json).ok()?;
    Some((value, json, told(only, &tree.left_out(text, 0), &[])))
}
