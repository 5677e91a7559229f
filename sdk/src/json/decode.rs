//! Text to `T`: the text as it stands; else what a tolerant reader finds in it, brought into the type's shape; then the
//! rules.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use super::align::{self, AlignKind, Leniency, Reader};
use super::answer;
use super::constraints::{Judge, Scope};
use super::cut;
use super::node::Node;
use super::read;
use super::scan::{self, Mode, RepairKind as SyntaxRepair};
use crate::error::{Error, ErrorKind, Result};
use crate::response::{Checks, JsonResponse, Violation, push_escaped};
use crate::schema::{self, Lowered, Schema};

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
    /// What stood there, in words, where the kind does not say it.
    pub detail: String,
}

/// The ways in which a text may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RepairKind {
    /// What was wrong was how the value was written.
    Syntax(SyntaxRepair),
    /// What was wrong was the value's shape.
    Shape(AlignKind),
    /// The answer was cut inside of a list, and what was complete of the list was taken
    /// ([`Truncation::Salvage`](crate::Truncation::Salvage)): the path is the list's.
    Salvaged,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            RepairKind::Syntax(kind) => write!(f, "{}: {kind:?}", self.path)?,
            RepairKind::Shape(kind) => write!(f, "{}: {kind:?}", self.path)?,
            RepairKind::Salvaged => write!(f, "{}: Salvaged", self.path)?,
        }
        if self.detail.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", self.detail)
        }
    }
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
    decode_answer(text, target, Reader::Type, |_| true, check_typed)
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
    read_answer(text, &target, Reader::Type, |_: &T| true, then).ok()
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
    let fits = |value: &Value| judge.broken_in_value(value).is_empty();
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

/// The same for a partial, which is made equal to what `see` is shown: the JSON of the value, in the type's own shape.
pub(crate) fn decode_and_see<T: JsonResponse>(
    text: &str,
    target: &Target<'_>,
    see: impl FnOnce(&str, &[Repair]),
) -> Result<Decoded<T>> {
    let fits = |_: &T| true;
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
fn decode_answer<T: DeserializeOwned>(
    text: &str,
    target: &Target<'_>,
    reader: Reader,
    fits: impl Fn(&T) -> bool,
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
}

impl Json<'_> {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Tree(node) => Cow::Owned(align::to_json(node)),
        }
    }

    fn read<T: DeserializeOwned>(&self) -> std::result::Result<T, serde_json::Error> {
        if let Self::Tree(node) = self
            && let Ok(value) = read::read(node)
        {
            return Ok(value);
        }
        serde_json::from_str(&self.text())
    }
}

/// Reads an answer, and hands on the value, the JSON that it was read from, and what was changed before that.
fn read_answer<T: DeserializeOwned, R>(
    text: &str,
    target: &Target<'_>,
    reader: Reader,
    fits: impl Fn(&T) -> bool,
    then: impl FnOnce(T, Json<'_>, Vec<Repair>) -> Result<R>,
) -> Result<R> {
    let asked = target.wire.map_or(Cow::Borrowed(text), |wire| {
        wire.unwrap(text).map_or(Cow::Borrowed(text), Cow::Owned)
    });
    match serde_json::from_str(&asked) {
        Ok(value) if fits(&value) => then(value, Json::Text(asked), Vec::new()),
        read => {
            let as_it_stands = || match read {
                Ok(_) => shape(Vec::new()),
                Err(error) => explain::<T>(text, target, &error),
            };
            let then = |json: Json<'_>, repairs| {
                let value = json
                    .read()
                    .map_err(|error| misread::<T>(&json.text(), &error).with_text(text))?;
                then(value, json, repairs)
            };
            tolerant(text, target, reader, as_it_stands, then).map_err(|error| {
                match error.kind() {
                    ErrorKind::Truncated => cut_off(text, target),
                    _ => error.with_text(text),
                }
            })?
        }
    }
}

