//! A value that grows.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::assembly::Listen;
use super::feed::{Conclusion, Feed, Turn};
use super::readers::{Readers, StreamEvent};
use super::text::Delta;
use crate::error::Result;
use crate::json::{self, Target, rules_are_broken};
use crate::provider::Format;
use crate::request::answer::Reading;
use crate::request::{Completion, FinishReason, Request, Usage};
use crate::response::JsonResponse;
use crate::schema;

/// A `T` that is read as it comes: [`Request::stream`] makes one.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream([r#"{"summary": "Flour "#, r#"is out.", "action_items": ["buy some"]}"#]));
/// # let client = server.client(Provider::TOGETHER);
/// # #[derive(Debug, json_mode::JsonResponse)] struct Meeting { summary: String, action_items: Vec<String> }
/// let mut stream = client.chat("some/model").user("What was said?").stream::<Meeting>().await?;
/// while let Some(partial) = stream.next().await? {
///     println!("{:?}", partial.summary); // such as Some("Flour ")
/// }
/// let meeting: Meeting = stream.finish().await?.value;
/// assert_eq!(meeting.action_items, ["buy some"]);
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
///
/// The partial is filled in where it stands: a delta costs what the delta is long. An answer that turns out wrong is
/// asked for again within the bounds of [`Reask`](crate::Reask); the partial then starts afresh, and
/// [`StreamEvent::Failed`] tells of it. Once the host has begun to answer, no request is sent a second time because
/// of a connection that broke.
///
/// # Cancel safety
/// The futures of its methods may be dropped while they wait; nothing that came is lost. Dropping the stream closes
/// the connection.
#[must_use = "a stream does nothing until it is read"]
pub struct TypedStream<T: JsonResponse> {
    feed: Feed,
    readers: Readers<T>,
    done: Option<Completion<T>>,
}

impl<T: JsonResponse> TypedStream<T> {
    pub(super) async fn open(request: &Request) -> Result<Self> {
        let mut stream = Self {
            feed: Feed::new(request, Some(schema::known::<T>())),
            readers: Readers::new(request),
            done: None,
        };
        poll_fn(|cx| stream.feed.poll(cx, &mut stream.readers)).await?;
        let wire = stream.feed.lowered().cloned();
        stream.readers.restart(wire);
        Ok(stream)
    }

    /// Ends an answer at the first complete value that breaks a rule, which saves the tokens that would have come; the
    /// answer is then as wrong as if all of it had come. To be called before the stream is read.
    ///
    /// Rules are those of the schema, such as a range or a length, and those of `#[json_response(check = ..)]`: one on a
    /// field runs when the field's value is complete, one on a type when a value of the type is, wherever it stands. They
    /// run again on the whole value at the end. To the end are left what `garde` says, what a
    /// [`check`](crate::JsonResponse::check) says that was written by hand, values that are not in their shape, and an
    /// answer that stands in prose, where a value before it may be an example.
    ///
    /// With `n` over 1 each answer is judged by itself, and the stream ends when every one that was asked for is broken:
    /// one that is right is never given up for another's sake.
    ///
    /// **Units and limits**: a value is read once for the rules of its own type; where such types nest more than eight
    /// deep, the outer ones are left to the end, so that the work grows with the answer's length.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream([r#"{"age": 200, "#, r#""name": "Bo"}"#]));
    /// # let client = server.client(Provider::TOGETHER);
    /// #[derive(Debug, json_mode::JsonResponse)]
    /// struct Person {
    ///     #[schemars(range(max = 150))]
    ///     age: u8,
    ///     name: String,
    /// }
    ///
    /// let request = client.chat("some/model").user("Who?").reask(json_mode::Reask::NEVER);
    /// let stream = request.stream::<Person>().await?.stop_on_violation();
    /// let error = stream.finish().await.unwrap_err(); // before the name is written
    /// assert_eq!(error.violations()[0].path, "/age");
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn stop_on_violation(mut self) -> Self {
        self.readers.judge(self.feed.choices());
        self
    }

    /// Waits until something has come, and shows as much of the value as there is by then: all deltas that are ready
    /// are one update. `None` at the end.
    ///
    /// Reasoning that grows is an update as well. With `n` over 1 an update of any choice is one, and the first choice is
    /// shown; [`choice`](Self::choice) has the others.
    ///
    /// # Errors
    /// Any kind; once there was one, the stream is over. [`Interrupted`](crate::ErrorKind::Interrupted) for a stream
    /// without its end. An answer that is over and wrong is an error here, unless it is asked for again.
    ///
    /// # Cancel safety
    /// The future may be dropped while it waits; nothing that came is lost.
    pub async fn next(&mut self) -> Result<Option<&T::Partial>> {
        let more = poll_fn(|cx| self.poll_update(cx)).await?;
        Ok(if more { Some(self.partial()) } else { None })
    }

