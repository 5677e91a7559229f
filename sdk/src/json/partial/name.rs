//! Where the next value of an object goes, by its name.

use super::fill::{Feed, Filler, at, number};
use super::find;
use super::frame::{Kind, Next, Text};
use crate::response::partial::{Body, Container, Fields, Shape, Tag, Variants, is_empty};
use crate::schema::WRAPPER;

/// What was seen of an enum whose tag stands beside its content.
const TAG: usize = 1;
const CONTENT: usize = 2;

impl Feed<'_> {
    /// Takes a name that is the one behind the last, as the type declares them; whether it is.
    #[inline]
    pub(super) fn next_named(&mut self, name: &str) -> bool {
        let fill = &mut *self.fill;
        let Some(frame) = fill.frames.last_mut() else {
            return false;
        };
        let Kind::Struct(fields) = frame.kind else {
            return false;
        };
        let index = frame.at;
        if fields.flat > 0 || fields.names.get(index).is_none_or(|known| *known != name) {
            return false;
        }
        let bit = 1 << (index % 64);
        let Some(mark) = fill.seen.get_mut(frame.seen + index / 64) else {
            return false;
        };
        if *mark & bit != 0 {
            return false;
        }
        *mark |= bit;
        frame.at += 1;
        frame.inside = true;
        frame.in_order = true;
        if fill.keys.len() > frame.key {
            fill.keys.truncate(frame.key);
        }
        if self.way.is_some() || fill.rules.is_some() {
            fill.keys.push_str(name);
        }
        fill.text = Text::Nowhere;
        fill.next = Next::Place(index);
        true
    }

    /// A name was read.
    pub(super) fn named(&mut self) {
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
                Ok(index) if index < count => return self.once(index, Next::Place(index)),
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
            Kind::Adjacent(variants) => return self.beside_tag(variants),
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
                "value" => match entry {
                    Some(index) => return self.once(index, Next::PairValue),
                    None => Next::Late,
                },
                _ => Next::Nowhere,
            },
            Kind::List | Kind::Tuple(_) | Kind::Pairs | Kind::Ignored => Next::Nowhere,
        };
        self.fill.next = next;
    }

    /// A name in an object that has a tag and its content, each of which counts once.
    fn beside_tag(&mut self, variants: &'static Variants) {
        let Tag::Adjacent(tag, content) = variants.tag else {
            return;
        };
        let selected = self.slot().and_then(|slot| slot.selected());
        let Some(frame) = self.fill.frames.last_mut() else {
            return;
        };
        let name = self.fill.keys.get(frame.key..).unwrap_or_default();
        let variant = selected.and_then(|index| variants.list.get(index));
        let (next, mark) = match variant {
            _ if name == tag => (Next::Tag, TAG),
            _ if name != content => return,
            Some(variant) => (Next::Body(variant.body), CONTENT),
            // It is read again when the tag is known.
            None => (Next::Late, 0),
        };
        let twice = frame.at & mark > 0;
        frame.at |= mark;
        if twice {
            let Some(index) = selected.filter(|_| mark == CONTENT && self.fill.last_counts) else {
                self.fill.unsure = true;
                return;
            };
            self.select(index);
        }
        self.fill.next = next;
    }

    /// A place of the open container that is filled once: of two values with its name the first was shown.
    fn once(&mut self, index: usize, next: Next) {
        let last_counts = self.fill.last_counts;
        if let Some(slot) = self.slot().and_then(|slot| slot.get_mut(index))
            && !is_empty(slot)
        {
            if !last_counts {
                self.fill.unsure = true;
                return;
            }
            slot.clear();
        }
        self.fill.next = next;
    }

    /// The object may be one around the answer: it has nothing of the answer yet, and a name that it does not know.
    pub(super) fn around(&mut self) -> Next {
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

    pub(super) fn named_member(&mut self, fields: &'static Fields) {
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
    pub(super) fn flat_place(&mut self, fields: &'static Fields) -> Next {
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
        let next = super::flat::place(slot, fields, name, extension, is_extra, *last_counts);
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

    pub(super) fn select(&mut self, variant: usize) {
        self.touch();
        if let Some(slot) = self.slot() {
            slot.select(variant);
        }
    }
}
