//! Text around values: prose, fences, reasoning blocks, and where a value may begin in them.

use super::bytes::{is_odd_space, is_space};
use super::input::Input;
use super::machine::{Roots, Scanner, State, Step};
use super::numbers::{self, Number};
use super::quotes::Family;
use super::repairs::RepairKind;
use super::sink::{Shape, Sink};
use super::words;

/// Reasoning blocks as models write them, or as their hosts leave them in the text.
const BLOCKS: [(&str, &str); 11] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<thoughts>", "</thoughts>"),
    ("<reasoning>", "</reasoning>"),
    ("<reflection>", "</reflection>"),
    ("<scratchpad>", "</scratchpad>"),
    ("<analysis>", "</analysis>"),
    ("[THINK]", "[/THINK]"),
    ("\u{25c1}think\u{25b7}", "\u{25c1}/think\u{25b7}"),
    (
        "<|channel|>analysis<|message|>",
        "<|channel|>final<|message|>",
    ),
];

/// No tag has a longer word.
const TAG: usize = 24;

/// How long a number or literal may be that stands alone.
const ALONE: usize = 400;

/// The state between values.
#[allow(
    clippy::struct_excessive_bools,
    reason = "facts about the place that do not exclude each other"
)]
#[derive(Debug)]
pub(super) struct Outside {
    fence: bool,
    /// Behind an opening fence, where its tag may stand.
    tag: bool,
    /// Whether nothing but space came since the text, a fence or a value began or ended.
    fresh: bool,
    /// Directly behind a value.
    behind: bool,
    /// A reasoning block that is open: where it begins, and what closes it.
    reasoning: Option<(usize, &'static str)>,
    probe: Probe,
    /// Behind a value that has to be read from text without its escapes, and so has all that follows.
    pub(super) deaf: bool,
}

/// How far the look behind a bracket in prose got.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Probe {
    #[default]
    Space,
    Word,
    Colon,
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

    /// Whether a tag that closes a reasoning block stands here.
    #[allow(clippy::unused_self, reason = "asked of the text around values")]
    pub(super) fn is_close_tag(&self, input: &Input<'_>, at: usize) -> Option<bool> {
        find_tag(input, at).map(|found| matches!(found, Some((_, Tag::Close))))
    }

    fn stale(&mut self) {
        self.fresh = false;
        self.behind = false;
    }
}

/// What was seen of a comment that ends with its line: with an odd number of quotes it may be the rest of a text that
/// lost one, as in `["a // b", "c"]` without its first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Remark {
    odd: bool,
    escaped: bool,
}

impl Remark {
    pub(super) fn read(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.odd ^= byte == b'"' && !self.escaped;
            self.escaped = byte == b'\\' && !self.escaped;
        }
    }

    pub(super) fn is_half_quoted(self) -> bool {
        self.odd
    }
}

