//! Text that grows into a typed partial: the machine behind streams.
//!
//! The scanner keeps its state between pieces and tells what is certain; [`fill`] puts it into the user's partial, down
//! the path of numbered places that it keeps. A piece costs what it is long.
//!
//! What streams stand on, inside the crate:
//! - [`PartialReader::for_wire`]: for answers in the shape that a host was asked for.
//! - [`PartialReader::push`], or [`feed`](PartialReader::feed) without the result; then [`partial`](PartialReader::partial).
//! - [`with_events`](PartialReader::with_events) and [`next_event`](PartialReader::next_event): what grew, what is complete.
//! - [`watching`](PartialReader::watching) a list and [`next_item`](PartialReader::next_item): its elements as they complete,
//!   each with its place in the text and its JSON in the type's own shape.
//! - [`judging`](PartialReader::judging) and [`next_violation`](PartialReader::next_violation): the rules of the schema and of
//!   the user that completed values break, each judged once.
//! - [`Error::partial`]: made from the text that an error has.
//! - [`PartialReader::finish`]: the decoder's value, repairs and violations for the whole text.

mod again;
mod check;
#[cfg(test)]
mod check_tests;
mod error;
mod events;
mod fill;
mod find;
mod flat;
mod frame;
mod judge;
mod name;
mod path;
mod place;
mod sink;
mod tape;
#[cfg(test)]
mod tests;
mod text;
mod value;

pub use events::PartialEvent;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Leniency;
use super::decode::{self, Decoded, Target};
use super::scan::{Mode, Roots, Scanner, find_plain, is_plain_text};
use crate::error::{Error, ErrorKind, Result};
use crate::response::partial::Partial;
use crate::response::{JsonResponse, Violation};
use crate::schema::{self, Lowered, Way};
use check::Checking;
use fill::{Feed, Filler, at};
use judge::Rules;
use std::collections::VecDeque;
use std::ops::Range;
use text::{Kept, Since};

/// How long an answer may be, in bytes, unless it is said otherwise.
const LIMIT: usize = 16 * 1024 * 1024;

/// Of longer deltas most have something in them that is not plain text.
const SHORT: usize = 16;

/// An element of a watched list.
#[allow(dead_code, reason = "streams of elements are made of it")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Its number in the list, from zero.
    pub(crate) index: usize,
    /// Where it stands in the text.
    pub(crate) span: Range<usize>,
    /// Its text: as it came, or as JSON in the type's own shape where the host was asked for another.
    pub(crate) json: String,
}

/// The same before its text was looked at.
#[allow(dead_code, reason = "streams of elements are made of it")]
#[derive(Debug)]
struct Found {
    index: usize,
    span: Range<usize>,
    step: usize,
}

/// The elements that were not asked for yet.
type Items = VecDeque<Found>;

/// Reads an answer while it grows: deltas in, the type's [partial](crate::Partial) out.
///
/// ```
/// use json_mode::{JsonResponse, PartialReader};
///
/// #[derive(Debug, JsonResponse)]
/// struct Meeting {
///     summary: String,
///     action_items: Vec<String>,
/// }
///
/// let mut reader = PartialReader::<Meeting>::new();
/// for delta in ["Here it is: {\"summary\": \"We mo", "ved on.\", \"action_items\": [\"wri"] {
///     reader.push(delta)?;
/// }
/// assert_eq!(reader.partial().summary.as_deref(), Some("We moved on."));
/// assert_eq!(reader.partial().action_items, [Some("wri".to_owned())]);
/// assert_eq!(reader.path(), "/action_items/0");
///
/// reader.push("te tests\"]}")?;
/// let meeting = reader.finish()?.value;
/// assert_eq!(meeting.action_items, ["write tests"]);
/// # Ok::<(), json_mode::Error>(())
/// ```
pub struct PartialReader<T: JsonResponse> {
    text: Kept,
    /// Whether plain text goes into the open slot without a look at anything else.
    quick: AtomicBool,
    /// The room that there was when all of the text was kept; since then it waits in the open slot.
    room_then: usize,
    /// What came since then but plain text.
    since: Since,
    /// The text was asked for while some waited: from now on none does.
    is_watched: bool,
    /// How many bytes more the answer may have.
    room: usize,
    scanner: Scanner,
    fill: Filler,
    partial: T::Partial,
    wire: Option<Arc<Lowered>>,
    leniency: Leniency,
    limit_bytes: usize,
}

