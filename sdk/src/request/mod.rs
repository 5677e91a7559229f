//! A request, the ways to send it, and what comes back.

mod answer;
mod call;
mod compose;
mod document;
mod exchange;
mod message;
mod params;
mod post;
mod reask;
mod send;
mod setters;
mod stream;
mod template;
mod trace;
mod truncation;

pub(crate) use crate::completion::{Completion, FinishReason, Usage};
pub use compose::SchemaInPrompt;
pub use message::{Message, Role};
pub use reask::Reask;
pub use stream::{
    BadItem, Delta, DeltaKind, ItemStream, Snapshots, StreamEvent, StreamLimits, TextDeltas,
    TextStream, TypedStream,
};
pub use template::ChatTemplate;
pub use trace::TraceContent;
pub use truncation::Truncation;

use std::fmt;
use std::time::Duration;

use http::header::HeaderMap;
use serde_json::Value;

use crate::client::Client;
use crate::completion;
use crate::error::{Error, ErrorKind, Result};
use crate::json::{self, Decoded, Leniency, Target};
use crate::provider::Format;
use crate::response::JsonResponse;
use crate::schema::{self, PromptStyle, Schema};
use crate::transport::Retry;
use answer::Reading;

/// A request that can be sent, cloned, and sent again.
///
/// [`Client::chat`], [`Client::completion`] and [`Client::inference`] make one. Setters are named like the fields of
/// OpenAI's API; a mistake in one is told when the request is sent, before anything goes out.
///
/// ```
/// use json_mode::{Client, JsonResponse, Message, Provider};
///
/// #[derive(JsonResponse)]
/// struct River { name: String }
///
/// let client = Client::builder(Provider::TOGETHER).api_key("key").build()?;
/// let request = client
///     .chat("some/model")
///     .system("You know rivers.")
///     .message(Message::user("Which one is this?").image_url("https://example.com/river.jpg"))
///     .temperature(0.2)
///     .max_tokens(200)
///     .param("top_k", 40);
/// // What `.json::<River>()` would send.
/// assert!(request.body::<River>()?.contains(r#""top_k":40"#));
/// # Ok::<(), json_mode::Error>(())
/// ```
///
/// # Cancel safety
/// Dropping the future of a sending method gives the request up; the host may have counted it all the same.
#[derive(Clone)]
#[must_use = "a request does nothing until one of its sending methods is awaited"]
pub struct Request {
    client: Client,
    route: Route,
    model: String,
    messages: Vec<Message>,
    prompt: Option<String>,
    template: Option<ChatTemplate>,
    params: Vec<(String, Value)>,
    headers: HeaderMap,
    format: Option<Format>,
    schema_in_prompt: SchemaInPrompt,
    prompt_style: PromptStyle,
    timeout: Option<Duration>,
    reask: Option<Reask>,
    retry: Option<Retry>,
    leniency: Option<Leniency>,
    stream_limits: Option<StreamLimits>,
    /// Whether the answer is asked for as a stream.
    streams: bool,
    truncation: Option<Truncation>,
    /// The first mistake in a setter.
    mistake: Option<String>,
}

/// The three kinds of endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Chat,
    Completion,
    Inference,
}

impl Route {
    fn name(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Completion => "completion",
            Self::Inference => "inference",
        }
    }
}

impl Request {
    pub(crate) fn new(client: Client, route: Route, model: String) -> Self {
        Self {
            client,
            route,
            model,
            messages: Vec::new(),
            prompt: None,
            template: None,
            params: Vec::new(),
            headers: HeaderMap::new(),
            format: None,
            schema_in_prompt: SchemaInPrompt::Auto,
            prompt_style: PromptStyle::TypeDefinition,
            timeout: None,
            reask: None,
            retry: None,
            leniency: None,
            stream_limits: None,
            streams: false,
            truncation: None,
            mistake: None,
        }
    }

    fn forgives(&self) -> Leniency {
        self.leniency.unwrap_or(self.client.leniency())
    }

    fn limits(&self) -> StreamLimits {
        self.stream_limits.unwrap_or(self.client.stream_limits())
    }

    fn mistaken(mut self, mistake: impl FnOnce() -> String) -> Self {
        self.mistake.get_or_insert_with(mistake);
        self
    }

    /// Asks for a `T`.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat(r#"["Loire"]"#));
    /// # let client = server.client(Provider::TOGETHER);
    /// let rivers: Vec<String> = client.chat("some/model").user("A river.").json().await?;
    /// assert_eq!(rivers, ["Loire"]);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    ///
    /// # Errors
    /// Any kind; see [`ErrorKind`](crate::ErrorKind).
    ///
    /// # Cancel safety
    /// As of the [request](Request#cancel-safety): dropping the future gives the request up.
    pub async fn json<T: JsonResponse>(&self) -> Result<T> {
        Ok(self.send::<T>().await?.value)
    }

    /// Asks for a `T`, and for how it came about.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat(r#"["Loire"]"#));
    /// # let client = server.client(Provider::TOGETHER);
    /// let completion = client.chat("some/model").user("A river.").send::<Vec<String>>().await?;
    /// assert_eq!(completion.value, ["Loire"]);
    /// assert_eq!(completion.format, json_mode::Format::JsonSchema);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    ///
    /// # Errors
    /// Any kind; see [`ErrorKind`](crate::ErrorKind).
    ///
    /// # Cancel safety
    /// As of the [request](Request#cancel-safety): dropping the future gives the request up.
    pub async fn send<T: JsonResponse>(&self) -> Result<Completion<T>> {
        let schema = schema::known::<T>();
        self.ask_for(schema, json::decode_typed, json::salvage_typed)
            .await
    }

