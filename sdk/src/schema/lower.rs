//! A schema in a host's dialect: rewritten where there is an equivalent, wrapped where there is none, and a list
//! of what could not be said.

use std::collections::HashMap;
use std::fmt;

use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value, json};

use super::dialect::{
    AnyValue, Composition, Consts, Dialect, Maps, Nullable, Objects, Patterns, Recursion, Refs,
    Required, Root, Support, Tuples, Unions,
};
use super::merge::merge;
use super::plan::{Branch, Member, Plan, Step, WRAPPER};
use super::{MAX_DEPTH, PromptStyle, Schema, prompt, resolve, wire_name};
use crate::error::{Error, ErrorKind, Result};
use crate::response::push_escaped;

/// How many alternatives a type may have once they are multiplied out.
const MAX_ALTERNATIVES: usize = 64;

/// Keywords that describe and do not constrain.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "default",
    "examples",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "$comment",
];

/// Keywords that the walk itself reads.
const STRUCTURE: &[&str] = &[
    "$ref",
    "$defs",
    "definitions",
    "$schema",
    "$id",
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
    "items",
    "prefixItems",
    "anyOf",
    "oneOf",
    "allOf",
];

/// Formats that name a Rust number; the type itself keeps to their range, and no host knows them.
const NUMBER_FORMATS: &[&str] = &[
    "int", "int8", "int16", "int32", "int64", "int128", "uint", "uint8", "uint16", "uint32",
    "uint64", "uint128", "float", "double",
];

/// A schema as a host takes it.
pub struct Lowered {
    schema: Value,
    text: Box<RawValue>,
    full: Value,
    plan: Plan,
    lost: Vec<Loss>,
}

/// A constraint of the type that a host does not keep to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// The place in the type, as a JSON Pointer (RFC 6901) with `*` for every element of a list or map.
    pub path: String,
    /// The keyword of JSON Schema.
    pub keyword: String,
    /// Whether it is sent all the same (`true`), or left out because the host refuses it.
    pub sent: bool,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fate = if self.sent {
            "sent, not enforced"
        } else {
            "left out"
        };
        write!(f, "{}: {} ({fate})", self.path, self.keyword)
    }
}

impl Lowered {
    /// What is sent, as JSON.
    pub fn to_value(&self) -> Value {
        self.schema.clone()
    }

    /// What is sent, as compact text.
    pub fn as_str(&self) -> &str {
        self.text.get()
    }

    /// The constraints that the host will not keep to.
    pub fn lost(&self) -> &[Loss] {
        &self.lost
    }

    /// Whether answers have another shape than the type: see [`wrap`](Self::wrap).
    pub fn is_wrapped(&self) -> bool {
        self.plan.is_active()
    }

    /// A value of the type's shape in the shape that the host is asked for: a list inside an object, a map as a
    /// list of pairs. For examples of answers in a prompt.
    pub fn wrap(&self, value: Value) -> Value {
        if self.plan.is_active() {
            self.plan.wrap(&self.full, value)
        } else {
            value
        }
    }

    /// The text of an answer in the type's shape; `None` if the text is no JSON. What does not have the shape that
    /// was asked for is left as it is.
    pub fn unwrap(&self, text: &str) -> Option<String> {
        if self.plan.is_active() {
            self.plan.unwrap(&self.schema, text)
        } else {
            Some(text.to_owned())
        }
    }

    /// This form of the schema in words, for a prompt.
    pub fn prompt(&self, style: PromptStyle) -> String {
        prompt::render(&self.schema, style)
    }

    pub(crate) fn raw(&self) -> &RawValue {
        &self.text
    }
}

impl fmt::Debug for Lowered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lowered")
            .field("schema", &self.text.get())
            .field("lost", &self.lost)
            .finish_non_exhaustive()
    }
}

