//! Streams of the emulated hosts: in the shape that was recorded, and in writes as networks make them.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use json_mode::testing::{Emulator, Reply, Writes};
use json_mode::{ErrorKind, Provider};
use serde_json::{Value, json};

use super::files::{host, marked};
use super::others;
use super::{KEY, chat_path, post};
use crate::stream::recorded::{FAILURES, WHOLE};
use crate::support::{User, asking, asking_once, shared};

/// What the events of a stream are, in a letter each thing that they say; equal neighbours once.
fn skeleton(body: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in body.lines().filter(|line| !line.is_empty()) {
        let said = match line.strip_prefix("data:") {
            None => "comment".to_owned(),
            Some(data) if data.trim() == "[DONE]" => "done".to_owned(),
            Some(data) => event(&serde_json::from_str(data).unwrap()),
        };
        // Another choice, whose events stand between.
        if said.is_empty() {
            continue;
        }
        if out.last() != Some(&said) {
            out.push(said);
        }
    }
    out
}

/// `role`, `thought`, `text`, `open` or `end` for an unsaid or said finish reason, `usage`, `last` for an object of another name.
fn event(chunk: &Value) -> String {
    let mut said = Vec::new();
    let counted = chunk["usage"].is_object();
    match &chunk["choices"][0] {
        Value::Null => said.push("none"),
        choice if choice["index"].as_u64().is_some_and(|index| index > 0) => return String::new(),
        choice => {
            let delta = &choice["delta"];
            let thoughts = ["reasoning", "reasoning_content"].map(|name| &delta[name]);
            let parts = delta["content"].to_string();
            if delta["role"].is_string() {
                said.push("role");
            }
            if parts.contains("\"thinking\"")
                || thoughts
                    .iter()
                    .any(|text| text.as_str().is_some_and(|text| !text.is_empty()))
            {
                said.push("thought");
            } else if !matches!(parts.as_str(), "null" | "\"\"") {
                said.push("text");
            }
            match choice.get("finish_reason") {
                None => {}
                Some(Value::Null) => said.push("open"),
                Some(_) => said.push("end"),
            }
        }
    }
    if counted {
        said.push("usage");
    }
    if chunk["object"]
        .as_str()
        .is_some_and(|name| name.ends_with(".done"))
    {
        said.push("last");
    }
    said.join(" ")
}

/// Recorded streams that are an ordinary answer: the emulated host's have the same events in the same order.
#[tokio::test]
async fn the_events_are_those_that_were_recorded() {
    let Some(wire) = shared().map(|folder| folder.join("wire")) else {
        return;
    };
    let (mut reproduced, mut other) = (Vec::new(), Vec::new());
    for file in marked(&wire).keys().filter(|file| file.ends_with(".sse")) {
        let Some(recorded) = WHOLE.iter().find(|whole| whole.file == file) else {
            continue;
        };
        // A printed excerpt, and a gateway that is not named.
        let of_no_host = file.contains("doc_minimal") || file.starts_with("dashscope/");
        if of_no_host || others::is_here(file) {
            continue;
        }
        let text = std::fs::read_to_string(wire.join(file)).unwrap();
        let provider = host(file);
        let mut emulator = Emulator::new(provider.clone()).chunk_chars(8);
        if let Some(reasoning) = recorded.reasoning {
            emulator = emulator.reasoning(reasoning);
        }
        let server = emulator.start();
        let count = if file.contains("three_choices") { 3 } else { 1 };
        let counted = skeleton(&text).iter().any(|event| event.contains("usage"));
        let body = json!({ "model": "m", "stream": true, "n": count, "messages": [{ "role": "user", "content": "x" }],
            "stream_options": { "include_usage": counted } });
        // Azure reads the key elsewhere.
        let keys = [KEY[0], ("api-key", "test-key")];
        let (status, answer) = post(&server, &chat_path(&provider), &keys, &body).await;
        assert_eq!(status, 200, "{file}: {answer}");
        let (mut wanted, mut found) = (skeleton(&text), skeleton(&answer));
        if file.starts_with("groq/") {
            // A recording that was shortened before its count of tokens.
            for events in [&mut wanted, &mut found] {
                events
                    .iter_mut()
                    .for_each(|event| *event = event.replace(" usage", ""));
            }
        }
        if found == wanted {
            reproduced.push(file.clone());
        } else {
            other.push(format!("{file}: {found:?} for {wanted:?}"));
        }
    }
    println!("{} reproduced: {reproduced:?}", reproduced.len());
    assert!(other.is_empty(), "{}", other.join("\n"));
    assert!(reproduced.len() >= 12, "{reproduced:?}");
}

