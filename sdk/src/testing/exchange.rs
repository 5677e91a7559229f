//! What a test expects of the client, and what it answers.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::emulate::Emulator;
use super::play::Flow;
use super::recording::Recorded;

/// A request that the server received. `Debug` shows no header's value and nothing of the body: print the fields for that.
///
/// ```
/// use json_mode::testing::{Reply, Server};
/// use json_mode::{Client, Provider};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// let server = Server::start();
/// server.expect("/chat/completions").reply(Reply::chat("[1]"));
/// let _: Vec<u8> = server.client(Provider::TOGETHER).chat("some/model").user("A number.").json().await?;
/// let received = &server.requests()[0];
/// assert_eq!(received.path, "/v1/chat/completions");
/// assert_eq!(received.body["model"], "some/model");
/// assert_eq!(received.header("content-type"), Some("application/json"));
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Received {
    /// The path, with the base's: `/v1/chat/completions`.
    pub path: String,
    /// The headers, in lower case, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The body; a text where it is no JSON.
    pub body: Value,
    /// The body's own bytes, as text.
    pub text: String,
}

impl Received {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| &**name).collect();
        f.debug_struct("Received")
            .field("path", &self.path)
            .field("headers", &names)
            .field("body_bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

/// An answer of a [`Server`](super::Server). `Debug` shows nothing of the body.
///
/// ```
/// use std::time::Duration;
///
/// use json_mode::testing::Reply;
///
/// let whole = Reply::chat(r#"{"name": "Loire"}"#);
/// let stream = Reply::chat_stream([r#"{"name": "#, r#""Loire"}"#]).pace(Duration::from_millis(20));
/// let busy = Reply::error(429, "slow down").header("retry-after", "1");
/// ```
#[derive(Clone, PartialEq)]
pub struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) flow: Flow,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .field("flow", &self.flow)
            .finish_non_exhaustive()
    }
}

impl Reply {
    /// An answer with a status and a JSON body.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// # use json_mode::{Provider, Reask, Retry};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # let server = Server::start();
    /// # let client = server.client(Provider::DEEPINFRA);
    /// server.expect("/chat/completions").reply(Reply::json(200, &serde_json::json!({"answer": [1, 2]})));
    /// let numbers = client.chat("m").user("Numbers?").reask(Reask::NEVER).retry(Retry::NEVER).json::<Vec<u8>>().await;
    /// assert_eq!(numbers.unwrap_err().kind(), json_mode::ErrorKind::Protocol);
    /// # Ok(()) }
    /// ```
    pub fn json(status: u16, body: &Value) -> Self {
        Self::raw(status, "application/json", body.to_string())
    }

    /// An answer with any body.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// # use json_mode::{Provider, Reask, Retry};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # let server = Server::start();
    /// # let client = server.client(Provider::DEEPINFRA);
    /// server.expect("/chat/completions").reply(Reply::raw(502, "text/html", "<h1>Bad gateway</h1>"));
    /// let numbers = client.chat("m").user("Numbers?").reask(Reask::NEVER).retry(Retry::NEVER).json::<Vec<u8>>().await;
    /// assert_eq!(numbers.unwrap_err().kind(), json_mode::ErrorKind::Server);
    /// # Ok(()) }
    /// ```
    pub fn raw(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self {
            status,
            headers,
            body: body.into(),
            flow: Flow::default(),
        }
    }

    /// A chat answer with this text.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// # use json_mode::{Provider, Reask, Retry};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # let server = Server::start();
    /// # let client = server.client(Provider::DEEPINFRA);
    /// server.expect("/chat/completions").reply(Reply::chat("[1, 2]"));
    /// let numbers = client.chat("m").user("Numbers?").reask(Reask::NEVER).retry(Retry::NEVER).json::<Vec<u8>>().await;
    /// assert_eq!(numbers?, [1, 2]);
    /// # Ok(()) }
    /// ```
    pub fn chat(content: impl AsRef<str>) -> Self {
        Self::chat_choices([json!({
            "index": 0,
            "message": { "role": "assistant", "content": content.as_ref() },
            "finish_reason": "stop",
        })])
    }