enum Tag {
    Open(&'static str),
    Close,
}

/// The tag at a place and its length; an outer nothing when more text is needed.
#[allow(
    clippy::option_option,
    reason = "not yet, no, and yes are three answers"
)]
fn find_tag(input: &Input<'_>, at: usize) -> Option<Option<(usize, Tag)>> {
    let mut open = false;
    // A word that goes on may become a tag; which one is asked when it ends, so that small pieces cost no more.
    let rest = input.bytes().get(at + 1..).unwrap_or_default();
    if input.byte(at) != Some(0xe2) {
        let end = rest
            .iter()
            .take(TAG)
            .position(|b| !(b.is_ascii_alphabetic() || matches!(b, b'/' | b'|')));
        match end.and_then(|end| rest.get(end)) {
            Some(b'>' | b']') => {}
            None if rest.len() < TAG && !input.last => return None,
            _ => return Some(None),
        }
    }
    for (opening, closing) in BLOCKS {
        for (word, tag) in [(opening, Tag::Open(closing)), (closing, Tag::Close)] {
            match input.starts(at, word) {
                Some(true) => return Some(Some((word.len(), tag))),
                Some(false) => {}
                None => open = true,
            }
        }
    }
    if open { None } else { Some(None) }
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
                self.fail(super::machine::Cause::Syntax, input.base + at);
                Step::On(at)
            }
            Ok((at, _)) => {
                sink.begin(input.base + at, false);
                self.state = State::Value;
                Step::On(at)
            }
        }
    }

    fn reasoning(
        &mut self,
        from: usize,
        closing: &'static str,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Step {
        let rest = input.text.get(at..).unwrap_or_default();
        if let Some(found) = rest.find(closing) {
            let end = at + found + closing.len();
            sink.reasoning(from..input.base + end, true);
            self.outside.reasoning = None;
            self.outside.fresh = true;
            self.outside.behind = false;
            return Step::On(end);
        }
        // The closing tag may be at the end in part.
        let mut keep = (closing.len() - 1).min(rest.len());
        while !input.text.is_char_boundary(input.text.len() - keep) {
            keep -= 1;
        }
        Step::Wait(if input.last {
            input.text.len()
        } else {
            input.text.len() - keep
        })
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
                    self.repair(RepairKind::Fence, input, at, at + 3, sink);
                }
                Ok(at + 3)
            }
        }
    }

    fn tag(
        &mut self,
        byte: u8,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Result<usize, Step> {
        let found = find_tag(input, at).ok_or(Step::Wait(at))?;
        match found {
            None if byte == b'[' => Ok(at),
            None if self.outside.fresh => self.fresh(byte, input, at, sink),
            None => Ok(at + input.char(at).map_or(1, char::len_utf8)),
            Some((length, Tag::Open(closing))) => {
                self.outside.reasoning = Some((input.base + at, closing));
                Ok(at + length)
            }
            Some((length, Tag::Close)) => {
                sink.reasoning(0..input.base + at + length, true);
                self.outside.fresh = true;
                self.outside.behind = false;
                if byte == b'[' {
                    return Err(Step::On(at + length));
                }
                Ok(at + length)
            }
        }
    }

    /// The first character that may matter where a value may stand alone.
    fn fresh(
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
                self.repair(RepairKind::ExtraCloser, input, at, at + 1, sink);
                Ok(at + 1)
            }
            b',' | b';' if self.outside.behind => Ok(at + 1),
            b'/' => match input.byte(at + 1) {
                None if !input.last => Err(Step::Wait(at)),
                Some(b'/' | b'*') => {
                    self.repair(RepairKind::Comment, input, at, at + 2, sink);
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
                sink.begin(input.base + at, self.outside.fence);
                self.repair(RepairKind::Tuple, input, at, at + 1, sink);
                self.enter(Shape::Paren, input, at, sink);
                Err(Step::On(at + 1))
            }
            _ if alone && byte != b'`' && Family::opened_by(c).is_some() => {
                let family = Family::opened_by(c).unwrap_or(Family::Double);
                sink.begin(input.base + at, self.outside.fence);
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

    /// The first character that is no space; how far was looked is kept.
    fn behind_space(&mut self, input: &Input<'_>, from: usize) -> Option<char> {
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
    fn alone(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Result<usize, Step> {
        let rest = input.bytes().get(at..).unwrap_or_default();
        let word = rest
            .iter()
            .skip(self.looked)
            .position(|&b| {
                !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'.' | b'$'))
            })
            .map_or(rest.len(), |length| length + self.looked);
        let end = at + word;
        let open = end == input.text.len() && !input.last;
        if open && word <= ALONE {
            self.looked = word;
            return Err(Step::Wait(at));
        }
        self.looked = 0;
        let text = input.slice(at, end);
        let known = words::atom(text).is_some() || numbers::classify(text) != Number::No;
        if input.byte(end) == Some(b'(') {
            match input.byte(end + 1) {
                None if !input.last => return Err(Step::Wait(at)),
                next if words::is_callee(text)
                    && matches!(
                        next,
                        Some(b'"' | b'\'' | b'[' | b'-' | b't' | b'f' | b'n' | b'0'..=b'9')
                    ) =>
                {
                    sink.begin(input.base + at, self.outside.fence);
                    self.repair(RepairKind::Wrapper, input, at, end + 1, sink);
                    self.enter(Shape::Call, input, at, sink);
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
                sink.begin(input.base + at, self.outside.fence);
                self.give_word(super::sink::Role::Root, input, at, end, None, false, sink);
                return Err(Step::On(end));
            }
            _ => {}
        }
        self.outside.stale();
        Ok(end)
    }

    /// A brace: an object, when what follows it looks like one.
    fn brace(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Result<usize, Step> {
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
        sink.begin(input.base + at, self.outside.fence);
        self.enter(Shape::Object, input, at, sink);
        Err(Step::On(at + 1))
    }

    /// A bracket: a list, when what follows it looks like one.
    fn bracket(
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
                sink.begin(input.base + at, self.outside.fence);
                self.enter(Shape::Array, input, at, sink);
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
            self.looked = 0;
            if !begins {
                return Ok(at + 1);
            }
        }
        sink.begin(input.base + at, self.outside.fence);
        self.enter(Shape::Array, input, at, sink);
        Err(Step::On(at + 1))
    }
}
