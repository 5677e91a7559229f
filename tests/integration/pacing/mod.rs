//! How fast calls go, on a clock that stands still and is put forward when all wait.

mod learned;

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use json_mode::bytes::Bytes;
use json_mode::http::{Request, Response};
use json_mode::transport::{Body, Sending, Transport};
use json_mode::{Client, ClientBuilder, ErrorKind, Pacing, Result};
use tokio::time::Instant;

use crate::support::any_host;

/// The headers of the answer to each request, counted from 0, and its status.
type Script = dyn Fn(usize) -> (u16, Vec<(&'static str, String)>) + Send + Sync;

/// Answers as scripted after some time, and remembers when each request came.
#[derive(Clone)]
struct Host {
    took: Duration,
    script: Arc<Script>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    /// When each came, and the last user's turn in it.
    came: Vec<(Instant, String)>,
    in_flight: usize,
    most_in_flight: usize,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Host")
    }
}

impl Host {
    fn new(took: Duration) -> Self {
        Self::telling(took, |_| (200, Vec::new()))
    }

    fn telling(
        took: Duration,
        script: impl Fn(usize) -> (u16, Vec<(&'static str, String)>) + Send + Sync + 'static,
    ) -> Self {
        let (script, seen) = (Arc::new(script), Arc::default());
        Self { took, script, seen }
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder(any_host()).transport(self.clone())
    }

    /// When each request came after the first, in milliseconds.
    fn times(&self) -> Vec<u128> {
        let seen = self.seen.lock().unwrap();
        let start = seen.came[0].0;
        let after = |(time, _): &(Instant, String)| (*time - start).as_millis();
        seen.came.iter().map(after).collect()
    }

    /// What was asked, in the order in which it came.
    fn asked(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        seen.came.iter().map(|(_, text)| text.clone()).collect()
    }
}

/// Counts a request as in flight for as long as it lives.
struct InFlight(Arc<Mutex<Seen>>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.lock().unwrap().in_flight -= 1;
    }
}

impl Transport for Host {
    fn send(&self, request: Request<Bytes>) -> Sending<'_> {
        Box::pin(async move {
            let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
            let text = body["messages"][0]["content"].as_str().unwrap().to_owned();
            let number = {
                let mut seen = self.seen.lock().unwrap();
                seen.came.push((Instant::now(), text));
                seen.in_flight += 1;
                seen.most_in_flight = seen.most_in_flight.max(seen.in_flight);
                seen.came.len() - 1
            };
            let _in_flight = InFlight(Arc::clone(&self.seen));
            tokio::time::sleep(self.took).await;
            let (status, headers) = (self.script)(number);
            let mut response = Response::builder().status(status);
            let streams = headers
                .iter()
                .any(|(_, value)| value == "text/event-stream");
            for (name, value) in headers {
                response = response.header(name, value);
            }
            let usage = r#""usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}"#;
            let body = if streams {
                let choice = r#"{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}"#;
                format!("data: {{\"choices\":[{choice}],{usage}}}\n\ndata: [DONE]\n\n")
            } else {
                format!(r#"{{"choices":[{{"message":{{"content":"x"}}}}],{usage}}}"#)
            };
            Ok(response.body(Body::from(body)).unwrap())
        })
    }
}

/// Calls in the order of their numbers, all at once.
fn burst(client: &Client, count: usize) -> Vec<tokio::task::JoinHandle<Result<String>>> {
    (0..count)
        .map(|number| {
            let request = client.clone().chat("m").user(number.to_string());
            tokio::spawn(async move { Ok(request.text().await?.value) })
        })
        .collect()
}

async fn all<T>(calls: Vec<tokio::task::JoinHandle<T>>) -> Vec<T> {
    let mut done = Vec::new();
    for call in calls {
        done.push(call.await.unwrap());
    }
    done
}

#[tokio::test(start_paused = true)]
async fn a_burst_keeps_the_requests_a_minute_and_its_order() {
    let host = Host::new(Duration::from_millis(300));
    let pacing = Pacing::by_hand().requests_per_minute(10);
    let client = host.builder().pacing(pacing).build().unwrap();
    let done = all(burst(&client, 35)).await;
    assert!(done.into_iter().all(|result| result.is_ok()));
    let expected: Vec<u128> = (0..35).map(|number| number / 10 * 60_000).collect();
    assert_eq!(host.times(), expected);
    let in_order: Vec<String> = (0..35).map(|number: i32| number.to_string()).collect();
    assert_eq!(host.asked(), in_order);
}

#[tokio::test(start_paused = true)]
async fn calls_that_come_over_time_wait_for_what_went_a_minute_before() {
    let host = Host::new(Duration::ZERO);
    let pacing = Pacing::by_hand().requests_per_minute(3);
    let client = host.builder().pacing(pacing).build().unwrap();
    for pause in [0, 10, 10, 10, 0, 0, 200, 0, 0, 0] {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        client.chat("m").user("x").text().await.unwrap();
    }
    let seconds: Vec<u128> = host.times().iter().map(|ms| ms / 1000).collect();
    assert_eq!(seconds, [0, 10, 20, 60, 70, 80, 280, 280, 280, 340]);
}

#[tokio::test(start_paused = true)]
async fn tokens_are_estimated_and_then_counted() {
    // A call may take 100 tokens of an answer, besides its body, and takes 20 in all.
    let host = Host::new(Duration::from_secs(1));
    let pacing = Pacing::by_hand().tokens_per_minute(300);
    let client = host.builder().pacing(pacing).build().unwrap();
    let request = client.chat("m").user("x").max_tokens(100);
    let calls = (0..4)
        .map(|_| {
            let request = request.clone();
            tokio::spawn(async move { request.text().await })
        })
        .collect();
    all(calls).await.into_iter().for_each(|result| {
        result.unwrap();
    });
    // Two fit by the estimate; when they have turned out to be small, so do the others.
    assert_eq!(host.times(), [0, 0, 1000, 1000]);
}

#[tokio::test(start_paused = true)]
async fn tokens_of_a_stream_are_counted_when_it_is_over() {
    for (ends, third) in [(true, 0), (false, 60)] {
        let host = Host::telling(Duration::ZERO, |_| {
            (200, vec![("content-type", "text/event-stream".to_owned())])
        });
        let pacing = Pacing::by_hand().tokens_per_minute(300);
        let client = host.builder().pacing(pacing).build().unwrap();
        let request = client.chat("m").user("x").max_tokens(100);
        let mut open = Vec::new();
        for _ in 0..3 {
            let stream = request.text_stream().await.unwrap();
            if ends {
                assert_eq!(stream.finish().await.unwrap().value, "x");
            } else {
                // Two fit by the estimate, and it holds for as long as nothing else is known.
                open.push(stream);
            }
        }
        let seconds: Vec<u128> = host.times().iter().map(|ms| ms / 1000).collect();
        assert_eq!(seconds, [0, 0, third]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_cannot_go_in_time_fails_at_once() {
    let host = Host::new(Duration::ZERO);
    let pacing = Pacing::by_hand().requests_per_minute(2);
    let client = host.builder().pacing(pacing).build().unwrap();
    let calls = burst(&client, 4);
    tokio::time::sleep(Duration::from_secs(10)).await;
    // The two that wait go at 60 s, the next ones at 120 s.
    let limited = |seconds| {
        let request = client.chat("m").user("x");
        request.timeout(Duration::from_secs(seconds))
    };
    let before = Instant::now();
    let error = limited(100).text().await.unwrap_err();
    assert_eq!(before.elapsed(), Duration::ZERO);
    assert_eq!(error.kind(), ErrorKind::RateLimited, "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(110)));
    assert!(error.is_retryable());
    assert!(error.attempts().is_empty() && error.status().is_none());
    assert!(error.to_string().contains("2 requests a minute"), "{error}");
    // It left its place.
    limited(111).text().await.unwrap();
    assert_eq!(host.times(), [0, 0, 60_000, 60_000, 120_000]);
    all(calls).await.into_iter().for_each(|r| drop(r.unwrap()));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_gives_its_place_back() {
    let host = Host::new(Duration::ZERO);
    let pacing = Pacing::by_hand().requests_per_minute(1);
    let client = host.builder().pacing(pacing).build().unwrap();
    let calls = burst(&client, 6);
    tokio::time::sleep(Duration::from_secs(1)).await;
    // The first in line, and one in the middle.
    for number in [1, 3] {
        calls[number].abort();
    }
    let mut served = Vec::new();
    for (number, call) in calls.into_iter().enumerate() {
        match call.await {
            Ok(result) => {
                result.unwrap();
                served.push(number);
            }
            Err(error) => assert!(error.is_cancelled()),
        }
    }
    assert_eq!(served, [0, 2, 4, 5]);
    assert_eq!(host.asked(), ["0", "2", "4", "5"]);
    assert_eq!(host.times(), [0, 60_000, 120_000, 180_000]);
}

#[tokio::test(start_paused = true)]
async fn no_more_are_in_flight_than_allowed_and_none_starves() {
    let host = Host::new(Duration::from_secs(2));
    let client = host.builder().max_in_flight(4).build().unwrap();
    let mut calls = burst(&client, 40);
    tokio::time::sleep(Duration::from_secs(1)).await;
    // Two in flight, whose places are free at once, and two that wait.
    for number in [0, 3, 10, 11] {
        calls[number].abort();
    }
    let others = calls.split_off(12);
    for result in all(others).await {
        result.unwrap();
    }
    let seen = host.seen.lock().unwrap();
    assert_eq!((seen.most_in_flight, seen.in_flight), (4, 0));
    let numbers: Vec<usize> = seen.came.iter().map(|(_, n)| n.parse().unwrap()).collect();
    let expected: Vec<usize> = (0..40).filter(|n| ![10, 11].contains(n)).collect();
    assert_eq!(numbers, expected);
    drop(seen);
    let times = host.times();
    assert_eq!(times[..8], [0, 0, 0, 0, 1000, 1000, 2000, 2000]);
}

#[tokio::test(start_paused = true)]
async fn a_call_waits_for_a_place_in_flight_as_long_as_it_may() {
    let host = Host::new(Duration::from_secs(60));
    let client = host.builder().max_in_flight(1).build().unwrap();
    let calls = burst(&client, 1);
    tokio::task::yield_now().await;
    let before = Instant::now();
    let request = client.chat("m").user("x").timeout(Duration::from_secs(5));
    let error = request.text().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    assert!(error.attempts().is_empty());
    assert!(before.elapsed() < Duration::from_millis(5100));
    // The same where it waits behind others for their places.
    let pacing = Pacing::by_hand().requests_per_minute(100);
    let both = host.builder().pacing(pacing).max_in_flight(1);
    let client = both.build().unwrap();
    let others = burst(&client, 3);
    tokio::task::yield_now().await;
    let request = client.chat("m").user("x").timeout(Duration::from_secs(5));
    let error = request.text().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    all(others).await.into_iter().for_each(|r| drop(r.unwrap()));
    all(calls).await.into_iter().for_each(|r| drop(r.unwrap()));
}

#[test]
fn a_pace_of_nothing_is_a_mistake() {
    let builder = || Client::builder(any_host());
    for (built, expected) in [
        (
            builder().pacing(Pacing::by_hand().requests_per_minute(0)),
            "0 requests",
        ),
        (
            builder().pacing(Pacing::learned().tokens_per_minute(0)),
            "0 tokens",
        ),
        (builder().max_in_flight(0), "max_in_flight(0)"),
    ] {
        let error = built.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains(expected), "{error}");
    }
}

/// Answers at once, on whatever runs it.
#[derive(Debug)]
struct Instantly;

impl Transport for Instantly {
    fn send(&self, _: Request<Bytes>) -> Sending<'_> {
        let body = r#"{"choices":[{"message":{"content":"x"}}]}"#;
        Box::pin(async move { Ok(Response::new(body.into())) })
    }
}

#[test]
fn without_a_clock_only_a_call_that_has_to_wait_fails() {
    let pacing = Pacing::learned().requests_per_minute(1);
    let builder = Client::builder(any_host()).transport(Instantly);
    let client = builder.pacing(pacing).max_in_flight(1).build().unwrap();
    let request = client.chat("m").user("x");
    let once = || {
        let mut call = Box::pin(request.text());
        let mut context = Context::from_waker(Waker::noop());
        match call.as_mut().poll(&mut context) {
            Poll::Ready(answer) => answer,
            Poll::Pending => panic!("nothing was to be waited for"),
        }
    };
    assert_eq!(once().unwrap().value, "x");
    let error = once().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    assert!(error.to_string().contains("tokio"), "{error}");
}
