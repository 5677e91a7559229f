//! What may stand between tokens: space, comments, fences, and what is none of them.

use super::bytes;
use super::input::Input;
use super::machine::{Scanner, State, Step};
use super::open::Open;
use super::outside::Remark;
use super::quotes::Family;
use super::repairs::RepairKind;
use super::sink::{About, Role, RootEnd, Shape, Sink};
use super::tags::is_close_tag;

const CODE: &str = "a block of code stands where a value belongs";
const HALF_QUOTED: &str = "the half of a pair of quotes stands in a comment";

impl Scanner {
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
                self.repair(RepairKind::Comment, at, at + 1, sink);
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
                self.repair(RepairKind::Comment, at, at + 2, sink);
                Err(Step::On(at + 2))
            }
            b'\\' => match input.byte(at + 1) {
                None if !input.last => Err(Step::Wait(at)),
                Some(b'n' | b'r' | b't') => {
                    self.repair(RepairKind::Escaped, at, at + 2, sink);
                    Ok(Some(at + 2))
                }
                Some(b'"') if !self.frames.is_empty() && !self.quoted => {
                    self.outside.deaf = true;
                    self.abandon(at, RootEnd::Escaped, sink);
                    Err(Step::On(at + 1))
                }
                _ => Ok(None),
            },
            b'`' => match input.starts(at, "```") {
                None => Err(Step::Wait(at)),
                Some(false) => Ok(None),
                Some(true) if input.byte(at + 3).is_none() && !input.last => Err(Step::Wait(at)),
                Some(true) if self.is_code(input, at) => Err(self.code(at, sink)),
                Some(true) => {
                    self.fence_inside(input, at, sink);
                    Err(Step::On(at))
                }
            },
            b'<' => {
                if self.frames.is_empty() {
                    return Ok(None);
                }
                match is_close_tag(input, at) {
                    None => Err(Step::Wait(at)),
                    Some(false) => Ok(None),
                    Some(true) => {
                        self.abandon(at, RootEnd::Cut, sink);
                        Err(Step::On(at))
                    }
                }
            }
            _ => match input.char(at) {
                Some(c) if bytes::is_odd_space(c) => {
                    let end = at + c.len_utf8();
                    self.repair(RepairKind::OddSpace, at, end, sink);
                    Ok(Some(end))
                }
                _ => Ok(None),
            },
        }
    }

    /// Whether three backticks on the line of a name and its colon begin a block of code, which stands there as the value.
    fn is_code(&self, input: &Input<'_>, at: usize) -> bool {
        let before = input.slice(0, at).trim_end_matches([' ', '\t']);
        self.state == State::Value && self.role() == Role::Member && before.ends_with(':')
    }

    /// A block of code as a value: which of its lines are meant is not known.
    fn code(&mut self, at: usize, sink: &mut impl Sink) -> Step {
        sink.string_start(Role::Member, at);
        self.repair(RepairKind::Fence, at, at + 3, sink);
        let open = self.open.insert(Open::new(Role::Member, Family::Backtick));
        open.triple = true;
        open.doubt = Some(CODE);
        self.quoted = true;
        self.state = State::Text;
        Step::On(at + 3)
    }

    /// A fence between the tokens of a value: the end of it.
    fn fence_inside(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) {
        // Behind one that closes stands nothing.
        let opens = input
            .byte(at + 3)
            .is_some_and(|b| b.is_ascii_alphanumeric());
        if opens || !self.outside.in_fence() || matches!(self.state, State::Colon) {
            self.abandon(at, RootEnd::Cut, sink);
            return;
        }
        if self.state == State::Value && self.top() == Some(Shape::Object) {
            self.abandon(at, RootEnd::Cut, sink);
            return;
        }
        while !self.frames.is_empty() {
            self.repair(RepairKind::MissingCloser, at, at, sink);
            self.leave(at, sink);
        }
    }

    pub(super) fn line_comment(
        &mut self,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Step {
        let rest = input.bytes().get(at..).unwrap_or_default();
        let length = rest.iter().position(|&b| matches!(b, b'\n' | b'\r'));
        self.remark
            .read(rest.get(..length.unwrap_or(rest.len())).unwrap_or_default());
        if length.is_some() || input.last {
            self.state = self.behind;
            if self.remark.is_half_quoted() && !self.frames.is_empty() {
                self.doubt(About::Container, HALF_QUOTED, at, sink);
            }
            self.remark = Remark::default();
        }
        length.map_or(Step::Wait(input.text.len()), |length| Step::On(at + length))
    }

    pub(super) fn block_comment(&mut self, input: &Input<'_>, at: usize) -> Step {
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
}
