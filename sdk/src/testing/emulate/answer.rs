//! Answers and streams in the shapes of a host's routes.

use serde_json::{Map, Value, json};

use super::super::exchange::Reply;
use super::sample::sample;
use super::{Emulator, Taken};
use crate::provider::{ErrorShape, ReasoningIn};

/// Characters of a token, as far as limits are concerned.
const TOKEN_CHARS: usize = 4;

/// When every answer was made: 2026-08-25.
pub(super) const CREATED: u64 = 1_787_697_334;

/// One answer of the model.
pub(super) struct Choice {
    pub(super) text: String,
    pub(super) finish: &'static str,
}

impl Emulator {
    pub(super) fn reply(&self, taken: &Taken<'_>, number: u64) -> Reply {
        let count = taken
            .number(&["n", "num_responses"])
            .unwrap_or(1)
            .clamp(1, 16);
        let choices: Vec<Choice> = (0..count)
            .map(|index| {
                self.choice(
                    taken,
                    self.seed
                        .wrapping_add(number.wrapping_mul(16))
                        .wrapping_add(index),
                )
            })
            .collect();
        let is_stream = taken.body.get("stream") == Some(&Value::Bool(true));
        let reply = if is_stream {
            let body = self.stream(taken, &choices, number);
            self.written(Reply::event_stream(body), number)
        } else {
            Reply::json(200, &self.whole(taken, &choices, number))
        };
        self.with_headers(reply)
    }

    fn choice(&self, taken: &Taken<'_>, seed: u64) -> Choice {
        let value = taken
            .schema
            .as_deref()
            .and_then(|schema| sample(schema, seed, self.sizes));
        let mut text = match value {
            Some(value) => value.to_string(),
            None if taken.asks_for_json => "{}".to_owned(),
            None => "This is a sentence.".to_owned(),
        };
        if self.provider.facts().reasoning.first() == Some(&ReasoningIn::Think)
            && let Some(reasoning) = &self.reasoning
        {
            text = format!("<think>\n{reasoning}\n</think>\n{text}");
        }
        let limit = taken.number(&["max_tokens", "max_completion_tokens", "max_new_tokens"]);
        let limit = limit.and_then(|limit| usize::try_from(limit).ok()?.checked_mul(TOKEN_CHARS));
        let words = self.provider.facts().finish_reasons;
        let stop = words.first().copied().unwrap_or("stop");
        match limit.and_then(|limit| text.char_indices().nth(limit)) {
            Some((at, _)) => {
                text.truncate(at);
                // A host that says nothing says nothing of this either.
                let cut = words.iter().copied().find(|word| *word == "length");
                Choice {
                    text,
                    finish: cut.unwrap_or(stop),
                }
            }
            None => Choice { text, finish: stop },
        }
    }

    pub(super) fn usage(taken: &Taken<'_>, choices: &[Choice]) -> Value {
        let asked = Value::Object(taken.body.clone()).to_string().len() / TOKEN_CHARS;
        let answered: usize = choices
            .iter()
            .map(|choice| choice.text.chars().count().div_ceil(TOKEN_CHARS))
            .sum();
        json!({ "prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered })
    }

    /// The message with this text, and with the reasoning where the host puts it.
    fn message(&self, text: &str) -> Map<String, Value> {
        let mut message = Map::new();
        message.insert("role".to_owned(), json!("assistant"));
        message.insert("content".to_owned(), json!(text));
        let places = self.provider.facts().reasoning;
        match (&self.reasoning, places.first()) {
            (Some(reasoning), Some(ReasoningIn::Field(name))) => {
                message.insert((*name).to_owned(), json!(reasoning));
            }
            (Some(reasoning), Some(ReasoningIn::Parts)) => {
                let thinking = json!({ "type": "thinking", "thinking": [{ "type": "text", "text": reasoning }] });
                message.insert(
                    "content".to_owned(),
                    json!([thinking, { "type": "text", "text": text }]),
                );
            }
            _ => {}
        }
        message
    }

    fn whole(&self, taken: &Taken<'_>, choices: &[Choice], number: u64) -> Value {
        let usage = Self::usage(taken, choices);
        if self.provider.facts().errors == ErrorShape::Cloudflare {
            let text = choices.first().map_or("", |choice| &choice.text);
            // An object where a schema was sent.
            let response = serde_json::from_str(text).unwrap_or_else(|_| json!(text));
            return json!({ "result": { "response": response, "usage": usage }, "success": true, "errors": [], "messages": [] });
        }
        match taken.route {
            "chat" => {
                let choices = choices.iter().enumerate().map(|(index, choice)| {
                    json!({ "index": index, "message": self.message(&choice.text), "finish_reason": choice.finish })
                });
                json!({
                    "id": format!("chatcmpl-{number}"), "object": "chat.completion", "created": CREATED, "model": taken.model,
                    "choices": choices.collect::<Vec<_>>(), "usage": usage,
                })
            }
            "completion" => {
                let choices = choices
                    .iter()
                    .enumerate()
                    .map(|(index, choice)| json!({ "index": index, "text": choice.text, "finish_reason": choice.finish }));
                json!({
                    "id": format!("cmpl-{number}"), "object": "text_completion", "created": CREATED, "model": taken.model,
                    "choices": choices.collect::<Vec<_>>(), "usage": usage,
                })
            }
            _ => {
                let results = choices
                    .iter()
                    .map(|choice| json!({ "generated_text": choice.text }));
                json!({
                    "request_id": format!("R{number}"),
                    "inference_status": {
                        "status": "succeeded", "runtime_ms": 10, "cost": 0.0,
                        "tokens_generated": usage.get("completion_tokens"), "tokens_input": usage.get("prompt_tokens"),
                    },
                    "results": results.collect::<Vec<_>>(),
                })
            }
        }
    }
}

impl Taken<'_> {
    /// The first of these fields that is a number.
    fn number(&self, fields: &[&str]) -> Option<u64> {
        fields
            .iter()
            .find_map(|field| self.body.get(*field)?.as_u64())
    }
}