/// A value that keeps its rules.
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

/// The rules of its schema that a value breaks.
fn rules_broken(json: &Json<'_>, target: &Target<'_>, reader: Reader) -> Vec<Violation> {
    if !target.schema.has_rules() {
        return Vec::new();
    }
    let scope = match reader {
        Reader::Type => Scope::RulesOfType,
        Reader::Value => Scope::Rules,
    };
    let judge = Judge::new(target.schema.full(), scope);
    match json {
        Json::Tree(node) => judge.broken(node),
        Json::Text(text) => scan::tree(text, Mode::Strict)
            .ok()
            .and_then(|tree| Some(judge.broken(&tree.candidates.first()?.node)))
            .unwrap_or_default(),
    }
}

/// What was complete when a text was cut inside of a list.
fn salvage<T: DeserializeOwned>(
    text: &str,
    target: &Target<'_>,
    reader: Reader,
    fits: impl Fn(&T) -> bool,
    check: impl FnOnce(&T, &mut Vec<Violation>),
) -> Result<Decoded<T>> {
    let cut = || cut_off(text, target);
    let tree = scan::tree(text, Mode::Tolerant).map_err(|_| cut())?;
    let salvaged = cut::salvage(&tree, text).ok_or_else(cut)?;
    let candidate = align::Candidate {
        node: &salvaged.node,
        order: 0,
        inside_reasoning: false,
        complete: true,
    };
    let read = fitted(&[candidate], target, reader).ok_or_else(cut)?;
    if read.aligned.truncated
        || !read.aligned.violations.is_empty()
        || salvaged.misses(&read.aligned.repairs)
        || (target.leniency == Leniency::Strict && !salvaged.candidate.repairs.is_empty())
    {
        return Err(cut());
    }
    // It is the last one that is salvaged.
    let left_out = tree.left_out(text, tree.candidates.len().saturating_sub(1));
    let mut repairs = read.repairs(salvaged.candidate, &left_out);
    let json = read.json(target);
    if !salvaged.is_list_in(&json.text()) {
        return Err(cut());
    }
    repairs.push(salvaged.repair);
    let value = json.read().map_err(|_| cut())?;
    // Rules may count the elements; one that a part of a list breaks says nothing of the whole.
    if !fits(&value) || !broken(&value, &json, target, reader, check).is_empty() {
        return Err(cut());
    }
    Ok(Decoded { value, repairs })
}

/// An answer that ends too early, with what was read of it.
pub(crate) fn cut_off(text: &str, target: &Target<'_>) -> Error {
    Error::new(ErrorKind::Truncated, CUT)
        .with_fragment(cut::fragment(text, target.wire))
        .with_text(text)
}

