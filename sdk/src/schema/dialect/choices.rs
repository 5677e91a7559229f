//! What a dialect chooses from: one enum for each of its fields.

/// What a host does with a keyword.
///
/// ```
/// use json_mode::schema::{Dialect, Support};
///
/// #[derive(json_mode::JsonResponse)]
/// struct Plan {
///     #[schemars(length(max = 3))]
///     steps: Vec<String>,
/// }
///
/// let mut dialect = Dialect::FULL;
/// dialect.keywords = &[("maxItems", Support::Refused)];
/// let lowered = json_mode::schema::<Plan>().lower(&dialect)?;
/// assert_eq!(lowered.lost()[0].to_string(), "/steps: maxItems (left out)");
/// # Ok::<(), json_mode::Error>(())
/// ```
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
///
/// ```
/// use json_mode::schema::{Dialect, Root};
///
/// let mut dialect = Dialect::FULL;
/// dialect.root = Root::Object;
/// assert!(json_mode::schema::<Vec<String>>().lower(&dialect)?.is_wrapped());
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Root {
    /// Any schema.
    Any,
    /// An object that is no union; anything else is wrapped as `{"value": …}`.
    Object,
}

/// Which properties must be listed as required.
///
/// ```
/// use json_mode::schema::{Dialect, Required};
///
/// #[derive(json_mode::JsonResponse)]
/// struct User {
///     nickname: Option<String>,
/// }
///
/// let mut dialect = Dialect::FULL;
/// dialect.required = Required::All;
/// let sent = json_mode::schema::<User>().lower(&dialect)?.to_value();
/// assert_eq!(sent["required"][0], "nickname");
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Required {
    /// Those that the type requires.
    Declared,
    /// All; one that the type does not require may be null, which is read as absent.
    All,
}

/// Whether every object must forbid further properties.
///
/// ```
/// use json_mode::schema::{Dialect, Objects};
///
/// #[derive(json_mode::JsonResponse)]
/// struct Plan {
///     #[schemars(length(max = 3))]
///     steps: Vec<String>,
/// }
///
/// let mut dialect = Dialect::FULL;
/// dialect.objects = Objects::Closed;
/// let sent = json_mode::schema::<Plan>().lower(&dialect)?.to_value();
/// assert_eq!(sent["additionalProperties"], false);
/// # Ok::<(), json_mode::Error>(())
/// ```
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
///
/// ```
/// use json_mode::schema::{Dialect, Maps};
/// use std::collections::BTreeMap;
///
/// let mut dialect = Dialect::FULL;
/// dialect.maps = Maps::Pairs;
/// let lowered = json_mode::schema::<BTreeMap<String, bool>>().lower(&dialect)?;
/// assert_eq!(lowered.unwrap(r#"[{"key": "a", "value": true}]"#).as_deref(), Some(r#"{"a":true}"#));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Maps {
    /// As an object with a schema for further properties.
    Native,
    /// As a list of `{"key": …, "value": …}`.
    Pairs,
}

/// How a list with a schema for each place is said.
///
/// ```
/// use json_mode::schema::{Dialect, Tuples};
///
/// let mut dialect = Dialect::FULL;
/// dialect.tuples = Tuples::Object;
/// let lowered = json_mode::schema::<(u8, String)>().lower(&dialect)?;
/// assert_eq!(lowered.unwrap(r#"{"0": 7, "1": "seven"}"#).as_deref(), Some(r#"[7,"seven"]"#));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tuples {
    /// By `prefixItems`.
    Native,
    /// As an object with the properties `"0"`, `"1"` and so on; a tuple of one type as a list of fixed length.
    Object,
}

/// How alternatives are said.
///
/// ```
/// use json_mode::schema::{Dialect, Unions};
///
/// #[derive(json_mode::JsonResponse)]
/// #[serde(tag = "kind")]
/// enum Shape {
///     Circle { radius: f64 },
///     Square { side: f64 },
/// }
///
/// let mut dialect = Dialect::FULL;
/// dialect.unions = Unions::AnyOf;
/// let sent = json_mode::schema::<Shape>().lower(&dialect)?.to_value();
/// assert!(sent["anyOf"].is_array() && sent["oneOf"].is_null());
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unions {
    /// By `oneOf` and `anyOf`, as the type does.
    Native,
    /// By `anyOf` only.
    AnyOf,
}

/// Whether alternatives and parts may stand beside properties.
///
/// ```
/// use json_mode::schema::{Composition, Dialect};
///
/// #[derive(json_mode::JsonResponse)]
/// #[serde(tag = "kind")]
/// enum Shape {
///     Circle { radius: f64 },
///     Square { side: f64 },
/// }
///
/// #[derive(json_mode::JsonResponse)]
/// struct Named {
///     name: String,
///     #[serde(flatten)]
///     shape: Shape,
/// }
///
/// let mut dialect = Dialect::FULL;
/// dialect.composition = Composition::Flat;
/// let sent = json_mode::schema::<Named>().lower(&dialect)?.to_value();
/// // `name` stands in each alternative, not beside them.
/// assert!(sent["properties"].is_null());
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Composition {
    /// Anywhere.
    Free,
    /// Nowhere: parts are merged, alternatives multiplied out.
    Flat,
}

