//! A schema in words, for a prompt.
//!
//! What bounds and describes a place stands in a comment beside it, on one line, so that no text of a type can get
//! out of its comment. A definition that is used once is written where it is used; one that is used more often, or
//! holds itself, has a name.

mod layout;
mod names;
mod notes;

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use self::names::{WORDS, used_often};
use self::notes::{constraints, one_line, push_name};
use super::lower::types;
use super::walk::{DEFINITIONS, MAX_DEPTH, reference, resolve};

/// How a schema is written into a prompt.
///
/// ```
/// use json_mode::schema;
/// use json_mode::schema::PromptStyle;
///
/// let schema = schema::<Vec<bool>>();
/// assert_eq!(schema.prompt(PromptStyle::TypeDefinition), "bool[]");
/// assert!(schema.prompt(PromptStyle::Compact).starts_with(r#"{"type":"array","items":"#));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PromptStyle {
    /// A type definition in the manner of TypeScript, descriptions and constraints as comments: less than half the
    /// bytes of [`Compact`](Self::Compact).
    #[default]
    TypeDefinition,
    /// JSON Schema without white space.
    Compact,
    /// JSON Schema, indented.
    Pretty,
}

pub(super) fn render(schema: &Value, style: PromptStyle) -> String {
    match style {
        PromptStyle::Compact => schema.to_string(),
        PromptStyle::Pretty => format!("{schema:#}"),
        PromptStyle::TypeDefinition => Writer::new(schema).definition(),
    }
}

type Node = Map<String, Value>;

struct Writer<'s> {
    root: &'s Value,
    out: String,
    /// The definitions that have a name here.
    named: HashMap<&'s str, String>,
    /// The same, in the order in which they are met.
    order: Vec<&'s str>,
    indent: usize,
    /// The line ends in a comment; what follows goes to the next.
    is_commented: bool,
}

impl<'s> Writer<'s> {
    fn new(root: &'s Value) -> Self {
        let mut named: HashMap<&'s str, String> = HashMap::new();
        let mut taken: HashSet<String> = HashSet::new();
        let mut order = Vec::new();
        for reference in used_often(root) {
            let base = match reference.rsplit('/').next() {
                Some(name) if reference != "#" => name,
                _ => root
                    .get("title")
                    .and_then(Value::as_str)
                    .unwrap_or("Answer"),
            };
            let mut name: String = base
                .chars()
                .map(|c| {
                    if c.is_alphanumeric() || c == '_' {
                        c
                    } else {
                        '_'
                    }
                })
                .collect();
            while name.is_empty() || WORDS.contains(&name.as_str()) || !taken.insert(name.clone()) {
                name.push('_');
            }
            named.insert(reference, name);
            order.push(reference);
        }
        Self {
            root,
            out: String::new(),
            named,
            order,
            indent: 0,
            is_commented: false,
        }
    }

    fn definition(mut self) -> String {
        for reference in std::mem::take(&mut self.order) {
            if reference == "#" {
                continue;
            }
            let target = resolve(self.root, reference);
            if let (Some(name), Some(target)) = (self.named.get(reference).cloned(), target) {
                self.push(&format!("type {name} = "));
                self.place(target, 0);
                self.newline();
            }
        }
        if let Some(name) = self.named.get("#").cloned() {
            self.push(&format!("type {name} = "));
        } else if let Some(name) = self.name_of_root() {
            // A type that holds itself was said above.
            self.push(&name);
            return self.out;
        }
        self.place(self.root, 0);
        self.out
    }

    /// The name of a definition that says what the root says.
    fn name_of_root(&self) -> Option<String> {
        let mut root = self.root.as_object()?.clone();
        root.retain(|keyword, _| !DEFINITIONS.contains(&keyword.as_str()));
        self.named
            .iter()
            .find(|(reference, _)| {
                resolve(self.root, reference).and_then(Value::as_object) == Some(&root)
            })
            .map(|(_, name)| name.clone())
    }

    fn push(&mut self, text: &str) {
        if self.is_commented {
            self.newline();
        }
        self.out.push_str(text);
    }

    fn newline(&mut self) {
        self.is_commented = false;
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.extend(std::iter::repeat_n(' ', self.indent));
    }

