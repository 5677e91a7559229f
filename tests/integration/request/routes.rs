//! The three routes: where they are and what they are called.

use json_mode::testing::{Reply, Server};
use json_mode::{ErrorKind, Format, Provider};

use crate::support::{ALICE, User, alice, any_host, offline};

#[tokio::test]
async fn each_route_is_posted_to_its_own_path() {
    let server = Server::start();
    for (path, reply) in [
        ("/v1/openai/chat/completions", Reply::chat(ALICE)),
        ("/v1/openai/completions", Reply::completion(ALICE)),
        ("/v1/inference/meta-llama/Llama-3", Reply::inference(ALICE)),
    ] {
        server.expect(path).reply(reply);
    }
    let client = server.client(Provider::DEEPINFRA);
    let model = "meta-llama/Llama-3";
    let answers = [
        client
            .chat(model)
            .user("JSON")
            .send::<User>()
            .await
            .unwrap(),
        client
            .completion(model)
            .prompt("JSON")
            .send::<User>()
            .await
            .unwrap(),
        client
            .inference(model)
            .prompt("JSON")
            .send::<User>()
            .await
            .unwrap(),
    ];
    for answer in &answers {
        assert_eq!(answer.value, alice());
        assert_eq!(answer.usage.as_ref().unwrap().total_tokens, 15);
    }
    // The native route names the request in its body.
    assert_eq!(answers[2].request_id.as_deref(), Some("R1"));
    assert_eq!(answers[2].format, Format::JsonObject);
    let paths: Vec<String> = server.requests().into_iter().map(|r| r.path).collect();
    assert_eq!(
        paths,
        [
            "/v1/openai/chat/completions",
            "/v1/openai/completions",
            "/v1/inference/meta-llama/Llama-3"
        ]
    );
    assert!(server.requests()[2].body.get("model").is_none());
}

#[tokio::test]
async fn a_models_name_cannot_leave_the_route() {
    let server = Server::start();
    let client = server.client(Provider::DEEPINFRA);
    for model in ["", "..", ".", "a/../b", "a//b", "/a", "a/", "../v1/me"] {
        let error = client
            .inference(model)
            .prompt("x")
            .json::<User>()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{model}");
        assert!(error.to_string().contains("no name of a model"), "{error}");
    }
    assert!(server.requests().is_empty());
    for (model, path) in [
        ("a/b:v1", "/v1/inference/a/b:v1"),
        ("a/b c", "/v1/inference/a/b%20c"),
        ("a?x=1#y", "/v1/inference/a%3Fx=1%23y"),
        ("a%2e%2e/b", "/v1/inference/a%252e%252e/b"),
        ("m\u{fc}", "/v1/inference/m%C3%BC"),
    ] {
        let path = path.replace('=', "%3D");
        server.expect(path.as_str()).reply(Reply::inference(ALICE));
        client
            .inference(model)
            .prompt("x")
            .json::<User>()
            .await
            .unwrap();
        assert_eq!(server.requests().last().unwrap().path, path);
    }
}

#[tokio::test]
async fn in_the_body_a_models_name_is_as_given() {
    let server = Server::start();
    server.expect("/chat/completions").reply(Reply::chat(ALICE));
    let client = server.client(any_host());
    client
        .chat("../a b/\u{fc}:x")
        .user("JSON")
        .json::<User>()
        .await
        .unwrap();
    assert_eq!(server.requests()[0].body["model"], "../a b/\u{fc}:x");
}

#[tokio::test]
async fn a_route_that_the_host_has_not_is_told() {
    for provider in [
        Provider::TOGETHER,
        Provider::OPENAI,
        Provider::LLAMA_CPP,
        any_host(),
    ] {
        let request = offline(provider).inference("m").prompt("x");
        for error in [
            request.json::<User>().await.unwrap_err(),
            request.text().await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert!(error.to_string().contains("inference"), "{error}");
        }
    }
}

#[tokio::test]
async fn text_is_read_on_every_route() {
    let server = Server::start();
    server.expect("/chat/completions").reply(Reply::chat("one"));
    server
        .expect("/completions")
        .reply(Reply::completion("two"));
    server
        .expect("/inference/m")
        .reply(Reply::inference("three"));
    let client = server.client(Provider::DEEPINFRA);
    let mut texts = Vec::new();
    for request in [
        client.chat("m").user("x"),
        client.completion("m").prompt("x"),
        client.inference("m").prompt("x"),
    ] {
        texts.push(request.text().await.unwrap().value);
    }
    assert_eq!(texts, ["one", "two", "three"]);
    assert_eq!(server.requests()[2].text, r#"{"input":"x"}"#);
}
