//! Streams that end at the first broken rule, over sockets: the rest of the answer never comes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use json_mode::testing::{Reply, Server};
use json_mode::{
    Client, Error, ErrorKind, JsonResponse, Provider, Request, StreamEvent, TypedStream,
};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

use super::{begin, closed, listener};
use crate::support::{any_host, asking, asking_once};

#[derive(Debug, PartialEq, JsonResponse)]
struct Plan {
    #[json_response(check = not_empty)]
    title: String,
    weeks: Vec<Week>,
    summary: String,
}

/// Its days are in order.
#[derive(Debug, PartialEq, JsonResponse)]
#[json_response(check = Week::in_order)]
struct Week {
    days: Vec<Day>,
}

#[derive(Debug, PartialEq, JsonResponse)]
struct Day {
    #[json_response(check = of_a_month)]
    #[serde(rename = "dayOfMonth")]
    day: u8,
}

fn not_empty(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        Err("is empty")
    } else {
        Ok(())
    }
}

fn of_a_month(day: &u8) -> Result<(), String> {
    if (1..=31).contains(day) {
        Ok(())
    } else {
        Err(format!("no month has a day {day}"))
    }
}

impl Week {
    fn in_order(&self) -> Result<(), &'static str> {
        if self.days.is_sorted_by_key(|day| day.day) {
            Ok(())
        } else {
            Err("is not in order")
        }
    }
}

const HEAD: &str = r#"{"title": "t", "weeks": [{"days": [{"dayOfMonth": 1}, {"dayOfMonth": 2}]}, "#;
const REST: &str = r#"], "summary": "s"}"#;

/// A week that breaks the rule of a field of a field's, and one that breaks its own.
const WRONG_DAY: &str = r#"{"days": [{"dayOfMonth": 3}, {"dayOfMonth": 32}"#;
const WRONG_WEEK: &str = r#"{"days": [{"dayOfMonth": 4}, {"dayOfMonth": 3}]}"#;
const RIGHT_WEEK: &str = r#"{"days": [{"dayOfMonth": 3}, {"dayOfMonth": 4}]}"#;

/// A part of a stream, as each route writes it.
fn event(route: &str, index: usize, text: &str) -> Value {
    match route {
        "chat" => json!({ "choices": [{ "index": index, "delta": { "content": text } }] }),
        "completion" => json!({ "choices": [{ "index": index, "text": text }] }),
        _ => json!({ "token": { "text": text } }),
    }
}

fn request(client: &Client, route: &str) -> Request {
    match route {
        "chat" => asking(client),
        "completion" => client.completion("m").prompt("p"),
        _ => client.inference("m").prompt("p"),
    }
}

/// A host that writes these events and then waits until the connection is closed; how long that took.
async fn host(events: Vec<Value>) -> (String, tokio::task::JoinHandle<Duration>) {
    let (listener, url) = listener().await;
    let task = tokio::spawn(async move {
        let mut socket = begin(&listener).await;
        for event in events {
            let event = format!("data: {event}\n\n");
            socket.write_all(event.as_bytes()).await.unwrap();
        }
        let written = Instant::now();
        closed(socket).await;
        written.elapsed()
    });
    (url, task)
}

fn client(url: &str, route: &str) -> Client {
    let provider = if route == "inference" {
        Provider::DEEPINFRA
    } else {
        any_host()
    };
    Client::builder(provider)
        .base_url(url)
        .api_key("test-key")
        .reask(json_mode::Reask::NEVER)
        .build()
        .unwrap()
}

