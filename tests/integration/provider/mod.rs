//! The hosts of the catalog: what is sent to each, and what a user's own constant changes.

// How a value is asked for without a client.
mod ask;
// From the catalog to the wire.
mod catalog;
// Down from one form to the next, and what is remembered.
mod ladder;
// What it costs to find out which form a model takes.
mod probing;
