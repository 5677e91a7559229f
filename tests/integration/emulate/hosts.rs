//! What each host takes and refuses, and the shapes of its answers.

use json_mode::provider::dialects::JSON_OBJECT;
use json_mode::provider::{Provider, Rung};
use json_mode::testing::{Emulator, Reply, Server};
use json_mode::{Client, ErrorKind, Format, JsonResponse, Reask, schema};
use serde_json::{Value, json};

use super::{KEY, chat_path, post};
use crate::schema::family::{Sample, for_each_type};
use crate::support::User;

/// A typed call at every host: what we send is taken at once, and the answer is read.
#[tokio::test]
async fn what_we_send_every_host_takes() {
    for provider in Provider::ALL {
        let provider = (*provider).clone();
        let lowered = schema::<User>().lower(&JSON_OBJECT).unwrap();
        let known = json_mode::Schema::from_value(lowered.to_value()).unwrap();
        let server = Emulator::new(provider.clone()).schema(&known).start();
        let client = server.client(provider.clone());
        let request = client
            .chat("some/model")
            .user("Invent a user.")
            .max_tokens(100);
        let completion = request.send::<User>().await;
        let completion = completion.unwrap_or_else(|error| panic!("{}: {error}", provider.name()));
        assert_eq!(completion.attempts.len(), 1, "{}", provider.name());
        assert_eq!(completion.value.name.chars().count(), 12);
        assert!(
            completion.usage.unwrap().total_tokens > 0,
            "{}",
            provider.name()
        );
        let no_reason = completion.finish_reason.is_none();
        assert_eq!(
            no_reason,
            ["Cloudflare", "Snowflake"].contains(&provider.name()),
            "{}",
            provider.name()
        );
    }
}

/// Every type of the family at hosts with rules: none is refused, all are read.
#[test]
fn every_type_gets_through_every_strict_host() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    fn one<T: Sample>(
        name: &str,
        (calls, read): &mut (usize, usize),
        runtime: &tokio::runtime::Runtime,
    ) {
        for (provider, model) in [
            (Provider::OPENAI, "gpt-x"),
            (Provider::TOGETHER, "m"),
            (Provider::GROQ, "openai/gpt-oss-20b"),
            (Provider::FIREWORKS, "m"),
            (Provider::CEREBRAS, "m"),
            (Provider::XAI, "m"),
            (Provider::GEMINI, "m"),
            (Provider::LLAMA_CPP, "m"),
        ] {
            *calls += 1;
            let schema = schema::<T>();
            let object = schema.lower(&JSON_OBJECT).unwrap();
            let known = json_mode::Schema::from_value(object.to_value()).unwrap();
            let server = Emulator::new(provider.clone())
                .schema(&known)
                .seed(*calls as u64)
                .start();
            let client = server
                .builder(provider.clone())
                .reask(Reask::NEVER)
                .build()
                .unwrap();
            let request = client.chat(model).user("x");
            let story = format!("{name} at {}", provider.name());
            let completion = runtime.block_on(request.send::<T>());
            let sent = &server.requests()[0].text;
            let requests = server.requests().len();
            assert_eq!(requests, 1, "{story}: a form was refused:\n{sent}");
            let lint = schema.lint(&provider);
            let completion = match completion {
                Ok(completion) => completion,
                // A rule that the host does not keep to, or that no schema says, is broken for real.
                Err(error) => {
                    let wrong = matches!(error.kind(), ErrorKind::Decode | ErrorKind::Invalid);
                    assert!(
                        wrong && !error.violations().is_empty(),
                        "{story}: {error}: {:?}",
                        error.text()
                    );
                    continue;
                }
            };
            *read += 1;
            // The first form of the host's that can say the type.
            assert_eq!(lint.first().unwrap().format, completion.format, "{story}");
        }
    }
    let mut counts = (0, 0);
    for_each_type!(one, &mut counts, &runtime);
    let (calls, read) = counts;
    println!("{calls} calls, none refused, {read} answers read");
    assert!(read * 10 > calls * 8, "{read} of {calls}");
}

#[derive(Debug, PartialEq, JsonResponse)]
struct Sized {
    names: Vec<String>,
    #[schemars(length(min = 2, max = 3))]
    few: Vec<bool>,
    #[schemars(regex(pattern = r"^[A-Z]{2}-\d{3}$"))]
    code: String,
    #[schemars(range(min = 5, max = 9))]
    grade: u8,
}

#[tokio::test]
async fn answers_have_the_sizes_asked_for_and_depend_on_the_seed() {
    let ask = async |seed: u64| {
        let server = Emulator::new(Provider::LLAMA_CPP)
            .seed(seed)
            .list_len(40)
            .text_chars(7)
            .start();
        let client = server.client(Provider::LLAMA_CPP);
        client.chat("m").user("x").json::<Sized>().await.unwrap()
    };
    let first = ask(1).await;
    assert_eq!(first.names.len(), 40);
    assert!(
        first.names.iter().all(|name| name.chars().count() == 7),
        "{first:?}"
    );
    assert!(
        (2..=3).contains(&first.few.len()) && (5..=9).contains(&first.grade),
        "{first:?}"
    );
    assert_eq!(first, ask(1).await);
    assert_ne!(first, ask(2).await);
    // Each answer of one server is another.
    let server = Emulator::new(Provider::LLAMA_CPP).start();
    let client = server.client(Provider::LLAMA_CPP);
    let request = client.chat("m").user("x").n(2);
    let two = request.send::<Sized>().await.unwrap();
    assert_ne!(&two.value, &two.others[0].as_ref().unwrap().value);
}

/// What is scripted is answered, but only to requests that the host takes.
#[tokio::test]
async fn a_script_answers_what_is_taken() {
    let server = Server::emulate(Provider::OPENAI);
    server
        .expect("/chat/completions")
        .reply(Reply::chat(r#"{"name":"Bob","address":"1"}"#));
    let wrong = Client::builder(Provider::OPENAI)
        .api_key("wrong-key-1")
        .base_url(server.url())
        .build()
        .unwrap();
    let error = wrong
        .chat("gpt-x")
        .user("x")
        .json::<User>()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let client = server.client(Provider::OPENAI);
    assert_eq!(
        client
            .chat("gpt-x")
            .user("x")
            .json::<User>()
            .await
            .unwrap()
            .name,
        "Bob"
    );
    // The script is spent: the next answer is sampled.
    assert_ne!(
        client
            .chat("gpt-x")
            .user("x")
            .json::<User>()
            .await
            .unwrap()
            .name,
        "Bob"
    );
}

#[tokio::test]
async fn the_ladder_goes_down_where_the_host_refuses() {
    // A model that is known to have no strict form, asked in another program's way.
    let strict = Provider::GROQ.start(Format::JsonSchemaStrict).models(&[]);
    let server = Emulator::new(Provider::GROQ)
        .schema(&schema::<User>())
        .start();
    let client = server.client(strict);
    let completion = client
        .chat("some/model")
        .user("x")
        .send::<User>()
        .await
        .unwrap();
    assert_eq!(
        completion.format,
        Format::JsonObject,
        "{:?}",
        completion.attempts
    );
}

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
