//! Whether a value has the shape of a schema: types, names, alternatives. Bounds and patterns are not judged here.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::walk::{self, MAX_DEPTH, resolve};
use crate::response::{Violation, push_escaped};

/// Every level of a value may cost a reference, an alternative and a member.
const MAX_STEPS: usize = 4 * MAX_DEPTH;

/// Where `value` does not have the shape of `schema`, a document of its own.
#[cfg(test)]
fn misfits(schema: &Value, value: &Value) -> Vec<Violation> {
    let mut found = Vec::new();
    Judge::new(schema, Unnamed::Allowed).judge(schema, value, &mut String::new(), 0, &mut found);
    found
}

/// Judges values by the parts of one document. What it found of an alternative it keeps, so that alternatives
/// inside alternatives cost what the value is large, not two to its depth.
pub(super) struct Judge<'s> {
    root: &'s Value,
    unnamed: Unnamed,
    known: HashMap<(*const Value, *const Value), bool>,
}

/// What an object may hold that its schema neither names nor forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unnamed {
    /// Anything, as in JSON Schema.
    Allowed,
    /// Nothing: of two alternatives the one that knows all members is the better.
    Refused,
}

impl<'s> Judge<'s> {
    pub(super) fn new(root: &'s Value, unnamed: Unnamed) -> Self {
        Self {
            root,
            unnamed,
            known: HashMap::new(),
        }
    }

    /// Whether `value` has the shape of `node`, a part of the document.
    pub(super) fn fits(&mut self, node: &'s Value, value: &'s Value) -> bool {
        self.fits_below(node, value, 0)
    }

    fn fits_below(&mut self, node: &'s Value, value: &'s Value, depth: usize) -> bool {
        let key = (std::ptr::from_ref(node), std::ptr::from_ref(value));
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let fits = self.may_fit(node, value) && {
            let mut found = Vec::new();
            self.judge(node, value, &mut String::new(), depth, &mut found);
            found.is_empty()
        };
        self.known.insert(key, fits);
        fits
    }

    /// Whether `value` could be of the shape of `node`, judged by what tells alternatives apart at a glance: its
    /// type, the names of its members, and the members that can only have certain values. Costs what the value is
    /// wide.
    pub(super) fn may_fit(&self, node: &'s Value, value: &Value) -> bool {
        let Some(node) = self.target(node) else {
            return false;
        };
        let Value::Object(node) = node else {
            return *node != Value::Bool(false);
        };
        if !of_type(node, value) || !of_value(node, value) {
            return false;
        }
        let Value::Object(members) = value else {
            return true;
        };
        let properties = node.get("properties").and_then(Value::as_object);
        missing(node, members).next().is_none()
            && members.iter().all(
                |(name, member)| match properties.and_then(|p| p.get(name)) {
                    Some(Value::Object(schema)) => {
                        of_value(schema, member) && of_type(schema, member)
                    }
                    Some(_) => true,
                    None => self.is_open(node),
                },
            )
    }

    /// Whether an object may have members that it does not name.
    fn is_open(&self, node: &Map<String, Value>) -> bool {
        let has = |keywords: &[&str]| keywords.iter().any(|keyword| node.contains_key(*keyword));
        if has(&["patternProperties"]) {
            // A pattern may allow the name; which one is not for a judge of shapes.
            return true;
        }
        match node.get("additionalProperties") {
            Some(further) => *further != Value::Bool(false),
            // The parts of a composed object name each other's members.
            None => {
                self.unnamed == Unnamed::Allowed
                    || !has(&["properties"])
                    || has(&["$ref", "allOf", "anyOf", "oneOf", "unevaluatedProperties"])
            }
        }
    }

