//! Text to `T`: the text as it stands; else what a tolerant reader finds in it, brought into the type's shape; then the
//! rules.

mod explain;
#[cfg(test)]
mod mends;
mod plain;
mod repair;
pub(in crate::json) mod repeats;
mod salvage;
#[cfg(test)]
mod tests;
mod tolerant;
#[cfg(test)]
mod ways;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Bound;

use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) use self::explain::rules_are_broken;
use self::explain::{CUT, explain, misfit, shape, too_deep};
use self::plain::{Held, Way};
pub use self::repair::{Repair, RepairKind};
use self::salvage::salvage;
use self::tolerant::tolerant;
use super::align::{self, Leniency, Reader};
use super::constraints::{Judge, Scope};
use super::cut;
use super::node::Node;
use super::read;
use super::scan::{self, Mode};
use crate::error::{Error, ErrorKind, Result};
use crate::response::{Checks, JsonResponse, Violation};
use crate::schema::{self, Lowered, Schema};

/// A value read from text, and what had to be done to read it.
///
/// ```
/// let decoded = json_mode::decode::<Vec<u8>>("Here you are: [1, 2,]")?;
/// assert_eq!(decoded.value, [1, 2]);
/// assert!(!decoded.repairs.is_empty());
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// The value.
    pub value: T,
    /// What was changed before the text could be read; empty for text that was right as it stood.
    pub repairs: Vec<Repair>,
}

/// Reads a `T` from the text of an answer.
///
/// Valid JSON (RFC 8259) in the shape of `T` is read as it stands. Anything else is read tolerantly: the value is found
/// among fences, prose and reasoning, its punctuation repaired, and it is brought into the type's shape where there is one
/// way to do so. Each change is a [`Repair`]; where there is more than one reading there is no value. After that
/// the rules of the schema and of `#[json_response(check = ..)]` are run.
///
/// **Units and limits**: values nest at most 128 deep; time and memory grow linearly with the text.
///
/// # Errors
/// - [`Decode`](ErrorKind::Decode): the text is empty, holds no JSON, or JSON of another shape, or can be read in more
///   than one way; the places are in [`violations`](Error::violations).
/// - [`Truncated`](ErrorKind::Truncated): the text ends inside the value.
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
/// let found = decode::<Vec<Breakthrough>>(r#"Sure! [{"name": "DNA", "year": "1953",}]"#)?;
/// assert_eq!(found.value[0].year, 1953);
///
/// let error = decode::<Vec<Breakthrough>>(r#"[{"name": "DNA", "year": "in the fifties"}]"#).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Decode);
/// assert_eq!(error.violations()[0].path, "/0/year");
/// # Ok::<(), json_mode::Error>(())
/// ```
pub fn decode<T: JsonResponse>(text: &str) -> Result<Decoded<T>> {
    decode_with(text, Leniency::Shape)
}

/// The same, with a choice of what may be changed before the text is read.
///
/// # Errors
/// As [`decode`].
pub fn decode_with<T: JsonResponse>(text: &str, leniency: Leniency) -> Result<Decoded<T>> {
    let target = Target {
        schema: schema::known::<T>(),
        wire: None,
        leniency,
    };
    decode_typed(text, &target)
}

/// The same for an answer, whose shape may be a dialect's.
pub(crate) fn decode_typed<T: JsonResponse>(text: &str, target: &Target<'_>) -> Result<Decoded<T>> {
    let fits = |_: &T, json: &str| !target.repeats(json);
    decode_answer(text, target, Reader::Type, fits, check_typed)
}

/// The complete elements of the list that a cut answer ends in, with the rest of the answer.
///
/// # Errors
/// [`Truncated`](ErrorKind::Truncated) if there is more than that missing.
pub(crate) fn salvage_typed<T: JsonResponse>(
    text: &str,
    target: &Target<'_>,
) -> Result<Decoded<T>> {
    salvage(text, target, Reader::Type, |_| true, check_typed)
}

/// A part of an answer by itself, in the type's own shape; its rules are not judged.
pub(crate) fn read_part<T: JsonResponse>(text: &str, leniency: Leniency) -> Option<T> {
    let target = Target {
        schema: schema::known::<T>(),
        wire: None,
        leniency,
    };
    let then = |value, _: Json<'_>, _| Ok(value);
    read_answer(text, &target, Reader::Type, |_: &T, _: &str| true, then).ok()
}

fn check_typed<T: JsonResponse>(value: &T, found: &mut Vec<Violation>) {
    value.check(&mut Checks::new(found));
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
    let leniency = Leniency::Shape;
    decode_dynamic(
        text,
        &Target {
            schema,
            wire: None,
            leniency,
        },
    )
}

/// The same for an answer, whose shape may be a dialect's.
pub(crate) fn decode_dynamic(text: &str, target: &Target<'_>) -> Result<Decoded<Value>> {
    let judge = Judge::new(target.schema.full(), Scope::Shape);
    let fits = |value: &Value, json: &str| {
        judge.broken_in_value(value).is_empty() && !target.repeats(json)
    };
    decode_answer(text, target, Reader::Value, fits, |_, _| {})
}