/// Says `schema` in `dialect`.
pub(super) fn lower(schema: &Schema, dialect: &Dialect) -> Result<Lowered> {
    let full = schema.full();
    let mut walk = Walk {
        dialect,
        root: full,
        type_name: schema.name(),
        // A plan is only exact for objects whose members stand in one place.
        flat: dialect.composition == Composition::Flat
            || dialect.maps == Maps::Pairs
            || dialect.tuples == Tuples::Object
            || dialect.required == Required::All
            || dialect.objects == Objects::Closed,
        definitions: HashMap::new(),
        out: Map::new(),
        steps: vec![Step::Same],
        lost: Vec::new(),
        path: String::new(),
        inlining: Vec::new(),
        depth: 0,
        containers: 0,
        measured: Measured::default(),
    };
    let mut root = full.clone();
    if let Value::Object(map) = &mut root {
        for keyword in ["$schema", "$defs", "definitions"] {
            map.shift_remove(keyword);
        }
    }
    let (mut lowered, mut step) = walk.node(&root)?;
    if dialect.root == Root::Object && !walk.is_plain_object(&lowered) {
        lowered = walk.wrapped_root(lowered);
        step = walk.push(Step::Wrapped(step));
    }
    walk.check_limits()?;
    let Walk {
        mut steps,
        out,
        lost,
        ..
    } = walk;
    if let Value::Object(map) = &mut lowered
        && !out.is_empty()
    {
        map.insert("$defs".to_owned(), Value::Object(out));
    }
    steps[0] = Step::Definition(step);
    let text = to_raw_value(&lowered).map_err(|error| {
        Error::config("the schema cannot be written as JSON").with_source(error)
    })?;
    Ok(Lowered {
        schema: lowered,
        text,
        full: full.clone(),
        plan: Plan::new(steps),
        lost,
    })
}

struct Walk<'a> {
    dialect: &'a Dialect,
    root: &'a Value,
    type_name: &'a str,
    flat: bool,
    /// By the text of the reference: the name it is sent under, and its step.
    definitions: HashMap<String, (String, usize)>,
    out: Map<String, Value>,
    steps: Vec<Step>,
    lost: Vec<Loss>,
    path: String,
    /// References that are being written out.
    inlining: Vec<String>,
    depth: usize,
    /// Objects and lists around this place.
    containers: usize,
    measured: Measured,
}

/// What the limits are about.
#[derive(Default)]
struct Measured {
    properties: usize,
    depth: usize,
    enum_values: usize,
    string_chars: usize,
}

type Node = Map<String, Value>;

