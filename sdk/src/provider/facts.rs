//! What is known of a host, as data.

#[cfg(feature = "client")]
use super::Rung;
use super::{Endpoint, ErrorShape, Format, Refusals};
#[cfg(feature = "client")]
use crate::schema::Support;

/// What is known of a host. A constant of the catalog is one of these, written as a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Facts {
    /// How errors and messages call it.
    pub(crate) name: &'static str,
    /// Where it is; `{VARIABLE}` stands for the value of a variable of the environment.
    pub(crate) base_url: &'static str,
    /// Environment variables that may hold the key, the usual one first.
    pub(crate) key_variables: &'static [&'static str],
    /// Environment variables that may hold another base URL.
    pub(crate) url_variables: &'static [&'static str],
    pub(crate) key: KeyNeed,
    pub(crate) auth: Auth,
    /// Headers of every request besides the key's.
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) chat: Option<Endpoint>,
    pub(crate) completion: Option<Endpoint>,
    pub(crate) inference: Option<Endpoint>,
    /// The form to start with for a model of which nothing is known; the strictest where this is not said.
    pub(crate) start: Option<Format>,
    /// The form that every model takes, where that is more than the schema in the prompt: what follows on a rejection.
    pub(crate) floor: Option<Format>,
    /// Forms that are taken beside those of the ladder, which has no use for them.
    pub(crate) accepts: &'static [Format],
    /// Types of `response_format` that are no form of a schema, such as `regex`.
    pub(crate) other_types: &'static [&'static str],
    /// Forms that are taken and not kept to.
    pub(crate) ignores: &'static [Format],
    /// What is known of single models: the best form that works. A name may end in `*`.
    pub(crate) models: &'static [(&'static str, Format)],
    /// Fields of the body beside a form that is on the wire: a name and its value as JSON.
    pub(crate) beside_form: &'static [(&'static str, &'static str)],
    pub(crate) schema_visibility: SchemaVisibility,
    pub(crate) json_word: JsonWord,
    pub(crate) unknown_fields: UnknownFields,
    /// Why an answer ends, in the host's words; `""` for a host that may say nothing.
    pub(crate) finish_reasons: &'static [&'static str],
    /// Where reasoning stands in an answer.
    pub(crate) reasoning: &'static [ReasoningIn],
    pub(crate) stream: StreamShape,
    pub(crate) errors: ErrorShape,
    pub(crate) refusals: Refusals,
    /// Response headers that may name the request, the best first.
    pub(crate) request_id_headers: &'static [&'static str],
    pub(crate) rate_limits: RateLimits,
    /// What else a user should know.
    pub(crate) notes: &'static [&'static str],
    /// The rows of the host's page that no source at hand confirms.
    pub(crate) unverified: &'static [&'static str],
    /// Where the facts were read.
    pub(crate) sources: &'static [Source],
}

#[cfg(feature = "client")]
impl Facts {
    /// Whether the host says of this rung that answers keep to the schema: by `strict: true`, or by a list of the keywords
    /// that it keeps to.
    pub(crate) fn promises(&self, rung: &Rung) -> bool {
        let lists = || {
            let mut keywords = rung.dialect.keywords.iter();
            keywords.any(|(_, support)| *support == Support::Enforced)
        };
        !self.ignores.contains(&rung.format)
            && (rung.format == Format::JsonSchemaStrict || rung.format.carries_schema() && lists())
    }
}

/// Where a fact was read, and when.
///
/// ```
/// use json_mode::provider::Source;
///
/// const DOCS: Source = Source::new("base URL, forms", "https://docs.acme.example/api", "2026-08-21");
/// assert_eq!(DOCS.read, "2026-08-21");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// What was read there: `base URL, forms`.
    pub facts: &'static str,
    /// A link, or a repository and a file.
    pub at: &'static str,
    /// The date of the text: `2026-08-21`.
    pub read: &'static str,
}

impl Source {
    /// Facts, a place and the date of the text.
    pub const fn new(facts: &'static str, at: &'static str, read: &'static str) -> Self {
        Self { facts, at, read }
    }
}

/// Whether a host answers without a key.
///
/// ```
/// use json_mode::provider::KeyNeed;
/// use json_mode::{Client, ErrorKind, Provider};
///
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1").keys(&["ACME_KEY_OF_THIS_EXAMPLE"]);
/// assert_eq!(Client::builder(ACME).build().unwrap_err().kind(), ErrorKind::Config);
/// assert!(Client::builder(ACME.key_need(KeyNeed::Optional)).build().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyNeed {
    /// Making a client without one is an error.
    Required,
    /// It is sent if there is one.
    Optional,
}

