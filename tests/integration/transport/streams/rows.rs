use std::time::{Duration, Instant};

use json_mode::testing::{Fault, FaultServer, Reply};
use json_mode::{Error, ErrorKind, PartialReader};
use serde_json::json;

use super::{IDLE, LIMIT, closes, events, head_len, heard, read, request};
use crate::support::{User, alice};

/// What a fault has to come to.
struct Row {
    name: &'static str,
    fault: Fault,
    reply: Reply,
    /// `None` for a value.
    kind: Option<ErrorKind>,
    posts: usize,
    /// What the partial shows of the text.
    text: &'static str,
    /// About how long it takes, where it has to wait.
    takes: Option<Duration>,
}

/// Each row by itself, so that one that waits delays no other.
async fn all(rows: Vec<Row>) {
    let mut calls = tokio::task::JoinSet::new();
    for row in rows {
        calls.spawn(async move {
            let name = row.name;
            let server = FaultServer::start(row.fault, row.reply);
            let started = Instant::now();
            let result = read(&request(&server)).await;
            let took = started.elapsed();
            closes(&server, name).await;
            let attempts = match &result {
                Ok(completion) => completion.attempts.len(),
                Err(error) => error.attempts().len(),
            };
            let kind = result.as_ref().err().map(Error::kind);
            println!("{name}: {kind:?} after {attempts} and {took:?}");
            assert_eq!(kind, row.kind, "{name}: {result:?}");
            assert_eq!(attempts, row.posts, "{name}");
            if row.fault != Fault::Refuse {
                assert_eq!(server.requests(), row.posts, "{name}");
            }
            match result {
                Ok(completion) => assert_eq!(completion.value, alice(), "{name}"),
                Err(error) => {
                    assert_eq!(error.text().unwrap_or_default(), row.text, "{name}");
                    let mut reader = PartialReader::<User>::new();
                    reader.push(row.text).unwrap();
                    let partial = error.partial::<User>().unwrap_or_default();
                    assert_eq!(&partial, reader.partial(), "{name}");
                }
            }
            if let Some(takes) = row.takes {
                let most = takes + LIMIT.mul_f64(0.2);
                assert!(took >= takes && took <= most, "{name}: {took:?}");
            }
            server
        });
    }
    let mut servers = Vec::new();
    while let Some(call) = calls.join_next().await {
        servers.push(call.unwrap());
    }
}

const BEGUN: &str = r#"{"name":"Ali"#;

