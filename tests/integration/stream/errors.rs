//! What an error of a stream shows, in the shapes of the hosts.

use std::collections::BTreeMap;

use json_mode::provider::dialects::JSON_OBJECT;
use json_mode::testing::{Emulator, Reply, Server};
use json_mode::{ErrorKind, JsonResponse, Provider, Reask, schema};
use serde_json::json;

use crate::support::asking_once;

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
    let request = client.chat("m").user("p").reask(Reask::NEVER);
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
    let request = client.chat("m").user("p").reask(Reask::NEVER);
    let error = request.send::<Vec<Counted>>().await.unwrap_err();
    assert_eq!(error.partial::<Vec<Counted>>(), Some(partial));
}
