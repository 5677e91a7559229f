//! Which answer of a host is about the form of a request, and what it says of it.

use super::Format;

/// What a rejection was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The model, or the host, does not take the form: true for every type.
    Format,
    /// It takes no form at all: true for every type.
    Mode,
    /// It takes the form and does not keep to it: true for every type.
    Ignored,
    /// The host could not use this schema: true for this type only.
    Schema,
}

/// What a host says where it rejects a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rejection {
    pub(crate) cause: Cause,
    /// The types of `response_format` that it names as taken; none where it names none.
    pub(super) accepted: Vec<&'static str>,
}

impl From<Cause> for Rejection {
    fn from(cause: Cause) -> Self {
        Self {
            cause,
            accepted: Vec::new(),
        }
    }
}

/// The words by which hosts introduce what they take: pydantic's, serde's, OpenAI's, llama.cpp's.
const ACCEPTED: &[&str] = &[
    "must be",
    "should be",
    "one of",
    "expected",
    "permitted",
    "supported values",
    "supported types",
    "allowed values",
    "accepted values",
    "valid values",
    "valid options",
];

/// The words by which hosts introduce what they got.
const GOT: &[&str] = &["but got", ", got", "; got", "received", "instead of"];

/// The types of `response_format` that a text names as taken, as in `Input should be 'text' or 'json_object'`,
/// ``unknown variant `json_schema`, expected `text` or `json_object` `` and
/// `must be one of "text" or "json_object", but got: json_schema`.
fn accepted(message: &str) -> Vec<&'static str> {
    let starts = ACCEPTED.iter().filter_map(|word| message.find(word));
    let Some((_, list)) = starts.min().and_then(|at| message.split_at_checked(at)) else {
        return Vec::new();
    };
    let end = GOT.iter().filter_map(|word| list.find(word)).min();
    let list = end.and_then(|end| list.get(..end)).unwrap_or(list);
    let is_in_a_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let words: Vec<&str> = list.split(|c| !is_in_a_name(c)).collect();
    let mut kinds: Vec<&'static str> = Vec::new();
    for kind in Format::ALL.iter().map(|form| form.kind()).chain(["text"]) {
        // A text may say "json" of the value.
        let quoted = || ['"', '\'', '`'].map(|q| format!("{q}{kind}{q}"));
        let is_named = words.contains(&kind)
            && (kind != "json" || quoted().iter().any(|name| list.contains(name.as_str())));
        if is_named && !kind.is_empty() && !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    // "Must be valid text" names no type.
    if kinds == ["text"] && !message.contains("response_format") {
        kinds.clear();
    }
    kinds
}

/// Whether an error answer is about the form of the request, and not about anything else.
///
/// The texts are those that hosts were seen to send: DeepInfra 405 `json_object response format is not supported for
/// model: …`; DeepSeek 400 `This response_format type is unavailable now` and 422 `response_format.type … is
/// unavailable now`; Groq 400 ``This model does not support response format `json_schema` ``; OpenAI 400 `Invalid schema
/// for response_format 'x': …`; OpenRouter 404 `No endpoints found that support …`; llama.cpp 400 `Failed to parse
/// grammar` and `Unable to generate parser for this template. … JSON schema error at #…`; Gemini 400 `Unknown name "…" at
/// 'generation_config.response_schema'`.
pub(crate) fn classify(status: u16, param: Option<&str>, message: &str) -> Option<Rejection> {
    if !matches!(status, 400 | 404 | 405 | 422) {
        return None;
    }
    let message = message.to_lowercase();
    let cause = cause(param, &message)?;
    let accepted = match cause {
        Cause::Format => accepted(&message),
        _ => Vec::new(),
    };
    Some(Rejection { cause, accepted })
}

