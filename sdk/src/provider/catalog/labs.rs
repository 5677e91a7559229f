//! Hosts of those who make the models.

use super::{
    Auth, COMPATIBLE_RUNGS, Endpoint, ErrorShape, Facts, Format, HOSTED, JSON_OBJECT_RUNGS,
    JsonWord, Provider, REFUSALS, RateLimits, ReasoningIn, Refusal, Refusals, ResetIn, RoleIn,
    Rung, SchemaVisibility, Source, StreamShape, UnknownFields, UsageIn, dialects,
};

/// A field that is too many, as FastAPI hosts say it.
const EXTRA: Refusal = Refusal::new(422, "Extra inputs are not permitted")
    .kind("extra_forbidden")
    .param("{field}")
    .shaped(ErrorShape::Details);

/// Newer models refuse `max_tokens`, and every model takes the newer name.
const NEWER_NAMES: &[(&str, &str)] = &[("max_tokens", "max_completion_tokens")];

const OPENAI_RUNGS: &[Rung] = &[
    Rung::new(Format::JsonSchemaStrict, dialects::OPENAI_STRICT),
    Rung::new(Format::JsonSchema, dialects::COMPATIBLE),
    Rung::JSON_OBJECT,
    Rung::PROMPT,
];

const OPENAI: Facts = Facts {
    name: "OpenAI",
    base_url: "https://api.openai.com/v1",
    key_variables: &["OPENAI_API_KEY"],
    url_variables: &["OPENAI_BASE_URL"],
    chat: Some(Endpoint::chat(OPENAI_RUNGS).renames(NEWER_NAMES)),
    floor: Some(Format::JsonObject),
    schema_visibility: SchemaVisibility::Shown,
    json_word: JsonWord::Demanded,
    unknown_fields: UnknownFields::Refused,
    finish_reasons: &[
        "stop",
        "length",
        "tool_calls",
        "content_filter",
        "function_call",
    ],
    request_id_headers: &["x-request-id"],
    rate_limits: RateLimits {
        headers: &["x-ratelimit-*-requests", "x-ratelimit-*-tokens"],
        reset: ResetIn::Duration,
    },
    notes: &[
        "A refusal is `message.refusal`, with `finish_reason: stop`.",
        "`max_tokens` is sent as `max_completion_tokens`, which every chat model takes.",
        "Models older than structured outputs start at `json_object`, those older than JSON mode at the prompt.",
    ],
    models: &[
        ("gpt-3.5-turbo-0613", Format::Prompt),
        ("gpt-3.5-turbo-0301", Format::Prompt),
        ("gpt-3.5*", Format::JsonObject),
        ("gpt-4-turbo*", Format::JsonObject),
        ("gpt-4-1106-preview", Format::JsonObject),
        ("gpt-4-0125-preview", Format::JsonObject),
        ("gpt-4", Format::Prompt),
        ("gpt-4-*", Format::Prompt),
        ("gpt-4o-2024-05-13", Format::JsonObject),
    ],
    sources: &[
        Source::new(
            "routes, forms, fields, `finish_reason`",
            "openai/openai-openapi @f85dbe2",
            "2026-08-21",
        ),
        Source::new(
            "the key's variables, headers, retries, streams",
            "openai/openai-python @e43b4224",
            "2026-08-21",
        ),
        Source::new(
            "the schema is part of what the model is given; JSON mode demands the word; models",
            "https://platform.openai.com/docs/guides/structured-outputs",
            "2026-02",
        ),
        Source::new(
            "JSON mode is taken by every model since gpt-3.5-turbo-1106 and gpt-4-turbo",
            "openai/openai-openapi (`response_format`)",
            "2026-08-21",
        ),
        Source::new(
            "newer models refuse `max_tokens`",
            "vercel/ai @ed857f5 packages/openai/src/chat/__fixtures__",
            "2026-08-22",
        ),
    ],
    ..HOSTED
};

impl Provider {
    /// [OpenAI](https://api.openai.com/v1), key in `OPENAI_API_KEY`, another base URL in `OPENAI_BASE_URL`.
    pub const OPENAI: Self = Self::of(OPENAI);

