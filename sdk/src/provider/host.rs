//! A host: a constant of the catalog, or one that a user describes.

use std::borrow::Cow;
use std::fmt;

use super::catalog::COMPATIBLE;
use super::{
    Auth, Endpoint, ErrorShape, Facts, Format, JsonWord, KeyNeed, RateLimits, ReasoningIn,
    Refusals, Rung, SchemaVisibility, Source, StreamShape, UnknownFields,
};

/// A host, and how to talk to it.
///
/// The hosts that the crate knows are constants ([`Provider::TOGETHER`], [`Provider::DEEPINFRA`], …;
/// [`Provider::ALL`] lists them). Any other server that speaks OpenAI's API is [`Provider::compatible`], with what is
/// known about it added:
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
///
/// # A host of one's own, as a table
///
/// Every fact that a constant of this crate has, [`Provider::host`] takes as well, so a host needs no change here. What is
/// not said is as at a server of which nothing is known. A dialect is data too: it starts from a known one.
///
/// ```
/// use json_mode::provider::{
///     Auth, Endpoint, JsonWord, Provider, RateLimits, ReasoningIn, ResetIn, Rung, SchemaVisibility, Source,
///     StreamShape, UsageIn, UnknownFields, dialects,
/// };
/// use json_mode::schema::{Dialect, Maps, Support};
/// use json_mode::Format;
///
/// const DIALECT: Dialect = {
///     let mut dialect = dialects::COMPATIBLE;
///     dialect.name = "Acme";
///     dialect.maps = Maps::Pairs;
///     dialect.keywords = &[("minItems", Support::Enforced), ("pattern", Support::Refused)];
///     dialect
/// };
///
/// const ACME: Provider = Provider::host("Acme", "https://api.acme.example/v1")
///     .keys(&["ACME_API_KEY", "ACME_TOKEN"])
///     .auth(Auth::Header("x-acme-key"))
///     .headers(&[("x-acme-version", "2")])
///     .chat(Endpoint::chat(&[
///         Rung::new(Format::JsonSchemaStrict, DIALECT),
///         Rung::JSON_OBJECT,
///         Rung::PROMPT,
///     ]).renames(&[("max_tokens", "max_completion_tokens")]))
///     .without_completion()
///     .models(&[("acme-tiny*", Format::JsonObject)])
///     .schema_visibility(SchemaVisibility::Shown)
///     .json_word(JsonWord::Demanded)
///     .unknown_fields(UnknownFields::Refused)
///     .finish_reasons(&["stop", "length"])
///     .reasoning(&[ReasoningIn::Field("reasoning")])
///     .stream(StreamShape::with(UsageIn::OnFinish))
///     .rate_limits(RateLimits { headers: &["x-acme-*-requests"], reset: ResetIn::Seconds })
///     .request_id_headers(&["x-acme-id"])
///     .sources(&[Source::new("all", "https://docs.acme.example", "2026-08-01")]);
///
/// # #[derive(json_mode::JsonResponse)] struct Team { name: String }
/// let client = json_mode::Client::builder(ACME).api_key("secret").build()?;
/// let body: json_mode::Value = serde_json::from_str(&client.chat("acme-large").user("Who won?").max_tokens(100).body::<Team>()?)?;
/// assert_eq!(body["response_format"]["json_schema"]["strict"], true);
/// assert_eq!(body["max_completion_tokens"], 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
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

/// What a user says of a host at run time.
#[derive(Clone, Default, PartialEq)]
struct Custom {
    name: Option<String>,
    base_url: Option<String>,
    key_variable: Option<String>,
    rungs: Option<Vec<Rung>>,
}

