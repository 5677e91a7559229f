//! How much a host may send.

use http::HeaderMap;

/// What hyper takes unless it is told otherwise (`DEFAULT_MAX_HEADERS` in `proto/h1/role.rs` of hyper 1.12).
pub(super) const HYPERS_HEADERS: usize = 100;
/// A `HeaderMap` has room for about 24,000, and panics over that.
const MOST_HEADERS: usize = 10_000;

/// How much of an answer is read; what is over is an error of kind [`TooLarge`](crate::ErrorKind::TooLarge), and is not
/// kept.
///
/// **Units and limits**: bytes as they arrive. The client asks for no compression, so they are the bytes of the body; a
/// transport of one's own that decompresses is counted behind it. Values nest at most 128 deep whatever is set
/// here.
///
/// ```
/// use json_mode::{Client, Limits, Provider};
///
/// let limits = Limits::default().body_bytes(1 << 20).headers(50);
/// let client = Client::builder(Provider::LLAMA_CPP).limits(limits).build()?;
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub(crate) body_bytes: usize,
    pub(crate) error_body_bytes: usize,
    pub(crate) choices: usize,
    pub(crate) headers: usize,
    pub(crate) header_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 64 << 20,
            error_body_bytes: 64 << 10,
            choices: 128,
            headers: HYPERS_HEADERS,
            header_bytes: 64 << 10,
        }
    }
}

impl Limits {
    /// How long the body of an answer may be: 64 MiB by default.
    pub fn body_bytes(mut self, bytes: usize) -> Self {
        self.body_bytes = bytes;
        self
    }

    /// How much of the body of an error is read; the rest is left: 64 KiB by default, and never more than 1 MiB.
    pub fn error_body_bytes(mut self, bytes: usize) -> Self {
        self.error_body_bytes = bytes;
        self
    }

    /// How many answers one response may hold: 128 by default. A stream holds at most 128 whatever this says.
    pub fn choices(mut self, choices: usize) -> Self {
        self.choices = choices;
        self
    }

    /// How many headers an answer may have, each line counted: 100 by default, and never more than 10,000.
    ///
    /// A `reqwest::Client` of one's own has its own limit, which is 100 unless its `http1_max_headers` says otherwise.
    pub fn headers(mut self, count: usize) -> Self {
        self.headers = count.min(MOST_HEADERS);
        self
    }

    /// How long the headers of an answer may be, each as `name: value` with its line break: 64 KiB by default. The
    /// default transport reads no head that is over about 400 KiB, whatever is set here.
    pub fn header_bytes(mut self, bytes: usize) -> Self {
        self.header_bytes = bytes;
        self
    }

    /// Which limit the headers of an answer are over, in words.
    pub(crate) fn broken_by(&self, headers: &HeaderMap) -> Option<String> {
        if headers.len() > self.headers {
            return Some(format!("{} headers", self.headers));
        }
        // A colon, a space and a line break.
        let length = headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len() + 4);
        (length.sum::<usize>() > self.header_bytes)
            .then(|| format!("{} bytes of headers", self.header_bytes))
    }
}
