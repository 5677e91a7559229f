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

use json_mode::testing::{Fault, FaultServer, Reply};

/// How long the body of an answer is that is JSON and has no headers of its own.
fn body_len(reply: &Reply) -> usize {
    let whole = |reply| FaultServer::start(Fault::Silence, reply).response_len();
    let empty = whole(Reply::raw(200, "application/json", ""));
    let more = whole(reply.clone()) - empty;
    // `content-length` has as many digits as the length, and that of the empty one has one.
    (1..=more)
        .find(|length| length + length.to_string().len() == more + 1)
        .unwrap()
}
