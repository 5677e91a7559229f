//! How a partial is written and printed: by its slots, so that generated code has little to say.

use std::fmt::{self, Debug};

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::{Body, Fields, Shape, Slot, Tag, Variants, View};

/// Whether nothing has come; recursion is as deep as the answer, which the scanner bounds.
pub(crate) fn is_empty(slot: &dyn Slot) -> bool {
    match slot.view() {
        View::Nothing => true,
        View::Places => match slot.shape() {
            Shape::List | Shape::Map => slot.count() == 0,
            Shape::Enum(_) => slot.selected().is_none(),
            shape => places(shape).all(|index| slot.get(index).is_none_or(is_empty)),
        },
        _ => false,
    }
}

/// The numbers of the places that a shape always has.
fn places(shape: Shape) -> std::ops::Range<usize> {
    match shape {
        Shape::Through => 0..1,
        Shape::Tuple(count) => 0..count,
        Shape::Struct(fields) => 0..fields.names.len() + fields.flat,
        _ => 0..0,
    }
}

/// Writes a partial in the shape that its type is read in.
#[doc(hidden)]
pub fn serialize<S: Serializer>(slot: &dyn Slot, serializer: S) -> Result<S::Ok, S::Error> {
    Shown(slot).serialize(serializer)
}

/// The same as text.
pub(crate) fn json_of(slot: &dyn Slot) -> String {
    serde_json::to_string(&Shown(slot)).unwrap_or_default()
}

struct Shown<'a>(&'a dyn Slot);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let slot = self.0;
        match slot.view() {
            View::Nothing => return serializer.serialize_unit(),
            View::Text(text) => return serializer.serialize_str(text),
            View::Value(value) => return value.serialize(serializer),
            View::Members(members) => return members.serialize(serializer),
            View::Json(json) => return write_json(&json, serializer),
            View::Places => {}
        }
        match slot.shape() {
            Shape::Through => match slot.get(0) {
                Some(inner) => Shown(inner).serialize(serializer),
                None => serializer.serialize_unit(),
            },
            Shape::List => sequence(slot, slot.count(), serializer),
            Shape::Tuple(count) => sequence(slot, count, serializer),
            Shape::Enum(variants) => variant(slot, variants, serializer),
            _ => {
                let mut map = serializer.serialize_map(None)?;
                members(slot, slot.shape(), &mut map)?;
                map.end()
            }
        }
    }
}

/// JSON as it is; numbers and texts as what they are, for writers that know no raw JSON.
fn write_json<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(number) = json.parse::<u64>() {
        return serializer.serialize_u64(number);
    }
    if let Ok(number) = json.parse::<i64>() {
        return serializer.serialize_i64(number);
    }
    match json {
        "true" => return serializer.serialize_bool(true),
        "false" => return serializer.serialize_bool(false),
        "null" => return serializer.serialize_unit(),
        _ => {}
    }
    if json.starts_with('"')
        && let Ok(text) = serde_json::from_str::<String>(json)
    {
        return serializer.serialize_str(&text);
    }
    match RawValue::from_string(json.to_owned()) {
        Ok(raw) => raw.serialize(serializer),
        Err(_) => serializer.serialize_unit(),
    }
}

fn sequence<S: Serializer>(
    slot: &dyn Slot,
    count: usize,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(count))?;
    for index in 0..count {
        list.serialize_element(&slot.get(index).map(Shown))?;
    }
    list.end()
}

