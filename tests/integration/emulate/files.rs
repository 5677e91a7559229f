//! Every recorded and documented file of a folder beside this repository: reproduced by the emulated host, taken by it, or
//! read from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use json_mode::testing::{Emulator, Reply, Server};
use json_mode::{ErrorKind, Provider};
use serde_json::{Value, json};

use super::{KEY, chat_path, others, post};
use crate::support::{any_host, asking_once, shared};

/// The host that a file is of; the one behind it, or any, where the catalog has none.
pub(super) fn host(file: &str) -> Provider {
    match file.split_once('/').unwrap().0 {
        "openai" if file.contains("azure") => Provider::AZURE,
        "together" => Provider::TOGETHER,
        "deepinfra" => Provider::DEEPINFRA,
        "openai" => Provider::OPENAI,
        "groq" => Provider::GROQ,
        "fireworks" => Provider::FIREWORKS,
        "mistral" => Provider::MISTRAL,
        "deepseek" => Provider::DEEPSEEK,
        "vllm" => Provider::VLLM,
        "llamacpp" => Provider::LLAMA_CPP,
        "ollama" => Provider::OLLAMA,
        "openrouter" => Provider::OPENROUTER,
        "gemini" => Provider::GEMINI,
        "perplexity" => Provider::PERPLEXITY,
        "cloudflare" => Provider::CLOUDFLARE,
        "sambanova" => Provider::SAMBANOVA,
        "xai" => Provider::XAI,
        "cerebras" => Provider::CEREBRAS,
        "snowflake" => Provider::SNOWFLAKE,
        "dashscope" => Provider::DASHSCOPE,
        _ => any_host(),
    }
}

/// Requests that make the emulated host answer as was recorded, byte for byte but for white space.
fn reproduced() -> Vec<(&'static str, Value)> {
    let user = |text: &str| json!([{ "role": "user", "content": text }]);
    let strict = |name: &str, schema: Value| {
        json!({ "model": "m", "messages": user("x"),
            "response_format": { "type": "json_schema", "json_schema": { "name": name, "strict": true, "schema": schema } } })
    };
    let closed = |properties: Value| {
        let names: Vec<&String> = properties.as_object().unwrap().keys().collect();
        json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
    };
    let text = json!({ "type": "string" });
    let mut half = closed(json!({ "city": text, "country": text }));
    half["required"] = json!(["country"]);
    let mut scenes = text.clone();
    scenes["propertyNames"] = json!({ "type": "string" });
    let plain = json!({ "model": "m", "messages": user("x") });
    let with = |field: &str, value: Value| {
        let mut body = plain.clone();
        body[field] = value;
        body
    };
    let json_object = json!({ "type": "json_object" });
    vec![
        ("deepinfra/error_401.json", plain.clone()),
        ("together/error_401.json", plain.clone()),
        ("groq/error_401.json", plain.clone()),
        ("deepseek/error_401.json", plain.clone()),
        ("llamacpp/error_401.json", plain.clone()),
        ("gemini/error_400_key.json", plain.clone()),
        (
            "openai/error_404_model.json",
            json!({ "model": "gpt-5.2-proo", "messages": user("x") }),
        ),
        (
            "groq/error_404_model.json",
            json!({ "model": "llama-3.3-70b-versatlie", "messages": user("x") }),
        ),
        (
            "gemini/error_404.json",
            json!({ "model": "gemini-3.6-flahs", "messages": user("x") }),
        ),
        ("mistral/error_404_flat.json", plain.clone()),
        (
            "openai/error_400_json_word.json",
            with("response_format", json_object.clone()),
        ),
        (
            "deepseek/error_400_json_word.json",
            with("response_format", json_object),
        ),
        (
            "openai/error_400_max_tokens.json",
            with("max_tokens", json!(9)),
        ),
        (
            "openai/error_400_additional_properties.json",
            strict("default", json!({ "type": "object", "properties": {} })),
        ),
        (
            "openai/error_400_missing_required.json",
            strict(
                "response",
                closed(json!({ "entities": closed(json!({ "location": half })) })),
            ),
        ),
        (
            "openai/error_400_keyword.json",
            strict(
                "output",
                closed(json!({ "add": closed(json!({ "scenes": scenes })) })),
            ),
        ),
        (
            "openai/error_400_format.json",
            strict(
                "Briefing",
                closed(json!({ "url": { "type": "string", "format": "uri" } })),
            ),
        ),
        (
            "deepseek/error_400_json_schema.json",
            strict("T", closed(json!({ "a": text }))),
        ),
        (
            "llamacpp/error_400_grammar.json",
            with(
                "response_format",
                json!({ "type": "json_object", "schema": { "type": "array", "items": false } }),
            ),
        ),
    ]
}

