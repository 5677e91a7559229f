//! The text of the answer as it came.

use std::sync::OnceLock;

use crate::json::scan::{find_plain, simple_escape};
use crate::response::partial::{Slot, grow, make_room};

/// The text of the answer.
///
/// Plain text inside a string is in the partial already, so that a delta of it is copied once; it is added here when
/// something else comes, or when the text is asked for.
#[derive(Debug)]
pub(super) struct Kept {
    text: String,
    /// The whole, when it was asked for while some was waiting.
    joined: OnceLock<String>,
}

/// What of an open string came that is not the same here and there: escapes, two bytes of the text and one of what is shown.
#[derive(Debug, Default)]
pub(super) struct Since {
    escapes: usize,
    /// How many bytes are shown up to the last of them.
    upto: usize,
    /// How many bytes are shown in front of each and behind the one before it, in steps of [`FAR`].
    gaps: Vec<u8>,
    /// Whether the text ends in the middle of one.
    pub(super) cut: bool,
}

/// A gap of as much or more goes on in the next byte.
const FAR: usize = 0xff;

impl Since {
    /// Shows what of a delta is inside the open string for certain, and returns the rest. Escapes only where they decide
    /// nothing. `bytes` are waiting before it.
    #[inline]
    pub(super) fn take<'d>(
        &mut self,
        slot: &mut dyn Slot,
        delta: &'d str,
        bytes: usize,
        decided: bool,
    ) -> &'d str {
        let came = delta.as_bytes();
        let mut place = 0;
        loop {
            if self.cut {
                let Some(text) = came.get(place).and_then(|&letter| unescaped(letter)) else {
                    break;
                };
                slot.text(text);
                self.cut = false;
                self.note((bytes + place).saturating_sub(1));
                place += 1;
            }
            let end = find_plain(came, place);
            if end > place {
                slot.text(delta.get(place..end).unwrap_or_default());
                place = end;
            }
            if !decided || came.get(place) != Some(&b'\\') {
                break;
            }
            self.cut = true;
            place += 1;
        }
        delta.get(place..).unwrap_or_default()
    }

    /// An escape stands behind so many waiting bytes.
    #[inline]
    fn note(&mut self, bytes: usize) {
        let shown = bytes.saturating_sub(self.escapes);
        let mut gap = shown.saturating_sub(self.upto);
        while gap >= FAR {
            self.gaps.push(0xff);
            gap -= FAR;
        }
        // It is less than that.
        self.gaps.push(gap.to_le_bytes()[0]);
        self.escapes += 1;
        self.upto = shown + 1;
    }

    /// What is waiting, when it is so many bytes.
    pub(super) fn waiting(&self, bytes: usize) -> Waiting<'_> {
        Waiting { bytes, since: self }
    }

    /// Nothing waits any more.
    pub(super) fn clear(&mut self) {
        self.escapes = 0;
        self.upto = 0;
        self.gaps.clear();
        self.cut = false;
    }
}

/// What of the text is in the open slot only.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting<'s> {
    pub(super) bytes: usize,
    since: &'s Since,
}

/// Room for the quote, and for a name and its mark.
const BESIDE: usize = 64;

impl Waiting<'_> {
    /// How many bytes of it are decided.
    pub(super) fn whole(self) -> usize {
        self.bytes - usize::from(self.since.cut)
    }

    /// The end of the shown text that it is.
    fn of(self, shown: Option<&str>) -> &str {
        let bytes = self.whole() - self.since.escapes;
        let shown = shown.unwrap_or_default();
        shown
            .get(shown.len().saturating_sub(bytes)..)
            .unwrap_or_default()
    }

    /// Appends it as it came.
    fn write(self, shown: &str, out: &mut String) {
        // What follows has room beside it: a long text would move for a quote.
        make_room(out, self.bytes + BESIDE);
        let mut place = 0;
        let mut gap = 0;
        for &step in &self.since.gaps {
            gap += usize::from(step);
            if usize::from(step) < FAR {
                let end = place + gap;
                out.push_str(shown.get(place..end).unwrap_or_default());
                if let Some(escape) = shown.as_bytes().get(end).and_then(|&byte| escaped(byte)) {
                    out.push_str(escape);
                }
                place = end + 1;
                gap = 0;
            }
        }
        out.push_str(shown.get(place..).unwrap_or_default());
        if self.since.cut {
            out.push('\\');
        }
    }
}

