//! `POST /v1/inference/{model}`, DeepInfra's own route.

use serde::Deserialize;
use serde_json::Value;

use super::lenient::Text;
use super::usage::{count, of_counts};
use super::{Answer, Reply};
use crate::request::Usage;

#[derive(Deserialize)]
struct Inference {
    #[serde(default)]
    request_id: Text,
    #[serde(rename = "inference_status")]
    progress: Option<Progress>,
    results: Option<Vec<Generated>>,
    num_tokens: Option<Value>,
    num_input_tokens: Option<Value>,
}

#[derive(Default, Deserialize)]
struct Progress {
    #[serde(default)]
    status: Text,
    cost: Option<Value>,
    runtime_ms: Option<Value>,
    tokens_generated: Option<Value>,
    tokens_input: Option<Value>,
}

#[derive(Deserialize)]
struct Generated {
    #[serde(default)]
    generated_text: Text,
}

/// Reads an answer.
pub(crate) fn read(body: &[u8]) -> serde_json::Result<Answer> {
    let inference: Inference = serde_json::from_slice(body)?;
    let progress = inference.progress.unwrap_or_default();
    let Some(results) = inference.results else {
        // `queued`, `running` or `failed`.
        let status = progress.status.0.as_deref().unwrap_or("unknown").to_owned();
        return Ok(Answer::Without(format!("the request is {status}")));
    };
    let choices = results
        .into_iter()
        .map(|result| super::Choice::of_text(result.generated_text.0))
        .collect();
    let tokens = |a: &Option<Value>, b: &Option<Value>| {
        a.as_ref().and_then(count).or(b.as_ref().and_then(count))
    };
    let generated = tokens(&progress.tokens_generated, &inference.num_tokens);
    let input = tokens(&progress.tokens_input, &inference.num_input_tokens);
    let mut usage = of_counts(input, generated).or(progress.cost.is_some().then(Usage::default));
    if let Some(usage) = &mut usage {
        let others = [("cost", progress.cost), ("runtime_ms", progress.runtime_ms)];
        let others = others
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)));
        usage.extra.extend(others);
    }
    Ok(Answer::Reply(Reply {
        id: inference.request_id.into_id(),
        model: None,
        choices,
        usage,
    }))
}
