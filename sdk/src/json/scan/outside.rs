//! Text around values: prose, fences, reasoning blocks, and where a value may begin in them.

use super::begins::Probe;
use super::bytes::{is_odd_space, is_space};
use super::input::Input;
use super::machine::{Roots, Scanner, State, Step};
use super::quotes::Family;
use super::repairs::RepairKind;
use super::sink::{Shape, Sink};

/// The state between values.
#[allow(
    clippy::struct_excessive_bools,
    reason = "facts about the place that do not exclude each other"
)]
#[derive(Debug)]
pub(super) struct Outside {
    pub(super) fence: bool,
    /// Behind an opening fence, where its tag may stand.
    pub(super) tag: bool,
    /// Whether nothing but space came since the text, a fence or a value began or ended.
    pub(super) fresh: bool,
    /// Directly behind a value.
    pub(super) behind: bool,
    /// A reasoning block that is open: where it begins, and what closes it.
    pub(super) reasoning: Option<(usize, &'static str)>,
    pub(super) probe: Probe,
    /// Behind a value that has to be read from text without its escapes, and so has all that follows.
    pub(super) deaf: bool,
}

impl Default for Outside {
    fn default() -> Self {
        Self {
            fence: false,
            tag: false,
            fresh: true,
            behind: false,
            reasoning: None,
            probe: Probe::Space,
            deaf: false,
        }
    }
}

impl Outside {
    pub(super) fn in_fence(&self) -> bool {
        self.fence
    }

    pub(super) fn in_reasoning(&self) -> bool {
        self.reasoning.is_some()
    }

    pub(super) fn reasoning_from(&self) -> usize {
        self.reasoning.map_or(0, |(from, _)| from)
    }

    pub(super) fn behind_root(&mut self) {
        self.fresh = true;
        self.behind = true;
    }

    pub(super) fn stale(&mut self) {
        self.fresh = false;
        self.behind = false;
    }
}

/// What was seen of a comment that ends with its line: with an odd number of quotes it may be the rest of a text that
/// lost one, as in `["a // b", "c"]` without its first.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Remark {
    odd: bool,
    escaped: bool,
}

impl Remark {
    pub(crate) fn read(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.odd ^= byte == b'"' && !self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
        }
    }

    pub(crate) fn is_half_quoted(self) -> bool {
        self.odd
    }
}

impl Scanner {
    /// Outside of all values.
    pub(super) fn outside(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        if self.strict() {
            return self.strict_outside(input, at, sink);
        }
        if self.outside.deaf {
            return Step::Wait(input.text.len());
        }
        if let Some((from, closing)) = self.outside.reasoning {
            return self.reasoning(from, closing, input, at, sink);
        }
        let mut at = at;
        while let Some(byte) = input.byte(at) {
            if self.outside.tag {
                if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.' | b'`')
                {
                    at += 1;
                    continue;
                }
                self.outside.tag = false;
            }
            let step = match byte {
                b'`' => self.ticks(input, at, sink),
                b'<' | 0xe2 => self.tag(byte, input, at, sink),
                b'{' => self.brace(input, at, sink),
                b'[' => match self.tag(byte, input, at, sink) {
                    Ok(_) if self.outside.reasoning.is_none() => self.bracket(input, at, sink),
                    other => other,
                },
                _ if !self.outside.fresh => {
                    at += 1;
                    continue;
                }
                _ => self.fresh(byte, input, at, sink),
            };
            match step {
                Ok(next) => at = next,
                Err(step) => return step,
            }
            if self.outside.reasoning.is_some() {
                return Step::On(at);
            }
        }
        Step::Wait(at)
    }

    fn strict_outside(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        match self.space(input, at, sink) {
            Err(step) => step,
            Ok((at, _)) if self.outside.behind => {
                self.fail(super::machine::Cause::Syntax, at);
                Step::On(at)
            }
            Ok((at, _)) => {
                sink.begin(at, false);
                self.state = State::Value;
                Step::On(at)
            }
        }
    }

    fn ticks(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Result<usize, Step> {
        match input.starts(at, "```") {
            None => Err(Step::Wait(at)),
            Some(false) => {
                self.outside.behind = false;
                Ok(at + 1)
            }
            Some(true) => {
                self.outside.stale();
                self.outside.fence = !self.outside.fence;
                if self.outside.fence {
                    self.outside.tag = true;
                    self.outside.fresh = true;
                    self.repair(RepairKind::Fence, at, at + 3, sink);
                }
                Ok(at + 3)
            }
        }
    }

    /// The first character that may matter where a value may stand alone.
    pub(super) fn fresh(
        &mut self,
        byte: u8,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Result<usize, Step> {
        let c = input.char(at).unwrap_or('\0');
        let alone = self.roots == Roots::Any;
        match byte {
            _ if is_space(byte) || is_odd_space(c) => Ok(at + c.len_utf8()),
            b'}' | b']' | b')' if self.outside.behind => {
                self.repair(RepairKind::ExtraCloser, at, at + 1, sink);
                Ok(at + 1)
            }
            b',' | b';' if self.outside.behind => Ok(at + 1),
            b'/' => match input.byte(at + 1) {
                None if !input.last => Err(Step::Wait(at)),
                Some(b'/' | b'*') => {
                    self.repair(RepairKind::Comment, at, at + 2, sink);
                    self.behind = State::Outside;
                    self.state = if input.byte(at + 1) == Some(b'/') {
                        State::LineComment
                    } else {
                        State::BlockComment
                    };
                    Err(Step::On(at + 2))
                }
                _ => {
                    self.outside.stale();
                    Ok(at + 1)
                }
            },
            b'(' => {
                let next = self.behind_space(input, at + 1);
                if next.is_none() && !input.last {
                    return Err(Step::Wait(at));
                }
                let begins = next.is_none_or(|next| {
                    Family::opened_by(next).is_some()
                        || matches!(next, '#' | '/' | '(' | '[' | '{' | '-' | '0'..='9')
                });
                if !begins {
                    self.outside.stale();
                    return Ok(at + 1);
                }
                sink.begin(at, self.outside.fence);
                self.repair(RepairKind::Tuple, at, at + 1, sink);
                self.enter(Shape::Paren, at, sink);
                Err(Step::On(at + 1))
            }
            _ if alone && byte != b'`' && Family::opened_by(c).is_some() => {
                let family = Family::opened_by(c).unwrap_or(Family::Double);
                sink.begin(at, self.outside.fence);
                let role = super::sink::Role::Root;
                Err(self.string(role, family, input, at, c.len_utf8(), sink))
            }
            _ if alone
                && (byte.is_ascii_alphanumeric()
                    || matches!(byte, b'-' | b'+' | b'.' | b'_' | b'$')) =>
            {
                self.alone(input, at, sink)
            }
            _ => {
                self.outside.stale();
                Ok(at + c.len_utf8())
            }
        }
    }
}
