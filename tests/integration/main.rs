//! Behaviour through the public interface.

// What `#[derive(JsonResponse)]` makes of a type: how it reads, what its schema says, which rules run.
mod derive;

// What is sent for a type at each host, and what becomes of the answer.
mod schema;
