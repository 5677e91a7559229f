use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use json_mode::blocking::{Client, Request};
use json_mode::testing::{Fault, FaultServer, Reply, Server};
use json_mode::{Error, ErrorKind, Reask, Retry, Schema, StreamEvent};
use serde_json::{Value, json};

use crate::support::{ALICE, User, alice, any_host};

fn client(server: &Server) -> Client {
    server.builder(any_host()).build_blocking().unwrap()
}

fn asks(client: &Client) -> Request {
    client.chat("m").user("JSON")
}

#[test]
fn each_way_to_ask_is_there_and_needs_no_runtime() {
    assert!(tokio::runtime::Handle::try_current().is_err());
    let server = Server::start();
    let answers = |reply: Reply| {
        server.expect("/chat/completions").reply(reply);
    };
    let request = asks(&client(&server)).temperature(0.5);

    answers(Reply::chat(ALICE));
    assert_eq!(request.json::<User>().unwrap(), alice());
    // The bytes are those of the other client.
    let other = server.client(any_host()).chat("m").user("JSON");
    let body = other.temperature(0.5).body::<User>().unwrap();
    assert_eq!(request.body::<User>().unwrap(), body);
    assert_eq!(server.requests()[0].body, body.parse::<Value>().unwrap());

    answers(Reply::chat(ALICE));
    let completion = request.send::<User>().unwrap();
    assert_eq!((completion.value, completion.attempts.len()), (alice(), 1));

    let schema = Schema::from_value(json!({ "type": "array" })).unwrap();
    answers(Reply::chat("[1]"));
    assert_eq!(request.value(&schema).unwrap(), json!([1]));
    answers(Reply::chat("[2]"));
    assert_eq!(request.send_value(&schema).unwrap().value, json!([2]));
    answers(Reply::chat("hello"));
    assert_eq!(request.text().unwrap().value, "hello");
}

#[test]
fn streams_are_iterators() {
    let server = Server::start();
    let request = asks(&client(&server));
    let pieces = [
        r#"{"name":"Ali"#,
        r#"ce","address":"42,"#,
        r#" Wonderland Avenue"}"#,
    ];
    let replies = |reply: Reply| {
        server.expect("/chat/completions").reply(reply);
    };

    replies(Reply::chat_stream(pieces).pace(Duration::from_millis(5)));
    let mut stream = request.stream::<User>().unwrap();
    let mut names = Vec::new();
    for snapshot in &mut stream {
        names.push(snapshot.unwrap().name.unwrap_or_default());
    }
    assert!(names.windows(2).all(|pair| pair[1].starts_with(&pair[0])));
    assert_eq!(names.last().unwrap(), "Alice");
    assert!(names.len() > 1, "{names:?}");
    assert_eq!(stream.partial().name.as_deref(), Some("Alice"));
    assert_eq!(stream.finish().unwrap().value, alice());

    replies(Reply::chat_stream(pieces));
    let mut stream = request.stream::<User>().unwrap();
    let mut completed = Vec::new();
    while let Some(event) = stream.next_event().unwrap() {
        if let StreamEvent::Completed { path, .. } = event {
            completed.push(path);
        }
    }
    assert!(completed.contains(&"/address".to_owned()), "{completed:?}");
    assert_eq!(stream.finish().unwrap().value, alice());

    replies(Reply::chat_stream(pieces));
    let mut stream = request.stream::<User>().unwrap();
    while stream.update().unwrap().is_some() {}
    assert_eq!((stream.text(), &*stream.path()), (ALICE, ""));

    replies(Reply::chat_stream(pieces));
    let mut stream = request.stream::<User>().unwrap();
    let deltas: Result<Vec<_>, Error> = stream.text_deltas().collect();
    let text: String = deltas.unwrap().iter().map(|delta| &*delta.text).collect();
    assert_eq!(text, ALICE);

    let list = format!("[{ALICE},{ALICE}]");
    replies(Reply::chat_stream([&list[..60], &list[60..]]));
    let mut items = request.items::<User>().unwrap();
    let users: Result<Vec<User>, Error> = items.by_ref().collect();
    assert_eq!(users.unwrap(), [alice(), alice()]);
    assert_eq!(items.finish().unwrap().value.len(), 2);

    replies(Reply::chat_stream([&list]));
    let items = request.items_at::<Vec<User>, User>("").unwrap();
    assert_eq!(items.map(Result::unwrap).count(), 2);

    replies(Reply::chat_stream(["one ", "two"]));
    let mut text = request.text_stream().unwrap();
    let said: String = text.by_ref().map(|delta| delta.unwrap().text).collect();
    assert_eq!(
        (&*said, &*text.finish().unwrap().value),
        ("one two", "one two")
    );
}

