//! What generated code stands on, besides the public traits.

use std::borrow::Cow;

use serde_json::Deserializer;
use serde_json::de::StrRead;

/// A schema's name or id.
pub type Name = Cow<'static, str>;

/// What [`crate::JsonResponse::as_key`] returns.
pub type Key<'a> = Option<Cow<'a, str>>;

/// A key's text.
pub type Text<'a> = Cow<'a, str>;

/// What a function of the user's reads from, when a partial shows its field.
pub fn reader(json: &str) -> Deserializer<StrRead<'_>> {
    Deserializer::from_str(json)
}

/// A schema that knows the other names of the type's fields and variants, where they are asked for: each name with one of its
/// aliases.
#[must_use]
pub fn aliased(schema: schemars::Schema, aliases: &[(&str, &str)]) -> schemars::Schema {
    if !crate::schema::aliases::are_noted() {
        return schema;
    }
    let mut noted = schema.to_value();
    crate::schema::aliases::note(&mut noted, aliases);
    // What was a schema still is one.
    noted.try_into().unwrap_or_default()
}

/// Tells one derived type from every other, by the place that its `static` has in memory.
///
/// Module and name are not enough: two types inside functions, or out of one macro, may share them.
#[derive(Debug)]
pub struct Id(#[allow(dead_code, reason = "a byte, so that no two places are the same")] u8);

impl Id {
    /// Made in a static, once a type.
    #[allow(clippy::new_without_default, reason = "only made in a static")]
    #[must_use]
    pub const fn new() -> Self {
        Self(0)
    }

    /// The id of one instance of the type; `id` is schemars' own, which knows the type arguments.
    #[must_use]
    pub fn of(&'static self, id: &str) -> Name {
        Cow::Owned(format!("{id}@{self:p}"))
    }
}
