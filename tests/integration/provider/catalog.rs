//! From the catalog to the wire.

use json_mode::provider::{
    Auth, Endpoint, Form, JsonWord, KeyNeed, Provider, Rung, SchemaVisibility, Shape,
    UnknownFields, dialects,
};
use json_mode::testing::{Reply, Server};
use json_mode::{Client, ErrorKind, Format, Request};
use serde_json::{Value, json};

use crate::support::{ALICE, User, alice};

/// A client of the host's that sends nothing.
fn offline(provider: &Provider) -> Client {
    let builder = Client::builder(provider.clone()).api_key("test-key");
    let builder = if provider.base_url().contains('{') {
        builder.base_url("https://host.example/v1")
    } else {
        builder
    };
    builder.build().unwrap()
}

const STRICT: &str = "response_format.json_schema.strict.schema";
const NESTED: &str = "response_format.json_schema.schema";

/// What is sent for a type to a model of which nothing is known, by host: the place of the schema, and whether the prompt
/// holds it too.
#[rustfmt::skip]
const FIRST: &[(&str, &str, bool)] = &[
    ("Together AI", NESTED, true),
    ("DeepInfra", STRICT, true),
    ("OpenAI", STRICT, false),
    ("Azure OpenAI", STRICT, false),
    ("Groq", NESTED, true),
    ("Fireworks", NESTED, true),
    ("Mistral", STRICT, true),
    ("DeepSeek", "json_object", true),
    ("xAI", STRICT, true),
    ("Cerebras", STRICT, true),
    ("SambaNova", NESTED, true),
    ("Nebius", NESTED, true),
    ("Novita", NESTED, true),
    ("Hyperbolic", NESTED, true),
    ("Perplexity", NESTED, true),
    ("Moonshot", "json_object", true),
    ("DashScope", STRICT, true),
    ("NVIDIA NIM", NESTED, true),
    ("Gemini", NESTED, true),
    ("Anthropic", "prompt", true),
    ("OpenRouter", STRICT, true),
    ("Hugging Face", NESTED, true),
    ("Cloudflare", "response_format.json_schema", true),
    ("Snowflake", NESTED, true),
    ("vLLM", NESTED, true),
    ("SGLang", NESTED, true),
    ("llama.cpp", NESTED, true),
    ("Ollama", NESTED, true),
    ("LM Studio", STRICT, true),
    ("TGI", "response_format.value", true),
];

fn body(request: &Request) -> Value {
    serde_json::from_str(&request.body::<User>().unwrap()).unwrap()
}

/// Where a schema of type object stands in a body.
fn place(body: &Value) -> &'static str {
    let format = &body["response_format"];
    let nested = &format["json_schema"];
    let is_schema = |value: &Value| value["type"] == "object" && value["properties"].is_object();
    match format["type"].as_str() {
        None if body.get("response_format").is_none() => "prompt",
        Some("json_schema") if nested["strict"] == true && is_schema(&nested["schema"]) => STRICT,
        Some("json_schema") if is_schema(&nested["schema"]) => NESTED,
        Some("json_schema") if is_schema(nested) => "response_format.json_schema",
        Some("json") if is_schema(&format["value"]) => "response_format.value",
        Some("json_object") if format.as_object().unwrap().len() == 1 => "json_object",
        _ => panic!("{body}"),
    }
}

#[test]
fn every_host_is_asked_in_its_own_form() {
    let names: Vec<&str> = Provider::ALL.iter().map(|host| host.name()).collect();
    let rows: Vec<&str> = FIRST.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, rows);
    for (provider, (name, expected, told)) in Provider::ALL.iter().zip(FIRST) {
        let body = body(&offline(provider).chat("some/model").user("Invent a user."));
        assert_eq!(place(&body), *expected, "{name}");
        let messages = body["messages"].to_string();
        assert_eq!(
            messages.contains("name: string"),
            *told,
            "{name}: {messages}"
        );
    }
}

