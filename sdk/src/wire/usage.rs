//! Token counts, in the spellings of the hosts.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::request::Usage;

struct UsageVisitor;

impl<'de> Visitor<'de> for UsageVisitor {
    type Value = Usage;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("token counts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Usage, A::Error> {
        let mut usage = Usage::default();
        let mut total = None;
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "prompt_tokens" => usage.prompt_tokens = count(&map.next_value()?).unwrap_or(0),
                "completion_tokens" => {
                    usage.completion_tokens = count(&map.next_value()?).unwrap_or(0);
                }
                "total_tokens" => total = count(&map.next_value()?),
                _ => {
                    let value: Value = map.next_value()?;
                    if name == "completion_tokens_details" {
                        usage.reasoning_tokens = value.get("reasoning_tokens").and_then(count);
                    } else if name == "reasoning_tokens" {
                        usage.reasoning_tokens = count(&value);
                    }
                    usage.extra.insert(name, value);
                }
            }
        }
        // DeepInfra's documents print no total, and some hosts send null.
        usage.total_tokens =
            total.unwrap_or(usage.prompt_tokens.saturating_add(usage.completion_tokens));
        Ok(usage)
    }
}

/// A count, which some gateways send as a float.
pub(super) fn count(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let number = value.as_f64()?;
        let whole = number.is_finite() && (0.0..=9_007_199_254_740_992.0).contains(&number);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the range is checked above"
        )]
        whole.then_some(number as u64)
    })
}

/// The usage that two counts make, if either is told.
pub(super) fn of_counts(input: Option<u64>, generated: Option<u64>) -> Option<Usage> {
    input.or(generated)?;
    let (prompt_tokens, completion_tokens) = (input.unwrap_or(0), generated.unwrap_or(0));
    Some(Usage {
        prompt_tokens,
        completion_tokens,
        total_tokens: prompt_tokens.saturating_add(completion_tokens),
        ..Usage::default()
    })
}

impl<'de> Deserialize<'de> for Usage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(UsageVisitor)
    }
}