impl Provider {
    #[expect(
        clippy::large_types_passed_by_value,
        reason = "constants are made of it, and a clone or two"
    )]
    pub(super) const fn of(facts: Facts) -> Self {
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

    /// The same as a constant, with a name. `{VARIABLE}` in the base URL stands for the value of a variable of the
    /// environment.
    pub const fn host(name: &'static str, base_url: &'static str) -> Self {
        let mut provider = Self::of(COMPATIBLE);
        provider.facts.name = name;
        provider.facts.base_url = base_url;
        provider
    }

    /// How errors and messages call the host.
    pub fn name(&self) -> &str {
        self.custom.name.as_deref().unwrap_or(self.facts.name)
    }

    /// Where the host is; `{VARIABLE}` in it stands for a variable of the environment.
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

    /// The forms in which chat and completions take a schema, the strictest first.
    pub fn rungs(mut self, rungs: impl Into<Vec<Rung>>) -> Self {
        self.custom.rungs = Some(rungs.into());
        self
    }

    /// The variables of the environment that may hold the key, the usual one first; the key is then required.
    pub const fn keys(mut self, variables: &'static [&'static str]) -> Self {
        self.facts.key_variables = variables;
        self.facts.key = KeyNeed::Required;
        self
    }

    /// Whether a client needs a key.
    pub const fn key_need(mut self, need: KeyNeed) -> Self {
        self.facts.key = need;
        self
    }

    /// The variables of the environment that may hold another base URL.
    pub const fn url_variables(mut self, variables: &'static [&'static str]) -> Self {
        self.facts.url_variables = variables;
        self
    }

    /// How the key is sent; by default as a bearer token.
    pub const fn auth(mut self, auth: Auth) -> Self {
        self.facts.auth = auth;
        self
    }

    /// Headers of every request besides the key's.
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.facts.headers = headers;
        self
    }

    /// The chat route.
    pub const fn chat(mut self, endpoint: Endpoint) -> Self {
        self.facts.chat = Some(endpoint);
        self
    }

    /// The legacy completions route.
    pub const fn completion(mut self, endpoint: Endpoint) -> Self {
        self.facts.completion = Some(endpoint);
        self
    }

    /// No legacy completions route.
    pub const fn without_completion(mut self) -> Self {
        self.facts.completion = None;
        self
    }

    /// The form to start with for a model of which nothing is known; by default the strictest.
    pub const fn start(mut self, format: Format) -> Self {
        self.facts.start = Some(format);
        self
    }

    /// The form that every model takes: what follows where a host rejects another one and names none that it takes.
    /// By default the last of the ladder, which is the schema in the prompt.
    pub const fn floor(mut self, format: Format) -> Self {
        self.facts.floor = Some(format);
        self
    }

    /// The best form that is known to work with a model; a name may end in `*`. The first that fits counts.
    pub const fn models(mut self, models: &'static [(&'static str, Format)]) -> Self {
        self.facts.models = models;
        self
    }

    /// Fields of the body beside a form that is on the wire: a name and its value as JSON.
    pub const fn beside_form(mut self, fields: &'static [(&'static str, &'static str)]) -> Self {
        self.facts.beside_form = fields;
        self
    }

    /// Whether the host shows the schema to the model; by default it is taken not to.
    pub const fn schema_visibility(mut self, visibility: SchemaVisibility) -> Self {
        self.facts.schema_visibility = visibility;
        self
    }

    /// Whether the host demands the word "JSON" in a message; by default it is taken not to.
    pub const fn json_word(mut self, word: JsonWord) -> Self {
        self.facts.json_word = word;
        self
    }

    /// What the host does with fields that it does not know; by default it passes over them.
    pub const fn unknown_fields(mut self, fate: UnknownFields) -> Self {
        self.facts.unknown_fields = fate;
        self
    }

    /// Why an answer ends, in the host's words.
    pub const fn finish_reasons(mut self, words: &'static [&'static str]) -> Self {
        self.facts.finish_reasons = words;
        self
    }

    /// Where reasoning stands in an answer.
    pub const fn reasoning(mut self, places: &'static [ReasoningIn]) -> Self {
        self.facts.reasoning = places;
        self
    }

    /// What a stream looks like.
    pub const fn stream(mut self, shape: StreamShape) -> Self {
        self.facts.stream = shape;
        self
    }

    /// The shape of an error answer.
    pub const fn errors(mut self, shape: ErrorShape) -> Self {
        self.facts.errors = shape;
        self
    }

    /// How it words what it refuses; [`Server::emulate`] says so.
    ///
    /// [`Server::emulate`]: https://docs.rs/json-mode/latest/json_mode/testing/struct.Server.html#method.emulate
    pub const fn refusals(mut self, refusals: Refusals) -> Self {
        self.facts.refusals = refusals;
        self
    }

    /// How a server of which nothing is known words what it refuses, to start from.
    pub const REFUSALS: Refusals = COMPATIBLE.refusals;

    /// Forms that the host takes beside those of its ladder.
    pub const fn accepts(mut self, forms: &'static [Format]) -> Self {
        self.facts.accepts = forms;
        self
    }

    /// Types of `response_format` that are no form of a schema, such as `regex`.
    pub const fn other_types(mut self, types: &'static [&'static str]) -> Self {
        self.facts.other_types = types;
        self
    }

    /// Forms that the host takes and does not keep to.
    pub const fn ignores(mut self, forms: &'static [Format]) -> Self {
        self.facts.ignores = forms;
        self
    }

    /// Response headers that may name the request, the best first.
    pub const fn request_id_headers(mut self, headers: &'static [&'static str]) -> Self {
        self.facts.request_id_headers = headers;
        self
    }

    /// The headers by which the host tells its limits.
    pub const fn rate_limits(mut self, limits: RateLimits) -> Self {
        self.facts.rate_limits = limits;
        self
    }

    /// Where the facts were read.
    pub const fn sources(mut self, sources: &'static [Source]) -> Self {
        self.facts.sources = sources;
        self
    }

    pub(crate) const fn facts(&self) -> &Facts {
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

    /// The base URL with the values of the variables in it.
    ///
    /// # Errors
    /// The name of a variable that has none.
    pub(crate) fn filled_base_url(
        &self,
        value: impl Fn(&str) -> Option<String>,
    ) -> Result<Cow<'_, str>, &str> {
        let mut rest = self.base_url();
        if !rest.contains('{') {
            return Ok(Cow::Borrowed(rest));
        }
        let mut out = String::new();
        while let Some((before, (name, after))) = rest
            .split_once('{')
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            out.push_str(before);
            out.push_str(value(name).ok_or(name)?.trim_end_matches('/'));
            rest = after;
        }
        out.push_str(rest);
        Ok(Cow::Owned(out))
    }

    /// A route, by the name of the verb that asks it.
    pub(crate) fn endpoint(&self, route: &str) -> Option<&Endpoint> {
        let facts = &self.facts;
        match route {
            "chat" => facts.chat.as_ref(),
            "completion" => facts.completion.as_ref(),
            "inference" => facts.inference.as_ref(),
            _ => None,
        }
    }

    /// The forms that a route takes.
    pub(crate) fn rungs_of<'p>(&'p self, endpoint: &'p Endpoint) -> &'p [Rung] {
        match &self.custom.rungs {
            // DeepInfra's own route has forms of its own.
            Some(rungs) if self.facts.inference.as_ref() != Some(endpoint) => rungs,
            _ => endpoint.rungs,
        }
    }

    /// The forms that its chat takes; none where it has no chat.
    pub(crate) fn chat_rungs(&self) -> &[Rung] {
        let chat = self.facts.chat.as_ref();
        chat.map_or(&[], |chat| self.rungs_of(chat))
    }

    /// The best format that is known to work with a model, or the one to start with.
    pub(crate) fn known(&self, model: &str) -> Option<Format> {
        let fits = |name: &str| match name.strip_suffix('*') {
            Some(start) => model.starts_with(start),
            None => model == name,
        };
        self.facts
            .models
            .iter()
            .find(|(name, _)| fits(name))
            .map(|(_, format)| *format)
            .or(self.facts.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_in_a_base_url_are_filled() {
        let value = |name: &str| match name {
            "AZURE_OPENAI_ENDPOINT" => Some("https://mine.openai.azure.com/".to_owned()),
            "SNOWFLAKE_ACCOUNT" => Some("acme-eu".to_owned()),
            _ => None,
        };
        for (provider, expected) in [
            (
                Provider::AZURE,
                Ok("https://mine.openai.azure.com/openai/v1"),
            ),
            (
                Provider::SNOWFLAKE,
                Ok("https://acme-eu.snowflakecomputing.com/api/v2/cortex/v1"),
            ),
            (Provider::CLOUDFLARE, Err("CLOUDFLARE_ACCOUNT_ID")),
            (Provider::GROQ, Ok("https://api.groq.com/openai/v1")),
            (Provider::host("odd", "http://a/{b"), Ok("http://a/{b")),
        ] {
            let filled = provider.filled_base_url(value);
            assert_eq!(filled.as_deref(), expected.as_ref().copied());
        }
    }

    #[test]
    fn the_first_name_that_fits_a_model_counts() {
        assert_eq!(
            Provider::GROQ.known("openai/gpt-oss-20b"),
            Some(Format::JsonSchemaStrict)
        );
        assert_eq!(Provider::GROQ.known("other"), Some(Format::JsonSchema));
        assert_eq!(
            Provider::OPENAI.known("gpt-3.5-turbo-1106"),
            Some(Format::JsonObject)
        );
        assert_eq!(Provider::OPENAI.known("gpt-5"), None);
    }
}
