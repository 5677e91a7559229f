//! Keys, prompts and answers in what programs print.

use std::error::Error as _;
use std::fmt::Debug;

use json_mode::testing::{Fault, FaultServer, Recorder, Replay, Reply, Server};
use json_mode::transport::Http;
use json_mode::{Client, Error, Format, JsonResponse, Message, Provider};
use serde_json::json;

use crate::support::{User, any_host};

const KEY: &str = "sk-canary-0123456789";
const PROMPT: &str = "canary-prompt";
const ANSWER: &str = "canary-answer";

/// Neither way of printing shows any of the words.
fn hides(value: &impl Debug) {
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        for word in [KEY, PROMPT, ANSWER] {
            assert!(!shown.contains(word), "{shown}");
        }
    }
}

/// Nor does an error, nor anything below it.
fn error_hides(error: &Error) {
    hides(error);
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        assert!(
            ![KEY, PROMPT, ANSWER]
                .iter()
                .any(|word| error.to_string().contains(word)),
            "{error}"
        );
        cause = error.source();
    }
    assert!(
        error
            .source()
            .is_none_or(|source| !format!("{source:?}").contains(KEY))
    );
}

fn client(server: &Server) -> Client {
    let builder = Client::builder(any_host())
        .api_key(KEY)
        .base_url(server.url())
        .header("x-second-key", KEY)
        .reask(json_mode::Reask::NEVER);
    hides(&builder);
    builder.build().unwrap()
}

#[test]
fn what_is_made_before_sending_shows_neither_key_nor_prompt() {
    let server = Server::start();
    let client = client(&server);
    hides(&client);
    hides(client.provider());
    let request = client
        .chat("m")
        .system(PROMPT)
        .message(Message::user(PROMPT).image_url(PROMPT))
        .param("user", PROMPT)
        .header("x-key", KEY);
    hides(&request);
    assert!(
        format!("{request:?}").contains("\"m\""),
        "the model is no secret"
    );
    hides(&Message::user(PROMPT).image_bytes("image/png", PROMPT));
    hides(&client.completion("m").prompt(PROMPT));
    hides(&Provider::compatible(format!("http://user:{KEY}@h/v1")));
    hides(&Client::builder(Provider::compatible(format!(
        "http://user:{KEY}@h/v1"
    ))));
    let error = Client::builder(Provider::compatible(format!("http://user:{KEY}@h/v1")))
        .build()
        .unwrap_err();
    error_hides(&error);
    // Mistakes in what is said do not repeat it.
    let mistaken = client
        .chat("m")
        .user(PROMPT)
        .header("x-key", &format!("{KEY}\n"));
    error_hides(&mistaken.body::<User>().unwrap_err());
}

#[tokio::test]
async fn a_host_that_quotes_the_key_is_not_repeated() {
    let quoting = format!("Incorrect API key provided: {KEY}.");
    for reply in [
        Reply::error(401, &quoting),
        Reply::raw(401, "text/plain", quoting.clone()),
        Reply::raw(502, "text/html", format!("<title>{KEY}</title>")),
        Reply::raw(200, "text/html", format!("<title>{KEY}</title>")),
        Reply::json(
            200,
            &json!({ "error": { "code": 401, "message": quoting } }),
        ),
        Reply::json(
            422,
            &json!({ "detail": [{ "loc": ["body", "x"], "msg": quoting }] }),
        ),
        Reply::json(
            400,
            &json!({ "error": { "message": "m", "code": quoting, "type": quoting, "param": quoting } }),
        ),
    ] {
        let server = Server::start();
        server.expect("").reply(reply);
        let error = client(&server)
            .chat("m")
            .user(PROMPT)
            .retry(json_mode::Retry::NEVER)
            .json::<User>()
            .await
            .unwrap_err();
        error_hides(&error);
        assert!(
            error.to_string().contains("[key]")
                || error.code().is_some_and(|c| c.contains("[key]")),
            "{error}"
        );
    }
    // Also where it is only noted on the way down.
    let server = Server::start();
    server.expect("").reply(Reply::error(
        400,
        format!("response_format is not supported for {KEY}"),
    ));
    server.expect("").reply(Reply::chat(crate::support::ALICE));
    let completion = client(&server)
        .chat("m")
        .user(PROMPT)
        .send::<User>()
        .await
        .unwrap();
    assert!(
        completion.attempts[0]
            .rejection
            .as_ref()
            .unwrap()
            .contains("[key]")
    );
    hides(&completion.attempts);
}

