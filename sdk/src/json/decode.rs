//! Text to `T`: the text as it stands, then without a fence; then the type's own rules.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use super::fence;
use crate::error::{Error, ErrorKind, Result};
use crate::response::{Checks, JsonResponse, Violation, push_escaped};
use crate::schema::Schema;

/// A value read from text, and what had to be done to read it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// The value.
    pub value: T,
    /// What was changed before the text could be read; empty for text that was right as it stood.
    pub repairs: Vec<Repair>,
}

/// One change that was made to a text before it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair {
    /// The place in the answer, as a JSON Pointer (RFC 6901); empty for the whole answer.
    pub path: String,
    /// What was changed.
    pub kind: RepairKind,
}

/// The ways in which a text may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RepairKind {
    /// A Markdown fence around the whole answer was taken off.
    Fence,
}

/// Reads a `T` from the text of an answer.
///
/// The text is JSON (RFC 8259) in the shape that `T` describes, with white space around it or one
/// Markdown fence around the whole. After that the rules of `#[json_response(check = ..)]` are run.
///
/// **Units and limits**: values nest at most 128 deep; time and memory grow linearly with the text.
///
/// # Errors
/// - [`Decode`](ErrorKind::Decode): the text is empty, is no JSON, or is JSON of another shape; the path is in
///   [`violations`](Error::violations).
/// - [`Truncated`](ErrorKind::Truncated): the text ends inside a value.
/// - [`Invalid`](ErrorKind::Invalid): there is a `T`, but it breaks rules; all of them are listed.
///
/// ```
/// use json_mode::{ErrorKind, JsonResponse, decode};
///
/// #[derive(Debug, JsonResponse)]
/// struct Breakthrough {
///     name: String,
///     year: i32,
/// }
///
/// let decoded = decode::<Breakthrough>("```json\n{\"name\": \"Penicillin\", \"year\": 1928}\n```")?;
/// assert_eq!(decoded.value.year, 1928);
/// assert_eq!(decoded.repairs.len(), 1);
///
/// let error = decode::<Vec<Breakthrough>>(r#"[{"name": "DNA", "year": "1953"}]"#).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Decode);
/// assert_eq!(error.violations()[0].path, "/0/year");
/// # Ok::<(), json_mode::Error>(())
/// ```
pub fn decode<T: JsonResponse>(text: &str) -> Result<Decoded<T>> {
    decode_answer(text, &Unwrap::Nothing, |value: &T, found| {
        value.check(&mut Checks::new(found));
    })
}

/// Reads a value of a schema that is only known at run time.
///
/// The text is read as by [`decode`], and must then have the schema's shape: its types, names and alternatives.
///
/// # Errors
/// As [`decode`]; every place that does not fit is in [`violations`](Error::violations).
///
/// ```
/// use json_mode::{Schema, decode_value};
///
/// # let document = r#"{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}"#;
/// let schema = Schema::from_value(document.parse().map_err(|_| "no JSON")?)?;
/// assert_eq!(decode_value(r#"{"city": "Paris"}"#, &schema)?.value["city"], "Paris");
/// assert_eq!(decode_value(r#"{"town": "Paris"}"#, &schema).unwrap_err().violations()[0].message, "missing field `city`");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decode_value(text: &str, schema: &Schema) -> Result<Decoded<Value>> {
    decode_dynamic(text, schema, &Unwrap::Nothing)
}

/// The same for an answer, whose shape may be a dialect's.
pub(crate) fn decode_dynamic(
    text: &str,
    schema: &Schema,
    unwrap: &Unwrap<'_>,
) -> Result<Decoded<Value>> {
    let decoded = decode_answer(text, unwrap, |_: &Value, _| {})?;
    let found = schema.misfits(&decoded.value);
    if found.is_empty() {
        Ok(decoded)
    } else {
        Err(shape(found).with_text(text))
    }
}

/// How the text of an answer becomes text of the type's own shape: what the host's dialect wrapped is unwrapped.
pub(crate) enum Unwrap<'a> {
    /// The answer has the type's own shape.
    Nothing,
    /// The answer has a shape of the dialect's; the function gives the type's, or nothing for text that is no JSON.
    With(&'a dyn Fn(&str) -> Option<String>),
}

