//! `POST /chat/completions`.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::lenient::{Beside, Content, Text};
use super::tool_calls::ToolCalls;
use super::{Answer, Reply, finish_reason};
use crate::request::Usage;

#[derive(Deserialize)]
struct Chat {
    #[serde(default)]
    id: Text,
    #[serde(default)]
    model: Text,
    choices: Option<Vec<Choice>>,
    #[serde(default)]
    usage: Beside<Usage>,
    /// Cloudflare's own route, with `success: true`.
    #[serde(default)]
    result: Option<Result>,
    #[serde(default)]
    success: Option<bool>,
}

#[derive(Deserialize)]
struct Result {
    /// A text, or the value itself where a schema was sent.
    response: Option<Box<RawValue>>,
    #[serde(default)]
    usage: Beside<Usage>,
}

impl Result {
    fn into_reply(self) -> Option<Reply> {
        let response = self.response?;
        let text = serde_json::from_str(response.get());
        let text = text.unwrap_or_else(|_| response.get().to_owned());
        Some(Reply {
            choices: vec![super::Choice {
                text: Some(text),
                ..super::Choice::default()
            }],
            usage: self.usage.0,
            ..Reply::default()
        })
    }
}

#[derive(Deserialize)]
struct Choice {
    message: Option<Message>,
    #[serde(default)]
    finish_reason: Text,
}

#[derive(Default, Deserialize)]
struct Message {
    #[serde(default)]
    content: Content,
    #[serde(default)]
    refusal: Text,
    /// DeepInfra, DeepSeek, llama.cpp and older vLLM.
    #[serde(default)]
    reasoning_content: Beside<Text>,
    /// Together, Groq, OpenRouter, newer vLLM.
    #[serde(default)]
    reasoning: Beside<Text>,
    #[serde(default)]
    tool_calls: ToolCalls,
}

/// Reads an answer.
pub(crate) fn read(body: &[u8]) -> serde_json::Result<Answer> {
    let chat: Chat = serde_json::from_slice(body)?;
    let Some(choices) = chat.choices else {
        let result = chat.result.filter(|_| chat.success == Some(true));
        if let Some(reply) = result.and_then(Result::into_reply) {
            return Ok(Answer::Reply(reply));
        }
        return Ok(Answer::Without("there are no `choices`".to_owned()));
    };
    let choices = choices.into_iter().map(Choice::into_choice).collect();
    Ok(Answer::Reply(Reply {
        id: chat.id.into_id(),
        model: chat.model.into_id(),
        choices,
        usage: chat.usage.0,
    }))
}

impl Choice {
    fn into_choice(self) -> super::Choice {
        let message = self.message.unwrap_or_default();
        let read = super::Choice::of_text(message.content.text);
        let apart = [
            message.reasoning_content.0.and_then(|text| text.0),
            message.reasoning.0.and_then(|text| text.0),
            message.content.thinking,
            read.reasoning,
        ];
        super::Choice {
            text: read.text,
            reasoning: apart.into_iter().flatten().find(|text| !text.is_empty()),
            // Snowflake sends "" for no refusal.
            refusal: message.refusal.0.filter(|text| !text.is_empty()),
            tool_call: message.tool_calls.first(),
            finish_reason: finish_reason(self.finish_reason.0),
        }
    }
}

impl Text {
    /// A name, which some gateways leave empty.
    pub(super) fn into_id(self) -> Option<String> {
        self.0.filter(|text| !text.is_empty())
    }
}
