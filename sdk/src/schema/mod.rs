//! The JSON Schema of a type, and the form of it that a host takes.
//!
//! A type's full schema is made once ([`schema`]). [`Schema::lower`] says it in a host's [`Dialect`]: what has an
//! equivalent is rewritten, what the host cannot say is wrapped (and unwrapped again in the answer), what is lost
//! is listed. [`Schema::prompt`] says it in words.

pub(crate) mod aliases;
mod dialect;
mod drafts;
mod fit;
mod lower;
mod maps;
mod merge;
mod plan;
mod prompt;
mod rules;
mod tree;
mod verbatim;
mod walk;

pub use dialect::{
    AnyValue, Composition, Consts, Dialect, Enums, Limits, Maps, Nullable, Objects, Patterns,
    PropertyOrder, Recursion, Refs, Required, Root, Support, Tuples, Unions,
};
#[cfg(feature = "testing")]
pub(crate) use lower::support as keyword_support;
pub use lower::{Loss, Lowered, Sizes};
pub(crate) use plan::{SAME, WRAPPER, Way};
pub use prompt::PromptStyle;
pub(crate) use walk::resolve;

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError, RwLock};

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::json::{Glance, Mended, Words};
use crate::response::JsonResponse;

/// A JSON Schema (2020-12) and the name under which it is sent. Cheap to clone.
///
/// ```
/// use json_mode::{Schema, decode_value, schema};
///
/// // Of a type, or of a document that is only known at run time.
/// let of_type = schema::<Vec<u8>>();
/// let document = Schema::from_json(r#"{"title": "Ages", "type": "array", "items": {"type": "integer"}}"#)?;
/// assert_eq!(document.name(), "Ages");
/// assert!(decode_value("[7, 77]", &document).is_ok());
/// println!("{of_type}");
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone)]
pub struct Schema(Arc<Inner>);

/// A schema in a dialect, or why the dialect cannot say it.
type Said = Result<Arc<Lowered>, String>;

struct Inner {
    name: String,
    full: Value,
    /// The same with the other names that serde reads, where there are any.
    noted: Option<Value>,
    fingerprint: u64,
    /// Whether values have to be judged after they were read.
    has_rules: bool,
    /// Whether names may stand in them that the type does not declare.
    has_maps: bool,
    /// What of them is told at a glance.
    glance: OnceLock<Glance>,
    /// What was lowered before; a program uses a handful of dialects.
    lowered: Mutex<Vec<(Dialect, Said)>>,
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
    known::<T>().clone()
}

/// The same, without a clone: it is kept for the life of the process anyway.
pub(crate) fn known<T: JsonResponse>() -> &'static Schema {
    type Seen = HashMap<TypeId, &'static Schema, BuildHasherDefault<TypeIdHasher>>;
    static SEEN: LazyLock<RwLock<Seen>> = LazyLock::new(RwLock::default);
    let id = TypeId::of::<T>();
    // A map of finished schemas is whole whatever another thread did.
    if let Some(schema) = SEEN.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return schema;
    }
    let made = Schema::of::<T>();
    let mut seen = SEEN.write().unwrap_or_else(PoisonError::into_inner);
    seen.entry(id).or_insert_with(|| Box::leak(Box::new(made)))
}

/// A `TypeId` is a hash already; decoding looks it up at every answer.
#[derive(Default)]
struct TypeIdHasher(u64);

