//! Other projects' cases of values that do not have the shape of their schema, from the folder that `JSON_MODE_SHARED`
//! names: those whose text is JSON, so that nothing but the value has to be brought into shape.

#![allow(
    clippy::print_stderr,
    reason = "the tables are for whoever runs the test"
)]

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Leniency, align};
use crate::json::constraints::{Judge, Scope, equal, from_value};

/// Where we differ on purpose: the case and the reason.
const POLICY: &[(&str, &str)] = &[
    ("baml/mod/test_string_from_string_with_quotes", QUOTES),
    ("baml/test_basics/test_string", QUOTES),
    ("baml/mod/test_string_from_object", STRUCTURE),
    ("baml/mod/test_string_from_list", STRUCTURE),
    (
        "baml/test_basics/test_whitespace_in_keys_preserved",
        STRUCTURE,
    ),
    (
        "baml/test_class/test_nested_obj_from_bool",
        "which member a lone value is would be guessed from there being one only",
    ),
    ("baml/test_constraints/test_class_failing_assert", ASSERT),
    (
        "baml/test_constraints/test_multiple_block_level_constraints",
        ASSERT,
    ),
    (
        "baml/test_enum/from_string_with_extra_text_after_2",
        "what stands behind a name may take it back: `ONE - or rather not`",
    ),
    (
        "baml/test_international/test_original_field_names_fail_when_aliases_exist",
        ALIAS,
    ),
    (
        "baml/test_international/test_original_field_names_fail_with_aliases",
        ALIAS,
    ),
    (
        "json_repair/test_schema_guided_parse/test_schema_optional_default_is_inserted/L9",
        DEFAULT,
    ),
    (
        "json_repair/test_schema_repairer/test_repair_object_and_array_paths/L315",
        DEFAULT,
    ),
    (
        "json_repair/test_schema_guided_parse/test_schema_salvage_repairs_malformed_double_serialized_array_string/L239",
        "what stands in the text is no JSON; the scanner that is passed in here reads nothing else",
    ),
    (
        "json_repair/test_schema_guided_parse/test_schema_applies_to_valid_empty_string/L344",
        "an empty text is a text",
    ),
    (
        "json_repair/test_schema_guided_parse/test_schema_circular_ref_raises_definition_error/L364",
        "a circular schema is refused when it is made, not when a value is read",
    ),
    (
        "json_repair/test_schema_guided_parse/test_schema_salvage_mode_drops_invalid_array_items/L508",
        "an item that does not fit is not left out",
    ),
    (
        "json_repair/test_schema_repairer/test_repair_object_and_array_paths/L336",
        DRAFT_7,
    ),
    (
        "json_repair/test_schema_repairer/test_repair_object_and_array_paths/L383",
        DRAFT_7,
    ),
    (
        "json_repair/test_schema_repairer/test_repair_object_skips_unsupported_pattern_regex_with_fallback_and_log/L485",
        "the pattern can be judged here, and asks for the integer that is there",
    ),
    ("vercel/output/object/wrong-type", TO_TEXT),
    ("vercel/output/array/wrong-type", TO_TEXT),
];

const QUOTES: &str = "the quotes of JSON are not part of the text";
const STRUCTURE: &str =
    "an object or a list where a text is wanted is a misunderstanding, not a spelling";
const ASSERT: &str = "expressions in Jinja are no part of JSON Schema";
const ALIAS: &str = "an alias is one more name, not the only one";
const DEFAULT: &str = "a value that the model did not give is left to the type";
const DRAFT_7: &str = "a list under `items` is draft 7; 2020-12 says `prefixItems`";
const TO_TEXT: &str = "a number where a text is wanted is read as its text, which says so";

fn scan(text: &str) -> Option<crate::json::node::Node<'_>> {
    let value: Value = serde_json::from_str(text).ok()?;
    Some(super::build::owned(from_value(&value)))
}

/// What some of the projects do to a value in the end: what may be missing is null.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(name, member)| (name.clone(), without_nulls(member)))
            .collect(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

#[test]
fn what_others_expect() {
    let Ok(shared) = std::env::var("JSON_MODE_SHARED") else {
        eprintln!("left out: JSON_MODE_SHARED is not set");
        return;
    };
    // Right, an error that is expected, an error instead of a value, another value, a value instead of an error, policy.
    let mut table: BTreeMap<String, [usize; 6]> = BTreeMap::new();
    let mut differ = Vec::new();
    let mut used = std::collections::HashSet::new();
    for file in [
        "baml_jsonish",
        "json_repair",
        "vercel_ai",
        "issue_regressions",
    ] {
        let text = std::fs::read_to_string(format!("{shared}/data/repair/{file}.jsonl")).unwrap();
        for line in text.lines() {
            let case: Value = serde_json::from_str(line).unwrap();
            let schema = &case["schema"];
            let mode = case["mode"].as_str().unwrap();
            let (false, true, Some(input)) = (
                schema.is_null(),
                matches!(mode, "final" | "coerce"),
                case["input"].as_str(),
            ) else {
                continue;
            };
            let Ok(input) = serde_json::from_str::<Value>(input) else {
                continue;
            };
            let node = from_value(&input);
            let aligned = align(&node, schema, Leniency::Shape, Some(&scan));
            let mut violations = aligned.violations.clone();
            if violations.is_empty() {
                violations = Judge::new(schema, Scope::Rules).broken(&aligned.node);
            }
            let row = table.entry(format!("{file} {mode}")).or_default();
            let id = case["id"].as_str().unwrap();
            let got = aligned.to_json();
            let column = match (case["error"] == true, violations.is_empty()) {
                (true, false) => 1,
                (true, true) => 4,
                (false, false) => 2,
                (false, true) => {
                    let value: Value = serde_json::from_str(&got).unwrap();
                    let same = |a: &Value, b: &Value| {
                        equal::is(&from_value(&without_nulls(a)), &without_nulls(b))
                    };
                    if same(&value, &case["expected"]) {
                        0
                    } else {
                        3
                    }
                }
            };
            match POLICY.iter().position(|(known, _)| *known == id) {
                Some(at) if column > 1 => {
                    used.insert(at);
                    row[5] += 1;
                }
                _ => {
                    row[column] += 1;
                    if column > 1 {
                        let expected = if case["error"] == true {
                            "an error".to_owned()
                        } else {
                            case["expected"].to_string()
                        };
                        let found: Vec<String> =
                            violations.iter().map(ToString::to_string).collect();
                        differ.push(format!("{id}\n  {input}\n  {schema}\n  expected {expected}\n  got {got} {found:?}"));
                    }
                }
            }
        }
    }
    eprintln!(
        "{:24} {:>6} {:>12} {:>9} {:>11} {:>12} {:>6}",
        "file", "right", "right error", "error", "other value", "not an error", "policy"
    );
    for (file, row) in &table {
        eprintln!(
            "{file:24} {:>6} {:>12} {:>9} {:>11} {:>12} {:>6}",
            row[0], row[1], row[2], row[3], row[4], row[5]
        );
    }
    assert!(
        differ.is_empty(),
        "{} differ:\n{}",
        differ.len(),
        differ.join("\n")
    );
    for (at, row) in POLICY.iter().enumerate() {
        assert!(used.contains(&at), "is as expected: {row:?}");
    }
}
