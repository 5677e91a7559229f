//! `type`, `enum`, `const`, and the rules of numbers and texts.

use serde_json::{Map, Value};

use super::decimal::Decimal;
use super::plan::Says;
use super::walk::{Rule, Verdict, Walk, count, keyword};
use super::{equal, format, words};
use crate::json::node::{Kind, Node};

impl<'s, 'n> Walk<'_, 's, 'n> {
    pub(super) fn judge_value(
        &mut self,
        map: &'s Map<String, Value>,
        says: Says,
        node: &'n Node<'n>,
        verdict: &mut Verdict,
    ) {
        if let Kind::NotFinite(text) = node.kind {
            return self.fail(verdict, Rule::Type, || {
                format!("must be a number that JSON can hold, is {text}")
            });
        }
        if says.has(Says::TYPE)
            && let Some(types) = keyword(map, "type")
            && !self.is_of_types(types, node)
        {
            return self.fail(verdict, Rule::Type, || {
                let names = match types {
                    Value::String(name) => vec![name.as_str()],
                    _ => types
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str)
                        .collect(),
                };
                let expected =
                    words::listed(names.into_iter().map(|name| words::a_type(name).to_owned()));
                format!("must be {expected}, is {}", words::found(node))
            });
        }
        if says.has(Says::VALUE)
            && let Some(only) = keyword(map, "const")
            && !self.is_value(node, only)
        {
            self.fail(verdict, Rule::Value, || {
                format!("must be {only}, is {}", words::found(node))
            });
        }
        if says.has(Says::VALUE)
            && let Some(Value::Array(allowed)) = keyword(map, "enum")
            && !allowed.iter().any(|one| self.is_value(node, one))
        {
            self.fail(verdict, Rule::Value, || {
                format!(
                    "must be {}, is {}",
                    words::values(allowed),
                    words::found(node)
                )
            });
        }
        if self.is_shape() {
            return;
        }
        match &node.kind {
            Kind::Number(text) if says.has(Says::NUMBER) => {
                self.judge_number(map, text, verdict);
            }
            Kind::String(text) | Kind::Bare(text) if says.has(Says::TEXT) => {
                self.judge_text(map, text, verdict);
            }
            _ => {}
        }
    }

    /// Whether it is that value; for a type that reads integers `1.0` is not 1.
    fn is_value(&self, node: &Node<'_>, value: &Value) -> bool {
        let is_float = matches!(&node.kind, Kind::Number(text) if text.contains(['.', 'e', 'E']));
        equal::is(node, value) && !(self.is_shape() && is_float && !value.is_f64())
    }

    fn is_of_types(&self, types: &Value, node: &Node<'_>) -> bool {
        match types {
            Value::String(name) => self.is_of_type(name, node),
            Value::Array(names) => names
                .iter()
                .filter_map(Value::as_str)
                .any(|name| self.is_of_type(name, node)),
            _ => true,
        }
    }

    fn is_of_type(&self, name: &str, node: &Node<'_>) -> bool {
        match (name, &node.kind) {
            ("integer", Kind::Number(text)) => {
                if self.is_shape() {
                    !text.contains(['.', 'e', 'E'])
                } else {
                    is_digits(text)
                        || Decimal::parse(text).is_some_and(|number| number.is_integer())
                }
            }
            ("null", Kind::Null)
            | ("boolean", Kind::Bool(_))
            | ("number", Kind::Number(_))
            | ("string", Kind::String(_) | Kind::Bare(_))
            | ("array", Kind::Array(_))
            | ("object", Kind::Object(_)) => true,
            _ => false,
        }
    }

    fn judge_number(&mut self, map: &'s Map<String, Value>, text: &str, verdict: &mut Verdict) {
        if is_within(map, text) {
            return;
        }
        let Some(number) = Decimal::parse(text) else {
            return;
        };
        let bound = |name: &str| {
            let bound = keyword(map, name)?.as_number()?;
            Decimal::parse(&bound.to_string()).map(|decimal| (decimal, bound))
        };
        let mut rule = |broken: bool, words: &str, bound: &dyn std::fmt::Display| {
            if broken {
                self.fail(verdict, Rule::Other, || {
                    format!("must be {words} {bound}, is {text}")
                });
            }
        };
        if let Some((least, bound)) = bound("minimum") {
            rule(number < least, "at least", &bound);
        }
        if let Some((most, bound)) = bound("maximum") {
            rule(number > most, "at most", &bound);
        }
        if let Some((below, bound)) = bound("exclusiveMinimum") {
            rule(number <= below, "more than", &bound);
        }
        if let Some((above, bound)) = bound("exclusiveMaximum") {
            rule(number >= above, "less than", &bound);
        }
        if let Some((divisor, bound)) = bound("multipleOf") {
            rule(
                number.is_multiple_of(&divisor) == Some(false),
                "a multiple of",
                &bound,
            );
        }
        if let Some(Value::String(name)) = keyword(map, "format")
            && let Some((least, most)) = format::range(name)
            && number.is_integer()
        {
            // Bounds that stand in the schema as well are said once.
            if number < least && keyword(map, "minimum").is_none() {
                rule(true, "at least", &least.integer_text().unwrap_or_default());
            }
            if number > most && keyword(map, "maximum").is_none() {
                rule(true, "at most", &most.integer_text().unwrap_or_default());
            }
        }
    }

    fn judge_text(&mut self, map: &'s Map<String, Value>, text: &str, verdict: &mut Verdict) {
        let (least, most) = (count(map, "minLength"), count(map, "maxLength"));
        if least.is_some() || most.is_some() {
            let length = text.chars().count() as u64;
            if let Some(least) = least.filter(|least| length < *least) {
                self.fail(verdict, Rule::Other, || {
                    format!("must have at least {}, has {length}", characters(least))
                });
            }
            if let Some(most) = most.filter(|most| length > *most) {
                self.fail(verdict, Rule::Other, || {
                    format!("must have at most {}, has {length}", characters(most))
                });
            }
        }
        if let Some(Value::String(pattern)) = keyword(map, "pattern")
            && self.judge.patterns.found(pattern, text) == Some(false)
        {
            let found = words::a_text(text);
            self.fail(verdict, Rule::Other, || {
                format!("must match the pattern {pattern}, is {found}")
            });
        }
        if self.judges_formats()
            && let Some(Value::String(name)) = keyword(map, "format")
            && format::holds(name, text) == Some(false)
            && !self.is_taken(name, text)
        {
            let (expected, found) = (format::words(name), words::a_text(text));
            self.fail(verdict, Rule::Other, || {
                format!("must be {expected}, is {found}")
            });
        }
    }
}

