//! Values whose shape a host cannot be asked for, the types in the box, and schemas of run time.

use std::collections::BTreeMap;

use json_mode::testing::{Reply, Server};
use json_mode::{Answer, ErrorKind, JsonResponse, Provider, Reasoned, Schema, Value, Violation};
use serde_json::json;

use super::typed;
use crate::support::{asking, asking_once};

#[derive(Debug, PartialEq, Eq, JsonResponse)]
enum Mood {
    Happy,
    Sad { why: String },
}

/// Hosts that take only objects at the root.
fn hosts() -> [Provider; 3] {
    [Provider::OPENAI, Provider::TOGETHER, Provider::DEEPINFRA]
}

/// Reads the same value from what the host is asked for: the type's own shape, wrapped as the dialect wraps it.
async fn there_and_back<T: JsonResponse + PartialEq + std::fmt::Debug>(own: Value, expected: T) {
    for provider in hosts() {
        let server = Server::start();
        let client = asking_once(&server, provider);
        let body = asking(&client).body::<T>().unwrap();
        let body: Value = serde_json::from_str(&body).unwrap();
        let sent = &body["response_format"]["json_schema"]["schema"];
        assert_eq!(sent["type"], "object", "{body}");
        let rung = match body["response_format"]["json_schema"]["strict"].as_bool() {
            Some(true) if client.provider() == &Provider::OPENAI => {
                json_mode::provider::dialects::OPENAI_STRICT
            }
            Some(true) => json_mode::provider::dialects::DEEPINFRA,
            _ => json_mode::provider::dialects::TOGETHER,
        };
        let lowered = json_mode::schema::<T>().lower(&rung).unwrap();
        assert_eq!(&lowered.to_value(), sent);
        let text = lowered.wrap(own.clone()).to_string();
        server.expect("/chat/completions").reply(Reply::chat(&text));
        let value = asking(&client).json::<T>().await.unwrap();
        assert_eq!(value, expected, "{text}");
    }
}

#[tokio::test]
async fn roots_that_are_no_objects_come_back_unwrapped() {
    there_and_back(json!([1, 2, 3]), vec![1_u8, 2, 3]).await;
    there_and_back(json!("x"), "x".to_owned()).await;
    there_and_back(json!(4.5), 4.5_f64).await;
    there_and_back(json!(true), true).await;
    there_and_back(json!(null), Option::<u8>::None).await;
    there_and_back(
        json!({ "a": 1, "b": 2 }),
        BTreeMap::from([("a".to_owned(), 1_u8), ("b".to_owned(), 2)]),
    )
    .await;
    there_and_back(json!([]), Vec::<u8>::new()).await;
    there_and_back(json!("Happy"), Mood::Happy).await;
    there_and_back(
        json!({ "Sad": { "why": "rain" } }),
        Mood::Sad {
            why: "rain".to_owned(),
        },
    )
    .await;
    there_and_back(json!([1, "x"]), (1_u8, "x".to_owned())).await;
}

#[tokio::test]
async fn what_the_dialect_wraps_is_read_also_in_the_types_own_shape() {
    // Models see the type in the prompt, and some hosts do not hold them to the wrapped one.
    let completion = typed::<Vec<u8>>(Provider::TOGETHER, "[1, 2]")
        .await
        .unwrap();
    assert_eq!(completion.value, [1, 2]);
}

#[tokio::test]
async fn the_types_in_the_box_are_answers_too() {
    there_and_back(json!({ "known": 7 }), Answer::Known(7_u8)).await;
    there_and_back(
        json!({ "unknown": { "reason": "no source" } }),
        Answer::<u8>::Unknown {
            reason: "no source".to_owned(),
        },
    )
    .await;
    there_and_back(
        json!({ "reasoning": "17 is prime", "value": true }),
        Reasoned {
            reasoning: "17 is prime".to_owned(),
            value: true,
        },
    )
    .await;
}

pub(super) fn city_schema() -> Schema {
    Schema::from_value(json!({
        "title": "City",
        "type": "object",
        "properties": { "city": { "type": "string" }, "people": { "type": "integer" } },
        "required": ["city"],
    }))
    .unwrap()
}

#[tokio::test]
async fn a_schema_of_run_time_is_sent_and_its_value_checked() {
    let schema = city_schema();
    for provider in hosts() {
        let server = Server::start();
        let client = asking_once(&server, provider);
        let request = asking(&client);
        let shown = request.body_value(&schema).unwrap();
        server
            .expect("/chat/completions")
            .reply(Reply::chat(r#"{"city": "Paris", "people": 2000000}"#));
        assert_eq!(
            request.value(&schema).await.unwrap(),
            json!({ "city": "Paris", "people": 2_000_000 })
        );
        assert_eq!(server.requests()[0].text, shown);
        assert!(shown.contains(r#""name":"City""#), "{shown}");

        server
            .expect("/chat/completions")
            .reply(Reply::chat(r#"{"town": "Paris", "people": "many"}"#));
        let error = request.send_value(&schema).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        let mut found: Vec<String> = error
            .violations()
            .iter()
            .map(Violation::to_string)
            .collect();
        found.sort();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("/people: "), "{found:?}");
        assert_eq!(found[1], "missing field `city`");
        assert_eq!(error.text(), Some(r#"{"town": "Paris", "people": "many"}"#));
    }
}

#[tokio::test]
async fn a_schema_of_run_time_may_have_any_root() {
    let schema =
        Schema::from_value(json!({ "type": "array", "items": { "type": "integer" } })).unwrap();
    assert_eq!(schema.name(), "answer");
    let server = Server::start();
    let client = asking_once(&server, Provider::OPENAI);
    server
        .expect("/chat/completions")
        .reply(Reply::chat(r#"{"value": [1, 2]}"#));
    assert_eq!(asking(&client).value(&schema).await.unwrap(), json!([1, 2]));
    assert_eq!(
        server.requests()[0].body["response_format"]["json_schema"]["name"],
        "answer"
    );
}
