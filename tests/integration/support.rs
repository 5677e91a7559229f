//! What the modules share.

use std::path::PathBuf;

use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use json_mode::testing::{Reply, Server};
use json_mode::transport::{Http, Transport};
use json_mode::{Client, JsonResponse, Provider, Reask, Request, Retry};
use serde_json::Value;

// The type of the front page, without a comment of its own: every body below holds its schema.
#[derive(Clone, Debug, PartialEq, JsonResponse)]
pub struct User {
    /// user name
    pub name: String,
    /// address
    pub address: String,
}

pub const ALICE: &str = r#"{"name":"Alice","address":"42, Wonderland Avenue"}"#;

pub fn alice() -> User {
    User {
        name: "Alice".to_owned(),
        address: "42, Wonderland Avenue".to_owned(),
    }
}

/// A host of which nothing is known, for what is the same everywhere.
pub fn any_host() -> Provider {
    Provider::compatible("http://localhost/v1")
}

/// A client that sends nothing.
pub fn offline(provider: Provider) -> Client {
    Client::builder(provider)
        .api_key("test-key")
        .build()
        .unwrap()
}

/// A client of the server's that takes the first answer as it is, errors too.
pub fn asking_once(server: &Server, provider: Provider) -> Client {
    server
        .builder(provider)
        .reask(Reask::NEVER)
        .retry(Retry::NEVER)
        .build()
        .unwrap()
}

/// A server that answers every call so, and its client.
pub fn answering(reply: Reply) -> (Server, Client) {
    let server = Server::start();
    server.expect("").any_times().reply(reply);
    let client = asking_once(&server, any_host());
    (server, client)
}

/// A request of tests to which it is the same what is asked.
pub fn asking(client: &Client) -> Request {
    client.chat("m").user("JSON")
}

/// A chat answer with this choice and nothing else.
pub fn choice(choice: Value) -> Reply {
    Reply::chat_choices([choice])
}

/// The folder of recorded exchanges and corpora that is no part of this repository, if there is one.
pub fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("JSON_MODE_SHARED").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: JSON_MODE_SHARED names no folder");
    }
    folder
}

/// One POST as any client may make it: the status and the body.
pub async fn post(url: &str, headers: &[(&str, &str)], body: &Value) -> (u16, String) {
    let mut request = http::Request::post(url).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    exchange(request.body(bytes::Bytes::from(body.to_string())).unwrap()).await
}

/// The body of what a URL answers.
pub async fn get(url: &str) -> String {
    let request = http::Request::get(url).body(bytes::Bytes::new()).unwrap();
    exchange(request).await.1
}

async fn exchange(request: http::Request<bytes::Bytes>) -> (u16, String) {
    let answer = Http::new().unwrap().send(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = UnsyncBoxBody::from(answer.into_body());
    let body = body.collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}
