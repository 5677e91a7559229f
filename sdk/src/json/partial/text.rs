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
    /// How many bytes at the end of the shown text are not in `text` yet.
    waiting: usize,
    /// The whole, when it was asked for while some was waiting.
    joined: OnceLock<String>,
    /// It was: from now on nothing waits.
    is_watched: bool,
}

impl Kept {
    pub(super) fn len(&self) -> usize {
        self.text.len() + self.waiting
    }

    /// Whether so many bytes may wait; they do from now on.
    #[inline]
    pub(super) fn may_wait(&mut self, bytes: usize) -> bool {
        if self.is_watched || self.joined.get().is_some() {
            return false;
        }
        self.waiting += bytes;
        true
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Takes what waited from the shown text, and says what that is.
    pub(super) fn settle<'s>(&mut self, shown: &'s str) -> &'s str {
        let from = shown.len().saturating_sub(self.waiting);
        let tail = shown.get(from..).unwrap_or_default();
        grow(&mut self.text, tail);
        self.waiting = 0;
        self.is_watched |= self.joined.take().is_some();
        tail
    }

    pub(super) fn push(&mut self, text: &str) {
        grow(&mut self.text, text);
    }

    /// What has settled.
    pub(super) fn settled(&self) -> &str {
        &self.text
    }

    /// The whole text. Joined once while something waits; after that nothing does.
    pub(super) fn get<'s>(&'s self, shown: impl FnOnce() -> Option<&'s str>) -> &'s str {
        if self.waiting == 0 {
            return &self.text;
        }
        self.joined.get_or_init(|| {
            let shown = shown().unwrap_or_default();
            let from = shown.len().saturating_sub(self.waiting);
            let mut out = String::with_capacity(self.len());
            out.push_str(&self.text);
            out.push_str(shown.get(from..).unwrap_or_default());
            out
        })
    }
}

/// Whether a text has no byte that may be more than text inside a string.
#[inline]
pub(super) fn is_plain(text: &str) -> bool {
    const SPECIAL: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            #[allow(clippy::cast_possible_truncation, reason = "below 256")]
            let special = is_special(byte as u8);
            table[byte] = special;
            byte += 1;
        }
        table
    };
    let bytes = text.as_bytes();
    if bytes.len() < 16 {
        bytes.iter().all(|&byte| !SPECIAL[usize::from(byte)])
    } else {
        // Without a way out in the middle, so that many are looked at together.
        !bytes
            .iter()
            .fold(false, |found, &byte| found | is_special(byte))
    }
}
