//! What a type is, in the words that the emitters need.

use proc_macro2::Span;
use serde_derive_internals::ast::{self, Style};
use serde_derive_internals::attr::{Default as SerdeDefault, TagType};
use serde_derive_internals::{Ctxt, Derive, ungroup};
use syn::{
    Attribute, Data, DeriveInput, ExprPath, GenericArgument, Ident, Member, PathArguments, Type,
};

use crate::attr::{self, ContainerAttrs, FieldAttrs, Value};
use crate::borrowed;
use crate::error::{Errors, nearest};

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
        let serde = serde_container(cx, input, attrs)?;
        refuse_unreadable(cx, &serde, attrs);
        if !attrs.own_schema {
            attr::refuse_misspelt_schemars(cx, &input.attrs, attr::SERDE_CONTAINER);
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
        attr::refuse_on_variant(self.cx, &variant.original.attrs);
        self.refuse_for_schema(&variant.original.attrs, attr::SERDE_VARIANT);
        if let (TagType::Internal { .. }, Style::Newtype, [field]) =
            (tag, variant.style, variant.fields.as_slice())
        {
            self.refuse_endless(field);
        }
        let attrs = &variant.attrs;
        let name = attrs.name().deserialize_name().value.clone();
        let outer = match tag {
            _ if attrs.untagged() => None,
            TagType::External => Some(name.clone()),
            TagType::Adjacent { content, .. } => Some(content.clone()),
            TagType::Internal { .. } | TagType::None => None,
        };
        let unread = attrs.skip_deserializing() || attrs.deserialize_with().is_some();
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
            self.refuse_for_schema(&field.original.attrs, attr::SERDE_FIELD);
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
            fields.push(Field {
                member: field.member.clone(),
                ty: field.ty,
                step,
                walked: !custom && ours.whole.is_none() && !self.opaque,
                checks: ours.checks,
                serde: field.original,
            });
        }
        fields
    }

    fn refuse_for_schema(&self, attrs: &[Attribute], serde: &[&'static str]) {
        if !self.attrs.own_schema {
            refuse_with_alone(self.cx, attrs);
            attr::refuse_misspelt_schemars(self.cx, attrs, serde);
        }
    }

    /// `Not(Box<Expression>)` in an internally tagged `Expression`: schemars writes the variant's type out
    /// in place, to add the tag to it, and so on without end.
    fn refuse_endless(&self, field: &ast::Field<'a>) {
        let mut ty = field.ty;
        while let Type::Path(path) = ungroup(ty)
            && let Some(last) = path.path.segments.last()
        {
            if last.ident == self.input.ident {
                self.cx.at(field.ty, "the schema of this variant would never end, its tag is written into the type itself: give the variant a named field instead");
                return;
            }
            match &last.arguments {
                PathArguments::AngleBracketed(list)
                    if ["Box", "Rc", "Arc"]
                        .iter()
                        .any(|pointer| last.ident == pointer) =>
                {
                    match list.args.first() {
                        Some(GenericArgument::Type(inner)) => ty = inner,
                        _ => return,
                    }
                }
                _ => return,
            }
        }
    }
}

/// The type as serde reads it, or its mistakes.
fn serde_container<'a>(
    cx: &Errors,
    input: &'a DeriveInput,
    attrs: &ContainerAttrs,
) -> Option<ast::Container<'a>> {
    match read_by_serde(input) {
        Ok(container) => Some(container),
        Err(first) => {
            // serde leaves a list at its first mistake; one item an attribute, it shows them all.
            let mut single = input.clone();
            attr::one_by_one(&mut single.attrs);
            match &mut single.data {
                Data::Struct(data) => data
                    .fields
                    .iter_mut()
                    .for_each(|field| attr::one_by_one(&mut field.attrs)),
                Data::Enum(data) => {
                    for variant in &mut data.variants {
                        attr::one_by_one(&mut variant.attrs);
                        variant
                            .fields
                            .iter_mut()
                            .for_each(|field| attr::one_by_one(&mut field.attrs));
                    }
                }
                Data::Union(_) => {}
            }
            let errors = read_by_serde(&single).err().unwrap_or(first);
            errors
                .into_iter()
                .for_each(|error| cx.push(with_suggestion(error)));
            // The rest of the type may have mistakes of ours.
            without_serde(cx, input, attrs);
            None
        }
    }
}

