//! From text to a value: where the JSON is, what it says, and whether it keeps its rules.

mod align;
mod constraints;
mod decode;
mod fence;
mod node;
mod scan;

pub use decode::{Decoded, Repair, RepairKind, decode, decode_value};
pub(crate) use decode::{Unwrap, decode_answer, decode_dynamic};
pub use scan::scan_len;
