//! The ladder: which of the hosts' answers lead down, what is remembered of it, and what it costs.

use std::fs;

use json_mode::provider::{Capabilities, Provider, Rung, dialects};
use json_mode::testing::{Reply, Server};
use json_mode::{Client, Format, Reask, Retry};
use serde_json::{Value, json};

use crate::support::{ALICE, User, alice, any_host, shared};

/// The recorded errors that are about the form or the schema; every other file of errors is not.
pub(super) const REJECTIONS: &[&str] = &[
    "deepinfra/error_405_response_format.json",
    "deepseek/error_400_json_schema.json",
    "deepseek/error_422_json_schema.json",
    "gemini/error_400_unknown_field.json",
    "groq/error_400_unsupported_format.json",
    "llamacpp/error_400_grammar.json",
    "openai/error_400_additional_properties.json",
    "openai/error_400_format.json",
    "openai/error_400_keyword.json",
    "openai/error_400_missing_required.json",
    "openai/error_400_responses_api.json",
];

/// The status of a file: of its first line, or of its name.
fn status(name: &str, text: &str) -> Option<u16> {
    let from_line = text
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3));
    let from_name = name.split('_').find_map(|word| word.get(..3)?.parse().ok());
    from_line.and_then(|code| code.parse().ok()).or(from_name)
}

/// Every file of errors, at every host: those about the form step down, nothing else does.
#[tokio::test]
async fn of_all_recorded_errors_only_rejections_step_down() {
    let Some(wire) = shared().map(|folder| folder.join("wire")) else {
        return;
    };
    let mut files = Vec::new();
    for folder in fs::read_dir(&wire).unwrap().map(Result::unwrap) {
        if !folder.file_type().unwrap().is_dir() || folder.file_name() == "reference-clients" {
            continue;
        }
        for file in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
            let name = file.file_name().into_string().unwrap();
            if name.starts_with("error") || name.ends_with(".http") {
                let text = fs::read_to_string(file.path()).unwrap();
                files.push((
                    format!("{}/{name}", folder.file_name().to_str().unwrap()),
                    name,
                    text,
                ));
            }
        }
    }
    files.sort();
    let mut stepped = Vec::new();
    for (file, name, text) in &files {
        let status = status(name, text).unwrap_or(400);
        if status == 200 {
            continue;
        }
        let body = text
            .split_once("\n\n")
            .filter(|_| text.starts_with("HTTP"))
            .map_or(text.as_str(), |(_, body)| body);
        for provider in [&Provider::OPENAI, &Provider::TOGETHER, &Provider::LLAMA_CPP] {
            let server = Server::start();
            server
                .expect("")
                .any_times()
                .reply(Reply::raw(status, "application/json", body));
            let client = server
                .builder(provider.clone())
                .reask(Reask::NEVER)
                .retry(Retry::NEVER)
                .build()
                .unwrap();
            let error = client
                .chat("a/b")
                .user("x")
                .send::<User>()
                .await
                .unwrap_err();
            let is_rejection = REJECTIONS.contains(&file.as_str());
            let sent = server.requests().len();
            assert_eq!(
                sent > 1,
                is_rejection,
                "{file} at {}: {error}",
                provider.name()
            );
            assert!(sent <= 3, "{file}");
            if is_rejection && !stepped.contains(file) {
                stepped.push(file.clone());
            }
        }
    }
    println!(
        "{} files of errors, {} step down",
        files.len(),
        stepped.len()
    );
    assert_eq!(stepped, REJECTIONS);
}

/// The type on the wire of each request.
fn types(server: &Server) -> Vec<String> {
    let of = |body: &Value| match (
        &body["response_format"]["type"],
        body.get("structured_outputs"),
    ) {
        (Value::String(name), _) => name.clone(),
        (_, Some(_)) => "structured_outputs".to_owned(),
        _ => "prompt".to_owned(),
    };
    server
        .requests()
        .iter()
        .map(|request| of(&request.body))
        .collect()
}

/// A host that takes a form and does not keep to it, such as llama.cpp the flat one and newer vLLM the older fields.
#[tokio::test]
async fn a_schema_that_is_ignored_is_noticed_and_remembered() {
    let ignored = r#"{"name": "Alice", "age": 42, "city": "Wonderland", "country": "NZ"}"#;
    let flat = Provider::LLAMA_CPP.rungs([
        Rung::new(Format::JsonSchemaFlat, dialects::LLAMA_CPP),
        Rung::new(Format::JsonObjectSchema, dialects::LLAMA_CPP),
        Rung::PROMPT,
    ]);
    let server = Server::start();
    let flat_request = json!({ "response_format": { "type": "json_schema" } });
    server
        .expect("")
        .with(flat_request)
        .reply(Reply::chat(ignored));
    server.expect("").times(3).reply(Reply::chat(ALICE));
    let client = server.client(flat.clone());
    for call in 0..3 {
        let completion = client.chat("m").user("x").send::<User>().await.unwrap();
        assert_eq!(completion.value, alice());
        // No other form is tried that might be ignored as well.
        assert_eq!(completion.format, Format::Prompt);
        // One request more than calls, at the first of them.
        assert_eq!(completion.attempts.len(), if call == 0 { 2 } else { 1 });
    }
    assert_eq!(
        types(&server),
        ["json_schema", "prompt", "prompt", "prompt"]
    );
    assert_eq!(client.capabilities().known[0].format, "prompt");

    // Without asking again the call fails, and the next one knows.
    let server = Server::start();
    server.expect("").reply(Reply::chat(ignored));
    server.expect("").reply(Reply::chat(ALICE));
    let client = server.builder(flat).reask(Reask::NEVER).build().unwrap();
    assert!(client.chat("m").user("x").json::<User>().await.is_err());
    assert_eq!(
        client.chat("m").user("x").json::<User>().await.unwrap(),
        alice()
    );
    assert_eq!(types(&server), ["json_schema", "prompt"]);
}

