//! Typed JSON mode for language models.

// The derive names `::json_mode`, also where this crate's own tests use it.
#[allow(unused_extern_crates, reason = "only tests need it")]
extern crate self as json_mode;

mod error;
mod json;
mod request;
pub mod response;
pub mod schema;

pub use error::{Error, ErrorKind, Result};
pub use json::{Decoded, Repair, RepairKind, decode};
pub use json_mode_derive::JsonResponse;
pub use request::{Attempt, FinishReason, Usage};
pub use response::{Answer, Checks, JsonResponse, Reasoned, Violation};
pub use serde_json::Value;

/// What generated code stands on. Not part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use ::schemars;
    pub use ::serde;

    pub use crate::response::generated::*;
    pub use crate::response::{Checks, JsonResponse};
}
