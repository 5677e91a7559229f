//! The state between pieces, and the loop over a piece.

use super::MAX_DEPTH;
use super::input::Input;
use super::outside::{Outside, Remark};
use super::quotes::{Look, Verdict};
use super::repairs::RepairKind;
use super::sink::{About, Role, RootEnd, Shape, Sink};
use super::strings::Open;
use super::{bytes, words};
use crate::json::node::Trust;

/// What the text may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// RFC 8259 and nothing else.
    Strict,
    /// What models write.
    Tolerant,
}

/// Which values count when they stand alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Roots {
    /// Also a string, a number or a literal at the beginning of the text or of a fence.
    Any,
    /// Only what begins with a bracket.
    Containers,
}

/// What one closer is taken for, where the whole text shows it better than the place alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closer {
    /// One too many.
    Extra,
    /// The one of the innermost container.
    Own,
}

/// How many bytes of held text may be done with before it is shortened.
const HELD: usize = 256;

const HALF_QUOTED: &str = "the half of a pair of quotes stands in a comment";

/// Why a scan stopped before the end of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) cause: Cause,
    /// The byte at which it was seen.
    pub(crate) at: usize,
}

/// What can stop a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Values nest deeper than 128.
    TooDeep,
    /// Not JSON; in strict mode only.
    Syntax,
}

/// How a text ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Behind at least one whole value.
    Whole,
    /// Inside a value.
    Cut,
    /// No value was found.
    Nothing,
}

/// What the next character may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Outside of all values.
    Outside,
    /// A value, or the closer of a list.
    Value,
    /// A name, or the closer of an object.
    Name,
    /// A colon.
    Colon,
    /// A comma or a closer.
    After,
    /// Inside a string.
    Text,
    /// A comment; what it stood in goes on behind it.
    LineComment,
    BlockComment,
}

/// A container that is open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) shape: Shape,
    pub(super) comma: bool,
}

/// What a step of the machine came to.
pub(super) enum Step {
    /// It goes on at this place.
    On(usize),
    /// It goes on at this place when there is more text.
    Wait(usize),
}

/// The scanner.
#[allow(
    clippy::struct_excessive_bools,
    reason = "facts about the place that do not exclude each other"
)]
#[derive(Debug)]
pub(crate) struct Scanner {
    pub(super) mode: Mode,
    pub(super) roots: Roots,
    pub(super) state: State,
    /// The state that a comment stands in.
    pub(super) behind: State,
    /// The place of a closer, and what it is taken for.
    pub(super) told: Option<(usize, Closer)>,
    /// What was seen of a comment that ends with its line.
    remark: Remark,
    pub(super) frames: Vec<Frame>,
    /// The closers of the frames.
    pub(super) closers: Vec<u8>,
    /// The place of a comma with nothing behind it yet.
    pub(super) comma: Option<usize>,
    /// Whether the open container has anything in it.
    pub(super) filled: bool,
    pub(super) open: Option<Open>,
    /// What was read behind a quote that is still unclear, and the length of the quote; the held text begins with it.
    pub(super) look: Option<(Look, usize)>,
    /// What such a quote turned out to be.
    pub(super) verdict: Option<Verdict>,
    /// How far a word was read that was not at its end, from its beginning.
    pub(super) looked: usize,
    /// The end of the name that was seen when the string before it ended: where it begins, where it ends.
    pub(super) ahead: Option<(usize, usize)>,
    pub(super) outside: Outside,
    /// Whether a name was written in doubled quotes, so that values may be as well.
    pub(super) doubling: bool,
    /// Whether a string was seen in the open value.
    pub(super) quoted: bool,
    /// Whether no comma stood before the value that is read.
    pub(super) lost_comma: bool,
    /// Whether the word that is read has more than one reading.
    pub(super) word_doubt: bool,
    /// Whether the value before this place ended with its line.
    pub(super) line_over: bool,
    /// Whether a space was seen in it.
    pub(super) word_spaced: bool,
    /// How many parentheses are open in it.
    pub(super) word_open: u32,
    fault: Option<Fault>,
    /// How many values are over.
    pub(super) whole: usize,
    /// Text that was pushed and could not be judged yet, behind so many bytes that are done with.
    pub(super) held: String,
    pub(super) spent: usize,
    /// Where in the text it begins.
    pub(super) base: usize,
    ended: bool,
    cut: bool,
}