/// The one way from an answer's text to a value, whatever asked for it.
pub(crate) fn decode_answer<T: DeserializeOwned>(
    text: &str,
    unwrap: &Unwrap<'_>,
    check: impl FnOnce(&T, &mut Vec<Violation>),
) -> Result<Decoded<T>> {
    let (value, repairs) = match read(text, unwrap) {
        Ok(value) => (value, Vec::new()),
        Err(error) => {
            let Some(body) = fence::inside(text) else {
                return Err(error.with_text(text));
            };
            let value = read(body, unwrap).map_err(|error| error.with_text(text))?;
            (
                value,
                vec![Repair {
                    path: String::new(),
                    kind: RepairKind::Fence,
                }],
            )
        }
    };
    let mut found = Vec::new();
    check(&value, &mut found);
    if found.is_empty() {
        Ok(Decoded { value, repairs })
    } else {
        Err(Error::new(ErrorKind::Invalid, summary(&found))
            .with_violations(found)
            .with_text(text))
    }
}

/// Reads JSON in the type's shape; the first pass is `serde_json` alone, the second one finds the path.
fn read<T: DeserializeOwned>(text: &str, unwrap: &Unwrap<'_>) -> Result<T> {
    let text = match unwrap {
        Unwrap::Nothing => Cow::Borrowed(text),
        Unwrap::With(unwrap) => match unwrap(text) {
            Some(text) => Cow::Owned(text),
            // No JSON: as a `T` it would be called one of another shape, where it is cut or broken.
            None => match serde_json::from_str::<Value>(text) {
                Ok(_) => Cow::Borrowed(text),
                Err(error) => return Err(explain::<Value>(text, &error)),
            },
        },
    };
    serde_json::from_str(&text).map_err(|error| explain::<T>(&text, &error))
}

/// What is wrong with a text that `serde_json` refused with `error`.
fn explain<T: DeserializeOwned>(text: &str, error: &serde_json::Error) -> Error {
    if text.trim().is_empty() {
        return Error::new(ErrorKind::Decode, "the answer is empty");
    }
    if error.is_eof() {
        return Error::new(
            ErrorKind::Truncated,
            "the answer ends in the middle of a value",
        );
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let (path, message) = match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Err(error) => (pointer(error.path()), plain_message(error.inner())),
        // All of the value was read: what is wrong stands behind it.
        Ok(_) => (String::new(), plain_message(error)),
    };
    if error.is_syntax() {
        let place = format!("line {}, column {}", error.line(), error.column());
        let violation = Violation { path, message };
        let message = format!("the answer is not JSON: {} at {place}", violation.message);
        return Error::new(ErrorKind::Decode, message).with_violations(vec![violation]);
    }
    shape(vec![Violation { path, message }])
}

/// JSON, but not of the type.
fn shape(found: Vec<Violation>) -> Error {
    let message = format!(
        "the answer is not of the type that was asked for: {}",
        summary(&found)
    );
    Error::new(ErrorKind::Decode, message).with_violations(found)
}

/// A message of `serde_json` without the place, which paths say better, and without the string that it quotes: texts
/// of an answer may be long, and private.
fn plain_message(error: &serde_json::Error) -> String {
    let mut message = error.to_string();
    if let Some(end) = message.rfind(" at line ") {
        message.truncate(end);
    }
    for start in ["invalid type: string ", "invalid value: string "] {
        if let Some(rest) = message.strip_prefix(start)
            && rest.starts_with('"')
            && let Some(end) = rest.rfind("\", expected ")
        {
            return format!("{}{}", start.trim_end(), &rest[end + 1..]);
        }
    }
    message
}

fn summary(found: &[Violation]) -> String {
    let mut out = String::new();
    for (index, violation) in found.iter().enumerate() {
        let separator = if index == 0 { "" } else { "; " };
        // Writing to a `String` cannot fail.
        let _ = write!(out, "{separator}{violation}");
    }
    out
}

/// A path as a JSON Pointer.
fn pointer(path: &serde_path_to_error::Path) -> String {
    let mut out = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                let _ = write!(out, "/{index}");
            }
            Segment::Map { key } | Segment::Enum { variant: key } => {
                out.push('/');
                push_escaped(&mut out, key);
            }
            Segment::Unknown => out.push_str("/?"),
        }
    }
    out
}
