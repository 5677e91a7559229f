//! Quotes that are missing: in front of a colon, and at the end of a text that goes on to the end of all.

use super::bytes::{self, Class, class};
use super::input::Input;
use super::machine::{Scanner, State, Step};
use super::open::Open;
use super::repairs::RepairKind;
use super::sink::{About, Atom, Role, Sink};
use crate::json::node::Trust;

/// How long a name may be that lost its last quote.
const NAME: usize = 64;

/// How far before the end of a text its last quote is looked for.
const WINDOW: usize = 4096;

const NO_END: &str = "where a text in quotes ends is not known";

impl Open {
    /// Whether a quote that is missing in front of a colon would be seen.
    #[inline]
    pub(super) fn is_held_back(&self) -> bool {
        self.role == Role::Name && self.inner == 0 && !self.triple && self.is_double()
    }

    /// How much of a text that ends a piece is kept until it goes on: of a name the colon that may stand behind it, with the
    /// space of `"a: "`.
    #[inline]
    pub(super) fn held_back(&self, text: &[u8]) -> usize {
        if !self.is_held_back() {
            return 0;
        }
        match text {
            [.., b':'] => 1,
            [.., b':', b' '] => 2,
            _ => 0,
        }
    }

    /// Whether the text, which has ended inside of the string, shows that the string had ended before: behind its last quote
    /// come the closers of all that is open, as in `{"a": "b" true}` and `{"a: 1}`.
    fn has_run_over(&self, text: &str, closers: &[u8]) -> bool {
        let mut from = text.len().saturating_sub(WINDOW);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let near = text.get(from..).unwrap_or_default();
        let Some((before, behind)) = near.rsplit_once(|c| self.family.closed_by(c)) else {
            return false;
        };
        let shown = if self.role == Role::Name {
            self.inner > 0 || behind.contains(':')
        } else {
            let is_end = before
                .bytes()
                .last()
                .is_some_and(|b| class(b) != Class::Space)
                && behind
                    .bytes()
                    .next()
                    .is_none_or(|b| class(b) != Class::Word);
            self.doubt.is_some() || (!self.inner.is_multiple_of(2) && is_end)
        };
        if !shown || self.triple {
            return false;
        }
        let mut rest = behind.as_bytes().iter();
        closers
            .iter()
            .rev()
            .all(|closer| rest.any(|byte| byte == closer))
    }
}

impl Scanner {
    /// `{"a:"b"}` and `{"a: "b"}`: the name that ends in front of its colon, where the quote at a place opens its value. Nothing
    /// when it may be another quote.
    pub(super) fn lost_before_colon(
        &mut self,
        open: &mut Open,
        input: &Input<'_>,
        told: usize,
        at: usize,
        sink: &mut impl Sink,
    ) -> Option<Step> {
        if !open.is_held_back() || self.strict() {
            return None;
        }
        let bytes = input.bytes();
        let near = bytes.get(at.saturating_sub(NAME)..at)?;
        let held = open.held_back(near);
        let name = near.get(..near.len() - held)?;
        let letters = name
            .iter()
            .rev()
            .take_while(|b| bytes::is_in_word(**b))
            .count();
        let quoted = letters < name.len() && name.get(name.len() - letters - 1) == Some(&b'"');
        if held == 0 || letters == 0 || !quoted || told + held > at {
            return None;
        }
        let end = at - held;
        match bytes.get(at + 1) {
            None if !input.last => {
                tell(input, told, end, sink);
                return Some(Step::Wait(end));
            }
            Some(&next) if class(next) == Class::Word => {}
            _ => return None,
        }
        tell(input, told, end, sink);
        self.repair(RepairKind::MissingQuote, end, end, sink);
        sink.string_end(end, Trust::Sure, false);
        self.comma = None;
        self.state = State::Colon;
        Some(Step::On(end))
    }

    /// The text is over inside of a string that had ended before; whether it has.
    pub(super) fn end_run_over(&mut self, text: &str, sink: &mut impl Sink) -> bool {
        let Some(open) = &self.open else {
            return false;
        };
        // Behind a whole value it may be the rest of that one.
        if self.strict() || self.whole > 0 || !open.has_run_over(text, &self.closers) {
            return false;
        }
        let at = self.base;
        sink.string_end(at, Trust::Doubtful(NO_END), false);
        if open.role == Role::Name {
            sink.atom(Atom::Null, at..at, Trust::Doubtful(NO_END));
        }
        self.open = None;
        self.done(at, sink);
        while !self.frames.is_empty() {
            sink.repair(RepairKind::MissingCloser, at..at);
            sink.doubt(About::Container, NO_END);
            self.leave(at, sink);
        }
        true
    }
}

fn tell(input: &Input<'_>, from: usize, to: usize, sink: &mut impl Sink) {
    if from < to {
        sink.piece(input.slice(from, to), from, true);
    }
}
