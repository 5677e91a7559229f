//! Sending: down the ladder until a form is taken, then from the answer to the value.

use std::borrow::Cow;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;
use tracing::Instrument as _;

use super::answer::Reading;
use super::call::Call;
use super::completion::{Attempt, Completion};
use super::compose::{Composed, Rungs};
use super::exchange::{Exchange, Opened, read_answers};
use super::post::Received;
use super::trace::Said;
use super::{Request, trace};
use crate::error::{Error, ErrorKind, Result, Shown};
use crate::json::Decoded;
use crate::provider::{Cause, Endpoint, Format, Ladder};
use crate::schema::{Lowered, Schema};
use crate::transport::{Cost, Permit, has_clock};

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
                Ok(completion) => {
                    if schema.is_some() {
                        self.trust_the_form();
                    }
                    return Ok(call.done(completion));
                }
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

    /// Remembers a form that the host takes and does not keep to; the next request goes one rung down. Where the host
    /// promises to keep to it, one odd answer, of a router's other server or of a model that declined, is no proof: it takes
    /// two in a row, or all types would lose for good what holds for them.
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
        let found = rungs.iter().enumerate();
        let found = found
            .filter(|(_, rung)| rung.format == format)
            .find(|_| lowered.is_ignored_in(text));
        if let Some((rung, used)) = found {
            let facts = self.client.provider().facts();
            let (ladder, route) = (self.client.ladder(), self.route.name());
            if facts.promises(used) && !ladder.doubt(route, &self.model, rung) {
                return;
            }
            let floor = facts.floor;
            let next = Ladder::next(rungs, rung, &Cause::Ignored.into(), floor);
            let schema = schema.fingerprint();
            ladder.reject(route, &self.model, schema, next, Cause::Ignored);
        }
    }

    /// Notes that an answer was right.
    pub(super) fn trust_the_form(&self) {
        self.client.ladder().trust(self.route.name(), &self.model);
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
            let rejection = match &rungs {
                // A request that only its prompt tells of the schema has no form to reject.
                Rungs::Ladder(_) if format.is_on_the_wire() => error.rejected(),
                _ => None,
            };
            let Some(rejection) = rejection else {
                return Err(error);
            };
            if let Some(attempt) = call.attempts.last_mut() {
                attempt.rejection = Some(error.message().to_owned());
            }
            let floor = self.client.provider().facts().floor;
            next = Ladder::next(rungs.as_slice(), rung, rejection, floor);
            self.client.ladder().reject(
                self.route.name(),
                &self.model,
                schema.fingerprint(),
                next,
                rejection.cause,
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
