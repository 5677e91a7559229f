//! The shapes that answers were seen in, one line each.

use json_mode::testing::Reply;
use json_mode::{Completion, Error, ErrorKind, FinishReason};
use serde_json::{Value, json};

use crate::support::{ALICE, User, answering, asking, choice};

pub(super) async fn text_of(reply: Reply) -> Result<Completion<String>, Error> {
    let (_server, client) = answering(reply);
    client.chat("m").user("x").text().await
}

/// A chat answer of nothing but these members.
pub(super) async fn chat(body: Value) -> Result<Completion<String>, Error> {
    text_of(Reply::json(200, &body)).await
}

/// A chat answer of one choice with this message.
async fn message(message: Value) -> Result<Completion<String>, Error> {
    text_of(choice(
        json!({ "message": message, "finish_reason": "stop" }),
    ))
    .await
}

#[tokio::test]
async fn a_finish_reason_may_be_missing_or_in_the_hosts_word() {
    for (value, expected) in [
        (json!("stop"), Some(FinishReason::Stop)),
        (json!("eos"), Some(FinishReason::Stop)),
        (json!("end_turn"), Some(FinishReason::Stop)),
        (json!(null), None),
        (json!(""), None),
        (json!("tool_calls"), Some(FinishReason::ToolCalls)),
        (json!("function_call"), Some(FinishReason::ToolCalls)),
        (
            json!("abort"),
            Some(FinishReason::Other("abort".to_owned())),
        ),
    ] {
        let completion = text_of(choice(
            json!({ "message": { "content": "x" }, "finish_reason": value }),
        ))
        .await
        .unwrap();
        assert_eq!(completion.finish_reason, expected);
    }
    let completion = text_of(choice(json!({ "message": { "content": "x" } })))
        .await
        .unwrap();
    assert_eq!(completion.finish_reason, None);
    for word in ["length", "max_tokens", "model_length"] {
        let reply = choice(json!({ "message": { "content": "x" }, "finish_reason": word }));
        assert_eq!(
            text_of(reply).await.unwrap_err().kind(),
            ErrorKind::Truncated,
            "{word}"
        );
    }
}

#[tokio::test]
async fn what_is_around_the_answer_may_be_missing_or_odd() {
    let bare = json!({ "choices": [{ "message": { "content": "x" } }] });
    let completion = chat(bare).await.unwrap();
    assert_eq!(
        (completion.id, completion.model, completion.usage),
        (None, None, None)
    );

    let odd = json!({
        "id": "", "model": null, "object": null, "created": null, "usage": null, "system_fingerprint": 7,
        "prompt": [], "warnings": [{ "message": "w" }],
        "choices": [{
            "index": 0, "seed": 14_429_055_041_780_593_000_u64, "logprobs": null, "matched_stop": 200_006,
            "message": { "role": "assistant", "content": "x", "refusal": "", "tool_calls": [], "function_call": null },
            "finish_reason": "stop",
        }],
    });
    let completion = chat(odd).await.unwrap();
    assert_eq!(
        (completion.id, completion.model, completion.usage),
        (None, None, None)
    );
    assert_eq!(completion.value, "x");

    let named = json!({ "id": 7, "model": "m", "choices": [{ "text": "?", "message": { "content": "x" } }] });
    let completion = chat(named).await.unwrap();
    assert_eq!(
        (completion.id.as_deref(), completion.model.as_deref()),
        (Some("7"), Some("m"))
    );
}

#[tokio::test]
async fn content_may_be_a_text_or_parts_or_nothing() {
    let parts = json!([{ "type": "text", "text": "a" }, { "type": "text", "text": "b" }]);
    assert_eq!(
        message(json!({ "content": parts })).await.unwrap().value,
        "ab"
    );
    for nothing in [
        json!(null),
        json!(""),
        json!(" \n"),
        json!([]),
        json!([{ "type": "text", "text": "" }]),
    ] {
        let error = message(json!({ "content": nothing })).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{nothing}");
        assert_eq!(error.to_string(), "the answer is empty");
    }
    for missing in [json!({}), json!({ "role": "assistant" })] {
        let error = message(missing).await.unwrap_err();
        assert_eq!(error.to_string(), "the answer is empty");
    }
    for without in [json!({}), json!({ "message": null })] {
        let error = text_of(choice(without)).await.unwrap_err();
        assert_eq!(error.to_string(), "the answer is empty");
    }
}

#[tokio::test]
async fn reasoning_is_found_in_each_of_its_places() {
    for with in [
        json!({ "content": "x", "reasoning_content": "hm" }),
        json!({ "content": "x", "reasoning": "hm" }),
        json!({ "content": "x", "reasoning": "hm", "reasoning_content": "" }),
        json!({ "content": "<think>\nhm\n</think>x" }),
        json!({ "content": [
            { "type": "thinking", "thinking": [{ "type": "text", "text": "hm" }] },
            { "type": "text", "text": "x" },
        ] }),
        json!({ "content": [{ "type": "reasoning", "text": "hm" }, { "type": "text", "text": "x" }] }),
    ] {
        let completion = message(with.clone()).await.unwrap();
        assert_eq!(completion.value, "x", "{with}");
        assert_eq!(completion.reasoning.as_deref(), Some("hm"), "{with}");
    }
    for without in [
        json!({ "content": "x" }),
        json!({ "content": "x", "reasoning": null, "reasoning_content": "" }),
        json!({ "content": "x", "reasoning": { "effort": "low" } }),
    ] {
        assert_eq!(message(without).await.unwrap().reasoning, None);
    }
}

