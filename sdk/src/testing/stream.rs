//! Scripted streams: the events of the hosts' routes, how they are paced, and how they break.

use std::time::Duration;

use serde_json::{Value, json};

use super::exchange::Reply;
use super::play::{Cut, End};

/// Streams, and how any answer is sent.
impl Reply {
    /// A stream of server-sent events with this body, byte for byte.
    pub fn event_stream(body: impl Into<Vec<u8>>) -> Self {
        let mut reply = Self::raw(200, "text/event-stream", body);
        reply.flow.open = true;
        reply
    }

    /// A stream of these values, one an event, and `[DONE]`.
    pub fn events(values: impl IntoIterator<Item = Value>) -> Self {
        let mut body = String::new();
        for value in values {
            body.push_str(&event(&value));
        }
        body.push_str("data: [DONE]\n\n");
        Self::event_stream(body)
    }

    /// A chat answer whose text comes in these pieces, with the count of tokens in an event of its own.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// # use json_mode::{Provider, Reask, Retry};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # let server = Server::start();
    /// # let client = server.client(Provider::DEEPINFRA);
    /// server.expect("/chat/completions").reply(Reply::chat_stream(["[1, ", "2]"]));
    /// let stream = client.chat("m").user("Numbers?").stream::<Vec<u8>>().await?;
    /// assert_eq!(stream.finish().await?.value, [1, 2]);
    /// # Ok(()) }
    /// ```
    pub fn chat_stream<P: AsRef<str>>(pieces: impl IntoIterator<Item = P>) -> Self {
        let chunk = |choices: Value| {
            json!({
                "id": "chatcmpl-1",
                "object": "chat.completion.chunk",
                "created": 1_787_697_334,
                "model": "test-model",
                "choices": choices,
            })
        };
        let delta = |delta: Value, finish: Value| {
            chunk(json!([{ "index": 0, "delta": delta, "finish_reason": finish }]))
        };
        let pieces = pieces
            .into_iter()
            .map(|piece| delta(json!({ "content": piece.as_ref() }), Value::Null));
        let mut counted = chunk(json!([]));
        if let Value::Object(counted) = &mut counted {
            let usage = json!({ "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15 });
            counted.insert("usage".to_owned(), usage);
        }
        let first = delta(json!({ "role": "assistant", "content": "" }), Value::Null);
        let last = delta(json!({}), json!("stop"));
        Self::events(std::iter::once(first).chain(pieces).chain([last, counted]))
    }

    /// An answer of the legacy completions route whose text comes in these pieces.
    pub fn completion_stream<P: AsRef<str>>(pieces: impl IntoIterator<Item = P>) -> Self {
        let chunk = |text: &str, finish: Value| {
            json!({
                "id": "cmpl-1",
                "object": "text_completion",
                "model": "test-model",
                "choices": [{ "index": 0, "text": text, "finish_reason": finish }],
            })
        };
        let pieces = pieces
            .into_iter()
            .map(|piece| chunk(piece.as_ref(), Value::Null));
        Self::events(pieces.chain([chunk("", json!("stop"))]))
    }

    /// An answer of DeepInfra's own route whose text comes in these pieces; it ends without `[DONE]`.
    pub fn inference_stream<P: AsRef<str>>(pieces: impl IntoIterator<Item = P>) -> Self {
        let mut whole = String::new();
        let mut body = String::new();
        let mut count = 0;
        for piece in pieces {
            count += 1;
            whole.push_str(piece.as_ref());
            body.push_str(&event(&json!({
                "token": { "id": count, "text": piece.as_ref(), "logprob": -0.5, "special": false },
                "generated_text": null,
                "details": null,
            })));
        }
        body.push_str(&event(&json!({
            "token": { "id": 2, "text": "</s>", "logprob": -0.5, "special": true },
            "generated_text": whole,
            "details": { "finish_reason": "eos_token", "generated_tokens": count + 1 },
        })));
        Self::event_stream(body)
    }

    /// Sends each event by itself, after a pause.
    pub fn pace(mut self, pause: Duration) -> Self {
        self.flow.cut = Cut::Events;
        self.flow.pauses = vec![pause];
        self
    }

    /// Sends each event by itself, after a pause of its own; the last pause counts for all that follow.
    pub fn pauses(mut self, pauses: impl IntoIterator<Item = Duration>) -> Self {
        self.flow.cut = Cut::Events;
        self.flow.pauses = pauses.into_iter().collect();
        self
    }

    /// Sends the body in pieces of so many bytes.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// # use json_mode::{Provider, Reask, Retry};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # let server = Server::start();
    /// # let client = server.client(Provider::DEEPINFRA);
    /// server.expect("/chat/completions").reply(Reply::chat_stream(["[1, ", "2]"]).in_pieces(7));
    /// let stream = client.chat("m").user("Numbers?").stream::<Vec<u8>>().await?;
    /// assert_eq!(stream.finish().await?.value, [1, 2]);
    /// # Ok(()) }
    /// ```
    pub fn in_pieces(mut self, bytes: usize) -> Self {
        self.flow.cut = Cut::Pieces(bytes);
        self
    }

    pub(super) fn cut(mut self, cut: Cut) -> Self {
        self.flow.cut = cut;
        self
    }

    /// Breaks the connection after so many bytes of the body.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// # use json_mode::{Provider, Reask, Retry};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # let server = Server::start();
    /// # let client = server.client(Provider::DEEPINFRA);
    /// server.expect("/chat/completions").reply(Reply::chat_stream(["[1, ", "2]"]).broken_after(200));
    /// let mut stream = client.chat("m").user("Numbers?").stream::<Vec<u8>>().await?;
    /// while let Ok(Some(_)) = stream.next().await {}
    /// assert_eq!(stream.finish().await.unwrap_err().kind(), json_mode::ErrorKind::Interrupted);
    /// # Ok(()) }
    /// ```
    pub fn broken_after(mut self, bytes: usize) -> Self {
        self.flow.end = End::Breaks(bytes);
        self
    }

    /// Keeps the connection after the body without ever ending it.
    pub fn then_silence(mut self) -> Self {
        self.flow.end = End::Silence;
        self
    }
}

fn event(value: &Value) -> String {
    format!("data: {value}\n\n")
}
