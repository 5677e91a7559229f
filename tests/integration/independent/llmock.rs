//! llmock answers by the schema that it is sent, as its authors read JSON Schema; what it is told to do goes wrong, and it
//! grades the client by what came.

use std::time::Duration;

use json_mode::{Client, ErrorKind, JsonResponse, Provider};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::{builder, failure};
use crate::schema::family::{Sample, for_each_type};
use crate::support::{User, get, post};

const VARIABLE: &str = "JSON_MODE_LLMOCK_URL";

/// What it is told holds for whoever comes next, so tests take turns.
static TURN: Mutex<()> = Mutex::const_new(());

/// Below the server's own root.
fn admin(path: &str) -> String {
    let url = std::env::var(VARIABLE).unwrap();
    format!("{}/_llmock/{path}", url.trim_end_matches("/v1"))
}

async fn reset() {
    let (status, answer) = post(&admin("reset"), &[], &json!({})).await;
    assert_eq!(status, 200, "{answer}");
}

/// What the next requests meet.
async fn play(behaviors: Value) {
    reset().await;
    let (status, answer) = post(&admin("scenario"), &[], &json!({ "behaviors": behaviors })).await;
    assert!(status < 300, "{answer}");
}

/// What it thinks of us since the last reset: its findings.
async fn verdict() -> Value {
    serde_json::from_str(&get(&admin("verdict")).await).unwrap()
}

fn client() -> Option<Client> {
    Some(builder(VARIABLE, Provider::OPENAI)?.build().unwrap())
}

/// The types that it makes no valid value of, by its own limits: it ends a recursion after eight steps with null, and
/// knows neither `prefixItems` nor `pattern` (a character, a key that is a number).
const BEYOND_IT: &[&str] = &[
    "Numbers at OpenAI",
    "Containers at llama.cpp",
    "MapsOfAll at OpenAI",
    "TreeHolder",
    "Described",
    "UnionsInside at llama.cpp",
    "Tree",
    "Folder at OpenAI",
    "Vec < Tree >",
    "Option < Tree >",
    "char at OpenAI",
    "(i32, i32) at llama.cpp",
    "(i32, String, User) at llama.cpp",
    "BTreeMap < i32, User > at OpenAI",
    "Vec < (String, i32)> at llama.cpp",
];

/// Every type shape, as it is said to two hosts: what an independent reader makes of our schema is of the type.
#[test]
fn answers_by_our_schemas_are_of_the_type() {
    fn one<T: Sample>(
        name: &str,
        (read, missed): &mut (usize, Vec<String>),
        clients: &[Client],
        runtime: &tokio::runtime::Runtime,
    ) {
        for client in clients {
            let story = format!("{name} at {}", client.provider().name());
            let request = client.chat("gpt-x").user("Invent an example, as JSON.");
            match runtime.block_on(request.send::<T>()) {
                Ok(_) => *read += 1,
                Err(error) => {
                    let known = BEYOND_IT.iter().any(|start| story.starts_with(start));
                    let wrong = matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Decode);
                    assert!(known && wrong, "{story}: {error} {:?}", error.text());
                    missed.push(story);
                }
            }
        }
    }
    let Some(openai) = client() else { return };
    let llama = builder(VARIABLE, Provider::LLAMA_CPP).unwrap();
    let clients = [openai, llama.build().unwrap()];
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let _turn = runtime.block_on(TURN.lock());
    runtime.block_on(reset());
    let mut counts = (0, Vec::new());
    for_each_type!(one, &mut counts, &clients, &runtime);
    let (read, missed) = counts;
    println!("{read} read, beyond it {}: {missed:?}", missed.len());
    assert!(read >= 110, "{read} read");
    assert_eq!(runtime.block_on(verdict())["errors"], 0);
}

#[derive(Debug, PartialEq, JsonResponse)]
struct Line {
    what: String,
    #[schemars(range(min = 3))]
    days: u32,
}

