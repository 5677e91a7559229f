//! What stands between the children of a container where it is more than a comma: comments, commas too many, and none.
//!
//! A string ends at a quote only if what follows it shows so ([`scan`](crate::json::scan)); what shows it is all that is taken
//! here. The rest is left to the scanner.

use super::Look;
use super::mend::Trail;
use crate::json::scan::{Remark, RepairKind};

/// How much space may stand behind a word before what follows it is no longer seen.
const PEEK: usize = 16;

/// What comes behind a child. Of the next one it is said whether the comma or the closer must stand right behind it: a string
/// before it is only then over.
pub(super) enum Behind {
    Closer(usize),
    Next(usize, bool),
    /// The same without a comma before it.
    Lost(usize, bool),
}

impl<'g, const MENDS: bool> Look<'g, MENDS> {
    pub(super) fn is_text(&self, at: usize) -> bool {
        matches!(self.byte(at), Some(b'"' | b'\'' | 0xe2))
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
        !self.is_text(at) && !matches!(self.byte(at), Some(b'{' | b'['))
    }

    /// What comes behind the item that stands between two places.
    #[cold]
    pub(super) fn behind_item(
        &mut self,
        from: usize,
        end: usize,
        tight: bool,
        here: &Trail<'_, 'g>,
    ) -> Option<Behind> {
        let at = self.comma_or_closer(from, end, tight, here)?;
        match self.byte(at)? {
            b']' => return Some(Behind::Closer(at)),
            b',' => return self.commas(from, at, b']', end, here),
            b'{' | b'[' if at > end => return Some(Behind::Lost(at, false)),
            b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' | b'T' | b'F' | b'N' if at > end => {}
            _ => return None,
        }
        let commented = self.space(end) != at;
        // `“a” "so “b”"`: from a text between curly quotes the next one ends at any of its kind.
        let is_over = match self.byte(from)? {
            0xe2 => false,
            _ => !self.is_word(from) || self.is_over(end, at),
        };
        (commented || is_over).then_some(())?;
        Some(Behind::Lost(at, !commented && self.is_text(from)))
    }

    /// What comes behind the member whose value stands between two places.
    #[cold]
    pub(super) fn behind_member(
        &mut self,
        from: usize,
        end: usize,
        tight: bool,
        here: &Trail<'_, 'g>,
    ) -> Option<Behind> {
        let at = self.comma_or_closer(from, end, tight, here)?;
        match self.byte(at)? {
            b'}' => Some(Behind::Closer(at)),
            b',' => self.commas(from, at, b'}', end, here),
            b'"' if at > end => {
                let commented = self.space(end) != at;
                (commented || !self.is_word(from) || self.is_over(end, at)).then_some(())?;
                Some(Behind::Lost(at, false))
            }
            _ => None,
        }
    }

    /// The next place behind a value that is no space and no comment.
    fn comma_or_closer(
        &mut self,
        from: usize,
        end: usize,
        tight: bool,
        here: &Trail<'_, 'g>,
    ) -> Option<usize> {
        let at = self.space(end);
        match self.byte(at)? {
            b',' | b']' | b'}' => Some(at),
            _ if tight => None,
            b'/' | b'#' if self.is_word(from) && !self.is_over(end, at) => None,
            b'/' | b'#' => self.comments(at, end, here),
            _ => Some(at),
        }
    }

    /// Whether a number or a literal that ends at a place is over before what stands at another.
    fn is_over(&self, end: usize, at: usize) -> bool {
        let space = self.text.get(end..at).unwrap_or_default();
        if space.starts_with("/*") || space.contains(['\n', '\r']) {
            return true;
        }
        match self.byte(at) {
            Some(b'/') => self.byte(at + 1) == Some(b'*') || !space.is_empty(),
            _ => (1..=PEEK).contains(&space.len()),
        }
    }

    /// What comes behind a comma that has more behind it than the next child.
    fn commas(
        &mut self,
        from: usize,
        comma: usize,
        closer: u8,
        end: usize,
        here: &Trail<'_, 'g>,
    ) -> Option<Behind> {
        self.mend.patch(comma, comma + 1, "");
        let mut commented = false;
        let mut at = comma + 1;
        loop {
            at = self.space(at);
            match self.byte(at)? {
                b'/' | b'#' => {
                    at = self.comments(at, end, here)?;
                    commented = true;
                }
                b',' => {
                    self.mend.tell(RepairKind::ExtraComma, here.of(at, end));
                    self.mend.patch(at, at + 1, "");
                    at += 1;
                }
                byte if byte == closer => {
                    let there = here.of(comma, end);
                    self.mend.tell(RepairKind::TrailingComma, there);
                    return Some(Behind::Closer(at));
                }
                _ => break,
            }
        }
        self.mend.patch(at, at, ",");
        let tight = !commented && self.is_text(from) && self.is_word(at);
        Some(Behind::Next(at, tight))
    }

    pub(super) fn lost_comma(&mut self, at: usize, trail: Option<&Trail<'_, 'g>>) -> Option<()> {
        self.mend.lose()?;
        self.mend.tell(RepairKind::MissingComma, trail);
        self.mend.patch(at, at, ",");
        Some(())
    }

    /// The value behind a name without a colon, and whether a comma or the closer must stand right behind it.
    #[cold]
    pub(super) fn lost_colon(
        &mut self,
        name: &str,
        behind: usize,
        at: usize,
        here: &Trail<'_, 'g>,
    ) -> Option<(usize, bool)> {
        let quoted = matches!(self.byte(behind - 1), Some(b'"' | b'\''));
        // `"a: "b"` lost a quote.
        (quoted && at > behind && !name.is_empty() && !name.contains(':')).then_some(())?;
        let tight = match self.byte(at)? {
            b'{' | b'[' => false,
            b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' | b'T' | b'F' | b'N' => true,
            _ => return None,
        };
        self.mend.lose()?;
        self.mend.tell(RepairKind::MissingColon, Some(here));
        self.mend.patch(at, at, ":");
        Some((at, tight))
    }

    /// The place behind comments and the space around them.
    #[cold]
    pub(super) fn comments(
        &mut self,
        from: usize,
        before: usize,
        here: &Trail<'_, 'g>,
    ) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        loop {
            let end = match (*bytes.get(at)?, self.byte(at + 1).unwrap_or_default()) {
                (b'/', b'*') => self.text.get(at + 2..)?.find("*/")? + at + 4,
                (b'/', b'/') => self.line_end(at + 2)?,
                // `#fff` is a text.
                (b'#', b' ') if self.text.get(..at)?.ends_with([' ', '\n', '\t', '\r']) => {
                    self.line_end(at + 1)?
                }
                (b'/' | b'#', _) => return None,
                _ => return Some(at),
            };
            self.mend.tell(RepairKind::Comment, here.of(at, before));
            self.mend.patch(at, end, "");
            at = self.space(end);
        }
    }

    /// Where a line ends that may be a comment: with the half of a pair of quotes it may be the rest of a text.
    fn line_end(&self, from: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(from..)?;
        let length = rest.iter().position(|&b| matches!(b, b'\n' | b'\r'))?;
        let mut remark = Remark::default();
        remark.read(rest.get(..length)?);
        (!remark.is_half_quoted()).then_some(from + length)
    }
}
