//! What the prompt says of the schema.

use json_mode::provider::{JsonWord, Rung, SchemaVisibility, dialects};
use json_mode::schema::PromptStyle;
use json_mode::{ChatTemplate, Format, Message, Provider, Request, SchemaInPrompt};
use serde_json::{Value, json};

use crate::support::{User, any_host, offline};

const TYPE: &str = "Answer only with JSON of this type:\n{\n name: string // user name\n address: string // address\n}";

fn body(request: &Request) -> Value {
    serde_json::from_str(&request.body::<User>().unwrap()).unwrap()
}

fn messages(request: &Request) -> Value {
    body(request)["messages"].take()
}

fn user_only() -> Value {
    json!([{ "role": "user", "content": "Hi" }])
}

fn with_system(text: &str) -> Value {
    json!([{ "role": "system", "content": text }, { "role": "user", "content": "Hi" }])
}

#[test]
fn the_prompt_holds_the_schema_where_nothing_else_shows_it() {
    let shown = Provider::OPENAI;
    let hidden = Provider::TOGETHER;
    for (provider, format, when, expected) in [
        (&shown, Format::JsonSchema, SchemaInPrompt::Auto, false),
        (&hidden, Format::JsonSchema, SchemaInPrompt::Auto, true),
        (&shown, Format::JsonObject, SchemaInPrompt::Auto, true),
        (&hidden, Format::JsonObject, SchemaInPrompt::Auto, true),
        (&shown, Format::Prompt, SchemaInPrompt::Auto, true),
        (&hidden, Format::Prompt, SchemaInPrompt::Auto, true),
        (&shown, Format::JsonSchema, SchemaInPrompt::Always, true),
        (&hidden, Format::JsonSchema, SchemaInPrompt::Always, true),
        (&shown, Format::JsonSchema, SchemaInPrompt::Never, false),
        (&hidden, Format::JsonSchema, SchemaInPrompt::Never, false),
        (&hidden, Format::JsonObject, SchemaInPrompt::Never, false),
        (&shown, Format::Prompt, SchemaInPrompt::Never, false),
    ] {
        let request = offline(provider.clone())
            .chat("m")
            .user("Hi")
            .format(format)
            .schema_in_prompt(when);
        let expected = if expected {
            with_system(TYPE)
        } else {
            user_only()
        };
        assert_eq!(
            messages(&request),
            expected,
            "{} {format:?} {when:?}",
            provider.name()
        );
    }
}

#[test]
fn a_host_of_ones_own_may_show_the_schema() {
    let provider = any_host().schema_visibility(SchemaVisibility::Shown);
    assert_eq!(
        messages(&offline(provider).chat("m").user("Hi")),
        user_only()
    );
}

