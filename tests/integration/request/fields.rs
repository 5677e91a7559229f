//! Fields and turns: under which names they are sent, and in which order.

use json_mode::testing::Server;
use json_mode::{ErrorKind, Format, Message, Provider, Role, SchemaInPrompt};
use serde_json::{Value, json};

use crate::support::{User, any_host, asking, offline};

#[test]
fn every_setter_lands_under_the_name_of_the_wire() {
    let client = offline(any_host());
    let request = asking(&client)
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
    let request = asking(&client)
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
