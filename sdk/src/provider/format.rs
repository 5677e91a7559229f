//! The forms in which a schema is put into a request, as data.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

/// How a schema is put into a request: the value of `response_format`, where nothing else is said. `S` is the schema.
///
/// ```
/// use json_mode::{Client, Format, Provider};
///
/// let client = Client::builder(Provider::TOGETHER).api_key("secret").build()?;
/// let request = client.chat("some/model").user("Numbers?").format(Format::JsonObjectSchema);
/// assert!(request.body::<Vec<u8>>()?.contains(r#""response_format":{"type":"json_object","schema":{"#));
/// assert!(Format::JsonObjectSchema.carries_schema() && !Format::Prompt.carries_schema());
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `{"type": "json_schema", "json_schema": {"name": …, "strict": true, "schema": S}}`
    JsonSchemaStrict,
    /// `{"type": "json_schema", "json_schema": {"name": …, "schema": S}}`
    JsonSchema,
    /// `{"type": "json_schema", "schema": S}`: Together's form of 2025. Several servers take it and ignore the schema.
    JsonSchemaFlat,
    /// `{"type": "json_schema", "json_schema": S}`: Cloudflare's.
    JsonSchemaBare,
    /// `{"type": "json_object", "schema": S}`: Together's first form, and llama.cpp's.
    JsonObjectSchema,
    /// `{"type": "json", "value": S}`: text-generation-inference's.
    JsonValue,
    /// `"json_schema": S` as a field of the body, beside no `response_format`: llama.cpp's completions.
    JsonSchemaField,
    /// `"structured_outputs": {"json": S}` as a field of the body: vLLM's own.
    StructuredOutputs,
    /// `"guided_json": S` as a field of the body: vLLM's until 2025, Nebius', newer NIM's. A newer vLLM ignores it.
    GuidedJson,
    /// `"nvext": {"guided_json": S}` as a field of the body: older NIM's.
    NvextGuidedJson,
    /// `{"type": "json_object"}`, and the schema in the prompt.
    JsonObject,
    /// No `response_format`; the schema in the prompt.
    Prompt,
    /// No JSON is asked for.
    Text,
    /// A form of one's own.
    Custom(&'static Form),
}

/// A form on the wire: a field of the body and its value.
///
/// ```
/// use json_mode::Format;
/// use json_mode::provider::{Form, Shape};
///
/// // "output": {"kind": "json", "schema": S}
/// const OUTPUT: Form = Form {
///     name: "output",
///     field: "output",
///     shape: Shape::Object(&[("kind", Shape::Text("json")), ("schema", Shape::Schema)]),
/// };
/// assert!(Format::Custom(&OUTPUT).carries_schema());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Form {
    /// How it is called where forms are listed: letters, digits and `_`.
    pub name: &'static str,
    /// The body's field.
    pub field: &'static str,
    /// The field's value.
    pub shape: Shape,
}

/// A value with places for a schema and its name.
///
/// ```
/// use json_mode::provider::{Form, Shape};
/// use json_mode::{Client, Format, Provider};
///
/// // {"kind": "json", "strict": true, "schema": S}
/// const SHAPE: Shape = Shape::Object(&[("kind", Shape::Text("json")), ("strict", Shape::True), ("schema", Shape::Schema)]);
/// const OUTPUT: Form = Form { name: "output", field: "output", shape: SHAPE };
///
/// let client = Client::builder(Provider::VLLM).format(Format::Custom(&OUTPUT)).build()?;
/// let body = client.chat("some/model").user("Numbers?").body::<Vec<u8>>()?;
/// assert!(body.contains(r#""output":{"kind":"json","strict":true,"schema":{"#));
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// This text.
    Text(&'static str),
    /// `true`
    True,
    /// The schema's name.
    Name,
    /// The schema.
    Schema,
    /// An object with these members, in this order.
    Object(&'static [(&'static str, Shape)]),
}

use Shape::{Name, Object, Schema, Text, True};

const RESPONSE_FORMAT: &str = "response_format";

