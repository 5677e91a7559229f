//! A schema as a host takes it, and what was lost on the way.

use std::fmt;
use std::sync::OnceLock;

use serde_json::Value;
use serde_json::value::RawValue;

use super::super::plan::Plan;
use super::super::{PromptStyle, prompt};
use super::{Sizes, is_plain_object};

/// A schema as a host takes it.
///
/// ```
/// use json_mode::provider::dialects;
/// use json_mode::schema;
///
/// // No list may stand at the root there: it is wrapped, and the answer is unwrapped.
/// let lowered = schema::<Vec<u8>>().lower(&dialects::OPENAI_STRICT)?;
/// assert!(lowered.is_wrapped());
/// assert_eq!(lowered.unwrap(r#"{"value": [1, 2]}"#).as_deref(), Some("[1,2]"));
/// # Ok::<(), json_mode::Error>(())
/// ```
pub struct Lowered {
    pub(super) schema: Value,
    pub(super) text: Box<RawValue>,
    pub(super) full: Value,
    pub(super) plan: Plan,
    pub(super) lost: Vec<Loss>,
    pub(super) sizes: Sizes,
    /// The schema in words, by style, once it was asked for.
    pub(super) words: [OnceLock<String>; 3],
}

/// A constraint of the type that a host does not keep to.
///
/// ```
/// #[derive(json_mode::JsonResponse)]
/// struct Plan {
///     #[schemars(length(max = 3))]
///     steps: Vec<String>,
/// }
///
/// let lowered = json_mode::schema::<Plan>().lower(&json_mode::provider::dialects::GROQ_STRICT)?;
/// let loss = &lowered.lost()[0];
/// assert_eq!((&*loss.path, &*loss.keyword), ("/steps", "maxItems"));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// The place in the type, as a JSON Pointer (RFC 6901) with `*` for every element of a list or map.
    pub path: String,
    /// The keyword of JSON Schema.
    pub keyword: String,
    /// Whether it is sent all the same (`true`), or left out because the host refuses it.
    pub sent: bool,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fate = if self.sent {
            "sent, not enforced"
        } else {
            "left out"
        };
        write!(f, "{}: {} ({fate})", self.path, self.keyword)
    }
}

impl Lowered {
    /// What an answer that is still growing is unwrapped by.
    pub(in crate::schema) fn plan_and_schema(&self) -> (&Plan, &Value) {
        (&self.plan, &self.schema)
    }

    /// What is sent, as JSON.
    pub fn to_value(&self) -> Value {
        self.schema.clone()
    }

    /// What is sent, as compact text.
    pub fn as_str(&self) -> &str {
        self.text.get()
    }

    /// The constraints that the host will not keep to.
    pub fn lost(&self) -> &[Loss] {
        &self.lost
    }

    /// How large it is, as the dialect's limits count; all zero in a dialect that takes the schema as it is.
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// Whether answers have another shape than the type: see [`wrap`](Self::wrap).
    pub fn is_wrapped(&self) -> bool {
        self.plan.is_active()
    }

    /// A value of the type's shape in the shape that the host is asked for: a list inside an object, a map as a
    /// list of pairs. For examples of answers in a prompt.
    ///
    /// ```
    /// let lowered = json_mode::schema::<Vec<u8>>().lower(&json_mode::provider::dialects::OPENAI_STRICT)?;
    /// assert_eq!(lowered.wrap(vec![1, 2].into()).to_string(), r#"{"value":[1,2]}"#);
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn wrap(&self, value: Value) -> Value {
        self.plan.wrap(&self.full, value)
    }

    /// The text of an answer in the type's shape; `None` if the text is no JSON, or nests more than about 250 deep.
    /// What does not have the shape that was asked for is left as it is. Numbers keep every digit, strings their
    /// escapes, and equal keys of one object all stand in the result.
    ///
    /// ```
    /// let lowered = json_mode::schema::<Vec<u8>>().lower(&json_mode::provider::dialects::OPENAI_STRICT)?;
    /// assert_eq!(lowered.unwrap(r#"{"value": [1, 2]}"#).as_deref(), Some("[1,2]"));
    /// assert_eq!(lowered.unwrap("no JSON"), None);
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn unwrap(&self, text: &str) -> Option<String> {
        if self.plan.is_active() {
            self.plan.unwrap(&self.schema, text)
        } else {
            Some(text.to_owned())
        }
    }

    /// This form of the schema in words, for a prompt.
    pub fn prompt(&self, style: PromptStyle) -> String {
        self.words(style).to_owned()
    }

    /// The same, kept: every request that puts the schema into its prompt asks for it.
    pub(crate) fn words(&self, style: PromptStyle) -> &str {
        let place = match style {
            PromptStyle::TypeDefinition => &self.words[0],
            PromptStyle::Compact => &self.words[1],
            PromptStyle::Pretty => &self.words[2],
        };
        place.get_or_init(|| prompt::render(&self.schema, style))
    }

    /// What a model is told that is not held to the schema, or is not shown it.
    pub(crate) fn instruction(&self, style: PromptStyle) -> String {
        let what = match style {
            PromptStyle::TypeDefinition => "of this type",
            PromptStyle::Compact | PromptStyle::Pretty => "that fits this JSON Schema",
        };
        let words = self.words(style);
        format!("Answer only with JSON {what}:\n{words}")
    }

    /// Whether an answer shows that nothing held the model to the schema: it is whole JSON, and its root is no object where one
    /// was asked for, lacks a member, or has one that was forbidden. No sampler that follows a schema writes so.
    pub(crate) fn is_ignored_in(&self, text: &str) -> bool {
        let (Ok(value), Value::Object(schema)) = (serde_json::from_str(text), &self.schema) else {
            return false;
        };
        if !is_plain_object(schema) {
            return false;
        }
        let Value::Object(members) = value else {
            return true;
        };
        let required = schema.get("required").and_then(Value::as_array);
        let mut required = required.into_iter().flatten().filter_map(Value::as_str);
        let properties = schema.get("properties").and_then(Value::as_object);
        let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
        let is_named = |name: &String| properties.is_some_and(|known| known.contains_key(name));
        required.any(|name| !members.contains_key(name))
            || is_closed && !members.keys().all(is_named)
    }

    pub(crate) fn raw(&self) -> &RawValue {
        &self.text
    }
}

impl fmt::Debug for Lowered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lowered")
            .field("schema", &self.text.get())
            .field("lost", &self.lost)
            .finish_non_exhaustive()
    }
}
