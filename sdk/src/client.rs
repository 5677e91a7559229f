//! The client: a host, a key, a transport.

use std::borrow::Cow;
use std::env;
use std::fmt::{self, Write as _};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, Result};
use crate::json::Leniency;
use crate::provider::{Auth, Endpoint, Format, KeyNeed, Ladder, Provider};
use crate::request::{Reask, Request, Route, StreamLimits, Truncation};
use crate::transport::{Budget, Http, Limits, Options, Retry, Transport};

/// A key that is shorter is not looked for in what a host says: its letters stand in every text.
const MIN_SECRET: usize = 8;

/// How long a call may take, as the hosts' own clients have it.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(600);

/// Asks one host. Cheap to clone: clones share connections, and what was learned of the host's models.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    provider: Provider,
    base: String,
    key: Option<SecretString>,
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
    ladder: Ladder,
}

impl Client {
    /// [Together AI](Provider::TOGETHER), with the key from `TOGETHER_API_KEY`.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if the variable is not set.
    pub fn together() -> Result<Self> {
        Self::builder(Provider::TOGETHER).build()
    }

    /// [DeepInfra](Provider::DEEPINFRA), with the key from `DEEPINFRA_TOKEN`.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if the variable is not set.
    pub fn deepinfra() -> Result<Self> {
        Self::builder(Provider::DEEPINFRA).build()
    }

    /// [OpenAI](Provider::OPENAI), with the key from `OPENAI_API_KEY`.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if the variable is not set.
    pub fn openai() -> Result<Self> {
        Self::builder(Provider::OPENAI).build()
    }

    /// A server of llama.cpp at `http://localhost:8080/v1`; [`ClientBuilder::base_url`] takes another place.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if no HTTP client can be made.
    pub fn llama_cpp() -> Result<Self> {
        Self::builder(Provider::LLAMA_CPP).build()
    }

    /// The first host that the environment names: a server at `JSON_MODE_BASE_URL` (its key, if it wants one, in
    /// `JSON_MODE_API_KEY`), else the first of Together AI, DeepInfra and OpenAI whose key is set.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if none is.
    pub fn from_env() -> Result<Self> {
        if let Some(url) = variable("JSON_MODE_BASE_URL") {
            let mut builder = Self::builder(Provider::compatible(url));
            if let Some(key) = variable("JSON_MODE_API_KEY") {
                builder = builder.api_key(key);
            }
            return builder.build();
        }
        let has_key = |provider: &&&Provider| {
            provider
                .key_variables()
                .any(|name| variable(name).is_some())
        };
        if let Some(provider) = Provider::WITH_KEYS.iter().find(has_key) {
            Self::builder((*provider).clone()).build()
        } else {
            let names = Provider::WITH_KEYS
                .iter()
                .filter_map(|provider| provider.key_variables().next());
            let names: Vec<&str> = names.collect();
            Err(Error::config(format!(
                "no host is set up: set {} or JSON_MODE_BASE_URL",
                names.join(", ")
            )))
        }
    }

    /// A client for any host, with settings of its own.
    pub fn builder(provider: Provider) -> ClientBuilder {
        ClientBuilder {
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
            headers: Vec::new(),
            transport: None,
            root_certificates: Vec::new(),
        }
    }

    /// A request to the chat route.
    ///
    /// ```no_run
    /// # #[derive(json_mode::JsonResponse)] struct Team { team_name: String }
    /// # async fn f() -> json_mode::Result<()> {
    /// let client = json_mode::Client::together()?;
    /// let team: Team = client
    ///     .chat("meta-llama/Llama-3.3-70B-Instruct-Turbo")
    ///     .user("Who won the 2022 FIFA World Cup?")
    ///     .json()
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn chat(&self, model: impl Into<String>) -> Request {
        Request::new(self.clone(), Route::Chat, model.into())
    }

    /// A request to the legacy completions route, with [`Request::prompt`].
    pub fn completion(&self, model: impl Into<String>) -> Request {
        Request::new(self.clone(), Route::Completion, model.into())
    }

    /// A request to DeepInfra's own route, `/v1/inference/{model}`, with [`Request::prompt`].
    pub fn inference(&self, model: impl Into<String>) -> Request {
        Request::new(self.clone(), Route::Inference, model.into())
    }

    /// The host.
    pub fn provider(&self) -> &Provider {
        &self.0.provider
    }

