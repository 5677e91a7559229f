//! What the scanner tells, and to whom.

use std::ops::Range;

use super::repairs::RepairKind;
use crate::json::node::Trust;

/// What a string or a word is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The name of a member.
    Name,
    /// The value of a member.
    Member,
    /// An element of a list.
    Item,
    /// The whole answer.
    Root,
}

/// What a bracket opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Object,
    Array,
    /// `(1, 2)`; with one value and no comma it is that value.
    Paren,
    /// `ObjectId("..")`; it is the value inside.
    Call,
}

/// A literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Atom {
    Null,
    True,
    False,
    NaN,
    Infinity,
    NegInfinity,
}

/// What a doubt is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// The value before this place, in the same container.
    Previous,
    /// The container that is open.
    Container,
}

/// How a value at the root came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RootEnd {
    /// Its last closer, or the end of its word, was seen.
    Whole,
    /// The text ended, or went on with something else.
    Cut,
    /// Its quotes are escaped; it has to be read from the text with one level of escapes taken off.
    Escaped,
}

/// Receives what the scanner reads, in the order of the text.
///
/// Places are bytes of the whole text, whatever the pieces were. A text that is `raw` stands in the input exactly so.
pub(crate) trait Sink {
    /// A value begins that is not inside another one.
    fn begin(&mut self, at: usize, fenced: bool);
    /// That value is over.
    fn end(&mut self, at: usize, how: RootEnd);
    /// Where the value ends whose bracket stands here, if all of it was read already.
    fn skip(&mut self, _at: usize) -> Option<usize> {
        None
    }
    fn open(&mut self, shape: Shape, at: usize);
    /// `comma`: there was one between its brackets. `cut`: the text ended before its closer.
    fn close(&mut self, shape: Shape, end: usize, comma: bool, cut: bool);
    fn string_start(&mut self, role: Role, at: usize);
    /// A string begins, and its first part, which is raw, has come with it; `content` is the place behind its quote.
    #[inline]
    fn string_begins(&mut self, role: Role, text: &str, content: usize) {
        self.string_start(role, content.saturating_sub(1));
        if !text.is_empty() {
            self.piece(text, content, true);
        }
    }
    /// The next part of the open string, at the byte `at`.
    fn piece(&mut self, text: &str, at: usize, raw: bool);
    /// The open string is over. `doubled`: it began and ended with a quote that was not part of it.
    fn string_end(&mut self, end: usize, trust: Trust, doubled: bool);
    /// A whole string without escapes, `content` being the place between its quotes.
    fn string(&mut self, role: Role, text: &str, content: usize) {
        self.string_start(role, content.saturating_sub(1));
        self.piece(text, content, true);
        self.string_end(content + text.len() + 1, Trust::Sure, false);
    }
    /// The same, for a name.
    #[inline]
    fn name(&mut self, text: &str, content: usize) {
        self.string(Role::Name, text, content);
    }
    /// A number by the grammar of RFC 8259.
    fn number(&mut self, text: &str, span: Range<usize>, raw: bool, trust: Trust);
    fn atom(&mut self, atom: Atom, span: Range<usize>, trust: Trust);
    /// A word or a text without quotes.
    fn bare(&mut self, role: Role, text: &str, span: Range<usize>, trust: Trust);
    /// The last element of the open list was a name of the object around it: `{"a": [1, 2, "b": 3}`.
    fn item_was_name(&mut self, at: usize);
    fn repair(&mut self, kind: RepairKind, span: Range<usize>);
    fn doubt(&mut self, about: About, why: &'static str);
    /// A reasoning block, tags included; `span.end` is the end of its closing tag.
    /// A block that is only closed begins at zero.
    fn reasoning(&mut self, span: Range<usize>, closed: bool);
}

/// Whom nothing is told.
pub(super) struct Nobody;

impl Sink for Nobody {
    fn begin(&mut self, _: usize, _: bool) {}
    fn end(&mut self, _: usize, _: RootEnd) {}
    fn open(&mut self, _: Shape, _: usize) {}
    fn close(&mut self, _: Shape, _: usize, _: bool, _: bool) {}
    fn string_start(&mut self, _: Role, _: usize) {}
    fn piece(&mut self, _: &str, _: usize, _: bool) {}
    fn string_end(&mut self, _: usize, _: Trust, _: bool) {}
    fn number(&mut self, _: &str, _: Range<usize>, _: bool, _: Trust) {}
    fn atom(&mut self, _: Atom, _: Range<usize>, _: Trust) {}
    fn bare(&mut self, _: Role, _: &str, _: Range<usize>, _: Trust) {}
    fn item_was_name(&mut self, _: usize) {}
    fn repair(&mut self, _: RepairKind, _: Range<usize>) {}
    fn doubt(&mut self, _: About, _: &'static str) {}
    fn reasoning(&mut self, _: Range<usize>, _: bool) {}
}
