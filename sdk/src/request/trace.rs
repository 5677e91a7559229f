//! What a program that listens with `tracing` learns of each request: whom it asked for what, and how it ended. No key
//! ever, and no prompt and no answer but where [`TraceContent`] asks for them.
//!
//! Names: OpenTelemetry's semantic conventions for generative AI, version 1.41 (opentelemetry.io/docs/specs/semconv/gen-ai,
//! as of 2026-04), which call themselves unstable.

use std::time::Duration;

use tracing::field::{Empty, display};
use tracing::{Level, Span, debug, enabled, info_span, trace};

use super::completion::{Attempt, FinishReason};
use super::{Request, Route};
use crate::provider::Format;
use crate::wire;

/// Whether what is said goes into traces, beside who said it to whom: for debugging, and for nothing else.
///
/// **Shape**: events of level `TRACE` and target `json_mode::content`. `json_mode.request.body` is the body of each
/// request; `json_mode.answer.body` the body of each answer that was read, errors too;
/// `json_mode.answer.text` and `json_mode.answer.reasoning` each choice of a stream, once the stream is over or has failed.
///
/// Headers are not told, and a key of at least 8 characters is replaced by `[key]` where a prompt or an answer quotes it.
/// Whoever reads the traces reads what users wrote.
///
/// ```
/// use json_mode::{Client, Provider, TraceContent};
///
/// let client = Client::builder(Provider::LLAMA_CPP)
///     .trace_content(TraceContent::PromptsAndAnswers)
///     .build()?;
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TraceContent {
    /// No word of a prompt or an answer.
    #[default]
    Nothing,
    /// Every prompt and every answer, whole.
    PromptsAndAnswers,
}

/// What is told of, where [`TraceContent`] asks for it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Said<'a> {
    Request(&'a [u8]),
    Answer(&'a [u8]),
    Streamed(&'a wire::Reply),
}

/// Tells what was said.
pub(super) fn content(request: &Request, span: &Span, said: Said<'_>) {
    const TARGET: &str = "json_mode::content";
    let client = &request.client;
    let asked = client.trace_content() == TraceContent::PromptsAndAnswers;
    if !asked || !enabled!(target: TARGET, Level::TRACE) {
        return;
    }
    let text = |bytes| client.without_key(String::from_utf8_lossy(bytes).into_owned());
    match said {
        Said::Request(body) => {
            trace!(target: TARGET, parent: span, { json_mode.request.body = text(body) }, "asked");
        }
        Said::Answer(body) => {
            trace!(target: TARGET, parent: span, { json_mode.answer.body = text(body) }, "answered");
        }
        Said::Streamed(reply) => {
            for choice in &reply.choices {
                let said = text(choice.text.as_deref().unwrap_or_default().as_bytes());
                let reasoning = choice.reasoning.as_deref();
                trace!(
                    target: TARGET,
                    parent: span,
                    {
                        json_mode.answer.text = said,
                        json_mode.answer.reasoning = reasoning.map(|said| text(said.as_bytes())),
                    },
                    "answered as a stream"
                );
            }
        }
    }
}

/// The span of one attempt.
pub(super) fn attempt(request: &Request, format: Format, retries: u32) -> Span {
    let operation = match request.route {
        Route::Chat => "chat",
        Route::Completion | Route::Inference => "text_completion",
    };
    let client = &request.client;
    let span = info_span!(
        "json_mode.attempt",
        otel.name = Empty,
        otel.kind = "client",
        gen_ai.operation.name = operation,
        gen_ai.provider.name = client.provider().name(),
        gen_ai.request.model = request.model,
        gen_ai.request.max_tokens = request.token_limit(),
        gen_ai.output.type = if format == Format::Text { "text" } else { "json" },
        gen_ai.response.id = Empty,
        gen_ai.response.model = Empty,
        gen_ai.response.finish_reasons = Empty,
        gen_ai.usage.input_tokens = Empty,
        gen_ai.usage.output_tokens = Empty,
        server.address = client.address(),
        http.request.resend_count = retries,
        http.response.status_code = Empty,
        error.type = Empty,
        json_mode.format = ?format,
        json_mode.request_id = Empty,
    );
    if !span.is_disabled() {
        span.record(
            "otel.name",
            display(format_args!("{operation} {}", request.model)),
        );
    }
    span
}

/// What came back.
pub(super) fn answered(span: &Span, reply: &wire::Reply, request_id: Option<&str>) {
    if span.is_disabled() {
        return;
    }
    span.record("http.response.status_code", 200_u16);
    record(span, "json_mode.request_id", request_id);
    record(span, "gen_ai.response.id", reply.id.as_deref());
    record(span, "gen_ai.response.model", reply.model.as_deref());
    if let Some(usage) = &reply.usage {
        span.record("gen_ai.usage.input_tokens", usage.prompt_tokens);
        span.record("gen_ai.usage.output_tokens", usage.completion_tokens);
    }
    let reasons: Vec<&str> = reply
        .choices
        .iter()
        .filter_map(|choice| choice.finish_reason.as_ref().map(word))
        .collect();
    span.record("gen_ai.response.finish_reasons", display(reasons.join(",")));
}

/// Why nothing came back, and whether the request is sent again.
pub(super) fn failed(span: &Span, attempt: &Attempt, wait: Option<Duration>) {
    if span.is_disabled() {
        return;
    }
    if let Some(kind) = attempt.error {
        span.record("error.type", display(format_args!("{kind:?}")));
    }
    if let Some(status) = attempt.status {
        span.record("http.response.status_code", status);
    }
    if let Some(wait) = wait {
        debug!(parent: span, wait = ?wait, "the request is sent again");
    }
}

fn record(span: &Span, name: &'static str, value: Option<&str>) {
    if let Some(value) = value {
        span.record(name, value);
    }
}

fn word(reason: &FinishReason) -> &str {
    match reason {
        FinishReason::Stop => "stop",
        FinishReason::Length => "length",
        FinishReason::ToolCalls => "tool_calls",
        FinishReason::ContentFilter => "content_filter",
        FinishReason::Other(word) => word,
    }
}
