//! Objects: which member is which property, what is missing, what is too much, and wrappers around it all.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;

use super::AlignKind;
use super::claim::{claim, owned_name, weigh_duplicates};
use super::fit::{Aligner, weight};
use super::names::{fold, fold_value};
use super::outcome::{Built, Outcome};
use super::shape::{Others, Place, Shape, ShapeId, Types};
use crate::json::constraints::{equal, words};
use crate::json::node::{Kind, Node, Trust};

pub(super) type Members<'n> = &'n [(Cow<'n, str>, Node<'n>)];

/// Names under which models wrap an answer, whatever it is.
const USUAL_WRAPPERS: [&str; 8] = [
    "result", "results", "value", "answer", "output", "data", "response", "json",
];

/// Names of which the value is not the answer.
const NEVER_WRAPPERS: [&str; 16] = [
    "error",
    "errors",
    "message",
    "refusal",
    "reason",
    "reasoning",
    "thinking",
    "thought",
    "explanation",
    "warning",
    "example",
    "not",
    "default",
    "unknown",
    "comment",
    "note",
];

/// What stands beside `properties` when a schema is echoed with values in it.
const SCHEMA_WORDS: [&str; 10] = [
    "type",
    "title",
    "description",
    "required",
    "additionalProperties",
    "properties",
    "$schema",
    "$defs",
    "$id",
    "definitions",
];

pub(crate) fn is_usual_wrapper(name: &str) -> bool {
    fold(name).is_some_and(|name| USUAL_WRAPPERS.contains(&name.as_str()))
}

/// Whether what stands under this name is not the answer.
pub(crate) fn is_never_wrapper(name: &str) -> bool {
    fold(name).is_some_and(|name| NEVER_WRAPPERS.contains(&name.as_str()))
}

