//! The rules of numbers, made ready for the usual ones.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::Types;
use crate::json::constraints::format;
use crate::json::constraints::scalar::{is_digits, is_exactly_within, is_within};

#[derive(Debug)]
pub(super) struct Number {
    /// As the schema has them.
    rules: Map<String, Value>,
    /// The integers that keep all of them, as far as that is told so simply.
    whole: Option<RangeInclusive<i64>>,
    /// Whether any number keeps them.
    any: bool,
}

impl Number {
    pub(super) fn new(rules: &Map<String, Value>) -> Self {
        Self {
            whole: whole(rules),
            any: rules.iter().all(|(keyword, rule)| match keyword.as_str() {
                "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                    false
                }
                "format" => matches!(rule.as_str(), Some("double" | "float")),
                _ => true,
            }),
            rules: rules.clone(),
        }
    }

    /// Whether a number, as it is written, is of the types and keeps the rules.
    pub(super) fn takes(&self, types: Types, text: &str) -> bool {
        if self.any && types.has(Types::NUMBER) {
            return true;
        }
        if let Some(whole) = &self.whole
            && let Ok(number) = text.parse::<i64>()
            && whole.contains(&number)
        {
            return types.has(Types::NUMBER) || types.has(Types::INTEGER);
        }
        let is_of_type = types.has(Types::NUMBER) || is_digits(text);
        is_of_type
            // Just at a bound machine numbers do not tell; `0.0` often stands there.
            && (self.any || is_within(&self.rules, text) || is_exactly_within(&self.rules, text))
    }
}

/// The integers within all bounds; nothing where there is more to a rule than a bound.
fn whole(rules: &Map<String, Value>) -> Option<RangeInclusive<i64>> {
    let (mut least, mut most) = (i64::MIN, i64::MAX);
    for (keyword, rule) in rules {
        match keyword.as_str() {
            "minimum" => least = least.max(rule.as_i64()?),
            "exclusiveMinimum" => least = least.max(rule.as_i64()?.checked_add(1)?),
            "maximum" => most = most.min(rule.as_i64()?),
            "exclusiveMaximum" => most = most.min(rule.as_i64()?.checked_sub(1)?),
            "format" => {
                if let Some(name) = rule.as_str() {
                    let place = format::place(name)?;
                    least = least.max(*place.start());
                    most = most.min(*place.end());
                }
            }
            "multipleOf" => return None,
            _ => {}
        }
    }
    Some(least..=most)
}
