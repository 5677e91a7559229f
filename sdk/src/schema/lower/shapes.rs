//! Unions, lists and tuples, and the types that a place may have.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::super::dialect::{AnyValue, Maps, Nullable, Tuples, Unions};
use super::super::plan::{Branch, SAME, Step, StepId, WRAPPER};
use super::super::walk::{self, MAX_DEPTH, resolve};
use super::objects::further_members;
use super::parts::union_keyword;
use super::words::{is_annotation, nullable_any_of, types};
use super::{Node, Said, Walk};
use crate::error::Result;

impl Walk<'_> {
    pub(super) fn union(&mut self, node: &Node, keyword: &'static str) -> Result<Said> {
        let branches = node.get(keyword).and_then(Value::as_array);
        let branches = branches.map_or(&[][..], Vec::as_slice);
        let limit = self.dialect.limits.union_branches;
        if limit.is_some_and(|limit| branches.len() > limit) {
            return self.many_alternatives(node, keyword, branches);
        }
        let sent_as = match self.dialect.unions {
            Unions::Native => keyword,
            Unions::AnyOf => "anyOf",
        };
        let mut sent = Vec::with_capacity(branches.len());
        let mut steps = Vec::with_capacity(branches.len());
        let by_keyword = self.dialect.nullable == Nullable::Keyword;
        let mut takes_null = false;
        for branch in branches {
            if by_keyword && branch.get("type").is_some_and(|name| name == "null") {
                takes_null = true;
                continue;
            }
            // A tag beside a reference decides which branch a value is of, so it is judged as one object.
            let full = match branch {
                Value::Object(node)
                    if node.contains_key("$ref") && node.contains_key("properties") =>
                {
                    self.dereferenced(branch)
                        .map_or_else(|| branch.clone(), Value::Object)
                }
                branch => branch.clone(),
            };
            let (mut wire, mut step) = self.node(&full)?;
            let others = branches
                .iter()
                .filter(|other| !std::ptr::eq(*other, branch));
            if self.dialect.maps == Maps::Pairs
                && self.is_map(&full, MAX_DEPTH)
                && others.clone().any(|other| self.is_list(other, MAX_DEPTH))
            {
                // A list of pairs beside a list: nobody could tell whose `[]` is.
                (wire, step) = self.set_apart(&wire, step);
            }
            sent.push(wire.clone());
            steps.push(Branch { wire, full, step });
        }
        let mut out = match sent.as_mut_slice() {
            // One type or null.
            [Value::Object(only)] if takes_null => std::mem::take(only),
            _ => Map::from_iter([(sent_as.to_owned(), Value::Array(sent))]),
        };
        if takes_null {
            out.insert("nullable".to_owned(), json!(true));
        }
        self.annotate(node, &mut out);
        let step = self.push(Step::Union(steps));
        Ok((Value::Object(out), step))
    }

    /// A value as the only member of an object.
    fn set_apart(&mut self, wire: &Value, step: StepId) -> Said {
        self.measured.properties += 1;
        self.measured.string_chars += WRAPPER.len();
        let wire = self.closed_object(&json!({ WRAPPER: wire }));
        (wire, self.push(Step::Wrapped(step)))
    }

    /// Whether a node may be a map, which is sent as a list of pairs.
    fn is_map(&self, node: &Value, levels: usize) -> bool {
        self.any_form(node, levels, &|node| {
            let is_object = types(node).contains(&"object") || types(node).is_empty();
            is_object && !node.contains_key("properties") && further_members(node).is_some()
        })
    }

    fn is_list(&self, node: &Value, levels: usize) -> bool {
        self.any_form(node, levels, &|node| types(node).contains(&"array"))
    }

    /// Whether something holds for what a node refers to or one of its alternatives.
    fn any_form(&self, node: &Value, levels: usize, is: &dyn Fn(&Node) -> bool) -> bool {
        self.any_form_within(node, levels, is, &mut HashSet::new())
    }

    /// `seen` holds the parts that were looked at, by address: alternatives may lead to one part by many ways.
    fn any_form_within(
        &self,
        node: &Value,
        levels: usize,
        is: &dyn Fn(&Node) -> bool,
        seen: &mut HashSet<*const Value>,
    ) -> bool {
        let address: *const Value = node;
        let (Value::Object(node), Some(levels)) = (node, levels.checked_sub(1)) else {
            return false;
        };
        if !seen.insert(address) {
            return false;
        }
        let target = walk::reference(node).and_then(|to| resolve(self.root, to));
        if target.is_some_and(|target| self.any_form_within(target, levels, is, seen)) || is(node) {
            return true;
        }
        let branches = union_keyword(node).and_then(|keyword| node.get(keyword)?.as_array());
        branches
            .into_iter()
            .flatten()
            .any(|branch| self.any_form_within(branch, levels, is, seen))
    }

    /// More alternatives than a union may have: named values need no union, their descriptions are the price.
    fn many_alternatives(
        &mut self,
        node: &Node,
        keyword: &str,
        branches: &[Value],
    ) -> Result<Said> {
        let values: Option<Vec<Value>> = branches
            .iter()
            .map(|branch| branch.get("const").cloned())
            .collect();
        let Some(values) = values else {
            let most = self.dialect.limits.union_branches.unwrap_or_default();
            return Err(self.unsupported_but(
                &format!("a union of {} types", branches.len()),
                &format!("at most {most} are taken: nest some of them in an enum of their own"),
            ));
        };
        let mut node = node.clone();
        node.shift_remove(keyword);
        node.insert("enum".to_owned(), Value::Array(values));
        self.plain(&node)
    }

    /// A node that is neither a reference nor a union.
    pub(super) fn plain(&mut self, node: &Node) -> Result<Said> {
        let types = types(node);
        let real: Vec<&str> = types
            .iter()
            .copied()
            .filter(|name| *name != "null")
            .collect();
        let is_one_of_many = real.len() > 1
            && (self.dialect.nullable != Nullable::TypeList
                || real.iter().any(|name| matches!(*name, "object" | "array")));
        if is_one_of_many {
            return self.split_types(node, &types);
        }
        let has = |keywords: &[&str]| keywords.iter().any(|keyword| node.contains_key(*keyword));
        let is_untyped = types.is_empty() && !has(&["enum", "const"]);
        let is_object = real.contains(&"object")
            || is_untyped
                && has(&[
                    "properties",
                    "additionalProperties",
                    "patternProperties",
                    "unevaluatedProperties",
                    "required",
                ]);
        let is_list = real.contains(&"array") || is_untyped && has(&["items", "prefixItems"]);
        let (mut out, step) = if is_object || is_list {
            self.containers += 1;
            let said = if is_object {
                self.object(node)
            } else {
                self.list(node)
            };
            self.containers -= 1;
            said?
        } else if is_untyped {
            let mut out = Map::new();
            self.constrain(node, &mut out);
            return self.any(out);
        } else {
            let mut out = node.clone();
            out.retain(|keyword, _| matches!(keyword.as_str(), "type" | "enum" | "const"));
            self.name_type(&mut out);
            (out, SAME)
        };
        self.values(&mut out);
        self.constrain(node, &mut out);
        let said = match (types.contains(&"null"), real.as_slice()) {
            (true, [name]) => self.nullable(out, name),
            _ => Value::Object(out),
        };
        Ok((said, step))
    }

    /// One type or null.
    fn nullable(&self, mut out: Node, name: &str) -> Value {
        if self.dialect.nullable != Nullable::TypeList {
            if !matches!(out.get("type"), Some(Value::String(_))) {
                out.insert("type".to_owned(), json!(name));
            }
            if let Some(Value::Array(values)) = out.get_mut("enum") {
                values.retain(|value| !value.is_null());
            }
            if self.dialect.nullable == Nullable::Keyword {
                out.insert("nullable".to_owned(), json!(true));
                return Value::Object(out);
            }
            return nullable_any_of(out);
        }
        if let Some(Value::String(name)) = out.get("type").cloned() {
            out.insert("type".to_owned(), json!([name, "null"]));
        }
        Value::Object(out)
    }

    /// A list of types as a union of one each.
    fn split_types(&mut self, node: &Node, types: &[&str]) -> Result<Said> {
        let (mut out, bare): (Node, Node) = node
            .clone()
            .into_iter()
            .partition(|(keyword, _)| is_annotation(keyword));
        let mut branches = Vec::with_capacity(types.len());
        for name in types {
            let mut branch = bare.clone();
            if *name == "null" {
                branch.clear();
            }
            branch.insert("type".to_owned(), json!(name));
            if let Some(Value::Array(values)) = branch.get_mut("enum") {
                values.retain(|value| is_of(name, value));
                if values.is_empty() {
                    continue;
                }
            }
            branches.push(Value::Object(branch));
        }
        out.insert("anyOf".to_owned(), Value::Array(branches));
        self.union(&out, "anyOf")
    }

    fn list(&mut self, node: &Node) -> Result<(Node, StepId)> {
        self.measured.depth = self.measured.depth.max(self.containers);
        let prefix = match (node.get("prefixItems"), node.get("items")) {
            (Some(Value::Array(prefix)), _) | (None, Some(Value::Array(prefix))) => {
                prefix.as_slice()
            }
            _ => &[],
        };
        let mut out = Map::new();
        out.insert("type".to_owned(), json!("array"));
        if self.dialect.tuples == Tuples::Object
            && let [first, others @ ..] = prefix
        {
            if others.iter().any(|item| item != first) {
                return self.record(prefix);
            }
            let (items, step) = self.below("*", |walk| walk.node(first))?;
            out.insert("items".to_owned(), items);
            let step = self.push(Step::List {
                prefix: Vec::new(),
                items: step,
            });
            return Ok((out, step));
        }
        let mut steps = Vec::with_capacity(prefix.len());
        if !prefix.is_empty() {
            let mut sent = Vec::with_capacity(prefix.len());
            for (index, item) in prefix.iter().enumerate() {
                let (item, step) = self.below(&index.to_string(), |walk| walk.node(item))?;
                sent.push(item);
                steps.push(step);
            }
            out.insert("prefixItems".to_owned(), Value::Array(sent));
        }
        let mut items = SAME;
        match node.get("items") {
            // The count says it already, and llama.cpp refuses `items: false`.
            Some(Value::Bool(false) | Value::Array(_)) if !prefix.is_empty() => {}
            None if !prefix.is_empty() || self.dialect.any == AnyValue::Allowed => {}
            schema => {
                let schema = schema.unwrap_or(&Value::Bool(true));
                let (schema, step) = self.below("*", |walk| walk.node(schema))?;
                out.insert("items".to_owned(), schema);
                items = step;
            }
        }
        let step = self.push(Step::List {
            prefix: steps,
            items,
        });
        Ok((out, step))
    }

    /// A tuple as an object.
    fn record(&mut self, prefix: &[Value]) -> Result<(Node, StepId)> {
        let mut properties = Map::new();
        let mut steps = Vec::with_capacity(prefix.len());
        for (index, item) in prefix.iter().enumerate() {
            let name = index.to_string();
            let (item, step) = self.below(&name, |walk| walk.node(item))?;
            self.measured.properties += 1;
            self.measured.string_chars += name.len();
            properties.insert(name, item);
            steps.push(step);
        }
        let step = self.push(Step::Record { items: steps });
        let Value::Object(out) = self.closed_object(&Value::Object(properties)) else {
            return Err(self.unsupported("a tuple"));
        };
        Ok((out, step))
    }
}

fn is_of(name: &str, value: &Value) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(_) => matches!(name, "number" | "integer"),
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}
