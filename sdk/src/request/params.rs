//! The sampling fields: one setter each, named like the wire's field, and a way for all others.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::Request;

/// Fields that the request itself writes, and what sets them.
const OWN: &[(&str, &str)] = &[
    ("model", "the client's `chat`, `completion` or `inference`"),
    ("messages", "`system`, `user` and `message`"),
    ("prompt", "`prompt`"),
    ("input", "`prompt`"),
    ("stream", "the method that sends"),
    ("response_format", "the type that is asked for, or `format`"),
];

/// The names under which requests limit the tokens of an answer.
const TOKEN_LIMITS: &[&str] = &["max_tokens", "max_completion_tokens", "max_new_tokens"];

/// The names under which requests ask for several answers.
const COUNTS: &[&str] = &["n", "num_responses"];

/// Setters that only name their field, each with a value for its example.
macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident: $ty:ty = $example:expr;)*) => {
        impl Request { $(
            $(#[$doc])*
            ///
            /// ```
            /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
            #[doc = concat!(
                "let request = client.chat(\"some/model\").user(\"A river?\").", stringify!($name), "(", stringify!($example), ");\n",
                "assert!(request.body::<Vec<String>>()?.contains(r#\"\"", stringify!($name), "\":\"#));",
            )]
            /// # Ok::<(), json_mode::Error>(())
            /// ```
            pub fn $name(self, $name: $ty) -> Self {
                self.set(stringify!($name), $name)
            }
        )* }
    };
}

fields! {
    /// How much chance there is in the choice of tokens: 0 for none; most hosts take up to 2.
    temperature: f64 = 0.2;
    /// Only the likeliest tokens that together have this probability: over 0, up to 1.
    top_p: f64 = 0.9;
    /// Only this many of the likeliest tokens; 0 or -1 for all, as the host has it.
    top_k: i64 = 40;
    /// Only tokens of at least this part of the likeliest one's probability: 0 to 1.
    min_p: f64 = 0.05;
    /// How many tokens the answer may have. JSON that is cut here is an error of kind `Truncated`. DeepInfra's own
    /// route is sent `max_new_tokens`.
    max_tokens: u32 = 200;
    /// The same under the name that OpenAI's newer models demand.
    max_completion_tokens: u32 = 200;
    /// How many answers to give: the first is the completion's value, the others are in `others`.
    n: u32 = 3;
    /// A number that makes answers repeatable, as far as the host can.
    seed: u64 = 7;
    /// Less of the tokens that were already used: -2 to 2.
    presence_penalty: f64 = 0.5;
    /// Less of a token the more often it was used: -2 to 2.
    frequency_penalty: f64 = 0.5;
    /// The same as a factor: 1 for none.
    repetition_penalty: f64 = 1.1;
    /// How long to think: `none`, `low`, `medium`, `high`, as the model has it.
    reasoning_effort: &str = "low";
    /// Tokens to make likelier or less likely, by their number in the model's vocabulary: -100 to 100 each.
    logit_bias: impl Serialize = [("50256", -100)];
    /// Whether the probabilities of tokens are sent along, or, where the host counts them, of how many; they are not
    /// part of the completion.
    logprobs: impl Serialize = true;
    /// Of how many likely tokens at each place, beside `logprobs`.
    top_logprobs: u32 = 5;
    /// Tokens at which the answer ends, by their number in the model's vocabulary.
    stop_token_ids: &[u32] = &[2, 32000];
    /// Settings of the model's chat template, as the host has them.
    chat_template_kwargs: impl Serialize = [("enable_thinking", false)];
    /// The class of service, such as `priority` or `flex`.
    service_tier: &str = "flex";
    /// `auto`, `none`, `required`, or the name of a tool as an object.
    tool_choice: impl Serialize = "none";
    /// The tools that the model may call, as the host has them.
    tools: impl Serialize = serde_json::json!([{"type": "function", "function": {"name": "gauge"}}]);
}

