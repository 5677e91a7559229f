//! Where the cursor stands, in words.

use std::fmt::Write as _;

use super::frame::{Frame, Kind};
use crate::response::push_escaped;

/// How many bytes the paths that are told may have together: so many, and so many more for each byte of the text. Under a name of
/// ten thousand letters ten thousand values have 100 MB of paths.
const FREE: usize = 16 << 20;
const EACH: usize = 64;

/// The paths that were told, in bytes.
#[derive(Debug, Default)]
pub(super) struct Told(usize);

impl Told {
    /// The place of the open value, told at a byte of the text; nothing where there is no room for it.
    pub(super) fn pointer(&mut self, at: usize, frames: &[Frame], keys: &str) -> Option<String> {
        if !frames.is_empty() && self.0 > FREE.saturating_add(at.saturating_mul(EACH)) {
            return None;
        }
        let path = pointer(frames, keys);
        self.0 += path.len();
        Some(path)
    }
}

/// Whether the open value stands at a place.
pub(super) fn is_at(place: &str, frames: &[Frame], keys: &str) -> bool {
    // Names are no shorter in a pointer. A long one is not written out for each value under it.
    let least: usize = (frames.iter().enumerate())
        .map(|(index, frame)| match frame.kind {
            Kind::Pair(Some(_)) => frame.late.len(),
            Kind::Around | Kind::Pairs => 0,
            _ => frames
                .get(index + 1)
                .map_or(keys.len(), |inner| inner.key)
                .saturating_sub(frame.key),
        })
        .sum();
    least <= place.len() && pointer(frames, keys) == place
}

/// The place of the open value as a JSON Pointer.
pub(super) fn pointer(frames: &[Frame], keys: &str) -> String {
    let mut out = String::new();
    for (index, frame) in frames.iter().enumerate() {
        let end = frames.get(index + 1).map_or(keys.len(), |inner| inner.key);
        if !frame.inside {
            break;
        }
        match frame.kind {
            Kind::List | Kind::Tuple(_) => {
                // Writing to a `String` cannot fail.
                let _ = write!(out, "/{}", frame.at.saturating_sub(1));
            }
            Kind::Around | Kind::Pairs => {}
            Kind::Pair(Some(_)) => {
                out.push('/');
                push_escaped(&mut out, &frame.late);
            }
            Kind::Struct(fields) if frame.in_order => {
                let name = fields.names.get(frame.at.saturating_sub(1));
                out.push('/');
                push_escaped(&mut out, name.copied().unwrap_or_default());
            }
            _ => {
                out.push('/');
                push_escaped(&mut out, keys.get(frame.key..end).unwrap_or_default());
            }
        }
    }
    out
}
