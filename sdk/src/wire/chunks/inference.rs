//! Streams of `POST /v1/inference/{model}`, DeepInfra's own route, in the form of text-generation-inference.
//!
//! `{"token": {"text": "…", "special": false}, "generated_text": null, "details": null}`; the last event has the whole
//! text and, in `details`, why it ended.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Chunk, Delta, Read};
use crate::request::FinishReason;
use crate::wire::finish_reason;
use crate::wire::lenient::{Beside, Piece, Text};
use crate::wire::usage::{count, of_counts};

#[derive(Deserialize)]
struct Event<'e> {
    #[serde(default, borrow)]
    request_id: Piece<'e>,
    #[serde(borrow)]
    token: Option<Token<'e>>,
    #[serde(default, borrow)]
    generated_text: Piece<'e>,
    #[serde(default)]
    details: Beside<Details>,
    #[serde(borrow)]
    error: Option<&'e RawValue>,
    #[serde(borrow)]
    error_message: Option<&'e RawValue>,
}

#[derive(Deserialize)]
struct Token<'e> {
    #[serde(default, borrow)]
    text: Piece<'e>,
    /// A mark of the model's, such as the end of a turn.
    #[serde(default)]
    special: Beside<bool>,
}

#[derive(Default, Deserialize)]
struct Details {
    #[serde(default)]
    finish_reason: Text,
    generated_tokens: Option<Value>,
    input_tokens: Option<Value>,
}

pub(super) fn read(data: &str) -> serde_json::Result<Read<'_>> {
    let event: Event<'_> = serde_json::from_str(data)?;
    if event.error.is_some() || event.error_message.is_some() {
        return Ok(Read::Failure);
    }
    let details = event.details.0.unwrap_or_default();
    let whole = event.generated_text.0;
    let has_choices = event.token.is_some() || whole.is_some();
    let text = event
        .token
        .filter(|token| token.special.0 != Some(true))
        .and_then(|token| token.text.0)
        .unwrap_or_default();
    let finish_reason = finish_reason(details.finish_reason.0)
        // The whole text is only said at the end.
        .or_else(|| whole.is_some().then_some(FinishReason::Stop));
    let tokens = |value: Option<Value>| value.as_ref().and_then(count);
    let usage = of_counts(
        tokens(details.input_tokens),
        tokens(details.generated_tokens),
    );
    let delta = Delta {
        text,
        whole,
        finish_reason,
        ..Delta::default()
    };
    Ok(Read::Chunk(Chunk {
        id: event.request_id.into_name(),
        model: None,
        has_choices,
        deltas: if has_choices { vec![delta] } else { Vec::new() },
        usage,
    }))
}
