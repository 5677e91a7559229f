//! `POST /v1/inference/{model}`, DeepInfra's own route.

use serde::Deserialize;
use serde_json::Value;

use super::lenient::Text;
use super::usage::count;
use super::{Answer, Reply, split_reasoning};
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
        .map(|result| {
            let (reasoning, text) = result.generated_text.0.map_or((None, None), |text| {
                let (reasoning, text) = split_reasoning(text);
                (reasoning, Some(text))
            });
            super::Choice {
                text,
                reasoning,
                ..Default::default()
            }
        })
        .collect();
    let tokens = |a: &Option<Value>, b: &Option<Value>| {
        a.as_ref().and_then(count).or(b.as_ref().and_then(count))
    };
    let generated = tokens(&progress.tokens_generated, &inference.num_tokens);
    let input = tokens(&progress.tokens_input, &inference.num_input_tokens);
    let usage = (generated.is_some() || input.is_some() || progress.cost.is_some()).then(|| {
        let (prompt_tokens, completion_tokens) = (input.unwrap_or(0), generated.unwrap_or(0));
        let mut usage = Usage {
            prompt_tokens,
            completion_tokens,
            total_tokens: prompt_tokens.saturating_add(completion_tokens),
            ..Usage::default()
        };
        for (name, value) in [("cost", progress.cost), ("runtime_ms", progress.runtime_ms)] {
            if let Some(value) = value {
                usage.extra.insert(name.to_owned(), value);
            }
        }
        usage
    });
    Ok(Answer::Reply(Reply {
        id: inference.request_id.into_id(),
        model: None,
        choices,
        usage,
    }))
}
