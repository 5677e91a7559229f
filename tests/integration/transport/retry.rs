use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use json_mode::testing::{Reply, Server};
use json_mode::transport::{Body, Sending, Transport, TransportError};
use json_mode::{Client, Error, ErrorKind, Reask, Retry};
use serde_json::json;
use tokio::time::Instant;

use crate::support::{ALICE, User, alice, any_host, asking};

/// What comes of one request.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Status, headers and body.
    Answer(u16, &'static [(&'static str, &'static str)], &'static str),
    NoConnection,
    /// It breaks before an answer.
    Breaks,
    /// An answer begins, and breaks.
    BreaksInside(u16),
    /// It takes so long, and then there is no connection.
    Takes(Duration),
}

/// Plays steps without sockets, so that the clock can stand still; the last one for ever.
#[derive(Clone, Debug)]
pub(super) struct Steps(Arc<Mutex<(VecDeque<Step>, Vec<Instant>)>>);

impl Steps {
    pub(super) fn of(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(Arc::new(Mutex::new((
            steps.into_iter().collect(),
            Vec::new(),
        ))))
    }

    /// The waits between requests, in milliseconds.
    pub(super) fn waits(&self) -> Vec<u128> {
        let times = &self.0.lock().unwrap().1;
        times
            .windows(2)
            .map(|pair| (pair[1] - pair[0]).as_millis())
            .collect()
    }

    pub(super) fn client(&self) -> Client {
        self.with(|builder| builder)
    }

    pub(super) fn with(
        &self,
        set: impl FnOnce(json_mode::ClientBuilder) -> json_mode::ClientBuilder,
    ) -> Client {
        set(Client::builder(any_host())
            .transport(self.clone())
            .reask(Reask::NEVER))
        .build()
        .unwrap()
    }
}

impl Transport for Steps {
    fn send(&self, _: http::Request<Bytes>) -> Sending<'_> {
        let mut state = self.0.lock().unwrap();
        state.1.push(Instant::now());
        let step = state.0.pop_front().unwrap();
        if state.0.is_empty() {
            state.0.push_back(step.clone());
        }
        drop(state);
        Box::pin(async move {
            let (status, headers, body) = match step {
                Step::Answer(status, headers, body) => (status, headers, body.into()),
                Step::NoConnection => return Err(TransportError::connect("refused")),
                Step::Breaks => return Err(TransportError::interrupted("reset")),
                Step::BreaksInside(status) => (status, &[][..], Body::new(Broken)),
                Step::Takes(time) => {
                    tokio::time::sleep(time).await;
                    return Err(TransportError::connect("refused"));
                }
            };
            let mut response = http::Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(*name, *value);
            }
            Ok(response.body(body).unwrap())
        })
    }
}

/// A body that breaks at once.
struct Broken;

impl http_body::Body for Broken {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        std::task::Poll::Ready(Some(Err(TransportError::interrupted("reset"))))
    }
}

