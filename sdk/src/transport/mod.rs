//! How bytes get to a host and back. One trait, one implementation over reqwest; users may bring their own.
//!
//! Without the feature `client` only the decisions are here: [`Retry`] and [`is_worth_retrying`].

#[cfg(feature = "client")]
mod body;
#[cfg(feature = "client")]
mod budget;
#[cfg(feature = "client")]
mod carrier;
#[cfg(feature = "client")]
mod clock;
#[cfg(feature = "client")]
mod http;
#[cfg(feature = "client")]
mod limits;
#[cfg(feature = "client")]
mod pacing;
#[cfg(feature = "client")]
mod reset;
mod retry;
#[cfg(feature = "client")]
mod retry_after;

pub use retry::{Retry, is_worth_retrying};
#[cfg(feature = "client")]
pub use {
    body::Body,
    carrier::{Sending, Transport, TransportError},
    http::Http,
    limits::Limits,
    pacing::Pacing,
};
#[cfg(feature = "client")]
pub(crate) use {
    body::Read,
    budget::Budget,
    clock::has_clock,
    http::Options,
    pacing::{Cost, Pacer, Permit},
    retry_after::retry_after,
};
