//! Whether a host takes a schema: the rules of its dialect, and the words in which it says that one is broken.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::schema::{
    AnyValue, Dialect, Patterns, Recursion, Refs, Required, Root, Support, keyword_support, resolve,
};

/// What a host complains about: the place as it writes places, and the words.
#[derive(Debug, PartialEq)]
pub(super) struct Complaint {
    pub(super) path: String,
    pub(super) what: String,
}

/// The first rule that a schema breaks.
pub(super) fn complaint(dialect: &Dialect, schema: &Value) -> Option<Complaint> {
    let mut judge = Judge {
        dialect,
        root: schema,
        seen: HashSet::new(),
        path: Vec::new(),
        properties: 0,
        enum_values: 0,
        chars: 0,
    };
    judge.document().err()
}

/// Keywords that structure a value and that a strict host does not take.
const BEYOND_STRICT: &[&str] = &[
    "oneOf",
    "allOf",
    "not",
    "prefixItems",
    "patternProperties",
    "unevaluatedProperties",
    "propertyNames",
];

struct Judge<'s> {
    dialect: &'s Dialect,
    root: &'s Value,
    seen: HashSet<&'s str>,
    path: Vec<String>,
    properties: usize,
    enum_values: usize,
    chars: usize,
}

impl<'s> Judge<'s> {
    /// Whether the host demands all that its page says, as `strict: true` does.
    fn is_strict(&self) -> bool {
        self.dialect.required == Required::All
    }

    fn broken<T>(&self, what: impl Into<String>) -> Result<T, Complaint> {
        let path: Vec<String> = self.path.iter().map(|step| format!("'{step}'")).collect();
        Err(Complaint {
            path: path.join(", "),
            what: what.into(),
        })
    }

    fn document(&mut self) -> Result<(), Complaint> {
        let root = self.root;
        if self.is_strict() && self.dialect.root == Root::Object {
            if root.get("anyOf").is_some() {
                return self.broken("schema must not have 'anyOf' at the top level.");
            }
            if root.get("type").is_none_or(|name| name != "object") {
                let name = root.get("type").map_or("None".to_owned(), |name| {
                    name.as_str()
                        .map_or_else(|| name.to_string(), |name| format!("\"{name}\""))
                });
                return self.broken(format!(
                    "schema must be a JSON Schema of 'type: \"object\"', got 'type: {name}'."
                ));
            }
        }
        self.node(root, 0)?;
        let limits = self.dialect.limits;
        for (limit, found, what) in [
            (limits.properties, self.properties, "object properties"),
            (limits.enum_values, self.enum_values, "enum values"),
            (
                limits.string_chars,
                self.chars,
                "characters of names and values",
            ),
        ] {
            if let Some(limit) = limit.filter(|limit| found > *limit) {
                return self.broken(format!(
                    "the schema has {found} {what}, and the limit is {limit}."
                ));
            }
        }
        Ok(())
    }

