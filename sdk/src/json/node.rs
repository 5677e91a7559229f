//! A value as a text holds it, read tolerantly and not yet fitted to a type.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, Range};

/// A value as it stands in a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node<'t> {
    pub(crate) kind: Kind<'t>,
    /// Where it stands, in bytes of the text.
    pub(crate) span: Range<usize>,
    /// Whether it can be taken as it was read.
    pub(crate) trust: Trust,
}

/// What a value is, before a type says what it should be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind<'t> {
    Null,
    Bool(bool),
    /// A number by the grammar of RFC 8259, as text, so that no digit is lost; `+1`, `.5`, `1_000` and `0x1F` are
    /// rewritten to it.
    Number(Numeral<'t>),
    /// `NaN`, `Infinity` or `-Infinity`, in this spelling.
    NotFinite(&'static str),
    /// A text that stood in quotes, unescaped.
    String(Cow<'t, str>),
    /// A text that stood without quotes and is no literal: a word that an enum may know, or a lost string.
    Bare(Cow<'t, str>),
    Array(Vec<Node<'t>>),
    /// Members in the order of the text; a name may stand more than once.
    Object(Vec<(Cow<'t, str>, Node<'t>)>),
}

/// The digits of a number: those of the text, or its own, for which a short one needs no allocation.
#[derive(Clone)]
pub(crate) enum Numeral<'t> {
    Borrowed(&'t str),
    /// So many of the bytes.
    Short(u8, Short),
    Owned(Box<str>),
}

/// Bytes that are copied as words.
#[derive(Clone, Copy)]
#[repr(align(8))]
pub(crate) struct Short([u8; 16]);

impl Numeral<'_> {
    /// A copy.
    #[inline]
    pub(crate) fn copied(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut short = Short([0; 16]);
        match (short.0.get_mut(..bytes.len()), u8::try_from(bytes.len())) {
            (Some(_), Ok(length @ ..=8)) => {
                // Most are so short that the call of a copy would cost more.
                let mut word = 0;
                for &byte in bytes.iter().rev() {
                    word = word << 8 | u64::from(byte);
                }
                if let Some(first) = short.0.first_chunk_mut() {
                    *first = word.to_le_bytes();
                }
                Self::Short(length, short)
            }
            (Some(copy), Ok(length)) => {
                copy.copy_from_slice(bytes);
                Self::Short(length, short)
            }
            _ => Self::Owned(text.into()),
        }
    }

    pub(crate) fn into_owned(self) -> Numeral<'static> {
        match self {
            Self::Borrowed(text) => Numeral::copied(text),
            Self::Short(length, short) => Numeral::Short(length, short),
            Self::Owned(text) => Numeral::Owned(text),
        }
    }
}

impl Deref for Numeral<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Borrowed(text) => text,
            Self::Short(length, short) => short
                .0
                .get(..usize::from(*length))
                .and_then(|bytes| str::from_utf8(bytes).ok())
                .unwrap_or_default(),
            Self::Owned(text) => text,
        }
    }
}

impl<'t> From<&'t str> for Numeral<'t> {
    fn from(text: &'t str) -> Self {
        Self::Borrowed(text)
    }
}

impl From<String> for Numeral<'_> {
    fn from(text: String) -> Self {
        Self::Owned(text.into())
    }
}

impl fmt::Display for Numeral<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Numeral<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl PartialEq for Numeral<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl PartialEq<str> for Numeral<'_> {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

/// Whether a value can be taken as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// It is whole, and there is one way to read it.
    Sure,
    /// The text ended inside of it.
    Cut,
    /// It can be read in more than one way; what it was is not known.
    Doubtful(&'static str),
}

impl<'t> Node<'t> {
    pub(crate) fn new(kind: Kind<'t>, span: Range<usize>) -> Self {
        Self {
            kind,
            span,
            trust: Trust::Sure,
        }
    }

    /// The same without a borrow, for text that does not live as long as its tree.
    pub(crate) fn into_owned(self) -> Node<'static> {
        // Recursion is as deep as the tree, which the scanner keeps within its limit.
        let text = |text: Cow<'t, str>| Cow::Owned(text.into_owned());
        let kind = match self.kind {
            Kind::Null => Kind::Null,
            Kind::Bool(value) => Kind::Bool(value),
            Kind::Number(number) => Kind::Number(number.into_owned()),
            Kind::NotFinite(name) => Kind::NotFinite(name),
            Kind::String(string) => Kind::String(text(string)),
            Kind::Bare(bare) => Kind::Bare(text(bare)),
            Kind::Array(items) => Kind::Array(items.into_iter().map(Node::into_owned).collect()),
            Kind::Object(members) => Kind::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (text(name), value.into_owned()))
                    .collect(),
            ),
        };
        Node {
            kind,
            span: self.span,
            trust: self.trust,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Numeral;

    #[test]
    fn a_copy_of_any_length_is_the_text() {
        for length in 0..40 {
            let text: String = ('0'..='9').cycle().take(length).collect();
            assert_eq!(&*Numeral::copied(&text), text);
            assert_eq!(&*Numeral::from(text.as_str()).into_owned(), text);
        }
    }
}