#[tokio::test]
async fn the_words_of_an_answer_are_only_in_its_text() {
    let texts = [
        ANSWER.to_owned(),
        format!("{{\"name\": \"{ANSWER}"),
        format!("{{\"name\": \"{ANSWER}\", \"address\": [7, 8]}}"),
        format!("[\"{ANSWER}\"]"),
        format!("\"{ANSWER} \\\", expected nothing\""),
        format!("{{\"name\": [\"{ANSWER}\"]}}"),
    ];
    for text in texts {
        let server = Server::start();
        server.expect("").reply(Reply::chat(&text));
        let error = client(&server)
            .chat("m")
            .user(PROMPT)
            .json::<User>()
            .await
            .unwrap_err();
        error_hides(&error);
        assert_eq!(error.text(), Some(text.as_str()));
    }
    let server = Server::start();
    let text = Reply::chat(format!("\"{ANSWER}\""));
    server.expect("").reply(text);
    let numbers = client(&server).chat("m").user(PROMPT);
    error_hides(&numbers.json::<Vec<u8>>().await.unwrap_err());
    for choice in [
        json!({ "message": { "refusal": ANSWER }, "finish_reason": "stop" }),
        json!({ "message": { "content": ANSWER }, "finish_reason": "length" }),
        json!({ "message": { "content": ANSWER }, "finish_reason": "content_filter" }),
    ] {
        let server = Server::start();
        server.expect("").reply(Reply::chat_choices([choice]));
        let error = client(&server)
            .chat("m")
            .user(PROMPT)
            .json::<User>()
            .await
            .unwrap_err();
        error_hides(&error);
        assert_eq!(error.text(), Some(ANSWER));
    }
}

#[tokio::test]
async fn the_key_is_marked_for_transports_that_print() {
    #[derive(Debug)]
    struct Printing(std::sync::mpsc::SyncSender<String>);
    impl json_mode::transport::Transport for Printing {
        fn send(&self, request: http::Request<bytes::Bytes>) -> json_mode::transport::Sending<'_> {
            self.0.send(format!("{:?}", request.headers())).unwrap();
            Box::pin(async { Err(json_mode::transport::TransportError::connect("no network")) })
        }
    }
    let (sender, receiver) = std::sync::mpsc::sync_channel(1);
    let client = Client::builder(any_host())
        .api_key(KEY)
        .transport(Printing(sender))
        .retry(json_mode::Retry::NEVER)
        .build()
        .unwrap();
    let error = client
        .chat("m")
        .user(PROMPT)
        .format(Format::Prompt)
        .json::<User>()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), json_mode::ErrorKind::Connect);
    let printed = receiver.recv().unwrap();
    assert!(
        printed.contains("authorization") && !printed.contains(KEY),
        "{printed}"
    );
}

/// A value that does not show itself.
#[derive(JsonResponse)]
struct Quiet {
    #[allow(dead_code, reason = "it is looked for in what is printed")]
    name: String,
}

impl Debug for Quiet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Quiet")
    }
}

#[tokio::test]
async fn what_comes_back_shows_a_value_at_most_as_its_type_does() {
    let good = format!("<think>{ANSWER}</think> {ANSWER} {{\"name\": \"{ANSWER}\"}}");
    let wrong = format!("{{\"name\": [\"{ANSWER}\", 1]}}");
    let choice = |text: &str| json!({ "message": { "content": text, "reasoning": ANSWER }, "finish_reason": "stop" });
    let server = Server::start();
    let expectation = server.expect("").with(json!({ "model": "m" }));
    hides(&expectation);
    expectation.reply(Reply::chat(&wrong));
    server
        .expect("")
        .reply(Reply::chat_choices([choice(&good), choice(&good)]));
    let builder = server.builder(any_host()).api_key(KEY).header("x-key", KEY);
    let client = builder.reask(json_mode::Reask::default()).build().unwrap();
    let request = client.chat("m").user(PROMPT).n(2);
    let completion = request.send::<Quiet>().await.unwrap();
    assert!(completion.text.contains(ANSWER) && completion.reasoning.is_some());
    assert!(completion.attempts[0].text.is_some());
    hides(&completion.attempts[0]);
    hides(completion.others[0].as_ref().unwrap());
    hides(&completion.repairs);
    assert!(format!("{completion:?}").contains("value: Quiet"));
    hides(&completion);
    // The server's side of it.
    let received = server.requests();
    assert!(received[0].text.contains(PROMPT));
    hides(&received);
    hides(&server);
    hides(&Reply::chat(ANSWER));
    hides(&FaultServer::start(Fault::Silence, Reply::chat(ANSWER)));
}

