//! Streams of the hosts from a folder beside this repository: each file, and what becomes of it.
//!
//! A new `.sse` file fails the test until it has its line here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use json_mode::testing::{Reply, Server};
use json_mode::{Completion, DeltaKind, Error, ErrorKind, FinishReason};
use serde_json::Value;

use crate::support::{any_host, asking, asking_once, shared};

const STOP: Option<FinishReason> = Some(FinishReason::Stop);

/// Of the prompt, of the answer, of both, of reasoning.
type Counts = (u64, u64, u64, Option<u64>);

pub struct Whole {
    pub file: &'static str,
    pub text: &'static str,
    pub reasoning: Option<&'static str>,
    finish: Option<FinishReason>,
    usage: Option<Counts>,
}

const fn whole(
    file: &'static str,
    text: &'static str,
    reasoning: Option<&'static str>,
    finish: Option<FinishReason>,
    usage: Option<Counts>,
) -> Whole {
    Whole {
        file,
        text,
        reasoning,
        finish,
        usage,
    }
}

#[rustfmt::skip]
pub const WHOLE: &[Whole] = &[
    whole("dashscope/chat_stream_nospace.sse", r#"{"ok": true}"#, Some("Okay"), STOP, None),
    whole("deepinfra/chat_stream.sse", r#"{"name": "Penicillin", "country": "UK", "year": 1928}"#, None, STOP, Some((38, 21, 59, None))),
    whole("deepinfra/chat_stream_doc_minimal.sse", "Hello", None, STOP, Some((10, 5, 15, None))),
    whole("deepinfra/completions_stream.sse", r#"{"capital": "Paris"}"#, None, STOP, Some((17, 8, 25, None))),
    whole("deepinfra/inference_stream.sse", ", where every time", None, STOP, Some((0, 5, 5, None))),
    whole("deepinfra/inference_stream_nospace.sse", "Hello!", None, STOP, Some((0, 2, 2, None))),
    whole("deepseek/chat_stream.sse", r#"{"answer": "Nile"}"#, Some("We need"), STOP, Some((18, 219, 237, Some(205)))),
    whole("fireworks/chat_stream.sse", r#"{"winner": "Barack Obama"}"#, None, STOP, Some((28, 10, 38, None))),
    whole("groq/chat_stream.sse", r#"{"city": "Mexico City"}"#, None, STOP, Some((45, 662, 707, None))),
    whole("groq/chat_stream_reasoning.sse", r#"{"n": 3}"#, Some("Okay,"), STOP, None),
    whole("llamacpp/chat_stream.sse", r#"{"city": "Paris"}"#, Some(" it"), STOP, Some((17, 28, 45, None))),
    whole("mistral/chat_stream.sse", r#"{"city": "Mexico City"}"#, None, STOP, Some((13, 8, 21, None))),
    whole("mistral/chat_stream_thinking.sse", "2 + 2 = 4", Some("The user is asking for 2+2. This is basic arithmetic. 2+2=4."), STOP, Some((10, 46, 56, None))),
    whole("openai/azure_stream.sse", r#"{"capital":"Paris"}"#, None, STOP, None),
    whole("openai/chat_stream.sse", r#"{"city":"San Francisco","temperature":61,"units":"f"}"#, None, STOP, Some((79, 14, 93, Some(0)))),
    whole("openai/chat_stream_json_mode.sse", "", None, STOP, Some((19, 177, 196, Some(0)))),
    whole("openai/chat_stream_three_choices.sse", r#"{"city":"San Francisco","temperature":65,"units":"f"}"#, None, STOP, Some((79, 42, 121, Some(0)))),
    whole("openrouter/chat_stream.sse", r#"{"ok": true}"#, Some("ABC"), STOP, Some((12, 20, 32, None))),
    whole("perplexity/chat_stream.sse", r#"{"ok": true}"#, None, STOP, Some((11, 3, 14, None))),
    whole("quirks/stream_crlf.sse", r#"{"a":1}"#, None, STOP, None),
    whole("together/chat_stream.sse", r#"{"team_name": "Argentina"}"#, None, STOP, Some((12, 27, 39, None))),
    whole("together/chat_stream_2025.sse", "Hello!", None, STOP, Some((38, 3, 41, None))),
    whole("together/chat_stream_reasoning.sse", r#"{"team_name": "Argentina"}"#, Some("The user wants"), STOP, Some((20, 15, 35, None))),
    whole("together/completions_stream.sse", r#"{"team_name": "Argentina"}"#, None, STOP, Some((9, 9, 18, None))),
    whole("vllm/chat_stream.sse", r#"{"city": "Paris"}"#, None, STOP, Some((20, 7, 27, None))),
    whole("xai/chat_stream.sse", r#"{"ok": true}"#, Some("First"), STOP, Some((12, 2, 354, Some(340)))),
];

/// The error, words in it, and the text that came before it.
#[rustfmt::skip]
pub const FAILURES: &[(&str, ErrorKind, &str, Option<&str>)] = &[
    ("deepinfra/inference_stream_error.sse", ErrorKind::Rejected, "ConnectionError", None),
    ("openai/chat_stream_error.sse", ErrorKind::Server, "The server had an error", Some("{\"city")),
    ("openai/chat_stream_length.sse", ErrorKind::Truncated, "at the limit of 1 tokens", Some("{\"")),
    ("openai/chat_stream_refusal.sse", ErrorKind::Refused, "the model refused", Some("I'm sorry, I can't assist with that request.")),
    ("openrouter/chat_stream_error.sse", ErrorKind::Server, "Provider disconnected", None),
    ("quirks/stream_cut.sse", ErrorKind::Interrupted, "ended before the answer did", Some("{\"a\":")),
    ("tgi/generate_stream.sse", ErrorKind::Truncated, "at the limit of 5 tokens", Some("The biggest country in the")),
    // Not OpenAI's API.
    ("anthropic/messages_stream.sse", ErrorKind::Protocol, "is of Anthropic's Messages API", None),
    ("gemini/generate_stream.sse", ErrorKind::Protocol, "is of Gemini's own API", None),
];

fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for host in fs::read_dir(folder).unwrap() {
        let host = host.unwrap();
        if !host.path().is_dir() {
            continue;
        }
        for file in fs::read_dir(host.path()).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".sse") {
                found.insert(format!("{}/{name}", host.file_name().display()));
            }
        }
    }
    found
}

/// The answer to a request of the file's route, and all deltas of its first choice.
async fn read(file: &str, reply: Reply) -> Result<(Completion<String>, String, String), Error> {
    let server = Server::start();
    server.expect("").reply(reply);
    let client = asking_once(&server, json_mode::Provider::DEEPINFRA);
    let request = if file.contains("completions") {
        client.completion("m").prompt("p")
    } else if file.contains("inference") || file.starts_with("tgi") {
        client.inference("m").prompt("p")
    } else {
        asking(&client)
    };
    let mut stream = request.text_stream().await?;
    let (mut text, mut reasoning) = (String::new(), String::new());
    while let Some(delta) = stream.next().await? {
        if delta.choice == 0 {
            match delta.kind {
                DeltaKind::Text => text.push_str(&delta.text),
                _ => reasoning.push_str(&delta.text),
            }
        }
    }
    Ok((stream.finish().await?, text, reasoning))
}

#[tokio::test]
async fn every_stream_of_a_host_has_the_right_result() {
    let Some(folder) = shared() else { return };
    let folder = folder.join("wire");
    let mut left = files(&folder);
    for (size, is_first) in [(usize::MAX, true), (1, false), (7, false)] {
        for wanted in WHOLE {
            let body = fs::read(folder.join(wanted.file)).unwrap();
            let reply = Reply::event_stream(body).in_pieces(size);
            let file = wanted.file;
            let (completion, text, reasoning) = read(file, reply).await.expect(file);
            if wanted.text.is_empty() {
                assert!(completion.text.starts_with("\n  {\n") && completion.text.ends_with("}\n"));
            } else {
                assert_eq!(completion.text, wanted.text, "{file}");
            }
            assert_eq!(completion.reasoning.as_deref(), wanted.reasoning, "{file}");
            assert_eq!(completion.finish_reason, wanted.finish, "{file}");
            let counts = completion.usage.map(|usage| {
                (
                    usage.prompt_tokens,
                    usage.completion_tokens,
                    usage.total_tokens,
                    usage.reasoning_tokens,
                )
            });
            assert_eq!(counts, wanted.usage, "{file}");
            assert_eq!(text, completion.text, "{file}");
            assert_eq!(reasoning, wanted.reasoning.unwrap_or_default(), "{file}");
            assert_eq!(left.remove(file), is_first, "{file}");
        }
        for &(file, kind, words, text) in FAILURES {
            let body = fs::read(folder.join(file)).unwrap();
            let reply = Reply::event_stream(body).in_pieces(size);
            let error = read(file, reply).await.expect_err(file);
            assert_eq!(error.kind(), kind, "{file}: {error}");
            assert!(error.to_string().contains(words), "{file}: {error}");
            assert_eq!(error.text(), text, "{file}");
            assert_eq!(left.remove(file), is_first, "{file}");
        }
    }
    assert_eq!(left, BTreeSet::new(), "files without a line here");
}

/// What a chat makes of the standard's cases that are streams of a model.
#[tokio::test]
async fn every_case_of_a_chat_ends_as_it_should() {
    let Some(folder) = shared() else { return };
    let cases = fs::read_to_string(folder.join("data/sse/vectors.jsonl")).unwrap();
    let mut count = 0;
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let Some(wanted) = case.get("chat") else {
            continue;
        };
        count += 1;
        let name = case["name"].as_str().unwrap();
        let body = base64::engine::general_purpose::STANDARD
            .decode(case["bytes_b64"].as_str().unwrap())
            .unwrap();
        for size in [usize::MAX, 1] {
            let server = Server::start();
            server
                .expect("/chat/completions")
                .reply(Reply::event_stream(body.clone()).in_pieces(size));
            let client = asking_once(&server, any_host());
            let stream = asking(&client).text_stream().await.unwrap();
            let ended = stream.finish().await;
            let kind = ended
                .as_ref()
                .map_or_else(|error| Some(error.kind()), |_| None);
            let text = match &ended {
                Ok(completion) => completion.text.as_str(),
                Err(error) => error.text().unwrap_or_default(),
            };
            let expected = match wanted["outcome"].as_str().unwrap() {
                // A whole stream of an answer that the limit cut.
                "complete" if wanted["finish_reason"] == "length" => Some(ErrorKind::Truncated),
                "complete" => None,
                "api_error" => Some(ErrorKind::Server),
                "malformed" => Some(ErrorKind::Protocol),
                "truncated" => Some(ErrorKind::Interrupted),
                other => panic!("{other}"),
            };
            assert_eq!(kind, expected, "{name}");
            assert_eq!(text, wanted["content"], "{name}");
        }
    }
    assert_eq!(count, 11);
}
