//! A call whose answer streams: asking, reading, and asking again.
//!
//! All that happens between two deltas is kept here and not in a future, so that whoever waits for the next one may stop
//! waiting at any time.

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::HeaderMap;
use http_body::Body as _;
use http_body_util::combinators::UnsyncBoxBody;
use tokio::time::{Instant, Sleep};

use super::assembly::{Assembly, Halt, Listen};
use super::limits::StreamLimits;
use crate::error::{Error, ErrorKind, Result};
use crate::json::Decoded;
use crate::provider::Format;
use crate::request::answer::Reading as How;
use crate::request::send::{Call, Exchange, Opened, read_answers};
use crate::request::{Completion, FinishReason, Request, Route, Usage};
use crate::schema::{Lowered, Schema};
use crate::transport::{Permit, TransportError};
use crate::wire;
use crate::wire::chunks::{self, Read, Shape};
use crate::wire::events::{Decoder, TooLong};

/// How much is read before what it said is handed out, however much more is there.
const TURN_BYTES: usize = 256 << 10;

type Opening = Pin<Box<dyn Future<Output = (Call, Result<Exchange<Opened>>)> + Send>>;

/// A streamed call.
pub(super) struct Feed {
    request: Arc<Request>,
    schema: Option<&'static Schema>,
    phase: Phase,
    /// Whether something was handed out that another answer cannot take back.
    binding: bool,
}

enum Phase {
    Opening(Opening),
    Reading(Box<Reading>),
    Over,
}

/// An answer that is read.
struct Reading {
    call: Call,
    exchange: Exchange<()>,
    assembly: Assembly,
    started: Instant,
    source: Source,
    /// The answer is over and waits to be concluded.
    ended: bool,
}

#[expect(clippy::large_enum_variant, reason = "the small one is the rare one")]
enum Source {
    Socket(Socket),
    /// An answer that came whole, until it is heard of.
    Whole(Option<wire::Reply>),
}

struct Socket {
    body: UnsyncBoxBody<Bytes, TransportError>,
    /// Held until the stream is over.
    permit: Permit,
    decoder: Decoder,
    limits: StreamLimits,
    last_byte: Instant,
    /// Set when there was something to wait for, and late rather than early: a byte moves the time and not the timer.
    timer: Option<Pin<Box<Sleep>>>,
}

/// What a turn came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// The host takes the request.
    Opened,
    /// Something came.
    Grew,
    /// The answer is over: it has to be concluded, now or later.
    Ended,
    /// Who hears the answer has heard enough: it has to be rejected.
    Stopped,
    /// There is nothing more.
    Over,
}

/// What an answer that is over came to.
pub(super) enum Conclusion<T> {
    Done(Completion<T>),
    /// It was wrong, and another one is asked for.
    Again(Error),
}

impl Feed {
    pub(super) fn new(request: &Request, schema: Option<&'static Schema>) -> Self {
        let mut request = request.clone();
        request.streams = true;
        let call = Call::new(&request);
        let request = Arc::new(request);
        Self {
            phase: Phase::Opening(open(Arc::clone(&request), schema, call)),
            request,
            schema,
            binding: false,
        }
    }

    /// Says that what was handed out cannot be taken back: from now on a wrong answer is not asked for again.
    pub(super) fn bind(&mut self) {
        self.binding = true;
    }

