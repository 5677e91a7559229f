//! The same look at the text of a value that was not read yet: it says where the value ends. Whether all of it is JSON is not
//! asked; whoever reads it is the judge of that.

use super::{Allowed, Glance, Part, Plain, Types};
use crate::json::constraints::scalar::is_digits;
use crate::json::scan::{find_plain, skip_space};

/// How deep values may nest, as `serde_json` has it.
const DEPTH: u8 = 127;

/// Objects with more members than this whose names are not known are left to others.
const NAMES: usize = 64;

impl Glance {
    /// Where the value ends that a text begins with, if it keeps every rule and nothing in it would be changed or left out: no
    /// name stands twice, and none is unknown where names are given.
    pub(crate) fn end(&self, text: &str) -> Option<usize> {
        let mut look = Look {
            glance: self,
            text,
            names: Vec::new(),
        };
        look.value(self.parts.first()?, 0, DEPTH)
    }
}

/// A look at a text. Each step takes a place and gives the one behind what it has read.
struct Look<'g> {
    glance: &'g Glance,
    text: &'g str,
    /// The names that no schema gives, of all objects that are open.
    names: Vec<&'g str>,
}

impl<'g> Look<'g> {
    #[inline]
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The place behind space.
    #[inline]
    fn token(&self, at: usize) -> usize {
        skip_space(self.text.as_bytes(), at)
    }

