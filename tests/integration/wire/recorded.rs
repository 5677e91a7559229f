//! Bodies of the hosts from a folder beside this repository: each file, and what becomes of it.
//!
//! A new file in one of the [`COMPLETE`] folders fails the test until it has its line here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use json_mode::testing::{Reply, Server};
use json_mode::{Completion, Error, ErrorKind, FinishReason};

use crate::support::{any_host, asking_once, shared};

/// The folders of which every file is in a table.
const COMPLETE: &[&str] = &[
    "together",
    "deepinfra",
    "openai",
    "llamacpp",
    "quirks",
    "deepseek",
];

const STOP: Option<FinishReason> = Some(FinishReason::Stop);
const TOOL: Option<FinishReason> = Some(FinishReason::ToolCalls);

/// An answer that has a text.
struct Answer {
    file: &'static str,
    text: &'static str,
    finish: Option<FinishReason>,
    reasoning: Option<&'static str>,
    /// Of the prompt, of the answer, of both, of reasoning.
    usage: Option<(u64, u64, u64, Option<u64>)>,
}

const fn answer(
    file: &'static str,
    text: &'static str,
    finish: Option<FinishReason>,
    reasoning: Option<&'static str>,
    usage: Option<(u64, u64, u64, Option<u64>)>,
) -> Answer {
    Answer {
        file,
        text,
        finish,
        reasoning,
        usage,
    }
}