    /// A chat answer with these choices.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// # use json_mode::{Provider, Reask, Retry};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # let server = Server::start();
    /// # let client = server.client(Provider::DEEPINFRA);
    /// server.expect("/chat/completions").reply(Reply::chat_choices([serde_json::json!({"message": {"refusal": "Not these."}})]));
    /// let numbers = client.chat("m").user("Numbers?").reask(Reask::NEVER).retry(Retry::NEVER).json::<Vec<u8>>().await;
    /// assert_eq!(numbers.unwrap_err().kind(), json_mode::ErrorKind::Refused);
    /// # Ok(()) }
    /// ```
    pub fn chat_choices(choices: impl IntoIterator<Item = Value>) -> Self {
        Self::json(
            200,
            &json!({
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1_787_697_334,
                "model": "test-model",
                "choices": choices.into_iter().collect::<Vec<_>>(),
                "usage": { "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15 },
            }),
        )
    }

    /// An answer of the legacy completions route with this text.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// # use json_mode::{Provider, Reask, Retry};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # let server = Server::start();
    /// # let client = server.client(Provider::DEEPINFRA);
    /// server.expect("/completions").reply(Reply::completion("[1, 2]"));
    /// let numbers = client.completion("m").prompt("Numbers:").json::<Vec<u8>>().await;
    /// assert_eq!(numbers?, [1, 2]);
    /// # Ok(()) }
    /// ```
    pub fn completion(text: impl AsRef<str>) -> Self {
        Self::json(
            200,
            &json!({
                "id": "cmpl-1",
                "object": "text_completion",
                "model": "test-model",
                "choices": [{ "index": 0, "text": text.as_ref(), "finish_reason": "stop" }],
                "usage": { "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15 },
            }),
        )
    }

    /// An answer of DeepInfra's own route with this text.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// # use json_mode::{Provider, Reask, Retry};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # let server = Server::start();
    /// # let client = server.client(Provider::DEEPINFRA);
    /// server.expect("/inference/m").reply(Reply::inference("[1, 2]"));
    /// let numbers = client.inference("m").prompt("Numbers:").json::<Vec<u8>>().await;
    /// assert_eq!(numbers?, [1, 2]);
    /// # Ok(()) }
    /// ```
    pub fn inference(text: impl AsRef<str>) -> Self {
        Self::json(
            200,
            &json!({
                "request_id": "R1",
                "inference_status": { "status": "succeeded", "tokens_generated": 5, "tokens_input": 10 },
                "results": [{ "generated_text": text.as_ref() }],
            }),
        )
    }

    /// An error in OpenAI's shape.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// # use json_mode::{Provider, Reask, Retry};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # let server = Server::start();
    /// # let client = server.client(Provider::DEEPINFRA);
    /// server.expect("/chat/completions").reply(Reply::error(401, "No such key."));
    /// let numbers = client.chat("m").user("Numbers?").reask(Reask::NEVER).retry(Retry::NEVER).json::<Vec<u8>>().await;
    /// assert_eq!(numbers.unwrap_err().kind(), json_mode::ErrorKind::Authentication);
    /// # Ok(()) }
    /// ```
    pub fn error(status: u16, message: impl AsRef<str>) -> Self {
        let error = json!({ "message": message.as_ref(), "type": "invalid_request_error", "param": null, "code": null });
        Self::json(status, &json!({ "error": error }))
    }

    /// Adds a header.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// # use json_mode::{Provider, Reask, Retry};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # let server = Server::start();
    /// # let client = server.client(Provider::DEEPINFRA);
    /// server.expect("/chat/completions").reply(Reply::error(429, "slow down").header("retry-after", "1"));
    /// let numbers = client.chat("m").user("Numbers?").reask(Reask::NEVER).retry(Retry::NEVER).json::<Vec<u8>>().await;
    /// assert_eq!(numbers.unwrap_err().retry_after(), Some(std::time::Duration::from_secs(1)));
    /// # Ok(()) }
    /// ```
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_lowercase(), value.to_owned()));
        self
    }
}

/// A call that a test expects; it is only answered once [`reply`](Expectation::reply) was said.
///
/// ```
/// use json_mode::Value;
/// use json_mode::testing::{Reply, Server};
///
/// let server = Server::start();
/// let members = [("model".to_owned(), Value::from("some/model"))].into_iter().collect();
/// server
///     .expect("/chat/completions")
///     .with(Value::Object(members))
///     .any_times()
///     .reply(Reply::chat("[]"));
/// ```
#[must_use = "an expected call needs a `reply`"]
#[derive(Debug)]
pub struct Expectation {
    pub(super) script: Arc<Mutex<Script>>,
    pub(super) call: Call,
}

