//! Texts without quotes.

use super::mend::Trail;
use super::{Look, Plain, Types};
use crate::json::constraints::words::is_null;
use crate::json::scan::{RepairKind, atom};

/// How far such a text may reach, and how much space may stand around it: what is further away does not show any more whether a
/// quote before it ends a string.
const NEAR: usize = 1024;

impl<'g, const MENDS: bool> Look<'g, MENDS> {
    /// Words of letters and digits where nothing but a text may stand, or anything, with a comma or a closer behind them. Any
    /// sign among them may be more than a part of the text.
    #[cold]
    pub(super) fn bare_text(
        &mut self,
        plain: Option<&Plain>,
        at: usize,
        trail: Option<&Trail<'_, 'g>>,
    ) -> Option<usize> {
        let is_text =
            plain.is_none_or(|plain| plain.types == Types::STRING && !plain.asks_of_texts());
        (is_text && self.mend.takes_words()).then_some(())?;
        let rest = self.text.as_bytes().get(at..)?;
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b' ');
        let words = self
            .text
            .get(at..at + rest.iter().position(|byte| !is_part(byte))?)?;
        let text = words.trim_end_matches(' ');
        let end = at + text.len();
        let before = self.text.as_bytes().get(at.saturating_sub(NEAR)..at)?;
        let is_between = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',');
        let is_near = before.len() < NEAR || !before.iter().all(is_between);
        (is_near && self.space(end) - at <= NEAR).then_some(())?;
        let closes = matches!(self.byte(self.space(end))?, b',' | b']' | b'}');
        // `true story` may be two values.
        let first = text.split(' ').next()?;
        (closes && atom(first).is_none() && !is_null(text)).then_some(())?;
        self.mend.tell(RepairKind::UnquotedText, trail);
        self.mend.tell_words(text, trail);
        self.mend.patch(at, at, "\"");
        self.mend.patch(end, end, "\"");
        Some(end)
    }
}
