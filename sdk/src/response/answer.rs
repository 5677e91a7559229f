//! Types in the box: each just a [`JsonResponse`], so they nest like the user's own.

use crate::JsonResponse;

/// An answer that the model may also decline to give.
///
/// JSON mode makes a model fill every field, and one that does not know invents. This gives it a way to
/// say so, with a reason. Ask for `Answer<T>` as a whole, or use it for the fields that may be unknown.
///
/// # Shape
///
/// ```json
/// {"known": "Paris"}
/// {"unknown": {"reason": "the text names no capital"}}
/// ```
///
/// # Example
///
/// ```
/// use json_mode::{Answer, JsonResponse};
///
/// #[derive(JsonResponse)]
/// struct Person {
///     name: String,
///     born: Answer<u16>,
/// }
///
/// let text = r#"{"name": "Homer", "born": {"unknown": {"reason": "no source says"}}}"#;
/// let person = json_mode::decode::<Person>(text)?.value;
/// assert_eq!(person.born.known(), None);
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, JsonResponse)]
#[serde(rename_all = "snake_case")]
#[schemars(description = "The answer if it is known, else the reason why not.")]
#[json_response(crate = crate)]
pub enum Answer<T> {
    /// The answer.
    Known(T),
    /// There is none.
    Unknown {
        /// Why.
        reason: String,
    },
}

impl<T> Answer<T> {
    /// The answer, if there is one.
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown { .. } => None,
        }
    }
}

/// An answer after the reasoning that led to it.
///
/// A model writes its members in order, so the reasoning is there before the value and the value can
/// follow from it.
///
/// # Shape
///
/// ```json
/// {"reasoning": "17 is only divisible by 1 and 17.", "value": true}
/// ```
///
/// # Example
///
/// ```
/// use json_mode::Reasoned;
///
/// let text = r#"{"reasoning": "17 is only divisible by 1 and 17.", "value": true}"#;
/// let prime = json_mode::decode::<Reasoned<bool>>(text)?.value;
/// assert!(prime.value);
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, JsonResponse)]
#[schemars(description = "A value after the reasoning that leads to it.")]
#[json_response(crate = crate)]
pub struct Reasoned<T> {
    /// The steps.
    pub reasoning: String,
    /// The answer.
    pub value: T,
}
