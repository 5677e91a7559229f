//! Error answers, in all the shapes that hosts and the proxies before them send.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::error::ErrorKind;

/// How much of a text that is no JSON is quoted.
const QUOTED_CHARS: usize = 200;

/// What an error answer says, whatever its shape.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Complaint {
    pub(crate) message: String,
    /// The error's `type`, or its `status` at Google's hosts.
    pub(crate) kind: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) param: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
}

/// Reads the body of an error answer. It never fails: what cannot be read is quoted.
///
/// The shapes: `{"error": {message, type, param, code}}`; `{"error": "…"}`, Together's oldest and DeepInfra's native
/// one; `{"detail": "…"}`, `{"detail": {"error": "…"}}` and `{"detail": [{loc, msg, type}]}`, DeepInfra and other
/// FastAPI hosts; the flat `{"object": "error", message, …}` of Mistral and older vLLM; `{"fault": {"faultstring"}}` of
/// Fireworks' gateway; `{"errors": [{code, message}]}` of Cloudflare; `{"error_type", "error_message"}` in a stream of
/// DeepInfra; a list around any of these; HTML.
pub(crate) fn read(body: &[u8]) -> Complaint {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => of_value(&value).unwrap_or_else(|| quoted(body)),
        Err(_) => quoted(body),
    }
}

/// Whether an answer, whatever its status, holds an error.
pub(crate) fn is_in(body: &[u8]) -> bool {
    serde_json::from_slice::<Value>(body)
        .is_ok_and(|value| value.get("error").is_some_and(|error| !error.is_null()))
}

impl Complaint {
    /// The HTTP status that the error stands for, where its code is one.
    pub(crate) fn status(&self) -> Option<u16> {
        let code = self.code.as_deref()?.parse().ok()?;
        (400..600).contains(&code).then_some(code)
    }
}

fn of_value(value: &Value) -> Option<Complaint> {
    let body = match value {
        Value::Object(body) => body,
        Value::Array(list) => {
            return list
                .first()
                .filter(|first| first.is_object())
                .and_then(of_value);
        }
        Value::String(text) => {
            return Some(Complaint {
                message: text.clone(),
                ..Complaint::default()
            });
        }
        _ => return None,
    };
    let mut complaint = match (body.get("error"), body.get("detail"), body.get("fault")) {
        (Some(Value::Object(error)), ..) => of_object(error)?,
        (Some(Value::String(text)), ..) => Complaint {
            message: text.clone(),
            ..Complaint::default()
        },
        (_, Some(detail), _) => of_detail(detail)?,
        // Cloudflare's list.
        _ if body.get("errors").is_some_and(Value::is_array) => {
            let first = body.get("errors").and_then(|errors| errors.get(0));
            of_object(first.and_then(Value::as_object)?)?
        }
        (_, _, Some(Value::Object(fault))) => Complaint {
            message: text(fault, "faultstring")?,
            code: fault
                .get("detail")
                .and_then(Value::as_object)
                .and_then(|detail| text(detail, "errorcode")),
            ..Complaint::default()
        },
        _ if body.contains_key("error_message") => Complaint {
            message: text(body, "error_message")?,
            kind: text(body, "error_type"),
            ..Complaint::default()
        },
        _ => of_object(body)?,
    };
    complaint.request_id = complaint.request_id.or_else(|| text(body, "request_id"));
    Some(complaint)
}