/// Hands on what a text that cannot be read as it stands holds, as JSON of the type's own shape.
fn tolerant<R>(
    text: &str,
    target: &Target<'_>,
    reader: Reader,
    as_it_stands: impl FnOnce() -> Error,
    then: impl FnOnce(Json<'_>, Vec<Repair>) -> R,
) -> Result<R> {
    if target.leniency == Leniency::Strict || text.trim().is_empty() {
        return Err(as_it_stands());
    }
    // What nests too deep is told by the strict reader.
    let Ok(mut tree) = scan::tree(text, Mode::Tolerant) else {
        return Err(as_it_stands());
    };
    answer::without_reasoning(&mut tree.candidates, text);
    answer::without_marks(&mut tree.candidates, text);
    let mut read_as = None;
    if target.leniency == Leniency::Shape {
        read_as = read_otherwise(&mut tree.candidates, text, target);
    }
    let candidates: Vec<align::Candidate<'_>> = tree
        .candidates
        .iter()
        .enumerate()
        .map(|(order, found)| align::Candidate {
            node: &found.node,
            order,
            inside_reasoning: found.in_reasoning,
            complete: found.complete,
        })
        .collect();
    let Some(read) = fitted(&candidates, target, reader) else {
        return Err(as_it_stands());
    };
    let Some(candidate) = tree.candidates.get(read.index) else {
        return Err(as_it_stands());
    };
    if read.aligned.truncated || !candidate.complete {
        return Err(Error::new(ErrorKind::Truncated, CUT));
    }
    let mut found = Vec::new();
    let mut broken = |message: &str| {
        found.push(Violation {
            path: String::new(),
            message: message.to_owned(),
        });
    };
    if !read.aligned.violations.is_empty() {
        found = read.violations(target, reader);
        // Who asks again asks for all of it; what holds a wrong value is judged when it is right.
        let is_beside = |rule: &Violation| {
            let mut misfits = found.iter().map(|misfit| &misfit.path);
            !misfits.any(|path| path.starts_with(&rule.path) || rule.path.starts_with(path))
        };
        let mut rules = rules_broken(&read.json(target), target, reader);
        rules.retain(is_beside);
        found.extend(rules);
    } else if answer::may_have_run_on(candidate) {
        broken(
            "can be read in more than one way: a quote is lost, and what stands beside it is not whole",
        );
    } else if answer::may_be_one_text(candidate, &read.aligned) {
        broken(
            "can be read in more than one way: words without quotes and without a comma between them",
        );
    } else if answer::may_be_misplaced(candidate, &read.aligned) {
        broken(
            "can be read in more than one way: a closer is wrong, and a member stands where it is not asked for",
        );
    } else if answer::is_part_of_code(candidate, &read.aligned, text) {
        broken("can be read in more than one way: it is a part of a text between backticks");
    } else if answer::is_rest_of_a_list(candidate, &read.aligned, text) {
        broken("must be a list, is one value behind a comma");
    }
    if !found.is_empty() {
        return Err(shape(found));
    }
    let otherwise = read_as
        .filter(|(at, ..)| *at == read.index)
        .map(|(_, kind, detail)| Repair {
            path: String::new(),
            kind: RepairKind::Shape(kind),
            detail: detail.to_owned(),
        });
    let left_out = tree.left_out(text, read.index);
    let mut repairs = read.repairs(candidate, &left_out);
    repairs.extend(otherwise);
    Ok(then(read.json(target), repairs))
}

/// The value of a text that fits best, brought into the shape that it fits.
struct Fitted<'n> {
    index: usize,
    aligned: align::Aligned<'n>,
    /// Whether that is the host's shape instead of the type's own.
    wrapped: bool,
}

fn fitted<'n>(
    candidates: &[align::Candidate<'n>],
    target: &Target<'_>,
    reader: Reader,
) -> Option<Fitted<'n>> {
    let wire_schema = target.wire.map(Lowered::to_value);
    let within = |schema, wrapped| {
        let question = align::Question {
            schema,
            reader,
            leniency: target.leniency,
            scan: Some(&only_value),
        };
        align::choose(candidates, question).map(|(index, aligned)| Fitted {
            index,
            aligned,
            wrapped,
        })
    };
    // A model may answer in the shape that it was asked for, or in the type's own.
    let own = within(target.schema.full(), false);
    let wire = wire_schema.as_ref().and_then(|schema| within(schema, true));
    match (own, wire) {
        // Of two that do not fit, one that is not even of the kind says nothing of what is in it.
        (Some(own), Some(wire)) if own.aligned.is_unlike() != wire.aligned.is_unlike() => {
            Some(if own.aligned.is_unlike() { wire } else { own })
        }
        (Some(own), Some(wire)) if wire.aligned.score <= own.aligned.score => Some(wire),
        (own, wire) => own.or(wire),
    }
}

