//! Alternatives: the one that fits best.

use std::rc::Rc;

use super::build::build;
use super::claim::has_other_tag;
use super::fit::Aligner;
use super::object::Members;
use super::outcome::{Outcome, Standing};
use super::shape::{Shape, ShapeId};
use crate::json::constraints::{equal, words};
use crate::json::node::{Kind, Node};

impl<'n, 's> Aligner<'_, 'n, 's> {
    pub(super) fn fit_alternatives(
        &mut self,
        node: &'n Node<'n>,
        shape: &Shape<'s>,
    ) -> Outcome<'n> {
        let mut branches = shape.branches.clone();
        let mut other_tag = None;
        if matches!(node.kind, Kind::Object(_)) {
            // A tag spares the work on the alternatives that it excludes.
            branches.retain(|branch| {
                let tags = self.shapes.tags(*branch);
                !has_other_tag(node, &tags)
            });
            if branches.is_empty() {
                other_tag = self.tags_wanted(&shape.branches);
                branches.clone_from(&shape.branches);
            }
        }
        let attempts: Vec<_> = branches
            .iter()
            .map(|branch| self.fit(node, *branch))
            .collect();
        let mut described = Vec::new();
        if !attempts.iter().any(|attempt| attempt.fits()) {
            if let Some(wanted) = other_tag {
                let mut out = Outcome::fault(node, wanted);
                out.truncated = attempts.iter().any(|attempt| attempt.truncated);
                return out;
            }
            if let Kind::Object(members) = &node.kind
                && let Some(named) = self.named(members, &branches)
                && let Some(attempt) = attempts.get(named)
            {
                return Outcome::through(node, attempt);
            }
            for id in shape.branches.clone() {
                described.push(self.describe(id));
            }
            described.dedup();
        }
        best(node, &attempts, || words::listed(described))
    }

    /// What is wrong with an object whose tag is none of those of the alternatives, if they have one tag.
    fn tags_wanted(&mut self, branches: &[ShapeId]) -> Option<String> {
        let mut name = None;
        let mut wanted = Vec::new();
        for branch in branches {
            let tags = self.shapes.tags(*branch);
            let (tag, values) = tags.first()?;
            if *name.get_or_insert(*tag) != *tag {
                return None;
            }
            wanted.extend(values.iter().copied());
        }
        let name = name?;
        Some(format!(
            "must have `{name}` {}, has another",
            words::values(wanted.into_iter())
        ))
    }

    /// The only alternative that has all its required members in an object, by name: that one was meant, however much is wrong
    /// in it. `{"Mail": {"port": "high"}}` is no `Phone`.
    fn named(&mut self, members: Members<'n>, branches: &[ShapeId]) -> Option<usize> {
        let mut named = branches.iter().enumerate().filter(|(_, branch)| {
            let shape = self.shapes.get(**branch);
            let mut required = shape
                .properties
                .iter()
                .filter(|one| one.required)
                .peekable();
            required.peek().is_some()
                && required.all(|one| members.iter().any(|(name, _)| *name == one.name))
        });
        let (first, _) = named.next()?;
        named.next().is_none().then_some(first)
    }

    fn describe(&mut self, id: ShapeId) -> String {
        let shape = self.shapes.get(id);
        if let Some(values) = &shape.values {
            return words::values(values.iter().copied());
        }
        let tags = self.shapes.tags(id);
        if let Some((name, values)) = tags.first() {
            return format!(
                "an object with `{name}` {}",
                words::values(values.iter().copied())
            );
        }
        let required: Vec<String> = shape
            .properties
            .iter()
            .filter(|property| property.required)
            .map(|property| format!("`{}`", property.name))
            .collect();
        if required.is_empty() {
            shape
                .title
                .map_or_else(|| shape.types.words(), |title| format!("a `{title}`"))
        } else {
            format!("an object with {}", required.join(", "))
        }
    }
}

/// The attempt that fits and changes least. Two that do so equally are the same value, or an error.
pub(super) fn best<'n>(
    node: &'n Node<'n>,
    attempts: &[Rc<Outcome<'n>>],
    expected: impl FnOnce() -> String,
) -> Outcome<'n> {
    let fitting = || attempts.iter().filter(|attempt| attempt.fits());
    let Some(least) = fitting().map(|attempt| attempt.cost).min() else {
        return nearest(node, attempts, expected);
    };
    let mut equals = fitting().filter(|attempt| attempt.cost == least);
    if let Some(unchanged) = equals.clone().find(|attempt| !attempt.changed) {
        return Outcome::through(node, unchanged);
    }
    let Some(first) = equals.next() else {
        return Outcome::same(node);
    };
    let mut rest = equals.peekable();
    if rest.peek().is_some() {
        let value = equal::canonical(&build(first).node);
        if rest.any(|other| equal::canonical(&build(other).node) != value) {
            let message = format!(
                "can be read as more than one of the alternatives, is {}",
                words::found(node)
            );
            return Outcome::doubt(node, message);
        }
    }
    Outcome::through(node, first)
}

/// What is wrong with the one alternative that was meant, if that is clear.
fn nearest<'n>(
    node: &'n Node<'n>,
    attempts: &[Rc<Outcome<'n>>],
    expected: impl FnOnce() -> String,
) -> Outcome<'n> {
    let truncated = attempts.iter().any(|attempt| attempt.truncated);
    let least = attempts
        .iter()
        .filter(|attempt| attempt.standing == Standing::Meant)
        .map(|attempt| attempt.faults)
        .min();
    let mut meant = attempts
        .iter()
        .filter(|attempt| attempt.standing == Standing::Meant && Some(attempt.faults) == least);
    if let (Some(one), None) = (meant.next(), meant.next()) {
        return Outcome::through(node, one);
    }
    // Of `"3,14"` for a number or null it is told why it is no number.
    if least.is_none()
        && let Some(one) = attempts
            .iter()
            .find(|attempt| attempt.standing == Standing::Doubtful)
    {
        return Outcome::through(node, one);
    }
    let mut out = Outcome::fault(
        node,
        format!("must be {}, is {}", expected(), words::found(node)),
    );
    out.truncated = truncated;
    out
}
