//! The scanner's events, one by one.

use std::ops::Range;

use super::fill::{Feed, at, text_of};
use super::frame::{Kind, Next, Start, Taped, Text, Word};
use super::place::start_plain;
use super::tape;
use crate::json::node::Trust;
use crate::json::scan::{About, Atom, RepairKind, Role, RootEnd, Shape as Bracket, Sink};
use crate::response::partial::{Body, Shape};

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
        let here = (&mut *self.fill, &mut *self.root);
        if matches!(bracket, Bracket::Object | Bracket::Array)
            && let Some((_, shape)) = start_plain(here, self.way, from)
        {
            if !self.open_shape(bracket, shape) {
                self.fill.skipped = 1;
            }
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
            Start::Slot if matches!(self.fill.frames.last(), Some(f) if matches!(f.kind, Kind::Pairs)) =>
            {
                let is_pair = bracket == Bracket::Object;
                if is_pair {
                    self.enter(Kind::Pair(None));
                }
                is_pair
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
        if !self.fill.asked
            && let Some(frame) = self.fill.frames.last()
            && frame.ends_plain()
        {
            self.fill.keys.truncate(frame.key);
            self.fill.seen.truncate(frame.seen);
            self.fill.from = frame.from;
            self.fill.frames.pop();
            return self.done(end);
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
            if let Some(frame) = self.fill.frames.last_mut() {
                frame.in_order = false;
                self.fill.keys.truncate(frame.key);
                self.fill.text = Text::Name;
            }
            return;
        }
        let start = self.start(false, from);
        self.string_starts(start);
    }

    /// Most names are known, and come in the order of the type.
    fn name(&mut self, text: &str, content: usize) {
        if self.is_plain() {
            if self.next_named(text) {
                return;
            }
            if let Some(frame) = self.fill.frames.last_mut() {
                frame.in_order = false;
                self.fill.keys.truncate(frame.key);
                self.fill.keys.push_str(text);
                self.fill.text = Text::Nowhere;
                return self.named();
            }
        }
        self.in_parts(Role::Name, text, content);
    }

    /// Most strings of most answers are at hand whole, and texts or names.
    fn string(&mut self, role: Role, text: &str, content: usize) {
        if role == Role::Name {
            return self.name(text, content);
        }
        if !self.is_plain() {
            return self.in_parts(role, text, content);
        }
        let (from, end) = (content.saturating_sub(1), content + text.len() + 1);
        let here = (&mut *self.fill, &mut *self.root);
        let start = if let Some(place) = start_plain(here, self.way, from) {
            if let (Some(slot), Shape::Text) = place {
                slot.text(text);
                return self.done(end);
            }
            Start::Slot
        } else {
            self.start(false, from)
        };
        self.fill.text = Text::Nowhere;
        self.string_starts(start);
        self.piece(text, content, true);
        self.string_end(end, Trust::Sure, false);
    }

    fn string_begins(&mut self, role: Role, text: &str, content: usize) {
        let from = content.saturating_sub(1);
        if self.is_plain() && role != Role::Name {
            let here = (&mut *self.fill, &mut *self.root);
            let start = if let Some(place) = start_plain(here, self.way, from) {
                if let (Some(slot), Shape::Text) = place {
                    slot.text(text);
                    self.fill.shows = text_of(slot).is_some();
                    self.fill.text = Text::Slot;
                    return;
                }
                Start::Slot
            } else {
                self.start(false, from)
            };
            self.fill.text = Text::Nowhere;
            self.string_starts(start);
        } else {
            self.string_start(role, from);
        }
        if !text.is_empty() {
            self.piece(text, content, true);
        }
    }

    fn piece(&mut self, text: &str, at: usize, _: bool) {
        match self.fill.text {
            Text::Slot => {
                if let Some(slot) = self.slot() {
                    slot.text(text);
                }
                if self.fill.log.is_on() && self.fill.nested == 0 {
                    let fill = &mut *self.fill;
                    if let Some(path) = fill.told.pointer(at, &fill.frames, &fill.keys) {
                        fill.log.grew(path);
                    }
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
    /// A whole string, like one that comes in parts.
    fn in_parts(&mut self, role: Role, text: &str, content: usize) {
        self.string_start(role, content.saturating_sub(1));
        self.piece(text, content, true);
        self.string_end(content + text.len() + 1, Trust::Sure, false);
    }

    /// A value without parts, as JSON.
    pub(super) fn scalar(&mut self, json: &str, null: bool, span: Range<usize>) {
        if self.fill.taped.is_some() {
            self.fill.tape.raw(json);
            return self.tape_went_on(span.end);
        }
        if self.quiet() {
            return;
        }
        let here = (&mut *self.fill, &mut *self.root);
        if !null && let Some(place) = start_plain(here, self.way, span.start) {
            if let (Some(slot), Shape::Whole | Shape::Any) = place {
                slot.whole(json);
            }
            return self.done(span.end);
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

    /// A string begins, and goes where `start` says.
    fn string_starts(&mut self, start: Start) {
        let word = match start {
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

    pub(super) fn scalar_at_slot(&mut self, json: &str) {
        if self.fill.stale {
            let shape = self.resolve();
            if !matches!(shape, Shape::Whole | Shape::Any) {
                return;
            }
            self.touch();
        }
        if let Some((slot, Shape::Whole | Shape::Any)) = self.resolved() {
            slot.whole(json);
            self.fill.shown = true;
        }
    }

    /// Whether what comes goes where it belongs without more ado.
    #[inline]
    fn is_plain(&self) -> bool {
        self.fill.taped.is_none() && !self.fill.log.is_on() && !self.quiet()
    }

    /// Null shows nothing, but where a whole value may be null.
    pub(super) fn null(&mut self) {
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

    /// A string begins at a slot; what it is, where it has to be whole.
    pub(super) fn string_at_slot(&mut self) -> Option<Word> {
        match self.resolve() {
            Shape::Text | Shape::Any => {
                self.touch();
                if let Some(slot) = at(&mut *self.root, &self.fill.path) {
                    slot.text("");
                    self.fill.shows = text_of(slot).is_some();
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
