//! The hosts' own JSON: answers and errors as they were seen.

// Files that are no part of this repository, where there are any: each one, and what becomes of it.
mod recorded;
// Errors in the shapes that they were seen in.
mod errors;
// The routes besides chat.
mod routes;
// The same shapes, one line each.
mod shapes;
