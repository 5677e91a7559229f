//! Which alternative of a union a value is.

use serde_json::Value;

use super::super::fit::{Judge, Unnamed};
use super::Branch;

/// Finds the branch of a union that a value is of.
pub(super) struct Chooser<'p> {
    /// First as if every object had only the members that it names: serde's structs pass over others, and a map
    /// that holds more than a struct is the better reading.
    closed: Judge<'p>,
    open: Judge<'p>,
}

impl<'p> Chooser<'p> {
    pub(super) fn new(root: &'p Value) -> Self {
        Self {
            closed: Judge::new(root, Unnamed::Refused),
            open: Judge::new(root, Unnamed::Allowed),
        }
    }

    /// The only branch that the value may be of at a glance, else the first that it fits.
    pub(super) fn choose(
        &mut self,
        branches: &'p [Branch],
        side: impl Fn(&'p Branch) -> &'p Value,
        value: &'p Value,
    ) -> Option<&'p Branch> {
        let likely: Vec<&Branch> = branches
            .iter()
            .filter(|branch| self.open.may_fit(side(branch), value))
            .collect();
        if let [only] = likely.as_slice() {
            return Some(only);
        }
        for judge in [&mut self.closed, &mut self.open] {
            let mut likely = likely.iter().copied();
            if let Some(branch) = likely.find(|branch| judge.fits(side(branch), value)) {
                return Some(branch);
            }
        }
        likely.first().copied()
    }
}
