//! What a value that is over means for what is around it.

use super::Found;
use super::check::Checking;
use super::fill::{Feed, kind_of};
use super::find;
use super::frame::{Kind, Word};
use super::judge::{self, Due};
use super::tape;
use crate::response::partial::{Body, Container, Shape};
use crate::schema::SAME;

impl Feed<'_> {
    /// A value is over.
    #[inline]
    pub(super) fn done(&mut self, end: usize) {
        if self.fill.asked {
            self.tell(end);
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

    /// Tells of a value that is over to those who asked.
    #[inline(never)]
    fn tell(&mut self, end: usize) {
        if self.fill.nested == 0 {
            self.completed(end);
        }
        if self.fill.checking.is_some() {
            self.check(end);
        }
    }

    /// Tells of a value that is complete, where that is asked for.
    pub(super) fn completed(&mut self, end: usize) {
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
            && fill.checking.as_ref().is_some_and(Checking::is_certain)
            && (!fill.container || judge::has_own_rules(rules.root, schema, 0))
        {
            rules.due.push_back(Due {
                span: span.clone(),
                path: (fill.told.pointer(end, &fill.frames, &fill.keys)).unwrap_or_default(),
                step: fill.step,
                schema,
                shallow: fill.container,
            });
        }
        if fill.log.is_on()
            && let Some(path) = fill.told.pointer(end, &fill.frames, &fill.keys)
        {
            fill.log.completed(path, span);
        }
    }

    /// A word is over that had to be whole.
    pub(super) fn word(&mut self, what: Word, end: usize) {
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
    pub(super) fn pair_key(&mut self, end: usize) {
        self.done(end);
        self.touch();
        let word = std::mem::take(&mut self.fill.word);
        let index = self.slot().and_then(|slot| slot.add(&word));
        if index.is_none() {
            self.fill.unsure = true;
        }
        let late = match self.fill.frames.last_mut() {
            Some(frame) => {
                frame.kind = index.map_or(Kind::Ignored, |index| Kind::Pair(Some(index)));
                // It is the entry's name from now on.
                std::mem::replace(&mut frame.late, word.clone())
            }
            None => return,
        };
        self.fill.word = word;
        self.members_again(&late);
    }

    /// The tag is known: the object is one of its variant from now on, and what came before is read again.
    pub(super) fn tagged(&mut self, end: usize) {
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
    pub(super) fn become_kind(&mut self, kind: Kind) {
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
}