    /// Asks for a value of a schema that is only known at run time.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat(r#"["Loire"]"#));
    /// # let client = server.client(Provider::TOGETHER);
    /// let schema = json_mode::Schema::from_json(r#"{"title": "Rivers", "type": "array", "items": {"type": "string"}}"#)?;
    /// let rivers = client.chat("some/model").user("A river.").value(&schema).await?;
    /// assert_eq!(rivers[0], "Loire");
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    ///
    /// # Errors
    /// Any kind; see [`ErrorKind`](crate::ErrorKind).
    ///
    /// # Cancel safety
    /// As of the [request](Request#cancel-safety): dropping the future gives the request up.
    pub async fn value(&self, schema: &Schema) -> Result<Value> {
        Ok(self.send_value(schema).await?.value)
    }

    /// Asks for a value of a schema that is only known at run time, and for how it came about.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat(r#"["Loire",]"#));
    /// # let client = server.client(Provider::TOGETHER);
    /// let schema = json_mode::Schema::from_json(r#"{"title": "Rivers", "type": "array", "items": {"type": "string"}}"#)?;
    /// let completion = client.chat("some/model").user("A river.").send_value(&schema).await?;
    /// assert_eq!((&completion.value[0], completion.repairs.len()), (&"Loire".into(), 1));
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    ///
    /// # Errors
    /// Any kind; see [`ErrorKind`](crate::ErrorKind).
    ///
    /// # Cancel safety
    /// As of the [request](Request#cancel-safety): dropping the future gives the request up.
    pub async fn send_value(&self, schema: &Schema) -> Result<Completion<Value>> {
        self.ask_for(schema, json::decode_dynamic, json::salvage_dynamic)
            .await
    }

    /// Asks for a value, which the one reads of an answer and the other salvages of one that was cut.
    async fn ask_for<V>(
        &self,
        schema: &Schema,
        decode: Read<V>,
        salvage: Read<V>,
    ) -> Result<Completion<V>> {
        let leniency = self.forgives();
        self.run(Some(schema), |text, wire, reading| {
            let target = Target {
                schema,
                wire,
                leniency,
            };
            match reading {
                Reading::Whole => decode(text, &target),
                Reading::Cut => Err(json::cut_off(text, &target)),
                Reading::Salvage => salvage(text, &target),
            }
        })
        .await
    }

    /// Asks for plain text.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat("The Loire."));
    /// # let client = server.client(Provider::TOGETHER);
    /// let completion = client.chat("some/model").user("Name a river.").text().await?;
    /// assert_eq!(completion.value, "The Loire.");
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    ///
    /// # Errors
    /// Any kind but `Invalid`, and `Decode` only for an answer without text; see [`ErrorKind`](crate::ErrorKind).
    ///
    /// # Cancel safety
    /// As of the [request](Request#cancel-safety): dropping the future gives the request up.
    pub async fn text(&self) -> Result<Completion<String>> {
        self.run(None, |text, _, reading| plain_text(text, reading))
            .await
    }

    /// The JSON that [`json`](Self::json) would send first, to the byte.
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let body = client.chat("some/model").user("A river.").body::<Vec<String>>()?;
    /// assert!(body.starts_with(r#"{"model":"some/model","messages":["#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) for a mistake in the request,
    /// [`Unsupported`](crate::ErrorKind::Unsupported) for a type that the host cannot be asked for.
    pub fn body<T: JsonResponse>(&self) -> Result<String> {
        self.first_body(Some(&schema::schema::<T>()))
    }

    /// The JSON that [`value`](Self::value) would send first, to the byte.
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let schema = json_mode::Schema::from_json(r#"{"title": "Rivers", "type": "array", "items": {"type": "string"}}"#)?;
    /// let body = client.chat("some/model").user("A river.").body_value(&schema)?;
    /// assert!(body.contains(r#""name":"Rivers""#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`body`](Self::body).
    pub fn body_value(&self, schema: &Schema) -> Result<String> {
        self.first_body(Some(schema))
    }

    fn first_body(&self, schema: Option<&Schema>) -> Result<String> {
        let composed = self.compose_first(schema)?;
        String::from_utf8(composed.body)
            .map_err(|error| Error::config("the body is no text").with_source(error))
    }
}

/// How a text becomes a value.
type Read<V> = fn(&str, &Target<'_>) -> Result<Decoded<V>>;

/// Reads an answer that was asked for as plain text.
fn plain_text(text: &str, reading: Reading) -> Result<Decoded<String>> {
    match reading {
        Reading::Whole => Ok(Decoded {
            value: text.to_owned(),
            repairs: Vec::new(),
        }),
        // A text has no elements.
        Reading::Cut | Reading::Salvage => {
            Err(Error::new(ErrorKind::Truncated, "the answer was cut").with_text(text))
        }
    }
}

/// Prompts and headers may be private; what shows is what is asked of whom.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("host", &self.client.provider().name())
            .field("route", &self.route)
            .field("model", &self.model)
            .field("messages", &self.messages.len())
            .field("format", &self.format)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
