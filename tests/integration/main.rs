//! Behaviour through the public interface.

// From an answer to the value, or to the error that says why there is none.
mod answers;
// Calls that block, and streams that are iterators.
mod blocking;
// A call that is dropped, and its socket.
mod cancel;
// Text to a value: the strict reader against a corpus, and every cut of an answer.
mod decode;
// What `#[derive(JsonResponse)]` makes of a type: how it reads, what its schema says, which rules run.
mod derive;
// A server that takes and refuses what a host does.
mod emulate;
// The error: its kinds, its words, what it leaves out.
mod errors;
// Servers that nobody here wrote, where there are some.
mod independent;
// How fast calls go, on a clock that stands still.
mod pacing;
// Every page: its blocks of Rust, its commands, its links.
mod pages;
// What is shown of an answer while it grows.
mod partial;
// The whole way from a text to a value: corpora of other projects, damage of our own making, probes by hand.
mod pipeline;
// The hosts of the catalog, and those that users describe.
mod provider;
// A real model, where there is one.
mod real;
// A wrong answer, and what the model is told of it.
mod reask;
// Text that is not right as it stands: what is repaired, and what is refused.
mod repairs;
// From a request to the bytes that a host receives, and down the ladder of formats.
mod request;
// What is sent for a type at each host, and what becomes of the answer.
mod schema;
// Keys, prompts and answers in what programs print.
mod secrets;
// Answers that are read as they come: what each host's events say, limits, breaks, values that grow.
mod stream;
// What the modules share.
mod support;
// The server, the recorder and the replay that users test with.
mod testing;
// Certificates, host names and the process's TLS.
mod tls;
// What is sent again, when, and within which limits.
mod transport;
// An answer that was cut: what came of it, another try, a list that is salvaged.
mod truncation;
// The hosts' own JSON: answers and errors as they were seen.
mod wire;

/// A module that is not in the list above would be left out without a word.
#[test]
fn every_module_is_in_the_list() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("integration");
    let listed = include_str!("main.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            name == "main" || listed.contains(&format!("\nmod {name};\n")),
            "{} is not in the list",
            path.display()
        );
    }
}
