//! The whole way from a text to a value: other projects' corpora, damage of our own making, probes by hand.

mod corpora;
pub mod damage;
mod limits;
mod policy;
mod probes;
mod properties;
