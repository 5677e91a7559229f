//! Answers that are read as they come, as iterators.

use std::fmt;

use super::wait::wait;
use crate::error::Result;
use crate::response::JsonResponse;
use crate::{
    BadItem, Completion, Delta, ItemStream as AsyncItemStream, StreamEvent,
    TextStream as AsyncTextStream, TypedStream as AsyncTypedStream, Usage,
};

/// A `T` that is read as it comes: [`Request::stream`](super::Request::stream) makes one.
///
/// As an iterator it gives a clone of the partial after each update; [`update`](Self::update) shows it where it stands.
/// Iterate over `&mut stream` to [`finish`](Self::finish) it after. Dropping it closes the connection.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream([r#"["Loi"#, r#"re", "Seine"]"#]));
/// # let client = server.builder(Provider::TOGETHER).build_blocking()?;
/// let mut stream = client.chat("some/model").user("Two rivers.").stream::<Vec<String>>()?;
/// while let Some(rivers) = stream.update()? {
///     println!("{rivers:?}"); // such as [Some("Loi")]
/// }
/// assert_eq!(stream.finish()?.value, ["Loire", "Seine"]);
/// # }
/// # Ok::<(), json_mode::Error>(())
/// ```
#[must_use = "a stream does nothing until it is read"]
pub struct TypedStream<T: JsonResponse>(pub(super) AsyncTypedStream<T>);

impl<T: JsonResponse> TypedStream<T> {
    /// Ends an answer at the first complete value that breaks a rule of the schema or of the user: see
    /// [`json_mode::TypedStream::stop_on_violation`](crate::TypedStream::stop_on_violation).
    pub fn stop_on_violation(self) -> Self {
        Self(self.0.stop_on_violation())
    }

    /// Waits until something has come, and shows as much of the value as there is by then, without a clone. `None` at the end.
    ///
    /// # Errors
    /// As [`json_mode::TypedStream::next`](crate::TypedStream::next).
    pub fn update(&mut self) -> Result<Option<&T::Partial>> {
        wait(self.0.next())
    }

    /// The next thing that happened; `None` at the end. Events are kept from the first call on.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub fn next_event(&mut self) -> Result<Option<StreamEvent>> {
        wait(self.0.next_event())
    }

    /// The answer's text itself, as it comes; reasoning is told apart. Deltas are kept from this call on.
    pub fn text_deltas(&mut self) -> TextDeltas<'_, T> {
        TextDeltas(self.0.text_deltas())
    }

    /// Reads to the end, and gives the value as [`Request::send`](super::Request::send) does.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub fn finish(self) -> Result<Completion<T>> {
        wait(self.0.finish())
    }

    /// As much of the value as has come.
    pub fn partial(&self) -> &T::Partial {
        self.0.partial()
    }

    /// Where the cursor stands, as a JSON Pointer (RFC 6901): the value there and those around it still grow, all others
    /// are final.
    pub fn path(&self) -> String {
        self.0.path()
    }

    /// What the model has thought by now.
    pub fn reasoning(&self) -> &str {
        self.0.reasoning()
    }

    /// The text of the answer by now, without reasoning.
    pub fn text(&self) -> &str {
        self.0.text()
    }

    /// The tokens that were spent as far as the host has told.
    pub fn usage(&self) -> Option<&Usage> {
        self.0.usage()
    }

    /// All else that is known by now.
    pub fn as_async(&self) -> &AsyncTypedStream<T> {
        &self.0
    }
}

/// After an error there are no more.
impl<T: JsonResponse> Iterator for TypedStream<T> {
    type Item = Result<T::Partial>;

    fn next(&mut self) -> Option<Self::Item> {
        self.update().map(Option::<&T::Partial>::cloned).transpose()
    }
}