#[test]
fn the_schema_is_written_in_the_style_that_is_asked_for() {
    let request = offline(any_host()).chat("m").user("Hi");
    let text = |style| {
        messages(&request.clone().prompt_style(style))[0]["content"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(text(PromptStyle::TypeDefinition), TYPE);
    let compact = text(PromptStyle::Compact);
    let schema = compact
        .strip_prefix("Answer only with JSON that fits this JSON Schema:\n")
        .unwrap();
    assert!(
        schema.starts_with(r#"{"type":"object","properties":{"name":{"#),
        "{schema}"
    );
    let pretty = text(PromptStyle::Pretty);
    let indented = pretty
        .strip_prefix("Answer only with JSON that fits this JSON Schema:\n")
        .unwrap();
    assert!(
        indented.starts_with("{\n  \"type\": \"object\",\n"),
        "{indented}"
    );
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(parsed(schema), parsed(indented));
}

#[test]
fn the_instruction_joins_the_instructions_that_are_there() {
    let client = offline(any_host());
    let request = client.chat("m").system("Be kind.").user("Hi");
    assert_eq!(
        messages(&request),
        with_system(&format!("Be kind.\n\n{TYPE}"))
    );

    let request = client
        .chat("m")
        .user("Hi")
        .developer("Be kind.")
        .user("Go.");
    assert_eq!(
        messages(&request),
        json!([
            { "role": "user", "content": "Hi" },
            { "role": "developer", "content": format!("Be kind.\n\n{TYPE}") },
            { "role": "user", "content": "Go." },
        ])
    );

    // Parts stay parts.
    let request = client
        .chat("m")
        .message(Message::system("Look.").image_url("https://example.com/x.png"))
        .user("Hi");
    assert_eq!(
        messages(&request)[0]["content"],
        json!([
            { "type": "text", "text": "Look." },
            { "type": "image_url", "image_url": { "url": "https://example.com/x.png" } },
            { "type": "text", "text": TYPE },
        ])
    );
}

#[test]
fn the_word_json_is_added_where_the_host_demands_it_and_nobody_says_it() {
    let client = offline(Provider::OPENAI);
    let hi = client
        .chat("m")
        .user("Hi")
        .schema_in_prompt(SchemaInPrompt::Never);
    let object = hi.clone().format(Format::JsonObject);
    assert_eq!(messages(&object), with_system("Answer in JSON."));
    // Somebody says it.
    let said = client
        .chat("m")
        .user("Hi, some jSoN please")
        .schema_in_prompt(SchemaInPrompt::Never)
        .format(Format::JsonObject);
    assert_eq!(messages(&said).as_array().unwrap().len(), 1);
    // The schema's own words say it.
    let request = client.chat("m").user("Hi").format(Format::JsonObject);
    assert_eq!(messages(&request), with_system(TYPE));
    // Other forms do not need it.
    for format in [Format::JsonSchemaStrict, Format::JsonSchema, Format::Prompt] {
        assert_eq!(
            messages(&hi.clone().format(format)),
            user_only(),
            "{format:?}"
        );
    }
    // Other hosts do not demand it.
    let request = offline(any_host())
        .chat("m")
        .user("Hi")
        .schema_in_prompt(SchemaInPrompt::Never)
        .format(Format::JsonObject);
    assert_eq!(messages(&request), user_only());
    // Unless they are said to.
    let request = offline(any_host().json_word(JsonWord::Demanded))
        .chat("m")
        .user("Hi")
        .schema_in_prompt(SchemaInPrompt::Never)
        .format(Format::JsonObject);
    assert_eq!(messages(&request), with_system("Answer in JSON."));
}

#[tokio::test]
async fn plain_text_is_not_asked_for_as_json() {
    let server = json_mode::testing::Server::start();
    server
        .expect("/chat/completions")
        .reply(json_mode::testing::Reply::chat("Hello"));
    let client = server.client(Provider::OPENAI);
    client.chat("m").user("Hi").text().await.unwrap();
    assert_eq!(server.requests()[0].body["messages"], user_only());
}

#[test]
fn a_prompt_is_sent_as_given_where_the_form_carries_the_schema() {
    let client = offline(Provider::DEEPINFRA);
    let request = client.completion("m").prompt("[INST] Hi [/INST]");
    assert_eq!(body(&request)["prompt"], "[INST] Hi [/INST]");
    let always = request.clone().schema_in_prompt(SchemaInPrompt::Always);
    assert_eq!(
        body(&always)["prompt"],
        format!("{TYPE}\n\n[INST] Hi [/INST]")
    );
    let prompt = request.clone().format(Format::Prompt);
    assert_eq!(
        body(&prompt)["prompt"],
        format!("{TYPE}\n\n[INST] Hi [/INST]")
    );
    let never = prompt.schema_in_prompt(SchemaInPrompt::Never);
    assert_eq!(body(&never)["prompt"], "[INST] Hi [/INST]");
}

#[test]
fn a_template_lets_a_prompt_route_take_turns() {
    let client = offline(Provider::DEEPINFRA);
    for (template, expected, stop) in [
        (
            ChatTemplate::Llama3,
            "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe kind.\n\nTYPE<|eot_id|>\
             <|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>\
             <|start_header_id|>assistant<|end_header_id|>\n\nHello<|eot_id|>\
             <|start_header_id|>user<|end_header_id|>\n\nGo<|eot_id|>\
             <|start_header_id|>assistant<|end_header_id|>\n\n",
            "<|eot_id|>",
        ),
        (
            ChatTemplate::Mistral,
            "<s>[INST] Be kind.\n\nTYPE\n\nHi [/INST] Hello</s>[INST] Go [/INST]",
            "</s>",
        ),
        (
            ChatTemplate::ChatMl,
            "<|im_start|>system\nBe kind.\n\nTYPE<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n\
             <|im_start|>assistant\nHello<|im_end|>\n<|im_start|>user\nGo<|im_end|>\n<|im_start|>assistant\n",
            "<|im_end|>",
        ),
        (
            ChatTemplate::DeepSeek,
            "<｜begin▁of▁sentence｜>Be kind.\n\nTYPE<｜User｜>Hi<｜Assistant｜>Hello<｜end▁of▁sentence｜>\
             <｜User｜>Go<｜Assistant｜>",
            "<｜end▁of▁sentence｜>",
        ),
    ] {
        for (request, field) in [
            (client.completion("m"), "prompt"),
            (client.inference("m"), "input"),
        ] {
            let request = request
                .template(template)
                .system("Be kind.")
                .user("Hi")
                .assistant("Hello")
                .user("Go");
            let sent = body(&request);
            assert_eq!(sent[field], expected.replace("TYPE", TYPE), "{template:?}");
            assert_eq!(sent["stop"], json!([stop]));
            let own = body(&request.stop(["END"]));
            assert_eq!(own["stop"], json!(["END"]));
        }
    }
}

#[test]
fn a_schema_in_the_prompt_is_the_one_that_is_sent() {
    // OpenAI's dialect wraps a list at the root; the prompt must not ask for another shape than the format holds to.
    let provider = any_host().rungs([Rung::new(Format::JsonSchemaStrict, dialects::OPENAI_STRICT)]);
    let request = offline(provider).chat("m").user("Hi");
    let body: Value = serde_json::from_str(&request.body::<Vec<u8>>().unwrap()).unwrap();
    let said = body["messages"][0]["content"].as_str().unwrap();
    assert!(said.contains("value:"), "{said}");
    let schema = &body["response_format"]["json_schema"]["schema"];
    assert_eq!(schema["type"], "object");
    assert_eq!(schema["required"], json!(["value"]));
}
