//! The way from the root of a value down to a place in it.

use std::fmt::Write as _;

use crate::response::push_escaped;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'n> {
    Key(&'n str),
    Index(usize),
}

/// The steps as a JSON Pointer.
pub(crate) fn pointer(steps: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in steps {
        out.push('/');
        match step {
            Step::Key(name) => push_escaped(&mut out, name),
            // Writing to a `String` cannot fail.
            Step::Index(index) => drop(write!(out, "{index}")),
        }
    }
    out
}