    /// The next thing that happened; `None` at the end. It reads on when nothing is left to tell.
    ///
    /// Events are kept from the first call on: who wants all of them begins with it.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream(["[1, 2]"]));
    /// # let client = server.client(Provider::TOGETHER);
    /// use json_mode::StreamEvent;
    ///
    /// let mut stream = client.chat("some/model").user("Numbers?").stream::<Vec<u8>>().await?;
    /// let mut complete = 0;
    /// while let Some(event) = stream.next_event().await? {
    ///     complete += usize::from(matches!(event, StreamEvent::Completed { .. }));
    /// }
    /// assert_eq!(complete, 3); // two numbers and their list
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    ///
    /// # Errors
    /// As [`next`](Self::next).
    ///
    /// # Cancel safety
    /// The future may be dropped while it waits; nothing that came is lost.
    pub async fn next_event(&mut self) -> Result<Option<StreamEvent>> {
        self.readers.keep_events();
        poll_fn(|cx| {
            loop {
                if let Some(event) = self.readers.next_event() {
                    return Poll::Ready(Ok(Some(event)));
                }
                if !ready!(self.poll_update(cx))? {
                    return Poll::Ready(Ok(self.readers.next_event()));
                }
            }
        })
        .await
    }

    /// Reads to the end, and gives the value as [`Request::send`] does: by the same pipeline, and with all attempts.
    ///
    /// # Errors
    /// As [`next`](Self::next); the same error once more, if there was one.
    ///
    /// # Cancel safety
    /// Dropping the future drops the stream, which closes the connection.
    pub async fn finish(mut self) -> Result<Completion<T>> {
        while poll_fn(|cx| self.poll_update(cx)).await? {}
        self.done.ok_or_else(|| self.feed.failure())
    }