    /// A type and what there is to say about it.
    fn place(&mut self, node: &'s Value, depth: usize) {
        let notes = self.notes(node, depth);
        if notes.is_empty() {
            self.node(node, depth);
            return;
        }
        let comment = format!("// {notes}");
        if self.has_lines(node, depth) {
            // Before its alternatives, each of which has a line.
            self.push(&comment);
            self.node(node, depth);
            return;
        }
        let start = self.out.len();
        self.node(node, depth);
        let after_brace = start + 1;
        if self
            .out
            .get(start..)
            .is_some_and(|text| text.starts_with("{\n"))
            && self.is_one_object(node, depth)
        {
            // What an object is stands before its members.
            self.out.insert_str(after_brace, &format!(" {comment}"));
        } else {
            self.push(" ");
            self.out.push_str(&comment);
            self.is_commented = true;
        }
    }

    /// The same within a line.
    fn inline_place(&mut self, node: &'s Value, depth: usize) {
        self.node(node, depth);
        let notes = self.notes(node, depth);
        if !notes.is_empty() {
            let text = notes.replace("*/", "* /");
            self.push(&format!(" /* {text} */"));
        }
    }

    fn node(&mut self, node: &'s Value, depth: usize) {
        let node = match node {
            Value::Object(node) if depth <= MAX_DEPTH => node,
            Value::Bool(false) => return self.push("never"),
            _ => return self.push("any"),
        };
        let mut parts = 0;
        let is_composed = ["$ref", "allOf", "oneOf", "anyOf"]
            .iter()
            .any(|keyword| node.contains_key(*keyword));
        // A tag beside a reference comes first, as it does in an answer.
        if is_composed && node.contains_key("properties") {
            self.and(&mut parts);
            self.object(node, depth);
        }
        if let Some(reference) = reference(node) {
            self.and(&mut parts);
            if let Some(name) = self.named.get(reference).cloned() {
                self.push(&name);
            } else if let Some(target) = resolve(self.root, reference) {
                self.part(target, depth + 1, parts > 1);
            }
        }
        for (keyword, separator) in [("allOf", " & "), ("oneOf", " | "), ("anyOf", " | ")] {
            if let Some(Value::Array(branches)) = node.get(keyword) {
                self.and(&mut parts);
                let is_group = parts > 1 && separator == " | " && branches.len() > 1;
                self.push(if is_group { "(" } else { "" });
                self.branches(branches, separator, depth);
                self.push(if is_group { ")" } else { "" });
            }
        }
        if parts > 0 {
            return;
        }
        if node.contains_key("const") || node.contains_key("enum") {
            let listed = node.get("enum").and_then(Value::as_array);
            let all = node.get("const").into_iter();
            for (index, value) in all.chain(listed.into_iter().flatten()).enumerate() {
                self.push(if index > 0 { " | " } else { "" });
                self.push(&value.to_string());
            }
            return;
        }
        let mut types = types(node);
        if types.is_empty() {
            types.push(match node {
                node if node.contains_key("properties") || further(node).next().is_some() => {
                    "object"
                }
                node if node.contains_key("items") || node.contains_key("prefixItems") => "array",
                _ => "any",
            });
        }
        for (index, name) in types.into_iter().enumerate() {
            self.push(if index > 0 { " | " } else { "" });
            match name {
                "object" => self.object(node, depth),
                "array" => self.list(node, depth),
                "integer" => self.push("int"),
                "number" => self.push("float"),
                "boolean" => self.push("bool"),
                name => self.push(name),
            }
        }
    }

    /// A type beside others, in brackets where it is more than one.
    fn part(&mut self, node: &'s Value, depth: usize, is_beside: bool) {
        let is_group = is_beside && self.is_alternative(node, depth);
        self.push(if is_group { "(" } else { "" });
        self.node(node, depth);
        self.push(if is_group { ")" } else { "" });
    }

    fn and(&mut self, parts: &mut usize) {
        if *parts > 0 {
            self.push(" & ");
        }
        *parts += 1;
    }

    fn branches(&mut self, branches: &'s [Value], separator: &str, depth: usize) {
        let lines = separator == " | " && self.needs_lines(branches, depth);
        if lines {
            self.indent += 1;
        }
        for (index, branch) in branches.iter().enumerate() {
            if lines {
                self.newline();
                self.push("| ");
                self.place(branch, depth + 1);
            } else {
                self.push(if index > 0 { separator } else { "" });
                let is_beside = separator == " & " && branches.len() > 1;
                self.part(branch, depth + 1, is_beside);
            }
        }
        if lines {
            self.indent -= 1;
        }
    }

