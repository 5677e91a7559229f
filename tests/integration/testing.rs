//! The server, the recorder and the replay that users test with.

use std::panic::{AssertUnwindSafe, catch_unwind};

use json_mode::testing::{Recorder, Recording, Replay, Reply, Server};
use json_mode::transport::Http;
use json_mode::{Client, ErrorKind, Provider, Retry};
use serde_json::json;

use crate::support::{ALICE, User, alice, any_host, asking};

/// What dropping a server says.
fn complaint(server: Server) -> Option<String> {
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(server)));
    dropped
        .err()
        .map(|panic| *panic.downcast::<String>().unwrap())
}

#[tokio::test]
async fn a_script_that_is_kept_to_says_nothing() {
    let server = Server::start();
    server
        .expect("/chat/completions")
        .times(2)
        .reply(Reply::chat(ALICE));
    server
        .expect("/completions")
        .any_times()
        .reply(Reply::completion("x"));
    let client = server.client(any_host());
    assert!(server.verify().is_err(), "nothing came yet");
    for _ in 0..2 {
        assert_eq!(asking(&client).json::<User>().await.unwrap(), alice());
    }
    server.verify().unwrap();
    assert_eq!(complaint(server), None);
}

#[test]
fn a_call_that_does_not_come_is_told_when_the_server_goes() {
    let server = Server::start();
    server
        .expect("/chat/completions")
        .times(2)
        .reply(Reply::chat("x"));
    server
        .expect("/completions")
        .any_times()
        .reply(Reply::completion("x"));
    let error = server.verify().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert_eq!(
        error.to_string(),
        "expected 2 more call(s) to `/chat/completions`"
    );
    let said = complaint(server).unwrap();
    assert!(
        said.contains("expected 2 more call(s) to `/chat/completions`"),
        "{said}"
    );
}

#[tokio::test]
async fn a_call_that_was_not_expected_is_answered_and_told() {
    let server = Server::start();
    server
        .expect("/completions")
        .with(json!({ "model": "other" }))
        .any_times()
        .reply(Reply::completion("x"));
    let error = server
        .client(any_host())
        .completion("m")
        .prompt("x")
        .text()
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Server, Some(501))
    );
    assert!(
        error
            .to_string()
            .contains("no call to `/v1/completions` with this body was expected"),
        "{error}"
    );
    let said = complaint(server).unwrap();
    assert!(
        said.contains("unexpected call: /v1/completions {\"model\":\"m\",\"prompt\":\"x\"}"),
        "{said}"
    );
}

#[tokio::test]
async fn a_call_that_comes_twice_is_shown_once() {
    let server = Server::start();
    let client = server.client(any_host());
    for _ in 0..2 {
        let request = client.completion("m").prompt("x");
        request.text().await.unwrap_err();
    }
    let said = complaint(server).unwrap();
    assert_eq!(said.matches("prompt").count(), 1, "{said}");
    assert!(said.contains("unexpected call, 2 times: "), "{said}");
}

#[test]
fn a_test_that_fails_is_not_failed_twice() {
    let failed = catch_unwind(|| {
        let server = Server::start();
        server.expect("/chat/completions").reply(Reply::chat("x"));
        panic!("the test's own words");
    });
    assert_eq!(
        *failed.unwrap_err().downcast::<&str>().unwrap(),
        "the test's own words"
    );
}

#[tokio::test]
async fn calls_are_told_apart_by_what_their_bodies_hold() {
    let server = Server::start();
    let text = |text: &str| Reply::chat(text);
    server
        .expect("")
        .with(json!({ "messages": [{}, { "content": "b" }] }))
        .reply(text("two turns"));
    server
        .expect("")
        .with(json!({ "temperature": 0.5 }))
        .reply(text("warm"));
    server.expect("").reply(text("first"));
    server.expect("").reply(text("second"));
    let client = server.client(any_host());
    let mut answers = Vec::new();
    for request in [
        client.chat("m").user("a"),
        client.chat("m").user("a").temperature(0.5),
        client.chat("m").system("a").user("b"),
        client.chat("m").user("a").temperature(0.5),
    ] {
        answers.push(request.text().await.unwrap().value);
    }
    assert_eq!(answers, ["first", "warm", "two turns", "second"]);
    let models: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| request.body["model"].clone())
        .collect();
    assert_eq!(models, ["m", "m", "m", "m"]);
}

