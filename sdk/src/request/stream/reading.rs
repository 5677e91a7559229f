//! One streamed answer: from the bytes of its body to the parts of its text.

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::HeaderMap;
use http_body::Body as _;
use http_body_util::combinators::UnsyncBoxBody;
use tokio::time::{Instant, Sleep};

use super::assembly::{Assembly, Halt, Listen};
use super::feed::Turn;
use super::limits::StreamLimits;
use crate::error::{Error, ErrorKind, Result};
use crate::request::call::Call;
use crate::request::exchange::{Exchange, Opened};
use crate::request::post::not_ours;
use crate::request::{Request, Route};
use crate::transport::{Permit, TransportError, has_clock};
use crate::wire;
use crate::wire::chunks::{Read, Reader, Shape};
use crate::wire::events::{Decoder, TooLong};

/// How much is read before what it said is handed out, however much more is there.
const TURN_BYTES: usize = 256 << 10;

/// An answer that is read.
pub(super) struct Reading {
    call: Call,
    pub(super) exchange: Exchange<()>,
    pub(super) assembly: Assembly,
    started: Instant,
    source: Source,
    /// The answer is over and waits to be concluded.
    ended: bool,
    /// Why the answer ended, until what came before it was handed out.
    failed: Option<Error>,
}

#[allow(clippy::large_enum_variant, reason = "the small one is the rare one")]
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
    /// The first bytes, where they are no events but JSON by itself: lines of another API come so.
    lines: Vec<u8>,
    reader: Reader,
    limits: StreamLimits,
    /// How many came.
    bytes: usize,
    last_byte: Instant,
    /// Set when there was something to wait for, and late rather than early: a byte moves the time and not the timer.
    timer: Option<Pin<Box<Sleep>>>,
}

impl Reading {
    pub(super) fn new(call: Call, exchange: Exchange<Opened>, request: &Request) -> Self {
        let (opened, exchange) = exchange.split();
        let now = Instant::now();
        let source = match opened {
            Opened::Stream(body, permit) => {
                let limits = request.limits();
                Source::Socket(Socket {
                    body: body.into(),
                    permit,
                    decoder: Decoder::new(limits.event_bytes),
                    lines: Vec::new(),
                    reader: Reader::new(match request.route {
                        Route::Chat => Shape::Chat,
                        Route::Completion => Shape::Completion,
                        Route::Inference => Shape::Inference,
                    }),
                    limits,
                    bytes: 0,
                    last_byte: now,
                    timer: None,
                })
            }
            Opened::Whole(reply) => Source::Whole(Some(reply)),
        };
        Self {
            call,
            exchange,
            assembly: Assembly::new(request.client.limits().choices),
            started: now,
            source,
            ended: false,
            failed: None,
        }
    }

    /// Goes on until something came; at the end it says so every time.
    pub(super) fn poll(
        &mut self,
        cx: &mut Context<'_>,
        request: &Request,
        ears: &mut impl Listen,
    ) -> Poll<Result<Turn, Halt>> {
        if self.ended {
            return Poll::Ready(Ok(Turn::Ended));
        }
        if let Some(error) = self.failed.take() {
            return Poll::Ready(Err(error.into()));
        }
        let turn = ready!(self.poll_turn(cx, request, ears));
        if let Err(Halt::Failed(error)) = turn {
            self.failed = Some(error);
            return Poll::Ready(Ok(Turn::Grew));
        }
        self.ended = matches!(turn, Ok(Turn::Ended));
        Poll::Ready(turn)
    }

    /// Closes the connection and books what the answer cost; its texts are here or kept elsewhere.
    pub(super) fn close(self, request: &Request, kept: Vec<String>) -> (Call, Exchange) {
        let Self {
            mut call,
            mut exchange,
            assembly,
            started,
            source,
            ended: _,
            failed: _,
        } = self;
        let mut reply = assembly.into_reply(kept);
        call.streamed(request, &reply, exchange.request_id.as_deref());
        if let Source::Socket(Socket { permit, .. }) = source
            && let Some(attempt) = call.attempts.last_mut()
        {
            attempt.duration += started.elapsed();
            attempt.usage = reply.usage.take();
            if let Some(usage) = &attempt.usage {
                permit.settle(usage.total_tokens);
            }
        }
        // The native route names the request in the body.
        if request.route == Route::Inference && exchange.request_id.is_none() {
            exchange.request_id.clone_from(&reply.id);
        }
        (call, exchange.with(reply))
    }

    fn poll_turn(
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
                        socket.keep_lines(&data);
                        socket.decoder.push(data);
                    }
                }
                Poll::Ready(None) => {
                    return Poll::Ready(if self.assembly.is_finished(request.answers()) {
                        finish(&mut self.assembly, ears)
                    } else {
                        let lines = Some(&socket.lines).filter(|_| !self.assembly.has_choices);
                        let foreign = lines.and_then(|lines| wire::foreign::of(lines));
                        let told = foreign.map(|foreign| not_ours(host, foreign));
                        Err(told.unwrap_or_else(|| cut(host, &self.assembly)).into())
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
    /// Keeps what may be the first line of another API's stream.
    fn keep_lines(&mut self, data: &[u8]) {
        const MOST: usize = 4 << 10;
        let is_first = self.bytes == 0 && data.starts_with(b"{");
        if is_first || !self.lines.is_empty() {
            let room = MOST.saturating_sub(self.lines.len());
            self.lines.extend(data.iter().take(room));
        }
        self.bytes = self.bytes.saturating_add(data.len());
    }

    /// Waits until the stream has paused for too long (`true`) or the call has taken too long.
    fn poll_time(&mut self, cx: &mut Context<'_>, deadline: Option<Instant>) -> Poll<bool> {
        if !has_clock() {
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
        match socket.reader.read(event) {
            Read::Nothing => {}
            Read::Done => return Ok(Events::Done),
            Read::Text(index, text) => {
                events = Events::Some;
                let limit = socket.limits.answer_bytes;
                if let ControlFlow::Break(halt) = assembly.say(index, text, limit, ears) {
                    return Err(halt);
                }
            }
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
            // What a gateway adds to a stream that has begun may look like anything.
            Read::Foreign(_) if assembly.has_choices => {}
            Read::Foreign(foreign) => return Err(not_ours(host, foreign).into()),
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
