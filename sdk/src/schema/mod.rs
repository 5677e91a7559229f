//! The JSON Schema of a type, and the form of it that a host takes.
//!
//! A type's full schema is made once ([`schema`]). [`Schema::lower`] says it in a host's [`Dialect`]: what has an
//! equivalent is rewritten, what the host cannot say is wrapped (and unwrapped again in the answer), what is lost
//! is listed. [`Schema::prompt`] says it in words.

mod dialect;
mod fit;
mod lower;
mod merge;
mod plan;
mod prompt;

pub use dialect::{
    AnyValue, Composition, Consts, Dialect, Limits, Maps, Nullable, Objects, Patterns, Recursion,
    Refs, Required, Root, Support, Tuples, Unions,
};
pub use lower::{Loss, Lowered};
pub use prompt::PromptStyle;

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::response::{JsonResponse, Violation};

/// How deep a schema that is made at run time may nest: as deep as `serde_json` reads.
const MAX_DEPTH: usize = 128;

/// A JSON Schema (2020-12) and the name under which it is sent. Cheap to clone.
#[derive(Clone)]
pub struct Schema(Arc<Inner>);

struct Inner {
    name: String,
    full: Value,
    fingerprint: u64,
    /// What was lowered before; a program uses a handful of dialects.
    lowered: Mutex<Vec<(Dialect, Arc<Lowered>)>>,
}

/// The schema of `T`, made on the first call and kept for the life of the process.
///
/// Properties stand in the order in which the type declares them; models answer in that order.
///
/// ```
/// use json_mode::JsonResponse;
///
/// #[derive(JsonResponse)]
/// struct Team {
///     /// the winner's name
///     team_name: String,
/// }
///
/// let schema = json_mode::schema::<Team>();
/// assert_eq!(schema.name(), "Team");
/// assert_eq!(
///     schema.to_value()["properties"].to_string(),
///     r#"{"team_name":{"type":"string","description":"the winner's name"}}"#,
/// );
/// ```
pub fn schema<T: JsonResponse>() -> Schema {
    static SEEN: LazyLock<RwLock<HashMap<TypeId, Schema>>> = LazyLock::new(RwLock::default);
    let id = TypeId::of::<T>();
    // A map of finished schemas is whole whatever another thread did.
    if let Some(schema) = SEEN.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return schema.clone();
    }
    let made = Schema::of::<T>();
    SEEN.write()
        .unwrap_or_else(PoisonError::into_inner)
        .entry(id)
        .or_insert(made)
        .clone()
}

impl Schema {
    fn of<T: JsonResponse>() -> Self {
        let generator = SchemaSettings::draft2020_12()
            .for_deserialize()
            .with(|settings| settings.meta_schema = None)
            .into_generator();
        let full = generator.into_root_schema_for::<T>().to_value();
        Self::new(&T::schema_name(), full)
    }

    fn new(name: &str, full: Value) -> Self {
        let mut hasher = DefaultHasher::new();
        (name, full.to_string()).hash(&mut hasher);
        let fingerprint = hasher.finish();
        Self(Arc::new(Inner {
            name: wire_name(name),
            full,
            fingerprint,
            lowered: Mutex::default(),
        }))
    }

    /// A schema that is only known at run time: from a file, a database, a user.
    ///
    /// Its name is its `title`, or `answer`.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if it is no JSON object, nests more than 128 deep, or refers to
    /// something outside of itself or to nothing.
    pub fn from_value(schema: Value) -> Result<Self> {
        let Value::Object(map) = &schema else {
            return Err(Error::config("a schema is a JSON object"));
        };
        examine(&schema, &schema, 0)?;
        if is_circular(&schema, &schema, &mut Vec::new(), &mut Vec::new(), 0) {
            return Err(Error::config(
                "the schema has a part that is defined as itself, or through too many references",
            ));
        }
        let name = map
            .get("title")
            .and_then(Value::as_str)
            .unwrap_or("answer")
            .to_owned();
        Ok(Self::new(&name, schema))
    }

    /// The same from text.
    ///
    /// # Errors
    /// As [`from_value`](Self::from_value), and for text that is no JSON.
    pub fn from_json(text: &str) -> Result<Self> {
        let schema = serde_json::from_str(text)
            .map_err(|error| Error::config("the schema is no JSON").with_source(error))?;
        Self::from_value(schema)
    }

    /// The same schema under another name. A name holds letters, digits, `_` and `-`, at most 64; other
    /// characters become `_`.
    pub fn named(self, name: &str) -> Self {
        Self::new(name, self.0.full.clone())
    }

    /// The name under which the schema is sent: it matches `^[a-zA-Z0-9_-]{1,64}$`.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The full schema, as JSON.
    pub fn to_value(&self) -> Value {
        self.0.full.clone()
    }

