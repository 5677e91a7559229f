//! How a host words what it refuses, as data.

/// A host's answer to a request that it refuses. In the message `{model}`, `{type}` (the form's), `{field}`, `{name}` (the
/// schema's), `{path}` and `{what}` stand for what the request has.
///
/// ```
/// use json_mode::provider::Refusal;
///
/// const NO_SUCH_MODEL: Refusal = Refusal::new(404, "The model `{model}` does not exist")
///     .kind("invalid_request_error")
///     .code("model_not_found");
/// # let _ = NO_SUCH_MODEL;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The words.
    pub message: &'static str,
    /// The error's `type`, or its `status` in Google's shape.
    pub kind: &'static str,
    /// The field that is named; `{field}` for the one that is refused.
    pub param: Option<&'static str>,
    /// The code.
    pub code: Option<&'static str>,
    /// The shape, where it is not the host's usual one.
    pub shape: Option<ErrorShape>,
}

impl Refusal {
    /// A status and the words, with `invalid_request_error`.
    pub const fn new(status: u16, message: &'static str) -> Self {
        Self {
            status,
            message,
            kind: "invalid_request_error",
            param: None,
            code: None,
            shape: None,
        }
    }

    /// Another `type`.
    pub const fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// The field that is named.
    pub const fn param(mut self, param: &'static str) -> Self {
        self.param = Some(param);
        self
    }

    /// The code.
    pub const fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// Another shape than the host's usual one.
    pub const fn shaped(mut self, shape: ErrorShape) -> Self {
        self.shape = Some(shape);
        self
    }
}

/// What a host says where it refuses; those that no source shows are worded as OpenAI's.
///
/// ```
/// use json_mode::Provider;
/// use json_mode::provider::{Refusal, Refusals};
///
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1").refusals(Refusals {
///     key: Refusal::new(401, "No such key."),
///     ..Provider::REFUSALS
/// });
/// # assert_eq!(ACME.name(), "Acme");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusals {
    /// The key is missing or wrong.
    pub key: Refusal,
    /// The model is not there.
    pub model: Refusal,
    /// The model or the host does not take the form.
    pub form: Refusal,
    /// `json_object` without the word.
    pub word: Refusal,
    /// A field that is not known.
    pub field: Refusal,
    /// A field that goes by another name.
    pub renamed: Refusal,
    /// A schema that is outside of what is taken.
    pub schema: Refusal,
}

/// The shape of an error answer.
///
/// ```
/// use json_mode::Provider;
/// use json_mode::provider::ErrorShape;
///
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1").errors(ErrorShape::Detail);
/// # assert_eq!(ACME.name(), "Acme");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorShape {
    /// `{"error": {"message", "type", "param", "code"}}`, what is not said being null.
    OpenAi,
    /// The same, without what is not said.
    Sparse,
    /// `{"error": {"code", "message", "type"}}`, with the status as a number for `code`.
    Numbered,
    /// `{"object": "error", "message", "type", "param", "code"}`
    Flat,
    /// `{"detail": "…"}`
    Detail,
    /// `{"detail": [{"type", "loc": ["body", …], "msg"}]}`
    Details,
    /// `{"error": "…"}`
    Text,
    /// Google's: `{"error": {"code", "message", "status"}}`.
    Google,
    /// `{"success": false, "errors": [{"code", "message"}]}`
    Cloudflare,
}
