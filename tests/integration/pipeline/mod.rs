//! The whole way from a text to a value: other projects' corpora, damage of our own making, probes by hand.

// Other projects' cases.
mod corpora;
// Values, damaged as models damage them.
pub mod damage;
// Texts that repeat one thing until something should give way.
mod limits;
// Where we differ from another project on purpose.
mod policy;
// Texts as models write them, by hand.
mod probes;
// What holds for any text.
mod properties;
