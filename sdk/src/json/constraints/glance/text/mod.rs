//! The same look at the text of a value that was not read yet: it says where the value ends, and mends on the way what leaves no
//! doubt. Whether all of it is JSON is not asked; whoever reads it is the judge of that.

mod bare;
mod behind;
mod mend;
mod names;
mod strings;
mod words;

use self::behind::Behind;
pub(crate) use self::mend::Mended;
use self::mend::{Mend, Step, Trail};
use super::{Glance, Part, Plain, Types, Words};
use crate::json::scan::skip_space;

/// How deep values may nest, as `serde_json` has it.
const DEPTH: u8 = 127;

impl Glance {
    /// Where the value ends that a text begins with, if it keeps every rule and nothing in it would be changed or left out: no
    /// name stands twice, and none is unknown where names are given.
    pub(crate) fn end(&self, text: &str) -> Option<usize> {
        Look::<false>::new(self, text).all()
    }

    /// The same of a value whose damages are mended, of which there is at least one; texts without quotes among them only if
    /// words are texts.
    pub(crate) fn mend(&self, text: &str, words: Words) -> Option<Mended> {
        let mut look = Look::<true>::new(self, text);
        look.mend.words = words;
        let end = look.all()?;
        look.mend.mended(end)
    }
}

/// A look at a text. Each step takes a place and gives the one behind what it has read.
///
/// One that mends has more to keep in mind, and most values have nothing to mend.
struct Look<'g, const MENDS: bool> {
    glance: &'g Glance,
    text: &'g str,
    /// The names that no schema gives, of all objects that are open.
    names: Vec<&'g str>,
    mend: Mend<'g>,
    /// Whether a text between curly quotes was seen.
    curly: bool,
}

impl<'g, const MENDS: bool> Look<'g, MENDS> {
    fn new(glance: &'g Glance, text: &'g str) -> Self {
        Self {
            glance,
            text,
            names: Vec::new(),
            mend: Mend::new(text),
            curly: false,
        }
    }

    fn all(&mut self) -> Option<usize> {
        self.value(self.glance.parts.first()?, 0, DEPTH, None)
    }

