//! The names of members.

use super::mend::Trail;
use super::{Look, Part, Plain};
use crate::json::constraints::glance::sketch::is_word;
use crate::json::scan::{RepairKind, find, find_plain, skip_word};

/// Objects with more members than this whose names are not known are left to others.
const NAMES: usize = 64;

/// What may be more than a part of a name between curly quotes.
fn is_sign(c: char) -> bool {
    c < ' ' || matches!(c, '"' | '\\' | '\u{201c}'..='\u{201f}')
}

/// Whether a text begins with a name and what ends it, and the name was not seen before; it is then.
#[allow(
    clippy::inline_always,
    reason = "nearly every member of a type is found so, and a call costs as much as the look"
)]
#[inline(always)]
fn is_new(text: &[u8], name: &str, closer: u8, place: usize, seen: &mut u64) -> bool {
    let bit = 1 << place;
    let is = text.starts_with(name.as_bytes()) && text.get(name.len()) == Some(&closer);
    let is_new = is && *seen & bit == 0;
    *seen |= if is_new { bit } else { 0 };
    is_new
}

impl<'g, const MENDS: bool> Look<'g, MENDS> {
    /// The part of the member that the type has at a place, if it stands there; its name, and the place behind that.
    #[allow(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    pub(super) fn expected(
        &self,
        plain: Option<&'g Plain>,
        place: usize,
        at: usize,
        seen: &mut u64,
    ) -> Option<(usize, &'g str, usize)> {
        let known = plain.map(|plain| &plain.members)?;
        let (name, part) = known.names.get(place).filter(|_| known.plain)?;
        let (quote, rest) = self.text.as_bytes().get(at..)?.split_first()?;
        let is_new = *quote == b'"' && is_new(rest, name, b'"', place, seen);
        is_new.then_some((*part, name.as_str(), at + name.len() + 2))
    }

    /// The same of a name between single quotes or without any.
    fn expected_word(
        &self,
        plain: Option<&'g Plain>,
        place: usize,
        at: usize,
        seen: &mut u64,
    ) -> Option<(usize, &'g str, usize)> {
        let known = plain.map(|plain| &plain.members)?;
        let (name, part) = known.names.get(place).filter(|_| known.words)?;
        let rest = self.text.as_bytes().get(at..)?;
        let (rest, closer, behind) = match rest.split_first()? {
            (b'\'', rest) => (rest, b'\'', at + name.len() + 2),
            _ => (rest, b':', at + name.len()),
        };
        is_new(rest, name, closer, place, seen).then_some((*part, name.as_str(), behind))
    }

    /// Writes a name between double quotes, and tells so.
    fn quote(
        &mut self,
        name: &str,
        at: usize,
        behind: usize,
        there: Option<&Trail<'_, 'g>>,
    ) -> usize {
        let kind = if behind - at > name.len() {
            RepairKind::SingleQuotes
        } else {
            RepairKind::UnquotedName
        };
        self.mend.tell(kind, there);
        self.mend.quote(at, name, behind);
        behind
    }

    /// The part of the member whose name stands at a place, if that name may stand there; the name, and the place behind it. In
    /// `seen` is a bit for each name that the schema gives; the others of the object stand in the list of names, from a place
    /// on.
    pub(super) fn member(
        &mut self,
        plain: Option<&'g Plain>,
        (place, at): (usize, usize),
        from: usize,
        seen: &mut u64,
        before: usize,
        here: &Trail<'_, 'g>,
    ) -> Option<(&'g Part, &'g str, usize)> {
        if MENDS && let Some((part, name, behind)) = self.expected_word(plain, place, at, seen) {
            let behind = self.quote(name, at, behind, here.of(at, before));
            return Some((self.part(part)?, name, behind));
        }
        let (name, behind) = match self.byte(at)? {
            b'"' => {
                // A name with an escape in it may be the same as another.
                let end = find_plain(self.text.as_bytes(), at + 1);
                let closed = self.byte(end) == Some(b'"');
                let name = self.text.get(at + 1..end).filter(|_| closed)?;
                // Such a quote in it would end it for one who looks from a text between curly ones.
                (!self.curly || name.is_ascii()).then_some(())?;
                (name, end + 1)
            }
            _ if MENDS => self.other_name(at, before, here)?,
            _ => return None,
        };
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
            return Some((part, name, behind));
        };
        let index = known.names.iter().position(|(one, _)| one == name)?;
        let bit = 1 << index;
        let is_new = *seen & bit == 0;
        *seen |= bit;
        let (_, part) = known.names.get(index).filter(|_| is_new)?;
        Some((self.part(*part)?, name, behind))
    }

    /// `'a'`, `“a”` or `a`, and the place behind it.
    #[cold]
    fn other_name(
        &mut self,
        at: usize,
        before: usize,
        here: &Trail<'_, 'g>,
    ) -> Option<(&'g str, usize)> {
        let bytes = self.text.as_bytes();
        let there = here.of(at, before);
        let (name, kind, from, to, behind) = match self.byte(at)? {
            b'\'' => {
                let end = find(bytes, at + 1, b'\'', b'"');
                (self.byte(end)? == b'\'').then_some(())?;
                let name = self.text.get(at + 1..end)?;
                (name, RepairKind::SingleQuotes, at + 1, end, end + 1)
            }
            0xe2 => {
                let name = self.text.get(at..)?.strip_prefix('\u{201c}')?;
                let name = name.get(..name.find(is_sign)?)?;
                let end = at + 3 + name.len();
                self.text
                    .get(end..)?
                    .starts_with('\u{201d}')
                    .then_some(())?;
                (name, RepairKind::CurlyQuotes, at + 3, end, end + 3)
            }
            _ => {
                let end = skip_word(bytes, at);
                let name = self.text.get(at..end)?;
                (self.byte(end)? == b':' && is_word(name)).then_some(())?;
                (name, RepairKind::UnquotedName, at, end, end)
            }
        };
        self.mend.tell(kind, there);
        self.mend.patch(at, from, "\"");
        self.mend.patch(to, behind, "\"");
        Some((name, behind))
    }
}
