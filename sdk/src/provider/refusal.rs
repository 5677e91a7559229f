//! How a host words what it refuses, as data.

/// A host's answer to a request that it refuses. In the message `{model}`, `{type}` (the form's), `{field}`, `{name}` (the
/// schema's), `{path}` and `{what}` stand for what the request has.
///
/// ```
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// use json_mode::Provider;
/// use json_mode::provider::{Refusal, Refusals};
/// use json_mode::testing::Emulator;
///
/// const NO_SUCH_MODEL: Refusal = Refusal::new(404, "The model `{model}` does not exist")
///     .kind("invalid_request_error")
///     .code("model_not_found");
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1")
///     .refusals(Refusals { model: NO_SUCH_MODEL, ..Provider::REFUSALS });
///
/// let server = Emulator::new(ACME).models(["large"]).start();
/// let error = server.client(ACME).chat("small").user("A number?").json::<u8>().await.unwrap_err();
/// assert_eq!(error.to_string(), "Acme: The model `small` does not exist (HTTP 404)");
/// assert_eq!(error.code(), Some("model_not_found"));
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
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
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// use json_mode::Provider;
/// use json_mode::provider::{Refusal, Refusals};
/// use json_mode::testing::Server;
///
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1").refusals(Refusals {
///     key: Refusal::new(401, "No such key."),
///     ..Provider::REFUSALS
/// });
///
/// let server = Server::emulate(ACME);
/// let client = server.builder(ACME).api_key("another").build()?;
/// let error = client.chat("m").user("A number?").json::<u8>().await.unwrap_err();
/// assert_eq!(error.to_string(), "Acme: No such key. (HTTP 401)");
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
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
/// # #[cfg(feature = "testing")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// use json_mode::provider::ErrorShape;
/// use json_mode::testing::Emulator;
/// use json_mode::{ErrorKind, Provider};
///
/// const ACME: Provider = Provider::host("Acme", "https://acme.example/v1");
///
/// // Every shape is read, whichever a host has.
/// for shape in [ErrorShape::OpenAi, ErrorShape::Flat, ErrorShape::Detail, ErrorShape::Text] {
///     let server = Emulator::new(ACME.errors(shape)).models(["large"]).start();
///     let error = server.client(ACME).chat("small").user("A number?").json::<u8>().await.unwrap_err();
///     assert_eq!((error.kind(), error.status()), (ErrorKind::Rejected, Some(404)));
/// }
/// # Ok(()) }
/// # #[cfg(not(feature = "testing"))] fn main() {}
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
