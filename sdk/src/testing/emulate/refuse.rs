//! Refusals in a host's words and shape, and the headers of its answers.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::super::exchange::Reply;
use super::Emulator;
use crate::provider::{ErrorShape, Refusal};

/// What fills the places of a refusal's words.
#[derive(Default)]
pub(super) struct Said<'s> {
    pub(super) model: &'s str,
    pub(super) kind: &'s str,
    pub(super) field: &'s str,
    pub(super) name: &'s str,
    pub(super) path: &'s str,
    pub(super) what: &'s str,
}

impl Emulator {
    /// A refusal in the host's shape.
    pub(super) fn refuse(&self, refusal: &Refusal, said: &Said<'_>) -> Reply {
        let fill = |text: &str| {
            [
                ("{model}", said.model),
                ("{type}", said.kind),
                ("{field}", said.field),
                ("{name}", said.name),
                ("{path}", said.path),
                ("{what}", said.what),
            ]
            .into_iter()
            .fold(text.to_owned(), |text, (place, with)| {
                text.replace(place, with)
            })
        };
        let facts = self.provider.facts();
        let Refusal {
            status,
            message,
            kind,
            param,
            code,
            shape,
        } = *refusal;
        let message = fill(message);
        let param = param.map(fill);
        let body = match shape.unwrap_or(facts.errors) {
            ErrorShape::OpenAi => {
                json!({ "error": { "message": message, "type": kind, "param": param, "code": code } })
            }
            ErrorShape::Sparse => {
                let mut error = json!({ "message": message, "type": kind });
                for (name, value) in [("param", param.as_deref()), ("code", code)] {
                    if let (Some(value), Value::Object(error)) = (value, &mut error) {
                        error.insert(name.to_owned(), json!(value));
                    }
                }
                json!({ "error": error })
            }
            ErrorShape::Numbered => {
                let mut error = json!({ "code": status, "message": message, "type": kind });
                if let (Some(param), Value::Object(error)) = (param, &mut error) {
                    error.insert("param".to_owned(), json!(param));
                }
                json!({ "error": error })
            }
            ErrorShape::Flat => {
                json!({ "object": "error", "message": message, "type": kind, "param": param, "code": code })
            }
            ErrorShape::Detail => json!({ "detail": message }),
            ErrorShape::Details => {
                json!({ "detail": [{ "type": kind, "loc": ["body", param], "msg": message }] })
            }
            ErrorShape::Text => json!({ "error": message }),
            ErrorShape::Google => {
                let mut error = json!({ "code": status, "message": message, "status": kind });
                if let (Some(code), Value::Object(error)) = (code, &mut error) {
                    let info = json!({ "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": code, "domain": "googleapis.com" });
                    error.insert("details".to_owned(), json!([info]));
                }
                json!({ "error": error })
            }
            ErrorShape::Cloudflare => {
                json!({ "result": null, "success": false, "errors": [{ "code": status, "message": message }], "messages": [] })
            }
        };
        self.with_headers(Reply::json(status, &body))
    }

    /// The headers that the host's answers have.
    pub(super) fn with_headers(&self, reply: Reply) -> Reply {
        let facts = self.provider.facts();
        let number = self.answered.load(Ordering::Relaxed);
        let named = facts
            .request_id_headers
            .first()
            .map(|name| (*name, format!("req_{number:08}")));
        let limits = facts.rate_limits.headers.iter().flat_map(|name| {
            let parts: &[&str] = if name.contains('*') {
                &["limit", "remaining", "reset"]
            } else {
                &[""]
            };
            parts
                .iter()
                .map(move |part| (name.replace('*', part), *part))
        });
        let reply = named
            .into_iter()
            .fold(reply, |reply, (name, id)| reply.header(name, &id));
        limits.fold(reply, |reply, (name, part)| {
            let value = match part {
                "limit" => "1000",
                "remaining" => "999",
                "reset" => facts.rate_limits.reset.sample(),
                _ => "no",
            };
            reply.header(&name, value)
        })
    }
}
