//! A body that is written down while someone else reads it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame};
use http_body_util::combinators::UnsyncBoxBody;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::recording::{Recorded, Recording};
use crate::transport::TransportError;
use crate::wire::events::Decoder;

/// Events of any length are recorded.
const MAX_EVENT_BYTES: usize = 64 << 20;

/// A stream of events on its way; what came of it is recorded when it is over or given up.
pub(super) struct Tee {
    inner: UnsyncBoxBody<Bytes, TransportError>,
    decoder: Decoder,
    last: Instant,
    events: Vec<Value>,
    keys: Vec<String>,
    /// The exchange without its body, until it is recorded.
    exchange: Option<Recorded>,
    recording: Arc<Mutex<Recording>>,
}

impl Tee {
    pub(super) fn new(
        inner: UnsyncBoxBody<Bytes, TransportError>,
        keys: Vec<String>,
        exchange: Recorded,
        recording: Arc<Mutex<Recording>>,
    ) -> Self {
        Self {
            inner,
            decoder: Decoder::new(MAX_EVENT_BYTES),
            last: Instant::now(),
            events: Vec::new(),
            keys,
            exchange: Some(exchange),
            recording,
        }
    }

    fn note(&mut self, data: &Bytes) {
        let now = Instant::now();
        let mut pause = now.duration_since(self.last);
        self.last = now;
        self.decoder.push(data.clone());
        while let Ok(Some(event)) = self.decoder.next() {
            let keys = self.keys.iter();
            let text = keys.fold(event.data.to_owned(), |text, key| {
                text.replace(key.as_str(), "[key]")
            });
            let mut recorded = Map::new();
            // Between events that came together there is no pause.
            let millis = u64::try_from(std::mem::take(&mut pause).as_millis()).unwrap_or(0);
            recorded.insert("after_ms".to_owned(), millis.into());
            if !event.name.is_empty() {
                recorded.insert("event".to_owned(), event.name.into());
            }
            let data = serde_json::from_str(&text).ok().filter(Value::is_object);
            recorded.insert("data".to_owned(), data.unwrap_or(Value::from(text)));
            self.events.push(Value::Object(recorded));
        }
    }

    fn record(&mut self) {
        if let Some(mut exchange) = self.exchange.take() {
            exchange.response.body = Value::from(std::mem::take(&mut self.events));
            self.recording
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .exchanges
                .push(exchange);
        }
    }
}

impl Body for Tee {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = &mut *self;
        let frame = ready!(Pin::new(&mut this.inner).poll_frame(cx));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(data) = frame.data_ref() {
                    this.note(data);
                }
            }
            Some(Err(_)) | None => this.record(),
        }
        Poll::Ready(frame)
    }
}

impl Drop for Tee {
    fn drop(&mut self) {
        self.record();
    }
}

/// The body and the pauses of a stream that was recorded as a list of events.
pub(super) fn played(events: &[Value]) -> (String, Vec<Duration>) {
    let mut body = String::new();
    let mut pauses = Vec::new();
    for event in events {
        let millis = event.get("after_ms").and_then(Value::as_u64).unwrap_or(0);
        pauses.push(Duration::from_millis(millis));
        if let Some(name) = event.get("event").and_then(Value::as_str) {
            body.push_str("event: ");
            body.push_str(name);
            body.push('\n');
        }
        let data = match event.get("data") {
            Some(Value::String(text)) => text.clone(),
            Some(data) => data.to_string(),
            None => json!(null).to_string(),
        };
        for line in data.split('\n') {
            body.push_str("data: ");
            body.push_str(line);
            body.push('\n');
        }
        body.push('\n');
    }
    (body, pauses)
}
