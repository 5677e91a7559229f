//! A string that is open, and what was seen of it.

use super::bytes::{self, Class, class};
use super::held::Around;
use super::quotes::{Family, Next, Place};
use super::sink::{Role, Sink};
use crate::json::node::Trust;

/// A string that is open.
#[allow(
    clippy::struct_excessive_bools,
    reason = "facts about the string that do not exclude each other"
)]
#[derive(Debug)]
pub(super) struct Open {
    pub(super) role: Role,
    pub(super) family: Family,
    pub(super) triple: bool,
    /// Whether it began with two quotes, and ends with two.
    pub(super) pair: bool,
    /// Quotes inside of it that were not escaped, without apostrophes.
    pub(super) inner: u32,
    /// Whether it begins with such a quote.
    pub(super) lead: bool,
    /// Whether such a quote is the last that was read.
    pub(super) trail: bool,
    pub(super) empty: bool,
    pub(super) before: u8,
    /// The last byte that was no space; zero for none, and one for NUL.
    pub(super) mark: u8,
    /// Whether the last inner quote stood where a name would begin.
    pub(super) named: bool,
    /// Whether a comma stood behind the last inner quote.
    pub(super) comma: bool,
    /// Whether the string looks like JSON itself.
    pub(super) json: bool,
    pub(super) doubt: Option<&'static str>,
    pub(super) control: bool,
    /// Whether it has a line break that was not escaped.
    pub(super) line: bool,
}

impl Open {
    pub(super) fn new(role: Role, family: Family) -> Self {
        Self {
            role,
            family,
            triple: false,
            pair: false,
            inner: 0,
            lead: false,
            trail: false,
            empty: true,
            before: 0,
            mark: 0,
            named: false,
            comma: false,
            json: false,
            doubt: None,
            control: false,
            line: false,
        }
    }

    pub(super) fn is_double(&self) -> bool {
        self.family == Family::Double
    }

    /// The text ended inside the string.
    pub(super) fn cut(at: usize, sink: &mut impl Sink) {
        sink.string_end(at, Trust::Cut, false);
    }

    /// Where its next quote stands.
    #[inline]
    pub(super) fn place<'s>(&'s self, around: &'s Around<'s>) -> Place<'s> {
        Place { open: self, around }
    }

    /// Whether a quote here would be the second, with nothing between it and the first.
    pub(super) fn opens(&self) -> bool {
        self.empty && self.inner == 0 && self.family == Family::Double
    }

    /// A quote that is part of the string, and what follows it.
    pub(super) fn quote_inside(&mut self, next: Next) {
        // An opening quote does not stand behind a letter and before a space, nor a closing one the other way round:
        // `{"a": "b, "c": "d, "e": 1}` lost two quotes and has an even number inside.
        let before = class(self.before);
        let wrong = if self.inner.is_multiple_of(2) {
            // `"x, "b": 1, "c": 2`: what looks like a name is likely to be one.
            self.named = self.mark == b',' && !self.json;
            (before == Class::Word && next.class() != Class::Word)
                || (before == Class::Mark && next.class() == Class::Space && !self.empty)
        } else {
            (before != Class::Word && next.class() == Class::Word)
                || (self.named && next.is_colon())
        };
        if wrong {
            self.doubt.get_or_insert(UNPAIRED);
        }
        // `["x" "y" ..]`, `["x",y;"z"]`: between the two is what stands between texts.
        let seam = self.mark == b'"' && bytes::is_space(self.before)
            || self.comma && matches!(self.mark, b',' | b';');
        let is_second = !self.inner.is_multiple_of(2);
        self.comma = next.is_comma();
        if (seam && is_second) || self.pair {
            self.doubt.get_or_insert(UNPAIRED);
        }
        self.lead |= self.empty;
        self.inner += 1;
    }

    /// Whether a quote of one byte here may be one of a run of them.
    pub(super) fn is_in_run(&self) -> bool {
        matches!(self.family, Family::Double | Family::Single)
            && !(self.empty || self.triple || self.pair)
    }

    /// A quote of one byte that is part of the string.
    #[inline]
    pub(super) fn took_quote(&mut self, quote: u8, next: Next, apostrophe: bool) {
        if !apostrophe {
            self.quote_inside(next);
        }
        self.before = quote;
        self.mark = quote;
        self.empty = false;
        self.trail = true;
    }

    /// The first place at or after `from` that may be more than text of the string.
    #[inline]
    pub(super) fn text_end(&self, bytes: &[u8], from: usize) -> usize {
        if self.is_double() {
            bytes::find_plain(bytes, from)
        } else {
            let (first, second) = self.family.needles();
            bytes::find(bytes, from, first, second)
        }
    }

    /// One byte that is no more than text.
    #[inline]
    pub(super) fn took_byte(&mut self, byte: u8) {
        self.before = byte;
        self.empty = false;
        self.trail = false;
        if !bytes::is_space(byte) {
            if self.mark == 0 {
                self.json = matches!(byte, b'{' | b'[');
            }
            self.mark = byte.max(1);
        }
    }

    /// Whether an escape or three quotes that end the string have begun and may go on.
    #[inline]
    pub(super) fn waits(&self, new: &[u8]) -> bool {
        match new {
            [b'\\', b'u', digits @ ..] => {
                digits.len() < 4 && digits.iter().all(u8::is_ascii_hexdigit)
            }
            [b'"', rest @ ..] if self.triple => {
                self.is_double() && rest.len() < 3 && rest.iter().all(|b| *b == b'"')
            }
            _ => false,
        }
    }

    /// Takes a piece that is wholly inside, if there is nothing in it that could end the string or needs a repair.
    #[inline]
    pub(super) fn goes_on(&mut self, text: &str) -> bool {
        let plain = if self.is_double() {
            bytes::is_plain_text(text)
        } else {
            let (first, second) = self.family.needles();
            bytes::is_plain(text.as_bytes(), first, second)
        };
        if plain {
            self.took(text);
        }
        plain
    }

    #[inline]
    pub(super) fn took(&mut self, text: &str) {
        if let Some(&last) = text.as_bytes().last() {
            self.before = last;
            self.empty = false;
            self.trail = false;
            if self.mark != 0 && !bytes::is_space(last) {
                self.mark = last.max(1);
            } else if let Some(&mark) = text.as_bytes().iter().rev().find(|&&b| !bytes::is_space(b))
            {
                if self.mark == 0 {
                    self.json = matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'['));
                }
                self.mark = mark.max(1);
            }
        }
    }
}

pub(super) const UNPAIRED: &str = "quotes inside the text do not pair up";
