//! The hosts' JSON, private to the crate: one file an endpoint, and errors.
//!
//! Requests are written as the hosts document them; answers are read as they were seen to be, which is wider: a
//! field may be missing, null, or of a type that nobody promised.

mod chat;
pub(crate) mod chunks;
mod completion;
pub(crate) mod error;
pub(crate) mod events;
pub(crate) mod foreign;
mod inference;
mod lenient;
mod tool_calls;
mod usage;

pub(crate) use chat::read as read_chat;
pub(crate) use completion::read as read_completion;
pub(crate) use inference::read as read_inference;

use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::provider::{Filled, Format};
use crate::request::{FinishReason, Message, Usage};

/// What an endpoint can answer.
#[derive(Debug)]
pub(crate) enum Answer {
    Reply(Reply),
    /// There is no result, and why.
    Without(String),
}

/// What any endpoint answers, in the terms of the rest of the crate.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) id: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) usage: Option<Usage>,
}

/// One answer of the model.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    pub(crate) text: Option<String>,
    pub(crate) reasoning: Option<String>,
    pub(crate) refusal: Option<String>,
    /// The first tool that the model called instead of answering.
    pub(crate) tool_call: Option<String>,
    pub(crate) finish_reason: Option<FinishReason>,
}

/// The body of a request.
pub(crate) struct Body<'a> {
    pub(crate) model: Option<&'a str>,
    pub(crate) input: Input<'a>,
    pub(crate) params: &'a [(String, Value)],
    pub(crate) renames: &'static [(&'static str, &'static str)],
    pub(crate) response_format: Option<ResponseFormat<'a>>,
    /// Fields that the host wants beside a form, with their JSON.
    pub(crate) beside: &'static [(&'static str, &'static str)],
}

pub(crate) enum Input<'a> {
    /// `messages`
    Messages(&'a [Message]),
    /// A text under the endpoint's name for it: `prompt` or `input`.
    Text(&'static str, &'a str),
}

/// A schema in one of the forms of `response_format`.
pub(crate) struct ResponseFormat<'a> {
    pub(crate) format: Format,
    pub(crate) name: &'a str,
    pub(crate) schema: &'a RawValue,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(model) = self.model {
            map.serialize_entry("model", model)?;
        }
        match &self.input {
            Input::Messages(messages) => map.serialize_entry("messages", messages)?,
            Input::Text(name, text) => map.serialize_entry(name, text)?,
        }
        for (name, value) in self.params {
            let theirs = self
                .renames
                .iter()
                .find(|(ours, _)| ours == name)
                .map(|(_, theirs)| *theirs);
            // A field that is set under both names is sent once, as the host's own name has it.
            if !theirs.is_some_and(|theirs| self.params.iter().any(|(name, _)| name == theirs)) {
                map.serialize_entry(theirs.unwrap_or(name), value)?;
            }
        }
        if let Some(sent) = &self.response_format
            && let Some(form) = sent.format.form()
        {
            let value = Filled {
                shape: &form.shape,
                name: sent.name,
                schema: sent.schema,
            };
            map.serialize_entry(form.field, &value)?;
            for (name, json) in self.beside {
                if !self.params.iter().any(|(set, _)| set == name) {
                    let value: &RawValue = serde_json::from_str(json).map_err(S::Error::custom)?;
                    map.serialize_entry(name, value)?;
                }
            }
        }
        map.end()
    }
}

/// The marks around reasoning in a text.
const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// The hosts' words for why an answer ended.
fn finish_reason(word: Option<String>) -> Option<FinishReason> {
    let word = word.filter(|word| !word.is_empty())?;
    Some(match word.as_str() {
        // Together ends by `eos` where others say `stop`.
        "stop" | "eos" | "eos_token" | "end_turn" | "stop_sequence" => FinishReason::Stop,
        // Mistral's `model_length` is the model's own limit.
        "length" | "model_length" | "max_tokens" => FinishReason::Length,
        "tool_calls" | "function_call" => FinishReason::ToolCalls,
        "content_filter" => FinishReason::ContentFilter,
        _ => FinishReason::Other(word),
    })
}

/// Reasoning that a model wrote before its answer, in the answer: `<think>…</think>`.
///
/// An unclosed block at the start is all reasoning: the answer never came. Some chat templates write the opening mark
/// themselves, so that only the closing one is in the answer.
pub(crate) fn split_reasoning(text: String) -> (Option<String>, String) {
    let trimmed = text.trim_start();
    // A value may hold the mark as text; nor is a long one to be searched for it.
    if trimmed.starts_with(['{', '[', '"', '`']) {
        return (None, text);
    }
    let marked = trimmed.strip_prefix(OPEN);
    let (before, after) = match (marked, trimmed.split_once(CLOSE)) {
        (Some(_), Some((before, after))) => (before.get(OPEN.len()..).unwrap_or_default(), after),
        (Some(inside), None) => (inside, ""),
        (None, Some((before, after))) => (before, after),
        (None, None) => return (None, text),
    };
    (Some(before.trim().to_owned()), after.to_owned())
}

impl Choice {
    /// An answer with this text, its reasoning apart.
    fn of_text(text: Option<String>) -> Self {
        let (reasoning, text) = text.map(split_reasoning).unzip();
        Self {
            text,
            reasoning: reasoning.flatten(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasoning_before_the_answer_is_split_off() {
        for (text, reasoning, answer) in [
            (
                "<think>\nhm {}\n</think>\n{\"a\":1}",
                Some("hm {}"),
                "\n{\"a\":1}",
            ),
            ("  <think></think>{}", Some(""), "{}"),
            ("<think>and so on", Some("and so on"), ""),
            (
                "hm {}\n</think>\n\n{\"a\":1}",
                Some("hm {}"),
                "\n\n{\"a\":1}",
            ),
            ("{\"a\":\"</think>\"}", None, "{\"a\":\"</think>\"}"),
            ("```\n\"</think>\"\n```", None, "```\n\"</think>\"\n```"),
            (
                "{\"a\":\"<think>x</think>\"}",
                None,
                "{\"a\":\"<think>x</think>\"}",
            ),
            ("", None, ""),
        ] {
            assert_eq!(
                split_reasoning(text.to_owned()),
                (reasoning.map(str::to_owned), answer.to_owned())
            );
        }
    }
}
