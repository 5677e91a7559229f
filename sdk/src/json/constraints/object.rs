//! The rules of objects.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::{Map, Value};

use super::plan::Plan;
use super::trail::Step;
use super::walk::{Rule, Verdict, Walk, count, keyword, list};
use super::{equal, words};
use crate::json::node::{Kind, Node};

type Members<'n> = [(Cow<'n, str>, Node<'n>)];

impl<'s, 'n> Walk<'_, 's, 'n> {
    pub(super) fn judge_object(
        &mut self,
        map: &'s Map<String, Value>,
        plan: &Plan<'s>,
        node: &'n Node<'n>,
        object: &'n Members<'n>,
        verdict: &mut Verdict,
    ) {
        if let Some(properties) = &plan.object
            && !self.judge.remembers
            && properties.are_met(object.iter().map(|(name, _)| name.as_ref()))
        {
            for (place, (name, member)) in object.iter().enumerate() {
                if let Some(schema) = properties.get(place, name) {
                    self.below(Step::Key(name), schema, member, verdict);
                }
            }
            return;
        }
        let members = equal::members(object);
        self.judge_names(map, node, &members, verdict);
        let properties = keyword(map, "properties").and_then(Value::as_object);
        let patterns = keyword(map, "patternProperties").and_then(Value::as_object);
        let additional = keyword(map, "additionalProperties");
        for (index, name, member) in members {
            let step = Step::Key(name);
            let mut known = false;
            if let Some(schema) = properties.and_then(|p| p.get(name)) {
                known = true;
                self.below(step, schema, member, verdict);
            }
            for (pattern, schema) in patterns.into_iter().flatten() {
                // A pattern that cannot be judged may be about any name.
                match self.judge.patterns.found(pattern, name) {
                    Some(true) => {
                        known = true;
                        self.below(step, schema, member, verdict);
                    }
                    Some(false) => {}
                    None => known = true,
                }
            }
            match additional {
                Some(_) if known => {}
                Some(Value::Bool(false)) => self.fail_at(step, verdict, || unknown(properties)),
                Some(schema) => {
                    known = true;
                    self.below(step, schema, member, verdict);
                }
                None => {}
            }
            if known {
                self.note_index(index, verdict);
            }
        }
    }

    fn judge_names(
        &mut self,
        map: &'s Map<String, Value>,
        node: &'n Node<'n>,
        members: &[(usize, &'n str, &'n Node<'n>)],
        verdict: &mut Verdict,
    ) {
        let present = Names::new(members);
        for name in list(map, "required").iter().filter_map(Value::as_str) {
            if !present.contains(name) {
                self.fail(verdict, Rule::Other, || format!("missing field `{name}`"));
            }
        }
        if self.is_shape() {
            return;
        }
        if let Some(least) =
            count(map, "minProperties").filter(|least| (members.len() as u64) < *least)
        {
            let found = members.len();
            self.fail(verdict, Rule::Other, || {
                format!("must have at least {}, has {found}", fields(least))
            });
        }
        if let Some(most) = count(map, "maxProperties").filter(|most| members.len() as u64 > *most)
        {
            let found = members.len();
            self.fail(verdict, Rule::Other, || {
                format!("must have at most {}, has {found}", fields(most))
            });
        }
        for (name, needed) in keyword(map, "dependentRequired")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            if !present.contains(name.as_str()) {
                continue;
            }
            for needed in needed
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                if !present.contains(needed) {
                    self.fail(verdict, Rule::Other, || {
                        format!("missing field `{needed}`, which goes with `{name}`")
                    });
                }
            }
        }
        for (name, schema) in keyword(map, "dependentSchemas")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            if present.contains(name.as_str()) {
                self.apply(schema, node, verdict);
            }
        }
        if let Some(schema) = keyword(map, "propertyNames") {
            for (_, name, _) in members {
                let text = Node::new(Kind::String(Cow::Borrowed(*name)), 0..0);
                // A name is no place in the value, so it is judged by a walk of its own.
                for broken in self.judge.broken_part(schema, &text) {
                    self.fail_at(Step::Key(name), verdict, || {
                        format!("the name of the field {}", broken.message)
                    });
                }
            }
        }
    }

    /// `unevaluatedProperties`: what no other part of the schema has looked at.
    pub(super) fn judge_other_members(
        &mut self,
        map: &'s Map<String, Value>,
        object: &'n Members<'n>,
        verdict: &mut Verdict,
    ) {
        let Some(schema) = keyword(map, "unevaluatedProperties") else {
            return;
        };
        for (index, name, member) in equal::members(object) {
            if verdict.seen.has(index) {
                continue;
            }
            if *schema == Value::Bool(false) {
                self.fail_at(Step::Key(name), verdict, || unknown(None));
            } else {
                self.below(Step::Key(name), schema, member, verdict);
            }
            verdict.seen.add(index);
        }
    }
}

/// The names of an object: few are looked through, many looked up.
enum Names<'m, 'n> {
    Few(&'m [(usize, &'n str, &'n Node<'n>)]),
    Many(HashSet<&'n str>),
}

impl<'m, 'n> Names<'m, 'n> {
    fn new(members: &'m [(usize, &'n str, &'n Node<'n>)]) -> Self {
        if members.len() <= 16 {
            Self::Few(members)
        } else {
            Self::Many(members.iter().map(|(_, name, _)| *name).collect())
        }
    }

    fn contains(&self, name: &str) -> bool {
        match self {
            Self::Few(members) => members.iter().any(|(_, known, _)| *known == name),
            Self::Many(names) => names.contains(name),
        }
    }
}

fn unknown(properties: Option<&Map<String, Value>>) -> String {
    match properties {
        Some(known) if !known.is_empty() => {
            let known = words::listed(known.keys().map(|name| format!("`{name}`")));
            format!(
                "unknown field; the fields are {}",
                known.replace(" or ", " and ")
            )
        }
        _ => "unknown field".to_owned(),
    }
}

fn fields(count: u64) -> String {
    format!("{count} field{}", if count == 1 { "" } else { "s" })
}
