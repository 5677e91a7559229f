use std::time::Duration;

use json_mode::testing::{Fault, FaultServer, Reply};
use json_mode::{Client, Error, ErrorKind, Retry, StreamLimits};
use tokio::time::Instant;

use super::retry::{BUSY, EVENTS, STREAM, Step, Steps};
use crate::support::{User, alice, any_host, asking};

const SECOND: Duration = Duration::from_secs(1);
/// Longer than any limit here.
const LONG: Step = Step::Takes(Duration::from_secs(100_000));

/// A client with these limits: until the first byte, and for the call.
fn client(steps: &Steps, first_byte: Duration, call: Duration) -> Client {
    let limits = StreamLimits::default().first_byte(first_byte);
    steps.with(|builder| builder.stream_limits(limits).timeout(call))
}

/// What opening a stream came to, and how long it took.
async fn open(client: &Client) -> (Result<(), Error>, Duration) {
    let started = Instant::now();
    let stream = asking(client).stream::<User>().await;
    (stream.map(|_| ()), started.elapsed())
}

fn durations(error: &Error) -> Vec<u128> {
    let each = error.attempts().iter();
    each.map(|attempt| attempt.duration.as_millis()).collect()
}

#[tokio::test(start_paused = true)]
async fn each_request_has_the_limit_of_the_first_byte_for_itself() {
    // Nothing ever comes: three requests of 2 s each, and the waits between them.
    let steps = Steps::of([LONG]);
    let (opened, took) = open(&client(&steps, 2 * SECOND, 60 * SECOND)).await;
    let error = opened.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("within 2s"), "{error}");
    assert_eq!(durations(&error), [2000, 2000, 2000]);
    let waits: Duration = error.attempts().iter().filter_map(|a| a.wait).sum();
    assert!(took.abs_diff(6 * SECOND + waits) <= Duration::from_millis(5));
    // What one request left of its limit is not the next one's.
    for first in [Step::Takes(SECOND), BUSY, LONG] {
        let steps = Steps::of([first.clone(), Step::Takes(SECOND), STREAM]);
        let client = client(&steps, 2 * SECOND, 60 * SECOND);
        let request = asking(&client);
        let stream = request.stream::<User>().await.unwrap();
        let completion = stream.finish().await.unwrap();
        assert_eq!(completion.value, alice(), "{first:?}");
        assert_eq!(completion.attempts.len(), 3, "{first:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_calls_limit_holds_over_all_requests() {
    for (first_byte, call, requests, least) in [
        // The third would begin after it, or too late to be worth it.
        (2, 5, 2, 4),
        // It ends within the second, and within the third.
        (2, 4, 2, 4),
        (3, 10, 3, 10),
        // Sooner than the first byte has to be there.
        (8, 5, 1, 5),
    ] {
        let steps = Steps::of([LONG]);
        let limit = call * SECOND;
        let (opened, took) = open(&client(&steps, first_byte * SECOND, limit)).await;
        let error = opened.unwrap_err();
        let what = format!(
            "{first_byte} s of {call} s: {took:?}, {:?}",
            durations(&error)
        );
        println!("{what}");
        assert_eq!(error.kind(), ErrorKind::Timeout, "{what}");
        assert_eq!(error.attempts().len(), requests, "{what}");
        assert!(took >= least * SECOND, "{what}");
        assert!(took <= limit.mul_f64(1.05), "{what}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_stream_has_no_limit_of_the_first_byte() {
    let steps = Steps::of([Step::Takes(5 * SECOND)]);
    let client = client(&steps, SECOND, 60 * SECOND);
    let request = asking(&client).retry(Retry::NEVER);
    let error = request.json::<User>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(durations(&error), [5000]);
}

#[tokio::test]
async fn a_silent_host_is_asked_again_over_sockets() {
    let first_byte = Duration::from_millis(200);
    let limits = StreamLimits::default().first_byte(first_byte);
    for (silent, fault) in [
        (1, Fault::Silence),
        (2, Fault::Silence),
        (2, Fault::Stall(20)),
    ] {
        let server = FaultServer::start_for(silent, fault, Reply::event_stream(EVENTS));
        let client = server.builder(any_host()).stream_limits(limits).build();
        let request = client.unwrap().chat("m").user("JSON");
        let stream = request.stream::<User>().await.unwrap();
        let completion = stream.finish().await.unwrap();
        assert_eq!(completion.value, alice());
        assert_eq!(completion.attempts.len(), silent + 1, "{fault:?}");
        for attempt in &completion.attempts[..silent] {
            assert_eq!(attempt.error, Some(ErrorKind::Timeout));
            assert!(attempt.duration >= first_byte, "{attempt:?}");
            assert!(attempt.duration <= 2 * first_byte, "{attempt:?}");
        }
    }
    // The call's limit ends the third.
    let server = FaultServer::start(Fault::Silence, Reply::event_stream(EVENTS));
    let builder = server.builder(any_host()).stream_limits(limits);
    let limit = Duration::from_millis(500);
    let client = builder.timeout(limit).build().unwrap();
    let (opened, took) = open(&client).await;
    let error = opened.unwrap_err();
    println!("3 requests within {limit:?}: {took:?}");
    assert_eq!((error.kind(), server.requests()), (ErrorKind::Timeout, 3));
    assert!(took >= limit && took <= limit.mul_f64(1.05), "{took:?}");
}
