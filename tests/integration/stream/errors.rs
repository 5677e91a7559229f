//! What an error of a stream shows, in the shapes of the hosts.

use std::collections::BTreeMap;

use json_mode::provider::dialects::JSON_OBJECT;
use json_mode::testing::{Emulator, Reply, Server};
use json_mode::{ErrorKind, JsonResponse, Provider, Reask, schema};
use serde_json::json;

use crate::support::{asking, asking_once};

/// In a list at the root, which most hosts want in an object, with a map, which some want as a list of pairs.
#[derive(Clone, Debug, PartialEq, JsonResponse)]
struct Entry {
    name: String,
    tags: BTreeMap<String, String>,
    nick: Option<String>,
}

/// What a model writes at the host, in the host's shape.
async fn written(provider: &Provider) -> String {
    let lowered = schema::<Vec<Entry>>().lower(&JSON_OBJECT).unwrap();
    let known = json_mode::Schema::from_value(lowered.to_value()).unwrap();
    let server = Emulator::new(provider.clone()).schema(&known).start();
    let client = server.client(provider.clone());
    let request = client.chat("some/model").user("x").max_tokens(500);
    let sent = request.send::<Vec<Entry>>().await;
    sent.unwrap_or_else(|error| panic!("{}: {error}", provider.name()))
        .text
}

#[tokio::test]
async fn the_partial_of_an_error_is_what_the_stream_showed_last() {
    let (mut wrapped, mut pairs) = (0, 0);
    for &provider in Provider::ALL {
        let name = provider.name();
        let text = written(provider).await;
        wrapped += usize::from(text.starts_with('{'));
        pairs += usize::from(text.contains("\"key\""));
        let step = text.chars().count() / 12 + 1;
        for (at, _) in text.char_indices().skip(1).step_by(step) {
            let server = Server::start();
            let chunk = json!({ "choices": [{ "index": 0, "delta": { "content": &text[..at] } }] });
            server
                .expect("")
                .reply(Reply::event_stream(format!("data: {chunk}\n\n")));
            let client = asking_once(&server, provider.clone());
            let request = client.chat("some/model").user("x");
            let mut stream = request.stream::<Vec<Entry>>().await.unwrap();
            let error = loop {
                match stream.next().await {
                    Ok(more) => assert!(more.is_some(), "{name}"),
                    Err(error) => break error,
                }
            };
            assert_eq!(error.kind(), ErrorKind::Interrupted, "{name}");
            let partial = error.partial::<Vec<Entry>>().unwrap();
            assert_eq!(&partial, stream.partial(), "{name}: {}", &text[..at]);
        }
    }
    assert!(wrapped > 3 && pairs > 3, "{wrapped} {pairs}");
}

#[derive(Clone, Debug, PartialEq, JsonResponse)]
struct Counted {
    #[json_response(check = few)]
    counts: BTreeMap<String, u8>,
}

fn few(counts: &BTreeMap<String, u8>) -> Result<(), String> {
    (counts.len() < 2)
        .then_some(())
        .ok_or_else(|| format!("{} are too many", counts.len()))
}

#[tokio::test]
async fn an_answer_that_breaks_a_rule_is_shown_in_the_types_own_shape() {
    let text = r#"{"value": [{"counts": [{"key": "a", "value": 1}, {"key": "b", "value": 2}]}]}"#;
    let server = Server::start();
    server
        .expect("")
        .any_times()
        .reply(Reply::chat_stream([text]));
    let client = asking_once(&server, Provider::OPENAI);
    let request = asking(&client).reask(Reask::NEVER);
    let mut stream = request.stream::<Vec<Counted>>().await.unwrap();
    let error = loop {
        if let Err(error) = stream.next().await {
            break error;
        }
    };
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let partial = error.partial::<Vec<Counted>>().unwrap();
    assert_eq!(partial[0].counts.get("b"), Some(&Some(2)));
    assert_eq!(&partial, stream.partial());
    // The same of a whole answer.
    let server = Server::start();
    server.expect("").reply(Reply::chat(text));
    let client = asking_once(&server, Provider::OPENAI);
    let request = asking(&client).reask(Reask::NEVER);
    let error = request.send::<Vec<Counted>>().await.unwrap_err();
    assert_eq!(error.partial::<Vec<Counted>>(), Some(partial));
}

/// All that is public of an error.
fn facts<T: JsonResponse>(error: &json_mode::Error) -> impl PartialEq + std::fmt::Debug + use<T> {
    let first = (
        error.kind(),
        error.to_string(),
        error.status(),
        error.request_id().map(str::to_owned),
        error.code().map(str::to_owned),
        error.text().map(str::to_owned),
        error.violations().to_vec(),
    );
    let source = std::error::Error::source(error).map(ToString::to_string);
    let rest = (
        error.attempts().to_vec(),
        error.usage().cloned(),
        error.retry_after(),
        error.is_retryable(),
        error.fragment().cloned(),
        source,
    );
    let partial = error
        .partial::<T>()
        .map(|partial| serde_json::to_value(partial).unwrap());
    (first, rest, partial)
}