/// The same of a cut answer as [`salvage_typed`].
pub(crate) fn salvage_dynamic(text: &str, target: &Target<'_>) -> Result<Decoded<Value>> {
    let judge = Judge::new(target.schema.full(), Scope::Shape);
    let fits = |value: &Value| judge.broken_in_value(value).is_empty();
    salvage(text, target, Reader::Value, fits, |_, _| {})
}

/// What a text is read as.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    /// The type's own schema.
    pub(crate) schema: &'a Schema,
    /// The form in which the model was asked, where its answers have another shape than the type.
    pub(crate) wire: Option<&'a Lowered>,
    pub(crate) leniency: Leniency,
}

impl Target<'_> {
    /// Whether JSON that can be read has a name twice where nobody but the tolerant reader would tell.
    fn repeats(&self, json: &str) -> bool {
        self.leniency != Leniency::Strict && self.schema.has_maps() && repeats::are_in(json)
    }
}

/// The same for a partial, which is made equal to what `see` is shown: the JSON of the value, in the type's own shape.
pub(crate) fn decode_and_see<T: JsonResponse>(
    text: &str,
    target: &Target<'_>,
    see: impl FnOnce(&str, &[Repair]),
) -> Result<Decoded<T>> {
    let fits = |_: &T, json: &str| !target.repeats(json);
    read_answer(text, target, Reader::Type, fits, |value, json, repairs| {
        see(&json.text(), &repairs);
        judged(
            value,
            &json,
            repairs,
            text,
            target,
            Reader::Type,
            check_typed,
        )
    })
}

/// The one way from an answer's text to a value, whatever asked for it.
#[inline]
fn decode_answer<T: DeserializeOwned>(
    text: &str,
    target: &Target<'_>,
    reader: Reader,
    fits: impl Fn(&T, &str) -> bool,
    check: impl FnOnce(&T, &mut Vec<Violation>),
) -> Result<Decoded<T>> {
    read_answer(text, target, reader, fits, |value, json, repairs| {
        judged(value, &json, repairs, text, target, reader, check)
    })
}

/// What a value is read from.
enum Json<'a> {
    Text(Cow<'a, str>),
    /// As a tolerant reader left it, numbers as they are written.
    Tree(&'a Node<'a>),
    /// The same, and it was seen that it keeps the rules that a type does not keep to by itself.
    Kept(&'a Node<'a>),
}

impl Json<'_> {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Tree(node) | Self::Kept(node) => Cow::Owned(align::to_json(node)),
        }
    }

    fn read<T: DeserializeOwned>(&self) -> std::result::Result<T, serde_json::Error> {
        if let Self::Tree(node) | Self::Kept(node) = self
            && let Ok(value) = read::read(node)
        {
            return Ok(value);
        }
        serde_json::from_str(&self.text())
    }
}

