//! Whether a host takes a request: route, key, fields, form, the word "JSON", schema, in this order.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::super::exchange::{Received, Reply};
use super::super::server::KEY;
use super::refuse::Said;
use super::{Emulator, Taken, judge};
use crate::provider::{
    Auth, Endpoint, Form, Format, JsonWord, KeyNeed, Refusal, Rung, Shape, UnknownFields,
};
use crate::schema::Dialect;

/// Fields that hosts of OpenAI's API know, whatever they do with them.
#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "model", "messages", "prompt", "input", "stream", "stream_options", "temperature", "top_p", "top_k", "min_p", "max_tokens",
    "max_completion_tokens", "stop", "n", "seed", "presence_penalty", "frequency_penalty", "repetition_penalty", "logprobs",
    "top_logprobs", "logit_bias", "tools", "tool_choice", "parallel_tool_calls", "response_format", "user", "metadata",
    "reasoning_effort", "store", "service_tier", "echo", "suffix", "best_of", "prediction", "modalities", "audio", "verbosity",
    "safe_prompt", "prompt_mode",
];

impl Emulator {
    pub(super) fn take<'r>(&'r self, request: &'r Received) -> Result<Taken<'r>, Reply> {
        let facts = self.provider.facts();
        let words = &facts.refusals;
        let Some((route, endpoint, model)) = self.route(&request.path) else {
            let refusal = Refusal::new(404, "Not Found").kind("not_found_error");
            return Err(self.refuse(&refusal, &Said::default()));
        };
        self.check_key(request)?;
        let Value::Object(body) = &request.body else {
            return Err(self.refuse(
                &Refusal::new(400, "We could not parse the JSON body of your request."),
                &Said::default(),
            ));
        };
        let model = match model.or_else(|| body.get("model").and_then(Value::as_str)) {
            Some(model) => model.to_owned(),
            // A server of one's own has one model, whatever it is called.
            None if facts.key == KeyNeed::Optional => String::new(),
            None => {
                return Err(self.refuse(
                    &Refusal::new(400, "you must provide a model parameter"),
                    &Said::default(),
                ));
            }
        };
        if self
            .models
            .as_ref()
            .is_some_and(|known| !known.contains(&model))
        {
            return Err(self.refuse(
                &words.model,
                &Said {
                    model: &model,
                    ..Said::default()
                },
            ));
        }
        let input = match route {
            "chat" => "messages",
            "completion" => "prompt",
            _ => "input",
        };
        if !body.contains_key(input) {
            let refusal =
                Refusal::new(400, "Missing required parameter: '{field}'.").param("{field}");
            return Err(self.refuse(
                &refusal,
                &Said {
                    field: input,
                    ..Said::default()
                },
            ));
        }
        self.check_fields(endpoint, body)?;
        let (format, schema) = self.form(endpoint, &model, body)?;
        if format == Some(Format::JsonObject)
            && facts.json_word == JsonWord::Demanded
            && !request
                .text
                .to_lowercase()
                .replace("\"json_object\"", "")
                .replace("json_schema", "")
                .contains("json")
        {
            return Err(self.refuse(&words.word, &Said::default()));
        }
        let asks_for_json = format.is_some();
        let schema = schema.map(Cow::Borrowed);
        let fallback = || self.schema.as_ref().map(Cow::Borrowed);
        Ok(Taken {
            route,
            model,
            body,
            schema: schema.or_else(fallback),
            asks_for_json,
        })
    }

