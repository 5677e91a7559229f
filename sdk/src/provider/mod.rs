//! Hosts as data.

pub mod dialects;
