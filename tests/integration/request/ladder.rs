//! Down from one format to the next, and what is remembered of it.

use json_mode::provider::{Rung, dialects};
use json_mode::testing::{Reply, Server};
use json_mode::{Client, Error, ErrorKind, Format, JsonResponse, Provider, Retry, Value};
use serde_json::json;

use crate::support::{ALICE, User, any_host};

/// A second type, for what holds for one type only.
#[derive(Debug, PartialEq, JsonResponse)]
pub(super) struct City {
    pub(super) city: String,
}

pub(super) const PARIS: &str = r#"{"city":"Paris"}"#;

/// An error body in `OpenAI`'s shape.
pub(super) fn error(status: u16, message: &str, param: Option<&str>) -> Reply {
    let error = json!({ "message": message, "type": "invalid_request_error", "param": param, "code": null });
    Reply::json(status, &json!({ "error": error }))
}

/// A pydantic complaint about a part of the format, as `FastAPI` hosts send it.
pub(super) fn detail(place: &[&str], message: &str) -> Reply {
    Reply::json(
        422,
        &json!({ "detail": [{ "loc": place, "msg": message, "type": "value_error" }] }),
    )
}

/// The forms of the requests that a server received.
pub(super) fn forms(server: &Server) -> Vec<&'static str> {
    let requests = server.requests();
    let form = |body: &Value| {
        let format = &body["response_format"];
        match format["type"].as_str() {
            Some("json_schema") if format["json_schema"]["strict"] == true => "strict",
            Some("json_schema") => "json_schema",
            Some("json_object") if format.get("schema").is_some() => "json_object+schema",
            Some("json_object") => "json_object",
            _ if body.get("json_schema").is_some() => "field",
            _ => "prompt",
        }
    };
    requests.iter().map(|request| form(&request.body)).collect()
}

/// The formats that a client's calls were answered in.
async fn served<T: JsonResponse>(client: &Client, model: &str) -> Result<(Format, usize), Error> {
    let completion = client.chat(model).user("Hi").send::<T>().await?;
    Ok((completion.format, completion.attempts.len()))
}

#[tokio::test]
async fn what_was_learned_holds_for_the_model_and_is_shared_with_clones() {
    let server = Server::start();
    let rejection = error(400, "This response_format type is unavailable now", None);
    server
        .expect("")
        .with(json!({ "model": "old", "response_format": { "type": "json_schema" } }))
        .any_times()
        .reply(rejection);
    server
        .expect("/chat/completions")
        .with(json!({ "model": "old" }))
        .times(3)
        .reply(Reply::chat(ALICE));
    server
        .expect("/chat/completions")
        .with(json!({ "model": "new" }))
        .reply(Reply::chat(ALICE));
    server
        .expect("/completions")
        .with(json!({ "model": "old" }))
        .reply(Reply::completion(ALICE));

    let client = server.client(any_host());
    let clone = client.clone();
    assert_eq!(
        served::<User>(&client, "old").await.unwrap(),
        (Format::Prompt, 2)
    );
    assert_eq!(
        served::<User>(&clone, "old").await.unwrap(),
        (Format::Prompt, 1)
    );
    // Other models, routes and clients know nothing of it.
    assert_eq!(
        served::<User>(&clone, "new").await.unwrap(),
        (Format::JsonSchema, 1)
    );
    let other = server.client(any_host());
    assert_eq!(
        served::<User>(&other, "old").await.unwrap(),
        (Format::Prompt, 2)
    );
    client
        .completion("old")
        .prompt("Hi")
        .send::<User>()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_rejected_schema_is_remembered_for_its_type_and_a_rejected_form_for_all() {
    let server = Server::start();
    let bad_schema = error(
        400,
        "Invalid schema for response_format 'User': no.",
        Some("response_format"),
    );
    server
        .expect("")
        .with(json!({ "response_format": { "json_schema": { "name": "User", "strict": true } } }))
        .reply(bad_schema);
    server
        .expect("")
        .with(json!({ "response_format": { "type": "json_object" } }))
        .times(2)
        .reply(Reply::chat(ALICE));
    server
        .expect("")
        .with(json!({ "response_format": { "json_schema": { "strict": true } } }))
        .reply(Reply::chat(PARIS));
    let client = server.client(Provider::OPENAI);
    assert_eq!(
        served::<User>(&client, "m").await.unwrap(),
        (Format::JsonObject, 2)
    );
    assert_eq!(
        served::<City>(&client, "m").await.unwrap(),
        (Format::JsonSchemaStrict, 1)
    );
    assert_eq!(
        served::<User>(&client, "m").await.unwrap(),
        (Format::JsonObject, 1)
    );

    let server = Server::start();
    let bad_form = error(400, "This response_format type is unavailable now", None);
    server.expect("").reply(bad_form);
    server.expect("").reply(Reply::chat(ALICE));
    server.expect("").reply(Reply::chat(PARIS));
    let client = server.client(Provider::OPENAI);
    assert_eq!(
        served::<User>(&client, "m").await.unwrap(),
        (Format::JsonObject, 2)
    );
    assert_eq!(
        served::<City>(&client, "m").await.unwrap(),
        (Format::JsonObject, 1)
    );
}

#[tokio::test]
async fn a_forced_form_is_not_stepped_down_from() {
    let server = Server::start();
    let rejection = error(
        405,
        "json_object response format is not supported for model: a/b",
        Some("response_format"),
    );
    server.expect("/chat/completions").times(3).reply(rejection);
    let client = server.client(Provider::DEEPINFRA);
    let request = client.chat("a/b").user("Hi").format(Format::JsonObject);
    for _ in 0..2 {
        let error = request.json::<User>().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Rejected, Some(405))
        );
        assert_eq!(error.attempts().len(), 1);
    }
    // The client's setting is one as well.
    let client = Client::builder(Provider::DEEPINFRA)
        .api_key("k")
        .base_url(server.url())
        .format(Format::JsonSchemaStrict)
        .build()
        .unwrap();
    let error = client
        .chat("a/b")
        .user("Hi")
        .json::<User>()
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(405));
    assert_eq!(forms(&server), ["json_object", "json_object", "strict"]);
}

