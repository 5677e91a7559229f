//! Typed JSON mode for language models.

// The derive names `::json_mode`, also where this crate's own tests use it.
#[allow(unused_extern_crates, reason = "only tests need it")]
extern crate self as json_mode;

mod client;
mod error;
mod json;
pub mod provider;
mod request;
pub mod response;
pub mod schema;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transport;
mod wire;

pub use client::{Client, ClientBuilder};
pub use error::{Error, ErrorKind, Result};
pub use json::{Decoded, Repair, RepairKind, decode, decode_value};
pub use json_mode_derive::JsonResponse;
pub use provider::{Format, Provider};
pub use request::{
    Attempt, ChatTemplate, Choice, Completion, FinishReason, Message, Request, Role,
    SchemaInPrompt, Usage,
};
pub use response::{Answer, Checks, JsonResponse, Reasoned, Violation};
pub use schema::{Schema, schema};
pub use serde_json::Value;

/// What generated code stands on. Not part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use ::schemars;
    pub use ::serde;

    pub use crate::response::generated::*;
    pub use crate::response::{Checks, JsonResponse};
}
