//! Fields that are not always what a host's documents say.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A text; null, a missing field and anything that is no text are `None`.
#[derive(Debug, Default)]
pub(super) struct Text(pub(super) Option<String>);

/// The text of a message: a string, or a list of parts of which only the answer's own text is kept.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) text: Option<String>,
    pub(super) thinking: Option<String>,
}

/// A field beside the answer: of whatever type it is, the answer counts. What does not have the type is `None`.
#[derive(Debug)]
pub(super) struct Beside<T>(pub(super) Option<T>);

impl<T> Default for Beside<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for Beside<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw: &serde_json::value::RawValue = Deserialize::deserialize(deserializer)?;
        Ok(Self(serde_json::from_str(raw.get()).ok()))
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or nothing")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
        Ok(Text(Some(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Text, E> {
        Ok(Text(Some(text)))
    }

    fn visit_unit<E: Error>(self) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Text, E> {
        Ok(Text(Some(number.to_string())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Text, E> {
        Ok(Text(Some(number.to_string())))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct ContentVisitor;

/// A part of a message, as Mistral and some gateways send it.
#[derive(serde::Deserialize)]
struct Part {
    #[serde(default, rename = "type")]
    kind: Text,
    #[serde(default)]
    text: Text,
    /// Mistral's reasoning, which is a list of parts again.
    #[serde(default)]
    thinking: Option<Box<Content>>,
}

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Content;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list of parts or nothing")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Content, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Content, E> {
        Ok(Content {
            text: Some(text),
            thinking: None,
        })
    }

    fn visit_unit<E: Error>(self) -> Result<Content, E> {
        Ok(Content::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Content, A::Error> {
        let mut content = Content::default();
        while let Some(raw) = seq.next_element::<&serde_json::value::RawValue>()? {
            if let Ok(text) = serde_json::from_str::<String>(raw.get()) {
                content.text.get_or_insert_default().push_str(&text);
                continue;
            }
            let Ok(part) = serde_json::from_str::<Part>(raw.get()) else {
                continue;
            };
            if let Some(thinking) = part.thinking.and_then(|inner| inner.text) {
                content.thinking.get_or_insert_default().push_str(&thinking);
            }
            if let Some(text) = part.text.0 {
                let is_thinking = part
                    .kind
                    .0
                    .as_deref()
                    .is_some_and(|kind| matches!(kind, "thinking" | "reasoning"));
                let place = if is_thinking {
                    &mut content.thinking
                } else {
                    &mut content.text
                };
                place.get_or_insert_default().push_str(&text);
            }
        }
        Ok(content)
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}