fn of_object(error: &Map<String, Value>) -> Option<Complaint> {
    let details = || {
        error
            .get("details")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let reason = details().find_map(|detail| detail.get("reason")?.as_str().map(str::to_owned));
    let delay = details().find_map(|detail| detail.get("retryDelay")?.as_str().and_then(seconds));
    Some(Complaint {
        message: text(error, "message")?,
        kind: text(error, "type").or_else(|| text(error, "status")),
        code: reason.or_else(|| text(error, "code")),
        param: text(error, "param"),
        request_id: text(error, "request_id"),
        retry_after: delay,
    })
}

fn of_detail(detail: &Value) -> Option<Complaint> {
    match detail {
        Value::String(text) => Some(Complaint {
            message: text.clone(),
            ..Complaint::default()
        }),
        Value::Object(detail) => match detail.get("error") {
            Some(Value::String(text)) => Some(Complaint {
                message: text.clone(),
                ..Complaint::default()
            }),
            Some(Value::Object(error)) => of_object(error),
            _ => of_object(detail),
        },
        Value::Array(list) => {
            let mut complaint = Complaint::default();
            for item in list {
                let place: Vec<String> = item
                    .get("loc")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .map(|step| {
                        step.as_str()
                            .map_or_else(|| step.to_string(), str::to_owned)
                    })
                    .filter(|step| step != "body")
                    .collect();
                let place = place.join(".");
                let message = item
                    .get("msg")
                    .and_then(Value::as_str)
                    .unwrap_or("is not valid");
                if complaint.message.is_empty() {
                    complaint.kind = item.get("type").and_then(Value::as_str).map(str::to_owned);
                } else {
                    complaint.message.push_str("; ");
                }
                if !place.is_empty() {
                    complaint.message.push_str(&place);
                    complaint.message.push_str(": ");
                    complaint.param = complaint.param.or(Some(place));
                }
                complaint.message.push_str(message);
            }
            (!complaint.message.is_empty()).then_some(complaint)
        }
        _ => None,
    }
}

/// A text, or a number as text: llama.cpp and vLLM send the status as `code`.
fn text(map: &Map<String, Value>, name: &str) -> Option<String> {
    match map.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A wait such as `34.4s`.
fn seconds(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.strip_suffix('s')?.parse().ok()?).ok()
}

/// The title of an HTML page.
pub(crate) fn title(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body.get(..16 * QUOTED_CHARS).unwrap_or(body));
    let (title, _) = text.split_once("<title>")?.1.split_once("</title>")?;
    Some(title.trim().chars().take(QUOTED_CHARS).collect())
}

/// The first line of a body that says nothing we can read; the title of a page. JSON of a shape of its own is not
/// quoted: hosts that check a request repeat what was in it.
fn quoted(body: &[u8]) -> Complaint {
    let text = String::from_utf8_lossy(body.get(..16 * QUOTED_CHARS).unwrap_or(body));
    let is_json = text.trim_start().starts_with(['{', '[']);
    let line = match title(body) {
        Some(title) => title,
        None if is_json => "an error of an unknown shape".to_owned(),
        None => {
            let line = text.lines().map(str::trim).find(|line| !line.is_empty());
            line.unwrap_or("no text")
                .chars()
                .take(QUOTED_CHARS)
                .collect()
        }
    };
    Complaint {
        message: line,
        ..Complaint::default()
    }
}

