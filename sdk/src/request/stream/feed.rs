//! A call whose answer streams: asking, reading, and asking again.
//!
//! All that happens between two deltas is kept here and not in a future, so that whoever waits for the next one may stop
//! waiting at any time.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::assembly::{Halt, Listen};
use super::reading::Reading;
use crate::error::{Error, ErrorKind, Result};
use crate::json::Decoded;
use crate::provider::Format;
use crate::request::answer::Reading as How;
use crate::request::call::Call;
use crate::request::exchange::{Exchange, Opened, read_answers};
use crate::request::{Completion, FinishReason, Request, Usage};
use crate::schema::{Lowered, Schema};

type Opening = Pin<Box<dyn Future<Output = (Call, Result<Exchange<Opened>>)> + Send>>;

/// A streamed call.
pub(super) struct Feed {
    request: Arc<Request>,
    schema: Option<&'static Schema>,
    phase: Phase,
    /// Whether something was handed out that another answer cannot take back.
    binding: bool,
    /// What the call came to, for who asks after its end.
    failed: Option<Error>,
}

enum Phase {
    Opening(Opening),
    Reading(Box<Reading>),
    Over,
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
    Done(Box<Completion<T>>),
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
            failed: None,
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
                        Poll::Ready(Err(self.note(call.failed(error))))
                    }
                }
            }
            Phase::Reading(reading) => {
                let turn = ready!(reading.poll(cx, &self.request, ears));
                Poll::Ready(self.turn(turn, ears))
            }
        }
    }

    fn turn(&mut self, turn: Result<Turn, Halt>, ears: &impl Listen) -> Result<Turn> {
        match turn {
            Ok(turn) => Ok(turn),
            Err(Halt::Stopped) => Ok(Turn::Stopped),
            Err(Halt::Failed(error)) => {
                let error = self.fail(error, ears.kept());
                Err(self.note(error))
            }
        }
    }

    /// Keeps an error that ends the call.
    pub(super) fn note(&mut self, error: Error) -> Error {
        self.failed = Some(error.again());
        error
    }

    /// The error that ended the call.
    pub(super) fn failure(&self) -> Error {
        let known = self.failed.as_ref().map(Error::again);
        known.unwrap_or_else(|| Error::new(ErrorKind::Interrupted, "the stream is over"))
    }

    /// Reads the answer, which is over, to its value; `kept` is what those who heard it have of its texts.
    pub(super) fn conclude<T>(
        &mut self,
        kept: Vec<String>,
        decode: impl Fn(&str, Option<&Lowered>, How) -> Result<Decoded<T>>,
    ) -> Result<Conclusion<T>> {
        let Some((call, exchange)) = self.settle(kept) else {
            return Err(self.failure());
        };
        let (format, lowered) = (exchange.format, exchange.lowered.clone());
        match read_answers(exchange, call.attempts.last(), call.may_salvage(), decode) {
            Ok(completion) => {
                self.request.trust_the_form();
                Ok(Conclusion::Done(Box::new(call.done(completion))))
            }
            Err(error) => {
                if let (Some(schema), Some(lowered)) = (self.schema, &lowered) {
                    self.request.notice_ignored(schema, format, lowered, &error);
                }
                let error = error.with_shown(self.request.shown(lowered, false));
                self.ask_again(call, error).map(Conclusion::Again)
            }
        }
    }

    /// Ends the answer because it is wrong already; the error is given back if another one is asked for.
    pub(super) fn reject(&mut self, error: Error, kept: Vec<String>) -> Result<Error> {
        let text = self.text(&kept);
        match self.settle(kept) {
            Some((call, exchange)) => {
                let error = error
                    .with_text(text)
                    .with_request_id(exchange.request_id)
                    .with_shown(self.request.shown(exchange.lowered, true));
                self.ask_again(call, error)
            }
            None => Err(error),
        }
    }

    /// Ends the stream with an error that no further answer cures.
    pub(super) fn fail(&mut self, error: Error, kept: Vec<String>) -> Error {
        let text = self.text(&kept);
        match self.settle(kept) {
            Some((mut call, exchange)) => {
                call.broke(&error);
                let error = if text.is_empty() || error.text().is_some() {
                    error
                } else {
                    error.with_text(text)
                };
                let shown = self.request.shown(exchange.lowered, true);
                call.failed(error.with_request_id(exchange.request_id).with_shown(shown))
            }
            None => error,
        }
    }

    fn ask_again(&mut self, mut call: Call, error: Error) -> Result<Error> {
        if self.binding {
            return Err(self.note(call.failed(error)));
        }
        match call.follow(&self.request, self.schema.is_some(), error) {
            Ok((error, more)) => {
                if let Some(more) = more {
                    self.request = Arc::new(more);
                }
                self.phase = Phase::Opening(open(Arc::clone(&self.request), self.schema, call));
                Ok(error)
            }
            Err(error) => Err(self.note(call.failed(error))),
        }
    }

    /// Closes the connection and books what the answer cost.
    fn settle(&mut self, kept: Vec<String>) -> Option<(Call, Exchange)> {
        match std::mem::replace(&mut self.phase, Phase::Over) {
            Phase::Reading(reading) => Some(reading.close(&self.request, kept)),
            Phase::Opening(_) | Phase::Over => None,
        }
    }

    /// How many answers the request asks for.
    pub(super) fn choices(&self) -> usize {
        usize::try_from(self.request.answers()).unwrap_or(usize::MAX)
    }

    fn reading(&self) -> Option<&Reading> {
        match &self.phase {
            Phase::Reading(reading) => Some(reading),
            _ => None,
        }
    }

    /// The text of the first choice by now, without reasoning.
    fn text(&self, kept: &[String]) -> String {
        self.reading()
            .map(|reading| reading.assembly.text(kept))
            .unwrap_or_default()
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
