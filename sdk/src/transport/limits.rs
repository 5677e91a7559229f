//! How much a host may send.

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
/// # fn f() -> json_mode::Result<()> {
/// let limits = Limits::default().body_bytes(1 << 20).choices(4);
/// let client = Client::builder(Provider::LLAMA_CPP).limits(limits).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub(crate) body_bytes: usize,
    pub(crate) error_body_bytes: usize,
    pub(crate) choices: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 64 << 20,
            error_body_bytes: 64 << 10,
            choices: 128,
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
}
