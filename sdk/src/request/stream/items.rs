//! The elements of a list, each as soon as it is whole.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::assembly::{Halt, Listen};
use super::feed::{Conclusion, Feed, Turn};
use crate::error::{Error, Result, Shown};
use crate::json::{self, Decoded, Item, Leniency, PartialReader, Target};
use crate::request::answer::Reading;
use crate::request::{Completion, Request};
use crate::response::{JsonResponse, Violation};
use crate::schema::{self, Lowered};
use crate::wire::chunks::Part;

/// The elements of a list in an answer, each whole, decoded and checked as soon as its last byte is there:
/// [`Request::items`] and [`Request::items_at`] make one. `W` is what is asked for, `T` the type of the elements.
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
/// assert_eq!(rivers.next().await?.as_deref(), Some("Loire")); // before the second one is written
/// assert_eq!(rivers.next().await?.as_deref(), Some("Seine"));
/// assert_eq!(rivers.finish().await?.value.len(), 2);
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
///
/// A list in the prose before the answer may be an example. So the elements of a list that is neither the first thing in the
/// text nor in a code fence are kept until the end, where it is known which list is the answer; once an element was handed
/// out, further lists in the text are passed over.
///
/// An element that is handed out cannot be taken back, so an answer that turns out wrong is asked for again only while
/// none was. With `n` over 1 the elements are those of the first choice.
///
/// # Cancel safety
/// The futures of its methods may be dropped while they wait; nothing that came is lost. Dropping the stream closes
/// the connection.
#[must_use = "a stream does nothing until it is read"]
pub struct ItemStream<W: JsonResponse, T> {
    feed: Feed,
    found: Found<W, T>,
    bad_items: BadItem,
    done: Option<Completion<W>>,
}

/// What is done with an element that is no `T`, or breaks a rule of its type.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// # use json_mode::{Provider, testing::{Reply, Server}};
/// # let server = Server::start();
/// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream(["[1, 300, 2]"]));
/// # let client = server.client(Provider::TOGETHER);
/// use json_mode::BadItem;
///
/// let request = client.chat("some/model").user("Small numbers.").reask(json_mode::Reask::NEVER);
/// let mut numbers = request.items::<u8>().await?.bad_items(BadItem::End);
/// assert_eq!(numbers.next().await?, Some(1));
/// assert!(numbers.next().await.is_err()); // 300 is no `u8`
/// assert!(numbers.next().await?.is_none());
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadItem {
    /// It is an error in its place, and the next one follows.
    #[default]
    Report,
    /// It is an error and the end: the connection is closed, which saves what would have come.
    End,
}

/// The elements that were found and not handed out yet.
struct Found<W: JsonResponse, T> {
    reader: PartialReader<W>,
    pointer: String,
    leniency: Leniency,
    limit_bytes: usize,
    items: VecDeque<Result<T>>,
    any: bool,
    /// The lists that stand in prose, of which it is not known yet whether they are the answer; the last one is the one
    /// that is read.
    doubtful: Vec<VecDeque<Result<T>>>,
    /// What is done with the elements of the list that is read.
    list: List,
}

/// A list whose elements are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    /// It is the answer as far as can be known: its elements are handed out at once.
    Answer,
    /// It stands in prose and may be an example.
    Doubtful,
    /// Elements of another one were handed out.
    Late,
}

impl<W: JsonResponse, T: JsonResponse> Listen for Found<W, T> {
    fn hear(&mut self, choice: usize, part: Part, text: &str) -> ControlFlow<Halt> {
        if choice == 0 && part == Part::Answer {
            if let Err(error) = self.reader.feed(text) {
                return ControlFlow::Break(error.into());
            }
            while let Some(item) = self.reader.next_item() {
                self.take(&item);
            }
        }
        ControlFlow::Continue(())
    }

    fn keeps(&self, choice: usize) -> bool {
        choice == 0
    }

    fn kept(&self) -> Vec<String> {
        vec![self.reader.text().to_owned()]
    }
}

/// Whether what stands here is the first thing in the text, or in a code fence, and so no example in the prose before
/// the answer.
fn is_led_up_to(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let is_first = before.trim_start().starts_with(['[', '{', '`']);
    is_first || before.matches("```").count() % 2 == 1
}