#[tokio::test]
async fn a_server_serves_runtimes_of_any_kind() {
    let (server, client) = crate::support::answering(Reply::chat(ALICE));
    let calls = (0..20).map(|_| {
        let request = asking(&client);
        tokio::spawn(async move { request.json::<User>().await })
    });
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap().unwrap(), alice());
    }
    // A runtime of its own on another thread, while this one goes on: the connections are driven here.
    let other = client.clone();
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(asking(&other).json::<User>()).unwrap();
    })
    .await
    .unwrap();
    assert_eq!(server.requests().len(), 21);
}

const KEY: &str = "sk-canary-0123456789";

/// Asks for what is recorded below, and tells what came of it.
async fn ask(client: &Client) -> Vec<String> {
    let user = asking(client).send::<User>().await.unwrap();
    let text = client.inference("a/b").prompt("x").text().await.unwrap();
    let slow = client
        .chat("busy")
        .user("JSON")
        .send::<User>()
        .await
        .unwrap_err();
    let page = client.chat("down").user("JSON").text().await.unwrap_err();
    vec![
        format!(
            "{:?} {:?} {:?} {:?}",
            user.value,
            user.usage,
            user.request_id,
            user.attempts.len()
        ),
        format!("{} {:?}", text.value, text.usage),
        format!("{slow} {:?} {:?}", slow.kind(), slow.retry_after()),
        format!("{page} {:?}", page.kind()),
    ]
}

#[tokio::test]
async fn what_was_recorded_is_played_the_same_way() {
    let host = Server::start();
    let busy = Reply::error(429, format!("slow down, {KEY}"))
        .header("retry-after", "7")
        .header("set-cookie", "a=b");
    host.expect("").with(json!({ "model": "busy" })).reply(busy);
    host.expect("")
        .with(json!({ "model": "down" }))
        .reply(Reply::raw(502, "text/html", "<title>Bad</title>"));
    host.expect("/inference/a/b")
        .reply(Reply::inference("Hello"));
    host.expect("/chat/completions")
        .with(json!({ "response_format": { "type": "json_schema" } }))
        .reply(Reply::error(
            405,
            "json_schema response format is not supported for model: m",
        ));
    host.expect("/chat/completions")
        .reply(Reply::chat(ALICE).header("x-request-id", "r-1"));

    let recorder = Recorder::new(Http::new().unwrap(), "the test's own host");
    let builder = |server: &Server| {
        let url = server.url().replace("/v1", "/v1/openai");
        Client::builder(Provider::DEEPINFRA)
            .api_key(KEY)
            .base_url(url)
            .retry(Retry::NEVER)
    };
    let recording_client = builder(&host).transport(recorder.clone()).build().unwrap();
    let live = ask(&recording_client).await;
    let recording = recorder.recording();
    assert_eq!(recording.exchanges.len(), 5);
    assert_eq!(recording.source, "the test's own host");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recording.json");
    recording.save(&file).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    for secret in [KEY, "set-cookie", "authorization", "Bearer"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let loaded = Recording::load(&file).unwrap();
    assert_eq!(loaded, recording);

    // Without a socket.
    let replayed = builder(&host)
        .transport(Replay::new(loaded.clone()))
        .build()
        .unwrap();
    assert_eq!(ask(&replayed).await, live);
    assert_eq!(ask(&replayed).await.len(), 4, "any number of times");
    // Over one.
    let stage = Server::start();
    stage.play(loaded);
    let client = stage.builder(Provider::DEEPINFRA).retry(Retry::NEVER);
    assert_eq!(ask(&client.build().unwrap()).await, live);
}

#[tokio::test]
async fn what_was_not_recorded_is_told() {
    let recording = Recording {
        source: "nowhere".to_owned(),
        exchanges: Vec::new(),
    };
    let client = Client::builder(any_host())
        .transport(Replay::new(recording))
        .build()
        .unwrap();
    let error = asking(&client).json::<User>().await.unwrap_err();
    assert_eq!(error.status(), Some(501));
    assert!(error.to_string().contains("was expected"), "{error}");
}

#[test]
fn what_is_no_recording_is_told() {
    for text in [
        "",
        "{",
        "{}",
        r#"{"source": "x", "exchanges": [], "more": 1}"#,
    ] {
        let error = Recording::from_json(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("no recording"), "{error}");
    }
    let error = Recording::load("no/such/file.json").unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`no/such/file.json` cannot be read"),
        "{error}"
    );
    let cut = r#"{"source": "s", "exchanges": [{"request": {"path": "/chat/completions", "body": {"model": "m"}},
        "response": {"status": 200, "body": {"choices": []}}}]}"#;
    assert_eq!(Recording::from_json(cut).unwrap().exchanges.len(), 1);
}
