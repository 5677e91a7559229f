//! What is shown only when it is complete.

use std::borrow::Cow;
use std::fmt::{self, Debug};
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::{Shape, Slot, View};
use crate::response::{Checks, JsonResponse, Part};

/// A value that is shown only when it is complete; it derefs to an `Option<T>`.
///
/// It asks nothing of `T` but that it can be read: the value is shared by its clones, and compared, printed and written
/// by its JSON. It is what the derive takes for `#[json_response(whole)]` fields, for fields that are read by a
/// function of the user's, for untagged enums and for enums of plain words, and it is the partial of a type whose
/// [`JsonResponse`](crate::JsonResponse) is written by hand.
///
/// # Shape
///
/// The JSON of the value as it came (`null` before that). It is written as raw JSON, which only `serde_json`'s
/// writers know.
///
/// # Example
///
/// ```
/// use json_mode::{JsonResponse, PartialReader};
///
/// #[derive(Debug, PartialEq, JsonResponse)]
/// enum Colour {
///     Red,
///     Green,
/// }
///
/// let mut reader = PartialReader::<Vec<Colour>>::new();
/// assert!(reader.push(r#"["Re"#)?.iter().all(|colour| colour.is_none()));
/// assert_eq!(*reader.push(r#"d"]"#)?[0], Some(Colour::Red));
/// # Ok::<(), json_mode::Error>(())
/// ```
///
/// `R` says whether rules of the type's own run on it where a stream ends at a broken one; the derive knows.
pub struct Whole<T, R = ()> {
    shown: Option<Arc<Shown<T>>>,
    read: fn(&str) -> Option<T>,
    rules: PhantomData<fn() -> R>,
}

/// The rules that a complete value of a [`Whole`] has to keep.
#[doc(hidden)]
pub trait Ruled<T>: 'static {
    /// Whether there may be any.
    const ANY: bool;

    /// Runs them.
    fn check(value: &T, checks: &mut Checks<'_>);
}

/// None.
impl<T> Ruled<T> for () {
    const ANY: bool = false;

    fn check(_: &T, _: &mut Checks<'_>) {}
}

/// Those of the type.
#[doc(hidden)]
#[derive(Debug)]
pub enum OwnRules {}

impl<T: JsonResponse> Ruled<T> for OwnRules {
    const ANY: bool = true;

    fn check(value: &T, checks: &mut Checks<'_>) {
        value.check(checks);
    }
}

struct Shown<T> {
    value: Option<T>,
    json: Box<RawValue>,
}

impl<T: 'static> Whole<T> {
    /// Nothing yet; `read` makes the value from its JSON, where `Deserialize` does not.
    #[must_use]
    pub const fn read_by(read: fn(&str) -> Option<T>) -> Self {
        Self {
            shown: None,
            read,
            rules: PhantomData,
        }
    }
}

impl<T: 'static, R> Whole<T, R> {
    /// The value's JSON, when it is complete.
    #[must_use]
    pub fn json(&self) -> Option<&str> {
        self.shown.as_deref().map(|shown| shown.json.get())
    }
}

impl<T: DeserializeOwned + 'static, R> Default for Whole<T, R> {
    fn default() -> Self {
        Self {
            shown: None,
            read: |json| serde_json::from_str(json).ok(),
            rules: PhantomData,
        }
    }
}

impl<T: 'static, R> Deref for Whole<T, R> {
    type Target = Option<T>;

    fn deref(&self) -> &Option<T> {
        match &self.shown {
            Some(shown) => &shown.value,
            None => const { &None },
        }
    }
}

impl<T, R> Clone for Whole<T, R> {
    fn clone(&self) -> Self {
        Self {
            shown: self.shown.clone(),
            read: self.read,
            rules: PhantomData,
        }
    }
}

impl<T: 'static, R> Debug for Whole<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.json().unwrap_or("None"))
    }
}

impl<T: 'static, R> PartialEq for Whole<T, R> {
    fn eq(&self, other: &Self) -> bool {
        self.json() == other.json()
    }
}

impl<T, R> Serialize for Whole<T, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.shown {
            Some(shown) => shown.json.serialize(serializer),
            None => serializer.serialize_unit(),
        }
    }
}

impl<T: 'static, R: Ruled<T>> Slot for Whole<T, R> {
    fn shape(&self) -> Shape {
        Shape::Whole
    }

    fn clear(&mut self) {
        self.shown = None;
    }

    fn view(&self) -> View<'_> {
        self.json()
            .map_or(View::Nothing, |json| View::Json(Cow::Borrowed(json)))
    }

    fn judge(&self, place: Option<usize>, part: &mut Part<'_>) {
        if place.is_none() && R::ANY {
            part.shown(self, R::check);
        }
    }

    fn whole(&mut self, json: &str) -> bool {
        let Some(value) = (self.read)(json) else {
            return false;
        };
        let Ok(json) = RawValue::from_string(json.to_owned()) else {
            return false;
        };
        self.shown = Some(Arc::new(Shown {
            value: Some(value),
            json,
        }));
        true
    }
}