/// What an escape that is written in one way only stands for.
#[inline]
fn unescaped(letter: u8) -> Option<&'static str> {
    // A slash may stand for itself as well.
    simple_escape(letter).filter(|_| letter != b'/')
}

/// Such an escape of a byte.
fn escaped(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'\n' => r"\n",
        b'"' => r#"\""#,
        b'\\' => r"\\",
        b'\t' => r"\t",
        b'\r' => r"\r",
        0x08 => r"\b",
        0x0c => r"\f",
        _ => return None,
    })
}

/// Room for a short answer: to get there by quarters would take a dozen moves.
const ANSWER: usize = 1024;

impl Kept {
    pub(super) fn new() -> Self {
        Self {
            text: String::with_capacity(ANSWER),
            joined: OnceLock::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Adds what was waiting, and says what it is in the shown text; whether the whole was asked for before.
    pub(super) fn settle<'s>(
        &mut self,
        shown: Option<&'s str>,
        waiting: Waiting<'_>,
    ) -> (&'s str, bool) {
        let tail = waiting.of(shown);
        waiting.write(tail, &mut self.text);
        (tail, self.joined.take().is_some())
    }

    pub(super) fn push(&mut self, text: &str) {
        make_room(&mut self.text, text.len());
        grow(&mut self.text, text);
    }

    /// What has settled.
    pub(super) fn settled(&self) -> &str {
        &self.text
    }

    /// The whole text, with what is waiting.
    pub(super) fn joined(&self, shown: Option<&str>, waiting: Waiting<'_>) -> &str {
        self.joined.get_or_init(|| {
            let mut out = String::with_capacity(self.text.len() + waiting.bytes);
            out.push_str(&self.text);
            waiting.write(waiting.of(shown), &mut out);
            out
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Since, escaped, grow, unescaped};

    #[test]
    fn what_is_appended_is_all_there() {
        let whole =
            "The Rabbit-Hole went straight on like a tunnel, and then dipped suddenly down.";
        for size in 1..12 {
            let mut text = String::new();
            for place in 0..whole.len() {
                let piece = &whole[place..whole.len().min(place + size)];
                let before = text.clone();
                grow(&mut text, piece);
                assert_eq!(text, before + piece);
            }
        }
    }

    #[test]
    fn what_waits_is_written_as_it_came() {
        for byte in 0..=u8::MAX {
            if let Some(text) = unescaped(byte) {
                assert_eq!(text.len(), 1);
                let escape = format!("\\{}", char::from(byte));
                assert_eq!(escaped(text.as_bytes()[0]), Some(escape.as_str()));
            }
        }
        let raw = r#"\n\"Curiouser\" and\tcuriouser\\\r\b\f€"#;
        let shown: String = serde_json::from_str(&format!("\"{raw}\"")).unwrap();
        // In front of, behind and between escapes, runs of any length that a gap is kept in differently.
        for run in [0, 1, 7, 253, 254, 255, 256, 509, 510, 511, 1000] {
            let plain = "x".repeat(run);
            let raw = format!("{raw}{plain}{raw}{plain}");
            let shown = format!("{shown}{plain}{shown}{plain}");
            for size in [1, 3, 64, raw.len()] {
                for cut in [false, true] {
                    let mut since = Since::default();
                    let mut all = Some("Alice: ".to_owned());
                    let came = if cut { format!("{raw}\\") } else { raw.clone() };
                    let mut bytes = 0;
                    let mut rest = came.as_str();
                    while !rest.is_empty() {
                        let length = rest.chars().take(size).map(char::len_utf8).sum();
                        let (delta, more) = rest.split_at(length);
                        assert_eq!(since.take(&mut all, delta, bytes, true), "");
                        bytes += delta.len();
                        rest = more;
                    }
                    let waiting = since.waiting(bytes);
                    let tail = waiting.of(all.as_deref());
                    assert_eq!(tail, shown);
                    let mut out = "\"".to_owned();
                    waiting.write(tail, &mut out);
                    assert_eq!(out, format!("\"{came}"));
                }
            }
        }
    }
}
