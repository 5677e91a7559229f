//! Objects, lists, maps, tuples and unions.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::super::dialect::{
    AnyValue, Maps, Nullable, Objects, PropertyOrder, Required, Tuples, Unions,
};
use super::super::plan::{Branch, Member, SAME, Step, StepId, WRAPPER};
use super::super::walk::{self, MAX_DEPTH, resolve};
use super::parts::union_keyword;
use super::words::{is_annotation, nullable_any_of, types};
use super::{Node, Said, Walk};
use crate::error::Result;

/// What an object says of members it does not name.
struct Further {
    values: Value,
    keys: Value,
}

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

    fn object(&mut self, node: &Node) -> Result<(Node, StepId)> {
        let mut properties = node
            .get("properties")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let extra = further_members(node);
        let required = node.get("required").and_then(Value::as_array);
        let declared: Vec<&str> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for name in &declared {
            // A member that is demanded and not described.
            let schema = extra
                .as_ref()
                .map_or(&Value::Bool(true), |extra| &extra.values);
            properties.entry(*name).or_insert_with(|| schema.clone());
        }
        self.measured.depth = self.measured.depth.max(self.containers);
        let by_pairs = self.dialect.maps == Maps::Pairs;
        if by_pairs
            && properties.is_empty()
            && let Some(extra) = &extra
        {
            let (out, value) = self.pair_list(extra)?;
            return Ok((out, self.push(Step::Pairs { value })));
        }
        if by_pairs
            && declared.is_empty()
            && let Some(entries) = self.nullable_entries(node, &properties)
        {
            let (out, value) = self.pair_list(&entries)?;
            return Ok((out, self.push(Step::Pairs { value })));
        }
        let (mut sent, members) = self.members(&properties, &declared)?;
        let mut required: Vec<Value> = match self.dialect.required {
            Required::All => sent.keys().map(|name| json!(name)).collect(),
            Required::Declared => {
                let declared = sent.keys().filter(|name| declared.contains(&name.as_str()));
                declared.map(|name| json!(name)).collect()
            }
        };
        let mut in_list = None;
        let mut rest = SAME;
        let mut further = None;
        if let Some(extra) = &extra {
            if by_pairs {
                let mut name = "additional_properties".to_owned();
                while sent.contains_key(&name) {
                    name.push('_');
                }
                self.containers += 1;
                let pairs = self.pair_list(extra);
                self.containers -= 1;
                let (list, step) = pairs?;
                self.measured.properties += 1;
                self.measured.string_chars += name.len();
                required.push(json!(name));
                sent.insert(name.clone(), Value::Object(list));
                in_list = Some((name, step));
            } else {
                let (schema, step) = self.below("*", |walk| walk.node(&extra.values))?;
                further = Some(schema);
                rest = step;
            }
        }
        let closed = match self.dialect.objects {
            Objects::Declared => is_closed(node),
            Objects::Closed => true,
            Objects::Open => false,
        };
        let mut out = Map::new();
        out.insert("type".to_owned(), json!("object"));
        if !sent.is_empty() || closed && further.is_none() {
            out.insert("properties".to_owned(), Value::Object(sent));
        }
        if !required.is_empty() || self.dialect.required == Required::All {
            out.insert("required".to_owned(), Value::Array(required));
        }
        if let Some(schema) = further.or(closed.then_some(Value::Bool(false))) {
            out.insert("additionalProperties".to_owned(), schema);
        }
        self.say_order(&mut out);
        let step = self.push(Step::Object {
            members,
            extra: in_list,
            rest,
        });
        Ok((out, step))
    }

    /// The members that an object names.
    fn members(&mut self, properties: &Node, declared: &[&str]) -> Result<(Node, Vec<Member>)> {
        let mut sent = Map::new();
        let mut members = Vec::with_capacity(properties.len());
        for (name, schema) in properties {
            self.measured.properties += 1;
            self.measured.string_chars += name.chars().count();
            let (mut out, step) = self.below(name, |walk| walk.node(schema))?;
            let wanted = self.wants(declared.contains(&name.as_str()));
            let null_is_absent = wanted && !self.allows_null(schema);
            if null_is_absent {
                out = self.or_null(out);
            }
            // Where null is a value of its own, what is absent has the default's value.
            let default = schema.get("default").filter(|_| !null_is_absent);
            sent.insert(name.clone(), out);
            members.push(Member {
                name: name.clone(),
                step,
                null_is_absent,
                fill: wanted.then(|| default.cloned().unwrap_or_default()),
            });
        }
        Ok((sent, members))
    }

    /// A map whose keys are an enum and whose values may be null, where the host demands every key: null could not
    /// stand for an absent one.
    fn nullable_entries(&self, node: &Node, properties: &Node) -> Option<Further> {
        let mut values = properties.values();
        let first = values.next()?;
        let is_map = self.wants(false) && is_closed(node) && values.all(|other| other == first);
        (is_map && self.allows_null(first)).then(|| {
            let names: Vec<&String> = properties.keys().collect();
            Further {
                values: first.clone(),
                keys: json!({ "type": "string", "enum": names }),
            }
        })
    }

    /// A map as a list of pairs, and the step of its values.
    fn pair_list(&mut self, of: &Further) -> Result<(Node, StepId)> {
        let mut key = of.keys.as_object().cloned().unwrap_or_default();
        if !key.contains_key("$ref") {
            key.entry("type").or_insert(json!("string"));
        }
        // The list is one level, each pair in it another.
        self.containers += 1;
        self.measured.depth = self.measured.depth.max(self.containers);
        self.measured.properties += 2;
        self.measured.string_chars += "key".len() + "value".len();
        let key = self.below("*", |walk| walk.node(&Value::Object(key)));
        let value = self.below("*", |walk| walk.node(&of.values));
        self.containers -= 1;
        let ((key, _), (value, step)) = (key?, value?);
        let mut out = Map::new();
        out.insert("type".to_owned(), json!("array"));
        out.insert(
            "items".to_owned(),
            self.closed_object(&json!({ "key": key, "value": value })),
        );
        Ok((out, step))
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

    /// An object with exactly these properties.
    fn closed_object(&self, properties: &Value) -> Value {
        let names = properties.as_object().into_iter().flatten();
        let names: Vec<Value> = names.map(|(name, _)| json!(name)).collect();
        let mut out = Map::new();
        out.insert("type".to_owned(), json!("object"));
        out.insert("properties".to_owned(), properties.clone());
        out.insert("required".to_owned(), Value::Array(names));
        if self.dialect.objects != Objects::Open {
            out.insert("additionalProperties".to_owned(), json!(false));
        }
        self.say_order(&mut out);
        Value::Object(out)
    }

    /// The order of properties, for hosts that want it said.
    fn say_order(&self, out: &mut Node) {
        if self.dialect.order == PropertyOrder::Listed
            && let Some(Value::Object(properties)) = out.get("properties")
        {
            let names: Vec<Value> = properties.keys().map(|name| json!(name)).collect();
            out.insert("propertyOrdering".to_owned(), Value::Array(names));
        }
    }
}

/// Whether an object says that it has no other members than those it names.
fn is_closed(node: &Node) -> bool {
    ["additionalProperties", "unevaluatedProperties"]
        .iter()
        .any(|keyword| node.get(*keyword) == Some(&Value::Bool(false)))
}

/// What an object says of members it does not name.
fn further_members(node: &Node) -> Option<Further> {
    let mut keys = node
        .get("propertyNames")
        .cloned()
        .unwrap_or_else(|| json!({ "type": "string" }));
    let mut values: Vec<&Value> = Vec::new();
    if let Some(Value::Object(patterns)) = node.get("patternProperties") {
        values.extend(patterns.values());
        if let [pattern] = patterns.keys().collect::<Vec<_>>().as_slice() {
            keys = json!({ "type": "string", "pattern": pattern });
        }
    }
    let others = node
        .get("additionalProperties")
        .or_else(|| node.get("unevaluatedProperties"));
    values.extend(others);
    values.retain(|value| **value != Value::Bool(false));
    let values = match values.as_slice() {
        [] => return None,
        [only] => (*only).clone(),
        several => json!({ "anyOf": several }),
    };
    Some(Further { values, keys })
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
