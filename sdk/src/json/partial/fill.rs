//! What the scanner tells, put where it belongs: the one driver behind every partial.
//!
//! It knows no types. It keeps the containers that are open and the path to the open slot, as numbers of places, and goes
//! down that path in the user's partial by [`Slot`].

use std::ops::Range;

use serde_json::Value;

use super::events::Log;
use super::find;
use super::frame::{Frame, Kind, Next, Start, Taped, Text, Word};
use super::judge::{self, Due, Rules};
use super::tape::{self, Tape};
use super::{Found, Items};
use crate::json::node::Trust;
use crate::json::scan::{
    About, Atom, Mode, RepairKind, Role, RootEnd, Roots, Scanner, Shape as Bracket, Sink,
};
use crate::response::partial::{Body, Container, Fields, Shape, Slot, Tag, View};
use crate::schema::{SAME, WRAPPER, Way};

/// The state between pieces.
#[derive(Debug, Default)]
pub(super) struct Filler {
    pub(super) frames: Vec<Frame>,
    /// The numbers of the places that lead to the open slot.
    path: Vec<u32>,
    /// The names on the way to it, one behind the other.
    pub(super) keys: String,
    /// A bit for each member that was seen, for the open objects.
    seen: Vec<u64>,
    next: Next,
    /// Where `next` leads, when that is further down.
    extension: Vec<u32>,
    text: Text,
    word: String,
    tape: Tape,
    taped: Option<Taped>,
    /// The step of the value that begins.
    step: usize,
    /// How many containers are open of which nothing is shown.
    skipped: usize,
    /// The value that is read again begins here, and its place is known.
    again: Option<Start>,
    /// The outermost brackets of what is read again are not its own, at this depth.
    peeled: Option<usize>,
    /// The next bracket is such a one.
    peel: bool,
    /// How deep reading again is nested.
    nested: usize,
    /// What is shown is an earlier value's.
    stale: bool,
    /// Something is shown.
    pub(super) shown: bool,
    /// What follows cannot be placed.
    lost: bool,
    /// The byte at which the open value begins.
    from: usize,
    /// Of two members with the same name the last one counts; else the first, for it was shown.
    last_counts: bool,
    /// Whether what is shown may differ from what the same text says as a whole.
    pub(super) unsure: bool,
    pub(super) log: Log,
    /// The path of the list whose elements are kept as items.
    pub(super) watched: Option<String>,
    pub(super) items: Items,
    /// The judge of completed values, and the schema of the one that is open.
    pub(super) rules: Option<Rules>,
    schema: Option<&'static Value>,
    /// Whether the value that ends has parts of its own.
    container: bool,
}

/// The filler at work on a partial.
pub(super) struct Feed<'a> {
    pub(super) fill: &'a mut Filler,
    pub(super) root: &'a mut dyn Slot,
    pub(super) way: Option<&'a Way<'a>>,
}

/// The slot that a path leads to.
#[inline]
fn at<'r>(root: &'r mut dyn Slot, path: &[u32]) -> Option<&'r mut dyn Slot> {
    let mut slot = root;
    for index in path {
        slot = slot.get_mut(*index as usize)?;
    }
    Some(slot)
}

fn text_of(slot: &dyn Slot) -> Option<&str> {
    match slot.view() {
        View::Text(text) => Some(text),
        View::Value(value) => value.as_str(),
        _ => None,
    }
}

