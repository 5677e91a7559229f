//! How a value of the type's shape and one of the host's shape become each other.
//!
//! Lowering leaves a plan behind: for every place whose shape it changed, what it did. An answer is unwrapped as
//! text, in one pass and without reading numbers, so nothing is lost on the way. A value that does not have the
//! shape the plan expects is passed through as it is; the type's own reader then says what is wrong with it.

mod choose;
mod follow;
mod unwrap;

pub(crate) use follow::Way;

use self::choose::Chooser;
use self::unwrap::Unwrapper;
use serde_json::{Map, Value, json};

use super::tree::Tree;
use super::walk::MAX_DEPTH;

/// The member under which a host that only takes objects finds anything else.
pub(crate) const WRAPPER: &str = "value";

/// The number of a step. Steps refer to one another by number, so that a recursive type has a finite plan.
pub(crate) type StepId = usize;

/// The step of a place that has the same shape on both sides.
pub(crate) const SAME: StepId = StepId::MAX;

#[derive(Debug)]
pub(super) struct Plan {
    steps: Vec<Step>,
    root: StepId,
    /// Which steps change an answer, by themselves or further down.
    active: Vec<bool>,
    /// Whether an answer has to be read before it is known what it is.
    has_unions: bool,
    /// Whether a value of the type's shape may lack what the host wants.
    fills: bool,
}

#[derive(Debug)]
pub(super) enum Step {
    /// A place that is kept until its definition is lowered.
    Reserved,
    Object {
        members: Vec<Member>,
        /// Where further members went, as a list of pairs, and the step of their values.
        extra: Option<(String, StepId)>,
        /// The step of further members that stand in the object itself.
        rest: StepId,
    },
    List {
        prefix: Vec<StepId>,
        items: StepId,
    },
    /// A map that is sent as a list of pairs.
    Pairs {
        value: StepId,
    },
    /// A tuple that is sent as an object.
    Record {
        items: Vec<StepId>,
    },
    Union(Vec<Branch>),
    /// A root that is sent inside an object.
    Wrapped(StepId),
    /// Another step, of a definition that is lowered once.
    Definition(StepId),
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) step: StepId,
    /// The host demands the member, the type does not: null stands for its absence.
    pub(super) null_is_absent: bool,
    /// What the host is sent where the type leaves the member out.
    pub(super) fill: Option<Value>,
}

#[derive(Debug)]
pub(super) struct Branch {
    /// The branch in the host's shape and in the type's own.
    pub(super) wire: Value,
    pub(super) full: Value,
    pub(super) step: StepId,
}

impl Plan {
    pub(super) fn new(steps: Vec<Step>, root: StepId) -> Self {
        let mut active: Vec<bool> = steps.iter().map(Step::changes).collect();
        // A step is active when one below it is: from each active one up to those above it.
        let mut above: Vec<Vec<StepId>> = vec![Vec::new(); steps.len()];
        for (index, step) in steps.iter().enumerate() {
            step.each_child(|child| {
                if let Some(above) = above.get_mut(child) {
                    above.push(index);
                }
            });
        }
        let mut open: Vec<StepId> = (0..steps.len())
            .filter(|index| active.get(*index) == Some(&true))
            .collect();
        while let Some(index) = open.pop() {
            for parent in above.get(index).into_iter().flatten() {
                if let Some(on) = active.get_mut(*parent).filter(|on| !**on) {
                    *on = true;
                    open.push(*parent);
                }
            }
        }
        let unions = steps.iter().zip(&active);
        let has_unions = unions
            .into_iter()
            .any(|(step, on)| *on && matches!(step, Step::Union(_)));
        let fills = steps.iter().any(|step| {
            matches!(step, Step::Object { members, .. } if members.iter().any(|m| m.fill.is_some()))
        });
        Self {
            steps,
            root,
            active,
            has_unions,
            fills,
        }
    }

    /// Whether the two shapes differ anywhere.
    pub(super) fn is_active(&self) -> bool {
        self.active.get(self.root) == Some(&true)
    }

    fn step(&self, mut index: StepId) -> Option<&Step> {
        // A definition may be only a reference to another; a chain of them is at most this long.
        for _ in 0..=MAX_DEPTH {
            match self.steps.get(index)? {
                Step::Definition(target) => index = *target,
                step => return Some(step),
            }
        }
        None
    }