impl Walk<'_> {
    fn push(&mut self, step: Step) -> usize {
        self.steps.push(step);
        self.steps.len() - 1
    }

    fn unsupported(&self, what: &str) -> Error {
        let place = if self.path.is_empty() {
            "its root"
        } else {
            &self.path
        };
        Error::new(
            ErrorKind::Unsupported,
            format!(
                "`{}` cannot be said in the dialect `{}`: {what}, at {place}",
                self.type_name, self.dialect.name
            ),
        )
    }

    fn lose(&mut self, keyword: &str, sent: bool) {
        self.lost.push(Loss {
            path: self.path.clone(),
            keyword: keyword.to_owned(),
            sent,
        });
    }

    fn below<R>(&mut self, token: &str, walk: impl FnOnce(&mut Self) -> R) -> R {
        let length = self.path.len();
        self.path.push('/');
        push_escaped(&mut self.path, token);
        let result = walk(self);
        self.path.truncate(length);
        result
    }

    /// One schema: what is sent for it, and the step from one shape to the other.
    fn node(&mut self, node: &Value) -> Result<(Value, usize)> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.unsupported("it nests too deep"));
        }
        let result = match node {
            Value::Object(node) => self.object_node(node),
            Value::Bool(false) if self.flat => {
                Err(self.unsupported("a place where nothing may stand"))
            }
            Value::Bool(false) => Ok((Value::Bool(false), 0)),
            _ => self.any(Map::new()),
        };
        self.depth -= 1;
        // Step 0 is the root's own; elsewhere it means that nothing changes.
        result.map(|(value, step)| (value, if step == 0 { usize::MAX } else { step }))
    }

    fn object_node(&mut self, node: &Node) -> Result<(Value, usize)> {
        if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            return self.reference(node, &reference.to_owned());
        }
        if self.flat && (node.contains_key("allOf") || is_union(node) && is_structured(node)) {
            let flat = self.flatten(node)?;
            return self.object_node(&flat);
        }
        if let Some(keyword) = union_keyword(node) {
            return self.union(node, keyword);
        }
        self.plain(node)
    }

    /// A place that may hold anything.
    fn any(&mut self, out: Node) -> Result<(Value, usize)> {
        match self.dialect.any {
            AnyValue::Allowed if out.is_empty() => Ok((Value::Bool(true), 0)),
            AnyValue::Allowed => Ok((Value::Object(out), 0)),
            AnyValue::Refused => Err(self.unsupported("a place that may hold any value")),
        }
    }

    fn reference(&mut self, node: &Node, reference: &str) -> Result<(Value, usize)> {
        let target = resolve(self.root, reference).ok_or_else(|| {
            self.unsupported(&format!("a reference to `{reference}`, which is not there"))
        })?;
        let mut siblings = node.clone();
        siblings.shift_remove("$ref");
        let described = !siblings.is_empty();
        let structured = siblings
            .keys()
            .any(|keyword| !ANNOTATIONS.contains(&keyword.as_str()));
        let recursive = self.is_recursive(reference);
        if recursive && self.dialect.recursion == Recursion::Refused {
            return Err(self.unsupported("a type that holds itself"));
        }
        let inline = structured
            || match self.dialect.refs {
                Refs::Siblings => false,
                Refs::Bare => described && !recursive,
                Refs::Inline => true,
            };
        if inline {
            if self.inlining.iter().any(|open| open == reference) {
                return Err(self.unsupported("a type that holds itself"));
            }
            let mut target = without_definitions(target);
            if structured {
                target = merge(&siblings, &target)
                    .ok_or_else(|| self.unsupported("parts that exclude each other"))?;
            } else {
                target.extend(siblings);
            }
            self.inlining.push(reference.to_owned());
            let result = self.object_node(&target);
            self.inlining.pop();
            return result;
        }
        let (name, step) = self.definition(reference, target)?;
        let mut out = Map::new();
        out.insert("$ref".to_owned(), Value::String(format!("#/$defs/{name}")));
        if described {
            let mut notes = Map::new();
            self.annotate(&siblings, &mut notes);
            if self.dialect.refs == Refs::Bare {
                notes.insert("anyOf".to_owned(), json!([out]));
                out = notes;
            } else {
                out.extend(notes);
            }
        }
        Ok((Value::Object(out), step))
    }

    /// A definition, lowered when it is first referred to.
    fn definition(&mut self, reference: &str, target: &Value) -> Result<(String, usize)> {
        if let Some(known) = self.definitions.get(reference) {
            return Ok(known.clone());
        }
        let base = match reference.rsplit('/').next() {
            Some(last) if reference != "#" => wire_name(last),
            _ => self.type_name.to_owned(),
        };
        let mut name = base.clone();
        let mut number = 2;
        while self.definitions.values().any(|(taken, _)| *taken == name) {
            name = format!("{base}_{number}");
            number += 1;
        }
        let step = self.push(Step::Same);
        self.definitions
            .insert(reference.to_owned(), (name.clone(), step));
        // A place is reserved first, so that definitions are sent in the order in which they are met.
        self.out.insert(name.clone(), Value::Null);
        self.measured.string_chars += name.chars().count();
        // Limits on depth are about nesting in the text, which starts anew in a definition.
        let depth = std::mem::replace(&mut self.depth, 0);
        let containers = std::mem::replace(&mut self.containers, 0);
        let result = self.node(&Value::Object(without_definitions(target)));
        (self.depth, self.containers) = (depth, containers);
        let (schema, target) = result?;
        self.out.insert(name.clone(), schema);
        self.steps[step] = Step::Definition(target);
        Ok((name, step))
    }

    /// Whether a reference leads back to itself.
    fn is_recursive(&self, reference: &str) -> bool {
        let mut seen = Vec::new();
        let mut open = vec![reference];
        while let Some(next) = open.pop() {
            let Some(target) = resolve(self.root, next) else {
                continue;
            };
            let mut found = Vec::new();
            references(target, &mut found);
            for inner in found {
                if inner == reference {
                    return true;
                }
                if !seen.contains(&inner) {
                    seen.push(inner);
                    open.push(inner);
                }
            }
        }
        false
    }

    /// The same node without parts, and with alternatives only where they stand alone.
    fn flatten(&self, node: &Node) -> Result<Node> {
        let mut alternatives = vec![node.clone()];
        let mut done: Vec<Node> = Vec::new();
        while let Some(mut next) = alternatives.pop() {
            if alternatives.len() + done.len() > MAX_ALTERNATIVES {
                return Err(self.unsupported(&format!("more than {MAX_ALTERNATIVES} alternatives")));
            }
            if let Some(reference) = next.get("$ref").and_then(Value::as_str).map(str::to_owned) {
                next.shift_remove("$ref");
                let target = resolve(self.root, &reference)
                    .map(without_definitions)
                    .unwrap_or_default();
                alternatives.extend(merge(&next, &target));
            } else if let Some(Value::Array(parts)) = next.shift_remove("allOf") {
                let mut whole = Some(next);
                for part in parts {
                    let part = self.dereferenced(&part);
                    whole = whole.and_then(|whole| merge(&whole, &part));
                }
                alternatives.extend(whole);
            } else if let Some(keyword) = union_keyword(&next).filter(|_| is_structured(&next)) {
                let branches = next.shift_remove(keyword);
                for branch in branches
                    .as_ref()
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .rev()
                {
                    let branch = self.dereferenced(branch);
                    let mut whole = next.clone();
                    if branch.contains_key("description") {
                        whole.shift_remove("description");
                    }
                    alternatives.extend(merge(&whole, &branch));
                }
            } else {
                if let Some(rest) = next.shift_remove("unevaluatedProperties") {
                    next.insert("additionalProperties".to_owned(), rest);
                }
                done.push(next);
            }
        }
        match <[Node; 1]>::try_from(done) {
            Ok([only]) => Ok(only),
            Err(done) if done.is_empty() => Err(self.unsupported("parts that exclude each other")),
            Err(mut done) => {
                let mut out = Map::new();
                for keyword in ["title", "description"] {
                    if let Some(text) = node.get(keyword) {
                        out.insert(keyword.to_owned(), text.clone());
                        for branch in &mut done {
                            if branch.get(keyword) == Some(text) {
                                branch.shift_remove(keyword);
                            }
                        }
                    }
                }
                out.insert(
                    "anyOf".to_owned(),
                    done.into_iter().map(Value::Object).collect(),
                );
                Ok(out)
            }
        }
    }

    /// A part, with what it refers to written out once.
    fn dereferenced(&self, part: &Value) -> Node {
        let Value::Object(part) = part else {
            return Map::new();
        };
        match part
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| resolve(self.root, reference))
        {
            Some(target) => {
                let mut part = part.clone();
                part.shift_remove("$ref");
                let target = without_definitions(target);
                merge(&part, &target).unwrap_or(target)
            }
            None => part.clone(),
        }
    }

    fn union(&mut self, node: &Node, keyword: &str) -> Result<(Value, usize)> {
        let branches = node
            .get(keyword)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if self
            .dialect
            .limits
            .union_branches
            .is_some_and(|limit| branches.len() > limit)
        {
            if let Some(values) = branches
                .iter()
                .map(|branch| branch.get("const").cloned())
                .collect::<Option<Vec<_>>>()
            {
                // Named values need no union; their descriptions are the price.
                let mut node = node.clone();
                node.shift_remove(keyword);
                node.insert("enum".to_owned(), Value::Array(values));
                return self.plain(&node);
            }
            return Err(self.unsupported(&format!("a union of {} types", branches.len())));
        }
        let sent_as = if self.dialect.unions == Unions::AnyOf {
            "anyOf"
        } else {
            keyword
        };
        let mut sent = Vec::with_capacity(branches.len());
        let mut steps = Vec::with_capacity(branches.len());
        for full in branches {
            let (wire, step) = self.node(&full)?;
            sent.push(wire.clone());
            steps.push(Branch { wire, full, step });
        }
        let mut out = Map::new();
        for (name, value) in node {
            if name == keyword {
                out.insert(sent_as.to_owned(), Value::Array(std::mem::take(&mut sent)));
            } else if ANNOTATIONS.contains(&name.as_str()) {
                self.annotation(name, value, &mut out);
            } else if !self.flat && name != "$defs" && name != "definitions" {
                // Alternatives beside properties are sent as they are, where the host takes that.
                out.insert(name.clone(), value.clone());
            }
        }
        let step = self.push(Step::Union(steps));
        Ok((Value::Object(out), step))
    }

    /// A node that is neither a reference nor a union.
    fn plain(&mut self, node: &Node) -> Result<(Value, usize)> {
        let types = types(node);
        let real: Vec<&str> = types
            .iter()
            .copied()
            .filter(|name| *name != "null")
            .collect();
        if real.len() > 1 && self.dialect.nullable == Nullable::AnyOf {
            return self.split_types(node, &types);
        }
        let is_object = real.contains(&"object")
            || types.is_empty() && (node.contains_key("properties") || is_map(node));
        let is_list = real.contains(&"array")
            || types.is_empty() && (node.contains_key("items") || is_tuple(node));
        let says_nothing =
            types.is_empty() && !node.contains_key("enum") && !node.contains_key("const");
        self.containers += usize::from(is_object || is_list);
        let (mut out, step) = match (is_object, is_list) {
            (true, false) => self.object(node)?,
            (false, true) => self.list(node)?,
            (true, true) if self.flat => {
                self.containers -= 1;
                return self.split_types(node, &types);
            }
            (false, false)
                if says_nothing && !node.keys().any(|k| !ANNOTATIONS.contains(&k.as_str())) =>
            {
                let mut out = Map::new();
                self.annotate(node, &mut out);
                return self.any(out);
            }
            _ => {
                let mut out = node.clone();
                out.retain(|keyword, _| {
                    matches!(keyword.as_str(), "type" | "enum" | "const") || !self.flat
                });
                out.retain(|keyword, _| !is_side_keyword(keyword));
                (out, usize::MAX)
            }
        };
        self.containers -= usize::from(is_object || is_list);
        self.values(&mut out);
        self.constrain(node, &mut out);
        let nullable = types.contains(&"null") && real.len() == 1;
        if nullable {
            if let Some(Value::String(name)) = out.get("type") {
                let name = name.clone();
                if self.dialect.nullable == Nullable::TypeList {
                    out.insert("type".to_owned(), json!([name, "null"]));
                } else {
                    return Ok((nullable_any_of(out), step));
                }
            } else if self.dialect.nullable == Nullable::AnyOf {
                out.insert("type".to_owned(), json!(real[0]));
                return Ok((nullable_any_of(out), step));
            }
        }
        Ok((Value::Object(out), step))
    }

    /// A list of types as a union of one each.
    fn split_types(&mut self, node: &Node, types: &[&str]) -> Result<(Value, usize)> {
        let branches = types.iter().map(|name| {
            let mut branch = node.clone();
            branch.retain(|keyword, _| !ANNOTATIONS.contains(&keyword.as_str()));
            branch.insert("type".to_owned(), json!(name));
            if *name == "null" {
                branch.retain(|keyword, _| keyword == "type");
            }
            Value::Object(branch)
        });
        let mut out = Map::new();
        out.insert("anyOf".to_owned(), branches.collect());
        for keyword in ANNOTATIONS {
            if let Some(value) = node.get(*keyword) {
                out.insert((*keyword).to_owned(), value.clone());
            }
        }
        self.union(&out, "anyOf")
    }

    fn object(&mut self, node: &Node) -> Result<(Node, usize)> {
        let properties = node
            .get("properties")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let extra = self.further_members(node)?;
        self.measured.depth = self.measured.depth.max(self.containers);
        if properties.is_empty()
            && self.dialect.maps == Maps::Pairs
            && let Some(Further { values, keys }) = extra
        {
            return self.pairs(node, &keys, &values);
        }
        let declared: Vec<&str> = node
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut sent = Map::new();
        let mut members = Vec::with_capacity(properties.len());
        for (name, schema) in &properties {
            self.measured.properties += 1;
            self.measured.string_chars += name.chars().count();
            let (mut schema_out, step) = self.below(name, |walk| walk.node(schema))?;
            let mut null_is_absent = false;
            if self.dialect.required == Required::All && !declared.contains(&name.as_str()) {
                null_is_absent = !self.allows_null(schema);
                if null_is_absent {
                    schema_out = self.or_null(schema_out);
                }
            }
            sent.insert(name.clone(), schema_out);
            members.push(Member {
                name: name.clone(),
                step,
                null_is_absent,
            });
        }
        let mut extra_member = None;
        let mut rest = usize::MAX;
        let mut further = None;
        match extra {
            Some(Further { values, keys }) if self.dialect.maps == Maps::Pairs => {
                let mut name = "additional_properties".to_owned();
                while sent.contains_key(&name) {
                    name.push('_');
                }
                let (list, step) = self.pair_list(&keys, &values)?;
                self.measured.properties += 1;
                sent.insert(name.clone(), Value::Object(list));
                extra_member = Some((name, step));
            }
            Some(Further { values, .. }) => {
                let (schema, step) = self.below("*", |walk| walk.node(&values))?;
                further = Some(schema);
                rest = step;
            }
            None => {}
        }
        let mut out = Map::new();
        out.insert("type".to_owned(), json!("object"));
        if !sent.is_empty() || self.dialect.objects == Objects::Closed {
            let required: Vec<Value> = match self.dialect.required {
                Required::All => sent.keys().map(|name| json!(name)).collect(),
                Required::Declared => sent
                    .keys()
                    .filter(|name| {
                        declared.contains(&name.as_str())
                            || extra_member.as_ref().is_some_and(|e| e.0 == **name)
                    })
                    .map(|name| json!(name))
                    .collect(),
            };
            out.insert("properties".to_owned(), Value::Object(sent));
            if !required.is_empty() || self.dialect.required == Required::All {
                out.insert("required".to_owned(), Value::Array(required));
            }
        }
        let closed = self.dialect.objects == Objects::Closed
            || node.get("additionalProperties") == Some(&Value::Bool(false))
                && !node.contains_key("patternProperties");
        match further {
            Some(schema) => {
                out.insert("additionalProperties".to_owned(), schema);
            }
            None if closed => {
                out.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            None => {}
        }
        let step = self.push(Step::Object {
            members,
            extra: extra_member,
            rest,
        });
        Ok((out, step))
    }

    /// What an object says of members it does not name.
    fn further_members(&mut self, node: &Node) -> Result<Option<Further>> {
        let names = node.get("propertyNames").cloned();
        let by_pattern = node
            .get("patternProperties")
            .and_then(Value::as_object)
            .filter(|map| !map.is_empty());
        if let Some(patterns) = by_pattern {
            if self.dialect.support("patternProperties") == Support::Enforced
                && self.dialect.maps == Maps::Native
            {
                return Ok(None);
            }
            let mut values: Vec<Value> = patterns.values().cloned().collect();
            let keys = match (patterns.keys().next(), values.len()) {
                (Some(pattern), 1) => json!({ "type": "string", "pattern": pattern }),
                _ => json!({ "type": "string" }),
            };
            if self.dialect.maps == Maps::Native {
                self.lose("patternProperties", false);
            }
            let values = if values.len() == 1 {
                values.remove(0)
            } else {
                json!({ "anyOf": values })
            };
            return Ok(Some(Further { values, keys }));
        }
        let keys = names.unwrap_or_else(|| json!({ "type": "string" }));
        let further = node
            .get("additionalProperties")
            .or_else(|| node.get("unevaluatedProperties"));
        Ok(match further {
            Some(Value::Bool(false)) | None => None,
            Some(values) => Some(Further {
                values: values.clone(),
                keys,
            }),
        })
    }

    /// A map as a list of pairs.
    fn pairs(&mut self, node: &Node, keys: &Value, values: &Value) -> Result<(Node, usize)> {
        let (mut out, value) = self.pair_list(keys, values)?;
        for (from, to) in [("minProperties", "minItems"), ("maxProperties", "maxItems")] {
            if let Some(count) = node.get(from) {
                out.insert(to.to_owned(), count.clone());
            }
        }
        let step = self.push(Step::Pairs { value });
        Ok((out, step))
    }

    fn pair_list(&mut self, keys: &Value, values: &Value) -> Result<(Node, usize)> {
        let mut key = keys.as_object().cloned().unwrap_or_default();
        key.entry("type").or_insert(json!("string"));
        let (key, _) = self.below("*", |walk| walk.node(&Value::Object(key)))?;
        let (value, step) = self.below("*", |walk| walk.node(values))?;
        self.measured.properties += 2;
        let out = json!({
            "type": "array",
            "items": {
                "type": "object",
                "properties": { "key": key, "value": value },
                "required": ["key", "value"],
                "additionalProperties": false,
            },
        });
        Ok((out.as_object().cloned().unwrap_or_default(), step))
    }

    fn list(&mut self, node: &Node) -> Result<(Node, usize)> {
        self.measured.depth = self.measured.depth.max(self.containers);
        let prefix = node
            .get("prefixItems")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let fixed = prefix.len();
        let alike = prefix
            .first()
            .filter(|first| fixed > 1 && prefix.iter().all(|item| item == *first));
        let mut out = Map::new();
        out.insert("type".to_owned(), json!("array"));
        if self.dialect.tuples == Tuples::Object && fixed > 0 {
            if let Some(item) = alike {
                let (items, step) = self.below("*", |walk| walk.node(item))?;
                out.insert("items".to_owned(), items);
                let step = self.push(Step::List {
                    prefix: Vec::new(),
                    items: step,
                });
                return Ok((out, step));
            }
            return self.record(&prefix);
        }
        let mut steps = Vec::with_capacity(fixed);
        if fixed > 0 {
            let mut sent = Vec::with_capacity(fixed);
            for (index, item) in prefix.iter().enumerate() {
                let (item, step) = self.below(&index.to_string(), |walk| walk.node(item))?;
                sent.push(item);
                steps.push(step);
            }
            out.insert("prefixItems".to_owned(), Value::Array(sent));
        }
        let mut items = usize::MAX;
        match node.get("items") {
            // The count says it already, and llama.cpp refuses `items: false`.
            Some(Value::Bool(false)) if fixed > 0 => {}
            Some(schema) => {
                let (schema, step) = self.below("*", |walk| walk.node(schema))?;
                out.insert("items".to_owned(), schema);
                items = step;
            }
            None if fixed == 0 && self.flat => return Err(self.unsupported("a list of any values")),
            None => {}
        }
        let step = self.push(Step::List {
            prefix: steps,
            items,
        });
        Ok((out, step))
    }

    /// A tuple as an object.
    fn record(&mut self, prefix: &[Value]) -> Result<(Node, usize)> {
        let mut properties = Map::new();
        let mut steps = Vec::with_capacity(prefix.len());
        for (index, item) in prefix.iter().enumerate() {
            let name = index.to_string();
            let (item, step) = self.below(&name, |walk| walk.node(item))?;
            self.measured.properties += 1;
            properties.insert(name, item);
            steps.push(step);
        }
        let names: Vec<Value> = properties.keys().map(|name| json!(name)).collect();
        let out = json!({
            "type": "object", "properties": properties, "required": names, "additionalProperties": false,
        });
        let step = self.push(Step::Record { items: steps });
        Ok((out.as_object().cloned().unwrap_or_default(), step))
    }

    /// `enum` and `const`, in the dialect's way.
    fn values(&mut self, out: &mut Node) {
        if self.dialect.consts == Consts::Enum
            && let Some(only) = out.shift_remove("const")
        {
            out.insert("enum".to_owned(), json!([only]));
        }
        let listed = out
            .get("enum")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        self.measured.enum_values += listed.len();
        let texts = listed
            .iter()
            .chain(out.get("const"))
            .filter_map(Value::as_str);
        self.measured.string_chars += texts.map(|text| text.chars().count()).sum::<usize>();
    }

    /// Keywords that bound a value or describe it.
    fn constrain(&mut self, node: &Node, out: &mut Node) {
        let mut notes: Vec<String> = Vec::new();
        let object_sent_as_list =
            out.get("type") == Some(&json!("array")) && types(node).contains(&"object");
        let list_sent_as_object =
            out.get("type") == Some(&json!("object")) && types(node).contains(&"array");
        for (keyword, value) in node {
            let name = keyword.as_str();
            if ANNOTATIONS.contains(&name) || STRUCTURE.contains(&name) {
                continue;
            }
            let about_size = matches!(
                name,
                "minItems" | "maxItems" | "minProperties" | "maxProperties" | "propertyNames"
            );
            if about_size && (object_sent_as_list || list_sent_as_object) {
                continue;
            }
            let support = match (name, value.as_str()) {
                ("format", Some(format)) if is_number_format(format) => continue,
                ("format", Some(format)) => self.dialect.format_support(format),
                ("pattern", Some(pattern)) if !self.takes_pattern(pattern) => Support::Refused,
                _ if types(node).contains(&"number") => self.dialect.number_support(name),
                _ => self.dialect.support(name),
            };
            match support {
                Support::Enforced => {
                    out.insert(keyword.clone(), value.clone());
                }
                Support::Unenforced => {
                    out.insert(keyword.clone(), value.clone());
                    self.lose(name, true);
                }
                Support::Refused => {
                    out.shift_remove(keyword);
                    self.lose(name, false);
                    notes.push(format!(
                        "{name}: {}",
                        value
                            .as_str()
                            .map_or_else(|| value.to_string(), str::to_owned)
                    ));
                }
            }
        }
        self.annotate(node, out);
        if !notes.is_empty() {
            // What the grammar cannot hold the model to, the model is at least told.
            let note = format!("{{{}}}", notes.join(", "));
            let text = match out.get("description").and_then(Value::as_str) {
                Some(text) => format!("{text} {note}"),
                None => note,
            };
            out.insert("description".to_owned(), Value::String(text));
        }
    }

    fn takes_pattern(&self, pattern: &str) -> bool {
        match self.dialect.patterns {
            Patterns::Any => true,
            Patterns::Anchored => pattern.starts_with('^') && pattern.ends_with('$'),
            Patterns::WithoutLookaround => !["(?=", "(?!", "(?<=", "(?<!"]
                .iter()
                .any(|look| pattern.contains(look)),
        }
    }

    fn annotate(&mut self, node: &Node, out: &mut Node) {
        for (name, value) in node {
            if ANNOTATIONS.contains(&name.as_str()) {
                self.annotation(name, value, out);
            }
        }
    }

    fn annotation(&self, name: &str, value: &Value, out: &mut Node) {
        if self.dialect.support(name) != Support::Refused {
            out.insert(name.to_owned(), value.clone());
        }
    }

    /// Whether the type itself reads null at this place.
    fn allows_null(&self, node: &Value) -> bool {
        let Value::Object(node) = node else {
            return *node == Value::Bool(true);
        };
        if let Some(target) = node
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|r| resolve(self.root, r))
        {
            return self.allows_null(target);
        }
        if let Some(keyword) = union_keyword(node) {
            let branches = node.get(keyword).and_then(Value::as_array);
            return branches
                .into_iter()
                .flatten()
                .any(|branch| self.allows_null(branch));
        }
        let types = types(node);
        let listed = node.get("enum").and_then(Value::as_array);
        if types.is_empty() {
            return match (node.get("const"), listed) {
                (Some(only), _) => only.is_null(),
                (_, Some(listed)) => listed.contains(&Value::Null),
                _ => true,
            };
        }
        types.contains(&"null")
    }

    /// A sent schema that also takes null.
    fn or_null(&self, sent: Value) -> Value {
        let Value::Object(mut node) = sent else {
            return sent;
        };
        if let Some(Value::Array(branches)) = node.get_mut("anyOf") {
            branches.push(json!({ "type": "null" }));
            return Value::Object(node);
        }
        if self.dialect.nullable == Nullable::TypeList
            && let Some(Value::String(name)) = node.get("type").cloned()
        {
            node.insert("type".to_owned(), json!([name, "null"]));
            if let Some(only) = node.shift_remove("const") {
                node.insert("enum".to_owned(), json!([only]));
            }
            if let Some(Value::Array(values)) = node.get_mut("enum") {
                values.push(Value::Null);
            }
            return Value::Object(node);
        }
        nullable_any_of(node)
    }

    fn is_plain_object(&self, sent: &Value) -> bool {
        sent.get("type") == Some(&json!("object"))
            && sent.get("anyOf").is_none()
            && sent.get("oneOf").is_none()
    }

    /// Anything as the only member of an object. Its title and description stay with the object.
    fn wrapped_root(&mut self, mut inner: Value) -> Value {
        self.measured.properties += 1;
        self.measured.depth += 1;
        let mut out = Map::new();
        if let Value::Object(inner) = &mut inner
            && let Some(title) = inner.shift_remove("title")
        {
            out.insert("title".to_owned(), title);
        }
        out.insert("type".to_owned(), json!("object"));
        out.insert("properties".to_owned(), json!({ WRAPPER: inner }));
        out.insert("required".to_owned(), json!([WRAPPER]));
        out.insert("additionalProperties".to_owned(), json!(false));
        Value::Object(out)
    }

    fn check_limits(&self) -> Result<()> {
        let (limits, measured) = (self.dialect.limits, &self.measured);
        for (limit, found, what) in [
            (limits.properties, measured.properties, "properties"),
            (limits.depth, measured.depth, "levels of nesting"),
            (limits.enum_values, measured.enum_values, "enum values"),
            (
                limits.string_chars,
                measured.string_chars,
                "characters of names and values",
            ),
        ] {
            if let Some(limit) = limit
                && found > limit
            {
                return Err(self.unsupported(&format!(
                    "it has {found} {what}, and at most {limit} are taken"
                )));
            }
        }
        Ok(())
    }
}