#[tokio::test]
async fn usage_is_read_as_far_as_it_goes() {
    for (usage, expected) in [
        (json!(null), None),
        (json!({}), Some((0, 0, 0, None))),
        (
            json!({ "prompt_tokens": 3, "completion_tokens": 4 }),
            Some((3, 4, 7, None)),
        ),
        (
            json!({ "prompt_tokens": 3, "completion_tokens": 4, "total_tokens": null }),
            Some((3, 4, 7, None)),
        ),
        (
            json!({ "prompt_tokens": 3.0, "completion_tokens": 4, "total_tokens": 9 }),
            Some((3, 4, 9, None)),
        ),
        (
            json!({ "prompt_tokens": -1, "completion_tokens": "4", "total_tokens": 9 }),
            Some((0, 0, 9, None)),
        ),
        (
            json!({ "prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7,
                "completion_tokens_details": { "reasoning_tokens": 2 } }),
            Some((3, 4, 7, Some(2))),
        ),
        (
            json!({ "prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7, "completion_tokens_details": null }),
            Some((3, 4, 7, None)),
        ),
    ] {
        let completion =
            chat(json!({ "choices": [{ "message": { "content": "x" } }], "usage": usage }))
                .await
                .unwrap();
        let counted = completion.usage.map(|usage| {
            (
                usage.prompt_tokens,
                usage.completion_tokens,
                usage.total_tokens,
                usage.reasoning_tokens,
            )
        });
        assert_eq!(counted, expected, "{usage}");
    }
    let extra =
        json!({ "prompt_tokens": 1, "estimated_cost": 2.68e-05, "prompt_cache_hit_tokens": 0 });
    let completion =
        chat(json!({ "choices": [{ "message": { "content": "x" } }], "usage": extra }))
            .await
            .unwrap();
    let extra = completion.usage.unwrap().extra;
    assert_eq!(extra["estimated_cost"], 2.68e-05);
    assert_eq!(extra["prompt_cache_hit_tokens"], 0);
}

#[tokio::test]
async fn of_several_answers_the_first_good_one_is_the_value() {
    let text =
        |content: &str| json!({ "message": { "content": content }, "finish_reason": "stop" });
    let bob = ALICE.replace("Alice", "Bob");
    for (choices, value, others) in [
        (vec![text(ALICE), text(&bob)], "Alice", vec!["Bob"]),
        (vec![text("nonsense"), text(ALICE)], "Alice", vec!["Decode"]),
        (
            vec![text("{"), text(""), text(ALICE), text(&bob)],
            "Alice",
            vec!["Truncated", "Decode", "Bob"],
        ),
    ] {
        let (_server, client) = answering(Reply::chat_choices(choices));
        let completion = asking(&client).n(2).send::<User>().await.unwrap();
        assert_eq!(completion.value.name, value);
        let found: Vec<String> = completion
            .others
            .iter()
            .map(|other| match other {
                Ok(choice) => choice.value.name.clone(),
                Err(error) => format!("{:?}", error.kind()),
            })
            .collect();
        assert_eq!(found, others);
    }
    let (_server, client) = answering(Reply::chat_choices([text("{"), text("x")]));
    let error = asking(&client).json::<User>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated, "the first one's error");
    assert_eq!(error.usage().unwrap().total_tokens, 15);
}

#[tokio::test]
async fn an_answer_without_a_choice_was_filtered() {
    let error = chat(json!({ "choices": [], "usage": { "prompt_tokens": 5 } }))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Filtered);
    assert_eq!(error.usage().unwrap().prompt_tokens, 5);
}

#[tokio::test]
async fn an_answer_may_be_of_any_content_type_and_start_with_blank_lines() {
    let body = json!({ "choices": [{ "message": { "content": "x" } }] }).to_string();
    for (content_type, body) in [
        ("text/plain", body.clone()),
        ("", body.clone()),
        (
            "application/json; charset=utf-8",
            format!("\n\n\r\n {body}\n\n"),
        ),
    ] {
        assert_eq!(
            text_of(Reply::raw(200, content_type, body))
                .await
                .unwrap()
                .value,
            "x"
        );
    }
    assert_eq!(text_of(Reply::raw(201, "", body)).await.unwrap().value, "x");
}

#[tokio::test]
async fn what_stands_beside_an_answer_does_not_cost_it() {
    let beside = [
        r#""usage":[],"choices":[{"message":{"content":"x"}}]"#,
        r#""usage":"x","choices":[{"message":{"content":"x"}}]"#,
        r#""choices":[{"message":{"content":"x","tool_calls":{}}}]"#,
        r#""choices":[{"message":{"content":"x","tool_calls":[{"function":"f"}]}}]"#,
        r#""choices":[{"message":{"content":"x","reasoning_content":"\ud800"}}]"#,
        r#""choices":[{"message":{"content":["x"]}}]"#,
    ];
    for members in beside {
        for start in ["", "\u{feff}", "\n\n"] {
            let body = format!("{start}{{{members}}}");
            let text = text_of(Reply::raw(200, "application/json", body.clone())).await;
            assert_eq!(text.unwrap().value, "x", "{body}");
        }
    }
}
