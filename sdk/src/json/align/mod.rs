//! From a tree that a text holds to a value of the shape that a schema asks for.
//!
//! What changes a value is a [`AlignRepair`]; where there is no reading, or more than one, is a violation. Nothing is
//! guessed, nothing required is invented, nothing is left out without a word:
//!
//! | in the text | what becomes of it |
//! | --- | --- |
//! | a value that fits | untouched |
//! | a value that was cut, or that can be read in two ways | a violation |
//! | a member that no schema mentions | kept; left out with a repair where the schema forbids it, or where it cannot be read |
//! | a name that stands twice | the last one counts, with a repair |
//! | `null` for a member that may be missing but not null | left out, with a repair |
//! | nothing for a required member that may be null | null, with a repair |
//!
//! A schema may name what a model is known to write instead: `x-alias` on a property, one text or a list, and
//! `x-enum-aliases` beside an `enum`, from value to alias.
//!
//! A value is fitted to a part of the schema once, so the work is bounded by the size of the answer times that of the
//! schema, whatever the alternatives.

mod build;
mod choose;
mod claim;
mod exact;
mod fit;
mod list;
mod literal;
mod names;
mod numbers;
mod object;
mod outcome;
mod scalar;
mod shape;
mod spelling;
mod text;
mod texts;
mod union;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod types;

pub(crate) use self::choose::{Candidate, Question, asks_for_a_list, choose};
pub(crate) use self::names::fold;
pub(crate) use self::object::{is_never_wrapper, is_usual_wrapper};
pub(crate) use self::spelling::Spelling;
pub(crate) use self::text::to_json;

use std::borrow::Cow;

use serde_json::Value;

use self::fit::Aligner;
use self::shape::Shapes;
use super::constraints::{Judge, Scope, Words, is_clean};
use super::node::Node;
use crate::response::Violation;

/// What may be changed before a text is read.
///
/// ```
/// use json_mode::{Leniency, decode_with};
///
/// let (fenced, quoted) = ("```json\n42\n```", r#""42""#);
/// assert!(decode_with::<u8>(fenced, Leniency::Strict).is_err());
/// assert_eq!(decode_with::<u8>(fenced, Leniency::Syntax)?.value, 42);
/// assert!(decode_with::<u8>(quoted, Leniency::Syntax).is_err());
/// assert_eq!(decode_with::<u8>(quoted, Leniency::Shape)?.value, 42);
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Leniency {
    /// Nothing.
    Strict,
    /// Punctuation, never values.
    Syntax,
    /// Also values, where there is one reading that fits the type.
    #[default]
    Shape,
}

/// Who takes the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A type, which has no place for a member that its schema does not mention.
    Type,
    /// Somebody who takes it as it is.
    Value,
}

/// Reads a text tolerantly; for JSON that stands within a text of the answer.
pub(crate) type Scan<'a> = &'a dyn Fn(&str) -> Option<Node<'_>>;

/// A value brought into the shape of a schema.
#[derive(Clone, Debug)]
pub(crate) struct Aligned<'n> {
    /// The value; of the shape if there are no violations. Numbers are text, so no digit is lost.
    pub(crate) node: Cow<'n, Node<'n>>,
    /// What was changed; empty if nothing was.
    pub(crate) repairs: Vec<AlignRepair>,
    /// Where the value does not have the shape.
    pub(crate) violations: Vec<Violation>,
    /// Whether the text ended inside of the value.
    pub(crate) truncated: bool,
    pub(crate) score: Score,
}

impl<'n> Aligned<'n> {
    /// A value that fits as it stands.
    pub(crate) fn same(node: &'n Node<'n>) -> Self {
        Self {
            node: Cow::Borrowed(node),
            repairs: Vec::new(),
            violations: Vec::new(),
            truncated: false,
            score: Score::default(),
        }
    }

    /// A value that fits when its words without quotes are taken for texts, as whoever reads it takes them.
    pub(crate) fn with_words(node: &'n Node<'n>) -> Self {
        Self {
            repairs: texts::told(node),
            ..Self::same(node)
        }
    }

    /// Whether it is not even a value of the kind that was asked for.
    pub(crate) fn is_unlike(&self) -> bool {
        self.violations.iter().any(|rule| rule.path.is_empty())
    }

    /// The value as JSON.
    pub(crate) fn to_json(&self) -> String {
        to_json(&self.node)
    }
}

/// How well a value fits: less is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Score {
    /// Whether it is an object with none of the members that are asked for.
    pub(crate) is_strange: bool,
    pub(crate) violations: usize,
    /// What the changes weigh.
    pub(crate) cost: u32,
}

/// One change to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AlignRepair {
    /// The place in the value as it is after all changes, as a JSON Pointer.
    pub(crate) path: String,
    pub(crate) kind: AlignKind,
    /// What stood there, in words.
    pub(crate) detail: String,
}

