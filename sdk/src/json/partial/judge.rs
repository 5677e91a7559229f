//! Whether a completed value breaks a rule of its schema, while the rest still comes.

#![allow(dead_code, reason = "streams that end at a broken rule ask for it")]

use std::collections::VecDeque;
use std::ops::Range;

use serde_json::Value;

use crate::json::align;
use crate::json::constraints::{Judge, Scope};
use crate::json::scan::{self, Mode};
use crate::response::Violation;
use crate::schema::{self, Schema, Way};

/// How many references and alternatives are looked through for one place.
const MAX_HOPS: usize = 32;

/// A value that is complete and has rules.
#[derive(Debug)]
pub(super) struct Due {
    pub(super) span: Range<usize>,
    pub(super) path: String,
    pub(super) step: usize,
    pub(super) schema: &'static Value,
    /// Its parts have been judged.
    pub(super) shallow: bool,
}

/// Judges values as they complete, each once.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) root: &'static Value,
    pub(super) due: VecDeque<Due>,
    bounds: Judge<'static>,
    shape: Judge<'static>,
}

impl Rules {
    /// Nothing for a schema without rules.
    pub(super) fn of(schema: &'static Schema) -> Option<Self> {
        schema.has_rules().then(|| Self {
            root: schema.full(),
            due: VecDeque::new(),
            bounds: Judge::new(schema.full(), Scope::Rules),
            shape: Judge::new(schema.full(), Scope::Shape),
        })
    }

    /// The first rule that is broken by what has completed since this was last asked.
    pub(super) fn broken(&mut self, text: &str, way: Option<&Way<'_>>) -> Option<Violation> {
        while let Some(due) = self.due.pop_front() {
            let raw = text.get(due.span.clone()).unwrap_or_default();
            let own = own_json(raw, due.step, way);
            let Ok(tree) = scan::tree(own.as_deref().unwrap_or(raw), Mode::Tolerant) else {
                continue;
            };
            // A value that is not in its shape yet is left to the decoder.
            let [only] = tree.candidates.as_slice() else {
                continue;
            };
            if !self.shape.broken_part(due.schema, &only.node).is_empty() {
                continue;
            }
            let mut found = self.bounds.broken_part(due.schema, &only.node);
            if due.shallow {
                // What is broken further down has been told there.
                found.retain(|violation| violation.path.is_empty());
            }
            if let Some(mut first) = found.into_iter().next() {
                first.path.insert_str(0, &due.path);
                return Some(first);
            }
        }
        None
    }
}

/// The value in the type's own shape, where that is not the host's.
pub(super) fn own_json(raw: &str, step: usize, way: Option<&Way<'_>>) -> Option<String> {
    let way = way.filter(|way| way.changes(step))?;
    way.unwrap(step, raw).or_else(|| {
        let tree = scan::tree(raw, Mode::Tolerant).ok()?;
        let [only] = tree.candidates.as_slice() else {
            return None;
        };
        way.unwrap(step, &align::to_json(&only.node))
    })
}

/// The schema of a member, or of an element.
pub(super) fn child(
    root: &'static Value,
    node: &'static Value,
    name: Result<&str, usize>,
    hops: usize,
) -> Option<&'static Value> {
    let map = node.as_object().filter(|_| hops < MAX_HOPS)?;
    let own = match name {
        Ok(name) => map
            .get("properties")
            .and_then(|all| all.get(name))
            .or_else(|| map.get("additionalProperties").filter(|s| s.is_object())),
        Err(index) => map
            .get("prefixItems")
            .and_then(|all| all.get(index))
            .or_else(|| map.get("items").filter(|s| s.is_object())),
    };
    own.or_else(|| {
        let target = map.get("$ref").and_then(Value::as_str)?;
        child(root, schema::resolve(root, target)?, name, hops + 1)
    })
    .or_else(|| {
        ["allOf", "anyOf", "oneOf"].iter().find_map(|word| {
            let mut found = map
                .get(*word)?
                .as_array()?
                .iter()
                .filter_map(|branch| child(root, branch, name, hops + 1));
            let first = found.next()?;
            // Of several alternatives it is not known which one it is.
            found.next().is_none().then_some(first)
        })
    })
}

/// Whether there is a rule for a container itself, besides those for its parts.
pub(super) fn has_own_rules(root: &Value, node: &Value, hops: usize) -> bool {
    const OWN: [&str; 10] = [
        "minItems",
        "maxItems",
        "uniqueItems",
        "contains",
        "minProperties",
        "maxProperties",
        "propertyNames",
        "if",
        "not",
        "dependentRequired",
    ];
    let Some(map) = node.as_object().filter(|_| hops < MAX_HOPS) else {
        return false;
    };
    OWN.iter().any(|word| map.contains_key(*word))
        || map
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|target| schema::resolve(root, target))
            .is_some_and(|target| has_own_rules(root, target, hops + 1))
}