impl<W: JsonResponse, T: JsonResponse> Found<W, T> {
    fn take(&mut self, item: &Item) {
        if item.index == 0 {
            self.list = if self.any {
                List::Late
            } else if is_led_up_to(self.reader.text(), item.span.start) {
                List::Answer
            } else {
                self.doubtful.push(VecDeque::new());
                List::Doubtful
            };
        }
        if self.list == List::Late {
            return;
        }
        let read = self.read(item);
        if self.list == List::Doubtful
            && let Some(list) = self.doubtful.last_mut()
        {
            list.push_back(read);
        } else {
            self.items.push_back(read);
            self.any = true;
        }
    }

    /// The answer is over, and was right: of several lists in prose the last one that fits is the answer.
    fn settle(&mut self) {
        let lists = std::mem::take(&mut self.doubtful);
        if self.any {
            return;
        }
        let fits = |list: &VecDeque<Result<T>>| list.iter().all(Result::is_ok);
        let last = lists.len().saturating_sub(1);
        let chosen = lists.iter().rposition(fits).unwrap_or(last);
        if let Some(list) = lists.into_iter().nth(chosen) {
            self.items = list;
        }
    }

    fn read(&self, item: &Item) -> Result<T> {
        let target = Target {
            schema: schema::known::<T>(),
            wire: None,
            leniency: self.leniency,
        };
        match json::decode_typed::<T>(&item.json, &target) {
            Ok(decoded) => Ok(decoded.value),
            Err(error) => {
                let place = format!("{}/{}", self.pointer, item.index);
                let found = error.violations().iter().map(|violation| Violation {
                    path: format!("{place}{}", violation.path),
                    message: violation.message.clone(),
                });
                let found = found.collect();
                let message = format!("the element {place}: {}", error.message());
                Err(Error::new(error.kind(), message)
                    .with_text(item.json.as_str())
                    .with_violations(found))
            }
        }
    }

    fn restart(&mut self, wire: Option<Arc<Lowered>>) {
        self.doubtful.clear();
        self.reader = self.begin(wire);
    }

    fn begin(&self, wire: Option<Arc<Lowered>>) -> PartialReader<W> {
        PartialReader::new()
            .for_wire(wire)
            .leniency(self.leniency)
            .limit_bytes(self.limit_bytes)
            .watching(&self.pointer)
    }

    /// Reads a whole text; of that whose elements were found the partial becomes the one of the value.
    fn finish(&mut self, text: &str, target: &Target<'_>) -> Result<Decoded<W>> {
        if self.reader.text() == text {
            return self.reader.finish();
        }
        json::decode_typed::<W>(text, target)
    }
}