    /// Azure OpenAI's `/openai/v1` routes, key in `AZURE_OPENAI_API_KEY`, the resource's address in
    /// `AZURE_OPENAI_ENDPOINT`; a model is a deployment's name.
    pub const AZURE: Self = Self::of(Facts {
        name: "Azure OpenAI",
        base_url: "{AZURE_OPENAI_ENDPOINT}/openai/v1",
        key_variables: &["AZURE_OPENAI_API_KEY"],
        url_variables: &[],
        auth: Auth::Header("api-key"),
        stream: StreamShape {
            first_object: Some(""),
            ..OPENAI.stream
        },
        // A deployment's name says nothing of its model.
        models: &[],
        floor: None,
        request_id_headers: &["apim-request-id", "x-request-id"],
        notes: &[
            "The first chunk of a stream has no choices, an empty `id` and `created: 0`.",
            "Older routes with a deployment in the path and `api-version` are not spoken.",
            "An older version of the API rejects `json_schema` with a 400 that names the version.",
        ],
        unverified: &[
            "chat: fields",
            "completions",
            "the model sees the schema",
            "`json_object`",
            "unknown fields",
            "`finish_reason`",
            "request id",
            "rate limits",
        ],
        sources: &[
            Source::new("variables", "pydantic/pydantic-ai @4fda389", "2026-08-22"),
            Source::new(
                "stream",
                "vercel/ai @ed857f5 packages/openai/src/chat/__fixtures__/azure-model-router.1.chunks.txt",
                "2026-08-22",
            ),
            Source::new(
                "path, `api-key`; the rest as at OpenAI",
                "https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle",
                "2026-08",
            ),
            Source::new(
                "forms, and the subset of JSON Schema",
                "https://learn.microsoft.com/azure/ai-services/openai/how-to/structured-outputs",
                "2026-11-21",
            ),
            Source::new(
                "the 400 of an older version",
                "https://learn.microsoft.com/answers/questions/2278693",
                "2025-05-26",
            ),
        ],
        ..OPENAI
    });

    /// [Mistral](https://api.mistral.ai/v1), key in `MISTRAL_API_KEY`.
    pub const MISTRAL: Self = Self::of(Facts {
        name: "Mistral",
        base_url: "https://api.mistral.ai/v1",
        key_variables: &["MISTRAL_API_KEY"],
        chat: Some(
            Endpoint::chat(&[
                Rung::new(Format::JsonSchemaStrict, dialects::MISTRAL),
                Rung::JSON_OBJECT,
                Rung::PROMPT,
            ])
            .renames(&[("seed", "random_seed")]),
        ),
        completion: None,
        floor: Some(Format::JsonObject),
        unknown_fields: UnknownFields::Refused,
        finish_reasons: &["stop", "length", "model_length", "error", "tool_calls"],
        reasoning: &[ReasoningIn::Parts],
        stream: StreamShape::with(UsageIn::OnFinish),
        errors: ErrorShape::Flat,
        refusals: Refusals {
            key: Refusal::new(401, "Unauthorized").shaped(ErrorShape::Detail),
            model: Refusal::new(404, "Unknown model")
                .param("model")
                .code("unknown_model"),
            field: EXTRA,
            renamed: EXTRA,
            ..REFUSALS
        },
        rate_limits: RateLimits {
            headers: &["x-ratelimit-remaining"],
            reset: ResetIn::Nothing,
        },
        notes: &["A request that does not validate is a 422 with `detail`."],
        sources: &[
            Source::new(
                "routes, forms, `random_seed`, unknown fields, errors, headers",
                "mistralai/platform-docs-public @222f4ba",
                "2026-08-21",
            ),
            Source::new(
                "streams, thinking parts",
                "vercel/ai @ed857f5 packages/mistral/src/__fixtures__",
                "2026-08-22",
            ),
            Source::new(
                "every model takes `json_object`",
                "https://docs.mistral.ai/capabilities/json_mode",
                "2026-11-21",
            ),
        ],
        ..HOSTED
    });

