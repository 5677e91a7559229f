//! What the first character behind a quote, or behind a comma there, shows of it.

use super::bytes;
use super::look::{Look, Phase, Want};
use super::quotes::{Family, Place, Verdict, closing};
use super::sink::Role;

impl Look {
    /// The first character behind the quote and the space.
    #[inline(never)]
    pub(super) fn after(&mut self, c: char, here: usize, place: Place<'_>) -> Option<Verdict> {
        if bytes::is_gap(c) {
            self.spaced = true;
            self.line |= c == '\n';
            let over = self.line && place.open.role == Role::Root && !place.is_odd();
            return over.then_some(Verdict::End);
        }
        let even = !place.is_odd();
        let inside = Some(self.inside(place));
        let end_if = |end: bool| if end { Some(Verdict::End) } else { inside };
        let name = place.open.role == Role::Name;
        match c {
            ':' if name => Some(Verdict::End),
            // `{"a": [1, "b": 2}` lost a closer; `["b": 2]` has the wrong brackets, and is in doubt.
            ':' if place.open.role == Role::Item && place.is_first() => Some(
                if place.around.comma && place.closer_around() == Some(b'}') {
                    Verdict::EndName
                } else {
                    Verdict::End
                },
            ),
            ',' | '}' if name => end_if(even),
            ',' | ';' if place.open.role == Role::Root => end_if(even),
            ',' | ';' if !name => {
                self.phase = Phase::Comma;
                None
            }
            '}' | ']' | ')' if place.open.role != Role::Root => {
                let matches = place.top().map(char::from) == Some(c);
                let known = c != ')' || place.around.closers.contains(&b')');
                if matches && place.is_first() {
                    return Some(Verdict::End);
                }
                if !known || (place.is_odd() && !matches) || name {
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
                let first = place.is_first() && !place.open.empty;
                let item = place.open.role == Role::Item && (self.spaced || first);
                end_if(even && (name || item))
            }
            '`' if place.around.fenced || place.open.role == Role::Root => {
                self.phase = Phase::Ticks(1);
                None
            }
            _ if (place.open.family == Family::Double || place.open.family == Family::Single)
                && place.open.family.closed_by(c)
                && !self.spaced
                && place.open.empty
                && place.is_first() =>
            {
                Some(Verdict::Triple)
            }
            _ if place.open.family.closed_by(c) && !self.spaced => {
                self.phase = Phase::Second(false);
                None
            }
            _ if place.open.role == Role::Root || !even => inside,
            _ if Family::opened_by(c).is_some() => {
                let close = (!place.open.family.closed_by(c)).then(|| closing(c));
                if !self.spaced {
                    return inside;
                }
                self.phase = Phase::Next(
                    match place.open.role {
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
                let want = if place.open.role == Role::Member {
                    Want::LostName
                } else {
                    Want::Value
                };
                self.at = here;
                self.phase = Phase::Word(want, here);
                None
            }
            _ => inside,
        }
    }

    /// The first character behind a comma.
    #[inline(never)]
    pub(super) fn comma(&mut self, c: char, here: usize, place: Place<'_>) -> Option<Verdict> {
        if c == ',' || bytes::is_gap(c) {
            return None;
        }
        let even = !place.is_odd();
        let item = place.open.role == Role::Item;
        let ends = match c {
            '}' | ']' | ')' => place.around.closers.contains(&(c as u8)),
            '/' => true,
            '{' if !item => even && place.closer_around() == Some(b']'),
            '{' | '[' | '(' => item,
            '#' | '.' | '\u{2026}' => even,
            _ if Family::opened_by(c).is_some() => {
                if item {
                    return Some(Verdict::End);
                }
                let close = (!place.open.family.closed_by(c)).then(|| closing(c));
                self.phase = Phase::Next(Want::Name, close);
                return None;
            }
            _ if c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '$') => {
                self.at = here;
                self.phase = Phase::Word(if item { Want::Item } else { Want::Name }, here);
                return None;
            }
            _ => false,
        };
        Some(self.verdict(ends, place))
    }
}
