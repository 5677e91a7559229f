//! Streams in the shapes of a host's routes, and how their bytes are written.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use serde_json::{Map, Value, json};

use super::super::exchange::Reply;
use super::super::play::Cut;
use super::answer::{CREATED, Choice};
use super::sample::Random;
use super::{Emulator, Taken};
use crate::provider::{ReasoningIn, RoleIn, UsageIn};

/// How the bytes of a stream are written to the socket.
///
/// ```
/// use json_mode::Provider;
/// use json_mode::testing::{Emulator, Writes};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// // However it is cut, the stream is the same.
/// for writes in [Writes::Whole, Writes::Events, Writes::Bytes(1), Writes::Mixed] {
///     let server = Emulator::new(Provider::GROQ).seed(7).list_len(3).writes(writes).start();
///     let stream = server.client(Provider::GROQ).chat("m").user("Numbers?").stream::<Vec<u8>>().await?;
///     assert_eq!(stream.finish().await?.value.len(), 3);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Writes {
    /// All at once.
    Whole,
    /// Each event by itself.
    Events,
    /// So many bytes at a time, wherever that is in an event or a character.
    Bytes(usize),
    /// As networks do it, by the seed: events in several writes, and several events in one.
    #[default]
    Mixed,
}

impl Emulator {
    /// The reply, its body written as was asked for.
    pub(super) fn written(&self, reply: Reply, number: u64) -> Reply {
        let cut = match self.writes {
            Writes::Whole => Cut::Whole,
            Writes::Events => Cut::EventWrites,
            Writes::Bytes(size) => Cut::Writes(size),
            Writes::Mixed => Cut::Mixed(self.seed.wrapping_add(number)),
        };
        reply.cut(cut)
    }

    /// A scripted reply as this host sends it: a stream is written as others are, unless the script says how.
    pub(in super::super) fn plays(&self, reply: Reply) -> Reply {
        let is_stream = reply.flow.open && reply.flow.cut == Cut::Whole;
        if !is_stream {
            return reply;
        }
        let number = self.answered.fetch_add(1, Ordering::Relaxed);
        self.written(reply, number)
    }

    pub(super) fn stream(&self, taken: &Taken<'_>, choices: &[Choice], number: u64) -> String {
        let shape = self.provider.facts().stream;
        // Writing to a `String` cannot fail.
        let mut out = String::new();
        if let Some(comment) = shape.comment {
            let _ = write!(out, ": {comment}\n\n");
        }
        let space = if shape.space { " " } else { "" };
        let events = match taken.route {
            "inference" => self.inference_events(choices),
            _ => self.chunks(taken, choices, number),
        };
        for event in events {
            let _ = write!(out, "data:{space}{event}\n\n");
        }
        if shape.done && taken.route != "inference" {
            let _ = write!(out, "data:{space}[DONE]\n\n");
        }
        out
    }

    /// OpenAI's chunks: those of several choices by turns.
    fn chunks(&self, taken: &Taken<'_>, choices: &[Choice], number: u64) -> Vec<Value> {
        let shape = self.provider.facts().stream;
        let usage = Self::usage(taken, choices);
        let chunk = |object: &str, choices: Value| {
            let mut chunk = Map::new();
            let kind = if taken.route == "chat" {
                "chatcmpl"
            } else {
                "cmpl"
            };
            chunk.insert("id".to_owned(), json!(format!("{kind}-{number}")));
            chunk.insert("object".to_owned(), json!(object));
            chunk.insert("created".to_owned(), json!(CREATED));
            chunk.insert("model".to_owned(), json!(taken.model));
            chunk.insert("choices".to_owned(), choices);
            chunk
        };
        let object = match taken.route {
            "chat" => "chat.completion.chunk",
            _ => "text_completion",
        };
        let mut events = Vec::new();
        if let Some(object) = shape.first_object.filter(|_| taken.route == "chat") {
            events.push(json!({ "choices": [], "created": 0, "id": "", "model": "", "object": object, "prompt_filter_results": [] }));
        }
        let parts: Vec<Vec<Value>> = choices
            .iter()
            .enumerate()
            .map(|(index, choice)| self.parts(taken, index, choice))
            .collect();
        let longest = parts.iter().map(Vec::len).max().unwrap_or_default();
        let mut open = choices.len();
        for turn in 0..longest {
            for (parts, part) in parts
                .iter()
                .filter_map(|parts| Some((parts, parts.get(turn)?)))
            {
                let is_last = turn + 1 == parts.len();
                open -= usize::from(is_last);
                let object = shape.last_object.filter(|_| is_last).unwrap_or(object);
                let mut next = chunk(object, json!([part]));
                let counts = match shape.usage {
                    UsageIn::Running => true,
                    UsageIn::OnFinish => is_last && open == 0,
                    UsageIn::Apart | UsageIn::Nowhere => false,
                };
                if counts {
                    next.insert("usage".to_owned(), usage.clone());
                }
                events.push(Value::Object(next));
            }
        }
        let options = taken.body.get("stream_options");
        let asked = options.and_then(|options| options.get("include_usage"));
        if shape.usage == UsageIn::Apart && asked == Some(&Value::Bool(true)) {
            let mut counted = chunk(object, json!([]));
            counted.insert("usage".to_owned(), usage);
            events.push(Value::Object(counted));
        }
        events
    }

