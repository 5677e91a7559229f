//! Servers of one's own.

use super::{
    COMPATIBLE, Endpoint, ErrorShape, Facts, Format, Provider, REFUSALS, ReasoningIn, Refusal,
    Refusals, Rung, Source, StreamShape, UsageIn, dialects,
};

impl Provider {
    /// A [vLLM](http://localhost:8000/v1) server; the key in `VLLM_API_KEY`, if it was started with one.
    pub const VLLM: Self = Self::of(Facts {
        name: "vLLM",
        base_url: "http://localhost:8000/v1",
        key_variables: &["VLLM_API_KEY"],
        chat: Some(Endpoint::chat(VLLM_RUNGS)),
        completion: Some(Endpoint::completion(VLLM_RUNGS)),
        floor: Some(Format::JsonObject),
        reasoning: &[
            ReasoningIn::Field("reasoning_content"),
            ReasoningIn::Field("reasoning"),
        ],
        ignores: &[Format::GuidedJson],
        other_types: &["structural_tag"],
        errors: ErrorShape::Numbered,
        refusals: Refusals {
            model: NO_MODEL,
            ..REFUSALS
        },
        notes: &[
            "Fields that it does not know are passed over with a line in its log: a newer server ignores `guided_json`.",
            "Which keywords hold depends on the back end (xgrammar, guidance, outlines).",
        ],
        sources: &[
            Source::new(
                "forms, errors, streams",
                "vllm-project/vllm vllm/entrypoints/openai/engine/protocol.py",
                "2026",
            ),
            Source::new(
                "`structured_outputs`, the older fields",
                "https://docs.vllm.ai/en/latest/features/structured_outputs.html",
                "2026",
            ),
        ],
        ..COMPATIBLE
    });

