use json_mode::testing::{Reply, Server};
use json_mode::{ChatTemplate, ErrorKind, Format, JsonResponse, Provider, Reask, Schema};
use serde_json::json;

use crate::support::{ALICE, User, alice, any_host, asking, choice};

const WRONG: &str = r#"{"name": [1, 2], "address": "x"}"#;

/// A server that gives these chat answers, one after another.
fn giving(texts: &[&str]) -> Server {
    let server = Server::start();
    for text in texts {
        server.expect("/chat/completions").reply(Reply::chat(text));
    }
    server
}

#[tokio::test]
async fn a_wrong_answer_is_shown_to_the_model_with_what_is_wrong() {
    let server = giving(&[WRONG, ALICE]);
    let request = server.client(any_host()).chat("m").user("JSON");
    let completion = request.send::<User>().await.unwrap();
    assert_eq!(completion.value, alice());

    let received = server.requests();
    let first = received[0].body["messages"].as_array().unwrap();
    let second = received[1].body["messages"].as_array().unwrap();
    assert_eq!(second[..first.len()], first[..]);
    assert_eq!(
        second[first.len()],
        json!({ "role": "assistant", "content": WRONG })
    );
    let feedback = &second[first.len() + 1];
    assert_eq!(feedback["role"], "user");
    let text = feedback["content"].as_str().unwrap();
    assert!(
        text.contains("- /name: must be a string, is a list of 2"),
        "{text}"
    );
    assert_eq!(second.len(), first.len() + 2);
    // The schema is sent again as well.
    assert_eq!(
        received[0].body["response_format"],
        received[1].body["response_format"]
    );

    let [wrong, right] = completion.attempts.as_slice() else {
        panic!("{:?}", completion.attempts);
    };
    assert_eq!(
        (wrong.text.as_deref(), right.text.as_deref()),
        (Some(WRONG), None)
    );
    assert_eq!(wrong.violations[0].path, "/name");
    assert_eq!(completion.usage.unwrap().total_tokens, 30);
}

#[derive(Debug, JsonResponse)]
struct Adult {
    #[json_response(check = of_age)]
    age: u8,
}

fn of_age(age: &u8) -> Result<(), String> {
    if *age < 18 {
        Err(format!("{age} is below 18"))
    } else {
        Ok(())
    }
}

#[tokio::test]
async fn a_broken_rule_is_asked_for_again_within_the_budget() {
    let server = giving(&[r#"{"age": 7}"#, r#"{"age": 8}"#, r#"{"age": 9}"#]);
    let client = server
        .builder(any_host())
        .reask(Reask::default().attempts(3))
        .build()
        .unwrap();
    let error = asking(&client).json::<Adult>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(error.violations()[0].to_string(), "/age: 9 is below 18");
    assert_eq!(error.attempts().len(), 3);
    assert_eq!(
        error.attempts()[1].violations[0].to_string(),
        "/age: 8 is below 18"
    );
    assert_eq!(error.usage().unwrap().total_tokens, 45);
    // Only the last answer is shown again: the request does not grow with the attempts.
    let lengths: Vec<usize> = server
        .requests()
        .iter()
        .map(|r| r.body["messages"].as_array().unwrap().len())
        .collect();
    assert_eq!(lengths, [2, 4, 4]);
}

#[tokio::test]
async fn bounds_end_it() {
    for (reask, requests) in [
        (Reask::NEVER, 1),
        (Reask::default(), 2),
        (Reask::default().attempts(0), 1),
        (Reask::default().attempts(5).max_total_tokens(30), 2),
        (Reask::default().attempts(5).max_total_tokens(15), 1),
    ] {
        let server = giving(&vec![WRONG; requests]);
        let request = server
            .client(any_host())
            .chat("m")
            .user("JSON")
            .reask(reask);
        let error = request.json::<User>().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts().len()),
            (ErrorKind::Decode, requests)
        );
    }
}

