//! Answers of APIs that this crate does not speak: what tells them, and where the one is that it does.
//!
//! A base URL that leads to a host's older or own API is a common mistake, and "there are no `choices`" does not help with it.

use serde_json::{Map, Value};

/// An API that this crate does not speak.
#[derive(Debug)]
pub(crate) struct Foreign {
    /// Members that an answer of it has, or an event of its stream, and no answer of ours; each with the text that it holds, where
    /// that tells. A dot leads into a member.
    telling: &'static [(&'static str, Option<&'static str>)],
    /// What came.
    pub(crate) what: &'static str,
    /// What to do instead.
    pub(crate) instead: &'static str,
}

const COMPATIBLE_V1: &str = "its OpenAI-compatible one is under /v1";
const ASK_NATIVELY: &str =
    "ask it with `client.inference`, or the OpenAI-compatible API under /v1/openai";
const MESSAGES: &str = "Anthropic's Messages API";
const GEMINI: &str = "Gemini's own API";
const OLLAMA: &str = "Ollama's own API";
const RESPONSES: &str = "OpenAI's Responses API";
const UNDER_CHAT: &str = "this client asks /v1/chat/completions";
const BATCHES: &str = "a batch, whose answers are in a file";
const DECODE: &str = "read the text in each of its lines with `json_mode::decode`";

/// The first row whose members are all there. Sources, each as read on 2026-11-21: ollama/ollama docs/api.md @fb30760;
/// ai.google.dev/api/generate-content and /gemini-api/docs/openai; platform.claude.com/docs/en/api/messages and
/// /api/openai-sdk; llama.cpp tools/server/README.md; huggingface/text-generation-inference docs, "Messages API";
/// platform.openai.com/docs/api-reference/responses and /batch; docs.deepinfra.com/account/webhooks.
const FOREIGN: &[Foreign] = &[
    Foreign::new(
        &[("candidates", None)],
        GEMINI,
        "its OpenAI-compatible one is under /v1beta/openai",
    ),
    Foreign::new(
        &[("promptFeedback", None)],
        GEMINI,
        "its OpenAI-compatible one is under /v1beta/openai",
    ),
    Foreign::new(
        &[("type", Some("message")), ("stop_reason", None)],
        MESSAGES,
        COMPATIBLE_V1,
    ),
    Foreign::new(&[("type", Some("message_start"))], MESSAGES, COMPATIBLE_V1),
    Foreign::new(&[("done", None), ("model", None)], OLLAMA, COMPATIBLE_V1),
    Foreign::new(&[("object", Some("response"))], RESPONSES, UNDER_CHAT),
    Foreign::new(
        &[("response.object", Some("response"))],
        RESPONSES,
        UNDER_CHAT,
    ),
    Foreign::new(&[("object", Some("batch"))], BATCHES, DECODE),
    Foreign::new(&[("custom_id", None)], BATCHES, DECODE),
    Foreign::new(&[("job.status", None)], BATCHES, DECODE),
    Foreign::new(
        &[("inference_status", None)],
        "DeepInfra's own API",
        ASK_NATIVELY,
    ),
    Foreign::new(&[("generated_text", None)], "TGI's own API", COMPATIBLE_V1),
    Foreign::new(
        &[("content", None), ("tokens_predicted", None)],
        "llama.cpp's own API",
        COMPATIBLE_V1,
    ),
    Foreign::new(
        &[("content", None), ("stop", None)],
        "llama.cpp's own API",
        COMPATIBLE_V1,
    ),
];

impl Foreign {
    const fn new(
        telling: &'static [(&'static str, Option<&'static str>)],
        what: &'static str,
        instead: &'static str,
    ) -> Self {
        Self {
            telling,
            what,
            instead,
        }
    }

    fn is_told_by(&self, body: &Map<String, Value>) -> bool {
        self.telling.iter().all(|(path, text)| {
            let mut names = path.split('.');
            let first = names.next().and_then(|name| body.get(name));
            let found = names.try_fold(first, |at, name| Some(at?.get(name)));
            let found = found.flatten();
            found.is_some_and(|value| text.is_none_or(|text| value == text))
        })
    }
}

/// The API that a body is of, or the first line or element of one.
pub(crate) fn of(body: &[u8]) -> Option<&'static Foreign> {
    let first = serde_json::Deserializer::from_slice(body)
        .into_iter::<Value>()
        .next()?
        .ok()?;
    let first = match &first {
        Value::Array(list) => list.first()?,
        value => value,
    };
    let body = first.as_object()?;
    FOREIGN.iter().find(|foreign| foreign.is_told_by(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_another_api_is_told_by_its_members() {
        for (body, expected) in [
            (
                r#"{"model":"m","created_at":"t","message":{"content":"x"},"done":false}"#,
                Some(OLLAMA),
            ),
            (
                "{\"model\":\"m\",\"response\":\"x\",\"done\":false}\n{\"model\":\"m\",\"done\":true}",
                Some(OLLAMA),
            ),
            (r#"[{"candidates":[]}]"#, Some(GEMINI)),
            (
                r#"{"promptFeedback":{"blockReason":"SAFETY"}}"#,
                Some(GEMINI),
            ),
            (
                r#"{"type":"message","content":[],"stop_reason":"refusal"}"#,
                Some(MESSAGES),
            ),
            (r#"{"type":"message_start","message":{}}"#, Some(MESSAGES)),
            (
                r#"{"id":"resp_1","object":"response","output":[]}"#,
                Some(RESPONSES),
            ),
            (
                r#"{"type":"response.created","response":{"object":"response"}}"#,
                Some(RESPONSES),
            ),
            (r#"[{"generated_text":"x"}]"#, Some("TGI's own API")),
            (
                r#"{"content":"x","stop":true,"tokens_predicted":3}"#,
                Some("llama.cpp's own API"),
            ),
            (
                r#"{"content":"x","stop":false}"#,
                Some("llama.cpp's own API"),
            ),
            (r#"{"custom_id":"a","response":null}"#, Some(BATCHES)),
            (r#"{"object":"chat.completion"}"#, None),
            (r#"{"object":"list","data":[]}"#, None),
            (r#"{"type":"message"}"#, None),
            (r#"{"response":"x"}"#, None),
            ("[]", None),
            ("", None),
            ("{\"candidates\":", None),
        ] {
            assert_eq!(
                of(body.as_bytes()).map(|foreign| foreign.what),
                expected,
                "{body}"
            );
        }
    }
}
