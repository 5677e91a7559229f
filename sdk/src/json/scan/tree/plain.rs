//! One value that is plain all through, with a fence, prose or reasoning around it: most damage is no more than that, and
//! then no tree is needed.

use super::builder::{Builder, Skipping};
use super::{Tree, finished, scan, wrecks};
use crate::json::node::Trust;
use crate::json::scan::machine::{Fault, Mode, Roots, Scanner};

/// Where the value ends that a text begins with; nothing if it is not one that needs no tree.
pub(crate) type Skip<'a> = &'a dyn Fn(&str) -> Option<usize>;

/// What was found in a text.
pub(crate) enum Found<'t> {
    /// One value that was skipped. In the tree it is an empty one of its kind; all that stands around it is there.
    Plain(Tree<'t>),
    Values(Tree<'t>),
}

/// What [`tree`](super::tree) reads of a text tolerantly, without a tree of the value if that is the only one and `skip` knows
/// its end.
///
/// # Errors
/// A value nests too deep.
pub(crate) fn found<'t>(text: &'t str, skip: Option<Skip<'_>>) -> Result<Found<'t>, Fault> {
    let mut builder = Builder::new(text, skip.map_or(Skipping::No, Skipping::Next));
    let end = Scanner::new(Mode::Tolerant, Roots::Any).scan_whole(text, &mut builder)?;
    let skipped = builder.has_skipped();
    let mut tree = builder.tree(end);
    if !skipped {
        return finished(tree, text).map(Found::Values);
    }
    if is_alone(&mut tree, text) {
        return Ok(Found::Plain(tree));
    }
    let tree = scan(text, Mode::Tolerant, Roots::Any)?;
    finished(tree, text).map(Found::Values)
}

/// Whether the value that was skipped is the answer, whatever is in it.
fn is_alone(tree: &mut Tree<'_>, text: &str) -> bool {
    let [only] = tree.candidates.as_slice() else {
        return false;
    };
    let behind = text.get(only.span.end..).unwrap_or_default();
    if is_quiet(behind) {
        // What stands in reasoning before it is no answer.
        let from = only.span.start;
        return tree.reasoning.iter().all(|block| block.span.end <= from);
    }
    // A closer too many may belong into the value, and values in reasoning are looked at for what stands behind them.
    if behind.contains(['}', ']']) || !tree.reasoning.is_empty() {
        return false;
    }
    wrecks::doubt(tree, text);
    tree.candidates
        .iter()
        .all(|only| only.node.trust == Trust::Sure)
}

/// Whether a text says nothing of the value before it: no sign in it goes on with a value or closes one.
fn is_quiet(text: &str) -> bool {
    !text.contains(['"', ',', ';', '}', ']', ')'])
}
