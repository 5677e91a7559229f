//! Parts and alternatives: merged and multiplied out until alternatives stand alone.

use serde_json::{Map, Value};

use super::super::merge::merge;
use super::super::walk::{self, resolve};
use super::words::is_annotation;
use super::{Node, Walk, without_definitions};
use crate::error::Result;

/// How many alternatives a type may have once they are multiplied out.
const MAX_ALTERNATIVES: usize = 64;

/// How many parts may be merged on the way.
const MAX_MERGES: usize = 4096;

pub(super) fn union_keyword(node: &Node) -> Option<&'static str> {
    ["anyOf", "oneOf"]
        .into_iter()
        .find(|keyword| node.contains_key(*keyword))
}

/// Whether a node has parts, or more to it than alternatives and words about them.
pub(super) fn must_be_flattened(node: &Node) -> bool {
    node.contains_key("allOf") || union_keyword(node).is_some() && is_structured(node)
}

fn is_structured(node: &Node) -> bool {
    let mut unions = 0;
    for keyword in node.keys() {
        match keyword.as_str() {
            "anyOf" | "oneOf" => unions += 1,
            keyword if is_annotation(keyword) => {}
            _ => return true,
        }
    }
    unions > 1
}

impl Walk<'_> {
    /// The same node without parts, and with alternatives only where they stand alone:
    /// `{"properties": P, "oneOf": [A, B]}` becomes `{"anyOf": [P with A, P with B]}`.
    pub(super) fn flatten(&self, node: &Node) -> Result<Node> {
        let (words, bare): (Node, Node) = node
            .clone()
            .into_iter()
            .partition(|(keyword, _)| is_annotation(keyword));
        let mut open = vec![bare];
        let mut done: Vec<Node> = Vec::new();
        let mut merges = 0;
        while let Some(mut next) = open.pop() {
            merges += 1;
            if open.len() + done.len() > MAX_ALTERNATIVES || merges > MAX_MERGES {
                return Err(self.unsupported(&format!("more than {MAX_ALTERNATIVES} alternatives")));
            }
            // A union goes before the parts: a part that is a union would take its place and be set aside again.
            let union = union_keyword(&next).filter(|_| must_be_flattened(&next));
            if let Some(reference) = walk::reference(&next).map(str::to_owned) {
                next.shift_remove("$ref");
                if let Some(target) = self.target(&reference) {
                    open.extend(merge(&next, &target));
                }
            } else if let Some(keyword) = union {
                let branches = next.shift_remove(keyword);
                let branches = branches.as_ref().and_then(Value::as_array);
                for branch in branches.into_iter().flatten().rev() {
                    if let Some(branch) = self.dereferenced(branch) {
                        let mut whole = next.clone();
                        if branch.contains_key("description") {
                            whole.shift_remove("description");
                        }
                        open.extend(merge(&whole, &branch));
                    }
                }
            } else if let Some(Value::Array(parts)) = next.shift_remove("allOf") {
                let mut whole = Some(next);
                for part in parts {
                    whole = match (whole, self.dereferenced(&part)) {
                        (Some(whole), Some(part)) => merge(&whole, &part),
                        _ => None,
                    };
                }
                open.extend(whole);
            } else {
                if let Some(rest) = next.shift_remove("unevaluatedProperties") {
                    next.insert("additionalProperties".to_owned(), rest);
                }
                done.push(next);
            }
        }
        match <[Node; 1]>::try_from(done) {
            Ok([mut only]) => {
                only.extend(words);
                Ok(only)
            }
            Err(done) if done.is_empty() => Err(self.unsupported("parts that exclude each other")),
            Err(done) => {
                let mut out = words;
                let done = done.into_iter().map(Value::Object).collect();
                out.insert("anyOf".to_owned(), done);
                Ok(out)
            }
        }
    }

    /// A part, with what it refers to written out once; `None` where nothing fits.
    pub(super) fn dereferenced(&self, part: &Value) -> Option<Node> {
        let mut part = match part {
            Value::Object(part) => part.clone(),
            Value::Bool(false) => return None,
            _ => return Some(Map::new()),
        };
        let Some(reference) = walk::reference(&part).map(str::to_owned) else {
            return Some(part);
        };
        part.shift_remove("$ref");
        merge(&part, &self.target(&reference)?)
    }

    fn target(&self, reference: &str) -> Option<Node> {
        match without_definitions(resolve(self.root, reference)?) {
            Value::Object(target) => Some(target),
            Value::Bool(false) => None,
            _ => Some(Map::new()),
        }
    }
}