    /// The route of a path, and the model where the path names it.
    fn route<'r>(&self, path: &'r str) -> Option<(&'static str, &Endpoint, Option<&'r str>)> {
        ["chat", "completion", "inference"]
            .into_iter()
            .find_map(|route| {
                let endpoint = self.provider.endpoint(route)?;
                let path = path.trim_end_matches('/');
                if let Some((before, after)) = endpoint.path.split_once("{model}") {
                    let (_, rest) = path.split_once(&format!("/{before}"))?;
                    return Some((route, endpoint, Some(rest.strip_suffix(after)?)));
                }
                // `/completions` is also the end of `/chat/completions`.
                let base = path.strip_suffix(endpoint.path)?.strip_suffix('/')?;
                (!base.ends_with("/chat")).then_some((route, endpoint, None))
            })
    }

    fn check_key(&self, request: &Received) -> Result<(), Reply> {
        let facts = self.provider.facts();
        let sent = match facts.auth {
            Auth::Bearer => request
                .header("authorization")
                .and_then(|value| value.strip_prefix("Bearer ")),
            Auth::Header(name) => request.header(&name.to_lowercase()),
        };
        match sent {
            Some(key) if key == KEY => Ok(()),
            None if facts.key == KeyNeed::Optional => Ok(()),
            _ => Err(self.refuse(&facts.refusals.key, &Said::default())),
        }
    }

    fn check_fields(&self, endpoint: &Endpoint, body: &Map<String, Value>) -> Result<(), Reply> {
        let facts = self.provider.facts();
        if facts.unknown_fields == UnknownFields::Ignored {
            return Ok(());
        }
        for field in body.keys() {
            if let Some((_, theirs)) = endpoint.renames.iter().find(|(ours, _)| ours == field) {
                let said = Said {
                    field,
                    what: theirs,
                    ..Said::default()
                };
                return Err(self.refuse(&facts.refusals.renamed, &said));
            }
            let known = FIELDS.contains(&field.as_str())
                || endpoint.renames.iter().any(|(_, theirs)| theirs == field)
                || facts.beside_form.iter().any(|(name, _)| name == field)
                || endpoint
                    .rungs
                    .iter()
                    .any(|rung| rung.format.form().is_some_and(|form| form.field == field));
            if !known {
                return Err(self.refuse(
                    &facts.refusals.field,
                    &Said {
                        field,
                        ..Said::default()
                    },
                ));
            }
        }
        Ok(())
    }

    /// The form of a request and the schema in it, if the host takes both.
    fn form<'r>(
        &self,
        endpoint: &Endpoint,
        model: &str,
        body: &'r Map<String, Value>,
    ) -> Result<(Option<Format>, Option<&'r Value>), Reply> {
        let facts = self.provider.facts();
        let rungs = self.provider.rungs_of(endpoint);
        let of_body = |format: Format| {
            let form = format.form()?;
            let mut found = Found::default();
            fills(&form.shape, body.get(form.field)?, &mut found).then_some((format, found))
        };
        // The strictest first: what the plain form takes, the strict one may as well.
        let taken = rungs
            .iter()
            .find_map(|rung| Some((rung, of_body(rung.format)?)));
        if let Some((rung, (format, found))) = taken {
            self.check_model(rungs, rung, model)?;
            if let Some(schema) = found.schema {
                self.check_schema(&rung.dialect, found.name.unwrap_or("response"), schema)?;
            }
            return Ok((Some(format), found.schema));
        }
        let further = facts.accepts.iter().find_map(|format| of_body(*format));
        // A strict form without `strict` is the plain one, which promises less.
        let plain = || {
            let strict = rungs
                .iter()
                .any(|rung| rung.format == Format::JsonSchemaStrict);
            of_body(Format::JsonSchema).filter(|_| strict)
        };
        if let Some((format, found)) = further.or_else(plain) {
            return Ok((Some(format), found.schema));
        }
        if let Some((format, _)) = facts.ignores.iter().find_map(|format| of_body(*format)) {
            // Some object comes back, of whatever members.
            return Ok((Some(format), None));
        }
        let Some(asked) = body.get("response_format") else {
            return Ok((None, None));
        };
        let kind = asked
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if kind == "text" || facts.other_types.contains(&kind) {
            return Ok((None, None));
        }
        // On routes without forms some servers pass over them.
        if !rungs
            .iter()
            .any(|rung| rung.format.form().is_some_and(Form::is_response_format))
            && facts.unknown_fields == UnknownFields::Ignored
        {
            return Ok((None, None));
        }
        Err(self.refuse(
            &facts.refusals.form,
            &Said {
                model,
                kind,
                ..Said::default()
            },
        ))
    }

    /// Refuses a form that is above what is known of the model.
    fn check_model(&self, rungs: &[Rung], rung: &Rung, model: &str) -> Result<(), Reply> {
        let place = |format: Format| rungs.iter().position(|rung| rung.format == format);
        let known = self.provider.known(model).and_then(place);
        if known.is_some_and(|known| place(rung.format).is_some_and(|asked| asked < known)) {
            let kind = rung.format.kind();
            return Err(self.refuse(
                &self.provider.facts().refusals.form,
                &Said {
                    model,
                    kind,
                    ..Said::default()
                },
            ));
        }
        Ok(())
    }

    fn check_schema(&self, dialect: &Dialect, name: &str, schema: &Value) -> Result<(), Reply> {
        match judge::complaint(dialect, schema) {
            None => Ok(()),
            Some(judge::Complaint { path, what }) => {
                let said = Said {
                    name,
                    path: &path,
                    what: &what,
                    ..Said::default()
                };
                Err(self.refuse(&self.provider.facts().refusals.schema, &said))
            }
        }
    }
}

/// What was found in a body at the places of a form.
#[derive(Default)]
struct Found<'v> {
    name: Option<&'v str>,
    schema: Option<&'v Value>,
}

/// Whether a value has the shape of a form, and what is at its places. Further members may stand beside.
fn fills<'v>(shape: &Shape, value: &'v Value, found: &mut Found<'v>) -> bool {
    match shape {
        Shape::Text(text) => value == text,
        // LM Studio's pages print the text.
        Shape::True => *value == Value::Bool(true) || value == "true",
        Shape::Name => {
            found.name = value.as_str();
            found.name.is_some()
        }
        Shape::Schema => {
            found.schema = Some(value);
            value.is_object()
        }
        Shape::Object(members) => {
            members
                .iter()
                .all(|(key, shape)| match (value.get(key), shape) {
                    (Some(inner), shape) => fills(shape, inner, found),
                    // Most hosts do without a name.
                    (None, Shape::Name) => value.is_object(),
                    (None, _) => false,
                })
        }
    }
}
