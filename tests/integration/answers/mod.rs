//! From an answer to the value, or to the error that says why there is none.

mod shapes;

use std::collections::BTreeMap;

use json_mode::testing::{Reply, Server};
use json_mode::{
    Completion, Error, ErrorKind, Format, JsonResponse, Leniency, Provider, RepairKind,
    SyntaxRepair, Value, Violation, decode, decode_value,
};
use serde_json::json;

use self::shapes::city_schema;
use crate::support::{ALICE, User, alice, answering, any_host, asking, asking_once, choice};

/// What a type becomes of an answer with this text.
async fn typed<T: JsonResponse>(provider: Provider, text: &str) -> Result<Completion<T>, Error> {
    let server = Server::start();
    server.expect("/chat/completions").reply(Reply::chat(text));
    asking_once(&server, provider)
        .chat("m")
        .user("JSON")
        .send::<T>()
        .await
}

/// The same, as it stands or not at all.
async fn strictly<T: JsonResponse>(text: &str) -> Result<Completion<T>, Error> {
    let (_server, client) = answering(Reply::chat(text));
    let request = asking(&client);
    request.leniency(Leniency::Strict).send::<T>().await
}

async fn user_of(choice_of: Value) -> Result<Completion<User>, Error> {
    let (_server, client) = answering(choice(choice_of));
    asking(&client).send::<User>().await
}

#[tokio::test]
async fn a_completion_says_how_the_value_came_about() {
    let (_server, client) = answering(Reply::chat(ALICE).header("x-request-id", "r-1"));
    let completion = asking(&client).send::<User>().await.unwrap();
    assert_eq!(completion.value, alice());
    assert_eq!(completion.text, ALICE);
    assert_eq!(
        completion.finish_reason,
        Some(json_mode::FinishReason::Stop)
    );
    assert_eq!(completion.model.as_deref(), Some("test-model"));
    assert_eq!(completion.id.as_deref(), Some("chatcmpl-1"));
    assert_eq!(completion.request_id.as_deref(), Some("r-1"));
    assert_eq!(completion.format, Format::JsonSchema);
    assert!(completion.repairs.is_empty() && completion.others.is_empty());
    let usage = completion.usage.unwrap();
    assert_eq!(
        (
            usage.prompt_tokens,
            usage.completion_tokens,
            usage.total_tokens
        ),
        (10, 5, 15)
    );
    let [attempt] = &completion.attempts[..] else {
        panic!("one attempt")
    };
    assert_eq!(attempt.format, Format::JsonSchema);
    assert_eq!(attempt.usage, Some(usage));
    assert_eq!(attempt.rejection, None);
}

#[tokio::test]
async fn an_answer_at_the_limit_is_cut_whatever_it_looks_like() {
    for (message, usage, expected) in [
        (
            json!({ "content": "{\"name\":\"Al" }),
            json!({ "completion_tokens": 12 }),
            "the answer was cut at the limit of 12 tokens",
        ),
        // It may be whole by chance: a list is, at every element.
        (
            json!({ "content": ALICE }),
            json!({ "completion_tokens": 12 }),
            "the answer was cut at the limit of 12 tokens",
        ),
        (
            json!({ "content": ALICE }),
            json!(null),
            "the answer was cut at the limit of tokens",
        ),
        (
            json!({ "content": "" }),
            json!({ "completion_tokens": 7 }),
            "the answer was cut before it began, at the limit of 7 tokens",
        ),
        (
            json!({ "content": null, "reasoning": "hm" }),
            json!({ "completion_tokens": 7 }),
            "the answer was cut before it began: the limit of 7 tokens went to reasoning",
        ),
        (
            json!({ "content": "<think>hm" }),
            json!(null),
            "the answer was cut before it began: the limit of tokens went to reasoning",
        ),
        (
            json!({ "content": "" }),
            json!({ "completion_tokens": 7, "completion_tokens_details": { "reasoning_tokens": 7 } }),
            "the answer was cut before it began: the limit of 7 tokens went to reasoning",
        ),
    ] {
        let body = json!({ "choices": [{ "message": message, "finish_reason": "length" }], "usage": usage });
        let (_server, client) = answering(Reply::json(200, &body));
        let error = asking(&client).json::<User>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated);
        assert_eq!(error.to_string(), expected);
        assert_eq!(
            error.text(),
            Some(
                message["content"]
                    .as_str()
                    .filter(|t| !t.starts_with('<'))
                    .unwrap_or_default()
            )
        );
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn an_unclosed_value_is_cut_also_without_the_hosts_word() {
    for text in [
        "{\"name\": \"Alice\",",
        "```json\n{\"name\": \"Al",
        "{\"name\": \"Alice\", \"address\": \"42\"",
    ] {
        let error = typed::<User>(any_host(), text).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{text}: {error}");
        assert_eq!(error.text(), Some(text));
        assert_eq!(error.usage().unwrap().total_tokens, 15);
    }
    // What the dialect wraps is cut as well as what it does not.
    for text in ["{\"value\": [1, 2", "{\"value\": [1, 2]", "{\"va"] {
        let error = typed::<Vec<u8>>(Provider::OPENAI, text).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{text}: {error}");
    }
}

#[tokio::test]
async fn a_refusal_is_the_models_and_a_filter_the_hosts() {
    let refused =
        json!({ "message": { "content": null, "refusal": "I can't." }, "finish_reason": "stop" });
    let error = user_of(refused).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert_eq!(error.text(), Some("I can't."));
    assert!(!error.to_string().contains("can't"));

    let filtered = json!({ "message": { "content": "{\"na" }, "finish_reason": "content_filter" });
    let error = user_of(filtered).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Filtered);
    assert_eq!(error.text(), Some("{\"na"));
}

