//! Streams from a server that misbehaves: what each fault comes to, and what is kept of the answer.

// A stream that is cut after any byte, dropped, or late.
mod cuts;
// Each fault, by kind, number of requests and what is kept.
mod rows;

use std::time::{Duration, Instant};

use json_mode::testing::FaultServer;
use json_mode::{Completion, Error, Request, StreamLimits};
use serde_json::{Value, json};

use crate::support::{User, any_host, asking};

/// How long a call may take, and how long a stream may pause.
const LIMIT: Duration = Duration::from_secs(2);
const IDLE: Duration = Duration::from_millis(400);

fn delta(content: &str, finish: Option<&str>) -> String {
    let choice = json!({ "index": 0, "delta": { "content": content }, "finish_reason": finish });
    format!("data: {}\n\n", json!({ "id": "c", "choices": [choice] }))
}

/// A stream as hosts send it: the value in four pieces, the reason of its end, and the end.
fn events() -> String {
    [
        &delta("", None),
        ": a comment\n\n",
        &delta(r#"{"name":"Ali"#, None),
        &delta(r#"ce","address":"42,"#, None),
        &delta(r" Wonderland Avenue", None),
        &delta(r#""}"#, None),
        &delta("", Some("stop")),
        "data: [DONE]\n\n",
    ]
    .concat()
}

/// The text in the events that are whole in a part of a stream.
fn heard(part: &str) -> String {
    let mut text = String::new();
    let (whole, _) = part.rsplit_once("\n\n").unwrap_or_default();
    for event in whole.split("\n\n") {
        let data = event.strip_prefix("data: ");
        if let Some(event) = data.and_then(|data| data.parse::<Value>().ok()) {
            text += event["choices"][0]["delta"]["content"].as_str().unwrap();
        }
    }
    text
}

fn request(server: &FaultServer) -> Request {
    let client = server
        .builder(any_host())
        .timeout(LIMIT)
        .stream_limits(StreamLimits::default().idle(IDLE))
        .build()
        .unwrap();
    asking(&client)
}

async fn read(request: &Request) -> Result<Completion<User>, Error> {
    request.stream::<User>().await?.finish().await
}

/// How many bytes of a response stand before its body.
fn head_len(server: &FaultServer, body: &str) -> usize {
    server.response_len() - body.len()
}

/// The server's sockets are closed soon.
async fn closes(server: &FaultServer, what: &str) {
    let ended = Instant::now();
    while server.connections() > 0 && ended.elapsed() < Duration::from_secs(2) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let took = ended.elapsed();
    assert!(took < Duration::from_millis(100), "{what}: {took:?}");
}
