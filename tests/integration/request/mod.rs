//! From a request to the bytes that a host receives.

// The body: formats, headers, the order of properties.
mod body;
// A text that is data.
mod document;
// Fields and turns: under which names they are sent, and in which order.
mod fields;
// Down from one format to the next, and what is remembered of it.
mod ladder;
// What the prompt says of the schema.
mod prompt;
// Which answers of a host lead down, and which do not.
mod rejections;
// The three routes: where they are and what they are called.
mod routes;
// Keys, addresses, limits of time, connections.
mod settings;
