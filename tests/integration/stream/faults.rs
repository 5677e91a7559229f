//! Streams that break, pause, run over or are given up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use json_mode::testing::{Reply, Server};
use json_mode::{Client, Completion, Error, ErrorKind, Provider, Request, StreamLimits};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

use super::{begin, closed, listener};
use crate::support::{any_host, asking, asking_once};

/// A stream as a host sends it, with comments, an event without choices and `[DONE]`.
fn body() -> Vec<u8> {
    let chunk = |choices: Value| format!("data: {}\n\n", json!({ "id": "c1", "choices": choices }));
    let delta =
        |delta: Value| chunk(json!([{ "index": 0, "delta": delta, "finish_reason": null }]));
    [
        ": wait\n\n".to_owned(),
        delta(json!({ "role": "assistant", "content": "" })),
        delta(json!({ "content": "{\"a\": \"é" })),
        delta(json!({ "content": "\"}" })),
        chunk(json!([{ "index": 0, "delta": {}, "finish_reason": "stop" }])),
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n"
            .to_owned(),
        "data: [DONE]\n\n".to_owned(),
    ]
    .concat()
    .into_bytes()
}

const TEXT: &str = "{\"a\": \"é\"}";

fn request(client: &Client) -> Request {
    asking(client)
}

async fn read(request: &Request) -> Result<Completion<String>, Error> {
    request.text_stream().await?.finish().await
}

#[tokio::test]
async fn a_connection_that_breaks_at_any_byte_is_never_an_answer() {
    let body = body();
    let server = Server::start();
    let client = asking_once(&server, any_host());
    let mut texts = Vec::new();
    // The last byte ends the event that ends the stream.
    for cut in 0..body.len() {
        server
            .expect("")
            .reply(Reply::event_stream(body.clone()).broken_after(cut));
        let error = read(&request(&client)).await.expect_err("a cut answer");
        assert_eq!(error.kind(), ErrorKind::Interrupted, "cut at {cut}");
        assert!(error.is_retryable());
        texts.push(error.text().unwrap_or_default().to_owned());
        // What was delivered is not asked for again.
        assert_eq!(server.requests().len(), cut + 1);
    }
    assert!(texts.is_sorted_by_key(String::len) && texts.last().unwrap() == TEXT);
    server.expect("").reply(Reply::event_stream(body));
    assert_eq!(read(&request(&client)).await.unwrap().value, TEXT);
}

#[tokio::test]
async fn a_stream_that_ends_early_is_an_answer_only_when_the_host_said_that_it_is_whole() {
    let body = body();
    let finished = "\"finish_reason\":\"stop\"}]}\n\n";
    let whole = String::from_utf8_lossy(&body);
    let end_of_answer = whole.find(finished).unwrap() + finished.len();
    let server = Server::start();
    let client = asking_once(&server, any_host());
    for cut in 0..body.len() {
        server.expect("").reply(Reply::event_stream(&body[..cut]));
        match read(&request(&client)).await {
            Ok(completion) => {
                assert!(cut >= end_of_answer, "cut at {cut}");
                assert_eq!(completion.value, TEXT);
            }
            Err(error) => {
                assert!(cut < end_of_answer, "cut at {cut}");
                assert_eq!(error.kind(), ErrorKind::Interrupted);
            }
        }
    }
}

#[tokio::test]
async fn an_answer_is_not_whole_while_one_of_several_is_missing() {
    let choice = |index: u8| json!({ "choices": [{ "index": index, "delta": { "content": "a" }, "finish_reason": "stop" }] });
    let only = format!("data: {}\n\n", choice(0));
    let both = format!("{only}data: {}\n\n", choice(1));
    let server = Server::start();
    server.expect("").reply(Reply::event_stream(only));
    server.expect("").reply(Reply::event_stream(both));
    let client = asking_once(&server, any_host());
    let two = request(&client).n(2);
    assert_eq!(read(&two).await.unwrap_err().kind(), ErrorKind::Interrupted);
    assert_eq!(read(&two).await.unwrap().others.len(), 1);
}

fn limited(server: &Server, limits: StreamLimits) -> Client {
    server
        .builder(any_host())
        .stream_limits(limits)
        .build()
        .unwrap()
}

#[tokio::test]
async fn silence_ends_a_stream_and_any_byte_is_a_sign_of_life() {
    let idle = Duration::from_millis(250);
    let server = Server::start();
    let client = limited(&server, StreamLimits::default().idle(idle));
    let part = String::from_utf8(body()).unwrap();
    let (part, _) = part.split_once("data: [DONE]").unwrap();
    server
        .expect("")
        .reply(Reply::event_stream(part).then_silence());
    let started = Instant::now();
    let error = read(&request(&client)).await.unwrap_err();
    let took = started.elapsed();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.text(), Some(TEXT));
    assert!(error.to_string().contains("250ms"), "{error}");
    assert!(took >= idle && took < idle * 8, "{took:?}");

    // Ten comments, together longer than the limit.
    let slow = format!(
        "{}{}",
        ": wait\n\n".repeat(10),
        String::from_utf8(body()).unwrap()
    );
    server
        .expect("")
        .reply(Reply::event_stream(slow).pace(idle / 5));
    assert_eq!(read(&request(&client)).await.unwrap().value, TEXT);
}

