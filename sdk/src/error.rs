//! The one error of the crate: a kind to match on, and what is known about the failure.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::completion::{Attempt, Usage};
use crate::json::Leniency;
use crate::response::Violation;
use crate::schema::Lowered;
use crate::transport::is_worth_retrying;

/// A shorthand for results with this crate's [`Error`].
///
/// ```
/// fn first(text: &str) -> json_mode::Result<u8> {
///     let numbers: Vec<u8> = json_mode::decode(text)?.value;
///     Ok(numbers.first().copied().unwrap_or(0))
/// }
///
/// assert_eq!(first("[7]")?, 7);
/// # Ok::<(), json_mode::Error>(())
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request did not become a value.
///
/// It is one word wide; [`kind`](Error::kind) says what to do about it, the accessors what is known.
/// `Display` prints this level only, the chain below is in [`source`](StdError::source). No key and no
/// prompt is in any of its texts. The answer's own text is only in [`text`](Error::text): messages name its
/// places, its numbers and its unknown names, and quote none of its strings.
///
/// ```
/// use json_mode::{ErrorKind, decode};
///
/// let error = decode::<Vec<u8>>("[1, 2").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Truncated);
/// assert_eq!(error.text(), Some("[1, 2"));
/// ```
pub struct Error(Box<Inner>);

/// What a caller can tell apart, one kind for each thing that can be done about it.
///
/// ```
/// use json_mode::{ErrorKind, decode};
///
/// let what_to_do = |text| match decode::<Vec<u8>>(text).unwrap_err().kind() {
///     ErrorKind::Truncated => "ask with more tokens",
///     ErrorKind::Decode | ErrorKind::Invalid => "show the model what is wrong",
///     _ => "give up",
/// };
/// assert_eq!(what_to_do("[1, 2"), "ask with more tokens");
/// assert_eq!(what_to_do("[1, {}]"), "show the model what is wrong");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client or the request is not set up right: a missing key, a bad URL, a parameter that is no JSON.
    Config,
    /// No connection to the host.
    Connect,
    /// A limit of time passed: the call's, or one of a stream's own.
    Timeout,
    /// The host does not know the key, or the key may not do this (401, 403).
    Authentication,
    /// Too many requests for now (429); [`retry_after`](Error::retry_after) says when to come back, if the host does.
    RateLimited,
    /// The account has no credit left (402, or a 429 that waiting does not cure).
    QuotaExceeded,
    /// The host refuses the request (any other 4xx).
    Rejected,
    /// The type or the format cannot be said to this host.
    Unsupported,
    /// The host failed (5xx).
    Server,
    /// The answer is not what the host's API promises.
    Protocol,
    /// The connection broke before the end of the answer, whole or streamed.
    Interrupted,
    /// The answer was cut: by the token limit, or in the middle of a value.
    Truncated,
    /// The model refused, in its own words.
    Refused,
    /// The host filtered the answer.
    Filtered,
    /// Something was over a limit of size.
    TooLarge,
    /// There is no such value in the text.
    Decode,
    /// There is a value, but it breaks its own rules.
    Invalid,
}

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    known: Known,
}

/// What is known about a failure, as far as it is.
#[derive(Clone, Default)]
struct Known {
    source: Option<Arc<dyn StdError + Send + Sync>>,
    status: Option<u16>,
    request_id: Option<String>,
    code: Option<String>,
    param: Option<String>,
    text: Option<String>,
    /// What was read of an answer that was cut.
    fragment: Option<Value>,
    /// Whether a larger limit of tokens may help.
    at_limit: bool,
    /// How the text is to be read into a partial.
    shown: Shown,
    violations: Vec<Violation>,
    attempts: Vec<Attempt>,
    usage: Option<Usage>,
    retry_after: Option<Duration>,
    /// What the host says of sending the request again.
    should_retry: Option<bool>,
    /// Whether an answer had begun.
    began: bool,
    /// Whether the host rejected the form of the request, and why.
    #[cfg(feature = "client")]
    rejected: Option<crate::provider::Rejection>,
}

