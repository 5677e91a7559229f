//! One POST, and what its answer says.

use std::time::SystemTime;

use bytes::Bytes;
use tokio::time::Instant;

use super::{Request, Route};
use crate::error::{Error, ErrorKind, Result};
use crate::provider::classify;
use crate::transport::{Body, Permit, Read, TransportError, has_clock, retry_after};
use crate::wire::{self, foreign::Foreign};

/// What an answer holds, before a permit went with it.
pub(super) enum Received {
    Whole(wire::Reply),
    Stream(Body),
}

/// The answer to one POST.
pub(super) struct Posted {
    status: u16,
    headers: http::HeaderMap,
    body: Bytes,
    /// Instead of the body, where it is read as it comes.
    stream: Option<Body>,
}

impl Posted {
    /// The body, where it was read.
    pub(super) fn whole(&self) -> Option<&[u8]> {
        self.stream.is_none().then_some(&*self.body)
    }
}

impl Request {
    /// One POST, and as much of its answer as is read at once.
    pub(super) async fn post(
        &self,
        request: http::Request<Bytes>,
        permit: &Permit,
        deadline: Option<Instant>,
    ) -> Result<Posted> {
        let host = self.client.provider().name();
        let limits = self.client.limits();
        let sending = async {
            let address = self.client.address();
            let unanswered = |error: TransportError| error.into_error_at(host, address);
            let response = self
                .client
                .transport()
                .send(request)
                .await
                .map_err(unanswered)?;
            let (parts, body) = response.into_parts();
            if let Some(limit) = limits.broken_by(&parts.headers) {
                let message = format!("the answer of {host} is over {limit}");
                // What came was paid for.
                return Err(Error::new(ErrorKind::TooLarge, message).after_a_beginning());
            }
            permit.learn(parts.status, &parts.headers);
            if self.streams && parts.status.is_success() && may_be_events(&parts.headers) {
                return Ok((Read::default(), parts, Some(body)));
            }
            let limit = if parts.status.is_success() {
                limits.body_bytes
            } else {
                limits.error_body_bytes
            };
            let body = body.read(limit).await.map_err(|error| {
                let error = error.into_error(host);
                if parts.status.is_success() {
                    return error.after_a_beginning();
                }
                // What is known of it is its status.
                let status = parts.status.as_u16();
                let kind = wire::error::kind(status, &wire::error::Complaint::default());
                error.with_kind(kind).with_status(status)
            });
            Ok((body?, parts, None))
        };
        let first = self.limits().first_byte.filter(|_| self.streams);
        let soonest = first.and_then(|limit| Instant::now().checked_add(limit));
        let until = deadline.into_iter().chain(soonest).min();
        let arrived = match until.filter(|_| has_clock()) {
            Some(until) => tokio::time::timeout_at(until, sending).await,
            None => Ok(sending.await),
        };
        let Ok(arrived) = arrived else {
            let limit = first
                .filter(|_| until == soonest)
                .unwrap_or_else(|| self.limit());
            return Err(Error::new(
                ErrorKind::Timeout,
                format!("no answer from {host} within {limit:?}"),
            ));
        };
        let (body, parts, stream) = arrived?;
        if !body.is_whole && stream.is_none() && parts.status.is_success() {
            let message = format!("the answer of {host} is over {} bytes", limits.body_bytes);
            return Err(Error::new(ErrorKind::TooLarge, message));
        }
        let mut bytes = body.bytes;
        // A byte order mark is no part of JSON, and some gateways put one before it.
        if bytes.starts_with(b"\xEF\xBB\xBF") {
            bytes = bytes.slice(3..);
        }
        Ok(Posted {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: bytes,
            stream,
        })
    }

    fn request_id(&self, headers: &http::HeaderMap) -> Option<String> {
        let names = self.client.provider().facts().request_id_headers;
        names
            .iter()
            .find_map(|name| headers.get(*name)?.to_str().ok().map(str::to_owned))
    }

