//! What has lines of its own, and what stands within one.

use serde_json::Value;

use super::super::lower::types;
use super::super::walk::MAX_DEPTH;
use super::{Writer, is_null};

impl<'s> Writer<'s> {
    /// Whether alternatives stand in a line each: there is something to say about one, and more than one is not
    /// null.
    pub(super) fn needs_lines(&self, branches: &'s [Value], depth: usize) -> bool {
        let real = branches.iter().filter(|branch| !is_null(branch));
        depth <= MAX_DEPTH
            && real.count() > 1
            && branches
                .iter()
                .any(|branch| !self.notes(branch, depth + 1).is_empty())
    }

    /// Whether a type is written as alternatives in a line each.
    pub(super) fn has_lines(&self, node: &'s Value, depth: usize) -> bool {
        let Value::Object(node) = node else {
            return false;
        };
        if depth > MAX_DEPTH {
            return false;
        }
        let branches = ["anyOf", "oneOf"]
            .iter()
            .find_map(|keyword| node.get(*keyword)?.as_array());
        branches.is_some_and(|branches| self.needs_lines(branches, depth))
            || self
                .inlined(node)
                .is_some_and(|target| self.has_lines(target, depth + 1))
    }

    /// Whether a type is written with ` | `.
    pub(super) fn is_alternative(&self, node: &'s Value, depth: usize) -> bool {
        let Value::Object(node) = node else {
            return false;
        };
        if depth > MAX_DEPTH {
            return false;
        }
        let count = |keyword: &str| {
            node.get(keyword)
                .and_then(Value::as_array)
                .map_or(0, Vec::len)
        };
        types(node).len() > 1
            || ["anyOf", "oneOf", "allOf", "enum"]
                .iter()
                .any(|keyword| count(keyword) > 1)
            || self
                .inlined(node)
                .is_some_and(|target| self.is_alternative(target, depth + 1))
    }

    /// Whether a type is written as one object, or as a list of one.
    pub(super) fn is_one_object(&self, node: &'s Value, depth: usize) -> bool {
        let Value::Object(map) = node else {
            return false;
        };
        if depth > MAX_DEPTH || self.is_alternative(node, depth) {
            return false;
        }
        match (self.inlined(map), map.get("items")) {
            (Some(target), _) => self.is_one_object(target, depth + 1),
            (None, Some(items)) => self.is_one_object(items, depth + 1),
            (None, None) => true,
        }
    }
}
