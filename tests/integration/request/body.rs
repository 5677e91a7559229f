//! The body: formats, headers, the order of properties.

use json_mode::testing::{Reply, Server};
use json_mode::{ErrorKind, Format, JsonResponse, Provider, SchemaInPrompt};

use crate::support::{ALICE, User, answering, any_host, asking, offline};

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
    let request = asking(&client);
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
    asking(&client).json::<User>().await.unwrap();
    let client = json_mode::Client::builder(Provider::compatible(server.url()))
        .build()
        .unwrap();
    asking(&client).json::<User>().await.unwrap();
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
