//! Plain text as it comes.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::assembly::{Halt, Listen};
use super::feed::{Conclusion, Feed, Turn};
use crate::error::Result;
use crate::request::{Completion, Request, plain_text};
use crate::wire::chunks::Part;

/// A part of an answer's text; `Debug` shows how long it is.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream(["The ", "Loire."]));
/// # let client = server.client(Provider::TOGETHER);
/// let mut stream = client.chat("some/model").user("Name a river.").text_stream().await?;
/// let mut text = String::new();
/// while let Some(delta) = stream.next().await? {
///     text.push_str(&delta.text);
/// }
/// assert_eq!(text, "The Loire.");
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delta {
    /// The number of the answer, counted from zero; only a request with `n` over 1 has others.
    pub choice: usize,
    /// What kind of text it is.
    pub kind: DeltaKind,
    /// The text.
    pub text: String,
}

impl fmt::Debug for Delta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delta")
            .field("choice", &self.choice)
            .field("kind", &self.kind)
            .field("text_bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

/// What a part of an answer's text is.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream(["<think>Which?</think>", "Loire"]));
/// # let client = server.client(Provider::TOGETHER);
/// use json_mode::DeltaKind;
///
/// let mut stream = client.chat("some/model").user("Name a river.").text_stream().await?;
/// let mut thoughts = String::new();
/// while let Some(delta) = stream.next().await? {
///     if delta.kind == DeltaKind::Reasoning {
///         thoughts.push_str(&delta.text);
///     }
/// }
/// assert_eq!(thoughts, "Which?");
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeltaKind {
    /// The answer.
    Text,
    /// What the model thinks before: in a field of its own, or in a `<think>` block, whose marks are left out.
    Reasoning,
}

/// An answer's text as it comes: [`Request::text_stream`] makes one.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream(["Long and ", "wild."]));
/// # let client = server.client(Provider::TOGETHER);
/// use json_mode::DeltaKind;
///
/// let mut stream = client.chat("some/model").user("Tell me of the Loire.").text_stream().await?;
/// while let Some(delta) = stream.next().await? {
///     if delta.kind == DeltaKind::Text {
///         print!("{}", delta.text);
///     }
/// }
/// let completion = stream.finish().await?; // `Interrupted`, if the end did not come
/// assert_eq!(completion.value, "Long and wild.");
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
///
/// # Cancel safety
/// The futures of its methods may be dropped while they wait; nothing that came is lost. Dropping the stream closes
/// the connection.
#[must_use = "a stream does nothing until it is read"]
pub struct TextStream {
    feed: Feed,
    deltas: Deltas,
    done: Option<Completion<String>>,
}

/// Parts that came and were not asked for yet; neighbours of one kind are one.
#[derive(Debug, Default)]
pub(super) struct Deltas(pub(super) VecDeque<Delta>);

impl Listen for Deltas {
    fn hear(&mut self, choice: usize, part: Part, text: &str) -> ControlFlow<Halt> {
        let kind = match part {
            Part::Answer => DeltaKind::Text,
            Part::Reasoning => DeltaKind::Reasoning,
        };
        match self.0.back_mut() {
            Some(last) if (last.choice, last.kind) == (choice, kind) => last.text.push_str(text),
            _ => self.0.push_back(Delta {
                choice,
                kind,
                text: text.to_owned(),
            }),
        }
        ControlFlow::Continue(())
    }
}

impl TextStream {
    pub(super) async fn open(request: &Request) -> Result<Self> {
        let mut stream = Self {
            feed: Feed::new(request, None),
            deltas: Deltas::default(),
            done: None,
        };
        stream.feed.bind();
        poll_fn(|cx| stream.feed.poll(cx, &mut stream.deltas)).await?;
        Ok(stream)
    }

    /// The next part of the text: all that arrived together and belongs together is one. `None` at the end.
    ///
    /// # Errors
    /// Any kind; once there was one, the stream is over. [`Interrupted`](crate::ErrorKind::Interrupted) for a stream
    /// without its end, whose [`text`](crate::Error::text) is what came.
    ///
    /// # Cancel safety
    /// The future may be dropped while it waits; nothing that came is lost.
    pub async fn next(&mut self) -> Result<Option<Delta>> {
        poll_fn(|cx| self.poll_delta(cx)).await
    }

    /// Reads to the end, and gives the answer as [`Request::text`] does.
    ///
    /// # Errors
    /// As [`next`](Self::next); the same error once more, if there was one.
    ///
    /// # Cancel safety
    /// Dropping the future drops the stream, which closes the connection.
    pub async fn finish(mut self) -> Result<Completion<String>> {
        while self.next().await?.is_some() {}
        self.done.ok_or_else(|| self.feed.failure())
    }

    fn poll_delta(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Delta>>> {
        loop {
            if let Some(delta) = self.deltas.0.pop_front() {
                return Poll::Ready(Ok(Some(delta)));
            }
            match ready!(self.feed.poll(cx, &mut self.deltas))? {
                Turn::Opened | Turn::Grew | Turn::Stopped => {}
                Turn::Ended => {
                    let conclusion = self
                        .feed
                        .conclude(Vec::new(), |text, _, how| plain_text(text, how))?;
                    if let Conclusion::Done(completion) = conclusion {
                        self.done = Some(*completion);
                    }
                }
                Turn::Over => return Poll::Ready(Ok(None)),
            }
        }
    }
}

/// Its items are the deltas; after an error there are no more.
impl Stream for TextStream {
    type Item = Result<Delta>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_delta(cx).map(Result::transpose)
    }
}
