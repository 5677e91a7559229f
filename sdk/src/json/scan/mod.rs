//! The scanner: one pass over JSON that may be broken, cut or still growing.
//!
//! Text is pushed in pieces of any size; what is certain is told to a [`Sink`] at once. What is not certain yet (a quote
//! that may end a string, a word that may go on) is held back together with what was read ahead, so that no byte is looked
//! at more than a fixed number of times, however small the pieces are.

#![allow(
    dead_code,
    unused_imports,
    reason = "decoding is moved onto the scanner with the next change"
)]

use std::ops::Range;

mod bytes;
mod input;
mod machine;
mod numbers;
mod outside;
mod quotes;
mod repairs;
mod sink;
mod strings;
#[cfg(test)]
mod tests;
mod tree;
mod values;
mod words;

pub(crate) use machine::{Cause, End, Fault, Mode, Roots, Scanner};
pub use repairs::RepairKind;
pub(crate) use sink::{About, Atom, Role, RootEnd, Shape, Sink};
pub(crate) use strings::is_special;
pub(crate) use tree::{Candidate, Repair, Tree, pointer, tree};

/// How deep values may nest.
pub(crate) const MAX_DEPTH: usize = 128;

/// The number of nodes and repairs in a text, for the benchmark; pushed in pieces of `piece` bytes without a tree when
/// that is not zero.
#[doc(hidden)]
pub fn scan_len(text: &str, piece: usize) -> usize {
    struct Count(usize);
    impl Sink for Count {
        fn begin(&mut self, _: usize, _: bool) {}
        fn end(&mut self, _: usize, _: RootEnd) {}
        fn open(&mut self, _: Shape, _: usize) {
            self.0 += 1;
        }
        fn close(&mut self, _: Shape, _: usize, _: bool, _: bool) {}
        fn string_start(&mut self, _: Role, _: usize) {
            self.0 += 1;
        }
        fn piece(&mut self, text: &str, _: usize, _: bool) {
            self.0 += text.len();
        }
        fn string_end(&mut self, _: usize, _: crate::json::node::Trust, _: bool) {}
        fn number(&mut self, _: &str, _: Range<usize>, _: bool, _: crate::json::node::Trust) {
            self.0 += 1;
        }
        fn atom(&mut self, _: Atom, _: Range<usize>, _: crate::json::node::Trust) {
            self.0 += 1;
        }
        fn bare(&mut self, _: Role, _: &str, _: Range<usize>, _: crate::json::node::Trust) {
            self.0 += 1;
        }
        fn item_was_name(&mut self, _: usize) {}
        fn repair(&mut self, _: RepairKind, _: Range<usize>) {
            self.0 += 1;
        }
        fn doubt(&mut self, _: About, _: &'static str) {}
        fn reasoning(&mut self, _: Range<usize>, _: bool) {}
    }
    if piece == 0 {
        return tree(text, Mode::Tolerant).map_or(0, |tree| {
            tree.candidates.iter().map(|c| c.repairs.len() + 1).sum()
        });
    }
    let mut count = Count(0);
    let mut scanner = Scanner::new(Mode::Tolerant, Roots::Any);
    let mut rest = text;
    while !rest.is_empty() {
        let mut size = piece.min(rest.len());
        while !rest.is_char_boundary(size) {
            size += 1;
        }
        let (now, later) = rest.split_at(size);
        if scanner.push(now, &mut count).is_err() {
            return 0;
        }
        rest = later;
    }
    let _ = scanner.finish(&mut count);
    count.0
}
