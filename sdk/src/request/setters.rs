//! What a request is made of: turns, and how it is sent. The sampling fields are in [`params`](super::params).

use std::time::Duration;

use http::header::{HeaderName, HeaderValue};

use super::{ChatTemplate, Message, Reask, Request, SchemaInPrompt, StreamLimits, Truncation};
use crate::json::Leniency;
use crate::provider::Format;
use crate::schema::PromptStyle;
use crate::transport::Retry;

impl Request {
    /// Adds instructions.
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.chat("some/model").system("Be brief.").user("A river?");
    /// assert!(request.body::<Vec<String>>()?.contains(r#"{"role":"system","content":"Be brief."#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn system(self, text: impl Into<String>) -> Self {
        self.message(Message::system(text))
    }

    /// Adds instructions under the name that OpenAI's newer models give them.
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.chat("some/model").developer("Be brief.").user("A river?");
    /// assert!(request.body::<Vec<String>>()?.contains(r#"{"role":"developer","content":"Be brief."#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn developer(self, text: impl Into<String>) -> Self {
        self.message(Message::developer(text))
    }

    /// Adds a turn of the user.
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.chat("some/model").user("A river?");
    /// assert!(request.body::<Vec<String>>()?.contains(r#"{"role":"user","content":"A river?"}"#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn user(self, text: impl Into<String>) -> Self {
        self.message(Message::user(text))
    }

    /// Adds a turn of the model.
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.chat("some/model").user("A river?").assistant("Loire").user("Another?");
    /// assert!(request.body::<Vec<String>>()?.contains(r#"{"role":"assistant","content":"Loire"}"#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn assistant(self, text: impl Into<String>) -> Self {
        self.message(Message::assistant(text))
    }

    /// Adds a turn of any kind, with images if need be.
    ///
    /// ```
    /// use json_mode::Message;
    ///
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.chat("some/model").message(Message::user("Which?").image_url("https://example.com/a.jpg"));
    /// assert!(request.body::<Vec<String>>()?.contains("https://example.com/a.jpg"));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn message(mut self, message: Message) -> Self {
        self.messages.push(message);
        self
    }

    /// Adds turns.
    ///
    /// ```
    /// use json_mode::Message;
    ///
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.chat("some/model").messages(["A river?", "In France."].map(Message::user));
    /// assert!(request.body::<Vec<String>>()?.contains(r#"{"role":"user","content":"In France."}"#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn messages(mut self, messages: impl IntoIterator<Item = Message>) -> Self {
        self.messages.extend(messages);
        self
    }

    /// The text that a prompt route continues, as given.
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.completion("some/model").prompt("Rivers of France as JSON:");
    /// assert!(request.body::<Vec<String>>()?.contains("Rivers of France as JSON:"));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn prompt(mut self, text: impl Into<String>) -> Self {
        self.prompt = Some(text.into());
        self
    }

    /// Lets a prompt route take turns: they are written into one text with the marks of this family of models, and
    /// the mark that ends a turn becomes a stop sequence.
    ///
    /// ```
    /// use json_mode::ChatTemplate;
    ///
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.completion("some/model").template(ChatTemplate::ChatMl).user("A river?");
    /// assert!(request.body::<Vec<String>>()?.contains("<|im_start|>user"));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn template(mut self, template: ChatTemplate) -> Self {
        self.template = Some(template);
        self
    }

    /// Sends the schema in this form and no other. Without it, the strictest form that the host takes is used.
    ///
    /// ```
    /// use json_mode::Format;
    ///
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.chat("some/model").user("A river?").format(Format::JsonObject);
    /// assert!(request.body::<Vec<String>>()?.contains(r#""response_format":{"type":"json_object"}"#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// Whether the prompt holds the schema too.
    ///
    /// ```
    /// use json_mode::SchemaInPrompt;
    ///
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.chat("some/model").user("A river?").schema_in_prompt(SchemaInPrompt::Never);
    /// assert!(request.body::<Vec<String>>()?.contains(r#""messages":[{"role":"user","content":"A river?"}]"#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn schema_in_prompt(mut self, when: SchemaInPrompt) -> Self {
        self.schema_in_prompt = when;
        self
    }

    /// How the schema is written where the prompt holds it.
    ///
    /// ```
    /// use json_mode::schema::PromptStyle;
    ///
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.chat("some/model").user("A river?").prompt_style(PromptStyle::Compact);
    /// assert!(request.body::<Vec<String>>()?.contains(r#"{\"type\":\"array\""#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn prompt_style(mut self, style: PromptStyle) -> Self {
        self.prompt_style = style;
        self
    }

    /// How long the whole call may take, instead of the client's limit.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Fault, FaultServer, Reply}};
    /// # let silent = FaultServer::start(Fault::Silence, Reply::chat("[]"));
    /// # let client = silent.builder(Provider::TOGETHER).build()?;
    /// use std::time::Duration;
    ///
    /// // Of a host that says nothing.
    /// let request = client.chat("some/model").user("A river?").timeout(Duration::from_millis(50));
    /// let error = request.json::<Vec<String>>().await.unwrap_err();
    /// assert_eq!(error.kind(), json_mode::ErrorKind::Timeout);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// How often a request that failed is sent again, instead of the client's setting.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::error(503, "too busy"));
    /// # let client = server.client(Provider::TOGETHER);
    /// # use std::time::Duration;
    /// use json_mode::Retry;
    ///
    /// let five = Retry::default().max_retries(5);
    /// # let five = five.first_delay(Duration::ZERO);
    /// let error = client.chat("some/model").user("A river?").retry(five).json::<Vec<String>>().await.unwrap_err();
    /// assert_eq!(error.attempts().len(), 6);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// How often a wrong answer is asked for again, instead of the client's setting.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat("no list"));
    /// # let client = server.client(Provider::TOGETHER);
    /// use json_mode::Reask;
    ///
    /// let request = client.chat("some/model").user("A river?").reask(Reask::default().attempts(3));
    /// let error = request.json::<Vec<String>>().await.unwrap_err();
    /// assert_eq!(error.attempts().len(), 3);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn reask(mut self, reask: Reask) -> Self {
        self.reask = Some(reask);
        self
    }

    /// What may be changed in an answer before it is read, instead of the client's setting.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat("[1, 2,]"));
    /// # let client = server.client(Provider::TOGETHER);
    /// use json_mode::{Leniency, Reask};
    ///
    /// let request = client.chat("some/model").user("Numbers?").reask(Reask::NEVER);
    /// assert_eq!(request.json::<Vec<u8>>().await?, [1, 2]);
    /// assert!(request.leniency(Leniency::Strict).json::<Vec<u8>>().await.is_err());
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn leniency(mut self, leniency: Leniency) -> Self {
        self.leniency = Some(leniency);
        self
    }

    /// The limits of streamed answers, instead of the client's.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").reply(Reply::chat_stream(["[1, ", "2]"]));
    /// # let client = server.client(Provider::TOGETHER);
    /// use json_mode::StreamLimits;
    ///
    /// let request = client.chat("some/model").user("Numbers?").stream_limits(StreamLimits::default().answer_bytes(4));
    /// let error = request.stream::<Vec<u8>>().await?.finish().await.unwrap_err();
    /// assert_eq!(error.kind(), json_mode::ErrorKind::TooLarge);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn stream_limits(mut self, limits: StreamLimits) -> Self {
        self.stream_limits = Some(limits);
        self
    }

    /// What is done with an answer that was cut, instead of the client's setting: an error, another try with more
    /// tokens, or what is complete of a list.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat_choices([serde_json::json!({"message": {"content": "[1, 2, 3"}, "finish_reason": "length"})]));
    /// # let client = server.client(Provider::TOGETHER);
    /// use json_mode::Truncation;
    ///
    /// let request = client.chat("some/model").user("Count.").truncation(Truncation::Salvage);
    /// // The last number may have had more digits.
    /// assert_eq!(request.json::<Vec<u8>>().await?, [1, 2]);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn truncation(mut self, policy: Truncation) -> Self {
        self.truncation = Some(policy);
        match policy.mistake() {
            Some(mistake) => self.mistaken(|| mistake.to_owned()),
            None => self,
        }
    }

    /// Sets a header, in place of one of the same name: the request's or the client's.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat("[1]"));
    /// # let client = server.client(Provider::TOGETHER);
    /// let request = client.chat("some/model").user("A number?").header("x-team", "rivers");
    /// request.json::<Vec<u8>>().await?;
    /// assert_eq!(server.requests()[0].header("x-team"), Some("rivers"));
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(crate::client::may_be_secret(&name));
                self.headers.insert(name, value);
                self
            }
            // The value may be a secret.
            _ => self.mistaken(|| format!("`{name}` with its value is no header")),
        }
    }

    /// Sets headers, as [`header`](Self::header) does each.
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = |value| client.chat("some/model").user("A river?").headers([("x-team", "rivers"), ("x-trace", value)]);
    /// assert!(request("7").body::<Vec<String>>().is_ok());
    /// assert!(request("7\n").body::<Vec<String>>().is_err()); // no header holds a line break
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn headers<'h>(self, headers: impl IntoIterator<Item = (&'h str, &'h str)>) -> Self {
        headers
            .into_iter()
            .fold(self, |request, (name, value)| request.header(name, value))
    }
}
