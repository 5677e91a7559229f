//! `#[derive(JsonResponse)]`, and nothing else: this package depends on neither serde nor schemars.

// Every shape and attribute: the same as serde's and schemars' own derives make.
mod reference;
mod support;