impl Hasher for TypeIdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // `TypeId` hands over one number; this is for any other way it may choose.
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Schema {
    fn of<T: JsonResponse>() -> Self {
        let generator = SchemaSettings::draft2020_12()
            .for_deserialize()
            .with(|settings| settings.meta_schema = None)
            .into_generator();
        let full = aliases::noting(|| generator.into_root_schema_for::<T>()).to_value();
        Self::new(&T::schema_name(), full)
    }

    fn new(name: &str, mut full: Value) -> Self {
        let noted = aliases::take(&mut full);
        let mut hasher = DefaultHasher::new();
        (name, full.to_string()).hash(&mut hasher);
        let fingerprint = hasher.finish();
        Self(Arc::new(Inner {
            name: wire_name(name),
            has_rules: rules::are_in(&full),
            has_maps: maps::are_in(&full),
            glance: OnceLock::new(),
            noted,
            full,
            fingerprint,
            lowered: Mutex::default(),
        }))
    }

    /// A schema that is only known at run time: from a file, a database, a user.
    ///
    /// Its name is its `title`, or `answer`. A list under `items`, as drafts before 2020-12 wrote a tuple, becomes
    /// `prefixItems`.
    ///
    /// A `pattern` that looks around (`(?=..)`) or refers back (`\1`) is sent to the model as it is and not judged when an
    /// answer is decoded: no answer is refused for it.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if it is no JSON object, nests more than 128 deep, refers to
    /// something outside of itself or to nothing, has a part that is defined as itself, or a `type` that JSON Schema
    /// does not know.
    ///
    /// ```
    /// use json_mode::{Error, ErrorKind, Schema, Value};
    ///
    /// let refused = |text: &str| -> Option<Error> { Schema::from_value(text.parse::<Value>().ok()?).err() };
    /// assert!(refused(r#"{"type": "string"}"#).is_none());
    /// assert_eq!(refused(r#"{"type": "text"}"#).map(|error| error.kind()), Some(ErrorKind::Config));
    /// ```
    pub fn from_value(mut schema: Value) -> Result<Self> {
        let Value::Object(map) = &schema else {
            return Err(Error::config("a schema is a JSON object"));
        };
        walk::examine(&schema)?;
        let name = map
            .get("title")
            .and_then(Value::as_str)
            .unwrap_or("answer")
            .to_owned();
        drafts::modernise(&mut schema);
        Ok(Self::new(&name, schema))
    }

    /// The same from text.
    ///
    /// ```
    /// use json_mode::Schema;
    ///
    /// let schema = Schema::from_json(r#"{"title": "Ages", "type": "array", "items": {"type": "integer"}}"#)?;
    /// assert_eq!(schema.name(), "Ages");
    /// # Ok::<(), json_mode::Error>(())
    /// ```
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
    ///
    /// ```
    /// assert_eq!(json_mode::schema::<Vec<u8>>().named("my ages").name(), "my_ages");
    /// ```
    pub fn named(self, name: &str) -> Self {
        Self::new(name, self.noted().clone())
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
    /// ```
    /// use json_mode::provider::dialects;
    ///
    /// let sent = json_mode::schema::<Vec<u8>>().lower(&dialects::OPENAI_STRICT)?.to_value();
    /// assert_eq!(sent["properties"]["value"]["type"], "array"); // a list needs an object around it there
    /// # Ok::<(), json_mode::Error>(())
    /// ```
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
        let said = if let Some((_, said)) = known.iter().find(|(of, _)| of == dialect) {
            said.clone()
        } else {
            // A refusal is kept as well: the ladder asks for it at every request.
            let said = lower::lower(self, dialect)
                .map(Arc::new)
                .map_err(|error| error.message().to_owned());
            known.push((*dialect, said.clone()));
            said
        };
        said.map_err(|message| Error::new(ErrorKind::Unsupported, message))
    }

    /// The schema in words, for a prompt.
    ///
    /// A type definition takes less than half the bytes of compact JSON Schema and says as much:
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
    /// let schema = json_mode::schema::<User>();
    /// let words = schema.prompt(PromptStyle::TypeDefinition);
    /// assert_eq!(words, "{\n name: string // user name\n age?: int | null // 0 to 255\n}");
    /// assert!(2 * words.len() < schema.prompt(PromptStyle::Compact).len());
    /// ```
    pub fn prompt(&self, style: PromptStyle) -> String {
        prompt::render(&self.0.full, style)
    }

    /// Tells schemas apart for the life of a process.
    pub(crate) fn fingerprint(&self) -> u64 {
        self.0.fingerprint
    }

    /// Whether there is more to keep to than a type keeps to by itself.
    pub(crate) fn has_rules(&self) -> bool {
        self.0.has_rules
    }

    /// Whether a value may hold a map, or a value of any type: what reads those does not tell of a name that stands twice.
    pub(crate) fn has_maps(&self) -> bool {
        self.0.has_maps
    }

    /// Whether a text that the type has read keeps all of it, as far as that is told at a glance.
    pub(crate) fn is_kept_by(&self, text: &str) -> bool {
        self.glance().holds(&self.0.full, text)
    }

    /// What is told of a value at a glance.
    pub(crate) fn glance(&self) -> &Glance {
        self.0.glance.get_or_init(|| Glance::new(&self.0.full))
    }

    /// Where the value ends that a text begins with, if it is certain at a glance that it keeps all of it and that nothing in
    /// it would be changed or left out.
    pub(crate) fn end_of(&self, text: &str) -> Option<usize> {
        self.glance().end(text)
    }

    /// The same of a value with damages that leave no doubt, without them.
    pub(crate) fn mend(&self, text: &str, words: Words) -> Option<Mended> {
        self.glance().mend(text, words)
    }

    pub(crate) fn full(&self) -> &Value {
        &self.0.full
    }

    /// The schema by which an answer is brought into shape: it knows the other names that serde reads.
    pub(crate) fn noted(&self) -> &Value {
        self.0.noted.as_ref().unwrap_or(&self.0.full)
    }
}

/// The full schema as compact JSON.
///
/// ```
/// #[derive(json_mode::JsonResponse)]
/// struct Team {
///     name: String,
/// }
///
/// assert_eq!(
///     json_mode::schema::<Team>().to_string(),
///     r#"{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"title":"Team"}"#,
/// );
/// ```
impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.full)
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
