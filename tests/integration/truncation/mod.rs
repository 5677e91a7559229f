//! Answers that were cut: what the error holds, and what is done about it.

mod salvage;

use json_mode::testing::{Reply, Server};
use json_mode::{ErrorKind, Provider, Reask, Truncation, decode};
use serde_json::{Value, json};

use crate::support::{ALICE, User, alice, any_host, asking};

/// A chat answer that was cut after so many tokens.
fn cut(text: &str, tokens: u64) -> Reply {
    ended("length", &[text], tokens)
}

fn ended(reason: &str, texts: &[&str], tokens: u64) -> Reply {
    let choices: Vec<Value> = texts
        .iter()
        .map(|text| json!({ "message": { "content": text }, "finish_reason": reason }))
        .collect();
    Reply::json(
        200,
        &json!({ "choices": choices, "usage": { "prompt_tokens": 10, "completion_tokens": tokens, "total_tokens": tokens + 10 } }),
    )
}

fn server(replies: Vec<Reply>) -> Server {
    let server = Server::start();
    for reply in replies {
        server.expect("").reply(reply);
    }
    server
}

const DOUBLING: Truncation = Truncation::Retry {
    factor: 2.0,
    cap: 1000,
};

fn sent_limits(server: &Server, name: &str) -> Vec<Value> {
    let limit = |request: json_mode::testing::Received| request.body[name].clone();
    server.requests().into_iter().map(limit).collect()
}

