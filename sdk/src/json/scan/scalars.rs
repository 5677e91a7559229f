//! Numbers and literals as JSON writes them.

use super::bytes;
use super::input::Input;
use super::machine::{Cause, Scanner, Step};
use super::numbers;
use super::sink::{Atom, Sink};
use super::words;
use crate::json::node::Trust;

impl Scanner {
    /// A number as JSON writes it, when what follows is at hand.
    #[inline]
    pub(super) fn number(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let bytes = input.bytes();
        let digits = at + usize::from(input.byte(at) == Some(b'-'));
        let run = |from: usize| {
            let mut end = from;
            while bytes.get(end).is_some_and(u8::is_ascii_digit) {
                end += 1;
            }
            end
        };
        let mut end = run(digits);
        let mut plain = end - digits == 1 || (end > digits && input.byte(digits) != Some(b'0'));
        if input.byte(end) == Some(b'.') {
            let fraction = end + 1;
            end = run(fraction);
            plain &= end > fraction;
        }
        if matches!(input.byte(end), Some(b'e' | b'E')) {
            let exponent = end + 1 + usize::from(matches!(input.byte(end + 1), Some(b'+' | b'-')));
            end = run(exponent);
            plain &= end > exponent;
        }
        if plain && let Some(next) = self.closes(input, end) {
            let span = at..end;
            let over = span.end;
            sink.number(input.slice(at, end), span, true, Trust::Sure);
            self.done(over, sink);
            return self.behind_value(input, next, sink);
        }
        if end == bytes.len() && self.may_go_on(input) {
            self.looked = end - at;
            return Step::Wait(at);
        }
        match self.foreign_number(input, at, sink) {
            Some(step) => step,
            None => self.word(input, at, sink),
        }
    }

    /// Whether a word that ends with the piece may be longer.
    #[inline]
    fn may_go_on(&self, input: &Input<'_>) -> bool {
        !input.last && !self.strict()
    }

    #[inline]
    pub(super) fn literal(
        &mut self,
        input: &Input<'_>,
        at: usize,
        byte: u8,
        sink: &mut impl Sink,
    ) -> Step {
        let (word, atom) = match byte {
            b't' => ("true", Atom::True),
            b'f' => ("false", Atom::False),
            _ => ("null", Atom::Null),
        };
        let end = at + word.len();
        if input.slice(at, end) == word
            && let Some(next) = self.closes(input, end)
        {
            sink.atom(atom, at..end, Trust::Sure);
            self.done(end, sink);
            return self.behind_value(input, next, sink);
        }
        let rest = input.bytes().get(at..).unwrap_or_default();
        if word.as_bytes().starts_with(rest) && self.may_go_on(input) {
            self.looked = rest.len();
            return Step::Wait(at);
        }
        self.word(input, at, sink)
    }

    /// The place of the comma or the closer that shows that a word ends here.
    #[inline]
    pub(super) fn closes(&self, input: &Input<'_>, end: usize) -> Option<usize> {
        let at = bytes::skip_space(input.bytes(), end);
        let next = input.byte(at)?;
        (next == b',' || self.closers.last() == Some(&next)).then_some(at)
    }

    pub(super) fn strict_word(
        &mut self,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Step {
        let mut end = at + self.looked;
        while input
            .byte(end)
            .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        {
            end += 1;
        }
        if end == input.text.len() && !input.last {
            self.looked = end - at;
            return Step::Wait(at);
        }
        let text = input.slice(at, end);
        let span = at..end;
        match words::atom(text) {
            Some((atom, None)) => sink.atom(atom, span, Trust::Sure),
            _ if numbers::is_plain(text.as_bytes()) => sink.number(text, span, true, Trust::Sure),
            _ => self.fail(Cause::Syntax, at),
        }
        self.done(end, sink);
        Step::On(end)
    }
}
