//! From a request to the bytes that a host receives.

// The body: formats, fields, turns.
mod body;
// A text that is data.
mod document;
// Down from one format to the next, and what is remembered of it.
mod ladder;
// What the prompt says of the schema.
mod prompt;
// The three routes: where they are and what they are called.
mod routes;
// Keys, addresses, limits of time, connections.
mod settings;
