//! The client: a host, a key, a transport.

mod address;
mod builder;
mod environment;
mod headers;
mod hosts;

pub use builder::ClientBuilder;

use std::borrow::Cow;
use std::env;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderMap, HeaderName};
use secrecy::{ExposeSecret, SecretString};

use self::address::model_path;
use crate::error::{Error, Result};
use crate::json::Leniency;
use crate::provider::{Capabilities, Endpoint, Format, Ladder, Provider};
use crate::request::{Reask, Request, Route, StreamLimits, TraceContent, Truncation};
use crate::transport::{Budget, Limits, Pacer, Retry, Transport};

/// A key that is shorter is not looked for in what a host says: its letters stand in every text.
const MIN_SECRET: usize = 8;

/// Asks one host. Cheap to clone: clones share connections, and what was learned of the host's models.
///
/// A host of the catalog has a function of its own, which takes the key from the environment: [`Client::together`],
/// [`Client::groq`] and so on. [`Client::builder`] makes a client of any host, with settings:
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::testing::{Reply, Server};
/// # let server = Server::start();
/// # let (url, key) = (server.url(), "key");
/// # server.expect("/chat/completions").reply(Reply::chat(r#"{"name": "Loire", "kilometres": 1006}"#));
/// use json_mode::{Client, JsonResponse, Provider};
///
/// #[derive(JsonResponse)]
/// struct River { name: String, kilometres: f64 }
///
/// let client = Client::builder(Provider::compatible(url)).api_key(key).build()?;
/// let river: River = client.chat("some/model").user("The longest river of France?").json().await?;
/// assert_eq!((river.name.as_str(), river.kilometres), ("Loire", 1006.0));
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    provider: Provider,
    base: String,
    key: Option<SecretString>,
    /// The environment's variable that it came from.
    key_variable: Option<String>,
    headers: HeaderMap,
    transport: Arc<dyn Transport>,
    timeout: Duration,
    format: Option<Format>,
    reask: Reask,
    retry: Retry,
    budget: Budget,
    limits: Limits,
    leniency: Leniency,
    stream_limits: StreamLimits,
    truncation: Truncation,
    trace_content: TraceContent,
    ladder: Ladder,
    pacer: Pacer,
}

impl Client {
    /// The host that the environment names: a server at `JSON_MODE_BASE_URL` (its key, if it wants one, in
    /// `JSON_MODE_API_KEY`); else the host that `JSON_MODE_PROVIDER` names by the word of its function here (`groq`,
    /// `hugging_face`); else the first in the order of [`Provider::ALL`] one of whose key variables is set, with what its
    /// address needs beside it. A server that needs no key is named by the variable of its address as well
    /// (`OLLAMA_BASE_URL`).
    ///
    /// [`provider`](Self::provider) says which it is; where the keys of several hosts are set, a `tracing` event of level
    /// `WARN` names those that were passed over.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if none is named.
    pub fn from_env() -> Result<Self> {
        let choice = environment::choose(variable)?;
        let host = choice.provider.name();
        if choice.passed_over.is_empty() {
            tracing::debug!(host, "the host that the environment names");
        } else {
            tracing::warn!(
                host,
                passed_over = choice.passed_over.join(", "),
                "the environment has the keys of several hosts; JSON_MODE_PROVIDER names one",
            );
        }
        choice.builder().build()
    }

    /// A client for any host, with settings of its own.
    ///
    /// ```
    /// use json_mode::{Client, Provider};
    ///
    /// let client = Client::builder(Provider::VLLM).base_url("http://127.0.0.1:9000/v1").build()?;
    /// assert_eq!(client.base_url(), "http://127.0.0.1:9000/v1");
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn builder(provider: Provider) -> ClientBuilder {
        ClientBuilder::new(provider)
    }

    /// A request to the chat route.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat(r#"{"team_name": "Argentina"}"#));
    /// # let client = server.client(Provider::TOGETHER);
    /// # #[derive(json_mode::JsonResponse)] struct Team { team_name: String }
    /// let team: Team = client
    ///     .chat("meta-llama/Llama-3.3-70B-Instruct-Turbo")
    ///     .user("Who won the 2022 FIFA World Cup?")
    ///     .json()
    ///     .await?;
    /// assert_eq!(team.team_name, "Argentina");
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn chat(&self, model: impl Into<String>) -> Request {
        Request::new(self.clone(), Route::Chat, model.into())
    }

