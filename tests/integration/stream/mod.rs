//! Answers that are read as they come.

// Streams of the hosts from a folder beside this repository, file by file.
mod recorded;
// Plain text, delta by delta.
mod text;