#[test]
fn an_iterator_ends_after_its_error() {
    let server = Server::start();
    let pieces = [&ALICE[..20], &ALICE[20..]];
    // What came together with the end is shown before it.
    for pause in [Duration::ZERO, Duration::from_millis(5)] {
        let broken = || Reply::chat_stream(pieces).pace(pause).broken_after(400);
        let replies = |count| (0..count).for_each(|_| server.expect("").reply(broken()));
        replies(2);
        let request = asks(&client(&server));
        let mut stream = request.stream::<User>().unwrap();
        let mut results: Vec<_> = stream.by_ref().collect();
        let error = results.pop().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted);
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        assert!(stream.next().is_none());
        let mut text = request.text_stream().unwrap();
        let mut results: Vec<_> = text.by_ref().collect();
        assert!(results.pop().unwrap().is_err());
        assert!(results.iter().all(Result::is_ok));
        assert!(text.next().is_none());
    }
}

#[test]
fn limits_of_time_and_retries_hold_without_a_runtime() {
    let server = FaultServer::start(Fault::Silence, Reply::chat(ALICE));
    let limit = Duration::from_millis(300);
    let client = server.builder(any_host()).build_blocking().unwrap();
    let started = Instant::now();
    let error = asks(&client).timeout(limit).json::<User>().unwrap_err();
    let took = started.elapsed();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(took >= limit && took < 2 * limit, "{took:?}");

    let server = Server::start();
    for reply in [
        Reply::error(503, "down"),
        Reply::chat("[]"),
        Reply::chat(ALICE),
    ] {
        server.expect("").reply(reply);
    }
    let wait = Duration::from_millis(50);
    let builder = server.builder(any_host()).reask(Reask::default());
    let builder = builder.retry(Retry::default().first_delay(wait));
    let client = builder.build_blocking().unwrap();
    let completion = asks(&client).send::<User>().unwrap();
    assert_eq!(completion.value, alice());
    assert_eq!(completion.attempts.len(), 3);
}

#[test]
fn a_stream_that_is_dropped_closes_its_socket() {
    let events =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"{\\\"name\\\":\\\"Al\"}}]}\n\n";
    for fault in [Fault::Stall(usize::MAX), Fault::KeepAlives(20)] {
        let server = FaultServer::start(fault, Reply::event_stream(events));
        let client = server.builder(any_host()).build_blocking().unwrap();
        let mut stream = asks(&client).stream::<User>().unwrap();
        if fault == Fault::Stall(usize::MAX) {
            let partial = stream.update().unwrap().unwrap();
            assert_eq!(partial.name.as_deref(), Some("Al"));
        }
        assert_eq!(server.connections(), 1);
        drop(stream);
        let dropped = Instant::now();
        while server.connections() > 0 && dropped.elapsed() < Duration::from_secs(2) {
            thread::sleep(Duration::from_millis(1));
        }
        let took = dropped.elapsed();
        println!("{fault:?}: closed after {took:?}");
        assert!(took < Duration::from_millis(100), "{fault:?}: {took:?}");
    }
}