/// Every marked stream, sent by the host that it is of, in every way of writing it: what is read is the same.
#[tokio::test]
async fn every_marked_stream_is_read_however_it_is_written() {
    let Some(wire) = shared().map(|folder| folder.join("wire")) else {
        return;
    };
    let mut count = 0;
    for file in marked(&wire).keys().filter(|file| file.ends_with(".sse")) {
        let body = std::fs::read(wire.join(file)).unwrap();
        let whole = WHOLE.iter().find(|whole| whole.file == file);
        let failure = FAILURES.iter().find(|(name, ..)| name == file);
        assert!(whole.is_some() || failure.is_some(), "{file} has no line");
        for writes in [
            Writes::Whole,
            Writes::Events,
            Writes::Bytes(1),
            Writes::Bytes(700),
            Writes::Mixed,
        ] {
            let native = file.contains("inference") || file.starts_with("tgi");
            let provider = if native {
                Provider::DEEPINFRA
            } else {
                host(file)
            };
            let server = Emulator::new(provider.clone()).writes(writes).start();
            server.expect("").reply(Reply::event_stream(body.clone()));
            let client = asking_once(&server, provider);
            let request = match native {
                true => client.inference("m").prompt("p"),
                false => asking(&client),
            };
            let story = format!("{file}, {writes:?}");
            let ended = async {
                let mut stream = request.text_stream().await?;
                while stream.next().await?.is_some() {}
                stream.finish().await
            }
            .await;
            match (ended, whole, failure) {
                (Ok(completion), Some(whole), _) => {
                    let text = completion.text;
                    let same =
                        text == whole.text || whole.text.is_empty() && text.trim().starts_with('{');
                    assert!(same, "{story}: {text}");
                    assert_eq!(completion.reasoning.as_deref(), whole.reasoning, "{story}");
                }
                (Err(error), _, Some((_, kind, words, _))) => {
                    assert_eq!(error.kind(), *kind, "{story}: {error}");
                    assert!(error.to_string().contains(words), "{story}: {error}");
                }
                (ended, ..) => panic!("{story}: {ended:?}"),
            }
            count += 1;
        }
    }
    println!("{count} streams read");
    assert!(count >= 90, "{count}");
}

/// The chunks of a body as they stand on the socket, one a write, and the request's own headers as they were received.
fn chunks(writes: Writes) -> Vec<Vec<u8>> {
    let server = Emulator::new(Provider::OPENAI).writes(writes).start();
    let body =
        json!({ "model": "m", "stream": true, "messages": [{ "role": "user", "content": "x" }] })
            .to_string();
    let address = server.url();
    let address = address
        .trim_start_matches("http://")
        .trim_end_matches("/v1");
    let mut socket = TcpStream::connect(address).unwrap();
    let request = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer test-key\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).unwrap();
    let head = answer
        .windows(4)
        .position(|end| end == b"\r\n\r\n")
        .unwrap();
    let mut rest = &answer[head + 4..];
    let mut out = Vec::new();
    loop {
        let end = rest.windows(2).position(|end| end == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return out;
        }
        out.push(rest[end + 2..end + 2 + size].to_vec());
        rest = &rest[end + 4 + size..];
    }
}

#[test]
fn an_event_comes_in_several_writes_and_several_in_one() {
    let whole = chunks(Writes::Whole);
    assert_eq!(whole.len(), 1);
    let text = whole.concat();
    let is_event = |chunk: &Vec<u8>| chunk.ends_with(b"\n\n");
    let ends = |chunk: &Vec<u8>| chunk.windows(2).filter(|end| *end == b"\n\n").count();

    let events = chunks(Writes::Events);
    assert!(events.len() > 5 && events.iter().all(is_event));
    assert!(events.iter().all(|event| ends(event) == 1));
    let bytes = chunks(Writes::Bytes(1));
    assert_eq!(bytes.len(), text.len());
    let mixed = chunks(Writes::Mixed);
    assert!(
        mixed.iter().any(|chunk| ends(chunk) == 0),
        "an event in several writes"
    );
    assert!(
        mixed.iter().any(|chunk| ends(chunk) > 1),
        "several events in one write"
    );
    for other in [events, bytes, mixed] {
        assert_eq!(other.concat(), text);
    }
}

/// Hosts compress for those who ask for it.
#[tokio::test]
async fn nobody_asks_for_compression() {
    let server = Emulator::new(Provider::TOGETHER).start();
    let client = server.client(Provider::TOGETHER);
    let stream = client.chat("m").user("x").stream::<User>().await;
    stream.unwrap().finish().await.unwrap();
    let request = &server.requests()[0];
    assert_eq!(request.header("accept-encoding"), None);
    // One that comes all the same is told, not misread.
    let server = Emulator::new(Provider::TOGETHER).start();
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 0xff, 0xff];
    server
        .expect("")
        .reply(Reply::raw(200, "application/json", gzip).header("content-encoding", "gzip"));
    let client = asking_once(&server, Provider::TOGETHER);
    let error = client.chat("m").user("x").json::<User>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Protocol, "{error}");
}