    /// An [SGLang](http://localhost:30000/v1) server; the key in `SGLANG_API_KEY`, if it was started with one.
    pub const SGLANG: Self = Self::of(Facts {
        name: "SGLang",
        base_url: "http://localhost:30000/v1",
        key_variables: &["SGLANG_API_KEY"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchema, dialects::VLLM),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ])),
        floor: Some(Format::JsonObject),
        finish_reasons: &["stop", "length", "tool_calls", "content_filter", "abort"],
        reasoning: &[ReasoningIn::Field("reasoning_content")],
        errors: ErrorShape::Flat,
        refusals: Refusals {
            model: NO_MODEL,
            ..REFUSALS
        },
        notes: &[
            "It also takes `json_schema` as a text in the body, `regex` and `ebnf`; one constraint a request.",
        ],
        unverified: &["base URL"],
        sources: &[Source::new(
            "forms, errors",
            "https://docs.sglang.ai/advanced_features/structured_outputs.html",
            "2026",
        )],
        ..COMPATIBLE
    });

    /// A [llama.cpp](http://localhost:8080/v1) server of one's own; the key in `LLAMA_API_KEY`, if it wants one.
    pub const LLAMA_CPP: Self = Self::of(Facts {
        name: "llama.cpp",
        base_url: "http://localhost:8080/v1",
        key_variables: &["LLAMA_API_KEY"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchema, dialects::LLAMA_CPP),
            Rung::new(Format::JsonObjectSchema, dialects::LLAMA_CPP),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ])),
        completion: Some(Endpoint::completion(&[
            Rung::new(Format::JsonSchemaField, dialects::LLAMA_CPP),
            Rung::PROMPT,
        ])),
        floor: Some(Format::JsonObject),
        reasoning: &[ReasoningIn::Field("reasoning_content")],
        ignores: &[Format::JsonSchemaFlat],
        errors: ErrorShape::Numbered,
        refusals: Refusals {
            key: Refusal::new(401, "Invalid API Key").kind("authentication_error"),
            schema: Refusal::new(400, "Failed to parse grammar"),
            ..REFUSALS
        },
        notes: &[
            "Both nested `json_schema` and `json_object` with `schema` constrain sampling; the flat `json_schema` is taken \
             and ignored.",
            "The model is not shown the schema.",
            "On `/v1/completions` every `response_format` is ignored, and `json_schema` as a field of the body constrains.",
            "A model that is still loading is a 503.",
        ],
        sources: &[
            Source::new(
                "routes, forms, errors",
                "ggml-org/llama.cpp tools/server/README.md @00dc805",
                "2026",
            ),
            Source::new(
                "what a server did with each form and keyword",
                "build 11549, asked on this project's own machines",
                "2026-10",
            ),
        ],
        ..COMPATIBLE
    });

    /// An [Ollama](http://localhost:11434/v1) server, another address in `OLLAMA_BASE_URL`; any key will do.
    pub const OLLAMA: Self = Self::of(Facts {
        name: "Ollama",
        base_url: "http://localhost:11434/v1",
        key_variables: &["OLLAMA_API_KEY"],
        url_variables: &["OLLAMA_BASE_URL"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchema, dialects::OLLAMA),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ])),
        floor: Some(Format::JsonObject),
        reasoning: &[ReasoningIn::Field("reasoning")],
        notes: &[
            "Only `json_schema.schema` is read; `name` and `strict` are ignored, and so are fields that it does not know.",
            "Its cloud models do not take a schema.",
        ],
        sources: &[
            Source::new(
                "routes, forms, errors",
                "ollama/ollama @fb30760",
                "2026-08-21",
            ),
            Source::new(
                "variables, a recorded answer",
                "pydantic/pydantic-ai @4fda389 tests/models/cassettes/test_ollama",
                "2026-08-22",
            ),
        ],
        ..COMPATIBLE
    });

    /// An [LM Studio](http://localhost:1234/v1) server.
    pub const LM_STUDIO: Self = Self::of(Facts {
        name: "LM Studio",
        base_url: "http://localhost:1234/v1",
        // It takes `json_schema` and `text`, and no `json_object`.
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonSchemaStrict, dialects::OLLAMA),
            Rung::PROMPT,
        ])),
        notes: &["`json_object` is refused; its pages print `\"strict\": \"true\"`, a text."],
        sources: &[Source::new(
            "base URL, form",
            "https://lmstudio.ai/docs/developer/openai-compat/structured-output",
            "2026",
        )],
        ..COMPATIBLE
    });

    /// A [text-generation-inference](http://localhost:8080/v1) server; the key in `HF_TOKEN`, if it wants one.
    pub const TGI: Self = Self::of(Facts {
        name: "TGI",
        base_url: "http://localhost:8080/v1",
        key_variables: &["HF_TOKEN"],
        chat: Some(Endpoint::chat(&[
            Rung::new(Format::JsonValue, dialects::COMPATIBLE),
            Rung::PROMPT,
        ])),
        completion: Some(Endpoint::completion(&[Rung::PROMPT])),
        finish_reasons: &["stop", "length", "eos_token", "stop_sequence"],
        stream: StreamShape {
            space: false,
            done: false,
            ..StreamShape::with(UsageIn::Nowhere)
        },
        notes: &[
            "`{\"type\": \"json_object\", \"value\": S}` is the same form by another name; a grammar cannot go with tools.",
        ],
        unverified: &["completions", "stream"],
        sources: &[
            Source::new(
                "grammars, of the native route",
                "https://huggingface.co/docs/text-generation-inference/basic_tutorials/using_guidance",
                "2026",
            ),
            Source::new(
                "the form of chat: `response_format` is a grammar with `type` and `value`",
                "huggingface/text-generation-inference router/src/lib.rs (`ChatRequest`, `GrammarType`), pull request 3276",
                "2025-06-25",
            ),
        ],
        ..COMPATIBLE
    });
}

const NO_MODEL: Refusal = Refusal::new(404, "The model `{model}` does not exist.")
    .kind("NotFoundError")
    .param("model");

const VLLM_RUNGS: &[Rung] = &[
    Rung::new(Format::JsonSchema, dialects::VLLM),
    Rung::new(Format::StructuredOutputs, dialects::VLLM),
    Rung::JSON_OBJECT,
    Rung::PROMPT,
];