/// Reads until the error.
async fn error(stream: &mut TypedStream<Plan>) -> Error {
    let all = async {
        loop {
            match stream.next().await {
                Ok(shown) => assert!(shown.is_some()),
                Err(error) => break error,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_rule_of_the_users_closes_the_connection_on_every_route() {
    for route in ["chat", "completion", "inference"] {
        for (wrong, path, words) in [
            (
                WRONG_DAY,
                "/weeks/1/days/1/dayOfMonth",
                "no month has a day 32",
            ),
            (WRONG_WEEK, "/weeks/1", "is not in order"),
        ] {
            let text = format!("{HEAD}{wrong}");
            let letters: Vec<char> = text.chars().collect();
            let events = letters
                .chunks(3)
                .map(|part| event(route, 0, &String::from_iter(part)));
            // With the byte behind a number its end is known.
            let events = events.chain([event(route, 0, "}")]).collect();
            let (url, host) = host(events).await;
            let client = client(&url, route);
            let stream = request(&client, route).stream::<Plan>().await.unwrap();
            let mut stream = stream.stop_on_violation();
            let error = error(&mut stream).await;
            assert_eq!(error.kind(), ErrorKind::Invalid, "{route}");
            let found: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
            assert_eq!(found, [format!("{path}: {words}")], "{route}");
            assert!(error.to_string().contains("rule"), "{error}");
            assert!(error.text().unwrap().starts_with(&text), "{route}");
            let kept = error.partial::<Plan>().unwrap();
            assert_eq!(kept.title.as_deref(), Some("t"));
            assert_eq!(kept.weeks[1].days.len(), 2);
            assert_eq!(kept, *stream.partial());
            let took = host.await.unwrap();
            assert!(took < Duration::from_secs(5), "{route}: {took:?}");
        }
    }
}

#[tokio::test]
async fn a_broken_answer_is_asked_for_again_before_its_end() {
    let server = Server::start();
    let chunk = event("chat", 0, r#"{"title": "", "weeks": ["#);
    server
        .expect("")
        .reply(Reply::event_stream(format!("data: {chunk}\n\n")).then_silence());
    let right = format!("{HEAD}{RIGHT_WEEK}{REST}");
    server.expect("").reply(Reply::chat_stream([&right]));
    let client = server.client(any_host());
    let stream = asking(&client).stream::<Plan>().await.unwrap();
    let mut stream = stream.stop_on_violation();
    let mut failed = Vec::new();
    while let Some(event) = stream.next_event().await.unwrap() {
        if let StreamEvent::Failed { error, .. } = event {
            failed.push(error.violations()[0].to_string());
        }
    }
    assert_eq!(failed, ["/title: is empty"]);
    assert_eq!(stream.finish().await.unwrap().value.weeks.len(), 2);
    let turns = server.requests()[1].body["messages"].to_string();
    assert!(turns.contains("/title: is empty"), "{turns}");
}

#[tokio::test]
async fn each_of_several_answers_is_judged_by_itself() {
    for route in ["chat", "completion"] {
        // The second answer is broken, and the first one goes on to its end.
        let server = Server::start();
        let right = format!("{HEAD}{RIGHT_WEEK}{REST}");
        let mut events = vec![
            event(route, 1, &format!("{HEAD}{WRONG_WEEK}")),
            event(route, 0, HEAD),
            event(route, 0, RIGHT_WEEK),
            event(route, 1, REST),
            event(route, 0, REST),
        ];
        events.extend([0, 1].map(|index| json!({ "choices": [{ "index": index, "delta": {}, "text": "", "finish_reason": "stop" }] })));
        server.expect("").reply(Reply::events(events));
        let client = asking_once(&server, any_host());
        let stream = request(&client, route).n(2).stream::<Plan>().await.unwrap();
        let done = stream.stop_on_violation().finish().await.unwrap();
        assert_eq!(done.text, right);
        let other = done.others[0].as_ref().unwrap_err();
        assert_eq!(other.violations()[0].path, "/weeks/1");

        // Both are broken, at different places: the stream ends with the second one.
        let events = vec![
            event(route, 1, &format!("{HEAD}{WRONG_WEEK}")),
            event(route, 0, HEAD),
            event(route, 0, "{\"days\": []}"),
            event(route, 0, ", {\"days\": [{\"dayOfMonth\": 0}"),
        ];
        let (url, host) = host(events).await;
        let client = self::client(&url, route);
        let stream = request(&client, route).n(2).stream::<Plan>().await.unwrap();
        let mut stream = stream.stop_on_violation();
        let error = error(&mut stream).await;
        assert_eq!(error.violations()[0].path, "/weeks/2/days/0/dayOfMonth");
        assert_eq!(error.partial::<Plan>().as_ref(), Some(stream.partial()));
        assert_eq!(stream.choices(), 2);
        host.await.unwrap();
    }
}

/// Of three that were asked for only two have begun: the third may be right.
#[tokio::test]
async fn an_answer_that_has_not_begun_is_waited_for() {
    let server = Server::start();
    let right = format!("{HEAD}{RIGHT_WEEK}{REST}");
    let wrong = format!("{HEAD}{WRONG_WEEK}{REST}");
    let end = |index: usize| json!({ "choices": [{ "index": index, "delta": {}, "finish_reason": "stop" }] });
    let events = [
        event("chat", 0, &wrong),
        event("chat", 1, &wrong),
        end(0),
        end(1),
        event("chat", 2, &right),
        end(2),
    ];
    server.expect("").reply(Reply::events(events));
    let client = asking_once(&server, any_host());
    let stream = asking(&client).n(3).stream::<Plan>().await.unwrap();
    let done = stream.stop_on_violation().finish().await.unwrap();
    assert_eq!((done.text, done.others.len()), (right, 2));
}

static RUNS: AtomicUsize = AtomicUsize::new(0);

#[derive(Debug, JsonResponse)]
struct Counted {
    #[json_response(check = counted)]
    #[allow(dead_code, reason = "only read")]
    name: String,
}

#[allow(clippy::unnecessary_wraps, reason = "a rule may fail")]
fn counted(_: &str) -> Result<(), String> {
    RUNS.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

#[tokio::test]
async fn rules_run_while_an_answer_comes_only_where_that_is_asked_for() {
    let text = r#"[{"name": "a"}, {"name": "b"}, {"name": "c"}]"#;
    for (stops, runs) in [(false, 3), (true, 6)] {
        RUNS.store(0, Ordering::Relaxed);
        let server = Server::start();
        server
            .expect("")
            .reply(Reply::chat_stream([text]).in_pieces(1));
        let client = asking_once(&server, any_host());
        let mut stream = asking(&client).stream::<Vec<Counted>>().await.unwrap();
        if stops {
            stream = stream.stop_on_violation();
        }
        while stream.next().await.unwrap().is_some() {}
        assert!(stream.partial().len() == 3);
        stream.finish().await.unwrap();
        assert_eq!(RUNS.load(Ordering::Relaxed), runs);
    }
}
