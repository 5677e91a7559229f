//! The settings of a client, and the client that they make.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::address::{address, checked_base};
use super::headers::headers;
use super::{Client, Inner, variable};
use crate::error::{Error, Result};
use crate::json::Leniency;
use crate::provider::{Capabilities, Format, KeyNeed, Ladder, Provider};
use crate::request::{Reask, StreamLimits, TraceContent, Truncation};
use crate::transport::{Budget, Http, Limits, Options, Pacer, Pacing, Retry, Transport};

/// How long a call may take, as the hosts' own clients have it.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(600);

/// Settings of a [`Client`].
///
/// ```
/// use std::time::Duration;
///
/// use json_mode::{Client, Pacing, Provider, Reask, Retry};
///
/// let client = Client::builder(Provider::DEEPINFRA)
///     .api_key("key") // instead of the environment's
///     .timeout(Duration::from_secs(90)) // for a call in all, what is sent again included
///     .retry(Retry::default().max_retries(4))
///     .reask(Reask::default().attempts(3))
///     .pacing(Pacing::learned().requests_per_minute(600))
///     .max_in_flight(32)
///     .build()?;
/// # Ok::<(), json_mode::Error>(())
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    provider: Provider,
    key: Option<SecretString>,
    base_url: Option<String>,
    timeout: Duration,
    format: Option<Format>,
    reask: Reask,
    retry: Retry,
    limits: Limits,
    allows_http: bool,
    leniency: Leniency,
    stream_limits: StreamLimits,
    truncation: Truncation,
    trace_content: TraceContent,
    headers: Vec<(String, String)>,
    pacing: Option<Pacing>,
    max_in_flight: Option<usize>,
    transport: Option<Arc<dyn Transport>>,
    root_certificates: Vec<Vec<u8>>,
    capabilities: Capabilities,
}

impl ClientBuilder {
    pub(super) fn new(provider: Provider) -> Self {
        Self {
            provider,
            key: None,
            base_url: None,
            timeout: DEFAULT_TIMEOUT,
            format: None,
            reask: Reask::default(),
            retry: Retry::default(),
            limits: Limits::default(),
            allows_http: false,
            leniency: Leniency::default(),
            stream_limits: StreamLimits::default(),
            truncation: Truncation::default(),
            trace_content: TraceContent::default(),
            headers: Vec::new(),
            pacing: None,
            max_in_flight: None,
            transport: None,
            root_certificates: Vec::new(),
            capabilities: Capabilities::default(),
        }
    }

    /// The key, instead of the environment's.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat("[1]"));
    /// # let builder = server.builder(Provider::TOGETHER);
    /// let client = builder.api_key("secret").build()?;
    /// client.chat("some/model").user("A number?").json::<Vec<u8>>().await?;
    /// assert_eq!(server.requests()[0].header("authorization"), Some("Bearer secret"));
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn api_key(mut self, key: impl Into<String>) -> Self {
        // As from the environment: the line break of a file is no part of a key, and nothing is no key.
        let key: String = key.into();
        self.key = Some(key.trim())
            .filter(|key| !key.is_empty())
            .map(SecretString::from);
        self
    }

    /// Where the host is, instead of the provider's address: for a proxy, or a server of one's own. With or without
    /// a slash at the end; the API's version (`/v1`) is part of it.
    ///
    /// ```
    /// use json_mode::{Client, Provider};
    ///
    /// let client = Client::builder(Provider::OPENAI).api_key("key").base_url("https://proxy.example/v1/").build()?;
    /// assert_eq!(client.base_url(), "https://proxy.example/v1");
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// How long a call may take in all, 10 minutes by default: with all retries, waits and answers asked for again.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Sends every schema in this form and no other.
    ///
    /// ```
    /// use json_mode::{Client, Format, Provider};
    ///
    /// let client = Client::builder(Provider::VLLM).format(Format::GuidedJson).build()?;
    /// assert!(client.chat("some/model").user("A number?").body::<Vec<u8>>()?.contains(r#""guided_json":{"#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// How often a request that failed is sent again: twice, unless this says otherwise.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::error(503, "too busy"));
    /// # let builder = server.builder(Provider::TOGETHER);
    /// use json_mode::Retry;
    ///
    /// let client = builder.retry(Retry::NEVER).build()?;
    /// let error = client.chat("some/model").user("A number?").json::<Vec<u8>>().await.unwrap_err();
    /// assert_eq!(error.attempts().len(), 1);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How much a host may send.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat("[1]"));
    /// # let builder = server.builder(Provider::TOGETHER);
    /// use json_mode::Limits;
    ///
    /// let client = builder.limits(Limits::default().body_bytes(20)).build()?;
    /// let error = client.chat("some/model").user("A number?").json::<Vec<u8>>().await.unwrap_err();
    /// assert_eq!(error.kind(), json_mode::ErrorKind::TooLarge);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Lets the base URL begin with `http://` where it is not on this machine: key, prompts and answers then travel
    /// readable for all who carry them. In the environment, `JSON_MODE_ALLOW_HTTP=1` says the same.
    ///
    /// ```
    /// use json_mode::{Client, Provider};
    ///
    /// let client = || Client::builder(Provider::VLLM).base_url("http://gpu-box:8000/v1");
    /// assert!(client().build().is_err());
    /// assert!(client().allow_http().build().is_ok());
    /// ```
    pub fn allow_http(mut self) -> Self {
        self.allows_http = true;
        self
    }

