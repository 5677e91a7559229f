//! Streams of `POST /chat/completions` and of `POST /completions`.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Chunk, Delta, Read, Shape};
use crate::request::Usage;
use crate::wire::lenient::{Beside, Parts, Piece, Text};
use crate::wire::tool_calls::ToolCalls;
use crate::wire::{finish_reason, foreign};

#[derive(Deserialize)]
struct Event<'e> {
    #[serde(default, borrow)]
    id: Piece<'e>,
    #[serde(default, borrow)]
    model: Piece<'e>,
    #[serde(default, borrow)]
    object: Piece<'e>,
    #[serde(borrow)]
    choices: Option<Vec<Choice<'e>>>,
    #[serde(default)]
    usage: Beside<Usage>,
    /// Groq, beside `usage` or instead of it.
    #[serde(default)]
    x_groq: Beside<Groq>,
    #[serde(borrow)]
    error: Option<&'e RawValue>,
    /// Together's completions have it here.
    #[serde(default)]
    finish_reason: Text,
}

#[derive(Deserialize)]
struct Groq {
    #[serde(default)]
    usage: Beside<Usage>,
}

#[derive(Deserialize)]
struct Choice<'e> {
    index: Option<Value>,
    #[serde(borrow)]
    delta: Option<Fields<'e>>,
    #[serde(default, borrow)]
    text: Piece<'e>,
    #[serde(default)]
    finish_reason: Text,
}

#[derive(Default, Deserialize)]
struct Fields<'e> {
    #[serde(default, borrow)]
    content: Parts<'e>,
    #[serde(default, borrow)]
    refusal: Piece<'e>,
    /// DeepInfra, DeepSeek, xAI, llama.cpp and older vLLM.
    #[serde(default, borrow)]
    reasoning_content: Piece<'e>,
    /// Together, Groq, OpenRouter, newer vLLM.
    #[serde(default, borrow)]
    reasoning: Piece<'e>,
    #[serde(default)]
    tool_calls: ToolCalls,
}

pub(super) fn read(shape: Shape, data: &str) -> serde_json::Result<Read<'_>> {
    let event: Event<'_> = serde_json::from_str(data)?;
    if event.error.is_some() || event.object.0.as_deref() == Some("error") {
        return Ok(Read::Failure);
    }
    let has_choices = event.choices.is_some();
    if !has_choices && let Some(foreign) = foreign::of(data.as_bytes()) {
        return Ok(Read::Foreign(foreign));
    }
    let at_top = event.finish_reason.0;
    let deltas = event
        .choices
        .unwrap_or_default()
        .into_iter()
        .enumerate()
        .map(|(place, choice)| delta(shape, place, choice, at_top.as_ref()))
        .collect();
    Ok(Read::Chunk(Chunk {
        id: event.id.into_name(),
        model: event.model.into_name(),
        has_choices,
        deltas,
        usage: event
            .usage
            .0
            .or(event.x_groq.0.and_then(|groq| groq.usage.0)),
    }))
}

fn delta<'e>(shape: Shape, place: usize, choice: Choice<'e>, at_top: Option<&String>) -> Delta<'e> {
    let fields = choice.delta.unwrap_or_default();
    let content = fields.content;
    let text = match shape {
        Shape::Completion => choice.text.0.or(content.text),
        _ => content.text,
    };
    let reasoning = [
        fields.reasoning_content.0,
        fields.reasoning.0,
        content.thinking.map(Cow::Owned),
    ];
    Delta {
        // DeepInfra's documents print none.
        index: choice
            .index
            .and_then(|index| index.as_u64())
            .unwrap_or(place as u64),
        text: text.unwrap_or_default(),
        reasoning: reasoning
            .into_iter()
            .flatten()
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
        refusal: fields.refusal.0.unwrap_or_default(),
        tool_call: fields.tool_calls.first(),
        whole: None,
        finish_reason: finish_reason(choice.finish_reason.0.or_else(|| at_top.cloned())),
    }
}
