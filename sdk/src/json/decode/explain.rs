//! Why a text cannot be read, in words.

use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use super::Target;
use crate::error::{Error, ErrorKind};
use crate::response::{Violation, push_escaped};

/// What is said of an answer that ends too early.
pub(super) const CUT: &str = "the answer ends in the middle of a value";

/// Why a text that `serde_json` refused cannot be read as it stands.
pub(super) fn explain<T: DeserializeOwned>(
    text: &str,
    target: &Target<'_>,
    error: &serde_json::Error,
) -> Error {
    match target.wire.and_then(|wire| wire.unwrap(text)) {
        Some(unwrapped) => misread::<T>(&unwrapped, error),
        // No JSON: as a `T` it would be called one of another shape, where it is cut or broken.
        None if target.wire.is_some() => match serde_json::from_str::<Value>(text) {
            Ok(_) => misread::<T>(text, error),
            Err(error) => misread::<Value>(text, &error),
        },
        None => misread::<T>(text, error),
    }
}

/// What is wrong with a text that `serde_json` refused with `error`.
fn misread<T: DeserializeOwned>(text: &str, error: &serde_json::Error) -> Error {
    if text.trim().is_empty() {
        return Error::new(ErrorKind::Decode, "the answer is empty");
    }
    if error.is_eof() {
        return Error::new(ErrorKind::Truncated, CUT);
    }
    let violation = misfit::<T>(text, error);
    // `serde_json` calls an enum that is not written as one a mistake of syntax.
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    if error.is_syntax() && !is_json {
        let place = format!("line {}, column {}", error.line(), error.column());
        let message = format!("the answer is not JSON: {} at {place}", violation.message);
        return Error::new(ErrorKind::Decode, message).with_violations(vec![violation]);
    }
    shape(vec![violation])
}

/// The place in a text at which `serde_json` refused it, and why.
pub(super) fn misfit<T: DeserializeOwned>(text: &str, error: &serde_json::Error) -> Violation {
    let mut reader = serde_json::Deserializer::from_str(text);
    let (path, message) = match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Err(error) if is_of_depth(error.inner()) => return too_deep(),
        Err(error) => (pointer(error.path()), plain_message(error.inner())),
        // All of the value was read: what is wrong stands behind it.
        Ok(_) => (String::new(), plain_message(error)),
    };
    Violation { path, message }
}

/// Whether `serde_json` stopped at its limit, which has no kind of its own.
fn is_of_depth(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("recursion limit exceeded")
}

/// An answer that nests deeper than `serde_json` reads, which nobody meant.
pub(super) fn too_deep() -> Violation {
    Violation {
        path: String::new(),
        message: "nests more than 127 deep".to_owned(),
    }
}

/// JSON, but not of the type.
pub(super) fn shape(found: Vec<Violation>) -> Error {
    let message = format!(
        "the answer is not of the type that was asked for: {}",
        summary(&found)
    );
    Error::new(ErrorKind::Decode, message).with_violations(found)
}

/// A value that is of the type and breaks its rules.
pub(crate) fn rules_are_broken(found: Vec<Violation>) -> Error {
    let message = format!("the answer breaks its rules: {}", summary(&found));
    Error::new(ErrorKind::Invalid, message).with_violations(found)
}

/// A message of `serde_json` without the place, which paths say better, and without the string that it quotes: texts
/// of an answer may be long, and private.
fn plain_message(error: &serde_json::Error) -> String {
    let mut message = error.to_string();
    if let Some(end) = message.rfind(" at line ") {
        message.truncate(end);
    }
    // A text of the answer stands in quotes: `invalid type: string "…", expected u8`.
    if let (Some(start), Some(end)) = (message.find('"'), message.rfind('"'))
        && start < end
    {
        message.replace_range(start..=end, "…");
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
