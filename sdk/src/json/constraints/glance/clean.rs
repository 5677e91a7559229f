//! A value of which nothing is asked, but that it can be taken as it is written: no name stands twice, and no text has half of
//! a pair of surrogates.

use std::collections::HashSet;
use std::fmt;

use serde::Deserializer;
use serde::de::{self, DeserializeSeed, Visitor};

use super::look::unsure;

/// A look at one value.
#[derive(Clone, Copy)]
pub(super) struct Clean;

impl<'de> DeserializeSeed<'de> for Clean {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        // Each text is read to its end, and each number: what `serde_json` refuses is not clean.
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Clean {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: de::MapAccess<'de>>(self, found: A) -> Result<(), A::Error> {
        members(found, self)
    }
}

/// Looks at each member of an object in the same way, and that no name stands twice.
pub(super) fn members<'de, A: de::MapAccess<'de>>(
    mut members: A,
    member: impl DeserializeSeed<'de, Value = ()> + Copy,
) -> Result<(), A::Error> {
    let mut names = Names::default();
    while let Some(name) = members.next_key_seed(Name)? {
        if names.has(name) {
            return Err(unsure());
        }
        members.next_value_seed(member)?;
    }
    Ok(())
}

/// Objects with more members are looked up by a set.
const FEW: usize = 16;

/// The names of an object so far.
#[derive(Default)]
struct Names<'de> {
    few: [&'de str; FEW],
    count: usize,
    many: HashSet<&'de str>,
}

impl<'de> Names<'de> {
    /// Whether a name stood before; from now on it did.
    fn has(&mut self, name: &'de str) -> bool {
        if !self.many.is_empty() {
            return !self.many.insert(name);
        }
        let known = self.few.get(..self.count).unwrap_or_default();
        if known.contains(&name) {
            return true;
        }
        if let Some(free) = self.few.get_mut(self.count) {
            *free = name;
            self.count += 1;
        } else {
            self.many.extend(self.few);
            self.many.insert(name);
        }
        false
    }
}

/// A name as it is written; one with an escape in it is left to others.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = &'de str;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<&'de str, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = &'de str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<&'de str, E> {
        Ok(name)
    }
}
