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
    keywords: keywords![
        // `items: false`
        Support::Refused => ["items.false"],
        Support::Enforced => ["minLength", "maxLength", "minItems", "maxItems", "pattern"],
        Support::Unenforced => [
            "number.minimum", "number.maximum", "number.exclusiveMinimum",
            "number.exclusiveMaximum",
        ],
        Support::Enforced => ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
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
