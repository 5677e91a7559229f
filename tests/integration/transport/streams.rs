//! Streams from a server that misbehaves: what each fault comes to, and what is kept of the answer.

use std::time::{Duration, Instant};

use json_mode::testing::{Fault, FaultServer, Reply, Server};
use json_mode::{Completion, Error, ErrorKind, PartialReader, Request, Retry, StreamLimits};
use serde_json::{Value, json};

use crate::support::{ALICE, User, alice, any_host};

/// How long a call may take, and how long a stream may pause.
const LIMIT: Duration = Duration::from_secs(2);
const IDLE: Duration = Duration::from_millis(400);

fn delta(content: &str, finish: Option<&str>) -> String {
    let choice = json!({ "index": 0, "delta": { "content": content }, "finish_reason": finish });
    format!("data: {}\n\n", json!({ "id": "c", "choices": [choice] }))
}

/// A stream as hosts send it: the value in four pieces, the reason of its end, and the end.
fn events() -> String {
    [
        &delta("", None),
        ": a comment\n\n",
        &delta(r#"{"name":"Ali"#, None),
        &delta(r#"ce","address":"42,"#, None),
        &delta(r" Wonderland Avenue", None),
        &delta(r#""}"#, None),
        &delta("", Some("stop")),
        "data: [DONE]\n\n",
    ]
    .concat()
}

/// The text in the events that are whole in a part of a stream.
fn heard(part: &str) -> String {
    let mut text = String::new();
    let (whole, _) = part.rsplit_once("\n\n").unwrap_or_default();
    for event in whole.split("\n\n") {
        let data = event.strip_prefix("data: ");
        if let Some(event) = data.and_then(|data| data.parse::<Value>().ok()) {
            text += event["choices"][0]["delta"]["content"].as_str().unwrap();
        }
    }
    text
}

fn request(server: &FaultServer) -> Request {
    let client = server
        .builder(any_host())
        .timeout(LIMIT)
        .stream_limits(StreamLimits::default().idle(IDLE))
        .build()
        .unwrap();
    client.chat("m").user("JSON")
}

async fn read(request: &Request) -> Result<Completion<User>, Error> {
    request.stream::<User>().await?.finish().await
}

/// How many bytes of a response stand before its body.
fn head_len(server: &FaultServer, body: &str) -> usize {
    server.response_len() - body.len()
}

/// The name in the partial that an error keeps, and the beginning of the address.
fn kept(error: &Error) -> (Option<String>, Option<String>) {
    let partial = error.partial::<User>().unwrap_or_default();
    (partial.name, partial.address)
}

/// The server's sockets are closed soon.
async fn closes(server: &FaultServer, what: &str) {
    let ended = Instant::now();
    while server.connections() > 0 && ended.elapsed() < Duration::from_secs(2) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let took = ended.elapsed();
    assert!(took < Duration::from_millis(100), "{what}: {took:?}");
}

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

#[tokio::test]
async fn a_stream_that_breaks_after_any_byte_keeps_its_part_and_is_paid_for_once() {
    let events = events();
    let reply = Reply::event_stream(events.as_str());
    let server = FaultServer::start(Fault::Silence, reply.clone());
    let (length, head) = (server.response_len(), head_len(&server, &events));
    drop(server);
    let said = format!("content-length: {}\r\n", events.len()).len();
    let stop = events.find("\"stop\"").unwrap();
    let finished = stop + events[stop..].find("\n\n").unwrap() + 2;
    for count in 0..length {
        for fault in [
            Fault::Reset(count),
            Fault::Close(count),
            Fault::CloseUnannounced(count),
        ] {
            let server = FaultServer::start(fault, reply.clone());
            let begins = match fault {
                Fault::CloseUnannounced(_) => head - said,
                _ => head,
            };
            let came = count.checked_sub(begins).map(|came| came.min(events.len()));
            // A clean end behind the reason of the end is one; a break is none before the last byte.
            let whole = matches!(fault, Fault::CloseUnannounced(_)) && came >= Some(finished);
            let result = read(&request(&server)).await;
            let posts = server.requests();
            match (&result, came) {
                (Ok(completion), _) => {
                    assert!(whole, "{fault:?}: a value of a part");
                    assert_eq!(completion.value, alice());
                    assert_eq!(posts, 1, "{fault:?}");
                }
                (Err(error), came) => {
                    assert!(!whole, "{fault:?}: {error}");
                    assert_eq!(error.kind(), ErrorKind::Interrupted, "{fault:?}: {error}");
                    assert_eq!(error.attempts().len(), posts, "{fault:?}");
                    let text = heard(&events[..came.unwrap_or_default()]);
                    if matches!(fault, Fault::Reset(_)) {
                        // It may take back what was on its way.
                        assert!(posts <= 3 && text.starts_with(error.text().unwrap_or_default()));
                        assert!(error.text().is_none() || posts == 1 || came.is_some());
                    } else {
                        assert_eq!(posts, if came.is_some() { 1 } else { 3 }, "{fault:?}");
                        assert_eq!(error.text().unwrap_or_default(), text, "{fault:?}");
                        let name = text.contains("Ali").then_some(());
                        assert_eq!(kept(error).0.is_some(), name.is_some(), "{fault:?}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_recorded_stream_that_breaks_after_any_byte_is_no_answer() {
    let Some(folder) = crate::support::shared() else {
        return;
    };
    let files = std::fs::read_dir(folder.join("wire/together")).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|kind| kind == "sse"));
    files.sort();
    let body = files
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .filter(|body| body.ends_with(b"[DONE]\n\n"))
        .min_by_key(Vec::len)
        .expect("a recorded stream");
    let server = Server::start();
    let client = server.builder(any_host()).build().unwrap();
    let text = client.chat("m").user("p");
    let mut longest = String::new();
    for cut in 0..body.len() - 1 {
        let reply = Reply::event_stream(body.clone()).broken_after(cut);
        server.expect("").reply(reply);
        let stream = text.text_stream().await.unwrap();
        let error = stream.finish().await.expect_err("a cut answer");
        assert_eq!(
            error.kind(),
            ErrorKind::Interrupted,
            "cut at {cut}: {error}"
        );
        assert_eq!(server.requests().len(), cut + 1);
        let now = error.text().unwrap_or_default();
        assert!(now.starts_with(&longest), "cut at {cut}");
        now.clone_into(&mut longest);
    }
    println!("{} bytes, text of {} bytes", body.len(), longest.len());
}

#[tokio::test]
async fn a_dropped_stream_closes_its_socket_at_once() {
    let events = events();
    for fault in [Fault::Stall(600), Fault::KeepAlives(20), Fault::Endless] {
        let server = FaultServer::start(
            fault,
            Reply::event_stream(events.replace("data: [DONE]\n\n", "")),
        );
        let mut stream = request(&server).stream::<User>().await.unwrap();
        if fault != Fault::KeepAlives(20) {
            assert!(stream.next().await.unwrap().is_some());
        }
        assert_eq!(server.connections(), 1, "{fault:?}");
        drop(stream);
        closes(&server, &format!("{fault:?}")).await;
    }
}

#[tokio::test]
async fn a_stream_holds_its_place_in_flight_until_it_ends() {
    let reply = Reply::event_stream(events());
    // Open until it is dropped, and open until its end was read.
    for ends in [false, true] {
        let server = if ends {
            FaultServer::start(Fault::Close(usize::MAX), reply.clone())
        } else {
            FaultServer::start_for(1, Fault::Stall(600), reply.clone())
        };
        let builder = server.builder(any_host()).max_in_flight(1);
        let client = builder.retry(Retry::NEVER).build().unwrap();
        let request = client.chat("m").user("JSON");
        let mut stream = request.stream::<User>().await.unwrap();
        assert!(stream.next().await.unwrap().is_some());
        let short = request.clone().timeout(Duration::from_millis(150));
        let error = short.stream::<User>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert_eq!(server.requests(), 1, "it was sent");
        if ends {
            assert_eq!(stream.finish().await.unwrap().value, alice());
        } else {
            drop(stream);
        }
        assert_eq!(read(&request).await.unwrap().value, alice());
        assert_eq!(server.requests(), 2);
    }
}

#[tokio::test]
async fn a_fault_before_a_stream_that_passes_leaves_a_value() {
    for fault in [Fault::Reset(0), Fault::Close(0), Fault::Close(10)] {
        let server = FaultServer::start_for(2, fault, Reply::event_stream(events()));
        let completion = read(&request(&server)).await.unwrap();
        assert_eq!(completion.value, alice(), "{fault:?}");
        assert_eq!((completion.attempts.len(), server.requests()), (3, 3));
    }
    // One that was asked for as a stream and comes whole is one as well.
    let server = FaultServer::start(Fault::Close(usize::MAX), Reply::chat(ALICE));
    assert_eq!(read(&request(&server)).await.unwrap().value, alice());
}