/// One entry of a script.
#[derive(Clone)]
pub(super) struct Call {
    pub(super) path: String,
    pub(super) body: Option<Value>,
    pub(super) left: Times,
    pub(super) reply: Reply,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("path", &self.path)
            .field("left", &self.left)
            .field("reply", &self.reply)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Times {
    /// So many more.
    Left(u64),
    Any,
}

/// All that was expected and all that came.
#[derive(Debug, Default)]
pub(super) struct Script {
    pub(super) calls: Vec<Call>,
    pub(super) received: Vec<Received>,
    pub(super) unexpected: Vec<String>,
    /// What answers where the script has nothing.
    pub(super) emulator: Option<Emulator>,
}

impl Expectation {
    /// Only a request whose body has these members, at any depth: what is not named may be anything.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// use json_mode::Provider;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// let server = Server::start();
    /// server
    ///     .expect("/chat/completions")
    ///     .with(serde_json::json!({"model": "large"}))
    ///     .any_times()
    ///     .reply(Reply::chat("[9]"));
    /// server.expect("/chat/completions").any_times().reply(Reply::chat("[1]"));
    /// let client = server.client(Provider::TOGETHER);
    /// let numbers: Vec<u8> = client.chat("large").user("A number?").json().await?;
    /// assert_eq!(numbers, [9]);
    /// # Ok(()) }
    /// ```
    pub fn with(mut self, members: Value) -> Self {
        self.call.body = Some(members);
        self
    }

    /// So many times instead of once.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// use json_mode::Provider;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// let server = Server::start();
    /// server.expect("/chat/completions").times(2).reply(Reply::error(503, "too busy"));
    /// server.expect("/chat/completions").reply(Reply::chat("[1]"));
    /// // Sent again twice, without a wait.
    /// let numbers: Vec<u8> = server.client(Provider::TOGETHER).chat("m").user("A number?").json().await?;
    /// assert_eq!(numbers, [1]);
    /// # Ok(()) }
    /// ```
    pub fn times(mut self, count: u64) -> Self {
        self.call.left = Times::Left(count);
        self
    }

    /// Any number of times, none included.
    pub fn any_times(mut self) -> Self {
        self.call.left = Times::Any;
        self
    }

    /// What is answered. Calls are answered in the order in which they were expected, among those that fit.
    pub fn reply(mut self, reply: Reply) {
        self.call.reply = reply;
        self.script
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .calls
            .push(self.call);
    }
}

impl Script {
    /// The answer to a request.
    pub(super) fn answer(&mut self, request: Received) -> Reply {
        let fits = |call: &&mut Call| {
            call.left != Times::Left(0)
                && request.path.ends_with(&call.path)
                && call
                    .body
                    .as_ref()
                    .is_none_or(|wanted| holds(&request.body, wanted))
        };
        // What a host refuses, no script answers.
        let emulator = self.emulator.as_ref();
        if let Some(refusal) = emulator.and_then(|emulator| emulator.refusal(&request)) {
            self.received.push(request);
            return refusal;
        }
        let reply = if let Some(call) = self.calls.iter_mut().find(fits) {
            if let Times::Left(left) = &mut call.left {
                *left -= 1;
            }
            let reply = call.reply.clone();
            match emulator {
                Some(emulator) => emulator.plays(reply),
                None => reply,
            }
        } else if let Some(emulator) = emulator {
            emulator.answer(&request)
        } else {
            let message = format!(
                "this is a test's server, and no call to `{}` with this body was expected; a wrong answer is asked for \
                 again, which wants a reply as well, or `Reask::NEVER`",
                request.path
            );
            self.unexpected
                .push(format!("{} {}", request.path, request.text));
            // A client that sends it again would be told the same.
            Reply::error(501, &message).header("x-should-retry", "false")
        };
        self.received.push(request);
        reply
    }

    /// What did not go as expected.
    pub(super) fn failures(&self) -> Vec<String> {
        let missing = self.calls.iter().filter_map(|call| match call.left {
            Times::Left(0) | Times::Any => None,
            Times::Left(left) => Some(format!("expected {left} more call(s) to `{}`", call.path)),
        });
        // The same call may come several times: it is shown once.
        let mut unexpected: Vec<(&str, usize)> = Vec::new();
        for call in &self.unexpected {
            match unexpected.iter_mut().find(|(known, _)| known == call) {
                Some((_, count)) => *count += 1,
                None => unexpected.push((call, 1)),
            }
        }
        let unexpected = unexpected.into_iter().map(|(call, count)| match count {
            1 => format!("unexpected call: {call}"),
            _ => format!("unexpected call, {count} times: {call}"),
        });
        missing.chain(unexpected).collect()
    }
}

impl From<Recorded> for Call {
    fn from(recorded: Recorded) -> Self {
        let Recorded { request, response } = recorded;
        Self {
            path: request.path,
            body: Some(request.body),
            left: Times::Any,
            reply: response.into(),
        }
    }
}

/// Whether `value` has all that `wanted` names: members at any depth, lists as long and in order.
fn holds(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Object(value), Value::Object(wanted)) => wanted
            .iter()
            .all(|(name, wanted)| value.get(name).is_some_and(|value| holds(value, wanted))),
        (Value::Array(value), Value::Array(wanted)) => {
            value.len() == wanted.len()
                && value
                    .iter()
                    .zip(wanted)
                    .all(|(value, wanted)| holds(value, wanted))
        }
        (value, wanted) => value == wanted,
    }
}
