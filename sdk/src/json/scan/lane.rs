//! The short way through plain JSON that comes in pieces.
//!
//! Most of most answers is RFC 8259 to the letter. As long as it is, one automaton reads each byte once, however the text
//! is cut, and keeps no more than where it stands. It decides nothing that the long way would decide otherwise: a string is
//! over when what must follow it has come. At the first byte that is not as it should be the long way goes on from the
//! last place that was told, and the short one is left alone until that byte is behind it.

use super::bytes::{self, is_space};
use super::input::Input;
use super::machine::{Mode, Scanner, State};
use super::quotes::Family;
use super::sink::{Atom, Nobody, Role, Shape, Sink};
use super::strings::{Open, simple_escape};
use super::unicode::{Unicode, unicode};
use crate::json::node::Trust;

/// Where the short way stands.
#[derive(Debug, Default)]
pub(super) struct Lane {
    at: At,
    /// How far it has read.
    place: usize,
    /// Where the open string begins, behind its quote.
    from: usize,
    /// Where the string, the number or the literal ends that was read last and is not told yet.
    end: usize,
    /// Where the name is that was read last and is not told yet.
    name: (usize, usize),
    /// Where it was taken.
    entered: usize,
    /// The place up to which it is left alone.
    left: usize,
    /// How long it is left alone, when it did not lead far.
    patience: usize,
}

/// How far it has to lead to be taken again at once.
const FAR: usize = 64;

/// How long it is left alone at most.
const PATIENCE: usize = 1024;

/// What comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// The long way is taken.
    #[default]
    Closed,
    /// A value, or the closer of an empty list.
    Value,
    /// A name, or the closer of an empty object.
    Name,
    /// A comma or a closer.
    After,
    /// The rest of a name, then its colon.
    InName,
    Colon,
    /// The rest of a string.
    Text,
    /// Behind its quote: a comma or a closer.
    Quote,
    /// In a list behind that comma: what a value begins with.
    Item,
    /// In an object behind that comma: a name's quote, its rest, its colon.
    Member,
    InMember,
    MemberColon,
    Number(Part),
    Literal,
    /// Behind a number or a literal: a comma or a closer.
    Behind,
}

/// What of a number was read last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Sign,
    Zero,
    Whole,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
}

impl Part {
    #[inline]
    fn next(self, byte: u8) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Whole, b'0'..=b'9') | (Self::Sign, b'1'..=b'9') => Self::Whole,
            (Self::Sign, b'0') => Self::Zero,
            (Self::Point | Self::Fraction, b'0'..=b'9') => Self::Fraction,
            (Self::Zero | Self::Whole, b'.') => Self::Point,
            (Self::Zero | Self::Whole | Self::Fraction, b'e' | b'E') => Self::Exponent,
            (Self::Exponent, b'+' | b'-') => Self::ExponentSign,
            (Self::Exponent | Self::ExponentSign | Self::ExponentDigits, b'0'..=b'9') => {
                Self::ExponentDigits
            }
            _ => return None,
        })
    }

    fn is_end(self) -> bool {
        matches!(
            self,
            Self::Zero | Self::Whole | Self::Fraction | Self::ExponentDigits
        )
    }
}

/// Why the automaton stops.
enum Stop {
    /// The text has to go on.
    More,
    /// It is not plain here.
    Odd,
}

impl Lane {
    #[inline]
    pub(super) fn is_open(&self) -> bool {
        self.at != At::Closed
    }

    /// Whether a string is open and its end was not seen.
    #[inline]
    pub(super) fn is_text(&self) -> bool {
        self.at == At::Text
    }

    /// So much more of the open string was told.
    #[inline]
    pub(super) fn stay(&mut self, base: usize) {
        if self.at == At::Text {
            self.place = base;
        }
    }
}

/// The next byte that is no space.
#[inline]
fn token(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let byte = *bytes.get(*at)?;
        if !is_space(byte) {
            return Some(byte);
        }
        *at += 1;
    }
}

/// Reads to the quote that ends a plain name.
#[inline]
fn name_end(bytes: &[u8], at: &mut usize) -> Result<usize, Stop> {
    let end = bytes::find_plain(bytes, *at);
    *at = end;
    match bytes.get(end) {
        Some(b'"') => {
            *at = end + 1;
            Ok(end)
        }
        None => Err(Stop::More),
        Some(_) => Err(Stop::Odd),
    }
}

