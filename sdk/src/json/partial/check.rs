//! The user's rules on values that are complete, while the rest still comes.

use std::collections::VecDeque;

use super::fill::Feed;
use super::frame::Kind;
use super::judge::own_json;
use crate::json::Leniency;
use crate::response::partial::{Body, Shape, Slot, View};
use crate::response::{Part, Violation};

/// How often a byte of the answer may be read for rules, on the average: each value is read once for its own, so that it
/// counts how deep they nest.
const READINGS: usize = 8;

/// How far before a value the mark of a code fence is looked for.
const FENCE: usize = 64;

/// The user's rules, run as values complete.
#[derive(Debug)]
pub(super) struct Checking {
    leniency: Leniency,
    /// What was broken and not asked for yet.
    pub(super) broken: VecDeque<Violation>,
    /// Whether the value that is read may be an example in prose.
    doubtful: bool,
    /// Whether the value behind the last name is the answer, in an object around it.
    pub(super) inner: bool,
    /// So many containers are open around one that is read again for its members alone.
    members_of: Option<usize>,
    /// How many bytes were read for rules.
    spent: usize,
    /// How long the answer is by now.
    came: usize,
}

impl Checking {
    pub(super) fn new(leniency: Leniency) -> Self {
        Self {
            leniency,
            broken: VecDeque::new(),
            doubtful: false,
            inner: false,
            members_of: None,
            spent: 0,
            came: 0,
        }
    }

    /// A value begins that may be the answer.
    pub(super) fn begin(&mut self, text: &str, from: usize) {
        self.doubtful = !is_led_up_to(text, from);
    }

    /// Whether what is read is the answer as far as can be known.
    pub(super) fn is_certain(&self) -> bool {
        !self.doubtful
    }
}

/// Whether a value is the first thing in a text, in a code fence or behind reasoning, and so no example in the prose before
/// the answer.
fn is_led_up_to(text: &str, from: usize) -> bool {
    let before = text.as_bytes().get(..from).unwrap_or_default();
    let before = before.trim_ascii_end();
    let near = before.get(before.len().saturating_sub(FENCE)..);
    let line = near.and_then(|near| near.rsplit(|byte| *byte == b'\n').next());
    line.is_none_or(|line| {
        let line = line.trim_ascii_start();
        line.is_empty() || line.starts_with(b"```") || line.ends_with(b"</think>")
    })
}

impl Feed<'_> {
    /// What is read again is whole with the object that it stands in.
    pub(super) fn checks_parts_only(&mut self, only: bool) {
        let depth = self.fill.frames.len();
        if let Some(checking) = &mut self.fill.checking {
            checking.members_of = only.then_some(depth);
        }
    }

    /// Runs the rules on a value that is complete, if there are any.
    pub(super) fn check(&mut self, end: usize) {
        let fill = &mut *self.fill;
        let Some(checking) = &mut fill.checking else {
            return;
        };
        if fill.nested == 0 {
            checking.came = self.text.len();
        }
        if checking.doubtful || checking.members_of == Some(fill.frames.len()) {
            return;
        }
        let outer = fill.frames.last();
        let base = match outer {
            None => 0,
            Some(frame) if matches!(frame.kind, Kind::Around) => 0,
            Some(frame) => frame.path,
        };
        let is_answer = outer.is_none_or(|frame| {
            matches!(frame.kind, Kind::Around) && (fill.container || checking.inner)
        });
        let (Some(above), Some(below)) = (fill.path.get(..base), fill.path.get(base..)) else {
            return;
        };
        if below.is_empty() && !is_answer {
            return;
        }
        let Some(parent) = place(&*self.root, above) else {
            return;
        };
        let Some(value) = place(parent, below) else {
            return;
        };
        let raw = self.text.get(fill.from..end).unwrap_or_default();
        let (container, way, step) = (fill.container, self.way, fill.step);
        let (spent, most) = (&mut checking.spent, READINGS * checking.came);
        let mut json = || {
            if !container {
                return shown(value).or_else(|| (raw == "null").then(|| raw.to_owned()));
            }
            if *spent + raw.len() > most {
                return None;
            }
            *spent += raw.len();
            own_json(raw, step, way).or_else(|| Some(raw.to_owned()))
        };
        let mut part = Part::new(&mut json, checking.leniency);
        judge(parent, below, is_answer, &mut part);
        let found = part.into_found();
        if !found.is_empty() {
            let path = fill.told.pointer(end, &fill.frames, &fill.keys);
            let path = path.unwrap_or_default();
            checking.broken.extend(found.into_iter().map(|mut rule| {
                rule.path.insert_str(0, &path);
                rule
            }));
        }
    }
}

/// Asks each slot between a container and the value that is complete in it.
fn judge(parent: &dyn Slot, below: &[u32], is_answer: bool, part: &mut Part<'_>) {
    let mut slot = parent;
    let mut own = false;
    if is_answer {
        slot.judge(None, part);
        own = part.had_rules();
    }
    for index in below {
        let index = *index as usize;
        slot.judge(Some(index), part);
        part.had_rules();
        let is_flat = is_flat(slot, index);
        let Some(inner) = slot.get(index) else {
            return;
        };
        slot = inner;
        // A value that stands in the same place as another one is checked by that one.
        if !is_flat && !own {
            slot.judge(None, part);
            own = part.had_rules();
        }
    }
}

/// Whether the members of a place stand among those of the object that has it.
fn is_flat(slot: &dyn Slot, index: usize) -> bool {
    let fields = match slot.shape() {
        Shape::Struct(fields) => fields,
        Shape::Enum(variants) => {
            let selected = slot.selected().and_then(|at| variants.list.get(at));
            match selected.map(|variant| variant.body) {
                Some(Body::Struct(fields)) => fields,
                _ => return false,
            }
        }
        _ => return false,
    };
    index >= fields.names.len()
}

fn place<'r>(root: &'r dyn Slot, path: &[u32]) -> Option<&'r dyn Slot> {
    let mut slot = root;
    for index in path {
        slot = slot.get(*index as usize)?;
    }
    Some(slot)
}

/// What a place shows, as JSON.
fn shown(slot: &dyn Slot) -> Option<String> {
    let is_something = match (slot.view(), slot.shape()) {
        (View::Nothing, _) => false,
        (View::Places, Shape::Enum(_)) => slot.selected().is_some(),
        _ => true,
    };
    is_something.then(|| crate::response::partial::json_of(slot))
}
