//! A server that takes and refuses what a host of the catalog does, so that a program can be tried without a key.
//!
//! A request is judged in the order in which hosts do: route, key, fields, form, the word "JSON", schema. What passes is
//! answered by the script, and else by a value of the schema that was sent.

mod answer;
mod judge;
mod refuse;
mod sample;
mod stream;
mod take;

pub use stream::Writes;
pub(super) use stream::mixed_sizes;

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Map, Value};

use self::sample::Sizes;
use super::exchange::{Received, Reply};
use super::server::Server;
use crate::provider::Provider;
use crate::schema::Schema;

/// A server that takes and refuses what a host does: [`Server::emulate`] with settings.
///
/// ```
/// use json_mode::testing::Emulator;
/// use json_mode::{JsonResponse, Provider};
///
/// #[derive(JsonResponse)]
/// struct Team {
///     name: String,
///     players: Vec<String>,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// let server = Emulator::new(Provider::OPENAI).seed(7).list_len(11).start();
/// let client = server.client(Provider::OPENAI);
/// let team: Team = client.chat("gpt-x").user("Invent a team.").json().await?;
/// assert_eq!(team.players.len(), 11);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Emulator {
    provider: Provider,
    models: Option<Vec<String>>,
    schema: Option<Value>,
    reasoning: Option<String>,
    seed: u64,
    sizes: Sizes,
    chunk_chars: usize,
    writes: Writes,
    /// Answers so far: each has a seed of its own, and a number in its id.
    answered: AtomicU64,
}

impl Emulator {
    /// The host, with answers of three elements a list and twelve characters a text.
    pub fn new(provider: Provider) -> Self {
        Self {
            provider,
            models: None,
            schema: None,
            reasoning: None,
            seed: 1,
            sizes: Sizes { list: 3, text: 12 },
            chunk_chars: 4,
            writes: Writes::default(),
            answered: AtomicU64::new(0),
        }
    }

    /// What sampled answers start from: the same seed and the same requests give the same answers.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Elements of a list and members of a map, where the schema leaves their number open.
    ///
    /// ```
    /// use json_mode::testing::Emulator;
    /// use json_mode::Provider;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// let server = Emulator::new(Provider::GROQ).list_len(5).start();
    /// let client = server.client(Provider::GROQ);
    /// let numbers: Vec<u8> = client.chat("m").user("Numbers?").json().await?;
    /// assert_eq!(numbers.len(), 5);
    /// # Ok(()) }
    /// ```
    pub fn list_len(mut self, count: usize) -> Self {
        self.sizes.list = count;
        self
    }

    /// Characters of a text, where the schema leaves its length open.
    pub fn text_chars(mut self, count: usize) -> Self {
        self.sizes.text = count;
        self
    }

    /// Characters of each piece of a stream.
    pub fn chunk_chars(mut self, count: usize) -> Self {
        self.chunk_chars = count.max(1);
        self
    }

    /// How the bytes of a stream are written, those of scripted ones too; by default mixed, as networks do it. Nothing is
    /// compressed: hosts compress for those who ask for it, and the client does not.
    pub fn writes(mut self, writes: Writes) -> Self {
        self.writes = writes;
        self
    }

    /// The models that the host has; by default any name will do.
    ///
    /// ```
    /// use json_mode::testing::Emulator;
    /// use json_mode::{ErrorKind, Provider};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// let server = Emulator::new(Provider::GROQ).models(["small"]).start();
    /// let client = server.client(Provider::GROQ);
    /// let error = client.chat("large").user("Numbers?").json::<Vec<u8>>().await.unwrap_err();
    /// assert_eq!((error.kind(), error.status()), (ErrorKind::Rejected, Some(404)));
    /// # Ok(()) }
    /// ```
    pub fn models<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.models = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// The schema of answers to requests that carry none, because they have it in their prompt. Without it those are
    /// answered by `{}` or by a sentence.
    pub fn schema(mut self, schema: &Schema) -> Self {
        self.schema = Some(schema.to_value());
        self
    }

    /// Reasoning before each answer, where the host puts it.
    pub fn reasoning(mut self, text: impl Into<String>) -> Self {
        self.reasoning = Some(text.into());
        self
    }

    /// Starts the server.
    ///
    /// # Panics
    /// If there is no free port on loopback, or no thread.
    pub fn start(self) -> Server {
        let server = Server::start();
        server.emulates(self);
        server
    }
}

impl Server {
    /// A server that takes and refuses what this host does, by what the catalog knows of it: key, routes, fields, forms, the
    /// word "JSON", schemas and their limits, each refusal in the host's own words and shape. Requests that it takes are
    /// answered by the script ([`expect`](Self::expect), [`play`](Self::play)), and else by a value of the schema that was
    /// sent; streams have the host's shape. [`Emulator`] has settings.
    ///
    /// ```
    /// use json_mode::testing::Server;
    /// use json_mode::{ErrorKind, Format, JsonResponse, Provider};
    ///
    /// #[derive(Debug, JsonResponse)]
    /// struct Team {
    ///     name: String,
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// let server = Server::emulate(Provider::DEEPSEEK);
    /// let client = server.client(Provider::DEEPSEEK);
    /// // DeepSeek has no `json_schema`, and says so.
    /// let request = client.chat("deepseek-chat").user("Who won?").format(Format::JsonSchema);
    /// let error = request.json::<Team>().await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Rejected);
    /// assert!(error.to_string().contains("This response_format type is unavailable now"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Panics
    /// If there is no free port on loopback, or no thread.
    pub fn emulate(provider: Provider) -> Self {
        Emulator::new(provider).start()
    }
}

/// A request that was taken, as far as an answer depends on it.
struct Taken<'r> {
    route: &'static str,
    model: String,
    body: &'r Map<String, Value>,
    /// The schema that the answer is held to.
    schema: Option<Cow<'r, Value>>,
    asks_for_json: bool,
}

impl Emulator {
    /// How the host refuses a request; `None` for one that it takes.
    pub(super) fn refusal(&self, request: &Received) -> Option<Reply> {
        self.take(request).err()
    }

    /// The answer to a request that is taken.
    pub(super) fn answer(&self, request: &Received) -> Reply {
        match self.take(request) {
            Ok(taken) => {
                let number = self.answered.fetch_add(1, Ordering::Relaxed);
                self.reply(&taken, number)
            }
            Err(refusal) => refusal,
        }
    }
}