/// Whether a number is written as an integer is: digits, perhaps behind a minus.
fn is_digits(text: &str) -> bool {
    text.bytes()
        .enumerate()
        .all(|(place, byte)| byte.is_ascii_digit() || (place == 0 && byte == b'-'))
}

/// Whether a number keeps its bounds, as far as machine numbers tell; it may be said of too few, never of too many.
fn is_within(map: &Map<String, Value>, text: &str) -> bool {
    if let Ok(number) = text.parse::<i64>() {
        return map.iter().all(|(keyword, rule)| match keyword.as_str() {
            "minimum" => rule.as_i64().is_some_and(|least| number >= least),
            "maximum" => rule.as_i64().is_some_and(|most| number <= most),
            "exclusiveMinimum" => rule.as_i64().is_some_and(|below| number > below),
            "exclusiveMaximum" => rule.as_i64().is_some_and(|above| number < above),
            "multipleOf" => false,
            "format" => rule
                .as_str()
                .is_none_or(|name| format::has_place_for(name, number)),
            _ => true,
        });
    }
    let Ok(number) = text.parse::<f64>() else {
        return false;
    };
    // Rounding keeps the order, so that what is less after it was less before; what became equal is looked at closer.
    map.iter().all(|(keyword, rule)| match keyword.as_str() {
        "minimum" | "exclusiveMinimum" => rule.as_f64().is_some_and(|least| number > least),
        "maximum" | "exclusiveMaximum" => rule.as_f64().is_some_and(|most| number < most),
        "multipleOf" => false,
        "format" => rule
            .as_str()
            .is_none_or(|name| matches!(name, "double" | "float")),
        _ => true,
    })
}

fn characters(count: u64) -> String {
    format!("{count} character{}", if count == 1 { "" } else { "s" })
}
