//! What each host takes of JSON Schema.

use crate::schema::{
    AnyValue, Composition, Dialect, Limits, Maps, Objects, Patterns, Refs, Required, Root, Support,
    Tuples, Unions,
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
    keywords: &[
        ("title", Support::Enforced),
        ("description", Support::Enforced),
        ("minimum", Support::Enforced),
        ("maximum", Support::Enforced),
        ("exclusiveMinimum", Support::Enforced),
        ("exclusiveMaximum", Support::Enforced),
        ("multipleOf", Support::Enforced),
        ("pattern", Support::Enforced),
        ("minItems", Support::Enforced),
        ("maxItems", Support::Enforced),
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
    root: Root::Object,
    composition: Composition::Flat,
    ..Dialect::FULL
};

/// DeepInfra. It publishes no subset; its example closes objects and asks for `strict`.
///
/// Source: docs.deepinfra.com/chat/structured-outputs (deepinfra/docs @0db204f), read 2026-07-22.
pub const DEEPINFRA: Dialect = Dialect {
    name: "DeepInfra",
    root: Root::Object,
    objects: Objects::Closed,
    composition: Composition::Flat,
    ..Dialect::FULL
};

/// llama.cpp's server, which makes a grammar of the schema.
///
/// Sources: ggml-org/llama.cpp `grammars/README.md` @00dc805; what a server of 2026-10 (build 11549) was seen to
/// enforce and to ignore: bounds hold for `integer` and not for `number`, `items: false` is a 400, a union beside
/// properties loses the properties.
pub const LLAMA_CPP: Dialect = Dialect {
    name: "llama.cpp",
    // Its grammar lets an open object grow members of its own, up to the limit of tokens.
    objects: Objects::Closed,
    composition: Composition::Flat,
    patterns: Patterns::Anchored,
    keywords: &[
        ("minLength", Support::Enforced),
        ("maxLength", Support::Enforced),
        ("minItems", Support::Enforced),
        ("maxItems", Support::Enforced),
        ("pattern", Support::Enforced),
        ("number.minimum", Support::Unenforced),
        ("number.maximum", Support::Unenforced),
        ("number.exclusiveMinimum", Support::Unenforced),
        ("number.exclusiveMaximum", Support::Unenforced),
        ("minimum", Support::Enforced),
        ("maximum", Support::Enforced),
        ("exclusiveMinimum", Support::Enforced),
        ("exclusiveMaximum", Support::Enforced),
    ],
    formats: &["date", "time", "date-time", "uuid"],
    ..Dialect::FULL
};

/// An OpenAI-compatible server of which nothing is known: an object at the root, parts merged.
pub const COMPATIBLE: Dialect = Dialect {
    name: "OpenAI-compatible",
    root: Root::Object,
    composition: Composition::Flat,
    ..Dialect::FULL
};
