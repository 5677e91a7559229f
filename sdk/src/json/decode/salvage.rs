//! The complete elements of a list that was cut.

use serde::de::DeserializeOwned;

use super::tolerant::{fitted, told};
use super::{Decoded, Target, broken, cut_off};
use crate::error::Result;
use crate::json::align::{self, Leniency, Reader};
use crate::json::scan::{self, Mode};
use crate::json::{answer, cut};
use crate::response::Violation;

/// What was complete when a text was cut inside of a list.
pub(super) fn salvage<T: DeserializeOwned>(
    text: &str,
    target: &Target<'_>,
    reader: Reader,
    fits: impl Fn(&T) -> bool,
    check: impl FnOnce(&T, &mut Vec<Violation>),
) -> Result<Decoded<T>> {
    let cut = || cut_off(text, target);
    let tree = scan::tree(text, Mode::Tolerant).map_err(|_| cut())?;
    let salvaged = cut::salvage(&tree, text).ok_or_else(cut)?;
    let candidate = align::Candidate {
        node: &salvaged.node,
        spelling: answer::spelling(salvaged.candidate, text),
        order: 0,
        inside_reasoning: false,
        complete: true,
    };
    let read = fitted(&[candidate], target, reader).ok_or_else(cut)?;
    if read.aligned.truncated
        || !read.aligned.violations.is_empty()
        || salvaged.misses(&read.aligned.repairs)
        || (target.leniency == Leniency::Strict && !salvaged.candidate.repairs.is_empty())
    {
        return Err(cut());
    }
    // It is the last one that is salvaged.
    let left_out = tree.left_out(text, tree.candidates.len().saturating_sub(1));
    let mut repairs = told(salvaged.candidate, &left_out, &read.aligned.repairs);
    let json = read.json(target);
    if !salvaged.is_list_in(&json.text()) {
        return Err(cut());
    }
    repairs.push(salvaged.repair);
    let value = json.read().map_err(|_| cut())?;
    // Rules may count the elements; one that a part of a list breaks says nothing of the whole.
    if !fits(&value) || !broken(&value, &json, target, reader, check).is_empty() {
        return Err(cut());
    }
    Ok(Decoded { value, repairs })
}
