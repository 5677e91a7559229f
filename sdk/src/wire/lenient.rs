//! Fields that are not always what a host's documents say.

use std::borrow::Cow;
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
        // In streams most are null, and an error is dear to make.
        let given = Some(raw.get()).filter(|raw| *raw != "null");
        Ok(Self(given.and_then(|raw| serde_json::from_str(raw).ok())))
    }
}

/// A text that is borrowed where it has no escapes, for events that come by the thousand.
#[derive(Debug, Default)]
pub(super) struct Piece<'e>(pub(super) Option<Cow<'e, str>>);

impl<'e> Piece<'e> {
    /// A name, which some gateways leave empty.
    pub(super) fn into_name(self) -> Option<Cow<'e, str>> {
        self.0.filter(|text| !text.is_empty())
    }
}

/// The same for the text of a message, which may be a list of parts.
#[derive(Debug, Default)]
pub(super) struct Parts<'e> {
    pub(super) text: Option<Cow<'e, str>>,
    pub(super) thinking: Option<String>,
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Piece(text) = Piece::deserialize(deserializer)?;
        Ok(Self(text.map(Cow::into_owned)))
    }
}

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

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = Parts::deserialize(deserializer)?;
        Ok(Self {
            text: parts.text.map(Cow::into_owned),
            thinking: parts.thinking,
        })
    }
}

struct PieceVisitor;

impl<'de> Visitor<'de> for PieceVisitor {
    type Value = Piece<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or nothing")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Piece<'de>, E> {
        Ok(Piece(Some(Cow::Borrowed(text))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Piece<'de>, E> {
        Ok(Piece(Some(Cow::Owned(text.to_owned()))))
    }

    fn visit_unit<E: Error>(self) -> Result<Piece<'de>, E> {
        Ok(Piece(None))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Piece<'de>, E> {
        Ok(Piece(None))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Piece<'de>, E> {
        Ok(Piece(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Piece<'de>, E> {
        Ok(Piece(Some(Cow::Owned(number.to_string()))))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Piece<'de>, E> {
        Ok(Piece(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Piece<'de>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Piece(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Piece<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Piece(None))
    }
}

impl<'de: 'e, 'e> Deserialize<'de> for Piece<'e> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PieceVisitor)
    }
}

struct PartsVisitor;

impl<'de> Visitor<'de> for PartsVisitor {
    type Value = Parts<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list of parts or nothing")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Parts<'de>, E> {
        Ok(Parts {
            text: Some(Cow::Borrowed(text)),
            thinking: None,
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Parts<'de>, E> {
        Ok(Parts {
            text: Some(Cow::Owned(text.to_owned())),
            thinking: None,
        })
    }

    fn visit_unit<E: Error>(self) -> Result<Parts<'de>, E> {
        Ok(Parts::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Parts<'de>, A::Error> {
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
        Ok(Parts {
            text: content.text.map(Cow::Owned),
            thinking: content.thinking,
        })
    }
}

impl<'de: 'e, 'e> Deserialize<'de> for Parts<'e> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartsVisitor)
    }
}
