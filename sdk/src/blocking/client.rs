//! The client.

use super::Request;
use crate::error::Result;
use crate::provider::{Capabilities, Provider};
use crate::{Client as AsyncClient, ClientBuilder};

/// Asks one host, and blocks until the answer is there: [`json_mode::Client`](crate::Client) for programs without an async
/// runtime. Cheap to clone; clones share all that those of the other do, and either can be made from the other.
///
/// ```
/// use json_mode::blocking::Client;
/// use json_mode::Provider;
///
/// // Settings are those of the other client.
/// let builder = json_mode::Client::builder(Provider::LLAMA_CPP).max_in_flight(4);
/// let client = Client::from(builder.build()?);
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client(AsyncClient);

impl Client {
    /// The first host that the environment names, as [`json_mode::Client::from_env`](crate::Client::from_env) finds it.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if none is.
    pub fn from_env() -> Result<Self> {
        AsyncClient::from_env().map(Self)
    }

    /// Settings of a client for any host; [`ClientBuilder::build_blocking`] makes it.
    pub fn builder(provider: Provider) -> ClientBuilder {
        AsyncClient::builder(provider)
    }

    /// A request to the chat route.
    pub fn chat(&self, model: impl Into<String>) -> Request {
        self.0.chat(model).into()
    }

    /// A request to the legacy completions route, with [`Request::prompt`].
    pub fn completion(&self, model: impl Into<String>) -> Request {
        self.0.completion(model).into()
    }

    /// A request to DeepInfra's own route, `/v1/inference/{model}`, with [`Request::prompt`].
    pub fn inference(&self, model: impl Into<String>) -> Request {
        self.0.inference(model).into()
    }

    /// The host.
    pub fn provider(&self) -> &Provider {
        self.0.provider()
    }

    /// What was learned of the host's models so far: see [`json_mode::Client::capabilities`](crate::Client::capabilities).
    pub fn capabilities(&self) -> Capabilities {
        self.0.capabilities()
    }

    /// Where requests go.
    pub fn base_url(&self) -> &str {
        self.0.base_url()
    }
}

/// The same client, for calls that block.
impl From<AsyncClient> for Client {
    fn from(client: AsyncClient) -> Self {
        Self(client)
    }
}

/// The same client, for calls that are awaited. Connections that one of the two has opened end with their runtime.
impl From<Client> for AsyncClient {
    fn from(client: Client) -> Self {
        client.0
    }
}
