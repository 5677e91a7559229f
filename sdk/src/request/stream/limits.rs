//! How long a stream may pause, and how much it may bring.

use std::time::Duration;

/// The limits of a streamed answer.
///
/// **Units and limits**: by default a stream may pause for 60 seconds, an event and the whole answer may have 16 MiB
/// each, and the first byte may take as long as the call. The call as a whole is bounded by
/// [`timeout`](crate::ClientBuilder::timeout), whatever the stream does.
///
/// ```
/// use std::time::Duration;
/// use json_mode::{Client, Provider, StreamLimits};
///
/// let limits = StreamLimits::default().idle(Duration::from_secs(10)).first_byte(Duration::from_secs(30));
/// let client = Client::builder(Provider::LLAMA_CPP).stream_limits(limits).build()?;
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamLimits {
    pub(in crate::request) idle: Duration,
    pub(in crate::request) first_byte: Option<Duration>,
    pub(in crate::request) event_bytes: usize,
    pub(in crate::request) answer_bytes: usize,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self {
            idle: Duration::from_secs(60),
            first_byte: None,
            event_bytes: 16 << 20,
            answer_bytes: 16 << 20,
        }
    }
}

impl StreamLimits {
    /// How long nothing at all may come once the host has begun to answer. Any byte counts as a sign of life, also one
    /// of a comment.
    pub fn idle(mut self, limit: Duration) -> Self {
        self.idle = limit;
        self
    }

    /// How long the host may take until it begins to answer, for each request that the call sends.
    pub fn first_byte(mut self, limit: Duration) -> Self {
        self.first_byte = Some(limit);
        self
    }

    /// How many bytes one event may have.
    pub fn event_bytes(mut self, limit: usize) -> Self {
        self.event_bytes = limit;
        self
    }

    /// How many bytes of text the answer may have: all choices and their reasoning together.
    pub fn answer_bytes(mut self, limit: usize) -> Self {
        self.answer_bytes = limit;
        self
    }
}