/// Reads an answer, and hands on the value, the JSON that it was read from, and what was changed before that.
#[inline]
fn read_answer<T: DeserializeOwned, R>(
    text: &str,
    target: &Target<'_>,
    reader: Reader,
    fits: impl Fn(&T, &str) -> bool,
    then: impl FnOnce(T, Json<'_>, Vec<Repair>) -> Result<R>,
) -> Result<R> {
    let asked = target.wire.map_or(Cow::Borrowed(text), |wire| {
        wire.unwrap(text).map_or(Cow::Borrowed(text), Cow::Owned)
    });
    if !may_begin_json(&asked) {
        return read_tolerantly(text, target, reader, None, then);
    }
    match serde_json::from_str(&asked) {
        Ok(value) if fits(&value, &asked) => then(value, Json::Text(asked), Vec::new()),
        read => read_tolerantly(text, target, reader, Some(read), then),
    }
}

/// Whether a text begins as JSON may; a fence or prose does not.
#[inline]
fn may_begin_json(text: &str) -> bool {
    const BEGIN: &[u8] = b"{[\"-0123456789tfn \n\r\t";
    text.bytes().next().is_none_or(|byte| BEGIN.contains(&byte))
}

/// The same for a text that cannot be read as it stands, apart: most can, and are moved through fewer hands.
#[cold]
fn read_tolerantly<T: DeserializeOwned, R>(
    text: &str,
    target: &Target<'_>,
    reader: Reader,
    read: Option<std::result::Result<T, serde_json::Error>>,
    then: impl FnOnce(T, Json<'_>, Vec<Repair>) -> Result<R>,
) -> Result<R> {
    // What is of another type than it should be is not the writing's fault.
    let is_misfit = match &read {
        Some(Err(error)) => error.is_data(),
        Some(Ok(_)) => true,
        None => false,
    };
    let way = if is_misfit { Way::Long } else { Way::Short };
    let mut held = plain::held(way, text, target);
    if let Some(Held::Plain(plain)) = held {
        if let Some((value, json, repairs)) = plain::read(plain, text) {
            return then(value, Json::Text(json), repairs);
        }
        held = plain::held(Way::Long, text, target);
    }
    let tree = match held {
        Some(Held::Values(tree)) => Some(tree),
        Some(Held::TooDeep) => return Err(shape(vec![too_deep()]).with_text(text)),
        _ => None,
    };
    let as_it_stands = || match read.unwrap_or_else(|| serde_json::from_str(text)) {
        Ok(_) => shape(Vec::new()),
        Err(error) => explain::<T>(text, target, &error),
    };
    let then = |json: Json<'_>, repairs| match json.read() {
        Ok(value) => then(value, json, repairs),
        Err(error) => {
            let misfit = misfit::<T>(&json.text(), &error);
            let found = beside(misfit, &json, target, reader);
            Err(shape(found).with_text(text))
        }
    };
    tolerant(Way::Short, tree, text, target, reader, as_it_stands, then).map_err(|error| {
        match error.kind() {
            ErrorKind::Truncated => cut_off(text, target),
            _ => error.with_text(text),
        }
    })?
}

/// A value that keeps its rules.
#[inline]
fn judged<T>(
    value: T,
    json: &Json<'_>,
    repairs: Vec<Repair>,
    text: &str,
    target: &Target<'_>,
    reader: Reader,
    check: impl FnOnce(&T, &mut Vec<Violation>),
) -> Result<Decoded<T>> {
    let found = broken(&value, json, target, reader, check);
    if found.is_empty() {
        Ok(Decoded { value, repairs })
    } else {
        Err(rules_are_broken(found).with_text(text))
    }
}

/// The rules that a value breaks: those of its schema, and the user's.
fn broken<T>(
    value: &T,
    json: &Json<'_>,
    target: &Target<'_>,
    reader: Reader,
    check: impl FnOnce(&T, &mut Vec<Violation>),
) -> Vec<Violation> {
    let mut found = rules_broken(json, target, reader);
    check(value, &mut found);
    found
}

/// What a type refused of a value that has its shape: most often a number out of the range of an integer. A type stops at the first
/// one, and of some knows the place no better than by the object around it; the schema has the range as a rule.
fn beside(
    misfit: Violation,
    json: &Json<'_>,
    target: &Target<'_>,
    reader: Reader,
) -> Vec<Violation> {
    let is_of_range = misfit.message.starts_with("invalid value: integer");
    let inside = format!("{}/", misfit.path);
    if is_of_range {
        let rules = judged_rules(json, target, reader);
        if rules.iter().any(|rule| rule.path.starts_with(&inside)) {
            return rules;
        }
    }
    with_rules(vec![misfit], json, target, reader)
}

/// What does not fit, and the rules that are broken beside it: who asks again asks for all of it, and what holds a wrong value
/// is judged when it is right.
fn with_rules(
    misfits: Vec<Violation>,
    json: &Json<'_>,
    target: &Target<'_>,
    reader: Reader,
) -> Vec<Violation> {
    let places: BTreeSet<&str> = misfits.iter().map(|misfit| misfit.path.as_str()).collect();
    let is_beside = |rule: &Violation| {
        let path = rule.path.as_str();
        let mut around = path
            .match_indices('/')
            .filter_map(|(end, _)| path.get(..end));
        let inside = format!("{path}/");
        let first_inside =
            (places.range::<str, _>((Bound::Included(inside.as_str()), Bound::Unbounded))).next();
        !places.contains(path)
            && !around.any(|around| places.contains(around))
            && !first_inside.is_some_and(|first| first.starts_with(&inside))
    };
    let mut rules = judged_rules(json, target, reader);
    rules.retain(is_beside);
    let mut found = misfits;
    found.extend(rules);
    found
}

/// The rules of its schema that a value breaks.
fn rules_broken(json: &Json<'_>, target: &Target<'_>, reader: Reader) -> Vec<Violation> {
    if !target.schema.has_rules() {
        return Vec::new();
    }
    if let (Reader::Type, Json::Text(text)) = (reader, json)
        && target.schema.is_kept_by(text)
    {
        return Vec::new();
    }
    if let (Reader::Type, Json::Kept(_)) = (reader, json) {
        return Vec::new();
    }
    judged_rules(json, target, reader)
}

/// The same of any schema, the ranges of integers included, which a type keeps to by itself.
fn judged_rules(json: &Json<'_>, target: &Target<'_>, reader: Reader) -> Vec<Violation> {
    let scope = match reader {
        Reader::Type => Scope::RulesOfType,
        Reader::Value => Scope::Rules,
    };
    let judge = Judge::new(target.schema.full(), scope);
    match json {
        Json::Tree(node) | Json::Kept(node) => judge.broken(node),
        Json::Text(text) => scan::tree(text, Mode::Strict)
            .ok()
            .and_then(|tree| Some(judge.broken(&tree.candidates.first()?.node)))
            .unwrap_or_default(),
    }
}

/// An answer that ends too early, with what was read of it.
pub(crate) fn cut_off(text: &str, target: &Target<'_>) -> Error {
    Error::new(ErrorKind::Truncated, CUT)
        .with_fragment(cut::fragment(text, target.wire))
        .with_text(text)
}
