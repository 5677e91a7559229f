//! Where the cursor stands, in words.

use std::fmt::Write as _;

use super::frame::{Frame, Kind};
use crate::response::push_escaped;

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
