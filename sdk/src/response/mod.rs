//! What a type must say so that a model's answer can become it.

mod answer;
mod check;
mod check_part;
mod crates;
pub(crate) mod generated;
pub mod partial;
#[cfg(feature = "garde")]
mod reports;
#[cfg(not(feature = "garde"))]
#[path = "no_reports.rs"]
mod reports;
mod std_types;

pub use answer::{Answer, Reasoned};
pub use check::{Checks, Violation};
pub(crate) use check::{push_escaped, push_index};
#[doc(hidden)]
pub use check_part::Part;
pub use partial::{Entries, Partial, Whole};

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// A type that a model can be asked for.
///
/// Derive it; the derive also writes `serde`'s `Deserialize` and `schemars`' `JsonSchema`, which this
/// trait stands on. The first says how the answer's JSON is read, the second what the model is told.
///
/// ```
/// use json_mode::JsonResponse;
///
/// /// A user of the service.
/// #[derive(Debug, JsonResponse)]
/// struct User {
///     /// user name
///     name: String,
///     /// address
///     address: String,
/// }
///
/// let user = json_mode::decode::<User>(r#"{"name": "Alice", "address": "42, Wonderland Avenue"}"#)?.value;
/// assert_eq!(user.name, "Alice");
/// # Ok::<(), json_mode::Error>(())
/// ```
///
/// By hand, it is two lines for a type that already has the other two, and streams show it when it is complete:
///
/// ```
/// use json_mode::{JsonResponse, Whole};
///
/// #[derive(serde::Deserialize, schemars::JsonSchema)]
/// struct MyType(u8);
///
/// impl JsonResponse for MyType {
///     type Partial = Whole<Self>;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a model's answer",
    label = "this type does not implement `JsonResponse`",
    note = "if `{Self}` is yours, write `#[derive(JsonResponse)]` on it",
    note = "if it is another crate's, it needs `Deserialize` and `JsonSchema` and, on the field, `#[json_response(whole)]`",
    note = "chrono, jiff, uuid, url, rust_decimal and indexmap types come with json-mode's feature of that name"
)]
pub trait JsonResponse: DeserializeOwned + JsonSchema + 'static {
    /// As much of a value as has come; the derive writes `<Name>Partial`, by hand it is [`Whole<Self>`](Whole).
    type Partial: Partial;

    /// Runs the rules of `#[json_response(check = ..)]` on this value and on all that it holds.
    ///
    /// Every broken rule is recorded in `checks`, each with the place it was found at.
    fn check(&self, checks: &mut Checks<'_>) {
        let _ = checks;
    }

    /// The text that stands for this value when it is the key of a map.
    #[doc(hidden)]
    fn as_key(&self) -> Option<Cow<'_, str>> {
        None
    }
}