const GOOD: Step = Step::Answer(
    200,
    &[("content-type", "application/json")],
    r#"{"choices": [{"message": {"content": "{\"name\":\"Alice\",\"address\":\"42, Wonderland Avenue\"}"}}]}"#,
);
pub(super) const BUSY: Step = Step::Answer(429, &[], r#"{"error": {"message": "busy"}}"#);

async fn failure(client: &Client) -> Error {
    let request = asking(client);
    request.json::<User>().await.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_sent_again_after_the_backoff() {
    for step in [
        BUSY,
        Step::NoConnection,
        Step::Breaks,
        Step::Answer(503, &[], "<html>unavailable</html>"),
        Step::Answer(409, &[], "{}"),
        Step::Answer(400, &[("x-should-retry", "true")], "{}"),
        // The body of an error broke: its status is known.
        Step::BreaksInside(502),
        // An error that comes with success is what it says.
        Step::Answer(
            200,
            &[],
            r#"{"error": {"message": "overloaded", "code": 503}}"#,
        ),
    ] {
        let steps = Steps::of([step.clone(), step.clone(), GOOD]);
        let completion = steps.client().chat("m").user("JSON").send::<User>().await;
        let completion = completion.unwrap_or_else(|error| panic!("{step:?}: {error}"));
        assert_eq!(completion.value, alice());
        let waits = steps.waits();
        assert_eq!(waits.len(), 2, "{step:?}");
        assert!((375..=501).contains(&waits[0]), "{waits:?}");
        assert!((750..=1001).contains(&waits[1]), "{waits:?}");
        let [first, second, third] = completion.attempts.as_slice() else {
            panic!("{:?}", completion.attempts);
        };
        // A timer of tokio's goes by whole milliseconds.
        assert!(first.wait.unwrap().as_millis().abs_diff(waits[0]) <= 1);
        assert_eq!(first.error, second.error);
        assert!(first.error.is_some());
        assert_eq!((third.error, third.status, third.wait), (None, None, None));

        // Two retries, and no more.
        let steps = Steps::of([step.clone()]);
        let error = failure(&steps.client()).await;
        assert_eq!(error.attempts().len(), 3, "{step:?}");
        assert!(error.is_retryable());
        assert_eq!(error.attempts()[2].wait, None);
        // None where none is wanted, also for one request.
        let steps = Steps::of([step]);
        assert_eq!(
            failure(&steps.with(|b| b.retry(Retry::NEVER)))
                .await
                .attempts()
                .len(),
            1
        );
        let request = steps.client().chat("m").user("JSON").retry(Retry::NEVER);
        let error = request.json::<User>().await.unwrap_err();
        assert_eq!(error.attempts().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_will_not_pass_is_not_sent_again() {
    for (step, kind) in [
        (Step::Answer(400, &[], "{}"), ErrorKind::Rejected),
        (Step::Answer(401, &[], "{}"), ErrorKind::Authentication),
        (Step::Answer(402, &[], "{}"), ErrorKind::QuotaExceeded),
        (
            Step::Answer(
                429,
                &[],
                r#"{"error": {"message": "m", "code": "insufficient_quota"}}"#,
            ),
            ErrorKind::QuotaExceeded,
        ),
        (
            Step::Answer(503, &[("x-should-retry", "false")], "{}"),
            ErrorKind::Server,
        ),
        (
            Step::Answer(307, &[("location", "/x")], ""),
            ErrorKind::Protocol,
        ),
        (Step::Answer(200, &[], "{"), ErrorKind::Protocol),
        // It was paid for.
        (Step::BreaksInside(200), ErrorKind::Interrupted),
    ] {
        let steps = Steps::of([step.clone()]);
        let error = failure(&steps.client()).await;
        assert_eq!(error.kind(), kind, "{step:?}");
        assert_eq!(error.attempts().len(), 1, "{step:?}");
        assert_eq!(error.attempts()[0].error, Some(kind));
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_is_given_the_time_that_it_asks_for() {
    for (headers, wait) in [
        (&[("retry-after", "20")][..], 20_000),
        (&[("retry-after-ms", "1500"), ("retry-after", "20")], 1500),
        (&[("retry-after", "60")], 60_000),
        (&[("x-ratelimit-reset", "1")], 1000),
        (
            &[
                ("x-ratelimit-remaining-tokens", "0"),
                ("x-ratelimit-reset-tokens", "1m30ms"),
            ],
            // Over the cap: the backoff does not come instead.
            0,
        ),
        (&[("retry-after", "61")], 0),
    ] {
        let steps = Steps::of([Step::Answer(429, headers, "{}"), GOOD]);
        let client = steps.client();
        let result = asking(&client).send::<User>().await;
        if wait > 0 {
            assert_eq!(result.unwrap().attempts.len(), 2);
            assert_eq!(steps.waits(), [wait], "{headers:?}");
        } else {
            let error = result.unwrap_err();
            assert_eq!(
                (error.kind(), error.attempts().len()),
                (ErrorKind::RateLimited, 1)
            );
            // The hint is there.
            assert!(error.retry_after().unwrap() > Duration::from_secs(60));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_wait_ends_after_the_calls_time() {
    // A wait of 20 s does not fit in 15 s: the call ends at once, with what is known.
    let steps = Steps::of([Step::Answer(429, &[("retry-after", "20")], "{}")]);
    let started = Instant::now();
    let error = failure(&steps.with(|b| b.timeout(Duration::from_secs(15)))).await;
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(started.elapsed(), Duration::ZERO);

    // Retries, waits and answers asked for again share one limit.
    let limit = Duration::from_secs(10);
    for steps in [
        Steps::of([Step::Takes(Duration::from_secs(4))]),
        Steps::of([Step::Takes(Duration::from_secs(3600))]),
        Steps::of([
            BUSY,
            Step::Takes(Duration::from_secs(9)),
            Step::Takes(Duration::from_secs(9)),
        ]),
        Steps::of([
            Step::Answer(200, &[], r#"{"choices": [{"message": {"content": "[]"}}]}"#),
            Step::Takes(Duration::from_secs(9)),
        ]),
    ] {
        let client = steps.with(|b| b.timeout(limit).reask(Reask::default().attempts(5)));
        let started = Instant::now();
        let error = failure(&client).await;
        let elapsed = started.elapsed();
        assert!(elapsed <= limit.mul_f64(1.05), "{elapsed:?}: {error}");
        assert!(matches!(
            error.kind(),
            ErrorKind::Timeout | ErrorKind::Connect
        ));
    }
    // Ten minutes, if nothing else is said.
    let steps = Steps::of([Step::Takes(Duration::from_secs(100_000))]);
    let started = Instant::now();
    assert_eq!(failure(&steps.client()).await.kind(), ErrorKind::Timeout);
    assert_eq!(started.elapsed().as_secs(), 600);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_calls_to_a_dead_host_are_at_most_1250_requests() {
    let steps = Steps::of([Step::NoConnection]);
    let client = steps.client();
    let mut first = 0;
    for call in 0..1000 {
        // Clones share the budget.
        let tries = failure(&client.clone()).await.attempts().len();
        if call < 10 {
            first += tries;
        }
    }
    let requests = steps.waits().len() + 1;
    println!(
        "requests for a call to a dead host: {}",
        requests as f64 / 1000.0
    );
    assert!(requests <= 1250, "{requests}");
    assert_eq!(first, 30, "the first calls are retried in full");
}

/// The events of a whole stream.
pub(super) const EVENTS: &str = concat!(
    r#"data: {"choices":[{"index":0,"delta":{"content":"{\"name\":\"Alice\",\"address\":\"42, Wonderland Avenue\"}"}}]}"#,
    "\n\n",
    r#"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
    "\n\ndata: [DONE]\n\n",
);
pub(super) const STREAM: Step = Step::Answer(200, &[("content-type", "text/event-stream")], EVENTS);

#[tokio::test(start_paused = true)]
async fn a_stream_is_opened_again_as_any_request_is() {
    for status in [429, 503] {
        for (headers, wait) in [
            (&[][..], None),
            (&[("retry-after", "20")], Some(20_000)),
            (&[("retry-after", "0.5")], Some(500)),
            (
                &[("retry-after-ms", "1500"), ("retry-after", "20")],
                Some(1500),
            ),
            (&[("x-ratelimit-reset", "1")], Some(1000)),
            (
                &[
                    ("x-ratelimit-remaining-tokens", "0"),
                    ("x-ratelimit-reset-tokens", "2s30ms"),
                ],
                Some(2030),
            ),
            // Of what cannot be read, or has passed, nothing is taken.
            (&[("retry-after", "soon")], None),
            (&[("retry-after", "Fri, 29 Sep 2023 16:26:27 GMT")], None),
            (&[("retry-after", "-3")], None),
            // Over the cap.
            (&[("retry-after", "61")], Some(0)),
            (&[("retry-after", "Mon, 29 Sep 2127 16:26:27 GMT")], Some(0)),
        ] {
            let steps = Steps::of([Step::Answer(status, headers, "{}"), STREAM]);
            let client = steps.client();
            let opened = asking(&client).stream::<User>().await;
            if wait == Some(0) {
                let error = opened.unwrap_err();
                assert_eq!(error.attempts().len(), 1, "{headers:?}");
                assert!(error.retry_after() > Some(Duration::from_secs(60)));
                assert!(steps.waits().is_empty());
                continue;
            }
            let completion = opened.unwrap().finish().await.unwrap();
            assert_eq!(completion.value, alice());
            let [failed, answered] = completion.attempts.as_slice() else {
                panic!("{:?}", completion.attempts);
            };
            assert_eq!((failed.status, answered.error), (Some(status), None));
            let waits = steps.waits();
            match wait {
                Some(wait) => assert_eq!(waits, [wait], "{headers:?}"),
                None => assert!((375..=500).contains(&waits[0]), "{headers:?}: {waits:?}"),
            }
        }
    }
    // `x-should-retry` overrules here too, and what will not pass is not sent again.
    for step in [
        Step::Answer(503, &[("x-should-retry", "false")], "{}"),
        Step::Answer(401, &[], "{}"),
    ] {
        let steps = Steps::of([step, STREAM]);
        let client = steps.client();
        let opened = asking(&client).stream::<User>().await;
        assert_eq!(opened.unwrap_err().attempts().len(), 1);
    }
    // A stream that breaks was paid for.
    let steps = Steps::of([Step::BreaksInside(200), STREAM]);
    let client = steps.client();
    let stream = asking(&client).stream::<User>().await;
    let error = stream.unwrap().finish().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts().len(), steps.waits().len()),
        (ErrorKind::Interrupted, 1, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn streams_share_the_budget_of_retries() {
    let steps = Steps::of([Step::NoConnection]);
    let client = steps.client();
    for call in 0..1000 {
        let request = asking(&client);
        if call % 2 == 0 {
            request.stream::<User>().await.unwrap_err();
        } else {
            request.json::<User>().await.unwrap_err();
        }
    }
    let requests = steps.waits().len() + 1;
    assert!((1001..=1250).contains(&requests), "{requests}");
}

#[tokio::test]
async fn without_a_clock_nothing_is_sent_again() {
    let steps = Steps::of([Step::NoConnection]);
    let client = steps.client();
    // A thread without tokio.
    let tries = std::thread::spawn(move || {
        let request = asking(&client);
        let mut future = Box::pin(request.json::<User>());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match std::future::Future::poll(future.as_mut(), &mut context) {
            std::task::Poll::Ready(result) => result.unwrap_err().attempts().len(),
            std::task::Poll::Pending => panic!("it waits"),
        }
    });
    assert_eq!(tries.join().unwrap(), 1);
}

#[tokio::test]
async fn failures_and_wrong_answers_meet_in_one_call() {
    let server = Server::start();
    for reply in [
        Reply::error(503, "down"),
        Reply::chat("[]"),
        Reply::error(503, "down"),
        Reply::chat(ALICE),
    ] {
        server.expect("/chat/completions").reply(reply);
    }
    let completion = server
        .client(any_host())
        .chat("m")
        .user("JSON")
        .send::<User>()
        .await
        .unwrap();
    let statuses: Vec<Option<u16>> = completion.attempts.iter().map(|a| a.status).collect();
    assert_eq!(statuses, [Some(503), None, Some(503), None]);
    // The host sees the same bytes, and what the model is told stays.
    let bodies: Vec<serde_json::Value> = server.requests().into_iter().map(|r| r.body).collect();
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[2], bodies[3]);
    assert_ne!(bodies[1]["messages"], json!(null));
}