/// A form of `response_format`.
const fn response_format(name: &'static str, members: &'static [(&'static str, Shape)]) -> Form {
    Form {
        name,
        field: RESPONSE_FORMAT,
        shape: Object(members),
    }
}

/// A form that is a field of the body by itself.
const fn field(name: &'static str, field: &'static str, shape: Shape) -> Form {
    Form { name, field, shape }
}

static JSON_SCHEMA_STRICT: Form = response_format(
    "json_schema_strict",
    &[
        ("type", Text("json_schema")),
        (
            "json_schema",
            Object(&[("name", Name), ("strict", True), ("schema", Schema)]),
        ),
    ],
);
static JSON_SCHEMA: Form = response_format(
    "json_schema",
    &[
        ("type", Text("json_schema")),
        ("json_schema", Object(&[("name", Name), ("schema", Schema)])),
    ],
);
static JSON_SCHEMA_FLAT: Form = response_format(
    "json_schema_flat",
    &[("type", Text("json_schema")), ("schema", Schema)],
);
static JSON_SCHEMA_BARE: Form = response_format(
    "json_schema_bare",
    &[("type", Text("json_schema")), ("json_schema", Schema)],
);
static JSON_OBJECT_SCHEMA: Form = response_format(
    "json_object_schema",
    &[("type", Text("json_object")), ("schema", Schema)],
);
static JSON_VALUE: Form =
    response_format("json_value", &[("type", Text("json")), ("value", Schema)]);
static JSON_OBJECT: Form = response_format("json_object", &[("type", Text("json_object"))]);
static JSON_SCHEMA_FIELD: Form = field("json_schema_field", "json_schema", Schema);
static STRUCTURED_OUTPUTS: Form = field(
    "structured_outputs",
    "structured_outputs",
    Object(&[("json", Schema)]),
);
static GUIDED_JSON: Form = field("guided_json", "guided_json", Schema);
static NVEXT_GUIDED_JSON: Form = field(
    "nvext_guided_json",
    "nvext",
    Object(&[("guided_json", Schema)]),
);

impl Format {
    /// Every form that has a name of its own, the strictest first.
    pub const ALL: &'static [Self] = &[
        Self::JsonSchemaStrict,
        Self::JsonSchema,
        Self::JsonSchemaFlat,
        Self::JsonSchemaBare,
        Self::JsonObjectSchema,
        Self::JsonValue,
        Self::JsonSchemaField,
        Self::StructuredOutputs,
        Self::GuidedJson,
        Self::NvextGuidedJson,
        Self::JsonObject,
        Self::Prompt,
        Self::Text,
    ];

    /// Whether the form itself carries the schema.
    pub fn carries_schema(self) -> bool {
        self.form().is_some_and(|form| form.shape.holds_schema())
    }

    /// What is on the wire; `None` where the body has no field for it.
    pub fn form(self) -> Option<&'static Form> {
        Some(match self {
            Self::JsonSchemaStrict => &JSON_SCHEMA_STRICT,
            Self::JsonSchema => &JSON_SCHEMA,
            Self::JsonSchemaFlat => &JSON_SCHEMA_FLAT,
            Self::JsonSchemaBare => &JSON_SCHEMA_BARE,
            Self::JsonObjectSchema => &JSON_OBJECT_SCHEMA,
            Self::JsonValue => &JSON_VALUE,
            Self::JsonSchemaField => &JSON_SCHEMA_FIELD,
            Self::StructuredOutputs => &STRUCTURED_OUTPUTS,
            Self::GuidedJson => &GUIDED_JSON,
            Self::NvextGuidedJson => &NVEXT_GUIDED_JSON,
            Self::JsonObject => &JSON_OBJECT,
            Self::Custom(form) => form,
            Self::Prompt | Self::Text => return None,
        })
    }

    /// Its name, as lists and exported capabilities have it: `json_schema_strict`, `prompt`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Text => "text",
            other => other.form().map_or("", |form| form.name),
        }
    }

    /// What a host calls it: the `type` of a `response_format`, the field otherwise.
    pub(crate) fn kind(self) -> &'static str {
        match self.form() {
            None => "",
            Some(Form {
                shape: Object([("type", Text(name)), ..]),
                ..
            }) => name,
            Some(form) => form.field,
        }
    }

    /// Whether the body has a field for the form.
    pub(crate) fn is_on_the_wire(self) -> bool {
        self.form().is_some()
    }
}

impl Form {
    /// Whether it is a value of `response_format`, and not a field of its own.
    pub(crate) fn is_response_format(&self) -> bool {
        self.field == RESPONSE_FORMAT
    }
}

impl Shape {
    fn holds_schema(&self) -> bool {
        match self {
            Schema => true,
            Object(members) => members.iter().any(|(_, shape)| shape.holds_schema()),
            Text(_) | True | Name => false,
        }
    }
}

/// A shape with its places filled.
pub(crate) struct Filled<'a> {
    pub(crate) shape: &'a Shape,
    pub(crate) name: &'a str,
    pub(crate) schema: &'a RawValue,
}

impl Serialize for Filled<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.shape {
            Text(text) => serializer.serialize_str(text),
            True => serializer.serialize_bool(true),
            Name => serializer.serialize_str(self.name),
            Schema => self.schema.serialize(serializer),
            Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (key, shape) in *members {
                    map.serialize_entry(key, &Filled { shape, ..*self })?;
                }
                map.end()
            }
        }
    }
}