    /// How often a wrong answer is asked for again: once, unless this says otherwise.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat("{}"));
    /// # let builder = server.builder(Provider::TOGETHER);
    /// use json_mode::Reask;
    ///
    /// let client = builder.reask(Reask::NEVER).build()?;
    /// let error = client.chat("some/model").user("Numbers?").json::<Vec<u8>>().await.unwrap_err();
    /// assert_eq!(error.attempts().len(), 1);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn reask(mut self, reask: Reask) -> Self {
        self.reask = reask;
        self
    }

    /// What may be changed in an answer before it is read: by default all for which there is one reading.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat("[1,]"));
    /// # let builder = server.builder(Provider::TOGETHER);
    /// use json_mode::{Leniency, Reask};
    ///
    /// let client = builder.leniency(Leniency::Strict).reask(Reask::NEVER).build()?;
    /// assert!(client.chat("some/model").user("A number?").json::<Vec<u8>>().await.is_err());
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn leniency(mut self, leniency: Leniency) -> Self {
        self.leniency = leniency;
        self
    }

    /// How long streams may pause and how much they may bring.
    pub fn stream_limits(mut self, limits: StreamLimits) -> Self {
        self.stream_limits = limits;
        self
    }

    /// What is done with an answer that was cut: an error, unless this says otherwise.
    ///
    /// ```
    /// use json_mode::{Client, Provider, Truncation};
    ///
    /// let policy = Truncation::Retry { factor: 0.5, cap: 4096 };
    /// let error = Client::builder(Provider::VLLM).truncation(policy).build().unwrap_err();
    /// assert!(error.to_string().contains("over 1"));
    /// ```
    pub fn truncation(mut self, policy: Truncation) -> Self {
        self.truncation = policy;
        self
    }

    /// Puts prompts and answers into traces, for debugging; by default no word of them is there.
    pub fn trace_content(mut self, content: TraceContent) -> Self {
        self.trace_content = content;
        self
    }

    /// Sets a header of every request, in place of one of the same name.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat("[1]"));
    /// # let builder = server.builder(Provider::TOGETHER);
    /// let client = builder.header("x-team", "rivers").build()?;
    /// client.chat("some/model").user("A number?").json::<Vec<u8>>().await?;
    /// assert_eq!(server.requests()[0].header("x-team"), Some("rivers"));
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// What another client learned of the host's models ([`Client::capabilities`]), so that it is not asked again.
    /// What is said of other hosts and of forms that this version does not know is passed over.
    ///
    /// ```
    /// # use json_mode::{Client, Provider};
    /// let known = serde_json::from_str(
    ///     r#"{"known": [{"host": "OpenAI", "route": "chat", "model": "m", "format": "json_object"}]}"#,
    /// )?;
    /// let client = Client::builder(Provider::OPENAI).api_key("key").capabilities(known).build()?;
    /// assert!(client.chat("m").user("Numbers?").body::<Vec<u8>>()?.contains(r#""type":"json_object""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn capabilities(mut self, known: Capabilities) -> Self {
        self.capabilities = known;
        self
    }

    /// Sends no faster than this, for all clones together; by default as fast as calls are made.
    ///
    /// ```
    /// use json_mode::{Client, Pacing, Provider};
    ///
    /// let client = |count| Client::builder(Provider::VLLM).pacing(Pacing::by_hand().requests_per_minute(count)).build();
    /// assert!(client(600).is_ok());
    /// assert!(client(0).is_err()); // nothing could be sent
    /// ```
    pub fn pacing(mut self, pacing: Pacing) -> Self {
        self.pacing = Some(pacing);
        self
    }

    /// Sends at most so many requests at the same time, for all clones together; by default there is no limit. A request
    /// is in flight from when it is sent until its answer was read or was given up. Those that are too many wait in the
    /// order in which they came, within their limit of time, and then fail with
    /// [`Timeout`](crate::ErrorKind::Timeout).
    ///
    /// ```
    /// use json_mode::{Client, Provider};
    ///
    /// assert!(Client::builder(Provider::VLLM).max_in_flight(64).build().is_ok());
    /// assert!(Client::builder(Provider::VLLM).max_in_flight(0).build().is_err()); // nothing could be sent
    /// ```
    pub fn max_in_flight(mut self, count: usize) -> Self {
        self.max_in_flight = Some(count);
        self
    }

    /// Sends requests in another way than over sockets, or with a `reqwest::Client` of one's own.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Trusts the certificates in this PEM text beside the platform's.
    ///
    /// ```
    /// use json_mode::{Client, ErrorKind, Provider};
    ///
    /// let error = Client::builder(Provider::VLLM).root_certificate("no PEM").build().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Config);
    /// ```
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config): a key that is missing or that no header can hold, a base URL that is no
    /// plain `https` address (nor an `http` one on this machine or with [`allow_http`](Self::allow_http)), a header that
    /// is none, certificates that are no PEM, a policy for cut answers that cannot work, a pace of nothing.
    pub fn build(self) -> Result<Client> {
        let Self {
            provider,
            key,
            base_url,
            timeout,
            format,
            reask,
            retry,
            limits,
            allows_http,
            leniency,
            stream_limits,
            truncation,
            trace_content,
            headers: extra,
            pacing,
            max_in_flight,
            transport,
            root_certificates,
            capabilities,
        } = self;
        if let Some(mistake) = truncation.mistake() {
            return Err(Error::config(mistake));
        }
        let named = || {
            let mut names = provider.key_variables();
            names.find_map(|name| Some((SecretString::from(variable(name)?), name.to_owned())))
        };
        let found = key.is_none().then(named).flatten();
        let (key, key_variable) = match found {
            Some((key, name)) => (Some(key), Some(name)),
            None => (key, None),
        };
        if key.is_none() && provider.facts().key == KeyNeed::Required {
            let name = provider.key_variables().next().unwrap_or("its variable");
            let message = format!(
                "no key for {}: set {name}, or give it with `api_key`",
                provider.name()
            );
            return Err(Error::config(message));
        }
        let base = address(&provider, base_url)?;
        let allows_http =
            allows_http || variable("JSON_MODE_ALLOW_HTTP").is_some_and(|value| value == "1");
        let (base, tls) = checked_base(&base, allows_http)?;
        let headers = headers(&provider, &extra, key.as_ref())?;
        let transport = match transport {
            Some(transport) => transport,
            None => Arc::new(Http::with(&Options {
                root_certificates,
                tls,
                headers: limits.headers,
            })?),
        };
        let ladder = Ladder::seeded(provider.name(), &capabilities);
        let pacer = Pacer::new(pacing, max_in_flight)?;
        Ok(Client(Arc::new(Inner {
            provider,
            base,
            key,
            key_variable,
            headers,
            transport,
            timeout,
            format,
            reask,
            retry,
            budget: Budget::default(),
            limits,
            leniency,
            stream_limits,
            truncation,
            trace_content,
            ladder,
            pacer,
        })))
    }
}

#[cfg(feature = "blocking")]
impl ClientBuilder {
    /// The client for calls that block.
    ///
    /// ```
    /// let client = json_mode::Client::builder(json_mode::Provider::VLLM).build_blocking()?;
    /// assert_eq!(client.base_url(), "http://localhost:8000/v1");
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`build`](Self::build).
    pub fn build_blocking(self) -> Result<crate::blocking::Client> {
        self.build().map(crate::blocking::Client::from)
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("provider", &self.provider.name())
            .finish_non_exhaustive()
    }
}