    /// The way to a child, where somebody may ask for it.
    #[inline]
    fn way<'a, 't>(here: &'a Trail<'t, 'g>) -> Option<&'a Trail<'t, 'g>> {
        MENDS.then_some(here)
    }

    #[inline]
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The place behind space.
    #[inline]
    fn space(&self, at: usize) -> usize {
        skip_space(self.text.as_bytes(), at)
    }

    /// The place behind space and comments; the child before it ended at `before`.
    #[inline]
    fn token(&mut self, at: usize, before: usize, here: &Trail<'_, 'g>) -> Option<usize> {
        let at = self.space(at);
        match self.byte(at)? {
            b'/' | b'#' if MENDS => self.comments(at, before, here),
            _ => Some(at),
        }
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
    fn value(
        &mut self,
        part: &'g Part,
        at: usize,
        left: u8,
        trail: Option<&Trail<'_, 'g>>,
    ) -> Option<usize> {
        let plain = match part {
            Part::Nothing => None,
            Part::Plain(plain) => Some(&**plain),
            Part::Nullable(_) if self.byte(at)? == b'n' => {
                return self.literal(Types::NULL, at, trail);
            }
            Part::Nullable(_) if MENDS && matches!(self.byte(at)?, b'N' | b'u') => {
                return self.literal(Types::NULL, at, trail);
            }
            Part::Same(next) | Part::Nullable(next) => {
                return self.value(self.part(*next)?, at, left, trail);
            }
            Part::Judged(_) => return None,
        };
        self.by(plain, at, left, trail)
    }

    /// Reads a value by what is asked of it, if anything is.
    #[inline]
    fn by(
        &mut self,
        plain: Option<&'g Plain>,
        at: usize,
        left: u8,
        trail: Option<&Trail<'_, 'g>>,
    ) -> Option<usize> {
        let types = plain.map_or(Types::ALL, |plain| plain.types);
        let if_has = |one: Types| types.has(one).then_some(());
        match self.byte(at)? {
            b'"' => {
                if_has(Types::STRING)?;
                self.string(plain, at, trail)
            }
            b'{' => {
                if_has(Types::OBJECT)?;
                self.object(plain, at, left.checked_sub(1)?, trail)
            }
            b'[' => {
                if_has(Types::ARRAY)?;
                self.list(plain, at, left.checked_sub(1)?, trail)
            }
            b'-' | b'0'..=b'9' => self.number(plain, at, trail),
            b't' | b'f' | b'n' => match self.literal(types, at, trail) {
                None if MENDS => self.bare_text(plain, at, trail),
                end => end,
            },
            _ if !MENDS => None,
            b'A'..=b'Z' | b'u' => match self.literal(types, at, trail) {
                None => self.bare_text(plain, at, trail),
                end => end,
            },
            b'a'..=b'z' => self.bare_text(plain, at, trail),
            b'\'' | 0xe2 => {
                if_has(Types::STRING)?;
                self.other_string(plain, at, trail)
            }
            b'+' | b'.' => self.other_number(plain, at, trail),
            _ => None,
        }
    }

    // Apart, so that a string or a number costs no more than it has to.
    #[inline(never)]
    fn list(
        &mut self,
        plain: Option<&'g Plain>,
        at: usize,
        left: u8,
        up: Option<&Trail<'_, 'g>>,
    ) -> Option<usize> {
        let part = match plain.and_then(|plain| plain.items) {
            Some(at) => self.part(at)?,
            None => &Part::Nothing,
        };
        let mut here = self.mend.trail(up);
        let mut count = 0;
        let mut at = self.token(at + 1, 0, &here)?;
        if self.byte(at)? != b']' {
            // Where the item before this one begins, if a comma and no more stands between them.
            let mut before = None;
            let mut tight = false;
            loop {
                here.step = Step::Index(count);
                count += 1;
                let end = self.value(part, at, left, Self::way(&here))?;
                let next = self.space(end);
                match self.byte(next)? {
                    b']' => {
                        at = next;
                        break;
                    }
                    b',' => {
                        let behind = self.space(next + 1);
                        if !MENDS || !matches!(self.byte(behind)?, b',' | b']' | b'/' | b'#') {
                            (before, at, tight) = (Some(at), behind, false);
                            continue;
                        }
                    }
                    _ if !MENDS => return None,
                    _ => {}
                }
                tight |= before.is_some_and(|before| self.is_text(before)) && self.is_word(at);
                match self.behind_item(at, end, tight, &here)? {
                    Behind::Closer(closer) => {
                        at = closer;
                        break;
                    }
                    Behind::Next(next, is_tight) => {
                        (before, at, tight) = (None, next, is_tight);
                    }
                    Behind::Lost(next, is_tight) => {
                        here.step = Step::Index(count);
                        self.lost_comma(next, Some(&here))?;
                        (before, at, tight) = (None, next, is_tight);
                    }
                }
            }
        }
        let count = count as u64;
        let takes = plain.is_none_or(|plain| {
            plain.least_items.is_none_or(|least| count >= least)
                && plain.most_items.is_none_or(|most| count <= most)
        });
        takes.then_some(at + 1)
    }

    #[inline(never)]
    fn object(
        &mut self,
        plain: Option<&'g Plain>,
        at: usize,
        left: u8,
        up: Option<&Trail<'_, 'g>>,
    ) -> Option<usize> {
        let from = self.names.len();
        let mut seen = 0;
        let mut place = 0;
        let mut here = self.mend.trail(up);
        let mut end = 0;
        let mut at = self.token(at + 1, end, &here)?;
        if self.byte(at)? != b'}' {
            let mut lost = false;
            loop {
                let (part, name, behind) = match self.expected(plain, place, at, &mut seen) {
                    Some((part, name, behind)) => (self.part(part)?, name, behind),
                    None => self.member(plain, (place, at), from, &mut seen, end, &here)?,
                };
                place += 1;
                here.step = Step::Name(name);
                let colon = self.space(behind);
                let (value, tight) = if self.byte(colon)? == b':' {
                    let value = self.space(colon + 1);
                    if MENDS && matches!(self.byte(value)?, b'/' | b'#') {
                        (self.comments(value, end, &here)?, false)
                    } else {
                        (value, false)
                    }
                } else if lost || !MENDS {
                    return None;
                } else {
                    self.lost_colon(name, behind, colon, &here)?
                };
                end = self.value(part, value, left, Self::way(&here))?;
                let next = self.space(end);
                match self.byte(next)? {
                    b'}' => {
                        at = next;
                        break;
                    }
                    b',' => {
                        at = self.space(next + 1);
                        if !MENDS || !matches!(self.byte(at)?, b',' | b'}' | b'/' | b'#') {
                            lost = false;
                            continue;
                        }
                    }
                    _ if !MENDS => return None,
                    _ => {}
                }
                match self.behind_member(value, end, tight, &here)? {
                    Behind::Closer(closer) => {
                        at = closer;
                        break;
                    }
                    Behind::Next(next, _) => (at, lost) = (next, false),
                    Behind::Lost(next, _) => {
                        let there = if next <= end { Some(&here) } else { up };
                        self.lost_comma(next, there)?;
                        (at, lost) = (next, true);
                    }
                }
            }
        }
        self.names.truncate(from);
        let required = plain.map_or(0, |plain| plain.members.required);
        (required & !seen == 0).then_some(at + 1)
    }
}