impl<W: JsonResponse, T: JsonResponse> ItemStream<W, T> {
    pub(super) async fn open(request: &Request, pointer: String) -> Result<Self> {
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return Err(Error::config(format!(
                "`{pointer}` is no JSON Pointer: it begins with a slash, as in `/items`"
            )));
        }
        let mut stream = Self {
            feed: Feed::new(request, Some(schema::known::<W>())),
            found: Found {
                reader: PartialReader::new(),
                pointer,
                leniency: request.forgives(),
                limit_bytes: request.limits().answer_bytes,
                items: VecDeque::new(),
                any: false,
                doubtful: Vec::new(),
                list: List::Answer,
            },
            bad_items: BadItem::Report,
            done: None,
        };
        poll_fn(|cx| stream.feed.poll(cx, &mut stream.found)).await?;
        let wire = stream.feed.lowered().cloned();
        stream.found.restart(wire);
        Ok(stream)
    }

    /// What is done with an element that is wrong: by default it is an error in its place, and the next one follows.
    ///
    /// ```
    /// # #[cfg(feature = "testing")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// # use json_mode::{Provider, testing::{Reply, Server}};
    /// # let server = Server::start();
    /// # server.expect("/chat/completions").any_times().reply(Reply::chat_stream(["[1, 300, 2]"]));
    /// # let client = server.client(Provider::TOGETHER);
    /// use json_mode::BadItem;
    ///
    /// let request = client.chat("some/model").user("Numbers?").reask(json_mode::Reask::NEVER);
    /// let mut numbers = request.items::<u8>().await?.bad_items(BadItem::Report);
    /// assert_eq!(numbers.next().await?, Some(1));
    /// assert!(numbers.next().await.is_err()); // 300 is no `u8`
    /// assert_eq!(numbers.next().await?, Some(2));
    /// # Ok(()) }
    /// # #[cfg(not(feature = "testing"))] fn main() {}
    /// ```
    pub fn bad_items(mut self, policy: BadItem) -> Self {
        self.bad_items = policy;
        self
    }

    /// The next element; `None` at the end of the answer.
    ///
    /// # Errors
    /// Of an element: [`Decode`](crate::ErrorKind::Decode) and [`Invalid`](crate::ErrorKind::Invalid), with its place in
    /// the [`violations`](Error::violations) and its own text in [`text`](Error::text); asked again, the next element
    /// follows. Of the stream: any kind, after which there is nothing more.
    ///
    /// # Cancel safety
    /// The future may be dropped while it waits; nothing that came is lost.
    pub async fn next(&mut self) -> Result<Option<T>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// Reads to the end, past elements that were not asked for, and gives the whole answer: what stands around the
    /// list too.
    ///
    /// # Errors
    /// As [`Request::send`]: an element that is wrong is an error of the whole as well. After an error that ended the
    /// stream, the same once more.
    ///
    /// # Cancel safety
    /// Dropping the future drops the stream, which closes the connection.
    pub async fn finish(mut self) -> Result<Completion<W>> {
        loop {
            self.found.items.clear();
            if !poll_fn(|cx| self.poll_more(cx)).await? {
                return self.done.ok_or_else(|| self.feed.failure());
            }
        }
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<T>>> {
        loop {
            match self.found.items.pop_front() {
                Some(Ok(item)) => return Poll::Ready(Ok(Some(item))),
                Some(Err(error)) => {
                    if self.bad_items == BadItem::End {
                        self.found.items.clear();
                        // Its text is the element, and in the element's own shape.
                        let error = self
                            .feed
                            .fail(error, self.found.kept())
                            .with_shown(Shown::default());
                        return Poll::Ready(Err(self.feed.note(error)));
                    }
                    return Poll::Ready(Err(error));
                }
                None => {}
            }
            if !ready!(self.poll_more(cx))? {
                return Poll::Ready(Ok(None));
            }
        }
    }

    /// Goes on until something came (`true`) or nothing more will.
    fn poll_more(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool>> {
        if self.found.any {
            self.feed.bind();
        }
        let turn = ready!(self.feed.poll(cx, &mut self.found))?;
        match turn {
            Turn::Over => return Poll::Ready(Ok(false)),
            Turn::Opened => {
                let wire = self.feed.lowered().cloned();
                self.found.restart(wire);
            }
            Turn::Grew | Turn::Stopped => {}
            // The last elements are handed out before the whole is judged.
            Turn::Ended if !self.found.items.is_empty() => {}
            Turn::Ended => self.conclude()?,
        }
        Poll::Ready(Ok(true))
    }

    fn conclude(&mut self) -> Result<()> {
        if self.found.any {
            self.feed.bind();
        }
        let leniency = self.found.leniency;
        let kept = self.found.kept();
        let found = RefCell::new(&mut self.found);
        let conclusion = self.feed.conclude(kept, |text, wire, reading| {
            let target = Target {
                schema: schema::known::<W>(),
                wire,
                leniency,
            };
            match reading {
                Reading::Whole => found.borrow_mut().finish(text, &target),
                Reading::Cut => Err(json::cut_off(text, &target)),
                Reading::Salvage => json::salvage_typed::<W>(text, &target),
            }
        })?;
        if let Conclusion::Done(completion) = conclusion {
            self.done = Some(*completion);
            self.found.settle();
        }
        Ok(())
    }

    /// As much of the whole answer as has come.
    pub fn partial(&self) -> &W::Partial {
        self.found.reader.partial()
    }

    /// The place of the list, as a JSON Pointer; empty for the whole answer.
    pub fn path(&self) -> &str {
        &self.found.pointer
    }
}

/// Its items are the elements; one that is wrong is an error in its place.
impl<W: JsonResponse, T: JsonResponse> Stream for ItemStream<W, T>
where
    W: Unpin,
    W::Partial: Unpin,
    T: Unpin,
{
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(cx).map(Result::transpose)
    }
}
