//! The same client for programs without an async runtime: calls that block, streams that are iterators.
//!
//! Behind the feature `blocking`. Nothing of the work is done twice: every type wraps the one of the same name at the root of the
//! crate and waits for it on the calling thread. Connections and clocks are kept by one thread of the process, which is started
//! by the first call.
//!
//! ```
//! use json_mode::JsonResponse;
//! use json_mode::blocking::Client;
//!
//! #[derive(Debug, PartialEq, JsonResponse)]
//! struct User {
//!     name: String,
//!     address: String,
//! }
//!
//! /// `client` is made by `Client::together()`, say, with the key from `TOGETHER_API_KEY`.
//! fn alice(client: &Client) -> json_mode::Result<User> {
//!     let request = client
//!         .chat("meta-llama/Llama-3.3-70B-Instruct-Turbo")
//!         .user("Create a user named Alice, who lives in 42, Wonderland Avenue.");
//!     let user: User = request.json()?;
//!
//!     // The same while it comes.
//!     let mut stream = request.stream::<User>()?;
//!     for snapshot in &mut stream {
//!         println!("{:?}", snapshot?.name); // such as Some("Ali")
//!     }
//!     assert_eq!(stream.finish()?.value, user);
//!     Ok(user)
//! }
//! # #[cfg(feature = "testing")] {
//! # use json_mode::{Provider, testing::{Reply, Server}};
//! # let server = Server::start();
//! # let text = r#"{"name": "Alice", "address": "42, Wonderland Avenue"}"#;
//! # server.expect("/chat/completions").reply(Reply::chat(text));
//! # server.expect("/chat/completions").reply(Reply::chat_stream(text.split_inclusive(' ')));
//! # assert_eq!(alice(&server.builder(Provider::TOGETHER).build_blocking()?)?.name, "Alice");
//! # }
//! # Ok::<(), json_mode::Error>(())
//! ```
//!
//! # Within an async runtime
//!
//! A call that blocks would hold up all that runs on its thread. Within a task of a tokio runtime it is an error of kind
//! [`Config`](crate::ErrorKind::Config) that says so, and nothing is sent: there the [`Client`](crate::Client) at the root of the
//! crate is the right one, or a thread that may block, such as one of `tokio::task::spawn_blocking`.

mod client;
mod request;
mod stream;
mod wait;

pub use client::Client;
pub use request::Request;
pub use stream::{ItemStream, TextDeltas, TextStream, TypedStream};