    /// What the chunks say of one choice, the last with the finish reason.
    fn parts(&self, taken: &Taken<'_>, index: usize, choice: &Choice) -> Vec<Value> {
        let shape = self.provider.facts().stream;
        if taken.route != "chat" {
            let piece = |text: &str, finish: Value| json!({ "index": index, "text": text, "finish_reason": finish });
            let pieces = self.pieces(&choice.text);
            let mut out: Vec<Value> = pieces.iter().map(|text| piece(text, Value::Null)).collect();
            out.push(piece("", json!(choice.finish)));
            return out;
        }
        let mut deltas = self.deltas(&choice.text);
        deltas.push(match shape.role {
            RoleIn::Every => json!({ "role": "assistant", "content": "" }),
            RoleIn::First | RoleIn::WithFirst => json!({}),
        });
        let last = deltas.len() - 1;
        let part = |(turn, delta): (usize, Value)| {
            let mut part = Map::new();
            part.insert("index".to_owned(), json!(index));
            part.insert("delta".to_owned(), delta);
            if turn == last {
                part.insert("finish_reason".to_owned(), json!(choice.finish));
            } else if shape.says_unfinished {
                part.insert("finish_reason".to_owned(), Value::Null);
            }
            Value::Object(part)
        };
        deltas.into_iter().enumerate().map(part).collect()
    }

    /// The pieces of an answer: the role, the reasoning, the text.
    fn deltas(&self, text: &str) -> Vec<Value> {
        let place = self.provider.facts().reasoning.first();
        let reasoning = self.reasoning.as_deref().map(|text| self.pieces(text));
        let mut out: Vec<Map<String, Value>> = Vec::new();
        let mut say = |name: &str, value: Value| {
            out.push(Map::from_iter([(name.to_owned(), value)]));
        };
        let in_parts = place == Some(&ReasoningIn::Parts) && reasoning.is_some();
        match (place, reasoning) {
            (Some(ReasoningIn::Field(name)), Some(pieces)) => {
                for piece in pieces {
                    say(name, json!(piece));
                }
            }
            (Some(ReasoningIn::Parts), Some(pieces)) => {
                for piece in pieces {
                    let thinking = json!([{ "type": "text", "text": piece }]);
                    let part = json!([{ "type": "thinking", "thinking": thinking }]);
                    say("content", part);
                }
            }
            _ => {}
        }
        for piece in self.pieces(text) {
            let piece = json!(piece);
            say(
                "content",
                if in_parts {
                    json!([{ "type": "text", "text": piece }])
                } else {
                    piece
                },
            );
        }
        let role = |delta: &mut Map<String, Value>| {
            delta.insert("role".to_owned(), json!("assistant"));
        };
        match self.provider.facts().stream.role {
            RoleIn::Every => out.iter_mut().for_each(role),
            RoleIn::WithFirst => out.iter_mut().take(1).for_each(role),
            // Mistral's parts begin at once.
            RoleIn::First if in_parts => out.iter_mut().take(1).for_each(role),
            RoleIn::First => {
                let first = json!({ "role": "assistant", "content": "" });
                out.splice(0..0, first.as_object().cloned());
            }
        }
        out.into_iter().map(Value::Object).collect()
    }

    fn pieces(&self, text: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        let pieces = chars.chunks(self.chunk_chars);
        pieces.map(|piece| piece.iter().collect()).collect()
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

/// Sizes of writes: from a byte to several events, which have some hundred bytes each.
pub(in super::super) fn mixed_sizes(seed: u64) -> Vec<usize> {
    let mut random = Random::new(seed);
    let size = |_| match random.below(4) {
        0 => 1 + random.below(8),
        1 => 8 + random.below(120),
        _ => 128 + random.below(1200),
    };
    (0..64).map(size).collect()
}
