//! Answers that are read as they come.

mod assembly;
mod feed;
mod limits;
mod text;

pub use limits::StreamLimits;
pub use text::{Delta, DeltaKind, TextStream};

use std::fmt;

use super::Request;
use crate::error::Result;

impl Request {
    /// Asks for plain text, and gives it as it comes. The future is ready when the host takes the request.
    ///
    /// ```no_run
    /// # async fn f() -> json_mode::Result<()> {
    /// # let client = json_mode::Client::together()?;
    /// let mut text = client.chat("some/model").user("Tell me a story.").text_stream().await?;
    /// while let Some(delta) = text.next().await? {
    ///     print!("{}", delta.text);
    /// }
    /// let completion = text.finish().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`text`](Self::text).
    pub async fn text_stream(&self) -> Result<TextStream> {
        TextStream::open(self).await
    }
}

/// Texts of an answer may be private.
impl fmt::Debug for TextStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextStream").finish_non_exhaustive()
    }
}
