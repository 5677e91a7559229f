//! The body: formats, fields, turns.

use json_mode::testing::{Reply, Server};
use json_mode::{ErrorKind, Format, JsonResponse, Message, Provider, Role, SchemaInPrompt};
use serde_json::{Value, json};

use crate::support::{ALICE, User, answering, any_host, offline};

/// The schema of `User`, as hosts without a rule of their own take it.
const OPEN: &str = r#"{"type":"object","properties":{"name":{"type":"string","description":"user name"},"address":{"type":"string","description":"address"}},"required":["name","address"],"title":"User"}"#;
/// The same for hosts where objects are closed.
const CLOSED: &str = r#"{"type":"object","properties":{"name":{"type":"string","description":"user name"},"address":{"type":"string","description":"address"}},"required":["name","address"],"additionalProperties":false,"title":"User"}"#;
/// What a prompt says of it.
const INSTRUCTION: &str = r"Answer only with JSON of this type:\n{\n name: string // user name\n address: string // address\n}";

fn filled(template: &str) -> String {
    template
        .replace("OPEN", OPEN)
        .replace("CLOSED", CLOSED)
        .replace("INSTRUCTION", INSTRUCTION)
}

fn hosts() -> [(&'static str, Provider); 5] {
    [
        ("Together", Provider::TOGETHER),
        ("DeepInfra", Provider::DEEPINFRA),
        ("OpenAI", Provider::OPENAI),
        ("llama.cpp", Provider::LLAMA_CPP),
        ("compatible", any_host()),
    ]
}

fn host(name: &str) -> Provider {
    let found = hosts().into_iter().find(|(known, _)| *known == name);
    found.unwrap().1
}

#[test]
fn each_route_of_each_host_is_sent_the_strictest_form_it_takes() {
    const CHAT: &str = r#"{"model":"a/b","messages":[{"role":"system","content":"INSTRUCTION"},{"role":"user","content":"Hi"}],"#;
    for (name, route, expected) in [
        (
            "Together",
            "chat",
            r#"CHAT"response_format":{"type":"json_schema","json_schema":{"name":"User","schema":OPEN}}}"#,
        ),
        (
            "DeepInfra",
            "chat",
            r#"CHAT"response_format":{"type":"json_schema","json_schema":{"name":"User","strict":true,"schema":CLOSED}}}"#,
        ),
        // It shows the schema to the model itself.
        (
            "OpenAI",
            "chat",
            r#"{"model":"a/b","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"User","strict":true,"schema":CLOSED}}}"#,
        ),
        (
            "llama.cpp",
            "chat",
            r#"CHAT"response_format":{"type":"json_schema","json_schema":{"name":"User","schema":CLOSED}}}"#,
        ),
        (
            "compatible",
            "chat",
            r#"CHAT"response_format":{"type":"json_schema","json_schema":{"name":"User","schema":OPEN}}}"#,
        ),
        (
            "Together",
            "completion",
            r#"{"model":"a/b","prompt":"INSTRUCTION\n\nHi","response_format":{"type":"json_object"}}"#,
        ),
        (
            "DeepInfra",
            "completion",
            r#"{"model":"a/b","prompt":"Hi","response_format":{"type":"json_schema","json_schema":{"name":"User","strict":true,"schema":CLOSED}}}"#,
        ),
        (
            "OpenAI",
            "completion",
            r#"{"model":"a/b","prompt":"INSTRUCTION\n\nHi"}"#,
        ),
        (
            "llama.cpp",
            "completion",
            r#"{"model":"a/b","prompt":"Hi","json_schema":CLOSED}"#,
        ),
        (
            "compatible",
            "completion",
            r#"{"model":"a/b","prompt":"INSTRUCTION\n\nHi","response_format":{"type":"json_object"}}"#,
        ),
        (
            "DeepInfra",
            "inference",
            r#"{"input":"INSTRUCTION\n\nHi","response_format":{"type":"json_object"}}"#,
        ),
    ] {
        let client = offline(host(name));
        let request = match route {
            "chat" => client.chat("a/b").user("Hi"),
            "completion" => client.completion("a/b").prompt("Hi"),
            _ => client.inference("a/b").prompt("Hi"),
        };
        let expected = filled(&expected.replace("CHAT", CHAT));
        assert_eq!(request.body::<User>().unwrap(), expected, "{name} {route}");
    }
}

#[test]
fn each_form_is_written_the_same_way_for_every_host_and_route() {
    for (format, expected) in [
        (
            Format::JsonSchemaStrict,
            r#","response_format":{"type":"json_schema","json_schema":{"name":"User","strict":true,"schema":SCHEMA}}"#,
        ),
        (
            Format::JsonSchema,
            r#","response_format":{"type":"json_schema","json_schema":{"name":"User","schema":SCHEMA}}"#,
        ),
        (
            Format::JsonSchemaFlat,
            r#","response_format":{"type":"json_schema","schema":SCHEMA}"#,
        ),
        (
            Format::JsonObjectSchema,
            r#","response_format":{"type":"json_object","schema":SCHEMA}"#,
        ),
        (Format::JsonSchemaField, r#","json_schema":SCHEMA"#),
        (
            Format::JsonObject,
            r#","response_format":{"type":"json_object"}"#,
        ),
        (Format::Prompt, ""),
    ] {
        for (name, provider) in hosts() {
            let client = offline(provider);
            let chat = client.chat("a/b").system("JSON.").user("Hi");
            let completion = client.completion("a/b").prompt("Hi");
            let inference = client.inference("a/b").prompt("Hi");
            let native = name == "DeepInfra";
            for (request, start, is_there) in [
                (
                    chat,
                    r#"{"model":"a/b","messages":[{"role":"system","content":"JSON."},{"role":"user","content":"Hi"}]"#,
                    true,
                ),
                (completion, r#"{"model":"a/b","prompt":"Hi""#, true),
                (inference, r#"{"input":"Hi""#, native),
            ] {
                let request = request
                    .format(format)
                    .schema_in_prompt(SchemaInPrompt::Never);
                if !is_there {
                    let error = request.body::<User>().unwrap_err();
                    assert_eq!(error.kind(), ErrorKind::Unsupported);
                    assert!(error.to_string().contains("no route"), "{error}");
                    continue;
                }
                // OpenAI demands closed objects of `strict`; on DeepInfra's own route only `json_object` was seen.
                let is_chat = start.contains("messages");
                let is_closed = match name {
                    "OpenAI" => is_chat && format != Format::JsonSchema,
                    "llama.cpp" => true,
                    _ => native && !start.contains("input"),
                };
                let schema = if is_closed { CLOSED } else { OPEN };
                let form = expected.replace("SCHEMA", schema);
                assert_eq!(
                    request.body::<User>().unwrap(),
                    format!("{start}{form}}}"),
                    "{name} {format:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn what_body_shows_is_what_is_sent() {
    let (server, client) = answering(Reply::chat(ALICE));
    let request = client
        .chat("a/b")
        .system("Sei kurz.")
        .user("Gr\u{fc}\u{df} Gott \u{1f44b} \"x\"\n")
        .temperature(0.7)
        .seed(u64::MAX);
    let shown = request.body::<User>().unwrap();
    request.json::<User>().await.unwrap();
    let again = request.clone();
    again.json::<User>().await.unwrap();
    let sent: Vec<String> = server.requests().into_iter().map(|r| r.text).collect();
    assert_eq!(sent, [shown.clone(), shown]);
}

#[tokio::test]
async fn a_request_without_a_type_has_no_format() {
    let (server, client) = answering(Reply::chat("Hello!"));
    let completion = client.chat("a/b").user("Hi").text().await.unwrap();
    assert_eq!(completion.value, "Hello!");
    assert_eq!(completion.format, Format::Text);
    assert_eq!(
        server.requests()[0].text,
        r#"{"model":"a/b","messages":[{"role":"user","content":"Hi"}]}"#
    );
}

#[test]
fn every_setter_lands_under_the_name_of_the_wire() {
    let client = offline(any_host());
    let request = client
        .chat("m")
        .user("JSON")
        .temperature(0.5)
        .top_p(0.9)
        .top_k(40)
        .min_p(0.05)
        .max_tokens(100)
        .max_completion_tokens(200)
        .n(2)
        .seed(18_446_744_073_709_551_615)
        .presence_penalty(-0.5)
        .frequency_penalty(0.25)
        .repetition_penalty(1.1)
        .reasoning_effort("low")
        .logprobs(true)
        .tool_choice("auto")
        .tools(json!([{ "type": "function", "function": { "name": "f" } }]))
        .stop(["\n\n", "END"])
        .param("user", "u-1")
        .chat_template_kwargs(json!({ "enable_thinking": false }))
        .logit_bias(json!({ "50256": -100 }))
        .top_logprobs(3)
        .stop_token_ids(&[7, 8])
        .service_tier("flex")
        .format(Format::Prompt)
        .schema_in_prompt(SchemaInPrompt::Never);
    assert_eq!(
        request.body::<User>().unwrap(),
        concat!(
            r#"{"model":"m","messages":[{"role":"user","content":"JSON"}],"#,
            r#""temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.05,"max_tokens":100,"max_completion_tokens":200,"#,
            r#""n":2,"seed":18446744073709551615,"presence_penalty":-0.5,"frequency_penalty":0.25,"#,
            r#""repetition_penalty":1.1,"reasoning_effort":"low","logprobs":true,"tool_choice":"auto","#,
            r#""tools":[{"type":"function","function":{"name":"f"}}],"stop":["\n\n","END"],"user":"u-1","#,
            r#""chat_template_kwargs":{"enable_thinking":false},"logit_bias":{"50256":-100},"top_logprobs":3,"#,
            r#""stop_token_ids":[7,8],"service_tier":"flex"}"#
        )
    );
}

#[test]
fn the_native_route_has_names_of_its_own() {
    let client = offline(Provider::DEEPINFRA);
    let request = client
        .inference("a/b")
        .prompt("Hi")
        .max_tokens(100)
        .n(2)
        .temperature(0.5)
        .format(Format::Prompt)
        .schema_in_prompt(SchemaInPrompt::Never);
    assert_eq!(
        request.body::<User>().unwrap(),
        r#"{"input":"Hi","max_new_tokens":100,"num_responses":2,"temperature":0.5}"#
    );
    // A field under both its names is sent once, as it was named by the host's own.
    for request in [
        request.clone().param("max_new_tokens", 7),
        request.clone().param("max_new_tokens", 7).max_tokens(9),
    ] {
        let body = request.body::<User>().unwrap();
        assert_eq!(body.matches("max_new_tokens").count(), 1, "{body}");
        assert!(body.contains(r#""max_new_tokens":7"#), "{body}");
    }
}

#[test]
fn a_field_that_is_set_again_has_its_last_value() {
    let client = offline(any_host());
    let request = client
        .chat("m")
        .user("JSON")
        .temperature(0.1)
        .param("x", 1)
        .temperature(0.2)
        .param("temperature", 0.3)
        .param("x", Value::Null)
        .format(Format::Prompt)
        .schema_in_prompt(SchemaInPrompt::Never);
    assert_eq!(
        request.body::<User>().unwrap(),
        r#"{"model":"m","messages":[{"role":"user","content":"JSON"}],"temperature":0.3,"x":null}"#
    );
}

#[tokio::test]
async fn mistakes_are_told_before_anything_is_sent() {
    let server = Server::start();
    let client = server.client(any_host());
    let chat = client.chat("m").user("Hi");
    for (request, expected) in [
        (chat.clone().temperature(f64::NAN), "`temperature`"),
        (chat.clone().top_p(f64::INFINITY), "`top_p`"),
        (chat.clone().param("alpha", f64::NEG_INFINITY), "`alpha`"),
        (chat.clone().param("alpha", f32::NAN), "`alpha`"),
        (chat.clone().param("model", "x"), "`model`"),
        (chat.clone().param("messages", json!([])), "`messages`"),
        (chat.clone().param("prompt", "x"), "`prompt`"),
        (chat.clone().param("input", "x"), "`input`"),
        (chat.clone().param("stream", true), "`stream`"),
        (
            chat.clone().param("response_format", json!({})),
            "`response_format`",
        ),
        (chat.clone().header("no header", "x"), "`no header`"),
        (chat.clone().header("x-secret", "a\nb"), "`x-secret`"),
        // The first of two mistakes.
        (chat.clone().top_p(f64::NAN).param("stream", 1), "`top_p`"),
        (client.chat("m"), "no messages"),
        (chat.clone().prompt("x"), "`prompt`"),
        (client.completion("m"), "`prompt`"),
        (client.completion("m").prompt("x").user("y"), "`template`"),
        (
            chat.clone().template(json_mode::ChatTemplate::ChatMl),
            "template",
        ),
    ] {
        for error in [
            request.json::<User>().await.unwrap_err(),
            request.text().await.unwrap_err(),
            request.body::<User>().unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Config, "{error}");
            assert!(error.to_string().contains(expected), "{error}");
            assert!(error.attempts().is_empty());
            assert!(!error.is_retryable());
        }
    }
    // A null that was meant is sent.
    for value in [json!(null), json!(Option::<f64>::None)] {
        let body = chat.clone().param("x", value).body::<User>().unwrap();
        assert!(body.contains(r#""x":null"#), "{body}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_field_of_the_body_is_not_written_twice() {
    let client = offline(Provider::LLAMA_CPP);
    let request = client
        .completion("m")
        .prompt("Hi")
        .param("json_schema", json!({}));
    let error = request.body::<User>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("`json_schema`"), "{error}");
}

#[test]
fn every_kind_of_turn_is_written() {
    let client = offline(any_host());
    let request = client
        .chat("m")
        .system("s")
        .developer("d")
        .user("u")
        .assistant("a")
        .message(Message::new(Role::User, "named").name("Bob"))
        .message(Message::assistant("").tool_calls(json!([{ "id": "call_1" }])))
        .message(Message::tool("call_1", "22 degrees"))
        .message(
            Message::user("What is this?")
                .image_url("https://example.com/cat.png")
                .image_bytes("image/png", b"\x89PNG")
                .text("Be brief."),
        )
        .messages([Message::assistant("x"), Message::user("y")])
        .format(Format::Prompt)
        .schema_in_prompt(SchemaInPrompt::Never);
    let body: Value = serde_json::from_str(&request.body::<User>().unwrap()).unwrap();
    assert_eq!(
        body["messages"],
        json!([
            { "role": "system", "content": "s" },
            { "role": "developer", "content": "d" },
            { "role": "user", "content": "u" },
            { "role": "assistant", "content": "a" },
            { "role": "user", "name": "Bob", "content": "named" },
            { "role": "assistant", "tool_calls": [{ "id": "call_1" }], "content": "" },
            { "role": "tool", "tool_call_id": "call_1", "content": "22 degrees" },
            { "role": "user", "content": [
                { "type": "text", "text": "What is this?" },
                { "type": "image_url", "image_url": { "url": "https://example.com/cat.png" } },
                { "type": "image_url", "image_url": { "url": "data:image/png;base64,iVBORw==" } },
                { "type": "text", "text": "Be brief." },
            ] },
            { "role": "assistant", "content": "x" },
            { "role": "user", "content": "y" },
        ])
    );
}

#[tokio::test]
async fn headers_are_the_hosts_the_clients_and_the_requests() {
    let server = Server::start();
    server
        .expect("/chat/completions")
        .times(2)
        .reply(Reply::chat(ALICE));
    let client = json_mode::Client::builder(any_host())
        .base_url(server.url())
        .api_key("k-1")
        .header("x-app", "client")
        .header("x-kept", "yes")
        .build()
        .unwrap();
    let request = client.chat("m").user("JSON");
    request
        .clone()
        .header("X-App", "request")
        .headers([("x-a", "1"), ("x-b", "2")])
        .json::<User>()
        .await
        .unwrap();
    request.json::<User>().await.unwrap();
    let [with, without] = &server.requests()[..] else {
        panic!("two requests")
    };
    for (name, value) in [
        ("authorization", "Bearer k-1"),
        ("content-type", "application/json"),
        ("accept", "application/json"),
        ("x-app", "request"),
        ("x-kept", "yes"),
        ("x-a", "1"),
        ("x-b", "2"),
    ] {
        assert_eq!(with.header(name), Some(value), "{name}");
        let count = with
            .headers
            .iter()
            .filter(|(known, _)| known == name)
            .count();
        assert_eq!(count, 1, "{name} is sent once");
    }
    assert_eq!(without.header("x-app"), Some("client"));
    assert_eq!(without.header("x-a"), None);
    let agent = with.header("user-agent").unwrap();
    assert!(agent.starts_with("json-mode/"), "{agent}");
}

#[tokio::test]
async fn a_key_may_be_in_a_header_of_its_own_or_missing() {
    let server = Server::start();
    server
        .expect("/chat/completions")
        .times(2)
        .reply(Reply::chat(ALICE));
    let provider =
        Provider::compatible(server.url()).auth(json_mode::provider::Auth::Header("api-key"));
    let client = json_mode::Client::builder(provider)
        .api_key("k-1")
        .build()
        .unwrap();
    client.chat("m").user("JSON").json::<User>().await.unwrap();
    let client = json_mode::Client::builder(Provider::compatible(server.url()))
        .build()
        .unwrap();
    client.chat("m").user("JSON").json::<User>().await.unwrap();
    let [with, without] = &server.requests()[..] else {
        panic!("two requests")
    };
    assert_eq!(with.header("api-key"), Some("k-1"));
    assert_eq!(with.header("authorization"), None);
    assert_eq!(without.header("authorization"), None);
}

#[test]
fn properties_are_sent_in_the_order_of_the_type() {
    #[derive(JsonResponse)]
    struct Zebra {
        zulu: String,
        alpha: Inner,
        mike: u8,
    }
    #[derive(JsonResponse)]
    struct Inner {
        z: bool,
        a: bool,
    }
    for (name, provider) in hosts() {
        let body = offline(provider)
            .chat("m")
            .user("JSON")
            .body::<Zebra>()
            .unwrap();
        let schema = &body[body.find("response_format").unwrap()..];
        let at = |name: &str| schema.find(&format!("\"{name}\":{{")).unwrap();
        assert!(
            at("zulu") < at("alpha") && at("alpha") < at("mike"),
            "{name}: {schema}"
        );
        assert!(at("z") < at("a"), "{name}: {schema}");
    }
}
