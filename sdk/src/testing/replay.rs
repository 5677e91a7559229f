//! Recording and replay as transports: around a real one, and instead of one.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::HeaderMap;
use http_body_util::BodyExt;
use serde_json::{Map, Value};

use super::exchange::{Received, Reply, Script};
use super::play::Playing;
use super::recording::{Recorded, RecordedRequest, RecordedResponse, Recording, is_event_stream};
use super::tee::Tee;
use crate::transport::{Body, Sending, Transport, TransportError};

/// How much of an answer is recorded.
const MAX_BODY_BYTES: usize = 64 << 20;

/// Response headers worth keeping: what kind of answer it is, its names, its limits.
const KEPT: &[&str] = &[
    "content-type",
    "x-request-id",
    "request-id",
    "cf-ray",
    "retry-after",
    "retry-after-ms",
];

/// A transport that writes down what another one carries.
///
/// Clones write into the same recording. A stream is handed on as it comes and recorded when it is over or given up. Keys
/// are not recorded: the request's headers are left out, and a key that the host quotes is taken out of the answer.
///
/// ```
/// use json_mode::testing::{Recorder, Recording, Replay};
/// use json_mode::{Client, Provider};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let host = Replay::new(Recording::from_json(r#"{"source": "by hand", "exchanges": [{
/// #     "request": {"path": "/chat/completions", "body": {}},
/// #     "response": {"status": 200, "body": {"choices": [{"message": {"content": "[\"Loire\"]"}}]}}
/// # }]}"#)?);
/// // Around `transport::Http::new()?`, say, which asks the real host.
/// let recorder = Recorder::new(host, "Together AI, 2026-11-21");
/// let client = Client::builder(Provider::TOGETHER).api_key("key").transport(recorder.clone()).build()?;
/// let rivers: Vec<String> = client.chat("some/model").user("A river of France?").json().await?;
/// // To be kept with `save("tests/rivers.json")`.
/// assert_eq!(recorder.recording().exchanges[0].request.body["model"], "some/model");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Recorder {
    inner: Arc<dyn Transport>,
    recording: Arc<Mutex<Recording>>,
}

impl Recorder {
    /// Records what `inner` carries, under the name of where it comes from.
    pub fn new(inner: impl Transport, source: impl Into<String>) -> Self {
        let recording = Recording {
            source: source.into(),
            exchanges: Vec::new(),
        };
        Self {
            inner: Arc::new(inner),
            recording: Arc::new(Mutex::new(recording)),
        }
    }

    /// What was recorded so far.
    pub fn recording(&self) -> Recording {
        self.recording
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Transport for Recorder {
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_> {
        Box::pin(async move {
            let path = request.uri().path().to_owned();
            let body = as_json(request.body());
            let keys = keys(request.headers());
            let response = self.inner.send(request).await?;
            let (parts, arriving) = response.into_parts();
            let content_type = parts.headers.get(http::header::CONTENT_TYPE);
            if content_type
                .and_then(|kind| kind.to_str().ok())
                .is_some_and(is_event_stream)
            {
                let response = RecordedResponse {
                    status: parts.status.as_u16(),
                    headers: kept(&parts.headers),
                    body: Value::Null,
                };
                let request = RecordedRequest { path, body };
                let exchange = Recorded { request, response };
                let tee = Tee::new(arriving.into(), keys, exchange, Arc::clone(&self.recording));
                return Ok(http::Response::from_parts(parts, Body::new(tee)));
            }
            let read = arriving.read(MAX_BODY_BYTES).await?;
            if !read.is_whole {
                return Err(TransportError::interrupted(
                    "the answer is too long to record",
                ));
            }
            let arrived = read.bytes;
            let headers = kept(&parts.headers);
            let response = RecordedResponse {
                status: parts.status.as_u16(),
                headers,
                body: without_keys(&arrived, &keys),
            };
            let recorded = Recorded {
                request: RecordedRequest { path, body },
                response,
            };
            self.recording
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .exchanges
                .push(recorded);
            Ok(http::Response::from_parts(parts, Body::from(arrived)))
        })
    }
}

/// A transport that answers from a recording, without a socket.
///
/// ```
/// use json_mode::testing::{Recording, Replay};
/// use json_mode::{Client, Provider};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// let recording = Recording::from_json(r#"{"source": "by hand", "exchanges": [{
///     "request": {"path": "/chat/completions", "body": {"model": "some/model"}},
///     "response": {"status": 200, "body": {"choices": [{"message": {"content": "[1, 2]"}}]}}
/// }]}"#)?;
/// let client = Client::builder(Provider::TOGETHER).api_key("key").transport(Replay::new(recording)).build()?;
/// let numbers: Vec<u8> = client.chat("some/model").user("Two numbers.").json().await?;
/// assert_eq!(numbers, [1, 2]);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Replay(Mutex<Script>);

impl Replay {
    /// Answers as recorded; a request that was not recorded is answered with a 501 that says so.
    pub fn new(recording: Recording) -> Self {
        let calls = recording.exchanges.into_iter().map(Into::into).collect();
        Self(Mutex::new(Script {
            calls,
            ..Script::default()
        }))
    }
}

impl Transport for Replay {
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_> {
        let (parts, body) = request.into_parts();
        let received = received(&parts, &body);
        let reply = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .answer(received);
        Box::pin(async move {
            let response = into_response(reply)?;
            Ok(response.map(|body| Body::new(body.map_err(TransportError::interrupted))))
        })
    }
}

pub(super) fn received(parts: &http::request::Parts, body: &Bytes) -> Received {
    let headers = parts.headers.iter().map(|(name, value)| {
        (
            name.as_str().to_owned(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    });
    Received {
        path: parts.uri.path().to_owned(),
        headers: headers.collect(),
        body: as_json(body),
        text: String::from_utf8_lossy(body).into_owned(),
    }
}

pub(super) fn into_response(reply: Reply) -> Result<http::Response<Playing>, TransportError> {
    let builder = reply.headers.iter().fold(
        http::Response::builder().status(reply.status),
        |builder, (name, value)| builder.header(name, value),
    );
    builder
        .body(Playing::new(Bytes::from(reply.body), &reply.flow))
        .map_err(TransportError::config)
}

fn as_json(body: &Bytes) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| Value::from(String::from_utf8_lossy(body)))
}

/// The keys that a request carries: hosts may quote them in an error.
fn keys(headers: &HeaderMap) -> Vec<String> {
    headers
        .values()
        .filter(|value| value.is_sensitive())
        .filter_map(|value| value.to_str().ok())
        .map(|value| value.strip_prefix("Bearer ").unwrap_or(value).to_owned())
        .collect()
}

fn without_keys(body: &Bytes, keys: &[String]) -> Value {
    let text = String::from_utf8_lossy(body);
    let text = keys
        .iter()
        .fold(text, |text, key| text.replace(key.as_str(), "[key]").into());
    serde_json::from_str(&text).unwrap_or_else(|_| Value::from(text))
}

fn kept(headers: &HeaderMap) -> Map<String, Value> {
    KEPT.iter()
        .filter_map(|name| {
            Some((
                (*name).to_owned(),
                Value::from(headers.get(*name)?.to_str().ok()?),
            ))
        })
        .collect()
}
