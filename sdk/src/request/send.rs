//! Sending: down the ladder until a form is taken, then from the answer to the value.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;

use super::completion::{Attempt, Choice, Completion, Usage, total};
use super::compose::{Composed, Rungs};
use super::{Request, Route, answer};
use crate::error::{Error, ErrorKind, Result};
use crate::json::{Decoded, Unwrap};
use crate::provider::{Endpoint, Format, Ladder, classify};
use crate::schema::{Lowered, Schema};
use crate::transport::retry_after;
use crate::wire;

/// How long the body of an answer may be.
const MAX_BODY_BYTES: usize = 64 << 20;
/// How much of an error answer is read.
const MAX_ERROR_BYTES: usize = 64 << 10;

/// An answer with a status of success, before any text in it was read.
struct Exchange {
    reply: wire::Reply,
    request_id: Option<String>,
    format: Format,
    lowered: Option<Arc<Lowered>>,
    attempts: Vec<Attempt>,
}

/// One POST and its answer.
struct Posted {
    status: u16,
    headers: http::HeaderMap,
    body: Bytes,
    duration: Duration,
}

impl Request {
    /// Sends the request and reads its answers with `decode`.
    pub(super) async fn run<T>(
        &self,
        schema: Option<&Schema>,
        decode: impl Fn(&str, &Unwrap<'_>) -> Result<Decoded<T>>,
    ) -> Result<Completion<T>> {
        let Exchange {
            reply,
            request_id,
            format,
            lowered,
            attempts,
        } = self.exchange(schema).await?;
        let usage = total(&attempts);
        let unwrap_text;
        let unwrap = match lowered.as_deref().filter(|lowered| lowered.is_wrapped()) {
            Some(lowered) => {
                unwrap_text = |text: &str| lowered.unwrap(text);
                Unwrap::With(&unwrap_text)
            }
            None => Unwrap::Nothing,
        };
        let wire::Reply {
            id, model, choices, ..
        } = reply;
        let dress = |error: Error,
                     usage: Option<Usage>,
                     attempts: Vec<Attempt>,
                     request_id: Option<String>| {
            error
                .with_usage(usage)
                .with_attempts(attempts)
                .with_request_id(request_id)
        };
        let mut answers = choices
            .into_iter()
            .map(|choice| answer::read(choice, usage.as_ref(), |text| decode(text, &unwrap)));
        let Some(mut first) = answers.next() else {
            let message = "the host sent no answer, as gateways do that filtered every one";
            return Err(dress(
                Error::new(ErrorKind::Filtered, message),
                usage,
                attempts,
                request_id,
            ));
        };
        let mut others: Vec<Result<Choice<T>>> = answers.collect();
        if first.is_err()
            && let Some(good) = others.iter_mut().find(|answer| answer.is_ok())
        {
            // Paid for and right: an answer is not lost because the one before it is wrong.
            std::mem::swap(&mut first, good);
        }
        match first {
            Ok(Choice {
                value,
                text,
                reasoning,
                finish_reason,
                repairs,
            }) => Ok(Completion {
                value,
                text,
                reasoning,
                finish_reason,
                usage,
                model,
                id,
                request_id,
                format,
                repairs,
                others,
                attempts,
            }),
            Err(error) => Err(dress(error, usage, attempts, request_id)),
        }
    }

    /// Sends the request in one form after another until the host takes one.
    async fn exchange(&self, schema: Option<&Schema>) -> Result<Exchange> {
        let deadline = Instant::now() + self.timeout.unwrap_or(self.client.timeout());
        let endpoint = self.endpoint()?;
        let mut attempts = Vec::new();
        let Some(schema) = schema else {
            let composed = self.compose_first(None)?;
            return self
                .accept(endpoint, composed, deadline, attempts)
                .await
                .map_err(|(error, _)| error);
        };
        let rungs = self.rungs(endpoint);
        let mut next = self.start(&rungs, schema);
        let mut rejected: Option<Error> = None;
        loop {
            let (rung, composed) = match self.compose_from(endpoint, rungs.as_slice(), next, schema)
            {
                Ok(found) => found,
                // Nothing simpler is left: what the host said last is the answer.
                Err(error) => return Err(rejected.unwrap_or(error).with_attempts(attempts)),
            };
            let (error, tried) = match self.accept(endpoint, composed, deadline, attempts).await {
                Ok(exchange) => return Ok(exchange),
                Err(failed) => failed,
            };
            let cause = match (error.status(), &rungs) {
                (Some(status), Rungs::Ladder(_)) => {
                    classify(status, error.param(), error.message())
                }
                _ => None,
            };
            let Some(cause) = cause else {
                return Err(error.with_attempts(tried));
            };
            self.client.ladder().reject(
                self.route.name(),
                &self.model,
                schema.fingerprint(),
                rung,
                cause,
            );
            attempts = tried;
            next = Ladder::next(rungs.as_slice(), rung, cause);
            rejected = Some(error);
        }
    }

    /// One POST whose answer is read, or the error it is; either way with the attempts so far.
    async fn accept(
        &self,
        endpoint: &Endpoint,
        composed: Composed,
        deadline: Instant,
        mut attempts: Vec<Attempt>,
    ) -> Result<Exchange, (Error, Vec<Attempt>)> {
        let Composed {
            body,
            format,
            lowered,
        } = composed;
        let started = Instant::now();
        let attempt = |usage, rejection, duration| Attempt {
            format,
            duration,
            usage,
            rejection,
        };
        let posted = match self.post(endpoint, body, deadline).await {
            Ok(posted) => posted,
            Err(error) => {
                attempts.push(attempt(None, None, started.elapsed()));
                return Err((error, attempts));
            }
        };
        let request_id = self.request_id(&posted.headers);
        if !(200..300).contains(&posted.status) {
            let error = self.host_error(&posted).with_request_id(request_id);
            attempts.push(attempt(
                None,
                Some(error.message().to_owned()),
                posted.duration,
            ));
            return Err((error, attempts));
        }
        match self.read_reply(&posted) {
            Ok(mut reply) => {
                attempts.push(attempt(reply.usage.take(), None, posted.duration));
                Ok(Exchange {
                    reply,
                    request_id,
                    format,
                    lowered,
                    attempts,
                })
            }
            Err(error) => {
                attempts.push(attempt(None, None, posted.duration));
                Err((error.with_request_id(request_id), attempts))
            }
        }
    }

    async fn post(&self, endpoint: &Endpoint, body: Vec<u8>, deadline: Instant) -> Result<Posted> {
        let host = self.client.provider().name();
        let started = Instant::now();
        let request = self
            .client
            .request(endpoint, &self.model, &self.headers, body)?;
        let sending = async {
            let response = self.client.transport().send(request).await?;
            let (parts, body) = response.into_parts();
            let limit = if parts.status.is_success() {
                MAX_BODY_BYTES
            } else {
                MAX_ERROR_BYTES
            };
            Ok((body.read(limit).await?, parts))
        };
        let (body, parts) = match tokio::time::timeout_at(deadline.into(), sending).await {
            Ok(arrived) => {
                arrived.map_err(|error: crate::transport::TransportError| error.into_error(host))?
            }
            Err(_) => {
                let limit = self.timeout.unwrap_or(self.client.timeout());
                return Err(Error::new(
                    ErrorKind::Timeout,
                    format!("no answer from {host} within {limit:?}"),
                ));
            }
        };
        let status = parts.status.as_u16();
        let Some(body) = body.or_else(|| (!parts.status.is_success()).then(Bytes::new)) else {
            let message = format!("the answer of {host} is over {MAX_BODY_BYTES} bytes");
            return Err(Error::new(ErrorKind::TooLarge, message));
        };
        Ok(Posted {
            status,
            headers: parts.headers,
            body,
            duration: started.elapsed(),
        })
    }

    fn request_id(&self, headers: &http::HeaderMap) -> Option<String> {
        let names = self.client.provider().facts().request_id_headers;
        names
            .iter()
            .find_map(|name| headers.get(*name)?.to_str().ok().map(str::to_owned))
    }

    /// What an answer without success says.
    fn host_error(&self, posted: &Posted) -> Error {
        let complaint = wire::error::read(&posted.body);
        let kind = wire::error::kind(posted.status, &complaint);
        let waits = matches!(
            kind,
            ErrorKind::RateLimited | ErrorKind::Server | ErrorKind::Timeout
        );
        let wait = retry_after(&posted.headers, SystemTime::now())
            .or(complaint.retry_after)
            .filter(|_| waits);
        let message = format!(
            "{}: {}",
            self.client.provider().name(),
            self.client.without_key(complaint.message)
        );
        Error::new(kind, message)
            .with_status(posted.status)
            .with_code(complaint.code.or(complaint.kind))
            .with_param(complaint.param)
            .with_request_id(complaint.request_id)
            .with_retry_after(wait)
    }

    /// What an answer with success says.
    fn read_reply(&self, posted: &Posted) -> Result<wire::Reply> {
        let host = self.client.provider().name();
        let reply = match self.route {
            Route::Chat => wire::read_chat(&posted.body),
            Route::Completion => wire::read_completion(&posted.body),
            Route::Inference => {
                wire::read_inference(&posted.body).and_then(|inferred| match inferred {
                    wire::Inferred::Reply(reply) => Ok(Some(reply)),
                    wire::Inferred::Without(status) => Err(serde::de::Error::custom(format_args!(
                        "there is no result: the request is {status}"
                    ))),
                })
            }
        };
        match reply {
            Ok(Some(reply)) => Ok(reply),
            // Gateways send errors with a status of success.
            Ok(None) if has_error(&posted.body) => Err(self.host_error(posted)),
            Ok(None) => Err(Error::new(
                ErrorKind::Protocol,
                format!("the answer of {host} has no choices"),
            )),
            Err(error) => {
                let message = if error.is_data() && !error.to_string().starts_with("invalid type") {
                    format!("{host}: {error}")
                } else {
                    let start = wire::error::quoted(&posted.body).message;
                    format!("the answer of {host} is not what its API promises; it starts: {start}")
                };
                Err(Error::new(ErrorKind::Protocol, message).with_source(error))
            }
        }
    }
}

fn has_error(body: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(body)
        .is_ok_and(|value| value.get("error").is_some_and(|e| !e.is_null()))
}
