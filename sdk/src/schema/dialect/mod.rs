//! What a host takes of JSON Schema, as data.

mod choices;

pub use choices::{
    AnyValue, Composition, Consts, Enums, Maps, Nullable, Objects, Patterns, PropertyOrder,
    Recursion, Refs, Required, Root, Support, Tuples, Unions,
};

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
/// assert!(json_mode::schema::<Vec<u8>>().lower(&dialect)?.is_wrapped());
/// # Ok::<(), json_mode::Error>(())
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

/// How large a schema may be. `None` is no limit.
///
/// ```
/// use json_mode::schema::Dialect;
///
/// let mut dialect = Dialect::FULL;
/// dialect.limits.depth = Some(1);
/// assert!(json_mode::schema::<Vec<u8>>().lower(&dialect).is_ok());
/// assert!(json_mode::schema::<Vec<Vec<u8>>>().lower(&dialect).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Properties of all objects together.
    pub properties: Option<usize>,
    /// Objects and lists inside one another; a definition counts from its own root.
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
