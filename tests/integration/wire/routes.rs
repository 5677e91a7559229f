//! The routes besides chat.

use json_mode::testing::{Reply, Server};
use json_mode::{ErrorKind, Provider};
use serde_json::{Value, json};

use crate::support::{ALICE, User, alice, any_host, asking_once};

#[tokio::test]
async fn the_native_route_is_read_as_far_as_it_goes() {
    let inference = async |body: Value| {
        let server = Server::start();
        server
            .expect("/inference/a/b")
            .reply(Reply::json(200, &body));
        asking_once(&server, Provider::DEEPINFRA)
            .inference("a/b")
            .prompt("x")
            .text()
            .await
    };
    let full = json!({
        "request_id": "R", "num_tokens": 8, "num_input_tokens": 19,
        "inference_status": { "status": "succeeded", "runtime_ms": 1243, "cost": 0.5, "tokens_generated": null },
        "results": [{ "generated_text": "<think>hm</think>x" }, { "generated_text": "y" }],
    });
    let completion = inference(full).await.unwrap();
    assert_eq!(
        (completion.value.as_str(), completion.reasoning.as_deref()),
        ("x", Some("hm"))
    );
    assert_eq!(completion.request_id.as_deref(), Some("R"));
    let usage = completion.usage.unwrap();
    assert_eq!(
        (
            usage.prompt_tokens,
            usage.completion_tokens,
            usage.total_tokens
        ),
        (19, 8, 27)
    );
    assert_eq!(usage.extra["cost"], 0.5);
    assert_eq!(completion.others[0].as_ref().unwrap().value, "y");

    let bare = json!({ "request_id": null, "results": [{ "generated_text": "x" }] });
    let completion = inference(bare).await.unwrap();
    assert_eq!((completion.request_id, completion.usage), (None, None));

    for (status, expected) in [
        (json!({ "status": "queued" }), "queued"),
        (json!({ "status": "failed" }), "failed"),
        (json!(null), "unknown"),
    ] {
        let error = inference(json!({ "inference_status": status }))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Protocol);
        assert!(
            error
                .to_string()
                .contains(&format!("the request is {expected}")),
            "{error}"
        );
    }
    let error = inference(json!({ "results": [{ "generated_text": null }] }))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::Decode, "the answer is empty")
    );
}

#[tokio::test]
async fn completions_are_read_as_far_as_they_go() {
    let completion = async |body: Value| {
        let server = Server::start();
        server.expect("/completions").reply(Reply::json(200, &body));
        asking_once(&server, any_host())
            .completion("m")
            .prompt("x")
            .send::<User>()
            .await
    };
    let bare = json!({ "choices": [{ "text": format!(" {ALICE}") }] });
    assert_eq!(completion(bare).await.unwrap().value, alice());
    let cut = json!({ "choices": [{ "text": "{\"name\":", "finish_reason": "length" }] });
    assert_eq!(
        completion(cut).await.unwrap_err().kind(),
        ErrorKind::Truncated
    );
    let empty = json!({ "choices": [{ "text": null }] });
    assert_eq!(
        completion(empty).await.unwrap_err().to_string(),
        "the answer is empty"
    );
}