    /// Goes on until something came. All that is there at once is one turn.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        ears: &mut impl Listen,
    ) -> Poll<Result<Turn>> {
        match &mut self.phase {
            Phase::Over => Poll::Ready(Ok(Turn::Over)),
            Phase::Opening(opening) => {
                let (call, opened) = ready!(opening.as_mut().poll(cx));
                match opened {
                    Ok(exchange) => {
                        let reading = Reading::new(call, exchange, &self.request);
                        self.phase = Phase::Reading(Box::new(reading));
                        Poll::Ready(Ok(Turn::Opened))
                    }
                    Err(error) => {
                        self.phase = Phase::Over;
                        Poll::Ready(Err(call.failed(error)))
                    }
                }
            }
            Phase::Reading(reading) => {
                if reading.ended {
                    return Poll::Ready(Ok(Turn::Ended));
                }
                let turn = ready!(reading.poll(cx, &self.request, ears));
                reading.ended = matches!(turn, Ok(Turn::Ended));
                Poll::Ready(self.turn(turn))
            }
        }
    }

    fn turn(&mut self, turn: Result<Turn, Halt>) -> Result<Turn> {
        match turn {
            Ok(turn) => Ok(turn),
            Err(Halt::Stopped) => Ok(Turn::Stopped),
            Err(Halt::Failed(error)) => Err(self.fail(error)),
        }
    }

    /// Reads the answer, which is over, to its value.
    pub(super) fn conclude<T>(
        &mut self,
        decode: impl Fn(&str, Option<&Lowered>, How) -> Result<Decoded<T>>,
    ) -> Result<Conclusion<T>> {
        let Some((call, exchange)) = self.settle() else {
            return Err(over());
        };
        match read_answers(exchange, call.attempts.last(), call.may_salvage(), decode) {
            Ok(completion) => Ok(Conclusion::Done(call.done(completion))),
            Err(error) => self.ask_again(call, error).map(Conclusion::Again),
        }
    }

    /// Ends the answer because it is wrong already; the error is given back if another one is asked for.
    pub(super) fn reject(&mut self, error: Error) -> Result<Error> {
        let text = self.text().to_owned();
        match self.settle() {
            Some((call, exchange)) => {
                let error = error.with_text(text).with_request_id(exchange.request_id);
                self.ask_again(call, error)
            }
            None => Err(error),
        }
    }

    /// Ends the stream with an error that no further answer cures.
    pub(super) fn fail(&mut self, error: Error) -> Error {
        let text = self.text().to_owned();
        match self.settle() {
            Some((mut call, exchange)) => {
                if let Some(attempt) = call.attempts.last_mut() {
                    attempt.error = Some(error.kind());
                }
                let error = if text.is_empty() || error.text().is_some() {
                    error
                } else {
                    error.with_text(text)
                };
                call.failed(error.with_request_id(exchange.request_id))
            }
            None => error,
        }
    }

    fn ask_again(&mut self, mut call: Call, error: Error) -> Result<Error> {
        if self.binding {
            return Err(call.failed(error));
        }
        match call.follow(&self.request, self.schema.is_some(), error) {
            Ok((error, more)) => {
                if let Some(more) = more {
                    self.request = Arc::new(more);
                }
                self.phase = Phase::Opening(open(Arc::clone(&self.request), self.schema, call));
                Ok(error)
            }
            Err(error) => Err(call.failed(error)),
        }
    }

    /// Closes the connection and books what the answer cost.
    fn settle(&mut self) -> Option<(Call, Exchange)> {
        let Phase::Reading(reading) = std::mem::replace(&mut self.phase, Phase::Over) else {
            return None;
        };
        let Reading {
            mut call,
            mut exchange,
            assembly,
            started,
            source,
            ended: _,
        } = *reading;
        let mut reply = assembly.into_reply();
        if let Source::Socket(Socket { permit, .. }) = source
            && let Some(attempt) = call.attempts.last_mut()
        {
            attempt.duration += started.elapsed();
            attempt.usage = reply.usage.take();
            if let Some(usage) = &attempt.usage {
                permit.settle(usage.total_tokens);
            }
        }
        if self.request.route == Route::Inference && exchange.request_id.is_none() {
            exchange.request_id.clone_from(&reply.id);
        }
        Some((call, exchange.with(reply)))
    }

    /// How many answers the request asks for.
    pub(super) fn choices(&self) -> usize {
        choices_of(&self.request)
    }

    fn reading(&self) -> Option<&Reading> {
        match &self.phase {
            Phase::Reading(reading) => Some(reading),
            _ => None,
        }
    }

    fn text(&self) -> &str {
        self.reading().map_or("", |reading| reading.assembly.text())
    }

    pub(super) fn format(&self) -> Option<Format> {
        Some(self.reading()?.exchange.format)
    }

    pub(super) fn lowered(&self) -> Option<&Arc<Lowered>> {
        self.reading()?.exchange.lowered.as_ref()
    }

    pub(super) fn id(&self) -> Option<&str> {
        self.reading()?.assembly.id.as_deref()
    }

    pub(super) fn model(&self) -> Option<&str> {
        self.reading()?.assembly.model.as_deref()
    }

    pub(super) fn request_id(&self) -> Option<&str> {
        self.reading()?.exchange.request_id.as_deref()
    }

    pub(super) fn usage(&self) -> Option<&Usage> {
        self.reading()?.assembly.usage.as_ref()
    }

    pub(super) fn finish_reason(&self, choice: usize) -> Option<&FinishReason> {
        self.reading()?.assembly.finish_reason(choice)
    }
}

