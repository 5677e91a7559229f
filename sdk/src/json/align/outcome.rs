//! What came of fitting a value to a part of the schema; the parts of a value are shared between attempts.

use std::borrow::Cow;
use std::rc::Rc;

use super::{AlignKind, AlignRepair};
use crate::json::node::{Kind, Node};
use crate::response::Violation;

#[derive(Debug)]
pub(super) struct Outcome<'n> {
    pub(super) built: Built<'n>,
    /// What the changes weigh, with those below.
    pub(super) cost: u32,
    /// What of that is no sign of another reading: words without quotes, and members where any may be.
    pub(super) usual: u32,
    /// How much is wrong, with what is below.
    pub(super) faults: u32,
    /// Whether the value differs from the text's, also below.
    pub(super) changed: bool,
    /// Whether the text ended inside.
    pub(super) truncated: bool,
    pub(super) standing: Standing,
    pub(super) notes: Vec<Note<'n>>,
    pub(super) wrong: Vec<String>,
}

/// How an outcome that does not fit stands to the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is what the schema asks for, and something in it is wrong.
    Meant,
    /// It is something else: another type, another tag.
    Other,
    /// It would be what the schema asks for, if only there were one reading of it.
    Doubtful,
}

/// A change at this place, or to a member that is here no more.
#[derive(Clone, Debug)]
pub(super) struct Note<'n> {
    pub(super) member: Option<Cow<'n, str>>,
    pub(super) kind: AlignKind,
    pub(super) detail: String,
}

#[derive(Debug)]
pub(super) enum Built<'n> {
    Same(&'n Node<'n>),
    Scalar(Kind<'n>),
    Array(Vec<Rc<Outcome<'n>>>),
    Object(Vec<(Cow<'n, str>, Rc<Outcome<'n>>)>),
    /// Something else at the same place.
    Through(Rc<Outcome<'n>>),
    /// Read from a text within the text; repairs and violations have their paths from here.
    Inner(Box<(Node<'static>, Vec<AlignRepair>, Vec<Violation>)>),
}

impl<'n> Outcome<'n> {
    pub(super) fn same(node: &'n Node<'n>) -> Self {
        Self {
            built: Built::Same(node),
            cost: 0,
            usual: 0,
            faults: 0,
            changed: false,
            truncated: false,
            standing: Standing::Meant,
            notes: Vec::new(),
            wrong: Vec::new(),
        }
    }

    /// Another value instead of the text's.
    pub(super) fn scalar(node: &'n Node<'n>, kind: Kind<'n>) -> Self {
        Self {
            built: Built::Scalar(kind),
            changed: true,
            ..Self::same(node)
        }
    }

    /// Not what is asked for.
    pub(super) fn fault(node: &'n Node<'n>, message: impl Into<String>) -> Self {
        Self {
            faults: 1,
            standing: Standing::Other,
            wrong: vec![message.into()],
            ..Self::same(node)
        }
    }

    /// Read in more than one way, or not to its end.
    pub(super) fn doubt(node: &'n Node<'n>, message: impl Into<String>) -> Self {
        Self {
            standing: Standing::Doubtful,
            ..Self::fault(node, message)
        }
    }

    /// What another outcome is.
    pub(super) fn through(node: &'n Node<'n>, inner: &Rc<Self>) -> Self {
        let mut out = Self {
            built: Built::Through(Rc::clone(inner)),
            ..Self::same(node)
        };
        out.add(inner);
        out
    }

    /// Counts what is below.
    pub(super) fn add(&mut self, inner: &Self) {
        self.cost = self.cost.saturating_add(inner.cost);
        self.usual = self.usual.saturating_add(inner.usual);
        self.faults = self.faults.saturating_add(inner.faults);
        self.changed |= inner.changed;
        self.truncated |= inner.truncated;
    }

    pub(super) fn note(mut self, cost: u32, kind: AlignKind, detail: impl Into<String>) -> Self {
        self.cost = self.cost.saturating_add(cost);
        self.changed = true;
        self.notes.push(Note {
            member: None,
            kind,
            detail: detail.into(),
        });
        self
    }

    pub(super) fn note_member(
        &mut self,
        cost: u32,
        name: Cow<'n, str>,
        kind: AlignKind,
        detail: impl Into<String>,
    ) {
        self.cost = self.cost.saturating_add(cost);
        self.changed = true;
        self.notes.push(Note {
            member: Some(name),
            kind,
            detail: detail.into(),
        });
    }

    pub(super) fn fail(&mut self, message: impl Into<String>) {
        self.faults = self.faults.saturating_add(1);
        self.wrong.push(message.into());
    }

    pub(super) fn fits(&self) -> bool {
        self.faults == 0
    }
}