    /// A request to the legacy completions route, with [`Request::prompt`].
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.completion("some/model").prompt("Rivers of France as JSON:");
    /// assert!(request.body::<Vec<String>>()?.contains(r#""prompt":"#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn completion(&self, model: impl Into<String>) -> Request {
        Request::new(self.clone(), Route::Completion, model.into())
    }

    /// A request to DeepInfra's own route, `/v1/inference/{model}`, with [`Request::prompt`].
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::DEEPINFRA).api_key("key").build()?;
    /// let request = client.inference("some/model").prompt("Rivers of France as JSON:");
    /// assert!(request.body::<Vec<String>>()?.contains(r#""input":"#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn inference(&self, model: impl Into<String>) -> Request {
        Request::new(self.clone(), Route::Inference, model.into())
    }

    /// The host.
    pub fn provider(&self) -> &Provider {
        &self.0.provider
    }

    /// What was learned of the host's models so far: which form each takes, where that is not the first. A plain
    /// value, to be kept between runs and given to [`ClientBuilder::capabilities`].
    ///
    /// **Shape**: `{"known": [{"host": "Groq", "route": "chat", "model": "a/b", "format": "json_object"}]}`
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::GROQ).api_key("key").build()?;
    /// let file = serde_json::to_string(&client.capabilities())?;
    /// assert_eq!(file, r#"{"known":[]}"#); // nothing was asked yet
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn capabilities(&self) -> Capabilities {
        self.0.ladder.learned(&self.0.provider)
    }

    /// Where requests go.
    pub fn base_url(&self) -> &str {
        &self.0.base
    }

    /// The host's name and port in the base URL: no secret, as the path may be.
    pub(crate) fn address(&self) -> &str {
        let base = self.0.base.split_once("://");
        let rest = base.map_or(&*self.0.base, |(_, rest)| rest);
        rest.split(['/', '?', '#']).next().unwrap_or_default()
    }

    /// Where the key came from, for an error that says it is wrong; never the key. Nothing where the request has a header that
    /// may be one.
    pub(crate) fn key_origin(&self, of_request: &HeaderMap) -> Option<String> {
        if of_request.keys().any(may_be_secret) {
            return None;
        }
        match (&self.0.key, &self.0.key_variable) {
            (Some(_), Some(name)) => Some(format!("the key is that of {name}")),
            (Some(_), None) => None,
            (None, _) if self.0.headers.keys().any(may_be_secret) => None,
            (None, _) => Some("no key was sent".to_owned()),
        }
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.0.timeout
    }

    pub(crate) fn format(&self) -> Option<Format> {
        self.0.format
    }

    pub(crate) fn reask(&self) -> Reask {
        self.0.reask
    }

    pub(crate) fn retry(&self) -> Retry {
        self.0.retry
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.0.budget
    }

    pub(crate) fn leniency(&self) -> Leniency {
        self.0.leniency
    }

    pub(crate) fn stream_limits(&self) -> StreamLimits {
        self.0.stream_limits
    }

    pub(crate) fn truncation(&self) -> Truncation {
        self.0.truncation
    }

    pub(crate) fn trace_content(&self) -> TraceContent {
        self.0.trace_content
    }

    pub(crate) fn ladder(&self) -> &Ladder {
        &self.0.ladder
    }

    pub(crate) fn pacer(&self) -> &Pacer {
        &self.0.pacer
    }

    /// A host may quote the key that it refuses.
    pub(crate) fn without_key(&self, text: String) -> String {
        match &self.0.key {
            Some(key)
                if key.expose_secret().len() >= MIN_SECRET
                    && text.contains(key.expose_secret()) =>
            {
                text.replace(key.expose_secret(), "[key]")
            }
            _ => text,
        }
    }

    pub(crate) fn request(
        &self,
        endpoint: &Endpoint,
        model: &str,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Result<http::Request<Bytes>> {
        let base = self
            .0
            .base
            .strip_suffix(endpoint.without)
            .unwrap_or(&self.0.base);
        let path = if endpoint.path.contains("{model}") {
            Cow::Owned(endpoint.path.replace("{model}", &model_path(model)?))
        } else {
            Cow::Borrowed(endpoint.path)
        };
        let uri = format!("{base}/{path}");
        let mut request = http::Request::post(uri)
            .body(body)
            .map_err(|error| Error::config("the request has no valid URL").with_source(error))?;
        let all = request.headers_mut();
        all.clone_from(&self.0.headers);
        // `extend` would send both where the request says otherwise than the client.
        for (name, value) in headers {
            all.insert(name.clone(), value.clone());
        }
        Ok(request)
    }
}

/// No key, and no header that may hold one.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("provider", &self.0.provider.name())
            .field("base_url", &self.0.base)
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}

/// Whether a header may hold a key, so that it is not shown.
pub(crate) fn may_be_secret(name: &HeaderName) -> bool {
    let words = ["auth", "key", "token", "secret", "cookie"];
    words.iter().any(|word| name.as_str().contains(word))
}

/// A variable that is set to something.
fn variable(name: &str) -> Option<String> {
    env::var(name)
        .ok()
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}
