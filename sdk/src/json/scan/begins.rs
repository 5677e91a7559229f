//! Where a value may begin in text.

use super::bare::PEEK;
use super::bytes::{self, is_odd_space};
use super::input::Input;
use super::machine::{Scanner, Step};
use super::numbers;
use super::quotes::Family;
use super::repairs::RepairKind;
use super::sink::{Role, Shape, Sink};
use super::words;

/// How long a number or literal may be that stands alone.
const ALONE: usize = 400;

/// How long a number may be that shows that a list begins.
const NUMBER: usize = 64;

/// How far the look behind a bracket in prose got.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Probe {
    #[default]
    Space,
    Word,
    Colon,
}

impl Scanner {
    /// The first character that is no space; how far was looked is kept.
    pub(super) fn behind_space(&mut self, input: &Input<'_>, from: usize) -> Option<char> {
        let mut end = from + self.looked;
        while let Some(c) = input.char(end)
            && (c.is_ascii_whitespace() || is_odd_space(c))
        {
            end += c.len_utf8();
        }
        let found = input.char(end);
        self.looked = if found.is_none() && !input.last {
            end - from
        } else {
            0
        };
        found
    }

    /// A number, a literal or a call that may stand alone.
    pub(super) fn alone(
        &mut self,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Result<usize, Step> {
        let rest = input.bytes().get(at..).unwrap_or_default();
        let word = rest
            .iter()
            .skip(self.looked)
            .position(|&b| {
                !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'.' | b'$'))
            })
            .map_or(rest.len(), |length| length + self.looked);
        let end = at + word;
        if word > ALONE {
            self.looked = 0;
            self.outside.stale();
            return Ok(end);
        }
        if end == input.text.len() && !input.last {
            self.looked = word;
            return Err(Step::Wait(at));
        }
        self.looked = 0;
        let text = input.slice(at, end);
        let known = words::atom(text).is_some() || numbers::is_number(text);
        if input.byte(end) == Some(b'(') {
            match input.byte(end + 1) {
                None if !input.last => return Err(Step::Wait(at)),
                next if words::is_callee(text)
                    && matches!(
                        next,
                        Some(b'"' | b'\'' | b'[' | b'-' | b't' | b'f' | b'n' | b'0'..=b'9')
                    ) =>
                {
                    sink.begin(at, self.outside.fence);
                    self.repair(RepairKind::Wrapper, at, end + 1, sink);
                    self.enter(Shape::Call, at, sink);
                    return Err(Step::On(end + 1));
                }
                _ => {}
            }
        }
        let mut after = end;
        while matches!(input.byte(after), Some(b' ' | b'\t' | b';')) && after - end < 16 {
            after += 1;
        }
        match input.byte(after) {
            None if !input.last => return Err(Step::Wait(at)),
            None | Some(b'\n' | b'\r' | b'`' | b'<' | b'/') if known => {
                sink.begin(at, self.outside.fence);
                self.give_word(Role::Root, input, at, end, None, false, sink);
                return Err(Step::On(end));
            }
            _ => {}
        }
        self.outside.stale();
        Ok(end)
    }

    /// A brace: an object, when what follows it looks like one.
    pub(super) fn brace(
        &mut self,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Result<usize, Step> {
        if !self.outside.fresh {
            let mut end = at + self.looked.max(1);
            let begins = loop {
                let Some(c) = input.char(end) else {
                    if input.last {
                        // The text may have been cut just here.
                        break true;
                    }
                    self.looked = end - at;
                    return Err(Step::Wait(at));
                };
                let space = c.is_ascii_whitespace() || is_odd_space(c);
                match self.outside.probe {
                    _ if space && self.outside.probe != Probe::Word => {}
                    Probe::Space if Family::opened_by(c).is_some() => break true,
                    Probe::Space if matches!(c, '}' | '\\' | '/' | '#') => break true,
                    Probe::Space if c.is_alphanumeric() || matches!(c, '_' | '$') => {
                        self.outside.probe = Probe::Word;
                    }
                    Probe::Word if space => self.outside.probe = Probe::Colon,
                    Probe::Word | Probe::Colon if c == ':' => break true,
                    // `{note": 1}` lost a quote.
                    Probe::Word if c == '"' => break true,
                    Probe::Word if c.is_alphanumeric() || matches!(c, '_' | '$' | '-') => {}
                    _ => break false,
                }
                end += c.len_utf8();
            };
            self.outside.probe = Probe::Space;
            self.looked = 0;
            if !begins {
                return Ok(at + 1);
            }
        }
        Err(self.root(Shape::Object, at, sink))
    }

    /// A bracket: a list, when what follows it looks like one.
    pub(super) fn bracket(
        &mut self,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Result<usize, Step> {
        if !self.outside.fresh {
            let mut end = at + self.looked.max(1);
            while let Some(c) = input.char(end)
                && (c.is_ascii_whitespace() || is_odd_space(c))
            {
                end += c.len_utf8();
            }
            let Some(c) = input.char(end) else {
                if !input.last {
                    self.looked = end - at;
                    return Err(Step::Wait(at));
                }
                sink.begin(at, self.outside.fence);
                self.enter(Shape::Array, at, sink);
                return Err(Step::On(at + 1));
            };
            let mut begins = Family::opened_by(c).is_some()
                || matches!(c, '{' | '[' | ']' | '-' | '/' | '\\' | '0'..='9');
            for word in [
                "true",
                "false",
                "null",
                "True",
                "False",
                "None",
                "# ",
                "ObjectId(",
                "NumberLong(",
                "NumberInt(",
                "ISODate(",
            ] {
                match input.starts(end, word) {
                    None => return Err(Step::Wait(at)),
                    Some(found) => begins |= found,
                }
            }
            if matches!(c, '+' | '.') {
                begins = begins_with_number(input, end).ok_or(Step::Wait(at))?;
            }
            self.looked = 0;
            if !begins {
                return Ok(at + 1);
            }
        }
        Err(self.root(Shape::Array, at, sink))
    }

    /// A value begins with its bracket.
    fn root(&mut self, shape: Shape, at: usize, sink: &mut impl Sink) -> Step {
        sink.begin(at, self.outside.fence);
        if let Some(end) = sink.skip(at) {
            self.done(end, sink);
            return Step::On(end);
        }
        self.enter(shape, at, sink);
        Step::On(at + 1)
    }
}

/// Whether a number stands here, with a comma or the closer of a list behind it: `[+1, 2]`, but not `[+1 for details]`;
/// nothing when more text is needed.
fn begins_with_number(input: &Input<'_>, from: usize) -> Option<bool> {
    let bytes = input.bytes();
    let near = bytes.get(..from + NUMBER).unwrap_or(bytes);
    let end = bytes::skip_word(near, from);
    let next = bytes::skip_space(bytes.get(..end + PEEK).unwrap_or(bytes), end);
    match input.byte(next) {
        None if !input.last => None,
        // The text may have been cut just here.
        None => {
            let digits = input.slice(from, end).trim_start_matches(['+', '.']);
            Some(digits.bytes().next().is_none_or(|b| b.is_ascii_digit()))
        }
        Some(b',' | b']') => Some(numbers::is_number(input.slice(from, end))),
        _ => Some(false),
    }
}