#[tokio::test]
async fn an_empty_answer_says_what_the_model_did_instead() {
    let call = json!([{ "id": "c", "type": "function", "function": { "name": "weather", "arguments": "{}" } }]);
    for (message, expected) in [
        (json!({ "content": "" }), "the answer is empty"),
        (
            json!({ "content": null, "reasoning": "hm" }),
            "the answer is empty: the model only reasoned",
        ),
        (
            json!({ "content": null, "tool_calls": call }),
            "the model called the tool `weather` instead of answering",
        ),
        (
            json!({ "content": "", "tool_calls": [{}] }),
            "the model called the tool `` instead of answering",
        ),
    ] {
        let error = user_of(json!({ "message": message, "finish_reason": "stop" }))
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (ErrorKind::Decode, expected)
        );
        assert_eq!(error.attempts().len(), 1);
        assert_eq!(error.usage().unwrap().total_tokens, 15);
    }
    // JSON beside a call is an answer.
    let both = json!({ "message": { "content": ALICE, "tool_calls": call }, "finish_reason": "tool_calls" });
    assert_eq!(user_of(both).await.unwrap().value, alice());
}

#[tokio::test]
async fn white_space_and_a_fence_do_not_matter() {
    let completion = typed::<User>(any_host(), &format!(" \n{ALICE}\t\n"))
        .await
        .unwrap();
    assert!(completion.repairs.is_empty());

    let fenced = format!("```json\n{ALICE}\n```\n");
    let completion = typed::<User>(any_host(), &fenced).await.unwrap();
    assert_eq!(completion.value, alice());
    assert_eq!(completion.text, fenced);
    let [repair] = &completion.repairs[..] else {
        panic!("one repair")
    };
    assert_eq!(
        (repair.path.as_str(), repair.kind),
        ("", RepairKind::Syntax(SyntaxRepair::Fence))
    );
    // Also where the dialect wraps.
    let completion = typed::<Vec<u8>>(Provider::OPENAI, "```\n{\"value\": [1]}\n```")
        .await
        .unwrap();
    assert_eq!(completion.value, [1]);
    assert_eq!(completion.repairs.len(), 1);
}

#[derive(Debug, PartialEq, JsonResponse)]
struct Odd {
    #[serde(rename = "a/b")]
    slash: BTreeMap<String, Vec<u8>>,
}