#[tokio::test]
async fn streams_and_items_are_read() {
    let Some(client) = client() else { return };
    let _turn = TURN.lock().await;
    reset().await;
    let request = client.chat("gpt-x").user("Who?");
    let mut stream = request.stream::<User>().await.unwrap();
    let mut grown = 0;
    while stream.next().await.unwrap().is_some() {
        grown += 1;
    }
    let completion = stream.finish().await.unwrap();
    assert!(
        grown > 1 && completion.value.name.starts_with("mock"),
        "{:?}",
        completion.value
    );
    assert!(completion.usage.unwrap().total_tokens > 0);

    let mut items = request.items::<Line>().await.unwrap();
    let first = items.next().await.unwrap().unwrap();
    assert!(
        first.what.starts_with("mock") && first.days >= 3,
        "{first:?}"
    );
    assert!(verdict().await["passed"] == true, "{}", verdict().await);
}

/// What goes wrong, what we make of it, and what the server thinks of that.
#[tokio::test]
async fn faults_are_got_over_or_told_and_the_server_finds_no_fault_in_us() {
    let Some(client) = client() else { return };
    let _turn = TURN.lock().await;
    let fail =
        |status: u16, times: u32| json!([{ "type": "fail", "status": status, "times": times }]);
    let fault = |kind: &str| json!([{ "type": "stream_fault", "kind": kind, "after_chunks": 2 }]);
    let stall =
        json!([{ "type": "stream_fault", "kind": "stall", "after_chunks": 2, "stall_seconds": 3 }]);
    // Whole answers: what is told, or nothing where the call came through.
    for (behaviors, expected) in [
        (
            json!([{ "type": "fail", "status": 429, "retry_after": 1, "times": 2 }]),
            None,
        ),
        (fail(503, 2), None),
        (fail(500, 1), None),
        (fail(408, 1), None),
        (fail(400, 1), Some(ErrorKind::Rejected)),
        (fail(401, 1), Some(ErrorKind::Authentication)),
        (fail(403, 1), Some(ErrorKind::Authentication)),
        (fail(404, 1), Some(ErrorKind::Rejected)),
        (fail(422, 1), Some(ErrorKind::Rejected)),
        (json!([{ "type": "delay", "seconds": 0.3 }]), None),
    ] {
        play(behaviors.clone()).await;
        let story = behaviors.to_string();
        let answered = client
            .chat("gpt-x")
            .user(story.clone())
            .send::<User>()
            .await;
        let kind = answered.as_ref().err().map(json_mode::Error::kind);
        assert_eq!(kind, expected, "{story}: {answered:?}");
        let verdict = verdict().await;
        assert_eq!(
            (&verdict["errors"], &verdict["warnings"]),
            (&json!(0), &json!(0)),
            "{story}: {verdict}"
        );
    }
    // Streams: nothing is taken for whole that is not.
    for (kind, expected) in [
        ("disconnect", &[ErrorKind::Interrupted][..]),
        ("truncate", &[ErrorKind::Interrupted, ErrorKind::Truncated]),
        ("malformed", &[ErrorKind::Protocol]),
        ("stall", &[ErrorKind::Timeout]),
    ] {
        play(if kind == "stall" {
            stall.clone()
        } else {
            fault(kind)
        })
        .await;
        let limits = json_mode::StreamLimits::default().idle(Duration::from_secs(1));
        let request = client.chat("gpt-x").user(kind).stream_limits(limits);
        let error = failure(request.stream::<User>().await).await;
        assert!(
            expected.contains(&error.kind()),
            "{kind}: {:?} {error}",
            error.kind()
        );
        assert!(error.partial::<User>().is_some(), "{kind}");
        // It cannot see the error, only that nobody asked again; a program that was told does.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let mut again = request.stream::<User>().await.unwrap();
        while again.next().await.unwrap().is_some() {}
        again.finish().await.unwrap();
        let verdict = verdict().await;
        assert_eq!(verdict["errors"], 0, "{kind}: {verdict}");
        println!("{kind}: {error}; {}", verdict["findings"]);
    }
    reset().await;
}
