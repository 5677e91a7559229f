//! What may stand at each place between brackets.

use super::bare::PEEK;
use super::input::Input;
use super::machine::{Cause, Scanner, State, Step};
use super::quotes::Family;
use super::repairs::RepairKind;
use super::sink::{About, Atom, Role, Shape, Sink};
use crate::json::node::Trust;

pub(super) const NO_VALUE: &str = "a name without a value";
const NO_NAME: &str = "a value without a name";

impl Scanner {
    /// A value, or the closer of a list.
    #[inline]
    pub(super) fn value(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let (at, byte) = match self.space(input, at, sink) {
            Ok(found) => found,
            Err(step) => return step,
        };
        if self.looked > 0 {
            // What was cut by the end of a piece may be plain after all.
            return match byte {
                b'0'..=b'9' | b'-' if self.looked < PEEK => self.number(input, at, sink),
                b't' | b'f' | b'n' if self.looked < 5 => self.literal(input, at, byte, sink),
                _ => self.word(input, at, sink),
            };
        }
        match byte {
            b'"' => {
                let role = self.role();
                self.string(role, Family::Double, input, at, 1, sink)
            }
            b'{' => {
                self.enter(Shape::Object, at, sink);
                Step::On(at + 1)
            }
            b'[' => {
                self.enter(Shape::Array, at, sink);
                Step::On(at + 1)
            }
            b'0'..=b'9' | b'-' => self.number(input, at, sink),
            b't' | b'f' | b'n' => self.literal(input, at, byte, sink),
            b'+' | b'.' if !self.strict() => match self.foreign_number(input, at, sink) {
                Some(step) => step,
                None => self.rare_value(input, at, sink),
            },
            b'a'..=b'z' | b'A'..=b'Z' if !self.strict() => self.word(input, at, sink),
            b']' | b'}' | b')' if self.role() != Role::Member => {
                // In prose a bracket may close that was never opened; inside values each one counts.
                self.closer(byte, input, at, sink)
            }
            b']' | b'}' | b')' | b',' | b';' if self.role() == Role::Member => {
                self.no_value(at, sink);
                Step::On(at)
            }
            b',' => {
                self.repair(RepairKind::ExtraComma, at, at + 1, sink);
                if !self.filled {
                    self.comma = Some(at);
                    if self.closers.iter().rev().nth(1) == Some(&b']') {
                        // `[[, 1]` may have lost a closer.
                        self.doubt(About::Container, "a comma and no value", at, sink);
                    }
                }
                Step::On(at + 1)
            }
            b':' if self.role() == Role::Member => {
                self.repair(RepairKind::ExtraColon, at, at + 1, sink);
                Step::On(at + 1)
            }
            b':' => {
                self.doubt(About::Container, NO_NAME, at, sink);
                Step::On(at + 1)
            }
            _ if self.strict() => {
                self.fail(Cause::Syntax, at);
                Step::On(at)
            }
            b'(' => {
                self.repair(RepairKind::Tuple, at, at + 1, sink);
                self.enter(Shape::Paren, at, sink);
                Step::On(at + 1)
            }
            _ => self.rare_value(input, at, sink),
        }
    }

    fn rare_value(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let c = input.char(at).unwrap_or('\0');
        if let Some(family) = Family::opened_by(c) {
            let role = self.role();
            return self.string(role, family, input, at, c.len_utf8(), sink);
        }
        if self.role() == Role::Item
            && let Some(step) = self.placeholder(c, input, at, sink)
        {
            return step;
        }
        self.word(input, at, sink)
    }

