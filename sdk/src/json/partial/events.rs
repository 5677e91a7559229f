//! What happened to a partial, for those who ask.

use std::collections::VecDeque;
use std::ops::Range;

/// Something that happened to a partial.
///
/// Paths are JSON Pointers (RFC 6901) in the shape of the type; empty for the whole answer.
///
/// ```
/// use json_mode::{PartialEvent, PartialReader};
///
/// let mut reader = PartialReader::<Vec<String>>::new().with_events();
/// reader.push(r#"["Al"#)?;
/// reader.push(r#"ice""#)?;
/// reader.push(r#"]"#)?;
/// let mut complete = Vec::new();
/// while let Some(event) = reader.next_event() {
///     if let PartialEvent::Completed(path) = event {
///         complete.push(path);
///     }
/// }
/// assert_eq!(complete, ["/0", ""]);
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartialEvent {
    /// The text at this path has become longer.
    Grew(String),
    /// The value at this path is complete: it will not change any more.
    Completed(String),
    /// What was shown was not the answer: it was taken back, and the partial starts afresh.
    Restarted,
}

/// The events since they were last asked for.
#[derive(Debug, Default)]
pub(super) struct Log {
    on: bool,
    events: VecDeque<(PartialEvent, Range<usize>)>,
}

impl Log {
    pub(super) fn turn_on(&mut self) {
        self.on = true;
    }

    pub(super) fn is_on(&self) -> bool {
        self.on
    }

    pub(super) fn next(&mut self) -> Option<(PartialEvent, Range<usize>)> {
        self.events.pop_front()
    }

    /// The same text growing twice is one event.
    pub(super) fn grew(&mut self, path: String) {
        let event = PartialEvent::Grew(path);
        if self.events.back().is_none_or(|(last, _)| *last != event) {
            self.events.push_back((event, 0..0));
        }
    }

    pub(super) fn completed(&mut self, path: String, span: Range<usize>) {
        self.events.push_back((PartialEvent::Completed(path), span));
    }

    pub(super) fn restarted(&mut self) {
        if self.on {
            self.events.push_back((PartialEvent::Restarted, 0..0));
        }
    }
}
