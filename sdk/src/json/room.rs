//! How much is told of places in an answer.

use std::cell::Cell;

/// How many bytes the paths of one account may have together: as many as an answer may be long.
///
/// Ten thousand repairs under a name of ten thousand letters have 100 MB of paths.
const MAX_PATHS: usize = 16 << 20;

/// What is left of that. Where nothing is, a place is told as that of the whole answer.
#[derive(Debug)]
pub(super) struct Room(Cell<usize>);

impl Default for Room {
    fn default() -> Self {
        Self(Cell::new(MAX_PATHS))
    }
}

impl Room {
    pub(super) fn is_left(&self) -> bool {
        self.0.get() > 0
    }

    pub(super) fn take(&self, bytes: usize) {
        self.0.set(self.0.get().saturating_sub(bytes));
    }

    /// The path that is made, or that of the whole answer where there is no room for it.
    pub(super) fn path(&self, make: impl FnOnce() -> String) -> String {
        if !self.is_left() {
            return String::new();
        }
        let path = make();
        self.take(path.len());
        path
    }
}
