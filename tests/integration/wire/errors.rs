//! Errors in the shapes that they were seen in.

use json_mode::testing::{Reply, Server};
use json_mode::{ErrorKind, Provider};
use serde_json::json;

use super::shapes::{chat, text_of};
use crate::support::{any_host, asking_once};

#[tokio::test]
async fn an_error_with_a_status_of_success_is_an_error() {
    for (body, kind, status) in [
        (
            json!({ "error": { "code": 502, "message": "m" } }),
            ErrorKind::Server,
            Some(502),
        ),
        (
            json!({ "error": { "code": "429", "message": "m" }, "choices": [] }),
            ErrorKind::RateLimited,
            Some(429),
        ),
        (
            json!({ "error": { "code": 401, "message": "m" }, "choices": null }),
            ErrorKind::Authentication,
            Some(401),
        ),
        (
            json!({ "error": { "code": "insufficient_quota", "message": "m" } }),
            ErrorKind::QuotaExceeded,
            None,
        ),
        (
            json!({ "error": { "code": 200, "message": "m" } }),
            ErrorKind::Protocol,
            None,
        ),
        (
            json!({ "error": { "message": "m" } }),
            ErrorKind::Protocol,
            None,
        ),
        (json!({ "error": "m" }), ErrorKind::Protocol, None),
    ] {
        let error = chat(body.clone()).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, status), "{body}");
        assert!(error.to_string().contains(": m"), "{error}");
    }
    // An answer beside it is an answer, and null is no error.
    for error in [json!(null), json!({ "message": "a warning" })] {
        let body = json!({ "choices": [{ "message": { "content": "x" } }], "error": error });
        assert_eq!(chat(body).await.unwrap().value, "x");
    }
    let server = Server::start();
    server
        .expect("/inference/a/b")
        .reply(Reply::json(200, &json!({ "error": "Model not found" })));
    let error = asking_once(&server, Provider::DEEPINFRA)
        .inference("a/b")
        .prompt("x")
        .text()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("Model not found"), "{error}");
}

#[tokio::test]
async fn what_is_no_answer_is_told_without_quoting_it() {
    for (content_type, body, expected) in [
        (
            "text/html",
            &b"<html><head><title>Welcome</title></head></html>"[..],
            "it is a page, Welcome",
        ),
        ("text/plain", b"\n upstream said no\nmore", "it is no JSON"),
        ("application/json", b"", "it is no JSON"),
        ("application/json", b"null", "it is no JSON"),
        (
            "application/json",
            br#"{"choices":[{"message":{"content":"sec"#,
            "broken or cut at line 1, column 38",
        ),
        (
            "application/json",
            br#"{"choices":"sec"}"#,
            "another shape at line 1",
        ),
        (
            "application/json",
            br#"[{"secret":1}]"#,
            "another shape at line 1",
        ),
        (
            "application/json",
            b"{\"choices\":[{\"message\":{\"content\":\"sec\xff\"}}]}",
            "broken or cut",
        ),
        (
            "application/json",
            br#"{"result":{"response":"secret"}}"#,
            "holds no result: there are no `choices`",
        ),
    ] {
        let error = text_of(Reply::raw(200, content_type, body))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Protocol, "{error}");
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(error.status(), None);
        assert!(!format!("{error:?}").contains("sec"), "{error:?}");
        assert_eq!(error.attempts().len(), 1);
    }
}

#[tokio::test]
async fn errors_are_read_in_every_shape() {
    for (status, content_type, body, kind, expected) in [
        (
            502,
            "text/html",
            "<html>\n<head><title>502 Bad Gateway</title></head>",
            ErrorKind::Server,
            "502 Bad Gateway",
        ),
        (503, "", "", ErrorKind::Server, "no text"),
        (
            524,
            "text/plain",
            "error code: 524",
            ErrorKind::Server,
            "error code: 524",
        ),
        (
            500,
            "application/json",
            "\"sorry\"",
            ErrorKind::Server,
            "sorry",
        ),
        (
            500,
            "application/json",
            "{\"error\":{\"mess",
            ErrorKind::Server,
            "an error of an unknown shape",
        ),
        (
            400,
            "application/json",
            r#"[{"error":{"code":400,"message":"in a list","status":"X"}}]"#,
            ErrorKind::Rejected,
            "in a list",
        ),
        (
            422,
            "application/json",
            r#"{"detail":[{"loc":["body","messages",0],"msg":"bad"},{"loc":["body"],"msg":"worse"}]}"#,
            ErrorKind::Rejected,
            "messages.0: bad; worse",
        ),
        (
            418,
            "application/json",
            r#"{"error":{"message":"teapot"}}"#,
            ErrorKind::Rejected,
            "teapot",
        ),
    ] {
        let error = text_of(Reply::raw(status, content_type, body))
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.status()),
            (kind, Some(status)),
            "{error}"
        );
        assert!(error.to_string().contains(expected), "{error}");
        assert!(
            error.to_string().ends_with(&format!("(HTTP {status})")),
            "{error}"
        );
    }
    // Latin-1.
    let error = text_of(Reply::raw(500, "text/plain", &b"Fehler: \xfcberlastet"[..]))
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("Fehler: \u{fffd}berlastet"),
        "{error}"
    );
    // A page over the limit of size is still quoted, and not at length.
    let page = format!("<title>too much</title>{}", " ".repeat(100_000));
    let error = text_of(Reply::raw(500, "text/html", page))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("too much"), "{error}");
    let error = text_of(Reply::raw(500, "text/plain", "x".repeat(5000)))
        .await
        .unwrap_err();
    assert!(error.to_string().len() < 300, "{error}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = Server::start();
    for status in [301, 302, 307, 308] {
        server.expect("/v1/chat/completions").reply(
            Reply::raw(status, "text/html", "<title>Moved</title>")
                .header("location", &format!("{}/moved", server.url())),
        );
        let error = asking_once(&server, any_host())
            .chat("m")
            .user("x")
            .text()
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::Protocol, Some(status))
        );
        assert!(error.to_string().contains("not followed"), "{error}");
    }
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_body_over_the_limit_is_too_large() {
    let body = vec![b' '; (64 << 20) + 1];
    let error = text_of(Reply::raw(200, "application/json", body))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
    assert!(!error.is_retryable());
}
