//! What is sent again, when, and within which limits.

// Which failures are sent again and after how long, on a clock that stands still.
mod retry;
// The tables of retries, waits and redirects.
mod tables;
