//! A server that takes and refuses what a host of the catalog does, so that a program can be tried without a key.
//!
//! A request is judged in the order in which hosts do: route, key, fields, form, the word "JSON", schema. What passes is
//! answered by the script, and else by a value of the schema that was sent.

mod answer;
mod judge;
mod sample;

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Map, Value, json};

use self::sample::Sizes;
use super::exchange::{Received, Reply};
use super::server::{KEY, Server};
use crate::provider::{
    Auth, Endpoint, ErrorShape, Form, Format, JsonWord, KeyNeed, Provider, Refusal, Rung, Shape,
    UnknownFields,
};
use crate::schema::{Dialect, Schema};

/// A server that takes and refuses what a host does: [`Server::emulate`] with settings.
///
/// ```
/// use json_mode::testing::Emulator;
/// use json_mode::{JsonResponse, Provider};
///
/// #[derive(JsonResponse)]
/// struct Team {
///     name: String,
///     players: Vec<String>,
/// }
///
/// # async fn test() -> json_mode::Result<()> {
/// let server = Emulator::new(Provider::OPENAI).seed(7).list_len(11).start();
/// let client = server.client(Provider::OPENAI);
/// let team: Team = client.chat("gpt-x").user("Invent a team.").json().await?;
/// assert_eq!(team.players.len(), 11);
/// # Ok(()) }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test()).unwrap();
/// ```
#[derive(Debug)]
pub struct Emulator {
    provider: Provider,
    models: Option<Vec<String>>,
    schema: Option<Value>,
    reasoning: Option<String>,
    seed: u64,
    sizes: Sizes,
    chunk_chars: usize,
    /// Answers so far: each has a seed of its own, and a number in its id.
    answered: AtomicU64,
}

impl Emulator {
    /// The host, with answers of three elements a list and twelve characters a text.
    pub fn new(provider: Provider) -> Self {
        Self {
            provider,
            models: None,
            schema: None,
            reasoning: None,
            seed: 1,
            sizes: Sizes { list: 3, text: 12 },
            chunk_chars: 4,
            answered: AtomicU64::new(0),
        }
    }

    /// What sampled answers start from: the same seed and the same requests give the same answers.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Elements of a list and members of a map, where the schema leaves their number open.
    pub fn list_len(mut self, count: usize) -> Self {
        self.sizes.list = count;
        self
    }

    /// Characters of a text, where the schema leaves its length open.
    pub fn text_chars(mut self, count: usize) -> Self {
        self.sizes.text = count;
        self
    }

    /// Characters of each piece of a stream.
    pub fn chunk_chars(mut self, count: usize) -> Self {
        self.chunk_chars = count.max(1);
        self
    }

    /// The models that the host has; by default any name will do.
    pub fn models<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.models = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// The schema of answers to requests that carry none, because they have it in their prompt. Without it those are
    /// answered by `{}` or by a sentence.
    pub fn schema(mut self, schema: &Schema) -> Self {
        self.schema = Some(schema.to_value());
        self
    }

    /// Reasoning before each answer, where the host puts it.
    pub fn reasoning(mut self, text: impl Into<String>) -> Self {
        self.reasoning = Some(text.into());
        self
    }

    /// Starts the server.
    ///
    /// # Panics
    /// If there is no free port on loopback, or no thread.
    pub fn start(self) -> Server {
        let server = Server::start();
        server.emulates(self);
        server
    }
}

impl Server {
    /// A server that takes and refuses what this host does, by what the catalog knows of it: key, routes, fields, forms, the
    /// word "JSON", schemas and their limits, each refusal in the host's own words and shape. Requests that it takes are
    /// answered by the script ([`expect`](Self::expect), [`play`](Self::play)), and else by a value of the schema that was
    /// sent; streams have the host's shape. [`Emulator`] has settings.
    ///
    /// ```
    /// use json_mode::testing::Server;
    /// use json_mode::{ErrorKind, Format, JsonResponse, Provider};
    ///
    /// #[derive(Debug, JsonResponse)]
    /// struct Team {
    ///     name: String,
    /// }
    ///
    /// # async fn test() -> json_mode::Result<()> {
    /// let server = Server::emulate(Provider::DEEPSEEK);
    /// let client = server.client(Provider::DEEPSEEK);
    /// // DeepSeek has no `json_schema`, and says so.
    /// let request = client.chat("deepseek-chat").user("Who won?").format(Format::JsonSchema);
    /// let error = request.json::<Team>().await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Rejected);
    /// assert!(error.to_string().contains("This response_format type is unavailable now"));
    /// # Ok(()) }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test()).unwrap();
    /// ```
    ///
    /// # Panics
    /// If there is no free port on loopback, or no thread.
    pub fn emulate(provider: Provider) -> Self {
        Emulator::new(provider).start()
    }
}

/// A request that was taken, as far as an answer depends on it.
struct Taken<'r> {
    route: &'static str,
    model: String,
    body: &'r Map<String, Value>,
    /// The schema that the answer is held to.
    schema: Option<Cow<'r, Value>>,
    asks_for_json: bool,
}

/// What fills the places of a refusal's words.
#[derive(Default)]
struct Said<'s> {
    model: &'s str,
    kind: &'s str,
    field: &'s str,
    name: &'s str,
    path: &'s str,
    what: &'s str,
}

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
    /// The answer to a request, unless the script has one for what is taken: `Ok` with the refusal.
    pub(super) fn refusal(&self, request: &Received) -> Option<Reply> {
        self.take(request).err()
    }

    /// The answer to a request that is taken.
    pub(super) fn answer(&self, request: &Received) -> Reply {
        match self.take(request) {
            Ok(taken) => {
                let number = self.answered.fetch_add(1, Ordering::Relaxed);
                self.reply(&taken, number)
            }
            Err(refusal) => refusal,
        }
    }

    fn take<'r>(&'r self, request: &'r Received) -> Result<Taken<'r>, Reply> {
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

    /// A refusal in the host's shape.
    fn refuse(&self, refusal: &Refusal, said: &Said<'_>) -> Reply {
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
    fn with_headers(&self, reply: Reply) -> Reply {
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
