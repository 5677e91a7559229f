//! What there is of the text.

/// All of the text that has come.
#[derive(Clone, Copy)]
pub(super) struct Input<'p> {
    pub(super) text: &'p str,
    /// Whether the text ends with it.
    pub(super) last: bool,
}

impl<'p> Input<'p> {
    pub(super) fn bytes(&self) -> &'p [u8] {
        self.text.as_bytes()
    }

    #[inline]
    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The character at a place, which is a boundary.
    #[inline]
    pub(super) fn char(&self, at: usize) -> Option<char> {
        match self.byte(at)? {
            byte @ 0..0x80 => Some(char::from(byte)),
            _ => self.text.get(at..)?.chars().next(),
        }
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &'p str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Whether the text goes on with a word at a place; nothing when that cannot be known yet.
    pub(super) fn starts(&self, at: usize, word: &str) -> Option<bool> {
        let rest = self.bytes().get(at..).unwrap_or_default();
        if rest.len() >= word.len() || self.last {
            Some(rest.starts_with(word.as_bytes()))
        } else if word.as_bytes().starts_with(rest) {
            None
        } else {
            Some(false)
        }
    }
}
