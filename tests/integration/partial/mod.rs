//! Partials: what is shown of an answer while it grows.

// Other projects' broken and cut answers.
mod corpora;
// Any value, cut anywhere.
mod cuts;
// What happens, and where the cursor stands.
mod events;
// Values of all type shapes, written and damaged in every way.
mod family;
// Every shape of type, cut everywhere.
mod shapes;
mod support;

pub use support::{extends, right, shown};
