//! A `T` from a tree, without the text between: what `serde_json` reads from the tree's JSON, and nothing else.
//!
//! Numbers go to `serde_json` as they are written, so that each digit counts as it does there. What is refused here is read
//! again from the text, whose errors name the place.

use std::borrow::Cow;
use std::slice::Iter;

use serde::Deserializer;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, Deserialize as _, DeserializeOwned, DeserializeSeed, Unexpected, Visitor};
use serde_json::{Error, Result};

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

/// The name of a member, which may be asked for as a number.
#[derive(Clone, Copy)]
struct Name<'de>(&'de str);

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

fn named<'de, S: DeserializeSeed<'de>>(name: &'de str, seed: S) -> Result<S::Value> {
    seed.deserialize(BorrowedStrDeserializer::<Error>::new(name))
}

/// `"Name"`
struct UnitVariant<'de>(&'de str);

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
struct Variant<'de> {
    name: &'de str,
    content: Reader<'de>,
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

#[cfg(test)]
#[allow(dead_code, reason = "what is read is compared by its `Debug`")]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Debug;

    use serde::Deserialize;
    use serde::de::{DeserializeOwned, IgnoredAny};
    use serde_json::Value;
    use serde_json::value::RawValue;

    use super::read;
    use crate::json::align::to_json;
    use crate::json::scan::{Mode, tree};

    #[derive(Debug, Deserialize)]
    struct Unit;

    #[derive(Debug, Deserialize)]
    struct Pair(i8, f32);

    #[derive(Debug, Deserialize)]
    struct Plain {
        a: Option<u8>,
        #[serde(default)]
        b: Vec<Plain>,
        c: Option<()>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Denying {
        a: i64,
    }

    #[derive(Debug, Deserialize)]
    struct Flat {
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }

    #[derive(Debug, Deserialize)]
    enum External {
        A,
        B(u8),
        C(u8, String),
        D { a: bool },
    }

    #[derive(Debug, Deserialize)]
    #[serde(tag = "a")]
    enum Internal {
        A,
        B { b: f64 },
    }

    #[derive(Debug, Deserialize)]
    #[serde(tag = "a", content = "b")]
    enum Adjacent {
        A,
        B(u8),
        C(u8, u8),
    }

    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    enum Untagged {
        Flag(bool),
        Small(u8),
        Large(i64),
        Real(f64),
        Text(String),
        Pair(u8, u8),
        Plain(Plain),
        Rest(Value),
    }

    const TEXTS: &[&str] = &[
        "null",
        "true",
        "false",
        "0",
        "-0",
        "7",
        "-7",
        "255",
        "256",
        "1.0",
        "1e2",
        "1E-7",
        "-1.5",
        "0.1",
        "16777217",
        "3.4028236e38",
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "170141183460469231731687303715884105727",
        "340282366920938463463374607431768211456",
        "123456789012345678901234567890.123456789",
        "2.2250738585072011e-308",
        "5e-324",
        "1e400",
        r#""""#,
        r#""A""#,
        r#""x""#,
        r#""B""#,
        r#""7""#,
        r#""true""#,
        r#""two words, \"quotes\" \\ and \n breaks \u0000""#,
        r#""日""#,
        "[]",
        "[null]",
        "[1]",
        "[1,2]",
        "[-1,0.1]",
        "[1,2,3]",
        r#"["a","b"]"#,
        r#"[1,"a"]"#,
        "[[1,2],[3,4]]",
        "[255,256]",
        r#"[{"a":1},{"a":null,"b":[]}]"#,
        "{}",
        r#"{"a":1}"#,
        r#"{"a":300}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"x":[{"y":null}]}"#,
        r#"{"a":1,"b":[{"a":2,"b":[],"c":null}],"c":null}"#,
        r#"{"a":"A"}"#,
        r#"{"a":"B","b":1}"#,
        r#"{"b":1.5,"a":"B"}"#,
        r#"{"b":[1,2],"a":"C"}"#,
        r#"{"a":"C","b":[1,2,3]}"#,
        r#"{"A":null}"#,
        r#"{"A":1}"#,
        r#"{"B":7}"#,
        r#"{"B":"7"}"#,
        r#"{"B":7,"A":null}"#,
        r#"{"C":[1,"x"]}"#,
        r#"{"C":[1]}"#,
        r#"{"D":{"a":true}}"#,
        r#"{"D":[true]}"#,
        r#"{"D":[true,false]}"#,
        r#"{"1":2,"-3":4}"#,
        r#"{"1.5":2}"#,
        r#"{"01":2}"#,
        r#"{"1 ":2}"#,
        r#"{" 1":2}"#,
        r#"{"":2}"#,
        r#"{"300":2}"#,
        r#"{"true":1,"false":2}"#,
        r#"{"A":1,"x":2}"#,
        r#"{"$serde_json::private::RawValue":"1"}"#,
        r#"{"$serde_json::private::Number":"1"}"#,
    ];

    /// What is read from the tree is what is read from its text, or both are refused.
    fn alike<T: DeserializeOwned + Debug>(text: &str) {
        let tree = tree(text, Mode::Strict).unwrap();
        let node = &tree.candidates[0].node;
        let is = read::<T>(node).map_err(|_| ());
        let was = serde_json::from_str::<T>(&to_json(node)).map_err(|_| ());
        let (is, was) = (format!("{is:?}"), format!("{was:?}"));
        assert_eq!(is, was, "{} from {text}", std::any::type_name::<T>());
    }

    fn all_alike(text: &str) {
        macro_rules! types {
            ($($type:ty),* $(,)?) => { $(alike::<$type>(text);)* };
        }
        types! {
            Value, Box<RawValue>, IgnoredAny, (), bool, char, String, Option<String>, Option<Value>,
            i8, i16, i32, i64, i128, u8, u16, u32, u64, u128, f32, f64,
            (u8, u8), [u8; 2], Vec<u8>, Vec<Value>, Vec<Box<RawValue>>, Vec<Option<f64>>,
            BTreeMap<String, Value>, BTreeMap<u8, Value>, BTreeMap<i64, u8>, BTreeMap<bool, Value>,
            BTreeMap<char, Value>, BTreeMap<Option<u8>, Value>, BTreeMap<Key, Value>,
            std::ffi::CString, std::path::PathBuf, std::time::Duration, Result<u8, String>,
            Unit, Pair, Plain, Denying, Flat, External, Internal, Adjacent, Untagged, Vec<Plain>,
            Vec<Untagged>, BTreeMap<String, Untagged>,
        }
    }

    #[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    enum Key {
        A,
        #[serde(rename = "x")]
        Other,
    }

    #[test]
    fn every_type_reads_a_tree_as_it_reads_the_text() {
        for text in TEXTS {
            all_alike(text);
            all_alike(&format!("[{text}]"));
            all_alike(&format!(r#"{{"a":{text}}}"#));
        }
    }

    #[test]
    fn it_reads_as_deep_as_the_text_is_read() {
        for depth in 120..=128 {
            let lists = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            alike::<Value>(&lists);
            alike::<IgnoredAny>(&lists);
            let objects = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
            alike::<Value>(&objects);
            alike::<Flat>(&objects);
            alike::<Plain>(&format!(
                "{}{}",
                r#"{"b":["#.repeat(depth / 2),
                "]}".repeat(depth / 2)
            ));
        }
    }
}
