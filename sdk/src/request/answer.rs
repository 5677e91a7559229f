//! One answer of the model: its text, or why there is none.

use super::completion::{Choice, FinishReason, Usage};
use crate::error::{Error, ErrorKind, Result};
use crate::json::Decoded;
use crate::wire;

/// Reads the value of one answer.
pub(super) fn read<T>(
    choice: wire::Choice,
    usage: Option<&Usage>,
    decode: impl FnOnce(&str) -> Result<Decoded<T>>,
) -> Result<Choice<T>> {
    let wire::Choice {
        text,
        reasoning,
        refusal,
        tool_call,
        finish_reason,
    } = choice;
    let text = text.unwrap_or_default();
    if let Some(refusal) = refusal {
        return Err(Error::new(ErrorKind::Refused, "the model refused").with_text(refusal));
    }
    if finish_reason == Some(FinishReason::ContentFilter) {
        return Err(
            Error::new(ErrorKind::Filtered, "the host filtered the answer").with_text(text),
        );
    }
    let is_empty = text.trim().is_empty();
    // Some hosts count the reasoning and do not show it.
    let thought = reasoning
        .as_deref()
        .is_some_and(|reasoning| !reasoning.is_empty())
        || usage
            .and_then(|usage| usage.reasoning_tokens)
            .is_some_and(|tokens| tokens > 0);
    if finish_reason == Some(FinishReason::Length) {
        let spent = usage.map_or_else(
            || " of tokens".to_owned(),
            |usage| format!(" of {} tokens", usage.completion_tokens),
        );
        let what = match (is_empty, thought) {
            (true, true) => "before it began: the limit{} went to reasoning",
            (true, false) => "before it began, at the limit{}",
            (false, _) => "at the limit{}",
        };
        let message = format!("the answer was cut {}", what.replace("{}", &spent));
        return Err(Error::new(ErrorKind::Truncated, message).with_text(text));
    }
    if is_empty {
        let message = match (tool_call, thought) {
            (Some(tool), _) => format!("the model called the tool `{tool}` instead of answering"),
            (None, true) => "the answer is empty: the model only reasoned".to_owned(),
            (None, false) => "the answer is empty".to_owned(),
        };
        return Err(Error::new(ErrorKind::Decode, message).with_text(text));
    }
    let Decoded { value, repairs } = decode(&text)?;
    Ok(Choice {
        value,
        text,
        reasoning,
        finish_reason,
        repairs,
    })
}
