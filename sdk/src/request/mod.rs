//! A request and what comes back.
mod completion;
pub use completion::{Attempt, FinishReason, Usage};
