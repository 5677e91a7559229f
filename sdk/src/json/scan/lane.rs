//! The short way through plain JSON that comes in pieces.
//!
//! Most of most answers is RFC 8259 to the letter. As long as it is, one automaton reads each byte once, however the text
//! is cut, and keeps no more than where it stands. It decides nothing that the long way would decide otherwise: a string is
//! over when what must follow it has come. At the first byte that is not as it should be the long way goes on from the
//! last place that was told, and the short one is left alone until that byte is behind it.

use super::input::Input;
use super::machine::{Mode, Scanner, State};
use super::open::Open;
use super::quotes::Family;
use super::sink::{Nobody, Role, Sink};
use crate::json::node::Trust;

/// Where the short way stands.
#[derive(Debug, Default)]
pub(super) struct Lane {
    pub(super) at: At,
    /// Of an open number.
    pub(super) part: Part,
    /// How far it has read.
    pub(super) place: usize,
    /// Where the open string begins, behind its quote.
    pub(super) from: usize,
    /// Where the string, the number or the literal ends that was read last and is not told yet.
    pub(super) end: usize,
    /// Where the name is that was read last and is not told yet.
    pub(super) name: (usize, usize),
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
pub(super) enum At {
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
    Number,
    Literal,
    /// Behind a number or a literal: a comma or a closer.
    Behind,
}

/// What of a number was read last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Part {
    #[default]
    Sign,
    Zero,
    Whole,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
}

/// Why the automaton stops.
pub(super) enum Stop {
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

#[inline]
pub(super) fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

impl Scanner {
    /// Takes the short way, if it is plain here and the text may still grow.
    #[inline]
    pub(super) fn enter_lane(&mut self, input: &Input<'_>, at: usize) -> bool {
        if input.last || at <= self.lane.left {
            return false;
        }
        let next = match self.state {
            State::Value => At::Value,
            State::Name => At::Name,
            State::After => At::After,
            _ => return false,
        };
        let plain = self.mode == Mode::Tolerant
            && self.looked == 0
            && self.ahead.is_none()
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
            At::Value | At::Number | At::Literal | At::Behind => State::Value,
            At::Name | At::InName | At::Colon => State::Name,
            At::After => State::After,
            At::Text | At::Quote | At::Item | At::Member | At::InMember | At::MemberColon => {
                // What was told is read again for what it says of the quotes to come; once in a string.
                let mut open = Open::new(self.lane_role(), Family::Double);
                let told = Input {
                    text: slice(text, 0, self.base),
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

    /// Tells what has come of the open string.
    #[inline]
    pub(super) fn tell_text(&mut self, text: &str, to: usize, fresh: bool, sink: &mut impl Sink) {
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
    pub(super) fn end_text(&mut self, text: &str, fresh: &mut bool, sink: &mut impl Sink) {
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
    pub(super) fn end_name(&mut self, text: &str, sink: &mut impl Sink) {
        let (from, to) = self.lane.name;
        self.quoted = true;
        sink.name(slice(text, from, to), from);
        self.comma = None;
    }

    /// A comma between elements or members; what comes next.
    #[inline]
    pub(super) fn comma_between(&mut self, at: usize) -> At {
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
    pub(super) fn go_behind(&mut self, byte: u8, at: usize, sink: &mut impl Sink) -> Option<At> {
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
}
