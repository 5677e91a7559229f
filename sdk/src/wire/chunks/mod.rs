//! The events of a streamed answer, in the terms of the rest of the crate.
//!
//! Texts are borrowed from the event wherever it holds them without escapes: there is one event a token.

mod again;
mod choices;
mod inference;
mod think;

pub(crate) use think::{Part, Splitter};

use std::borrow::Cow;

use self::again::Envelope;
use super::events::Event;
use super::foreign::Foreign;
use crate::request::{FinishReason, Usage};

/// How the events of a route are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Chat,
    Completion,
    Inference,
}

/// What an event says.
#[derive(Debug)]
pub(crate) enum Read<'e> {
    Chunk(Chunk<'e>),
    /// A part of a choice's text, in an event that is else as the last one was.
    Text(u64, &'e str),
    /// It is an error of the host, in one of the shapes of error answers.
    Failure,
    /// Nothing that comes behind it counts.
    Done,
    /// No data, as keep-alives have none.
    Nothing,
    /// It is of an API that this crate does not speak.
    Foreign(&'static Foreign),
    /// It is none of these, and the place at which that was seen.
    Malformed(Option<serde_json::Error>),
}

/// A part of an answer.
#[derive(Debug, Default)]
pub(crate) struct Chunk<'e> {
    pub(crate) id: Option<Cow<'e, str>>,
    pub(crate) model: Option<Cow<'e, str>>,
    /// Whether the event has a place for parts of answers, though there may be none in it.
    pub(crate) has_choices: bool,
    pub(crate) deltas: Vec<Delta<'e>>,
    /// What was spent so far: where hosts count along, the last count is the whole.
    pub(crate) usage: Option<Usage>,
}

/// A part of one of the choices.
#[derive(Debug, Default)]
pub(crate) struct Delta<'e> {
    pub(crate) index: u64,
    pub(crate) text: Cow<'e, str>,
    pub(crate) reasoning: Cow<'e, str>,
    pub(crate) refusal: Cow<'e, str>,
    pub(crate) tool_call: Option<String>,
    /// The whole text, which some routes say again at the end.
    pub(crate) whole: Option<Cow<'e, str>>,
    pub(crate) finish_reason: Option<FinishReason>,
}

/// Reads the events of one stream.
#[derive(Debug)]
pub(crate) struct Reader {
    shape: Shape,
    envelope: Envelope,
}

impl Reader {
    pub(crate) fn new(shape: Shape) -> Self {
        Self {
            shape,
            envelope: Envelope::default(),
        }
    }

    /// Reads the next event.
    pub(crate) fn read<'e>(&mut self, event: Event<'e>) -> Read<'e> {
        if event.name.is_empty()
            && let Some((index, text)) = self.envelope.read(event.data)
        {
            return Read::Text(index, text);
        }
        let read = read(self.shape, event);
        if let Read::Chunk(chunk) = &read {
            self.envelope.keep(event.data, chunk);
        }
        read
    }
}

/// Reads an event by itself.
fn read(shape: Shape, event: Event<'_>) -> Read<'_> {
    let data = event.data.trim_ascii();
    if event.name == "error" {
        return Read::Failure;
    }
    if data.is_empty() {
        return Read::Nothing;
    }
    if data == "[DONE]" {
        return Read::Done;
    }
    if !data.starts_with('{') {
        return Read::Malformed(None);
    }
    let read = match shape {
        Shape::Chat | Shape::Completion => choices::read(shape, data),
        Shape::Inference => inference::read(data),
    };
    read.unwrap_or_else(|error| Read::Malformed(Some(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_the_same_whatever_came_before() {
        let texts = ["a", "", "\\n", "b\\u00e9", " \"", "é", "\",\"x\":\"", "a"];
        let mut events = Vec::new();
        for text in texts {
            let text = text.replace('"', "\\\"");
            for rest in ["", ",\"refusal\":\"no\"", ",\"reasoning\":\"hm\""] {
                for finish in ["null", "\"stop\""] {
                    for index in [0, 1] {
                        events.push(format!(
                            "{{\"id\":\"1\",\"choices\":[{{\"index\":{index},\"delta\":{{\"content\":\"{text}\"{rest}}},\"finish_reason\":{finish}}}]}}"
                        ));
                    }
                }
            }
        }
        events.push("{\"choices\":[],\"usage\":{\"prompt_tokens\":1}}".to_owned());
        events.push("{\"choices\":[{\"delta\":{}}]}".to_owned());
        events.push("{\"choices\":[{\"delta\":{\"content\":[{\"text\":\"a\"}]}}]}".to_owned());
        let told = |read: &Read<'_>| match read {
            Read::Text(index, text) => {
                let delta = Delta {
                    index: *index,
                    text: (*text).into(),
                    ..Delta::default()
                };
                format!("true {:?} None", [delta])
            }
            Read::Chunk(chunk) => {
                format!("{} {:?} {:?}", chunk.has_choices, chunk.deltas, chunk.usage)
            }
            other => format!("{other:?}"),
        };
        let mut short = 0;
        for first in &events {
            for second in &events {
                let mut reader = Reader::new(Shape::Chat);
                let event = |data| Event { name: "", data };
                reader.read(event(first));
                short += usize::from(reader.envelope.read(second).is_some());
                let found = told(&reader.read(event(second)));
                assert_eq!(
                    found,
                    told(&read(Shape::Chat, event(second))),
                    "{first} {second}"
                );
            }
        }
        assert!(short > 20, "{short}");
    }
}
