//! The host that all clients talk to: lean, on one thread, in a process of its own, and ended with its standard input.
//!
//! The first part of a request's path says what it answers: `small`, `large`, `note`, or a stream, such as
//! `accounts-64`: a document of 64 KiB in deltas of four bytes. `GET /last` gives the last request for a `note`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::Ipv4Addr;
use std::rc::Rc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

mod documents;
#[path = "../../../http_request.rs"]
mod http_request;
use http_request::request;

/// The bytes of a delta.
const DELTA: usize = 4;

#[derive(Default)]
struct State {
    answers: HashMap<(String, bool), Rc<Vec<u8>>>,
    streams: HashMap<String, Rc<Vec<u8>>>,
    last: Vec<u8>,
}

type Shared = Rc<RefCell<State>>;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        println!(
            "http://{}",
            listener.local_addr().expect("a bound listener")
        );
        let _ = std::io::stdout().flush();
        std::thread::spawn(|| {
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            std::process::exit(0);
        });
        let state = Shared::default();
        loop {
            if let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                tokio::task::spawn_local(serve(stream, state.clone()));
            }
        }
    });
}

/// Answers on one connection until either side ends it.
async fn serve(mut stream: TcpStream, state: Shared) -> Option<()> {
    let mut buffer = Vec::with_capacity(4096);
    loop {
        let (head, length) = loop {
            if let Some(found) = request(&buffer) {
                break found;
            }
            if stream.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
        };
        let name = document(buffer.get(..head)?)?;
        let body = buffer.get(head..head + length)?;
        match name.as_str() {
            "last" => {
                let answer = whole(&state.borrow().last);
                stream.write_all(&answer).await.ok()?;
            }
            "small" | "large" | "note" => {
                if name == "note" {
                    state.borrow_mut().last = body.to_vec();
                }
                let tools = asks_for_a_tool(body);
                let answer = state
                    .borrow_mut()
                    .answers
                    .entry((name.clone(), tools))
                    .or_insert_with(|| Rc::new(answer(&name, tools)))
                    .clone();
                stream.write_all(&answer).await.ok()?;
            }
            _ => {
                let events = state
                    .borrow_mut()
                    .streams
                    .entry(name.clone())
                    .or_insert_with(|| Rc::new(events(&name)))
                    .clone();
                stream.write_all(&events).await.ok()?;
            }
        }
        buffer.drain(..head + length);
    }
}

/// The first part of a request's path.
fn document(head: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(head).ok()?.lines().next()?;
    let path = line.split(' ').nth(1)?;
    // Some clients write the whole URL.
    let path = path
        .strip_prefix("http://")
        .map_or(path, |rest| rest.find('/').map_or("", |at| &rest[at..]));
    Some(path.split('/').nth(1)?.to_owned())
}

fn asks_for_a_tool(body: &[u8]) -> bool {
    body.windows(8).any(|part| part == b"\"tools\":")
}

/// A whole answer of chat, or the call of a tool for who asks by one.
fn answer(name: &str, tools: bool) -> Vec<u8> {
    let (text, kind) = match name {
        "small" => (documents::user(), "User"),
        "large" => (documents::accounts(64 << 10), "Accounts"),
        _ => (documents::NOTE.to_owned(), "VoiceNote"),
    };
    let text = serde_json::Value::String(text);
    let (message, reason) = if tools {
        (
            format!(
                r#"{{"role":"assistant","content":null,"tool_calls":[{{"id":"call_1","type":"function","function":{{"name":"{kind}","arguments":{text}}}}}]}}"#
            ),
            "tool_calls",
        )
    } else {
        (
            format!(r#"{{"role":"assistant","content":{text}}}"#),
            "stop",
        )
    };
    whole(
        format!(
            r#"{{"id":"chatcmpl-1","object":"chat.completion","created":1787697334,"model":"some/model","choices":[{{"index":0,"message":{message},"logprobs":null,"finish_reason":"{reason}"}}],"usage":{{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}}}"#
        )
        .as_bytes(),
    )
}

fn whole(body: &[u8]) -> Vec<u8> {
    let mut out = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    out.extend_from_slice(body);
    out
}

/// A document as a stream of events, in deltas of four bytes, each event in a chunk of its own, as hosts send them.
fn events(name: &str) -> Vec<u8> {
    let (kind, kib) = name.split_once('-').unwrap_or((name, "4"));
    let bytes = kib.parse::<usize>().unwrap_or(4) << 10;
    let text = match kind {
        "essay" => documents::essay(bytes),
        _ => documents::accounts(bytes),
    };
    let mut out =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
            .to_vec();
    let mut chunk = |event: &str| {
        out.extend_from_slice(format!("{:x}\r\n{event}\r\n", event.len()).as_bytes());
    };
    let event = |delta: &str, reason: &str| {
        format!(
            "data: {{\"id\":\"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012\",\"object\":\"chat.completion.chunk\",\"created\":1787697334,\
             \"model\":\"some/model\",\"choices\":[{{\"index\":0,\"delta\":{delta},\"logprobs\":null,\"finish_reason\":{reason}}}]}}\n\n"
        )
    };
    chunk(&event(r#"{"role":"assistant","content":""}"#, "null"));
    let mut rest = text.as_str();
    while !rest.is_empty() {
        // The documents are ASCII.
        let (now, later) = rest.split_at(DELTA.min(rest.len()));
        let now = serde_json::Value::String(now.to_owned());
        chunk(&event(&format!(r#"{{"content":{now}}}"#), "null"));
        rest = later;
    }
    chunk(&event("{}", "\"stop\""));
    chunk("data: [DONE]\n\n");
    out.extend_from_slice(b"0\r\n\r\n");
    out
}
