//! What is told of each change.

use std::fmt;

use crate::json::align::AlignKind;
use crate::json::scan::RepairKind as SyntaxRepair;

/// One change that was made to a text before it could be read.
///
/// ```
/// let repairs = json_mode::decode::<Vec<u8>>(r#"[1, "2", 3,]"#)?.repairs;
/// let told: Vec<String> = repairs.iter().map(ToString::to_string).collect();
/// assert_eq!(told, ["/2: TrailingComma", r#"/1: TextToNumber (was the text "2")"#]);
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair {
    /// The place in the answer, as a JSON Pointer (RFC 6901); empty for the whole answer, and for places beyond the first
    /// whose paths are 16 MiB together.
    pub path: String,
    /// What was changed.
    pub kind: RepairKind,
    /// What stood there, in words, where the kind does not say it.
    pub detail: String,
}

/// The ways in which a text may be changed.
///
/// ```
/// use json_mode::{RepairKind, SyntaxRepair, decode};
///
/// let decoded = decode::<Vec<bool>>("[True, False]")?;
/// assert_eq!(decoded.repairs[0].kind, RepairKind::Syntax(SyntaxRepair::Literal));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RepairKind {
    /// What was wrong was how the value was written.
    Syntax(SyntaxRepair),
    /// What was wrong was the value's shape.
    Shape(AlignKind),
    /// The answer was cut inside of a list, and what was complete of the list was taken
    /// ([`Truncation::Salvage`](crate::Truncation::Salvage)): the path is the list's.
    Salvaged,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        match self.kind {
            RepairKind::Syntax(kind) => write!(f, "{kind:?}")?,
            RepairKind::Shape(kind) => write!(f, "{kind:?}")?,
            RepairKind::Salvaged => f.write_str("Salvaged")?,
        }
        if self.detail.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", self.detail)
        }
    }
}
