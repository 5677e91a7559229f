//! The entries of a map, as they come.

use std::fmt::{self, Debug};

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::{Partial, Shape, Slot, View};

/// The entries of a map that have begun, in the order of the answer.
///
/// Keys are texts as they stand in the answer, whatever the type of the map's keys is.
///
/// # Shape
///
/// An object; entries of which nothing has come yet are null.
///
/// # Example
///
/// ```
/// use std::collections::HashMap;
///
/// use json_mode::PartialReader;
///
/// let mut reader = PartialReader::<HashMap<String, String>>::new();
/// let towns = reader.push(r#"{"Alice": "Oxford", "Bob": "Lon"#)?;
/// assert_eq!(towns.get("Alice"), Some(&Some("Oxford".to_owned())));
/// assert_eq!(towns.last(), Some(("Bob", &Some("Lon".to_owned()))));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone)]
pub struct Entries<P>(IndexMap<String, P>);

impl<P> Entries<P> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&P> {
        self.0.get(key)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &P)> + ExactSizeIterator {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.0.keys().map(String::as_str)
    }

    /// The values in their order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &P> + ExactSizeIterator {
        self.0.values()
    }

    /// The entry that began last.
    pub fn last(&self) -> Option<(&str, &P)> {
        self.0.last().map(|(key, value)| (key.as_str(), value))
    }
}

impl<P> Default for Entries<P> {
    fn default() -> Self {
        Self(IndexMap::new())
    }
}

impl<P: Debug> Debug for Entries<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(&self.0).finish()
    }
}

impl<P: Serialize> Serialize for Entries<P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(&self.0)
    }
}

/// The order does not count, as in the maps that this stands for.
impl<P: PartialEq> PartialEq for Entries<P> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<P: Partial> Slot for Entries<P> {
    fn shape(&self) -> Shape {
        Shape::Map
    }

    fn clear(&mut self) {
        self.0.clear();
    }

    fn view(&self) -> View<'_> {
        if self.0.is_empty() {
            View::Nothing
        } else {
            View::Places
        }
    }

    fn get(&self, index: usize) -> Option<&dyn Slot> {
        Some(self.0.get_index(index)?.1)
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
        Some(self.0.get_index_mut(index)?.1)
    }

    fn add(&mut self, key: &str) -> Option<usize> {
        if self.0.contains_key(key) {
            return None;
        }
        Some(self.0.insert_full(key.to_owned(), P::default()).0)
    }

    fn remove(&mut self, key: &str) {
        self.0.swap_remove(key);
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    fn key(&self, index: usize) -> Option<&str> {
        Some(self.0.get_index(index)?.0)
    }
}
