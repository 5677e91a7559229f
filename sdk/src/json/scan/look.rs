//! What follows a quote inside a string, read until it shows what the quote was.

use super::bytes::{self, Class, class, is_odd_space};
use super::input::Input;
use super::numbers;
use super::quotes::{Family, NOTHING, Next, Place, Verdict, closing};
use super::sink::Role;
use super::words;

/// How far a name or a word is followed before it is taken for none.
const WINDOW: usize = 4096;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Phase {
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
enum Want {
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
    phase: Phase,
    /// How far, from the quote.
    at: usize,
    spaced: bool,
    line: bool,
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

    /// Reads on behind the quote that begins at `quote` and has `width` bytes.
    #[allow(clippy::too_many_lines, reason = "one automaton, one match")]
    pub(super) fn judge(
        &mut self,
        input: &Input<'_>,
        quote: usize,
        width: usize,
        place: &Place<'_>,
    ) -> Verdict {
        let mut at = quote + self.at.max(width);
        let even = !place.odd;
        loop {
            let Some(c) = input.char(at) else {
                if input.last {
                    return self.at_end(place);
                }
                self.at = at - quote;
                return Verdict::More;
            };
            let size = c.len_utf8();
            if self.next.is_none() {
                self.next = Some(Next {
                    class: input.byte(at).map_or(Class::Space, class),
                    colon: c == ':',
                    comma: matches!(c, ',' | ';'),
                });
            }
            let space = c.is_ascii_whitespace() || is_odd_space(c);
            match self.phase {
                Phase::After => {
                    if space {
                        self.spaced = true;
                        self.line |= c == '\n';
                        if self.line && place.role == Role::Root && even {
                            return Verdict::End;
                        }
                    } else if let Some(verdict) = self.after(c, place) {
                        return match verdict {
                            Verdict::Inside(..) => self.inside(place),
                            other => other,
                        };
                    } else if let Phase::Word(_, start) = &mut self.phase {
                        *start = at - quote;
                        continue;
                    }
                }
                Phase::Comma => {
                    if !(space || c == ',')
                        && let Some(end) = self.comma(c, place)
                    {
                        return self.verdict(end, place);
                    } else if let Phase::Word(_, start) = &mut self.phase {
                        *start = at - quote;
                        continue;
                    }
                }
                Phase::Next(want, close) => {
                    if at - quote > WINDOW {
                        return self.verdict(even, place);
                    }
                    if place.family == Family::Double && close.is_none() {
                        let end = bytes::find_plain(input.bytes(), at);
                        if end > at {
                            at = end;
                            continue;
                        }
                    }
                    if c == '\\' {
                        // The escaped character does not count; it may not be here yet.
                        match input.char(at + 1) {
                            Some(next) => at += next.len_utf8(),
                            None if input.last => return self.verdict(even, place),
                            None => {
                                self.at = at - quote;
                                return Verdict::More;
                            }
                        }
                    } else if close.map_or_else(|| place.family.closed_by(c), |close| close == c) {
                        self.phase = Phase::NextEnd(want);
                    }
                }
                Phase::NextEnd(want) => {
                    if !space {
                        let end = match want {
                            // `"a", "b" true}` lost a colon.
                            Want::Name if place.first && c.is_ascii_alphabetic() => {
                                self.phase = Phase::Word(Want::Value, at - quote);
                                continue;
                            }
                            // `["a" "b" "c"]`
                            Want::Value
                                if place.first
                                    && (Family::opened_by(c).is_some()
                                        || matches!(c, '{' | '[' | '0'..='9')) =>
                            {
                                place.role == Role::Item
                            }
                            Want::Name => {
                                c == ':'
                                    || (place.first
                                        && (c.is_ascii_digit()
                                            || matches!(
                                                c,
                                                '{' | '[' | '=' | '"' | '-' | '#' | '/'
                                            )))
                            }
                            Want::LostName => c == ':',
                            Want::Value => matches!(c, ',' | ';' | '#' | '}' | ']' | ')'),
                            Want::Item => matches!(c, ',' | '}' | ']' | ')'),
                        };
                        return self.verdict(end, place);
                    }
                }
                Phase::Word(want, start) => {
                    let wordy = c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '+');
                    if at - quote - start > WINDOW {
                        return self.verdict(even, place);
                    }
                    if !wordy {
                        let word = input.slice(quote + start, at);
                        // `["a", ObjectId("b")]`
                        if c == '(' && place.role == Role::Item && words::is_callee(word) {
                            return self.verdict(even, place);
                        }
                        let literal = is_literal(word)
                            || !matches!(numbers::classify(word), numbers::Number::No);
                        self.phase = Phase::WordEnd(want, literal);
                        continue;
                    }
                }
                Phase::WordEnd(want, literal) => {
                    if !space {
                        return match want {
                            // `"foo", b": 1`: a name that lost a quote.
                            Want::Name if even && place.family.closed_by(c) => {
                                self.phase = Phase::NextEnd(Want::LostName);
                                at += size;
                                continue;
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
                                    continue;
                                } else {
                                    self.inside(place)
                                }
                            }
                        };
                    }
                }
                Phase::Text => {
                    if matches!(c, ',' | ']' | '}' | '\n') {
                        return Verdict::End;
                    }
                    if place.family.closed_by(c) || at - quote > WINDOW {
                        return self.inside(place);
                    }
                }
                Phase::Closers(pops) => {
                    if space {
                        self.line |= c == '\n';
                    } else {
                        let left = place.closers.len().saturating_sub(pops);
                        match c {
                            '}' | ']' | ')' => self.phase = Phase::Closers(pops + 1),
                            '`' if place.fenced => return Verdict::End,
                            ',' if left > 0 && !even => {
                                let around = place.closers.get(left - 1).copied();
                                self.phase = Phase::CloserComma(around.unwrap_or(b']'));
                            }
                            _ if left == 0 && self.line => return Verdict::End,
                            _ => return self.verdict(even, place),
                        }
                    }
                }
                Phase::CloserComma(around) => {
                    if !space {
                        if c == '"' && around == b'}' {
                            self.phase = Phase::Next(Want::LostName, Some('"'));
                        } else {
                            let value = matches!(c, '{' | '[' | '"' | '}' | ']');
                            return self.verdict(value && around != b'}', place);
                        }
                    }
                }
                Phase::Plus => {
                    if !space {
                        return match Family::opened_by(c) {
                            Some(_) => Verdict::Join(at),
                            None => self.inside(place),
                        };
                    }
                }
                Phase::Slash => return self.verdict(matches!(c, '/' | '*'), place),
                Phase::Ticks(seen) => match (seen, c) {
                    (3, _) => return self.verdict(!c.is_alphanumeric(), place),
                    (_, '`') => self.phase = Phase::Ticks(seen + 1),
                    _ => return self.inside(place),
                },
                Phase::Pair(comma) => {
                    if space {
                    } else if c == ',' && !comma && place.role != Role::Name {
                        self.phase = Phase::Pair(true);
                    } else {
                        return self.verdict(place.ends_pair(c, comma), place);
                    }
                }
                Phase::Second(spaced) => {
                    if space {
                        self.phase = Phase::Second(true);
                    } else if !spaced && !place.empty && place.family.closed_by(c) {
                        return self.inside(place);
                    } else if !spaced && even && place.role == Role::Member && c != ',' && c != '}'
                    {
                        // `"x""b": 1`: the second one may open the next name.
                        self.phase = Phase::Next(Want::LostName, None);
                        continue;
                    } else {
                        return self.inside(place);
                    }
                }
            }
            at += size;
        }
    }

    fn verdict(&self, end: bool, place: &Place<'_>) -> Verdict {
        if end {
            Verdict::End
        } else {
            self.inside(place)
        }
    }

    fn inside(&self, place: &Place<'_>) -> Verdict {
        let next = self.next.unwrap_or(NOTHING);
        place.family.inside(next, place.before)
    }

    /// The text ended before it was clear; what there is decides.
    fn at_end(&self, place: &Place<'_>) -> Verdict {
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
        let comma = self.phase == Phase::Comma && place.role != Role::Root;
        self.verdict(!second && (sure || comma || !place.odd), place)
    }

    /// The first character behind the quote and the space.
    fn after(&mut self, c: char, place: &Place<'_>) -> Option<Verdict> {
        let even = !place.odd;
        let inside = Some(Verdict::Inside(NOTHING, false));
        let end_if = |end: bool| if end { Some(Verdict::End) } else { inside };
        let name = place.role == Role::Name;
        match c {
            ':' if name => Some(Verdict::End),
            // `{"a": [1, "b": 2}` lost a closer; `["b": 2]` has the wrong brackets, and is in doubt.
            ':' if place.role == Role::Item && place.first => {
                Some(if place.comma && place.around() == Some(b'}') {
                    Verdict::EndName
                } else {
                    Verdict::End
                })
            }
            ',' | '}' if name => end_if(even),
            ',' | ';' if place.role == Role::Root => end_if(even),
            ',' | ';' if !name => {
                self.phase = Phase::Comma;
                None
            }
            '}' | ']' | ')' if place.role != Role::Root => {
                let matches = place.top().map(char::from) == Some(c);
                let known = c != ')' || place.closers.contains(&b')');
                if matches && place.first {
                    return Some(Verdict::End);
                }
                if !known || (place.odd && !matches) || name {
                    return inside;
                }
                self.phase = Phase::Closers(1);
                None
            }
            '/' => {
                self.phase = Phase::Slash;
                None
            }
            '#' => end_if(self.spaced && even),
            '+' if even => {
                self.phase = Phase::Plus;
                None
            }
            '=' => end_if(name && even),
            '{' | '[' => {
                // `["a"{..}]`, but not `[""{a}""]`.
                let first = place.first && !place.empty;
                let item = place.role == Role::Item && (self.spaced || first);
                end_if(even && (name || item))
            }
            '`' if place.fenced || place.role == Role::Root => {
                self.phase = Phase::Ticks(1);
                None
            }
            _ if (place.family == Family::Double || place.family == Family::Single)
                && place.family.closed_by(c)
                && !self.spaced
                && place.empty
                && place.first =>
            {
                Some(Verdict::Triple)
            }
            _ if place.family.closed_by(c) && !self.spaced => {
                self.phase = Phase::Second(false);
                None
            }
            _ if place.role == Role::Root || !even => inside,
            _ if Family::opened_by(c).is_some() => {
                let close = (!place.family.closed_by(c)).then(|| closing(c));
                if !self.spaced {
                    return inside;
                }
                self.phase = Phase::Next(
                    match place.role {
                        Role::Member => Want::LostName,
                        _ => Want::Value,
                    },
                    close,
                );
                None
            }
            _ if (self.spaced || name) && (c.is_alphanumeric() || matches!(c, '_' | '-' | '$')) => {
                if name && !self.spaced && !(c.is_ascii_digit() || c == '-') {
                    return inside;
                }
                let want = if place.role == Role::Member {
                    Want::LostName
                } else {
                    Want::Value
                };
                self.phase = Phase::Word(want, 0);
                None
            }
            _ => inside,
        }
    }

    /// The first character behind a comma; whether the string ends, when that is clear.
    fn comma(&mut self, c: char, place: &Place<'_>) -> Option<bool> {
        let even = !place.odd;
        let item = place.role == Role::Item;
        match c {
            '}' | ']' | ')' => Some(place.closers.contains(&(c as u8))),
            '/' => Some(true),
            '{' if !item => Some(even && place.around() == Some(b']')),
            '{' | '[' | '(' => Some(item),
            '#' | '.' | '\u{2026}' => Some(even),
            _ if Family::opened_by(c).is_some() => {
                if item {
                    return Some(true);
                }
                let close = (!place.family.closed_by(c)).then(|| closing(c));
                self.phase = Phase::Next(Want::Name, close);
                None
            }
            _ if c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '$') => {
                self.phase = Phase::Word(if item { Want::Item } else { Want::Name }, 0);
                None
            }
            _ => Some(false),
        }
    }
}

fn is_literal(word: &str) -> bool {
    super::words::atom(word).is_some()
}
