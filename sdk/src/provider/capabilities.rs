//! What was learned of a host's models, as a plain value.

use serde::{Deserialize, Serialize};

/// What a client learned of its host's models: which form each takes, where that is not the first that is tried.
///
/// Learning costs one request more for a route and model, the one that is rejected. What costs more: a type whose schema alone
/// is refused, one more for that type (it is remembered for the type, and is not in here); a host that refuses what its table
/// or its own words say it takes, one more; calls that are made at the same time, one each. A form that is taken and not kept
/// to is known by one answer that no schema allows, or by two in a row where the host promises to keep to it.
///
/// It is a plain value for any format of serde's; as JSON
/// `{"known": [{"host": "Groq", "route": "chat", "model": "a/b", "format": "json_object"}]}`.
///
/// ```
/// use json_mode::provider::Capabilities;
/// use json_mode::{Client, Format, Provider};
///
/// # #[derive(json_mode::JsonResponse)] struct Team { name: String }
/// // From a file that an earlier run wrote.
/// let known: Capabilities = serde_json::from_str(
///     r#"{"known": [{"host": "OpenAI", "route": "chat", "model": "gpt-x", "format": "json_object"}]}"#,
/// )?;
/// let client = Client::builder(Provider::OPENAI).api_key("secret").capabilities(known.clone()).build()?;
/// let body: json_mode::Value = serde_json::from_str(&client.chat("gpt-x").user("Who won?").body::<Team>()?)?;
/// assert_eq!(body["response_format"]["type"], "json_object");
/// assert_eq!(client.capabilities(), known);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Capabilities {
    /// One entry for each route and model, in the order of their names.
    #[serde(default)]
    pub known: Vec<Capability>,
}

/// The form that a model takes.
///
/// ```
/// let capability: json_mode::provider::Capability = serde_json::from_str(
///     r#"{"host": "Groq", "route": "chat", "model": "a/b", "format": "json_object"}"#,
/// )?;
/// assert_eq!(capability.format, json_mode::Format::JsonObject.name());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Capability {
    /// The host's name.
    pub host: String,
    /// `chat`, `completion` or `inference`.
    pub route: String,
    /// The model's name, as requests have it.
    pub model: String,
    /// The name of the first form that was not rejected ([`Format::name`](super::Format::name)).
    pub format: String,
}
