//! The same client for programs without an async runtime: calls that block, streams that are iterators.
//!
//! Behind the feature `blocking`. Nothing of the work is done twice: every type wraps the one of the same name at the root of the
//! crate and waits for it on the calling thread. Connections and clocks are kept by one thread of the process, which is started
//! by the first call.
//!
//! ```no_run
//! use json_mode::JsonResponse;
//! use json_mode::blocking::Client;
//!
//! #[derive(Debug, JsonResponse)]
//! struct User {
//!     name: String,
//!     address: String,
//! }
//!
//! fn main() -> json_mode::Result<()> {
//!     let client = Client::together()?; // the key comes from TOGETHER_API_KEY
//!     let request = client
//!         .chat("meta-llama/Llama-3.3-70B-Instruct-Turbo")
//!         .user("Create a user named Alice, who lives in 42, Wonderland Avenue.");
//!     let user: User = request.json()?;
//!
//!     // The same while it comes.
//!     let mut stream = request.stream::<User>()?;
//!     for snapshot in &mut stream {
//!         println!("{:?}", snapshot?.name);
//!     }
//!     let user = stream.finish()?.value;
//!     Ok(())
//! }
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