/// The escape at a place, which is told; where it ends.
#[inline]
fn escape(bytes: &[u8], at: usize, tell: impl FnOnce(&str)) -> Result<usize, Stop> {
    let Some(&letter) = bytes.get(at + 1) else {
        return Err(Stop::More);
    };
    if let Some(escaped) = simple_escape(letter) {
        tell(escaped);
        return Ok(at + 2);
    }
    if letter != b'u' {
        return Err(Stop::Odd);
    }
    match unicode(bytes, at) {
        Unicode::Is(c, length) => {
            tell(c.encode_utf8(&mut [0; 4]));
            Ok(at + length)
        }
        Unicode::More => Err(Stop::More),
        Unicode::Half | Unicode::No { .. } => Err(Stop::Odd),
    }
}

fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// The literal that begins with a letter.
fn literal(first: u8) -> (&'static [u8], Atom) {
    match first {
        b't' => (b"true", Atom::True),
        b'f' => (b"false", Atom::False),
        _ => (b"null", Atom::Null),
    }
}

impl Scanner {
    /// Takes the short way, if it is plain here and the text may still grow.
    #[inline]
    pub(super) fn enter_lane(&mut self, input: &Input<'_>, at: usize) -> bool {
        let next = match self.state {
            State::Value => At::Value,
            State::Name => At::Name,
            State::After => At::After,
            _ => return false,
        };
        let plain = !input.last
            && self.mode == Mode::Tolerant
            && self.looked == 0
            && self.ahead.is_none()
            && at > self.lane.left
            && !self.frames.is_empty();
        if plain {
            self.lane.at = next;
            self.lane.place = at;
            self.lane.entered = at;
        }
        plain
    }

    /// Leaves the short way: the long one goes on where nothing was told yet.
    pub(super) fn leave_lane(&mut self, text: &str) {
        self.state = match self.lane.at {
            At::Closed => return,
            At::Value | At::Number(_) | At::Literal | At::Behind => State::Value,
            At::Name | At::InName | At::Colon => State::Name,
            At::After => State::After,
            At::Text | At::Quote | At::Item | At::Member | At::InMember | At::MemberColon => {
                // What was told is read again for what it says of the quotes to come; once in a string.
                let mut open = Open::new(self.lane_role(), Family::Double);
                let told = Input {
                    text: slice(text, 0, self.base),
                    base: 0,
                    last: false,
                };
                self.run_text(&mut open, &told, self.lane.from, &mut Nobody);
                self.open = Some(open);
                State::Text
            }
        };
        let lane = &mut self.lane;
        lane.at = At::Closed;
        // Text that is not plain here and there is read on both ways; where all of it is not, that would cost too much.
        lane.patience = if lane.place - lane.entered > FAR {
            0
        } else {
            (lane.patience * 2).clamp(FAR / 4, PATIENCE)
        };
        lane.left = lane.place + lane.patience;
    }

    fn lane_role(&self) -> Role {
        if self.closers.last() == Some(&b'}') {
            Role::Member
        } else {
            Role::Item
        }
    }

    /// Reads on the short way; whether more text is needed. Else the long way goes on.
    pub(super) fn glide(&mut self, text: &str, sink: &mut impl Sink) -> bool {
        let mut fresh = false;
        let stop = self.glide_on(text, &mut fresh, sink);
        // What is certain is told, whatever comes.
        match self.lane.at {
            At::Value | At::Name | At::After => self.base = self.lane.place,
            At::Text => self.tell_text(text, self.lane.place, fresh, sink),
            At::Quote | At::Item | At::Member | At::InMember | At::MemberColon => {
                self.tell_text(text, self.lane.end, fresh, sink);
            }
            _ => {}
        }
        match stop {
            Stop::More => true,
            Stop::Odd => {
                self.leave_lane(text);
                false
            }
        }
    }

    /// Reads on in the open string as far as it is plain, and tells it; whether all that came was inside of it. `delta` is
    /// the end of the text, and `text` is told up to there.
    #[inline]
    pub(crate) fn glide_in_text(
        &mut self,
        text: &str,
        delta: &str,
        mut tell: impl FnMut(&str),
    ) -> bool {
        let before = text.len() - delta.len();
        if !self.lane.is_text() || self.base != before {
            return false;
        }
        let bytes = delta.as_bytes();
        let mut place = 0;
        let inside = loop {
            let end = bytes::find_plain(bytes, place);
            if end > place {
                tell(slice(delta, place, end));
                place = end;
            }
            if bytes.get(end) != Some(&b'\\') {
                break end == bytes.len();
            }
            match escape(bytes, end, &mut tell) {
                Ok(next) => place = next,
                Err(stop) => break matches!(stop, Stop::More),
            }
        };
        self.base = before + place;
        self.lane.place = self.base;
        inside
    }

