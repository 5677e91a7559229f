//! Hosts as data: where they are, what they take, how they fail. Adding one is adding a constant.

mod ask;
#[cfg(feature = "client")]
mod capabilities;
mod catalog;
pub mod dialects;
mod facts;
mod format;
mod host;
#[cfg(feature = "client")]
mod ladder;
mod lint;
#[cfg(test)]
mod page;
mod refusal;
#[cfg(feature = "client")]
mod rejection;
pub(crate) mod target;

pub use ask::Ask;
#[cfg(feature = "client")]
pub(crate) use ask::SAY_JSON;
#[cfg(feature = "client")]
pub use capabilities::{Capabilities, Capability};
pub(crate) use facts::Facts;
pub use facts::{
    Auth, JsonWord, KeyNeed, RateLimits, ReasoningIn, ResetIn, RoleIn, SchemaVisibility, Source,
    StreamShape, UnknownFields, UsageIn,
};
pub(crate) use format::Filled;
pub use format::{Form, Format, Shape};
pub use host::Provider;
#[cfg(feature = "client")]
pub(crate) use ladder::Ladder;
pub use lint::{Lint, LintedForm};
pub use refusal::{ErrorShape, Refusal, Refusals};
#[cfg(feature = "client")]
pub(crate) use rejection::{Cause, Rejection, classify};

use crate::schema::Dialect;

/// One route of a host.
///
/// ```
/// use json_mode::provider::{Endpoint, Rung};
/// use json_mode::{Client, Provider};
///
/// /// Chat at a path of its own, where `max_tokens` has another name.
/// const CHAT: Endpoint = Endpoint::at("v2/{model}/chat", &[Rung::JSON_OBJECT, Rung::PROMPT])
///     .renames(&[("max_tokens", "limit")]);
/// const ACME: Provider = Provider::host("Acme", "https://acme.example").chat(CHAT);
///
/// let request = Client::builder(ACME).build()?.chat("small").user("A number?").max_tokens(9);
/// assert!(request.body::<u8>()?.contains(r#""limit":9"#));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Endpoint {
    /// Below the base URL; `{model}` stands for the model's name.
    pub path: &'static str,
    /// What is cut off the end of the base URL first, where it ends so.
    pub without: &'static str,
    /// The forms in which the route takes a schema, the strictest first.
    pub rungs: &'static [Rung],
    /// Fields that the route calls by another name: ours, theirs.
    pub renames: &'static [(&'static str, &'static str)],
}

impl Endpoint {
    /// `chat/completions`
    pub const fn chat(rungs: &'static [Rung]) -> Self {
        Self::at("chat/completions", rungs)
    }

    /// `completions`, the legacy route.
    pub const fn completion(rungs: &'static [Rung]) -> Self {
        Self::at("completions", rungs)
    }

    /// A route at another path below the base URL, in which `{model}` stands for the model's name.
    pub const fn at(path: &'static str, rungs: &'static [Rung]) -> Self {
        Self {
            path,
            without: "",
            rungs,
            renames: &[],
        }
    }

    /// Fields that the route calls by another name: ours, theirs.
    pub const fn renames(mut self, renames: &'static [(&'static str, &'static str)]) -> Self {
        self.renames = renames;
        self
    }

    /// What is cut off the end of the base URL for this route.
    pub const fn without(mut self, tail: &'static str) -> Self {
        self.without = tail;
        self
    }
}

/// One way for a schema to reach a model: the form in which it is sent, and the dialect it is said in.
///
/// ```
/// use json_mode::provider::{Provider, Rung, dialects};
/// use json_mode::{Client, Format};
///
/// // A server that takes `json_schema` alone, and else only words.
/// let ladder = [Rung::new(Format::JsonSchema, dialects::COMPATIBLE), Rung::PROMPT];
/// let provider = Provider::compatible("http://localhost:8000/v1").rungs(ladder);
/// let request = Client::builder(provider).build()?.chat("some/model").user("Numbers?");
/// assert!(request.body::<Vec<u8>>()?.contains(r#""type":"json_schema""#));
/// assert!(!request.format(Format::Prompt).body::<Vec<u8>>()?.contains("response_format"));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rung {
    /// The form on the wire.
    pub format: Format,
    /// What the host takes in that form.
    pub dialect: Dialect,
}

impl Rung {
    /// The schema in the prompt and nowhere else; every model takes it.
    pub const PROMPT: Self = Self::new(Format::Prompt, Dialect::FULL);

    /// The schema in the prompt, and the host's promise of some JSON object.
    pub const JSON_OBJECT: Self = Self::new(Format::JsonObject, dialects::JSON_OBJECT);

    /// A form and the dialect that the host takes in it.
    pub const fn new(format: Format, dialect: Dialect) -> Self {
        Self { format, dialect }
    }
}
