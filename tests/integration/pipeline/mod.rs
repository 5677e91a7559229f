//! The whole way from a text to a value: other projects' corpora, damage of our own making, probes by hand.

// Other projects' cases.
mod corpora;
// Values, damaged as models damage them.
pub mod damage;
// Where we differ from another project on purpose.
mod policy;
// Texts as models write them, by hand.
mod probes;
// What holds for any text.
mod properties;
