use std::time::{Duration, Instant};

use json_mode::testing::{Fault, FaultServer, Reply};
use json_mode::{Client, Error, ErrorKind, Retry};

use super::body_len;
use crate::support::{ALICE, User, alice, any_host, asking};

/// How long a call may take.
const LIMIT: Duration = Duration::from_secs(2);

/// What a call to such a server comes to.
async fn call(server: &FaultServer) -> Result<User, Error> {
    let client = server.builder(any_host()).timeout(LIMIT).build().unwrap();
    asking(&client).json::<User>().await
}

#[tokio::test]
async fn each_fault_is_of_a_kind_and_tried_so_often() {
    let half = FaultServer::start(Fault::Silence, Reply::chat(ALICE)).response_len() / 2;
    let mut calls = tokio::task::JoinSet::new();
    for (fault, kind, attempts) in [
        (Fault::Refuse, ErrorKind::Connect, 3),
        // A wait for an answer takes the call's time.
        (Fault::Silence, ErrorKind::Timeout, 1),
        (Fault::Reset(0), ErrorKind::Interrupted, 3),
        (Fault::Close(0), ErrorKind::Interrupted, 3),
        (Fault::Stall(0), ErrorKind::Timeout, 1),
        (Fault::Stall(40), ErrorKind::Timeout, 1),
        (Fault::Stall(300), ErrorKind::Timeout, 1),
        // Nothing says that more should have come, but the JSON.
        (Fault::CloseUnannounced(half), ErrorKind::Protocol, 1),
        (Fault::Stall(usize::MAX), ErrorKind::Timeout, 1),
        (Fault::Drip(20), ErrorKind::Timeout, 1),
        (Fault::KeepAlives(50), ErrorKind::Timeout, 1),
        (Fault::BrokenChunks, ErrorKind::Interrupted, 1),
        (Fault::CutGzip, ErrorKind::Protocol, 1),
    ] {
        calls.spawn(async move {
            let server = FaultServer::start(fault, Reply::chat(ALICE));
            let started = Instant::now();
            let error = call(&server).await.expect_err("a value");
            let elapsed = started.elapsed();
            println!(
                "{fault:?}: {:?} after {attempts} and {elapsed:?}",
                error.kind()
            );
            assert_eq!(error.kind(), kind, "{fault:?}: {error}");
            assert_eq!(error.attempts().len(), attempts, "{fault:?}: {error}");
            if fault != Fault::Refuse {
                assert_eq!(server.requests(), attempts, "{fault:?}");
            }
            if kind == ErrorKind::Timeout {
                assert!(
                    elapsed >= LIMIT && elapsed <= LIMIT.mul_f64(1.05),
                    "{fault:?}: {elapsed:?}"
                );
            }
            assert_eq!(error.text(), None, "{fault:?}");
            server
        });
    }
    // Stopping one takes a moment, which the others would count.
    let mut servers = Vec::new();
    while let Some(call) = calls.join_next().await {
        servers.push(call.unwrap());
    }
}

#[tokio::test]
async fn a_connection_that_does_not_stand_is_given_up() {
    // TLS is part of a connection, and here nobody answers to it. This takes the ten seconds.
    let server = FaultServer::start(Fault::Silence, Reply::chat(ALICE));
    let url = server.url().replace("http://", "https://");
    let builder = Client::builder(any_host()).base_url(url);
    let client = builder.retry(Retry::NEVER).build().unwrap();
    let started = Instant::now();
    let error = asking(&client).json::<User>().await.unwrap_err();
    let took = started.elapsed();
    println!("no connection after {took:?}");
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    let limit = Duration::from_secs(10);
    assert!(took >= limit && took <= limit.mul_f64(1.05), "{took:?}");
}

#[tokio::test]
async fn a_fault_that_passes_leaves_a_value() {
    for fault in [Fault::Reset(0), Fault::Close(0), Fault::Close(10)] {
        for times in [1, 2] {
            let server = FaultServer::start_for(times, fault, Reply::chat(ALICE));
            assert_eq!(call(&server).await.unwrap(), alice(), "{fault:?}");
            assert_eq!(server.requests(), times + 1);
        }
    }
}

#[tokio::test]
async fn a_break_after_any_byte_is_no_value_and_paid_for_once() {
    let whole = FaultServer::start(Fault::Silence, Reply::chat(ALICE));
    let (length, body) = (whole.response_len(), Reply::chat(ALICE));
    drop(whole);
    let head = length - body_len(&body);
    for count in 0..length {
        for fault in [Fault::Reset(count), Fault::Close(count)] {
            let server = FaultServer::start(fault, body.clone());
            let error = call(&server).await.expect_err("a value of a part");
            assert_eq!(error.kind(), ErrorKind::Interrupted, "{fault:?}: {error}");
            // An answer begins with its head; a reset may take back what was on its way.
            let tries = error.attempts().len();
            let once = count >= head;
            assert!(
                tries == if once { 1 } else { 3 }
                    || (tries <= 3 && matches!(fault, Fault::Reset(_))),
                "{fault:?}: {tries}"
            );
            assert_eq!(server.requests(), tries, "{fault:?}");
        }
    }
    let server = FaultServer::start(Fault::Close(length), body);
    assert_eq!(call(&server).await.unwrap(), alice());
}

#[tokio::test]
async fn a_stale_connection_is_replaced_without_a_word() {
    let server = FaultServer::start(Fault::Stale, Reply::chat(ALICE));
    let client = server.builder(any_host()).build().unwrap();
    for call in 1..=5 {
        let completion = asking(&client).send::<User>().await.unwrap();
        assert_eq!(completion.value, alice());
        assert!(completion.attempts.len() <= 2, "call {call}");
    }
}

#[tokio::test]
async fn a_dropped_call_closes_its_socket_at_once() {
    for fault in [Fault::Silence, Fault::Stall(200), Fault::Drip(1)] {
        let server = FaultServer::start(fault, Reply::chat(ALICE));
        let client = server
            .builder(any_host())
            .retry(Retry::NEVER)
            .build()
            .unwrap();
        let request = asking(&client);
        let call = tokio::time::timeout(Duration::from_millis(100), request.json::<User>());
        assert!(call.await.is_err(), "{fault:?}");
        let dropped = Instant::now();
        while server.connections() > 0 && dropped.elapsed() < Duration::from_secs(2) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let closed = dropped.elapsed();
        println!("{fault:?}: closed after {closed:?}");
        assert!(closed < Duration::from_millis(100), "{fault:?}: {closed:?}");
    }
}
