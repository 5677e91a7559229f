//! The verdicts of the JSON Schema Test Suite, from the folder that `JSON_MODE_SHARED` names.

#![allow(
    clippy::print_stderr,
    reason = "the tables are for whoever runs the test"
)]

use serde_json::Value;

use super::{Judge, Scope};

const NAMED: &str = "a part is referred to by `#/$defs/Name`; schemars names none by `$id` or `$anchor`, and a schema that does is refused";
const DYNAMIC: &str = "schemars writes no `$dynamicRef`";
const REMOTE: &str = "nothing is fetched; a schema that refers to another document is refused";
const JIFF: &str =
    "jiff writes `PT1.5S`, `P1Y2D`, `-P1D`, and a value that the type wrote must pass";

/// What is not judged, and why: a file, what the schema or a description in the group holds, the reason.
const NOT_JUDGED: &[(&str, &str, &str)] = &[
    (
        "optional/format/idn-email.json",
        "",
        "no type that schemars knows has this format",
    ),
    (
        "optional/format/idn-hostname.json",
        "",
        "no type that schemars knows has this format",
    ),
    (
        "optional/format/iri.json",
        "",
        "no type that schemars knows has this format",
    ),
    (
        "optional/format/iri-reference.json",
        "",
        "no type that schemars knows has this format",
    ),
    (
        "optional/format/json-pointer.json",
        "",
        "no type that schemars knows has this format",
    ),
    (
        "optional/format/relative-json-pointer.json",
        "",
        "no type that schemars knows has this format",
    ),
    (
        "optional/format/uri-template.json",
        "",
        "no type that schemars knows has this format",
    ),
    ("anchor.json", "$anchor", NAMED),
    ("optional/anchor.json", "$anchor", NAMED),
    ("ref.json", "$id", NAMED),
    ("optional/id.json", "$id", NAMED),
    ("optional/unknownKeyword.json", "$id", NAMED),
    ("dynamicRef.json", "$dynamicRef", DYNAMIC),
    ("dynamicRef.json", "$dynamicAnchor", DYNAMIC),
    ("optional/dynamicRef.json", "$dynamicRef", DYNAMIC),
    ("unevaluatedItems.json", "$dynamicRef", DYNAMIC),
    ("unevaluatedProperties.json", "$dynamicRef", DYNAMIC),
    (
        "defs.json",
        "json-schema.org/draft/2020-12/schema\"",
        REMOTE,
    ),
    ("ref.json", "remote ref", REMOTE),
    ("optional/format-assertion.json", "", REMOTE),
    (
        "optional/dependencies-compatibility.json",
        "",
        "`dependencies` left the standard in 2019; schemars never writes it",
    ),
    (
        "optional/format/duration.json",
        "weeks cannot be combined",
        JIFF,
    ),
    ("optional/format/duration.json", "fractional duration", JIFF),
    (
        "optional/format/duration.json",
        "cannot appear without",
        JIFF,
    ),
    ("optional/format/duration.json", "leading sign", JIFF),
    (
        "optional/format/hostname.json",
        "A-label",
        "what Punycode stands for would need the tables of IDNA",
    ),
];

#[test]
fn verdicts_are_those_of_the_suite() {
    let Ok(shared) = std::env::var("JSON_MODE_SHARED") else {
        eprintln!("left out: JSON_MODE_SHARED is not set");
        return;
    };
    let mut table: std::collections::BTreeMap<String, [usize; 3]> =
        std::collections::BTreeMap::new();
    let mut wrong = Vec::new();
    let mut seen = 0;
    let mut used = std::collections::HashSet::new();
    for name in ["draft2020-12.jsonl", "draft2020-12-optional.jsonl"] {
        let path = format!("{shared}/data/json-schema-test-suite/{name}");
        for line in std::fs::read_to_string(path).unwrap().lines() {
            let group: Value = serde_json::from_str(line).unwrap();
            let file = group["file"].as_str().unwrap();
            let scope = if group["assert_format"] == true {
                Scope::Rules
            } else {
                Scope::RulesWithoutFormats
            };
            let schema = group["schema"].to_string();
            let judge = Judge::new(&group["schema"], scope);
            for test in group["tests"].as_array().unwrap() {
                let what = format!(
                    "{} / {}",
                    group["description"].as_str().unwrap(),
                    test["description"].as_str().unwrap()
                );
                let row = table.entry(file.to_owned()).or_default();
                seen += usize::from(super::glance::is_seen(&group["schema"], &test["data"]));
                let reason = NOT_JUDGED.iter().position(|(f, part, _)| {
                    *f == file && (what.contains(part) || schema.contains(part))
                });
                let right =
                    judge.broken_in_value(&test["data"]).is_empty() == (test["valid"] == true);
                match (right, reason) {
                    (true, _) => row[0] += 1,
                    (false, Some(reason)) => {
                        used.insert(reason);
                        row[1] += 1;
                    }
                    (false, None) => {
                        row[2] += 1;
                        wrong.push(format!(
                            "{file}: {what}: {} {}",
                            group["schema"], test["data"]
                        ));
                    }
                }
            }
        }
    }
    eprintln!(
        "{:44} {:>6} {:>10} {:>6}",
        "file", "same", "not judged", "wrong"
    );
    let mut sum = [0; 3];
    for (file, row) in &table {
        eprintln!("{file:44} {:>6} {:>10} {:>6}", row[0], row[1], row[2]);
        for (sum, count) in sum.iter_mut().zip(row) {
            *sum += count;
        }
    }
    eprintln!("{:44} {:>6} {:>10} {:>6}", "all", sum[0], sum[1], sum[2]);
    eprintln!("{seen} of them are seen at a glance");
    assert!(seen > 300);
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    for (index, row) in NOT_JUDGED.iter().enumerate() {
        assert!(
            used.contains(&index),
            "is judged as the suite has it: {row:?}"
        );
    }
}