impl Fitted<'_> {
    /// What was changed: around the value, in how it was written, in its shape.
    fn repairs(&self, candidate: &scan::Candidate<'_>, left_out: &[scan::Repair]) -> Vec<Repair> {
        let changed = &self.aligned.repairs;
        let count = left_out.len() + candidate.repairs.len() + changed.len();
        let mut out = Vec::with_capacity(count);
        out.extend(left_out.iter().map(|repair| Repair {
            path: String::new(),
            kind: RepairKind::Syntax(repair.kind),
            detail: String::new(),
        }));
        let mut pointers = scan::Pointers::new(&candidate.node);
        out.extend(candidate.repairs.iter().map(|repair| Repair {
            path: pointers.at(repair.span.start).to_owned(),
            kind: RepairKind::Syntax(repair.kind),
            detail: String::new(),
        }));
        out.extend(changed.iter().map(|repair| Repair {
            path: repair.path.clone(),
            kind: RepairKind::Shape(repair.kind),
            detail: repair.detail.clone(),
        }));
        out
    }

    /// Where the value does not have the shape, in the type's own as far as it can be unwrapped.
    fn violations(&self, target: &Target<'_>, reader: Reader) -> Vec<Violation> {
        let own = || {
            let wire = target.wire.filter(|_| self.wrapped)?;
            let json = wire.unwrap(&self.aligned.to_json())?;
            let node = only_value(&json)?;
            let candidate = align::Candidate {
                node: &node,
                order: 0,
                inside_reasoning: false,
                complete: true,
            };
            let target = Target {
                wire: None,
                ..*target
            };
            let found = fitted(&[candidate], &target, reader)?.aligned.violations;
            (!found.is_empty()).then_some(found)
        };
        own().unwrap_or_else(|| self.aligned.violations.clone())
    }

    /// The value in the type's own shape.
    fn json(&self, target: &Target<'_>) -> Json<'_> {
        let unwrapped = target
            .wire
            .filter(|_| self.wrapped)
            .and_then(|wire| wire.unwrap(&self.aligned.to_json()));
        unwrapped.map_or_else(
            || Json::Tree(&self.aligned.node),
            |text| Json::Text(Cow::Owned(text)),
        )
    }
}

/// Another way to read the values of a text, added to them: where it stands, and what was changed to read it so.
fn read_otherwise(
    candidates: &mut Vec<scan::Candidate<'_>>,
    text: &str,
    target: &Target<'_>,
) -> Option<(usize, AlignKind, &'static str)> {
    if let [only] = candidates.as_slice() {
        let labelled = answer::labelled(only, target.schema.name())?;
        // In front: a text that fits as a whole is taken as a whole.
        candidates.insert(0, labelled);
        return Some((0, AlignKind::Unwrapped, "stood behind its label"));
    }
    let joined = answer::joined(candidates, text)?;
    if !align::asks_for_a_list(target.schema.full()) {
        return None;
    }
    candidates.push(joined);
    let at = candidates.len() - 1;
    Some((at, AlignKind::ListOfOne, "were items without a list"))
}

/// The value that a text within the answer consists of, if it is one.
fn only_value(text: &str) -> Option<Node<'_>> {
    let tree = scan::tree(text, Mode::Tolerant).ok()?;
    let mut found = tree.candidates.into_iter();
    match (found.next(), found.next()) {
        // `[draft] of it` is a text that begins with a bracket.
        (Some(only), None)
            if only.complete
                && only.span.len() == text.trim().len()
                && !answer::has_other_closers(&only) =>
        {
            Some(only.node)
        }
        _ => None,
    }
}

/// What is said of an answer that ends too early.
const CUT: &str = "the answer ends in the middle of a value";

/// Why a text that `serde_json` refused cannot be read as it stands.
fn explain<T: DeserializeOwned>(
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
    let mut reader = serde_json::Deserializer::from_str(text);
    let (path, message) = match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Err(error) => (pointer(error.path()), plain_message(error.inner())),
        // All of the value was read: what is wrong stands behind it.
        Ok(_) => (String::new(), plain_message(error)),
    };
    // `serde_json` calls an enum that is not written as one a mistake of syntax.
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    if error.is_syntax() && !is_json {
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