    /// Dots that stand for what was left out.
    fn placeholder(
        &mut self,
        c: char,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Option<Step> {
        let length = match c {
            '\u{2026}' => c.len_utf8(),
            '.' => match input.starts(at, "...") {
                None => return Some(Step::Wait(at)),
                Some(true) => 3,
                Some(false) => return None,
            },
            _ => return None,
        };
        self.repair(RepairKind::Placeholder, at, at + length, sink);
        self.comma = None;
        self.state = State::After;
        Some(Step::On(at + length))
    }

    fn no_value(&mut self, at: usize, sink: &mut impl Sink) {
        self.doubt(About::Previous, NO_VALUE, at, sink);
        let here = at;
        sink.atom(Atom::Null, here..here, Trust::Doubtful(NO_VALUE));
        self.done(here, sink);
    }

    fn no_name(&mut self, at: usize, sink: &mut impl Sink) {
        self.doubt(About::Container, NO_NAME, at, sink);
        let here = at;
        sink.bare(Role::Name, "", here..here, Trust::Doubtful(NO_NAME));
        self.state = State::Value;
    }

    /// A name, or the closer of an object.
    #[inline]
    pub(super) fn name(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let (at, byte) = match self.space(input, at, sink) {
            Ok(found) => found,
            Err(step) => return step,
        };
        if self.looked > 0 {
            return self.bare_name(input, at, sink);
        }
        match byte {
            b'"' => self.string(Role::Name, Family::Double, input, at, 1, sink),
            b'a'..=b'z' | b'A'..=b'Z' if !self.strict() => self.bare_name(input, at, sink),
            b'}' | b']' | b')' => self.closer(byte, input, at, sink),
            b',' | b';' => {
                self.repair(RepairKind::ExtraComma, at, at + 1, sink);
                if !self.filled && self.closers.iter().rev().nth(1) == Some(&b'}') {
                    // `{"a": {, "b": 1}` may have lost a closer.
                    self.doubt(About::Container, "a comma and no value", at, sink);
                }
                Step::On(at + 1)
            }
            _ if self.strict() => {
                self.fail(Cause::Syntax, at);
                Step::On(at)
            }
            b':' => {
                self.no_name(at, sink);
                Step::On(at + 1)
            }
            b'{' if self.closers.iter().rev().nth(1) == Some(&b']') => {
                // `[{"a": 1, {"a": 2}]`: the object before it is over.
                self.repair(RepairKind::MissingCloser, at, at, sink);
                self.leave(at, sink);
                self.state = State::Value;
                Step::On(at)
            }
            b'{' | b'[' | b'(' => {
                self.no_name(at, sink);
                Step::On(at)
            }
            _ => {
                let c = input.char(at).unwrap_or('\0');
                if let Some(family) = Family::opened_by(c) {
                    return self.string(Role::Name, family, input, at, c.len_utf8(), sink);
                }
                if let Some(step) = self.placeholder(c, input, at, sink) {
                    return step;
                }
                self.bare_name(input, at, sink)
            }
        }
    }

    /// A colon.
    #[inline]
    pub(super) fn colon(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let (at, byte) = match self.space(input, at, sink) {
            Ok(found) => found,
            Err(step) => return step,
        };
        let mut end = at + 1;
        match byte {
            b':' => {}
            b'=' => {
                match input.byte(at + 1) {
                    None if !input.last => return Step::Wait(at),
                    Some(b'>') => end += 1,
                    _ => {}
                }
                self.repair(RepairKind::WrongColon, at, end, sink);
            }
            b',' | b';' | b'}' | b']' | b')' => {
                self.no_value(at, sink);
                end = at;
            }
            _ => {
                self.repair(RepairKind::MissingColon, at, at, sink);
                end = at;
            }
        }
        if self.state == State::Colon {
            self.state = State::Value;
        }
        Step::On(end)
    }

    /// A comma or a closer.
    #[inline]
    pub(super) fn after(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let (at, byte) = match self.space(input, at, sink) {
            Ok(found) => found,
            Err(step) => return step,
        };
        let object = self.top() == Some(Shape::Object);
        let next = if object { State::Name } else { State::Value };
        match byte {
            b',' | b';' => {
                if byte == b';' {
                    self.repair(RepairKind::WrongComma, at, at + 1, sink);
                }
                self.take_comma(at);
                Step::On(at + 1)
            }
            b'}' | b']' | b')' => self.closer(byte, input, at, sink),
            b':' => {
                self.doubt(About::Container, NO_NAME, at, sink);
                Step::On(at + 1)
            }
            b'{' if object && self.closers.iter().rev().nth(1) == Some(&b']') => {
                self.repair(RepairKind::MissingCloser, at, at, sink);
                self.leave(at, sink);
                self.repair(RepairKind::MissingComma, at, at, sink);
                self.state = State::Value;
                Step::On(at)
            }
            _ => {
                self.repair(RepairKind::MissingComma, at, at, sink);
                self.lost_comma = !self.line_over;
                self.state = next;
                Step::On(at)
            }
        }
    }
}
