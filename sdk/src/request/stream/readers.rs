//! What is made of the text of each choice, and what happened to it.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::assembly::{Halt, Listen};
use super::text::Deltas;
use crate::error::{Error, Result};
use crate::json::{Decoded, Leniency, PartialEvent, PartialReader};
use crate::request::Request;
use crate::response::{JsonResponse, Violation};
use crate::schema::Lowered;
use crate::wire::chunks::Part;

/// Something that happened in a stream.
///
/// Paths are JSON Pointers (RFC 6901) in the type's own shape; empty for the whole answer. `choice` is the number of the
/// answer, counted from zero; only a request with `n` over 1 has others.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream([r#"["Loi"#, r#"re", "Seine"]"#]));
/// # let client = server.client(Provider::TOGETHER);
/// use json_mode::StreamEvent;
///
/// let mut stream = client.chat("some/model").user("Two rivers.").stream::<Vec<String>>().await?;
/// let mut complete = Vec::new();
/// while let Some(event) = stream.next_event().await? {
///     match event {
///         StreamEvent::Completed { path, .. } => complete.push(path),
///         StreamEvent::Failed { error, .. } => println!("asking again: {error}"),
///         _ => {}
///     }
/// }
/// assert_eq!(complete, ["/0", "/1", ""]); // the whole answer last
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamEvent {
    /// The text at this path has become longer.
    #[non_exhaustive]
    Grew {
        /// The number of the answer.
        choice: usize,
        /// The place.
        path: String,
    },
    /// The value at this path is complete: it will not change any more.
    #[non_exhaustive]
    Completed {
        /// The number of the answer.
        choice: usize,
        /// The place.
        path: String,
    },
    /// What was shown was not the answer: the partial starts afresh.
    #[non_exhaustive]
    Restarted {
        /// The number of the answer.
        choice: usize,
    },
    /// An answer was wrong, and another one is asked for: all partials start afresh.
    #[non_exhaustive]
    Failed {
        /// What was wrong.
        error: Error,
    },
}

/// What is made of the text of each choice.
pub(super) struct Readers<T: JsonResponse> {
    pub(super) first: Choice<T>,
    pub(super) others: Vec<Choice<T>>,
    wire: Option<Arc<Lowered>>,
    pub(super) leniency: Leniency,
    limit_bytes: usize,
    /// Whether something came that was not shown yet.
    pub(super) updated: bool,
    events: Option<VecDeque<StreamEvent>>,
    pub(super) deltas: Option<Deltas>,
    /// Whether an answer whose complete values break rules is not worth its end; of how many.
    judges: Option<usize>,
}

pub(super) struct Choice<T: JsonResponse> {
    pub(super) reader: PartialReader<T>,
    pub(super) reasoning: String,
    /// The rules that complete values break.
    broken: Vec<Violation>,
}

