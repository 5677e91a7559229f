//! Sending: down the ladder until a form is taken, then from the answer to the value.

use std::borrow::Cow;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;
use tracing::{Instrument as _, Span};

use super::answer::Reading;
use super::completion::{Attempt, Choice, Completion, total};
use super::compose::{Composed, FollowUp, Rungs};
use super::post::{Received, has_clock};
use super::trace::Said;
use super::{Reask, Request, Truncation, answer, trace};
use crate::error::{Error, ErrorKind, Result, Shown};
use crate::json::Decoded;
use crate::provider::{Cause, Endpoint, Format, Ladder};
use crate::schema::{Lowered, Schema};
use crate::transport::{Body, Cost, Permit};
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

/// What the requests of one call share.
pub(super) struct Call {
    /// `None` for a limit that is too long to add up to a time.
    pub(super) deadline: Option<Instant>,
    pub(super) attempts: Vec<Attempt>,
    /// How many requests were sent again because they had failed.
    retries: u32,
    /// What the last answer was, and what the model is told of it.
    follow_up: Option<FollowUp>,
    reask: Reask,
    truncation: Truncation,
    answers: u32,
    /// The attempt whose stream is read, for those who listen.
    span: Span,
}

impl Call {
    pub(super) fn new(request: &Request) -> Self {
        request.client.budget().earn();
        Self {
            deadline: Instant::now().checked_add(request.limit()),
            attempts: Vec::new(),
            retries: 0,
            follow_up: None,
            reask: request.reask.unwrap_or(request.client.reask()),
            truncation: request.truncation.unwrap_or(request.client.truncation()),
            answers: 0,
            span: Span::none(),
        }
    }

    /// Notes what a stream came to: all that is known of its answer.
    pub(super) fn streamed(&self, request: &Request, reply: &wire::Reply, id: Option<&str>) {
        trace::answered(&self.span, reply, id);
        trace::content(request, &self.span, Said::Streamed(reply));
    }

    /// Notes why a stream came to nothing.
    pub(super) fn broke(&mut self, error: &Error) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.error = Some(error.kind());
            trace::failed(&self.span, attempt, None);
        }
    }

    /// A completion with what is known of the call.
    pub(super) fn done<T>(self, mut completion: Completion<T>) -> Completion<T> {
        completion.usage = total(&self.attempts);
        completion.attempts = self.attempts;
        completion
    }

    /// What follows on an answer that was wrong or cut: the error back if another answer is asked for, with the request
    /// if that is another one. Else the error of the call.
    pub(super) fn follow(
        &mut self,
        request: &Request,
        has_schema: bool,
        error: Error,
    ) -> Result<(Error, Option<Request>)> {
        self.answers += 1;
        let spent = total(&self.attempts);
        if error.kind() == ErrorKind::Truncated {
            let limit = request.token_limit();
            let may_help = error.is_at_limit() || reached(limit, self.attempts.last());
            let more = request
                .with_more_tokens(self.truncation)
                .filter(|_| may_help && self.reask.has_room(self.answers, spent.as_ref()));
            if more.is_none() {
                return Err(without_limit(error, self.truncation, limit));
            }
            self.keep(&error);
            return Ok((error, more));
        }
        if !has_schema || !self.reask.allows(self.answers, spent.as_ref(), &error) {
            return Err(error);
        }
        self.ask_again(&error);
        Ok((error, None))
    }

    pub(super) fn may_salvage(&self) -> bool {
        self.truncation == Truncation::Salvage
    }

    /// An error with what is known of the call.
    pub(super) fn failed(self, error: Error) -> Error {
        error
            .with_usage(total(&self.attempts))
            .with_attempts(self.attempts)
    }

    /// Prepares to ask again after an answer that was wrong.
    fn ask_again(&mut self, error: &Error) {
        self.follow_up = Some(FollowUp {
            answer: error.text().unwrap_or_default().to_owned(),
            feedback: self.reask.feedback(error),
        });
        self.keep(error);
    }

    /// Notes what the last answer was.
    fn keep(&mut self, error: &Error) {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.text = error.text().map(str::to_owned);
            attempt.violations = error.violations().to_vec();
        }
    }
}

/// Whether an answer took all the tokens that it was allowed, whatever the host says of its end.
fn reached(limit: Option<u64>, attempt: Option<&Attempt>) -> bool {
    let spent = attempt.and_then(|attempt| attempt.usage.as_ref());
    limit
        .zip(spent)
        .is_some_and(|(limit, spent)| spent.completion_tokens >= limit)
}

