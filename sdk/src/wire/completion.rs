//! `POST /completions`, the legacy route.

use serde::Deserialize;

use super::lenient::{Beside, Text};
use super::{Answer, Reply, finish_reason};
use crate::request::Usage;

#[derive(Deserialize)]
struct Completion {
    #[serde(default)]
    id: Text,
    #[serde(default)]
    model: Text,
    choices: Option<Vec<Choice>>,
    #[serde(default)]
    usage: Beside<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    text: Text,
    #[serde(default)]
    finish_reason: Text,
}

/// Reads an answer.
pub(crate) fn read(body: &[u8]) -> serde_json::Result<Answer> {
    let completion: Completion = serde_json::from_slice(body)?;
    let Some(choices) = completion.choices else {
        return Ok(Answer::Without("there are no `choices`".to_owned()));
    };
    let choices = choices
        .into_iter()
        .map(|choice| super::Choice {
            finish_reason: finish_reason(choice.finish_reason.0),
            ..super::Choice::of_text(choice.text.0)
        })
        .collect();
    Ok(Answer::Reply(Reply {
        id: completion.id.into_id(),
        model: completion.model.into_id(),
        choices,
        usage: completion.usage.0,
    }))
}
