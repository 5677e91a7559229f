//! The events of a `text/event-stream` body, by the WHATWG's rules, pushed in pieces of any size.
//!
//! It is our own because the crate that comes nearest, `sse-stream` 0.3.0, agrees with all of the standard's cases but ends
//! a stream at the first byte that is no UTF-8, where the standard puts U+FFFD; holds an event of any size; and gives
//! its events only as an asynchronous stream, with five more crates in every user's tree.
//!
//! Source: <https://html.spec.whatwg.org/multipage/server-sent-events.html>, "Interpreting an event stream", read
//! 2026-11-21.

#[cfg(test)]
mod vectors;

use bytes::Bytes;

/// Splits a body into events.
#[derive(Debug)]
pub(crate) struct Decoder {
    limit_bytes: usize,
    /// What was pushed and is not read yet.
    input: Bytes,
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
    data: String,
    /// Whether a `data` field was seen since the last event; its text may be empty.
    has_data: bool,
    name: String,
    /// Whether the lines that the last call handed out are to be forgotten.
    delivered: bool,
    /// Whether a line feed at the next place belongs to a carriage return before it.
    after_return: bool,
    /// How much of a byte order mark at the very beginning was seen; `None` behind the beginning.
    mark: Option<usize>,
    #[cfg(test)]
    ids: vectors::Ids,
}

/// An event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Event<'d> {
    /// Its type; empty where it has none, which means `message`.
    pub(crate) name: &'d str,
    /// Its `data` lines, with a line feed between them.
    pub(crate) data: &'d str,
}

/// An event is longer than the limit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// Counts events, for the benchmark.
#[doc(hidden)]
#[derive(Debug)]
pub struct EventCounter(Decoder);

impl Default for EventCounter {
    fn default() -> Self {
        Self(Decoder::new(usize::MAX))
    }
}

impl EventCounter {
    /// How many events end in this piece of a body.
    pub fn push(&mut self, bytes: Bytes) -> usize {
        self.0.push(bytes);
        let mut count = 0;
        while let Ok(Some(_)) = self.0.next() {
            count += 1;
        }
        count
    }
}

const MARK: &[u8] = b"\xEF\xBB\xBF";

impl Decoder {
    /// A decoder of events of at most `limit_bytes`.
    pub(crate) fn new(limit_bytes: usize) -> Self {
        Self {
            limit_bytes,
            input: Bytes::new(),
            line: Vec::new(),
            data: String::new(),
            has_data: false,
            name: String::new(),
            delivered: false,
            after_return: false,
            mark: Some(0),
            #[cfg(test)]
            ids: vectors::Ids::default(),
        }
    }

    /// Takes the next piece of the body. What was pushed before must have been read to its last event.
    pub(crate) fn push(&mut self, bytes: Bytes) {
        debug_assert!(self.input.is_empty(), "events were left unread");
        self.input = match self.mark {
            Some(_) => self.without_mark(bytes),
            None => bytes,
        };
    }

    /// The next event of what was pushed; `None` when more is needed.
    pub(crate) fn next(&mut self) -> Result<Option<Event<'_>>, TooLong> {
        if self.delivered {
            self.forget();
        }
        let input = std::mem::take(&mut self.input);
        let mut rest: &[u8] = &input;
        loop {
            if self.after_return && !rest.is_empty() {
                self.after_return = false;
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            }
            let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
                self.hold(rest)?;
                return Ok(None);
            };
            let (line, behind) = rest.split_at(end);
            self.after_return = behind.first() == Some(&b'\r');
            rest = behind.get(1..).unwrap_or_default();
            let is_over = if self.line.is_empty() {
                self.line(line)?
            } else {
                self.hold(line)?;
                let mut held = std::mem::take(&mut self.line);
                let is_over = self.line(&held);
                // Its room is used again.
                held.clear();
                self.line = held;
                is_over?
            };
            if is_over {
                self.input = input.slice_ref(rest);
                self.delivered = true;
                return Ok(Some(Event {
                    name: &self.name,
                    data: self.data.strip_suffix('\n').unwrap_or(&self.data),
                }));
            }
        }
    }

    /// Keeps the beginning of a line.
    fn hold(&mut self, part: &[u8]) -> Result<(), TooLong> {
        if self.line.len() + self.data.len() + part.len() > self.limit_bytes {
            return Err(TooLong);
        }
        self.line.extend_from_slice(part);
        Ok(())
    }

    /// Reads a line; whether it ends an event.
    fn line(&mut self, line: &[u8]) -> Result<bool, TooLong> {
        if line.is_empty() {
            #[cfg(test)]
            self.ids.settle();
            if !self.has_data {
                self.forget();
            }
            return Ok(self.has_data);
        }
        let (field, value) = match line.iter().position(|&byte| byte == b':') {
            Some(colon) => {
                let (field, value) = line.split_at(colon);
                let value = value.get(1..).unwrap_or_default();
                (field, value.strip_prefix(b" ").unwrap_or(value))
            }
            None => (line, &b""[..]),
        };
        match field {
            b"data" => {
                if self.data.len() + value.len() > self.limit_bytes {
                    return Err(TooLong);
                }
                self.has_data = true;
                self.data.push_str(&String::from_utf8_lossy(value));
                self.data.push('\n');
            }
            b"event" => {
                if value.len() > self.limit_bytes {
                    return Err(TooLong);
                }
                self.name.clear();
                self.name.push_str(&String::from_utf8_lossy(value));
            }
            // Ids and waits are for who reconnects, which a POST cannot.
            #[cfg(test)]
            b"id" | b"retry" => self.ids.field(field, value),
            _ => {}
        }
        Ok(false)
    }

    fn forget(&mut self) {
        self.delivered = false;
        self.has_data = false;
        self.name.clear();
        self.data.clear();
    }

    /// The rest of a piece at the very beginning of the body, behind a byte order mark.
    fn without_mark(&mut self, bytes: Bytes) -> Bytes {
        let seen = self.mark.unwrap_or_default();
        let wanted = MARK.get(seen..).unwrap_or_default();
        let same = bytes.iter().zip(wanted).take_while(|(a, b)| a == b).count();
        if same == wanted.len() {
            self.mark = None;
            return bytes.slice(same..);
        }
        if same == bytes.len() {
            self.mark = Some(seen + same);
            return Bytes::new();
        }
        self.mark = None;
        // What looked like a mark was the beginning of the first line.
        self.line
            .extend_from_slice(MARK.get(..seen).unwrap_or_default());
        bytes
    }
}
