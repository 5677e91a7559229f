//! Hosts as data: where they are, what they take, how they fail. Adding one is adding a constant.

mod catalog;
pub mod dialects;
mod ladder;

pub(crate) use ladder::{Cause, Ladder, classify};

use std::fmt;

use crate::schema::Dialect;

/// A host, and how to talk to it.
///
/// The hosts that the crate knows are constants ([`Provider::TOGETHER`], [`Provider::DEEPINFRA`], …). Any other
/// server that speaks OpenAI's API is [`Provider::compatible`], with what is known about it added:
///
/// ```
/// use json_mode::provider::{Provider, Rung, dialects};
/// use json_mode::{Client, Format};
///
/// let provider = Provider::compatible("http://localhost:9000/v1")
///     .named("my gateway")
///     .key_variable("MY_GATEWAY_KEY")
///     .rungs([Rung::new(Format::JsonObjectSchema, dialects::JSON_OBJECT), Rung::PROMPT]);
/// let client = Client::builder(provider).api_key("secret").build()?;
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Provider {
    facts: Facts,
    custom: Custom,
}

/// The base URL is left out: one that was given may hold a password, which is only refused when a client is made.
impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider")
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}

/// What is known of a host.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Facts {
    pub(crate) name: &'static str,
    pub(crate) base_url: &'static str,
    /// Environment variables that may hold the key, the usual one first.
    pub(crate) key_variables: &'static [&'static str],
    /// Environment variables that may hold another base URL.
    pub(crate) url_variables: &'static [&'static str],
    pub(crate) key: KeyNeed,
    pub(crate) auth: Auth,
    pub(crate) chat: Option<Endpoint>,
    pub(crate) completion: Option<Endpoint>,
    pub(crate) inference: Option<Endpoint>,
    /// Response headers that may name the request, the best first.
    pub(crate) request_id_headers: &'static [&'static str],
    pub(crate) schema_visibility: SchemaVisibility,
    pub(crate) json_word: JsonWord,
    pub(crate) stream_usage: StreamUsage,
    /// What is known of single models: the best rung that works.
    pub(crate) models: &'static [(&'static str, Format)],
}

/// What a user says of a host, where it is not a constant.
#[derive(Clone, Default, PartialEq)]
struct Custom {
    name: Option<String>,
    base_url: Option<String>,
    key_variable: Option<String>,
    rungs: Option<Vec<Rung>>,
}

/// Whether a host answers without a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyNeed {
    Required,
    Optional,
}

/// How the key is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Auth {
    /// `Authorization: Bearer …`
    Bearer,
    /// The key alone, in a header of this name.
    Header(&'static str),
}

/// Whether the model is shown the schema that its answer is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaVisibility {
    /// The host puts it before the model.
    Shown,
    /// It only constrains sampling, or nobody says; a prompt should hold it too.
    Hidden,
}

/// Whether `json_object` is refused when no message says "JSON".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonWord {
    /// Some message must say it.
    Demanded,
    /// It need not.
    Free,
}

/// Whether streams tell the tokens that were spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamUsage {
    /// When asked for it by `stream_options`.
    Asked,
    /// Without being asked, or not at all: `stream_options` is not sent.
    Unasked,
}

/// One route of a host.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Endpoint {
    /// Below the base URL; `{model}` stands for the model's name.
    pub(crate) path: &'static str,
    /// What is cut off the end of the base URL first, where it ends so.
    pub(crate) without: &'static str,
    /// The forms in which the route takes a schema, the strictest first.
    pub(crate) rungs: &'static [Rung],
    /// Fields that the route calls by another name.
    pub(crate) renames: &'static [(&'static str, &'static str)],
}

/// One way for a schema to reach a model: the form in which it is sent, and the dialect it is said in.
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

/// How a schema is put into a request: the value of `response_format`, where nothing else is said. `S` is the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `{"type": "json_schema", "json_schema": {"name": …, "strict": true, "schema": S}}`
    JsonSchemaStrict,
    /// `{"type": "json_schema", "json_schema": {"name": …, "schema": S}}`
    JsonSchema,
    /// `{"type": "json_schema", "schema": S}`: Together's form of 2025. Several servers take it and ignore the schema.
    JsonSchemaFlat,
    /// `{"type": "json_object", "schema": S}`: Together's first form, and llama.cpp's.
    JsonObjectSchema,
    /// `"json_schema": S` as a field of the body, beside no `response_format`: llama.cpp's completions.
    JsonSchemaField,
    /// `{"type": "json_object"}`, and the schema in the prompt.
    JsonObject,
    /// No `response_format`; the schema in the prompt.
    Prompt,
    /// No JSON is asked for.
    Text,
}

impl Format {
    /// Whether the form itself carries the schema.
    pub fn carries_schema(self) -> bool {
        matches!(
            self,
            Self::JsonSchemaStrict
                | Self::JsonSchema
                | Self::JsonSchemaFlat
                | Self::JsonObjectSchema
                | Self::JsonSchemaField
        )
    }

