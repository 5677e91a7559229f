//! A quote inside a string: does it end the string, or was it only not escaped?
//!
//! The quote is held back until what follows shows what it was. A closer or a comment ends the string; a comma ends it
//! only when a name, a closer or (in a list) a value follows; anything else means that the quote was inside. What was read
//! ahead is kept as state, so that no push reads it again.

use super::bytes::{Class, class};
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
            self.has_apostrophes() && next.class == Class::Word && class(before) == Class::Word;
        Verdict::Inside(next, apostrophe)
    }

    fn has_apostrophes(self) -> bool {
        matches!(self, Self::Single | Self::CurlySingle)
    }
}

/// What the scanner knows about the place of a string.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact about the place, and all are read together"
)]
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'s> {
    pub(super) role: Role,
    pub(super) family: Family,
    /// Whether an inner quote is open, so that this one would be its other half.
    pub(super) odd: bool,
    /// Whether no inner quote was seen at all.
    pub(super) first: bool,
    /// Whether nothing of the string came before the quote.
    pub(super) empty: bool,
    /// The byte before the quote.
    pub(super) before: u8,
    pub(super) fenced: bool,
    /// Whether the open container has a comma.
    pub(super) comma: bool,
    /// The closers of what is open, the innermost last.
    pub(super) closers: &'s [u8],
}

impl Place<'_> {
    /// Whether a text that began with two quotes is over before this character.
    pub(super) fn ends_pair(&self, c: char, comma: bool) -> bool {
        match (self.role, c) {
            (Role::Name, _) => c == ':',
            (_, '}' | ']' | ')') => self.closers.contains(&(c as u8)),
            (Role::Member, '"')
            | (Role::Item, '"' | '{' | '[' | '-' | '0'..='9' | 't' | 'f' | 'n') => comma,
            _ => false,
        }
    }

    pub(super) fn top(&self) -> Option<u8> {
        self.closers.last().copied()
    }

    /// The closer of the container around the open one.
    pub(super) fn around(&self) -> Option<u8> {
        self.closers.iter().rev().nth(1).copied()
    }
}

/// What stands directly behind a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Next {
    pub(super) class: Class,
    pub(super) colon: bool,
    pub(super) comma: bool,
}

/// A mark that is no colon.
pub(super) const MARK: Next = Next {
    class: Class::Mark,
    colon: false,
    comma: false,
};

/// A letter.
pub(super) const LETTER: Next = Next {
    class: Class::Word,
    colon: false,
    comma: false,
};

pub(super) const NOTHING: Next = Next {
    class: Class::Space,
    colon: false,
    comma: false,
};

/// What a quote was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The end of the string.
    End,
    /// The end of a string in a list, which was a name of the object around it.
    EndName,
    /// The end of a part; the next part begins at this place, with a quote.
    Join(usize),
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
