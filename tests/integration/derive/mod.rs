//! `#[derive(JsonResponse)]`. Outside of `beside_serde`, nothing names serde or schemars: a user needs neither.

// Types beside other derives and other crates' attributes.
mod beside_serde;
// The types in the box.
mod boxed;
// Rules: where they run, and the place that each broken one is found at.
mod check;
// Types of other crates as fields.
mod crates;
// The rules of garde, at the places of the JSON.
mod garde;
// Types with the same name are not mistaken for each other.
mod identity;
// Shadowed, raw and generated names.
mod names;
// `own(..)` and `whole`.
mod own;
// Every shape and attribute: the same as serde's and schemars' own derives make.
mod reference;
mod support;
// Hosts that must be able to say a type.
mod targets;