fn open(request: Arc<Request>, schema: Option<&'static Schema>, mut call: Call) -> Opening {
    Box::pin(async move {
        let opened = request.exchange(schema, &mut call).await;
        (call, opened)
    })
}

/// Who asks after the end is told so.
pub(super) fn over() -> Error {
    Error::new(ErrorKind::Interrupted, "the stream has already failed")
}

impl Reading {
    fn new(call: Call, exchange: Exchange<Opened>, request: &Request) -> Self {
        let (opened, exchange) = exchange.split();
        let now = Instant::now();
        let source = match opened {
            Opened::Stream(body, permit) => {
                let limits = request.limits();
                Source::Socket(Socket {
                    body: body.into(),
                    permit,
                    decoder: Decoder::new(limits.event_bytes),
                    limits,
                    last_byte: now,
                    timer: None,
                })
            }
            Opened::Whole(reply) => Source::Whole(Some(reply)),
        };
        Self {
            call,
            exchange,
            assembly: Assembly::default(),
            started: now,
            source,
            ended: false,
        }
    }

    fn poll(
        &mut self,
        cx: &mut Context<'_>,
        request: &Request,
        ears: &mut impl Listen,
    ) -> Poll<Result<Turn, Halt>> {
        let socket = match &mut self.source {
            Source::Socket(socket) => socket,
            Source::Whole(reply) => {
                let heard = reply.take().map(|reply| self.assembly.adopt(reply, ears));
                return Poll::Ready(match heard {
                    Some(ControlFlow::Break(halt)) => Err(halt),
                    _ => Ok(Turn::Ended),
                });
            }
        };
        let host = request.client.provider().name();
        let mut grew = false;
        let mut bytes = 0;
        loop {
            match read_events(socket, &mut self.assembly, request, ears) {
                Ok(Events::Done) => return Poll::Ready(finish(&mut self.assembly, ears)),
                Ok(Events::Some) => grew = true,
                Ok(Events::None) => {}
                Err(halt) => return Poll::Ready(Err(halt)),
            }
            if grew && bytes > TURN_BYTES {
                return Poll::Ready(Ok(Turn::Grew));
            }
            match Pin::new(&mut socket.body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        socket.last_byte = Instant::now();
                        bytes += data.len();
                        socket.decoder.push(data);
                    }
                }
                Poll::Ready(None) => {
                    return Poll::Ready(if self.assembly.is_finished(choices_of(request)) {
                        finish(&mut self.assembly, ears)
                    } else {
                        Err(cut(host, &self.assembly).into())
                    });
                }
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Err(error.into_error(host).into()));
                }
                Poll::Pending if grew => return Poll::Ready(Ok(Turn::Grew)),
                Poll::Pending => {
                    let deadline = self.call.deadline;
                    let idle = ready!(socket.poll_time(cx, deadline));
                    let message = if idle {
                        format!("nothing came from {host} for {:?}", socket.limits.idle)
                    } else {
                        format!("no whole answer from {host} within {:?}", request.limit())
                    };
                    return Poll::Ready(Err(Error::new(ErrorKind::Timeout, message).into()));
                }
            }
        }
    }
}