/// Says why a policy that should have asked for more tokens did not.
fn without_limit(error: Error, policy: Truncation, limit: Option<u64>) -> Error {
    if limit.is_some() || !matches!(policy, Truncation::Retry { .. }) {
        return error;
    }
    let message = format!(
        "{}; it is tried again with more tokens only where the request sets `max_tokens`",
        error.message()
    );
    error.with_message(message)
}

impl Request {
    /// Sends the request and reads its answers with `decode`; asks again while an answer is wrong and that is allowed.
    pub(super) async fn run<T>(
        &self,
        schema: Option<&Schema>,
        decode: impl Fn(&str, Option<&Lowered>, Reading) -> Result<Decoded<T>>,
    ) -> Result<Completion<T>> {
        let mut call = Call::new(self);
        // With the limit of tokens as it was raised last.
        let mut request = Cow::Borrowed(self);
        loop {
            let exchange = match request.exchange(schema, &mut call).await {
                Ok(exchange) => exchange,
                Err(error) => return Err(call.failed(error)),
            };
            let asked = (exchange.format, exchange.lowered.clone());
            let answered = exchange.whole().and_then(|exchange| {
                read_answers(exchange, call.attempts.last(), call.may_salvage(), &decode)
            });
            let error = match answered {
                Ok(completion) => return Ok(call.done(completion)),
                Err(error) => error,
            };
            let (format, lowered) = asked;
            if let (Some(schema), Some(lowered)) = (schema, &lowered) {
                self.notice_ignored(schema, format, lowered, &error);
            }
            let error = error.with_shown(self.shown(lowered, false));
            match call.follow(&request, schema.is_some(), error) {
                Ok((_, Some(more))) => request = Cow::Owned(more),
                Ok((_, None)) => {}
                Err(error) => return Err(call.failed(error)),
            }
        }
    }

    /// How the text of an error is to be shown.
    pub(super) fn shown(&self, wire: Option<Arc<Lowered>>, is_cut: bool) -> Shown {
        Shown {
            wire,
            leniency: self.forgives(),
            is_cut,
        }
    }

    /// Remembers a form that the host takes and does not keep to; the next request goes one rung down.
    pub(super) fn notice_ignored(
        &self,
        schema: &Schema,
        format: Format,
        lowered: &Lowered,
        error: &Error,
    ) {
        let may_show = matches!(error.kind(), ErrorKind::Decode | ErrorKind::Invalid);
        let Some(text) = error.text().filter(|_| may_show && format.carries_schema()) else {
            return;
        };
        let Ok(endpoint) = self.endpoint() else {
            return;
        };
        let Rungs::Ladder(rungs) = self.rungs(endpoint) else {
            return;
        };
        let rung = rungs.iter().position(|rung| rung.format == format);
        if let Some(rung) = rung
            && lowered.is_ignored_in(text)
        {
            let next = Ladder::next(rungs, rung, Cause::Ignored);
            let schema = schema.fingerprint();
            self.client.ladder().reject(
                self.route.name(),
                &self.model,
                schema,
                next,
                Cause::Ignored,
            );
        }
    }

    /// Sends the request in one form after another until the host takes one.
    pub(super) async fn exchange(
        &self,
        schema: Option<&Schema>,
        call: &mut Call,
    ) -> Result<Exchange<Opened>> {
        let endpoint = self.endpoint()?;
        let Some(schema) = schema else {
            let composed = self.compose_first(None)?;
            return self.accept(endpoint, composed, call).await;
        };
        let rungs = self.rungs(endpoint);
        let mut next = self.start(&rungs, schema);
        let mut rejected: Option<Error> = None;
        loop {
            let follow_up = call.follow_up.as_ref();
            let composed = self.compose_from(endpoint, rungs.as_slice(), next, schema, follow_up);
            let (rung, composed) = match composed {
                Ok(found) => found,
                // Nothing simpler is left: what the host said last is the answer.
                Err(error) => return Err(rejected.unwrap_or(error)),
            };
            let format = composed.format;
            let error = match self.accept(endpoint, composed, call).await {
                Ok(exchange) => return Ok(exchange),
                Err(error) => error,
            };
            let cause = match &rungs {
                // A request that only its prompt tells of the schema has no form to reject.
                Rungs::Ladder(_) if format.is_on_the_wire() => error.rejected(),
                _ => None,
            };
            let Some(cause) = cause else {
                return Err(error);
            };
            if let Some(attempt) = call.attempts.last_mut() {
                attempt.rejection = Some(error.message().to_owned());
            }
            next = Ladder::next(rungs.as_slice(), rung, cause);
            self.client.ladder().reject(
                self.route.name(),
                &self.model,
                schema.fingerprint(),
                next,
                cause,
            );
            rejected = Some(error);
        }
    }

