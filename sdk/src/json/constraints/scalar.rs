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
pub(super) fn is_digits(text: &str) -> bool {
    text.bytes()
        .enumerate()
        .all(|(place, byte)| byte.is_ascii_digit() || (place == 0 && byte == b'-'))
}

/// Whether a number keeps its bounds, as far as machine numbers tell; it may be said of too few, never of too many.
pub(super) fn is_within(map: &Map<String, Value>, text: &str) -> bool {
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

/// Whether a number keeps its bounds, by its digits.
pub(super) fn is_exactly_within(map: &Map<String, Value>, text: &str) -> bool {
    let Some(number) = Decimal::parse(text) else {
        return false;
    };
    map.iter().all(|(keyword, rule)| {
        if keyword == "format" {
            let range = rule.as_str().and_then(format::range);
            return range.is_none_or(|(least, most)| {
                !number.is_integer() || (least <= number && number <= most)
            });
        }
        let bound = rule
            .as_number()
            .and_then(|bound| Decimal::parse(&bound.to_string()));
        let Some(bound) = bound else {
            return true;
        };
        match keyword.as_str() {
            "minimum" => number >= bound,
            "maximum" => number <= bound,
            "exclusiveMinimum" => number > bound,
            "exclusiveMaximum" => number < bound,
            "multipleOf" => number.is_multiple_of(&bound) == Some(true),
            _ => true,
        }
    })
}

fn characters(count: u64) -> String {
    format!("{count} character{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{Decimal, is_digits, is_exactly_within, is_within};

    const NUMBERS: &[&str] = &[
        "0",
        "-0",
        "0.0",
        "-0.0",
        "1",
        "-1",
        "1.0",
        "0.1",
        "0.10000000000000000000001",
        "0.09999999999999999999999",
        "0.3",
        "0.30000000000000004",
        "127",
        "128",
        "-128",
        "-129",
        "255",
        "256",
        "65535",
        "65536",
        "4294967295",
        "4294967296",
        "2147483648",
        "9007199254740992",
        "9007199254740993",
        "9007199254740993.5",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "1e2",
        "1e400",
        "-1e400",
        "1e-400",
    ];

    #[test]
    fn machine_numbers_never_take_what_the_digits_refuse() {
        let bounds = [
            json!(0),
            json!(0.0),
            json!(1),
            json!(0.1),
            json!(0.3),
            json!(255),
            json!(-129),
            json!(9_007_199_254_740_993_u64),
            json!(i64::MAX),
            json!(i64::MIN),
            json!(u64::MAX),
            json!(1e300),
        ];
        let keywords = [
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ];
        let mut taken = 0;
        let mut judge = |keyword: &str, rule: &Value| {
            let map = Map::from_iter([(keyword.to_owned(), rule.clone())]);
            for text in NUMBERS {
                if is_within(&map, text) {
                    assert!(is_exactly_within(&map, text), "{text} {map:?}");
                    taken += 1;
                }
            }
        };
        for keyword in keywords {
            for bound in &bounds {
                judge(keyword, bound);
            }
        }
        for format in [
            "int8", "int16", "int32", "int64", "int", "int128", "uint8", "uint16", "uint32",
            "uint64", "uint", "uint128", "double", "float", "other",
        ] {
            judge("format", &json!(format));
        }
        // Most of those that hold are within bounds that machine numbers tell.
        assert!(taken > 500, "{taken}");
    }

    #[test]
    fn what_is_all_digits_is_an_integer() {
        for text in NUMBERS {
            let number = Decimal::parse(text).unwrap();
            assert!(!is_digits(text) || number.is_integer(), "{text}");
        }
    }
}
