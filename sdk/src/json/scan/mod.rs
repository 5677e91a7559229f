//! The scanner: one pass over JSON that may be broken, cut or still growing.
//!
//! Text is pushed in pieces of any size, by whoever keeps it; what is certain is told to a [`Sink`] at once. What is not
//! certain yet (a quote that may end a string, a word that may go on) waits in the text, and what was read ahead of it is
//! kept, so that no byte is looked at more than a fixed number of times, however small the pieces are.
//!
//! There are two ways through it. The long one ([`machine`]) takes any text. The short one ([`lane`]) takes only what is
//! plain JSON, and hands over to the long one at the first byte that is not.

mod bare;
mod begins;
mod behind;
mod between;
mod bytes;
mod count;
mod escapes;
mod frames;
mod glide;
mod held;
mod input;
mod lane;
mod look;
mod lost;
mod machine;
mod numbers;
mod open;
mod outside;
mod quotes;
mod repairs;
mod scalars;
mod sink;
mod strings;
mod tags;
#[cfg(test)]
mod tests;
mod tree;
mod unicode;
mod values;
mod verdicts;
mod words;

pub(crate) use bytes::{find, find_plain, is_in_word, is_plain_text, skip_space, skip_word};
pub use count::scan_len;
pub(crate) use escapes::simple_escape;
pub(crate) use machine::Mode;
#[allow(
    unused_imports,
    reason = "the scanner by itself, for whoever reads a text while it comes"
)]
pub(crate) use machine::{Cause, End, Fault, Roots, Scanner};
pub(crate) use numbers::{Spelling, spell_short};
pub(crate) use outside::Remark;
pub use repairs::RepairKind;
#[allow(unused_imports, reason = "as above: the events and their words")]
pub(crate) use sink::{About, Atom, Role, RootEnd, Shape, Sink};
pub(crate) use tags::is_tag;
pub(crate) use tree::{Candidate, Found, Pointers, Repair, Skip, Tree, found, tree};
pub(crate) use words::atom;

/// How deep values may nest.
pub(crate) const MAX_DEPTH: usize = 128;
