//! Hosts of those who make the models.

use super::{CLOSED, OPENAI_STRICT};
use crate::schema::{
    AnyValue, Composition, Consts, Dialect, Enums, Limits, Maps, Nullable, Objects, Patterns,
    PropertyOrder, Recursion, Refs, Required, Root, Support, Tuples, Unions,
};

/// Mistral. It publishes no subset; its own clients close objects.
///
/// Source: mistralai/platform-docs-public @222f4ba, read 2026-08-21.
pub const MISTRAL: Dialect = Dialect {
    name: "Mistral",
    ..CLOSED
};

/// xAI: no circular references, `allOf` of one part, some formats.
///
/// Source: docs.x.ai/docs/guides/structured-outputs, read 2026; the profile of pydantic/pydantic-ai @4fda389.
pub const XAI: Dialect = Dialect {
    name: "xAI",
    maps: Maps::Pairs,
    tuples: Tuples::Object,
    unions: Unions::AnyOf,
    recursion: Recursion::Refused,
    formats: &["date", "time", "date-time", "email", "uuid", "ipv4"],
    ..CLOSED
};

/// Anthropic's `output_config`, as its own client prepares a schema for it: closed objects, no recursion, lists with at
/// least none or one element, bounds only in the description.
///
/// Source: anthropics/anthropic-sdk-python @009b035 `lib/_parse/_transform.py`, read 2026-08-07.
pub const ANTHROPIC: Dialect = Dialect {
    name: "Anthropic",
    root: Root::Object,
    required: Required::Declared,
    recursion: Recursion::Refused,
    nullable: Nullable::AnyOf,
    keywords: keywords![
        Support::Enforced => ["title", "description"],
        Support::UpTo(1) => ["minItems"],
    ],
    formats: &[
        "date-time",
        "time",
        "date",
        "duration",
        "email",
        "hostname",
        "uri",
        "ipv4",
        "ipv6",
        "uuid",
    ],
    patterns: Patterns::Any,
    limits: Limits::NONE,
    ..OPENAI_STRICT
};

/// Gemini's `responseJsonSchema`, and `json_schema` on its route for OpenAI's clients.
///
/// Sources: googleapis/python-genai @6680718, read 2026-08-21; the profile `GEMINI_202602` of
/// UnitVectorY-Labs/jsonschemaprofiles @57d66e1; recorded answers of pydantic/pydantic-ai @4fda389.
pub const GEMINI_JSON_SCHEMA: Dialect = Dialect {
    name: "Gemini",
    unions: Unions::AnyOf,
    composition: Composition::Flat,
    consts: Consts::Enum,
    keywords: keywords![
        Support::Enforced => ["title", "description", "minimum", "maximum", "minItems", "maxItems"],
        Support::Unenforced => ["pattern", "default", "format"],
    ],
    // Accepted and passed over, as far as anyone saw.
    other_keywords: Support::Unenforced,
    formats: &["date-time", "date", "time"],
    ..Dialect::FULL
};

/// Gemini's older `responseSchema`, a part of `OpenAPI`'s schemas: no `additionalProperties`, no list of types, no
/// references, `nullable`, texts in `enum`, and the order of properties said apart.
///
/// Sources: ai.google.dev structured output; the profile `GEMINI_202503` of UnitVectorY-Labs/jsonschemaprofiles @57d66e1;
/// refusals quoted in threads: `Unknown name "additionalProperties"`, `Proto field is not repeating`.
pub const GEMINI_SCHEMA: Dialect = Dialect {
    name: "Gemini responseSchema",
    root: Root::Any,
    required: Required::Declared,
    objects: Objects::Open,
    maps: Maps::Pairs,
    tuples: Tuples::Object,
    unions: Unions::AnyOf,
    composition: Composition::Flat,
    refs: Refs::Inline,
    recursion: Recursion::Refused,
    nullable: Nullable::Keyword,
    consts: Consts::Enum,
    enums: Enums::Texts,
    order: PropertyOrder::Listed,
    any: AnyValue::Refused,
    patterns: Patterns::Any,
    keywords: keywords![
        Support::Enforced => ["description", "minimum", "maximum", "minItems", "maxItems"],
    ],
    other_keywords: Support::Refused,
    formats: &["date-time", "enum"],
    ..Dialect::FULL
};
