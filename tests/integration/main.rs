//! Behaviour through the public interface.

// What is sent for a type at each host, and what becomes of the answer.
mod schema;
