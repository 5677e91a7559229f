//! Places where only some values are allowed.

use serde_json::Value;

use super::AlignKind;
use super::fit::{Aligner, bare, weight};
use super::names::fold_value;
use super::numbers::{self, Reading};
use super::outcome::Outcome;
use super::shape::{Shape, ShapeId};
use crate::json::constraints::{equal, from_value, words};
use crate::json::node::{Kind, Node};

impl<'n, 's> Aligner<'_, 'n, 's> {
    pub(super) fn fit_literal(
        &mut self,
        node: &'n Node<'n>,
        id: ShapeId,
        shape: &Shape<'s>,
    ) -> Outcome<'n> {
        let allowed = shape.values.as_deref().unwrap_or_default();
        if let Some(value) = allowed.iter().find(|value| equal::is(node, value)) {
            return exact(node, value);
        }
        let said = words::found(node);
        let found = match &node.kind {
            Kind::String(text) | Kind::Bare(text) => {
                match named(text, allowed, &shape.value_aliases) {
                    Named::One(value) => {
                        return literal(
                            node,
                            value,
                            weight::NAME,
                            AlignKind::EnumName,
                            format!("was {}", words::quoted(text)),
                        );
                    }
                    Named::Several => {
                        let message = format!(
                            "may be more than one of {}, is {said}",
                            words::values(allowed.iter().copied())
                        );
                        return Outcome::doubt(node, message);
                    }
                    Named::None => spelled(text, allowed),
                }
            }
            Kind::Number(read) => self
                .written(node)
                .and_then(|written| text_of(&written, allowed).or_else(|| text_of(read, allowed)))
                .map(|value| (value, AlignKind::NumberToText)),
            // A name such as `True` or `None`, that a literal looks like.
            Kind::Bool(_) | Kind::Null => {
                let written = self.written(node).filter(|written| written != "null");
                let kind = match node.kind {
                    Kind::Null => AlignKind::EnumName,
                    _ => AlignKind::BoolToText,
                };
                written.and_then(|written| {
                    let exact = text_of(&written, allowed);
                    let value =
                        exact.or_else(|| match named(&written, allowed, &shape.value_aliases) {
                            Named::One(value) => Some(value),
                            _ => None,
                        });
                    value.map(|value| (value, kind))
                })
            }
            Kind::Array(items) => {
                if let [only] = items.as_slice() {
                    let inner = self.fit(only, id);
                    if inner.fits() {
                        return Outcome::through(node, &inner).note(
                            weight::ONE,
                            AlignKind::ItemOfOne,
                            "was the only item of a list",
                        );
                    }
                }
                None
            }
            Kind::Object(members) => {
                if let Some(unwrapped) = self.fit_member_of_one(node, members, id) {
                    return unwrapped;
                }
                None
            }
            Kind::NotFinite(_) => None,
        };
        if let Some((value, kind)) = found {
            return literal(node, value, weight::SPELLING, kind, format!("was {said}"));
        }
        let allowed = words::values(allowed.iter().copied());
        Outcome::fault(node, format!("must be {allowed}, is {said}"))
    }
}

/// A value that is allowed as it stands, in the schema's own spelling.
fn exact<'n>(node: &'n Node<'n>, value: &Value) -> Outcome<'n> {
    match (&node.kind, value) {
        (Kind::Bare(text), _) => bare(node, text),
        (Kind::Number(text), Value::Number(number))
            if text.contains(['.', 'e', 'E']) && !number.is_f64() =>
        {
            literal(
                node,
                value,
                weight::NAME,
                AlignKind::IntegralNumber,
                format!("was {text}"),
            )
        }
        _ => Outcome::same(node),
    }
}

fn literal<'n>(
    node: &'n Node<'n>,
    value: &Value,
    cost: u32,
    kind: AlignKind,
    detail: String,
) -> Outcome<'n> {
    let value = from_value(value).into_owned();
    Outcome::scalar(node, value.kind).note(cost, kind, detail)
}

enum Named<'v> {
    None,
    One(&'v Value),
    Several,
}

/// The allowed text that is meant: by an alias, or by the same name but for case, separators and accents.
fn named<'v>(text: &str, allowed: &[&'v Value], aliases: &[(&str, &str)]) -> Named<'v> {
    let value_of = |name: &str| {
        allowed
            .iter()
            .copied()
            .find(|value| value.as_str() == Some(name))
    };
    if let Some(value) = aliases
        .iter()
        .find(|(alias, _)| *alias == text)
        .and_then(|(_, value)| value_of(value))
    {
        return Named::One(value);
    }
    let Some(folded) = fold_value(text) else {
        return Named::None;
    };
    let names = allowed
        .iter()
        .copied()
        .filter_map(|value| Some((value.as_str()?, value)));
    let other_names = aliases
        .iter()
        .filter_map(|(alias, value)| Some((*alias, value_of(value)?)));
    let mut found: Option<&Value> = None;
    for (name, value) in names.chain(other_names) {
        if fold_value(name).as_deref() != Some(folded.as_str()) {
            continue;
        }
        match found {
            Some(other) if other != value => return Named::Several,
            _ => found = Some(value),
        }
    }
    found.map_or(Named::None, Named::One)
}

/// The number, truth or null that a text spells.
fn spelled<'v>(text: &str, allowed: &[&'v Value]) -> Option<(&'v Value, AlignKind)> {
    if let Reading::Number(number) = numbers::read(text)
        && let Some(value) = allowed
            .iter()
            .find(|value| value.is_number() && equal::same_number(&number, &value.to_string()))
    {
        return Some((value, AlignKind::TextToNumber));
    }
    let said = text.trim().to_ascii_lowercase();
    if let Some(value) = allowed
        .iter()
        .find(|value| value.is_boolean() && value.to_string() == said)
    {
        return Some((value, AlignKind::TextToBool));
    }
    let null = allowed
        .iter()
        .find(|value| value.is_null() && words::is_null(text))?;
    Some((null, AlignKind::TextToNull))
}

fn text_of<'v>(text: &str, allowed: &[&'v Value]) -> Option<&'v Value> {
    allowed
        .iter()
        .copied()
        .find(|value| value.as_str() == Some(text))
}