#[tokio::test]
async fn recorded_refusals_are_reproduced() {
    let Some(wire) = shared().map(|folder| folder.join("wire")) else {
        return;
    };
    for (file, body) in reproduced() {
        let expected: Value =
            serde_json::from_str(&fs::read_to_string(wire.join(file)).unwrap()).unwrap();
        let name = file.split_once('/').unwrap().1;
        let provider = host(file);
        let emulator = Emulator::new(provider.clone());
        let missing = name.contains("404");
        let server = if missing {
            emulator.models(["known"]).start()
        } else {
            emulator.start()
        };
        let wrong = name.contains("401") || name.ends_with("_key.json");
        let headers: &[(&str, &str)] = if wrong {
            &[("authorization", "Bearer wrong")]
        } else {
            KEY
        };
        let (status, answer) = post(&server, &chat_path(&provider), headers, &body).await;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer, expected, "{file}");
        let told: u16 = name
            .split('_')
            .find_map(|word| word.get(..3)?.parse().ok())
            .unwrap();
        assert_eq!(status, told, "{file}");
    }
}

/// The files of the index that are marked as recorded or documented.
pub(super) fn marked(wire: &Path) -> BTreeMap<String, String> {
    let index = fs::read_to_string(wire.join("README.md")).unwrap();
    let mut folder = "";
    let mut out = BTreeMap::new();
    for line in index.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            folder = name;
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let [_, file, mark @ ("recorded" | "documented"), ..] = cells.as_slice() {
            out.insert(
                format!("{folder}/{}", file.trim_matches('`')),
                (*mark).to_owned(),
            );
        }
    }
    out
}

/// Each marked file is reproduced, taken, or read; nothing is passed over without a line.
#[tokio::test]
async fn every_marked_file_is_reproduced_taken_or_read() {
    let Some(wire) = shared().map(|folder| folder.join("wire")) else {
        return;
    };
    let exact: BTreeSet<&str> = reproduced().iter().map(|(file, _)| *file).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for file in marked(&wire).keys() {
        let name = file.split_once('/').unwrap().1;
        let text = || fs::read_to_string(wire.join(file)).unwrap();
        let how = if others::is_here(file) {
            "of another API, in `others`"
        } else if exact.contains(file.as_str()) {
            "reproduced"
        } else if name.ends_with(".request.json") {
            taken(file, &serde_json::from_str(&text()).unwrap()).await;
            "taken"
        } else if name.starts_with("error") {
            let error = read(file, Reply::raw(400, "application/json", text()))
                .await
                .unwrap_err();
            assert!(
                !error.to_string().contains("unknown shape"),
                "{file}: {error}"
            );
            "read, an error"
        } else if name.ends_with(".response.json") || name.ends_with("body.txt") {
            let outcome = read(file, Reply::raw(200, "application/json", text())).await;
            // A refusal, a cut and a call of a tool are no text.
            if let Err(error) = outcome {
                assert_ne!(error.kind(), ErrorKind::Protocol, "{file}: {error}");
            }
            "read, an answer"
        } else if name.ends_with(".http") {
            assert!(text().starts_with("HTTP/1.1 "), "{file}");
            "read, headers"
        } else {
            // What becomes of each is in `streams`.
            assert!(
                name.ends_with(".sse"),
                "{file} is nothing that is known here"
            );
            "read, a stream"
        };
        *counts.entry(how).or_default() += 1;
    }
    println!("{counts:?}");
    assert_eq!(
        counts["reproduced"],
        exact
            .iter()
            .filter(|file| marked(&wire).contains_key(**file))
            .count()
    );
    assert!(counts.values().sum::<usize>() >= 112);
}

/// What the emulated host of a file says, when it answers so to a request that it takes.
async fn read(file: &str, reply: Reply) -> json_mode::Result<String> {
    let native = file.starts_with("deepinfra/inference");
    let provider = host(file);
    let server = Server::emulate(provider.clone());
    server.expect("").reply(reply);
    let client = asking_once(&server, provider);
    let request = match () {
        () if native => client.inference("a/b").prompt("x"),
        () if file.contains("completions") => client.completion("a/b").prompt("x"),
        () => client.chat("a/b").user("x"),
    };
    Ok(request.text().await?.value)
}

/// A documented request is one that the host takes.
async fn taken(file: &str, body: &Value) {
    let folder = file.split_once('/').unwrap().0;
    let provider = host(file);
    let server = Server::emulate(provider.clone());
    let name = file.split_once('/').unwrap().1;
    let path = match () {
        () if name.starts_with("inference") => "/v1/inference/some/model".to_owned(),
        () if folder == "cloudflare" => {
            chat_path(&provider).replace("chat/completions", "run/@cf/meta/some")
        }
        () if name.starts_with("completions") => chat_path(&provider).replace("/chat", ""),
        () => chat_path(&provider),
    };
    let (status, answer) = post(&server, &path, KEY, body).await;
    assert_eq!(status, 200, "{file}: {answer}");
}