    /// Tells what has come of the open string.
    #[inline]
    fn tell_text(&mut self, text: &str, to: usize, fresh: bool, sink: &mut impl Sink) {
        let piece = slice(text, self.base, to);
        if fresh {
            sink.string_begins(self.lane_role(), piece, self.base);
        } else if !piece.is_empty() {
            sink.piece(piece, self.base, true);
        }
        self.base = to;
    }

    /// The open string has ended.
    #[inline]
    fn end_text(&mut self, text: &str, fresh: &mut bool, sink: &mut impl Sink) {
        let end = self.lane.end;
        let piece = slice(text, self.base, end);
        if std::mem::take(fresh) {
            sink.string(self.lane_role(), piece, self.base);
        } else {
            if !piece.is_empty() {
                sink.piece(piece, self.base, true);
            }
            sink.string_end(end + 1, Trust::Sure, false);
        }
        self.done(end + 1, sink);
    }

    /// A name was read, and its colon.
    #[inline]
    fn end_name(&mut self, text: &str, sink: &mut impl Sink) {
        let (from, to) = self.lane.name;
        self.quoted = true;
        sink.string(Role::Name, slice(text, from, to), from);
        self.comma = None;
    }

    /// A comma between elements or members; what comes next.
    #[inline]
    fn comma_between(&mut self, at: usize) -> At {
        self.comma = Some(at);
        if let Some(frame) = self.frames.last_mut() {
            frame.comma = true;
        }
        if self.closers.last() == Some(&b'}') {
            At::Name
        } else {
            At::Value
        }
    }

    /// What comes behind a value, at a byte that is a comma or the closer; nothing when it is neither.
    #[inline]
    fn go_behind(&mut self, byte: u8, at: usize, sink: &mut impl Sink) -> Option<At> {
        if byte == b',' {
            return Some(self.comma_between(at));
        }
        (self.closers.last() == Some(&byte)).then(|| {
            self.leave(at + 1, sink);
            if self.frames.is_empty() {
                At::Closed
            } else {
                At::After
            }
        })
    }

