//! The automaton of the short way.

use super::bytes::{self, is_space};
use super::escapes::simple_escape;
use super::lane::{At, Part, Stop, slice};
use super::machine::Scanner;
use super::sink::{Atom, Shape, Sink};
use super::unicode::{Unicode, unicode};
use crate::json::node::Trust;

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

    fn takes_digits(self) -> bool {
        matches!(self, Self::Whole | Self::Fraction | Self::ExponentDigits)
    }

    fn is_end(self) -> bool {
        matches!(
            self,
            Self::Zero | Self::Whole | Self::Fraction | Self::ExponentDigits
        )
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
    let end = bytes::find_plain_near(bytes, *at);
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

/// The literal that begins with a letter.
fn literal(first: u8) -> (&'static [u8], Atom) {
    match first {
        b't' => (b"true", Atom::True),
        b'f' => (b"false", Atom::False),
        _ => (b"null", Atom::Null),
    }
}

impl Scanner {
    /// Reads on in the open string as far as it is plain, and tells it; whether all that came was inside of it.
    #[inline]
    pub(crate) fn glide_in_text(&mut self, text: &str, mut tell: impl FnMut(&str)) -> bool {
        if !self.lane.is_text() || self.lane.place != self.base {
            return false;
        }
        let bytes = text.as_bytes();
        let mut place = self.base;
        let inside = loop {
            let end = bytes::find_plain(bytes, place);
            if end > place {
                tell(slice(text, place, end));
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
        self.base = place;
        self.lane.place = place;
        inside
    }

    /// Whether an object that has just begun ends.
    #[inline]
    fn is_empty_object(&self, bytes: &[u8], place: &mut usize) -> bool {
        self.comma.is_none() && token(bytes, place) == Some(b'}')
    }

    #[allow(clippy::too_many_lines, reason = "one automaton, one match")]
    pub(super) fn glide_on(&mut self, text: &str, fresh: &mut bool, sink: &mut impl Sink) -> Stop {
        let bytes = text.as_bytes();
        let mut place = self.lane.place;
        let mut at = self.lane.at;
        let stop = loop {
            // The comma or the closer behind a value.
            let mut behind = None;
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
                            self.enter(shape, place, sink);
                            if self.failed() {
                                break Stop::Odd;
                            }
                            place += 1;
                            at = if byte == b'{' { At::Name } else { At::Value };
                        }
                        b'0'..=b'9' | b'-' => {
                            self.lane.part = match byte {
                                b'0' => Part::Zero,
                                b'-' => Part::Sign,
                                _ => Part::Whole,
                            };
                            place += 1;
                            at = At::Number;
                        }
                        b't' | b'f' | b'n' => {
                            place += 1;
                            at = At::Literal;
                        }
                        b']' if self.comma.is_none() && self.closers.last() == Some(&b']') => {
                            behind = Some(byte);
                        }
                        _ => break Stop::Odd,
                    }
                }
                At::Text => {
                    let end = bytes::find_plain_near(bytes, place);
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
                        behind = Some(byte);
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
                // The parts of a member follow each other, mostly at once.
                At::Member | At::InMember | At::MemberColon => {
                    if at == At::Member {
                        match token(bytes, &mut place) {
                            Some(b'"') => place += 1,
                            Some(_) => break Stop::Odd,
                            None => break Stop::More,
                        }
                        self.lane.name.0 = place;
                        at = At::InMember;
                    }
                    if at == At::InMember {
                        match name_end(bytes, &mut place) {
                            Ok(end) => self.lane.name.1 = end,
                            Err(stop) => break stop,
                        }
                        at = At::MemberColon;
                    }
                    match token(bytes, &mut place) {
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
                    }
                }
                At::Name if self.is_empty_object(bytes, &mut place) => {
                    self.base = place;
                    behind = Some(b'}');
                }
                At::Name | At::InName | At::Colon => {
                    if at == At::Name {
                        let Some(byte) = token(bytes, &mut place) else {
                            break Stop::More;
                        };
                        self.base = place;
                        if byte != b'"' {
                            break Stop::Odd;
                        }
                        place += 1;
                        self.lane.name.0 = place;
                        at = At::InName;
                    }
                    if at == At::InName {
                        match name_end(bytes, &mut place) {
                            Ok(end) => self.lane.name.1 = end,
                            Err(stop) => break stop,
                        }
                        at = At::Colon;
                    }
                    match token(bytes, &mut place) {
                        Some(b':') => {
                            self.end_name(text, sink);
                            place += 1;
                            at = At::Value;
                        }
                        Some(_) => break Stop::Odd,
                        None => break Stop::More,
                    }
                }
                At::Number => {
                    let mut part = self.lane.part;
                    let next = loop {
                        if part.takes_digits() {
                            while bytes.get(place).is_some_and(u8::is_ascii_digit) {
                                place += 1;
                            }
                        }
                        let next = bytes.get(place);
                        match next.and_then(|&byte| part.next(byte)) {
                            Some(now) => part = now,
                            None => break next,
                        }
                        place += 1;
                    };
                    self.lane.part = part;
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
                    behind = Some(byte);
                }
                At::After => {
                    let Some(byte) = token(bytes, &mut place) else {
                        break Stop::More;
                    };
                    behind = Some(byte);
                }
                At::Closed => break Stop::Odd,
            }
            if let Some(byte) = behind {
                match self.go_behind(byte, place, sink) {
                    Some(next) => at = next,
                    None => break Stop::Odd,
                }
                place += 1;
                if at == At::Closed {
                    break Stop::Odd;
                }
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
