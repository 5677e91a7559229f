//! What comes back: the value, and how it came about.

use std::fmt;
use std::ops::AddAssign;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind};
use crate::json::{Repair, RepairKind};
use crate::provider::Format;
use crate::response::Violation;

/// A value that a model was asked for, and how it came about.
///
/// `Debug` shows the value as its own type does, and of the texts only how long they are.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat(r#"["Loire", "Seine", "Rhône",]"#));
/// # let client = server.client(Provider::TOGETHER);
/// let completion = client.chat("some/model").user("Three rivers of France, please.").send::<Vec<String>>().await?;
/// assert_eq!(completion.value[0], "Loire");
/// // The comma behind the last river was one too many.
/// assert_eq!(completion.repairs.len(), 1);
/// // One request, and what it cost.
/// assert_eq!(completion.attempts.len(), 1);
/// assert!(completion.usage.is_some_and(|usage| usage.total_tokens > 0));
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[non_exhaustive]
pub struct Completion<T> {
    /// The value.
    pub value: T,
    /// The text that it was read from, without reasoning.
    pub text: String,
    /// What the model thought before, where the host gives it: in a field of its own, or in a `<think>` block.
    pub reasoning: Option<String>,
    /// Why the model stopped; `None` where the host does not say.
    pub finish_reason: Option<FinishReason>,
    /// The tokens that were spent, summed over the attempts; `None` where the host does not say.
    pub usage: Option<Usage>,
    /// The model that answered, as the host calls it.
    pub model: Option<String>,
    /// The host's name for the answer.
    pub id: Option<String>,
    /// The host's name for the request, to quote to its support.
    pub request_id: Option<String>,
    /// The form in which the schema reached the model.
    pub format: Format,
    /// What was changed before the text could be read; empty for text that was right as it stood.
    pub repairs: Vec<Repair>,
    /// The further answers of a request with `n` over 1, in the host's order; one that is no value is an error.
    pub others: Vec<Result<Choice<T>, Error>>,
    /// Every request that was sent, in order. More than one means that a request failed and was sent again, that the
    /// host rejected a format, or that an answer was wrong or cut and asked for again.
    pub attempts: Vec<Attempt>,
}

/// One of several answers to one request.
///
/// `Debug` shows the value as its own type does, and of the texts only how long they are.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_choices(["[1]", "[2]"].map(|text| serde_json::json!({"message": {"content": text}}))));
/// # let client = server.client(Provider::TOGETHER);
/// let completion = client.chat("some/model").user("A number.").n(2).send::<Vec<u8>>().await?;
/// assert_eq!(completion.value, [1]);
/// let other = completion.others[0].as_ref().expect("a second answer");
/// assert_eq!((&other.value, &*other.text), (&vec![2], "[2]"));
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Choice<T> {
    /// The value.
    pub value: T,
    /// The text that it was read from, without reasoning.
    pub text: String,
    /// What the model thought before.
    pub reasoning: Option<String>,
    /// Why the model stopped.
    pub finish_reason: Option<FinishReason>,
    /// What was changed before the text could be read.
    pub repairs: Vec<Repair>,
}

impl<T> Choice<T> {
    /// Whether it is what was complete of an answer that was cut.
    pub(crate) fn is_salvaged(&self) -> bool {
        self.repairs
            .iter()
            .any(|repair| repair.kind == RepairKind::Salvaged)
    }
}

/// The model's texts may be private; what is in the value is its type's to say.
impl<T: fmt::Debug> fmt::Debug for Completion<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion")
            .field("value", &self.value)
            .field("text_bytes", &self.text.len())
            .field("reasoning_bytes", &self.reasoning.as_ref().map(String::len))
            .field("finish_reason", &self.finish_reason)
            .field("usage", &self.usage)
            .field("model", &self.model)
            .field("id", &self.id)
            .field("request_id", &self.request_id)
            .field("format", &self.format)
            .field("repairs", &self.repairs)
            .field("others", &self.others)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// As that of [`Completion`].
impl<T: fmt::Debug> fmt::Debug for Choice<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Choice")
            .field("value", &self.value)
            .field("text_bytes", &self.text.len())
            .field("reasoning_bytes", &self.reasoning.as_ref().map(String::len))
            .field("finish_reason", &self.finish_reason)
            .field("repairs", &self.repairs)
            .finish_non_exhaustive()
    }
}

