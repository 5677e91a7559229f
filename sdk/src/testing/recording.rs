//! Exchanges with a real host, as a file.

use std::fmt;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::exchange::Reply;
use super::tee::played;
use crate::error::{Error, Result};

/// Exchanges that were recorded, and where.
///
/// **Shape**: `{"source": "…", "exchanges": [{"request": {"path": …, "body": …}, "response": {"status": …,
/// "headers": {…}, "body": …}}]}`. A request is recognised by the members of its body that the file names, so a file
/// may be cut to those that matter.
///
/// ```
/// use json_mode::testing::{Recording, Server};
///
/// let text = r#"{"source": "by hand", "exchanges": [{
///     "request": {"path": "/chat/completions", "body": {"model": "some/model"}},
///     "response": {"status": 200, "body": {"choices": [{"message": {"content": "[]"}}]}}
/// }]}"#;
/// Server::start().play(Recording::from_json(text)?);
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// Where the exchanges come from: a host and a date, or the document that prints them.
    pub source: String,
    /// Each request with its answer.
    pub exchanges: Vec<Recorded>,
}

/// A request and its answer.
///
/// ```
/// use json_mode::testing::{Recorded, RecordedRequest, RecordedResponse, Recording};
/// use serde_json::json;
///
/// let exchange = Recorded {
///     request: RecordedRequest { path: "/chat/completions".to_owned(), body: json!({"model": "some/model"}) },
///     response: RecordedResponse {
///         status: 200,
///         headers: json_mode::Map::new(),
///         body: json!({"choices": [{"message": {"content": "[]"}}]}),
///     },
/// };
/// let recording = Recording { source: "by hand".to_owned(), exchanges: vec![exchange] };
/// assert_eq!(Recording::from_json(&serde_json::to_string(&recording)?)?, recording);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// What was asked.
    pub request: RecordedRequest,
    /// What was answered.
    pub response: RecordedResponse,
}

/// A request, without its headers: they hold keys. `Debug` shows nothing of the body.
///
/// ```
/// let request: json_mode::testing::RecordedRequest =
///     serde_json::from_str(r#"{"path": "/chat/completions", "body": {"model": "some/model"}}"#)?;
/// assert_eq!(request.body["model"], "some/model"); // what else a request's body has is not compared
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedRequest {
    /// The path, or its end.
    pub path: String,
    /// The body, or the members of it that tell the request apart.
    pub body: Value,
}

/// An answer, with the headers that say something about it. `Debug` shows nothing of the body.
///
/// ```
/// let response: json_mode::testing::RecordedResponse =
///     serde_json::from_str(r#"{"status": 429, "headers": {"retry-after": "1"}, "body": {"error": "slow down"}}"#)?;
/// assert_eq!(response.status, 429);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedResponse {
    /// The HTTP status.
    pub status: u16,
    /// Type, names and limits; no cookies.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub headers: Map<String, Value>,
    /// The body; a text where it is no JSON. Of a stream, the list of its events: `{"after_ms": 12, "data": …}`, where
    /// `after_ms` is the pause before the event and `data` its JSON or text; `event` is its type, where it has one.
    pub body: Value,
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RecordedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedResponse")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
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

    /// The recording with all pauses of its streams multiplied; by zero, they come at once.
    pub fn at_pace(mut self, factor: f64) -> Self {
        let events = self
            .exchanges
            .iter_mut()
            .filter_map(|exchange| exchange.response.body.as_array_mut())
            .flatten();
        for event in events {
            if let Some(pause) = event.get_mut("after_ms") {
                let millis = pause.as_f64().unwrap_or(0.0) * factor;
                *pause = Duration::try_from_secs_f64(millis / 1000.0)
                    .map_or(0, |pause| pause.as_millis())
                    .try_into()
                    .unwrap_or(u64::MAX)
                    .into();
            }
        }
        self
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

/// Whether a content type is that of a stream of events.
pub(super) fn is_event_stream(content_type: &str) -> bool {
    content_type
        .trim_start()
        .to_ascii_lowercase()
        .starts_with("text/event-stream")
}

/// Streams come with the pauses that they had.
impl From<RecordedResponse> for Reply {
    fn from(response: RecordedResponse) -> Self {
        let given = response.headers.get("content-type").and_then(Value::as_str);
        let reply = match response.body {
            Value::Array(events) if given.is_some_and(is_event_stream) => {
                let (body, pauses) = played(&events);
                let mut reply = Reply::event_stream(body).pauses(pauses);
                reply.status = response.status;
                reply
            }
            Value::String(text) => Self::raw(response.status, given.unwrap_or("text/plain"), text),
            body => {
                let given = given.unwrap_or("application/json");
                Self::raw(response.status, given, body.to_string())
            }
        };
        response
            .headers
            .iter()
            .filter(|(name, _)| *name != "content-type")
            .filter_map(|(name, value)| Some((name, value.as_str()?)))
            .fold(reply, |reply, (name, value)| reply.header(name, value))
    }
}