    /// What a plain reference leads to in the end.
    fn target(&self, mut node: &'s Value) -> Option<&'s Value> {
        for _ in 0..=MAX_DEPTH {
            match node.as_object().and_then(walk::reference) {
                Some(reference) => node = resolve(self.root, reference)?,
                None => return Some(node),
            }
        }
        None
    }

    fn judge(
        &mut self,
        node: &'s Value,
        value: &'s Value,
        path: &mut String,
        depth: usize,
        found: &mut Vec<Violation>,
    ) {
        let mut fail = |path: &str, message: String| {
            found.push(Violation {
                path: path.to_owned(),
                message,
            });
        };
        if depth > MAX_STEPS {
            return fail(path, format!("nests more than {MAX_DEPTH} deep"));
        }
        let node = match node {
            Value::Object(node) => node,
            Value::Bool(false) => return fail(path, "nothing may stand here".to_owned()),
            _ => return,
        };
        if !of_type(node, value) {
            let expected = node
                .get("type")
                .map(ToString::to_string)
                .unwrap_or_default();
            return fail(
                path,
                format!(
                    "expected {}, found {}",
                    expected.replace('"', ""),
                    kind(value)
                ),
            );
        }
        if !of_value(node, value) {
            let allowed = node
                .get("const")
                .or_else(|| node.get("enum"))
                .map(ToString::to_string)
                .unwrap_or_default();
            return fail(path, format!("expected {allowed}"));
        }
        if let Some(target) = walk::reference(node).and_then(|to| resolve(self.root, to)) {
            self.judge(target, value, path, depth + 1, found);
        }
        for part in list(node, "allOf") {
            self.judge(part, value, path, depth + 1, found);
        }
        for keyword in ["anyOf", "oneOf"] {
            let mut branches = list(node, keyword).peekable();
            if branches.peek().is_some()
                && !branches.any(|branch| self.fits_below(branch, value, depth + 1))
            {
                found.push(Violation {
                    path: path.clone(),
                    message: "fits none of the alternatives".to_owned(),
                });
            }
        }
        match value {
            Value::Object(members) => self.judge_object(node, members, path, depth, found),
            Value::Array(items) => {
                let prefix = node
                    .get("prefixItems")
                    .and_then(Value::as_array)
                    .map_or(&[][..], Vec::as_slice);
                for (index, item) in items.iter().enumerate() {
                    if let Some(schema) = prefix.get(index).or_else(|| node.get("items")) {
                        below(path, &index.to_string(), |path| {
                            self.judge(schema, item, path, depth + 1, found);
                        });
                    }
                }
            }
            _ => {}
        }
    }

    fn judge_object(
        &mut self,
        node: &'s Map<String, Value>,
        members: &'s Map<String, Value>,
        path: &mut String,
        depth: usize,
        found: &mut Vec<Violation>,
    ) {
        for name in missing(node, members) {
            found.push(Violation {
                path: path.clone(),
                message: format!("missing field `{name}`"),
            });
        }
        let properties = node.get("properties").and_then(Value::as_object);
        for (name, member) in members {
            let schema = match properties.and_then(|p| p.get(name)) {
                Some(schema) => schema,
                None if !self.is_open(node) => {
                    found.push(Violation {
                        path: path.clone(),
                        message: format!("unknown field `{name}`"),
                    });
                    continue;
                }
                None if node.contains_key("patternProperties") => continue,
                None => match node.get("additionalProperties") {
                    Some(schema) => schema,
                    None => continue,
                },
            };
            below(path, name, |path| {
                self.judge(schema, member, path, depth + 1, found);
            });
        }
    }
}

fn below(path: &mut String, token: &str, walk: impl FnOnce(&mut String)) {
    let length = path.len();
    path.push('/');
    push_escaped(path, token);
    walk(path);
    path.truncate(length);
}

fn list<'s>(node: &'s Map<String, Value>, keyword: &str) -> impl Iterator<Item = &'s Value> {
    node.get(keyword)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn missing<'s>(
    node: &'s Map<String, Value>,
    members: &Map<String, Value>,
) -> impl Iterator<Item = &'s str> {
    list(node, "required")
        .filter_map(Value::as_str)
        .filter(|name| !members.contains_key(*name))
}

