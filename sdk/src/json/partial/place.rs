//! Where a value goes that begins.

use super::fill::{Feed, Filler, at, kind_of, number};
use super::frame::{Frame, Kind, Next, Start, Taped};
use super::judge::{self};
use crate::json::scan::Shape as Bracket;
use crate::response::partial::{Body, Container, Shape, Slot};
use crate::schema::{SAME, Way};

impl Feed<'_> {
    /// A value begins: where it goes. The path is made to lead there.
    pub(super) fn start(&mut self, null: bool, from: usize) -> Start {
        self.fill.from = from;
        if let Some(start) = self.fill.again.take() {
            return start;
        }
        let Some(frame) = self.fill.frames.last_mut() else {
            let (text, nested) = (self.text, self.fill.nested);
            if let Some(checking) = self.fill.checking.as_mut().filter(|_| nested == 0) {
                checking.begin(text, from);
            }
            self.fill.step = self.way.map_or(SAME, Way::root);
            self.fill.schema = self.fill.rules.as_ref().map(|rules| rules.root);
            return Start::Slot;
        };
        frame.inside = true;
        let (kind, index) = (frame.kind, frame.at);
        if let Kind::List | Kind::Tuple(_) | Kind::Pairs = kind {
            frame.at += 1;
        }
        if self.way.is_some() || self.fill.rules.is_some() {
            self.follow(kind, index);
        }
        match kind {
            Kind::List => {
                self.touch();
                let Some(index) = self.slot().and_then(|slot| slot.add("")) else {
                    return Start::Nowhere;
                };
                self.push(index);
                return Start::Slot;
            }
            Kind::Tuple(count) if index < count => {
                self.touch();
                self.push(index);
                return Start::Slot;
            }
            Kind::Pairs => return Start::Slot,
            Kind::Gather => return Start::Late,
            Kind::Tuple(_) => return Start::Nowhere,
            _ => {}
        }
        self.start_at(null)
    }

    /// The step on the way back from the host's shape, and the schema, of the value that begins.
    fn follow(&mut self, kind: Kind, index: usize) {
        let Some(frame) = self.fill.frames.last() else {
            return;
        };
        let above = frame.step;
        let schema = frame.schema;
        if let (Some(rules), Some(schema)) = (&self.fill.rules, schema) {
            let name = match kind {
                Kind::List | Kind::Tuple(_) => Err(index),
                _ => Ok(self.fill.keys.get(frame.key..).unwrap_or_default()),
            };
            self.fill.schema = match kind {
                Kind::Pairs | Kind::Around => Some(schema),
                _ => judge::child(rules.root, schema, name, 0),
            };
        } else {
            self.fill.schema = None;
        }
        match kind {
            Kind::List | Kind::Tuple(_) | Kind::Pairs => {
                self.fill.step = self.way.map_or(SAME, |way| way.item(above, index));
            }
            Kind::Around => {}
            _ => {
                let key = self.fill.keys.get(frame.key..).unwrap_or_default();
                self.fill.step = self.way.map_or(SAME, |way| way.member(above, key));
            }
        }
    }

    /// Where the value goes whose name was read.
    fn start_at(&mut self, null: bool) -> Start {
        let next = std::mem::take(&mut self.fill.next);
        if let Some(checking) = &mut self.fill.checking {
            checking.inner = matches!(next, Next::Inner);
        }
        match next {
            Next::Nowhere => Start::Nowhere,
            Next::Place(index) => {
                self.touch();
                self.push(index);
                Start::Slot
            }
            Next::Deep => {
                self.touch();
                self.deeper();
                Start::Slot
            }
            Next::DeepBody(body) => {
                self.touch();
                self.deeper();
                Start::Body(body)
            }
            Next::Extra => {
                self.deeper();
                Start::Extra
            }
            Next::Entry => self.entry(null),
            Next::Body(body) => Start::Body(body),
            Next::Tag => Start::Tag,
            Next::Late => Start::Late,
            Next::Inner => {
                self.fill.path.clear();
                self.fill.step = self.way.map_or(SAME, Way::inner);
                Start::Slot
            }
            Next::PairKey => Start::PairKey,
            Next::PairValue => {
                if let Some(Frame {
                    kind: Kind::Pair(Some(index)),
                    ..
                }) = self.fill.frames.last()
                {
                    let index = *index;
                    self.push(index);
                    Start::Slot
                } else {
                    Start::Nowhere
                }
            }
        }
    }

    pub(super) fn deeper(&mut self) {
        let Filler {
            path, extension, ..
        } = &mut *self.fill;
        path.append(extension);
    }

    /// A new entry of the open map, under the name that was read.
    pub(super) fn entry(&mut self, null: bool) -> Start {
        self.touch();
        let Some(frame) = self.fill.frames.last() else {
            return Start::Nowhere;
        };
        let key = self.fill.keys.get(frame.key..).unwrap_or_default();
        if null
            && self
                .way
                .is_some_and(|way| way.null_is_absent(frame.step, key))
        {
            return Start::Nowhere;
        }
        let Some(slot) = at(&mut *self.root, &self.fill.path) else {
            return Start::Nowhere;
        };
        let index = match slot.add(key) {
            None if self.fill.last_counts => {
                slot.remove(key);
                slot.add(key)
            }
            index => index,
        };
        if let Some(index) = index {
            self.push(index);
            Start::Slot
        } else {
            self.fill.unsure = true;
            Start::Nowhere
        }
    }

    /// Makes the path lead through slots that are the same as their only place, and says what is there.
    pub(super) fn resolve(&mut self) -> Shape {
        self.resolved().map_or(Shape::Tuple(0), |(_, shape)| shape)
    }

    /// The same, with the slot.
    pub(super) fn resolved(&mut self) -> Option<(&mut dyn Slot, Shape)> {
        resolved(&mut *self.root, &mut self.fill.path)
    }

    pub(super) fn enter(&mut self, kind: Kind) {
        let marks = match kind {
            Kind::Struct(fields) => fields.names.len().div_ceil(64),
            _ => 0,
        };
        let fill = &mut *self.fill;
        let watched = matches!(kind, Kind::List)
            && fill.nested == 0
            && fill
                .watched
                .as_ref()
                .is_some_and(|place| super::path::is_at(place, &fill.frames, &fill.keys));
        let frame = Frame {
            schema: fill.schema,
            watched,
            kind,
            path: fill.path.len(),
            key: fill.keys.len(),
            seen: fill.seen.len(),
            at: 0,
            from: fill.from,
            step: fill.step,
            inside: false,
            in_order: false,
            was: None,
            late: String::new(),
        };
        fill.frames.push(frame);
        fill.seen.resize(fill.seen.len() + marks, 0);
    }

    /// A container begins at a slot.
    pub(super) fn open_slot(&mut self, bracket: Bracket) -> bool {
        let shape = self.resolve();
        self.open_shape(bracket, shape)
    }

    /// The same at one of this shape.
    pub(super) fn open_shape(&mut self, bracket: Bracket, shape: Shape) -> bool {
        let object = bracket == Bracket::Object;
        let outermost = self.fill.frames.is_empty() && self.fill.nested == 0;
        if object && outermost && self.way.is_some_and(Way::is_wrapped) {
            // Its name says whether it is the one that was asked for around the answer, or the answer itself.
            let own = match shape {
                Shape::Whole => Some(Kind::Gather),
                shape => kind_of(shape, true),
            };
            self.enter(Kind::Around);
            if let Some(frame) = self.fill.frames.last_mut() {
                frame.was = own;
            }
            return true;
        }
        if let Shape::Whole = shape {
            self.fill.taped = Some(Taped::Whole);
            self.fill.tape.clear();
            self.fill.tape.open(bracket);
            return true;
        }
        let kind = match kind_of(shape, object) {
            Some(kind) => kind,
            None if object && outermost && matches!(shape, Shape::List) => {
                self.fill.path.clear();
                Kind::Around
            }
            None => return false,
        };
        if let Shape::Any = shape {
            self.open_any(if object {
                Container::Object
            } else {
                Container::List
            });
        }
        self.enter(kind);
        true
    }

    pub(super) fn open_any(&mut self, container: Container) {
        self.touch();
        if let Some(slot) = self.slot() {
            slot.open(container);
        }
    }

    pub(super) fn open_body(&mut self, body: Body, bracket: Bracket) -> bool {
        let object = bracket == Bracket::Object;
        let kind = match (body, object) {
            (Body::Newtype, _) => {
                self.push(0);
                return self.open_slot(bracket);
            }
            (Body::Struct(fields), true) => Kind::Struct(fields),
            (Body::Struct(fields), false) if fields.flat == 0 => Kind::Tuple(fields.names.len()),
            (Body::Tuple(count), false) => Kind::Tuple(count),
            (Body::Tuple(count), true) => Kind::Record(count),
            _ => return false,
        };
        self.enter(kind);
        true
    }
}

