//! Containers: what is open, and how it closes.

use super::MAX_DEPTH;
use super::bytes;
use super::input::Input;
use super::machine::{Cause, Closer, Fault, Mode, Scanner, State, Step};
use super::open::Open;
use super::repairs::RepairKind;
use super::sink::{About, Role, RootEnd, Shape, Sink};

/// A container that is open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) shape: Shape,
    pub(super) comma: bool,
}

impl Scanner {
    /// The text is over; what is still open is cut.
    pub(super) fn close_all(&mut self, text: &str, sink: &mut impl Sink) -> Result<(), Fault> {
        let at = self.base;
        if self.state == State::Text && self.end_run_over(text, sink) {
            return Ok(());
        }
        let inside = self.state == State::Text || !self.frames.is_empty();
        let strict = self.mode == Mode::Strict;
        if strict && (inside || self.whole == 0) {
            return Err(Fault {
                cause: Cause::Syntax,
                at,
            });
        }
        if inside {
            self.cut = true;
            if self.open.take().is_some() {
                Open::cut(at, sink);
            }
            self.abandon(at, RootEnd::Cut, sink);
        }
        if self.outside.in_reasoning() {
            let from = self.outside.reasoning_from();
            sink.reasoning(from..at, false);
        }
        Ok(())
    }

    /// Ends all that is open without its closers.
    pub(super) fn abandon(&mut self, at: usize, how: RootEnd, sink: &mut impl Sink) {
        while let Some(frame) = self.frames.pop() {
            sink.close(frame.shape, at, frame.comma, true);
        }
        self.closers.clear();
        self.comma = None;
        self.open = None;
        self.quoted = false;
        self.state = State::Outside;
        sink.end(at, how);
    }

    pub(super) fn top(&self) -> Option<Shape> {
        self.frames.last().map(|frame| frame.shape)
    }

    /// What a value at this place is for.
    pub(super) fn role(&self) -> Role {
        match self.top() {
            None => Role::Root,
            Some(Shape::Object) => Role::Member,
            Some(_) => Role::Item,
        }
    }

    /// A value is over.
    pub(super) fn done(&mut self, at: usize, sink: &mut impl Sink) {
        self.comma = None;
        self.filled = true;
        self.lost_comma = false;
        self.line_over = false;
        self.looked = 0;
        if self.frames.is_empty() {
            self.whole += 1;
            self.quoted = false;
            self.state = State::Outside;
            self.outside.behind_root();
            sink.end(at, RootEnd::Whole);
        } else {
            self.state = State::After;
        }
    }

    /// Opens a container.
    pub(super) fn enter(&mut self, shape: Shape, at: usize, sink: &mut impl Sink) {
        if self.frames.len() >= MAX_DEPTH {
            self.fail(Cause::TooDeep, at);
            return;
        }
        self.frames.push(Frame {
            shape,
            comma: false,
        });
        self.closers.push(match shape {
            Shape::Object => b'}',
            Shape::Array => b']',
            Shape::Paren | Shape::Call => b')',
        });
        self.comma = None;
        self.filled = false;
        self.looked = 0;
        self.state = if shape == Shape::Object {
            State::Name
        } else {
            State::Value
        };
        sink.open(shape, at);
    }

    /// Closes the innermost container.
    pub(super) fn leave(&mut self, end: usize, sink: &mut impl Sink) {
        if let Some(frame) = self.frames.pop() {
            self.closers.pop();
            sink.close(frame.shape, end, frame.comma, false);
            self.done(end, sink);
        }
    }

    /// Goes on behind a value that is over, and with it behind the closers and the comma there, where they are plain.
    #[inline]
    pub(super) fn behind_value(
        &mut self,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Step {
        if self.state != State::After || self.told.is_some() {
            Step::On(at)
        } else if input.byte(at) == Some(b',') {
            self.take_comma(at);
            Step::On(at + 1)
        } else {
            self.behind_closers(input, at, sink)
        }
    }

    fn behind_closers(&mut self, input: &Input<'_>, from: usize, sink: &mut impl Sink) -> Step {
        let mut at = from;
        while self.state == State::After {
            let next = bytes::skip_space(input.bytes(), at);
            match input.byte(next) {
                Some(b',') => {
                    self.take_comma(next);
                    return Step::On(next + 1);
                }
                Some(byte) if self.closers.last() == Some(&byte) => {
                    at = next + 1;
                    self.leave(at, sink);
                }
                _ => break,
            }
        }
        Step::On(at)
    }

    /// A comma, or what stands for it; a name or a value comes next.
    #[inline]
    pub(super) fn take_comma(&mut self, at: usize) {
        self.comma = Some(at);
        self.state = State::Value;
        if let Some(frame) = self.frames.last_mut() {
            frame.comma = true;
            if frame.shape == Shape::Object {
                self.state = State::Name;
            }
        }
    }

    /// Goes on behind a name that is over, and with it behind its colon, if that follows.
    #[inline]
    pub(super) fn behind_name(&mut self, input: &Input<'_>, end: usize) -> Step {
        self.comma = None;
        let colon = bytes::skip_space(input.bytes(), end);
        if input.byte(colon) == Some(b':') {
            self.state = State::Value;
            return Step::On(colon + 1);
        }
        self.state = State::Colon;
        Step::On(end)
    }

    /// A closer: of the innermost container, of one around it, or of none.
    pub(super) fn closer(
        &mut self,
        byte: u8,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Step {
        let told = self
            .told
            .and_then(|(place, closer)| (place == at).then_some(closer));
        if told == Some(Closer::Extra) {
            self.repair(RepairKind::ExtraCloser, at, at + 1, sink);
            return Step::On(at + 1);
        }
        if let Some(comma) = self.comma.take() {
            if !self.filled {
                // `[,]`: there may have been something.
                self.doubt(About::Container, "a comma and no value", at, sink);
            }
            if self.strict() {
                self.fail(Cause::Syntax, comma);
            } else {
                sink.repair(RepairKind::TrailingComma, comma..comma + 1);
            }
        }
        let end = at + 1;
        if self.closers.last() == Some(&byte) {
            self.leave(end, sink);
            return self.behind_value(input, at + 1, sink);
        } else if told.is_none() && self.closers.contains(&byte) {
            while self.closers.last().is_some_and(|&closer| closer != byte) {
                self.repair(RepairKind::MissingCloser, at, at, sink);
                self.leave(at, sink);
            }
            self.leave(end, sink);
        } else {
            self.repair(RepairKind::WrongCloser, at, at + 1, sink);
            self.leave(end, sink);
        }
        Step::On(at + 1)
    }
}
