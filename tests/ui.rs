//! What a mistake in a user's type looks like. `TRYBUILD=overwrite` writes the messages anew.

use std::process::Command;

/// The compiler whose wording stands in `ui/rustc`.
const PINNED: &str = "rustc 1.95.";

#[test]
fn messages() {
    let cases = trybuild::TestCases::new();
    // The words are ours, and the same whatever the compiler.
    cases.compile_fail("ui/*.rs");
    // The words are the compiler's, and ours are among them.
    if compiler().starts_with(PINNED) {
        cases.compile_fail("ui/rustc/*.rs");
    }
}

fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