impl Scanner {
    pub(crate) fn new(mode: Mode, roots: Roots) -> Self {
        Self {
            mode,
            roots,
            state: State::Outside,
            behind: State::Outside,
            told: None,
            remark: Remark::default(),
            frames: Vec::new(),
            closers: Vec::new(),
            comma: None,
            filled: false,
            open: None,
            look: None,
            verdict: None,
            looked: 0,
            ahead: None,
            outside: Outside::default(),
            doubling: false,
            quoted: false,
            lost_comma: false,
            word_doubt: false,
            line_over: false,
            word_spaced: false,
            word_open: 0,
            fault: None,
            whole: 0,
            held: String::new(),
            spent: 0,
            base: 0,
            ended: false,
            cut: false,
        }
    }

    /// Takes the next piece of the text.
    #[inline]
    pub(crate) fn push(&mut self, text: &str, sink: &mut impl Sink) -> Result<(), Fault> {
        // Most pieces of most answers lie wholly inside a string.
        if self.state == State::Text
            && self.held.is_empty()
            && self.fault.is_none()
            && let Some(open) = &mut self.open
            && open.goes_on(text)
        {
            sink.piece(text, self.base, true);
            self.base += text.len();
            return Ok(());
        }
        self.push_any(text, sink)
    }

    fn push_any(&mut self, text: &str, sink: &mut impl Sink) -> Result<(), Fault> {
        if self.held.is_empty() {
            let used = self.run_piece(text, sink)?;
            self.held.push_str(text.get(used..).unwrap_or_default());
            return Ok(());
        }
        self.held.push_str(text);
        if self.still_unclear(false) {
            return Ok(());
        }
        let mut held = std::mem::take(&mut self.held);
        let used = self.run_piece(held.get(self.spent..).unwrap_or_default(), sink)?;
        self.spent += used;
        if self.spent >= held.len() {
            held.clear();
            self.spent = 0;
        } else if self.spent > HELD {
            // What is left moves to the front once in a while, so that no byte moves more than a few times.
            held.drain(..self.spent);
            self.spent = 0;
        }
        self.held = held;
        Ok(())
    }

    fn run_piece(&mut self, text: &str, sink: &mut impl Sink) -> Result<usize, Fault> {
        let input = Input {
            text,
            base: self.base,
            last: false,
        };
        let used = self.run(&input, sink)?;
        self.base += used;
        Ok(used)
    }

    /// Says that the text is over.
    pub(crate) fn finish(&mut self, sink: &mut impl Sink) -> Result<End, Fault> {
        self.still_unclear(true);
        let held = std::mem::take(&mut self.held);
        let spent = std::mem::take(&mut self.spent);
        self.finish_with(held.get(spent..).unwrap_or_default(), sink)
    }

    /// Takes a whole text at once; nothing of it is copied.
    pub(crate) fn scan_whole(&mut self, text: &str, sink: &mut impl Sink) -> Result<End, Fault> {
        self.finish_with(text, sink)
    }

    fn finish_with(&mut self, text: &str, sink: &mut impl Sink) -> Result<End, Fault> {
        if !self.ended {
            self.ended = true;
            let input = Input {
                text,
                base: self.base,
                last: true,
            };
            let used = self.run(&input, sink)?;
            self.base += used;
            self.close_all(sink)?;
        }
        Ok(if self.cut {
            End::Cut
        } else if self.whole > 0 {
            End::Whole
        } else {
            End::Nothing
        })
    }

