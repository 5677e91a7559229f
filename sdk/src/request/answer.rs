//! One answer of the model: its text, or why there is none.

use super::completion::{Choice, FinishReason, Usage};
use crate::error::{Error, ErrorKind, Result};
use crate::json::Decoded;
use crate::wire;

/// What is to be made of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// The value that it is.
    Whole,
    /// The error that it is, for it was cut.
    Cut,
    /// What is complete of it, for it was cut.
    Salvage,
}

/// Reads the value of one answer; of one that was cut only what is complete, if `may_salvage`.
pub(super) fn read<T>(
    choice: wire::Choice,
    usage: Option<&Usage>,
    may_salvage: bool,
    decode: impl Fn(&str, Reading) -> Result<Decoded<T>>,
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
    let at_limit = finish_reason == Some(FinishReason::Length);
    if is_empty && !at_limit {
        let message = match (tool_call, thought) {
            (Some(tool), _) => format!("the model called the tool `{tool}` instead of answering"),
            (None, true) => "the answer is empty: the model only reasoned".to_owned(),
            (None, false) => "the answer is empty".to_owned(),
        };
        return Err(Error::new(ErrorKind::Decode, message).with_text(text));
    }
    let read = match (at_limit, is_empty) {
        (false, _) => decode(&text, Reading::Whole),
        (true, false) => decode(&text, Reading::Cut),
        (true, true) => Err(Error::new(ErrorKind::Truncated, "cut").with_text(text.as_str())),
    };
    let read = match read {
        Err(error) if error.kind() == ErrorKind::Truncated => {
            let salvaged = (may_salvage && !is_empty)
                .then(|| decode(&text, Reading::Salvage).ok())
                .flatten();
            salvaged.ok_or_else(|| {
                let message = cut_message(at_limit, is_empty, thought, usage);
                // A host that gives no reason may have cut it as well.
                error
                    .with_message(message)
                    .at_limit(at_limit || finish_reason.is_none())
            })
        }
        read => read,
    };
    let Decoded { value, repairs } = read?;
    Ok(Choice {
        value,
        text,
        reasoning,
        finish_reason,
        repairs,
    })
}

/// Where an answer was cut, how many tokens it took, and what they went to.
fn cut_message(at_limit: bool, is_empty: bool, thought: bool, usage: Option<&Usage>) -> String {
    let reasoning = usage
        .and_then(|usage| usage.reasoning_tokens)
        .filter(|tokens| *tokens > 0);
    let spent = usage.map(|usage| usage.completion_tokens);
    if !at_limit {
        let after = spent.map_or_else(String::new, |tokens| format!(", after {tokens} tokens"));
        return format!("the answer ends in the middle of a value{after}");
    }
    let tokens = spent.map_or_else(
        || "of tokens".to_owned(),
        |tokens| format!("of {tokens} tokens"),
    );
    match (is_empty, thought, reasoning) {
        (true, true, _) => {
            format!("the answer was cut before it began: the limit {tokens} went to reasoning")
        }
        (true, false, _) => format!("the answer was cut before it began, at the limit {tokens}"),
        (false, _, Some(reasoning)) => {
            format!(
                "the answer was cut at the limit {tokens}, {reasoning} of which went to reasoning"
            )
        }
        (false, _, None) => format!("the answer was cut at the limit {tokens}"),
    }
}