    /// Whether the body has a field for the form.
    pub(crate) fn is_on_the_wire(self) -> bool {
        self.carries_schema() || self == Self::JsonObject
    }
}

/// The forms that most servers of OpenAI's API take.
const COMPATIBLE_RUNGS: &[Rung] = &[
    Rung::new(Format::JsonSchema, dialects::COMPATIBLE),
    Rung::JSON_OBJECT,
    Rung::PROMPT,
];

impl Endpoint {
    pub(crate) const fn chat(rungs: &'static [Rung]) -> Self {
        Self {
            path: "chat/completions",
            without: "",
            rungs,
            renames: &[],
        }
    }

    pub(crate) const fn completion(rungs: &'static [Rung]) -> Self {
        Self {
            path: "completions",
            without: "",
            rungs,
            renames: &[],
        }
    }
}

/// A server of which nothing more is known than that it speaks OpenAI's API.
pub(crate) const COMPATIBLE: Facts = Facts {
    name: "OpenAI-compatible server",
    base_url: "http://localhost:8080/v1",
    key_variables: &[],
    url_variables: &[],
    key: KeyNeed::Optional,
    auth: Auth::Bearer,
    chat: Some(Endpoint::chat(COMPATIBLE_RUNGS)),
    // Several servers take `response_format` here and ignore it.
    completion: Some(Endpoint::completion(&[Rung::JSON_OBJECT, Rung::PROMPT])),
    inference: None,
    request_id_headers: &["x-request-id", "request-id", "cf-ray"],
    schema_visibility: SchemaVisibility::Hidden,
    json_word: JsonWord::Free,
    // OpenAI has it so, and vLLM and llama.cpp after it.
    stream_usage: StreamUsage::Asked,
    models: &[],
};

impl Provider {
    #[expect(
        clippy::large_types_passed_by_value,
        reason = "constants are made of it, and a clone or two"
    )]
    pub(crate) const fn of(facts: Facts) -> Self {
        Self {
            facts,
            custom: Custom {
                name: None,
                base_url: None,
                key_variable: None,
                rungs: None,
            },
        }
    }

    /// Any server with OpenAI's API below `base_url`, such as `http://localhost:8080/v1`.
    ///
    /// It is taken to need no key, to accept `json_schema`, and not to show the schema to the model; a request
    /// that it rejects for its form is sent again in a simpler one.
    pub fn compatible(base_url: impl Into<String>) -> Self {
        let mut provider = Self::of(COMPATIBLE);
        provider.custom.base_url = Some(base_url.into());
        provider
    }

    /// How errors and messages call the host.
    pub fn name(&self) -> &str {
        self.custom.name.as_deref().unwrap_or(self.facts.name)
    }

    /// Where the host is.
    pub fn base_url(&self) -> &str {
        self.custom
            .base_url
            .as_deref()
            .unwrap_or(self.facts.base_url)
    }

    /// Another name for it.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.custom.name = Some(name.into());
        self
    }

    /// The environment variable that holds its key; the key is then required.
    pub fn key_variable(mut self, name: impl Into<String>) -> Self {
        self.custom.key_variable = Some(name.into());
        self.facts.key = KeyNeed::Required;
        self
    }

    /// How the key is sent; by default as a bearer token.
    pub fn auth(mut self, auth: Auth) -> Self {
        self.facts.auth = auth;
        self
    }

    /// The forms in which chat and completions take a schema, the strictest first.
    pub fn rungs(mut self, rungs: impl Into<Vec<Rung>>) -> Self {
        self.custom.rungs = Some(rungs.into());
        self
    }

    /// Whether the host shows the schema to the model; by default it is taken not to.
    pub fn schema_visibility(mut self, visibility: SchemaVisibility) -> Self {
        self.facts.schema_visibility = visibility;
        self
    }

    /// Whether the host demands the word "JSON" in a message; by default it is taken not to.
    pub fn json_word(mut self, word: JsonWord) -> Self {
        self.facts.json_word = word;
        self
    }

    /// Whether the host is asked for the count of tokens in streams; by default it is.
    pub fn stream_usage(mut self, usage: StreamUsage) -> Self {
        self.facts.stream_usage = usage;
        self
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The variables that may hold the key, the one to name first.
    pub(crate) fn key_variables(&self) -> impl Iterator<Item = &str> {
        self.custom
            .key_variable
            .as_deref()
            .into_iter()
            .chain(self.facts.key_variables.iter().copied())
    }

    /// The forms that a route takes.
    pub(crate) fn rungs_of<'p>(&'p self, endpoint: &'p Endpoint) -> &'p [Rung] {
        match &self.custom.rungs {
            // DeepInfra's own route has forms of its own.
            Some(rungs) if self.facts.inference.as_ref() != Some(endpoint) => rungs,
            _ => endpoint.rungs,
        }
    }

    /// The best format that is known to work with a model.
    pub(crate) fn known(&self, model: &str) -> Option<Format> {
        self.facts
            .models
            .iter()
            .find(|(name, _)| *name == model)
            .map(|(_, format)| *format)
    }
}
