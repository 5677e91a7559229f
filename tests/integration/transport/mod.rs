//! What is sent again, when, and within which limits.

// A server that misbehaves, and what is made of it.
mod faults;
// How long the host may take until it begins to answer, over all the requests of a call.
mod first_byte;
// How much a host may send, and where a key may go.
mod limits;
// Which failures are sent again and after how long, on a clock that stands still.
mod retry;
// Streams from a server that misbehaves.
mod streams;
// The tables of retries, waits and redirects.
mod tables;
// What a program that listens learns of each attempt.
mod traces;
// A proxy of the environment's, an HTTP client of the user's own.
mod ways;
