//! What is shown only when it is complete.

use std::borrow::Cow;
use std::fmt::{self, Debug};
use std::ops::Deref;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::{Shape, Slot, View};

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
pub struct Whole<T> {
    shown: Option<Arc<Shown<T>>>,
    read: fn(&str) -> Option<T>,
}

struct Shown<T> {
    value: Option<T>,
    json: Box<RawValue>,
}

impl<T: 'static> Whole<T> {
    /// Nothing yet; `read` makes the value from its JSON, where `Deserialize` does not.
    #[must_use]
    pub const fn read_by(read: fn(&str) -> Option<T>) -> Self {
        Self { shown: None, read }
    }

    /// The value's JSON, when it is complete.
    #[must_use]
    pub fn json(&self) -> Option<&str> {
        self.shown.as_deref().map(|shown| shown.json.get())
    }
}

impl<T: DeserializeOwned + 'static> Default for Whole<T> {
    fn default() -> Self {
        Self::read_by(|json| serde_json::from_str(json).ok())
    }
}

impl<T: 'static> Deref for Whole<T> {
    type Target = Option<T>;

    fn deref(&self) -> &Option<T> {
        match &self.shown {
            Some(shown) => &shown.value,
            None => const { &None },
        }
    }
}

impl<T> Clone for Whole<T> {
    fn clone(&self) -> Self {
        Self {
            shown: self.shown.clone(),
            read: self.read,
        }
    }
}

impl<T: 'static> Debug for Whole<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.json().unwrap_or("None"))
    }
}

impl<T: 'static> PartialEq for Whole<T> {
    fn eq(&self, other: &Self) -> bool {
        self.json() == other.json()
    }
}

impl<T> Serialize for Whole<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.shown {
            Some(shown) => shown.json.serialize(serializer),
            None => serializer.serialize_unit(),
        }
    }
}

impl<T: 'static> Slot for Whole<T> {
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
