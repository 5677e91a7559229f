//! The error: its kinds, its words, its causes.

use std::error::Error as _;

use json_mode::testing::{Reply, Server};
use json_mode::{Client, Error, ErrorKind, Provider, decode};
use serde_json::json;

use crate::support::{User, answering, any_host, asking};

async fn failed(reply: Reply) -> Error {
    let (_server, client) = answering(reply);
    asking(&client).json::<User>().await.unwrap_err()
}

fn error(status: u16, code: &str, message: &str) -> Reply {
    Reply::json(
        status,
        &json!({ "error": { "message": message, "type": "t", "code": code } }),
    )
}

#[tokio::test]
async fn each_status_is_of_a_kind_that_says_what_to_do() {
    for (reply, kind, retry) in [
        (error(400, "c", "bad"), ErrorKind::Rejected, false),
        (
            error(400, "API_KEY_INVALID", "bad key"),
            ErrorKind::Authentication,
            false,
        ),
        (error(401, "c", "who?"), ErrorKind::Authentication, false),
        (error(402, "c", "pay"), ErrorKind::QuotaExceeded, false),
        (error(403, "c", "no"), ErrorKind::Authentication, false),
        (
            error(403, "NOT_ENOUGH_BALANCE", "pay"),
            ErrorKind::QuotaExceeded,
            false,
        ),
        (
            error(403, "c", "longer than the context length"),
            ErrorKind::Rejected,
            false,
        ),
        (error(404, "c", "what?"), ErrorKind::Rejected, false),
        (error(405, "c", "not so"), ErrorKind::Rejected, false),
        (error(408, "c", "slow"), ErrorKind::Timeout, true),
        (error(409, "c", "later"), ErrorKind::Rejected, true),
        (error(413, "c", "big"), ErrorKind::TooLarge, false),
        (error(422, "c", "odd"), ErrorKind::Rejected, false),
        (error(423, "c", "locked"), ErrorKind::Rejected, false),
        (error(425, "c", "early"), ErrorKind::Rejected, true),
        (error(429, "c", "many"), ErrorKind::RateLimited, true),
        (
            error(429, "insufficient_quota", "pay"),
            ErrorKind::QuotaExceeded,
            false,
        ),
        (error(500, "c", "oh"), ErrorKind::Server, true),
        (error(502, "c", "oh"), ErrorKind::Server, true),
        (error(503, "c", "oh"), ErrorKind::Server, true),
        (error(504, "c", "oh"), ErrorKind::Server, true),
        (error(520, "c", "oh"), ErrorKind::Server, true),
        (error(529, "c", "oh"), ErrorKind::Server, true),
        (Reply::chat("{"), ErrorKind::Truncated, false),
        (Reply::chat("x"), ErrorKind::Decode, false),
    ] {
        let status = failed(reply.clone()).await;
        assert_eq!(status.kind(), kind, "{status}");
        assert_eq!(status.is_retryable(), retry, "{status}");
    }
}

#[tokio::test]
async fn the_words_are_the_hosts_with_its_name_and_the_status() {
    let shown = failed(error(429, "slow_down", "Model busy, retry later")).await;
    assert_eq!(
        shown.to_string(),
        "OpenAI-compatible server: Model busy, retry later (HTTP 429)"
    );
    assert_eq!((shown.code(), shown.param()), (Some("slow_down"), None));
    let debug = format!("{shown:?}");
    for part in ["RateLimited", "Model busy", "429", "slow_down"] {
        assert!(debug.contains(part), "{debug}");
    }
    // The type stands in where there is no code.
    let typed = failed(Reply::error(400, "m")).await;
    assert_eq!(typed.code(), Some("invalid_request_error"));
}

#[tokio::test]
async fn a_wait_is_read_where_waiting_helps() {
    for (status, expected) in [
        (429, true),
        (503, true),
        (500, true),
        (408, true),
        (400, false),
        (401, false),
    ] {
        let shown = failed(error(status, "c", "m").header("retry-after", "20")).await;
        assert_eq!(
            shown.retry_after().map(|wait| wait.as_secs()),
            expected.then_some(20),
            "{status}"
        );
    }
    for (name, value, millis) in [
        ("retry-after-ms", "1500", 1500),
        ("retry-after", "0.5", 500),
        ("x-ratelimit-reset", "2", 2000),
    ] {
        let shown = failed(error(429, "c", "m").header(name, value)).await;
        assert_eq!(shown.retry_after().unwrap().as_millis(), millis, "{name}");
    }
    let quota = failed(error(429, "insufficient_quota", "pay").header("retry-after", "20")).await;
    assert_eq!(quota.retry_after(), None);
}