impl<T: JsonResponse> Default for PartialReader<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// The answer may be private, and so is not printed.
impl<T: JsonResponse> fmt::Debug for PartialReader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartialReader")
            .field("bytes", &(self.limit_bytes - self.room))
            .field("limit_bytes", &self.limit_bytes)
            .field("leniency", &self.leniency)
            .finish_non_exhaustive()
    }
}

impl<T: JsonResponse> PartialReader<T> {
    /// A reader of an answer that has not begun.
    pub fn new() -> Self {
        Self {
            text: Kept::new(),
            quick: AtomicBool::new(false),
            is_watched: false,
            room_then: LIMIT,
            since: Since::default(),
            room: LIMIT,
            scanner: Scanner::new(Mode::Tolerant, Roots::Any),
            fill: Filler::default(),
            partial: T::Partial::default(),
            wire: None,
            leniency: Leniency::Shape,
            limit_bytes: LIMIT,
        }
    }

    /// For answers in the shape of a schema as a host took it; they are shown in the type's own.
    pub fn lowered(self, schema: Arc<Lowered>) -> Self {
        self.for_wire(Some(schema))
    }

    /// The same, where the shapes may be the same.
    pub(crate) fn for_wire(mut self, wire: Option<Arc<Lowered>>) -> Self {
        self.wire = wire.filter(|wire| Way::of(wire).is_some());
        self
    }

    /// What may be changed before the whole text is read. What is shown before that is read tolerantly in any case.
    pub fn leniency(mut self, leniency: Leniency) -> Self {
        self.leniency = leniency;
        self
    }

    /// How long the answer may become, in bytes; 16 MiB unless it is set.
    ///
    /// ```
    /// use json_mode::PartialReader;
    ///
    /// let mut reader = PartialReader::<Vec<u8>>::new().limit_bytes(4);
    /// reader.push("[1, ")?;
    /// assert_eq!(reader.push("2]").unwrap_err().kind(), json_mode::ErrorKind::TooLarge);
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn limit_bytes(mut self, bytes: usize) -> Self {
        self.settle();
        self.room = bytes.saturating_sub(self.text.len());
        self.room_then = self.room;
        self.limit_bytes = bytes;
        self
    }

    /// Keeps [events](Self::next_event). They cost time and memory at every value, so they are kept only when asked for.
    ///
    /// Their paths have at most 16 MiB together, and 64 bytes more for each byte of the text: under a name of a hundred thousand
    /// letters not every value is told.
    pub fn with_events(mut self) -> Self {
        self.settle();
        *self.quick.get_mut() = false;
        self.fill.log.turn_on();
        self.fill.asked = true;
        self
    }

    /// Keeps the elements of the list at this path (a JSON Pointer in the type's own shape) as [items](Self::next_item).
    #[allow(dead_code, reason = "streams ask for it")]
    pub(crate) fn watching(mut self, list: &str) -> Self {
        self.fill.watched = Some(list.to_owned());
        self.fill.asked = true;
        self
    }

    /// Judges completed values by the rules of the schema and the user's; see [`next_violation`](Self::next_violation).
    #[allow(dead_code, reason = "streams ask for it")]
    pub(crate) fn judging(mut self) -> Self {
        self.fill.rules = Rules::of(schema::known::<T>());
        self.fill.checking = Some(Checking::new(self.leniency));
        self.fill.asked = true;
        self
    }

    /// The next element of the watched list that is complete.
    #[allow(dead_code, reason = "streams ask for it")]
    pub(crate) fn next_item(&mut self) -> Option<Item> {
        let Found { index, span, step } = self.fill.items.pop_front()?;
        let way = self.wire.as_deref().and_then(Way::of);
        let raw = self.text.settled().get(span.clone()).unwrap_or_default();
        let json = judge::own_json(raw, step, way.as_ref()).unwrap_or_else(|| raw.to_owned());
        Some(Item { index, span, json })
    }

