//! Answers that are read as they come.

mod assembly;
mod feed;
mod limits;
mod text;
mod typed;

pub use limits::StreamLimits;
pub use text::{Delta, DeltaKind, TextStream};
pub use typed::{Snapshots, StreamEvent, TextDeltas, TypedStream};

use std::fmt;

use super::Request;
use crate::error::Result;
use crate::response::JsonResponse;

impl Request {
    /// Asks for a `T`, and shows it as it comes. The future is ready when the host takes the request.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn stream<T: JsonResponse>(&self) -> Result<TypedStream<T>> {
        TypedStream::open(self).await
    }

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

impl<T: JsonResponse> fmt::Debug for TypedStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypedStream").finish_non_exhaustive()
    }
}

impl<T: JsonResponse> fmt::Debug for Snapshots<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Snapshots(..)")
    }
}

impl<T: JsonResponse> fmt::Debug for TextDeltas<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TextDeltas(..)")
    }
}