/// What a message in small letters is about.
fn cause(param: Option<&str>, message: &str) -> Option<Cause> {
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    // The one complaint that names the field and means the messages.
    if says(&["must contain the word"]) {
        return None;
    }
    // A host that names another field means that one, whatever else it says: `'tools' is not supported together with
    // response_format json_schema`.
    let about = [
        "response_format",
        "json_schema",
        "text.format",
        "guided",
        "structured_outputs",
    ];
    if param.is_some_and(|param| !about.iter().any(|field| param.starts_with(field))) {
        return None;
    }
    if says(&[
        "failed to parse grammar",
        "json schema error",
        "invalid grammar",
        // Gemini: `Unknown name "additionalProperties" at 'generation_config.response_schema'`.
        "response_schema'",
        "response_json_schema'",
    ]) {
        return Some(Cause::Schema);
    }
    let named = says(&[
        "response_format",
        "response format",
        "json_schema",
        "json_object",
        "json mode",
        "json schema",
        "guided_json",
    ]) || param.is_some_and(|param| param.starts_with("response_format"));
    if named
        && says(&[
            "invalid schema",
            "schema is invalid",
            "unsupported schema",
            "unsupported keyword",
        ])
    {
        return Some(Cause::Schema);
    }
    let refused = says(&[
        "not support",
        "n't support",
        "unsupported",
        "unavailable",
        "not available",
        "not allowed",
        "not permitted",
        "not implemented",
        // Azure: `response_format value as json_schema is enabled only for api versions …`.
        "enabled only",
        "unknown",
        "unrecognized",
        // LM Studio: `'response_format.type' must be 'json_schema' or 'text'`.
        "must be",
        "should be",
        "invalid value",
        "extra",
        "literal_error",
    ]);
    let about_the_field = param.is_some_and(|param| param.starts_with("response_format"));
    // A router words so whatever its hosts lack: tools and images are not the form's fault.
    let routed = says(&["no endpoints found that support"])
        && !says(&["tool", "image", "audio", "video", "file"]);
    // `response_format is not supported for this model`: no other value of it is better.
    let no_form = named
        && says(&[
            "response_format is not",
            "response format is not",
            "support response_format",
        ])
        && !says(&[
            "json_schema",
            "json_object",
            "json schema",
            "type",
            "structured",
        ]);
    match about_the_field || named && refused || routed {
        true if no_form => Some(Cause::Mode),
        refused => refused.then_some(Cause::Format),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn rejections_of_a_form_are_told_from_other_errors() {
        for (status, param, message, expected) in [
            (
                405,
                None,
                "json_object response format is not supported for model: a/b",
                Some(Cause::Format),
            ),
            (
                400,
                None,
                "This response_format type is unavailable now",
                Some(Cause::Format),
            ),
            (
                422,
                None,
                "response_format: response_format.type `json_schema` is unavailable now",
                Some(Cause::Format),
            ),
            (
                400,
                None,
                "This model does not support response format `json_schema`.",
                Some(Cause::Format),
            ),
            (
                422,
                Some("response_format.json_schema"),
                "extra fields not permitted",
                Some(Cause::Format),
            ),
            (
                404,
                None,
                "No endpoints found that support structured outputs",
                Some(Cause::Format),
            ),
            (
                400,
                Some("response_format"),
                "Invalid schema for response_format 'x': In context=()",
                Some(Cause::Schema),
            ),
            (400, None, "Failed to parse grammar", Some(Cause::Schema)),
            (
                400,
                None,
                "response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later",
                Some(Cause::Format),
            ),
            (
                400,
                None,
                "'response_format.type' must be 'json_schema' or 'text'",
                Some(Cause::Format),
            ),
            (
                400,
                None,
                "Unable to generate parser. JSON schema error at #: unrecognized type",
                Some(Cause::Schema),
            ),
            (
                400,
                Some("messages"),
                "'messages' must contain the word 'json' to use 'response_format'",
                None,
            ),
            (
                405,
                Some("tools"),
                "Tool calling is not supported for model: a/b",
                None,
            ),
            (
                400,
                Some("max_tokens"),
                "'max_tokens' is not supported with this model.",
                None,
            ),
            (
                422,
                Some("top_p"),
                "ensure this value is greater than 0",
                None,
            ),
            (
                400,
                None,
                "Unable to access non-serverless model a/b.",
                None,
            ),
            (
                400,
                None,
                "Failed to generate JSON. Please adjust your prompt.",
                None,
            ),
            (404, None, "No endpoints found that support tool use", None),
            (
                404,
                None,
                "No endpoints found that support image input",
                None,
            ),
            (404, None, "The model `x` does not exist", None),
            (500, None, "response_format is not supported", None),
            (401, None, "response_format is not supported", None),
        ] {
            assert_eq!(
                classify(status, param, message).map(|rejection| rejection.cause),
                expected,
                "{status} {message}"
            );
        }
    }

    /// What servers were seen to name. Sources: llama.cpp `tools/server`, LM Studio 0.4, OpenAI, vLLM (pydantic 1 and 2),
    /// servers in Rust (serde).
    #[test]
    fn the_forms_that_a_host_names_are_read() {
        for (message, expected) in [
            (
                r#"response_format type must be one of "text" or "json_object", but got: json_schema"#,
                &["json_object", "text"][..],
            ),
            (
                "'response_format.type' must be 'json_schema' or 'text'",
                &["json_schema", "text"],
            ),
            (
                "Invalid value: 'object'. Supported values are: 'json_object', 'json_schema', and 'text'.",
                &["json_schema", "json_object", "text"],
            ),
            (
                "response_format.type: Input should be 'text' or 'json_object'",
                &["json_object", "text"],
            ),
            (
                "response_format: unknown variant `json_schema`, expected `text` or `json_object` at line 1",
                &["json_object", "text"],
            ),
            (
                "response_format.type: unexpected value; permitted: 'text', 'json_object'",
                &["json_object", "text"],
            ),
            (
                "response_format must be one of: text, json_object, json_schema",
                &["json_schema", "json_object", "text"],
            ),
            ("response_format.type must be 'text'", &["text"]),
            ("response_format.type should be 'json'", &["json"]),
            ("the answer to response_format must be valid json", &[]),
            ("This response_format type is unavailable now", &[]),
            (
                "This model does not support response format `json_schema`.",
                &[],
            ),
        ] {
            assert_eq!(accepted(&message.to_lowercase()), expected, "{message}");
        }
    }
}