    fn node(&mut self, node: &'s Value, depth: usize) -> Result<(), Complaint> {
        let node = match node {
            Value::Object(node) => node,
            Value::Bool(false) if self.refuses("items.false") => {
                return self.broken("JSON schema error at #: unrecognized schema: false");
            }
            _ if self.dialect.any == AnyValue::Refused => {
                return self.broken("schema must be an object with a 'type' key.");
            }
            _ => return Ok(()),
        };
        if self.dialect.limits.depth.is_some_and(|limit| depth > limit) {
            return self.broken(format!("the schema nests {depth} levels deep."));
        }
        for (keyword, value) in node {
            self.keyword(node, keyword, value)?;
        }
        if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            return self.reference(reference, depth);
        }
        let typed = ["type", "enum", "const", "anyOf", "oneOf", "allOf"];
        if self.dialect.any == AnyValue::Refused && !typed.iter().any(|k| node.contains_key(*k)) {
            return self.broken("schema must have a 'type' key.");
        }
        self.values(node)?;
        self.object(node, depth)?;
        self.list(node, depth)?;
        for keyword in ["anyOf", "oneOf", "allOf"] {
            let Some(Value::Array(branches)) = node.get(keyword) else {
                continue;
            };
            let limit = self.dialect.limits.union_branches;
            if let Some(limit) = limit.filter(|limit| branches.len() > *limit) {
                return self.broken(format!(
                    "'{keyword}' has {} branches, and at most {limit} are supported.",
                    branches.len()
                ));
            }
            for (index, branch) in branches.iter().enumerate() {
                self.below(&[keyword, &index.to_string()], |judge| {
                    judge.node(branch, depth)
                })?;
            }
        }
        for keyword in ["$defs", "definitions"] {
            for (name, schema) in members(node, keyword) {
                self.chars += name.chars().count();
                // Limits on depth begin anew in a definition.
                self.below(&[keyword, name], |judge| judge.node(schema, 0))?;
            }
        }
        Ok(())
    }

    fn below(
        &mut self,
        steps: &[&str],
        judge: impl FnOnce(&mut Self) -> Result<(), Complaint>,
    ) -> Result<(), Complaint> {
        let length = self.path.len();
        self.path
            .extend(steps.iter().map(|step| (*step).to_owned()));
        let result = judge(self);
        self.path.truncate(length);
        result
    }

    /// Whether the dialect names a keyword as refused.
    fn refuses(&self, keyword: &str) -> bool {
        self.dialect
            .keywords
            .iter()
            .any(|(name, support)| *name == keyword && *support == Support::Refused)
    }

    fn keyword(
        &self,
        node: &Map<String, Value>,
        keyword: &str,
        value: &Value,
    ) -> Result<(), Complaint> {
        let refused = match keyword {
            "$ref" if self.is_strict() && self.dialect.refs == Refs::Bare && node.len() > 1 => {
                let others: Vec<String> = node
                    .keys()
                    .filter(|key| !matches!(key.as_str(), "$ref" | "$defs" | "definitions"))
                    .map(|key| format!("'{key}'"))
                    .collect();
                if others.is_empty() {
                    return Ok(());
                }
                return self.broken(format!(
                    "$ref cannot have keywords {{{}}}.",
                    others.join(", ")
                ));
            }
            "format" => {
                let name = value.as_str().unwrap_or_default();
                if self.dialect.other_keywords == Support::Refused
                    && !self.dialect.formats.contains(&name)
                {
                    return self.broken(format!("'{name}' is not a valid format."));
                }
                false
            }
            // A pattern that the host cannot use is passed over, but for look-around, which is an error.
            "pattern" if self.dialect.patterns == Patterns::Anchored => false,
            _ if BEYOND_STRICT.contains(&keyword) => self.is_strict() || self.refuses(keyword),
            keyword if STRUCTURE.contains(&keyword) => self.refuses(keyword),
            _ => keyword_support(self.dialect, node, keyword, value) == Support::Refused,
        };
        if refused {
            return self.broken(format!("'{keyword}' is not permitted."));
        }
        Ok(())
    }

    fn reference(&mut self, reference: &'s str, depth: usize) -> Result<(), Complaint> {
        let Some(target) = resolve(self.root, reference) else {
            return self.broken(format!(
                "reference to component '{reference}' which was not found in the schema."
            ));
        };
        if self.dialect.recursion == Recursion::Refused && leads_to(self.root, target, reference) {
            return self.broken("recursive schemas are not supported.");
        }
        // What is in `$defs` is judged there.
        if !self.seen.insert(reference)
            || reference.starts_with("#/$defs/")
            || reference.starts_with("#/definitions/")
            || reference == "#"
        {
            return Ok(());
        }
        self.node(target, depth)
    }

    fn values(&mut self, node: &'s Map<String, Value>) -> Result<(), Complaint> {
        let listed = node.get("enum").and_then(Value::as_array);
        let count = listed.map_or(0, Vec::len);
        self.enum_values += count;
        let texts = listed.into_iter().flatten().chain(node.get("const"));
        let chars: usize = texts
            .filter_map(Value::as_str)
            .map(|text| text.chars().count())
            .sum();
        self.chars += chars;
        if let Some((many, limit)) = self.dialect.limits.large_enum
            && count > many
            && chars > limit
        {
            return self.broken(format!(
                "an enum of {count} values has {chars} characters, and the limit is {limit}."
            ));
        }
        Ok(())
    }

    fn object(&mut self, node: &'s Map<String, Value>, depth: usize) -> Result<(), Complaint> {
        let is_object = node
            .get("type")
            .is_some_and(|name| is_named(name, "object"));
        let named: Vec<&String> = members(node, "properties").map(|(name, _)| name).collect();
        if self.is_strict() && is_object {
            if node.get("additionalProperties") != Some(&Value::Bool(false)) {
                return self
                    .broken("'additionalProperties' is required to be supplied and to be false.");
            }
            let required = node.get("required").and_then(Value::as_array);
            let missing = named.iter().find(|name| {
                !required.is_some_and(|all| all.iter().any(|one| one == name.as_str()))
            });
            if let Some(missing) = missing {
                return self.broken(format!(
                    "'required' is required to be supplied and to be an array including every key in properties. Missing '{missing}'."
                ));
            }
        }
        for (name, schema) in members(node, "properties") {
            self.properties += 1;
            self.chars += name.chars().count();
            self.below(&["properties", name], |judge| judge.node(schema, depth + 1))?;
        }
        if let Some(further @ Value::Object(_)) = node.get("additionalProperties") {
            self.below(&["additionalProperties"], |judge| {
                judge.node(further, depth + 1)
            })?;
        }
        Ok(())
    }

    fn list(&mut self, node: &'s Map<String, Value>, depth: usize) -> Result<(), Complaint> {
        let is_list = node.get("type").is_some_and(|name| is_named(name, "array"));
        match node.get("items") {
            Some(items) => self.below(&["items"], |judge| judge.node(items, depth + 1))?,
            None if self.is_strict() && is_list => {
                return self.broken("array schema missing items.");
            }
            None => {}
        }
        if let Some(Value::Array(prefix)) = node.get("prefixItems") {
            for (index, item) in prefix.iter().enumerate() {
                self.below(&["prefixItems", &index.to_string()], |judge| {
                    judge.node(item, depth + 1)
                })?;
            }
        }
        Ok(())
    }
}

/// Keywords that say how a value is built.
const STRUCTURE: &[&str] = &[
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "anyOf",
    "$ref",
    "$defs",
    "definitions",
    "$schema",
    "$id",
    "propertyOrdering",
    "nullable",
];

fn is_named(types: &Value, name: &str) -> bool {
    match types {
        Value::Array(names) => names.iter().any(|one| one == name),
        one => one == name,
    }
}

fn members<'s>(
    node: &'s Map<String, Value>,
    keyword: &str,
) -> impl Iterator<Item = (&'s String, &'s Value)> {
    node.get(keyword)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// Whether a schema refers, by any way, to what `reference` names.
fn leads_to(root: &Value, from: &Value, reference: &str) -> bool {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        match node {
            Value::Object(map) => {
                if let Some(to) = map.get("$ref").and_then(Value::as_str) {
                    if to == reference {
                        return true;
                    }
                    if seen.insert(to) {
                        open.extend(resolve(root, to));
                    }
                }
                let inner = map
                    .iter()
                    .filter(|(key, _)| !matches!(key.as_str(), "$defs" | "definitions"));
                open.extend(inner.map(|(_, value)| value));
            }
            Value::Array(list) => open.extend(list),
            _ => {}
        }
    }
    false
}
