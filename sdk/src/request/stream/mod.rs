//! Answers that are read as they come.

mod assembly;
mod feed;
mod items;
mod limits;
mod readers;
mod reading;
mod text;
mod typed;

pub use items::{BadItem, ItemStream};
pub use limits::StreamLimits;
pub use readers::StreamEvent;
pub use text::{Delta, DeltaKind, TextStream};
pub use typed::{Snapshots, TextDeltas, TypedStream};

use std::fmt;

use super::Request;
use crate::error::Result;
use crate::response::JsonResponse;

impl Request {
    /// Asks for a `T`, and shows it as it comes. The future is ready when the host takes the request.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream([r#"["Loi"#, r#"re", "Seine"]"#]));
    /// # let client = server.client(Provider::TOGETHER);
    /// let mut rivers = client.chat("some/model").user("Two rivers.").stream::<Vec<String>>().await?;
    /// while let Some(partial) = rivers.next().await? {
    ///     println!("{partial:?}"); // such as [Some("Loi")]
    /// }
    /// assert_eq!(rivers.finish().await?.value, ["Loire", "Seine"]);
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    ///
    /// # Errors
    /// As [`send`](Self::send).
    ///
    /// # Cancel safety
    /// As of the [request](Request#cancel-safety): dropping the future gives the request up.
    pub async fn stream<T: JsonResponse>(&self) -> Result<TypedStream<T>> {
        TypedStream::open(self).await
    }

    /// Asks for a list, and gives its elements one by one, each as soon as it is whole.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream([r#"["Loi"#, r#"re", "Seine"]"#]));
    /// # let client = server.client(Provider::TOGETHER);
    /// let mut rivers = client.chat("some/model").user("Two rivers.").items::<String>().await?;
    /// while let Some(river) = rivers.next().await? {
    ///     println!("{river}");
    /// }
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    ///
    /// # Errors
    /// As [`send`](Self::send).
    ///
    /// # Cancel safety
    /// As of the [request](Request#cancel-safety): dropping the future gives the request up.
    pub async fn items<T: JsonResponse>(&self) -> Result<ItemStream<Vec<T>, T>>
    where
        Vec<T>: JsonResponse,
    {
        ItemStream::open(self, String::new()).await
    }

    /// Asks for a `W`, and gives the elements of a list inside of it one by one, each as soon as it is whole. The list is
    /// at `pointer`, a JSON Pointer (RFC 6901) in the type's own shape; [`ItemStream::finish`] gives the `W`.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream([r#"{"summary": "Flour is out.", "action_items": [{"what": "buy some", "who": null}]}"#]));
    /// # let client = server.client(Provider::TOGETHER);
    /// # use json_mode::JsonResponse;
    /// #[derive(JsonResponse)]
    /// struct Meeting {
    ///     summary: String,
    ///     action_items: Vec<ActionItem>,
    /// }
    ///
    /// #[derive(Debug, JsonResponse)]
    /// struct ActionItem {
    ///     what: String,
    ///     who: Option<String>,
    /// }
    ///
    /// let request = client.chat("some/model").user("What was said?");
    /// let mut items = request.items_at::<Meeting, ActionItem>("/action_items").await?;
    /// while let Some(item) = items.next().await? {
    ///     assert_eq!(item.what, "buy some");
    /// }
    /// assert_eq!(items.finish().await?.value.summary, "Flour is out.");
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    ///
    /// # Errors
    /// As [`send`](Self::send), and [`Config`](crate::ErrorKind::Config) for a text that is no JSON Pointer.
    ///
    /// # Cancel safety
    /// As of the [request](Request#cancel-safety): dropping the future gives the request up.
    pub async fn items_at<W: JsonResponse, T: JsonResponse>(
        &self,
        pointer: impl Into<String>,
    ) -> Result<ItemStream<W, T>> {
        ItemStream::open(self, pointer.into()).await
    }

    /// Asks for plain text, and gives it as it comes. The future is ready when the host takes the request.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream(["Once ", "upon a time."]));
    /// # let client = server.client(Provider::TOGETHER);
    /// let mut text = client.chat("some/model").user("Tell me a story.").text_stream().await?;
    /// while let Some(delta) = text.next().await? {
    ///     print!("{}", delta.text);
    /// }
    /// assert_eq!(text.finish().await?.value, "Once upon a time.");
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    ///
    /// # Errors
    /// As [`text`](Self::text).
    ///
    /// # Cancel safety
    /// As of the [request](Request#cancel-safety): dropping the future gives the request up.
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

impl<W: JsonResponse, T> fmt::Debug for ItemStream<W, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream").finish_non_exhaustive()
    }
}
