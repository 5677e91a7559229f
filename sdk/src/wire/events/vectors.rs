//! The standard's cases from a folder beside this repository: each as it was cut, whole, byte by byte and, where it is
//! short, at every place.

use std::path::PathBuf;

use base64::Engine as _;
use serde_json::Value;

use super::{Bytes, Decoder, TooLong};

const LIMIT: usize = 128 << 20;

/// What the standard keeps for who reconnects: read here so that every case can be compared to the end.
#[derive(Debug, Default)]
pub(super) struct Ids {
    pending: Option<String>,
    last: String,
    retry: Option<u64>,
}

impl Ids {
    pub(super) fn field(&mut self, field: &[u8], value: &[u8]) {
        let text = String::from_utf8_lossy(value);
        if field == b"id" {
            if !value.contains(&0) {
                self.pending = Some(text.into_owned());
            }
        } else if !value.is_empty() && value.iter().all(u8::is_ascii_digit) {
            self.retry = text.parse().ok();
        }
    }

    pub(super) fn settle(&mut self) {
        if let Some(id) = self.pending.take() {
            self.last = id;
        }
    }
}

#[derive(Debug, Default, PartialEq)]
struct Read {
    events: Vec<(String, String, String)>,
    last_id: String,
    retry: Option<u64>,
}

fn read<'b>(pieces: impl IntoIterator<Item = &'b [u8]>) -> Read {
    let mut decoder = Decoder::new(LIMIT);
    let mut events = Vec::new();
    for piece in pieces {
        decoder.push(Bytes::copy_from_slice(piece));
        while let Some(event) = decoder.next().expect("an event within the limit") {
            let name = if event.name.is_empty() {
                "message"
            } else {
                event.name
            };
            let (name, data) = (name.to_owned(), event.data.to_owned());
            events.push((name, data, decoder.ids.last.clone()));
        }
    }
    Read {
        events,
        last_id: decoder.ids.last,
        retry: decoder.ids.retry,
    }
}

fn expected(case: &Value) -> Read {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let event = |event: &Value| {
        (
            text(&event["type"]),
            text(&event["data"]),
            text(&event["id"]),
        )
    };
    Read {
        events: case["events"]
            .as_array()
            .expect("a list")
            .iter()
            .map(event)
            .collect(),
        last_id: text(&case["last_event_id"]),
        retry: case["retry"].as_u64(),
    }
}

#[allow(clippy::print_stderr, reason = "a test that is skipped says so")]
fn cases() -> Option<Vec<Value>> {
    let Some(folder) = std::env::var_os("JSON_MODE_SHARED") else {
        eprintln!("skipped: JSON_MODE_SHARED is not set");
        return None;
    };
    let path = PathBuf::from(folder).join("data/sse/vectors.jsonl");
    let text = std::fs::read_to_string(path).expect("the cases");
    let cases: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    assert_eq!(cases.len(), 212);
    Some(cases)
}

fn bytes(value: &Value) -> Vec<u8> {
    base64::engine::general_purpose::STANDARD
        .decode(value.as_str().expect("base64"))
        .expect("base64")
}

#[test]
fn every_case_is_read_alike_however_it_is_cut() {
    let Some(cases) = cases() else { return };
    let (mut stored, mut made) = (0, 0);
    for case in &cases {
        let name = &case["name"];
        if let Some(made_of) = case.get("gen") {
            made += 1;
            let count =
                usize::try_from(made_of["count"].as_u64().expect("a count")).expect("a size");
            let mut body = bytes(&made_of["prefix_b64"]);
            body.extend(bytes(&made_of["repeat_b64"]).repeat(count));
            body.extend(bytes(&made_of["suffix_b64"]));
            for size in [usize::MAX, 8192, 1] {
                if size == 1 && body.len() > 1 << 20 {
                    continue;
                }
                let found = read(body.chunks(size.min(body.len())));
                let total: usize = found.events.iter().map(|(_, data, _)| data.len()).sum();
                let wanted = &case["expect_counts"];
                assert_eq!(wanted["events"], found.events.len(), "{name}");
                assert_eq!(wanted["data_len_total_bytes"], total, "{name}");
            }
            continue;
        }
        stored += 1;
        let body = bytes(&case["bytes_b64"]);
        let wanted = expected(case);
        assert_eq!(read([&*body]), wanted, "{name}, whole");
        assert_eq!(read(body.chunks(1)), wanted, "{name}, byte by byte");
        if let Some(lengths) = case["chunk_lens"].as_array() {
            let mut rest = &*body;
            let mut pieces = Vec::new();
            for length in lengths {
                let length = usize::try_from(length.as_u64().expect("a length")).expect("a size");
                let (piece, behind) = rest.split_at(length);
                pieces.push(piece);
                rest = behind;
            }
            pieces.push(rest);
            assert_eq!(read(pieces), wanted, "{name}, as it was cut");
        }
        if body.len() <= 256 {
            for cut in 0..=body.len() {
                let (a, b) = body.split_at(cut);
                assert_eq!(read([a, b]), wanted, "{name}, cut at {cut}");
            }
        }
    }
    assert_eq!((stored, made), (207, 5));
}

#[test]
fn an_event_over_the_limit_is_an_error_and_no_memory() {
    let over = |body: &[u8], size: usize| {
        let mut decoder = Decoder::new(64);
        for piece in body.chunks(size) {
            decoder.push(Bytes::copy_from_slice(piece));
            loop {
                match decoder.next() {
                    Ok(Some(_)) => {}
                    Ok(None) => break,
                    Err(TooLong) => return true,
                }
            }
        }
        false
    };
    let line = format!("data:{}\n\n", "x".repeat(65));
    let lines = format!("{}\n", "data:xxxxxxxx\n".repeat(8));
    let comment = format!(":{}", "x".repeat(100));
    let name = format!("event:{}\ndata:\n\n", "x".repeat(65));
    for body in [&line, &lines, &comment, &name] {
        for size in [1, 7] {
            assert!(over(body.as_bytes(), size), "{body:?} in pieces of {size}");
        }
    }
    let small = "data:xxxxxxxx\n\n".repeat(100);
    assert!(!over(small.as_bytes(), 1) && !over(small.as_bytes(), 4096));
}

#[test]
fn a_byte_that_is_no_text_is_a_sign_for_it() {
    let read = read([
        &b"data: a\xFFb\xE2\x82\ndata: \xF0\x9F\n\n"[..],
        b"data: c\n\n",
    ]);
    let data: Vec<&str> = read.events.iter().map(|(_, data, _)| &**data).collect();
    assert_eq!(data, ["a\u{FFFD}b\u{FFFD}\n\u{FFFD}", "c"]);
}