    /// The next rule, first of the schema and then of the user's, that is broken by a value that has completed since this
    /// was last asked. Values that are not in their shape, what can only be judged with the rest, and what stands in prose
    /// and may not be the answer, are left to [`finish`](Self::finish).
    #[allow(dead_code, reason = "streams ask for it")]
    pub(crate) fn next_violation(&mut self) -> Option<Violation> {
        let way = self.wire.as_deref().and_then(Way::of);
        let rules = self.fill.rules.as_mut();
        rules
            .and_then(|rules| rules.broken(self.text.settled(), way.as_ref()))
            .or_else(|| self.fill.checking.as_mut()?.broken.pop_front())
    }

    /// The partial by itself.
    pub(crate) fn into_partial(self) -> T::Partial {
        self.partial
    }

    /// Takes the next part of the answer, of any length, and shows what has come by now.
    ///
    /// ```
    /// use json_mode::PartialReader;
    ///
    /// let mut reader = PartialReader::<Vec<String>>::new();
    /// assert_eq!(reader.push(r#"["Loi"#)?[0].as_deref(), Some("Loi"));
    /// assert_eq!(reader.push(r#"re""#)?[0].as_deref(), Some("Loire"));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`TooLarge`](ErrorKind::TooLarge) if the answer would become longer than its limit; the delta is not taken.
    #[inline]
    pub fn push(&mut self, delta: &str) -> Result<&T::Partial> {
        self.feed(delta)?;
        Ok(&self.partial)
    }

    #[inline]
    pub(crate) fn feed(&mut self, delta: &str) -> Result<()> {
        if delta.len() > self.room {
            return Err(self.too_large());
        }
        self.room -= delta.len();
        if *self.quick.get_mut() && delta.len() <= SHORT && !self.since.cut && is_plain_text(delta)
        {
            self.fill.append(&mut self.partial, delta);
            return Ok(());
        }
        self.scan(delta);
        Ok(())
    }

    /// What was only shown is told to the scanner, and kept.
    fn settle(&mut self) {
        let bytes = self.room_then - self.room;
        if bytes > 0 {
            let waiting = self.since.waiting(bytes);
            let shown = self.fill.shown_text(self.partial.as_slot());
            let (tail, was_asked) = self.text.settle(shown, waiting);
            self.scanner.took_plain(tail, waiting.whole());
            self.since.clear();
            self.is_watched |= was_asked;
            self.room_then = self.room;
        }
    }

    fn scan(&mut self, delta: &str) {
        let mut rest = delta;
        let mut inside = false;
        if self.fill.is_in_text()
            && let Some(slot) = at(self.partial.as_slot_mut(), &self.fill.path)
        {
            if *self.quick.get_mut() {
                let decided = self.scanner.is_gliding_in_text();
                let before = self.room_then - self.room - delta.len();
                // What would not wait for more of the text is told below, with what is behind it.
                if before > 0 || !decided || !ends_in(delta) {
                    rest = self.since.take(slot, delta, before, decided);
                    if rest.is_empty() {
                        return;
                    }
                }
            }
            let bytes = self.room_then - self.room - rest.len();
            if bytes > 0 {
                let waiting = self.since.waiting(bytes);
                let (tail, was_asked) = self.text.settle(fill::text_of(slot), waiting);
                self.scanner.took_plain(tail, waiting.whole());
                self.since.clear();
                self.is_watched |= was_asked;
            }
            self.text.push(rest);
            let text = self.text.settled();
            inside = self.scanner.glide_in_text(text, |piece| slot.text(piece));
        } else {
            self.text.push(rest);
        }
        self.room_then = self.room;
        if !inside {
            self.scan_on();
        }
        // Whether what comes next may go the short way.
        *self.quick.get_mut() = !self.is_watched
            && self.fill.is_in_text()
            && self.scanner.is_in_plain_text(self.text.settled())
            && self.fill.shows;
    }

    fn scan_on(&mut self) {
        let way = self.wire.as_deref().and_then(Way::of);
        let mut feed = Feed {
            fill: &mut self.fill,
            root: self.partial.as_slot_mut(),
            way: way.as_ref(),
            text: self.text.settled(),
        };
        // What nests too deep is told by the decoder, at the end.
        let _ = self.scanner.push(self.text.settled(), &mut feed);
    }

