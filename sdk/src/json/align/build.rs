//! From an outcome to the value, its repairs and its violations.

use std::borrow::Cow;

use super::AlignRepair;
use super::outcome::{Built, Outcome};
use crate::json::constraints::trail::{Step, pointer};
use crate::json::node::{Kind, Node};
use crate::response::Violation;

pub(super) struct Building<'n> {
    pub(super) node: Node<'n>,
    pub(super) repairs: Vec<AlignRepair>,
    pub(super) violations: Vec<Violation>,
}

pub(super) fn build<'n>(outcome: &Outcome<'n>) -> Building<'n> {
    let mut repairs = Vec::new();
    let mut violations = Vec::new();
    let node = walk(outcome, &mut Vec::new(), &mut repairs, &mut violations);
    Building {
        node,
        repairs,
        violations,
    }
}

fn walk<'n, 'o>(
    outcome: &'o Outcome<'n>,
    trail: &mut Vec<Step<'o>>,
    repairs: &mut Vec<AlignRepair>,
    violations: &mut Vec<Violation>,
) -> Node<'n> {
    for note in &outcome.notes {
        trail.extend(note.member.as_deref().map(Step::Key));
        repairs.push(AlignRepair {
            path: pointer(trail),
            kind: note.kind,
            detail: note.detail.clone(),
        });
        if note.member.is_some() {
            trail.pop();
        }
    }
    for message in &outcome.wrong {
        violations.push(Violation {
            path: pointer(trail),
            message: message.clone(),
        });
    }
    let kind = match &outcome.built {
        Built::Same(node) => return (*node).clone(),
        Built::Through(inner) => return walk(inner, trail, repairs, violations),
        Built::Scalar(kind) => kind.clone(),
        Built::Array(items) => Kind::Array(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| {
                    trail.push(Step::Index(index));
                    let node = walk(item, trail, repairs, violations);
                    trail.pop();
                    node
                })
                .collect(),
        ),
        Built::Object(members) => Kind::Object(
            members
                .iter()
                .map(|(name, member)| {
                    trail.push(Step::Key(name));
                    let node = walk(member, trail, repairs, violations);
                    trail.pop();
                    (name.clone(), node)
                })
                .collect(),
        ),
        Built::Inner(inner) => {
            let (node, inner_repairs, inner_violations) = inner.as_ref();
            let here = pointer(trail);
            repairs.extend(inner_repairs.iter().map(|repair| AlignRepair {
                path: format!("{here}{}", repair.path),
                ..repair.clone()
            }));
            violations.extend(inner_violations.iter().map(|violation| Violation {
                path: format!("{here}{}", violation.path),
                message: violation.message.clone(),
            }));
            return node.clone();
        }
    };
    Node::new(kind, 0..0)
}

/// A value that borrows from no text. Recursion is as deep as the value, which the scanner bounds.
pub(super) fn owned(node: Node<'_>) -> Node<'static> {
    let kind = match node.kind {
        Kind::Null => Kind::Null,
        Kind::Bool(value) => Kind::Bool(value),
        Kind::NotFinite(text) => Kind::NotFinite(text),
        Kind::Number(text) => Kind::Number(Cow::Owned(text.into_owned())),
        Kind::String(text) => Kind::String(Cow::Owned(text.into_owned())),
        Kind::Bare(text) => Kind::Bare(Cow::Owned(text.into_owned())),
        Kind::Array(items) => Kind::Array(items.into_iter().map(owned).collect()),
        Kind::Object(members) => Kind::Object(
            members
                .into_iter()
                .map(|(name, member)| (Cow::Owned(name.into_owned()), owned(member)))
                .collect(),
        ),
    };
    Node {
        kind,
        span: node.span,
        trust: node.trust,
    }
}
