//! The name of a member, which may be asked for as something else than a text.

use serde::Deserializer;
use serde::de::{self, Unexpected, Visitor};
use serde_json::{Error, Result};

use super::RAW;
use super::variant::UnitVariant;

/// The name of a member, which may be asked for as a number.
#[derive(Clone, Copy)]
pub(super) struct Name<'de>(pub(super) &'de str);

/// A number in quotes: nothing may stand beside it.
macro_rules! numeric_names {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            let bytes = self.0.as_bytes();
            let begins = bytes.first().is_some_and(|b| b.is_ascii_digit() || *b == b'-');
            if !begins || !bytes.last().is_some_and(u8::is_ascii_digit) {
                return Err(de::Error::invalid_type(Unexpected::Str(self.0), &visitor));
            }
            let mut reader = serde_json::Deserializer::from_str(self.0);
            let value = reader.$method(visitor)?;
            reader.end()?;
            Ok(value)
        }
    )*};
}

impl<'de> Deserializer<'de> for Name<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_borrowed_str(self.0)
    }

    numeric_names! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0 {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            other => Err(de::Error::invalid_type(Unexpected::Str(other), &visitor)),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_borrowed_bytes(self.0.as_bytes())
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        if name == RAW {
            let json = serde_json::Value::from(self.0).to_string();
            return serde_json::Deserializer::from_reader(json.as_bytes())
                .deserialize_newtype_struct(name, visitor);
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_enum(UnitVariant(self.0))
    }

    serde::forward_to_deserialize_any! {
        char str string unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
