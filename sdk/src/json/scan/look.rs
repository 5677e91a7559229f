//! What follows a quote inside a string, read until it shows what the quote was.

use super::bytes;
use super::input::Input;
use super::numbers;
use super::quotes::{Family, NOTHING, Next, Place, Verdict};
use super::sink::Role;
use super::words;

/// How far a name or a word is followed before it is taken for none.
const WINDOW: usize = 4096;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Phase {
    #[default]
    After,
    Comma,
    /// Inside a string that may be the next name or value.
    Next(Want, Option<char>),
    NextEnd(Want),
    /// In a word that began at an offset.
    Word(Want, usize),
    WordEnd(Want, bool),
    /// In the text of an element without quotes.
    Text,
    /// After so many closers.
    Closers(usize),
    /// After closers and a comma; what is open there closes with this.
    CloserComma(u8),
    Plus,
    Slash,
    Ticks(u8),
    /// After a second quote; the flag says that space followed it.
    Second(bool),
    /// After both quotes of a text that began with two; the flag says that a comma followed.
    Pair(bool),
}

/// What must follow for the string to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Want {
    /// A name and its colon, after a comma.
    Name,
    /// The same without a comma.
    LostName,
    /// A value and what may stand behind it.
    Value,
    /// The same after a comma.
    Item,
}

/// What was read behind a quote.
#[derive(Debug, Default)]
pub(super) struct Look {
    pub(super) phase: Phase,
    /// How far, from the quote.
    pub(super) at: usize,
    pub(super) spaced: bool,
    pub(super) line: bool,
    next: Option<Next>,
}

impl Look {
    /// Behind both quotes of a text that began with two.
    pub(super) fn behind_two() -> Self {
        Self {
            phase: Phase::Pair(false),
            ..Self::default()
        }
    }

    /// Behind a quote of one byte, with nothing there yet.
    pub(super) fn at_quote() -> Self {
        Self {
            at: 1,
            ..Self::default()
        }
    }

    /// Whether another quote stands directly behind the quote and nothing behind that one was seen.
    pub(super) fn is_in_run(&self) -> bool {
        self.phase == Phase::Second(false)
    }

    /// Whether nothing behind the quote was seen yet.
    pub(super) fn is_new(&self) -> bool {
        self.at == 0
    }

    /// Whether one byte has come that shows nothing, behind the quote at a place.
    #[inline]
    pub(super) fn passes(&mut self, bytes: &[u8], quote: usize, family: Family) -> bool {
        let Some(&[byte]) = bytes.get(quote + self.at..) else {
            return false;
        };
        let passes = match self.phase {
            Phase::Next(want, None) if family == Family::Double && self.at <= WINDOW => {
                if byte == b'"' {
                    self.phase = Phase::NextEnd(want);
                    true
                } else {
                    !bytes::is_special(byte)
                }
            }
            _ => byte == b' ' && self.next.is_some() && self.passes_space(),
        };
        self.at += usize::from(passes);
        passes
    }

    /// Reads on behind the quote that begins at `quote` and has `width` bytes.
    pub(super) fn judge(
        &mut self,
        input: &Input<'_>,
        quote: usize,
        width: usize,
        place: Place<'_>,
    ) -> Verdict {
        let mut at = quote + self.at.max(width);
        let bytes = input.bytes();
        if self.is_new()
            && self.phase == Phase::After
            && bytes.get(at..at + 2) == Some(b",\"")
            && place.is_double_member()
        {
            self.next = Some(Next(b','));
            self.phase = Phase::Next(Want::Name, None);
            at += 2;
        }
        loop {
            let Some(byte) = input.byte(at) else {
                if input.last {
                    return self.at_end(place);
                }
                self.at = at - quote;
                return Verdict::More;
            };
            if self.next.is_none() {
                self.next = Some(Next(byte));
            }
            let phase = self.phase;
            match phase {
                Phase::Next(want, None)
                    if place.open.family == Family::Double
                        && at - quote <= WINDOW
                        && byte != b'\\'
                        && byte >= b' ' =>
                {
                    if byte == b'"' {
                        self.phase = Phase::NextEnd(want);
                        at += 1;
                    } else {
                        at = bytes::find_plain(bytes, at);
                    }
                    continue;
                }
                // A name that was sought behind a comma has its colon.
                Phase::NextEnd(Want::Name) if bytes::is_token(byte) && !place.is_first() => {
                    return self.verdict(byte == b':', place);
                }
                Phase::Comma if byte == b'"' && place.is_double_member() => {
                    self.phase = Phase::Next(Want::Name, None);
                    at += 1;
                    continue;
                }
                Phase::After if byte == b',' && place.is_value_inside() => {
                    self.phase = Phase::Comma;
                    at += 1;
                    continue;
                }
                _ if byte == b' ' && self.passes_space() => {
                    at += 1;
                    continue;
                }
                _ => {}
            }
            let c = if byte < 0x80 {
                char::from(byte)
            } else {
                input.char(at).unwrap_or('\0')
            };
            self.at = at - quote + c.len_utf8();
            // Most looks are over after one or two characters, so each phase is a function of its own: what one large loop
            // prepares would cost more than they do.
            let shown = match self.phase {
                Phase::After => self.after(c, at - quote, place),
                Phase::Comma => self.comma(c, at - quote, place),
                _ => self.step(c, input, quote, at, place),
            };
            if let Some(verdict) = shown {
                return verdict;
            }
            at = quote + self.at;
        }
    }

