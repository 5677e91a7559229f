use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, Once};

use json_mode::testing::{Reply, Server};
use json_mode::{ErrorKind, Reask, Retry, TraceContent};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::{User, any_host};

/// What a span has of an answer of the server's.
const ANSWERED: [(&str, &str); 6] = [
    ("http.response.status_code", "200"),
    ("gen_ai.response.id", "chatcmpl-1"),
    ("gen_ai.response.model", "test-model"),
    ("gen_ai.response.finish_reasons", "stop"),
    ("gen_ai.usage.input_tokens", "10"),
    ("gen_ai.usage.output_tokens", "5"),
];

fn has(span: &BTreeMap<String, String>, fields: &[(&str, &str)]) {
    for (name, value) in fields {
        assert_eq!(span.get(*name).map(String::as_str), Some(*value), "{name}");
    }
}

/// Keeps all that is told, at every level and by every crate: the spans' fields by span, and everything as text.
#[derive(Clone, Debug, Default)]
struct Heard(Arc<Mutex<Told>>);

type Told = (Vec<BTreeMap<String, String>>, String);

struct Fields<'a>(Option<&'a mut BTreeMap<String, String>>, &'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = format!("{value:?}");
        writeln!(self.1, "{}={text}", field.name()).unwrap();
        if let Some(span) = &mut self.0 {
            span.insert(field.name().to_owned(), text.trim_matches('"').to_owned());
        }
    }
}

impl Subscriber for Heard {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let (spans, text) = &mut *self.0.lock().unwrap();
        let mut fields = BTreeMap::new();
        fields.insert("name".to_owned(), span.metadata().name().to_owned());
        span.record(&mut Fields(Some(&mut fields), text));
        spans.push(fields);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let (spans, text) = &mut *self.0.lock().unwrap();
        let span = usize::try_from(id.into_u64()).unwrap() - 1;
        values.record(&mut Fields(spans.get_mut(span), text));
    }

    fn event(&self, event: &Event<'_>) {
        let (_, text) = &mut *self.0.lock().unwrap();
        event.record(&mut Fields(None, text));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Listens to all of it and keeps nothing.
struct Deaf;

impl Subscriber for Deaf {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// What is heard while this runs. While there is one listener in the process, whether a place is listened to is decided by
/// the thread that comes there first, which may be another test's: so every thread has one.
fn listen(heard: &Heard, run: impl FnOnce()) {
    static EVERYWHERE: Once = Once::new();
    EVERYWHERE.call_once(|| tracing::subscriber::set_global_default(Deaf).unwrap());
    tracing::subscriber::with_default(heard.clone(), run);
}

impl Heard {
    /// The attempts' fields, and all that was said by anyone.
    fn attempts(&self) -> (Vec<BTreeMap<String, String>>, String) {
        let (spans, text) = &*self.0.lock().unwrap();
        let attempts = spans
            .iter()
            .filter(|span| span["name"] == "json_mode.attempt");
        (attempts.cloned().collect(), text.clone())
    }
}

const KEY: &str = "sk-canary-0123456789";
const PROMPT: &str = "canary-prompt";
const ANSWER: &str = "canary-answer";

#[test]
fn each_attempt_is_a_span_with_the_conventions_names_and_no_secret() {
    let heard = Heard::default();
    let server = Server::start();
    let failing =
        json!({ "error": { "message": format!("{KEY} {PROMPT} {ANSWER}"), "code": PROMPT } });
    server.expect("").reply(Reply::json(503, &failing));
    let good = json!({ "name": ANSWER, "address": ANSWER }).to_string();
    server
        .expect("")
        .reply(Reply::chat(format!("{ANSWER} {good}")).header("x-request-id", "r-1"));
    server.expect("").reply(Reply::chat(ANSWER));
    server.expect("").reply(Reply::json(400, &failing));

    listen(&heard, || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let client = server.builder(any_host()).api_key(KEY);
            let client = client
                .header("x-other-key", KEY)
                .reask(Reask::NEVER)
                .build()
                .unwrap();
            let request = client
                .chat("a/model")
                .system(PROMPT)
                .document(PROMPT)
                .max_tokens(99);
            let completion = request.send::<User>().await.unwrap();
            assert_eq!(completion.value.name, ANSWER);
            assert_eq!(
                request.json::<User>().await.unwrap_err().kind(),
                ErrorKind::Decode
            );
            assert_eq!(
                request.text().await.unwrap_err().kind(),
                ErrorKind::Rejected
            );
        });
    });

    let (attempts, text) = heard.attempts();
    for word in [KEY, PROMPT, ANSWER] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    let [failed, good, wrong, rejected] = attempts.as_slice() else {
        panic!("{attempts:#?}");
    };
    has(
        failed,
        &[
            ("otel.name", "chat a/model"),
            ("otel.kind", "client"),
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.provider.name", "OpenAI-compatible server"),
            ("gen_ai.request.model", "a/model"),
            ("gen_ai.request.max_tokens", "99"),
            ("gen_ai.output.type", "json"),
            ("http.request.resend_count", "0"),
            ("http.response.status_code", "503"),
            ("error.type", "Server"),
        ],
    );
    assert!(server.url().contains(&failed["server.address"]));
    has(good, &[("http.request.resend_count", "1")]);
    has(good, &ANSWERED);
    assert!(!good.contains_key("error.type"));
    assert_eq!(wrong["http.response.status_code"], "200");
    assert_eq!(
        (&*rejected["error.type"], &*rejected["gen_ai.output.type"]),
        ("Rejected", "text")
    );
    assert!(text.contains("the request is sent again"), "{text}");
}

