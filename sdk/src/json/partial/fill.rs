//! What the scanner tells, put where it belongs: the one driver behind every partial.
//!
//! It knows no types. It keeps the containers that are open and the path to the open slot, as numbers of places, and goes
//! down that path in the user's partial by [`Slot`].

use serde_json::Value;

use super::Items;
use super::check::Checking;
use super::events::Log;
use super::frame::{Frame, Kind, Next, Start, Taped, Text};
use super::judge::Rules;
use super::path::Told;
use super::tape::Tape;
use crate::response::partial::{Partial, Shape, Slot, Tag, View};
use crate::schema::Way;

/// The state between pieces.
#[allow(
    clippy::struct_excessive_bools,
    reason = "facts about the place that do not exclude each other"
)]
#[derive(Debug, Default)]
pub(super) struct Filler {
    pub(super) frames: Vec<Frame>,
    /// The numbers of the places that lead to the open slot.
    pub(super) path: Vec<u32>,
    /// The names on the way to it, one behind the other.
    pub(super) keys: String,
    /// A bit for each member that was seen, for the open objects.
    pub(super) seen: Vec<u64>,
    pub(super) next: Next,
    /// Where `next` leads, when that is further down.
    pub(super) extension: Vec<u32>,
    pub(super) text: Text,
    /// Whether the open text can be looked at where it is shown.
    pub(super) shows: bool,
    pub(super) word: String,
    pub(super) tape: Tape,
    pub(super) taped: Option<Taped>,
    /// The step of the value that begins.
    pub(super) step: usize,
    /// How many containers are open of which nothing is shown.
    pub(super) skipped: usize,
    /// The value that is read again begins here, and its place is known.
    pub(super) again: Option<Start>,
    /// The outermost brackets of what is read again are not its own, at this depth.
    pub(super) peeled: Option<usize>,
    /// The next bracket is such a one.
    pub(super) peel: bool,
    /// How deep reading again is nested.
    pub(super) nested: usize,
    /// What is shown is an earlier value's.
    pub(super) stale: bool,
    /// Something is shown.
    pub(super) shown: bool,
    /// What follows cannot be placed.
    pub(super) lost: bool,
    /// The byte at which the open value begins.
    pub(super) from: usize,
    /// Of two members with the same name the last one counts; else the first, for it was shown.
    pub(super) last_counts: bool,
    /// Whether what is shown may differ from what the same text says as a whole.
    pub(super) unsure: bool,
    pub(super) log: Log,
    pub(super) told: Told,
    /// Whether anybody asked for more than the partial: for events, for elements, for broken rules.
    pub(super) asked: bool,
    /// The path of the list whose elements are kept as items.
    pub(super) watched: Option<String>,
    pub(super) items: Items,
    /// The judge of completed values, and the schema of the one that is open.
    pub(super) rules: Option<Rules>,
    pub(super) schema: Option<&'static Value>,
    /// The user's rules on completed values.
    pub(super) checking: Option<Checking>,
    /// Whether the value that ends has parts of its own.
    pub(super) container: bool,
}

/// The filler at work on a partial.
pub(super) struct Feed<'a> {
    pub(super) fill: &'a mut Filler,
    pub(super) root: &'a mut dyn Slot,
    pub(super) way: Option<&'a Way<'a>>,
    /// What is read.
    pub(super) text: &'a str,
}

/// The slot that a path leads to.
#[inline]
pub(super) fn at<'r>(root: &'r mut dyn Slot, path: &[u32]) -> Option<&'r mut dyn Slot> {
    let mut slot = root;
    for index in path {
        slot = slot.get_mut(*index as usize)?;
    }
    Some(slot)
}

pub(super) fn text_of(slot: &dyn Slot) -> Option<&str> {
    match slot.view() {
        View::Text(text) => Some(text),
        View::Value(value) => value.as_str(),
        _ => None,
    }
}

/// What a container is read as at a slot of this shape.
pub(super) fn kind_of(shape: Shape, object: bool) -> Option<Kind> {
    Some(match (shape, object) {
        (Shape::Struct(fields), true) => Kind::Struct(fields),
        (Shape::Struct(fields), false) if fields.flat == 0 => Kind::Tuple(fields.names.len()),
        (Shape::List | Shape::Any, false) => Kind::List,
        (Shape::Tuple(count), false) => Kind::Tuple(count),
        (Shape::Tuple(count), true) if count > 0 => Kind::Record(count),
        (Shape::Map | Shape::Any, true) => Kind::Map,
        (Shape::Map, false) => Kind::Pairs,
        (Shape::Enum(variants), true) => match variants.tag {
            Tag::External => Kind::External(variants),
            Tag::Internal(_) => Kind::Tagged(variants),
            Tag::Adjacent(..) => Kind::Adjacent(variants),
        },
        _ => return None,
    })
}

/// The number of a place; more than fit are not shown.
pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Filler {
    /// For a value whose text is all there.
    pub(super) fn of_whole_text() -> Self {
        Self {
            last_counts: true,
            ..Self::default()
        }
    }

    /// Whether all that comes goes into a text, so that it can be appended without a look.
    #[inline]
    pub(super) fn is_in_text(&self) -> bool {
        self.text == Text::Slot && !self.log.is_on()
    }

    /// Appends to the open text.
    #[inline]
    pub(super) fn append(&self, root: &mut impl Partial, piece: &str) {
        // The first step is one of a type that is known.
        match self.path.split_first() {
            None => root.text(piece),
            Some((&first, rest)) => {
                if let Some(slot) = root.get_mut(first as usize).and_then(|slot| at(slot, rest)) {
                    slot.text(piece);
                }
            }
        }
    }

    /// The open text, if it is one that can be looked at.
    pub(super) fn shown_text<'r>(&self, root: &'r dyn Slot) -> Option<&'r str> {
        let mut slot = root;
        for index in &self.path {
            slot = slot.get(*index as usize)?;
        }
        text_of(slot)
    }

    /// Takes all back: what comes is another value.
    pub(super) fn restart(&mut self, root: &mut dyn Slot) {
        root.clear();
        self.shown = false;
        self.stale = false;
        self.log.restarted();
    }

    pub(super) fn forget(&mut self) {
        self.frames.clear();
        self.path.clear();
        self.keys.clear();
        self.seen.clear();
        self.next = Next::Nowhere;
        self.text = Text::Nowhere;
        self.taped = None;
        self.skipped = 0;
        self.lost = false;
    }
}

impl Feed<'_> {
    pub(super) fn slot(&mut self) -> Option<&mut dyn Slot> {
        at(&mut *self.root, &self.fill.path)
    }

    pub(super) fn push(&mut self, index: usize) {
        self.fill.path.push(number(index));
    }

    #[inline]
    pub(super) fn quiet(&self) -> bool {
        self.fill.skipped > 0 || self.fill.lost
    }

    /// Something is about to be shown.
    #[inline]
    pub(super) fn touch(&mut self) {
        if self.fill.stale {
            self.fill.restart(self.root);
        }
        self.fill.shown = true;
    }
}
