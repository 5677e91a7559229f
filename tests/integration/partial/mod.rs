//! Partials: what is shown of an answer while it grows.

// What happens, and where the cursor stands.
mod events;
// Every shape of type, cut everywhere.
mod shapes;
mod support;