/// How a definition is referred to.
///
/// ```
/// use json_mode::schema::{Dialect, Refs};
///
/// #[derive(json_mode::JsonResponse)]
/// struct Point {
///     x: f64,
/// }
///
/// let mut dialect = Dialect::FULL;
/// dialect.refs = Refs::Inline;
/// assert!(json_mode::schema::<Vec<Point>>().lower(&Dialect::FULL)?.as_str().contains("$ref"));
/// assert!(!json_mode::schema::<Vec<Point>>().lower(&dialect)?.as_str().contains("$ref"));
/// # Ok::<(), json_mode::Error>(())
/// ```
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
///
/// ```
/// use json_mode::schema::{Dialect, Recursion};
///
/// #[derive(json_mode::JsonResponse)]
/// struct Node {
///     children: Vec<Node>,
/// }
///
/// let mut dialect = Dialect::FULL;
/// dialect.recursion = Recursion::Refused;
/// let error = json_mode::schema::<Node>().lower(&dialect).unwrap_err();
/// assert_eq!(error.kind(), json_mode::ErrorKind::Unsupported);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recursion {
    /// It may.
    Allowed,
    /// It may not; a recursive type cannot be said.
    Refused,
}

/// How null is allowed beside another type.
///
/// ```
/// use json_mode::schema::{Dialect, Nullable};
///
/// #[derive(json_mode::JsonResponse)]
/// struct User {
///     nickname: Option<String>,
/// }
///
/// let mut dialect = Dialect::FULL;
/// dialect.nullable = Nullable::Keyword;
/// let sent = json_mode::schema::<User>().lower(&dialect)?.to_value();
/// assert_eq!(sent["properties"]["nickname"]["nullable"], true);
/// # Ok::<(), json_mode::Error>(())
/// ```
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
///
/// ```
/// use json_mode::schema::{Consts, Dialect};
///
/// #[derive(json_mode::JsonResponse)]
/// #[serde(tag = "kind")]
/// enum Shape {
///     Circle { radius: f64 },
///     Square { side: f64 },
/// }
///
/// let mut dialect = Dialect::FULL;
/// dialect.consts = Consts::Enum;
/// let lowered = json_mode::schema::<Shape>().lower(&dialect)?;
/// assert!(lowered.as_str().contains(r#""enum":["Circle"]"#) && !lowered.as_str().contains("const"));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Consts {
    /// By `const`.
    Const,
    /// By an `enum` of one.
    Enum,
}

/// Which values may be listed in an `enum`.
///
/// ```
/// use json_mode::schema::{Dialect, Enums};
///
/// #[derive(json_mode::JsonResponse)]
/// struct Grade {
///     #[schemars(extend("enum" = [1, 2, 3]))]
///     mark: u8,
/// }
///
/// let mut dialect = Dialect::FULL;
/// dialect.enums = Enums::Texts;
/// let lowered = json_mode::schema::<Grade>().lower(&dialect)?;
/// assert!(lowered.lost().iter().any(|loss| loss.keyword == "enum"));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Enums {
    /// Any.
    Any,
    /// Texts only; other values are left out, said in the description instead, and listed as lost.
    Texts,
}

/// How the order of properties is told.
///
/// ```
/// use json_mode::schema::{Dialect, PropertyOrder};
///
/// #[derive(json_mode::JsonResponse)]
/// struct Plan {
///     #[schemars(length(max = 3))]
///     steps: Vec<String>,
/// }
///
/// let mut dialect = Dialect::FULL;
/// dialect.order = PropertyOrder::Listed;
/// let sent = json_mode::schema::<Plan>().lower(&dialect)?.to_value();
/// assert_eq!(sent["propertyOrdering"][0], "steps");
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PropertyOrder {
    /// By their order in the schema.
    Kept,
    /// By `propertyOrdering` as well.
    Listed,
}

/// Whether a place may hold any value at all.
///
/// ```
/// use json_mode::schema::{AnyValue, Dialect};
///
/// let mut dialect = Dialect::FULL;
/// dialect.any = AnyValue::Refused;
/// assert!(json_mode::schema::<json_mode::Value>().lower(&dialect).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnyValue {
    /// It may.
    Allowed,
    /// It may not; a type with such a place cannot be said.
    Refused,
}

/// Which regular expressions may be sent; one that may not is left out and listed as lost.
///
/// ```
/// use json_mode::schema::{Dialect, Patterns, Support};
///
/// #[derive(json_mode::JsonResponse)]
/// struct Part {
///     #[schemars(regex(pattern = "^A-"))]
///     number: String,
/// }
///
/// let mut dialect = Dialect::FULL;
/// dialect.patterns = Patterns::Anchored;
/// dialect.keywords = &[("pattern", Support::Enforced)];
/// let lowered = json_mode::schema::<Part>().lower(&dialect)?;
/// assert_eq!(lowered.lost()[0].keyword, "pattern"); // it has no `$` at its end
/// # Ok::<(), json_mode::Error>(())
/// ```
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