impl<T: JsonResponse> Listen for Readers<T> {
    fn hear(&mut self, choice: usize, part: Part, text: &str) -> ControlFlow<Halt> {
        while self.others.len() < choice {
            let next = self.begin();
            self.others.push(next);
        }
        if let Some(deltas) = &mut self.deltas {
            deltas.hear(choice, part, text)?;
        }
        self.updated = true;
        let of = match choice.checked_sub(1) {
            None => &mut self.first,
            Some(other) => match self.others.get_mut(other) {
                Some(other) => other,
                None => return ControlFlow::Continue(()),
            },
        };
        match part {
            Part::Reasoning => of.reasoning.push_str(text),
            Part::Answer => {
                if let Err(error) = of.reader.feed(text) {
                    return ControlFlow::Break(error.into());
                }
                if let Some(events) = &mut self.events {
                    note(events, choice, &mut of.reader);
                }
                if let Some(wanted) = self.judges {
                    let was_right = of.broken.is_empty();
                    of.broken
                        .extend(std::iter::from_fn(|| of.reader.next_violation()));
                    if was_right && !of.broken.is_empty() && self.all_are_broken(wanted) {
                        return ControlFlow::Break(Halt::Stopped);
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn keeps(&self, _: usize) -> bool {
        true
    }

    fn kept(&self) -> Vec<String> {
        let all = std::iter::once(&self.first).chain(&self.others);
        all.map(|choice| choice.reader.text().to_owned()).collect()
    }
}

/// Moves what happened to a partial to the events of the stream.
fn note<T: JsonResponse>(
    events: &mut VecDeque<StreamEvent>,
    choice: usize,
    reader: &mut PartialReader<T>,
) {
    while let Some(event) = reader.next_event() {
        events.push_back(match event {
            PartialEvent::Grew(path) => {
                // The same text growing twice is one event.
                if matches!(events.back(), Some(StreamEvent::Grew { choice: at, path: last })
                    if *at == choice && *last == path)
                {
                    continue;
                }
                StreamEvent::Grew { choice, path }
            }
            PartialEvent::Completed(path) => StreamEvent::Completed { choice, path },
            PartialEvent::Restarted => StreamEvent::Restarted { choice },
        });
    }
}

impl<T: JsonResponse> Readers<T> {
    pub(super) fn new(request: &Request) -> Self {
        Self {
            first: Choice {
                reader: PartialReader::new(),
                reasoning: String::new(),
                broken: Vec::new(),
            },
            others: Vec::new(),
            wire: None,
            leniency: request.forgives(),
            limit_bytes: request.limits().answer_bytes,
            updated: false,
            events: None,
            deltas: None,
            judges: None,
        }
    }

    /// Keeps events from now on.
    pub(super) fn keep_events(&mut self) {
        if self.events.is_none() {
            self.events = Some(VecDeque::new());
            for (_, choice) in self.all() {
                let reader = std::mem::take(&mut choice.reader);
                choice.reader = reader.with_events();
            }
        }
    }

    pub(super) fn next_event(&mut self) -> Option<StreamEvent> {
        self.events.as_mut()?.pop_front()
    }

    /// Judges complete values of so many answers from now on, which has to be before any came.
    pub(super) fn judge(&mut self, wanted: usize) {
        self.judges = Some(wanted.max(1));
        let wire = self.wire.take();
        self.restart(wire);
    }

    /// An answer was wrong; another one in the same form may come.
    pub(super) fn fail(&mut self, error: Error) {
        let wire = self.wire.take();
        self.restart(wire);
        self.updated = true;
        if let Some(events) = &mut self.events {
            events.push_back(StreamEvent::Failed { error });
        }
    }

    fn begin(&self) -> Choice<T> {
        let reader = PartialReader::new()
            .for_wire(self.wire.clone())
            .leniency(self.leniency)
            .limit_bytes(self.limit_bytes);
        let reader = match self.events {
            Some(_) => reader.with_events(),
            None => reader,
        };
        Choice {
            reader: match self.judges {
                Some(_) => reader.judging(),
                None => reader,
            },
            reasoning: String::new(),
            broken: Vec::new(),
        }
    }

    /// Whether no answer that was asked for can still be a right one.
    fn all_are_broken(&self, wanted: usize) -> bool {
        let all = || std::iter::once(&self.first).chain(&self.others);
        all().count() >= wanted && all().all(|choice| !choice.broken.is_empty())
    }

    /// The rules that the first answer breaks by now.
    pub(super) fn broken(&mut self) -> Vec<Violation> {
        std::mem::take(&mut self.first.broken)
    }

    /// Starts afresh, for an answer in this form.
    pub(super) fn restart(&mut self, wire: Option<Arc<Lowered>>) {
        self.wire = wire;
        self.first = self.begin();
        self.others.clear();
    }

    fn all(&mut self) -> impl Iterator<Item = (usize, &mut Choice<T>)> {
        std::iter::once(&mut self.first)
            .chain(&mut self.others)
            .enumerate()
    }

    /// Reads a whole text; what was shown of it becomes the partial of the value.
    pub(super) fn finish(&mut self, text: &str) -> Result<Decoded<T>> {
        let known = self
            .all()
            .find(|(_, choice)| choice.reader.text() == text)
            .map(|(index, _)| index);
        if known.is_none() && self.others.is_empty() {
            // The reasoning had no mark at its beginning, so the text was shown with it.
            self.first = self.begin();
            self.first.reader.feed(text)?;
            self.updated = true;
            if let Some(events) = &mut self.events {
                events.push_back(StreamEvent::Restarted { choice: 0 });
                note(events, 0, &mut self.first.reader);
            }
        }
        let found = match known.unwrap_or(0).checked_sub(1) {
            None => Some(&mut self.first).filter(|first| first.reader.text() == text),
            Some(other) => self.others.get_mut(other),
        };
        let Some(choice) = found else {
            let mut other = self.begin();
            other.reader.feed(text)?;
            return other.reader.finish();
        };
        let decoded = choice.reader.finish();
        if let Some(events) = &mut self.events {
            let before = events.len();
            note(events, known.unwrap_or(0), &mut choice.reader);
            self.updated |= events.len() > before;
        }
        decoded
    }
}
