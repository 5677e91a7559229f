//! Hosts that pass requests on to others.

use super::{
    COMPATIBLE_RUNGS, Endpoint, ErrorShape, Facts, Format, HOSTED, Provider, ReasoningIn, RoleIn,
    Rung, Source, StreamShape, UsageIn, dialects,
};

impl Provider {
    /// [OpenRouter](https://openrouter.ai/api/v1), key in `OPENROUTER_API_KEY`.
    ///
    /// Beside a form it is told to choose only hosts that take every field (`provider.require_parameters`);
    /// `.param("provider", …)` says otherwise.
    pub const OPENROUTER: Self = Self::of(Facts {
        name: "OpenRouter",
        base_url: "https://openrouter.ai/api/v1",
        key_variables: &["OPENROUTER_API_KEY"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchemaStrict, dialects::OPENAI_STRICT),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ])),
        beside_form: &[("provider", r#"{"require_parameters":true}"#)],
        finish_reasons: &["stop", "length", "tool_calls", "content_filter", "error"],
        reasoning: &[ReasoningIn::Field("reasoning")],
        stream: StreamShape::with(UsageIn::Apart)
            .comment("OPENROUTER PROCESSING")
            .role(RoleIn::Every),
        errors: ErrorShape::Numbered,
        notes: &[
            "An error may come with a status of 200, also in a stream.",
            "Optional headers `HTTP-Referer` and `X-Title` name the program (`ClientBuilder::header`).",
            "The strictest dialect is sent, for any host may be behind it.",
        ],
        sources: &[
            Source::new(
                "routes, forms, `require_parameters`, streams, errors",
                "https://openrouter.ai/docs",
                "2025-11-08",
            ),
            Source::new(
                "errors as recorded",
                "pydantic/pydantic-ai @4fda389 tests/models/cassettes/test_openrouter",
                "2026-08-22",
            ),
        ],
        ..HOSTED
    });

    /// [Hugging Face's router](https://router.huggingface.co/v1), key in `HF_TOKEN`.
    pub const HUGGING_FACE: Self = Self::of(Facts {
        name: "Hugging Face",
        base_url: "https://router.huggingface.co/v1",
        key_variables: &["HF_TOKEN"],
        chat: Some(Endpoint::chat(COMPATIBLE_RUNGS)),
        completion: None,
        notes: &["What is taken depends on the host behind it; `model:host` chooses one."],
        sources: &[
            Source::new(
                "base URL, variable",
                "vercel/ai @ed857f5, pydantic/pydantic-ai @4fda389",
                "2026-08-22",
            ),
            Source::new(
                "forms",
                "https://huggingface.co/docs/inference-providers/guides/structured-output",
                "2026",
            ),
        ],
        ..HOSTED
    });

    /// [Cloudflare Workers AI](https://developers.cloudflare.com/workers-ai), key in `CLOUDFLARE_API_KEY`, the account in
    /// `CLOUDFLARE_ACCOUNT_ID`; a model's name starts with `@cf/`.
    pub const CLOUDFLARE: Self = Self::of(Facts {
        name: "Cloudflare",
        base_url: "https://api.cloudflare.com/client/v4/accounts/{CLOUDFLARE_ACCOUNT_ID}/ai",
        key_variables: &["CLOUDFLARE_API_KEY", "CLOUDFLARE_API_TOKEN"],
        chat: Some(Endpoint::at(
            "run/{model}",
            &[
                Rung::new(Format::JsonSchemaBare, dialects::COMPATIBLE),
                Rung::PROMPT,
            ],
        )),
        completion: None,
        errors: ErrorShape::Cloudflare,
        finish_reasons: &[""],
        stream: StreamShape::with(UsageIn::Nowhere),
        notes: &[
            "The native route: the model is in the path, an answer is `result.response`, an object where a schema was sent.",
            "Streams are refused beside a schema.",
        ],
        sources: &[
            Source::new(
                "the form, the answer, models",
                "https://developers.cloudflare.com/workers-ai/features/json-mode",
                "2026",
            ),
            Source::new(
                "base URL, variables",
                "https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility",
                "2025",
            ),
        ],
        ..HOSTED
    });

    /// [Snowflake Cortex](https://docs.snowflake.com), token in `SNOWFLAKE_TOKEN`, the account in `SNOWFLAKE_ACCOUNT`.
    pub const SNOWFLAKE: Self = Self::of(Facts {
        name: "Snowflake",
        base_url: "https://{SNOWFLAKE_ACCOUNT}.snowflakecomputing.com/api/v2/cortex/v1",
        key_variables: &["SNOWFLAKE_TOKEN"],
        chat: Some(Endpoint::chat(COMPATIBLE_RUNGS)),
        completion: None,
        finish_reasons: &[""],
        notes: &["Answers have `finish_reason: \"\"`, `refusal: \"\"` and an empty `id`."],
        sources: &[Source::new(
            "base URL, variables, a recorded answer to `json_schema`",
            "pydantic/pydantic-ai @4fda389 tests/models/cassettes/test_snowflake",
            "2026-08-22",
        )],
        ..HOSTED
    });
}