    fn part(&self, at: usize) -> Option<&'g Part> {
        let mut at = at;
        // One part leads to the next, and never back to itself in a schema that can be followed to its end.
        for _ in 0..=self.glance.parts.len() {
            match self.glance.parts.get(at)? {
                Part::Same(next) => at = *next,
                part => return Some(part),
            }
        }
        None
    }

    // Recursion is as deep as `left` says.
    fn value(&mut self, part: &'g Part, at: usize, left: u8) -> Option<usize> {
        match part {
            Part::Nothing => self.by(None, at, left),
            Part::Nullable(_) if self.byte(at)? == b'n' => self.word("null", at),
            Part::Same(next) | Part::Nullable(next) => self.value(self.part(*next)?, at, left),
            Part::Judged(_) => None,
            Part::Plain(plain) => self.by(Some(plain), at, left),
        }
    }

    /// Reads a value by what is asked of it, if anything is.
    fn by(&mut self, plain: Option<&'g Plain>, at: usize, left: u8) -> Option<usize> {
        let has = |one: Types| plain.is_none_or(|plain| plain.types.has(one));
        match self.byte(at)? {
            b'"' => has(Types::STRING).then(|| self.string(plain, at)).flatten(),
            b'{' => has(Types::OBJECT)
                .then(|| self.object(plain, at, left))
                .flatten(),
            b'[' => has(Types::ARRAY)
                .then(|| self.list(plain, at, left))
                .flatten(),
            b't' => has(Types::BOOLEAN).then(|| self.word("true", at)).flatten(),
            b'f' => has(Types::BOOLEAN)
                .then(|| self.word("false", at))
                .flatten(),
            b'n' => has(Types::NULL).then(|| self.word("null", at)).flatten(),
            b'-' | b'0'..=b'9' => self.number(plain, at),
            _ => None,
        }
    }

    fn word(&self, word: &str, at: usize) -> Option<usize> {
        let end = at + word.len();
        (self.text.get(at..end) == Some(word)).then_some(end)
    }

    fn number(&self, plain: Option<&'g Plain>, at: usize) -> Option<usize> {
        let mut end = at + 1;
        while let Some(b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E') = self.byte(end) {
            end += 1;
        }
        let text = self.text.get(at..end)?;
        let takes = plain.is_none_or(|plain| match &plain.number {
            Some(rules) => rules.takes(plain.types, text),
            None => {
                plain.types.has(Types::NUMBER)
                    || (plain.types.has(Types::INTEGER) && is_digits(text))
            }
        });
        takes.then_some(end)
    }

    /// Where a string ends, behind its quote; half of a pair of surrogates is not plain.
    fn string_end(&self, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut end = at + 1;
        loop {
            end = find_plain(bytes, end);
            match (bytes.get(end)?, bytes.get(end + 1)) {
                (b'"', _) => return Some(end + 1),
                (b'\\', Some(b'u')) if matches!(bytes.get(end + 2)?, b'd' | b'D') => return None,
                (b'\\', Some(_)) => end += 2,
                _ => return None,
            }
        }
    }

    fn string(&self, plain: Option<&'g Plain>, at: usize) -> Option<usize> {
        let end = self.string_end(at)?;
        let Some(plain) = plain.filter(|plain| plain.asks_of_texts()) else {
            return Some(end);
        };
        let inside = self.text.get(at + 1..end - 1)?;
        let takes = if inside.contains('\\') {
            let text: String = serde_json::from_str(self.text.get(at..end)?).ok()?;
            plain.takes_text(&text)
        } else {
            plain.takes_text(inside)
        };
        takes.then_some(end)
    }

    fn list(&mut self, plain: Option<&'g Plain>, at: usize, left: u8) -> Option<usize> {
        let left = left.checked_sub(1)?;
        let part = match plain.and_then(|plain| plain.items) {
            Some(at) => self.part(at)?,
            None => &Part::Nothing,
        };
        let mut count = 0;
        let mut at = self.token(at + 1);
        if self.byte(at)? == b']' {
            at += 1;
        } else {
            loop {
                count += 1;
                let end = self.value(part, at, left)?;
                at = self.token(end);
                match self.byte(at)? {
                    b',' => at = self.token(at + 1),
                    b']' => break,
                    _ => return None,
                }
            }
            at += 1;
        }
        let takes = plain.is_none_or(|plain| {
            plain.least_items.is_none_or(|least| count >= least)
                && plain.most_items.is_none_or(|most| count <= most)
        });
        takes.then_some(at)
    }

    fn object(&mut self, plain: Option<&'g Plain>, at: usize, left: u8) -> Option<usize> {
        let left = left.checked_sub(1)?;
        let from = self.names.len();
        let mut seen = 0;
        let mut place = 0;
        let mut at = self.token(at + 1);
        if self.byte(at)? == b'}' {
            at += 1;
        } else {
            loop {
                if self.byte(at)? != b'"' {
                    return None;
                }
                let expected = self.expected(plain, place, at + 1, &mut seen);
                let (part, end) = match expected {
                    Some((part, length)) => (self.part(part)?, at + 1 + length),
                    None => self.member(plain, at + 1, from, &mut seen)?,
                };
                at = self.token(end + 1);
                at = (self.byte(at)? == b':').then(|| self.token(at + 1))?;
                let end = self.value(part, at, left)?;
                at = self.token(end);
                place += 1;
                match self.byte(at)? {
                    b',' => at = self.token(at + 1),
                    b'}' => break,
                    _ => return None,
                }
            }
            at += 1;
        }
        self.names.truncate(from);
        let required = plain.map_or(0, |plain| plain.members.required);
        (required & !seen == 0).then_some(at)
    }

    /// What is asked of a member, if its name may stand there, and where that ends. In `seen` is a bit for each name that the schema gives; the others
    /// of the object stand in the list of names, from a place on.
    fn member(
        &mut self,
        plain: Option<&'g Plain>,
        at: usize,
        from: usize,
        seen: &mut u64,
    ) -> Option<(&'g Part, usize)> {
        let end = find_plain(self.text.as_bytes(), at);
        // A name with an escape in it may be the same as another.
        let name = self.text.get(at..end);
        let name = name.filter(|_| self.byte(end) == Some(b'"'))?;
        let known = plain.map(|plain| &plain.members);
        let Some(known) = known.filter(|known| !known.names.is_empty()) else {
            let others = self.names.get(from..)?;
            if others.len() >= NAMES || others.contains(&name) {
                return None;
            }
            self.names.push(name);
            let part = match known {
                Some(known) => self.part(known.others?)?,
                None => &Part::Nothing,
            };
            return Some((part, end));
        };
        let index = known.names.iter().position(|(one, _)| one == name)?;
        let bit = 1 << index;
        let is_new = *seen & bit == 0;
        *seen |= bit;
        let (_, part) = known.names.get(index).filter(|_| is_new)?;
        Some((self.part(*part)?, end))
    }

    /// The part of the member that the type has at a place, if it stands there, and how long its name is.
    #[inline]
    fn expected(
        &self,
        plain: Option<&'g Plain>,
        place: usize,
        at: usize,
        seen: &mut u64,
    ) -> Option<(usize, usize)> {
        let known = plain.map(|plain| &plain.members)?;
        let (name, part) = known.names.get(place).filter(|_| known.plain)?;
        let bit = 1 << place;
        let rest = self.text.as_bytes().get(at..)?;
        let is = rest.starts_with(name.as_bytes()) && rest.get(name.len()) == Some(&b'"');
        let is_new = is && *seen & bit == 0;
        *seen |= if is_new { bit } else { 0 };
        is_new.then_some((*part, name.len()))
    }
}

impl Plain {
    fn asks_of_texts(&self) -> bool {
        let text = &self.text;
        text.least.is_some()
            || text.most.is_some()
            || text.pattern.is_some()
            || text.format.is_some()
            || matches!(self.allowed, Allowed::Only(_))
    }
}
