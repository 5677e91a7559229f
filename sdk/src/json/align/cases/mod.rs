//! What becomes of a value: one case a line.

#![allow(
    clippy::needless_pass_by_value,
    clippy::too_many_lines,
    reason = "one case a line"
)]

mod choices;
mod objects;
mod scalars;

use serde_json::{Value, json};

use super::{
    AlignKind, Aligned, Candidate, Leniency, Question, Reader, Scan, Spelling, align, choose,
};
use crate::json::constraints::from_value;
use crate::json::node::{Kind, Node, Trust};

/// Stands in for the scanner.
fn scan(text: &str) -> Option<Node<'_>> {
    let value: Value = serde_json::from_str(text).ok()?;
    Some(from_value(&value).into_owned())
}

fn aligned<'n>(node: &'n Node<'n>, schema: &Value) -> Aligned<'n> {
    let scan: Scan<'_> = &scan;
    align(node, schema, Leniency::Shape, Some(scan))
}

fn fits(schema: Value, value: Value, expected: Value, kinds: &[AlignKind]) {
    let node = from_value(&value);
    let out = aligned(&node, &schema);
    assert!(
        out.violations.is_empty(),
        "{schema} {value}: {:?}",
        out.violations
    );
    assert_eq!(out.to_json(), expected.to_string(), "{schema} {value}");
    let found: Vec<AlignKind> = out.repairs.iter().map(|repair| repair.kind).collect();
    assert_eq!(found, kinds, "{schema} {value}");
}

fn fails(schema: Value, value: Value, expected: &[&str]) {
    let node = from_value(&value);
    let out = aligned(&node, &schema);
    let found: Vec<String> = out.violations.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected, "{schema} {value} {}", out.to_json());
}

fn object(properties: Value) -> Value {
    let required: Vec<&String> = properties.as_object().unwrap().keys().collect();
    json!({"type": "object", "required": required, "properties": properties})
}
