//! A quote inside a string: does it end the string, or was it only not escaped?
//!
//! The quote is held back until what follows shows what it was. A closer or a comment ends the string; a comma ends it
//! only when a name, a closer or (in a list) a value follows; anything else means that the quote was inside. What was read
//! ahead is kept as state, so that no push reads it again.

use super::bytes::{Class, class};
use super::held::Around;
use super::open::Open;
use super::sink::Role;

/// Which quotes belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Double,
    Single,
    CurlyDouble,
    CurlySingle,
    Backtick,
    /// `«a»`.
    Guillemets,
}

impl Family {
    /// The family that a string belongs to when it begins with this character.
    pub(super) fn opened_by(c: char) -> Option<Self> {
        match c {
            '"' => Some(Self::Double),
            '\'' => Some(Self::Single),
            '`' => Some(Self::Backtick),
            '\u{201c}'..='\u{201f}' => Some(Self::CurlyDouble),
            '\u{2018}'..='\u{201b}' | '\u{b4}' => Some(Self::CurlySingle),
            '\u{ab}' => Some(Self::Guillemets),
            _ => None,
        }
    }

    /// Whether this character may end a string of the family.
    pub(super) fn closed_by(self, c: char) -> bool {
        match self {
            Self::Double => c == '"',
            Self::Single => c == '\'',
            Self::Backtick => matches!(c, '`' | '\u{b4}'),
            Self::Guillemets => c == '\u{bb}',
            Self::CurlyDouble => matches!(c, '"' | '\u{201c}'..='\u{201f}'),
            Self::CurlySingle => matches!(c, '\'' | '\u{2018}'..='\u{201b}' | '\u{b4}'),
        }
    }

    /// The first bytes of what may end a string of the family.
    pub(super) fn needles(self) -> (u8, u8) {
        match self {
            Self::Double => (b'"', b'"'),
            Self::Single => (b'\'', b'\''),
            Self::Backtick => (b'`', 0xc2),
            Self::Guillemets => (0xc2, 0xc2),
            Self::CurlyDouble => (0xe2, b'"'),
            Self::CurlySingle => (0xe2, b'\''),
        }
    }

    /// A quote of the family that is part of a string, between a byte and what follows it.
    pub(super) fn inside(self, next: Next, before: u8) -> Verdict {
        let apostrophe =
            self.has_apostrophes() && next.class() == Class::Word && class(before) == Class::Word;
        Verdict::Inside(next, apostrophe)
    }

    fn has_apostrophes(self) -> bool {
        matches!(self, Self::Single | Self::CurlySingle)
    }
}

/// What is known about the place of a quote.
#[derive(Clone, Copy)]
pub(super) struct Place<'s> {
    pub(super) open: &'s Open,
    pub(super) around: &'s Around<'s>,
}

impl Place<'_> {
    /// Whether an inner quote is open, so that this one would be its other half.
    pub(super) fn is_odd(self) -> bool {
        !self.open.inner.is_multiple_of(2)
    }

    /// Whether the string is a value between brackets.
    pub(super) fn is_value_inside(self) -> bool {
        matches!(self.open.role, Role::Member | Role::Item)
    }

    pub(super) fn is_double_member(self) -> bool {
        self.open.role == Role::Member && self.open.family == Family::Double
    }

    /// Whether no inner quote was seen at all.
    pub(super) fn is_first(self) -> bool {
        self.open.inner == 0
    }

    /// Whether a text that began with two quotes is over before this character.
    pub(super) fn ends_pair(self, c: char, comma: bool) -> bool {
        match (self.open.role, c) {
            (Role::Name, _) => c == ':',
            (_, '}' | ']' | ')') => self.around.closers.contains(&(c as u8)),
            (Role::Member, '"')
            | (Role::Item, '"' | '{' | '[' | '-' | '0'..='9' | 't' | 'f' | 'n') => comma,
            _ => false,
        }
    }

    pub(super) fn top(self) -> Option<u8> {
        self.around.closers.last().copied()
    }

    /// The closer of the container around the open one.
    pub(super) fn closer_around(self) -> Option<u8> {
        self.around.closers.iter().rev().nth(1).copied()
    }
}

/// What stands directly behind a quote: the first byte of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Next(pub(super) u8);

impl Next {
    pub(super) fn class(self) -> Class {
        class(self.0)
    }

    pub(super) fn is_colon(self) -> bool {
        self.0 == b':'
    }

    pub(super) fn is_comma(self) -> bool {
        matches!(self.0, b',' | b';')
    }
}

/// A mark that is no colon.
pub(super) const MARK: Next = Next(b'"');

/// A letter.
pub(super) const LETTER: Next = Next(b'a');

pub(super) const NOTHING: Next = Next(b' ');

/// What a quote was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The end of the string.
    End,
    /// The end of a string in a list, which was a name of the object around it.
    EndName,
    /// The end of a part; behind a plus the next part begins, with a quote.
    Join,
    /// Part of the string; what follows it, and whether it is an apostrophe.
    Inside(Next, bool),
    /// The second of three that open a string.
    Triple,
    /// The second of two that open a string.
    Pair,
    /// The first of three that end it.
    TripleEnd,
    /// The text has to go on first.
    More,
}

/// The usual other half of a quote.
pub(super) fn closing(c: char) -> char {
    match c {
        '\u{201c}' => '\u{201d}',
        '\u{2018}' => '\u{2019}',
        other => other,
    }
}
