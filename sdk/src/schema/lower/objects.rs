//! Objects, maps and what a host demands of their members.

use serde_json::{Map, Value, json};

use super::super::dialect::{Maps, Objects, PropertyOrder, Required};
use super::super::plan::{Member, SAME, Step, StepId};
use super::{Node, Walk};
use crate::error::Result;

/// What an object says of members it does not name.
pub(super) struct Further {
    values: Value,
    keys: Value,
}

impl Walk<'_> {
    pub(super) fn object(&mut self, node: &Node) -> Result<(Node, StepId)> {
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

    /// An object with exactly these properties.
    pub(super) fn closed_object(&self, properties: &Value) -> Value {
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
pub(super) fn further_members(node: &Node) -> Option<Further> {
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
