//! What the requests of one call share, and what follows on an answer that was wrong or cut.

use tokio::time::Instant;
use tracing::Span;

use super::completion::{Attempt, Completion, total};
use super::compose::FollowUp;
use super::trace::Said;
use super::{Reask, Request, Truncation, trace};
use crate::error::{Error, ErrorKind, Result};
use crate::wire;

/// What the requests of one call share.
pub(super) struct Call {
    /// `None` for a limit that is too long to add up to a time.
    pub(super) deadline: Option<Instant>,
    pub(super) attempts: Vec<Attempt>,
    /// How many requests were sent again because they had failed.
    pub(super) retries: u32,
    /// What the last answer was, and what the model is told of it.
    pub(super) follow_up: Option<FollowUp>,
    reask: Reask,
    truncation: Truncation,
    answers: u32,
    /// The attempt whose stream is read, for those who listen.
    pub(super) span: Span,
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