/// The text of a [`TypedStream`]'s answer as it comes.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream([r#"["Loi"#, r#"re", "Seine"]"#]));
/// # let client = server.builder(Provider::TOGETHER).build_blocking()?;
/// let mut stream = client.chat("some/model").user("Two rivers.").stream::<Vec<String>>()?;
/// let mut text = String::new();
/// for delta in stream.text_deltas() {
///     text.push_str(&delta?.text);
/// }
/// assert_eq!(text, r#"["Loire", "Seine"]"#);
/// # }
/// # Ok::<(), json_mode::Error>(())
/// ```
pub struct TextDeltas<'s, T: JsonResponse>(crate::TextDeltas<'s, T>);

/// After an error there are no more.
impl<T: JsonResponse> Iterator for TextDeltas<'_, T>
where
    T::Partial: Unpin,
{
    type Item = Result<Delta>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = std::future::poll_fn(|cx| {
            futures_core::Stream::poll_next(std::pin::Pin::new(&mut self.0), cx)
                .map(Option::transpose)
        });
        wait(next).transpose()
    }
}

/// The elements of a list, each as soon as it is whole: [`Request::items`](super::Request::items) makes one.
///
/// Iterate over `&mut items` to [`finish`](Self::finish) it after. Dropping it closes the connection.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream([r#"["Loi"#, r#"re", "Seine"]"#]));
/// # let client = server.builder(Provider::TOGETHER).build_blocking()?;
/// let rivers = client.chat("some/model").user("Two rivers.").items::<String>()?;
/// assert_eq!(rivers.collect::<Result<Vec<_>, _>>()?, ["Loire", "Seine"]);
/// # }
/// # Ok::<(), json_mode::Error>(())
/// ```
#[must_use = "a stream does nothing until it is read"]
pub struct ItemStream<W: JsonResponse, T>(pub(super) AsyncItemStream<W, T>);

impl<W: JsonResponse, T: JsonResponse> ItemStream<W, T> {
    /// What is done with an element that is no `T`: see [`json_mode::ItemStream::bad_items`](crate::ItemStream::bad_items).
    pub fn bad_items(self, policy: BadItem) -> Self {
        Self(self.0.bad_items(policy))
    }

    /// Reads to the end, and gives the whole answer.
    ///
    /// # Errors
    /// As [`json_mode::ItemStream::finish`](crate::ItemStream::finish).
    pub fn finish(self) -> Result<Completion<W>> {
        wait(self.0.finish())
    }

    /// All else that is known by now.
    pub fn as_async(&self) -> &AsyncItemStream<W, T> {
        &self.0
    }
}

/// Its errors are those of [`json_mode::ItemStream::next`](crate::ItemStream::next).
impl<W: JsonResponse, T: JsonResponse> Iterator for ItemStream<W, T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        wait(self.0.next()).transpose()
    }
}

/// An answer's text as it comes: [`Request::text_stream`](super::Request::text_stream) makes one.
///
/// Iterate over `&mut text` to [`finish`](Self::finish) it after. Dropping it closes the connection.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream(["Long and ", "wild."]));
/// # let client = server.builder(Provider::TOGETHER).build_blocking()?;
/// let mut text = client.chat("some/model").user("Tell me of the Loire.").text_stream()?;
/// for delta in &mut text {
///     print!("{}", delta?.text);
/// }
/// assert_eq!(text.finish()?.value, "Long and wild.");
/// # }
/// # Ok::<(), json_mode::Error>(())
/// ```
#[must_use = "a stream does nothing until it is read"]
pub struct TextStream(pub(super) AsyncTextStream);

impl TextStream {
    /// Reads to the end, and gives the answer as [`Request::text`](super::Request::text) does.
    ///
    /// # Errors
    /// As [`json_mode::TextStream::finish`](crate::TextStream::finish).
    pub fn finish(self) -> Result<Completion<String>> {
        wait(self.0.finish())
    }
}

/// After an error there are no more.
impl Iterator for TextStream {
    type Item = Result<Delta>;

    fn next(&mut self) -> Option<Self::Item> {
        wait(self.0.next()).transpose()
    }
}

/// Texts of an answer may be private.
impl<T: JsonResponse> fmt::Debug for TypedStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: JsonResponse> fmt::Debug for TextDeltas<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<W: JsonResponse, T> fmt::Debug for ItemStream<W, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for TextStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