#[tokio::test]
async fn what_does_not_fit_is_told_with_its_place() {
    for (text, path, message) in [
        (
            r#"{"a/b": {"~": [1, "x"]}}"#,
            "/a~1b/~0/1",
            "invalid type: string …, expected u8",
        ),
        (
            r#"{"a/b": {"": [256]}}"#,
            "/a~1b//0",
            "invalid value: integer `256`, expected u8",
        ),
        (
            r#"{"a/b": 7}"#,
            "/a~1b",
            "invalid type: integer `7`, expected a map",
        ),
        ("{}", "", "missing field `a/b`"),
        (
            "[]",
            "",
            "invalid length 0, expected struct Odd with 1 element",
        ),
        ("null", "", "invalid type: null, expected struct Odd"),
    ] {
        let error = strictly::<Odd>(text).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{text}: {error}");
        let [violation] = error.violations() else {
            panic!("{error:?}")
        };
        assert_eq!(
            (violation.path.as_str(), violation.message.as_str()),
            (path, message),
            "{text}"
        );
        assert_eq!(error.text(), Some(text));
        assert!(
            error
                .to_string()
                .starts_with("the answer is not of the type that was asked for: "),
            "{error}"
        );
    }
    for (text, expected) in [
        ("Sure! Here it is.", "expected value at line 1, column 1"),
        ("{\"a/b\": {},}", "trailing comma at line 1, column 12"),
        (
            "{\"a/b\": {}} {}",
            "trailing characters at line 1, column 13",
        ),
        ("{'a/b': {}}", "key must be a string at line 1, column 2"),
    ] {
        let error = strictly::<Odd>(text).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(
            error.to_string(),
            format!("the answer is not JSON: {expected}")
        );
        assert_eq!(error.violations().len(), 1);
    }
}

#[derive(Debug, JsonResponse)]
struct Order {
    #[json_response(check = positive)]
    total: i64,
    #[json_response(check = few)]
    items: Vec<Item>,
}

#[derive(Debug, JsonResponse)]
struct Item {
    #[json_response(check = not_empty)]
    name: String,
}

fn positive(total: &i64) -> Result<(), String> {
    (*total > 0)
        .then_some(())
        .ok_or_else(|| "is not positive".to_owned())
}

fn not_empty(name: &str) -> Result<(), &'static str> {
    (!name.is_empty()).then_some(()).ok_or("is empty")
}

fn few(items: &[Item]) -> Result<(), &'static str> {
    (items.len() < 3).then_some(()).ok_or("are too many")
}

#[tokio::test]
async fn every_broken_rule_is_told_at_once() {
    let text = r#"{"total": 0, "items": [{"name": ""}, {"name": "b"}, {"name": ""}]}"#;
    let error = typed::<Order>(any_host(), text).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let mut found: Vec<String> = error
        .violations()
        .iter()
        .map(Violation::to_string)
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "/items/0/name: is empty",
            "/items/2/name: is empty",
            "/items: are too many",
            "/total: is not positive"
        ]
    );
    assert_eq!(error.text(), Some(text));
    assert_eq!(error.attempts().len(), 1);
    assert_eq!(error.usage().unwrap().completion_tokens, 5);
    let fine = r#"{"total": 1, "items": [{"name": "a"}]}"#;
    let order = typed::<Order>(any_host(), fine).await.unwrap().value;
    assert_eq!((order.total, order.items[0].name.as_str()), (1, "a"));
}

#[tokio::test]
async fn an_error_of_an_answer_has_what_is_known_of_it() {
    let (_server, client) = answering(Reply::chat("{}").header("x-request-id", "r-9"));
    let error = asking(&client).json::<User>().await.unwrap_err();
    assert_eq!(error.request_id(), Some("r-9"));
    assert_eq!(error.status(), None);
    assert_eq!(error.attempts().len(), 1);
    assert_eq!(error.attempts()[0].format, Format::JsonSchema);
    assert_eq!(error.usage().unwrap().total_tokens, 15);
}

#[test]
fn text_from_elsewhere_is_read_the_same_way() {
    assert_eq!(decode::<User>(ALICE).unwrap().value, alice());
    assert_eq!(decode::<User>("").unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(
        decode::<User>("{").unwrap_err().kind(),
        ErrorKind::Truncated
    );
    let schema = city_schema();
    assert_eq!(
        decode_value(r#"{"city":"Paris"}"#, &schema).unwrap().value["city"],
        "Paris"
    );
    assert_eq!(
        decode_value("{", &schema).unwrap_err().kind(),
        ErrorKind::Truncated
    );
    assert_eq!(
        decode_value("[]", &schema).unwrap_err().kind(),
        ErrorKind::Decode
    );
    let error = decode_value(r#"{"city":[1,2]}"#, &schema).unwrap_err();
    assert_eq!(error.violations()[0].path, "/city");
    assert!(error.attempts().is_empty());
}