/// What an error answer is, by its status and by what it says.
pub(crate) fn kind(status: u16, complaint: &Complaint) -> ErrorKind {
    let says = |words: &[&str]| {
        [&complaint.code, &complaint.kind]
            .into_iter()
            .flatten()
            .any(|said| words.iter().any(|word| said.eq_ignore_ascii_case(word)))
    };
    // OpenAI and Novita; a wait does not cure it.
    if says(&[
        "insufficient_quota",
        "billing_hard_limit_reached",
        "not_enough_balance",
        "insufficient_balance",
    ]) {
        return ErrorKind::QuotaExceeded;
    }
    // Google's hosts answer 400 for a bad key.
    if says(&["api_key_invalid"]) {
        return ErrorKind::Authentication;
    }
    match status {
        402 => ErrorKind::QuotaExceeded,
        // Together answers 403 when input and `max_tokens` are over the context.
        403 if complaint.message.contains("max_tokens")
            || complaint.message.contains("context length")
            // OpenRouter, of a prompt; the key is not to blame.
            || complaint.message.contains("moderation") =>
        {
            ErrorKind::Rejected
        }
        401 | 403 => ErrorKind::Authentication,
        408 => ErrorKind::Timeout,
        413 => ErrorKind::TooLarge,
        429 => ErrorKind::RateLimited,
        400..=499 => ErrorKind::Rejected,
        500..=599 => ErrorKind::Server,
        // An error in an answer that began well has only its own words.
        200..=299 if says(&["rate_limit_exceeded", "rate_limit_error"]) => ErrorKind::RateLimited,
        200..=299 if says(&["authentication_error", "invalid_api_key"]) => {
            ErrorKind::Authentication
        }
        200..=299 if says(&["invalid_request_error", "validation_error"]) => ErrorKind::Rejected,
        200..=299
            if says(&[
                "server_error",
                "internal_server_error",
                "internal_error",
                "api_error",
                "overloaded_error",
                "service_unavailable",
            ]) =>
        {
            ErrorKind::Server
        }
        _ => ErrorKind::Protocol,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_an_error_is_read() {
        for (body, message, code, param) in [
            (
                r#"{"error":{"message":"m","type":"t","param":"p","code":"c"}}"#,
                "m",
                Some("c"),
                Some("p"),
            ),
            (
                r#"{"error":{"code":400,"message":"m","type":"t"}}"#,
                "m",
                Some("400"),
                None,
            ),
            (
                r#"{"model":"x","request_id":"r","error":"m"}"#,
                "m",
                None,
                None,
            ),
            (r#"{"detail":"m"}"#, "m", None, None),
            (r#"{"detail":{"error":"m"}}"#, "m", None, None),
            (
                r#"{"detail":[{"loc":["body","a",0],"msg":"bad","type":"t"}]}"#,
                "a.0: bad",
                None,
                Some("a.0"),
            ),
            (
                r#"{"object":"error","message":"m","param":"p","code":"c"}"#,
                "m",
                Some("c"),
                Some("p"),
            ),
            (
                r#"{"fault":{"faultstring":"m","detail":{"errorcode":"c"}}}"#,
                "m",
                Some("c"),
                None,
            ),
            (
                r#"[{"error":{"message":"m","status":"S"}}]"#,
                "m",
                None,
                None,
            ),
            (r#"{"error_type":"t","error_message":"m"}"#, "m", None, None),
            (
                "<html>\n<head><title>502 Bad Gateway</title></head>",
                "502 Bad Gateway",
                None,
                None,
            ),
            ("\n upstream error\nmore", "upstream error", None, None),
            ("", "no text", None, None),
            ("{}", "an error of an unknown shape", None, None),
            ("[]", "an error of an unknown shape", None, None),
            (
                r#"{"error":null}"#,
                "an error of an unknown shape",
                None,
                None,
            ),
        ] {
            let complaint = read(body.as_bytes());
            assert_eq!(
                (
                    &*complaint.message,
                    complaint.code.as_deref(),
                    complaint.param.as_deref()
                ),
                (message, code, param)
            );
        }
        assert_eq!(
            read(br#"{"error":"m","request_id":"r"}"#)
                .request_id
                .as_deref(),
            Some("r")
        );
    }

    #[test]
    fn the_kind_is_what_can_be_done_about_it() {
        let with = |code: &str, message: &str| Complaint {
            code: Some(code.to_owned()),
            message: message.to_owned(),
            ..Complaint::default()
        };
        for (status, complaint, expected) in [
            (
                429,
                with("insufficient_quota", ""),
                ErrorKind::QuotaExceeded,
            ),
            (429, with("credit_limit", ""), ErrorKind::RateLimited),
            (402, with("", ""), ErrorKind::QuotaExceeded),
            (
                403,
                with("NOT_ENOUGH_BALANCE", ""),
                ErrorKind::QuotaExceeded,
            ),
            (400, with("API_KEY_INVALID", ""), ErrorKind::Authentication),
            (
                403,
                with("", "Input token count + max_tokens parameter must be less"),
                ErrorKind::Rejected,
            ),
            (403, with("", "no"), ErrorKind::Authentication),
            (404, with("model_not_found", ""), ErrorKind::Rejected),
            (413, with("", ""), ErrorKind::TooLarge),
            (529, with("", ""), ErrorKind::Server),
            (302, with("", ""), ErrorKind::Protocol),
        ] {
            assert_eq!(kind(status, &complaint), expected, "{status} {complaint:?}");
        }
    }
}
