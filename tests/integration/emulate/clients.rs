//! Official clients as witnesses: what they send for a type and what we send is taken by the same hosts, and answered by values
//! of the same type.

use std::fs;

use json_mode::testing::{Emulator, Server};
use json_mode::{Format, JsonResponse, Provider, Schema, decode};
use serde_json::{Value, json};

use super::{KEY, post};
use crate::schema::account::{Account, Node};
use crate::support::{User, shared};

/// The body of a captured request.
fn captured(name: &str) -> Option<Value> {
    let file = shared()?
        .join("wire/reference-clients")
        .join(format!("{name}.json"));
    let requests: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    Some(requests[0]["body_json"].clone())
}

/// The text of an emulated answer.
fn content(answer: &str) -> String {
    let answer: Value = serde_json::from_str(answer).unwrap();
    answer["choices"][0]["message"]["content"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"))
        .to_owned()
}

/// Requests that the official clients make for our types, the host, and what it refuses of them.
#[rustfmt::skip]
const CASES: &[(&str, &Provider, &str, Option<&str>)] = &[
    ("openai-python-parse-user", &Provider::OPENAI, "User", None),
    ("openai-python-async-parse-user", &Provider::OPENAI, "User", None),
    // A schema by hand, which leaves objects open.
    ("openai-python-create-json-schema", &Provider::OPENAI, "User", Some("'additionalProperties' is required")),
    ("openai-python-parse-recursive", &Provider::OPENAI, "Node", None),
    // It keeps `default` and `oneOf`, which the page of the host does not list; ours has neither.
    ("openai-python-parse-complex", &Provider::OPENAI, "Account", Some("is not permitted")),
    ("openai-node-parse-user", &Provider::OPENAI, "User", None),
    ("together-python-json-schema", &Provider::TOGETHER, "User", None),
    ("together-python-json-schema-flat", &Provider::TOGETHER, "User", None),
    ("together-python-json-object-schema", &Provider::TOGETHER, "User", None),
    ("together-python-json-object-schema-complex", &Provider::TOGETHER, "Account", None),
    ("together-python-async-json-object-schema", &Provider::TOGETHER, "User", None),
    ("together-node-json-schema", &Provider::TOGETHER, "User", None),
    ("together-node-json-object-schema", &Provider::TOGETHER, "User", None),
];

/// Asks the host in our way: the format that it took, and that the answer was read.
async fn ours<T: JsonResponse>(server: &Server, provider: &Provider) -> Format {
    let client = server.client(provider.clone());
    let request = client.chat("some/model").user("Create a user named Alice.");
    let completion = request.send::<T>().await.unwrap();
    assert_eq!(completion.attempts.len(), 1);
    completion.format
}

#[tokio::test]
async fn the_same_host_takes_theirs_and_ours() {
    for (name, provider, of, refused) in CASES {
        let Some(body) = captured(name) else { return };
        let server = Server::emulate((*provider).clone());
        let (status, answer) = post(&server, "/v1/chat/completions", KEY, &body).await;
        if let Some(words) = refused {
            assert_eq!(status, 400, "{name}: {answer}");
            assert!(answer.contains(words), "{name}: {answer}");
        } else {
            assert_eq!(status, 200, "{name}: {answer}");
            // What the host says to theirs is a value of our type.
            let text = content(&answer);
            match *of {
                "User" => drop(
                    decode::<User>(&text)
                        .unwrap_or_else(|error| panic!("{name}: {error} in {text}")),
                ),
                "Node" => drop(
                    decode::<Node>(&text)
                        .unwrap_or_else(|error| panic!("{name}: {error} in {text}")),
                ),
                _ => drop(
                    decode::<Account>(&text)
                        .unwrap_or_else(|error| panic!("{name}: {error} in {text}")),
                ),
            }
        }
        let format = match *of {
            "User" => ours::<User>(&server, provider).await,
            "Node" => ours::<Node>(&server, provider).await,
            _ => ours::<Account>(&server, provider).await,
        };
        let first = if provider.name() == "OpenAI" {
            Format::JsonSchemaStrict
        } else {
            Format::JsonSchema
        };
        assert_eq!(format, first, "{name}");
    }
}

/// One answer to both: what is decoded of it is the same value.
#[tokio::test]
async fn the_same_answer_is_the_same_value() {
    for (name, provider, of, refused) in CASES {
        let Some(body) = captured(name) else { return };
        if refused.is_some() || *of != "User" {
            continue;
        }
        let sent = &body["response_format"];
        let schema = [&sent["json_schema"]["schema"], &sent["schema"]]
            .into_iter()
            .find(|schema| schema.is_object())
            .unwrap();
        let theirs = Schema::from_value(schema.clone()).unwrap();
        let emulator = || Emulator::new((*provider).clone()).seed(11);
        let server = emulator().schema(&theirs).start();
        let (_, answer) = post(&server, "/v1/chat/completions", KEY, &body).await;
        let text = content(&answer);
        let value = json_mode::decode_value(&text, &theirs).unwrap().value;
        let user = decode::<User>(&text).unwrap();
        assert!(user.repairs.is_empty());
        let as_json = json!({ "name": user.value.name, "address": user.value.address });
        assert_eq!(value, as_json, "{name}");
        // The same seed answers ours with a value of the same sizes.
        let server = emulator().start();
        let client = server.client((*provider).clone());
        let ours = client.chat("m").user("x").json::<User>().await.unwrap();
        assert_eq!(ours.name.len(), user.value.name.len(), "{name}");
    }
}