/// The ways in which a value may be changed.
///
/// ```
/// use json_mode::{JsonResponse, RepairKind, ShapeRepair, decode};
///
/// #[derive(JsonResponse)]
/// #[serde(rename_all = "camelCase")]
/// struct Plan {
///     action_items: Vec<String>,
/// }
///
/// let repairs = decode::<Plan>(r#"{"action_items": "write tests"}"#)?.repairs;
/// let kinds: Vec<RepairKind> = repairs.iter().map(|repair| repair.kind).collect();
/// assert!(kinds.contains(&RepairKind::Shape(ShapeRepair::ListOfOne)));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AlignKind {
    /// A text without quotes was taken as a text.
    BareText,
    /// `"1,234"` to `1234`.
    TextToNumber,
    /// `42` to `"42"`.
    NumberToText,
    /// `true` to `"true"`.
    BoolToText,
    /// `1.0` to `1`.
    IntegralNumber,
    /// `"yes"` to `true`.
    TextToBool,
    /// `0` to `false`.
    NumberToBool,
    /// `"null"` to `null`.
    TextToNull,
    /// `"Dark Red"` to `"dark_red"`.
    EnumName,
    /// `action_items` to `actionItems`.
    KeyName,
    /// A value to a list of one.
    ListOfOne,
    /// A list of one to its item.
    ItemOfOne,
    /// `{"result": …}` to what it holds.
    Unwrapped,
    /// JSON within a text to what it says.
    Stringified,
    /// A required member that was not there may be null, and is.
    MissingToNull,
    /// A member that was null may be missing, and is.
    NullToMissing,
    /// A member that the schema does not ask for was left out.
    Dropped,
    /// Of several members with one name the last counts, in JSON within a text; elsewhere it is told as
    /// [`SyntaxRepair::DuplicateName`](crate::SyntaxRepair::DuplicateName).
    DuplicateKey,
}

/// Brings a value into the shape of a schema, as far as `leniency` allows.
#[cfg(test)]
pub(crate) fn align<'n>(
    node: &'n Node<'n>,
    schema: &Value,
    leniency: Leniency,
    scan: Option<Scan<'_>>,
) -> Aligned<'n> {
    let question = Question {
        schema,
        reader: Reader::Value,
        leniency,
        scan,
    };
    Asked::new(question).align(node, Spelling::AsRead)
}

/// What is asked of values, made ready once for all that a text holds.
struct Asked<'a> {
    question: Question<'a>,
    shapes: Shapes<'a>,
    judge: Judge<'a>,
}

impl<'a> Asked<'a> {
    fn new(question: Question<'a>) -> Self {
        static ANY: Value = Value::Bool(true);
        let asked = match question.leniency {
            Leniency::Shape => question.schema,
            Leniency::Strict | Leniency::Syntax => &ANY,
        };
        Self {
            question,
            shapes: Shapes::new(asked),
            judge: Judge::new(question.schema, Scope::Shape),
        }
    }

    /// Brings one of the values into the shape, for who takes it.
    fn align<'n>(&mut self, node: &'n Node<'n>, spelling: Spelling<'_>) -> Aligned<'n> {
        let Question {
            reader,
            leniency,
            scan,
            ..
        } = self.question;
        let is_typed = reader == Reader::Type && leniency == Leniency::Shape;
        let mut aligner = Aligner::new(&mut self.shapes, scan, 0);
        aligner.is_typed = is_typed;
        aligner.spelling = spelling;
        // A type judges by itself what it reads; for others the schema is the only judge.
        let is_exact = if is_typed {
            let root = aligner.root();
            aligner.is_exact(node, root)
        } else {
            is_clean(node, Words::Unclear) && self.judge.holds(node)
        };
        if is_exact {
            return Aligned::same(node);
        }
        let outcome = aligner.fit_root(node);
        let built = build::build(&outcome);
        let mut violations = built.violations;
        if violations.is_empty() {
            // What the parts of a schema say together is only known here, and without alignment it is all there is.
            violations = self.judge.broken(&built.node);
            if leniency == Leniency::Strict && !built.repairs.is_empty() {
                violations.extend(built.repairs.iter().map(|repair| Violation {
                    path: repair.path.clone(),
                    message: format!("is not JSON as it stands: {}", repair.detail),
                }));
            }
        }
        let score = Score {
            violations: violations.len(),
            is_strange: false,
            cost: outcome.cost,
        };
        let node = if outcome.changed {
            Cow::Owned(built.node)
        } else {
            Cow::Borrowed(node)
        };
        Aligned {
            node,
            repairs: built.repairs,
            violations,
            truncated: outcome.truncated,
            score,
        }
    }
}