    /// [DeepSeek](https://api.deepseek.com), key in `DEEPSEEK_API_KEY`.
    pub const DEEPSEEK: Self = Self::of(Facts {
        name: "DeepSeek",
        base_url: "https://api.deepseek.com",
        key_variables: &["DEEPSEEK_API_KEY"],
        chat: Some(Endpoint::chat(JSON_OBJECT_RUNGS)),
        completion: None,
        json_word: JsonWord::Demanded,
        finish_reasons: &[
            "stop",
            "length",
            "tool_calls",
            "content_filter",
            "insufficient_system_resource",
        ],
        reasoning: &[ReasoningIn::Field("reasoning_content")],
        stream: StreamShape::with(UsageIn::OnFinish).comment("keep-alive"),
        refusals: Refusals {
            key: Refusal::new(401, "Authentication Fails (no such user)")
                .kind("authentication_error")
                .code("invalid_request_error"),
            form: Refusal::new(400, "This response_format type is unavailable now")
                .code("invalid_request_error"),
            word: Refusal::new(
                400,
                "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'.",
            )
            .code("invalid_request_error"),
            ..REFUSALS
        },
        request_id_headers: &["x-ds-trace-id"],
        notes: &[
            "`json_schema` on chat is a 400 (422 in 2025).",
            "An answer may be empty with `finish_reason: stop`.",
            "Bodies may start with empty lines while the host waits.",
        ],
        sources: &[
            Source::new(
                "routes, forms, the word, errors",
                "https://api-docs.deepseek.com",
                "2026",
            ),
            Source::new(
                "streams, reasoning",
                "vercel/ai @ed857f5 packages/deepseek/src/chat/__fixtures__",
                "2026-08-22",
            ),
        ],
        ..HOSTED
    });