#[tokio::test]
async fn causes_hang_below_and_are_not_repeated_above() {
    let client = Client::builder(any_host())
        .base_url("http://127.0.0.1:1/v1")
        .retry(json_mode::Retry::NEVER)
        .build()
        .unwrap();
    let refused = client.chat("m").user("x").text().await.unwrap_err();
    // Where, and why in our words; the path of a base URL may be private.
    assert_eq!(
        refused.to_string(),
        "no connection to OpenAI-compatible server at 127.0.0.1:1: nothing listens there"
    );
    let mut chain = Vec::new();
    let mut cause = refused.source();
    while let Some(error) = cause {
        chain.push(error.to_string());
        cause = error.source();
    }
    assert!(
        chain
            .iter()
            .any(|words| words.to_lowercase().contains("refused")),
        "{chain:?}"
    );
    assert!(decode::<User>("{}").unwrap_err().source().is_none());
}

#[tokio::test]
async fn text_requests_have_the_same_errors() {
    let (_server, client) = answering(error(503, "c", "Loading model"));
    let failed = client.chat("m").user("x").text().await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Server);
    assert_eq!(failed.attempts().len(), 1);
    assert_eq!(failed.attempts()[0].rejection, None);
}

#[test]
fn errors_travel() {
    fn travels<T: std::error::Error + Send + Sync + 'static>() {}
    fn shared<T: Clone + Send + Sync + 'static>() {}
    travels::<Error>();
    shared::<Client>();
    shared::<json_mode::Request>();
    shared::<Provider>();
    let boxed: Box<dyn std::error::Error + Send + Sync> = decode::<User>("").unwrap_err().into();
    assert_eq!(boxed.to_string(), "the answer is empty");
}

#[tokio::test]
async fn the_futures_of_a_request_can_be_spawned() {
    let (_server, client) = answering(Reply::chat(crate::support::ALICE));
    let request = asking(&client);
    let user = tokio::spawn(async move { request.json::<User>().await })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(user.name, "Alice");
}

#[tokio::test]
async fn no_connection_says_where_and_why() {
    let client = Client::builder(any_host())
        .base_url("https://no-such-host.invalid/private-path")
        .retry(json_mode::Retry::NEVER)
        .build()
        .unwrap();
    let error = client.chat("m").user("x").text().await.unwrap_err();
    let said = error.to_string();
    let place = "no connection to OpenAI-compatible server at no-such-host.invalid";
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    assert!(
        said.starts_with(place) && !said.contains("private-path"),
        "{said}"
    );
}

/// A key that is refused: where it came from, and never the key.
#[tokio::test]
async fn a_refused_key_is_told_by_its_variable() {
    const VARIABLE: &str = "CARGO_PKG_NAME";
    let key = std::env::var(VARIABLE).unwrap();
    let refusal = || error(401, "c", "wrong key");
    let said = async |builder: json_mode::ClientBuilder, server: &Server, headed: bool| {
        server.expect("").reply(refusal());
        let client = builder.base_url(server.url()).build().unwrap();
        let mut request = client.chat("m").user("x");
        if headed {
            request = request.header("authorization", "Bearer of-the-request");
        }
        let error = request.text().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication);
        error.to_string()
    };
    let server = Server::start();
    let named = any_host().key_variable(VARIABLE);
    let of_variable = said(Client::builder(named.clone()), &server, false).await;
    assert_eq!(
        of_variable,
        format!("OpenAI-compatible server: wrong key; the key is that of {VARIABLE} (HTTP 401)")
    );
    assert!(!of_variable.contains(&key));
    let plain = "OpenAI-compatible server: wrong key (HTTP 401)";
    let given = Client::builder(named.clone()).api_key("given-by-hand");
    assert_eq!(said(given, &server, false).await, plain);
    assert_eq!(said(Client::builder(named), &server, true).await, plain);
    assert_eq!(
        said(Client::builder(any_host()), &server, false).await,
        "OpenAI-compatible server: wrong key; no key was sent (HTTP 401)"
    );
}

/// `http://localhost:8080` is what a server prints of itself, and `/v1` is easily forgotten.
#[tokio::test]
async fn a_base_url_without_a_path_is_told_where_nothing_is_found() {
    let server = Server::start();
    let said = async |base: String, reply: Reply| {
        server.expect("").reply(reply);
        let client = server.builder(any_host()).base_url(base).build().unwrap();
        let error = asking(&client).json::<User>().await.unwrap_err();
        error.to_string()
    };
    let url = server.url();
    let origin = url.trim_end_matches("/v1");
    let host = "OpenAI-compatible server";
    assert_eq!(
        said(origin.to_owned(), error(404, "c", "File Not Found")).await,
        format!(
            "{host}: File Not Found; {origin}/chat/completions was asked: the base URL has no path, and most servers have \
             theirs under `/v1` (HTTP 404)"
        )
    );
    for (base, status) in [(origin.to_owned(), 400), (format!("{origin}/v1"), 404)] {
        let told = said(base, error(status, "c", "no")).await;
        assert_eq!(told, format!("{host}: no (HTTP {status})"));
    }
}
