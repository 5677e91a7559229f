//! The turns of a conversation.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

/// One turn of a conversation.
///
/// **Shape**: `{"role": "user", "content": "…"}`; with images, `content` is a list of parts.
///
/// ```
/// use json_mode::Message;
///
/// let message = Message::user("What is on this picture?")
///     .image_url("https://example.com/cat.png")
///     .image_bytes("image/png", b"\x89PNG");
/// let sent = serde_json::to_value(&message)?;
/// assert_eq!(sent["content"][0]["text"], "What is on this picture?");
/// assert_eq!(sent["content"][2]["image_url"]["url"], "data:image/png;base64,iVBORw==");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub(super) role: Role,
    pub(super) parts: Vec<Part>,
    name: Option<String>,
    tool_call_id: Option<String>,
    tool_calls: Option<Value>,
}

/// Who speaks.
///
/// ```
/// use json_mode::{Message, Role};
///
/// assert_eq!(Message::new(Role::User, "Which river?"), Message::user("Which river?"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// The instructions.
    System,
    /// The instructions, as OpenAI's newer models call them.
    Developer,
    /// The user.
    User,
    /// The model; a last turn of its is continued by some hosts.
    Assistant,
    /// The answer of a tool.
    Tool,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    /// An address, or a `data:` URL.
    Image(String),
}

impl Message {
    /// A turn of `role`.
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self {
            role,
            parts: vec![Part::Text(text.into())],
            name: None,
            tool_call_id: None,
            tool_calls: None,
        }
    }

    /// Instructions.
    pub fn system(text: impl Into<String>) -> Self {
        Self::new(Role::System, text)
    }

    /// Instructions, as OpenAI's newer models call them.
    pub fn developer(text: impl Into<String>) -> Self {
        Self::new(Role::Developer, text)
    }

    /// The user's turn.
    pub fn user(text: impl Into<String>) -> Self {
        Self::new(Role::User, text)
    }

    /// The model's turn.
    pub fn assistant(text: impl Into<String>) -> Self {
        Self::new(Role::Assistant, text)
    }

    /// The answer of the tool that was called as `tool_call_id`.
    ///
    /// ```
    /// use json_mode::Message;
    ///
    /// let sent = serde_json::to_string(&Message::tool("call_7", "12 °C"))?;
    /// assert_eq!(sent, r#"{"role":"tool","tool_call_id":"call_7","content":"12 °C"}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn tool(tool_call_id: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            tool_call_id: Some(tool_call_id.into()),
            ..Self::new(Role::Tool, text)
        }
    }

    /// The tools that the model called in this turn, as its answer had them; [`tool`](Self::tool) turns answer them.
    pub fn tool_calls(mut self, calls: Value) -> Self {
        self.tool_calls = Some(calls);
        self
    }

    /// The speaker's name, to tell several of one role apart.
    ///
    /// ```
    /// use json_mode::Message;
    ///
    /// let sent = serde_json::to_string(&Message::user("Me first.").name("alice"))?;
    /// assert_eq!(sent, r#"{"role":"user","name":"alice","content":"Me first."}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// A further part of text.
    ///
    /// ```
    /// use json_mode::Message;
    ///
    /// let sent = serde_json::to_string(&Message::user("One").text("and two."))?;
    /// assert_eq!(sent, r#"{"role":"user","content":[{"type":"text","text":"One"},{"type":"text","text":"and two."}]}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Text(text.into()));
        self
    }

    /// An image that the host fetches.
    pub fn image_url(mut self, url: impl Into<String>) -> Self {
        self.parts.push(Part::Image(url.into()));
        self
    }

    /// An image in the request itself, sent as a `data:` URL; `media_type` is for example `image/png`.
    pub fn image_bytes(self, media_type: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.image_url(format!(
            "data:{media_type};base64,{}",
            BASE64_STANDARD.encode(bytes)
        ))
    }

    /// All of the turn's text.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Image(_) => None,
        })
    }

    /// Adds a paragraph to the turn's text.
    pub(super) fn append(&mut self, paragraph: &str) {
        match self.parts.last_mut() {
            Some(Part::Text(text)) => {
                text.push_str("\n\n");
                text.push_str(paragraph);
            }
            _ => self.parts.push(Part::Text(paragraph.to_owned())),
        }
    }
}

impl Role {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Developer => "developer",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Tool => "tool",
        }
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("role", self.role.as_str())?;
        if let Some(name) = &self.name {
            map.serialize_entry("name", name)?;
        }
        if let Some(id) = &self.tool_call_id {
            map.serialize_entry("tool_call_id", id)?;
        }
        if let Some(calls) = &self.tool_calls {
            map.serialize_entry("tool_calls", calls)?;
        }
        match self.parts.as_slice() {
            [Part::Text(text)] => map.serialize_entry("content", text)?,
            parts => map.serialize_entry("content", &Parts(parts))?,
        }
        map.end()
    }
}

struct Parts<'a>(&'a [Part]);

impl Serialize for Parts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for part in self.0 {
            match part {
                Part::Text(text) => {
                    list.serialize_element(&serde_json::json!({ "type": "text", "text": text }))?;
                }
                Part::Image(url) => {
                    list.serialize_element(
                        &serde_json::json!({ "type": "image_url", "image_url": { "url": url } }),
                    )?;
                }
            }
        }
        list.end()
    }
}

/// A prompt is the user's; only its size is shown.
impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Image(url) => write!(f, "Image({} bytes)", url.len()),
        }
    }
}