/// What was known where the text of an error was read.
#[derive(Clone, Default)]
pub(crate) struct Shown {
    /// The shape that the host was asked for, where it is not the type's own.
    pub(crate) wire: Option<Arc<Lowered>>,
    pub(crate) leniency: Leniency,
    /// More would have come: the text is not to be read as a whole one.
    pub(crate) is_cut: bool,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            known: Known::default(),
        }))
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    /// What happened, as something to match on.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What is said of this level, without the status.
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status, when the host answered with one that is no success.
    pub fn status(&self) -> Option<u16> {
        self.0.known.status
    }

    /// The host's name for the request, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.known.request_id.as_deref()
    }

    /// The host's code for the error: its `code`, or its `type` where it sends no code.
    pub fn code(&self) -> Option<&str> {
        self.0.known.code.as_deref()
    }

    /// The request's field that the host complains about.
    pub fn param(&self) -> Option<&str> {
        self.0.known.param.as_deref()
    }

    /// The text that was read: the model's answer, or the refusal's words.
    ///
    /// ```
    /// let error = json_mode::decode::<Vec<u8>>(r#"[1, {}]"#).unwrap_err();
    /// assert_eq!(error.text(), Some("[1, {}]"));
    /// assert!(!error.to_string().contains("[1")); // never in its message
    /// ```
    pub fn text(&self) -> Option<&str> {
        self.0.known.text.as_deref()
    }

    /// What had come of an answer that was cut ([`Truncated`](ErrorKind::Truncated)): the JSON value that was read so
    /// far; `None` if none had begun, or if there is more than one way to read it.
    ///
    /// It holds all that was complete when the answer ended, and of a string that was open the part that came. A
    /// number, a literal or a text without quotes at the very end is left out, for it may have gone on, and so is a
    /// name without its value. Punctuation is repaired; the value is in the shape that the model wrote, with a
    /// host's wrapper taken off, and was not brought into the type's shape. An answer that a host says was cut may be
    /// whole all the same, and is then whole here.
    ///
    /// ```
    /// let error = json_mode::decode::<Vec<Vec<u8>>>("[[1, 2], [3, 4").unwrap_err();
    /// assert_eq!(error.fragment().unwrap().to_string(), "[[1,2],[3]]");
    /// ```
    pub fn fragment(&self) -> Option<&Value> {
        self.0.known.fragment.as_ref()
    }

    /// The rules that the answer breaks, each with its path.
    ///
    /// ```
    /// let error = json_mode::decode::<Vec<u8>>(r#"[{}, 1, "one"]"#).unwrap_err();
    /// let places: Vec<&str> = error.violations().iter().map(|violation| &*violation.path).collect();
    /// assert_eq!(places, ["/0", "/2"]);
    /// ```
    pub fn violations(&self) -> &[Violation] {
        &self.0.known.violations
    }

    /// Every try that was made, in order; empty when nothing was sent.
    pub fn attempts(&self) -> &[Attempt] {
        &self.0.known.attempts
    }

    /// The tokens that were spent all the same, summed over the attempts.
    pub fn usage(&self) -> Option<&Usage> {
        self.0.known.usage.as_ref()
    }

    /// How long the host asks to wait before the next request.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.known.retry_after
    }

    /// Whether the same request may succeed later: no connection, too slow, too many, or the host's own failure, unless
    /// the host says otherwise (`x-should-retry`).
    ///
    /// The client has done so by itself as far as [`Retry`](crate::Retry) allows; [`attempts`](Self::attempts) shows it.
    ///
    /// ```
    /// let error = json_mode::decode::<Vec<u8>>(r#"[1, {}]"#).unwrap_err();
    /// assert!(!error.is_retryable()); // the same text reads the same
    /// ```
    pub fn is_retryable(&self) -> bool {
        let status = self.status();
        is_worth_retrying(self.kind(), status, self.0.known.should_retry)
            || (status == Some(425) && self.0.known.should_retry.is_none())
    }

    /// Whether the client may send the request again by itself.
    pub(crate) fn may_be_sent_again(&self) -> bool {
        !self.0.known.began
            && is_worth_retrying(self.kind(), self.status(), self.0.known.should_retry)
    }

    /// The host says whether to send the request again.
    pub(crate) fn with_should_retry(mut self, told: Option<bool>) -> Self {
        self.0.known.should_retry = told;
        self
    }

    /// An answer had begun, so the request is not sent again.
    pub(crate) fn after_a_beginning(mut self) -> Self {
        self.0.known.began = true;
        self
    }

    pub(crate) fn with_source(
        mut self,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        self.0.known.source = Some(source.into().into());
        self
    }

    /// The same error once more, for who asks again.
    pub(crate) fn again(&self) -> Self {
        Self(self.0.clone())
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.known.status = Some(status);
        self
    }

    pub(crate) fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.known.request_id = self.0.known.request_id.or(id);
        self
    }

    pub(crate) fn with_code(mut self, code: Option<String>) -> Self {
        self.0.known.code = code;
        self
    }

    pub(crate) fn with_param(mut self, param: Option<String>) -> Self {
        self.0.known.param = param;
        self
    }

    pub(crate) fn with_text(mut self, text: impl Into<String>) -> Self {
        self.0.known.text = Some(text.into());
        self
    }

    pub(crate) fn with_shown(mut self, shown: Shown) -> Self {
        self.0.known.shown = shown;
        self
    }

    pub(crate) fn shown(&self) -> &Shown {
        &self.0.known.shown
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// The same with other words.
    pub(crate) fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    pub(crate) fn with_fragment(mut self, fragment: Option<Value>) -> Self {
        self.0.known.fragment = fragment;
        self
    }

    /// The answer was cut where its tokens ended, as far as is known.
    pub(crate) fn at_limit(mut self, at_limit: bool) -> Self {
        self.0.known.at_limit = at_limit;
        self
    }

    pub(crate) fn is_at_limit(&self) -> bool {
        self.0.known.at_limit
    }

    pub(crate) fn with_violations(mut self, violations: Vec<Violation>) -> Self {
        self.0.known.violations = violations;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: Vec<Attempt>) -> Self {
        self.0.known.attempts = attempts;
        self
    }

    pub(crate) fn with_usage(mut self, usage: Option<Usage>) -> Self {
        self.0.known.usage = usage;
        self
    }

    #[cfg(feature = "client")]
    pub(crate) fn with_rejected(mut self, rejection: Option<crate::provider::Rejection>) -> Self {
        self.0.known.rejected = rejection;
        self
    }

    #[cfg(feature = "client")]
    pub(crate) fn rejected(&self) -> Option<&crate::provider::Rejection> {
        self.0.known.rejected.as_ref()
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.known.retry_after = wait;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        // Hosts word the message; the status tells who said it.
        if let Some(status) = self.0.known.status {
            write!(f, " (HTTP {status})")?;
        }
        Ok(())
    }
}

/// Like `Display`, with the facts that identify the failure. The answer's text is left out, for it may be private; its size says
/// that there is one.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            message,
            known,
        } = &*self.0;
        let mut out = f.debug_struct("Error");
        out.field("kind", kind).field("message", message);
        if let Some(status) = known.status {
            out.field("status", &status);
        }
        for (name, value) in [
            ("request_id", &known.request_id),
            ("code", &known.code),
            ("param", &known.param),
        ] {
            if let Some(value) = value {
                out.field(name, value);
            }
        }
        if !known.violations.is_empty() {
            out.field("violations", &known.violations);
        }
        if let Some(text) = &known.text {
            let size = text.len();
            out.field("text", &format_args!("[{size} bytes, given by `text()`]"));
        }
        if let Some(wait) = known.retry_after {
            out.field("retry_after", &wait);
        }
        if let Some(source) = &known.source {
            out.field("source", source);
        }
        out.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .known
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_word_and_travels() {
        fn travels<T: Send + Sync + 'static>() {}
        travels::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(
            size_of::<std::result::Result<(), Error>>(),
            size_of::<usize>()
        );
    }
}
