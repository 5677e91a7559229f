//! The server that takes and refuses what a host does: by what is known of the hosts, and by what they were seen to do.

use json_mode::Provider;
use json_mode::testing::Server;
use serde_json::Value;

// What official clients send, and we for the same types.
mod clients;
// Every recorded and documented file.
mod files;
// What each host takes, and what it answers.
mod hosts;
// Files of APIs that this crate does not speak.
mod others;
// The shape of an answer: its headers, its events, its end.
mod shape;
// What their streams look like, and how they are written.
mod streams;
// What a host refuses, in its own words.
mod words;

/// One POST as any client may make it.
async fn post(
    server: &Server,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> (u16, String) {
    let base = server.url();
    let base = base.trim_end_matches("/v1");
    crate::support::post(&format!("{base}{path}"), headers, body).await
}

const KEY: &[(&str, &str)] = &[("authorization", "Bearer test-key")];

/// The path of the host's chat route.
fn chat_path(provider: &Provider) -> String {
    let base = provider.base_url();
    let path = base.split_once("://").map_or(base, |(_, rest)| rest);
    let path = path
        .split_once('/')
        .map_or(String::new(), |(_, path)| format!("/{path}"));
    format!("{path}/chat/completions").replace(['{', '}'], "")
}
