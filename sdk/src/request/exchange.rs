//! An answer with a status of success, and the completion that its choices make.

use std::sync::Arc;

use super::answer;
use super::answer::Reading;
use super::completion::{Attempt, Choice, Completion};
use crate::error::{Error, ErrorKind, Result};
use crate::json::Decoded;
use crate::provider::Format;
use crate::schema::Lowered;
use crate::transport::{Body, Permit};
use crate::wire;

/// An answer with a status of success, before any text in it was read: whole, unless `R` says otherwise.
pub(super) struct Exchange<R = wire::Reply> {
    pub(super) reply: R,
    pub(super) request_id: Option<String>,
    pub(super) format: Format,
    pub(super) lowered: Option<Arc<Lowered>>,
}

/// An answer as it comes: hosts may send it whole though a stream was asked for.
pub(super) enum Opened {
    Whole(wire::Reply),
    /// With the permit, which is held for as long as the stream is read.
    Stream(Body, Permit),
}

impl<R> Exchange<R> {
    /// What came, and all else that is known.
    pub(super) fn split(self) -> (R, Exchange<()>) {
        let Self {
            reply,
            request_id,
            format,
            lowered,
        } = self;
        let rest = Exchange {
            reply: (),
            request_id,
            format,
            lowered,
        };
        (reply, rest)
    }
}

impl Exchange<()> {
    pub(super) fn with<R>(self, reply: R) -> Exchange<R> {
        let Self {
            request_id,
            format,
            lowered,
            ..
        } = self;
        Exchange {
            reply,
            request_id,
            format,
            lowered,
        }
    }
}

impl Exchange<Opened> {
    /// The answer of a request that asked for it whole.
    pub(super) fn whole(self) -> Result<Exchange> {
        let (opened, exchange) = self.split();
        match opened {
            Opened::Whole(reply) => Ok(exchange.with(reply)),
            Opened::Stream(..) => {
                let message = "the answer is a stream, which was not asked for";
                Err(Error::new(ErrorKind::Protocol, message))
            }
        }
    }
}

/// The completion that an exchange's answers make; its usage and attempts are the call's.
pub(super) fn read_answers<T>(
    exchange: Exchange,
    attempt: Option<&Attempt>,
    may_salvage: bool,
    decode: impl Fn(&str, Option<&Lowered>, Reading) -> Result<Decoded<T>>,
) -> Result<Completion<T>> {
    let Exchange {
        reply,
        request_id,
        format,
        lowered,
    } = exchange;
    let wire = lowered.as_deref().filter(|lowered| lowered.is_wrapped());
    let usage = attempt.and_then(|attempt| attempt.usage.as_ref());
    let mut answers = reply.choices.into_iter().map(|choice| {
        answer::read(choice, usage, may_salvage, |text, reading| {
            decode(text, wire, reading)
        })
    });
    let Some(mut first) = answers.next() else {
        let message = "the host sent no answer, as gateways do that filtered every one";
        return Err(Error::new(ErrorKind::Filtered, message).with_request_id(request_id));
    };
    let mut others: Vec<Result<Choice<T>>> = answers.collect();
    let is_whole =
        |answer: &Result<Choice<T>>| matches!(answer, Ok(choice) if !choice.is_salvaged());
    let better = others.iter().position(is_whole).or_else(|| {
        let salvaged = others.iter().position(Result::is_ok);
        salvaged.filter(|_| first.is_err())
    });
    if !is_whole(&first)
        && let Some(good) = better
    {
        // Paid for and right: an answer is not lost because the one before it is wrong or cut.
        let bad = std::mem::replace(&mut first, others.remove(good));
        others.insert(0, bad);
    }
    let Choice {
        value,
        text,
        reasoning,
        finish_reason,
        repairs,
    } = match first {
        Ok(choice) => choice,
        Err(error) => return Err(error.with_request_id(request_id)),
    };
    Ok(Completion {
        value,
        text,
        reasoning,
        finish_reason,
        usage: None,
        model: reply.model,
        id: reply.id,
        request_id,
        format,
        repairs,
        others,
        attempts: Vec::new(),
    })
}
