//! The hosts that the crate knows, one constant each. Every fact names where it was read, and when.

mod first;
mod gateways;
mod hosted;
mod labs;
mod servers;

use super::{
    Auth, Endpoint, ErrorShape, Facts, Format, JsonWord, KeyNeed, Provider, RateLimits,
    ReasoningIn, Refusal, Refusals, ResetIn, RoleIn, Rung, SchemaVisibility, Source, StreamShape,
    UnknownFields, UsageIn, dialects,
};

/// A server of which nothing more is known than that it speaks OpenAI's API.
pub(super) const COMPATIBLE: Facts = Facts {
    name: "OpenAI-compatible server",
    base_url: "http://localhost:8080/v1",
    key_variables: &[],
    url_variables: &[],
    key: KeyNeed::Optional,
    auth: Auth::Bearer,
    headers: &[],
    chat: Some(Endpoint::chat(COMPATIBLE_RUNGS)),
    // Several servers take `response_format` here and ignore it.
    completion: Some(Endpoint::completion(&[Rung::JSON_OBJECT, Rung::PROMPT])),
    inference: None,
    start: None,
    floor: None,
    accepts: &[],
    other_types: &[],
    ignores: &[],
    models: &[],
    beside_form: &[],
    schema_visibility: SchemaVisibility::Hidden,
    json_word: JsonWord::Free,
    unknown_fields: UnknownFields::Ignored,
    finish_reasons: &["stop", "length", "tool_calls", "content_filter"],
    reasoning: &[],
    stream: StreamShape::with(UsageIn::Apart),
    errors: ErrorShape::OpenAi,
    refusals: REFUSALS,
    request_id_headers: &["x-request-id", "request-id", "cf-ray"],
    rate_limits: RateLimits::NONE,
    notes: &[],
    unverified: &[],
    sources: &[],
};

/// OpenAI's words, which most hosts repeat.
const REFUSALS: Refusals = Refusals {
    key: Refusal::new(
        401,
        "Incorrect API key provided: sk-inval***********. You can find your API key at https://platform.openai.com/account/api-keys.",
    )
    .code("invalid_api_key"),
    model: Refusal::new(
        404,
        "The model `{model}` does not exist or you do not have access to it.",
    )
    .code("model_not_found"),
    form: Refusal::new(
        400,
        "Invalid parameter: 'response_format' of type '{type}' is not supported with this model.",
    )
    .param("response_format"),
    word: Refusal::new(
        400,
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    )
    .param("messages"),
    field: Refusal::new(400, "Unrecognized request argument supplied: {field}"),
    renamed: Refusal::new(
        400,
        "Unsupported parameter: '{field}' is not supported with this model. Use '{what}' instead.",
    )
    .param("{field}")
    .code("unsupported_parameter"),
    schema: Refusal::new(
        400,
        "Invalid schema for response_format '{name}': In context=({path}), {what}",
    )
    .param("response_format"),
};

/// The same at an address that wants a key: a host, not a server of one's own. Its legacy route, if it has one, is
/// not known to take a form.
const HOSTED: Facts = Facts {
    key: KeyNeed::Required,
    completion: Some(Endpoint::completion(&[Rung::PROMPT])),
    ..COMPATIBLE
};

/// The forms that most servers of OpenAI's API take.
const COMPATIBLE_RUNGS: &[Rung] = &[
    Rung::new(Format::JsonSchema, dialects::COMPATIBLE),
    Rung::JSON_OBJECT,
    Rung::PROMPT,
];

/// Some JSON object, and the schema in the prompt.
const JSON_OBJECT_RUNGS: &[Rung] = &[Rung::JSON_OBJECT, Rung::PROMPT];

impl Provider {
    /// Every host that is a constant, in the order of `docs/hosts.md`, which is that of
    /// [`Client::from_env`](crate::Client::from_env).
    pub const ALL: &'static [&'static Self] = &[
        &Self::TOGETHER,
        &Self::DEEPINFRA,
        &Self::OPENAI,
        &Self::AZURE,
        &Self::GROQ,
        &Self::FIREWORKS,
        &Self::MISTRAL,
        &Self::DEEPSEEK,
        &Self::XAI,
        &Self::CEREBRAS,
        &Self::SAMBANOVA,
        &Self::NEBIUS,
        &Self::NOVITA,
        &Self::HYPERBOLIC,
        &Self::PERPLEXITY,
        &Self::MOONSHOT,
        &Self::DASHSCOPE,
        &Self::NVIDIA,
        &Self::GEMINI,
        &Self::ANTHROPIC,
        &Self::OPENROUTER,
        &Self::HUGGING_FACE,
        &Self::CLOUDFLARE,
        &Self::SNOWFLAKE,
        &Self::VLLM,
        &Self::SGLANG,
        &Self::LLAMA_CPP,
        &Self::OLLAMA,
        &Self::LM_STUDIO,
        &Self::TGI,
    ];
}
