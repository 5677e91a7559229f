//! Behaviour through the public interface.

// What `#[derive(JsonResponse)]` makes of a type: how it reads, what its schema says, which rules run.
mod derive;
