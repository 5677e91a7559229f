//! What the modules share.

use std::path::PathBuf;

use json_mode::testing::{Reply, Server};
use json_mode::{Client, JsonResponse, Provider, Reask, Retry};
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