/// One request that was sent.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::error(503, "too busy"));
/// # let client = server.client(Provider::TOGETHER);
/// let request = client.chat("some/model").user("Two bytes.").retry(json_mode::Retry::NEVER);
/// let error = request.json::<Vec<u8>>().await.unwrap_err();
/// let [attempt] = error.attempts() else { panic!("one request was sent") };
/// assert_eq!(attempt.format, json_mode::Format::JsonSchema);
/// assert_eq!((attempt.error, attempt.status), (Some(json_mode::ErrorKind::Server), Some(503)));
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Attempt {
    /// The form in which the schema was sent.
    pub format: Format,
    /// From sending to the last byte of the answer.
    pub duration: Duration,
    /// The tokens it cost.
    pub usage: Option<Usage>,
    /// How many tokens the answer was allowed, where the request says it.
    pub max_tokens: Option<u64>,
    /// What went wrong, where no answer came of it.
    pub error: Option<ErrorKind>,
    /// The HTTP status, where it is no success.
    pub status: Option<u16>,
    /// How long the client waited before it sent the request again for this error; `None` where it did not.
    pub wait: Option<Duration>,
    /// What the host said, where it rejected the format.
    pub rejection: Option<String>,
    /// The answer's text, where it was wrong or cut and asked for again.
    pub text: Option<String>,
    /// What was wrong with it.
    pub violations: Vec<Violation>,
}

/// The answer's text may be private.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("format", &self.format)
            .field("duration", &self.duration)
            .field("usage", &self.usage)
            .field("max_tokens", &self.max_tokens)
            .field("error", &self.error)
            .field("status", &self.status)
            .field("wait", &self.wait)
            .field("rejection", &self.rejection)
            .field("violations", &self.violations)
            .finish_non_exhaustive()
    }
}

/// Why a model stopped.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat("[1]"));
/// # let client = server.client(Provider::TOGETHER);
/// use json_mode::FinishReason;
///
/// let completion = client.chat("some/model").user("A byte.").send::<Vec<u8>>().await?;
/// assert_eq!(completion.finish_reason, Some(FinishReason::Stop));
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FinishReason {
    /// By itself, or at a stop sequence.
    Stop,
    /// At the limit of tokens.
    Length,
    /// To call a tool.
    ToolCalls,
    /// The host filtered the answer.
    ContentFilter,
    /// In the host's own word.
    Other(String),
}

/// Tokens that were spent.
///
/// ```
/// use json_mode::Usage;
///
/// let mut spent = Usage::default();
/// let mut answer = Usage::default();
/// (answer.prompt_tokens, answer.completion_tokens, answer.total_tokens) = (12, 5, 17);
/// spent += &answer;
/// spent += &answer;
/// assert_eq!(spent.total_tokens, 34);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Usage {
    /// Tokens of the prompt.
    pub prompt_tokens: u64,
    /// Tokens of the answer.
    pub completion_tokens: u64,
    /// Both together, or what the host says is the total.
    pub total_tokens: u64,
    /// Of the answer's tokens, those that were reasoning, where the host says.
    pub reasoning_tokens: Option<u64>,
    /// Whatever else the host says, such as DeepInfra's `estimated_cost` in USD.
    pub extra: Map<String, Value>,
}

impl AddAssign<&Usage> for Usage {
    /// Counts are added; of what else the hosts say, numbers are added and the rest is the latest.
    fn add_assign(&mut self, other: &Usage) {
        self.prompt_tokens = self.prompt_tokens.saturating_add(other.prompt_tokens);
        self.completion_tokens = self
            .completion_tokens
            .saturating_add(other.completion_tokens);
        self.total_tokens = self.total_tokens.saturating_add(other.total_tokens);
        self.reasoning_tokens = match (self.reasoning_tokens, other.reasoning_tokens) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
        for (name, value) in &other.extra {
            let sum = match self
                .extra
                .get(name)
                .and_then(Value::as_f64)
                .zip(value.as_f64())
            {
                Some((a, b)) => Value::from(a + b),
                None => value.clone(),
            };
            self.extra.insert(name.clone(), sum);
        }
    }
}

/// The tokens of several attempts together.
pub(crate) fn total(attempts: &[Attempt]) -> Option<Usage> {
    let mut spent = attempts.iter().filter_map(|attempt| attempt.usage.as_ref());
    let mut total = spent.next()?.clone();
    spent.for_each(|usage| total += usage);
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_is_summed_with_what_else_the_host_counts() {
        let usage = |n: u64, cost: f64| Usage {
            prompt_tokens: n,
            completion_tokens: 1,
            total_tokens: n + 1,
            extra: Map::from_iter([("estimated_cost".to_owned(), Value::from(cost))]),
            ..Usage::default()
        };
        let mut sum = usage(2, 0.5);
        sum += &usage(3, 0.25);
        assert_eq!(
            (sum.prompt_tokens, sum.completion_tokens, sum.total_tokens),
            (5, 2, 7)
        );
        assert_eq!(sum.extra["estimated_cost"], 0.75);
    }
}
