//! A `T` from a tree, without the text between: what `serde_json` reads from the tree's JSON, and nothing else.
//!
//! Numbers go to `serde_json` as they are written, so that each digit counts as it does there. What is refused here is read
//! again from the text, whose errors name the place.

mod name;
#[cfg(test)]
mod tests;
mod variant;

use std::borrow::Cow;
use std::slice::Iter;

use serde::Deserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Unexpected, Visitor};
use serde_json::{Error, Result};

use self::name::Name;
use self::variant::{UnitVariant, Variant};
use super::align::to_json;
use super::node::{Kind, Node};

/// How deep `serde_json` reads, and one more.
const DEPTH: u8 = 128;

/// The name by which `serde_json` asks for the text of a value.
const RAW: &str = "$serde_json::private::RawValue";

/// Reads a value.
pub(super) fn read<T: DeserializeOwned>(node: &Node<'_>) -> Result<T> {
    T::deserialize(Reader { node, left: DEPTH })
}

/// A value, and how deep it may still nest.
#[derive(Clone, Copy)]
struct Reader<'de> {
    node: &'de Node<'de>,
    left: u8,
}

impl<'de> Reader<'de> {
    fn refuse<T>(self, expected: &dyn de::Expected) -> Result<T> {
        let found = match &self.node.kind {
            Kind::Null | Kind::NotFinite(_) => Unexpected::Unit,
            Kind::Bool(value) => Unexpected::Bool(*value),
            Kind::Number(_) => Unexpected::Other("number"),
            Kind::String(text) | Kind::Bare(text) => Unexpected::Str(text),
            Kind::Array(_) => Unexpected::Seq,
            Kind::Object(_) => Unexpected::Map,
        };
        Err(de::Error::invalid_type(found, expected))
    }

    fn deeper(self) -> Result<u8> {
        match self.left.saturating_sub(1) {
            0 => Err(de::Error::custom("recursion limit exceeded")),
            left => Ok(left),
        }
    }

    fn list<V: Visitor<'de>>(self, items: &'de [Node<'de>], visitor: V) -> Result<V::Value> {
        let left = self.deeper()?;
        let mut items = Items {
            rest: items.iter(),
            left,
        };
        let value = visitor.visit_seq(&mut items)?;
        over(items.rest.len(), value)
    }

    fn object<V: Visitor<'de>>(
        self,
        members: &'de [(Cow<'de, str>, Node<'de>)],
        visitor: V,
    ) -> Result<V::Value> {
        let left = self.deeper()?;
        let mut members = Members {
            rest: members.iter(),
            value: None,
            left,
        };
        let value = visitor.visit_map(&mut members)?;
        over(members.rest.len(), value)
    }
}

/// A value that has been read to its end.
fn over<T>(rest: usize, value: T) -> Result<T> {
    if rest == 0 {
        Ok(value)
    } else {
        Err(de::Error::custom("trailing characters"))
    }
}

/// What only a number can be.
macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            match &self.node.kind {
                Kind::Number(text) => {
                    let mut reader = serde_json::Deserializer::from_str(text);
                    let value = reader.$method(visitor)?;
                    // An `i128` is read as far as the point of `1.0`.
                    reader.end()?;
                    Ok(value)
                }
                _ => self.refuse(&visitor),
            }
        }
    )*};
}

/// What only a text can be.
macro_rules! texts {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            match &self.node.kind {
                Kind::String(text) | Kind::Bare(text) => visitor.visit_borrowed_str(text),
                _ => self.refuse(&visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match &self.node.kind {
            Kind::Null | Kind::NotFinite(_) => visitor.visit_unit(),
            Kind::Bool(value) => visitor.visit_bool(*value),
            Kind::Number(text) => serde_json::Deserializer::from_str(text).deserialize_any(visitor),
            Kind::String(text) | Kind::Bare(text) => visitor.visit_borrowed_str(text),
            Kind::Array(items) => self.list(items, visitor),
            Kind::Object(members) => self.object(members, visitor),
        }
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    texts! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match &self.node.kind {
            Kind::Bool(value) => visitor.visit_bool(*value),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match &self.node.kind {
            Kind::String(text) | Kind::Bare(text) => visitor.visit_borrowed_bytes(text.as_bytes()),
            _ => self.deserialize_seq(visitor),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match &self.node.kind {
            Kind::Null | Kind::NotFinite(_) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match &self.node.kind {
            Kind::Null | Kind::NotFinite(_) => visitor.visit_unit(),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        if name == RAW {
            let json = to_json(self.node);
            // From a reader, for the text does not live as long as the tree.
            return serde_json::Deserializer::from_reader(json.as_bytes())
                .deserialize_newtype_struct(name, visitor);
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match &self.node.kind {
            Kind::Array(items) => self.list(items, visitor),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match &self.node.kind {
            Kind::Object(members) => self.object(members, visitor),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match &self.node.kind {
            Kind::Array(items) => self.list(items, visitor),
            _ => self.deserialize_map(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match &self.node.kind {
            Kind::String(name) | Kind::Bare(name) => visitor.visit_enum(UnitVariant(name)),
            Kind::Object(members) => match members.as_slice() {
                [(name, node)] => {
                    let left = self.deeper()?;
                    let content = Self { node, left };
                    visitor.visit_enum(Variant { name, content })
                }
                _ => self.refuse(&visitor),
            },
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }
}

/// The items of a list.
struct Items<'de> {
    rest: Iter<'de, Node<'de>>,
    left: u8,
}

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        let left = self.left;
        self.rest
            .next()
            .map(|node| seed.deserialize(Reader { node, left }))
            .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The members of an object.
struct Members<'de> {
    rest: Iter<'de, (Cow<'de, str>, Node<'de>)>,
    value: Option<&'de Node<'de>>,
    left: u8,
}

impl<'de> de::MapAccess<'de> for Members<'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if self.value.is_some() {
            return Err(de::Error::custom("a value was left out"));
        }
        let Some((name, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(Name(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value> {
        let Some(node) = self.value.take() else {
            return Err(de::Error::custom("a value without a name"));
        };
        let left = self.left;
        seed.deserialize(Reader { node, left })
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}
