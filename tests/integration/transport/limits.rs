use json_mode::testing::{Fault, FaultServer, Reply, Server};
use json_mode::{Client, ErrorKind, Limits, Provider};
use serde_json::json;

use super::body_len;
use crate::support::{ALICE, User, any_host, asking};

#[tokio::test]
async fn a_body_is_read_up_to_its_limit() {
    let body = json!({ "choices": [{ "message": { "content": ALICE } }] }).to_string();
    for (over, reads) in [(0, true), (1, false)] {
        let server = Server::start();
        let reply = Reply::raw(200, "application/json", body.clone());
        server.expect("").reply(reply);
        let limits = Limits::default().body_bytes(body.len() - over);
        let client = server.builder(any_host()).limits(limits).build().unwrap();
        let result = asking(&client).json::<User>().await;
        assert_eq!(result.is_ok(), reads);
        if let Err(error) = result {
            assert_eq!(error.kind(), ErrorKind::TooLarge);
            let expected = format!("is over {} bytes", body.len() - 1);
            assert!(error.to_string().contains(&expected), "{error}");
            assert_eq!(error.attempts().len(), 1);
        }
    }
}

#[tokio::test]
async fn a_body_without_an_end_has_one() {
    let server = FaultServer::start(Fault::Endless, Reply::chat(ALICE));
    let limits = Limits::default().body_bytes(4 << 20);
    let client = server.builder(any_host()).limits(limits).build().unwrap();
    let error = asking(&client).json::<User>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");

    // Of an error the beginning is enough.
    let reply = Reply::error(400, "no such model");
    let server = FaultServer::start(Fault::Endless, reply);
    let client = server.builder(any_host()).build().unwrap();
    let error = asking(&client).json::<User>().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Rejected, Some(400))
    );
    assert!(error.to_string().contains("no such model"), "{error}");
}

/// What comes of a call, and of a stream.
async fn both(server: &FaultServer, limits: Limits) -> [Result<(), json_mode::Error>; 2] {
    let client = server.builder(any_host()).limits(limits).build();
    let request = client.unwrap().chat("m").user("JSON");
    let whole = request.json::<User>().await.map(|_| ());
    [whole, request.stream::<User>().await.map(|_| ())]
}

/// An answer with so many headers: three stand in each.
fn with_headers(count: usize) -> Reply {
    let reply = Reply::chat(ALICE);
    (3..count).fold(reply, |reply, n| reply.header(&format!("x-{n}"), "v"))
}

#[tokio::test]
async fn headers_are_counted() {
    for (limit, count, reads) in [
        (None, 100, true),
        // This and over 100 is hyper's to count, which tells of it alike.
        (None, 101, false),
        (Some(200), 200, true),
        (Some(200), 201, false),
        (Some(20), 20, true),
        (Some(20), 21, false),
        (Some(0), 3, false),
        // What is kept has a bound of its own.
        (Some(usize::MAX), 10_000, true),
        (Some(usize::MAX), 10_001, false),
    ] {
        let server = FaultServer::start(Fault::Close(usize::MAX), with_headers(count));
        let limits = Limits::default();
        let limits = limit.map_or(limits, |limit| limits.headers(limit));
        for result in both(&server, limits.header_bytes(usize::MAX)).await {
            let kind = result.as_ref().err().map(json_mode::Error::kind);
            let expected = (!reads).then_some(ErrorKind::TooLarge);
            assert_eq!(kind, expected, "{count} of {limit:?}: {result:?}");
            if let Err(error) = result {
                println!("{count} headers, {limit:?} allowed: {error}");
                assert_eq!(error.attempts().len(), 1, "{error}");
            }
        }
        assert_eq!(server.requests(), 2, "one request each");
    }
}

#[tokio::test]
async fn headers_are_measured() {
    let reply = || Reply::chat(ALICE).header("x-long", &"v".repeat(1000));
    let length = body_len(&Reply::chat(ALICE)).to_string().len();
    let bytes = ["content-type: application/json\r\n", "content-length: \r\n"];
    let bytes = bytes.concat().len() + length + "x-long: \r\nconnection: close\r\n".len() + 1000;
    for (limit, reads) in [(bytes, true), (bytes - 1, false)] {
        let server = FaultServer::start(Fault::Close(usize::MAX), reply());
        let limits = Limits::default().header_bytes(limit);
        for result in both(&server, limits).await {
            assert_eq!(result.is_ok(), reads, "{limit}: {result:?}");
            if let Err(error) = result {
                assert_eq!(error.kind(), ErrorKind::TooLarge);
                let expected = format!("over {limit} bytes of headers");
                assert!(error.to_string().contains(&expected), "{error}");
            }
        }
    }
    // 64 KiB, if nothing else is said; and an error's are no exception.
    for (reply, more, kind) in [
        (reply(), 62 << 10, None),
        (reply(), 64 << 10, Some(ErrorKind::TooLarge)),
        (
            Reply::error(503, "down"),
            64 << 10,
            Some(ErrorKind::TooLarge),
        ),
    ] {
        let reply = reply.header("x-longer", &"v".repeat(more));
        let server = FaultServer::start(Fault::Close(usize::MAX), reply);
        for result in both(&server, Limits::default()).await {
            assert_eq!(result.err().map(|error| error.kind()), kind, "{more}");
        }
    }
}

#[tokio::test]
async fn a_head_without_an_end_has_one() {
    let server = FaultServer::start(Fault::EndlessHead, Reply::chat(ALICE));
    for result in both(&server, Limits::default()).await {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
        assert_eq!(error.attempts().len(), 1);
    }
}