    #[allow(clippy::too_many_lines, reason = "one automaton, one match")]
    fn glide_on(&mut self, text: &str, fresh: &mut bool, sink: &mut impl Sink) -> Stop {
        let bytes = text.as_bytes();
        let mut place = self.lane.place;
        let mut at = self.lane.at;
        let stop = loop {
            match at {
                At::Value => {
                    let Some(byte) = token(bytes, &mut place) else {
                        break Stop::More;
                    };
                    self.base = place;
                    match byte {
                        b'"' => {
                            self.quoted = true;
                            *fresh = true;
                            place += 1;
                            self.base = place;
                            self.lane.from = place;
                            at = At::Text;
                        }
                        b'{' | b'[' => {
                            let shape = if byte == b'{' {
                                Shape::Object
                            } else {
                                Shape::Array
                            };
                            let input = Input {
                                text,
                                base: 0,
                                last: false,
                            };
                            self.enter(shape, &input, place, sink);
                            if self.failed() {
                                break Stop::Odd;
                            }
                            place += 1;
                            at = if byte == b'{' { At::Name } else { At::Value };
                        }
                        b'0' => at = At::Number(Part::Zero),
                        b'1'..=b'9' => at = At::Number(Part::Whole),
                        b'-' => at = At::Number(Part::Sign),
                        b't' | b'f' | b'n' => at = At::Literal,
                        b']' if self.comma.is_none() && self.closers.last() == Some(&b']') => {
                            match self.go_behind(byte, place, sink) {
                                Some(next) => at = next,
                                None => break Stop::Odd,
                            }
                            place += 1;
                            if at == At::Closed {
                                break Stop::Odd;
                            }
                            continue;
                        }
                        _ => break Stop::Odd,
                    }
                    if let At::Number(_) | At::Literal = at {
                        place += 1;
                    }
                }
                At::Text => {
                    let end = bytes::find_plain(bytes, place);
                    place = end;
                    match bytes.get(end) {
                        None => break Stop::More,
                        Some(b'"') => {
                            self.lane.end = end;
                            place += 1;
                            at = At::Quote;
                        }
                        Some(b'\\') => {
                            self.tell_text(text, end, std::mem::take(fresh), sink);
                            match escape(bytes, end, |piece| sink.piece(piece, end, false)) {
                                Ok(next) => place = next,
                                Err(stop) => break stop,
                            }
                            self.base = place;
                        }
                        Some(_) => break Stop::Odd,
                    }
                }
                At::Quote => {
                    let Some(byte) = token(bytes, &mut place) else {
                        break Stop::More;
                    };
                    if byte == b',' {
                        self.lane.name.0 = place;
                        place += 1;
                        at = if self.closers.last() == Some(&b'}') {
                            At::Member
                        } else {
                            At::Item
                        };
                    } else if self.closers.last() == Some(&byte) {
                        self.end_text(text, fresh, sink);
                        at = At::After;
                    } else {
                        break Stop::Odd;
                    }
                }
                At::Item => match token(bytes, &mut place) {
                    Some(b'"' | b'{' | b'[') => {
                        let comma = self.lane.name.0;
                        self.end_text(text, fresh, sink);
                        at = self.comma_between(comma);
                    }
                    Some(_) => break Stop::Odd,
                    None => break Stop::More,
                },
                At::Member => match token(bytes, &mut place) {
                    Some(b'"') => {
                        place += 1;
                        self.lane.name.0 = place;
                        at = At::InMember;
                    }
                    Some(_) => break Stop::Odd,
                    None => break Stop::More,
                },
                At::InMember => match name_end(bytes, &mut place) {
                    Ok(end) => {
                        self.lane.name.1 = end;
                        at = At::MemberColon;
                    }
                    Err(stop) => break stop,
                },
                At::MemberColon => match token(bytes, &mut place) {
                    Some(b':') => {
                        self.end_text(text, fresh, sink);
                        if let Some(frame) = self.frames.last_mut() {
                            frame.comma = true;
                        }
                        self.end_name(text, sink);
                        place += 1;
                        at = At::Value;
                    }
                    Some(_) => break Stop::Odd,
                    None => break Stop::More,
                },
                At::Name => {
                    let Some(byte) = token(bytes, &mut place) else {
                        break Stop::More;
                    };
                    self.base = place;
                    if byte == b'"' {
                        place += 1;
                        self.lane.name.0 = place;
                        at = At::InName;
                    } else if byte == b'}' && self.comma.is_none() {
                        match self.go_behind(byte, place, sink) {
                            Some(next) => at = next,
                            None => break Stop::Odd,
                        }
                        place += 1;
                        if at == At::Closed {
                            break Stop::Odd;
                        }
                    } else {
                        break Stop::Odd;
                    }
                }
                At::InName => match name_end(bytes, &mut place) {
                    Ok(end) => {
                        self.lane.name.1 = end;
                        at = At::Colon;
                    }
                    Err(stop) => break stop,
                },
                At::Colon => match token(bytes, &mut place) {
                    Some(b':') => {
                        self.end_name(text, sink);
                        place += 1;
                        at = At::Value;
                    }
                    Some(_) => break Stop::Odd,
                    None => break Stop::More,
                },
                At::Number(mut part) => {
                    let mut next = bytes.get(place);
                    while let Some(part_now) = next.and_then(|&byte| part.next(byte)) {
                        part = part_now;
                        place += 1;
                        next = bytes.get(place);
                    }
                    at = At::Number(part);
                    if next.is_none() {
                        break Stop::More;
                    }
                    if !part.is_end() {
                        break Stop::Odd;
                    }
                    self.lane.end = place;
                    at = At::Behind;
                }
                At::Literal => {
                    let first = bytes.get(self.base).copied().unwrap_or_default();
                    let (word, _) = literal(first);
                    let rest = word.get(place - self.base..).unwrap_or_default();
                    let here = bytes.get(place..).unwrap_or_default();
                    let length = rest.len().min(here.len());
                    if here.get(..length) != rest.get(..length) {
                        break Stop::Odd;
                    }
                    place += length;
                    if length < rest.len() {
                        break Stop::More;
                    }
                    self.lane.end = place;
                    at = At::Behind;
                }
                At::Behind => {
                    let Some(byte) = token(bytes, &mut place) else {
                        break Stop::More;
                    };
                    if byte != b',' && self.closers.last() != Some(&byte) {
                        break Stop::Odd;
                    }
                    let (from, end) = (self.base, self.lane.end);
                    let first = bytes.get(from).copied().unwrap_or_default();
                    if first.is_ascii_alphabetic() {
                        sink.atom(literal(first).1, from..end, Trust::Sure);
                    } else {
                        sink.number(slice(text, from, end), from..end, true, Trust::Sure);
                    }
                    self.done(end, sink);
                    at = At::After;
                }
                At::After => {
                    let Some(byte) = token(bytes, &mut place) else {
                        break Stop::More;
                    };
                    match self.go_behind(byte, place, sink) {
                        Some(next) => at = next,
                        None => break Stop::Odd,
                    }
                    place += 1;
                    if at == At::Closed {
                        break Stop::Odd;
                    }
                }
                At::Closed => break Stop::Odd,
            }
        };
        if at == At::Closed {
            self.base = place;
        }
        self.lane.place = place;
        self.lane.at = at;
        stop
    }
}
