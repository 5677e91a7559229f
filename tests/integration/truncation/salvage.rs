//! The complete elements of a list that was cut.

use json_mode::testing::Server;
use json_mode::{
    Completion, Error, ErrorKind, JsonResponse, Provider, RepairKind, Request, Result, Schema,
    Truncation,
};
use serde_json::json;

use super::{cut, ended, server};
use crate::support::{User, any_host};

#[derive(Debug, PartialEq, JsonResponse)]
struct Rivers {
    country: String,
    rivers: Vec<River>,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Debug, PartialEq, JsonResponse)]
struct River {
    name: String,
    km: Vec<u32>,
}

fn river(name: &str) -> River {
    River {
        name: name.to_owned(),
        km: vec![1, 2],
    }
}

const LOIRE: &str = r#"{"name": "Loire", "km": [1, 2]}"#;
const RHONE: &str = r#"{"name": "Rhone", "km": [1, 2]}"#;

async fn salvaged<T: JsonResponse>(host: Provider, text: &str) -> Result<Completion<T>, Error> {
    let server = server(vec![cut(text, 100)]);
    salvaging(&server, host).send::<T>().await
}

fn salvaging(server: &Server, host: Provider) -> Request {
    let request = server.client(host).chat("m").user("JSON");
    request.truncation(Truncation::Salvage)
}

fn salvaged_at<T>(completion: &Completion<T>) -> Vec<&str> {
    completion
        .repairs
        .iter()
        .filter(|repair| repair.kind == RepairKind::Salvaged)
        .map(|repair| repair.path.as_str())
        .collect()
}

