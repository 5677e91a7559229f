//! What a type is, in the words that the emitters need.

use serde_derive_internals::ast::{self, Style};
use serde_derive_internals::attr::TagType;
use syn::{Data, DeriveInput, ExprPath, Ident, Member, Type};

use crate::attr::{ContainerAttrs, FieldAttrs, refuse_on_variant};
use crate::error::Errors;
use crate::words::{SERDE_CONTAINER, SERDE_FIELD, SERDE_VARIANT, refuse_misspelt_schemars};
use crate::{borrowed, read, refuse};

pub(crate) struct Model<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) attrs: &'a ContainerAttrs,
    /// The type as serde reads it.
    pub(crate) serde: ast::Container<'a>,
    pub(crate) body: Body<'a>,
}

pub(crate) enum Body<'a> {
    /// Read by way of another type (`from`, `try_from`): what the answer holds is not in these fields.
    Opaque,
    Struct(Vec<Field<'a>>),
    Enum(Vec<Variant<'a>>),
}

pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    /// The member that its fields stand in, when they are not at the enum's own place.
    pub(crate) outer: Option<String>,
    pub(crate) fields: Vec<Field<'a>>,
    /// The text of the variant where it is a string or a key.
    pub(crate) name: Option<String>,
}

pub(crate) struct Field<'a> {
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    pub(crate) step: Step,
    /// Its type is a `JsonResponse` too, and its rules run with ours.
    pub(crate) walked: bool,
    pub(crate) checks: Vec<ExprPath>,
    pub(crate) serde: &'a syn::Field,
    /// Other names that are read.
    pub(crate) aliases: Vec<String>,
    /// Its members stand among those of the value that has it.
    pub(crate) flat: bool,
    pub(crate) reading: Reading,
}

/// What reads a field.
pub(crate) enum Reading {
    /// The type itself.
    Plain,
    /// A function of the user's.
    Function(ExprPath),
    /// Something around it.
    Unknown,
}

/// Where a field's value stands, seen from the value that has the field.
pub(crate) enum Step {
    Here,
    Key(String),
    Index(usize),
}

impl<'a> Model<'a> {
    pub(crate) fn parse(
        cx: &Errors,
        input: &'a DeriveInput,
        attrs: &'a ContainerAttrs,
    ) -> Option<Self> {
        if let Data::Union(data) = &input.data {
            cx.at(
                data.union_token,
                "a union cannot be read from an answer: write a struct or an enum",
            );
            return None;
        }
        if let Some(host) = attrs.targets.first()
            && !input.generics.params.is_empty()
        {
            cx.at(
                host,
                "`targets` is for a type without parameters: write it on a type that uses this one",
            );
        }
        let serde = read::container(cx, input, attrs)?;
        refuse::unreadable(cx, &serde, attrs);
        refuse::packed(cx, &serde);
        if !attrs.own_schema {
            refuse_misspelt_schemars(cx, &input.attrs, SERDE_CONTAINER);
        }
        let body = Body::parse(cx, &serde, input, attrs);
        Some(Self {
            input,
            attrs,
            serde,
            body,
        })
    }

    /// Type and const parameters make an impl conditional.
    pub(crate) fn is_generic(&self) -> bool {
        !self.input.generics.params.is_empty()
    }
}

impl<'a> Body<'a> {
    fn parse(
        cx: &Errors,
        serde: &ast::Container<'a>,
        input: &'a DeriveInput,
        attrs: &ContainerAttrs,
    ) -> Self {
        let opaque = serde.attrs.type_from().is_some() || serde.attrs.type_try_from().is_some();
        let fields = Fields {
            cx,
            input,
            opaque,
            transparent: serde.attrs.transparent(),
            attrs,
        };
        let mut borrows = false;
        let body = match &serde.data {
            ast::Data::Struct(style, list) => {
                Self::Struct(fields.parse(*style, list, false, &mut borrows))
            }
            ast::Data::Enum(variants) => {
                let variants = variants
                    .iter()
                    .map(|variant| fields.variant(serde.attrs.tag(), variant, &mut borrows));
                Self::Enum(variants.collect())
            }
        };
        if !borrows {
            borrowed::refuse_parameters(cx, &input.generics);
        }
        if opaque { Self::Opaque } else { body }
    }
}