/// What a container is read as at a slot of this shape.
fn kind_of(shape: Shape, object: bool) -> Option<Kind> {
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
fn number(index: usize) -> u32 {
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
    pub(super) fn append(&self, root: &mut dyn Slot, piece: &str) {
        if let Some(slot) = at(root, &self.path) {
            slot.text(piece);
        }
    }

    /// The open text, if it is one that can be looked at.
    pub(super) fn open_text<'r>(&self, root: &'r mut dyn Slot) -> Option<&'r str> {
        text_of(at(root, &self.path)?)
    }

    /// The same without writing.
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

    fn forget(&mut self) {
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
    fn slot(&mut self) -> Option<&mut dyn Slot> {
        at(&mut *self.root, &self.fill.path)
    }

    fn push(&mut self, index: usize) {
        self.fill.path.push(number(index));
    }

    fn quiet(&self) -> bool {
        self.fill.skipped > 0 || self.fill.lost
    }

    /// Something is about to be shown.
    fn touch(&mut self) {
        if self.fill.stale {
            self.fill.restart(self.root);
        }
        self.fill.shown = true;
    }

    /// A value begins: where it goes. The path is made to lead there.
    fn start(&mut self, null: bool, from: usize) -> Start {
        self.fill.from = from;
        if let Some(start) = self.fill.again.take() {
            return start;
        }
        let Some(frame) = self.fill.frames.last_mut() else {
            self.fill.step = self.way.map_or(SAME, Way::root);
            self.fill.schema = self.fill.rules.as_ref().map(|rules| rules.root);
            return Start::Slot;
        };
        frame.inside = true;
        let (kind, index) = (frame.kind, frame.at);
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
                frame.at += 1;
                self.fill.step = self.way.map_or(SAME, |way| way.item(above, index));
            }
            Kind::Around => {}
            _ => {
                let key = self.fill.keys.get(frame.key..).unwrap_or_default();
                self.fill.step = self.way.map_or(SAME, |way| way.member(above, key));
            }
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
        match std::mem::take(&mut self.fill.next) {
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

    fn deeper(&mut self) {
        let Filler {
            path, extension, ..
        } = &mut *self.fill;
        path.append(extension);
    }

    /// A new entry of the open map, under the name that was read.
    fn entry(&mut self, null: bool) -> Start {
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
        match index {
            Some(index) => {
                self.push(index);
                Start::Slot
            }
            None => {
                self.fill.unsure = true;
                Start::Nowhere
            }
        }
    }

    /// Makes the path lead through slots that are the same as their only place, and says what is there.
    fn resolve(&mut self) -> Shape {
        let fill = &mut *self.fill;
        let Some(mut slot) = at(&mut *self.root, &fill.path) else {
            return Shape::Tuple(0);
        };
        loop {
            match slot.shape() {
                Shape::Through => {
                    fill.path.push(0);
                    match slot.get_mut(0) {
                        Some(inner) => slot = inner,
                        None => return Shape::Tuple(0),
                    }
                }
                shape => return shape,
            }
        }
    }

    fn enter(&mut self, kind: Kind) {
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
                .is_some_and(|path| *path == super::path::pointer(&fill.frames, &fill.keys));
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
            was: None,
            late: String::new(),
        };
        fill.frames.push(frame);
        fill.seen.resize(fill.seen.len() + marks, 0);
    }

    /// A container begins at a slot.
    fn open_slot(&mut self, bracket: Bracket) -> bool {
        let object = bracket == Bracket::Object;
        let outermost = self.fill.frames.is_empty() && self.fill.nested == 0;
        let shape = self.resolve();
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

    fn open_any(&mut self, container: Container) {
        self.touch();
        if let Some(slot) = self.slot() {
            slot.open(container);
        }
    }

    fn open_body(&mut self, body: Body, bracket: Bracket) -> bool {
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

    /// A name was read.
    fn named(&mut self) {
        self.fill.next = Next::Nowhere;
        if self.quiet() {
            return;
        }
        let Some(frame) = self.fill.frames.last_mut() else {
            return;
        };
        frame.inside = true;
        let name = self.fill.keys.get(frame.key..).unwrap_or_default();
        if let (Kind::Around, Some(was), 0) = (frame.kind, frame.was, frame.at)
            && name != WRAPPER
        {
            frame.kind = was;
            frame.was = None;
            if let Shape::Any = self.resolve() {
                self.open_any(Container::Object);
            }
            return self.named();
        }
        if let (Kind::Around, Some(was @ Kind::Struct(fields))) = (frame.kind, frame.was)
            && frame.at > 0
            && find::named(fields, name).is_some()
        {
            // What was shown stood beside the answer.
            frame.kind = was;
            frame.was = None;
            self.fill.restart(self.root);
            return self.named_member(fields);
        }
        let next = match frame.kind {
            Kind::Struct(fields) => return self.named_member(fields),
            Kind::Record(count) => match name.parse::<usize>() {
                Ok(index) if index < count => Next::Place(index),
                _ => Next::Nowhere,
            },
            Kind::Map => Next::Entry,
            Kind::External(variants) => match find::variant(variants, name) {
                Some(index) if frame.at == 0 => {
                    frame.at = 1;
                    let body = variants.list.get(index).map_or(Body::Unit, |v| v.body);
                    self.select(index);
                    Next::Body(body)
                }
                None if frame.at == 0 => self.around(),
                _ => {
                    self.fill.unsure = true;
                    Next::Nowhere
                }
            },
            Kind::Tagged(variants) => match variants.tag {
                Tag::Internal(tag) if tag == name => Next::Tag,
                _ => Next::Late,
            },
            Kind::Adjacent(variants) => match variants.tag {
                Tag::Adjacent(tag, _) if tag == name => Next::Tag,
                Tag::Adjacent(_, content) if content == name => {
                    let path = &self.fill.path;
                    let selected = at(&mut *self.root, path).and_then(|slot| slot.selected());
                    match selected.and_then(|index| variants.list.get(index)) {
                        Some(variant) => Next::Body(variant.body),
                        None => Next::Late,
                    }
                }
                _ => Next::Nowhere,
            },
            Kind::Gather => Next::Late,
            Kind::Around => {
                if frame.at == 0 && !find::is_never_wrapper(name) {
                    frame.at = 1;
                    Next::Inner
                } else {
                    Next::Nowhere
                }
            }
            Kind::Pair(entry) => match name {
                "key" => Next::PairKey,
                "value" if entry.is_some() => Next::PairValue,
                "value" => Next::Late,
                _ => Next::Nowhere,
            },
            Kind::List | Kind::Tuple(_) | Kind::Pairs | Kind::Ignored => Next::Nowhere,
        };
        self.fill.next = next;
    }

    /// The object may be one around the answer: it has nothing of the answer yet, and a name that it does not know.
    fn around(&mut self) -> Next {
        let only = self.fill.frames.len() == 1 && self.fill.nested == 0;
        let Some(frame) = self.fill.frames.last_mut().filter(|_| only) else {
            return Next::Nowhere;
        };
        let name = self.fill.keys.get(frame.key..).unwrap_or_default();
        if find::is_never_wrapper(name) {
            return Next::Nowhere;
        }
        Next::Inner
    }

    fn named_member(&mut self, fields: &'static Fields) {
        let fill = &mut *self.fill;
        let Some(frame) = fill.frames.last_mut() else {
            return;
        };
        let name = fill.keys.get(frame.key..).unwrap_or_default();
        let found = if fields.flat == 0 {
            find::member(fields, name, frame.at)
        } else {
            find::named(fields, name)
        };
        if let Some(index) = found {
            frame.at = index + 1;
            let mark = fill.seen.get_mut(frame.seen + index / 64);
            let bit = 1 << (index % 64);
            let twice = mark.as_ref().is_some_and(|mark| **mark & bit != 0);
            if let Some(mark) = mark {
                *mark |= bit;
            }
            if let Some(official) = fields.names.get(index).filter(|known| **known != name) {
                fill.keys.truncate(frame.key);
                fill.keys.push_str(official);
            }
            if twice {
                if !fill.last_counts {
                    fill.unsure = true;
                    return;
                }
                fill.path.push(number(index));
                if let Some(slot) = self.slot() {
                    slot.clear();
                }
                self.fill.path.pop();
            }
            self.fill.next = Next::Place(index);
            return;
        }
        if fields.flat > 0 {
            self.fill.next = self.flat_place(fields);
            return;
        }
        if frame.at == 0 {
            self.fill.next = self.around();
        }
    }

    /// Where a member goes that has no place by name: to the first that knows it, else to a map.
    fn flat_place(&mut self, fields: &'static Fields) -> Next {
        let way = self.way;
        let Filler {
            path,
            keys,
            frames,
            extension,
            last_counts,
            unsure,
            ..
        } = &mut *self.fill;
        let Some(frame) = frames.last() else {
            return Next::Nowhere;
        };
        let name = keys.get(frame.key..).unwrap_or_default();
        let Some(slot) = at(&mut *self.root, path) else {
            return Next::Nowhere;
        };
        extension.clear();
        let is_extra = way.is_some_and(|way| way.is_extra(frame.step, name));
        let next = super::flat::place(slot, fields, name, extension, is_extra);
        match next {
            Some((next, false)) => next,
            // It was filled before.
            Some((next, true)) if *last_counts => {
                if let Some(slot) = at(slot, extension) {
                    slot.clear();
                }
                next
            }
            Some(_) => {
                *unsure = true;
                Next::Nowhere
            }
            None => match find::folded(fields, name) {
                Some(index) => Next::Place(index),
                None => Next::Nowhere,
            },
        }
    }

    fn select(&mut self, variant: usize) {
        self.touch();
        if let Some(slot) = self.slot() {
            slot.select(variant);
        }
    }

    /// A value is over.
    fn done(&mut self, end: usize) {
        if self.fill.nested == 0 {
            self.completed(end);
        }
        let fill = &mut *self.fill;
        match fill.frames.last_mut() {
            Some(frame) => {
                frame.inside = false;
                fill.path.truncate(frame.path);
            }
            None => fill.path.clear(),
        }
    }

    /// Tells of a value that is complete, where that is asked for.
    fn completed(&mut self, end: usize) {
        let fill = &mut *self.fill;
        let span = fill.from..end;
        if let Some(frame) = fill.frames.last()
            && frame.watched
        {
            let index = frame.at.saturating_sub(1);
            let step = self.way.map_or(SAME, |way| way.item(frame.step, index));
            let span = span.clone();
            fill.items.push_back(Found { index, span, step });
        }
        if let (Some(rules), Some(schema)) = (&mut fill.rules, fill.schema.take())
            && (!fill.container || judge::has_own_rules(rules.root, schema, 0))
        {
            rules.due.push_back(Due {
                span: span.clone(),
                path: super::path::pointer(&fill.frames, &fill.keys),
                step: fill.step,
                schema,
                shallow: fill.container,
            });
        }
        if fill.log.is_on() {
            let path = super::path::pointer(&fill.frames, &fill.keys);
            fill.log.completed(path, span);
        }
    }

    /// A word is over that had to be whole.
    fn word(&mut self, what: Word, end: usize) {
        match what {
            Word::Value => {
                let mut json = std::mem::take(&mut self.fill.tape.out);
                tape::quoted(&mut json, &self.fill.word);
                self.touch();
                let word = std::mem::take(&mut self.fill.word);
                if let Some(slot) = self.slot()
                    && !slot.whole(&json)
                {
                    // `"42"` where a number is asked for.
                    let plain = word.trim();
                    if serde_json::from_str::<serde_json::Number>(plain).is_ok()
                        || matches!(plain, "true" | "false")
                    {
                        slot.whole(plain);
                    }
                }
                self.fill.word = word;
                self.fill.tape.out = json;
            }
            Word::Variant => {
                let Shape::Enum(variants) = self.resolve() else {
                    return;
                };
                if let Some(index) = find::variant(variants, &self.fill.word)
                    && matches!(
                        variants.list.get(index).map(|variant| variant.body),
                        Some(Body::Unit)
                    )
                {
                    self.select(index);
                }
            }
            Word::Tag => return self.tagged(end),
            Word::PairKey => {
                self.pair_key(end);
                return;
            }
        }
        self.done(end);
    }

    /// The key of a pair is known: its entry begins.
    fn pair_key(&mut self, end: usize) {
        self.done(end);
        self.touch();
        let word = std::mem::take(&mut self.fill.word);
        let index = self.slot().and_then(|slot| match slot.add(&word) {
            None => None,
            index => index,
        });
        if index.is_none() {
            self.fill.unsure = true;
        }
        self.fill.word = word;
        let late = match self.fill.frames.last_mut() {
            Some(frame) => {
                frame.kind = index.map_or(Kind::Ignored, |index| Kind::Pair(Some(index)));
                std::mem::take(&mut frame.late)
            }
            None => return,
        };
        self.members_again(&late);
    }

    /// The tag is known: the object is one of its variant from now on, and what came before is read again.
    fn tagged(&mut self, end: usize) {
        self.done(end);
        let Some(frame) = self.fill.frames.last() else {
            return;
        };
        let (Kind::Tagged(variants) | Kind::Adjacent(variants)) = frame.kind else {
            return;
        };
        let internal = matches!(frame.kind, Kind::Tagged(_));
        let Some(index) = find::variant(variants, &self.fill.word) else {
            self.become_kind(Kind::Ignored);
            return;
        };
        self.select(index);
        let body = variants
            .list
            .get(index)
            .map_or(Body::Unit, |variant| variant.body);
        let late = match self.fill.frames.last_mut() {
            Some(frame) => std::mem::take(&mut frame.late),
            None => return,
        };
        if internal {
            let kind = match body {
                Body::Struct(fields) => Kind::Struct(fields),
                Body::Newtype => {
                    self.push(0);
                    match self.resolve() {
                        Shape::Whole => Kind::Gather,
                        shape => {
                            if let Shape::Any = shape {
                                self.open_any(Container::Object);
                            }
                            kind_of(shape, true).unwrap_or(Kind::Ignored)
                        }
                    }
                }
                Body::Unit | Body::Tuple(_) => Kind::Ignored,
            };
            self.become_kind(kind);
        }
        self.members_again(&late);
    }

    /// The open object turns out to be of another kind; its slot is the one that the path leads to.
    fn become_kind(&mut self, kind: Kind) {
        let fill = &mut *self.fill;
        let Some(frame) = fill.frames.last_mut() else {
            return;
        };
        frame.kind = kind;
        frame.path = fill.path.len();
        if let Kind::Struct(fields) = kind {
            fill.seen.truncate(frame.seen);
            fill.seen
                .resize(frame.seen + fields.names.len().div_ceil(64), 0);
        }
    }

    /// Reads members once more that came before it was known what they are.
    fn members_again(&mut self, late: &str) {
        if late.is_empty() {
            return;
        }
        let depth = self.fill.frames.len();
        let before = self.fill.peeled.replace(depth);
        self.fill.peel = true;
        self.read_again(&format!("{{{late}}}"));
        self.fill.peeled = before;
    }

    fn read_again(&mut self, json: &str) {
        self.fill.nested += 1;
        let mut scanner = Scanner::new(Mode::Strict, Roots::Any);
        if scanner.scan_whole(json, self).is_err() {
            self.fill.unsure = true;
        }
        self.fill.nested -= 1;
    }

    /// A value that was taped is whole.
    fn taped(&mut self, what: Taped, end: usize) {
        self.fill.taped = None;
        let json = std::mem::take(&mut self.fill.tape.out);
        match what {
            Taped::Whole => {
                self.give_whole(&json);
                self.done(end);
            }
            Taped::Again => {
                self.read_again(&json);
                self.fill.again = None;
            }
            Taped::Late => {
                let fill = &mut *self.fill;
                if let Some(frame) = fill.frames.last_mut() {
                    let name = fill.keys.get(frame.key..).unwrap_or_default();
                    if !frame.late.is_empty() {
                        frame.late.push(',');
                    }
                    frame.late.push('"');
                    tape::escape(&mut frame.late, name);
                    frame.late.push_str("\":");
                    frame.late.push_str(&json);
                }
                self.done(end);
            }
        }
        self.fill.tape.out = json;
    }

    fn give_whole(&mut self, json: &str) {
        self.touch();
        let step = self.fill.step;
        let own = self.way.and_then(|way| way.unwrap(step, json));
        if let Some(slot) = self.slot() {
            let _ = own.as_deref().is_some_and(|own| slot.whole(own)) || slot.whole(json);
        }
    }

    fn tape(&mut self, what: Taped) {
        self.fill.taped = Some(what);
        self.fill.tape.clear();
    }

    /// The taped value may be whole now.
    fn tape_went_on(&mut self, end: usize) {
        if let Some(what) = self.fill.taped
            && self.fill.tape.is_whole()
        {
            self.taped(what, end);
        }
    }

    /// A value without parts, as JSON.
    fn scalar(&mut self, json: &str, null: bool, span: Range<usize>) {
        if self.fill.taped.is_some() {
            self.fill.tape.raw(json);
            return self.tape_went_on(span.end);
        }
        if self.quiet() {
            return;
        }
        match self.start(null, span.start) {
            Start::Slot | Start::Body(Body::Newtype) if null => self.null(),
            Start::Slot => self.scalar_at_slot(json),
            Start::Body(Body::Newtype) => {
                self.push(0);
                self.scalar_at_slot(json);
            }
            Start::Late => {
                self.tape(Taped::Late);
                self.fill.tape.raw(json);
                return self.tape_went_on(span.end);
            }
            Start::Tag => {
                self.fill.word.clear();
                self.fill.word.push_str(json);
                return self.word(Word::Tag, span.end);
            }
            Start::PairKey if !null => {
                self.fill.word.clear();
                self.fill.word.push_str(json);
                return self.word(Word::PairKey, span.end);
            }
            Start::Nowhere | Start::Body(_) | Start::PairKey | Start::Extra => {}
        }
        self.done(span.end);
    }

    fn scalar_at_slot(&mut self, json: &str) {
        if let Shape::Whole | Shape::Any = self.resolve() {
            self.touch();
            if let Some(slot) = self.slot() {
                slot.whole(json);
            }
        }
    }

    /// Null shows nothing, but where a whole value may be null.
    fn null(&mut self) {
        let fill = &mut *self.fill;
        let mut slot = at(&mut *self.root, &fill.path).map(|slot| &*slot);
        while let Some(inner) = slot.filter(|slot| matches!(slot.shape(), Shape::Through)) {
            fill.path.push(0);
            slot = inner.get(0);
        }
        if slot.is_some_and(|slot| matches!(slot.shape(), Shape::Whole)) {
            self.give_whole("null");
        }
    }

    /// What is left of an object is read when it ends.
    fn leave(&mut self, frame: &Frame) {
        match frame.kind {
            Kind::Gather => {
                let json = format!("{{{}}}", frame.late);
                self.fill.path.truncate(frame.path);
                self.give_whole(&json);
            }
            Kind::Struct(fields) if fields.flat > 0 && !frame.late.is_empty() => {
                let json = format!("{{{}}}", frame.late);
                for index in fields.names.len()..fields.names.len() + fields.flat {
                    self.fill.path.truncate(frame.path);
                    self.push(index);
                    match self.resolve() {
                        Shape::Map | Shape::Any | Shape::Whole | Shape::Enum(_) => {
                            self.fill.again = Some(Start::Slot);
                            self.read_again(&json);
                            self.fill.again = None;
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

impl Sink for Feed<'_> {
    fn begin(&mut self, _: usize, _: bool) {
        if self.fill.nested == 0 {
            self.fill.forget();
            self.fill.stale = self.fill.shown;
        }
    }

    fn end(&mut self, _: usize, _: RootEnd) {}

    fn open(&mut self, bracket: Bracket, from: usize) {
        if self.fill.taped.is_some() {
            return self.fill.tape.open(bracket);
        }
        if self.fill.skipped > 0 {
            self.fill.skipped += 1;
            return;
        }
        if self.fill.lost {
            return;
        }
        if self.fill.peel {
            self.fill.peel = false;
            return;
        }
        let inner = matches!(self.fill.next, Next::Inner);
        let start = self.start(false, from);
        if matches!(bracket, Bracket::Paren | Bracket::Call) {
            // What it is shows at its end.
            self.fill.again = Some(start);
            self.tape(match start {
                Start::Late => Taped::Late,
                _ => Taped::Again,
            });
            return self.fill.tape.open(bracket);
        }
        let opened = match start {
            Start::Slot if matches!(self.fill.frames.last(), Some(f) if matches!(f.kind, Kind::Pairs)) => {
                if bracket == Bracket::Object {
                    self.enter(Kind::Pair(None));
                    true
                } else {
                    false
                }
            }
            Start::Slot => self.open_slot(bracket),
            Start::Body(body) => self.open_body(body, bracket),
            Start::Extra if bracket == Bracket::Array => {
                self.enter(Kind::Pairs);
                true
            }
            Start::Late => {
                self.tape(Taped::Late);
                self.fill.tape.open(bracket);
                true
            }
            _ => false,
        };
        if !opened {
            self.fill.skipped = 1;
        } else if inner
            && let Some(outer) = self.fill.frames.len().checked_sub(2)
            && let Some(outer) = self.fill.frames.get_mut(outer)
            && !matches!(outer.kind, Kind::Around)
        {
            outer.was = Some(std::mem::replace(&mut outer.kind, Kind::Around));
            outer.at = 1;
        }
    }

    fn close(&mut self, _: Bracket, end: usize, comma: bool, cut: bool) {
        if self.fill.taped.is_some() {
            self.fill.tape.close(comma);
            return self.tape_went_on(end);
        }
        if self.fill.skipped > 0 {
            self.fill.skipped -= 1;
            if self.fill.skipped == 0 {
                self.done(end);
            }
            return;
        }
        if self.fill.lost {
            return;
        }
        if self.fill.peeled == Some(self.fill.frames.len()) {
            return;
        }
        let Some(frame) = self.fill.frames.pop() else {
            return;
        };
        if frame.at == 0
            && let Some(outer) = self.fill.frames.last_mut()
            && let Some(was) = outer.was.take()
        {
            // It held nothing of the answer.
            outer.kind = was;
        }
        if !cut {
            self.leave(&frame);
        }
        self.fill.keys.truncate(frame.key);
        self.fill.seen.truncate(frame.seen);
        self.fill.from = frame.from;
        self.fill.schema = frame.schema;
        self.fill.step = frame.step;
        self.fill.container = true;
        self.done(end);
        self.fill.container = false;
    }

    fn string_start(&mut self, role: Role, from: usize) {
        if self.fill.taped.is_some() {
            if role == Role::Name {
                self.fill.tape.name_start();
                self.fill.text = Text::TapedName;
            } else {
                self.fill.tape.string_start();
                self.fill.text = Text::Tape;
            }
            return;
        }
        self.fill.text = Text::Nowhere;
        if self.quiet() {
            return;
        }
        if role == Role::Name {
            if let Some(frame) = self.fill.frames.last() {
                self.fill.keys.truncate(frame.key);
                self.fill.text = Text::Name;
            }
            return;
        }
        let word = match self.start(false, from) {
            Start::Slot => self.string_at_slot(),
            Start::Body(Body::Newtype) => {
                self.push(0);
                self.string_at_slot()
            }
            Start::Tag => Some(Word::Tag),
            Start::PairKey => Some(Word::PairKey),
            Start::Late => {
                self.tape(Taped::Late);
                self.fill.tape.string_start();
                self.fill.text = Text::Tape;
                None
            }
            Start::Nowhere | Start::Body(_) | Start::Extra => None,
        };
        if let Some(word) = word {
            self.fill.word.clear();
            self.fill.text = Text::Word(word);
        }
    }

    fn piece(&mut self, text: &str, _: usize, _: bool) {
        match self.fill.text {
            Text::Slot => {
                self.fill.append(self.root, text);
                if self.fill.log.is_on() && self.fill.nested == 0 {
                    let path = super::path::pointer(&self.fill.frames, &self.fill.keys);
                    self.fill.log.grew(path);
                }
            }
            Text::Name => self.fill.keys.push_str(text),
            Text::Word(_) => self.fill.word.push_str(text),
            Text::Tape | Text::TapedName => self.fill.tape.piece(text),
            Text::Nowhere => {}
        }
    }

    fn string_end(&mut self, end: usize, _: Trust, _: bool) {
        match std::mem::take(&mut self.fill.text) {
            Text::Tape => {
                self.fill.tape.string_end();
                self.tape_went_on(end);
            }
            Text::TapedName => self.fill.tape.name_end(),
            Text::Name => self.named(),
            Text::Word(word) => self.word(word, end),
            Text::Slot => self.done(end),
            Text::Nowhere => {
                if !self.quiet() {
                    self.done(end);
                }
            }
        }
    }

    fn number(&mut self, text: &str, span: Range<usize>, _: bool, _: Trust) {
        self.scalar(text, false, span);
    }

    fn atom(&mut self, atom: Atom, span: Range<usize>, _: Trust) {
        let json = tape::word(atom);
        self.scalar(json, json == "null", span);
    }

    fn bare(&mut self, role: Role, text: &str, span: Range<usize>, _: Trust) {
        if role != Role::Name {
            self.fill.unsure = true;
        }
        self.string(role, text, span.start + 1);
    }

    fn item_was_name(&mut self, _: usize) {
        self.fill.unsure = true;
        self.fill.lost = true;
    }

    fn repair(&mut self, _: RepairKind, _: Range<usize>) {}

    fn doubt(&mut self, _: About, _: &'static str) {
        self.fill.unsure = true;
    }

    fn reasoning(&mut self, span: Range<usize>, _: bool) {
        // A block that is only closed: what was shown stood in it.
        if span.start == 0 && self.fill.shown {
            self.fill.restart(self.root);
        }
    }
}

impl Feed<'_> {
    /// A string begins at a slot; what it is, where it has to be whole.
    fn string_at_slot(&mut self) -> Option<Word> {
        match self.resolve() {
            Shape::Text | Shape::Any => {
                self.touch();
                if let Some(slot) = self.slot() {
                    slot.text("");
                }
                self.fill.text = Text::Slot;
                None
            }
            Shape::Whole => Some(Word::Value),
            Shape::Enum(_) => Some(Word::Variant),
            _ => None,
        }
    }
}