impl<'n, 's> Aligner<'_, 'n, 's> {
    pub(super) fn fit_object(
        &mut self,
        node: &'n Node<'n>,
        members: Members<'n>,
        id: ShapeId,
        shape: &Shape<'s>,
    ) -> Outcome<'n> {
        let direct = self.fit_members(node, members, shape);
        if shape.properties.is_empty() {
            return self.map_or_wrapper(node, members, id, direct);
        }
        if direct.fits() {
            return direct;
        }
        self.fit_wrapped(node, members, id, false).unwrap_or(direct)
    }

    /// A map: its only member may be a wrapper around the map, or a member in a wrapper of its own.
    fn map_or_wrapper(
        &mut self,
        node: &'n Node<'n>,
        members: Members<'n>,
        id: ShapeId,
        direct: Outcome<'n>,
    ) -> Outcome<'n> {
        let is_one = equal::members(members).len() == 1;
        if is_one
            && !direct.fits()
            && let Some((name, inner)) = members.last()
            && (is_usual_wrapper(name) || name == "properties")
            && matches!(&inner.kind, Kind::Object(inner) if !inner.is_empty())
        {
            // `{"data": {"a": {..}}}`, where `data` holds no value of the map.
            return self.fit_wrapped(node, members, id, false).unwrap_or(direct);
        }
        let strange = direct.cost.saturating_sub(direct.usual);
        if strange < weight::WRAPPER || !direct.fits() || !is_one {
            return direct;
        }
        let is_usual = members
            .last()
            .is_some_and(|(name, _)| is_usual_wrapper(name));
        match self.fit_wrapped(node, members, id, false) {
            Some(wrapped) if is_usual || wrapped.cost <= direct.cost => {
                Outcome::doubt(node, "is a map of one member, or a wrapper around a map")
            }
            _ => direct,
        }
    }

    /// What the only member holds, or what the `properties` of an echoed schema hold, if that fits.
    pub(super) fn fit_wrapped(
        &mut self,
        node: &'n Node<'n>,
        members: Members<'n>,
        id: ShapeId,
        only_lists: bool,
    ) -> Option<Outcome<'n>> {
        let (name, inner) = match members {
            [rest @ .., (name, inner)] if rest.iter().all(|(other, _)| other == name) => {
                (name, inner)
            }
            _ => members
                .iter()
                .find(|(name, _)| name == "properties")
                .filter(|_| {
                    members
                        .iter()
                        .all(|(name, _)| SCHEMA_WORDS.contains(&name.as_ref()))
                })
                .map(|(name, inner)| (name, inner))?,
        };
        if is_never_wrapper(name) {
            return None;
        }
        let is_list = match &inner.kind {
            Kind::Array(_) => true,
            Kind::String(text) => text.trim_start().starts_with('['),
            _ => false,
        };
        if only_lists && !is_list {
            return None;
        }
        if self.shapes.get(id).by_name.contains_key(name.as_ref()) {
            return None;
        }
        let fitted = self.fit(inner, id);
        fitted.fits().then(|| {
            let detail = format!("was in `{name}`");
            Outcome::through(node, &fitted).note(weight::WRAPPER, AlignKind::Unwrapped, detail)
        })
    }

    /// A value that is one of a few, in an object with one member: `{"status": 1}`.
    pub(super) fn fit_member_of_one(
        &mut self,
        node: &'n Node<'n>,
        members: Members<'n>,
        id: ShapeId,
    ) -> Option<Outcome<'n>> {
        let [(_, inner)] = members else {
            return None;
        };
        let is_scalar = !matches!(inner.kind, Kind::Array(_) | Kind::Object(_) | Kind::Null);
        is_scalar.then(|| self.fit_wrapped(node, members, id, false))?
    }

    fn fit_members(
        &mut self,
        node: &'n Node<'n>,
        all: Members<'n>,
        shape: &Shape<'s>,
    ) -> Outcome<'n> {
        let mut out = Outcome::same(node);
        let members = equal::members(all);
        weigh_duplicates(all, &members, self.is_in_text(), &mut out);
        let claims = claim(&members, shape, &mut out);
        // How often a name stands there, but for case, separators and accents; asked where names are restricted.
        let mut names: HashMap<String, usize> = HashMap::new();
        if !shape.names.is_empty() {
            for name in members.iter().filter_map(|(_, name, _)| fold_value(name)) {
                *names.entry(name).or_default() += 1;
            }
        }
        let mut built = Vec::with_capacity(members.len());
        let mut present = vec![false; shape.properties.len()];
        let mut extra = vec![];
        for ((_, name, member), claim) in members.iter().zip(&claims) {
            let Some((at, property)) = claim.and_then(|at| Some((at, shape.properties.get(at)?)))
            else {
                if let Some((name, fitted)) = self.fit_other(name, member, shape, &names, &mut out)
                {
                    extra.push(name.clone());
                    out.add(&fitted);
                    built.push((name, fitted));
                }
                continue;
            };
            let place = self.shapes.at(&property.place);
            let fitted = self.fit(member, place);
            let name = Cow::<'n, str>::Borrowed(name);
            if !fitted.fits() && matches!(member.kind, Kind::Null) && !property.required {
                let detail = "was null, which this member is not when it is there";
                out.note_member(
                    weight::NAME,
                    owned_name(property.name),
                    AlignKind::NullToMissing,
                    detail,
                );
                continue;
            }
            if let Some(present) = present.get_mut(at) {
                *present = true;
            }
            if name == property.name {
                out.add(&fitted);
                built.push((name, fitted));
            } else {
                let detail = format!("was named `{name}`");
                out.note_member(
                    weight::NAME,
                    owned_name(property.name),
                    AlignKind::KeyName,
                    detail,
                );
                out.add(&fitted);
                built.push((owned_name(property.name), fitted));
            }
        }
        for (property, present) in shape.properties.iter().zip(present) {
            if present || !property.required {
                continue;
            }
            let place = self.shapes.at(&property.place);
            if self.may_be_null(place, 0) {
                let detail = "was missing, and may be null";
                out.note_member(
                    weight::TO_NULL,
                    owned_name(property.name),
                    AlignKind::MissingToNull,
                    detail,
                );
                built.push((
                    owned_name(property.name),
                    Rc::new(Outcome::scalar(node, Kind::Null)),
                ));
            } else {
                out.fail(format!("missing field `{}`", property.name));
            }
        }
        for name in &shape.required {
            if !extra.iter().any(|present| present == name) {
                out.fail(format!("missing field `{name}`"));
            }
        }
        if out.changed || !out.fits() {
            out.built = Built::Object(built);
        }
        out
    }

    /// A member that is no property.
    fn fit_other(
        &mut self,
        name: &'n str,
        member: &'n Node<'n>,
        shape: &Shape<'s>,
        names: &HashMap<String, usize>,
        out: &mut Outcome<'n>,
    ) -> Option<(Cow<'n, str>, Rc<Outcome<'n>>)> {
        let mut key = Cow::Borrowed(name);
        if let Some(right) = self.right_name(name, shape)
            && right != name
            && fold_value(name).is_some_and(|folded| names.get(&folded) == Some(&1))
        {
            let detail = format!("was named `{name}`");
            out.note_member(
                weight::NAME,
                Cow::Owned(right.clone()),
                AlignKind::KeyName,
                detail,
            );
            key = Cow::Owned(right);
        }
        let patterns: Vec<&'s Value> = shape
            .patterns
            .iter()
            .filter(|(pattern, _)| self.shapes.patterns.found(pattern, &key) == Some(true))
            .map(|(_, schema)| *schema)
            .collect();
        let mentioned = !patterns.is_empty();
        let place = match (&shape.others, mentioned) {
            (_, true) => self.shapes.at(&Place::of(patterns)),
            // A map: its members are data, and one of them is named wrongly.
            (Others::Forbidden, false)
                if shape.properties.is_empty() && !shape.patterns.is_empty() =>
            {
                let patterns = shape
                    .patterns
                    .iter()
                    .map(|(pattern, _)| (*pattern).to_owned());
                let patterns = words::listed(patterns);
                out.fail(format!(
                    "has a member `{name}`, but names must match {patterns}"
                ));
                return None;
            }
            (Others::Forbidden, false) => {
                let detail = "is not a member that the schema knows";
                out.note_member(
                    weight::DROPPED,
                    Cow::Borrowed(name),
                    AlignKind::Dropped,
                    detail,
                );
                return None;
            }
            (Others::Allowed(place), false) => self.shapes.at(place),
            (Others::Unmentioned, false) => self.shapes.at(&Place::default()),
        };
        let fitted = self.fit(member, place);
        if matches!(shape.others, Others::Unmentioned) && !mentioned {
            // What a quote or a comment has run into is no name of the model's.
            if (name.contains(['"', '\n']) || name.contains("//")) && !shape.properties.is_empty() {
                let length = name.chars().count();
                out.fail(format!(
                    "has a member whose name of {length} characters holds marks of JSON, and is none that is asked for"
                ));
            }
            // Where no member has a name, all of them are asked for.
            // What can be read in two ways may be a part of what is asked for.
            let is_doubtful = matches!(member.trust, Trust::Doubtful(_));
            if !fitted.fits() && !shape.properties.is_empty() && !is_doubtful {
                let detail = "could not be read, and the schema does not ask for it";
                out.note_member(
                    weight::DROPPED,
                    Cow::Borrowed(name),
                    AlignKind::Dropped,
                    detail,
                );
                return None;
            }
            out.cost = out.cost.saturating_add(weight::EXTRA);
            if shape.properties.is_empty() {
                out.usual = out.usual.saturating_add(weight::EXTRA);
            }
            // It stays in the value, should the type hold it after all.
            if self.is_typed && !shape.properties.is_empty() {
                let detail = "is not a member that the type knows";
                out.note_member(0, Cow::Borrowed(name), AlignKind::Dropped, detail);
            }
        }
        Some((key, fitted))
    }

    /// The name of a member where only some names are allowed.
    fn right_name(&mut self, name: &str, shape: &Shape<'s>) -> Option<String> {
        if shape.names.is_empty() {
            return None;
        }
        let id = self.shapes.at(&shape.names);
        let names = self.shapes.get(id);
        let allowed = names.values.as_deref()?;
        let folded = fold_value(name)?;
        let mut fitting = allowed
            .iter()
            .filter_map(|value| value.as_str())
            .filter(|allowed| *allowed == name || fold_value(allowed).as_ref() == Some(&folded));
        let first = fitting.next()?;
        fitting.next().is_none().then(|| first.to_owned())
    }

    /// Whether null is one of the values that are asked for; not merely allowed, as anything is.
    fn may_be_null(&mut self, id: ShapeId, depth: usize) -> bool {
        let shape = self.shapes.get(id);
        if shape.never || depth > 8 {
            return false;
        }
        if !shape.branches.is_empty() {
            return shape
                .branches
                .iter()
                .any(|branch| self.may_be_null(*branch, depth + 1));
        }
        match &shape.values {
            Some(values) => {
                shape.types.has(Types::NULL) && values.iter().any(|value| value.is_null())
            }
            None => shape.types != Types::ALL && shape.types.has(Types::NULL),
        }
    }
}