    /// Where requests go.
    pub fn base_url(&self) -> &str {
        &self.0.base
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

    pub(crate) fn ladder(&self) -> &Ladder {
        &self.0.ladder
    }

    /// A host may quote the key that it refuses.
    pub(crate) fn without_key(&self, text: String) -> String {
        match &self.0.key {
            // A few letters stand in every text.
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

/// A model's name as a path: slashes stay, as DeepInfra has it, and nothing in it leaves the route.
fn model_path(model: &str) -> Result<String> {
    if model.is_empty() || model.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(Error::config(format!("`{model}` is no name of a model")));
    }
    let mut out = String::with_capacity(model.len());
    for byte in model.bytes() {
        if byte.is_ascii_alphanumeric()
            || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~' | b':' | b'@' | b'+')
        {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    Ok(out)
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

/// Settings of a [`Client`].
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
    headers: Vec<(String, String)>,
    transport: Option<Arc<dyn Transport>>,
    root_certificates: Vec<Vec<u8>>,
}

impl ClientBuilder {
    /// The key, instead of the environment's.
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
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// How often a request that failed is sent again: twice, unless this says otherwise.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How much a host may send.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Lets the base URL begin with `http://` where it is not on this machine: key, prompts and answers then travel
    /// readable for all who carry them. In the environment, `JSON_MODE_ALLOW_HTTP=1` says the same.
    pub fn allow_http(mut self) -> Self {
        self.allows_http = true;
        self
    }

    /// How often a wrong answer is asked for again: once, unless this says otherwise.
    pub fn reask(mut self, reask: Reask) -> Self {
        self.reask = reask;
        self
    }

    /// What may be changed in an answer before it is read: by default all for which there is one reading.
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
    pub fn truncation(mut self, policy: Truncation) -> Self {
        self.truncation = policy;
        self
    }

    /// Adds a header to every request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sends requests in another way than over sockets, or with a `reqwest::Client` of one's own.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Trusts the certificates in this PEM text beside the platform's.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config): a key that is missing or that no header can hold, a base URL that is no
    /// plain `https` address (nor an `http` one on this machine or with [`allow_http`](Self::allow_http)), a header that is none, certificates that are no PEM, a policy for cut answers that cannot work.
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
            headers: extra,
            transport,
            root_certificates,
        } = self;
        if let Some(mistake) = truncation.mistake() {
            return Err(Error::config(mistake));
        }
        let key = key.or_else(|| {
            provider
                .key_variables()
                .find_map(variable)
                .map(SecretString::from)
        });
        if key.is_none() && provider.facts().key == KeyNeed::Required {
            let name = provider.key_variables().next().unwrap_or("its variable");
            let message = format!(
                "no key for {}: set {name}, or give it with `api_key`",
                provider.name()
            );
            return Err(Error::config(message));
        }
        let base = base_url
            .or_else(|| {
                provider
                    .facts()
                    .url_variables
                    .iter()
                    .find_map(|name| variable(name))
            })
            .unwrap_or_else(|| provider.base_url().to_owned());
        let allows_http =
            allows_http || variable("JSON_MODE_ALLOW_HTTP").is_some_and(|value| value == "1");
        let (base, tls) = checked_base(&base, allows_http)?;
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        for (name, value) in &extra {
            let no_header = || Error::config(format!("`{name}` with its value is no header"));
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| no_header())?;
            let mut value = HeaderValue::from_str(value).map_err(|_| no_header())?;
            value.set_sensitive(may_be_secret(&name));
            headers.insert(name, value);
        }
        if let Some(key) = &key {
            let key = key.expose_secret();
            let (name, value) = match provider.facts().auth {
                Auth::Bearer => (
                    AUTHORIZATION,
                    HeaderValue::from_str(&format!("Bearer {key}")),
                ),
                Auth::Header(name) => {
                    let no_header = |_| Error::config(format!("`{name}` is no header"));
                    (
                        HeaderName::from_bytes(name.as_bytes()).map_err(no_header)?,
                        HeaderValue::from_str(key),
                    )
                }
            };
            // The error would quote the key.
            let mut value = value
                .map_err(|_| Error::config("the key holds characters that no header can hold"))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        let transport = match transport {
            Some(transport) => transport,
            None => Arc::new(Http::with(&Options {
                root_certificates,
                tls,
            })?),
        };
        Ok(Client(Arc::new(Inner {
            provider,
            base,
            key,
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
            ladder: Ladder::default(),
        })))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("provider", &self.provider.name())
            .finish_non_exhaustive()
    }
}

/// Whether a header may hold a key, so that it is not shown.
pub(crate) fn may_be_secret(name: &HeaderName) -> bool {
    let words = ["auth", "key", "token", "secret", "cookie"];
    words.iter().any(|word| name.as_str().contains(word))
}

/// Whether a host is this machine, by its name or address.
fn is_loopback(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.to_ascii_lowercase().ends_with(".localhost")
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

/// A base URL without its last slash, and whether it is reached over TLS.
fn checked_base(url: &str, allows_http: bool) -> Result<(String, bool)> {
    // A URL may hold a password, so it is not quoted.
    let parsed = reqwest::Url::parse(url.trim())
        .map_err(|error| Error::config("the base URL is no URL").with_source(error))?;
    let tls = match parsed.scheme() {
        "https" => true,
        "http" => false,
        other => {
            return Err(Error::config(format!(
                "the base URL begins with `{other}:`, and must begin with `http://` or `https://`"
            )));
        }
    };
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(Error::config(
            "the base URL holds a user's name or password; a key is given with `api_key`",
        ));
    }
    if !tls && !allows_http && !is_loopback(&parsed) {
        return Err(Error::config(
            "the base URL begins with `http://` and is not on this machine, so the key would travel readable: use \
             `https://`, or `allow_http` on the builder (`JSON_MODE_ALLOW_HTTP=1` in the environment)",
        ));
    }
    if parsed.query().is_some() || parsed.fragment().is_some() {
        return Err(Error::config("the base URL has a query or a fragment"));
    }
    Ok((parsed.as_str().trim_end_matches('/').to_owned(), tls))
}

/// A variable that is set to something.
fn variable(name: &str) -> Option<String> {
    env::var(name)
        .ok()
        .map(|value| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}