    /// Whether a space here means no more than that it is there.
    #[inline]
    fn passes_space(&mut self) -> bool {
        match self.phase {
            Phase::After => {
                self.spaced = true;
                true
            }
            Phase::Comma
            | Phase::NextEnd(_)
            | Phase::WordEnd(..)
            | Phase::Closers(_)
            | Phase::CloserComma(_)
            | Phase::Plus
            | Phase::Pair(_)
            | Phase::Second(true) => true,
            _ => false,
        }
    }

    /// Reads one character, or more where they are alike; what the quote was, when that is clear.
    #[allow(clippy::too_many_lines, reason = "one automaton, one match")]
    #[inline(never)]
    fn step(
        &mut self,
        c: char,
        input: &Input<'_>,
        quote: usize,
        at: usize,
        place: Place<'_>,
    ) -> Option<Verdict> {
        let even = !place.is_odd();
        let here = at - quote;
        let space = bytes::is_gap(c);
        match self.phase {
            Phase::After | Phase::Comma => {}
            Phase::Next(want, close) => {
                if here > WINDOW {
                    return Some(self.verdict(even, place));
                }
                if c == '\\' {
                    // The escaped character does not count; it may not be here yet.
                    match input.char(at + 1) {
                        Some(next) => self.at += next.len_utf8(),
                        None if input.last => return Some(self.verdict(even, place)),
                        None => {
                            self.at = here;
                            return Some(Verdict::More);
                        }
                    }
                } else if close.map_or_else(|| place.open.family.closed_by(c), |close| close == c) {
                    self.phase = Phase::NextEnd(want);
                }
            }
            Phase::NextEnd(want) => {
                if !space {
                    let end = match want {
                        // `"a", "b" true}` lost a colon.
                        Want::Name if place.is_first() && c.is_ascii_alphabetic() => {
                            self.phase = Phase::Word(Want::Value, here);
                            self.at = here;
                            return None;
                        }
                        // `["a" "b" "c"]`
                        Want::Value
                            if place.is_first()
                                && (Family::opened_by(c).is_some()
                                    || matches!(c, '{' | '[' | '0'..='9')) =>
                        {
                            place.open.role == Role::Item
                        }
                        Want::Name => {
                            c == ':'
                                || (place.is_first()
                                    && (c.is_ascii_digit()
                                        || matches!(c, '{' | '[' | '=' | '"' | '-' | '#' | '/')))
                        }
                        Want::LostName => c == ':',
                        Want::Value => matches!(c, ',' | ';' | '#' | '}' | ']' | ')'),
                        Want::Item => matches!(c, ',' | '}' | ']' | ')'),
                    };
                    return Some(self.verdict(end, place));
                }
            }
            Phase::Word(want, start) => {
                let wordy = c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '+');
                if here - start > WINDOW {
                    return Some(self.verdict(even, place));
                }
                if wordy {
                    let near = input.bytes().get(..at + WINDOW).unwrap_or(input.bytes());
                    let end = bytes::skip_word(near, at);
                    self.at = self.at.max(end - quote);
                } else {
                    let word = input.slice(quote + start, at);
                    // `["a", ObjectId("b")]`
                    if c == '(' && place.open.role == Role::Item && words::is_callee(word) {
                        return Some(self.verdict(even, place));
                    }
                    let literal = is_literal(word) || numbers::is_number(word);
                    self.phase = Phase::WordEnd(want, literal);
                    self.at = here;
                    return None;
                }
            }
            Phase::WordEnd(want, literal) => {
                if !space {
                    return Some(match want {
                        // `"foo", b": 1`: a name that lost a quote.
                        Want::Name if even && place.open.family.closed_by(c) => {
                            self.phase = Phase::NextEnd(Want::LostName);
                            return None;
                        }
                        Want::Name | Want::LostName => self.verdict(c == ':', place),
                        Want::Value => {
                            let end = literal && matches!(c, ',' | '}' | ']' | ')');
                            self.verdict(end, place)
                        }
                        Want::Item => {
                            if literal && matches!(c, ',' | '}' | ']' | ')') {
                                Verdict::End
                            } else if even {
                                self.phase = Phase::Text;
                                self.at = here;
                                return None;
                            } else {
                                self.inside(place)
                            }
                        }
                    });
                }
            }
            Phase::Text => {
                if matches!(c, ',' | ']' | '}' | '\n') {
                    return Some(Verdict::End);
                }
                if place.open.family.closed_by(c) || here > WINDOW {
                    return Some(self.inside(place));
                }
            }
            Phase::Closers(pops) => {
                if space {
                    self.line |= c == '\n';
                } else {
                    let left = place.around.closers.len().saturating_sub(pops);
                    match c {
                        '}' | ']' | ')' => self.phase = Phase::Closers(pops + 1),
                        '`' if place.around.fenced => return Some(Verdict::End),
                        ',' if left > 0 && !even => {
                            let around = place.around.closers.get(left - 1).copied();
                            self.phase = Phase::CloserComma(around.unwrap_or(b']'));
                        }
                        _ if left == 0 && self.line => return Some(Verdict::End),
                        _ => return Some(self.verdict(even, place)),
                    }
                }
            }
            Phase::CloserComma(around) => {
                if !space {
                    if c == '"' && around == b'}' {
                        self.phase = Phase::Next(Want::LostName, Some('"'));
                    } else {
                        let value = matches!(c, '{' | '[' | '"' | '}' | ']');
                        return Some(self.verdict(value && around != b'}', place));
                    }
                }
            }
            Phase::Plus => {
                if !space {
                    return Some(match Family::opened_by(c) {
                        Some(_) => Verdict::Join,
                        None => self.inside(place),
                    });
                }
            }
            Phase::Slash => return Some(self.verdict(matches!(c, '/' | '*'), place)),
            Phase::Ticks(seen) => match (seen, c) {
                (3, _) => return Some(self.verdict(!c.is_alphanumeric(), place)),
                (_, '`') => self.phase = Phase::Ticks(seen + 1),
                // ``["a" `b`]`` within a fence.
                (1, _) if self.spaced && even && place.open.role != Role::Root => {
                    let want = match place.open.role {
                        Role::Member => Want::LostName,
                        _ => Want::Value,
                    };
                    self.phase = Phase::Next(want, Some('`'));
                    self.at = here;
                }
                _ => return Some(self.inside(place)),
            },
            Phase::Pair(comma) => {
                if space {
                } else if c == ',' && !comma && place.open.role != Role::Name {
                    self.phase = Phase::Pair(true);
                } else {
                    return Some(self.verdict(place.ends_pair(c, comma), place));
                }
            }
            Phase::Second(spaced) => {
                if space {
                    self.phase = Phase::Second(true);
                } else if !spaced && !place.open.empty && place.open.family.closed_by(c) {
                    return Some(self.inside(place));
                } else if !spaced && even && place.open.role == Role::Member && c != ',' && c != '}'
                {
                    // `"x""b": 1`: the second one may open the next name.
                    self.phase = Phase::Next(Want::LostName, None);
                    self.at = here;
                    return None;
                } else {
                    return Some(self.inside(place));
                }
            }
        }
        None
    }

    pub(super) fn verdict(&self, end: bool, place: Place<'_>) -> Verdict {
        if end {
            Verdict::End
        } else {
            self.inside(place)
        }
    }

    pub(super) fn inside(&self, place: Place<'_>) -> Verdict {
        let next = self.next.unwrap_or(NOTHING);
        place.open.family.inside(next, place.open.before)
    }

    /// The text ended before it was clear; what there is decides.
    fn at_end(&self, place: Place<'_>) -> Verdict {
        let sure = matches!(
            self.phase,
            Phase::After
                | Phase::Closers(_)
                | Phase::CloserComma(_)
                | Phase::Pair(_)
                | Phase::Ticks(3)
        );
        // `"abc""`: the second one is the end.
        let second = matches!(self.phase, Phase::Second(_));
        let comma = self.phase == Phase::Comma && place.open.role != Role::Root;
        self.verdict(!second && (sure || comma || !place.is_odd()), place)
    }
}

fn is_literal(word: &str) -> bool {
    super::words::atom(word).is_some()
}