#[test]
fn the_error_holds_what_came() {
    for (text, fragment) in [
        (r#"{"name": "Al"#, json!({ "name": "Al" })),
        (r#"{"name": "Alice", "addr"#, json!({ "name": "Alice" })),
        (
            r#"{"name": "Alice", "address":"#,
            json!({ "name": "Alice" }),
        ),
        // A number and a literal may have gone on.
        (r#"{"name": 12"#, json!({})),
        (r#"{"name": tru"#, json!({})),
        (
            r#"{"name": [1, true, "a", ["b"#,
            json!({ "name": [1, true, "a", ["b"]] }),
        ),
        ("```json\n{'name': 'Al", json!({ "name": "Al" })),
        (r#"Sure! {"name": "a\u00e4\n\"#, json!({ "name": "aä\n" })),
        (
            r#"{"name": "x", "address": "y"} And now: {"name": "z"#,
            json!({ "name": "z" }),
        ),
    ] {
        let error = decode::<User>(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{text}");
        assert_eq!(error.fragment(), Some(&fragment), "{text}");
        assert_eq!(error.text(), Some(text));
    }
    // Nothing had begun.
    for text in ["<think>{\"name\": \"Al", ""] {
        assert_eq!(decode::<User>(text).unwrap_err().fragment(), None, "{text}");
    }
    assert_eq!(decode::<User>("[]").unwrap_err().fragment(), None);
}

#[test]
fn the_fragment_of_every_cut_begins_the_value() {
    let text =
        r#"{"name": "Al\u00ef\"ce", "address": [{"a": [1, -2.5e3, null]}, true, {"b": "c"}]}"#;
    let whole: Value = serde_json::from_str(text).unwrap();
    for end in 1..text.len() {
        let Some(part) = text.get(..end) else {
            continue;
        };
        let error = decode::<Value>(part).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{part}");
        let fragment = error.fragment().unwrap_or_else(|| panic!("{part}"));
        assert!(begins(fragment, &whole), "{part}: {fragment}");
    }
}

/// Whether a value is what came first of another.
fn begins(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.len() <= whole.len()
                && part
                    .iter()
                    .zip(whole)
                    .all(|(a, b)| a.0 == b.0 && begins(a.1, b.1))
        }
        (Value::Array(part), Value::Array(whole)) => {
            part.len() <= whole.len() && part.iter().zip(whole).all(|(a, b)| begins(a, b))
        }
        (Value::String(part), Value::String(whole)) => whole.starts_with(part.as_str()),
        (part, whole) => part == whole,
    }
}

#[tokio::test]
async fn the_error_says_what_was_spent_and_on_what() {
    let usage = json!({ "completion_tokens": 100, "completion_tokens_details": { "reasoning_tokens": 80 } });
    for (reason, text, usage, expected) in [
        (
            "length",
            "{\"name\": \"Al",
            &usage,
            "the answer was cut at the limit of 100 tokens, 80 of which went to reasoning",
        ),
        (
            "length",
            "",
            &usage,
            "the answer was cut before it began: the limit of 100 tokens went to reasoning",
        ),
        (
            "stop",
            "{\"name\": \"Al",
            &usage,
            "the answer ends in the middle of a value, after 100 tokens",
        ),
        (
            "stop",
            "{\"name\": \"Al",
            &Value::Null,
            "the answer ends in the middle of a value",
        ),
    ] {
        let body = json!({ "choices": [{ "message": { "content": text }, "finish_reason": reason }], "usage": usage });
        let server = server(vec![Reply::json(200, &body)]);
        let request = server.client(any_host()).chat("m").user("JSON");
        let error = request.json::<User>().await.unwrap_err();
        assert_eq!(error.to_string(), expected);
        let fragment = (!text.is_empty()).then(|| json!({ "name": "Al" }));
        assert_eq!(error.fragment(), fragment.as_ref());
        assert_eq!(error.usage().is_some(), usage.is_object());
    }
}

#[tokio::test]
async fn the_fragment_is_without_the_hosts_wrapper() {
    let server = server(vec![cut(r#"{"value": [1, 2, {"a": "b"#, 9)]);
    let request = server.client(Provider::OPENAI).chat("m").user("JSON");
    let error = request.json::<Vec<Value>>().await.unwrap_err();
    assert_eq!(error.fragment(), Some(&json!([1, 2, { "a": "b" }])));
}

#[tokio::test]
async fn a_cut_answer_is_tried_again_with_more_tokens() {
    for name in ["max_tokens", "max_completion_tokens"] {
        let server = server(vec![cut("{\"na", 100), Reply::chat(ALICE)]);
        let client = server
            .builder(any_host())
            .truncation(DOUBLING)
            .build()
            .unwrap();
        let request = asking(&client).param(name, 100);
        let completion = request.send::<User>().await.unwrap();
        assert_eq!(completion.value, alice());
        assert_eq!(sent_limits(&server, name), [100, 200]);
        let [first, second] = completion.attempts.as_slice() else {
            panic!("{:?}", completion.attempts);
        };
        assert_eq!(
            (first.max_tokens, second.max_tokens),
            (Some(100), Some(200))
        );
        assert_eq!(first.text.as_deref(), Some("{\"na"));
        assert_eq!(completion.usage.unwrap().total_tokens, 125);
        // The model is not told: it did nothing wrong.
        let messages = |index: usize| server.requests()[index].body["messages"].clone();
        assert_eq!(messages(0), messages(1));
    }
}

#[tokio::test]
async fn tries_end_with_the_budget_the_cap_and_what_is_known() {
    let tries = |answers, reask: Reask, limit: Option<u32>, policy, host: fn() -> Provider| async move {
        let server = Server::start();
        server.expect("").any_times().reply(answers);
        let client = server.builder(host()).reask(reask).build().unwrap();
        let mut request = asking(&client).truncation(policy);
        if let Some(limit) = limit {
            request = request.max_tokens(limit);
        }
        let error = request.json::<User>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated);
        (sent_limits(&server, "max_tokens"), error)
    };
    let many = Reask::default().attempts(9);
    let (limits, error) = tries(cut("{", 9), many, Some(100), DOUBLING, any_host).await;
    assert_eq!(limits, [100, 200, 400, 800, 1000]);
    assert_eq!(error.attempts().len(), 5);
    // The budget of asking again is that of the tries.
    let (limits, _) = tries(cut("{", 9), Reask::default(), Some(100), DOUBLING, any_host).await;
    assert_eq!(limits, [100, 200]);
    let (limits, _) = tries(cut("{", 9), Reask::NEVER, Some(100), DOUBLING, any_host).await;
    assert_eq!(limits, [100]);
    let (limits, _) = tries(
        cut("{", 9),
        many.max_total_tokens(30),
        Some(100),
        DOUBLING,
        any_host,
    )
    .await;
    assert_eq!(limits, [100, 200]);
    // Nothing to multiply.
    let (limits, error) = tries(cut("{", 9), many, None, DOUBLING, any_host).await;
    assert_eq!(limits, [Value::Null]);
    assert_eq!(
        error.to_string(),
        "the answer was cut at the limit of 9 tokens; it is tried again with more tokens only where the request sets `max_tokens`"
    );
    // The limit is not what ended it: a stop sequence may stand in the answer.
    let (limits, _) = tries(
        ended("stop", &["{"], 9),
        many,
        Some(100),
        DOUBLING,
        any_host,
    )
    .await;
    assert_eq!(limits, [100]);
    // Some hosts say `stop` for whatever ended it.
    let (limits, _) = tries(
        ended("stop", &["{"], 100),
        Reask::default(),
        Some(100),
        DOUBLING,
        any_host,
    )
    .await;
    assert_eq!(limits, [100, 200]);
    // Not asked for.
    let (limits, _) = tries(cut("{", 9), many, Some(100), Truncation::Fail, any_host).await;
    assert_eq!(limits, [100]);
}

#[tokio::test]
async fn a_cut_answer_and_a_wrong_one_share_the_budget() {
    let wrong = r#"{"name": [1, 2], "address": "x"}"#;
    let server = server(vec![
        cut("{\"na", 100),
        Reply::chat(wrong),
        cut("{\"na", 200),
        Reply::chat(ALICE),
    ]);
    let request = server
        .client(any_host())
        .chat("m")
        .user("JSON")
        .max_tokens(100)
        .truncation(DOUBLING)
        .reask(Reask::default().attempts(4));
    let completion = request.send::<User>().await.unwrap();
    // A limit that was raised stays, and what the model was told of its answer stays.
    assert_eq!(sent_limits(&server, "max_tokens"), [100, 200, 200, 400]);
    let turns: Vec<usize> = server
        .requests()
        .iter()
        .map(|request| request.body["messages"].as_array().unwrap().len())
        .collect();
    assert_eq!(turns, [2, 2, 4, 4]);
    let texts: Vec<Option<&str>> = completion
        .attempts
        .iter()
        .map(|attempt| attempt.text.as_deref())
        .collect();
    assert_eq!(texts, [Some("{\"na"), Some(wrong), Some("{\"na"), None]);
}

#[tokio::test]
async fn the_native_route_is_tried_again_under_its_own_name() {
    let text = |text: &str, tokens: u64| {
        Reply::json(
            200,
            &json!({
                "inference_status": { "status": "succeeded", "tokens_generated": tokens, "tokens_input": 10 },
                "results": [{ "generated_text": text }],
            }),
        )
    };
    let server = server(vec![text("{\"na", 100), text(ALICE, 150)]);
    let request = server
        .client(Provider::DEEPINFRA)
        .inference("a/b")
        .prompt("JSON")
        .max_tokens(100)
        .truncation(DOUBLING);
    assert_eq!(request.json::<User>().await.unwrap(), alice());
    assert_eq!(sent_limits(&server, "max_new_tokens"), [100, 200]);
}

#[tokio::test]
async fn a_policy_that_cannot_work_is_told_before_anything_is_sent() {
    let still = Truncation::Retry {
        factor: 1.0,
        cap: 100,
    };
    let error = json_mode::Client::builder(any_host())
        .truncation(still)
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let server = Server::start();
    let request = server
        .client(any_host())
        .chat("m")
        .user("JSON")
        .truncation(still);
    let error = request.json::<User>().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the factor of `Truncation::Retry` must be a number over 1"
    );
}