fn read_by_serde(input: &DeriveInput) -> syn::Result<ast::Container<'_>> {
    let ctxt = Ctxt::new();
    // The name only matters to serde's own emitter.
    let private = Ident::new("__private", Span::call_site());
    let container = ast::Container::from_ast(&ctxt, input, Derive::Deserialize, &private);
    ctxt.check()?;
    container.ok_or_else(|| syn::Error::new_spanned(&input.ident, "serde cannot read this type"))
}

/// Looks for all mistakes that show without serde's reading.
fn without_serde(cx: &Errors, input: &DeriveInput, attrs: &ContainerAttrs) {
    let field = |field: &syn::Field| {
        FieldAttrs::parse(cx, &field.attrs);
        if !attrs.own_schema {
            refuse_with_alone(cx, &field.attrs);
            attr::refuse_misspelt_schemars(cx, &field.attrs, attr::SERDE_FIELD);
        }
        let exempt = ["skip", "skip_deserializing", "with", "deserialize_with"];
        let items = attr::items_of(&field.attrs, "serde");
        if !items
            .iter()
            .any(|item| exempt.iter().any(|word| item.word == word))
        {
            borrowed::refuse_in_field(cx, &input.generics, &field.ty);
        }
    };
    match &input.data {
        Data::Struct(data) => data.fields.iter().for_each(field),
        Data::Enum(data) => data.variants.iter().for_each(|variant| {
            attr::refuse_on_variant(cx, &variant.attrs);
            variant.fields.iter().for_each(field);
        }),
        Data::Union(_) => {}
    }
}

/// Adds the word that was meant to serde's "unknown serde field attribute `renam`".
fn with_suggestion(error: syn::Error) -> syn::Error {
    let message = error.to_string();
    let known = match message
        .strip_prefix("unknown serde ")
        .and_then(|rest| rest.split(' ').next())
    {
        Some("container") => attr::SERDE_CONTAINER,
        Some("variant") => attr::SERDE_VARIANT,
        Some("field") => attr::SERDE_FIELD,
        _ => return error,
    };
    let word = message.split('`').nth(1).unwrap_or_default();
    if let Some(near) = nearest(word, known) {
        syn::Error::new(error.span(), format!("{message}: did you mean `{near}`?"))
    } else if ["check", "whole", "own"].contains(&word) {
        syn::Error::new(
            error.span(),
            format!("{message}: write `#[json_response({word} ..)]`"),
        )
    } else {
        error
    }
}

/// What serde accepts, and a twin of the type cannot carry.
fn refuse_unreadable(cx: &Errors, serde: &ast::Container<'_>, attrs: &ContainerAttrs) {
    if attrs.own_deserialize {
        return;
    }
    let has = |word: &str| {
        attr::items_of(&serde.original.attrs, "serde")
            .into_iter()
            .find(|item| item.word == word)
            .map(|item| item.word)
    };
    if let Some(word) = has("remote") {
        cx.at(word, "`remote` describes another crate's type: write `#[json_response(whole)]` on the field that holds it, and derive serde's and schemars' traits here");
    }
    let constants = serde.generics.const_params().next().is_some();
    if let (SerdeDefault::Default, true, Some(word)) =
        (serde.attrs.default(), constants, has("default"))
    {
        cx.at(word, "serde cannot fill in defaults for a type with const parameters: write `default = \"path::to::function\"` or a default on each field");
    }
}

/// schemars takes serde's `with` for a type; a module of functions has none.
fn refuse_with_alone(cx: &Errors, attrs: &[Attribute]) {
    let module = attr::items_of(attrs, "serde")
        .into_iter()
        .find_map(|item| match &item.value {
            Value::Equals(tokens) if item.word == "with" => {
                let text = syn::parse2::<syn::LitStr>(tokens.clone()).ok()?;
                let path = text.value();
                let last = path.rsplit("::").next()?.trim();
                last.starts_with(|first: char| first.is_lowercase() || first == '_')
                    .then_some(text)
            }
            _ => None,
        });
    let said = attr::items_of(attrs, "schemars")
        .iter()
        .any(|item| item.word == "with" || item.word == "schema_with");
    if let (Some(text), false) = (module, said) {
        cx.at(
            &text,
            format!(
                "what `{}` reads is not known to the schema: also write `#[schemars(with = \"Type\")]` with the type that stands in the JSON",
                text.value()
            ),
        );
    }
}