#[test]
fn many_threads_share_a_client() {
    const THREADS: usize = 16;
    const CALLS: usize = 8;
    let server = Server::start();
    server.expect("").any_times().reply(Reply::chat(ALICE));
    let client = server.builder(any_host()).max_in_flight(4);
    let client = client.build_blocking().unwrap();
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let client = client.clone();
            thread::spawn(move || {
                // What others say to this thread does not disturb its calls.
                thread::current().unpark();
                for _ in 0..CALLS {
                    assert_eq!(asks(&client).json::<User>().unwrap(), alice());
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(server.requests().len(), THREADS * CALLS);
}

#[test]
fn within_an_async_runtime_it_is_an_error_that_says_so() {
    let server = Server::start();
    server.expect("").any_times().reply(Reply::chat(ALICE));
    let client = client(&server);
    let mut one = tokio::runtime::Builder::new_current_thread();
    let mut many = tokio::runtime::Builder::new_multi_thread();
    for builder in [&mut one, many.worker_threads(2)] {
        let runtime = builder.enable_all().build().unwrap();
        let before = server.requests().len();
        let refused = |result: Result<User, Error>| {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{error}");
            assert!(error.to_string().contains("async runtime"), "{error}");
        };
        runtime.block_on(async {
            refused(asks(&client).json());
            let within = client.clone();
            let task = tokio::spawn(async move { asks(&within).json() });
            refused(task.await.unwrap());
            // The task's budget is its own again: it goes on as before.
            for _ in 0..1000 {
                tokio::task::yield_now().await;
            }
            assert_eq!(server.requests().len(), before, "something was sent");
            // A thread that may block, though it belongs to the runtime.
            let within = client.clone();
            let blocking = tokio::task::spawn_blocking(move || asks(&within).json::<User>());
            assert_eq!(blocking.await.unwrap().unwrap(), alice());
            // The same client, as it is used there.
            let other = json_mode::Client::from(client.clone());
            let request = other.chat("m").user("JSON");
            assert_eq!(request.json::<User>().await.unwrap(), alice());
        });
        // No task runs here, though the thread is the runtime's.
        let _within = runtime.enter();
        assert_eq!(asks(&client).json::<User>().unwrap(), alice());
    }
}

#[test]
fn a_stream_may_be_dropped_within_an_async_runtime() {
    let server = Server::start();
    server.expect("").reply(Reply::chat_stream([ALICE]));
    let stream = asks(&client(&server)).stream::<User>().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(async move { drop(stream) });
}

/// The methods of a request that are seen from outside, in these sources.
fn methods(sources: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for source in sources {
        let source = source.split("#[cfg(test)]").next().unwrap();
        // Those that a macro makes are a name, a colon or a list of arguments, and a type.
        let listed = source
            .split("\nfields! {")
            .nth(1)
            .or(source.split("\nsetters! {").nth(1));
        let listed = listed
            .and_then(|rest| rest.split("\n}").next())
            .unwrap_or_default();
        for line in listed
            .lines()
            .map(str::trim)
            .filter(|line| line.ends_with(';'))
        {
            found.insert(line.split([':', '(', '[']).next().unwrap().to_owned());
        }
        for line in source.lines().map(str::trim) {
            let name = line
                .strip_prefix("pub async fn ")
                .or(line.strip_prefix("pub fn "));
            if let Some(name) = name.filter(|name| !name.starts_with('$')) {
                found.insert(name.split(['(', '<']).next().unwrap().to_owned());
            }
        }
    }
    found
}

#[test]
fn a_request_has_all_that_the_other_has() {
    let other = methods(&[
        include_str!("../../sdk/src/request/mod.rs"),
        include_str!("../../sdk/src/request/setters.rs"),
        include_str!("../../sdk/src/request/params.rs"),
        include_str!("../../sdk/src/request/document.rs"),
        include_str!("../../sdk/src/request/stream/mod.rs"),
    ]);
    let blocking = methods(&[include_str!("../../sdk/src/blocking/request.rs")]);
    assert!(other.len() > 40, "{other:?}");
    assert_eq!(other, blocking);
}
