//! Answers that are read as they come.

// What an error of a stream shows.
mod errors;
// Streams that break, pause, run over or are given up.
mod faults;
// Elements of lists, each as soon as it is whole.
mod items;
// What came before an error comes before it.
mod order;
// Streams that are recorded and played again.
mod playing;
// Streams of the hosts from a folder beside this repository, file by file.
pub mod recorded;
// Streams that end at the first broken rule.
mod stopping;
// Plain text, delta by delta.
mod text;
// Values that grow.
mod typed;