    /// [xAI](https://api.x.ai/v1), key in `XAI_API_KEY`.
    pub const XAI: Self = Self::of(Facts {
        name: "xAI",
        base_url: "https://api.x.ai/v1",
        key_variables: &["XAI_API_KEY"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchemaStrict, dialects::XAI),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ])),
        reasoning: &[ReasoningIn::Field("reasoning_content")],
        stream: StreamShape::with(UsageIn::Apart)
            .role(RoleIn::WithFirst)
            .silent_until_the_end(),
        notes: &["`usage.total_tokens` may be more than the sum."],
        sources: &[
            Source::new(
                "forms, schema subset",
                "https://docs.x.ai/docs/guides/structured-outputs",
                "2026",
            ),
            Source::new(
                "routes, variable, stream",
                "vercel/ai @ed857f5 packages/xai",
                "2026-08-22",
            ),
        ],
        ..HOSTED
    });

    /// [Moonshot](https://api.moonshot.ai/v1), key in `MOONSHOT_API_KEY`.
    pub const MOONSHOT: Self = Self::of(Facts {
        name: "Moonshot",
        base_url: "https://api.moonshot.ai/v1",
        key_variables: &["MOONSHOT_API_KEY", "MOONSHOTAI_API_KEY"],
        chat: Some(Endpoint::chat(COMPATIBLE_RUNGS)),
        completion: None,
        start: Some(Format::JsonObject),
        reasoning: &[ReasoningIn::Field("reasoning_content")],
        notes: &[
            "No page at hand shows `json_schema`, so the first request asks for an object; \
             `.format(Format::JsonSchema)` tries more.",
        ],
        sources: &[Source::new(
            "base URL, variables, reasoning",
            "vercel/ai @ed857f5, pydantic/pydantic-ai @4fda389",
            "2026-08-22",
        )],
        ..HOSTED
    });

    /// [Alibaba's DashScope](https://dashscope-intl.aliyuncs.com/compatible-mode/v1), key in `DASHSCOPE_API_KEY`.
    pub const DASHSCOPE: Self = Self::of(Facts {
        name: "DashScope",
        base_url: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
        key_variables: &["DASHSCOPE_API_KEY", "ALIBABA_API_KEY"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchemaStrict, dialects::COMPATIBLE),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ])),
        completion: None,
        json_word: JsonWord::Demanded,
        reasoning: &[ReasoningIn::Field("reasoning_content")],
        notes: &["`json_schema` is taken for a shorter list of models than `json_object`."],
        sources: &[
            Source::new(
                "forms, the word",
                "https://www.alibabacloud.com/help/en/model-studio/json-mode",
                "2026",
            ),
            Source::new(
                "base URL, variables",
                "pydantic/pydantic-ai @4fda389, vercel/ai @ed857f5",
                "2026-08-22",
            ),
        ],
        ..HOSTED
    });

    /// [Gemini](https://generativelanguage.googleapis.com/v1beta/openai) through its route for OpenAI's clients, key in
    /// `GEMINI_API_KEY`.
    pub const GEMINI: Self = Self::of(Facts {
        name: "Gemini",
        base_url: "https://generativelanguage.googleapis.com/v1beta/openai",
        key_variables: &["GEMINI_API_KEY", "GOOGLE_API_KEY"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchema, dialects::GEMINI_JSON_SCHEMA),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ])),
        completion: None,
        unknown_fields: UnknownFields::Refused,
        errors: ErrorShape::Google,
        refusals: Refusals {
            key: Refusal::new(400, "API key not valid. Please pass a valid API key.")
                .kind("INVALID_ARGUMENT")
                .code("API_KEY_INVALID"),
            model: Refusal::new(
                404,
                "models/{model} is not found for API version v1beta, or is not supported for generateContent. Call \
                 ModelService.ListModels to see the list of available models and their supported methods.",
            )
            .kind("NOT_FOUND"),
            field: Refusal::new(
                400,
                "Invalid JSON payload received. Unknown name \"{field}\": Cannot find field.",
            )
            .kind("INVALID_ARGUMENT"),
            ..REFUSALS
        },
        notes: &[
            "A bad key is a 400.",
            "The wait of a 429 is in the body (`retryDelay`).",
            "Some routes wrap an error in a list (unverified).",
        ],
        sources: &[
            Source::new(
                "routes, key",
                "https://ai.google.dev/gemini-api/docs/openai",
                "2026-08-21",
            ),
            Source::new(
                "schema subset",
                "googleapis/python-genai @6680718; pydantic/pydantic-ai @4fda389 (recordings)",
                "2026-08-21",
            ),
            Source::new(
                "errors",
                "vercel/ai @ed857f5 packages/google/src/__fixtures__",
                "2026-08-22",
            ),
        ],
        ..HOSTED
    });

    /// [Anthropic](https://api.anthropic.com/v1) through its route for OpenAI's clients, key in `ANTHROPIC_API_KEY`.
    ///
    /// That route ignores `response_format`, so the schema goes into the prompt; [`dialects::ANTHROPIC`] is what the
    /// native API takes.
    pub const ANTHROPIC: Self = Self::of(Facts {
        name: "Anthropic",
        base_url: "https://api.anthropic.com/v1",
        key_variables: &["ANTHROPIC_API_KEY"],
        chat: Some(Endpoint::chat(&[Rung::PROMPT])),
        completion: None,
        ignores: Format::ALL,
        rate_limits: RateLimits {
            headers: &[
                "anthropic-ratelimit-requests-*",
                "anthropic-ratelimit-tokens-*",
                "anthropic-ratelimit-input-tokens-*",
                "anthropic-ratelimit-output-tokens-*",
            ],
            reset: ResetIn::Rfc3339,
        },
        request_id_headers: &["request-id"],
        notes: &["The route passes over `response_format` without a word."],
        sources: &[
            Source::new(
                "the compatible route and what it ignores",
                "https://platform.claude.com/docs/en/cli-sdks-libraries/libraries/openai-sdk.md",
                "2026-08",
            ),
            Source::new(
                "schema subset of the native API, headers, errors",
                "anthropics/anthropic-sdk-python @009b035",
                "2026-08-07",
            ),
        ],
        ..HOSTED
    });
}
