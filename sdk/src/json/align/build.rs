//! From an outcome to the value, its repairs and its violations.

use super::AlignRepair;
use super::outcome::{Built, Outcome};
use crate::json::constraints::trail::{Step, pointer};
use crate::json::node::{Kind, Node};
use crate::json::room::Room;
use crate::response::Violation;

pub(super) struct Building<'n> {
    pub(super) node: Node<'n>,
    pub(super) repairs: Vec<AlignRepair>,
    pub(super) violations: Vec<Violation>,
}

pub(super) fn build<'n>(outcome: &Outcome<'n>) -> Building<'n> {
    let mut builder = Builder::default();
    let node = builder.node(outcome);
    Building {
        node,
        repairs: builder.repairs,
        violations: builder.violations,
    }
}

/// What was found on the way, and where the walk stands.
#[derive(Default)]
struct Builder<'o> {
    trail: Vec<Step<'o>>,
    repairs: Vec<AlignRepair>,
    violations: Vec<Violation>,
    room: Room,
}

impl<'o> Builder<'o> {
    /// Recursion is as deep as the value, which the scanner bounds.
    fn node<'n>(&mut self, outcome: &'o Outcome<'n>) -> Node<'n> {
        for note in &outcome.notes {
            self.trail.extend(note.member.as_deref().map(Step::Key));
            self.repairs.push(AlignRepair {
                path: self.room.path(|| pointer(&self.trail)),
                kind: note.kind,
                detail: note.detail.clone(),
            });
            if note.member.is_some() {
                self.trail.pop();
            }
        }
        for message in &outcome.wrong {
            self.violations.push(Violation {
                path: self.room.path(|| pointer(&self.trail)),
                message: message.clone(),
            });
        }
        let kind = match &outcome.built {
            Built::Same(node) => return (*node).clone(),
            Built::Through(inner) => return self.node(inner),
            Built::Scalar(kind) => kind.clone(),
            Built::Array(items) => {
                let items = items.iter().enumerate();
                Kind::Array(
                    items
                        .map(|(index, item)| self.below(Step::Index(index), item))
                        .collect(),
                )
            }
            Built::Object(members) => Kind::Object(
                members
                    .iter()
                    .map(|(name, member)| (name.clone(), self.below(Step::Key(name), member)))
                    .collect(),
            ),
            Built::Inner(inner) => {
                let (node, repairs, violations) = inner.as_ref();
                for repair in repairs {
                    let path = self.within(&repair.path);
                    let repair = repair.clone();
                    self.repairs.push(AlignRepair { path, ..repair });
                }
                for violation in violations {
                    let path = self.within(&violation.path);
                    let message = violation.message.clone();
                    self.violations.push(Violation { path, message });
                }
                return node.clone();
            }
        };
        Node::new(kind, 0..0)
    }

    fn below<'n>(&mut self, step: Step<'o>, outcome: &'o Outcome<'n>) -> Node<'n> {
        self.trail.push(step);
        let node = self.node(outcome);
        self.trail.pop();
        node
    }

    /// The place that a path leads to from here.
    fn within(&self, path: &str) -> String {
        self.room.path(|| pointer(&self.trail) + path)
    }
}
