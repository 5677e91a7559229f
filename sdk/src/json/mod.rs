//! From text to a value: where the JSON is, what it says, and whether it keeps its rules.

mod align;
mod answer;
mod constraints;
mod cut;
mod decode;
mod node;
mod partial;
mod read;
mod room;
mod scan;

pub use align::{AlignKind as ShapeRepair, Leniency};
pub(crate) use constraints::{Glance, Mended, Words};
pub use decode::{Decoded, Repair, RepairKind, decode, decode_value, decode_with};
pub(crate) use decode::{
    Target, cut_off, decode_dynamic, decode_typed, read_part, rules_are_broken, salvage_dynamic,
    salvage_typed,
};
pub(crate) use partial::Item;
pub use partial::{PartialEvent, PartialReader};
pub use scan::{RepairKind as SyntaxRepair, scan_len};
