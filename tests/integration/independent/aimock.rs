//! aimock plays fixtures by the last message's words (they stand in the script), and a header asks for a fault.

use json_mode::{Client, ErrorKind, Format, JsonResponse, Provider, Reask, Request, Retry};

use super::{builder, failure, quick};
use crate::support::{User, alice};

fn client() -> Option<Client> {
    Some(
        builder("JSON_MODE_AIMOCK_URL", Provider::OPENAI)?
            .build()
            .unwrap(),
    )
}

/// The words choose what is answered.
fn ask(client: &Client, words: &str) -> Request {
    client.chat("gpt-x").user(words)
}

#[tokio::test]
async fn answers_are_read_whole_and_as_they_come() {
    let Some(client) = client() else { return };
    for words in ["plain", "fenced", "thinking"] {
        let whole = ask(&client, words).send::<User>().await.unwrap();
        assert_eq!(whole.value, alice(), "{words}");
        assert_eq!(whole.repairs.is_empty(), words != "fenced", "{words}");
        assert!(whole.usage.unwrap().total_tokens > 0);
        assert!(whole.request_id.is_some());

        let mut stream = ask(&client, words).stream::<User>().await.unwrap();
        let mut names = Vec::new();
        while let Some(partial) = stream.next().await.unwrap() {
            names.extend(partial.name.clone());
        }
        // Three characters an event: the name grows.
        assert!(
            names
                .iter()
                .any(|name| name == "A" || name == "Al" || name == "Ali"),
            "{names:?}"
        );
        let streamed = stream.finish().await.unwrap();
        assert_eq!(streamed.value, alice(), "{words}");
        assert!(streamed.usage.unwrap().total_tokens > 0, "{words}");
        if words == "thinking" {
            assert_eq!(whole.reasoning.as_deref(), Some("Alice lives there."));
            assert_eq!(streamed.reasoning, whole.reasoning);
        }
    }
}

#[tokio::test]
async fn a_cut_answer_is_told() {
    let Some(client) = client() else { return };
    let error = ask(&client, "cut").json::<User>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");
    let partial = error.partial::<User>().unwrap();
    assert_eq!(partial.name.as_deref(), Some("Alice"));
    let stream = ask(&client, "cut").stream::<User>().await;
    let error = failure(stream).await;
    assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");
}

#[tokio::test]
async fn a_wrong_answer_is_asked_again() {
    let Some(client) = client() else { return };
    let request = ask(&client, "half of it").reask(Reask::default().attempts(2));
    let completion = request.send::<User>().await.unwrap();
    assert_eq!((completion.value, completion.attempts.len()), (alice(), 2));
}

#[tokio::test]
async fn a_refused_form_is_stepped_down_from() {
    let Some(client) = client() else { return };
    let completion = ask(&client, "no json_schema").send::<User>().await.unwrap();
    assert_eq!(
        (completion.format, completion.attempts.len()),
        (Format::JsonObject, 2)
    );
}

#[tokio::test]
async fn a_busy_server_is_asked_again() {
    let Some(client) = client() else { return };
    let request = ask(&client, "busy").retry(quick());
    let first = request.send::<User>().await.unwrap();
    // The fixture counts by itself: only the first request of a run meets it.
    println!("{} requests", first.attempts.len());
    assert!(first.attempts.len() <= 2);
    assert_eq!(first.value, alice());
}

/// Each fault on purpose is told as what it is, for a whole answer and for a stream.
#[tokio::test]
async fn faults_are_told_as_what_they_are() {
    let Some(client) = client() else { return };
    for (header, kinds) in [
        ("x-aimock-chaos-drop", &[ErrorKind::Server][..]),
        ("x-aimock-chaos-malformed", &[ErrorKind::Protocol]),
        (
            "x-aimock-chaos-disconnect",
            &[ErrorKind::Connect, ErrorKind::Interrupted],
        ),
        ("x-aimock-chaos-ratelimit", &[ErrorKind::RateLimited]),
    ] {
        let request = ask(&client, "plain")
            .header(header, "1")
            .retry(Retry::NEVER);
        let error = request.json::<User>().await.unwrap_err();
        assert!(
            kinds.contains(&error.kind()),
            "{header}: {:?} {error}",
            error.kind()
        );
        let asked = error.kind() == ErrorKind::RateLimited;
        assert_eq!(error.retry_after().is_some(), asked, "{header}");
        let error = failure(request.stream::<User>().await).await;
        assert!(
            kinds.contains(&error.kind()),
            "{header}, stream: {:?} {error}",
            error.kind()
        );
    }
    // What a fault leaves behind on a connection harms nobody.
    assert_eq!(ask(&client, "plain").json::<User>().await.unwrap(), alice());
}

#[derive(Debug, JsonResponse)]
struct Line {
    what: String,
}

#[tokio::test]
async fn an_answer_of_another_shape_is_an_error_that_names_it() {
    let Some(client) = client() else { return };
    let error = ask(&client, "plain").json::<Line>().await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Decode | ErrorKind::Invalid),
        "{error}"
    );
    assert!(
        error
            .violations()
            .iter()
            .any(|v| v.message.contains("what")),
        "{:?}",
        error.violations()
    );
}