#[tokio::test]
async fn depth_is_bounded_in_what_hosts_and_models_write() {
    use json_mode::{Reask, Value};
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let asked = async |reply: Reply| {
        let server = FaultServer::start(Fault::Close(usize::MAX), reply);
        let client = server.builder(any_host()).reask(Reask::NEVER).build();
        let request = client.unwrap().chat("m").user("JSON");
        request.json::<Value>().await
    };
    // The model's value: serde_json reads 127 lists within one another.
    assert!(asked(Reply::chat(nested(127))).await.is_ok());
    let error = asked(Reply::chat(nested(129))).await.unwrap_err();
    println!("a value 129 deep: {error}");
    assert_eq!(error.kind(), ErrorKind::Decode);
    // The host's own JSON, to any depth: what nobody asked for is passed over without recursion.
    let unread = |error: json_mode::Error| {
        let kind = error.kind();
        assert!(
            matches!(
                kind,
                ErrorKind::Protocol | ErrorKind::Decode | ErrorKind::Interrupted
            ),
            "{error}"
        );
    };
    for depth in [200, 1_000_000] {
        for body in [
            format!("{{\"choices\":{}}}", nested(depth)),
            format!("{{\"x\":{},\"choices\":[]}}", nested(depth)),
            nested(depth),
        ] {
            let whole = Reply::raw(200, "application/json", body.clone());
            let error = asked(whole).await.unwrap_err();
            if !matches!(error.kind(), ErrorKind::Filtered) {
                unread(error);
            }
            let failed = Reply::raw(400, "application/json", body.clone());
            let error = asked(failed).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
            let events = Reply::event_stream(format!("data: {body}\n\n"));
            let server = FaultServer::start(Fault::Close(usize::MAX), events);
            let client = server.builder(any_host()).reask(Reask::NEVER).build();
            let request = client.unwrap().chat("m").user("JSON");
            let stream = request.stream::<User>().await.unwrap();
            unread(stream.finish().await.unwrap_err());
        }
    }
}

#[tokio::test]
async fn answers_are_counted() {
    for (count, kind) in [(128, None), (129, Some(ErrorKind::TooLarge))] {
        let choice = json!({ "message": { "content": ALICE }, "finish_reason": "stop" });
        let server = Server::start();
        let choices = vec![choice; count];
        server.expect("").reply(Reply::chat_choices(choices));
        let client = server.client(any_host());
        let result = asking(&client).send::<User>().await;
        assert_eq!(result.err().map(|error| error.kind()), kind, "{count}");
    }
}

#[tokio::test]
async fn answers_of_a_stream_are_counted() {
    for (limit, number, kind) in [
        (128, 127, None),
        (128, 128, Some(ErrorKind::TooLarge)),
        (4, 3, None),
        (4, 4, Some(ErrorKind::TooLarge)),
        (usize::MAX, u64::MAX, Some(ErrorKind::TooLarge)),
    ] {
        let choice = |index| json!({ "index": index, "delta": { "content": ALICE }, "finish_reason": "stop" });
        let server = Server::start();
        let events = [json!({ "choices": [choice(0), choice(number)] })];
        server.expect("").reply(Reply::events(events));
        let limits = Limits::default().choices(limit);
        let client = server.builder(any_host()).limits(limits).build().unwrap();
        let stream = asking(&client).stream::<User>().await;
        let result = stream.unwrap().finish().await;
        assert_eq!(result.err().map(|error| error.kind()), kind, "{number}");
    }
}

#[tokio::test]
async fn what_is_compressed_unasked_is_not_expanded() {
    for encoding in ["gzip", "deflate", "br", "zstd"] {
        let server = Server::start();
        let reply = Reply::raw(200, "application/json", vec![0; 1 << 10]);
        server
            .expect("")
            .reply(reply.header("content-encoding", encoding));
        let client = server.client(any_host());
        let error = asking(&client).json::<User>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Protocol);
        assert!(error.to_string().contains(encoding), "{error}");
        // It is not asked for either.
        assert_eq!(server.requests()[0].header("accept-encoding"), None);
    }
}

#[test]
fn a_key_goes_over_tls_or_not_far() {
    let built = |url: &str| {
        Client::builder(any_host())
            .api_key("k")
            .base_url(url)
            .build()
    };
    for near in [
        "http://localhost:8080/v1",
        "http://LOCALHOST/v1",
        "http://vllm.localhost/v1",
        "http://localhost./v1",
        "http://127.0.0.1/v1",
        "http://127.9.9.9:1/v1",
        "http://[::1]:11434/v1",
        "http://[::ffff:127.0.0.1]/v1",
        "https://host/v1",
    ] {
        assert!(built(near).is_ok(), "{near}");
    }
    for far in [
        "http://host/v1",
        "http://10.0.0.1/v1",
        "http://128.0.0.1/v1",
        "http://[::2]/v1",
        "http://localhost.example.com/v1",
        "http://notlocalhost/v1",
        "http://127.0.0.1.example.com/v1",
        "http://0.0.0.0/v1",
    ] {
        let error = built(far).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{far}");
        assert!(error.to_string().contains("allow_http"), "{error}");
        let allowed = Client::builder(any_host())
            .base_url(far)
            .allow_http()
            .build();
        assert!(allowed.is_ok(), "{far}");
    }
    // What a provider is made with is no exception.
    assert!(
        Client::builder(Provider::compatible("http://host/v1"))
            .build()
            .is_err()
    );
}