    /// The schema as a host of this dialect takes it. Made once for a dialect and kept.
    ///
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) if the dialect has no way to say the type; the message
    /// names the type, the place in it and the dialect.
    pub fn lower(&self, dialect: &Dialect) -> Result<Arc<Lowered>> {
        let mut known = self
            .0
            .lowered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((_, lowered)) = known.iter().find(|(of, _)| of == dialect) {
            return Ok(Arc::clone(lowered));
        }
        let lowered = Arc::new(lower::lower(self, dialect)?);
        known.push((*dialect, Arc::clone(&lowered)));
        Ok(lowered)
    }

    /// The schema in words, for a prompt.
    ///
    /// A type definition takes about half the tokens of compact JSON Schema and says as much:
    ///
    /// ```
    /// use json_mode::schema::PromptStyle;
    ///
    /// #[derive(json_mode::JsonResponse)]
    /// struct User {
    ///     /// user name
    ///     name: String,
    ///     age: Option<u8>,
    /// }
    ///
    /// assert_eq!(
    ///     json_mode::schema::<User>().prompt(PromptStyle::TypeDefinition),
    ///     "{\n name: string // user name\n age?: int | null // 0 to 255\n}",
    /// );
    /// ```
    pub fn prompt(&self, style: PromptStyle) -> String {
        prompt::render(&self.0.full, style)
    }

    /// Where a value does not have this schema's shape.
    pub(crate) fn misfits(&self, value: &Value) -> Vec<Violation> {
        fit::misfits(&self.0.full, value)
    }

    /// Tells schemas apart for the life of a process.
    pub(crate) fn fingerprint(&self) -> u64 {
        self.0.fingerprint
    }

    pub(crate) fn full(&self) -> &Value {
        &self.0.full
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema")
            .field("name", &self.0.name)
            .field("full", &self.0.full)
            .finish_non_exhaustive()
    }
}

/// A name as every host takes it: OpenAI's rule, which Together repeats.
fn wire_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') {
                c
            } else {
                '_'
            }
        })
        .take(64)
        .collect();
    if name.is_empty() {
        "answer".to_owned()
    } else {
        name
    }
}

/// Refuses what the rest of this module could not follow to its end.
fn examine(root: &Value, node: &Value, depth: usize) -> Result<()> {
    if depth > MAX_DEPTH {
        return Err(Error::config(format!(
            "a schema may nest {MAX_DEPTH} deep at most"
        )));
    }
    match node {
        Value::Object(map) => {
            if let Some(Value::String(reference)) = map.get("$ref")
                && resolve(root, reference).is_none()
            {
                return Err(Error::config(format!(
                    "the schema refers to `{reference}`, which it does not hold"
                )));
            }
            map.values()
                .try_for_each(|child| examine(root, child, depth + 1))
        }
        Value::Array(items) => items
            .iter()
            .try_for_each(|child| examine(root, child, depth + 1)),
        _ => Ok(()),
    }
}

/// Whether a part leads back to itself without going down into the value, so that it says nothing and a walk over it
/// would not end. `open` and `done` hold addresses of nodes.
fn is_circular(
    root: &Value,
    node: &Value,
    open: &mut Vec<*const Value>,
    done: &mut Vec<*const Value>,
    depth: usize,
) -> bool {
    let address: *const Value = node;
    if open.contains(&address) || depth > 8 * MAX_DEPTH {
        return true;
    }
    if done.contains(&address) {
        return false;
    }
    open.push(address);
    let found = match node {
        Value::Object(map) => map
            .iter()
            .any(|(keyword, value)| match (keyword.as_str(), value) {
                ("$ref", Value::String(reference)) => resolve(root, reference)
                    .is_some_and(|target| is_circular(root, target, open, done, depth + 1)),
                ("anyOf" | "oneOf" | "allOf", Value::Array(parts)) => parts
                    .iter()
                    .any(|part| is_circular(root, part, open, done, depth + 1)),
                // One level down a new path starts.
                (_, below) => is_circular(root, below, &mut Vec::new(), done, depth + 1),
            }),
        Value::Array(items) => items
            .iter()
            .any(|item| is_circular(root, item, &mut Vec::new(), done, depth + 1)),
        _ => false,
    };
    open.pop();
    done.push(address);
    found
}

/// What a `$ref` within the document refers to.
fn resolve<'s>(root: &'s Value, reference: &str) -> Option<&'s Value> {
    let pointer = reference.strip_prefix('#')?;
    // A fragment is percent-encoded; names that need it are rare.
    root.pointer(pointer)
        .or_else(|| root.pointer(&percent_decoded(pointer)?))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            out.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}
