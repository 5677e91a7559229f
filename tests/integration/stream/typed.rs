//! Values that grow.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use futures_core::Stream;
use json_mode::testing::{Reply, Server};
use json_mode::{
    DeltaKind, ErrorKind, Format, JsonResponse, Partial, Provider, Reask, StreamEvent,
};
use serde_json::{Value, json};

use crate::support::{answering, any_host, asking, asking_once};

#[derive(Clone, Debug, PartialEq, JsonResponse)]
struct Meeting {
    summary: String,
    participants: Vec<Person>,
    #[serde(rename = "actionItems")]
    action_items: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, JsonResponse)]
struct Person {
    name: String,
    #[schemars(range(max = 150))]
    age: u8,
}

const TEXT: &str = r#"{"summary": "We \"moved\" on é.", "participants": [{"name": "Ann", "age": 40}, {"name": "Bo", "age": 41}], "actionItems": ["write", "test"]}"#;

fn pieces(text: &str, size: usize) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars
        .chunks(size)
        .map(|part| part.iter().collect())
        .collect()
}

async fn collect<S: Stream>(stream: S) -> Vec<S::Item> {
    let mut stream = pin!(stream);
    let mut out = Vec::new();
    while let Some(item) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        out.push(item);
    }
    out
}

#[tokio::test]
async fn a_value_grows_and_is_at_the_end_what_a_whole_answer_is() {
    let wanted: Meeting = json_mode::decode(TEXT).unwrap().value;
    for size in [1, 3, 1000] {
        let reply = Reply::chat_stream(pieces(TEXT, size)).pace(Duration::from_micros(1));
        let (server, client) = answering(reply);
        let request = asking(&client);
        let mut stream = request.stream::<Meeting>().await.unwrap();
        assert!(stream.partial().is_empty() && stream.path().is_empty());
        let mut shown = Vec::new();
        while let Some(partial) = stream.next().await.unwrap() {
            shown.push(partial.summary.clone().unwrap_or_default());
        }
        assert!(shown.is_sorted() && shown.last().unwrap() == "We \"moved\" on é.");
        assert_eq!(stream.id(), Some("chatcmpl-1"));
        assert_eq!(stream.text(), TEXT);
        assert_eq!(stream.partial().action_items.len(), 2);
        let streamed = stream.finish().await.unwrap();
        assert_eq!(streamed.value, wanted);
        assert_eq!(streamed.text, TEXT);
        assert_eq!(streamed.format, Format::JsonSchema);
        assert_eq!(streamed.usage.unwrap().total_tokens, 15);
        assert_eq!(streamed.finish_reason, Some(json_mode::FinishReason::Stop));
        let sent = &server.requests()[0].body;
        assert_eq!(sent["response_format"]["type"], "json_schema");
    }
}

#[tokio::test]
async fn what_arrived_together_is_one_update() {
    let (_server, client) = answering(Reply::chat_stream(pieces(TEXT, 1)));
    let mut stream = asking(&client).stream::<Meeting>().await.unwrap();
    // Let all of it arrive.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut updates = 0;
    while stream.next().await.unwrap().is_some() {
        updates += 1;
    }
    assert!(updates < 10, "{updates}");
}

#[tokio::test]
async fn a_damaged_answer_is_read_as_a_whole_one_is() {
    let text = "Sure!\n```json\n{summary: 'x', participants: [], action_items: [\"a\",],}\n```";
    let whole = json_mode::decode::<Meeting>(text).unwrap();
    for size in [1, 5, 200] {
        let (_server, client) = answering(Reply::chat_stream(pieces(text, size)));
        let stream = asking(&client).stream::<Meeting>().await.unwrap();
        let streamed = stream.finish().await.unwrap();
        assert_eq!(streamed.value, whole.value);
        assert_eq!(streamed.repairs, whole.repairs);
    }
}

