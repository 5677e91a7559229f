//! A value as a text holds it, read tolerantly and not yet fitted to a type.

use std::borrow::Cow;
use std::ops::Range;

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
    Number(Cow<'t, str>),
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
            Kind::Number(number) => Kind::Number(text(number)),
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