    /// What an error answer says.
    fn host_error(&self, posted: &Posted) -> Error {
        self.complaint(posted.status, &posted.headers, &posted.body)
    }

    /// What an error says, be it an answer of its own or a part of one.
    pub(super) fn complaint(&self, answered: u16, headers: &http::HeaderMap, body: &[u8]) -> Error {
        let complaint = wire::error::read(body);
        let host = self.client.provider().name();
        // An error with a status of success may name the status that it stands for.
        let status = match answered {
            200..300 => complaint.status(),
            status => Some(status),
        };
        let kind = wire::error::kind(status.unwrap_or(answered), &complaint);
        let waits = matches!(
            kind,
            ErrorKind::RateLimited | ErrorKind::Server | ErrorKind::Timeout
        );
        let wait = retry_after(headers, SystemTime::now())
            .or(complaint.retry_after)
            .filter(|_| waits);
        // By the host's own words: what is told further down is dressed and redacted.
        let rejected = status
            .and_then(|status| classify(status, complaint.param.as_deref(), &complaint.message));
        let said = self.client.without_key(complaint.message);
        let message = match answered {
            300..400 => format!("{host} redirects the request, which is not followed: {said}"),
            _ => format!("{host}: {said}"),
        };
        let origin = Some(kind).filter(|kind| *kind == ErrorKind::Authentication);
        let message = match origin.and_then(|_| self.client.key_origin(&self.headers)) {
            Some(origin) => format!("{message}; {origin}"),
            None => message,
        };
        let message = match self.place_without_path(answered) {
            Some(place) if rejected.is_none() => format!(
                "{message}; {place} was asked: the base URL has no path, and most servers have theirs under `/v1`"
            ),
            _ => message,
        };
        let without_key = |text: Option<String>| text.map(|text| self.client.without_key(text));
        let told = headers.get("x-should-retry");
        let told = told.and_then(|told| match told.as_bytes() {
            b"true" => Some(true),
            b"false" => Some(false),
            _ => None,
        });
        let error = Error::new(kind, message)
            .with_should_retry(told)
            .with_code(without_key(complaint.code.or(complaint.kind)))
            .with_param(without_key(complaint.param))
            .with_request_id(complaint.request_id)
            .with_retry_after(wait)
            .with_rejected(rejected);
        match status {
            Some(status) => error.with_status(status),
            None => error,
        }
    }

    /// Where a request went that found nothing there, if all of the path is the route's.
    fn place_without_path(&self, status: u16) -> Option<String> {
        let base = self.client.base_url();
        let (scheme, place) = base.split_once("://")?;
        let is_of_host = scheme == "https" && base == self.client.provider().base_url();
        let route = self.endpoint().ok()?.path;
        (matches!(status, 404 | 405) && !place.contains('/') && !is_of_host)
            .then(|| format!("{base}/{route}"))
    }

    /// What an answer says.
    fn read_reply(&self, posted: &Posted) -> Result<wire::Reply> {
        if !(200..300).contains(&posted.status) {
            return Err(self.host_error(posted));
        }
        let host = self.client.provider().name();
        let read = match self.route {
            Route::Chat => wire::read_chat(&posted.body),
            Route::Completion => wire::read_completion(&posted.body),
            Route::Inference => wire::read_inference(&posted.body),
        };
        let most = self.client.limits().choices;
        match read {
            Ok(wire::Answer::Reply(reply)) if reply.choices.len() > most => {
                let count = reply.choices.len();
                let message = format!("{host} sent {count} answers, over the limit of {most}");
                Err(Error::new(ErrorKind::TooLarge, message))
            }
            Ok(wire::Answer::Reply(reply)) if !reply.choices.is_empty() => Ok(reply),
            // Gateways send errors with a status of success.
            Ok(_) if wire::error::is_in(&posted.body) => Err(self.host_error(posted)),
            Ok(wire::Answer::Reply(reply)) => Ok(reply),
            Ok(wire::Answer::Without(why)) => match self.foreign(posted) {
                Some(foreign) => Err(not_ours(host, foreign)),
                None => Err(Error::new(
                    ErrorKind::Protocol,
                    format!("the answer of {host} holds no result: {why}"),
                )),
            },
            Err(error) => Err(self.misread(posted, error)),
        }
    }