/// Writes what a slot holds as members of an object that is open: its own, or the one around it.
fn members<M: SerializeMap>(slot: &dyn Slot, shape: Shape, map: &mut M) -> Result<(), M::Error> {
    match shape {
        Shape::Struct(fields) => of_struct(slot, fields, map),
        Shape::Map => {
            // A map without types finds a member by its number only step by step.
            if let View::Members(members) = slot.view() {
                return (members.iter())
                    .try_for_each(|(key, value)| map.serialize_entry(key, value));
            }
            for index in 0..slot.count() {
                if let (Some(key), Some(value)) = (slot.key(index), slot.get(index)) {
                    map.serialize_entry(key, &Shown(value))?;
                }
            }
            Ok(())
        }
        Shape::Through => match slot.get(0) {
            Some(inner) => members(inner, inner.shape(), map),
            None => Ok(()),
        },
        Shape::Any => match slot.view() {
            View::Value(serde_json::Value::Object(value)) => value
                .iter()
                .try_for_each(|(key, value)| map.serialize_entry(key, value)),
            _ => Ok(()),
        },
        Shape::Whole => match slot.view() {
            View::Json(json) => {
                match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&json) {
                    Ok(value) => value
                        .iter()
                        .try_for_each(|(key, value)| map.serialize_entry(key, value)),
                    Err(_) => Ok(()),
                }
            }
            _ => Ok(()),
        },
        Shape::Enum(variants) => {
            let Some((variant, name)) = chosen(slot, variants) else {
                return Ok(());
            };
            match variants.tag {
                Tag::External => map.serialize_entry(name, &Inside(slot, variant)),
                Tag::Internal(tag) => {
                    map.serialize_entry(tag, name)?;
                    match variant {
                        Body::Struct(fields) => of_struct(slot, fields, map),
                        Body::Newtype => match slot.get(0) {
                            Some(inner) => members(inner, inner.shape(), map),
                            None => Ok(()),
                        },
                        Body::Unit | Body::Tuple(_) => Ok(()),
                    }
                }
                Tag::Adjacent(tag, content) => {
                    map.serialize_entry(tag, name)?;
                    match variant {
                        Body::Unit => Ok(()),
                        body => map.serialize_entry(content, &Inside(slot, body)),
                    }
                }
            }
        }
        Shape::Text | Shape::List | Shape::Tuple(_) => Ok(()),
    }
}

fn of_struct<M: SerializeMap>(
    slot: &dyn Slot,
    fields: &Fields,
    map: &mut M,
) -> Result<(), M::Error> {
    for (index, name) in fields.names.iter().enumerate() {
        if let Some(field) = slot.get(index).filter(|field| !is_empty(*field)) {
            map.serialize_entry(name, &Shown(field))?;
        }
    }
    for index in fields.names.len()..fields.names.len() + fields.flat {
        if let Some(field) = slot.get(index) {
            members(field, field.shape(), map)?;
        }
    }
    Ok(())
}

fn chosen(slot: &dyn Slot, variants: &'static Variants) -> Option<(Body, &'static str)> {
    let variant = variants.list.get(slot.selected()?)?;
    Some((variant.body, variant.names.first()?))
}

fn variant<S: Serializer>(
    slot: &dyn Slot,
    variants: &'static Variants,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match (variants.tag, chosen(slot, variants)) {
        (_, None) => serializer.serialize_unit(),
        (Tag::External, Some((Body::Unit, name))) => serializer.serialize_str(name),
        _ => {
            let mut map = serializer.serialize_map(None)?;
            members(slot, Shape::Enum(variants), &mut map)?;
            map.end()
        }
    }
}

/// What a variant holds, without its name.
struct Inside<'a>(&'a dyn Slot, Body);

impl Serialize for Inside<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(slot, body) = *self;
        match body {
            Body::Unit => serializer.serialize_unit(),
            Body::Newtype => slot.get(0).map(Shown).serialize(serializer),
            Body::Tuple(count) => sequence(slot, count, serializer),
            Body::Struct(fields) => {
                let mut map = serializer.serialize_map(None)?;
                of_struct(slot, fields, &mut map)?;
                map.end()
            }
        }
    }
}

/// Prints a struct or a variant: the Rust names of its fields, none for one without, and what they hold.
#[doc(hidden)]
pub fn debug(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    names: &[&str],
    values: &[&dyn Debug],
) -> fmt::Result {
    if names.is_empty() && !values.is_empty() {
        let mut out = f.debug_tuple(name);
        for value in values {
            out.field(value);
        }
        return out.finish();
    }
    let mut out = f.debug_struct(name);
    for (name, value) in names.iter().zip(values) {
        out.field(name, value);
    }
    out.finish()
}
