//! Hosts of others' models.

use super::{
    COMPATIBLE_RUNGS, Endpoint, ErrorShape, Facts, Format, HOSTED, Provider, REFUSALS, RateLimits,
    ReasoningIn, Refusal, Refusals, ResetIn, RoleIn, Rung, Source, StreamShape, UsageIn, dialects,
};

impl Provider {
    /// [Groq](https://api.groq.com/openai/v1), key in `GROQ_API_KEY`.
    pub const GROQ: Self = Self::of(Facts {
        name: "Groq",
        base_url: "https://api.groq.com/openai/v1",
        key_variables: &["GROQ_API_KEY"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchemaStrict, dialects::GROQ_STRICT),
            Rung::new(Format::JsonSchema, dialects::COMPATIBLE),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ])),
        completion: None,
        start: Some(Format::JsonSchema),
        floor: Some(Format::JsonObject),
        models: &[
            ("openai/gpt-oss-20b", Format::JsonSchemaStrict),
            ("openai/gpt-oss-120b", Format::JsonSchemaStrict),
            ("llama-3.3-70b-versatile", Format::JsonObject),
        ],
        reasoning: &[ReasoningIn::Field("reasoning")],
        stream: StreamShape::with(UsageIn::OnFinish),
        errors: ErrorShape::Sparse,
        refusals: Refusals {
            key: Refusal::new(401, "Invalid API Key").code("invalid_api_key"),
            form: Refusal::new(
                400,
                "This model does not support response format `{type}`. See supported models at \
                 https://console.groq.com/docs/structured-outputs#supported-models",
            )
            .param("response_format"),
            ..REFUSALS
        },
        rate_limits: RateLimits {
            headers: &["x-ratelimit-*-requests", "x-ratelimit-*-tokens"],
            reset: ResetIn::Duration,
        },
        notes: &[
            "`strict: true` is held on two models; elsewhere the schema is followed as well as the model can, and an \
             answer that breaks it is a 400 `json_validate_failed` with the text in `failed_generation`.",
            "Requests are counted by the day, tokens by the minute; `retry-after` comes only with a 429.",
            "JSON mode beside tools or streams is refused.",
        ],
        sources: &[
            Source::new(
                "forms, models, limits, errors; models without `json_schema` take `json_object`",
                "https://console.groq.com/docs/structured-outputs",
                "2026",
            ),
            Source::new(
                "answers, streams",
                "pydantic/pydantic-ai @4fda389, vercel/ai @ed857f5 packages/groq/src/__fixtures__",
                "2026-08-22",
            ),
        ],
        ..HOSTED
    });

    /// [Fireworks](https://api.fireworks.ai/inference/v1), key in `FIREWORKS_API_KEY`.
    pub const FIREWORKS: Self = Self::of(Facts {
        name: "Fireworks",
        base_url: "https://api.fireworks.ai/inference/v1",
        key_variables: &["FIREWORKS_API_KEY"],
        chat: Some(Endpoint::chat(FIREWORKS_RUNGS)),
        completion: Some(Endpoint::completion(FIREWORKS_RUNGS)),
        accepts: &[Format::JsonObjectSchema],
        other_types: &["grammar"],
        reasoning: &[ReasoningIn::Think, ReasoningIn::Field("reasoning_content")],
        stream: StreamShape::with(UsageIn::OnFinish),
        rate_limits: RateLimits {
            headers: &[
                "x-ratelimit-*-requests",
                "x-ratelimit-*-tokens-prompt",
                "x-ratelimit-*-tokens-generated",
                "x-ratelimit-over-limit",
            ],
            reset: ResetIn::Nothing,
        },
        notes: &[
            "The schema only constrains sampling: the model does not see it.",
            "The gateway's own errors are `{\"fault\": {\"faultstring\", …}}`.",
            "A grammar may be sent instead (`{\"type\": \"grammar\", \"grammar\": …}`), which is never needed here.",
        ],
        sources: &[
            Source::new(
                "routes, forms, schema subset, headers",
                "https://docs.fireworks.ai/structured-responses/structured-response-formatting",
                "2025-11-08",
            ),
            Source::new(
                "streams, gateway errors",
                "Portkey-AI/gateway src/providers/fireworks-ai",
                "2025",
            ),
        ],
        ..HOSTED
    });

    /// [Cerebras](https://api.cerebras.ai/v1), key in `CEREBRAS_API_KEY`.
    pub const CEREBRAS: Self = Self::of(Facts {
        name: "Cerebras",
        base_url: "https://api.cerebras.ai/v1",
        key_variables: &["CEREBRAS_API_KEY"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchemaStrict, dialects::CEREBRAS_STRICT),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ])),
        reasoning: &[ReasoningIn::Field("reasoning")],
        stream: StreamShape::with(UsageIn::OnFinish).silent_until_the_end(),
        rate_limits: RateLimits {
            headers: &["x-ratelimit-*-requests-day", "x-ratelimit-*-tokens-minute"],
            reset: ResetIn::Seconds,
        },
        notes: &[
            "JSON was seen in `content` beside `tool_calls`, with `finish_reason: tool_calls`.",
        ],
        sources: &[
            Source::new(
                "forms, schema subset, headers",
                "https://inference-docs.cerebras.ai/capabilities/structured-outputs",
                "2026",
            ),
            Source::new(
                "answers, streams",
                "vercel/ai @ed857f5 packages/cerebras/src/fixtures",
                "2026-08-22",
            ),
        ],
        ..HOSTED
    });

    /// [SambaNova](https://api.sambanova.ai/v1), key in `SAMBANOVA_API_KEY`.
    pub const SAMBANOVA: Self = Self::of(Facts {
        name: "SambaNova",
        base_url: "https://api.sambanova.ai/v1",
        key_variables: &["SAMBANOVA_API_KEY"],
        chat: Some(Endpoint::chat(COMPATIBLE_RUNGS)),
        rate_limits: RateLimits {
            headers: &["x-ratelimit-*-requests", "x-ratelimit-*-requests-day"],
            reset: ResetIn::EpochSeconds,
        },
        sources: &[
            Source::new(
                "forms, headers, errors",
                "https://docs.sambanova.ai",
                "2026",
            ),
            Source::new(
                "base URL, variable",
                "pydantic/pydantic-ai @4fda389",
                "2026-08-22",
            ),
        ],
        ..HOSTED
    });

    /// [Nebius Token Factory](https://api.tokenfactory.nebius.com/v1), key in `NEBIUS_API_KEY`.
    pub const NEBIUS: Self = Self::of(Facts {
        name: "Nebius",
        base_url: "https://api.tokenfactory.nebius.com/v1",
        key_variables: &["NEBIUS_API_KEY"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchema, dialects::VLLM),
            Rung::new(Format::GuidedJson, dialects::VLLM),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ])),
        notes: &["Older address: `https://api.studio.nebius.com/v1`."],
        sources: &[
            Source::new(
                "base URL, forms",
                "https://docs.nebius.com/studio/inference/json",
                "2026",
            ),
            Source::new("variable", "pydantic/pydantic-ai @4fda389", "2026-08-22"),
        ],
        ..HOSTED
    });

    /// [Novita](https://api.novita.ai/v3/openai), key in `NOVITA_API_KEY`.
    pub const NOVITA: Self = Self::of(Facts {
        name: "Novita",
        base_url: "https://api.novita.ai/v3/openai",
        key_variables: &["NOVITA_API_KEY"],
        chat: Some(Endpoint::chat(COMPATIBLE_RUNGS)),
        notes: &[
            "No balance is a 403 `NOT_ENOUGH_BALANCE`, a missing model a 404 `MODEL_NOT_FOUND`.",
        ],
        sources: &[Source::new(
            "base URL, variable, forms, errors",
            "https://novita.ai/docs/guides/llm-structured-outputs",
            "2026",
        )],
        ..HOSTED
    });

    /// [Hyperbolic](https://api.hyperbolic.xyz/v1), key in `HYPERBOLIC_API_KEY`.
    pub const HYPERBOLIC: Self = Self::of(Facts {
        name: "Hyperbolic",
        base_url: "https://api.hyperbolic.xyz/v1",
        key_variables: &["HYPERBOLIC_API_KEY"],
        chat: Some(Endpoint::chat(COMPATIBLE_RUNGS)),
        notes: &["No page at hand says which forms it takes."],
        unverified: &["chat", "completions"],
        sources: &[Source::new(
            "base URL, variable",
            "0xPlaygrounds/rig rig-core 0.16 src/providers/hyperbolic.rs",
            "2026-11-21",
        )],
        ..HOSTED
    });

    /// [Perplexity](https://api.perplexity.ai), key in `PERPLEXITY_API_KEY`.
    pub const PERPLEXITY: Self = Self::of(Facts {
        name: "Perplexity",
        base_url: "https://api.perplexity.ai",
        key_variables: &["PERPLEXITY_API_KEY"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchema, dialects::COMPATIBLE),
            Rung::PROMPT,
        ])),
        completion: None,
        other_types: &["regex"],
        reasoning: &[ReasoningIn::Think],
        stream: StreamShape {
            last_object: Some("chat.completion.done"),
            ..StreamShape::with(UsageIn::Running)
                .role(RoleIn::Every)
                .silent_until_the_end()
        },
        notes: &["The last object of a stream is `chat.completion.done`."],
        sources: &[
            Source::new(
                "forms",
                "https://docs.perplexity.ai/guides/structured-outputs",
                "2026",
            ),
            Source::new(
                "base URL, variable, stream",
                "vercel/ai @ed857f5 packages/perplexity/src/__fixtures__",
                "2026-08-22",
            ),
        ],
        ..HOSTED
    });

    /// [NVIDIA NIM](https://integrate.api.nvidia.com/v1), key in `NVIDIA_API_KEY`; a container of one's own by
    /// [`base_url`](crate::ClientBuilder::base_url).
    pub const NVIDIA: Self = Self::of(Facts {
        name: "NVIDIA NIM",
        base_url: "https://integrate.api.nvidia.com/v1",
        key_variables: &["NVIDIA_API_KEY"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchema, dialects::VLLM),
            Rung::new(Format::GuidedJson, dialects::VLLM),
            Rung::new(Format::NvextGuidedJson, dialects::VLLM),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ])),
        errors: ErrorShape::Numbered,
        notes: &[
            "Containers of 1.x take `nvext.guided_json` or `guided_json` in the body; those of 2.x take `json_schema` and pass over \
             `guided_json`.",
        ],
        unverified: &["key", "completions"],
        sources: &[
            Source::new(
                "the guided forms and `json_object`, of containers",
                "https://docs.nvidia.com/nim/large-language-models/1.5.0/structured-generation.html and latest",
                "2026-11-21",
            ),
            Source::new(
                "`json_schema`, of containers for images and text",
                "https://docs.nvidia.com/nim/vision-language-models/latest/structured-generation.html",
                "2026-11-21",
            ),
            Source::new(
                "`json_schema` at every current container and at the hosted one; what 2.x passes over",
                "https://docs.h2o.ai/enterprise-h2ogpte/guide/models-section/nvidia-nim-llms",
                "2026-11-21",
            ),
            Source::new(
                "base URL",
                "https://ai-sdk.dev/providers/openai-compatible-providers/nim",
                "2026-11-21",
            ),
        ],
        ..HOSTED
    });
}

const FIREWORKS_RUNGS: &[Rung] = &[
    Rung::new(Format::JsonSchema, dialects::FIREWORKS),
    Rung::JSON_OBJECT,
    Rung::PROMPT,
];
