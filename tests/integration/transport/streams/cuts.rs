use std::time::Duration;

use json_mode::testing::{Fault, FaultServer, Reply, Server};
use json_mode::{ErrorKind, Retry};

use super::{closes, events, head_len, heard, read, request};
use crate::support::{ALICE, User, alice, any_host, asking};

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
                        let partial = error.partial::<User>().unwrap_or_default();
                        assert_eq!(partial.name.is_some(), text.contains("Ali"), "{fault:?}");
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
    let text = asking(&client);
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
        let request = asking(&client);
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
