//! For tests: a real server on loopback with scripted answers, one that takes and refuses what a host of the catalog
//! does ([`Server::emulate`]), one that misbehaves, and recording and replay of real ones.
//!
//! Behind the feature `testing`. The library's own tests and examples use nothing else.
//!
//! ```
//! use json_mode::testing::{Reply, Server};
//! use json_mode::{JsonResponse, Provider, Value};
//!
//! #[derive(JsonResponse)]
//! struct Team {
//!     team_name: String,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> json_mode::Result<()> {
//! let server = Server::start();
//! server.expect("/chat/completions").reply(Reply::chat(r#"{"team_name": "Argentina"}"#));
//!
//! let client = server.client(Provider::TOGETHER);
//! let team: Team = client.chat("some/model").user("Who won the 2022 FIFA World Cup?").json().await?;
//! assert_eq!(team.team_name, "Argentina");
//! assert_eq!(server.requests()[0].body["messages"][1]["role"], Value::from("user"));
//! # Ok(()) } // Dropping the server checks that every expected call came.
//! ```

mod emulate;
mod exchange;
mod faults;
mod play;
mod recording;
mod replay;
mod server;
mod stream;
mod tee;

pub use emulate::{Emulator, Writes};
pub use exchange::{Expectation, Received, Reply};
pub use faults::{Fault, FaultServer};
pub use recording::{Recorded, RecordedRequest, RecordedResponse, Recording};
pub use replay::{Recorder, Replay};
pub use server::Server;
