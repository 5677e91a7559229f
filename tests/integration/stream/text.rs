//! Plain text, delta by delta.

use json_mode::testing::{Reply, Server};
use json_mode::{DeltaKind, Provider};
use serde_json::json;

use crate::support::{any_host, asking, asking_once};

async fn collected(server: &Server) -> (String, String) {
    let client = asking_once(server, any_host());
    let mut stream = asking(&client).text_stream().await.unwrap();
    let (mut text, mut reasoning) = (String::new(), String::new());
    while let Some(delta) = stream.next().await.unwrap() {
        match delta.kind {
            DeltaKind::Text => text.push_str(&delta.text),
            _ => reasoning.push_str(&delta.text),
        }
    }
    (reasoning, text)
}

#[tokio::test]
async fn a_stream_is_asked_for_with_its_count_where_the_host_takes_that() {
    for (provider, options) in [
        (Provider::OPENAI, json!({ "include_usage": true })),
        // It counts unasked.
        (Provider::DEEPINFRA, json!(null)),
        (Provider::TOGETHER, json!(null)),
    ] {
        let server = Server::start();
        server
            .expect("/chat/completions")
            .reply(Reply::chat_stream(["a", "b"]));
        let client = asking_once(&server, provider);
        let stream = asking(&client).text_stream().await.unwrap();
        let completion = stream.finish().await.unwrap();
        assert_eq!(completion.value, "ab");
        assert_eq!(completion.usage.unwrap().total_tokens, 15);
        assert_eq!(completion.id.as_deref(), Some("chatcmpl-1"));
        assert_eq!(completion.model.as_deref(), Some("test-model"));
        assert_eq!(completion.attempts.len(), 1);
        let sent = &server.requests()[0].body;
        assert_eq!(sent["stream"], true);
        assert_eq!(sent["stream_options"], options);
        assert!(sent.get("response_format").is_none());
    }
}

#[tokio::test]
async fn what_the_request_says_of_the_stream_is_kept() {
    let server = Server::start();
    server
        .expect("/chat/completions")
        .reply(Reply::chat_stream(["a"]));
    let options = json!({ "include_usage": false, "include_obfuscation": false });
    let request = asking_once(&server, any_host())
        .chat("m")
        .user("p")
        .param("stream_options", options.clone());
    request.text_stream().await.unwrap().finish().await.unwrap();
    assert_eq!(server.requests()[0].body["stream_options"], options);
}

#[tokio::test]
async fn the_three_routes_stream() {
    let server = Server::start();
    server
        .expect("/chat/completions")
        .reply(Reply::chat_stream(["a", "b"]));
    server
        .expect("/completions")
        .reply(Reply::completion_stream(["a", "b"]));
    server
        .expect("/inference/m")
        .reply(Reply::inference_stream(["a", "b"]));
    let client = asking_once(&server, Provider::DEEPINFRA);
    let [chat, completion, inference] = [
        asking(&client),
        client.completion("m").prompt("p"),
        client.inference("m").prompt("p"),
    ];
    for request in [chat, completion, inference] {
        let stream = request.text_stream().await.unwrap();
        assert_eq!(stream.finish().await.unwrap().value, "ab", "{request:?}");
    }
    assert!(server.requests()[2].body.get("stream_options").is_none());
}

#[tokio::test]
async fn reasoning_is_told_apart_in_a_field_and_in_the_text() {
    let choice =
        |delta| json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": null }] });
    let end = json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] });
    let server = Server::start();
    server.expect("").reply(Reply::events([
        choice(json!({ "reasoning": "hm ", "content": null })),
        choice(json!({ "reasoning": "hm" })),
        choice(json!({ "content": "{}" })),
        end,
    ]));
    server
        .expect("")
        .reply(Reply::chat_stream([" <th", "ink>hm hm</", "think>{", "}"]));
    assert_eq!(
        collected(&server).await,
        ("hm hm".to_owned(), "{}".to_owned())
    );
    assert_eq!(
        collected(&server).await,
        ("hm hm".to_owned(), "{}".to_owned())
    );
}

#[tokio::test]
async fn an_answer_that_comes_whole_all_the_same_is_taken() {
    let server = Server::start();
    server.expect("").reply(Reply::chat("<think>hm</think>{}"));
    assert_eq!(collected(&server).await, ("hm".to_owned(), "{}".to_owned()));
}

#[tokio::test]
async fn several_answers_are_told_apart() {
    let delta = |index: u8, text: &str| json!({ "choices": [{ "index": index, "delta": { "content": text }, "finish_reason": null }] });
    let end = |index: u8| json!({ "choices": [{ "index": index, "delta": {}, "finish_reason": "stop" }] });
    let server = Server::start();
    let events = [delta(0, "a"), delta(1, "x"), delta(0, "b"), end(1), end(0)];
    server.expect("").times(2).reply(Reply::events(events));
    let client = asking_once(&server, any_host());
    let request = asking(&client).n(2);
    let mut stream = request.text_stream().await.unwrap();
    let mut told = Vec::new();
    while let Some(delta) = stream.next().await.unwrap() {
        told.push((delta.choice, delta.text));
    }
    assert_eq!(
        told.iter()
            .map(|(choice, text)| (*choice, text.as_str()))
            .collect::<Vec<_>>(),
        [(0, "a"), (1, "x"), (0, "b")]
    );
    let completion = request.text_stream().await.unwrap().finish().await.unwrap();
    assert_eq!(completion.value, "ab");
    assert_eq!(completion.others[0].as_ref().unwrap().value, "x");
}

#[tokio::test]
async fn an_error_before_the_stream_is_the_error_of_any_call() {
    let server = Server::start();
    server
        .expect("")
        .reply(Reply::error(429, "too many").header("retry-after", "7"));
    let client = asking_once(&server, any_host());
    let error = asking(&client).text_stream().await.unwrap_err();
    assert_eq!(error.kind(), json_mode::ErrorKind::RateLimited);
    assert_eq!(error.retry_after().unwrap().as_secs(), 7);
    assert_eq!(error.attempts().len(), 1);
}
