//! Files of APIs that this crate does not speak: each is served where a user with a wrong base URL would meet it, whole and
//! as a stream, and what the client says of it names what came and what to do.

use std::fs;

use json_mode::testing::{Reply, Server};
use json_mode::{Client, Error, ErrorKind, Schema};
use serde_json::Value;

use super::files::host;
use super::{KEY, chat_path, post};
use crate::support::{ALICE, User, alice, asking_once, shared};

/// What becomes of a file.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// An answer, or the lines or events of one, that is told as this API's, with this to do.
    Told(&'static str, &'static str),
    /// An error answer of this status, of this kind.
    Failed(u16, ErrorKind),
    /// A request at a path that the emulated host does not have; the schema at this place is one that it takes.
    Request(&'static str, Option<&'static str>),
    /// A request that the emulated host takes at this path.
    Taken(&'static str),
    /// The answer to a request of DeepInfra's own API, which [`Client::inference`] reads: this text.
    Native(&'static str),
    /// The same, of a request that failed.
    NativeWithout(&'static str),
    /// Requests in lines, each of which the emulated host takes.
    Inputs,
    /// Answers in lines: the chat answer in each is read.
    Outputs,
    /// Errors in lines, told in their own words.
    Errors,
}

use Fate::{Errors, Failed, Inputs, Native, NativeWithout, Outputs, Request, Taken, Told};

const V1: &str = "its OpenAI-compatible one is under /v1";
const OPENAI: &str = "its OpenAI-compatible one is under /v1beta/openai";
const MESSAGES: &str = "Anthropic's Messages API";
const GEMINI: &str = "Gemini's own API";
const OLLAMA: &str = "Ollama's own API";
const BATCH: &str = "a batch, whose answers are in a file";
const LINES: &str = "read the text in each of its lines with `json_mode::decode`";

const FILES: &[(&str, Fate)] = &[
    ("anthropic/error_404.json", Failed(404, ErrorKind::Rejected)),
    ("anthropic/error_529.json", Failed(529, ErrorKind::Server)),
    ("anthropic/messages.response.json", Told(MESSAGES, V1)),
    (
        "anthropic/messages_max_tokens.response.json",
        Told(MESSAGES, V1),
    ),
    (
        "anthropic/messages_output_config.request.json",
        Request("/v1/messages", Some("/output_config/format/schema")),
    ),
    (
        "anthropic/messages_output_format_legacy.request.json",
        Request("/v1/messages", Some("/output_format/schema")),
    ),
    (
        "anthropic/messages_refusal.response.json",
        Told(MESSAGES, V1),
    ),
    ("anthropic/messages_stream.sse", Told(MESSAGES, V1)),
    (
        "anthropic/rate_limit.http",
        Failed(429, ErrorKind::RateLimited),
    ),
    ("deepinfra/batch.response.json", Told(BATCH, LINES)),
    (
        "deepinfra/batch_create.request.json",
        Request("/v1/batches", None),
    ),
    ("deepinfra/batch_error.jsonl", Errors),
    ("deepinfra/batch_input.jsonl", Inputs),
    ("deepinfra/batch_output.jsonl", Outputs),
    // It is asked for as any answer of that API; its text is in `webhook_succeeded.json`, and a structured one is read by
    // `json_mode::decode`.
    (
        "deepinfra/inference_webhook.request.json",
        Taken("/v1/inference/m"),
    ),
    (
        "deepinfra/webhook_failed.json",
        NativeWithout("the request is failed"),
    ),
    (
        "deepinfra/webhook_succeeded.json",
        Native("Hello! How can I help you today?"),
    ),
    ("fireworks/batch_input.jsonl", Inputs),
    ("gemini/generate.response.json", Told(GEMINI, OPENAI)),
    (
        "gemini/generate_blocked.response.json",
        Told(GEMINI, OPENAI),
    ),
    (
        "gemini/generate_max_tokens.response.json",
        Told(GEMINI, OPENAI),
    ),
    (
        "gemini/generate_number_text.response.json",
        Told(GEMINI, OPENAI),
    ),
    (
        "gemini/generate_response_json_schema.request.json",
        Request(
            "/v1beta/models/m:generateContent",
            Some("/generationConfig/responseJsonSchema"),
        ),
    ),
    // Its types are in capital letters, which no JSON Schema has.
    (
        "gemini/generate_response_schema_legacy.request.json",
        Request("/v1beta/models/m:generateContent", None),
    ),
    ("gemini/generate_stream.sse", Told(GEMINI, OPENAI)),
    ("groq/batch_input.jsonl", Inputs),
    ("groq/batch_output.jsonl", Outputs),
    (
        "llamacpp/completion_json_schema.request.json",
        Request("/completion", Some("/json_schema")),
    ),
    ("mistral/batch_input.jsonl", Inputs),
    ("mistral/batch_output.jsonl", Outputs),
    (
        "ollama/chat_native.request.json",
        Request("/api/chat", Some("/format")),
    ),
    ("ollama/chat_native.response.json", Told(OLLAMA, V1)),
    ("ollama/chat_native_stream.ndjson", Told(OLLAMA, V1)),
    (
        "ollama/error_native_404.json",
        Failed(404, ErrorKind::Rejected),
    ),
    ("ollama/generate_stream_error.ndjson", Told(OLLAMA, V1)),
    ("openai/batch_expired.jsonl", Errors),
    ("openai/batch_input.jsonl", Inputs),
    ("openai/batch_output.jsonl", Outputs),
    (
        "openai/error_400_responses_api.json",
        Failed(400, ErrorKind::Rejected),
    ),
    ("tgi/generate_stream.sse", Told("TGI's own API", V1)),
    (
        "together/batch_create.request.json",
        Request("/v1/batches", None),
    ),
    ("together/batch_create.response.json", Told(BATCH, LINES)),
    ("together/batch_error.jsonl", Errors),
    ("together/batch_input.jsonl", Inputs),
];

/// Whether a file is tried here.
pub(super) fn is_here(file: &str) -> bool {
    FILES.iter().any(|(known, _)| *known == file)
}

/// Whether the name of a file says that it is of another API.
fn is_of_another_api(file: &str) -> bool {
    let (folder, name) = file.split_once('/').unwrap();
    let starts = match folder {
        "anthropic" | "tgi" => &[""][..],
        "gemini" => &["generate"],
        "ollama" => &["chat_native", "generate", "error_native"],
        "llamacpp" | "vllm" => &["completion_"],
        "deepinfra" => &["webhook", "inference_webhook"],
        _ => &[],
    };
    name.starts_with("batch")
        || name.ends_with("responses_api.json")
        || starts.iter().any(|start| name.starts_with(start))
}

#[test]
fn no_file_of_another_api_is_left_out() {
    let Some(wire) = shared().map(|folder| folder.join("wire")) else {
        return;
    };
    let mut found = Vec::new();
    for folder in fs::read_dir(&wire).unwrap().map(Result::unwrap) {
        if !folder.file_type().unwrap().is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
            let [folder, file] = [folder.file_name(), file.file_name()];
            let file = format!("{}/{}", folder.to_str().unwrap(), file.to_str().unwrap());
            if is_of_another_api(&file) {
                found.push(file);
            }
        }
    }
    found.sort();
    let listed: Vec<&str> = FILES.iter().map(|(file, _)| *file).collect();
    assert_eq!(found, listed);
}

/// The error of a chat call that is answered so, whole and as a stream.
async fn errors(client: &Client) -> [Error; 2] {
    let request = client.chat("a/b").user("x");
    let whole = request.text().await.unwrap_err();
    let streamed = match request.text_stream().await {
        Ok(stream) => stream.finish().await.unwrap_err(),
        Err(error) => error,
    };
    [whole, streamed]
}

/// A server that answers every call so, and a client of the file's host.
fn served(file: &str, reply: Reply) -> (Server, Client) {
    let server = Server::start();
    server.expect("").any_times().reply(reply);
    let client = asking_once(&server, host(file));
    (server, client)
}

/// As the host sends a file.
fn reply(file: &str, status: u16, text: &str) -> Reply {
    let Some(head) = text.strip_prefix("HTTP/1.1 ") else {
        let kind = match file.rsplit_once('.').unwrap().1 {
            "sse" => "text/event-stream",
            "ndjson" | "jsonl" => "application/x-ndjson",
            _ => "application/json",
        };
        return Reply::raw(status, kind, text);
    };
    let (head, body) = head.split_once("\n\n").unwrap();
    let mut reply = Reply::raw(status, "application/json", body);
    for line in head.lines().skip(1) {
        let (name, value) = line.split_once(": ").unwrap();
        reply = reply.header(name, value);
    }
    reply
}

#[tokio::test]
async fn every_file_of_another_api_has_a_fate() {
    let Some(wire) = shared().map(|folder| folder.join("wire")) else {
        return;
    };
    for (file, fate) in FILES {
        let text = fs::read_to_string(wire.join(file)).unwrap();
        let lines = || {
            text.lines()
                .map(|line| serde_json::from_str::<Value>(line).unwrap())
        };
        match *fate {
            Told(what, instead) => {
                let (_server, client) = served(file, reply(file, 200, &text));
                let name = client.provider().name();
                for (how, error) in ["whole", "streamed"].into_iter().zip(errors(&client).await) {
                    // Events are no answer to a call that asks for it whole.
                    let is_page = file.ends_with(".sse") && how == "whole";
                    let expected = format!("the answer of {name} is of {what}: {instead}");
                    assert_eq!(error.kind(), ErrorKind::Protocol, "{file}, {how}: {error}");
                    assert_eq!(
                        error.to_string() == expected,
                        !is_page,
                        "{file}, {how}: {error}"
                    );
                }
            }
            Failed(status, kind) => {
                let (_server, client) = served(file, reply(file, status, &text));
                let body = text.split_once("\n\n").filter(|_| text.starts_with("HTTP"));
                let body: Value =
                    serde_json::from_str(body.map_or(&text, |(_, body)| body)).unwrap();
                let said = body["error"]["message"]
                    .as_str()
                    .or(body["error"].as_str())
                    .unwrap();
                for error in errors(&client).await {
                    assert_eq!(
                        (error.kind(), error.status()),
                        (kind, Some(status)),
                        "{file}"
                    );
                    assert!(error.to_string().contains(said), "{file}: {error}");
                    let waits = error.retry_after().map(|wait| wait.as_secs());
                    assert_eq!(
                        waits,
                        text.contains("retry-after: 12").then_some(12),
                        "{file}"
                    );
                }
            }
            Request(path, schema) => {
                let body: Value = serde_json::from_str(&text).unwrap();
                let server = Server::emulate(host(file));
                let (status, answer) = post(&server, path, KEY, &body).await;
                assert_eq!(status, 404, "{file}: {answer}");
                if let Some(place) = schema {
                    let schema = Schema::from_value(body.pointer(place).unwrap().clone()).unwrap();
                    let client = asking_once(&server, host(file));
                    let request = client.chat("a/b").user("Answer in JSON.");
                    let answer = request.value(&schema).await;
                    assert!(answer.is_ok(), "{file}: {answer:?}");
                }
            }
            Taken(path) => {
                let body: Value = serde_json::from_str(&text).unwrap();
                let server = Server::emulate(host(file));
                let (status, answer) = post(&server, path, KEY, &body).await;
                assert_eq!(status, 200, "{file}: {answer}");
            }
            Native(expected) => {
                let (_server, client) = served(file, reply(file, 200, &text));
                let answer = client.inference("a/b").prompt("x").text().await.unwrap();
                assert_eq!(answer.value, expected, "{file}");
                assert_eq!(
                    answer.request_id.as_deref(),
                    Some("R7X9fdlIaF5GlVisBAi5xR3E")
                );
            }
            NativeWithout(why) => {
                let (_server, client) = served(file, reply(file, 200, &text));
                let error = client
                    .inference("a/b")
                    .prompt("x")
                    .text()
                    .await
                    .unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Protocol, "{file}");
                assert!(error.to_string().ends_with(why), "{file}: {error}");
            }
            Inputs => {
                for line in lines() {
                    let provider = host(file);
                    let server = Server::emulate(provider.clone());
                    let mut body = line["body"].clone();
                    // Where the job names the model, its requests do not.
                    body["model"] = "a/b".into();
                    let (status, answer) = post(&server, &chat_path(&provider), KEY, &body).await;
                    assert_eq!(status, 200, "{file}: {answer}");
                }
            }
            Outputs => {
                for line in lines() {
                    let body = line["response"]["body"].to_string();
                    let (_server, client) = served(file, Reply::raw(200, "application/json", body));
                    let answer = client.chat("a/b").user("x").text().await.unwrap();
                    let said = &line["response"]["body"]["choices"][0]["message"]["content"];
                    assert_eq!(answer.value, said.as_str().unwrap(), "{file}");
                }
                let (_server, client) = served(file, reply(file, 200, &text));
                for error in errors(&client).await {
                    assert!(error.to_string().contains(BATCH), "{file}: {error}");
                }
            }
            Errors => {
                for line in lines() {
                    let (_server, client) = served(file, reply(file, 200, &line.to_string()));
                    let [error, _] = errors(&client).await;
                    let (code, said) = (&line["error"]["code"], &line["error"]["message"]);
                    assert_eq!(error.code(), code.as_str(), "{file}: {error}");
                    assert!(
                        error.to_string().contains(said.as_str().unwrap()),
                        "{file}: {error}"
                    );
                }
            }
        }
    }
    let told = FILES.iter().filter(|(_, fate)| matches!(fate, Told(..)));
    println!(
        "{} files, {} told as another API's",
        FILES.len(),
        told.count()
    );
}

/// A webhook brings what the route answers: a value where one was asked for, and its text is decoded as any is.
#[tokio::test]
async fn what_a_webhook_brings_is_a_value() {
    let Some(wire) = shared().map(|folder| folder.join("wire")) else {
        return;
    };
    let file = "deepinfra/webhook_succeeded.json";
    let mut body: Value =
        serde_json::from_str(&fs::read_to_string(wire.join(file)).unwrap()).unwrap();
    body["results"][0]["generated_text"] = ALICE.into();
    let (_server, client) = served(file, Reply::json(200, &body));
    let request = client.inference("a/b").prompt("JSON");
    let completion = request.send::<User>().await.unwrap();
    assert_eq!(
        (&completion.value, completion.text.as_str()),
        (&alice(), ALICE)
    );
    assert_eq!(
        json_mode::decode::<User>(&completion.text).unwrap().value,
        alice()
    );
}
