//! Typed JSON mode for language models: derive a type, ask a model for it, get the type back.
//!
//! ```
//! use json_mode::{Client, JsonResponse};
//!
//! /// A user of the service.
//! #[derive(Debug, JsonResponse)]
//! struct User {
//!     /// user name
//!     name: String,
//!     /// address
//!     address: String,
//! }
//!
//! /// `client` is made by `Client::together()?`, say, with the key from `TOGETHER_API_KEY`.
//! async fn alice(client: &Client) -> json_mode::Result<User> {
//!     client
//!         .chat("meta-llama/Llama-3.3-70B-Instruct-Turbo")
//!         .system("You are a helpful assistant that answers in JSON.")
//!         .user("Create a user named Alice, who lives in 42, Wonderland Avenue.")
//!         .json()
//!         .await
//! }
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> json_mode::Result<()> {
//! # use json_mode::{Provider, testing::{Reply, Server}};
//! # let server = Server::start();
//! # server.expect("/chat/completions").reply(Reply::chat(r#"{"name": "Alice", "address": "42, Wonderland Avenue"}"#));
//! # assert_eq!(alice(&server.client(Provider::TOGETHER)).await?.name, "Alice");
//! # Ok(()) }
//! # #[cfg(not(feature = "testing"))] fn main() {}
//! ```
//!
//! # The way of a request
//!
//! 1. [`#[derive(JsonResponse)]`](macro@JsonResponse) makes the type's JSON Schema from its fields, its doc comments and
//!    its `#[serde(..)]` and `#[schemars(..)]` attributes. [`schema()`] shows it.
//! 2. [`Client`] is a host, a key and connections. [`Client::chat`], [`Client::completion`] and [`Client::inference`] make a
//!    [`Request`], whose setters are named like the wire's fields.
//! 3. When it is sent, the schema is said in the host's [dialect](schema::Dialect), in the strictest [`Format`] that the
//!    host takes for the model. A form that the host rejects is replaced by one that is known to be taken, and remembered.
//! 4. The answer's text is read into the type ([`decode`]) and its rules are run. What comes back is the value, a
//!    [`Completion`] with all that is known of it, or an [`Error`] whose [`ErrorKind`] says what can be done.
//!
//! # Where to look
//!
//! | for | see |
//! | --- | --- |
//! | attributes of the derive | [`JsonResponse`](macro@JsonResponse) |
//! | types of the standard library and of other crates as fields | [`response`] |
//! | a model that does not know, or should think first | [`Answer`], [`Reasoned`] |
//! | a value and how it came about | [`Request::send`], [`Completion`] |
//! | a value while it is written | [`Request::stream`], [`TypedStream`], [`Partial`] |
//! | the elements of a list, each when it is whole | [`Request::items`], [`Request::items_at`] |
//! | plain text, whole or as it comes | [`Request::text`], [`Request::text_stream`] |
//! | a text of somebody else's, handed over as data | [`Request::document`] |
//! | a schema that is only known at run time | [`Schema::from_json`], [`Request::value`] |
//! | text from elsewhere, whole or in deltas | [`decode`], [`PartialReader`] |
//! | an answer that is wrong, or was cut | [`Reask`], [`Truncation`] |
//! | a request that fails, or a host that is slow | [`Retry`], [`ClientBuilder::timeout`], [`StreamLimits`] |
//! | limits of requests and tokens a minute, or in flight | [`Pacing`], [`ClientBuilder::max_in_flight`] |
//! | another host | [`Provider::compatible`], [`Provider::host`] |
//! | what becomes of a type at a host | [`Schema::lint`] |
//! | what was learned of a host's models | [`Client::capabilities`] |
//! | a program without an async runtime | [`blocking`] |
//! | an HTTP client of your own | [`Provider::ask`], [`transport::Transport`] |
//! | tests of your own, offline | [`testing`](https://docs.rs/json-mode/latest/json_mode/testing/index.html) |
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `client` (default) | requests to hosts, over reqwest and tokio; without it [`Provider::ask`] and [`decode`] serve a program's own HTTP, and WebAssembly |
//! | `rustls` (default) | `client`, with TLS by rustls, ring and the platform's certificates; no default for the process is installed |
//! | `native-tls` | `client`, with TLS by the platform's own library; turn default features off |
//! | `blocking` | `client`, and [`blocking`]: calls that block, and streams that are iterators, without a runtime |
//! | `garde` | the rules of [garde](https://docs.rs/garde/0.23) on types that say `#[json_response(garde)]` |
//! | `testing` | `client`, and servers on loopback: scripted answers, one that takes and refuses what a host does, one with faults; recording and replay |
//! | `chrono04`, `jiff02`, `uuid1`, `url2`, `rust_decimal1`, `indexmap2` | those crates' types as fields |

#![cfg_attr(docsrs, feature(doc_cfg))]
// What a host sends decides about places and lengths: none is taken that may not be there.
#![cfg_attr(
    not(test),
    warn(clippy::indexing_slicing, clippy::string_slice, clippy::unreachable)
)]
#![cfg_attr(
    not(feature = "client"),
    allow(
        dead_code,
        unreachable_pub,
        unused_imports,
        reason = "what only requests use stands beside what it belongs to"
    )
)]

// The derive names `::json_mode`, also where this crate's own tests use it.
#[allow(unused_extern_crates, reason = "only tests need it")]
extern crate self as json_mode;

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
mod client;
mod completion;
mod error;
mod json;
pub mod provider;
#[cfg(feature = "client")]
mod request;
pub mod response;
pub mod schema;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transport;
#[cfg(feature = "client")]
mod wire;

pub use completion::{Attempt, Usage};
pub use error::{Error, ErrorKind, Result};
pub use json::{
    Decoded, Leniency, PartialEvent, PartialReader, Repair, RepairKind, ShapeRepair, SyntaxRepair,
    decode, decode_value, decode_with,
};
pub use json_mode_derive::JsonResponse;
pub use provider::{Format, Provider};
pub use response::{
    Answer, Checks, Entries, JsonResponse, Partial, Reasoned, Violation, Whole, partial,
};
pub use schema::{Schema, schema};
pub use serde_json::{Map, Value};
pub use transport::Retry;
/// The crates whose types a [`Transport`](transport::Transport) is written with, at the versions that it takes.
#[cfg(feature = "client")]
pub use {bytes, http};
#[cfg(feature = "client")]
pub use {
    client::{Client, ClientBuilder},
    completion::{Choice, Completion, FinishReason},
    request::{
        BadItem, ChatTemplate, Delta, DeltaKind, ItemStream, Message, Reask, Request, Role,
        SchemaInPrompt, Snapshots, StreamEvent, StreamLimits, TextDeltas, TextStream, TraceContent,
        Truncation, TypedStream,
    },
    transport::{Limits, Pacing},
};

/// What generated code stands on. Not part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use ::schemars;
    pub use ::serde;

    pub use crate::json::scan_len;
    pub use crate::provider::target::*;
    pub use crate::response::generated::*;
    pub use crate::response::partial::{
        Body, Fields, OwnRules, Shape, Slot, Tag, Variant, Variants, View, debug, serialize,
    };
    pub use crate::response::{Checks, JsonResponse, Part, Partial, Whole};
    #[cfg(feature = "client")]
    pub use crate::wire::events::EventCounter;
}