/// How the key is sent.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// use json_mode::Provider;
/// use json_mode::provider::Auth;
/// use json_mode::testing::{Reply, Server};
///
/// /// It wants `x-acme-key: …`.
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1").auth(Auth::Header("x-acme-key"));
///
/// let server = Server::start();
/// server.expect("/chat/completions").reply(Reply::chat("[7]"));
/// let client = server.builder(ACME).api_key("secret").build()?;
/// client.chat("m").user("A number?").json::<Vec<u8>>().await?;
/// assert_eq!(server.requests()[0].header("x-acme-key"), Some("secret"));
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Auth {
    /// `Authorization: Bearer …`
    Bearer,
    /// The key alone, in a header of this name.
    Header(&'static str),
}

/// Whether the model is shown the schema that its answer is held to.
///
/// ```
/// use json_mode::provider::SchemaVisibility;
/// use json_mode::{Client, Provider};
///
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1");
/// let hidden = Client::builder(ACME).build()?.chat("m").user("Numbers?");
/// let shown = Client::builder(ACME.schema_visibility(SchemaVisibility::Shown)).build()?.chat("m").user("Numbers?");
/// // Where the host does not show the schema, the prompt has it as well.
/// assert!(hidden.body::<Vec<u8>>()?.len() > shown.body::<Vec<u8>>()?.len());
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaVisibility {
    /// The host puts it before the model.
    Shown,
    /// It only constrains sampling, or nobody says; a prompt should hold it too.
    Hidden,
}

/// Whether `json_object` is refused when no message says "JSON".
///
/// ```
/// use json_mode::provider::{Endpoint, JsonWord, Rung};
/// use json_mode::{Client, Provider};
///
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1")
///     .chat(Endpoint::chat(&[Rung::JSON_OBJECT]))
///     .json_word(JsonWord::Demanded);
/// let request = Client::builder(ACME).build()?.chat("m").user("Numbers?");
/// assert!(request.body::<Vec<u8>>()?.contains(" JSON"));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonWord {
    /// Some message must say it.
    Demanded,
    /// It need not.
    Free,
}

/// What a host does with a field of the body that it does not know.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// use json_mode::provider::UnknownFields;
/// use json_mode::testing::Server;
/// use json_mode::{ErrorKind, Provider};
///
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1").unknown_fields(UnknownFields::Refused);
///
/// let server = Server::emulate(ACME);
/// let request = server.client(ACME).chat("m").user("A number?").param("tempreature", 0);
/// assert_eq!(request.json::<u8>().await.unwrap_err().kind(), ErrorKind::Rejected);
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownFields {
    /// It refuses the request.
    Refused,
    /// It passes over them, or nothing else is known.
    Ignored,
}

/// Where a model's reasoning stands in an answer.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// use json_mode::Provider;
/// use json_mode::provider::ReasoningIn;
/// use json_mode::testing::Emulator;
///
/// /// In the text, and by newer models in a field.
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1")
///     .reasoning(&[ReasoningIn::Think, ReasoningIn::Field("reasoning_content")]);
///
/// let server = Emulator::new(ACME).reasoning("Which one?").start();
/// let completion = server.client(ACME).chat("m").user("A number?").send::<u8>().await?;
/// assert_eq!(completion.reasoning.as_deref(), Some("Which one?"));
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReasoningIn {
    /// In a field of the message, such as `reasoning_content`.
    Field(&'static str),
    /// In the text, between `<think>` and `</think>`.
    Think,
    /// In a part of the list that `content` then is.
    Parts,
}

/// What a stream of chat chunks looks like.
///
/// ```
/// use json_mode::provider::{RoleIn, StreamShape, UsageIn};
///
/// const SHAPE: StreamShape = StreamShape::with(UsageIn::OnFinish).comment("keep-alive").role(RoleIn::Every);
/// assert_eq!(SHAPE.comment, Some("keep-alive"));
/// assert!(SHAPE.done); // as OpenAI's, unless it is said
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamShape {
    /// Where the tokens are counted.
    pub usage: UsageIn,
    /// Whether there is a space after `data:`.
    pub space: bool,
    /// Whether `data: [DONE]` ends it.
    pub done: bool,
    /// A comment that may come before the first event, such as `keep-alive`.
    pub comment: Option<&'static str>,
    /// Where the role stands.
    pub role: RoleIn,
    /// Whether chunks before the last say `finish_reason: null`.
    pub says_unfinished: bool,
    /// The `object` of a first chunk without choices, where there is one.
    pub first_object: Option<&'static str>,
    /// What the last chunk's `object` is, where it is another than before.
    pub last_object: Option<&'static str>,
}

/// Where a stream says the role of who speaks.
///
/// ```
/// use json_mode::provider::{RoleIn, StreamShape, UsageIn};
///
/// // As OpenAI's, unless it is said.
/// assert_eq!(StreamShape::with(UsageIn::Apart).role, RoleIn::First);
/// assert_eq!(StreamShape::with(UsageIn::Apart).role(RoleIn::WithFirst).role, RoleIn::WithFirst);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RoleIn {
    /// In a first chunk that has nothing else.
    First,
    /// In the first chunk, beside what it has.
    WithFirst,
    /// In every chunk.
    Every,
}