#[tokio::test]
async fn each_fault_of_a_stream_is_of_a_kind_and_keeps_what_came() {
    let events = events();
    let stream = || Reply::event_stream(events.as_str());
    let server = FaultServer::start(Fault::Silence, stream());
    let head = head_len(&server, &events);
    drop(server);
    let inside = head + events.find(r#"ce\",\"address"#).unwrap();
    let open = inside - format!("content-length: {}\r\n", events.len()).len();
    // Where the chunks break.
    assert_eq!(heard(&events[..events.len() / 2]), BEGUN);
    let row = |name, fault, reply, kind, posts, text, takes| Row {
        name,
        fault,
        reply,
        kind: Some(kind),
        posts,
        text,
        takes,
    };
    use ErrorKind::{Connect, Interrupted, Protocol, Timeout};
    let mut rows = vec![
        row("refused", Fault::Refuse, stream(), Connect, 3, "", None),
        row(
            "silence",
            Fault::Silence,
            stream(),
            Timeout,
            1,
            "",
            Some(LIMIT),
        ),
        row(
            "reset before the head",
            Fault::Reset(0),
            stream(),
            Interrupted,
            3,
            "",
            None,
        ),
        row(
            "closed in the head",
            Fault::Close(20),
            stream(),
            Interrupted,
            3,
            "",
            None,
        ),
        row(
            "closed after the head",
            Fault::Close(head),
            stream(),
            Interrupted,
            1,
            "",
            None,
        ),
        row(
            "closed in an event",
            Fault::Close(inside),
            stream(),
            Interrupted,
            1,
            BEGUN,
            None,
        ),
        row(
            "ended in an event",
            Fault::CloseUnannounced(open),
            stream(),
            Interrupted,
            1,
            BEGUN,
            None,
        ),
        row(
            "stall in the head",
            Fault::Stall(20),
            stream(),
            Timeout,
            1,
            "",
            Some(LIMIT),
        ),
        row(
            "stall after the head",
            Fault::Stall(head),
            stream(),
            Timeout,
            1,
            "",
            Some(IDLE),
        ),
        row(
            "stall in an event",
            Fault::Stall(inside),
            stream(),
            Timeout,
            1,
            BEGUN,
            Some(IDLE),
        ),
        row(
            "a byte a second",
            Fault::Drip(1000),
            stream(),
            Timeout,
            1,
            "",
            Some(LIMIT),
        ),
        // A sign of life, and so the call's own limit ends it.
        row(
            "comments only",
            Fault::KeepAlives(50),
            stream(),
            Timeout,
            1,
            "",
            Some(LIMIT),
        ),
        row(
            "few comments",
            Fault::KeepAlives(5000),
            stream(),
            Timeout,
            1,
            "",
            Some(IDLE),
        ),
        row(
            "broken chunks",
            Fault::BrokenChunks,
            stream(),
            Interrupted,
            1,
            BEGUN,
            None,
        ),
        row("cut gzip", Fault::CutGzip, stream(), Protocol, 1, "", None),
    ];
    let good = |name, fault, reply| Row {
        name,
        fault,
        reply,
        kind: None,
        posts: 1,
        text: "",
        takes: Some(Duration::ZERO),
    };
    let more = format!("{events}data: {{\"error\":{{\"message\":\"late\"}}}}\n\ndata: no JSON\n\n");
    rows.extend([
        good("never closed", Fault::Stall(usize::MAX), stream()),
        good(
            "data behind the end",
            Fault::Stall(usize::MAX),
            Reply::event_stream(more),
        ),
        good(
            "no type at all",
            Fault::Close(usize::MAX),
            Reply::raw(200, "text/plain", events.as_str()),
        ),
    ]);
    all(rows).await;
}

#[tokio::test]
async fn each_answer_that_is_no_stream_is_of_a_kind() {
    use ErrorKind::{Protocol, RateLimited, Server as Failed};
    let events = events();
    let begun = &events[..events
        .find(r#"data: {"id":"c","choices":[{"index":0,"delta":{"content":"ce"#)
        .unwrap()];
    let failed = format!(
        "{begun}data: {}\n\n",
        json!({ "error": { "code": 503, "message": "m" } })
    );
    let busy = json!({ "error": { "code": 429, "message": "busy" } });
    let page = "<!doctype html><title>Sign in</title>";
    let row = |name, reply, kind, posts, text| Row {
        name,
        fault: Fault::Close(usize::MAX),
        reply,
        kind: Some(kind),
        posts,
        text,
        takes: None,
    };
    all(vec![
        row(
            "a page",
            Reply::raw(200, "text/html", page),
            Protocol,
            1,
            "",
        ),
        row(
            "a page that fails",
            Reply::raw(502, "text/html", page),
            Failed,
            3,
            "",
        ),
        row(
            "events said to be JSON",
            Reply::raw(200, "application/json", events.as_str()),
            Protocol,
            1,
            "",
        ),
        // The status that it names, before anything of an answer.
        row(
            "an error with status 200",
            Reply::json(200, &busy),
            RateLimited,
            3,
            "",
        ),
        row(
            "an error as the first event",
            Reply::event_stream(format!("data: {busy}\n\n")),
            RateLimited,
            1,
            "",
        ),
        row(
            "an error among the events",
            Reply::event_stream(failed),
            Failed,
            1,
            BEGUN,
        ),
    ])
    .await;
}
