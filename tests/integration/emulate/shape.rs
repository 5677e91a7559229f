//! The shape of an answer: its headers, its events, its end.

use json_mode::provider::Provider;
use json_mode::testing::{Emulator, Server};
use json_mode::{ErrorKind, Reask};
use serde_json::{Value, json};

use super::{KEY, chat_path, post};
use crate::support::User;

#[tokio::test]
async fn a_limit_cuts_the_answer() {
    for (provider, kind) in [
        (Provider::OPENAI, ErrorKind::Truncated),
        (Provider::MISTRAL, ErrorKind::Truncated),
        // It says nothing of why an answer ends.
        (Provider::SNOWFLAKE, ErrorKind::Truncated),
    ] {
        let server = Server::emulate(provider.clone());
        let client = server
            .builder(provider.clone())
            .reask(Reask::NEVER)
            .build()
            .unwrap();
        let error = client
            .chat("m")
            .user("x")
            .max_tokens(3)
            .json::<User>()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{}: {error}", provider.name());
    }
}

/// The events of a stream, without its comments.
fn events(text: &str) -> Vec<&str> {
    text.split("\n\n")
        .filter_map(|event| event.strip_prefix("data:"))
        .collect()
}

#[tokio::test]
async fn streams_have_the_hosts_shape() {
    for provider in [
        Provider::TOGETHER,
        Provider::DEEPINFRA,
        Provider::OPENAI,
        Provider::DEEPSEEK,
        Provider::OPENROUTER,
        Provider::TGI,
        Provider::PERPLEXITY,
        Provider::GROQ,
    ] {
        let name = provider.name().to_owned();
        let server = Emulator::new(provider.clone())
            .reasoning("Let me think.")
            .start();
        let body = json!({ "model": "m", "stream": true, "messages": [{ "role": "user", "content": "x" }],
            "stream_options": { "include_usage": true } });
        let (status, text) = post(&server, &chat_path(&provider), KEY, &body).await;
        assert_eq!(status, 200, "{name}: {text}");
        let events = events(&text);
        assert_eq!(text.contains(": keep-alive"), name == "DeepSeek");
        assert_eq!(
            text.contains(": OPENROUTER PROCESSING"),
            name == "OpenRouter"
        );
        assert_eq!(events[0].starts_with(' '), name != "TGI", "{text}");
        assert_eq!(
            events.last().unwrap().trim() == "[DONE]",
            name != "TGI",
            "{text}"
        );
        let chunks: Vec<Value> = events
            .iter()
            .filter_map(|event| serde_json::from_str(event).ok())
            .collect();
        let told: String = chunks
            .iter()
            .filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str())
            .collect();
        assert!(told.ends_with("This is a sentence."), "{name}: {told}");
        assert_eq!(told.contains("<think>"), name == "Perplexity", "{told}");
        let thought: String = ["reasoning", "reasoning_content"]
            .iter()
            .flat_map(|field| {
                chunks
                    .iter()
                    .filter_map(move |chunk| chunk["choices"][0]["delta"][field].as_str())
            })
            .collect();
        let has_field =
            ["Together AI", "DeepInfra", "DeepSeek", "OpenRouter", "Groq"].contains(&name.as_str());
        assert_eq!(thought == "Let me think.", has_field, "{name}: {thought}");
        let counted: Vec<&Value> = chunks
            .iter()
            .filter(|chunk| chunk.get("usage").is_some())
            .collect();
        match name.as_str() {
            "OpenAI" | "OpenRouter" => assert_eq!(counted[0]["choices"], json!([]), "{name}"),
            "TGI" => assert!(counted.is_empty()),
            "Perplexity" => assert!(counted.len() > 3),
            _ => assert_eq!(counted[0]["choices"][0]["finish_reason"], "stop", "{name}"),
        }
    }
    // DeepInfra's own route.
    let server = Server::emulate(Provider::DEEPINFRA);
    let (status, text) = post(
        &server,
        "/v1/inference/some/model",
        KEY,
        &json!({ "input": "x", "stream": true }),
    )
    .await;
    assert_eq!(status, 200, "{text}");
    let last: Value = serde_json::from_str(events(&text).last().unwrap()).unwrap();
    assert_eq!(last["generated_text"], "This is a sentence.");
    let client = server.client(Provider::DEEPINFRA);
    assert_eq!(
        client
            .inference("some/model")
            .prompt("x")
            .text()
            .await
            .unwrap()
            .value,
        "This is a sentence."
    );
    assert_eq!(
        client
            .completion("m")
            .prompt("x")
            .text()
            .await
            .unwrap()
            .value,
        "This is a sentence."
    );
}

#[tokio::test]
async fn headers_and_reasoning_are_the_hosts() {
    for (provider, id, limit) in [
        (
            Provider::OPENAI,
            "x-request-id",
            Some("x-ratelimit-reset-tokens: 30s"),
        ),
        (
            Provider::ANTHROPIC,
            "request-id",
            Some("anthropic-ratelimit-requests-remaining: 999"),
        ),
        (Provider::DEEPINFRA, "x-request-id", None),
    ] {
        let server = Emulator::new(provider.clone()).reasoning("hm").start();
        let client = server.client(provider.clone());
        let completion = client.chat("m").user("x").text().await.unwrap();
        assert!(
            completion
                .request_id
                .is_some_and(|id| id.starts_with("req_")),
            "{id}"
        );
        assert_eq!(
            completion.reasoning.as_deref(),
            (provider == Provider::DEEPINFRA).then_some("hm")
        );
        let base = server.url().trim_end_matches("/v1").to_owned();
        let request = http::Request::post(format!("{base}{}", chat_path(&provider)))
            .header("authorization", "Bearer test-key")
            .body(bytes::Bytes::from(r#"{"model":"m","messages":[]}"#))
            .unwrap();
        let response = json_mode::transport::Transport::send(
            &json_mode::transport::Http::new().unwrap(),
            request,
        )
        .await
        .unwrap();
        let headers: Vec<String> = response
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        assert!(
            headers.iter().any(|header| header.starts_with(id)),
            "{headers:?}"
        );
        if let Some(limit) = limit {
            assert!(headers.iter().any(|header| header == limit), "{headers:?}");
        }
    }
    let server = Emulator::new(Provider::MISTRAL)
        .reasoning("hm")
        .models(["mistral-large"])
        .start();
    let client = server.client(Provider::MISTRAL);
    let completion = client.chat("mistral-large").user("x").text().await.unwrap();
    assert_eq!(completion.reasoning.as_deref(), Some("hm"));
    let error = client
        .chat("mistral-tiny-99")
        .user("x")
        .text()
        .await
        .unwrap_err();
    assert_eq!(
        (error.status(), error.code()),
        (Some(404), Some("unknown_model"))
    );
}
