//! Types in the box: each just a [`JsonResponse`], so they nest like the user's own.

use super::JsonResponse;

/// An answer that the model may also decline to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// The answer.
    Known(T),
    /// There is none.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// An answer after the reasoning that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reasoned<T> {
    /// The steps.
    pub reasoning: String,
    /// The answer.
    pub value: T,
}
