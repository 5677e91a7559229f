//! Answers that are read as they come.

// Streams that break, pause, run over or are given up.
mod faults;
// Streams that are recorded and played again.
mod playing;
// Streams of the hosts from a folder beside this repository, file by file.
mod recorded;
// Plain text, delta by delta.
mod text;