impl StreamShape {
    /// `OpenAI`'s, without comments, and with the usage where this says.
    pub const fn with(usage: UsageIn) -> Self {
        Self {
            usage,
            space: true,
            done: true,
            comment: None,
            role: RoleIn::First,
            says_unfinished: true,
            first_object: None,
            last_object: None,
        }
    }

    /// The same, with a comment before the first event.
    pub const fn comment(mut self, text: &'static str) -> Self {
        self.comment = Some(text);
        self
    }

    /// The same, with the role elsewhere.
    pub const fn role(mut self, role: RoleIn) -> Self {
        self.role = role;
        self
    }

    /// The same, without `finish_reason: null` in the chunks before the last.
    pub const fn silent_until_the_end(mut self) -> Self {
        self.says_unfinished = false;
        self
    }
}

/// Where a stream counts tokens.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// use json_mode::Provider;
/// use json_mode::provider::{StreamShape, UsageIn};
/// use json_mode::testing::Server;
///
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1").stream(StreamShape::with(UsageIn::Running));
///
/// let server = Server::emulate(ACME);
/// let stream = server.client(ACME).chat("m").user("A number?").stream::<u8>().await?;
/// assert!(stream.finish().await?.usage.is_some());
/// // It counts without having been asked to.
/// assert!(server.requests()[0].body.get("stream_options").is_none());
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UsageIn {
    /// In one more chunk without choices, if `stream_options.include_usage` asks for it.
    Apart,
    /// In the chunk that has the finish reason.
    OnFinish,
    /// In every chunk, up to there.
    Running,
    /// Nowhere.
    Nowhere,
}

/// The headers by which a host tells its limits.
///
/// ```
/// use json_mode::Provider;
/// use json_mode::provider::{RateLimits, ResetIn};
///
/// /// `x-acme-limit-requests: 60`, `x-acme-remaining-requests: 59`, `x-acme-reset-requests: 0.5`
/// const LIMITS: RateLimits = RateLimits { headers: &["x-acme-*-requests"], reset: ResetIn::Seconds };
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1").rate_limits(LIMITS);
/// # assert!(ACME != Provider::host("Acme", "https://acme.example/v1"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// The headers' names; `*` stands for `limit`, `remaining` and `reset`.
    pub headers: &'static [&'static str],
    /// In which form the time of the reset is told.
    pub reset: ResetIn,
}

impl RateLimits {
    /// No headers are known.
    pub const NONE: Self = Self {
        headers: &[],
        reset: ResetIn::Nothing,
    };
}

/// How the time is told after which a limit is lifted.
///
/// ```
/// use json_mode::provider::{RateLimits, ResetIn};
///
/// // `x-ratelimit-reset-tokens: 6m0s`
/// let limits = RateLimits { headers: &["x-ratelimit-*-tokens"], reset: ResetIn::Duration };
/// assert_ne!(limits, RateLimits::NONE);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResetIn {
    /// `6m0s`, `12ms`
    Duration,
    /// `0.5`
    Seconds,
    /// Seconds since 1970.
    EpochSeconds,
    /// `2026-08-21T12:00:00Z`
    Rfc3339,
    /// It is not.
    Nothing,
}

impl ResetIn {
    /// Half a minute, in this form.
    #[cfg(feature = "testing")]
    pub(crate) fn sample(self) -> &'static str {
        match self {
            Self::Duration => "30s",
            Self::Seconds => "30",
            Self::EpochSeconds => "1787697364",
            Self::Rfc3339 => "2026-08-25T20:36:04Z",
            Self::Nothing => "0",
        }
    }
}
