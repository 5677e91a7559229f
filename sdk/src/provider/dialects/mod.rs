//! What each host takes of JSON Schema.
//!
//! ```
//! use json_mode::provider::dialects;
//!
//! #[derive(json_mode::JsonResponse)]
//! struct Plan {
//!     #[schemars(length(max = 3))]
//!     steps: Vec<String>,
//! }
//!
//! let plan = json_mode::schema::<Plan>();
//! // One host keeps to the length, the other refuses a schema that says it.
//! assert!(plan.lower(&dialects::OPENAI_STRICT)?.lost().is_empty());
//! assert_eq!(plan.lower(&dialects::GROQ_STRICT)?.lost()[0].keyword, "maxItems");
//! # Ok::<(), json_mode::Error>(())
//! ```

/// What a host does with keywords, as rows of one kind of support each: `Support::Enforced => ["minimum", "maximum"]`.
macro_rules! keywords {
    ($($support:expr => [$($name:literal),+ $(,)?]),+ $(,)?) => {
        &[$($(($name, $support)),+),+]
    };
}

mod labs;
mod servers;

pub use labs::{ANTHROPIC, GEMINI_JSON_SCHEMA, GEMINI_SCHEMA, MISTRAL, XAI};
pub use servers::{LLAMA_CPP, OLLAMA, VLLM};

use crate::schema::{
    AnyValue, Composition, Dialect, Limits, Maps, Nullable, Objects, Patterns, Refs, Required,
    Root, Support, Tuples, Unions,
};

/// Any schema at all, below an object: for hosts whose JSON mode promises an object and whose prompt says which.
pub const JSON_OBJECT: Dialect = Dialect {
    name: "JSON object",
    root: Root::Object,
    ..Dialect::FULL
};

/// OpenAI's Structured Outputs with `strict: true`.
///
/// Sources: the guide "Structured Outputs" (supported schemas, limits), read 2026-08-21, and the profile
/// `OPENAI_202602` of UnitVectorY-Labs/jsonschemaprofiles @57d66e1. The refusals that it answers with are quoted in
/// many threads: `'additionalProperties' is required to be supplied and to be false`, `'required' is required …`,
/// `'uri' is not a valid format`.
pub const OPENAI_STRICT: Dialect = Dialect {
    name: "OpenAI strict",
    root: Root::Object,
    required: Required::All,
    objects: Objects::Closed,
    maps: Maps::Pairs,
    tuples: Tuples::Object,
    unions: Unions::AnyOf,
    composition: Composition::Flat,
    refs: Refs::Bare,
    any: AnyValue::Refused,
    patterns: Patterns::WithoutLookaround,
    keywords: keywords![
        Support::Enforced => [
            "title", "description", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
            "multipleOf", "pattern", "minItems", "maxItems",
        ],
    ],
    other_keywords: Support::Refused,
    formats: &[
        "date-time",
        "time",
        "date",
        "duration",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uuid",
    ],
    limits: Limits {
        properties: Some(5000),
        depth: Some(10),
        enum_values: Some(1000),
        string_chars: Some(120_000),
        large_enum: Some((250, 15_000)),
        ..Limits::NONE
    },
    ..Dialect::FULL
};

/// Together AI. It publishes no subset; its documents show objects at the root, and the usual back ends take
/// alternatives only where they stand alone.
///
/// Source: docs.together.ai "Structured outputs", as of 2025-11-08; togethercomputer/openapi @090263a.
pub const TOGETHER: Dialect = Dialect {
    name: "Together AI",
    ..COMPATIBLE
};

/// DeepInfra. It publishes no subset; its example closes objects and asks for `strict`.
///
/// Source: docs.deepinfra.com/chat/structured-outputs (deepinfra/docs @0db204f), read 2026-07-22.
pub const DEEPINFRA: Dialect = Dialect {
    name: "DeepInfra",
    ..CLOSED
};

/// An OpenAI-compatible server of which nothing is known: an object at the root, parts merged.
pub const COMPATIBLE: Dialect = Dialect {
    name: "OpenAI-compatible",
    root: Root::Object,
    composition: Composition::Flat,
    ..Dialect::FULL
};

/// The same, with objects that say that they have no further members.
const CLOSED: Dialect = Dialect {
    objects: Objects::Closed,
    ..COMPATIBLE
};

/// Groq's Structured Outputs with `strict: true`. What its page does not list is left out: a schema outside of the
/// subset is a 400.
///
/// Source: console.groq.com/docs/structured-outputs, read 2026.
pub const GROQ_STRICT: Dialect = Dialect {
    name: "Groq strict",
    keywords: DESCRIBING,
    formats: &[],
    patterns: Patterns::Any,
    limits: Limits::NONE,
    ..OPENAI_STRICT
};

/// Cerebras with `strict: true`: unions of at most five, `items: true` refused, null by a union.
///
/// Source: inference-docs.cerebras.ai/capabilities/structured-outputs, read 2026; the older pages for null.
pub const CEREBRAS_STRICT: Dialect = Dialect {
    name: "Cerebras strict",
    keywords: DESCRIBING,
    formats: &[],
    patterns: Patterns::Any,
    nullable: Nullable::AnyOf,
    limits: Limits {
        union_branches: Some(5),
        ..Limits::NONE
    },
    ..OPENAI_STRICT
};

/// Fireworks, which makes a grammar of the schema and refuses what its page names: `oneOf`, lengths, patterns.
///
/// Source: docs.fireworks.ai/structured-responses/structured-response-formatting, as of 2025-11-08.
pub const FIREWORKS: Dialect = Dialect {
    name: "Fireworks",
    // Further members are forbidden whatever the schema says.
    maps: Maps::Pairs,
    unions: Unions::AnyOf,
    keywords: keywords![
        Support::Refused => [
            "oneOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems",
            "contains", "minContains", "maxContains", "propertyNames", "minProperties",
            "maxProperties", "not", "if", "then", "else", "dependentRequired", "dependentSchemas",
        ],
    ],
    ..CLOSED
};

/// What a strict host takes at least beside the structure.
const DESCRIBING: &[(&str, Support)] = keywords![
    Support::Enforced => ["title", "description"],
];
