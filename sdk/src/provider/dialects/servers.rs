//! Servers of one's own.

use crate::schema::{Composition, Dialect, Objects, Patterns, Root, Support};

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
        // `items: false`
        ("items.false", Support::Refused),
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

/// Ollama, which has llama.cpp's grammars below.
///
/// Source: ollama/ollama @fb30760, read 2026-08-21.
pub const OLLAMA: Dialect = Dialect {
    name: "Ollama",
    ..LLAMA_CPP
};

/// vLLM, `SGLang` and what runs on them: the back end (xgrammar, guidance, outlines) decides what holds, so nothing is
/// taken for granted.
///
/// Source: the page "Structured Outputs" of docs.vllm.ai, read 2026 (no list of keywords is published).
pub const VLLM: Dialect = Dialect {
    name: "vLLM",
    root: Root::Object,
    // An open object may grow members of its own, up to the limit of tokens.
    objects: Objects::Closed,
    composition: Composition::Flat,
    ..Dialect::FULL
};