/// What the fields of one type have in common.
struct Fields<'c, 'a> {
    cx: &'c Errors,
    input: &'a DeriveInput,
    opaque: bool,
    transparent: bool,
    attrs: &'c ContainerAttrs,
}

impl<'a> Fields<'_, 'a> {
    fn variant(
        &self,
        tag: &TagType,
        variant: &ast::Variant<'a>,
        borrows: &mut bool,
    ) -> Variant<'a> {
        refuse_on_variant(self.cx, &variant.original.attrs);
        let attrs = &variant.attrs;
        let unread = attrs.skip_deserializing() || attrs.deserialize_with().is_some();
        if !self.attrs.own_schema {
            refuse::for_schema(self.cx, &variant.original.attrs, SERDE_VARIANT);
            if let (TagType::Internal { .. }, Style::Newtype, [field]) =
                (tag, variant.style, variant.fields.as_slice())
                && !unread
                && !attrs.untagged()
            {
                refuse::endless(self.cx, &self.input.ident, field.ty);
            }
        }
        let name = attrs.name().deserialize_name().value.clone();
        let outer = match tag {
            _ if attrs.untagged() => None,
            TagType::External => Some(name.clone()),
            TagType::Adjacent { content, .. } => Some(content.clone()),
            TagType::Internal { .. } | TagType::None => None,
        };
        Variant {
            ident: &variant.original.ident,
            outer,
            fields: self.parse(variant.style, &variant.fields, unread, borrows),
            // What an `other` variant was called in the answer is not kept.
            name: Some(name).filter(|_| !attrs.other()),
        }
    }

    fn parse(
        &self,
        style: Style,
        list: &[ast::Field<'a>],
        unread: bool,
        borrows: &mut bool,
    ) -> Vec<Field<'a>> {
        let mut read = 0;
        let mut fields = Vec::with_capacity(list.len());
        for field in list {
            let ours = FieldAttrs::parse(self.cx, &field.original.attrs);
            if !self.attrs.own_schema {
                refuse::for_schema(self.cx, &field.original.attrs, SERDE_FIELD);
            }
            let skipped = field.attrs.skip_deserializing()
                || (self.transparent && !field.attrs.transparent());
            let custom = unread || field.attrs.deserialize_with().is_some();
            if let Some(word) = ours.first() {
                if self.opaque {
                    self.cx.at(word, "this has no effect: the type is read by way of another one (`from`, `try_from`); write `check` on the type");
                } else if skipped {
                    self.cx.at(
                        word,
                        "this has no effect: the field is skipped, so no answer fills it",
                    );
                }
            }
            // serde's derive borrows where the types do.
            if !skipped && !custom && !self.opaque && !self.attrs.own_deserialize {
                *borrows |= borrowed::refuse_in_field(self.cx, &self.input.generics, field.ty);
            }
            let step = match style {
                _ if field.attrs.flatten() || self.transparent => Step::Here,
                Style::Newtype => Step::Here,
                Style::Struct | Style::Unit => {
                    Step::Key(field.attrs.name().deserialize_name().value.clone())
                }
                Style::Tuple => Step::Index(read),
            };
            if skipped {
                continue;
            }
            read += 1;
            let name = &field.attrs.name().deserialize_name().value;
            let aliases = field.attrs.aliases().iter().map(|alias| &alias.value);
            fields.push(Field {
                member: field.member.clone(),
                ty: field.ty,
                step,
                walked: !custom && ours.whole.is_none() && !self.opaque,
                checks: ours.checks,
                serde: field.original,
                aliases: aliases.filter(|alias| *alias != name).cloned().collect(),
                flat: field.attrs.flatten(),
                reading: match field.attrs.deserialize_with() {
                    _ if unread => Reading::Unknown,
                    Some(path) => Reading::Function(path.clone()),
                    None => Reading::Plain,
                },
            });
        }
        fields
    }
}