/// Where the host promises to keep to the schema, one odd answer costs no type its form; two in a row do, and a right one
/// between them clears the first.
#[tokio::test]
async fn a_promise_is_broken_by_two_answers_in_a_row() {
    let odd = r#"{"error": "I cannot do that"}"#;
    for provider in [Provider::OPENAI, Provider::DEEPINFRA, Provider::LLAMA_CPP] {
        let name = provider.name();
        for streamed in [false, true] {
            let server = Server::start();
            for text in [odd, ALICE, odd, odd, ALICE] {
                let reply = if streamed {
                    Reply::chat_stream([text])
                } else {
                    Reply::chat(text)
                };
                server.expect("").reply(reply);
            }
            let client = server.builder(provider.clone()).reask(Reask::NEVER);
            let client = client.build().unwrap();
            let mut kept = Vec::new();
            for _ in 0..5 {
                let request = client.chat("m").user("x");
                let answer = if streamed {
                    let stream = request.stream::<User>().await.unwrap();
                    stream.finish().await
                } else {
                    request.send::<User>().await
                };
                kept.push((answer.is_ok(), client.capabilities().known.is_empty()));
            }
            let expected = [
                (false, true),
                (true, true),
                (false, true),
                (false, false),
                (true, false),
            ];
            assert_eq!(kept, expected, "{name}, streamed: {streamed}");
            let sent = types(&server);
            assert_eq!(sent[..4], ["json_schema"; 4], "{name}");
            assert_ne!(sent[4], "json_schema", "{name}");
        }
    }
    // A form that promises nothing is known by one.
    let server = Server::start();
    server.expect("").reply(Reply::chat(odd));
    let client = server.builder(any_host()).reask(Reask::NEVER);
    let client = client.build().unwrap();
    let request = client.chat("m").user("x");
    assert!(request.json::<User>().await.is_err());
    assert_eq!(client.capabilities().known.len(), 1);
}

/// What a model can do wrong although it is held to a schema: nothing is learned of that.
#[tokio::test]
async fn other_wrong_answers_say_nothing_of_the_form() {
    #[derive(Debug, json_mode::JsonResponse)]
    struct Share {
        #[schemars(range(max = 1))]
        share: f64,
    }
    for text in [
        // A bound that this server does not keep to.
        r#"{"share": 30}"#,
        // Broken, and cut.
        r#"{"share": }"#,
        r#"{"sha"#,
        "I cannot say.",
    ] {
        let server = Server::start();
        server.expect("").times(2).reply(Reply::chat(text));
        let client = server.client(Provider::LLAMA_CPP);
        let request = client.chat("m").user("x").reask(Reask::NEVER);
        assert!(request.json::<Share>().await.is_err());
        assert!(request.json::<Share>().await.is_err());
        assert_eq!(types(&server), ["json_schema", "json_schema"], "{text}");
        assert_eq!(client.capabilities(), Capabilities::default());
    }
    // A form that was asked for by name is kept.
    let server = Server::start();
    server.expect("").times(2).reply(Reply::chat("[]"));
    let client = server.client(Provider::LLAMA_CPP);
    let request = client
        .chat("m")
        .user("x")
        .reask(Reask::NEVER)
        .format(Format::JsonSchema);
    assert!(request.json::<User>().await.is_err());
    assert!(request.json::<User>().await.is_err());
    assert_eq!(types(&server), ["json_schema", "json_schema"]);
}

#[tokio::test]
async fn what_was_learned_can_be_kept_between_runs() {
    let refused = json!({ "error": { "message": "This model does not support response format `json_schema`.", "param": "response_format" } });
    let server = Server::start();
    server
        .expect("")
        .with(json!({ "response_format": { "type": "json_schema" } }))
        .times(2)
        .reply(Reply::json(400, &refused));
    server.expect("").any_times().reply(Reply::chat(ALICE));
    let client = server.client(Provider::GROQ);
    for model in ["b", "a", "b"] {
        client.chat(model).user("x").json::<User>().await.unwrap();
    }
    assert_eq!(server.requests().len(), 5, "one more for each model");

    let text = serde_json::to_string(&client.capabilities()).unwrap();
    assert_eq!(
        text,
        r#"{"known":[{"host":"Groq","route":"chat","model":"a","format":"json_object"},{"host":"Groq","route":"chat","model":"b","format":"json_object"}]}"#
    );
    let known: Capabilities = serde_json::from_str(&text).unwrap();
    let server = Server::start();
    server.expect("").any_times().reply(Reply::chat(ALICE));
    let seeded = |provider: Provider, known: &Capabilities| -> Client {
        server
            .builder(provider)
            .capabilities(known.clone())
            .build()
            .unwrap()
    };
    let client = seeded(Provider::GROQ, &known);
    client.chat("b").user("x").json::<User>().await.unwrap();
    assert_eq!(client.capabilities(), known);
    // Other models, and other hosts, know nothing of it; a form that no version knows is passed over.
    client.chat("c").user("x").json::<User>().await.unwrap();
    seeded(Provider::SAMBANOVA, &known)
        .chat("b")
        .user("x")
        .json::<User>()
        .await
        .unwrap();
    let odd: Capabilities =
        serde_json::from_str(&text.replace("json_object", "form_of_2030")).unwrap();
    let client = seeded(Provider::GROQ, &odd);
    client.chat("b").user("x").json::<User>().await.unwrap();
    assert_eq!(
        types(&server),
        ["json_object", "json_schema", "json_schema", "json_schema"]
    );
    assert_eq!(client.capabilities(), Capabilities::default());
}