/// What an object says of members it does not name.
struct Further {
    values: Value,
    keys: Value,
}

fn types(node: &Node) -> Vec<&str> {
    match node.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn union_keyword(node: &Node) -> Option<&'static str> {
    ["anyOf", "oneOf"]
        .into_iter()
        .find(|keyword| node.contains_key(*keyword))
}

fn is_union(node: &Node) -> bool {
    union_keyword(node).is_some()
}

/// Whether there is more to a node than alternatives and words about them.
fn is_structured(node: &Node) -> bool {
    let unions = node
        .keys()
        .filter(|keyword| matches!(keyword.as_str(), "anyOf" | "oneOf"))
        .count();
    let words = node
        .keys()
        .filter(|keyword| ANNOTATIONS.contains(&keyword.as_str()))
        .count();
    unions > 1 || node.len() > unions + words
}

fn is_map(node: &Node) -> bool {
    [
        "additionalProperties",
        "patternProperties",
        "unevaluatedProperties",
    ]
    .iter()
    .any(|keyword| node.contains_key(*keyword))
}

fn is_tuple(node: &Node) -> bool {
    node.contains_key("prefixItems")
}

/// Keywords that are read elsewhere and never sent by copying a node.
fn is_side_keyword(keyword: &str) -> bool {
    matches!(keyword, "$defs" | "definitions" | "$schema" | "$id") || ANNOTATIONS.contains(&keyword)
}

/// A schema or null, by `anyOf`; words about it stay outside.
fn nullable_any_of(mut node: Node) -> Value {
    let mut out = Map::new();
    for keyword in ["title", "description"] {
        if let Some(text) = node.shift_remove(keyword) {
            out.insert(keyword.to_owned(), text);
        }
    }
    out.insert("anyOf".to_owned(), json!([node, { "type": "null" }]));
    Value::Object(out)
}

fn without_definitions(node: &Value) -> Node {
    let mut node = node.as_object().cloned().unwrap_or_default();
    for keyword in ["$schema", "$defs", "definitions"] {
        node.shift_remove(keyword);
    }
    node
}

/// Every reference within a schema.
fn references<'v>(node: &'v Value, found: &mut Vec<&'v str>) {
    match node {
        Value::Object(map) => {
            for (name, value) in map {
                match value {
                    Value::String(reference) if name == "$ref" => found.push(reference),
                    // The root's definitions are not part of the root.
                    _ if name == "$defs" || name == "definitions" => {}
                    _ => references(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// Whether a format only names a Rust number.
pub(super) fn is_number_format(format: &str) -> bool {
    NUMBER_FORMATS.contains(&format)
}