    /// Text of the type's shape from text of the host's; `None` if it is no JSON.
    pub(super) fn unwrap(&self, wire: &Value, text: &str) -> Option<String> {
        let tree = Tree::parse(text)?;
        let value = self.has_unions.then(|| tree.to_value());
        let mut out = String::with_capacity(text.len());
        Unwrapper {
            plan: self,
            chooser: Chooser::new(wire),
        }
        .write(self.root, &tree, value.as_ref(), &mut out);
        Some(out)
    }

    /// A value of the host's shape from one of the type's.
    pub(super) fn wrap(&self, full: &Value, value: Value) -> Value {
        if !self.is_active() && !self.fills {
            return value;
        }
        let mut chooser = Chooser::new(full);
        self.wrap_at(&mut chooser, self.root, &value)
    }

    /// Recursion is as deep as the caller's own value.
    fn wrap_at<'v>(&'v self, chooser: &mut Chooser<'v>, step: StepId, value: &'v Value) -> Value {
        match (self.step(step), value) {
            (
                Some(Step::Object {
                    members,
                    extra,
                    rest,
                }),
                Value::Object(value),
            ) => {
                let mut out = Map::new();
                for member in members {
                    if let Some(inner) = value.get(&member.name) {
                        let inner = self.wrap_at(chooser, member.step, inner);
                        out.insert(member.name.clone(), inner);
                    } else if let Some(fill) = &member.fill {
                        out.insert(member.name.clone(), fill.clone());
                    }
                }
                let others = value
                    .iter()
                    .filter(|(name, _)| !members.iter().any(|member| member.name == **name));
                match extra {
                    Some((name, step)) => {
                        let pairs = self.pairs(chooser, *step, others);
                        out.insert(name.clone(), pairs);
                    }
                    None => {
                        for (name, value) in others {
                            out.insert(name.clone(), self.wrap_at(chooser, *rest, value));
                        }
                    }
                }
                Value::Object(out)
            }
            (Some(Step::List { prefix, items }), Value::Array(value)) => value
                .iter()
                .enumerate()
                .map(|(index, item)| {
                    self.wrap_at(chooser, *prefix.get(index).unwrap_or(items), item)
                })
                .collect(),
            (Some(Step::Pairs { value: step }), Value::Object(value)) => {
                self.pairs(chooser, *step, value)
            }
            (Some(Step::Record { items }), Value::Array(value)) if value.len() == items.len() => {
                let members = value.iter().zip(items).enumerate();
                Value::Object(
                    members
                        .map(|(index, (item, step))| {
                            (index.to_string(), self.wrap_at(chooser, *step, item))
                        })
                        .collect(),
                )
            }
            (Some(Step::Union(branches)), value) => {
                match chooser.choose(branches, |branch| &branch.full, value) {
                    Some(branch) => self.wrap_at(chooser, branch.step, value),
                    None => value.clone(),
                }
            }
            (Some(Step::Wrapped(step)), value) => {
                json!({ WRAPPER: self.wrap_at(chooser, *step, value) })
            }
            (_, value) => value.clone(),
        }
    }

    fn pairs<'v>(
        &'v self,
        chooser: &mut Chooser<'v>,
        step: StepId,
        members: impl IntoIterator<Item = (&'v String, &'v Value)>,
    ) -> Value {
        members
            .into_iter()
            .map(|(key, value)| json!({ "key": key, "value": self.wrap_at(chooser, step, value) }))
            .collect()
    }
}

impl Step {
    /// Whether this step by itself makes the shapes differ.
    fn changes(&self) -> bool {
        match self {
            Self::Object { members, extra, .. } => {
                extra.is_some() || members.iter().any(|m| m.null_is_absent)
            }
            Self::Pairs { .. } | Self::Record { .. } | Self::Wrapped(_) => true,
            Self::Reserved | Self::List { .. } | Self::Union(_) | Self::Definition(_) => false,
        }
    }

    fn each_child(&self, mut see: impl FnMut(StepId)) {
        match self {
            Self::Reserved => {}
            Self::Object {
                members,
                extra,
                rest,
            } => {
                for member in members {
                    see(member.step);
                }
                if let Some((_, step)) = extra {
                    see(*step);
                }
                see(*rest);
            }
            Self::List { prefix, items } => {
                prefix.iter().copied().for_each(&mut see);
                see(*items);
            }
            Self::Record { items } => items.iter().copied().for_each(see),
            Self::Pairs { value: step } | Self::Wrapped(step) | Self::Definition(step) => {
                see(*step);
            }
            Self::Union(branches) => branches.iter().map(|branch| branch.step).for_each(see),
        }
    }
}
