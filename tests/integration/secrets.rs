//! Keys, prompts and answers in what programs print.

use std::error::Error as _;
use std::fmt::Debug;

use json_mode::testing::{Reply, Server};
use json_mode::{Client, Error, Format, Message, Provider};
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
        &format!("response_format is not supported for {KEY}"),
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
        let server = Server::start();
        server
            .expect("")
            .reply(Reply::chat(&format!("\"{ANSWER}\"")));
        let error = client(&server)
            .chat("m")
            .user(PROMPT)
            .json::<Vec<u8>>()
            .await
            .unwrap_err();
        error_hides(&error);
    }
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