impl Request {
    /// The first of these fields that is a number.
    fn number(&self, names: &[&str]) -> Option<u64> {
        let mut params = self.params.iter();
        params.find_map(|(name, value)| {
            let is_meant = names.contains(&name.as_str());
            value.as_u64().filter(|_| is_meant)
        })
    }

    /// The limit of tokens that the request names.
    pub(super) fn token_limit(&self) -> Option<u64> {
        self.number(TOKEN_LIMITS)
    }

    /// The same request with another limit, under the names that it has.
    pub(super) fn with_token_limit(&self, limit: u64) -> Self {
        let mut request = self.clone();
        for (name, value) in &mut request.params {
            if TOKEN_LIMITS.contains(&name.as_str()) {
                *value = Value::from(limit);
            }
        }
        request
    }

    /// How many answers the request asks for.
    pub(super) fn answers(&self) -> u64 {
        self.number(COUNTS).unwrap_or(1)
    }

    /// How many tokens its answers may have together; 0 where it sets no limit.
    pub(super) fn max_output_tokens(&self) -> u64 {
        self.token_limit()
            .unwrap_or(0)
            .saturating_mul(self.answers())
    }

    /// Texts at which the answer ends; they are not part of it.
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.chat("some/model").user("A river?").stop(["\n\n", "END"]);
    /// assert!(request.body::<Vec<String>>()?.contains(r#""stop":["\n\n","END"]"#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn stop<S: Into<String>>(self, stop: impl IntoIterator<Item = S>) -> Self {
        let stop: Vec<String> = stop.into_iter().map(Into::into).collect();
        self.set("stop", stop)
    }

    /// Any other field of the request's body, as the host has it. A field that is set again has its last value; null
    /// is sent as null.
    ///
    /// ```
    /// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").build()?;
    /// let request = client.chat("some/model").user("A river?").param("safety_model", "none");
    /// assert!(request.body::<Vec<String>>()?.contains(r#""safety_model":"none""#));
    /// # Ok::<(), json_mode::Error>(())
    /// ```
    pub fn param(self, name: impl Into<String>, value: impl Serialize) -> Self {
        let name = name.into();
        match OWN.iter().find(|(own, _)| *own == name) {
            Some((own, by)) => {
                self.mistaken(|| format!("`{own}` is not set by `param`, but by {by}"))
            }
            None => match serde_json::to_value(&value) {
                Ok(Value::Null) if is_no_number(&value) => {
                    self.mistaken(|| format!("the value of `{name}` has no JSON"))
                }
                Ok(value) => self.put(&name, value),
                Err(error) => {
                    self.mistaken(|| format!("the value of `{name}` has no JSON: {error}"))
                }
            },
        }
    }

    fn set(self, name: &str, value: impl Serialize) -> Self {
        match serde_json::to_value(value) {
            // JSON has no infinity and no NaN; `serde_json` writes null for them.
            Ok(Value::Null) => self.mistaken(|| format!("the value of `{name}` has no JSON")),
            Ok(value) => self.put(name, value),
            Err(error) => self.mistaken(|| format!("the value of `{name}` has no JSON: {error}")),
        }
    }

    fn put(mut self, name: &str, value: Value) -> Self {
        match self.params.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => self.params.push((name.to_owned(), value)),
        }
        self
    }
}

/// Whether a value that became null is one of the numbers that JSON has not, such as `f64::NAN`.
fn is_no_number(value: &impl Serialize) -> bool {
    struct Shown<'v, T>(&'v T);

    impl<T: Serialize> fmt::Display for Shown<'_, T> {
        // A formatter serialises numbers as `Display` writes them, and refuses a null.
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.serialize(f)
        }
    }

    let mut text = String::new();
    fmt::write(&mut text, format_args!("{}", Shown(value))).is_ok()
        && matches!(text.as_str(), "NaN" | "inf" | "-inf")
}