impl Socket {
    /// Waits until the stream has paused for too long (`true`) or the call has taken too long.
    fn poll_time(&mut self, cx: &mut Context<'_>, deadline: Option<Instant>) -> Poll<bool> {
        // A transport may run anywhere; only tokio has a clock that can be asked.
        if tokio::runtime::Handle::try_current().is_err() {
            return Poll::Pending;
        }
        loop {
            let idle = self.last_byte.checked_add(self.limits.idle);
            let Some(until) = idle.into_iter().chain(deadline).min() else {
                return Poll::Pending;
            };
            let timer = self
                .timer
                .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until)));
            if timer.deadline() > until {
                timer.as_mut().reset(until);
            }
            ready!(timer.as_mut().poll(cx));
            if Instant::now() >= until {
                return Poll::Ready(idle == Some(until));
            }
            timer.as_mut().reset(until);
        }
    }
}

/// What was among the bytes that came.
enum Events {
    None,
    Some,
    /// The last one of the answer.
    Done,
}

/// Reads all events that came.
fn read_events(
    socket: &mut Socket,
    assembly: &mut Assembly,
    request: &Request,
    ears: &mut impl Listen,
) -> Result<Events, Halt> {
    let host = request.client.provider().name();
    let shape = match request.route {
        Route::Chat => Shape::Chat,
        Route::Completion => Shape::Completion,
        Route::Inference => Shape::Inference,
    };
    let mut events = Events::None;
    loop {
        let event = match socket.decoder.next() {
            Ok(Some(event)) => event,
            Ok(None) => return Ok(events),
            Err(TooLong) => {
                let limit = socket.limits.event_bytes;
                let message = format!("an event of {host} is over {limit} bytes");
                return Err(Error::new(ErrorKind::TooLarge, message).into());
            }
        };
        match chunks::read(shape, event) {
            Read::Nothing => {}
            Read::Done => return Ok(Events::Done),
            Read::Chunk(chunk) => {
                events = Events::Some;
                let limit = socket.limits.answer_bytes;
                if let ControlFlow::Break(halt) = assembly.take(chunk, limit, ears) {
                    return Err(halt);
                }
            }
            Read::Failure => {
                let body = event.data.as_bytes();
                return Err(request.complaint(200, &HeaderMap::new(), body).into());
            }
            Read::Malformed(why) => {
                let message = format!("an event of {host} is not what its API promises");
                let error = Error::new(ErrorKind::Protocol, message);
                // What a reader says of a wrong type quotes what it read.
                let error = match why.filter(|why| !why.is_data()) {
                    Some(why) => error.with_source(why),
                    None => error,
                };
                return Err(error.into());
            }
        }
    }
}

fn finish(assembly: &mut Assembly, ears: &mut impl Listen) -> Result<Turn, Halt> {
    match assembly.flush(ears) {
        ControlFlow::Continue(()) => Ok(Turn::Ended),
        ControlFlow::Break(halt) => Err(halt),
    }
}

/// A stream that stopped before its end.
fn cut(host: &str, assembly: &Assembly) -> Error {
    if assembly.has_choices {
        let message = format!("the stream of {host} ended before the answer did");
        Error::new(ErrorKind::Interrupted, message)
    } else {
        let message = format!("the stream of {host} ended and held no answer");
        Error::new(ErrorKind::Interrupted, message)
    }
}

/// How many answers the request asks for.
fn choices_of(request: &Request) -> usize {
    let count = request
        .params
        .iter()
        .find(|(name, _)| matches!(name.as_str(), "n" | "num_responses"))
        .and_then(|(_, value)| value.as_u64());
    count
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or(1)
}
