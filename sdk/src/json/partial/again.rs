//! What is kept as text until it is known what it is, and read again then.

use super::fill::Feed;
use super::frame::{Frame, Kind, Start, Taped};
use super::tape;
use crate::json::scan::{Mode, Roots, Scanner};
use crate::response::partial::Shape;

impl Feed<'_> {
    /// Reads members once more that came before it was known what they are.
    pub(super) fn members_again(&mut self, late: &str) {
        if late.is_empty() {
            return;
        }
        let depth = self.fill.frames.len();
        let before = self.fill.peeled.replace(depth);
        self.fill.peel = true;
        self.read_again(&format!("{{{late}}}"));
        self.fill.peeled = before;
    }

    pub(super) fn read_again(&mut self, json: &str) {
        self.fill.nested += 1;
        let mut scanner = Scanner::new(Mode::Strict, Roots::Any);
        let mut feed = Feed {
            fill: &mut *self.fill,
            root: &mut *self.root,
            way: self.way,
            text: json,
        };
        if scanner.scan_whole(json, &mut feed).is_err() {
            self.fill.unsure = true;
        }
        self.fill.nested -= 1;
    }

    /// A value that was taped is whole.
    pub(super) fn taped(&mut self, what: Taped, end: usize) {
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

    pub(super) fn give_whole(&mut self, json: &str) {
        self.touch();
        let step = self.fill.step;
        let own = self.way.and_then(|way| way.unwrap(step, json));
        if let Some(slot) = self.slot() {
            let _ = own.as_deref().is_some_and(|own| slot.whole(own)) || slot.whole(json);
        }
    }

    pub(super) fn tape(&mut self, what: Taped) {
        self.fill.taped = Some(what);
        self.fill.tape.clear();
    }

    /// The taped value may be whole now.
    pub(super) fn tape_went_on(&mut self, end: usize) {
        if let Some(what) = self.fill.taped
            && self.fill.tape.is_whole()
        {
            self.taped(what, end);
        }
    }

    /// What is left of an object is read when it ends.
    pub(super) fn leave(&mut self, frame: &Frame) {
        match frame.kind {
            Kind::List => {
                if let Some(slot) = self.slot() {
                    slot.end();
                }
            }
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
                            self.checks_parts_only(true);
                            self.read_again(&json);
                            self.checks_parts_only(false);
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
