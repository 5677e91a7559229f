//! The text of the answer as it came.

use std::sync::OnceLock;

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
    pub(super) fn settle<'s>(&mut self, shown: Option<&'s str>, waiting: usize) -> (&'s str, bool) {
        let tail = end_of(shown.unwrap_or_default(), waiting);
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

#[cfg(test)]
mod tests {
    use super::grow;

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
