//! Events that repeat the last one but for their text.
//!
//! Hosts send a token an event, in an envelope that stays the same: reading it again costs several times what the rest of
//! the way does. An event that begins and ends as the last one did, byte for byte, and has a plain text where that one
//! had one, is the same JSON with another string in it.

use std::borrow::Cow;

use super::Chunk;

/// What stood around the text of the last event.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    before: String,
    after: String,
    index: u64,
    is_known: bool,
}

impl Envelope {
    /// The choice and its text, if the event is but for that text as the last one was.
    pub(super) fn read<'e>(&self, data: &'e str) -> Option<(u64, &'e str)> {
        if !self.is_known {
            return None;
        }
        let text = data
            .strip_prefix(self.before.as_str())?
            .strip_suffix(self.after.as_str())?;
        let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
        text.bytes().all(is_plain).then_some((self.index, text))
    }

    /// Keeps what stands around the text of an event that has nothing else to tell.
    pub(super) fn keep(&mut self, data: &str, chunk: &Chunk<'_>) {
        self.is_known = false;
        let ([delta], None) = (chunk.deltas.as_slice(), &chunk.usage) else {
            return;
        };
        let Cow::Borrowed(text) = delta.text else {
            return;
        };
        let has_more = !delta.reasoning.is_empty()
            || !delta.refusal.is_empty()
            || delta.tool_call.is_some()
            || delta.whole.is_some()
            || delta.finish_reason.is_some();
        // Where the text stands: it is a part of the data, or it stood nowhere.
        let start = (text.as_ptr() as usize).checked_sub(data.as_ptr() as usize);
        let around = start.and_then(|start| {
            let end = start.checked_add(text.len())?;
            Some((data.get(..start)?, data.get(end..)?))
        });
        let Some((before, after)) = around.filter(|_| !has_more) else {
            return;
        };
        if before.ends_with('"') && after.starts_with('"') {
            self.before.clear();
            self.before.push_str(before);
            self.after.clear();
            self.after.push_str(after);
            self.index = delta.index;
            self.is_known = true;
        }
    }
}
