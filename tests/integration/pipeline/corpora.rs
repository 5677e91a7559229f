//! Other projects' cases, each through the public way from a text to a value. `JSON_MODE_SHARED` names the folder.
//!
//! The test prints a table. What differs from a project's expectation and is not in [`policy`](super::policy) fails it.

use std::collections::{BTreeMap, HashSet};

use json_mode::{ErrorKind, Schema, Value, decode_value};
use serde_json::json;

use super::policy;
use crate::support::shared;

const FILES: [&str; 10] = [
    "baml_jsonish",
    "instructor",
    "issue_regressions",
    "jiter_partial",
    "json_repair",
    "jsonrepair_js",
    "openai_python",
    "partial_json_parser",
    "structured_logprobs",
    "vercel_ai",
];

/// What came of a case, in the order of the table's columns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Right,
    RightError,
    Error,
    Other,
    NotAnError,
    Policy,
}

struct Case {
    file: &'static str,
    id: String,
    category: String,
    mode: String,
    input: String,
    schema: Value,
    /// Nothing where an error is expected.
    expected: Option<Value>,
    /// What the corpus says is as good.
    or: Vec<Value>,
}

impl Case {
    fn read(file: &'static str, line: &str) -> Option<Self> {
        let case: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
        let mut input = case["input"].as_str()?.to_owned();
        let mut expected = (case["error"] != true).then(|| case["expected"].clone());
        if case["input_kind"] == "chat.completion" {
            // The answer in a recorded body, and what was read from it.
            let message = &serde_json::from_str::<Value>(&input).ok()?["choices"][0]["message"];
            let call = &message["tool_calls"][0]["function"]["arguments"];
            input = message["content"].as_str().or(call.as_str())?.to_owned();
            let read = &case["expected"]["choices"][0];
            expected = [
                &read["parsed"],
                &read["tool_calls"][0]["function"]["parsed_arguments"],
                &read["tool_calls"][0]["parsed_arguments"],
                &case["expected"]["content_parsed"],
            ]
            .into_iter()
            .find(|value| !value.is_null())
            .or(expected.as_ref())
            .cloned();
        }
        let any_of = case["expected_any_of"].as_array().into_iter().flatten();
        let or = any_of
            .chain(case.get("lenient_expected"))
            .cloned()
            .collect();
        let category = text("category");
        let category = category.split(" > ").next().unwrap_or_default();
        Some(Self {
            file,
            id: text("id"),
            category: category.chars().take(40).collect(),
            mode: text("mode"),
            input,
            schema: case["schema"].clone(),
            expected,
            or,
        })
    }

    fn decode(&self, text: &str) -> json_mode::Result<Value> {
        let schema = match &self.schema {
            Value::Null => json!({}),
            schema => schema.clone(),
        };
        let schema = Schema::from_value(schema)?;
        decode_value(text, &schema).map(|decoded| decoded.value)
    }

    /// Two halves, so that what was learnt from one can be judged on the other.
    fn half(&self) -> &'static str {
        let hash = self.id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| {
            (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
        });
        if hash >> 32 & 1 == 0 { "A" } else { "B" }
    }

    /// The end of the name; long ones are named after files and tests.
    fn short(&self) -> &str {
        self.id
            .strip_prefix("json_repair/")
            .and_then(|id| id.split_once("/test_"))
            .map_or(&self.id, |(_, id)| id)
    }
}

fn cases() -> Option<Vec<Case>> {
    let folder = shared()?;
    let mut out = Vec::new();
    for file in FILES {
        let text =
            std::fs::read_to_string(folder.join(format!("data/repair/{file}.jsonl"))).unwrap();
        out.extend(text.lines().filter_map(|line| Case::read(file, line)));
    }
    // An empty corpus would prove nothing.
    assert!(out.len() > 700, "{} cases", out.len());
    Some(out)
}

/// Numbers by value; what may be missing is null for some of the projects.
fn same(a: &Value, b: &Value, nulls_count: bool) -> bool {
    let members = |value: &Value| -> BTreeMap<String, Value> {
        let members = value.as_object().into_iter().flatten();
        members
            .filter(|(_, member)| nulls_count || !member.is_null())
            .map(|(name, member)| (name.clone(), member.clone()))
            .collect()
    };
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, nulls_count))
        }
        (Value::Object(_), Value::Object(_)) => {
            let (a, b) = (members(a), members(b));
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| same(a, b, nulls_count)))
        }
        _ => a == b,
    }
}