#[tokio::test]
async fn a_stream_and_what_it_tells_show_no_text() {
    let server = Server::start();
    let text = json!({ "name": ANSWER }).to_string();
    let stream = || {
        server
            .expect("")
            .reply(Reply::chat_stream([&text[..12], &text[12..]]))
    };
    let request = client(&server).chat("m").user(PROMPT);
    stream();
    let mut typed = request.stream::<Quiet>().await.unwrap();
    while let Some(event) = typed.next_event().await.unwrap() {
        hides(&event);
        hides(&typed);
    }
    hides(&typed.snapshots());
    assert!(typed.text().contains(ANSWER));
    hides(&typed.finish().await.unwrap());
    stream();
    let mut typed = request.stream::<Quiet>().await.unwrap();
    hides(&typed.text_deltas());
    stream();
    let mut plain = request.text_stream().await.unwrap();
    while let Some(delta) = plain.next().await.unwrap() {
        hides(&delta);
    }
    hides(&plain);
    stream();
    let items = request.items_at::<Quiet, String>("/name").await.unwrap();
    hides(&items);
    drop(items);
    let mut reader = json_mode::PartialReader::<Quiet>::new().with_events();
    reader.push(&text).unwrap();
    hides(&reader);
    hides(&reader.next_event());
    // The same for calls that block.
    let blocking = json_mode::blocking::Client::from(client(&server));
    hides(&blocking);
    (0..4).for_each(|_| stream());
    let shown = tokio::task::spawn_blocking(move || {
        let request = blocking.chat("m").user(PROMPT);
        hides(&request);
        let mut typed = request.stream::<Quiet>().unwrap();
        hides(&typed);
        typed.update().unwrap();
        hides(&typed.text_deltas());
        hides(&request.text_stream().unwrap());
        hides(&request.items_at::<Quiet, String>("/name").unwrap());
        hides(&request.stream::<Quiet>().unwrap().finish().unwrap());
    });
    shown.await.unwrap();
}

#[tokio::test]
async fn a_recording_shows_nothing_of_what_was_said() {
    let server = Server::start();
    let quoting = json!({ "name": format!("{ANSWER} {KEY}") }).to_string();
    server.expect("").reply(Reply::chat(&quoting));
    let recorder = Recorder::new(Http::new().unwrap(), "a test");
    hides(&Http::new().unwrap());
    let builder = server
        .builder(any_host())
        .api_key(KEY)
        .transport(recorder.clone());
    let request = builder.build().unwrap().chat("m").user(PROMPT);
    request.json::<Quiet>().await.unwrap();
    let recording = recorder.recording();
    let exchange = &recording.exchanges[0];
    let said = format!("{} {}", exchange.request.body, exchange.response.body);
    assert!(said.contains(PROMPT) && said.contains(ANSWER) && !said.contains(KEY));
    hides(&recorder);
    hides(exchange);
    hides(&exchange.request);
    hides(&exchange.response);
    hides(&recording);
    hides(&Replay::new(recording));
}

/// Types that hold nothing a user, a model or a key said: settings, facts, kinds, numbers, schemas; and what the derive's code
/// is made of.
const WITHOUT: &str = "AlignKind AnyValue Anything Auth BadItem Body Both Budget Capabilities Capability ChatTemplate Checks Composition \
    Consts Container DeltaKind Dialect Emulator Endless Endpoint Enums ErrorKind ErrorShape EventCounter Fault Fields FinishReason Form \
    Format Id JsonWord KeyNeed Leniency Limits Lint LintedForm Loss Lowered Maps More Nullable Objects OwnRules Pacing Part Patterns Plain Probe PromptStyle \
    PropertyOrder RateLimits Reask ReasoningIn Recursion Refs Refusal Refusals RepairKind Required ResetIn Retry Role RoleIn Root Rung Schema \
    SchemaInPrompt SchemaVisibility Shape Sizes Source StreamLimits StreamShape Support Tag TraceContent Traits Truncation Tuples Unions \
    UnknownFields Unsaid Usage UsageIn Variant Variants View Writes Zero";

/// Values, which show what their elements show.
const VALUES: &str = "Answer Decoded Entries Reasoned Whole";

/// Those that are printed above. What a transport's error or a rule of a user's says is theirs.
const PRINTED: &str = "Ask Attempt Choice Client ClientBuilder Completion Delta Error Expectation FaultServer Http ItemStream Message \
    PartialEvent PartialReader Provider Received Recorded RecordedRequest RecordedResponse Recorder Recording Repair Replay Reply Request \
    Server Snapshots StreamEvent TextDeltas TextStream TransportError TypedStream Violation";

#[test]
fn every_public_type_is_looked_at() {
    fn collect(folder: &std::path::Path, found: &mut std::collections::BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
                continue;
            }
            for line in std::fs::read_to_string(&path).unwrap().lines() {
                let named = ["pub struct ", "pub enum ", "pub union "];
                let rest = named.iter().find_map(|start| line.strip_prefix(start));
                if let Some(rest) = rest {
                    let end = rest
                        .find(|c: char| !c.is_alphanumeric())
                        .unwrap_or(rest.len());
                    found.insert(rest[..end].to_owned());
                }
            }
        }
    }
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/src");
    let mut found = std::collections::BTreeSet::new();
    collect(&sources, &mut found);
    assert!(found.len() > 100, "{found:?}");
    let lists = [WITHOUT, VALUES, PRINTED].map(|list| list.split_whitespace());
    let listed: Vec<&str> = lists.into_iter().flatten().collect();
    let unseen: Vec<&String> = found
        .iter()
        .filter(|name| !listed.contains(&&***name))
        .collect();
    assert!(
        unseen.is_empty(),
        "new types, which may show what was said: {unseen:?}"
    );
}
