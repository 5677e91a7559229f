//! From a request and a rung to the bytes that are sent.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Message, Request, Role, Route};
use crate::error::{Error, ErrorKind, Result};
use crate::provider::{Endpoint, Format, JsonWord, Rung, SAY_JSON, SchemaVisibility, UsageIn};
use crate::schema::{Lowered, Schema};
use crate::wire;

/// Whether the prompt holds the schema besides `response_format`.
///
/// ```
/// use json_mode::{Client, Provider, SchemaInPrompt};
///
/// let client = Client::builder(Provider::OPENAI).api_key("sk-…").build()?;
/// let request = client.chat("gpt-4o-mini").user("Three rivers.");
/// let body = request.schema_in_prompt(SchemaInPrompt::Always).body::<Vec<String>>()?;
/// assert!(body.contains("string[]"));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SchemaInPrompt {
    /// Where the format does not carry it; and in chats also where the host holds the model to the schema without
    /// showing it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never: the prompt says what is wanted in words of its own.
    Never,
}

/// A request's bytes, and what is needed to read the answer.
pub(super) struct Composed {
    pub(super) body: Vec<u8>,
    pub(super) format: Format,
    pub(super) lowered: Option<Arc<Lowered>>,
}

/// A wrong answer and what is said of it, as further turns.
pub(super) struct FollowUp {
    pub(super) answer: String,
    pub(super) feedback: String,
}

/// The rungs of a request: the host's, or the one that the request demands.
pub(super) enum Rungs<'a> {
    Ladder(&'a [Rung]),
    Only(Rung),
}

impl Rungs<'_> {
    pub(super) fn as_slice(&self) -> &[Rung] {
        match self {
            Self::Ladder(rungs) => rungs,
            Self::Only(rung) => std::slice::from_ref(rung),
        }
    }
}

impl Request {
    /// The route, as the host has it.
    pub(super) fn endpoint(&self) -> Result<&Endpoint> {
        let provider = self.client.provider();
        let made_by = self.route.name();
        provider.endpoint(made_by).ok_or_else(|| {
            Error::new(
                ErrorKind::Unsupported,
                format!("{} has no route for `{made_by}` requests", provider.name()),
            )
        })
    }

    pub(super) fn rungs<'e>(&'e self, endpoint: &'e Endpoint) -> Rungs<'e> {
        let rungs = self.client.provider().rungs_of(endpoint);
        let Some(format) = self.format.or(self.client.format()) else {
            return Rungs::Ladder(rungs);
        };
        let known = rungs.iter().find(|rung| rung.format == format);
        // A form that the host does not name is said in the dialect of its nearest one.
        let strictest = rungs
            .first()
            .map_or(crate::schema::Dialect::FULL, |rung| rung.dialect);
        Rungs::Only(known.copied().unwrap_or(match format {
            Format::JsonObject => Rung::JSON_OBJECT,
            Format::Prompt | Format::Text => Rung::PROMPT,
            carries => Rung::new(carries, strictest),
        }))
    }

    /// The bytes for the first rung that can say the schema.
    pub(super) fn compose_first(&self, schema: Option<&Schema>) -> Result<Composed> {
        let endpoint = self.endpoint()?;
        let Some(schema) = schema else {
            return self.compose(endpoint, None, None);
        };
        let rungs = self.rungs(endpoint);
        let start = self.start(&rungs, schema);
        let (_, composed) = self.compose_from(endpoint, rungs.as_slice(), start, schema, None)?;
        Ok(composed)
    }

    /// Where on the ladder to start: at what was learned, else at what is known of the model.
    pub(super) fn start(&self, rungs: &Rungs<'_>, schema: &Schema) -> usize {
        let Rungs::Ladder(rungs) = rungs else {
            return 0;
        };
        let learned =
            self.client
                .ladder()
                .start(self.route.name(), &self.model, schema.fingerprint());
        let seed = self.client.ladder().seed(self.route.name(), &self.model);
        let known = seed.or_else(|| self.client.provider().known(&self.model));
        let known = known
            .and_then(|format| rungs.iter().position(|rung| rung.format == format))
            .unwrap_or(0);
        // The last form is always tried: nothing else could say that the host takes it again.
        learned.max(known).min(rungs.len().saturating_sub(1))
    }