#[tokio::test]
async fn the_complete_elements_of_a_list_are_salvaged() {
    for (text, kept) in [
        (format!(r#"[{LOIRE}, {RHONE}, {{"name": "Gar"#), 2),
        (format!(r#"[{LOIRE}, {RHONE}"#), 2),
        (format!(r#"[{LOIRE}, {{"name": "Rhone", "km": [1, 2]"#), 1),
        (format!(r#"[{LOIRE}, "#), 1),
        (
            format!("Here they are:\n```json\n[{LOIRE},\n{RHONE},\n{{\"na"),
            2,
        ),
        // Whole, and at the limit all the same.
        (format!("[{LOIRE}, {RHONE}]"), 2),
        (format!("```\n[{LOIRE}, {RHONE}]\n```"), 2),
    ] {
        let completion = salvaged::<Vec<River>>(any_host(), &text).await.unwrap();
        let expected: Vec<River> = [river("Loire"), river("Rhone")]
            .into_iter()
            .take(kept)
            .collect();
        assert_eq!(completion.value, expected, "{text}");
        assert_eq!(salvaged_at(&completion), [""], "{text}");
        assert_eq!(completion.attempts.len(), 1);
    }
    // Also where the host takes only objects.
    for text in [
        format!(r#"{{"value": [{LOIRE}, {RHONE}, {{"name": "Gar"#),
        format!(r#"[{LOIRE}, {RHONE}, {{"name": "Gar"#),
    ] {
        let completion = salvaged::<Vec<River>>(Provider::OPENAI, &text)
            .await
            .unwrap();
        assert_eq!(completion.value, [river("Loire"), river("Rhone")], "{text}");
    }
    // A number at the very end may have gone on.
    assert_eq!(
        salvaged::<Vec<u32>>(any_host(), "[10, 11, 1")
            .await
            .unwrap()
            .value,
        [10, 11]
    );
    let completion = salvaged::<Vec<u32>>(any_host(), "[10, \"11\", 1")
        .await
        .unwrap();
    assert_eq!(completion.value, [10, 11]);
    assert_eq!(
        completion.repairs.last().unwrap().to_string(),
        "Salvaged (element 2 was cut off and is left out)"
    );
    assert_eq!(completion.repairs.len(), 2);
}

#[tokio::test]
async fn a_list_beside_complete_members_is_salvaged() {
    for host in [any_host(), Provider::OPENAI] {
        let text = format!(r#"{{"country": "France", "rivers": [{LOIRE}, {{"name": "Rh"#);
        let completion = salvaged::<Rivers>(host, &text).await.unwrap();
        assert_eq!(completion.value.rivers, [river("Loire")]);
        assert_eq!(completion.value.country, "France");
        assert_eq!(salvaged_at(&completion), ["/rivers"]);
    }
}

#[derive(Debug, JsonResponse)]
struct Counted {
    rivers: Vec<River>,
    count: u32,
}

#[derive(Debug, JsonResponse)]
#[allow(dead_code, reason = "what is read of them is not what is tested")]
struct Nullable {
    rivers: Vec<River>,
    #[schemars(required)]
    note: Option<String>,
}

#[derive(Debug, JsonResponse)]
#[json_response(check = three)]
struct Three(#[allow(dead_code, reason = "never made")] Vec<u8>);

fn three(value: &Three) -> Result<(), String> {
    (value.0.len() == 3)
        .then_some(())
        .ok_or_else(|| "three".to_owned())
}

#[derive(Debug, JsonResponse)]
#[allow(dead_code, reason = "never made")]
struct Few {
    #[schemars(length(min = 3))]
    few: Vec<u8>,
}

#[tokio::test]
async fn what_is_not_only_a_list_stays_cut() {
    async fn stays<T: JsonResponse>(host: Provider, text: &str) {
        let error = salvaged::<T>(host, text).await.err();
        let error = error.unwrap_or_else(|| panic!("a value of {text}"));
        assert_eq!(error.kind(), ErrorKind::Truncated, "{text}");
        let message = error.to_string();
        assert!(message.starts_with("the answer was cut "), "{message}");
    }
    // No element is complete.
    for text in [
        "[",
        "[{",
        r#"[{"name": "Loire", "km": [1, 2"#,
        r#"{"value": [{"#,
    ] {
        stays::<Vec<River>>(any_host(), text).await;
        stays::<Vec<River>>(Provider::OPENAI, text).await;
    }
    // A required member would have come behind the list, also one that may be null.
    stays::<Counted>(any_host(), &format!(r#"{{"rivers": [{LOIRE}, {{"na"#)).await;
    stays::<Nullable>(any_host(), &format!(r#"{{"rivers": [{LOIRE}, {{"na"#)).await;
    // No list was open.
    stays::<Rivers>(
        any_host(),
        &format!(r#"{{"country": "France", "rivers": [{LOIRE}]"#),
    )
    .await;
    stays::<Rivers>(
        any_host(),
        &format!(r#"{{"rivers": [{LOIRE}], "country": "Fra"#),
    )
    .await;
    stays::<User>(any_host(), r#"{"name": "Alice", "address": "42"#).await;
    // Rules count what was cut.
    stays::<Three>(any_host(), "[1, 2, 3").await;
    stays::<Few>(any_host(), r#"{"few": [1, 2, 3"#).await;
    // An element is of another type, or may be read in two ways.
    stays::<Vec<u8>>(any_host(), r#"[1, "two", 3"#).await;
    stays::<Vec<u32>>(any_host(), r#"["3,14", 3"#).await;
    // Of a tuple nothing may be missing; nor of a map, which some hosts are sent as a list of pairs.
    stays::<(u8, u8)>(any_host(), "[1, 2").await;
    let pairs = r#"{"value": [{"key": "a", "value": 1}, {"key": "b", "#;
    stays::<std::collections::BTreeMap<String, u8>>(Provider::OPENAI, pairs).await;
    // A draft is no answer.
    stays::<Vec<u8>>(any_host(), "A draft: [1, 2]. And the answer: ").await;
    stays::<Vec<u8>>(any_host(), "<think>[1, 2, 3").await;
}

#[tokio::test]
async fn a_value_of_a_schema_of_run_time_is_salvaged() {
    let schema = r#"{"type": "object", "properties": {"n": {"type": "array", "items": {"type": "integer"}}, "m": {"type": "integer"}}, "required": ["n"]}"#;
    let schema = Schema::from_json(schema).unwrap();
    let of = async |text: &str| {
        let server = server(vec![cut(text, 100)]);
        salvaging(&server, any_host()).send_value(&schema).await
    };
    let completion = of(r#"{"n": [1, 2, 3"#).await.unwrap();
    assert_eq!(completion.value, json!({ "n": [1, 2] }));
    assert_eq!(salvaged_at(&completion), ["/n"]);
    assert_eq!(
        of(r#"{"n": [1, "x", 3"#).await.unwrap_err().kind(),
        ErrorKind::Truncated
    );
    // A text has no elements.
    let server = server(vec![cut("[1, 2, 3", 100)]);
    let error = salvaging(&server, any_host()).text().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.fragment()),
        (ErrorKind::Truncated, None)
    );
}

#[tokio::test]
async fn of_several_answers_a_whole_one_comes_before_a_salvaged_one() {
    let of = async |texts: &[&str]| {
        let server = server(vec![ended("stop", texts, 100)]);
        salvaging(&server, any_host()).n(2).send::<Vec<u8>>().await
    };
    let completion = of(&["[1, 2", "[3, 4]"]).await.unwrap();
    assert_eq!(
        (completion.value.as_slice(), salvaged_at(&completion).len()),
        (&[3, 4][..], 0)
    );
    let other = completion.others[0].as_ref().unwrap();
    assert_eq!(other.value, [1]);
    let completion = of(&["{", "[3, 4"]).await.unwrap();
    assert_eq!(
        (completion.value.as_slice(), salvaged_at(&completion).len()),
        (&[3][..], 1)
    );
    assert_eq!(
        completion.others[0].as_ref().unwrap_err().kind(),
        ErrorKind::Truncated
    );
    let completion = of(&["[1, 2", "[3, 4"]).await.unwrap();
    assert_eq!(completion.value, [1]);
}
