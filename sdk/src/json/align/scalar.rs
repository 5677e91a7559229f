//! Numbers, texts, truth and null in each other's place.

use super::AlignKind;
use super::fit::{bare, mismatch, weight};
use super::numbers::{self, Reading};
use super::outcome::Outcome;
use super::shape::Types;
use crate::json::constraints::decimal::Decimal;
use crate::json::constraints::words;
use crate::json::node::{Kind, Node};

pub(super) fn fit<'n>(node: &'n Node<'n>, wanted: Types) -> Outcome<'n> {
    match (wanted, &node.kind) {
        (Types::NULL, Kind::Null)
        | (Types::BOOLEAN, Kind::Bool(_))
        | (Types::NUMBER, Kind::Number(_))
        | (Types::STRING, Kind::String(_)) => Outcome::same(node),
        (Types::STRING, Kind::Bare(text)) => bare(node, text),
        (Types::INTEGER, Kind::Number(text)) => integer(node, text),
        (Types::INTEGER | Types::NUMBER, Kind::String(text) | Kind::Bare(text)) => {
            number(node, text, wanted)
        }
        (Types::BOOLEAN, Kind::String(text) | Kind::Bare(text)) => boolean(node, text),
        // By the values, not the spelling: `1.0` is no way to say yes.
        (Types::BOOLEAN, Kind::Number(text)) if matches!(text.as_ref(), "0" | "1") => {
            Outcome::scalar(node, Kind::Bool(text == "1")).note(
                weight::BOOLEAN_DIGIT,
                AlignKind::NumberToBool,
                format!("was the number {text}"),
            )
        }
        (Types::NULL, Kind::String(text) | Kind::Bare(text)) if words::is_null(text) => {
            let said = words::quoted(text);
            Outcome::scalar(node, Kind::Null).note(
                weight::TO_NULL,
                AlignKind::TextToNull,
                format!("was {said}"),
            )
        }
        _ => mismatch(node, wanted),
    }
}

fn integer<'n>(node: &'n Node<'n>, text: &'n str) -> Outcome<'n> {
    if !text.contains(['.', 'e', 'E']) {
        return Outcome::same(node);
    }
    match Decimal::parse(text).and_then(|number| number.integer_text()) {
        Some(integer) => Outcome::scalar(node, Kind::Number(integer.into())).note(
            weight::NAME,
            AlignKind::IntegralNumber,
            format!("was {text}"),
        ),
        None => mismatch(node, Types::INTEGER),
    }
}

fn number<'n>(node: &'n Node<'n>, text: &'n str, wanted: Types) -> Outcome<'n> {
    let said = words::quoted(text);
    let reading = match numbers::read(text) {
        // `12.000` as a count.
        Reading::Number(_) if wanted == Types::INTEGER && numbers::may_be_thousands(text) => {
            Reading::Doubtful(numbers::POINT_OR_COMMA)
        }
        reading => reading,
    };
    match reading {
        Reading::Number(number) => {
            let number = if wanted == Types::INTEGER && number.contains(['.', 'e', 'E']) {
                Decimal::parse(&number).and_then(|number| number.integer_text())
            } else {
                Some(number.into_owned())
            };
            match number {
                Some(number) => Outcome::scalar(node, Kind::Number(number.into())).note(
                    weight::SPELLING,
                    AlignKind::TextToNumber,
                    format!("was the text {said}"),
                ),
                None => mismatch(node, wanted),
            }
        }
        Reading::Doubtful(why) => Outcome::doubt(
            node,
            format!(
                "must be {}, is {}; {why}",
                wanted.words(),
                words::a_text(text)
            ),
        ),
        Reading::Other => mismatch(node, wanted),
    }
}

fn boolean<'n>(node: &'n Node<'n>, text: &str) -> Outcome<'n> {
    let said = text.trim().to_ascii_lowercase();
    let (value, cost) = match said.as_str() {
        "true" | "yes" => (true, weight::SPELLING),
        "false" | "no" => (false, weight::SPELLING),
        "1" => (true, weight::BOOLEAN_DIGIT),
        "0" => (false, weight::BOOLEAN_DIGIT),
        _ => return mismatch(node, Types::BOOLEAN),
    };
    Outcome::scalar(node, Kind::Bool(value)).note(
        cost,
        AlignKind::TextToBool,
        format!("was the text {}", words::quoted(text)),
    )
}
