//! The way back from the host's shape for an answer that is still growing: which step each place of it has.

use super::{Chooser, Plan, SAME, Step, StepId, Unwrapper, WRAPPER};
use crate::schema::lower::Lowered;
use crate::schema::tree::Tree;

/// How many references and unions are looked through for one place.
const MAX_HOPS: usize = 64;

/// The way back from the shape that a host was asked for.
#[derive(Clone, Copy)]
pub(crate) struct Way<'a> {
    plan: &'a Plan,
    wire: &'a serde_json::Value,
}

impl<'a> Way<'a> {
    /// Nothing where the two shapes are the same.
    pub(crate) fn of(lowered: &'a Lowered) -> Option<Self> {
        let (plan, wire) = lowered.plan_and_schema();
        plan.is_active().then_some(Self { plan, wire })
    }

    /// The step of the answer.
    pub(crate) fn root(&self) -> StepId {
        self.plan.root
    }

    /// Whether the answer stands in an object of its own.
    pub(crate) fn is_wrapped(&self) -> bool {
        matches!(self.plan.step(self.plan.root), Some(Step::Wrapped(_)))
    }

    /// The step of the answer in that object, or in any other that a model put around it.
    pub(crate) fn inner(&self) -> StepId {
        match self.plan.step(self.plan.root) {
            Some(Step::Wrapped(inner)) => *inner,
            _ => self.plan.root,
        }
    }

    /// The step of a member of the value at `step`.
    pub(crate) fn member(&self, step: StepId, name: &str) -> StepId {
        self.through(step, &|step| match step {
            Step::Object { members, rest, .. } => members
                .iter()
                .find(|member| member.name == name)
                .map(|member| member.step)
                .or(Some(*rest).filter(|rest| *rest != SAME)),
            Step::Pairs { value } if name == "value" => Some(*value),
            Step::Wrapped(inner) if name == WRAPPER => Some(*inner),
            Step::Record { items } => items.get(name.parse::<usize>().ok()?).copied(),
            _ => None,
        })
    }

    /// The step of an element of the value at `step`; of a list of pairs that of the list.
    pub(crate) fn item(&self, step: StepId, index: usize) -> StepId {
        self.through(step, &|at| match at {
            Step::List { prefix, items } => Some(*prefix.get(index).unwrap_or(items)),
            Step::Pairs { .. } => Some(step),
            Step::Record { items } => items.get(index).copied(),
            _ => None,
        })
    }

    /// Whether null as a member of the object at `step` says that there is none.
    pub(crate) fn null_is_absent(&self, step: StepId, name: &str) -> bool {
        self.through(step, &|step| match step {
            Step::Object { members, .. }
                if members
                    .iter()
                    .any(|member| member.null_is_absent && member.name == name) =>
            {
                Some(0)
            }
            _ => None,
        }) != SAME
    }

    /// Whether further members of the object at `step` stand in a list of pairs under this name.
    pub(crate) fn is_extra(&self, step: StepId, name: &str) -> bool {
        self.through(step, &|step| match step {
            Step::Object {
                extra: Some((extra, _)),
                ..
            } if extra == name => Some(0),
            _ => None,
        }) != SAME
    }

    /// Whether the two shapes differ at a step, or further down.
    pub(crate) fn changes(&self, step: StepId) -> bool {
        self.plan.active.get(step) == Some(&true)
    }

    /// A whole value in the type's own shape; nothing where it has that shape.
    pub(crate) fn unwrap(&self, step: StepId, json: &str) -> Option<String> {
        if self.plan.active.get(step) != Some(&true) {
            return None;
        }
        let tree = Tree::parse(json)?;
        let value = self.plan.has_unions.then(|| tree.to_value());
        let mut out = String::with_capacity(json.len());
        Unwrapper {
            plan: self.plan,
            chooser: Chooser::new(self.wire),
        }
        .write(step, &tree, value.as_ref(), &mut out);
        Some(out)
    }

    /// What `found` says of the step, or of the first branch of a union that it says anything of.
    fn through(&self, step: StepId, found: &dyn Fn(&Step) -> Option<StepId>) -> StepId {
        let mut open = vec![step];
        for _ in 0..MAX_HOPS {
            let Some(step) = open.pop() else {
                return SAME;
            };
            if self.plan.active.get(step) != Some(&true) {
                continue;
            }
            match self.plan.step(step) {
                Some(Step::Union(branches)) => {
                    open.extend(branches.iter().rev().map(|branch| branch.step));
                }
                Some(step) => {
                    if let Some(found) = found(step) {
                        return found;
                    }
                }
                None => {}
            }
        }
        SAME
    }
}
