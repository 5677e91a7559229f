//! The hosts that the crate knows, one constant each. Every fact names where it was read, and when.

use super::{
    COMPATIBLE, Endpoint, Facts, Format, JsonWord, KeyNeed, Provider, Rung, SchemaVisibility,
    StreamUsage, dialects,
};

impl Provider {
    /// [Together AI](https://api.together.ai/v1), key in `TOGETHER_API_KEY`.
    ///
    /// Sources: togethercomputer/openapi `openapi.yaml` @090263a (2026-04-28): base URL, the nested form with `name`
    /// and `strict`, errors, no `stream_options` (its streams count tokens unasked, on the last chunk). docs.together.ai as of 2025-11-08: the older forms; its pages put the schema into the
    /// system message as well, so it is taken to be hidden; they show no `response_format` for legacy completions, where
    /// the schema goes into the prompt. togethercomputer/together-python @eba5e5f: `cf-ray`.
    /// BerriAI/litellm PR 38269 (2026-08): the nested form is answered with 200.
    pub const TOGETHER: Self = Self::of(Facts {
        name: "Together AI",
        base_url: "https://api.together.ai/v1",
        key_variables: &["TOGETHER_API_KEY", "TOGETHER_AI_API_KEY"],
        key: KeyNeed::Required,
        chat: Some(Endpoint::chat(TOGETHER_RUNGS)),
        request_id_headers: &["x-request-id", "cf-ray"],
        stream_usage: StreamUsage::Unasked,
        ..COMPATIBLE
    });

    /// [DeepInfra](https://api.deepinfra.com/v1/openai), key in `DEEPINFRA_TOKEN`; with its own
    /// `/v1/inference/{model}` beside OpenAI's routes.
    ///
    /// Sources: deepinfra/docs @0db204f (2026-07-22) and its OpenAPI, tryAGI/DeepInfra @b682651 (2026-05-20): routes,
    /// formats, `name` and `schema` required. The 405 for a model without JSON mode and the models that failed a
    /// live check: truefoundry/models PRs 913 and 1300 (2026). The native route's fields: deepinfra/deepinfra-node
    /// @47c1a50 (2024-05-13) and the model API pages; only `json_object` was seen there.
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
        inference: Some(Endpoint {
            path: "inference/{model}",
            without: "/openai",
            rungs: &[Rung::JSON_OBJECT, Rung::PROMPT],
            renames: &[("max_tokens", "max_new_tokens"), ("n", "num_responses")],
        }),
        models: &[
            ("NousResearch/Hermes-3-Llama-3.1-405B", Format::Prompt),
            ("NousResearch/Hermes-3-Llama-3.1-70B", Format::Prompt),
            ("Qwen/Qwen3-14B", Format::Prompt),
            ("Qwen/Qwen3-30B-A3B", Format::Prompt),
            ("Sao10K/L3-8B-Lunaris-v1", Format::Prompt),
            ("stepfun-ai/Step-3.5-Flash", Format::Prompt),
        ],
        ..COMPATIBLE
    });

    /// [OpenAI](https://api.openai.com/v1), key in `OPENAI_API_KEY`, another base URL in `OPENAI_BASE_URL`.
    ///
    /// Sources: openai/openai-openapi @f85dbe2 and openai/openai-python @e43b4224 (2026-08-21); the guide "Structured
    /// Outputs": the schema is part of what the model is given; JSON mode demands the word "JSON".
    pub const OPENAI: Self = Self::of(Facts {
        name: "OpenAI",
        base_url: "https://api.openai.com/v1",
        key_variables: &["OPENAI_API_KEY"],
        url_variables: &["OPENAI_BASE_URL"],
        key: KeyNeed::Required,
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchemaStrict, dialects::OPENAI_STRICT),
            Rung::new(Format::JsonSchema, dialects::COMPATIBLE),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ])),
        completion: Some(Endpoint::completion(&[Rung::PROMPT])),
        request_id_headers: &["x-request-id"],
        schema_visibility: SchemaVisibility::Shown,
        json_word: JsonWord::Demanded,
        ..COMPATIBLE
    });

    /// A [llama.cpp](http://localhost:8080/v1) server of one's own; the key in `LLAMA_API_KEY`, if it wants one.
    ///
    /// Source: ggml-org/llama.cpp `tools/server/README.md` @00dc805, and what a server of 2026-10 (build 11549) did:
    /// both forms constrain sampling, the flat `json_schema` is taken and ignored, the model is not shown the schema; on
    /// `/v1/completions` every `response_format` is ignored, and `json_schema` as a field of the body constrains.
    pub const LLAMA_CPP: Self = Self::of(Facts {
        name: "llama.cpp",
        base_url: "http://localhost:8080/v1",
        key_variables: &["LLAMA_API_KEY"],
        chat: Some(Endpoint::chat(LLAMA_CPP_RUNGS)),
        completion: Some(Endpoint::completion(&[
            Rung::new(Format::JsonSchemaField, dialects::LLAMA_CPP),
            Rung::PROMPT,
        ])),
        ..COMPATIBLE
    });

    /// The hosts that `Client::from_env` looks for, in this order.
    pub(crate) const WITH_KEYS: [&'static Self; 3] =
        [&Self::TOGETHER, &Self::DEEPINFRA, &Self::OPENAI];
}

/// The flat form of 2025 is not on the ladder: whether it is still taken is not known, and a server that takes it may
/// ignore the schema. `.format(Format::JsonSchemaFlat)` sends it.
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

const LLAMA_CPP_RUNGS: &[Rung] = &[
    Rung::new(Format::JsonSchema, dialects::LLAMA_CPP),
    Rung::new(Format::JsonObjectSchema, dialects::LLAMA_CPP),
    Rung::JSON_OBJECT,
    Rung::PROMPT,
];
