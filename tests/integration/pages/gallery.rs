//! `docs/compile-errors.md`: each mistake that a UI test makes, and what the compiler says to it.

use std::fmt::Write as _;
use std::{env, fs};

use super::root;

/// A case below `tests/ui`, what the mistake is, and what to do about it.
const CASES: &[(&str, &str, &str)] = &[
    (
        "rustc/field_without_the_trait",
        "A field's type has no `JsonResponse`",
        "Derive `JsonResponse` on it; when it is another crate's, write `#[json_response(whole)]` on the field.",
    ),
    (
        "rustc/field_with_other_derives",
        "A field's type has serde's and schemars' derives",
        "Derive `JsonResponse` instead of them, or write `#[json_response(whole)]` on the field.",
    ),
    (
        "rustc/conflicting_derive",
        "Serde's derive beside ours",
        "Leave it out: `JsonResponse` writes `Deserialize` itself. `#[json_response(own(Deserialize))]` keeps yours.",
    ),
    (
        "borrowed_str",
        "A borrowed text",
        "An answer's text does not outlive the call: write `String`.",
    ),
    (
        "borrowed_cow",
        "A borrowed `Cow`",
        "Write `Cow<'static, str>` or `String`.",
    ),
    (
        "lifetime_parameter",
        "A lifetime parameter",
        "A type that is read from an answer owns what it holds.",
    ),
    (
        "unknown_attribute",
        "An attribute that is none",
        "The message has the nearest one; all are listed at the derive.",
    ),
    (
        "wrong_place",
        "An attribute in the wrong place",
        "`whole` and `check` stand on types and fields, `own`, `crate`, `garde` and `targets` on types.",
    ),
    (
        "wrong_value",
        "An attribute with a wrong value",
        "The message says what is expected.",
    ),
    (
        "duplicate_attribute",
        "An attribute that is said twice",
        "Only `check` may stand several times.",
    ),
    (
        "several_mistakes",
        "Several mistakes at once",
        "Each is shown, at its place, in one compile.",
    ),
    (
        "serde_mistakes",
        "A mistake in a serde attribute",
        "It is found here as serde's own derive would find it.",
    ),
    (
        "schemars_mistake",
        "A mistake in a schemars attribute",
        "The message is schemars' own.",
    ),
    (
        "with_alone",
        "Serde's `with` without schemars'",
        "Serde's says how the field is read, not what the JSON looks like: say that with `#[schemars(with = \"Type\")]`.",
    ),
    (
        "rustc/check_of_another_type",
        "A rule for another type",
        "A rule is `fn(&Type) -> Result<(), impl Display>` of the type that it stands on.",
    ),
    (
        "unknown_own",
        "`own` of something else",
        "It takes `Deserialize` and `JsonSchema`.",
    ),
    (
        "unknown_target",
        "A host that is none",
        "Hosts go by the names of their clients, such as `openai` for `Client::openai`.",
    ),
    (
        "rustc/target_cannot_be_told",
        "A type that a host cannot be told",
        "Say what the place may hold, take the host out of `targets`, or ask for a type that does not lead back to itself.",
    ),
    (
        "garde_misuse",
        "`garde` in the wrong way",
        "It stands alone, on a type, and wants json-mode's feature `garde`.",
    ),
    (
        "rustc/garde_without_validate",
        "`garde` without `Validate`",
        "Derive `garde::Validate` as well.",
    ),
    (
        "rustc/renamed_dependency",
        "The dependency goes by another name",
        "Say which: `#[json_response(crate = path)]`.",
    ),
    (
        "default_with_constants",
        "Serde's `default` with const parameters",
        "Write `default = \"path\"`.",
    ),
    (
        "endless_schema",
        "A schema without an end",
        "Give the variant a named field.",
    ),
    (
        "remote",
        "Serde's `remote`",
        "Describe the type by one of your own and convert.",
    ),
    (
        "packed",
        "A packed type",
        "Its fields cannot be looked at by reference: leave `packed` out.",
    ),
    ("union", "A union", "It has no form in JSON: write an enum."),
];

#[test]
fn the_page_is_up_to_date() {
    let path = root().join("docs/compile-errors.md");
    let written = page();
    if fs::read_to_string(&path).is_ok_and(|stands| stands == written) {
        return;
    }
    assert!(
        env::var_os("JSON_MODE_WRITE_DOCS").is_some(),
        "docs/compile-errors.md is stale; JSON_MODE_WRITE_DOCS=1 writes it anew"
    );
    fs::write(path, written).unwrap();
}

#[test]
fn every_case_is_on_the_page() {
    for folder in ["", "rustc/"] {
        for entry in fs::read_dir(root().join("tests/ui").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                let case = format!("{folder}{}", path.file_stem().unwrap().to_str().unwrap());
                assert!(
                    CASES.iter().any(|(listed, ..)| *listed == case),
                    "{case} is not on the page"
                );
            }
        }
    }
}

fn page() -> String {
    let mut page = String::from(
        "# Compile errors\n\n\
         What the compiler says to each mistake, from the tests in [`tests/ui`](../tests/ui). This page is generated from them:\n\
         `JSON_MODE_WRITE_DOCS=1 cargo test --test integration pages`.\n\n\
         Where a field's type lacks `JsonResponse`, the compiler says it again for all that the derive wrote. The first message, which\n\
         stands here, and the last one, which stands above the prompt, are at the field and say what to do.\n\n",
    );
    for (_, title, _) in CASES {
        let anchor: String = title
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .map(|c| {
                if c == ' ' {
                    '-'
                } else {
                    c.to_ascii_lowercase()
                }
            })
            .collect();
        writeln!(page, "- [{title}](#{anchor})").unwrap();
    }
    for (case, title, remedy) in CASES {
        let file = |extension| {
            fs::read_to_string(root().join(format!("tests/ui/{case}.{extension}"))).unwrap()
        };
        let code = file("rs").replace("\nfn main() {}\n", "");
        let said = file("stderr");
        let said = if case.starts_with("rustc/") {
            in_short(&said)
        } else {
            said
        };
        write!(
            page,
            "\n## {title}\n\n{remedy}\n\n```rust\n{}\n```\n\n```text\n{}\n```\n",
            code.trim(),
            said.trim()
        )
        .unwrap();
    }
    page
}

/// The first error, without the compiler's list of other types.
fn in_short(said: &str) -> String {
    let first = said.split("\n\nerror").next().unwrap_or_default();
    let mut listed = false;
    let lines = first.lines().filter(|line| {
        let list = line.contains("the following other types implement trait");
        listed = list || (listed && !line.trim_start().starts_with("= "));
        !listed && !line.contains("-Z macro-backtrace")
    });
    lines.collect::<Vec<_>>().join("\n")
}