/// Who asks after the end is told what the end was.
#[tokio::test]
async fn an_error_is_said_again_at_the_end() {
    let delta = |text: &str| json!({ "id": "c", "choices": [{ "index": 0, "delta": { "content": text } }] });
    let end =
        |reason: &str| json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] });
    let usage = json!({ "choices": [], "usage": { "prompt_tokens": 1, "completion_tokens": 2 } });
    let stream = |events: &[serde_json::Value], tail: &str| {
        let events: String = events
            .iter()
            .map(|event| format!("data: {event}\n\n"))
            .collect();
        Reply::event_stream(format!("{events}{tail}"))
    };
    let half = r#"[{"counts": {"a": 1}}, {"counts": {"b"#;
    let wrong = r#"[{"counts": {"a": 1}}, {"counts": {"a": 1, "b": 2}}]"#;
    let failure = json!({ "error": { "message": "busy", "type": "server_error" } });
    for (kind, reply) in [
        (ErrorKind::Interrupted, stream(&[delta(half)], "")),
        (
            ErrorKind::Interrupted,
            stream(&[delta(half)], ": x").broken_after(usize::MAX),
        ),
        (
            ErrorKind::Protocol,
            stream(&[delta(half)], "data: no JSON\n\n"),
        ),
        (
            ErrorKind::Truncated,
            stream(
                &[delta(half), end("length"), usage.clone()],
                "data: [DONE]\n\n",
            ),
        ),
        (
            ErrorKind::Filtered,
            stream(&[delta(half), end("content_filter")], "data: [DONE]\n\n"),
        ),
        (
            ErrorKind::Invalid,
            stream(
                &[delta(wrong), end("stop"), usage.clone()],
                "data: [DONE]\n\n",
            ),
        ),
        (
            ErrorKind::Decode,
            stream(&[delta("I cannot."), end("stop")], "data: [DONE]\n\n"),
        ),
        (ErrorKind::Server, stream(&[delta(half), failure], "")),
        (
            ErrorKind::Timeout,
            stream(&[delta(half)], "").then_silence(),
        ),
        (
            ErrorKind::TooLarge,
            stream(&[delta(half), delta(&"x".repeat(2000))], ""),
        ),
    ] {
        let server = Server::start();
        server.expect("").times(3).reply(reply);
        let limits = json_mode::StreamLimits::default()
            .idle(std::time::Duration::from_millis(100))
            .answer_bytes(1000);
        let client = asking_once(&server, Provider::compatible("http://localhost/v1"));
        let request = client.chat("m").user("x").stream_limits(limits);

        let mut typed = request.stream::<Vec<Counted>>().await.unwrap();
        let first = loop {
            match typed.next().await {
                Ok(more) => assert!(more.is_some(), "{kind:?}"),
                Err(error) => break error,
            }
        };
        assert_eq!(first.kind(), kind, "{first:?}");
        let wanted = facts::<Vec<Counted>>(&first);
        assert!(typed.next().await.unwrap().is_none());
        if kind != ErrorKind::Decode {
            assert_eq!(
                first.partial::<Vec<Counted>>().as_ref(),
                Some(typed.partial()),
                "{kind:?}"
            );
        }
        // How long it took is said once.
        assert_eq!(
            facts::<Vec<Counted>>(&typed.finish().await.unwrap_err()),
            wanted
        );

        let mut items = request.items::<Counted>().await.unwrap();
        let first = loop {
            match items.next().await {
                Ok(more) => assert!(more.is_some(), "{kind:?}"),
                // An element that is wrong is not the end.
                Err(error) if error.attempts().is_empty() => {}
                Err(error) => break error,
            }
        };
        assert_eq!(first.kind(), kind, "{first:?}");
        let wanted = facts::<Vec<Counted>>(&first);
        assert!(items.next().await.unwrap().is_none());
        if kind != ErrorKind::Decode {
            assert_eq!(
                first.partial::<Vec<Counted>>().as_ref(),
                Some(items.partial()),
                "{kind:?}"
            );
        }
        assert_eq!(
            facts::<Vec<Counted>>(&items.finish().await.unwrap_err()),
            wanted
        );

        // To a text nothing of it is wrong.
        if matches!(kind, ErrorKind::Invalid | ErrorKind::Decode) {
            let text = request.text_stream().await.unwrap().finish().await;
            assert!(text.is_ok(), "{kind:?}");
            continue;
        }
        let mut text = request.text_stream().await.unwrap();
        let first = loop {
            match text.next().await {
                Ok(more) => assert!(more.is_some(), "{kind:?}"),
                Err(error) => break error,
            }
        };
        assert_eq!(first.kind(), kind, "{first:?}");
        let wanted = facts::<String>(&first);
        assert_eq!(facts::<String>(&text.finish().await.unwrap_err()), wanted);
    }
}

/// Also the one that an element was.
#[tokio::test]
async fn the_element_that_ended_a_list_is_said_again_at_the_end() {
    let server = Server::start();
    let wrong = r#"[{"counts": {"a": 1}}, {"counts": {"a": 1, "b": 2}}, {"counts": {}}]"#;
    server.expect("").reply(Reply::chat_stream([wrong]));
    let client = asking_once(&server, Provider::compatible("http://localhost/v1"));
    let items = client.chat("m").user("x").items::<Counted>().await.unwrap();
    let mut items = items.bad_items(json_mode::BadItem::End);
    items.next().await.unwrap().unwrap();
    let first = items.next().await.unwrap_err();
    assert_eq!(first.violations()[0].path, "/1/counts");
    let again = items.finish().await.unwrap_err();
    assert_eq!(facts::<Counted>(&again), facts::<Counted>(&first));
}
