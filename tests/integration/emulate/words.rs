//! What a host refuses, in its own words.

use json_mode::Format;
use json_mode::provider::{Provider, Rung};
use json_mode::testing::{Emulator, Server};
use serde_json::{Value, json};

use super::{KEY, chat_path, post};
use crate::support::User;

#[tokio::test]
async fn what_a_host_refuses_it_refuses_in_its_words() {
    let user = json!([{ "role": "user", "content": "JSON please" }]);
    let schema = |schema: Value| json!({ "type": "json_schema", "json_schema": { "name": "T", "strict": true, "schema": schema } });
    let closed = |properties: Value| {
        let names: Vec<&String> = properties.as_object().unwrap().keys().collect();
        json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
    };
    let wide: serde_json::Map<String, Value> = (0..5001)
        .map(|n| (format!("p{n}"), json!({ "type": "string" })))
        .collect();
    let deep = (0..11).fold(json!({ "type": "string" }), |inner, _| {
        closed(json!({ "a": inner }))
    });
    let six: Vec<Value> = (0..6).map(|_| json!({ "type": "string" })).collect();
    let text = json!({ "type": "string" });
    for (provider, field, value, status, words) in [
        (
            Provider::OPENAI,
            "colour",
            json!(1),
            400,
            "Unrecognized request argument supplied: colour",
        ),
        (
            Provider::OPENAI,
            "max_tokens",
            json!(1),
            400,
            "Use 'max_completion_tokens' instead",
        ),
        (
            Provider::OPENAI,
            "response_format",
            json!({ "type": "xml" }),
            400,
            "'xml' is not supported",
        ),
        (
            Provider::OPENAI,
            "response_format",
            schema(json!({ "type": "array", "items": text })),
            400,
            "got 'type: \\\"array\\\"'",
        ),
        (
            Provider::OPENAI,
            "response_format",
            schema(closed(json!({ "a": {} }))),
            400,
            "In context=('properties', 'a'), schema must have a 'type' key.",
        ),
        (
            Provider::OPENAI,
            "response_format",
            schema(closed(json!({ "a": { "type": "array" } }))),
            400,
            "array schema missing items.",
        ),
        (
            Provider::OPENAI,
            "response_format",
            schema(closed(json!({ "a": { "oneOf": [text] } }))),
            400,
            "'oneOf' is not permitted.",
        ),
        (
            Provider::OPENAI,
            "response_format",
            schema(closed(
                json!({ "a": { "type": "string", "pattern": "(?=a)" } }),
            )),
            400,
            "'pattern' is not permitted.",
        ),
        (
            Provider::OPENAI,
            "response_format",
            schema(closed(Value::Object(wide))),
            400,
            "5001 object properties, and the limit is 5000",
        ),
        (
            Provider::OPENAI,
            "response_format",
            schema(deep),
            400,
            "levels deep",
        ),
        (
            Provider::OPENAI,
            "response_format",
            schema(closed(json!({ "a": { "$ref": "#/$defs/B" } }))),
            400,
            "which was not found in the schema",
        ),
        (
            Provider::CEREBRAS,
            "response_format",
            schema(closed(json!({ "a": { "anyOf": six } }))),
            400,
            "at most 5 are supported",
        ),
        (
            Provider::CEREBRAS,
            "response_format",
            schema(closed(json!({ "a": { "type": "array", "items": true } }))),
            400,
            "schema must be an object",
        ),
        (
            Provider::FIREWORKS,
            "response_format",
            json!({ "type": "json_schema", "json_schema": { "schema": { "oneOf": [text] } } }),
            400,
            "'oneOf' is not permitted.",
        ),
        (
            Provider::XAI,
            "response_format",
            schema(json!({ "type": "object", "properties": { "a": { "$ref": "#" } } })),
            400,
            "recursive schemas are not supported",
        ),
        (
            Provider::LLAMA_CPP,
            "response_format",
            json!({ "type": "json_object", "schema": { "type": "array", "prefixItems": [text], "items": false } }),
            400,
            "Failed to parse grammar",
        ),
        (
            Provider::MISTRAL,
            "seed",
            json!(7),
            422,
            "Extra inputs are not permitted",
        ),
        (
            Provider::DEEPSEEK,
            "response_format",
            schema(closed(json!({ "a": text }))),
            400,
            "This response_format type is unavailable now",
        ),
        (
            Provider::LM_STUDIO,
            "response_format",
            json!({ "type": "json_object" }),
            400,
            "json_object",
        ),
    ] {
        let server = Server::emulate(provider.clone());
        let mut body = json!({ "model": "m", "messages": user });
        body[field] = value.clone();
        let (got, answer) = post(&server, &chat_path(&provider), KEY, &body).await;
        assert_eq!(got, status, "{} {value}: {answer}", provider.name());
        assert!(
            answer.contains(words),
            "{} {value}: {answer}",
            provider.name()
        );
        // Without the field it is taken.
        body.as_object_mut().unwrap().shift_remove(field);
        let (got, answer) = post(&server, &chat_path(&provider), KEY, &body).await;
        assert_eq!(got, 200, "{}: {answer}", provider.name());
    }
    // What is passed over: fields of other servers, forms that are ignored.
    for (provider, field, value) in [
        (Provider::VLLM, "guided_json", closed(json!({ "a": text }))),
        (Provider::OLLAMA, "colour", json!(1)),
        (
            Provider::ANTHROPIC,
            "response_format",
            schema(closed(json!({ "a": text }))),
        ),
        (
            Provider::LLAMA_CPP,
            "response_format",
            json!({ "type": "json_schema", "schema": closed(json!({ "a": text })) }),
        ),
    ] {
        let server = Server::emulate(provider.clone());
        let mut body = json!({ "model": "m", "messages": user });
        body[field] = value.clone();
        let (got, answer) = post(&server, &chat_path(&provider), KEY, &body).await;
        assert_eq!(got, 200, "{}: {answer}", provider.name());
        assert!(
            !answer.contains(r#"\"a\""#),
            "{}: the schema was followed: {answer}",
            provider.name()
        );
    }
}

/// A form that is taken and ignored is noticed, as at the real server.
#[tokio::test]
async fn the_flat_form_at_llama_cpp_is_noticed() {
    let flat = Provider::LLAMA_CPP.rungs([
        Rung::new(
            Format::JsonSchemaFlat,
            json_mode::provider::dialects::LLAMA_CPP,
        ),
        Rung::new(Format::JsonSchema, json_mode::provider::dialects::LLAMA_CPP),
    ]);
    let server = Emulator::new(Provider::LLAMA_CPP).start();
    let client = server.client(flat.clone());
    let completion = client.chat("m").user("x").send::<User>().await.unwrap();
    assert_eq!(
        (completion.format, completion.attempts.len()),
        (Format::JsonSchema, 2)
    );

    // The same where the answer streams; the next call begins with what the host keeps to.
    let server = Emulator::new(Provider::LLAMA_CPP).start();
    let client = server.client(flat);
    let request = client.chat("m").user("x");
    for attempts in [2, 1] {
        let stream = request.stream::<User>().await.unwrap();
        let completion = stream.finish().await.unwrap();
        assert_eq!(
            (completion.format, completion.attempts.len()),
            (Format::JsonSchema, attempts)
        );
    }
}
