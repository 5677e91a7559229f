//! What a mistake in a user's type looks like. `TRYBUILD=overwrite` writes the messages anew.

#[test]
fn messages() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*.rs");
}
