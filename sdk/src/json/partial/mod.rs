//! Text that grows into a typed partial: the machine behind streams.
//!
//! The scanner keeps its state between pieces and tells what is certain; [`fill`] puts it into the user's partial, down
//! the path of numbered places that it keeps. A piece costs what it is long.
//!
//! What streams stand on, inside the crate:
//! - [`PartialReader::for_wire`]: for answers in the shape that a host was asked for.
//! - [`PartialReader::push`], or [`feed`](PartialReader::feed) without the result; then [`partial`](PartialReader::partial).
//! - [`PartialReader::finish`]: the decoder's value, repairs and violations for the whole text.

mod events;
mod fill;
mod find;
mod flat;
mod frame;
mod path;
mod tape;

pub use events::PartialEvent;

use std::sync::Arc;

use super::Leniency;
use super::decode::{self, Decoded, Target};
use super::scan::{Mode, Roots, Scanner};
use crate::error::{Error, ErrorKind, Result};
use crate::response::JsonResponse;
use crate::response::partial::{Partial, grow};
use crate::schema::{self, Lowered, Way};
use fill::{Feed, Filler};

/// How long an answer may be, in bytes, unless it is said otherwise.
const LIMIT: usize = 16 * 1024 * 1024;

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
#[derive(Debug)]
pub struct PartialReader<T: JsonResponse> {
    text: String,
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

impl<T: JsonResponse> PartialReader<T> {
    /// A reader of an answer that has not begun.
    pub fn new() -> Self {
        Self {
            text: String::new(),
            scanner: Scanner::new(Mode::Tolerant, Roots::Any),
            fill: Filler::default(),
            partial: T::Partial::default(),
            wire: None,
            leniency: Leniency::Shape,
            limit_bytes: LIMIT,
        }
    }

    /// For answers in the shape that a host was asked for.
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
    pub fn limit_bytes(mut self, bytes: usize) -> Self {
        self.limit_bytes = bytes;
        self
    }

    /// Keeps [events](Self::next_event). They cost time and memory at every value, so they are kept only when asked for.
    pub fn with_events(mut self) -> Self {
        self.fill.log.turn_on();
        self
    }

    /// Takes the next part of the answer, of any length, and shows what has come by now.
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
        if delta.len() > self.limit_bytes - self.text.len().min(self.limit_bytes) {
            return Err(self.too_large());
        }
        grow(&mut self.text, delta);
        if self.fill.is_in_text() && self.scanner.plain(delta) {
            self.fill.append(self.partial.as_slot_mut(), delta);
            return Ok(());
        }
        self.scan(delta);
        Ok(())
    }

    fn scan(&mut self, delta: &str) {
        let way = self.wire.as_deref().and_then(Way::of);
        let mut feed = Feed {
            fill: &mut self.fill,
            root: self.partial.as_slot_mut(),
            way: way.as_ref(),
        };
        // What nests too deep is told by the decoder, at the end.
        let _ = self.scanner.push(delta, &mut feed);
    }

    #[cold]
    fn too_large(&self) -> Error {
        let limit = self.limit_bytes;
        Error::new(
            ErrorKind::TooLarge,
            format!("the answer is longer than {limit} bytes"),
        )
        .with_text(self.text.as_str())
    }

    /// As much of the value as has come.
    pub fn partial(&self) -> &T::Partial {
        &self.partial
    }

    /// The text as it came.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the cursor stands, as a JSON Pointer (RFC 6901): the value there and those around it still grow, all others
    /// are final. Made when it is asked for.
    pub fn path(&self) -> String {
        path::pointer(&self.fill.frames, &self.fill.keys)
    }

    /// What happened since it was last asked, one thing at a time; nothing without [`with_events`](Self::with_events).
    pub fn next_event(&mut self) -> Option<PartialEvent> {
        self.fill.log.next().map(|(event, _)| event)
    }

    /// Reads the whole text, as [`decode`](crate::decode) does. The partial is that of the value then.
    ///
    /// # Errors
    /// As [`decode`](crate::decode).
    pub fn finish(&mut self) -> Result<Decoded<T>> {
        let way = self.wire.as_deref().and_then(Way::of);
        let mut feed = Feed {
            fill: &mut self.fill,
            root: self.partial.as_slot_mut(),
            way: way.as_ref(),
        };
        let _ = self.scanner.finish(&mut feed);
        let target = Target {
            schema: schema::known::<T>(),
            wire: self.wire.as_deref(),
            leniency: self.leniency,
        };
        let (fill, partial) = (&mut self.fill, &mut self.partial);
        let as_it_stands = self.wire.is_none();
        decode::decode_and_see(&self.text, &target, |json, repairs| {
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

/// The partial of a value that is all there.
fn of_json<T: JsonResponse>(json: &str) -> T::Partial {
    let mut partial = T::Partial::default();
    let mut fill = Filler::of_whole_text();
    let mut feed = Feed {
        fill: &mut fill,
        root: partial.as_slot_mut(),
        way: None,
    };
    // The decoder has read it already.
    let _ = Scanner::new(Mode::Strict, Roots::Any).scan_whole(json, &mut feed);
    partial
}
