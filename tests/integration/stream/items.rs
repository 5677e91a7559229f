//! Elements of lists, each as soon as it is whole.

use std::time::Duration;

use json_mode::testing::{Reply, Server};
use json_mode::{BadItem, ErrorKind, JsonResponse, Provider};

use crate::support::{any_host, asking, asking_once};

#[derive(Clone, Debug, PartialEq, JsonResponse)]
struct Meeting {
    title: String,
    #[serde(rename = "actionItems")]
    action_items: Vec<Item>,
    summary: String,
}

#[derive(Clone, Debug, PartialEq, JsonResponse)]
struct Item {
    what: String,
    #[schemars(range(min = 1))]
    days: u32,
}

fn item(what: &str, days: u32) -> Item {
    Item {
        what: what.to_owned(),
        days,
    }
}

#[tokio::test]
async fn an_element_is_there_with_its_last_byte() {
    let server = Server::start();
    let first = r#"[{"what": "a", "days": 1}"#;
    let body = Reply::chat_stream([first]);
    // The rest never comes.
    server
        .expect("")
        .reply(body.broken_after(usize::MAX).in_pieces(10));
    let client = asking_once(&server, any_host());
    let mut items = asking(&client).items::<Item>().await.unwrap();
    assert_eq!(items.next().await.unwrap(), Some(item("a", 1)));
    let error = items.next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(items.next().await.unwrap(), None);
}

#[tokio::test]
async fn elements_of_a_root_list_come_in_every_form() {
    for (provider, text) in [
        (
            any_host(),
            r#"[{"what": "a", "days": 1}, {"what": "b", "days": 2}]"#,
        ),
        // A host that only takes objects.
        (
            Provider::OPENAI,
            r#"{"value": [{"what": "a", "days": 1}, {"what": "b", "days": 2}]}"#,
        ),
        (
            any_host(),
            "Here:\n```json\n[{what: 'a', days: 1}, {\"what\": \"b\", \"days\": \"2\",}]\n```",
        ),
        (
            any_host(),
            r#"{"items": [{"what": "a", "days": 1}, {"what": "b", "days": 2}]}"#,
        ),
    ] {
        for size in [1, 7, 500] {
            let server = Server::start();
            let reply = Reply::chat_stream([text]).in_pieces(size);
            server.expect("").reply(reply);
            let client = asking_once(&server, provider.clone());
            let mut items = asking(&client).items::<Item>().await.unwrap();
            let mut found = Vec::new();
            while let Some(item) = items.next().await.unwrap() {
                found.push(item);
            }
            assert_eq!(found, [item("a", 1), item("b", 2)], "{text}");
            assert_eq!(items.finish().await.unwrap().value, found);
        }
    }
}

const MEETING: &str = r#"{"title": "t", "actionItems": [{"what": "a", "days": 1}, {"what": "b", "days": 0}, {"what": 7}, {"what": "d", "days": 4}], "summary": "s"}"#;

#[tokio::test]
async fn a_bad_element_is_an_error_in_its_place() {
    let server = Server::start();
    server
        .expect("")
        .times(2)
        .reply(Reply::chat_stream([MEETING]));
    let client = server.client(any_host());
    let request = asking(&client);
    let mut items = request
        .items_at::<Meeting, Item>("/actionItems")
        .await
        .unwrap();
    assert_eq!(items.next().await.unwrap(), Some(item("a", 1)));
    let invalid = items.next().await.unwrap_err();
    assert_eq!(invalid.kind(), ErrorKind::Invalid);
    assert_eq!(invalid.violations()[0].path, "/actionItems/1/days");
    assert_eq!(invalid.text(), Some(r#"{"what": "b", "days": 0}"#));
    let unlike = items.next().await.unwrap_err();
    assert_eq!(unlike.kind(), ErrorKind::Decode);
    assert!(
        unlike
            .violations()
            .iter()
            .all(|found| found.path.starts_with("/actionItems/2"))
    );
    assert_eq!(items.next().await.unwrap(), Some(item("d", 4)));
    // The whole answer is wrong as well, and is not asked for again: elements of it were handed out.
    let error = items.next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.attempts().len(), 1);
    assert_eq!(items.next().await.unwrap(), None);

    let items = request
        .items_at::<Meeting, Item>("/actionItems")
        .await
        .unwrap();
    let mut items = items.bad_items(BadItem::End);
    assert_eq!(items.next().await.unwrap(), Some(item("a", 1)));
    let error = items.next().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts().len()),
        (ErrorKind::Invalid, 1)
    );
    assert_eq!(items.next().await.unwrap(), None);
}