#[test]
fn what_others_expect_of_a_whole_text() {
    let Some(cases) = cases() else {
        return;
    };
    let reasons: BTreeMap<&str, &str> = policy::ROWS
        .iter()
        .flat_map(|(reason, ids)| ids.iter().map(|id| (*id, *reason)))
        .collect();
    let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
    let mut used = HashSet::new();
    let mut table: BTreeMap<(&str, String), [usize; 6]> = BTreeMap::new();
    let mut halves: BTreeMap<&str, [usize; 6]> = BTreeMap::new();
    let mut differ = Vec::new();
    for case in &cases {
        if !matches!(case.mode.as_str(), "final" | "coerce") {
            continue;
        }
        let got = case.decode(&case.input);
        let is = |value: &Value, expected: &Value| same(value, expected, case.schema.is_null());
        let verdict = match (&case.expected, &got) {
            (_, Ok(value)) if case.or.iter().any(|other| is(value, other)) => Verdict::Right,
            (None, Err(_)) => Verdict::RightError,
            (None, Ok(_)) => Verdict::NotAnError,
            (Some(_), Err(_)) => Verdict::Error,
            (Some(expected), Ok(value)) if is(value, expected) => Verdict::Right,
            (Some(_), Ok(_)) => Verdict::Other,
        };
        let as_expected = matches!(verdict, Verdict::Right | Verdict::RightError);
        let is_cut = verdict == Verdict::Error
            && !may_be_whole(&case.input)
            && got
                .as_ref()
                .is_err_and(|e| e.kind() == ErrorKind::Truncated);
        let reason = reasons.get(case.short()).copied();
        let reason = reason.or(is_cut.then_some(policy::CUT));
        let verdict = match reason {
            Some(reason) if !as_expected => {
                used.insert(case.short().to_owned());
                *by_reason.entry(reason).or_default() += 1;
                Verdict::Policy
            }
            _ => verdict,
        };
        let key = (case.file, format!("{} {}", case.mode, case.category));
        table.entry(key).or_default()[verdict as usize] += 1;
        halves.entry(case.half()).or_default()[verdict as usize] += 1;
        if !as_expected && verdict != Verdict::Policy {
            let expected = case
                .expected
                .as_ref()
                .map_or("an error".to_owned(), Value::to_string);
            let got = got.map_or_else(|error| format!("error: {error}"), |value| value.to_string());
            differ.push(format!(
                "[{}] {}\n  text     {:?}\n  schema   {}\n  expected {expected}\n  got      {got}",
                case.half(),
                case.short(),
                case.input,
                case.schema
            ));
        }
    }
    println!(
        "{:20} {:46} {:>5} {:>9} {:>5} {:>5} {:>12} {:>6}",
        "file", "category", "right", "an error", "error", "other", "not an error", "policy"
    );
    let mut sum = [0; 6];
    let print = |file: &str, category: &str, row: &[usize; 6]| {
        println!(
            "{file:20} {category:46} {:>5} {:>9} {:>5} {:>5} {:>12} {:>6}",
            row[0], row[1], row[2], row[3], row[4], row[5]
        );
    };
    for ((file, category), row) in &table {
        print(file, category, row);
        for (sum, row) in sum.iter_mut().zip(row) {
            *sum += row;
        }
    }
    print("all", "", &sum);
    for (half, row) in &halves {
        print("half", half, row);
    }
    for (reason, count) in &by_reason {
        println!("{count:4} {reason}");
    }
    assert!(
        differ.is_empty(),
        "{} differ:\n{}",
        differ.len(),
        differ.join("\n")
    );
    let unused: Vec<&&str> = reasons.keys().filter(|id| !used.contains(**id)).collect();
    assert!(unused.is_empty(), "as expected, or no cases: {unused:#?}");
}

/// Cut texts and streams: no panic, and no start of a text that is cut is a value.
#[test]
fn no_part_of_a_text_is_passed_off_as_whole() {
    let Some(cases) = cases() else {
        return;
    };
    let mut wrong = Vec::new();
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for case in &cases {
        if matches!(case.mode.as_str(), "final" | "coerce") {
            continue;
        }
        let got = case.decode(&case.input);
        counts.entry(case.file).or_default()[usize::from(got.is_err())] += 1;
        let Ok(value) = got else { continue };
        if !may_be_whole(&case.input) {
            wrong.push(format!("{} {:?}\n  got {value}", case.short(), case.input));
        }
    }
    for (file, [values, errors]) in counts {
        println!("{file:20} values {values:4} errors {errors:4}");
    }
    assert!(
        wrong.is_empty(),
        "{} are cut:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Whether all that a text opens it closes again, told without the tolerant reader.
fn may_be_whole(text: &str) -> bool {
    let (mut open, mut in_string, mut escaped) = (0, false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '{' | '[' if !in_string => open += 1,
            '}' | ']' if !in_string => open -= 1,
            _ => {}
        }
    }
    open <= 0 && !in_string
}