/// Reasoning is given by its start.
#[rustfmt::skip]
const ANSWERS: &[Answer] = &[
    answer("together/chat.response.json", "Hello world", STOP, None, Some((12, 27, 39, None))),
    answer("together/chat_json.response.json", r#"{"people": [{"address": "100 Main St", "name": "Alice Bob"}]}"#, None, None, Some((49, 52, 101, None))),
    answer("together/chat_json_object_schema_legacy.response.json", "{\n  \"team_name\": \"Argentina\"\n}", STOP, None, None),
    answer("together/chat_json_schema.response.json", r#"{"title": "Morning Routine", "summary": "Woke up, planned breakfast and email.", "actionItems": ["Make breakfast", "Check emails"]}"#, STOP, None, Some((172, 38, 210, None))),
    answer("together/chat_reasoning.response.json", "{\n  \"title\": \"Morning Routine\",\n  \"summary\": \"Woke up at 7am, prepared eggs, and checked email.\"\n}", STOP, Some("The user wants a summary."), Some((44, 129, 173, None))),
    answer("together/completions.response.json", r#" {"team_name": "Argentina"}"#, STOP, None, Some((9, 9, 18, None))),
    answer("deepinfra/chat.response.json", " Hello! It's nice to meet you. Is there something I can help you with, or would you like to chat?", STOP, None, Some((15, 16, 31, None))),
    answer("deepinfra/chat_fenced.response.json", "```json\n{\n  \"name\": \"Penicillin\",\n  \"country\": \"UK\",\n  \"year\": 1928\n}\n```\n", STOP, None, Some((38, 30, 68, None))),
    answer("deepinfra/chat_json_legacy.response.json", "{\n  \"breakthroughs\": [\n    {\n      \"name\": \"Penicillin\",\n      \"country\": \"UK\",\n      \"year\": 1928\n    },\n    {\n      \"name\": \"The Double Helix Structure of DNA\",\n      \"country\": \"US\",\n      \"year\": 1953\n    },\n    {\n      \"name\": \"Artificial Heart\",\n      \"country\": \"US\",\n      \"year\": 2008\n    }\n  ]\n}", STOP, None, Some((44, 112, 156, None))),
    answer("deepinfra/chat_json_schema.response.json", r#"{"name": "Penicillin", "country": "UK", "year": 1928}"#, STOP, None, Some((38, 21, 59, None))),
    answer("deepinfra/chat_reasoning.response.json", r#"{"name": "Penicillin", "country": "UK", "year": 1928}"#, STOP, Some("The sentence names the discoverer, the country and the year."), Some((38, 52, 90, None))),
    answer("deepinfra/completions.response.json", r#"{"capital": "Paris"}"#, STOP, None, Some((17, 8, 25, None))),
    answer("deepinfra/inference.response.json", r#"{"capital": "Paris"}"#, None, None, Some((19, 8, 27, None))),
    answer("deepinfra/inference_minimal.response.json", "Hello! How can I help you today?", None, None, None),
    answer("openai/chat_json_schema.response.json", r#"{"city":"Mexico City","country":"Mexico"}"#, STOP, None, Some((92, 15, 107, Some(0)))),
    answer("quirks/chat_content_parts.response.json", r#"{"name": "Penicillin"}"#, STOP, None, Some((5, 5, 10, None))),
    answer("quirks/chat_schema_echo.response.json", r#"{"type": "object", "properties": {"name": {"type": "string"}, "year": {"type": "integer"}}, "required": ["name", "year"]}"#, STOP, None, Some((50, 40, 90, None))),
    answer("quirks/chat_schema_echo_with_values.response.json", r#"{"type": "object", "properties": {"name": "Penicillin", "year": 1928}}"#, STOP, None, Some((50, 20, 70, None))),
    answer("quirks/chat_two_values.response.json", "{\"name\": \"Penicillin\", \"year\": 1928}\n{\"name\": \"DNA\", \"year\": 1953}", STOP, None, Some((50, 30, 80, None))),
    answer("quirks/chat_wrapped.response.json", "Here is the JSON you asked for:\n```json\n{\"name\": \"Penicillin\", \"year\": 1928}\n```\nLet me know if you need anything else!", STOP, None, Some((50, 30, 80, None))),
    answer("deepseek/chat_json.response.json", "{\n  \"location\": \"San Francisco\",\n  \"condition\": \"cloudy\",\n  \"temperature\": 7\n}", STOP, Some("I have the result from the weather tool."), Some((495, 144, 639, Some(118)))),
    answer("deepseek/chat_keepalive_body.txt", r#"{"answer": "Nile"}"#, STOP, None, Some((31, 8, 39, None))),
    answer("cerebras/chat_json_with_tool_call.response.json", r#"{"result":"2026"}"#, TOOL, Some("The function returned 2026 as the magic number."), Some((394, 63, 457, Some(50)))),
    answer("fireworks/chat.response.json", r#"{"winner": "Barack Obama"}"#, STOP, None, Some((28, 10, 38, None))),
    answer("fireworks/chat_think.response.json", "\n\n{\"winner\": \"Barack Obama\"}", STOP, Some("The question asks who won in 2012. {\"draft\": true}"), Some((28, 42, 70, None))),
    answer("groq/chat_json_schema.response.json", r#"{"city":"Mexico City","country":"Mexico"}"#, STOP, Some("The user asks for the largest city in Mexico."), Some((178, 94, 272, None))),
    answer("mistral/chat.response.json", r#"{"city": "Mexico City", "country": "Mexico"}"#, STOP, None, Some((13, 12, 25, None))),
    answer("mistral/chat_thinking.response.json", "2 + 2 = 4", STOP, Some("The user is asking for 2+2. This is basic arithmetic. 2+2=4."), Some((10, 46, 56, None))),
    answer("ollama/openai_chat_json_schema.response.json", r#"{ "city": "Paris", "country": "France" }"#, STOP, Some("The capital of France is Paris.\n"), Some((136, 15, 151, None))),
    answer("snowflake/chat_json_schema.response.json", r#"{"city": "Mexico City", "country": "Mexico"}"#, None, None, Some((668, 51, 719, Some(0)))),
    answer("vllm/chat.response.json", r#"{ "city": "Paris", "country": "France" }"#, STOP, Some("The Eiffel Tower is in Paris."), Some((20, 233, 253, Some(217)))),
];

/// An answer with a status of success that has no text.
#[rustfmt::skip]
const FAILURES: &[(&str, ErrorKind, &str)] = &[
    ("together/chat_length.response.json", ErrorKind::Truncated, "at the limit of 12 tokens"),
    ("together/chat_tool_calls.response.json", ErrorKind::Decode, "called the tool `get_weather`"),
    ("together/batch_create.response.json", ErrorKind::Protocol, "is of a batch"),
    ("deepinfra/batch.response.json", ErrorKind::Protocol, "is of "),
    ("deepinfra/chat_length.response.json", ErrorKind::Truncated, "at the limit of 24 tokens"),
    ("deepinfra/inference_queued.response.json", ErrorKind::Protocol, "the request is queued"),
    ("deepinfra/inference_status_unknown.response.json", ErrorKind::Decode, "the answer is empty"),
    ("openai/chat_content_filter.response.json", ErrorKind::Filtered, "filtered"),
    ("openai/chat_length.response.json", ErrorKind::Truncated, "at the limit of 1 tokens"),
    ("openai/chat_refusal.response.json", ErrorKind::Refused, "the model refused"),
    ("openai/chat_tool_calls.response.json", ErrorKind::Decode, "called the tool `get_user_country`"),
    ("quirks/chat_empty_choices.response.json", ErrorKind::Filtered, "no answer"),
    ("quirks/chat_whitespace_run.response.json", ErrorKind::Truncated, "at the limit of 512 tokens"),
    ("deepseek/chat_empty.response.json", ErrorKind::Decode, "the answer is empty"),
    ("openrouter/chat.response.json", ErrorKind::Decode, "called the tool `get_weather`"),
    // Not OpenAI's API.
    ("anthropic/messages.response.json", ErrorKind::Protocol, "is of "),
    ("anthropic/messages_max_tokens.response.json", ErrorKind::Protocol, "is of "),
    ("anthropic/messages_refusal.response.json", ErrorKind::Protocol, "is of "),
    ("gemini/generate.response.json", ErrorKind::Protocol, "is of "),
    ("ollama/chat_native.response.json", ErrorKind::Protocol, "is of "),
];

/// An error: its status where the file does not say, and what is read of it.
struct Failure {
    file: &'static str,
    status: u16,
    kind: ErrorKind,
    message: &'static str,
    code: Option<&'static str>,
    param: Option<&'static str>,
    request_id: Option<&'static str>,
    retry_after: Option<f64>,
}

const fn failure(
    file: &'static str,
    status: u16,
    kind: ErrorKind,
    message: &'static str,
    code: Option<&'static str>,
) -> Failure {
    Failure {
        file,
        status,
        kind,
        message,
        code,
        param: None,
        request_id: None,
        retry_after: None,
    }
}

impl Failure {
    const fn param(mut self, param: &'static str) -> Self {
        self.param = Some(param);
        self
    }

    const fn id(mut self, id: &'static str) -> Self {
        self.request_id = Some(id);
        self
    }

    const fn wait(mut self, seconds: f64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

/// What most hosts say of their errors' type.
const INVALID: Option<&str> = Some("invalid_request_error");

#[rustfmt::skip]
const ERRORS: &[Failure] = &[
    failure("together/error_400_non_serverless.json", 400, ErrorKind::Rejected, "Unable to access non-serverless model", Some("model_not_available")),
    failure("together/error_401.json", 401, ErrorKind::Authentication, "Invalid API key provided", Some("invalid_api_key")),
    failure("together/error_403_context.json", 403, ErrorKind::Rejected, "Input token count + max_tokens", INVALID),
    failure("together/error_429.json", 429, ErrorKind::RateLimited, "You have been rate limited", Some("credit_limit")),
    failure("together/error_503.json", 503, ErrorKind::Server, "currently overloaded", Some("service_unavailable")),
    failure("together/error_batch.json", 400, ErrorKind::Rejected, "input_file_id is required", None),
    failure("together/error_legacy_string.json", 401, ErrorKind::Authentication, "Invalid API key provided", None).id("8b43a5cfadf99e5e-SJC"),
    failure("together/rate_limit.http", 429, ErrorKind::RateLimited, "You have been rate limited.", Some("rate_limit")).id("8b43a5cfadf99e5c-SJC").wait(1.0),
    failure("deepinfra/error_401.json", 401, ErrorKind::Authentication, "Not authenticated", INVALID),
    failure("deepinfra/error_403_detail.json", 403, ErrorKind::Authentication, "Not authenticated", None),
    failure("deepinfra/error_404_native.json", 404, ErrorKind::Rejected, "Model not found", None),
    failure("deepinfra/error_405_response_format.json", 405, ErrorKind::Rejected, "json_object response format is not supported", INVALID).param("response_format"),
    failure("deepinfra/error_405_tools.json", 405, ErrorKind::Rejected, "Tool calling is not supported", INVALID).param("tools"),
    failure("deepinfra/error_422.json", 422, ErrorKind::Rejected, "top_p: ensure this value is greater than 0", Some("value_error.number.not_gt")).param("top_p"),
    failure("deepinfra/error_429.http", 429, ErrorKind::RateLimited, "Model busy, retry later", None),
    failure("deepinfra/error_429_detail.json", 429, ErrorKind::RateLimited, "Rate limited", None),
    failure("openai/error_400_additional_properties.json", 400, ErrorKind::Rejected, "'additionalProperties' is required", INVALID).param("response_format"),
    failure("openai/error_400_format.json", 400, ErrorKind::Rejected, "'uri' is not a valid format", INVALID).param("response_format"),
    failure("openai/error_400_json_word.json", 400, ErrorKind::Rejected, "must contain the word 'json'", INVALID).param("messages"),
    failure("openai/error_400_keyword.json", 400, ErrorKind::Rejected, "'propertyNames' is not permitted", INVALID).param("response_format"),
    failure("openai/error_400_max_tokens.json", 400, ErrorKind::Rejected, "Use 'max_completion_tokens' instead", Some("unsupported_parameter")).param("max_tokens"),
    failure("openai/error_400_missing_required.json", 400, ErrorKind::Rejected, "Missing 'city'", INVALID).param("response_format"),
    failure("openai/error_400_responses_api.json", 400, ErrorKind::Rejected, "'additionalProperties' is required", Some("invalid_json_schema")).param("text.format.schema"),
    failure("openai/error_401.json", 401, ErrorKind::Authentication, "Incorrect API key provided", Some("invalid_api_key")),
    failure("openai/error_404_model.json", 404, ErrorKind::Rejected, "does not exist", Some("model_not_found")),
    failure("openai/error_429_quota.json", 429, ErrorKind::QuotaExceeded, "You exceeded your current quota", Some("insufficient_quota")),
    failure("openai/ok_headers.http", 200, ErrorKind::Protocol, "not what its API promises", None).id("req_0123456789abcdef"),
    failure("openai/rate_limit.http", 429, ErrorKind::RateLimited, "Rate limit reached for gpt-4o", Some("rate_limit_exceeded")).id("req_0123456789abcdef").wait(20.0),
    failure("llamacpp/error_400_grammar.json", 400, ErrorKind::Rejected, "Failed to parse grammar", Some("400")),
    failure("llamacpp/error_401.json", 401, ErrorKind::Authentication, "Invalid API Key", Some("401")),
    failure("llamacpp/error_503_loading.json", 503, ErrorKind::Server, "Loading model", Some("503")),
    failure("quirks/error_html_502.http", 502, ErrorKind::Server, "502 Bad Gateway", None).id("8b43a5cfadf99e5c-SJC"),
    failure("deepseek/error_400_json_schema.json", 400, ErrorKind::Rejected, "This response_format type is unavailable now", INVALID),
    failure("deepseek/error_400_json_word.json", 400, ErrorKind::Rejected, "must contain the word 'json'", INVALID),
    failure("deepseek/error_401.json", 401, ErrorKind::Authentication, "Authentication Fails", INVALID),
    failure("deepseek/error_402.json", 402, ErrorKind::QuotaExceeded, "Insufficient Balance", INVALID),
    failure("deepseek/error_422_json_schema.json", 422, ErrorKind::Rejected, "`json_schema` is unavailable now", INVALID),
    failure("anthropic/error_404.json", 404, ErrorKind::Rejected, "model: claude-sonet-4-5", Some("not_found_error")).id("req_011CdufXo8Y2LVfY2veyuQWG"),
    failure("anthropic/error_529.json", 529, ErrorKind::Server, "Overloaded", Some("overloaded_error")).id("req_example"),
    failure("anthropic/rate_limit.http", 429, ErrorKind::RateLimited, "your per-minute rate limit", Some("rate_limit_error")).id("req_011CSLsW7mFqvHHnzrKdKjAE").wait(12.0),
    failure("cerebras/rate_limit.http", 429, ErrorKind::RateLimited, "no text", None).wait(11.382_867_813),
    failure("fireworks/error_404.json", 404, ErrorKind::Rejected, "Model not found, inaccessible", Some("NOT_FOUND")),
    failure("fireworks/error_fault.json", 401, ErrorKind::Authentication, "Invalid ApiKey", Some("oauth.v2.InvalidApiKey")),
    failure("fireworks/rate_limit.http", 429, ErrorKind::RateLimited, "no text", None),
    failure("gemini/error_400_key.json", 400, ErrorKind::Authentication, "API key not valid", Some("API_KEY_INVALID")),
    failure("gemini/error_400_unknown_field.json", 400, ErrorKind::Rejected, "Unknown name \"additionalProperties\"", Some("400")),
    failure("gemini/error_404.json", 404, ErrorKind::Rejected, "is not found for API version", Some("404")),
    failure("gemini/error_429.json", 429, ErrorKind::RateLimited, "You exceeded your current quota", Some("429")).wait(34.4),
    failure("groq/error_400_json_validate_failed.json", 400, ErrorKind::Rejected, "Failed to generate JSON", Some("json_validate_failed")),
    failure("groq/error_400_tool_use_failed.json", 400, ErrorKind::Rejected, "Tool call validation failed", Some("tool_use_failed")),
    failure("groq/error_400_unsupported_format.json", 400, ErrorKind::Rejected, "does not support response format", INVALID).param("response_format"),
    failure("groq/error_401.json", 401, ErrorKind::Authentication, "Invalid API Key", Some("invalid_api_key")),
    failure("groq/error_404_model.json", 404, ErrorKind::Rejected, "does not exist", Some("model_not_found")),
    failure("groq/rate_limit.http", 429, ErrorKind::RateLimited, "Rate limit reached for model", Some("rate_limit_exceeded")).id("req_01kh52ndshfr2azv0xe6tnv4fx").wait(2.0),
    failure("mistral/error_400_model.json", 400, ErrorKind::Rejected, "Invalid model: mistral-tiny-99", Some("1500")),
    failure("mistral/error_401.json", 401, ErrorKind::Authentication, "Unauthorized", None),
    failure("mistral/error_404_flat.json", 404, ErrorKind::Rejected, "Unknown model", Some("unknown_model")).param("model"),
    failure("mistral/error_422.json", 422, ErrorKind::Rejected, "seed: Extra inputs are not permitted", Some("extra_forbidden")).param("seed"),
    failure("ollama/error_native_404.json", 404, ErrorKind::Rejected, "model 'nope' not found", None),
    failure("openrouter/error_200_body.json", 200, ErrorKind::Server, "Provider returned error", Some("502")),
    failure("openrouter/error_403_moderation.json", 403, ErrorKind::Rejected, "Input was flagged by moderation", Some("403")),
    failure("openrouter/error_429.json", 429, ErrorKind::RateLimited, "Provider returned error", Some("429")),
    failure("sambanova/error_400.json", 400, ErrorKind::Rejected, "Decimal above maximum value", Some("decimal_above_max_value")).param("top_p"),
    failure("sglang/error_400_flat.json", 400, ErrorKind::Rejected, "longer than the model's context length", Some("400")),
    failure("vllm/error_400.json", 404, ErrorKind::Rejected, "The model `nope` does not exist.", Some("404")).param("model"),
    failure("vllm/error_400_flat_legacy.json", 404, ErrorKind::Rejected, "The model `nope` does not exist.", Some("404")),
];

/// A file as the answer of a host: an `.http` file has its own status and headers.
fn reply(wire: &Path, file: &str, status: u16) -> Reply {
    let bytes = fs::read(wire.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    if Path::new(file)
        .extension()
        .is_none_or(|extension| extension != "http")
    {
        return Reply::raw(status, "application/json", bytes);
    }
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap();
    let own: u16 = first.split(' ').nth(1).unwrap().parse().unwrap();
    assert_eq!(own, status, "{file}: its own status and the table's");
    let headers: Vec<(&str, &str)> = lines.map(|line| line.split_once(": ").unwrap()).collect();
    let content_type = headers.iter().find(|(name, _)| *name == "content-type");
    let reply = Reply::raw(
        status,
        content_type.map_or("", |(_, value)| value),
        body.trim_end(),
    );
    headers
        .into_iter()
        .filter(|(name, _)| *name != "content-type")
        .fold(reply, |reply, (name, value)| reply.header(name, value))
}

/// What becomes of an answer to a request for text, on the route that the file belongs to.
async fn read(file: &str, reply: Reply) -> Result<Completion<String>, Error> {
    let server = Server::start();
    server.expect("").reply(reply);
    let name = file.split_once('/').unwrap().1;
    if name.starts_with("inference") {
        let client = asking_once(&server, json_mode::Provider::DEEPINFRA);
        return client.inference("a/b").prompt("x").text().await;
    }
    let client = asking_once(&server, any_host());
    if name.starts_with("completions") {
        client.completion("a/b").prompt("x").text().await
    } else {
        client.chat("a/b").user("x").text().await
    }
}

#[tokio::test]
async fn every_answer_is_read() {
    let Some(wire) = shared().map(|folder| folder.join("wire")) else {
        return;
    };
    for Answer {
        file,
        text,
        finish,
        reasoning,
        usage,
    } in ANSWERS
    {
        let completion = read(file, reply(&wire, file, 200))
            .await
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(completion.value, *text, "{file}");
        assert_eq!(&completion.finish_reason, finish, "{file}");
        match (reasoning, &completion.reasoning) {
            (Some(start), Some(found)) => assert!(found.starts_with(start), "{file}: {found}"),
            (expected, found) => assert_eq!(expected.map(str::to_owned), *found, "{file}"),
        }
        let counted = completion.usage.as_ref().map(|usage| {
            (
                usage.prompt_tokens,
                usage.completion_tokens,
                usage.total_tokens,
                usage.reasoning_tokens,
            )
        });
        assert_eq!(&counted, usage, "{file}");
        assert!(
            completion.repairs.is_empty() && completion.others.is_empty(),
            "{file}"
        );
    }
    for (file, kind, message) in FAILURES {
        let error = read(file, reply(&wire, file, 200)).await.unwrap_err();
        assert_eq!(error.kind(), *kind, "{file}: {error}");
        assert!(error.to_string().contains(message), "{file}: {error}");
        assert_eq!(error.status(), None, "{file}");
        assert!(!error.is_retryable(), "{file}");
    }
}

#[tokio::test]
async fn every_error_is_read() {
    let Some(wire) = shared().map(|folder| folder.join("wire")) else {
        return;
    };
    for expected in ERRORS {
        let file = expected.file;
        let error = read(file, reply(&wire, file, expected.status))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), expected.kind, "{file}: {error}");
        assert!(
            error.to_string().contains(expected.message),
            "{file}: {error}"
        );
        assert_eq!(error.code(), expected.code, "{file}");
        assert_eq!(error.param(), expected.param, "{file}");
        assert_eq!(error.request_id(), expected.request_id, "{file}");
        let wait = error.retry_after().map(|wait| wait.as_secs_f64());
        assert_eq!(wait, expected.retry_after, "{file}");
        if expected.status != 200 {
            assert_eq!(error.status(), Some(expected.status), "{file}");
        }
        assert_eq!(error.attempts().len(), 1, "{file}");
    }
}

#[tokio::test]
async fn every_file_has_its_line() {
    let Some(wire) = shared().map(|folder| folder.join("wire")) else {
        return;
    };
    let answers = ANSWERS.iter().map(|answer| answer.file);
    let failures = FAILURES.iter().map(|(file, ..)| *file);
    let errors = ERRORS.iter().map(|failure| failure.file);
    let listed: BTreeSet<&str> = answers.chain(failures).chain(errors).collect();
    let mut unlisted = Vec::new();
    for folder in fs::read_dir(&wire).unwrap() {
        let folder = folder.unwrap();
        if !folder.file_type().unwrap().is_dir() {
            continue;
        }
        let folder = folder.file_name().into_string().unwrap();
        for file in fs::read_dir(wire.join(&folder)).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            let path = Path::new(&name);
            let is_http = path
                .extension()
                .is_some_and(|extension| extension == "http");
            let is_error = name.starts_with("error_")
                && path
                    .extension()
                    .is_some_and(|extension| extension == "json");
            if !(is_http || is_error || name.ends_with(".response.json")) {
                continue;
            }
            let file = format!("{folder}/{name}");
            if listed.contains(file.as_str()) {
                continue;
            }
            if COMPLETE.contains(&folder.as_str()) {
                unlisted.push(file);
            } else if !is_http {
                // Whatever it is, it is an answer or an error.
                let _ = read(&file, reply(&wire, &file, if is_error { 400 } else { 200 })).await;
            }
        }
    }
    assert!(
        unlisted.is_empty(),
        "without a line in a table: {unlisted:?}"
    );
}