    fn object(&mut self, node: &'s Node, depth: usize) {
        let properties = node.get("properties").and_then(Value::as_object);
        let required = node.get("required").and_then(Value::as_array);
        let mut is_empty = true;
        let mut further = further(node);
        if properties.is_none_or(Map::is_empty)
            && let Some((pattern, values)) = further.next()
            && further.next().is_none()
        {
            // Only a map: short enough for the line.
            self.push("{");
            self.key(pattern, node, depth);
            self.inline_place(values, depth + 1);
            return self.push("}");
        }
        self.push("{");
        self.indent += 1;
        for (name, schema) in properties.into_iter().flatten() {
            is_empty = false;
            self.newline();
            push_name(&mut self.out, name);
            if !required.is_some_and(|required| required.iter().any(|r| r == name)) {
                self.push("?");
            }
            self.push(": ");
            self.place(schema, depth + 1);
        }
        for (pattern, values) in self::further(node) {
            is_empty = false;
            self.newline();
            self.key(pattern, node, depth);
            self.place(values, depth + 1);
        }
        self.indent -= 1;
        if !is_empty {
            self.newline();
        }
        self.push("}");
    }

    /// What stands for the names of further members.
    fn key(&mut self, pattern: Option<&str>, node: &'s Node, depth: usize) {
        match (pattern, node.get("propertyNames")) {
            (Some(pattern), _) => self.push(&format!("[key: /{}/]: ", one_line(pattern))),
            (None, Some(names)) => {
                self.push("[key: ");
                self.inline_place(names, depth + 1);
                self.push("]: ");
            }
            (None, None) => self.push("[key: string]: "),
        }
    }

    fn list(&mut self, node: &'s Node, depth: usize) {
        if let Some(Value::Array(prefix)) = node.get("prefixItems") {
            self.push("[");
            for (index, item) in prefix.iter().enumerate() {
                self.push(if index > 0 { ", " } else { "" });
                self.inline_place(item, depth + 1);
            }
            if let Some(items) = node
                .get("items")
                .filter(|items| **items != Value::Bool(false))
            {
                self.push(", ...");
                self.inline_place(items, depth + 1);
                self.push("[]");
            }
            return self.push("]");
        }
        let Some(items) = node.get("items") else {
            return self.push("any[]");
        };
        self.part(items, depth + 1, true);
        self.push("[]");
    }

    /// What an unnamed reference stands for.
    fn inlined(&self, node: &'s Node) -> Option<&'s Value> {
        let reference = reference(node).filter(|reference| !self.named.contains_key(reference))?;
        resolve(self.root, reference)
    }

    /// What there is to say about a place, besides its type: descriptions and bounds.
    fn notes(&self, node: &'s Value, depth: usize) -> String {
        let mut notes: Vec<String> = Vec::new();
        self.collect(node, depth, &mut notes);
        notes.join("; ")
    }

    fn collect(&self, node: &'s Value, depth: usize, notes: &mut Vec<String>) {
        let Value::Object(map) = node else { return };
        if depth > MAX_DEPTH {
            return;
        }
        let mut found = Vec::new();
        let texts = ["description", "$comment"].iter();
        found.extend(texts.filter_map(|keyword| Some(map.get(*keyword)?.as_str()?.to_owned())));
        constraints(map, &mut found);
        for note in found.iter().map(|note| one_line(note)) {
            if !note.is_empty() && !notes.contains(&note) {
                notes.push(note);
            }
        }
        if let Some(target) = self.inlined(map) {
            self.collect(target, depth + 1, notes);
        }
        for part in map
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.collect(part, depth + 1, notes);
        }
        // Alternatives without lines of their own: one type or null.
        for keyword in ["anyOf", "oneOf"] {
            if let Some(Value::Array(branches)) = map.get(keyword)
                && !self.needs_lines(branches, depth)
            {
                for branch in branches {
                    self.collect(branch, depth + 1, notes);
                }
            }
        }
        if let Some(items) = map
            .get("items")
            .filter(|_| !map.contains_key("prefixItems"))
        {
            let each = self.notes(items, depth + 1);
            if !each.is_empty() && !self.has_lines(items, depth) {
                notes.push(format!("each: {each}"));
            }
        }
    }
}

/// What an object says of members that it does not name: patterns of names, and all others.
fn further(node: &Node) -> impl Iterator<Item = (Option<&str>, &Value)> {
    let patterns = node.get("patternProperties").and_then(Value::as_object);
    let patterns = patterns
        .into_iter()
        .flatten()
        .map(|(pattern, values)| (Some(pattern.as_str()), values));
    let others = node
        .get("additionalProperties")
        .or_else(|| node.get("unevaluatedProperties"));
    patterns
        .chain(others.map(|values| (None, values)))
        .filter(|(_, values)| **values != Value::Bool(false))
}

fn is_null(node: &Value) -> bool {
    node.get("type").is_some_and(|name| name == "null")
}
