//! The variants of an enum, by name.

use serde::Deserializer as _;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, Deserialize as _, DeserializeSeed, Unexpected, Visitor};
use serde_json::{Error, Result};

use super::Reader;

fn named<'de, S: DeserializeSeed<'de>>(name: &'de str, seed: S) -> Result<S::Value> {
    seed.deserialize(BorrowedStrDeserializer::<Error>::new(name))
}

/// `"Name"`
pub(super) struct UnitVariant<'de>(pub(super) &'de str);

impl<'de> de::EnumAccess<'de> for UnitVariant<'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self)> {
        Ok((named(self.0, seed)?, self))
    }
}

impl<'de> de::VariantAccess<'de> for UnitVariant<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<()> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value> {
        let expected = &"newtype variant";
        Err(de::Error::invalid_type(Unexpected::UnitVariant, expected))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value> {
        let expected = &"tuple variant";
        Err(de::Error::invalid_type(Unexpected::UnitVariant, expected))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value> {
        let expected = &"struct variant";
        Err(de::Error::invalid_type(Unexpected::UnitVariant, expected))
    }
}

/// `{"Name": content}`
pub(super) struct Variant<'de> {
    pub(super) name: &'de str,
    pub(super) content: Reader<'de>,
}

impl<'de> de::EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Reader<'de>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Reader<'de>)> {
        Ok((named(self.name, seed)?, self.content))
    }
}

impl<'de> de::VariantAccess<'de> for Reader<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<()> {
        <()>::deserialize(self)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_struct("", fields, visitor)
    }
}