    /// A POST whose answer is read, sent again as far as that is allowed; each is an attempt more.
    async fn accept(
        &self,
        endpoint: &Endpoint,
        composed: Composed,
        call: &mut Call,
    ) -> Result<Exchange<Opened>> {
        let Composed {
            body,
            format,
            lowered,
        } = composed;
        let body = Bytes::from(body);
        loop {
            let permit = self.permit(body.len(), call.deadline).await?;
            let request =
                self.client
                    .request(endpoint, &self.model, &self.headers, body.clone())?;
            let started = Instant::now();
            let span = trace::attempt(self, format, call.retries);
            trace::content(self, &span, Said::Request(&body));
            let answered = self
                .post(request, &permit, call.deadline)
                .instrument(span.clone())
                .await;
            if let Ok(posted) = &answered
                && let Some(body) = posted.whole()
            {
                trace::content(self, &span, Said::Answer(body));
            }
            let mut attempt = Attempt {
                format,
                duration: started.elapsed(),
                usage: None,
                max_tokens: self.token_limit(),
                error: None,
                status: None,
                wait: None,
                rejection: None,
                text: None,
                violations: Vec::new(),
            };
            let answered = answered.and_then(|posted| self.receive(posted));
            let error = match answered {
                Ok((received, request_id)) => {
                    let reply = match received {
                        // What a stream says is not known yet.
                        Received::Stream(body) => {
                            call.span = span;
                            Opened::Stream(body, permit)
                        }
                        Received::Whole(mut reply) => {
                            trace::answered(&span, &reply, request_id.as_deref());
                            attempt.usage = reply.usage.take();
                            if let Some(usage) = &attempt.usage {
                                permit.settle(usage.total_tokens);
                            }
                            Opened::Whole(reply)
                        }
                    };
                    call.attempts.push(attempt);
                    return Ok(Exchange {
                        reply,
                        request_id,
                        format,
                        lowered,
                    });
                }
                Err(error) => error,
            };
            let wait = self.pause(&error, call);
            attempt.error = Some(error.kind());
            attempt.status = error.status();
            attempt.wait = wait;
            trace::failed(&span, &attempt, wait);
            drop(span);
            call.attempts.push(attempt);
            let Some(wait) = wait else {
                return Err(error);
            };
            // Others may go while this one waits.
            drop(permit);
            tokio::time::sleep(wait).await;
        }
    }

    /// How long to wait before the request is sent again; `None` if it is not.
    fn pause(&self, error: &Error, call: &mut Call) -> Option<Duration> {
        if !error.may_be_sent_again() || !has_clock() {
            return None;
        }
        let policy = self.retry.unwrap_or(self.client.retry());
        let wait = policy.delay(call.retries, error.retry_after(), random())?;
        let ends = Instant::now().checked_add(wait)?;
        if call.deadline.is_some_and(|deadline| ends >= deadline) || !self.client.budget().spend() {
            return None;
        }
        call.retries += 1;
        Some(wait)
    }

    /// How long the call may take.
    pub(super) fn limit(&self) -> Duration {
        self.timeout.unwrap_or(self.client.timeout())
    }

    /// Waits until a body of this length may go. The permit is held as long as the exchange lasts.
    async fn permit(&self, body_bytes: usize, deadline: Option<Instant>) -> Result<Permit> {
        let host = self.client.provider().name();
        let cost = Cost::request(body_bytes, self.max_output_tokens());
        let pacer = self.client.pacer();
        let deadline = deadline.map(Instant::into_std);
        pacer.admit(host, &self.model, cost, deadline).await
    }
}

/// A number from 0 to 1, as random as the standard library's hash tables: enough that clients do not come back together.
fn random() -> f64 {
    let bits = RandomState::new().build_hasher().finish();
    let high = u32::try_from(bits >> 32).unwrap_or_default();
    f64::from(high) / f64::from(u32::MAX)
}

impl Exchange<Opened> {
    /// The answer of a request that asked for it whole.
    fn whole(self) -> Result<Exchange> {
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