/// What is heard of three calls: a stream that ends well, one that breaks, and a whole answer that quotes the key.
fn heard_of_streams(content: TraceContent) -> (Vec<BTreeMap<String, String>>, String) {
    let heard = Heard::default();
    let server = Server::start();
    let good = json!({ "name": ANSWER, "address": KEY }).to_string();
    server.expect("").reply(Reply::chat_stream([&good]));
    let cut = format!("{{\"name\":\"{ANSWER} {KEY}");
    server
        .expect("")
        .reply(Reply::chat_stream([&cut]).broken_after(500));
    let refusal = format!("{KEY} {PROMPT} {ANSWER}");
    server.expect("").reply(Reply::error(401, &refusal));
    listen(&heard, || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let builder = server.builder(any_host()).api_key(KEY);
            let builder = builder.header("x-other-key", KEY).reask(Reask::NEVER);
            let client = builder.retry(Retry::NEVER).trace_content(content).build();
            let request = client.unwrap().chat("a/model").system(PROMPT).user(KEY);
            let stream = request.stream::<User>().await.unwrap();
            assert_eq!(stream.finish().await.unwrap().value.name, ANSWER);
            let stream = request.stream::<User>().await.unwrap();
            let error = stream.finish().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Interrupted);
            assert!(error.text().unwrap().contains(ANSWER));
            let error = request.text().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Authentication);
        });
    });
    heard.attempts()
}

#[test]
fn contents_are_told_only_where_they_are_asked_for_and_the_key_never() {
    let (attempts, text) = heard_of_streams(TraceContent::Nothing);
    for word in [KEY, PROMPT, ANSWER] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    // A stream's span has what its answer told, and how it ended.
    let [good, broken, refused] = attempts.as_slice() else {
        panic!("{attempts:#?}");
    };
    has(good, &ANSWERED);
    assert!(!good.contains_key("error.type"));
    assert_eq!(broken["error.type"], "Interrupted");
    assert_eq!(refused["error.type"], "Authentication");

    let (_, text) = heard_of_streams(TraceContent::PromptsAndAnswers);
    assert!(!text.contains(KEY), "{text}");
    let told = |field: &str, word: &str| {
        let mut lines = text.lines().filter(|line| line.starts_with(field));
        lines.any(|line| line.contains(word) && line.contains("[key]"))
    };
    assert!(told("json_mode.request.body=", PROMPT), "{text}");
    assert!(told("json_mode.answer.body=", ANSWER), "{text}");
    assert!(told("json_mode.answer.text=", ANSWER), "{text}");
}
