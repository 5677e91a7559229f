//! References, written out in their place or named and lowered later.

use serde_json::{Map, Value, json};

use super::super::dialect::{Recursion, Refs};
use super::super::merge::merge;
use super::super::plan::{Step, StepId};
use super::super::walk::resolve;
use super::super::wire_name;
use super::{FLAT_INSTEAD, Node, Pending, Said, Walk, is_annotation, without_definitions};
use crate::error::Result;

impl Walk<'_> {
    pub(super) fn reference(&mut self, node: &Node, reference: &str) -> Result<Said> {
        let target = resolve(self.root, reference).ok_or_else(|| {
            self.unsupported(&format!("a reference to `{reference}`, which is not there"))
        })?;
        let mut siblings = node.clone();
        siblings.shift_remove("$ref");
        let structured = siblings.keys().any(|keyword| !is_annotation(keyword));
        let mut notes = Map::new();
        self.annotate(&siblings, &mut notes);
        let recursive = self.recursive.contains(reference);
        if recursive && self.dialect.recursion == Recursion::Refused {
            return Err(self.unsupported_but("a type that holds itself", FLAT_INSTEAD));
        }
        let inline = structured
            || match self.dialect.refs {
                Refs::Siblings => false,
                Refs::Bare => !notes.is_empty() && !recursive,
                Refs::Inline => true,
            };
        if inline {
            return self.inline(&siblings, reference, target);
        }
        let (name, step) = self.definition(reference, target);
        let mut out = Map::new();
        out.insert("$ref".to_owned(), json!(format!("#/$defs/{name}")));
        if self.dialect.refs == Refs::Bare && !notes.is_empty() {
            notes.insert("anyOf".to_owned(), json!([out]));
            out = notes;
        } else {
            out.extend(notes);
        }
        Ok((Value::Object(out), step))
    }

    /// What a reference refers to, written out in its place.
    fn inline(&mut self, siblings: &Node, reference: &str, target: &Value) -> Result<Said> {
        if self.inlining.iter().any(|open| open == reference) {
            return Err(self.unsupported_but("a type that holds itself", FLAT_INSTEAD));
        }
        let target = match without_definitions(target) {
            Value::Object(target) => target,
            Value::Bool(false) => return Err(self.unsupported("a place where nothing may stand")),
            _ => Map::new(),
        };
        let whole = merge(siblings, &target)
            .ok_or_else(|| self.unsupported("parts that exclude each other"))?;
        self.inlining.push(reference.to_owned());
        let said = self.object_node(&whole);
        self.inlining.pop();
        said
    }

    /// The name of a definition, which is lowered later, and its step.
    fn definition(&mut self, reference: &str, target: &Value) -> (String, StepId) {
        if let Some(known) = self.definitions.get(reference) {
            return known.clone();
        }
        let base = match reference.rsplit('/').next() {
            Some(last) if reference != "#" => wire_name(last),
            _ => self.type_name.to_owned(),
        };
        let mut name = base.clone();
        while self.out.contains_key(&name) {
            let number = self.numbers.entry(base.clone()).or_insert(1);
            *number += 1;
            // A name has at most 64 characters.
            name = format!("{base:.58}_{number}");
        }
        let step = self.push(Step::Reserved);
        self.definitions
            .insert(reference.to_owned(), (name.clone(), step));
        // A place is kept, so that definitions are sent in the order in which they are met.
        self.out.insert(name.clone(), Value::Null);
        self.measured.string_chars += name.chars().count();
        self.queue.push_back(Pending {
            name: name.clone(),
            target: without_definitions(target),
            step,
            path: self.path.clone(),
        });
        (name, step)
    }
}
