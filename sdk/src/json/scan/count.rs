//! What the benchmarks call: a scan whose events are counted.

use std::ops::Range;

use super::machine::{Mode, Roots, Scanner};
use super::repairs::RepairKind;
use super::sink::{About, Atom, Role, RootEnd, Shape, Sink};
use super::tree;
use crate::json::node::Trust;

/// The number of nodes and repairs in a text, for the benchmark; pushed in pieces of `piece` bytes without a tree when
/// that is not zero.
#[doc(hidden)]
#[inline(never)]
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
        fn string_end(&mut self, _: usize, _: Trust, _: bool) {}
        fn number(&mut self, _: &str, _: Range<usize>, _: bool, _: Trust) {
            self.0 += 1;
        }
        fn atom(&mut self, _: Atom, _: Range<usize>, _: Trust) {
            self.0 += 1;
        }
        fn bare(&mut self, _: Role, _: &str, _: Range<usize>, _: Trust) {
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
    let mut kept = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut size = piece.min(rest.len());
        while !rest.is_char_boundary(size) {
            size += 1;
        }
        let (now, later) = rest.split_at(size);
        kept.push_str(now);
        if scanner.push(&kept, &mut count).is_err() {
            return 0;
        }
        rest = later;
    }
    let _ = scanner.finish(&kept, &mut count);
    count.0
}
