//! The schema of a type.