    /// The text is over; what is still open is cut.
    fn close_all(&mut self, sink: &mut impl Sink) -> Result<(), Fault> {
        let at = self.base;
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

    /// Goes through a piece, and says how many of its bytes are done with.
    fn run(&mut self, input: &Input<'_>, sink: &mut impl Sink) -> Result<usize, Fault> {
        let mut at = 0;
        loop {
            if let Some(fault) = self.fault {
                return Err(fault);
            }
            let step = match self.state {
                State::Outside => self.outside(input, at, sink),
                State::Text => self.text(input, at, sink),
                State::Value => self.value(input, at, sink),
                State::Name => self.name(input, at, sink),
                State::Colon => self.colon(input, at, sink),
                State::After => self.after(input, at, sink),
                State::LineComment => self.line_comment(input, at, sink),
                State::BlockComment => self.block_comment(input, at),
            };
            match step {
                Step::On(next) => at = next,
                Step::Wait(next) => {
                    if let Some(fault) = self.fault {
                        return Err(fault);
                    }
                    return Ok(next);
                }
            }
        }
    }

    fn line_comment(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let rest = input.bytes().get(at..).unwrap_or_default();
        let length = rest.iter().position(|&b| matches!(b, b'\n' | b'\r'));
        self.remark
            .read(rest.get(..length.unwrap_or(rest.len())).unwrap_or_default());
        if length.is_some() || input.last {
            self.state = self.behind;
            if self.remark.is_half_quoted() && !self.frames.is_empty() {
                self.doubt(About::Container, HALF_QUOTED, input, at, sink);
            }
            self.remark = Remark::default();
        }
        length.map_or(Step::Wait(input.text.len()), |length| Step::On(at + length))
    }

    fn block_comment(&mut self, input: &Input<'_>, at: usize) -> Step {
        let mut from = at;
        loop {
            let rest = input.bytes().get(from..).unwrap_or_default();
            match rest.iter().position(|&b| b == b'*') {
                None => return Step::Wait(input.text.len()),
                Some(length) => match input.byte(from + length + 1) {
                    Some(b'/') => {
                        self.state = self.behind;
                        return Step::On(from + length + 2);
                    }
                    Some(_) => from += length + 1,
                    None if input.last => return Step::Wait(input.text.len()),
                    None => return Step::Wait(from + length),
                },
            }
        }
    }

    pub(super) fn strict(&self) -> bool {
        self.mode == Mode::Strict
    }

    pub(super) fn fail(&mut self, cause: Cause, at: usize) {
        self.fault.get_or_insert(Fault { cause, at });
    }

    pub(super) fn failed(&self) -> bool {
        self.fault.is_some()
    }

    /// Tells a repair; in strict mode nothing is repaired.
    pub(super) fn repair(
        &mut self,
        kind: RepairKind,
        input: &Input<'_>,
        from: usize,
        to: usize,
        sink: &mut impl Sink,
    ) {
        if self.strict() {
            self.fail(Cause::Syntax, input.base + from);
        } else {
            sink.repair(kind, input.base + from..input.base + to);
        }
    }

    pub(super) fn doubt(
        &mut self,
        about: About,
        why: &'static str,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) {
        if self.strict() {
            self.fail(Cause::Syntax, input.base + at);
        } else {
            sink.doubt(about, why);
        }
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
    pub(super) fn enter(
        &mut self,
        shape: Shape,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) {
        if self.frames.len() >= MAX_DEPTH {
            self.fail(Cause::TooDeep, input.base + at);
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
        sink.open(shape, input.base + at);
    }

    /// Closes the innermost container.
    pub(super) fn leave(&mut self, end: usize, sink: &mut impl Sink) {
        if let Some(frame) = self.frames.pop() {
            self.closers.pop();
            sink.close(frame.shape, end, frame.comma, false);
            self.done(end, sink);
        }
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
            .and_then(|(place, closer)| (place == input.base + at).then_some(closer));
        if told == Some(Closer::Extra) {
            self.repair(RepairKind::ExtraCloser, input, at, at + 1, sink);
            return Step::On(at + 1);
        }
        if let Some(comma) = self.comma.take() {
            if !self.filled {
                // `[,]`: there may have been something.
                self.doubt(About::Container, "a comma and no value", input, at, sink);
            }
            if self.strict() {
                self.fail(Cause::Syntax, comma);
            } else {
                sink.repair(RepairKind::TrailingComma, comma..comma + 1);
            }
        }
        let end = input.base + at + 1;
        if self.closers.last() == Some(&byte) {
            self.leave(end, sink);
        } else if told.is_none() && self.closers.contains(&byte) {
            while self.closers.last().is_some_and(|&closer| closer != byte) {
                self.repair(RepairKind::MissingCloser, input, at, at, sink);
                self.leave(input.base + at, sink);
            }
            self.leave(end, sink);
        } else {
            self.repair(RepairKind::WrongCloser, input, at, at + 1, sink);
            self.leave(end, sink);
        }
        Step::On(at + 1)
    }

    /// Skips what may stand between tokens, and gives the place of the next one.
    ///
    /// # Errors
    /// `Step` when the machine has to go on elsewhere: in a comment, outside, or with more text.
    #[inline]
    pub(super) fn space(
        &mut self,
        input: &Input<'_>,
        from: usize,
        sink: &mut impl Sink,
    ) -> Result<(usize, u8), Step> {
        match input.byte(from) {
            Some(byte) if bytes::is_token(byte) => Ok((from, byte)),
            _ => self.any_space(input, from, sink),
        }
    }

    fn any_space(
        &mut self,
        input: &Input<'_>,
        from: usize,
        sink: &mut impl Sink,
    ) -> Result<(usize, u8), Step> {
        let mut at = bytes::skip_space(input.bytes(), from);
        loop {
            let Some(byte) = input.byte(at) else {
                return Err(Step::Wait(at));
            };
            match byte {
                byte if bytes::is_token(byte) => return Ok((at, byte)),
                _ => match self.odd(byte, input, at, sink)? {
                    Some(next) => at = bytes::skip_space(input.bytes(), next),
                    None => return Ok((at, byte)),
                },
            }
        }
    }

    /// The rarer things between tokens; where they end, or nothing when it is none of them.
    fn odd(
        &mut self,
        byte: u8,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Result<Option<usize>, Step> {
        if self.strict() || self.looked > 0 {
            return Ok(None);
        }
        match byte {
            b'#' => {
                // `#fff` is a text, `# like this` a comment.
                match input.byte(at + 1) {
                    None if !input.last => return Err(Step::Wait(at)),
                    Some(b) if !bytes::is_space(b) && self.state == State::Value => {
                        return Ok(None);
                    }
                    _ => {}
                }
                self.repair(RepairKind::Comment, input, at, at + 1, sink);
                self.behind = self.state;
                self.state = State::LineComment;
                Err(Step::On(at + 1))
            }
            b'/' => {
                self.state = match input.byte(at + 1) {
                    None if !input.last => return Err(Step::Wait(at)),
                    Some(b'/') => {
                        self.behind = self.state;
                        State::LineComment
                    }
                    Some(b'*') => {
                        self.behind = self.state;
                        State::BlockComment
                    }
                    _ => return Ok(None),
                };
                self.repair(RepairKind::Comment, input, at, at + 2, sink);
                Err(Step::On(at + 2))
            }
            b'\\' => match input.byte(at + 1) {
                None if !input.last => Err(Step::Wait(at)),
                Some(b'n' | b'r' | b't') => {
                    self.repair(RepairKind::Escaped, input, at, at + 2, sink);
                    Ok(Some(at + 2))
                }
                Some(b'"') if !self.frames.is_empty() && !self.quoted => {
                    self.outside.deaf = true;
                    self.abandon(input.base + at, RootEnd::Escaped, sink);
                    Err(Step::On(at + 1))
                }
                _ => Ok(None),
            },
            b'`' => match input.starts(at, "```") {
                None => Err(Step::Wait(at)),
                Some(false) => Ok(None),
                Some(true) if input.byte(at + 3).is_none() && !input.last => Err(Step::Wait(at)),
                Some(true) => {
                    self.fence_inside(input, at, sink);
                    Err(Step::On(at))
                }
            },
            b'<' => {
                if self.frames.is_empty() {
                    return Ok(None);
                }
                match self.outside.is_close_tag(input, at) {
                    None => Err(Step::Wait(at)),
                    Some(false) => Ok(None),
                    Some(true) => {
                        self.abandon(input.base + at, RootEnd::Cut, sink);
                        Err(Step::On(at))
                    }
                }
            }
            _ => match input.char(at) {
                Some(c) if bytes::is_odd_space(c) => {
                    let end = at + c.len_utf8();
                    self.repair(RepairKind::OddSpace, input, at, end, sink);
                    Ok(Some(end))
                }
                _ => Ok(None),
            },
        }
    }

    /// A fence between the tokens of a value: the end of it.
    fn fence_inside(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) {
        // Behind one that closes stands nothing.
        let opens = input
            .byte(at + 3)
            .is_some_and(|b| b.is_ascii_alphanumeric());
        if opens || !self.outside.in_fence() || matches!(self.state, State::Colon) {
            self.abandon(input.base + at, RootEnd::Cut, sink);
            return;
        }
        if self.state == State::Value && self.top() == Some(Shape::Object) {
            self.abandon(input.base + at, RootEnd::Cut, sink);
            return;
        }
        while !self.frames.is_empty() {
            self.repair(RepairKind::MissingCloser, input, at, at, sink);
            self.leave(input.base + at, sink);
        }
    }

    pub(super) fn is_callee(word: &str, next: Option<u8>) -> bool {
        words::is_callee(word)
            && (matches!(next, Some(b'"' | b'\'' | b'{' | b'[')) || words::is_known_callee(word))
    }

    pub(super) fn sure(cut: bool) -> Trust {
        if cut { Trust::Cut } else { Trust::Sure }
    }
}