#[tokio::test]
async fn when_nothing_simpler_is_left_the_hosts_own_words_come_back() {
    let server = Server::start();
    let provider = any_host().rungs([
        Rung::new(Format::JsonSchema, dialects::COMPATIBLE),
        Rung::JSON_OBJECT,
    ]);
    let client = server.client(provider);
    server
        .expect("")
        .reply(error(400, "json_schema is not supported", None));
    server
        .expect("")
        .reply(error(400, "json_object is not supported", None).header("x-request-id", "r-2"));
    let failed = client
        .chat("m")
        .user("Hi")
        .json::<User>()
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Rejected);
    assert!(
        failed.to_string().contains("json_object is not supported"),
        "{failed}"
    );
    assert_eq!(failed.request_id(), Some("r-2"));
    let rejections: Vec<bool> = failed
        .attempts()
        .iter()
        .map(|a| a.rejection.is_some())
        .collect();
    assert_eq!(rejections, [true, true]);
    assert!(
        failed.attempts()[0]
            .rejection
            .as_ref()
            .unwrap()
            .contains("json_schema is not supported")
    );

    // The last form is tried again: the host may have learned it.
    server.expect("").reply(Reply::chat(ALICE));
    assert_eq!(
        served::<User>(&client, "m").await.unwrap(),
        (Format::JsonObject, 1)
    );
}

#[tokio::test]
async fn a_failure_on_the_way_down_shows_the_way() {
    let server = Server::start();
    server.expect("").reply(error(
        400,
        "This response_format type is unavailable now",
        None,
    ));
    server
        .expect("")
        .reply(error(429, "slow down", None).header("retry-after", "3"));
    let failed = server
        .client(any_host())
        .chat("m")
        .user("Hi")
        .retry(Retry::NEVER)
        .json::<User>()
        .await
        .unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::RateLimited);
    assert_eq!(failed.retry_after().unwrap().as_secs(), 3);
    let tried: Vec<(Format, bool)> = failed
        .attempts()
        .iter()
        .map(|a| (a.format, a.rejection.is_some()))
        .collect();
    assert_eq!(tried, [(Format::JsonSchema, true), (Format::Prompt, false)]);
}

#[tokio::test]
async fn what_is_known_of_a_model_saves_the_way() {
    let server = Server::start();
    server.expect("/chat/completions").reply(Reply::chat(ALICE));
    let client = server.client(Provider::DEEPINFRA);
    assert_eq!(
        served::<User>(&client, "stepfun-ai/Step-3.5-Flash")
            .await
            .unwrap(),
        (Format::Prompt, 1)
    );
    assert_eq!(forms(&server), ["prompt"]);
}

#[tokio::test]
async fn a_type_that_a_dialect_cannot_say_goes_down_without_a_request() {
    #[derive(Debug, JsonResponse)]
    struct Loose {
        anything: Value,
    }
    let server = Server::start();
    server
        .expect("/chat/completions")
        .reply(Reply::chat(r#"{"anything":[1,{}]}"#));
    let client = server.client(Provider::OPENAI);
    let completion = client.chat("m").user("Hi").send::<Loose>().await.unwrap();
    assert_eq!(completion.value.anything, json!([1, {}]));
    assert_eq!(
        (completion.format, completion.attempts.len()),
        (Format::JsonSchema, 1)
    );
    assert_eq!(forms(&server), ["json_schema"]);

    let strict = client.chat("m").user("Hi").format(Format::JsonSchemaStrict);
    for error in [
        strict.json::<Loose>().await.unwrap_err(),
        strict.body::<Loose>().unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        for part in ["Loose", "anything", "OpenAI"] {
            assert!(error.to_string().contains(part), "{error}");
        }
        assert!(error.attempts().is_empty());
    }
}
