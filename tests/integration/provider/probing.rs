//! What it costs to find out which form a model takes: one request more at most, counted for every host of the catalog
//! and for every recorded rejection.

use std::fs;

use json_mode::provider::{Rung, dialects};
use json_mode::testing::{Emulator, Reply, Server};
use json_mode::{Client, Format, Provider, Retry, schema};
use serde_json::{Value, json};

use super::ladder::REJECTIONS;
use crate::support::{ALICE, User, any_host, shared};

/// The hosts whose every model takes `json_object`, by the catalog.
const TAKE_JSON_OBJECT: &[&str] = &[
    "OpenAI",
    "Groq",
    "Mistral",
    "vLLM",
    "SGLang",
    "llama.cpp",
    "Ollama",
];

/// The forms in which a host takes a schema on chat, the strictest first.
fn forms(provider: &Provider) -> Vec<Format> {
    let lints = schema::<User>().lint(provider);
    lints.forms.iter().map(|lint| lint.format).collect()
}

/// How many requests each of two calls takes, and the form of the last.
async fn two_calls(client: &Client, story: &str) -> ([usize; 2], Format) {
    let mut counts = [0; 2];
    let mut format = Format::Text;
    for count in &mut counts {
        let request = client.chat("some/model").user("Invent a user.");
        let completion = request.send::<User>().await;
        let completion = completion.unwrap_or_else(|error| panic!("{story}: {error}"));
        *count = completion.attempts.len();
        format = completion.format;
    }
    (counts, format)
}

/// A model whose best form is any of the host's, of which the client knows nothing.
#[tokio::test]
async fn a_model_costs_one_request_more_at_every_host() {
    let lowered = schema::<User>().lower(&json_mode::provider::dialects::JSON_OBJECT);
    let known = json_mode::Schema::from_value(lowered.unwrap().to_value()).unwrap();
    let (mut models, mut probed) = (0, 0);
    for provider in Provider::ALL {
        let forms = forms(provider);
        for (place, best) in forms.iter().enumerate() {
            let story = format!("{}: a model that takes {best:?}", provider.name());
            let takes_object = TAKE_JSON_OBJECT.contains(&provider.name());
            if takes_object && *best == Format::Prompt {
                continue;
            }
            let facts: &'static [(&'static str, Format)] =
                Box::leak(Box::new([("some/model", *best)]));
            let server = Emulator::new((*provider).clone().models(facts))
                .schema(&known)
                .start();
            let client = server.client((*provider).clone().models(&[]));
            let ([first, second], served) = two_calls(&client, &story).await;
            assert!(first <= 2, "{story}: {first} requests");
            assert_eq!(second, 1, "{story}");
            let served = forms.iter().position(|form| *form == served).unwrap();
            assert!(served >= place, "{story}");
            models += 1;
            probed += first - 1;
        }
    }
    println!(
        "{models} models at {} hosts, {probed} requests more",
        Provider::ALL.len()
    );
    assert!(models > 80 && probed > 30, "{models} models, {probed}");
}

/// Every recorded rejection, at the host that sent it and at a server of which nothing is known, for every form that it
/// may be about.
#[tokio::test]
async fn a_recorded_rejection_costs_one_request_more() {
    let Some(wire) = shared().map(|folder| folder.join("wire")) else {
        return;
    };
    let of_host = |folder: &str| match folder {
        "deepinfra" => Provider::DEEPINFRA,
        "deepseek" => Provider::DEEPSEEK,
        "gemini" => Provider::GEMINI,
        "groq" => Provider::GROQ,
        "llamacpp" => Provider::LLAMA_CPP,
        "openai" => Provider::OPENAI,
        other => panic!("{other} has no rejection"),
    };
    for file in REJECTIONS {
        let folder = file.split_once('/').unwrap().0;
        let text = fs::read_to_string(wire.join(file)).unwrap();
        let status: u16 = file.split('_').nth(1).unwrap().parse().unwrap();
        let about_schema = text.contains("schema for response_format")
            || text.contains("response_schema")
            || text.contains("grammar");
        for provider in [of_host(folder), any_host(), Provider::LM_STUDIO] {
            let story = format!("{file} at {}", provider.name());
            let server = Server::start();
            let refusal = Reply::raw(status, "application/json", text.clone());
            // Whatever carries a schema is refused, and where the form is to blame, all that the host is not known to take.
            let types: &[&str] = if about_schema || TAKE_JSON_OBJECT.contains(&provider.name()) {
                &["json_schema"]
            } else {
                &["json_schema", "json_object"]
            };
            for refused in types {
                server
                    .expect("")
                    .with(json!({ "response_format": { "type": refused } }))
                    .any_times()
                    .reply(refusal.clone());
            }
            server.expect("").any_times().reply(Reply::chat(ALICE));
            let client = server.builder(provider.clone()).retry(Retry::NEVER);
            let ([first, second], _) = two_calls(&client.build().unwrap(), &story).await;
            assert_eq!((first, second), (2, 1), "{story}");
        }
    }
}

