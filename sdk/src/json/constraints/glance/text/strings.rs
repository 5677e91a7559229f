//! Strings, and what is mended in them.

use super::mend::Trail;
use super::{Look, Plain};
use crate::json::constraints::glance::Allowed;
use crate::json::scan::{RepairKind, find, find_plain, simple_escape};

impl<'g, const MENDS: bool> Look<'g, MENDS> {
    pub(super) fn string(
        &mut self,
        plain: Option<&'g Plain>,
        at: usize,
        trail: Option<&Trail<'_, 'g>>,
    ) -> Option<usize> {
        let told = self.mend.told();
        let bytes = self.text.as_bytes();
        let mut control = false;
        let mut end = at + 1;
        loop {
            end = find_plain(bytes, end);
            match bytes.get(end)? {
                b'"' => break,
                b'\\' => end = self.escape(end, trail)?,
                _ if !MENDS => return None,
                _ => {
                    self.control(end, &mut control, trail);
                    end += 1;
                }
            }
        }
        if let Some(plain) = plain.filter(|plain| plain.asks_of_texts()) {
            let inside = self.text.get(at + 1..end)?;
            let takes = if !inside.contains('\\') {
                plain.takes_text(inside)
            } else if told == self.mend.told() {
                let text: String = serde_json::from_str(self.text.get(at..=end)?).ok()?;
                plain.takes_text(&text)
            } else {
                false
            };
            takes.then_some(())?;
        }
        Some(end + 1)
    }

    /// `'a'` or `“a”`, whatever stands within: only the quotes are others.
    #[cold]
    pub(super) fn other_string(
        &mut self,
        plain: Option<&'g Plain>,
        at: usize,
        trail: Option<&Trail<'_, 'g>>,
    ) -> Option<usize> {
        let (kind, width) = if self.byte(at)? == b'\'' {
            (RepairKind::SingleQuotes, 1)
        } else {
            (RepairKind::CurlyQuotes, 3)
        };
        self.mend.tell(kind, trail);
        self.mend.patch(at, at + width, "\"");
        let end = if width == 1 {
            self.single_end(at, trail)?
        } else {
            self.curly = true;
            self.curly_end(at, trail)?
        };
        self.mend.patch(end, end + width, "\"");
        if let Some(plain) = plain.filter(|plain| plain.asks_of_texts()) {
            let inside = self.text.get(at + width..end)?;
            (!inside.contains('\\') && plain.takes_text(inside)).then_some(())?;
        }
        Some(end + width)
    }

    /// The place of the quote that ends a text between single ones.
    fn single_end(&mut self, at: usize, trail: Option<&Trail<'_, 'g>>) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut control = false;
        let mut end = at + 1;
        loop {
            end = find(bytes, end, b'\'', b'"');
            match bytes.get(end)? {
                b'\'' => return Some(end),
                b'"' => {
                    self.mend.patch(end, end, "\\");
                    end += 1;
                }
                b'\\' => end = self.escape(end, trail)?,
                _ => {
                    self.control(end, &mut control, trail);
                    end += 1;
                }
            }
        }
    }

    /// The place of the quote that ends a text between curly ones, with none of its kind in it.
    fn curly_end(&mut self, at: usize, trail: Option<&Trail<'_, 'g>>) -> Option<usize> {
        let bytes = self.text.as_bytes();
        self.text.get(at..)?.starts_with('\u{201c}').then_some(())?;
        let mut control = false;
        let mut end = at + 3;
        loop {
            end = find(bytes, end, 0xe2, b'"');
            match bytes.get(end)? {
                0xe2 => match bytes.get(end + 1..end + 3)? {
                    [0x80, 0x9d] => return Some(end),
                    [0x80, 0x9c..=0x9f] => return None,
                    _ => end += 3,
                },
                b'"' => return None,
                b'\\' => end = self.escape(end, trail)?,
                _ => {
                    self.control(end, &mut control, trail);
                    end += 1;
                }
            }
        }
    }

    /// The place behind an escape; half of a pair of surrogates is not plain.
    #[inline]
    fn escape(&mut self, at: usize, trail: Option<&Trail<'_, 'g>>) -> Option<usize> {
        match self.byte(at + 1)? {
            b'u' if matches!(self.byte(at + 2)?, b'd' | b'D') => None,
            b'u' => Some(at + 2),
            letter if simple_escape(letter).is_some() => Some(at + 2),
            letter if MENDS => self.wrong_escape(letter, at, trail),
            _ => None,
        }
    }

    /// `\'` is `'`, and `\d` is `\\d`.
    #[cold]
    fn wrong_escape(
        &mut self,
        letter: u8,
        at: usize,
        trail: Option<&Trail<'_, 'g>>,
    ) -> Option<usize> {
        match letter {
            b'\'' | b'`' | b'$' => self.mend.patch(at, at + 1, ""),
            b' '..=b'~' => self.mend.patch(at, at, "\\"),
            _ => return None,
        }
        self.mend.tell(RepairKind::InvalidEscape, trail);
        Some(at + 2)
    }

    /// A line break or another control character, which is told once in a string.
    #[cold]
    fn control(&mut self, at: usize, told: &mut bool, trail: Option<&Trail<'_, 'g>>) {
        if !std::mem::replace(told, true) {
            self.mend.tell(RepairKind::RawControl, trail);
        }
        let byte = self.byte(at).unwrap_or_default();
        match byte {
            b'\n' => self.mend.patch(at, at + 1, "\\n"),
            b'\t' => self.mend.patch(at, at + 1, "\\t"),
            b'\r' => self.mend.patch(at, at + 1, "\\r"),
            _ => self.mend.patch(at, at + 1, &format!("\\u{byte:04x}")),
        }
    }
}

impl Plain {
    pub(super) fn asks_of_texts(&self) -> bool {
        let text = &self.text;
        text.least.is_some()
            || text.most.is_some()
            || text.pattern.is_some()
            || text.format.is_some()
            || matches!(self.allowed, Allowed::Only(_))
    }
}