#[tokio::test]
async fn the_call_has_a_limit_that_no_sign_of_life_moves() {
    let server = Server::start();
    let endless = ": wait\n\n".repeat(1000);
    server
        .expect("")
        .reply(Reply::event_stream(endless).pace(Duration::from_millis(10)));
    let client = asking_once(&server, any_host());
    let limit = Duration::from_millis(300);
    let started = Instant::now();
    let error = read(&request(&client).timeout(limit)).await.unwrap_err();
    let took = started.elapsed();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("300ms"), "{error}");
    assert!(took >= limit && took < limit * 4, "{took:?}");
}

#[tokio::test]
async fn a_host_that_does_not_begin_is_not_waited_for() {
    let (_listener, url) = listener().await;
    let limits = StreamLimits::default().first_byte(Duration::from_millis(100));
    let client = Client::builder(Provider::compatible(url))
        .stream_limits(limits)
        .build()
        .unwrap();
    let error = request(&client).text_stream().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("100ms"), "{error}");
}

#[tokio::test]
async fn what_is_too_long_is_an_error_of_its_own() {
    let server = Server::start();
    let long = "x".repeat(5000);
    for _ in 0..3 {
        server.expect("").reply(Reply::chat_stream([&long, &long]));
    }
    let client = limited(&server, StreamLimits::default().event_bytes(4096));
    let error = read(&request(&client)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("an event of"), "{error}");

    let small = StreamLimits::default().answer_bytes(9999);
    let error = read(&request(&client).stream_limits(small))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(
        error.to_string().contains("the answer is over 9999 bytes"),
        "{error}"
    );

    let enough = StreamLimits::default().answer_bytes(10_000);
    let whole = read(&request(&client).stream_limits(enough)).await.unwrap();
    assert_eq!(whole.value.len(), 10_000);
}

fn event(text: &str) -> String {
    format!(
        "data: {}\n\n",
        json!({ "choices": [{ "index": 0, "delta": { "content": text } }] })
    )
}

#[tokio::test]
async fn a_reader_that_waits_holds_the_host_back() {
    const WHOLE: usize = 64 << 20;
    let (listener, url) = listener().await;
    let written = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&written);
    let host = tokio::spawn(async move {
        let mut socket = begin(&listener).await;
        let event = event(&"x".repeat(1000));
        while counted.load(Ordering::Relaxed) < WHOLE {
            socket.write_all(event.as_bytes()).await.unwrap();
            counted.fetch_add(event.len(), Ordering::Relaxed);
        }
        socket.write_all(b"data: [DONE]\n\n").await.unwrap();
    });
    let client = Client::builder(Provider::compatible(url)).build().unwrap();
    let limits = StreamLimits::default().answer_bytes(2 * WHOLE);
    let mut stream = request(&client)
        .stream_limits(limits)
        .text_stream()
        .await
        .unwrap();
    let mut length = stream.next().await.unwrap().unwrap().text.len();
    // The host fills the buffers of the two sockets, and then it stands still.
    let mut before = 0;
    let stood = loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let now = written.load(Ordering::Relaxed);
        if now == before {
            break now;
        }
        before = now;
    };
    assert!(stood < WHOLE / 3, "{stood} bytes were taken unread");
    while let Some(delta) = stream.next().await.unwrap() {
        length += delta.text.len();
    }
    host.await.unwrap();
    let events = written.load(Ordering::Relaxed) / event(&"x".repeat(1000)).len();
    assert_eq!(length, events * 1000);
}

#[tokio::test]
async fn who_drops_a_stream_closes_the_connection() {
    let (listener, url) = listener().await;
    let host = tokio::spawn(async move {
        let mut socket = begin(&listener).await;
        socket.write_all(event("a").as_bytes()).await.unwrap();
        closed(socket).await;
        Instant::now()
    });
    let client = Client::builder(Provider::compatible(url)).build().unwrap();
    let mut stream = request(&client).text_stream().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().text, "a");
    let dropped = Instant::now();
    drop(stream);
    let took = host.await.unwrap().duration_since(dropped);
    assert!(took < Duration::from_millis(100), "{took:?}");
}

#[tokio::test]
async fn waiting_for_the_next_part_may_be_given_up() {
    let server = Server::start();
    server.expect("").reply(
        Reply::event_stream(body())
            .in_pieces(3)
            .pace(Duration::from_millis(5)),
    );
    let client = asking_once(&server, any_host());
    let mut stream = request(&client).text_stream().await.unwrap();
    let mut text = String::new();
    loop {
        let next = tokio::time::timeout(Duration::from_millis(1), stream.next()).await;
        match next {
            Ok(Ok(Some(delta))) => text.push_str(&delta.text),
            Ok(Ok(None)) => break,
            Ok(Err(error)) => panic!("{error}"),
            Err(_) => {}
        }
    }
    assert_eq!(text, TEXT);
    assert_eq!(stream.finish().await.unwrap().value, TEXT);
}

#[tokio::test]
async fn after_an_error_there_is_nothing_more() {
    let server = Server::start();
    server
        .expect("")
        .reply(Reply::event_stream("data: no JSON\n\n"));
    let client = asking_once(&server, any_host());
    let mut stream = request(&client).text_stream().await.unwrap();
    assert_eq!(stream.next().await.unwrap_err().kind(), ErrorKind::Protocol);
    assert_eq!(stream.next().await.unwrap(), None);
    assert_eq!(
        stream.finish().await.unwrap_err().kind(),
        ErrorKind::Protocol
    );
}