#[tokio::test]
async fn what_asking_again_does_not_cure_is_not_asked_again() {
    for (answer, kind) in [
        (
            json!({ "message": { "content": "{\"name\":" }, "finish_reason": "length" }),
            ErrorKind::Truncated,
        ),
        (
            json!({ "message": { "content": "{\"name\":" }, "finish_reason": "stop" }),
            ErrorKind::Truncated,
        ),
        (
            json!({ "message": { "content": null, "refusal": "no" } }),
            ErrorKind::Refused,
        ),
        (
            json!({ "message": { "content": "" }, "finish_reason": "content_filter" }),
            ErrorKind::Filtered,
        ),
    ] {
        let server = Server::start();
        server.expect("/chat/completions").reply(choice(answer));
        let error = server
            .client(any_host())
            .chat("m")
            .user("JSON")
            .json::<User>()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind);
    }
    let server = giving(&["anything"]);
    assert_eq!(
        server
            .client(any_host())
            .chat("m")
            .user("x")
            .text()
            .await
            .unwrap()
            .value,
        "anything"
    );
}

#[tokio::test]
async fn an_empty_answer_is_no_turn() {
    let server = giving(&["", ALICE]);
    server
        .client(any_host())
        .chat("m")
        .user("JSON")
        .json::<User>()
        .await
        .unwrap();
    let body = &server.requests()[1].body;
    let last_two: Vec<&str> = body["messages"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .take(2)
        .map(|m| m["role"].as_str().unwrap())
        .collect();
    assert_eq!(last_two, ["user", "user"]);
}

#[tokio::test]
async fn the_prompt_routes_get_the_same_as_text() {
    let server = Server::start();
    server
        .expect("/completions")
        .reply(Reply::completion(WRONG));
    server
        .expect("/completions")
        .reply(Reply::completion(ALICE));
    let request = server
        .client(any_host())
        .completion("m")
        .prompt("As JSON: ");
    assert_eq!(request.json::<User>().await.unwrap(), alice());
    let texts: Vec<String> = server
        .requests()
        .iter()
        .map(|r| r.body["prompt"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        texts[1].starts_with(&format!("{}{WRONG}\n\nThat answer is not valid.", texts[0])),
        "{}",
        texts[1]
    );

    let server = Server::start();
    server
        .expect("/inference/a/b")
        .reply(Reply::inference(WRONG));
    server
        .expect("/inference/a/b")
        .reply(Reply::inference(ALICE));
    let request = server
        .client(Provider::DEEPINFRA)
        .inference("a/b")
        .template(ChatTemplate::ChatMl)
        .user("JSON");
    assert_eq!(request.json::<User>().await.unwrap(), alice());
    let text = server.requests()[1].body["input"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        text.contains(&format!(
            "<|im_start|>assistant\n{WRONG}<|im_end|>\n<|im_start|>user\nThat answer"
        )),
        "{text}"
    );
}

#[tokio::test]
async fn schemas_of_run_time_are_asked_for_again() {
    let schema = Schema::from_json(
        r#"{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}"#,
    );
    let server = giving(&[r#"{"m": 1}"#, r#"{"n": 1}"#]);
    let value = server
        .client(any_host())
        .chat("m")
        .user("JSON")
        .value(&schema.unwrap())
        .await
        .unwrap();
    assert_eq!(value, json!({ "n": 1 }));
}

#[tokio::test]
async fn of_several_answers_one_that_is_right_is_enough() {
    let several = |texts: [&str; 2]| {
        Reply::chat_choices(texts.map(|text| json!({ "message": { "content": text } })))
    };
    let server = Server::start();
    server
        .expect("/chat/completions")
        .reply(several([WRONG, WRONG]));
    server
        .expect("/chat/completions")
        .reply(several([WRONG, ALICE]));
    let request = server.client(any_host()).chat("m").user("JSON").n(2);
    let completion = request.send::<User>().await.unwrap();
    assert_eq!(
        (
            completion.value,
            completion.others.len(),
            completion.attempts.len()
        ),
        (alice(), 1, 2)
    );
}

#[tokio::test]
async fn a_rejected_format_and_a_wrong_answer_meet_in_one_call() {
    let server = Server::start();
    let message = "json_schema response format is not supported for model: m";
    server
        .expect("/chat/completions")
        .reply(Reply::error(405, message));
    server.expect("/chat/completions").reply(Reply::chat(WRONG));
    server.expect("/chat/completions").reply(Reply::chat(ALICE));
    let completion = server
        .client(Provider::DEEPINFRA)
        .chat("m")
        .user("JSON")
        .send::<User>()
        .await
        .unwrap();
    let formats: Vec<Format> = completion
        .attempts
        .iter()
        .map(|attempt| attempt.format)
        .collect();
    assert_eq!(
        formats,
        [Format::JsonSchemaStrict, Format::Prompt, Format::Prompt]
    );
    assert_eq!(completion.format, Format::Prompt);
}
