//! Which form serves which model: what is known, and what a host's rejections teach.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{Capabilities, Capability, Format, Provider, Rung};

/// What a rejection was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The model, or the host, does not take the form: true for every type.
    Format,
    /// It takes no form at all: true for every type.
    Mode,
    /// It takes the form and does not keep to it: true for every type.
    Ignored,
    /// The host could not use this schema: true for this type only.
    Schema,
}

/// The rungs that were rejected, for one client. Shared by its clones.
#[derive(Debug, Default)]
pub(crate) struct Ladder {
    /// The first rung that was not rejected.
    learned: Mutex<HashMap<Case, usize>>,
    /// What was said beforehand: a route, a model, a form.
    seeds: Vec<(String, String, Format)>,
}

/// A route and a model, and a schema's fingerprint where the schema was to blame.
type Case = (&'static str, String, Option<u64>);

impl Ladder {
    /// A ladder that starts with what another one learned of the same host.
    pub(crate) fn seeded(host: &str, known: &Capabilities) -> Self {
        let named = |name: &str| Format::ALL.iter().copied().find(|f| f.name() == name);
        let seeds = known
            .known
            .iter()
            .filter(|known| known.host == host)
            .filter_map(|known| {
                let format = named(&known.format)?;
                Some((known.route.clone(), known.model.clone(), format))
            });
        Self {
            learned: Mutex::default(),
            seeds: seeds.collect(),
        }
    }

    /// What holds for whole models, whether it was learned or given.
    pub(crate) fn learned(&self, provider: &Provider) -> Capabilities {
        let host = provider.name();
        let entry = |route: &str, model: &str, format: Format| Capability {
            host: host.to_owned(),
            route: route.to_owned(),
            model: model.to_owned(),
            format: format.name().to_owned(),
        };
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        let of_models = learned
            .iter()
            .filter(|((_, _, schema), _)| schema.is_none());
        let mut known: Vec<Capability> = of_models
            .filter_map(|((route, model, _), first)| {
                let rungs = provider.rungs_of(provider.endpoint(route)?);
                // Where every form was rejected, the last is what is tried.
                let rung = rungs.get(*first).or(rungs.last())?;
                Some(entry(route, model, rung.format))
            })
            .collect();
        for (route, model, format) in &self.seeds {
            let seed = entry(route, model, *format);
            if !known
                .iter()
                .any(|k| k.route == seed.route && k.model == seed.model)
            {
                known.push(seed);
            }
        }
        known.sort();
        Capabilities { known }
    }

    /// The form that was said beforehand to work.
    pub(crate) fn seed(&self, route: &str, model: &str) -> Option<Format> {
        self.seeds
            .iter()
            .find(|(of_route, of_model, _)| of_route == route && of_model == model)
            .map(|(_, _, format)| *format)
    }

    /// The rung to start at.
    pub(crate) fn start(&self, route: &'static str, model: &str, schema: u64) -> usize {
        // Indices are whole whatever another thread did.
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        if learned.is_empty() {
            return 0;
        }
        let model = model.to_owned();
        let by_type = learned.get(&(route, model.clone(), Some(schema)));
        let by_model = learned.get(&(route, model, None));
        by_type.max(by_model).copied().unwrap_or(0)
    }

    /// Remembers that the forms before `next` were rejected.
    pub(crate) fn reject(
        &self,
        route: &'static str,
        model: &str,
        schema: u64,
        next: usize,
        cause: Cause,
    ) {
        let schema = (cause == Cause::Schema).then_some(schema);
        let mut learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        let first = learned
            .entry((route, model.to_owned(), schema))
            .or_default();
        *first = (*first).max(next);
    }

    /// The next rung to try after `rung` was rejected for `cause`.
    pub(crate) fn next(rungs: &[Rung], rung: usize, cause: Cause) -> usize {
        match cause {
            Cause::Ignored => rung + 1,
            // A sibling of the same name is refused as well.
            Cause::Format => {
                let refused = rungs.get(rung).map(|rung| rung.format.kind());
                let later = rungs.iter().skip(rung + 1);
                let same = later.take_while(|next| Some(next.format.kind()) == refused);
                rung + 1 + same.count()
            }
            Cause::Mode => {
                let later = rungs.iter().skip(rung + 1);
                rung + 1
                    + later
                        .take_while(|next| next.format.is_on_the_wire())
                        .count()
            }
            // The same schema in another envelope is rejected again.
            Cause::Schema => {
                let refused = rungs.get(rung).map(|rung| rung.dialect);
                let later = rungs.iter().enumerate().skip(rung + 1);
                later
                    .filter(|(_, next)| {
                        !next.format.carries_schema() || Some(next.dialect) != refused
                    })
                    .map(|(index, _)| index)
                    .next()
                    .unwrap_or(rungs.len())
            }
        }
    }
}

/// Whether an error answer is about the form of the request, and not about anything else.
///
/// The texts are those that hosts were seen to send: DeepInfra 405 `json_object response format is not supported for
/// model: …`; DeepSeek 400 `This response_format type is unavailable now` and 422 `response_format.type … is
/// unavailable now`; Groq 400 ``This model does not support response format `json_schema` ``; OpenAI 400 `Invalid schema
/// for response_format 'x': …`; OpenRouter 404 `No endpoints found that support …`; llama.cpp 400 `Failed to parse
/// grammar` and `Unable to generate parser for this template. … JSON schema error at #…`; Gemini 400 `Unknown name "…" at
/// 'generation_config.response_schema'`.
pub(crate) fn classify(status: u16, param: Option<&str>, message: &str) -> Option<Cause> {
    if !matches!(status, 400 | 404 | 405 | 422) {
        return None;
    }
    let message = message.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    // The one complaint that names the field and means the messages.
    if says(&["must contain the word"]) {
        return None;
    }
    // A host that names another field means that one, whatever else it says: `'tools' is not supported together with
    // response_format json_schema`.
    let about = [
        "response_format",
        "json_schema",
        "text.format",
        "guided",
        "structured_outputs",
    ];
    if param.is_some_and(|param| !about.iter().any(|field| param.starts_with(field))) {
        return None;
    }
    if says(&[
        "failed to parse grammar",
        "json schema error",
        "invalid grammar",
        // Gemini: `Unknown name "additionalProperties" at 'generation_config.response_schema'`.
        "response_schema'",
        "response_json_schema'",
    ]) {
        return Some(Cause::Schema);
    }
    let named = says(&[
        "response_format",
        "response format",
        "json_schema",
        "json_object",
        "json mode",
        "json schema",
        "guided_json",
    ]) || param.is_some_and(|param| param.starts_with("response_format"));
    if named
        && says(&[
            "invalid schema",
            "schema is invalid",
            "unsupported schema",
            "unsupported keyword",
        ])
    {
        return Some(Cause::Schema);
    }
    let refused = says(&[
        "not support",
        "n't support",
        "unsupported",
        "unavailable",
        "not available",
        "not allowed",
        "not permitted",
        "not implemented",
        "unknown",
        "unrecognized",
        "must be one of",
        "invalid value",
        "extra",
        "literal_error",
    ]);
    let about_the_field = param.is_some_and(|param| param.starts_with("response_format"));
    // A router words so whatever its hosts lack: tools and images are not the form's fault.
    let routed = says(&["no endpoints found that support"])
        && !says(&["tool", "image", "audio", "video", "file"]);
    // `response_format is not supported for this model`: no other value of it is better.
    let no_form = named
        && says(&[
            "response_format is not",
            "response format is not",
            "support response_format",
        ])
        && !says(&[
            "json_schema",
            "json_object",
            "json schema",
            "type",
            "structured",
        ]);
    match about_the_field || named && refused || routed {
        true if no_form => Some(Cause::Mode),
        refused => refused.then_some(Cause::Format),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::{Format, dialects};

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn rejections_of_a_form_are_told_from_other_errors() {
        for (status, param, message, expected) in [
            (
                405,
                None,
                "json_object response format is not supported for model: a/b",
                Some(Cause::Format),
            ),
            (
                400,
                None,
                "This response_format type is unavailable now",
                Some(Cause::Format),
            ),
            (
                422,
                None,
                "response_format: response_format.type `json_schema` is unavailable now",
                Some(Cause::Format),
            ),
            (
                400,
                None,
                "This model does not support response format `json_schema`.",
                Some(Cause::Format),
            ),
            (
                422,
                Some("response_format.json_schema"),
                "extra fields not permitted",
                Some(Cause::Format),
            ),
            (
                404,
                None,
                "No endpoints found that support structured outputs",
                Some(Cause::Format),
            ),
            (
                400,
                Some("response_format"),
                "Invalid schema for response_format 'x': In context=()",
                Some(Cause::Schema),
            ),
            (400, None, "Failed to parse grammar", Some(Cause::Schema)),
            (
                400,
                None,
                "Unable to generate parser. JSON schema error at #: unrecognized type",
                Some(Cause::Schema),
            ),
            (
                400,
                Some("messages"),
                "'messages' must contain the word 'json' to use 'response_format'",
                None,
            ),
            (
                405,
                Some("tools"),
                "Tool calling is not supported for model: a/b",
                None,
            ),
            (
                400,
                Some("max_tokens"),
                "'max_tokens' is not supported with this model.",
                None,
            ),
            (
                422,
                Some("top_p"),
                "ensure this value is greater than 0",
                None,
            ),
            (
                400,
                None,
                "Unable to access non-serverless model a/b.",
                None,
            ),
            (
                400,
                None,
                "Failed to generate JSON. Please adjust your prompt.",
                None,
            ),
            (404, None, "No endpoints found that support tool use", None),
            (
                404,
                None,
                "No endpoints found that support image input",
                None,
            ),
            (404, None, "The model `x` does not exist", None),
            (500, None, "response_format is not supported", None),
            (401, None, "response_format is not supported", None),
        ] {
            assert_eq!(
                classify(status, param, message),
                expected,
                "{status} {message}"
            );
        }
    }

    #[test]
    fn a_rejected_schema_is_not_tried_in_another_envelope() {
        let rungs = [
            Rung::new(Format::JsonSchema, dialects::LLAMA_CPP),
            Rung::new(Format::JsonObjectSchema, dialects::LLAMA_CPP),
            Rung::JSON_OBJECT,
        ];
        assert_eq!(Ladder::next(&rungs, 0, Cause::Format), 1);
        assert_eq!(Ladder::next(&rungs, 0, Cause::Schema), 2);
        assert_eq!(Ladder::next(&rungs, 2, Cause::Schema), 3);
    }

    #[test]
    fn what_was_learned_holds_for_the_model_or_for_the_type() {
        let ladder = Ladder::default();
        ladder.reject("chat", "a", 1, 1, Cause::Schema);
        assert_eq!(ladder.start("chat", "a", 1), 1);
        assert_eq!(ladder.start("chat", "a", 2), 0);
        ladder.reject("chat", "a", 1, 2, Cause::Format);
        assert_eq!(ladder.start("chat", "a", 2), 2);
        assert_eq!(ladder.start("chat", "b", 2), 0);
        assert_eq!(ladder.start("completion", "a", 2), 0);
    }
}
