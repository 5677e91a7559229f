//! Reasoning blocks: their tags, and what stands between them.

use super::input::Input;
use super::machine::{Scanner, Step};
use super::sink::Sink;

/// Reasoning blocks as models write them, or as their hosts leave them in the text.
pub(super) const BLOCKS: [(&str, &str); 11] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<thoughts>", "</thoughts>"),
    ("<reasoning>", "</reasoning>"),
    ("<reflection>", "</reflection>"),
    ("<scratchpad>", "</scratchpad>"),
    ("<analysis>", "</analysis>"),
    ("[THINK]", "[/THINK]"),
    ("\u{25c1}think\u{25b7}", "\u{25c1}/think\u{25b7}"),
    (
        "<|channel|>analysis<|message|>",
        "<|channel|>final<|message|>",
    ),
];

/// No tag has a longer word.
const TAG: usize = 24;

enum Tag {
    Open(&'static str),
    Close,
}

/// The tag at a place and its length; an outer nothing when more text is needed.
#[allow(
    clippy::option_option,
    reason = "not yet, no, and yes are three answers"
)]
fn find_tag(input: &Input<'_>, at: usize) -> Option<Option<(usize, Tag)>> {
    let mut open = false;
    // A word that goes on may become a tag; which one is asked when it ends, so that small pieces cost no more.
    let rest = input.bytes().get(at + 1..).unwrap_or_default();
    if input.byte(at) != Some(0xe2) {
        let end = rest
            .iter()
            .take(TAG)
            .position(|b| !(b.is_ascii_alphabetic() || matches!(b, b'/' | b'|')));
        match end.and_then(|end| rest.get(end)) {
            Some(b'>' | b']') => {}
            None if rest.len() < TAG && !input.last => return None,
            _ => return Some(None),
        }
    }
    for (opening, closing) in BLOCKS {
        for (word, tag) in [(opening, Tag::Open(closing)), (closing, Tag::Close)] {
            match input.starts(at, word) {
                Some(true) => return Some(Some((word.len(), tag))),
                Some(false) => {}
                None => open = true,
            }
        }
    }
    if open { None } else { Some(None) }
}

/// Whether a text begins with a tag.
pub(crate) fn is_tag(text: &str) -> bool {
    let begins = |tag: &str| text.starts_with(tag);
    BLOCKS
        .iter()
        .any(|(open, close)| begins(open) || begins(close))
}

/// Whether a tag that closes a reasoning block stands here; nothing when more text is needed.
pub(super) fn is_close_tag(input: &Input<'_>, at: usize) -> Option<bool> {
    find_tag(input, at).map(|found| matches!(found, Some((_, Tag::Close))))
}

impl Scanner {
    pub(super) fn reasoning(
        &mut self,
        from: usize,
        closing: &'static str,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Step {
        // Its first character is rare, and pieces are small: to look for all of it would be made ready for each.
        let first = closing.chars().next().unwrap_or('<');
        let mut at = at;
        while let Some(found) = input.text.get(at..).and_then(|rest| rest.find(first)) {
            at += found;
            match input.starts(at, closing) {
                None => return Step::Wait(at),
                Some(false) => at += first.len_utf8(),
                Some(true) => {
                    let end = at + closing.len();
                    sink.reasoning(from..end, true);
                    self.outside.reasoning = None;
                    self.outside.fresh = true;
                    self.outside.behind = false;
                    return Step::On(end);
                }
            }
        }
        Step::Wait(input.text.len())
    }

    pub(super) fn tag(
        &mut self,
        byte: u8,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Result<usize, Step> {
        let found = find_tag(input, at).ok_or(Step::Wait(at))?;
        match found {
            None if byte == b'[' => Ok(at),
            None if self.outside.fresh => self.fresh(byte, input, at, sink),
            None => Ok(at + input.char(at).map_or(1, char::len_utf8)),
            Some((length, Tag::Open(closing))) => {
                self.outside.reasoning = Some((at, closing));
                Ok(at + length)
            }
            Some((length, Tag::Close)) => {
                sink.reasoning(0..at + length, true);
                self.outside.fresh = true;
                self.outside.behind = false;
                if byte == b'[' {
                    return Err(Step::On(at + length));
                }
                Ok(at + length)
            }
        }
    }
}
