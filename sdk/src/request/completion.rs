//! What comes back: the value, and how it came about.
/// Tokens.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Usage {}
/// One try.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {}
/// Why it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FinishReason {
    /// By itself.
    Stop,
}