    /// The bytes for the first rung from `start` on that can say the schema, and its place.
    pub(super) fn compose_from(
        &self,
        endpoint: &Endpoint,
        rungs: &[Rung],
        start: usize,
        schema: &Schema,
        follow_up: Option<&FollowUp>,
    ) -> Result<(usize, Composed)> {
        let mut unsaid = None;
        for (index, rung) in rungs.iter().enumerate().skip(start) {
            match schema.lower(&rung.dialect) {
                Ok(lowered) => {
                    return Ok((
                        index,
                        self.compose(endpoint, Some((schema, rung, lowered)), follow_up)?,
                    ));
                }
                Err(error) => unsaid = unsaid.or(Some(error)),
            }
        }
        let host = self.client.provider().name();
        let unsaid = unsaid.map(|error| {
            // Only a form that the request demands can leave a type without a way to be said.
            let others = self.client.provider().rungs_of(endpoint).iter();
            let works = others
                .filter(|rung| rungs.iter().all(|tried| tried.format != rung.format))
                .find(|rung| schema.lower(&rung.dialect).is_ok());
            let hint = works.map_or(String::new(), |rung| {
                format!("; the form `{}` would do", rung.format.name())
            });
            Error::new(
                ErrorKind::Unsupported,
                format!("{host}: {}{hint}", error.message()),
            )
        });
        Err(unsaid.unwrap_or_else(|| {
            Error::new(
                ErrorKind::Unsupported,
                format!("{host} takes no format for `{}`", self.model),
            )
        }))
    }

    fn compose(
        &self,
        endpoint: &Endpoint,
        ask: Option<(&Schema, &Rung, Arc<Lowered>)>,
        follow_up: Option<&FollowUp>,
    ) -> Result<Composed> {
        if let Some(mistake) = &self.mistake {
            return Err(Error::config(mistake.clone()));
        }
        let instruction = ask
            .as_ref()
            .and_then(|(_, rung, lowered)| self.instruction(rung.format, lowered));
        let response_format = ask.as_ref().and_then(|(schema, rung, lowered)| {
            rung.format.is_on_the_wire().then(|| wire::ResponseFormat {
                format: rung.format,
                name: schema.name(),
                schema: lowered.raw(),
            })
        });
        let needs_word = response_format.as_ref().is_some_and(|sent| {
            matches!(sent.format, Format::JsonObject | Format::JsonObjectSchema)
        });
        if let Some(form) = response_format.as_ref().and_then(|sent| sent.format.form())
            && !form.is_response_format()
            && self.params.iter().any(|(name, _)| name == form.field)
        {
            return Err(Error::config(format!(
                "`{}` is not set by `param` beside a type that is asked for",
                form.field
            )));
        }
        let mut params = Cow::Borrowed(self.params.as_slice());
        if self.streams {
            self.ask_for_a_stream(params.to_mut());
        }
        let messages;
        let text;
        let input = match self.route {
            Route::Chat => {
                if self.template.is_some() {
                    return Err(Error::config(
                        "a template is for the prompt routes; chat sends turns as they are",
                    ));
                }
                messages = self.turns(instruction, needs_word, follow_up)?;
                wire::Input::Messages(&messages)
            }
            Route::Completion | Route::Inference => {
                text = match self.template {
                    Some(template) => {
                        if !self.params.iter().any(|(name, _)| name == "stop") {
                            params
                                .to_mut()
                                .push(("stop".to_owned(), json!([template.end_of_turn()])));
                        }
                        Cow::Owned(template.render(&self.turns(
                            instruction,
                            needs_word,
                            follow_up,
                        )?))
                    }
                    None => self.plain_prompt(instruction, follow_up)?,
                };
                wire::Input::Text(
                    if self.route == Route::Completion {
                        "prompt"
                    } else {
                        "input"
                    },
                    &text,
                )
            }
        };
        let body = wire::Body {
            // A native route names the model in its path.
            model: (!endpoint.path.contains("{model}")).then_some(&self.model),
            input,
            params: &params,
            renames: endpoint.renames,
            response_format,
            beside: self.client.provider().facts().beside_form,
        };
        let body = serde_json::to_vec(&body)
            .map_err(|e| Error::config("the body has no JSON").with_source(e))?;
        let (format, lowered) = ask.map_or((Format::Text, None), |(_, rung, lowered)| {
            (rung.format, Some(lowered))
        });
        Ok(Composed {
            body,
            format,
            lowered,
        })
    }

