//! The events of a streamed answer, in the terms of the rest of the crate.
//!
//! Texts are borrowed from the event wherever it holds them without escapes: there is one event a token.

mod choices;
mod inference;
mod think;

pub(crate) use think::{Part, Splitter};

use std::borrow::Cow;

use super::events::Event;
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
    /// It is an error of the host, in one of the shapes of error answers.
    Failure,
    /// Nothing that comes behind it counts.
    Done,
    /// No data, as keep-alives have none.
    Nothing,
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

/// Reads an event.
pub(crate) fn read(shape: Shape, event: Event<'_>) -> Read<'_> {
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