/// What a host names as taken is tried next, whatever else is known.
#[tokio::test]
async fn the_hosts_own_words_lead_to_a_form_that_it_takes() {
    let error = |status: u16, message: &str| {
        Reply::json(status, &json!({ "error": { "message": message } }))
    };
    for (refused, reply, served) in [
        (
            "json_schema",
            error(
                400,
                r#"response_format type must be one of "text" or "json_object", but got: json_schema"#,
            ),
            Format::JsonObject,
        ),
        (
            "json_schema",
            error(
                422,
                "response_format: unknown variant `json_schema`, expected `text` or `json_object` at line 1 column 90",
            ),
            Format::JsonObject,
        ),
        (
            "json_schema",
            Reply::json(
                400,
                &json!({ "detail": [{
                "type": "literal_error", "loc": ["body", "response_format", "type"],
                "msg": "Input should be 'text' or 'json_object'", "ctx": { "expected": "'text' or 'json_object'" },
            }] }),
            ),
            Format::JsonObject,
        ),
        (
            "json_schema",
            error(400, "'response_format.type' must be 'text'"),
            Format::Prompt,
        ),
    ] {
        let server = Server::start();
        server
            .expect("")
            .with(json!({ "response_format": { "type": refused } }))
            .reply(reply);
        server.expect("").any_times().reply(Reply::chat(ALICE));
        let (counts, format) = two_calls(&server.client(any_host()), "").await;
        assert_eq!((counts, format), ([2, 1], served));
    }
}

/// What costs more than that, each counted: a type whose schema alone is refused costs one more, once; a host that refuses
/// what its table or its own words say it takes costs one more, once.
#[tokio::test]
async fn what_costs_more_is_counted() {
    #[derive(Debug, json_mode::JsonResponse)]
    struct City {
        name: String,
    }
    let refuse = |text: &str| Reply::json(400, &json!({ "error": { "message": text } }));
    let server = Server::start();
    let with_schema = json!({ "response_format": { "type": "json_schema" } });
    let bad_schema = "Invalid schema for response_format 'x': In context=()";
    server
        .expect("")
        .with(with_schema)
        .any_times()
        .reply(refuse(bad_schema));
    let answer = r#"{"name": "Alice", "address": "x"}"#;
    server.expect("").any_times().reply(Reply::chat(answer));
    let client = server.client(Provider::OPENAI);
    for _ in 0..3 {
        let request = client.chat("m").user("x");
        request.json::<User>().await.unwrap();
        request.json::<City>().await.unwrap();
    }
    assert_eq!(server.requests().len(), 6 + 2, "one more for each type");

    let words =
        r#"response_format type must be one of "text" or "json_object", but got: json_schema"#;
    for (provider, message) in [
        (
            Provider::OPENAI,
            "This response_format type is unavailable now",
        ),
        (any_host(), words),
    ] {
        let server = Server::start();
        for refused in ["json_schema", "json_object"] {
            server
                .expect("")
                .with(json!({ "response_format": { "type": refused } }))
                .any_times()
                .reply(refuse(message));
        }
        server.expect("").any_times().reply(Reply::chat(ALICE));
        let provider = provider.rungs([
            Rung::new(Format::JsonSchema, dialects::COMPATIBLE),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ]);
        let (counts, format) = two_calls(&server.client(provider), message).await;
        assert_eq!((counts, format), ([3, 1], Format::Prompt), "{message}");
    }
}

/// A user's own ladder ends with what the user says every model takes, or names it.
#[tokio::test]
async fn a_floor_can_be_said_of_any_server() {
    let refusal = json!({ "error": { "message": "This response_format type is unavailable now" } });
    for (provider, expected) in [
        (any_host(), Value::Null),
        (any_host().floor(Format::JsonObject), json!("json_object")),
    ] {
        let server = Server::start();
        server
            .expect("")
            .with(json!({ "response_format": { "type": "json_schema" } }))
            .reply(Reply::json(400, &refusal));
        server.expect("").any_times().reply(Reply::chat(ALICE));
        let (counts, _) = two_calls(&server.client(provider), "").await;
        assert_eq!(counts, [2, 1]);
        let last = &server.requests()[2].body;
        assert_eq!(last["response_format"]["type"], expected);
    }
}