    #[cold]
    fn too_large(&self) -> Error {
        let limit = self.limit_bytes;
        Error::new(
            ErrorKind::TooLarge,
            format!("the answer is longer than {limit} bytes"),
        )
        .with_text(self.text())
    }

    /// As much of the value as has come.
    pub fn partial(&self) -> &T::Partial {
        &self.partial
    }

    /// The text as it came.
    pub fn text(&self) -> &str {
        let waiting = self.since.waiting(self.room_then - self.room);
        if waiting.bytes == 0 {
            return self.text.settled();
        }
        self.quick.store(false, Ordering::Relaxed);
        let shown = self.fill.shown_text(self.partial.as_slot());
        self.text.joined(shown, waiting)
    }

    /// Where the cursor stands, as a JSON Pointer (RFC 6901): the value there and those around it still grow, all others
    /// are final. Made when it is asked for.
    ///
    /// ```
    /// use json_mode::PartialReader;
    ///
    /// let mut reader = PartialReader::<Vec<String>>::new();
    /// reader.push(r#"["Loire", "Sei"#)?;
    /// assert_eq!(reader.path(), "/1"); // "/0" is final
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn path(&self) -> String {
        path::pointer(&self.fill.frames, &self.fill.keys)
    }

    /// What happened since it was last asked, one thing at a time; nothing without [`with_events`](Self::with_events).
    ///
    /// ```
    /// use json_mode::PartialReader;
    ///
    /// use json_mode::PartialEvent;
    ///
    /// let mut reader = PartialReader::<Vec<u8>>::new().with_events();
    /// reader.push("[7, ")?;
    /// assert_eq!(reader.next_event(), Some(PartialEvent::Completed("/0".to_owned())));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn next_event(&mut self) -> Option<PartialEvent> {
        self.fill.log.next().map(|(event, _)| event)
    }

    /// Reads the whole text, as [`decode`](crate::decode) does. The partial is that of the value then.
    ///
    /// ```
    /// use json_mode::PartialReader;
    ///
    /// let mut reader = PartialReader::<Vec<String>>::new();
    /// reader.push(r#"["Loire","#)?;
    /// reader.push("]")?;
    /// let decoded = reader.finish()?;
    /// assert_eq!((decoded.value, decoded.repairs.len()), (vec!["Loire".to_owned()], 1));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`decode`](crate::decode).
    pub fn finish(&mut self) -> Result<Decoded<T>> {
        self.settle();
        *self.quick.get_mut() = false;
        // All rules are run on the whole.
        self.fill.checking = None;
        let way = self.wire.as_deref().and_then(Way::of);
        let mut feed = Feed {
            fill: &mut self.fill,
            root: self.partial.as_slot_mut(),
            way: way.as_ref(),
            text: self.text.settled(),
        };
        let _ = self.scanner.finish(self.text.settled(), &mut feed);
        let target = Target {
            schema: schema::known::<T>(),
            wire: self.wire.as_deref(),
            leniency: self.leniency,
        };
        let (fill, partial) = (&mut self.fill, &mut self.partial);
        let as_it_stands = self.wire.is_none();
        decode::decode_and_see(self.text.settled(), &target, |json, repairs| {
            if as_it_stands && repairs.is_empty() && !fill.unsure {
                return;
            }
            let whole = of_json::<T>(json);
            if whole != *partial {
                if fill.shown {
                    fill.log.restarted();
                }
                *partial = whole;
                fill.log.completed(String::new(), 0..0);
            }
        })
    }
}

/// Whether a string that is open ends in a delta, before anything else that is special.
fn ends_in(delta: &str) -> bool {
    let bytes = delta.as_bytes();
    bytes.get(find_plain(bytes, 0)) == Some(&b'"')
}

/// The partial of a value that is all there.
fn of_json<T: JsonResponse>(json: &str) -> T::Partial {
    let mut partial = T::Partial::default();
    let mut fill = Filler::of_whole_text();
    let mut feed = Feed {
        fill: &mut fill,
        root: partial.as_slot_mut(),
        way: None,
        text: json,
    };
    // The decoder has read it already.
    let _ = Scanner::new(Mode::Strict, Roots::Any).scan_whole(json, &mut feed);
    partial
}