/// Every form, exactly, and its name.
#[test]
fn every_form_is_on_the_wire_as_it_says() {
    let schema = json!({
        "type": "object",
        "properties": { "name": { "type": "string", "description": "user name" }, "address": { "type": "string", "description": "address" } },
        "required": ["name", "address"],
    });
    let nested = |strict: bool| match strict {
        true => json!({ "name": "User", "strict": true, "schema": schema }),
        false => json!({ "name": "User", "schema": schema }),
    };
    for (format, field, value) in [
        (
            Format::JsonSchemaStrict,
            "response_format",
            json!({ "type": "json_schema", "json_schema": nested(true) }),
        ),
        (
            Format::JsonSchema,
            "response_format",
            json!({ "type": "json_schema", "json_schema": nested(false) }),
        ),
        (
            Format::JsonSchemaFlat,
            "response_format",
            json!({ "type": "json_schema", "schema": schema }),
        ),
        (
            Format::JsonSchemaBare,
            "response_format",
            json!({ "type": "json_schema", "json_schema": schema }),
        ),
        (
            Format::JsonObjectSchema,
            "response_format",
            json!({ "type": "json_object", "schema": schema }),
        ),
        (
            Format::JsonValue,
            "response_format",
            json!({ "type": "json", "value": schema }),
        ),
        (Format::JsonSchemaField, "json_schema", schema.clone()),
        (
            Format::StructuredOutputs,
            "structured_outputs",
            json!({ "json": schema }),
        ),
        (Format::GuidedJson, "guided_json", schema.clone()),
        (
            Format::NvextGuidedJson,
            "nvext",
            json!({ "guided_json": schema }),
        ),
        (
            Format::JsonObject,
            "response_format",
            json!({ "type": "json_object" }),
        ),
        (Format::Prompt, "response_format", Value::Null),
    ] {
        let client = offline(&Provider::compatible("http://localhost/v1"));
        let request = client.chat("m").user("x").format(format);
        let mut body = body(&request);
        // The type's own title is no part of what is compared.
        let sent = body[field].take();
        let sent: Value =
            serde_json::from_str(&sent.to_string().replace(r#","title":"User""#, "")).unwrap();
        assert_eq!(sent.to_string(), value.to_string(), "{format:?}");
        assert!(
            Format::ALL
                .iter()
                .filter(|known| known.name() == format.name())
                .count()
                == 1
        );
        if let Some(form) = format.form().filter(|form| form.field != "response_format") {
            let error = request.param(form.field, 1).body::<User>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{format:?}");
        }
    }
}

const KIND: Form = Form {
    name: "kind_json",
    field: "output",
    shape: Shape::Object(&[
        ("kind", Shape::Text("json")),
        ("named", Shape::Name),
        ("schema", Shape::Schema),
        ("hard", Shape::True),
    ]),
};

/// A host as a user writes it: every fact of its own.
const ACME: Provider = Provider::host("Acme", "https://api.acme.example/v1")
    .keys(&["ACME_API_KEY"])
    .auth(Auth::Header("x-acme-key"))
    .headers(&[("x-acme-version", "2")])
    .chat(
        Endpoint::at(
            "talk/{model}",
            &[
                Rung::new(Format::Custom(&KIND), dialects::OPENAI_STRICT),
                Rung::JSON_OBJECT,
                Rung::PROMPT,
            ],
        )
        .renames(&[("max_tokens", "limit")]),
    )
    .without_completion()
    .models(&[("tiny*", Format::JsonObject), ("old", Format::Prompt)])
    .beside_form(&[("mode", r#"{"hard":1}"#)])
    .schema_visibility(SchemaVisibility::Shown)
    .json_word(JsonWord::Demanded)
    .unknown_fields(UnknownFields::Refused)
    .request_id_headers(&["x-acme-id"]);

#[tokio::test]
async fn a_users_own_host_needs_no_change_here() {
    let server = Server::start();
    let answer = Reply::chat(ALICE).header("x-acme-id", "A1");
    server.expect("/talk/big/one").reply(answer);
    let client = server.client(ACME);
    let request = client.chat("big/one").user("Invent a user.").max_tokens(9);
    let completion = request.send::<User>().await.unwrap();
    assert_eq!(completion.value, alice());
    assert_eq!(completion.format, Format::Custom(&KIND));
    assert_eq!(completion.request_id.as_deref(), Some("A1"));

    let sent = &server.requests()[0];
    assert_eq!(sent.header("x-acme-key"), Some("test-key"));
    assert_eq!(sent.header("authorization"), None);
    assert_eq!(sent.header("x-acme-version"), Some("2"));
    let body = &sent.body;
    assert_eq!(body["output"]["kind"], "json");
    assert_eq!(body["output"]["named"], "User");
    assert_eq!(body["output"]["hard"], true);
    assert_eq!(body["output"]["schema"]["additionalProperties"], false);
    assert_eq!(body["mode"], json!({ "hard": 1 }));
    assert_eq!(body["limit"], 9);
    assert!(body.get("model").is_none(), "the path names it: {body}");
    assert_eq!(body["messages"].as_array().unwrap().len(), 1);

    // What is known of a model, by its name or its start.
    let tiny = self::body(&client.chat("tiny-2").user("x"));
    assert_eq!(tiny["response_format"]["type"], "json_object");
    assert_eq!(tiny["mode"], json!({ "hard": 1 }));
    let old = self::body(&client.chat("old").user("x"));
    assert!(old.get("response_format").is_none() && old.get("mode").is_none());
    // What the user sets stands.
    let own = client.chat("big").user("x").param("mode", "mine");
    assert_eq!(self::body(&own)["mode"], "mine");
    let error = client
        .completion("big")
        .prompt("x")
        .body::<User>()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[test]
fn a_key_is_demanded_where_the_host_does() {
    let error = Client::builder(ACME).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("ACME_API_KEY"), "{error}");
    assert!(
        Client::builder(ACME.key_need(KeyNeed::Optional))
            .build()
            .is_ok()
    );
}

/// A variable in the base URL that is not set: the message names it and the setting that does without.
#[test]
fn an_address_with_a_variable_wants_it_or_another_address() {
    let error = Client::builder(Provider::host("Acme", "{JSON_MODE_NO_SUCH}/v1"))
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(
        error
            .to_string()
            .contains("set JSON_MODE_NO_SUCH, or give the address"),
        "{error}"
    );
}

#[tokio::test]
async fn cloudflare_answers_with_the_value_itself() {
    let server = Server::start();
    let reply = json!({ "result": { "response": { "name": "Alice", "address": "42, Wonderland Avenue" },
        "usage": { "prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5 } }, "success": true, "errors": [] });
    server
        .expect("/ai/run/@cf/meta/llama-3.1-8b-instruct")
        .reply(Reply::json(200, &reply));
    let refused = json!({ "result": null, "success": false, "errors": [{ "code": 5025, "message": "This model doesn't support JSON Schema." }] });
    server
        .expect("/ai/run/@cf/old")
        .reply(Reply::json(400, &refused));
    server
        .expect("/ai/run/@cf/old")
        .reply(Reply::json(200, &reply));
    let client = server.client(Provider::CLOUDFLARE);
    let completion = client
        .chat("@cf/meta/llama-3.1-8b-instruct")
        .user("x")
        .send::<User>()
        .await
        .unwrap();
    assert_eq!(completion.value, alice());
    assert_eq!(completion.usage.unwrap().total_tokens, 5);
    let completion = client
        .chat("@cf/old")
        .user("x")
        .send::<User>()
        .await
        .unwrap();
    assert_eq!(completion.format, Format::Prompt);
}