fn of_type(node: &Map<String, Value>, value: &Value) -> bool {
    match node.get("type") {
        Some(Value::String(name)) => is(name, value),
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(Value::as_str)
            .any(|name| is(name, value)),
        _ => true,
    }
}

fn of_value(node: &Map<String, Value>, value: &Value) -> bool {
    node.get("const").is_none_or(|only| only == value)
        && node
            .get("enum")
            .and_then(Value::as_array)
            .is_none_or(|allowed| allowed.contains(value))
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "integer" => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|f| f.fract() == 0.0)
        }
        "number" => value.is_number(),
        _ => name == kind(value),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(schema: &Value, value: &Value) -> Vec<String> {
        let found = misfits(schema, value);
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_misfit_has_its_place() {
        let schema = json!({
            "type": "object",
            "properties": {
                "a/b": { "type": "array", "items": { "$ref": "#/$defs/Kind" }, "prefixItems": [{ "type": ["integer", "null"] }] },
                "c": { "anyOf": [{ "type": "string" }, { "type": "object", "required": ["d"] }] },
                "e": false,
            },
            "required": ["a/b"],
            "additionalProperties": false,
            "$defs": { "Kind": { "enum": ["x", "y"] } },
        });
        for (value, expected) in [
            (json!({ "a/b": [1, "x", "y"] }), &[][..]),
            (json!({ "a/b": [1.0], "c": { "d": 1 } }), &[]),
            (json!(1), &["expected object, found number"]),
            (json!({}), &["missing field `a/b`"]),
            (
                json!({ "a/b": [1.5, "z"], "more": 1 }),
                &[
                    "/a~1b/0: expected [integer,null], found number",
                    "/a~1b/1: expected [\"x\",\"y\"]",
                    "unknown field `more`",
                ],
            ),
            (
                json!({ "a/b": [], "c": {}, "e": 1 }),
                &[
                    "/c: fits none of the alternatives",
                    "/e: nothing may stand here",
                ],
            ),
        ] {
            assert_eq!(found(&schema, &value), expected, "{value}");
        }
    }

    /// A tag beside a reference decides, and what it refers to counts too.
    #[test]
    fn a_reference_and_what_stands_beside_it_both_hold() {
        let schema = json!({
            "$ref": "#/$defs/User",
            "properties": { "kind": { "const": "user" } },
            "required": ["kind"],
            "$defs": { "User": { "type": "object", "required": ["name"] } },
        });
        assert_eq!(
            found(&schema, &json!({ "kind": "user", "name": "a" })),
            [""; 0]
        );
        assert_eq!(
            found(&schema, &json!({ "kind": "other" })),
            ["missing field `name`", "/kind: expected \"user\""]
        );
    }

    /// Each alternative is judged once for each value: without that, this is three to the power of forty.
    #[test]
    fn alternatives_do_not_multiply() {
        let side = |op: &str| json!({ "type": "object", "properties": { "in": { "$ref": "#" }, "op": { "allOf": [{ "const": op }] } } });
        let schema = json!({ "anyOf": [side("+"), side("-"), side("*"), { "type": "null" }] });
        let mut value = Value::Null;
        for _ in 0..40 {
            value = json!({ "in": value, "op": "*" });
        }
        assert_eq!(found(&schema, &value), [""; 0]);
    }

    #[test]
    fn what_is_only_itself_comes_to_an_end() {
        let schema = json!({ "$ref": "#" });
        assert_eq!(found(&schema, &Value::Null).len(), 1);
        assert!(!Judge::new(&schema, Unnamed::Allowed).may_fit(&schema, &Value::Null));
        let schema = json!({ "anyOf": [{ "$ref": "#" }] });
        assert_eq!(found(&schema, &Value::Null).len(), 1);
    }
}
