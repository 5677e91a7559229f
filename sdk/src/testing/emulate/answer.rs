//! Answers and streams in the shapes of a host's routes.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::super::exchange::Reply;
use super::sample::sample;
use super::{Emulator, Taken};
use crate::provider::{ErrorShape, ReasoningIn, UsageIn};

/// Characters of a token, as far as limits are concerned.
const TOKEN_CHARS: usize = 4;

/// When every answer was made: 2026-08-25.
const CREATED: u64 = 1_787_697_334;

/// One answer of the model.
struct Choice {
    text: String,
    finish: &'static str,
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
            Reply::raw(200, "text/event-stream", body)
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

    fn usage(taken: &Taken<'_>, choices: &[Choice]) -> Value {
        let asked = Value::Object(taken.body.clone()).to_string().len() / TOKEN_CHARS;
        let answered: usize = choices
            .iter()
            .map(|choice| choice.text.chars().count().div_ceil(TOKEN_CHARS))
            .sum();
        json!({ "prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered })
    }

    /// The message's members beside its text.
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

    fn stream(&self, taken: &Taken<'_>, choices: &[Choice], number: u64) -> String {
        let shape = self.provider.facts().stream;
        // Writing to a `String` cannot fail.
        let mut out = String::new();
        if let Some(comment) = shape.comment {
            let _ = write!(out, ": {comment}\n\n");
        }
        let space = if shape.space { " " } else { "" };
        let usage = Self::usage(taken, choices);
        let asked = taken
            .body
            .get("stream_options")
            .and_then(|options| options.get("include_usage"));
        let asked = asked == Some(&Value::Bool(true));
        let mut events: Vec<Value> = Vec::new();
        if taken.route == "inference" {
            events = self.inference_events(choices);
        } else {
            let chunk = |choices: Value| {
                let (id, object) = match taken.route {
                    "chat" => (format!("chatcmpl-{number}"), "chat.completion.chunk"),
                    _ => (format!("cmpl-{number}"), "text_completion"),
                };
                let mut chunk = Map::new();
                chunk.insert("id".to_owned(), json!(id));
                chunk.insert("object".to_owned(), json!(object));
                chunk.insert("created".to_owned(), json!(CREATED));
                chunk.insert("model".to_owned(), json!(taken.model));
                chunk.insert("choices".to_owned(), choices);
                chunk
            };
            let count = choices.len();
            for (index, choice) in choices.iter().enumerate() {
                for delta in self.deltas(&choice.text) {
                    let delta = if taken.route == "chat" {
                        json!({ "index": index, "delta": delta, "finish_reason": null })
                    } else {
                        json!({ "index": index, "text": delta.get("content"), "finish_reason": null })
                    };
                    let mut next = chunk(json!([delta]));
                    if shape.usage == UsageIn::Running {
                        next.insert("usage".to_owned(), usage.clone());
                    }
                    events.push(Value::Object(next));
                }
                let last = if taken.route == "chat" {
                    json!({ "index": index, "delta": {}, "finish_reason": choice.finish })
                } else {
                    json!({ "index": index, "text": "", "finish_reason": choice.finish })
                };
                let mut last = chunk(json!([last]));
                let counts = matches!(shape.usage, UsageIn::OnFinish | UsageIn::Running);
                if counts && index + 1 == count {
                    last.insert("usage".to_owned(), usage.clone());
                }
                events.push(Value::Object(last));
            }
            if shape.usage == UsageIn::Apart && asked {
                let mut counted = chunk(json!([]));
                counted.insert("usage".to_owned(), usage);
                events.push(Value::Object(counted));
            }
        }
        for event in events {
            let _ = write!(out, "data:{space}{event}\n\n");
        }
        if shape.done && taken.route != "inference" {
            let _ = write!(out, "data:{space}[DONE]\n\n");
        }
        out
    }

    /// The pieces of an answer: the role, the reasoning, the text.
    fn deltas(&self, text: &str) -> Vec<Value> {
        let field = match self.provider.facts().reasoning.first() {
            Some(ReasoningIn::Field(name)) => Some(*name),
            _ => None,
        };
        let mut out = vec![json!({ "role": "assistant", "content": "" })];
        if let (Some(reasoning), Some(name)) = (&self.reasoning, field) {
            out.extend(
                self.pieces(reasoning)
                    .into_iter()
                    .map(|piece| json!({ name: piece })),
            );
        }
        out.extend(
            self.pieces(text)
                .into_iter()
                .map(|piece| json!({ "content": piece })),
        );
        out
    }

    fn pieces<'t>(&self, text: &'t str) -> Vec<Cow<'t, str>> {
        let chars: Vec<char> = text.chars().collect();
        chars
            .chunks(self.chunk_chars)
            .map(|piece| piece.iter().collect::<String>().into())
            .collect()
    }

    /// DeepInfra's own route: a token an event, and the whole at the end, without `[DONE]`.
    fn inference_events(&self, choices: &[Choice]) -> Vec<Value> {
        let Some(choice) = choices.first() else {
            return Vec::new();
        };
        let token = |id: usize, text: &str, special: bool| json!({ "id": id, "text": text, "logprob": -0.5, "special": special });
        let pieces = self.pieces(&choice.text);
        let count = pieces.len();
        let mut out: Vec<Value> = pieces
            .iter()
            .enumerate()
            .map(|(id, piece)| json!({ "token": token(id, piece, false), "generated_text": null, "details": null }))
            .collect();
        out.push(json!({
            "token": token(count, "</s>", true), "generated_text": choice.text,
            "details": { "finish_reason": "eos_token", "generated_tokens": count + 1 },
        }));
        out
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