    /// The partial after each update, as a stream of clones.
    pub fn snapshots(&mut self) -> Snapshots<'_, T> {
        Snapshots(self)
    }

    /// The answer's text itself, as it comes, as a stream of [`Delta`]s; reasoning is told apart. Deltas are kept from
    /// this call on.
    pub fn text_deltas(&mut self) -> TextDeltas<'_, T> {
        self.readers.deltas.get_or_insert_default();
        TextDeltas(self)
    }

    /// As much of the value as has come.
    pub fn partial(&self) -> &T::Partial {
        self.readers.first.reader.partial()
    }

    /// As much of another choice as has come; `None` for one that has not begun.
    pub fn choice(&self, number: usize) -> Option<&T::Partial> {
        let choice = match number.checked_sub(1) {
            None => &self.readers.first,
            Some(other) => self.readers.others.get(other)?,
        };
        Some(choice.reader.partial())
    }

    /// How many choices there are by now.
    pub fn choices(&self) -> usize {
        1 + self.readers.others.len()
    }

    /// Where the cursor stands, as a JSON Pointer (RFC 6901): the value there and those around it still grow, all others
    /// are final.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream(["[1, 2]"]));
    /// # let client = server.client(Provider::TOGETHER);
    /// let mut stream = client.chat("some/model").user("Numbers?").stream::<Vec<u8>>().await?;
    /// while stream.next().await?.is_some() {
    ///     println!("being written: {}", stream.path()); // such as "/1"
    /// }
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn path(&self) -> String {
        self.readers.first.reader.path()
    }

    /// What the model has thought by now.
    pub fn reasoning(&self) -> &str {
        &self.readers.first.reasoning
    }

    /// The text of the answer by now, without reasoning.
    pub fn text(&self) -> &str {
        self.readers.first.reader.text()
    }

    /// The form in which the schema reached the model.
    pub fn format(&self) -> Option<Format> {
        self.feed
            .format()
            .or(self.done.as_ref().map(|done| done.format))
    }

    /// The host's name for the answer, when it was told.
    pub fn id(&self) -> Option<&str> {
        let done = self.done.as_ref();
        self.feed.id().or(done.and_then(|done| done.id.as_deref()))
    }

    /// The host's name for the request, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        let done = self.done.as_ref();
        self.feed
            .request_id()
            .or(done.and_then(|done| done.request_id.as_deref()))
    }

    /// The model that answers, as the host calls it, when it was told.
    pub fn model(&self) -> Option<&str> {
        let done = self.done.as_ref();
        self.feed
            .model()
            .or(done.and_then(|done| done.model.as_deref()))
    }

    /// The tokens that were spent as far as the host has told: those of this answer while it comes, those of all attempts
    /// at the end.
    pub fn usage(&self) -> Option<&Usage> {
        let done = self.done.as_ref();
        self.feed
            .usage()
            .or(done.and_then(|done| done.usage.as_ref()))
    }

    /// Why the model stopped, when it has.
    pub fn finish_reason(&self) -> Option<&FinishReason> {
        let done = self.done.as_ref();
        self.feed
            .finish_reason(0)
            .or(done.and_then(|done| done.finish_reason.as_ref()))
    }

    /// Goes on until something came (`true`) or nothing more will.
    fn poll_update(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool>> {
        loop {
            if std::mem::take(&mut self.readers.updated) {
                return Poll::Ready(Ok(true));
            }
            match ready!(self.feed.poll(cx, &mut self.readers))? {
                Turn::Opened => {
                    let wire = self.feed.lowered().cloned();
                    self.readers.restart(wire);
                }
                Turn::Grew => {}
                Turn::Stopped => self.reject()?,
                // What came last is shown before it is judged.
                Turn::Ended if self.readers.updated => {}
                Turn::Ended => self.conclude()?,
                Turn::Over => return Poll::Ready(Ok(false)),
            }
        }
    }

    fn conclude(&mut self) -> Result<()> {
        let leniency = self.readers.leniency;
        let kept = self.readers.kept();
        let readers = RefCell::new(&mut self.readers);
        let conclusion = self.feed.conclude(kept, |text, wire, reading| {
            let target = Target {
                schema: schema::known::<T>(),
                wire,
                leniency,
            };
            match reading {
                Reading::Whole => readers.borrow_mut().finish(text),
                Reading::Cut => Err(json::cut_off(text, &target)),
                Reading::Salvage => json::salvage_typed(text, &target),
            }
        })?;
        match conclusion {
            Conclusion::Done(completion) => self.done = Some(*completion),
            Conclusion::Again(error) => self.readers.fail(error),
        }
        Ok(())
    }

    /// Ends an answer that breaks a rule already.
    fn reject(&mut self) -> Result<()> {
        let broken = self.readers.broken();
        let kept = self.readers.kept();
        let error = self.feed.reject(rules_are_broken(broken), kept)?;
        self.readers.fail(error);
        Ok(())
    }

    fn poll_delta(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Delta>>> {
        loop {
            let deltas = self.readers.deltas.get_or_insert_default();
            if let Some(delta) = deltas.0.pop_front() {
                return Poll::Ready(Ok(Some(delta)));
            }
            if !ready!(self.poll_update(cx))? {
                return Poll::Ready(Ok(None));
            }
        }
    }
}

/// The partials of a [`TypedStream`] as a stream of clones.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream([r#"["Loi"#, r#"re", "Seine"]"#]));
/// # let client = server.client(Provider::TOGETHER);
/// use std::pin::pin;
///
/// use futures_core::Stream;
///
/// let mut stream = client.chat("some/model").user("Two rivers.").stream::<Vec<String>>().await?;
/// let mut snapshots = pin!(stream.snapshots());
/// let mut last = Vec::new();
/// while let Some(rivers) = std::future::poll_fn(|cx| snapshots.as_mut().poll_next(cx)).await {
///     last = rivers?; // a clone, to be sent elsewhere
/// }
/// assert_eq!(last, [Some("Loire".to_owned()), Some("Seine".to_owned())]);
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
pub struct Snapshots<'s, T: JsonResponse>(&'s mut TypedStream<T>);

/// After an error there are no more.
impl<T: JsonResponse> Stream for Snapshots<'_, T>
where
    T::Partial: Unpin,
{
    type Item = Result<T::Partial>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let stream = &mut *self.get_mut().0;
        let more = ready!(stream.poll_update(cx));
        Poll::Ready(match more {
            Ok(true) => Some(Ok(stream.partial().clone())),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        })
    }
}

/// The text of a [`TypedStream`]'s answer as it comes.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream([r#"["Loi"#, r#"re", "Seine"]"#]));
/// # let client = server.client(Provider::TOGETHER);
/// use std::pin::pin;
///
/// use futures_core::Stream;
///
/// let mut stream = client.chat("some/model").user("Two rivers.").stream::<Vec<String>>().await?;
/// let mut deltas = pin!(stream.text_deltas());
/// let mut text = String::new();
/// while let Some(delta) = std::future::poll_fn(|cx| deltas.as_mut().poll_next(cx)).await {
///     text.push_str(&delta?.text);
/// }
/// assert_eq!(text, r#"["Loire", "Seine"]"#);
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
pub struct TextDeltas<'s, T: JsonResponse>(&'s mut TypedStream<T>);

/// After an error there are no more.
impl<T: JsonResponse> Stream for TextDeltas<'_, T>
where
    T::Partial: Unpin,
{
    type Item = Result<Delta>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_delta(cx).map(Result::transpose)
    }
}
