//! Which answers of a host lead down, and which do not.

use json_mode::testing::{Reply, Server};
use json_mode::{ErrorKind, Provider, Retry};
use serde_json::json;

use super::ladder::{detail, error, forms};
use crate::support::{ALICE, User, alice, any_host};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn each_known_rejection_leads_down() {
    let together = ["json_schema", "json_object+schema", "json_object", "prompt"];
    let deepinfra = ["strict", "json_object", "prompt"];
    let openai = ["strict", "json_schema", "json_object", "prompt"];
    let llama = ["json_schema", "json_object+schema", "json_object", "prompt"];
    let other = ["json_schema", "json_object", "prompt"];
    for (provider, forms_down, rejection, expected) in [
        (
            Provider::DEEPINFRA,
            &deepinfra[..],
            error(
                405,
                "json_object response format is not supported for model: a/b",
                Some("response_format"),
            ),
            // Which forms its models take is not known, so the prompt is what is left.
            &[0, 2][..],
        ),
        (
            Provider::DEEPINFRA,
            &deepinfra,
            detail(
                &["body", "response_format", "json_schema"],
                "extra fields not permitted",
            ),
            &[0, 2],
        ),
        (
            Provider::TOGETHER,
            &together,
            error(400, "response_format is not supported for this model", None),
            // It takes no form, so none is tried.
            &[0, 3],
        ),
        (
            Provider::OPENAI,
            &openai,
            error(
                400,
                "Invalid schema for response_format 'User': In context=(), 'additionalProperties' is required to be supplied and to be false.",
                Some("response_format"),
            ),
            // The third form is the first that carries no schema at all.
            &[0, 2],
        ),
        (
            Provider::OPENAI,
            &openai,
            error(
                400,
                "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
                None,
            ),
            // The second form is of the same type, and every model takes the third.
            &[0, 2],
        ),
        // DeepSeek, in two years.
        (
            any_host(),
            &other,
            error(400, "This response_format type is unavailable now", None),
            &[0, 2],
        ),
        (
            any_host(),
            &other,
            error(
                422,
                "Failed to deserialize the JSON body into the target type: response_format: response_format.type `json_schema` is unavailable now at line 1 column 1234",
                None,
            ),
            &[0, 2],
        ),
        // Groq.
        (
            any_host(),
            &other,
            Reply::json(
                400,
                &json!({ "error": {
                    "message": "This model does not support response format `json_schema`. See supported models at https://console.groq.com/docs/structured-outputs#supported-models",
                    "type": "invalid_request_error",
                    "param": "response_format",
                } }),
            ),
            &[0, 2],
        ),
        // OpenRouter.
        (
            any_host(),
            &other,
            Reply::json(
                404,
                &json!({ "error": { "code": 404, "message": "No endpoints found that support structured outputs" } }),
            ),
            &[0, 2],
        ),
        // llama.cpp: the same grammar in another envelope is as bad.
        (
            Provider::LLAMA_CPP,
            &llama,
            Reply::json(
                400,
                &json!({ "error": { "code": 400, "message": "Failed to parse grammar", "type": "invalid_request_error" } }),
            ),
            &[0, 2],
        ),
        // An error behind a status of success.
        (
            any_host(),
            &other,
            Reply::json(
                200,
                &json!({ "error": { "code": 400, "message": "response_format is not supported by this provider" } }),
            ),
            &[0, 2],
        ),
    ] {
        // The host takes the rung at `stop` and none before it.
        for (steps, &stop) in expected.iter().enumerate() {
            let case = format!(
                "{} {:?}, down to {}",
                provider.name(),
                rejection,
                forms_down[stop]
            );
            let server = Server::start();
            if steps > 0 {
                server
                    .expect("/chat/completions")
                    .times(steps as u64)
                    .reply(rejection.clone());
            }
            server
                .expect("/chat/completions")
                .times(2)
                .reply(Reply::chat(ALICE));
            let client = server.client(provider.clone());
            let request = client.chat("a/b").user("Hi");

            let completion = request.send::<User>().await.expect(&case);
            assert_eq!(completion.value, alice(), "{case}");
            let sent: Vec<&str> = expected[..=steps]
                .iter()
                .map(|&rung| forms_down[rung])
                .collect();
            assert_eq!(forms(&server), sent, "{case}");
            assert_eq!(completion.attempts.len(), steps + 1, "{case}");
            assert_eq!(
                completion.attempts.last().unwrap().format,
                completion.format,
                "{case}"
            );
            for (index, attempt) in completion.attempts.iter().enumerate() {
                assert_eq!(attempt.rejection.is_some(), index < steps, "{case}");
            }
            // What was spent is what the one answer cost.
            assert_eq!(completion.usage.unwrap().total_tokens, 15);

            // The next call starts where the last one ended.
            let completion = request.send::<User>().await.expect(&case);
            assert_eq!(completion.attempts.len(), 1, "{case}");
            assert_eq!(forms(&server).last(), sent.last(), "{case}");
        }
    }
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn no_other_error_is_taken_for_a_rejection() {
    for (reply, kind) in [
        (
            error(
                400,
                "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
                Some("messages"),
            ),
            ErrorKind::Rejected,
        ),
        (
            error(
                400,
                "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'.",
                None,
            ),
            ErrorKind::Rejected,
        ),
        (
            error(
                400,
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
                Some("max_tokens"),
            ),
            ErrorKind::Rejected,
        ),
        (
            detail(&["body", "top_p"], "ensure this value is greater than 0"),
            ErrorKind::Rejected,
        ),
        (
            detail(&["body", "seed"], "Extra inputs are not permitted"),
            ErrorKind::Rejected,
        ),
        (
            error(
                405,
                "Tool calling is not supported for model: a/b",
                Some("tools"),
            ),
            ErrorKind::Rejected,
        ),
        (
            error(404, "No endpoints found that support tool use", None),
            ErrorKind::Rejected,
        ),
        (
            error(404, "No endpoints found that support image input", None),
            ErrorKind::Rejected,
        ),
        (
            error(
                404,
                "The model `x` does not exist or you do not have access to it.",
                None,
            ),
            ErrorKind::Rejected,
        ),
        (
            error(400, "Unable to access non-serverless model a/b.", None),
            ErrorKind::Rejected,
        ),
        (
            error(
                400,
                "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
                Some("messages"),
            ),
            ErrorKind::Rejected,
        ),
        (
            error(
                403,
                "Input token count + max_tokens parameter must be less than the context length of the model being queried.",
                None,
            ),
            ErrorKind::Rejected,
        ),
        (
            Reply::json(
                400,
                &json!({ "error": {
                    "message": "Failed to generate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
                    "code": "json_validate_failed",
                    "failed_generation": "{",
                } }),
            ),
            ErrorKind::Rejected,
        ),
        (
            error(401, "response_format is not supported", None),
            ErrorKind::Authentication,
        ),
        (
            error(402, "response_format is not supported", None),
            ErrorKind::QuotaExceeded,
        ),
        (
            error(403, "response_format is not supported", None),
            ErrorKind::Authentication,
        ),
        (
            error(408, "response_format is not supported", None),
            ErrorKind::Timeout,
        ),
        (
            error(413, "response_format is not supported", None),
            ErrorKind::TooLarge,
        ),
        (
            error(429, "response_format is not supported", None),
            ErrorKind::RateLimited,
        ),
        (
            error(500, "response_format is not supported", None),
            ErrorKind::Server,
        ),
        (
            error(503, "response_format is not supported", None),
            ErrorKind::Server,
        ),
    ] {
        for provider in [
            Provider::TOGETHER,
            Provider::DEEPINFRA,
            Provider::OPENAI,
            Provider::LLAMA_CPP,
            any_host(),
        ] {
            let server = Server::start();
            server.expect("/chat/completions").reply(reply.clone());
            let error = server
                .client(provider)
                .chat("a/b")
                .user("Hi")
                .retry(Retry::NEVER)
                .json::<User>()
                .await
                .unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
            assert_eq!(error.attempts().len(), 1, "{error}");
            assert_eq!(error.attempts()[0].rejection, None, "{error}");
        }
    }
}
