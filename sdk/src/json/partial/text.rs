//! The text of the answer as it came.

use std::sync::OnceLock;

use crate::json::scan::is_special;
use crate::response::partial::grow;

/// The text of the answer.
///
/// Plain text inside a string is in the partial already, so that a delta of it is copied once; it is added here when
/// something else comes, or when the text is asked for.
#[derive(Debug, Default)]
pub(super) struct Kept {
    text: String,
    /// The whole, when it was asked for while some was waiting.
    joined: OnceLock<String>,
}

impl Kept {
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Adds so many bytes from the end of the shown text, and says what they are; whether the whole was asked for before.
    pub(super) fn settle<'s>(&mut self, shown: &'s str, waiting: usize) -> (&'s str, bool) {
        let tail = end_of(shown, waiting);
        grow(&mut self.text, tail);
        (tail, self.joined.take().is_some())
    }

    pub(super) fn push(&mut self, text: &str) {
        grow(&mut self.text, text);
    }

    /// What has settled.
    pub(super) fn settled(&self) -> &str {
        &self.text
    }

    /// The whole text, with so many bytes from the end of the shown text.
    pub(super) fn joined(&self, shown: &str, waiting: usize) -> &str {
        self.joined.get_or_init(|| {
            let mut out = String::with_capacity(self.text.len() + waiting);
            out.push_str(&self.text);
            out.push_str(end_of(shown, waiting));
            out
        })
    }
}

fn end_of(text: &str, bytes: usize) -> &str {
    text.get(text.len().saturating_sub(bytes)..)
        .unwrap_or_default()
}

/// Whether a text has no byte that may be more than text inside a string.
#[inline]
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Short ones in two steps that overlap, long ones without a way out in the middle, so that many are looked at at once.
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk())
        && bytes.len() <= 8
    {
        let word =
            u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last));
        !has_special(word)
    } else if bytes.len() < 4 {
        !bytes.iter().any(|&byte| is_special(byte))
    } else {
        !bytes
            .iter()
            .fold(false, |found, &byte| found | is_special(byte))
    }
}

/// Whether one of the eight bytes is special; a byte above 127 may be said to be.
#[inline]
fn has_special(word: u64) -> bool {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES * 0x80;
    // A byte that is too small borrows from its highest bit. With one bit turned over, a quote follows the controls.
    let quote_or_control = (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
    let backslash = (word ^ (ONES * 0x5c)).wrapping_sub(ONES);
    (quote_or_control | backslash) & !word & HIGH != 0
}

#[cfg(test)]
mod tests {
    use super::{grow, is_plain, is_special};

    #[test]
    fn a_special_byte_is_seen_at_every_place_of_every_length() {
        for length in 0..40 {
            let plain = "x".repeat(length);
            assert!(is_plain(&plain), "{length}");
            for place in 0..length {
                for byte in 0..128_u8 {
                    let mut text = plain.clone().into_bytes();
                    text[place] = byte;
                    let text = String::from_utf8(text).unwrap();
                    assert_eq!(is_plain(&text), !is_special(byte), "{text:?}");
                }
            }
        }
    }

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
}