    /// Asks for a stream, and for the count of tokens in it where the host does not give it unasked.
    fn ask_for_a_stream(&self, params: &mut Vec<(String, Value)>) {
        params.push(("stream".to_owned(), json!(true)));
        let facts = self.client.provider().facts();
        if self.route != Route::Inference
            && facts.stream.usage == UsageIn::Apart
            && !params.iter().any(|(name, _)| name == "stream_options")
        {
            let options = json!({ "include_usage": true });
            params.push(("stream_options".to_owned(), options));
        }
    }

    /// What the prompt says of the schema, if it has to.
    fn instruction(&self, format: Format, lowered: &Lowered) -> Option<String> {
        let hidden = self.client.provider().facts().schema_visibility == SchemaVisibility::Hidden;
        let wanted = match self.schema_in_prompt {
            SchemaInPrompt::Always => true,
            SchemaInPrompt::Never => false,
            // A prompt route's text is sent as given wherever that is enough.
            SchemaInPrompt::Auto => !format.carries_schema() || hidden && self.takes_turns(),
        };
        wanted.then(|| lowered.instruction(self.prompt_style))
    }

    fn takes_turns(&self) -> bool {
        self.route == Route::Chat || self.template.is_some()
    }

    /// The turns, with what the host and the schema need said.
    fn turns(
        &self,
        instruction: Option<String>,
        needs_word: bool,
        follow_up: Option<&FollowUp>,
    ) -> Result<Cow<'_, [Message]>> {
        if self.prompt.is_some() {
            return Err(Error::config(
                "`prompt` is for the prompt routes without a template; a turn is set by `user`",
            ));
        }
        if self.messages.is_empty() {
            return Err(Error::config(
                "the request has no messages: add one with `user`",
            ));
        }
        let mut messages = Cow::Borrowed(self.messages.as_slice());
        if let Some(instruction) = instruction {
            instruct(messages.to_mut(), &instruction);
        }
        if needs_word
            && self.client.provider().facts().json_word == JsonWord::Demanded
            && !messages.iter().flat_map(Message::texts).any(says_json)
        {
            instruct(messages.to_mut(), SAY_JSON);
        }
        if let Some(FollowUp { answer, feedback }) = follow_up {
            // Some hosts refuse a turn without text.
            if !answer.trim().is_empty() {
                messages.to_mut().push(Message::assistant(answer));
            }
            messages.to_mut().push(Message::user(feedback));
        }
        Ok(messages)
    }

    fn plain_prompt(
        &self,
        instruction: Option<String>,
        follow_up: Option<&FollowUp>,
    ) -> Result<Cow<'_, str>> {
        if !self.messages.is_empty() {
            return Err(Error::config(
                "this route takes `prompt`; with `template` it takes turns as well",
            ));
        }
        let Some(prompt) = &self.prompt else {
            return Err(Error::config(
                "the request has no text: add it with `prompt`",
            ));
        };
        let mut prompt = match instruction {
            // Before the text, so that the model still continues the text.
            Some(instruction) => Cow::Owned(format!("{instruction}\n\n{prompt}")),
            None => Cow::Borrowed(prompt.as_str()),
        };
        if let Some(FollowUp { answer, feedback }) = follow_up {
            // The text goes on as it would have: with the answer, and with what is said of it.
            let prompt = prompt.to_mut();
            for part in [answer, "\n\n", feedback, "\n\n"] {
                prompt.push_str(part);
            }
        }
        Ok(prompt)
    }
}

/// Adds a paragraph to the instructions, or a turn of instructions where there is none.
fn instruct(messages: &mut Vec<Message>, paragraph: &str) {
    match messages
        .iter_mut()
        .find(|message| matches!(message.role, Role::System | Role::Developer))
    {
        Some(message) => message.append(paragraph),
        None => messages.insert(0, Message::system(paragraph)),
    }
}

fn says_json(text: &str) -> bool {
    text.as_bytes()
        .windows(4)
        .any(|word| word.eq_ignore_ascii_case(b"json"))
}
