//! What is mended of a value, and where.

use crate::json::align::AlignKind;
use crate::json::constraints::glance::Words;
use crate::json::constraints::words::without_quotes;
use crate::json::decode::{Repair, RepairKind};
use crate::json::room::Room;
use crate::json::scan::RepairKind as SyntaxRepair;
use crate::response::{push_escaped, push_index};

/// A value whose damages are mended.
#[derive(Debug)]
pub(crate) struct Mended {
    /// Where it ends.
    pub(crate) end: usize,
    /// The value as JSON writes it.
    pub(crate) json: String,
    /// In the order in which a scanner tells them.
    pub(crate) repairs: Vec<Repair>,
}

/// For how many changes there is room at first.
const ROOM: usize = 8;

/// For how many more there is room at once, if the first ones stand close to each other.
const MOST_ROOM: usize = 256;

/// The changes so far.
pub(super) struct Mend<'g> {
    text: &'g str,
    /// The text as it should be, up to a place.
    out: Vec<u8>,
    copied: usize,
    repairs: Vec<Repair>,
    room: Room,
    /// How many containers were seen.
    containers: usize,
    /// The path of one of them: most have more than one place to tell of.
    around: (usize, String),
    /// What words without quotes are.
    pub(super) words: Words,
    /// The texts without quotes, which are told behind all else.
    bare: Vec<Repair>,
    bare_room: Room,
    /// Whether a comma or a colon was lost: where such a text begins or ends is then not certain.
    is_open: bool,
}

impl<'g> Mend<'g> {
    pub(super) fn new(text: &'g str) -> Self {
        Self {
            text,
            out: Vec::new(),
            copied: 0,
            repairs: Vec::new(),
            room: Room::default(),
            containers: 0,
            around: (0, String::new()),
            words: Words::Unclear,
            bare: Vec::new(),
            bare_room: Room::default(),
            is_open: false,
        }
    }

    /// All of a value that ends at a place; nothing if it is as it should be.
    pub(super) fn mended(mut self, end: usize) -> Option<Mended> {
        if self.repairs.is_empty() {
            return None;
        }
        self.patch(end, end, "");
        self.repairs.append(&mut self.bare);
        Some(Mended {
            end,
            json: String::from_utf8(self.out).ok()?,
            repairs: self.repairs,
        })
    }

    /// The way to the children of the next container.
    #[inline]
    pub(super) fn trail<'t>(&mut self, up: Option<&'t Trail<'t, 'g>>) -> Trail<'t, 'g> {
        self.containers += 1;
        Trail {
            up,
            container: self.containers,
            step: Step::Index(0),
        }
    }

    /// How many changes were told.
    pub(super) fn told(&self) -> usize {
        self.repairs.len()
    }

    /// Whether words without quotes may be texts.
    pub(super) fn takes_words(&self) -> bool {
        self.words == Words::Texts && !self.is_open
    }

    /// Takes note of a comma or a colon that is lost; nothing where that may be a part of a text.
    pub(super) fn lose(&mut self) -> Option<()> {
        self.is_open = true;
        self.bare.is_empty().then_some(())
    }

    /// Tells a text without quotes, which somebody may have meant otherwise.
    pub(super) fn tell_words(&mut self, text: &str, trail: Option<&Trail<'_, 'g>>) {
        let path = trail.map_or_else(String::new, |trail| {
            self.bare_room.path(|| {
                let mut path = String::new();
                trail.write(&mut path);
                path
            })
        });
        self.bare.push(Repair {
            path,
            kind: RepairKind::Shape(AlignKind::BareText),
            detail: without_quotes(text),
        });
    }

    /// Writes something else for a part of the text; the parts come in their order.
    pub(super) fn patch(&mut self, from: usize, to: usize, with: &str) {
        if self.out.capacity() == 0 {
            // Names without quotes are what grows most.
            self.out.reserve(self.text.len() + self.text.len() / 8);
        }
        let before = self.text.as_bytes().get(self.copied..from);
        self.out.extend_from_slice(before.unwrap_or_default());
        match with.as_bytes() {
            // Most are one sign.
            [byte] => self.out.push(*byte),
            with => self.out.extend_from_slice(with),
        }
        self.copied = to;
    }

    /// Writes a name between double quotes for a part of the text.
    pub(super) fn quote(&mut self, from: usize, name: &str, to: usize) {
        self.patch(from, to, "\"");
        self.out.extend_from_slice(name.as_bytes());
        self.out.push(b'"');
    }

    /// Tells a change at the end of a trail.
    pub(super) fn tell(&mut self, kind: SyntaxRepair, trail: Option<&Trail<'_, 'g>>) {
        if self.repairs.len() == self.repairs.capacity() {
            self.repairs.reserve(self.expected());
        }
        let path = self.path(trail);
        self.repairs.push(Repair {
            path,
            kind: RepairKind::Syntax(kind),
            detail: String::new(),
        });
    }

    /// How many more changes there will be if it goes on as it began.
    fn expected(&self) -> usize {
        let rest = self.text.len() - self.copied.min(self.text.len());
        let each = self.copied.max(1);
        let more = self.repairs.len().saturating_mul(rest) / each;
        more.clamp(ROOM, MOST_ROOM)
    }

    fn path(&mut self, trail: Option<&Trail<'_, 'g>>) -> String {
        let Some(trail) = trail.filter(|_| self.room.is_left()) else {
            return String::new();
        };
        let (container, around) = &mut self.around;
        if *container != trail.container {
            *container = trail.container;
            around.clear();
            if let Some(up) = trail.up {
                up.write(around);
            }
        }
        let step = match trail.step {
            Step::Name(name) => name.len(),
            Step::Index(_) => 3,
        };
        let mut path = String::with_capacity(around.len() + 1 + step);
        path.push_str(around);
        trail.step.write(&mut path);
        self.room.take(path.len());
        path
    }
}

/// A step from a container to one of its children.
pub(super) enum Step<'g> {
    Name(&'g str),
    Index(usize),
}

/// The way from the root to a child as a chain, so that going down allocates nothing.
pub(super) struct Trail<'t, 'g> {
    /// The way to the container; nothing where that is the root.
    pub(super) up: Option<&'t Trail<'t, 'g>>,
    /// The number of the container.
    container: usize,
    pub(super) step: Step<'g>,
}

impl<'g> Trail<'_, 'g> {
    /// What stands at a place behind a child that ended at another: the child, if there is nothing between them.
    pub(super) fn of(&self, at: usize, end: usize) -> Option<&Trail<'_, 'g>> {
        if at <= end { Some(self) } else { self.up }
    }

    // Recursion is as deep as the look.
    fn write(&self, path: &mut String) {
        if let Some(up) = self.up {
            up.write(path);
        }
        self.step.write(path);
    }
}

impl Step<'_> {
    fn write(&self, path: &mut String) {
        path.push('/');
        match self {
            Self::Name(name) => push_escaped(path, name),
            Self::Index(index) => push_index(path, *index),
        }
    }
}