/// The slot that a path leads to, through those that are the same as their only place, and what it takes.
#[inline]
pub(super) fn resolved<'r>(
    root: &'r mut dyn Slot,
    path: &mut Vec<u32>,
) -> Option<(&'r mut dyn Slot, Shape)> {
    through(at(root, path)?, path)
}

/// The same from the slot on that the path leads to.
#[inline]
fn through<'r>(slot: &'r mut dyn Slot, path: &mut Vec<u32>) -> Option<(&'r mut dyn Slot, Shape)> {
    match slot.shape() {
        Shape::Through => through_more(slot, path),
        shape => Some((slot, shape)),
    }
}

#[inline(never)]
fn through_more<'r>(
    mut slot: &'r mut dyn Slot,
    path: &mut Vec<u32>,
) -> Option<(&'r mut dyn Slot, Shape)> {
    loop {
        match slot.shape() {
            Shape::Through => {
                path.push(0);
                slot = slot.get_mut(0)?;
            }
            shape => return Some((slot, shape)),
        }
    }
}

/// A value begins, as most do: in a struct or a list, and nobody asks for more. The slot that the path leads to from now on,
/// through those that are the same as their only place, and what it takes; nothing where [`Feed::start`] has to say.
#[allow(
    clippy::inline_always,
    reason = "as a call of its own it makes the whole of a list of small objects 5 % slower"
)]
#[inline(always)]
pub(super) fn start_plain<'r>(
    (fill, root): (&mut Filler, &'r mut dyn Slot),
    way: Option<&Way<'_>>,
    from: usize,
) -> Option<(Option<&'r mut dyn Slot>, Shape)> {
    if fill.asked || way.is_some() || fill.stale || fill.again.is_some() {
        return None;
    }
    let frame = fill.frames.last_mut()?;
    let (slot, index) = match (frame.kind, fill.next) {
        (Kind::Struct(_), Next::Place(index)) => (at(root, &fill.path)?, index),
        (Kind::List, _) => {
            let slot = at(root, &fill.path)?;
            let index = slot.add("")?;
            frame.at += 1;
            (slot, index)
        }
        _ => return None,
    };
    frame.inside = true;
    fill.next = Next::Nowhere;
    fill.from = from;
    fill.shown = true;
    fill.path.push(number(index));
    let slot = slot.get_mut(index);
    Some(match slot.and_then(|slot| through(slot, &mut fill.path)) {
        Some((slot, shape)) => (Some(slot), shape),
        None => (None, Shape::Tuple(0)),
    })
}