#[tokio::test]
async fn a_list_grows_at_a_host_that_only_takes_objects() {
    let text = r#"{"value": [{"name": "Ann", "age": 40}, {"name": "Bo", "age": 41}]}"#;
    let server = Server::start();
    server
        .expect("")
        .reply(Reply::chat_stream(pieces(text, 1)).pace(Duration::ZERO));
    let client = asking_once(&server, Provider::OPENAI);
    let mut stream = asking(&client).stream::<Vec<Person>>().await.unwrap();
    let mut lengths = Vec::new();
    while let Some(partial) = stream.next().await.unwrap() {
        lengths.push(partial.len());
    }
    assert!(lengths.is_sorted() && lengths.last() == Some(&2));
    assert_eq!(stream.finish().await.unwrap().value[1].name, "Bo");
}

#[tokio::test]
async fn events_tell_what_grew_and_what_is_complete() {
    let (_server, client) = answering(Reply::chat_stream(pieces(TEXT, 2)));
    let mut stream = asking(&client).stream::<Meeting>().await.unwrap();
    let (mut grew, mut completed) = (Vec::new(), Vec::new());
    while let Some(event) = stream.next_event().await.unwrap() {
        match event {
            StreamEvent::Grew { path, .. } => grew.push(path),
            StreamEvent::Completed { path, choice, .. } => {
                assert_eq!(choice, 0);
                completed.push(path);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(
        completed,
        [
            "/summary",
            "/participants/0/name",
            "/participants/0/age",
            "/participants/0",
            "/participants/1/name",
            "/participants/1/age",
            "/participants/1",
            "/participants",
            "/actionItems/0",
            "/actionItems/1",
            "/actionItems",
            "",
        ]
    );
    assert!(grew.contains(&"/summary".to_owned()));
    assert_eq!(stream.finish().await.unwrap().value.action_items.len(), 2);
}

#[tokio::test]
async fn a_wrong_answer_is_told_of_and_the_next_one_starts_afresh() {
    let server = Server::start();
    let bad = TEXT.replace("41", "200");
    server.expect("").reply(Reply::chat_stream(pieces(&bad, 7)));
    server
        .expect("")
        .times(2)
        .reply(Reply::chat_stream(pieces(TEXT, 7)));
    server.expect("").reply(Reply::chat_stream(pieces(&bad, 7)));
    let client = server.client(any_host());
    let request = asking(&client).max_tokens(99);

    let mut stream = request.stream::<Meeting>().await.unwrap();
    let mut failed = 0;
    let mut completed = 0;
    while let Some(event) = stream.next_event().await.unwrap() {
        match event {
            StreamEvent::Failed { error, .. } => {
                failed += 1;
                assert_eq!(error.kind(), ErrorKind::Invalid);
                assert_eq!(error.violations()[0].path, "/participants/1/age");
                assert!(stream.partial().is_empty());
                assert_eq!(stream.text(), "");
            }
            StreamEvent::Completed { .. } => completed += 1,
            _ => {}
        }
    }
    assert_eq!((failed, completed), (1, 24));
    let completion = stream.finish().await.unwrap();
    assert_eq!(completion.attempts.len(), 2);
    assert_eq!(completion.attempts[0].text.as_deref(), Some(&*bad));
    assert_eq!(completion.usage.unwrap().total_tokens, 30);
    let asked = &server.requests()[1].body;
    assert_eq!(asked["stream"], true);
    let turns = asked["messages"].as_array().unwrap();
    assert!(
        turns.last().unwrap()["content"]
            .as_str()
            .unwrap()
            .contains("/participants/1/age")
    );

    // The other way round the first answer is the answer.
    let stream = request.stream::<Meeting>().await.unwrap();
    assert_eq!(stream.finish().await.unwrap().attempts.len(), 1);

    let error = request
        .clone()
        .reask(Reask::NEVER)
        .stream::<Meeting>()
        .await
        .unwrap()
        .finish()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(error.text(), Some(&*bad));
    assert_eq!(error.usage().unwrap().total_tokens, 15);
}

#[tokio::test]
async fn a_broken_rule_may_end_an_answer_early() {
    let bad = TEXT.replace("\"age\": 40", "\"age\": 200");
    let end = bad.find("200}").unwrap() + 4;
    let server = Server::start();
    // The rest of the first answer never comes.
    let chunk = json!({ "choices": [{ "delta": { "content": &bad[..end] } }] });
    server
        .expect("")
        .reply(Reply::event_stream(format!("data: {chunk}\n\n")).then_silence());
    server.expect("").reply(Reply::chat_stream([TEXT]));
    let client = server.client(any_host());
    let stream = asking(&client).stream::<Meeting>().await.unwrap();
    let mut stream = stream.stop_on_violation();
    let mut failures = Vec::new();
    while let Some(event) = stream.next_event().await.unwrap() {
        if let StreamEvent::Failed { error, .. } = event {
            assert_eq!(error.text(), Some(&bad[..end]));
            failures.push((error.kind(), error.violations()[0].path.clone()));
        }
    }
    assert_eq!(
        failures,
        [(ErrorKind::Invalid, "/participants/0/age".to_owned())]
    );
    let completion = stream.finish().await.unwrap();
    assert_eq!(completion.value.participants[0].age, 40);
    assert_eq!(completion.attempts.len(), 2);
}

#[tokio::test]
async fn a_form_that_the_host_rejects_is_stepped_down_from() {
    let server = Server::start();
    server
        .expect("")
        .with(json!({ "response_format": { "type": "json_schema" } }))
        .reply(Reply::error(
            400,
            "response_format json_schema is not supported",
        ));
    server
        .expect("")
        .with(json!({ "response_format": { "type": "json_object" } }))
        .reply(Reply::chat_stream([TEXT]));
    let client = asking_once(&server, any_host().floor(Format::JsonObject));
    let stream = asking(&client).stream::<Meeting>().await.unwrap();
    assert_eq!(stream.format(), Some(Format::JsonObject));
    let completion = stream.finish().await.unwrap();
    assert_eq!(completion.format, Format::JsonObject);
    assert_eq!(completion.attempts.len(), 2);
}

#[tokio::test]
async fn each_of_several_answers_has_its_partial() {
    let delta = |index: usize, text: &str| json!({ "choices": [{ "index": index, "delta": { "content": text }, "finish_reason": null }] });
    let end = |index: usize| json!({ "choices": [{ "index": index, "delta": {}, "finish_reason": "stop" }] });
    let mut events: Vec<Value> = Vec::new();
    for (a, b) in pieces(TEXT, 5)
        .iter()
        .zip(pieces(&TEXT.replace("Ann", "Eve"), 5))
    {
        events.extend([delta(1, &b), delta(0, a)]);
    }
    events.extend([end(0), end(1)]);
    let (_server, client) = answering(Reply::events(events));
    let mut stream = asking(&client).n(2).stream::<Meeting>().await.unwrap();
    while stream.next().await.unwrap().is_some() {}
    assert_eq!(stream.choices(), 2);
    let name = |number: usize| {
        stream.choice(number).unwrap().participants[0]
            .name
            .clone()
            .unwrap()
    };
    assert_eq!((name(0), name(1)), ("Ann".to_owned(), "Eve".to_owned()));
    assert!(stream.choice(2).is_none());
    let completion = stream.finish().await.unwrap();
    assert_eq!(completion.value.participants[0].name, "Ann");
    assert_eq!(
        completion.others[0].as_ref().unwrap().value.participants[0].name,
        "Eve"
    );
}

#[tokio::test]
async fn snapshots_and_deltas_are_streams() {
    let text = format!("<think>hm</think>{TEXT}");
    let reply = Reply::chat_stream(pieces(&text, 3)).pace(Duration::ZERO);
    let (_server, client) = answering(reply);
    let request = asking(&client);
    let mut stream = request.stream::<Meeting>().await.unwrap();
    let snapshots = collect(stream.snapshots()).await;
    let last = snapshots.into_iter().last().unwrap().unwrap();
    assert_eq!(
        last.action_items,
        [Some("write".to_owned()), Some("test".to_owned())]
    );
    assert_eq!(stream.reasoning(), "hm");
    assert_eq!(
        stream.finish().await.unwrap().reasoning.as_deref(),
        Some("hm")
    );

    let mut stream = request.stream::<Meeting>().await.unwrap();
    let (mut said, mut thought) = (String::new(), String::new());
    for delta in collect(stream.text_deltas()).await {
        let delta = delta.unwrap();
        match delta.kind {
            DeltaKind::Text => said.push_str(&delta.text),
            _ => thought.push_str(&delta.text),
        }
    }
    assert_eq!((said.as_str(), thought.as_str()), (TEXT, "hm"));
}

#[tokio::test]
async fn reasoning_without_a_mark_at_its_beginning_is_split_off_at_the_end() {
    let text = format!("I think {{}} of it.</think>{TEXT}");
    let (_server, client) = answering(Reply::chat_stream(pieces(&text, 4)));
    let mut stream = asking(&client).stream::<Meeting>().await.unwrap();
    while stream.next().await.unwrap().is_some() {}
    assert_eq!(stream.partial().participants.len(), 2);
    let completion = stream.finish().await.unwrap();
    assert_eq!(completion.text, TEXT);
    assert_eq!(completion.reasoning.as_deref(), Some("I think {} of it."));
}

#[tokio::test]
async fn a_stream_that_breaks_keeps_what_came() {
    let chunk = json!({ "choices": [{ "delta": { "content": &TEXT[..70] } }] });
    let reply = Reply::event_stream(format!("data: {chunk}\n\n")).broken_after(usize::MAX);
    let (server, client) = answering(reply);
    let client_calls = || server.requests().len();
    let mut stream = asking(&client).stream::<Meeting>().await.unwrap();
    let error = loop {
        match stream.next().await {
            Ok(partial) => assert!(partial.is_some()),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(error.text(), Some(&TEXT[..70]));
    assert_eq!(
        stream.partial().participants[0].name.as_deref(),
        Some("Ann")
    );
    assert_eq!(client_calls(), 1);
    assert!(stream.next().await.unwrap().is_none());
}

#[tokio::test]
async fn the_partial_of_an_error_is_in_the_shape_of_the_type() {
    let text = r#"<think>hm</think>{"value": [{"name": "Ann", "age": 40}, {"name": "B"#;
    let chunk = json!({ "choices": [{ "delta": { "content": text } }] });
    let server = Server::start();
    server
        .expect("")
        .reply(Reply::event_stream(format!("data: {chunk}\n\n")));
    let client = asking_once(&server, Provider::OPENAI);
    let request = asking(&client);
    let stream = request.stream::<Vec<Person>>().await.unwrap();
    let error = stream.finish().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert!(error.text().unwrap().starts_with("{\"value\""));
    let kept = error.partial::<Vec<Person>>().unwrap();
    assert_eq!(kept.len(), 2);
    assert_eq!(kept[1].name.as_deref(), Some("B"));
    let attempt = &error.attempts()[0];
    assert_eq!(attempt.error, Some(ErrorKind::Interrupted));
}

#[tokio::test]
async fn a_request_is_sent_again_only_before_the_host_begins() {
    let server = Server::start();
    server.expect("").reply(Reply::error(503, "busy"));
    server.expect("").reply(Reply::chat_stream([TEXT]));
    let retry = json_mode::Retry::default().first_delay(Duration::from_millis(1));
    let client = server.builder(any_host()).retry(retry).build().unwrap();
    let request = asking(&client);
    let stream = request.stream::<Meeting>().await.unwrap();
    assert_eq!(stream.finish().await.unwrap().attempts.len(), 2);
    // The head has come, and nothing behind it.
    server
        .expect("")
        .reply(Reply::chat_stream([TEXT]).broken_after(0));
    let stream = request.stream::<Meeting>().await.unwrap();
    let error = stream.finish().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn an_answer_that_the_limit_cut_is_no_value() {
    let choice = |delta: Value, end: Value| json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": end }] });
    let events = [
        choice(json!({ "content": &TEXT[..70] }), Value::Null),
        choice(json!({}), json!("length")),
    ];
    let (_server, client) = answering(Reply::events(events));
    let stream = asking(&client).stream::<Meeting>().await.unwrap();
    let error = stream.finish().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(error.fragment().unwrap()["participants"][0]["name"], "Ann");
}

#[test]
fn streams_travel_between_threads() {
    fn travels<T: Send>() {}
    travels::<json_mode::TypedStream<Meeting>>();
    travels::<json_mode::ItemStream<Vec<Person>, Person>>();
    travels::<json_mode::TextStream>();
}