#[tokio::test]
async fn the_rest_of_the_object_is_there_at_the_end() {
    let text = r#"{"title": "t", "actionItems": [{"what": "a", "days": 1}], "summary": "s"}"#;
    let server = Server::start();
    server
        .expect("")
        .times(2)
        .reply(Reply::chat_stream([text]).pace(Duration::ZERO));
    let client = server.client(any_host());
    let request = asking(&client);
    let mut items = request
        .items_at::<Meeting, Item>("/actionItems")
        .await
        .unwrap();
    assert_eq!(items.next().await.unwrap(), Some(item("a", 1)));
    let completion = items.finish().await.unwrap();
    assert_eq!(completion.value.summary, "s");
    assert_eq!(completion.usage.unwrap().total_tokens, 15);
    // Who wants none of them has the whole all the same.
    let items = request
        .items_at::<Meeting, Item>("/actionItems")
        .await
        .unwrap();
    assert_eq!(items.finish().await.unwrap().value.action_items.len(), 1);
}

#[tokio::test]
async fn an_answer_without_elements_is_asked_for_again() {
    let server = Server::start();
    server
        .expect("")
        .reply(Reply::chat_stream(["I cannot do that."]));
    server
        .expect("")
        .reply(Reply::chat_stream([r#"[{"what": "a", "days": 1}]"#]));
    let client = server.client(any_host());
    let mut items = asking(&client).items::<Item>().await.unwrap();
    assert_eq!(items.next().await.unwrap(), Some(item("a", 1)));
    assert_eq!(items.next().await.unwrap(), None);
    assert_eq!(items.finish().await.unwrap().attempts.len(), 2);
}

#[tokio::test]
async fn a_place_that_is_none_is_told_before_anything_is_sent() {
    let server = Server::start();
    let client = server.client(any_host());
    let request = asking(&client);
    let error = request
        .items_at::<Meeting, Item>("actionItems")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(server.requests().is_empty());
}

/// The elements and the whole, of an answer that comes in pieces of so many characters.
async fn both(text: &str, size: usize) -> (Vec<String>, Vec<String>) {
    let server = Server::start();
    let pieces: Vec<String> = text
        .chars()
        .collect::<Vec<_>>()
        .chunks(size)
        .map(|part| part.iter().collect())
        .collect();
    server
        .expect("")
        .reply(Reply::chat_stream(pieces).pace(std::time::Duration::from_micros(1)));
    let client = asking_once(&server, any_host());
    let mut stream = asking(&client).items::<String>().await.unwrap();
    let mut items = Vec::new();
    while let Some(item) = stream.next().await.unwrap() {
        items.push(item);
    }
    (items, stream.finish().await.unwrap().value)
}

#[tokio::test]
async fn a_list_in_the_prose_before_the_answer_is_not_the_answer() {
    for (text, wanted) in [
        (r#"["a", "b"]"#, vec!["a", "b"]),
        ("```json\n[\"a\", \"b\"]\n```", vec!["a", "b"]),
        ("Here it is:\n```json\n[\"a\", \"b\"]\n```", vec!["a", "b"]),
        (r#"As asked [1, 2]: ["a", "b"]"#, vec!["a", "b"]),
        (r#"Not ["x"] but ["a", "b"]"#, vec!["a", "b"]),
        (
            "Not [\"x\"] but\n```json\n[\"a\", \"b\"]\n```",
            vec!["a", "b"],
        ),
        (r#"Sure: ["a", "b"]"#, vec!["a", "b"]),
    ] {
        for size in [1, 4, 1000] {
            let (items, whole) = both(text, size).await;
            assert_eq!(whole, wanted, "{text}");
            assert_eq!(items, wanted, "{text} in {size}");
        }
    }
}

#[derive(Debug, JsonResponse)]
struct Entry {
    #[json_response(check = lower)]
    word: String,
    #[schemars(range(max = 9))]
    days: u8,
    kind: Option<Kind>,
    parts: Vec<Part>,
}

#[derive(Debug, JsonResponse)]
#[json_response(check = Part::has_a_name)]
#[serde(deny_unknown_fields)]
struct Part {
    name: String,
}

#[derive(Debug, JsonResponse)]
enum Kind {
    Old,
    New,
}

fn lower(word: &str) -> Result<(), String> {
    if word.chars().any(char::is_uppercase) {
        Err(format!("{word} is not lower case"))
    } else {
        Ok(())
    }
}

impl Part {
    fn has_a_name(&self) -> Result<(), &'static str> {
        if self.name.is_empty() {
            Err("has no name")
        } else {
            Ok(())
        }
    }
}

/// What is wrong with an element is said in the same words by the element and by the whole answer.
#[tokio::test]
async fn an_element_and_the_whole_say_the_same() {
    let right = r#"{"word": "a", "days": 1, "kind": "Old", "parts": [{"name": "n"}]}"#;
    for wrong in [
        r#"{"word": "A", "days": 1, "kind": "Old", "parts": []}"#,
        r#"{"word": "a", "days": 10, "kind": "Old", "parts": []}"#,
        r#"{"word": "A", "days": 10, "kind": "Old", "parts": [{"name": ""}]}"#,
        r#"{"word": "a", "days": 256, "kind": "Old", "parts": []}"#,
        r#"{"word": "a", "days": "x", "kind": "Old", "parts": []}"#,
        r#"{"word": "a", "days": 1, "kind": "Ancient", "parts": []}"#,
        r#"{"word": "a", "kind": "Old", "parts": []}"#,
        r#"{"word": "a", "days": 1, "parts": [{"name": null}, {"name": "n", "more": true}]}"#,
        r#"{"word": ["a"], "days": -1, "parts": 7}"#,
        r#"{}"#,
        r#"[]"#,
        r#""word""#,
        r#"null"#,
        r#"{word: 'A', days: 1, parts: [{name: ''}]}"#,
        r#"{word: 'a', days: 'x', parts: [{}]}"#,
    ] {
        for (head, tail, place) in [
            ("[", "]", ""),
            // As the host was asked for it.
            (r#"{"value": ["#, "]}", ""),
            (r#"{"list": ["#, "]}", "/list"),
        ] {
            let text = format!("{head}{right}, {wrong}, {right}{tail}");
            let server = Server::start();
            server.expect("").reply(Reply::chat_stream([&text]));
            let client = asking_once(&server, any_host());
            let request = asking(&client);
            let (found, whole) = if place.is_empty() {
                both_errors(request.items::<Entry>().await.unwrap(), wrong).await
            } else {
                both_errors(request.items_at::<List, Entry>(place).await.unwrap(), wrong).await
            };
            assert_eq!(found.violations(), whole.violations(), "{text}");
            assert_eq!(found.kind(), whole.kind(), "{text}");
            assert!(
                found
                    .violations()
                    .iter()
                    .all(|rule| rule.path.starts_with(&format!("{place}/1"))),
                "{found:?}"
            );
        }
    }
}

#[derive(Debug, JsonResponse)]
struct List {
    #[allow(dead_code, reason = "only read")]
    list: Vec<Entry>,
}

/// The error of the one element that is wrong, and that of the whole; what is shown at the end is what the error holds.
async fn both_errors<W: JsonResponse + std::fmt::Debug>(
    mut items: json_mode::ItemStream<W, Entry>,
    text: &str,
) -> (json_mode::Error, json_mode::Error)
where
    W::Partial: PartialEq + std::fmt::Debug,
{
    items.next().await.unwrap().unwrap();
    let found = items.next().await.expect_err(text);
    items.next().await.unwrap().unwrap();
    let whole = items.next().await.unwrap_err();
    assert!(items.next().await.unwrap().is_none());
    assert_eq!(
        whole.partial::<W>().as_ref(),
        Some(items.partial()),
        "{whole:?}"
    );
    let again = items.finish().await.unwrap_err();
    assert_eq!(again.kind(), whole.kind());
    assert_eq!(again.violations(), whole.violations());
    (found, whole)
}
