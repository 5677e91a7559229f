//! Exchanges with a real host, as a file.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::exchange::Reply;
use crate::error::{Error, Result};

/// Exchanges that were recorded, and where.
///
/// **Shape**: `{"source": "…", "exchanges": [{"request": {"path": …, "body": …}, "response": {"status": …,
/// "headers": {…}, "body": …}}]}`. A request is recognised by the members of its body that the file names, so a file
/// may be cut to those that matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// Where the exchanges come from: a host and a date, or the document that prints them.
    pub source: String,
    /// Each request with its answer.
    pub exchanges: Vec<Recorded>,
}

/// A request and its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// What was asked.
    pub request: RecordedRequest,
    /// What was answered.
    pub response: RecordedResponse,
}

/// A request, without its headers: they hold keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedRequest {
    /// The path, or its end.
    pub path: String,
    /// The body, or the members of it that tell the request apart.
    pub body: Value,
}

/// An answer, with the headers that say something about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedResponse {
    /// The HTTP status.
    pub status: u16,
    /// Type, names and limits; no cookies.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
    /// The body; a text where it is no JSON.
    pub body: Value,
}

impl Recording {
    /// Reads a recording.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) for text that is no recording.
    pub fn from_json(text: &str) -> Result<Self> {
        serde_json::from_str(text)
            .map_err(|error| Error::config("the text is no recording").with_source(error))
    }

    /// Reads a recording from a file.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) for a file that cannot be read or is no recording.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|error| {
            Error::config(format!("`{}` cannot be read", path.display())).with_source(error)
        })?;
        Self::from_json(&text)
    }

    /// Writes the recording to a file.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) for a file that cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Error::config("the recording has no JSON").with_source(error))?;
        fs::write(path, text + "\n").map_err(|error| {
            Error::config(format!("`{}` cannot be written", path.display())).with_source(error)
        })
    }
}

impl From<RecordedResponse> for Reply {
    fn from(response: RecordedResponse) -> Self {
        let (content_type, body) = match response.body {
            Value::String(text) => ("text/plain", text),
            body => ("application/json", body.to_string()),
        };
        let given = response
            .headers
            .get("content-type")
            .and_then(Value::as_str)
            .unwrap_or(content_type);
        let reply = Reply::raw(response.status, given, body);
        response
            .headers
            .iter()
            .filter(|(name, _)| *name != "content-type")
            .filter_map(|(name, value)| Some((name, value.as_str()?)))
            .fold(reply, |reply, (name, value)| reply.header(name, value))
    }
}
