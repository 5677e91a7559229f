//! The two hosts that the crate began with.

use super::{
    COMPATIBLE, Endpoint, ErrorShape, Facts, Format, KeyNeed, Provider, REFUSALS, RateLimits,
    ReasoningIn, Refusal, Refusals, ResetIn, RoleIn, Rung, Source, StreamShape, UsageIn, dialects,
};

impl Provider {
    /// [Together AI](https://api.together.ai/v1), key in `TOGETHER_API_KEY`.
    pub const TOGETHER: Self = Self::of(Facts {
        name: "Together AI",
        base_url: "https://api.together.ai/v1",
        key_variables: &["TOGETHER_API_KEY", "TOGETHER_AI_API_KEY"],
        key: KeyNeed::Required,
        chat: Some(Endpoint::chat(TOGETHER_RUNGS)),
        accepts: &[Format::JsonSchemaFlat],
        other_types: &["regex"],
        finish_reasons: &["stop", "eos", "length", "tool_calls", "function_call", ""],
        reasoning: &[ReasoningIn::Field("reasoning"), ReasoningIn::Think],
        stream: StreamShape::with(UsageIn::OnFinish).role(RoleIn::Every),
        refusals: Refusals {
            key: Refusal::new(
                401,
                "Invalid API key provided. You can find your API key at https://api.together.xyz/settings/api-keys.",
            )
            .code("invalid_api_key"),
            model: Refusal::new(
                400,
                "Unable to access non-serverless model {model}. Please visit https://api.together.ai/models/{model} to \
                 create and start a new dedicated endpoint for the model.",
            )
            .code("model_not_available"),
            form: Refusal::new(400, "response_format is not supported for this model"),
            ..REFUSALS
        },
        request_id_headers: &["x-request-id", "cf-ray"],
        rate_limits: RateLimits {
            headers: &["x-ratelimit-*", "x-tokenlimit-*"],
            reset: ResetIn::Seconds,
        },
        notes: &[
            "A JSON-mode answer was recorded without `finish_reason`.",
            "Whether the flat form of 2025 is still taken is not known, so it is not on the ladder; \
             `.format(Format::JsonSchemaFlat)` sends it. The emulator takes it, as the host's own older client sends it.",
            "No form was seen for legacy completions, where some object is asked for and the schema goes into the prompt.",
        ],
        sources: &[
            Source::new(
                "base URL, the nested form with `name` and `strict`, fields, errors, `finish_reason`",
                "togethercomputer/openapi openapi.yaml @090263a",
                "2026-04-28",
            ),
            Source::new(
                "the older forms; the schema belongs into the system message; rate-limit headers",
                "https://docs.together.ai/docs/json-mode",
                "2025-11-08",
            ),
            Source::new(
                "the nested form is answered with 200",
                "https://github.com/BerriAI/litellm/pull/38269",
                "2026-08",
            ),
            Source::new(
                "`cf-ray`",
                "togethercomputer/together-python @eba5e5f",
                "2025-12-23",
            ),
            Source::new(
                "streams, answers without `finish_reason`",
                "lzell/AIProxySwift @2fa0643",
                "2025",
            ),
        ],
        ..COMPATIBLE
    });

    /// [DeepInfra](https://api.deepinfra.com/v1/openai), key in `DEEPINFRA_TOKEN`; with its own
    /// `/v1/inference/{model}` beside OpenAI's routes.
    pub const DEEPINFRA: Self = Self::of(Facts {
        name: "DeepInfra",
        base_url: "https://api.deepinfra.com/v1/openai",
        key_variables: &[
            "DEEPINFRA_TOKEN",
            "DEEPINFRA_API_KEY",
            "DEEPINFRA_API_TOKEN",
        ],
        key: KeyNeed::Required,
        chat: Some(Endpoint::chat(DEEPINFRA_RUNGS)),
        completion: Some(Endpoint::completion(DEEPINFRA_RUNGS)),
        inference: Some(
            Endpoint::at("inference/{model}", &[Rung::JSON_OBJECT, Rung::PROMPT])
                .without("/openai")
                .renames(&[("max_tokens", "max_new_tokens"), ("n", "num_responses")]),
        ),
        other_types: &["regex"],
        models: &[
            ("NousResearch/Hermes-3-Llama-3.1-405B", Format::Prompt),
            ("NousResearch/Hermes-3-Llama-3.1-70B", Format::Prompt),
            ("Qwen/Qwen3-14B", Format::Prompt),
            ("Qwen/Qwen3-30B-A3B", Format::Prompt),
            ("Sao10K/L3-8B-Lunaris-v1", Format::Prompt),
            ("stepfun-ai/Step-3.5-Flash", Format::Prompt),
        ],
        reasoning: &[ReasoningIn::Field("reasoning_content")],
        refusals: Refusals {
            key: Refusal::new(401, "Not authenticated"),
            model: Refusal::new(404, "Model not found").shaped(ErrorShape::Text),
            form: Refusal::new(
                405,
                "{type} response format is not supported for model: {model}",
            )
            .param("response_format"),
            ..REFUSALS
        },
        stream: StreamShape::with(UsageIn::OnFinish),
        notes: &[
            "A model without JSON mode answers 405.",
            "JSON is cut anywhere at `length`, with a status of 200.",
            "Some models wrap the JSON in a fence.",
        ],
        sources: &[
            Source::new(
                "routes, forms, streams, limits",
                "https://docs.deepinfra.com (deepinfra/docs @0db204f)",
                "2026-07-22",
            ),
            Source::new(
                "`name` and `schema` required, fields",
                "https://api.deepinfra.com/openapi.json (tryAGI/DeepInfra @b682651)",
                "2026-05-20",
            ),
            Source::new(
                "the 405, models that failed a live check",
                "https://github.com/truefoundry/models pull requests 913, 944, 1300",
                "2026",
            ),
            Source::new(
                "the native route's fields; only `json_object` was seen there",
                "deepinfra/deepinfra-node @47c1a50",
                "2024-05-13",
            ),
        ],
        ..COMPATIBLE
    });
}

const TOGETHER_RUNGS: &[Rung] = &[
    Rung::new(Format::JsonSchema, dialects::TOGETHER),
    Rung::new(Format::JsonObjectSchema, dialects::TOGETHER),
    Rung::JSON_OBJECT,
    Rung::PROMPT,
];

const DEEPINFRA_RUNGS: &[Rung] = &[
    Rung::new(Format::JsonSchemaStrict, dialects::DEEPINFRA),
    Rung::JSON_OBJECT,
    Rung::PROMPT,
];
