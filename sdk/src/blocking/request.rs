//! The request: the setters of the other one, and methods that wait.

use std::time::Duration;

use serde::Serialize;

use super::wait::wait;
use super::{ItemStream, TextStream, TypedStream};
use crate::error::Result;
use crate::response::JsonResponse;
use crate::schema::{PromptStyle, Schema};
use crate::{
    ChatTemplate, Completion, Format, Leniency, Message, Reask, Request as AsyncRequest, Retry,
    SchemaInPrompt, StreamLimits, Truncation, Value,
};

/// A request that can be sent, cloned, and sent again: [`json_mode::Request`](crate::Request), whose sending methods wait.
///
/// Each of them is an error of kind [`Config`](crate::ErrorKind::Config) within an async runtime: see
/// [the module](crate::blocking).
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat(r#"["Loire"]"#));
/// # let client = server.builder(Provider::TOGETHER).build_blocking()?;
/// let request = client.chat("some/model").temperature(0.0).user("A river.");
/// let rivers: Vec<String> = request.json()?;
/// let more = request.seed(7).send::<Vec<String>>()?;
/// assert_eq!(rivers, more.value);
/// # }
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct Request(AsyncRequest);

/// Setters of the other request, by the same names.
macro_rules! setters {
    ($($name:ident $([$($generics:tt)+])? ($($arg:ident: $ty:ty),*);)*) => {
        /// The setters of [`json_mode::Request`](crate::Request).
        impl Request { $(
            #[doc = concat!("See [`json_mode::Request::", stringify!($name), "`](crate::Request::", stringify!($name), ").")]
            pub fn $name $(<$($generics)+>)? (self, $($arg: $ty),*) -> Self {
                Self(self.0.$name($($arg),*))
            }
        )* }
    };
}

setters! {
    system(text: impl Into<String>);
    developer(text: impl Into<String>);
    user(text: impl Into<String>);
    assistant(text: impl Into<String>);
    message(message: Message);
    messages(messages: impl IntoIterator<Item = Message>);
    document(text: impl AsRef<str>);
    prompt(text: impl Into<String>);
    template(template: ChatTemplate);
    format(format: Format);
    schema_in_prompt(when: SchemaInPrompt);
    prompt_style(style: PromptStyle);
    timeout(limit: Duration);
    retry(retry: Retry);
    reask(reask: Reask);
    leniency(leniency: Leniency);
    stream_limits(limits: StreamLimits);
    truncation(policy: Truncation);
    header(name: &str, value: &str);
    headers['h](headers: impl IntoIterator<Item = (&'h str, &'h str)>);
    temperature(temperature: f64);
    top_p(top_p: f64);
    top_k(top_k: i64);
    min_p(min_p: f64);
    max_tokens(max_tokens: u32);
    max_completion_tokens(max_completion_tokens: u32);
    n(n: u32);
    seed(seed: u64);
    presence_penalty(presence_penalty: f64);
    frequency_penalty(frequency_penalty: f64);
    repetition_penalty(repetition_penalty: f64);
    reasoning_effort(reasoning_effort: &str);
    logit_bias(logit_bias: impl Serialize);
    logprobs(logprobs: impl Serialize);
    top_logprobs(top_logprobs: u32);
    stop_token_ids(stop_token_ids: &[u32]);
    chat_template_kwargs(chat_template_kwargs: impl Serialize);
    service_tier(service_tier: &str);
    tool_choice(tool_choice: impl Serialize);
    tools(tools: impl Serialize);
    stop[S: Into<String>](stop: impl IntoIterator<Item = S>);
    param(name: impl Into<String>, value: impl Serialize);
}

impl Request {
    /// Asks for a `T`.
    ///
    /// # Errors
    /// Any kind; see [`ErrorKind`](crate::ErrorKind).
    pub fn json<T: JsonResponse>(&self) -> Result<T> {
        wait(self.0.json())
    }

    /// Asks for a `T`, and for how it came about.
    ///
    /// # Errors
    /// As [`json`](Self::json).
    pub fn send<T: JsonResponse>(&self) -> Result<Completion<T>> {
        wait(self.0.send())
    }

    /// Asks for a value of a schema that is only known at run time.
    ///
    /// # Errors
    /// As [`json`](Self::json).
    pub fn value(&self, schema: &Schema) -> Result<Value> {
        wait(self.0.value(schema))
    }

    /// Asks for a value of a schema that is only known at run time, and for how it came about.
    ///
    /// # Errors
    /// As [`json`](Self::json).
    pub fn send_value(&self, schema: &Schema) -> Result<Completion<Value>> {
        wait(self.0.send_value(schema))
    }

    /// Asks for plain text.
    ///
    /// # Errors
    /// As [`json_mode::Request::text`](crate::Request::text).
    pub fn text(&self) -> Result<Completion<String>> {
        wait(self.0.text())
    }

    /// Asks for a `T`, and shows it as it comes. Returns when the host takes the request.
    ///
    /// # Errors
    /// As [`json`](Self::json).
    pub fn stream<T: JsonResponse>(&self) -> Result<TypedStream<T>> {
        wait(self.0.stream()).map(TypedStream)
    }

    /// Asks for a list, and gives its elements one by one, each as soon as it is whole.
    ///
    /// # Errors
    /// As [`json`](Self::json).
    pub fn items<T: JsonResponse>(&self) -> Result<ItemStream<Vec<T>, T>>
    where
        Vec<T>: JsonResponse,
    {
        wait(self.0.items()).map(ItemStream)
    }

    /// Asks for a `W`, and gives the elements of a list inside of it one by one: see
    /// [`json_mode::Request::items_at`](crate::Request::items_at).
    ///
    /// # Errors
    /// As [`json`](Self::json), and [`Config`](crate::ErrorKind::Config) for a text that is no JSON Pointer.
    pub fn items_at<W: JsonResponse, T: JsonResponse>(
        &self,
        pointer: impl Into<String>,
    ) -> Result<ItemStream<W, T>> {
        wait(self.0.items_at(pointer)).map(ItemStream)
    }

    /// Asks for plain text, and gives it as it comes. Returns when the host takes the request.
    ///
    /// # Errors
    /// As [`text`](Self::text).
    pub fn text_stream(&self) -> Result<TextStream> {
        wait(self.0.text_stream()).map(TextStream)
    }

    /// The JSON that [`json`](Self::json) would send first, to the byte.
    ///
    /// # Errors
    /// As [`json_mode::Request::body`](crate::Request::body).
    pub fn body<T: JsonResponse>(&self) -> Result<String> {
        self.0.body::<T>()
    }

    /// The JSON that [`value`](Self::value) would send first, to the byte.
    ///
    /// # Errors
    /// As [`json_mode::Request::body`](crate::Request::body).
    pub fn body_value(&self, schema: &Schema) -> Result<String> {
        self.0.body_value(schema)
    }
}

/// The same request, for calls that block.
impl From<AsyncRequest> for Request {
    fn from(request: AsyncRequest) -> Self {
        Self(request)
    }
}
