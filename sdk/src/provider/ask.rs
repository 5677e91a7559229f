//! How a value is asked for at a host, for programs that send requests by themselves.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Filled, JsonWord, Provider, SchemaVisibility};
use crate::error::{Error, ErrorKind, Result};
use crate::json::{self, Decoded, Leniency, Target};
use crate::provider::Format;
use crate::response::JsonResponse;
use crate::schema::{self, Lowered, PromptStyle, Schema};

/// How a `T` is asked for at a host in a chat, as plain JSON, for a program that sends its requests by itself;
/// [`Provider::ask`] makes it. It needs no feature of this crate.
///
/// [`fields`](Self::fields) go into the body and [`instruction`](Self::instruction), if there is one, into a system turn;
/// [`decode`](Self::decode) reads the answer. Where a host refuses the form, [`simpler`](Self::simpler) is the next.
///
/// ```
/// use json_mode::{JsonResponse, Provider};
/// use serde_json::json;
///
/// #[derive(Debug, PartialEq, JsonResponse)]
/// struct Team {
///     team_name: String,
/// }
///
/// let ask = Provider::TOGETHER.ask::<Team>("meta-llama/Llama-3.3-70B-Instruct-Turbo")?;
/// let mut body = json!({
///     "model": "meta-llama/Llama-3.3-70B-Instruct-Turbo",
///     "messages": [
///         { "role": "system", "content": ask.instruction().unwrap_or_default() },
///         { "role": "user", "content": "Who won the 2022 FIFA World Cup?" },
///     ],
/// });
/// body.as_object_mut().unwrap().extend(ask.fields().clone());
/// assert_eq!(body["response_format"]["type"], "json_schema");
///
/// // POST it to `{base_url}/chat/completions`, with a client of any kind; then of the answer's text:
/// # let content = r#"{"team_name": "Argentina"}"#;
/// let team = ask.decode(content)?.value;
/// assert_eq!(team.team_name, "Argentina");
/// # Ok::<(), json_mode::Error>(())
/// ```
pub struct Ask<T> {
    provider: Provider,
    schema: Schema,
    rung: usize,
    format: Format,
    lowered: Arc<Lowered>,
    fields: Map<String, Value>,
    instruction: Option<String>,
    decode: fn(&str, &Target<'_>) -> Result<Decoded<T>>,
}

impl Provider {
    /// How a `T` is asked for at this host in a chat with this model, in the strictest form that is known to work.
    ///
    /// # Errors
    /// [`Unsupported`](ErrorKind::Unsupported) if the host has no chat, or no form that can say the type.
    pub fn ask<T: JsonResponse>(&self, model: &str) -> Result<Ask<T>> {
        self.asking(model, schema::schema::<T>(), json::decode_typed)
    }

    /// The same for a schema that is only known at run time.
    ///
    /// # Errors
    /// As [`ask`](Self::ask).
    pub fn ask_value(&self, model: &str, schema: &Schema) -> Result<Ask<Value>> {
        self.asking(model, schema.clone(), json::decode_dynamic)
    }

    fn asking<T>(
        &self,
        model: &str,
        schema: Schema,
        decode: fn(&str, &Target<'_>) -> Result<Decoded<T>>,
    ) -> Result<Ask<T>> {
        let known = self.known(model).and_then(|format| {
            let rungs = self.chat_rungs().iter();
            let mut formats = rungs.map(|rung| rung.format);
            formats.position(|of_rung| of_rung == format)
        });
        Ask::from(self, schema, known.unwrap_or(0), decode).ok_or_else(|| {
            let message = format!("{} has no form of a chat for this type", self.name());
            Error::new(ErrorKind::Unsupported, message)
        })
    }
}

impl<T> Ask<T> {
    /// The first form from this rung on that can say the schema.
    fn from(
        provider: &Provider,
        schema: Schema,
        start: usize,
        decode: fn(&str, &Target<'_>) -> Result<Decoded<T>>,
    ) -> Option<Self> {
        let mut rungs = provider.chat_rungs().iter().enumerate().skip(start);
        let (rung, format, lowered) = rungs.find_map(|(index, rung)| {
            let lowered = schema.lower(&rung.dialect).ok()?;
            Some((index, rung.format, lowered))
        })?;
        let facts = provider.facts();
        let mut fields = Map::new();
        if let Some(form) = format.form() {
            let filled = Filled {
                shape: &form.shape,
                name: schema.name(),
                schema: lowered.raw(),
            };
            // A shape is made of texts and of a schema that is JSON already.
            fields.insert(form.field.to_owned(), serde_json::to_value(filled).ok()?);
            for (name, json) in facts.beside_form {
                fields.insert((*name).to_owned(), json.parse().ok()?);
            }
        }
        let hidden = facts.schema_visibility == SchemaVisibility::Hidden;
        let word = facts.json_word == JsonWord::Demanded;
        let instruction = if !format.carries_schema() || hidden {
            Some(lowered.instruction(PromptStyle::TypeDefinition))
        } else if word && format == Format::JsonObjectSchema {
            Some(SAY_JSON.to_owned())
        } else {
            None
        };
        Some(Self {
            provider: provider.clone(),
            schema,
            rung,
            format,
            lowered,
            fields,
            instruction,
            decode,
        })
    }

    /// The next form, for when the host refused this one; `None` after the last.
    pub fn simpler(&self) -> Option<Self> {
        Self::from(
            &self.provider,
            self.schema.clone(),
            self.rung + 1,
            self.decode,
        )
    }

    /// The form in which the schema is sent.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The members that the body needs beside `model` and `messages`: `response_format`, or what the host has in its
    /// place. Empty where the schema is only in the instruction.
    pub fn fields(&self) -> &Map<String, Value> {
        &self.fields
    }

    /// What the model has to be told of the schema in a system turn, where the form does not do it.
    pub fn instruction(&self) -> Option<&str> {
        self.instruction.as_deref()
    }

    /// The schema as it is sent: what the host does not keep to, and for [`PartialReader::lowered`](crate::PartialReader::lowered).
    pub fn lowered(&self) -> &Arc<Lowered> {
        &self.lowered
    }

    /// Reads the text of an answer: the same as [`decode`](crate::decode), for answers in the shape that was asked for.
    ///
    /// # Errors
    /// As [`decode`](crate::decode).
    pub fn decode(&self, text: &str) -> Result<Decoded<T>> {
        self.decode_with(text, Leniency::Shape)
    }

    /// The same, with a choice of what may be changed before the text is read.
    ///
    /// # Errors
    /// As [`decode`](crate::decode).
    pub fn decode_with(&self, text: &str, leniency: Leniency) -> Result<Decoded<T>> {
        let target = Target {
            schema: &self.schema,
            wire: Some(&*self.lowered).filter(|lowered| lowered.is_wrapped()),
            leniency,
        };
        (self.decode)(text, &target)
    }
}

/// What some hosts want to read before they promise JSON.
pub(crate) const SAY_JSON: &str = "Answer in JSON.";

impl<T> Clone for Ask<T> {
    fn clone(&self) -> Self {
        Self {
            provider: self.provider.clone(),
            schema: self.schema.clone(),
            lowered: Arc::clone(&self.lowered),
            fields: self.fields.clone(),
            instruction: self.instruction.clone(),
            ..*self
        }
    }
}

impl<T> fmt::Debug for Ask<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ask")
            .field("host", &self.provider.name())
            .field("format", &self.format)
            .field("schema", &self.schema.name())
            .finish_non_exhaustive()
    }
}