    /// The other API that an answer is of. One host has the native route, and there a request may be `failed` or `queued`.
    fn foreign(&self, posted: &Posted) -> Option<&'static Foreign> {
        match self.route {
            Route::Chat | Route::Completion => wire::foreign::of(&posted.body),
            Route::Inference => None,
        }
    }

    /// An answer with success that is not what the API promises.
    fn misread(&self, posted: &Posted, error: serde_json::Error) -> Error {
        let host = self.client.provider().name();
        if let Some(foreign) = self.foreign(posted) {
            return not_ours(host, foreign);
        }
        let unlike = format!("the answer of {host} is not what its API promises");
        let encoding = posted.headers.get(http::header::CONTENT_ENCODING);
        if let Some(encoding) = encoding.and_then(|encoding| encoding.to_str().ok())
            && !encoding.eq_ignore_ascii_case("identity")
        {
            let encoding: String = encoding.chars().take(32).collect();
            return Error::new(
                ErrorKind::Protocol,
                format!("{unlike}: it is compressed (`{encoding}`), which was not asked for"),
            );
        }
        let is_json = posted
            .body
            .iter()
            .find(|byte| !byte.is_ascii_whitespace())
            .is_some_and(|byte| matches!(byte, b'{' | b'['));
        let place = format!("line {}, column {}", error.line(), error.column());
        match (is_json, error.is_data()) {
            // The words of a reader quote what it read, which may be the model's answer.
            (true, true) => Error::new(
                ErrorKind::Protocol,
                format!("{unlike}: its JSON has another shape at {place}"),
            ),
            (true, false) => Error::new(
                ErrorKind::Protocol,
                format!("{unlike}: its JSON is broken or cut at {place}"),
            )
            .with_source(error),
            // A page of a proxy; any other text may be the model's answer.
            (false, _) => match wire::error::title(&posted.body) {
                Some(title) => {
                    let title = self.client.without_key(title);
                    Error::new(
                        ErrorKind::Protocol,
                        format!("{unlike}: it is a page, {title}"),
                    )
                }
                None => Error::new(ErrorKind::Protocol, format!("{unlike}: it is no JSON")),
            },
        }
    }

    /// What an answer holds, and what the host calls the request.
    pub(super) fn receive(&self, posted: Posted) -> Result<(Received, Option<String>)> {
        let request_id = self.request_id(&posted.headers);
        if let Some(stream) = posted.stream {
            return Ok((Received::Stream(stream), request_id));
        }
        match self.read_reply(&posted) {
            // The native route names the request in the body.
            Ok(reply) => {
                let in_body = reply.id.clone().filter(|_| self.route == Route::Inference);
                Ok((Received::Whole(reply), request_id.or(in_body)))
            }
            Err(error) => Err(error.with_request_id(request_id)),
        }
    }
}

/// An answer of an API that is not spoken here.
pub(super) fn not_ours(host: &str, foreign: &Foreign) -> Error {
    let Foreign { what, instead, .. } = foreign;
    let message = format!("the answer of {host} is of {what}: {instead}");
    Error::new(ErrorKind::Protocol, message)
}

/// Whether an answer can be a stream of events: some servers send no type, or another one. One that is compressed, which
/// was not asked for, has none that can be read.
fn may_be_events(headers: &http::HeaderMap) -> bool {
    let word = |name| {
        let value = headers.get(name).map(http::HeaderValue::as_bytes);
        value.unwrap_or_default().to_ascii_lowercase()
    };
    let kind = word(http::header::CONTENT_TYPE);
    let encoding = word(http::header::CONTENT_ENCODING);
    !kind.starts_with(b"application/json")
        && !kind.starts_with(b"text/html")
        && matches!(&*encoding, b"" | b"identity")
}
