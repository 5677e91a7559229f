//! What a host takes of JSON Schema, as data.

/// What a host takes of JSON Schema (2020-12): the input of [`Schema::lower`](super::Schema::lower).
///
/// A dialect is plain data. Start from [`Dialect::FULL`] and change what the host's documents say:
///
/// ```
/// use json_mode::schema::{Dialect, Maps, Root};
///
/// let mut dialect = Dialect::FULL;
/// dialect.name = "my host";
/// dialect.root = Root::Object;
/// dialect.maps = Maps::Pairs;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dialect {
    /// How errors call it.
    pub name: &'static str,
    /// What may stand at the root.
    pub root: Root,
    /// Which properties must be listed as required.
    pub required: Required,
    /// Whether every object must forbid further properties.
    pub objects: Objects,
    /// How a map with free keys is said.
    pub maps: Maps,
    /// How a list with a schema for each place is said.
    pub tuples: Tuples,
    /// How alternatives are said.
    pub unions: Unions,
    /// Whether alternatives and parts may stand beside properties.
    pub composition: Composition,
    /// How a definition is referred to.
    pub refs: Refs,
    /// Whether a definition may lead back to itself.
    pub recursion: Recursion,
    /// How null is allowed beside another type.
    pub nullable: Nullable,
    /// How a single value is said.
    pub consts: Consts,
    /// Which values may be listed.
    pub enums: Enums,
    /// How the order of properties is told.
    pub order: PropertyOrder,
    /// Whether a place may hold any value at all.
    pub any: AnyValue,
    /// Which regular expressions may be sent.
    pub patterns: Patterns,
    /// What the host does with each keyword that constrains or describes; structure is said by the fields above.
    /// `number.minimum` is `minimum` on a `number`, where that differs from an `integer`; `items.false` is `items: false`.
    pub keywords: &'static [(&'static str, Support)],
    /// What it does with a keyword that is not in [`keywords`](Self::keywords).
    pub other_keywords: Support,
    /// What it does with each `format`; one that is not listed is like a keyword that is not listed.
    pub formats: &'static [&'static str],
    /// How large a schema may be.
    pub limits: Limits,
}

/// What a host does with a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Support {
    /// Taken, and the answer keeps to it.
    Enforced,
    /// Taken, but the answer may break it, or nobody knows: it is sent and listed as lost.
    Unenforced,
    /// Not taken: it is left out, said in the description instead, and listed as lost.
    Refused,
    /// A number up to this is taken and kept to, a larger one not taken.
    UpTo(u64),
}

/// What may stand at the root of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Root {
    /// Any schema.
    Any,
    /// An object that is no union; anything else is wrapped as `{"value": …}`.
    Object,
}

/// Which properties must be listed as required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Required {
    /// Those that the type requires.
    Declared,
    /// All; one that the type does not require may be null, which is read as absent.
    All,
}

/// Whether every object must forbid further properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Objects {
    /// As the type says.
    Declared,
    /// Every object gets `additionalProperties: false`.
    Closed,
    /// No object says anything of it: the keyword is not taken.
    Open,
}

/// How a map with free keys is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Maps {
    /// As an object with a schema for further properties.
    Native,
    /// As a list of `{"key": …, "value": …}`.
    Pairs,
}

/// How a list with a schema for each place is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tuples {
    /// By `prefixItems`.
    Native,
    /// As an object with the properties `"0"`, `"1"` and so on; a tuple of one type as a list of fixed length.
    Object,
}

/// How alternatives are said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unions {
    /// By `oneOf` and `anyOf`, as the type does.
    Native,
    /// By `anyOf` only.
    AnyOf,
}

/// Whether alternatives and parts may stand beside properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Composition {
    /// Anywhere.
    Free,
    /// Nowhere: parts are merged, alternatives multiplied out.
    Flat,
}

/// How a definition is referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refs {
    /// By `$ref`, beside which a description may stand.
    Siblings,
    /// By `$ref` alone; where there is a description the definition is written out, or, in a recursive type, put
    /// into an `anyOf` of one.
    Bare,
    /// Not at all: every definition is written out.
    Inline,
}

/// Whether a definition may lead back to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recursion {
    /// It may.
    Allowed,
    /// It may not; a recursive type cannot be said.
    Refused,
}

/// How null is allowed beside another type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Nullable {
    /// By a list of types.
    TypeList,
    /// By `anyOf` with `{"type": "null"}`.
    AnyOf,
    /// By `nullable: true`, as `OpenAPI` 3.0 has it.
    Keyword,
}

/// How a single value is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Consts {
    /// By `const`.
    Const,
    /// By an `enum` of one.
    Enum,
}

/// Which values may be listed in an `enum`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Enums {
    /// Any.
    Any,
    /// Texts only; other values are left out, said in the description instead, and listed as lost.
    Texts,
}

/// How the order of properties is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PropertyOrder {
    /// By their order in the schema.
    Kept,
    /// By `propertyOrdering` as well.
    Listed,
}

/// Whether a place may hold any value at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnyValue {
    /// It may.
    Allowed,
    /// It may not; a type with such a place cannot be said.
    Refused,
}

/// Which regular expressions may be sent; one that may not is left out and listed as lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Patterns {
    /// Any.
    Any,
    /// Those that start with `^` and end with `$`.
    Anchored,
    /// Those without look-ahead and look-behind.
    WithoutLookaround,
}

/// How large a schema may be. `None` is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Properties of all objects together.
    pub properties: Option<usize>,
    /// Objects and lists inside one another.
    pub depth: Option<usize>,
    /// Values of all `enum`s together.
    pub enum_values: Option<usize>,
    /// Characters of all names of properties and definitions and all strings in `enum` and `const` together.
    pub string_chars: Option<usize>,
    /// Branches of one union.
    pub union_branches: Option<usize>,
    /// An `enum` of more texts than the first number may have so many characters as the second.
    pub large_enum: Option<(usize, usize)>,
}

impl Limits {
    /// No limit on anything.
    pub const NONE: Self = Self {
        properties: None,
        depth: None,
        enum_values: None,
        string_chars: None,
        union_branches: None,
        large_enum: None,
    };
}

impl Dialect {
    /// All of JSON Schema 2020-12, with nothing known about what is enforced.
    pub const FULL: Self = Self {
        name: "JSON Schema",
        root: Root::Any,
        required: Required::Declared,
        objects: Objects::Declared,
        maps: Maps::Native,
        tuples: Tuples::Native,
        unions: Unions::Native,
        composition: Composition::Free,
        refs: Refs::Siblings,
        recursion: Recursion::Allowed,
        nullable: Nullable::TypeList,
        consts: Consts::Const,
        enums: Enums::Any,
        order: PropertyOrder::Kept,
        any: AnyValue::Allowed,
        patterns: Patterns::Any,
        keywords: &[],
        other_keywords: Support::Unenforced,
        formats: &[],
        limits: Limits::NONE,
    };

    pub(super) fn number_support(&self, keyword: &str) -> Support {
        self.keywords
            .iter()
            .find(|(name, _)| name.strip_prefix("number.") == Some(keyword))
            .map_or_else(|| self.support(keyword), |(_, support)| *support)
    }

    pub(super) fn support(&self, keyword: &str) -> Support {
        self.keywords
            .iter()
            .find(|(name, _)| *name == keyword)
            .map_or(self.other_keywords, |(_, support)| *support)
    }

    pub(super) fn format_support(&self, format: &str) -> Support {
        if self.formats.contains(&format) {
            Support::Enforced
        } else {
            self.other_keywords
        }
    }
}
