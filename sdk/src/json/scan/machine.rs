//! The state between pieces, and the loop over a piece.

use super::frames::Frame;
use super::input::Input;
use super::lane::Lane;
use super::look::Look;
use super::numbers::Spelling;
use super::open::Open;
use super::outside::{Outside, Remark};
use super::quotes::Verdict;
use super::repairs::RepairKind;
use super::sink::{About, Sink};
use super::words;
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
    pub(super) remark: Remark,
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
    /// A number in another spelling, as JSON writes it.
    pub(super) spelled: Spelling,
    /// Whether a space was seen in it.
    pub(super) word_spaced: bool,
    /// How many parentheses are open in it.
    pub(super) word_open: u32,
    pub(super) fault: Option<Fault>,
    /// How many values are over.
    pub(super) whole: usize,
    /// How much of the text is done with; what is behind it could not be judged yet.
    pub(super) base: usize,
    /// The short way through plain JSON.
    pub(super) lane: Lane,
    pub(super) ended: bool,
    pub(super) cut: bool,
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
            spelled: Spelling::default(),
            word_spaced: false,
            word_open: 0,
            fault: None,
            whole: 0,
            base: 0,
            lane: Lane::default(),
            ended: false,
            cut: false,
        }
    }

    /// Reads on in a text that has grown; `text` is all of it, and what was pushed before is its beginning.
    #[inline]
    pub(crate) fn push(&mut self, text: &str, sink: &mut impl Sink) -> Result<(), Fault> {
        loop {
            if self.lane.is_open() && self.glide(text, sink) {
                return self.fault.map_or(Ok(()), Err);
            }
            if self.state == State::Text && self.push_text(text, sink) {
                return self.fault.map_or(Ok(()), Err);
            }
            let input = Input { text, last: false };
            self.base = self.run(&input, self.base, sink)?;
            if !self.lane.is_open() {
                return Ok(());
            }
        }
    }

    /// Says that the text is over; it is the one that was pushed last.
    pub(crate) fn finish(&mut self, text: &str, sink: &mut impl Sink) -> Result<End, Fault> {
        self.leave_lane(text);
        self.settle(text);
        self.finish_with(text, sink)
    }

    /// Takes a whole text at once.
    pub(crate) fn scan_whole(&mut self, text: &str, sink: &mut impl Sink) -> Result<End, Fault> {
        // The short way knows nothing of a closer that is told.
        if !self.strict() && self.told.is_none() {
            self.push(text, sink)?;
        }
        self.finish(text, sink)
    }

    pub(super) fn finish_with(&mut self, text: &str, sink: &mut impl Sink) -> Result<End, Fault> {
        if !self.ended {
            self.ended = true;
            let input = Input { text, last: true };
            self.base = self.run(&input, self.base, sink)?;
            self.close_all(text, sink)?;
        }
        Ok(if self.cut {
            End::Cut
        } else if self.whole > 0 {
            End::Whole
        } else {
            End::Nothing
        })
    }

    /// Goes through the text from a place on, and says how much of it is done with.
    fn run(
        &mut self,
        input: &Input<'_>,
        from: usize,
        sink: &mut impl Sink,
    ) -> Result<usize, Fault> {
        let mut at = from;
        loop {
            if let Some(fault) = self.fault {
                return Err(fault);
            }
            if self.enter_lane(input, at) {
                return Ok(at);
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
                Step::On(next) if next == input.text.len() && !input.last => {
                    return self.fault.map_or(Ok(next), Err);
                }
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
        from: usize,
        to: usize,
        sink: &mut impl Sink,
    ) {
        if self.strict() {
            self.fail(Cause::Syntax, from);
        } else {
            sink.repair(kind, from..to);
        }
    }

    pub(super) fn doubt(
        &mut self,
        about: About,
        why: &'static str,
        at: usize,
        sink: &mut impl Sink,
    ) {
        if self.strict() {
            self.fail(Cause::Syntax, at);
        } else {
            sink.doubt(about, why);
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
