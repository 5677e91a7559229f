//! `<Name>Partial`: the type once more, with a place for as much of each field as has come, and how it is filled in.

mod impls;
mod judge;
mod slot;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use serde_derive_internals::ast::{self, Style};
use serde_derive_internals::attr::TagType;
use serde_derive_internals::replace_receiver;
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Ident, Member, Type, Visibility};

use super::{bounds, twin};
use crate::attr::ContainerAttrs;
use crate::error::spans_at;
use crate::model::{Body, Field, Model, Reading};

/// The name of a type's partial.
pub(super) fn name(ident: &Ident) -> Ident {
    format_ident!("{}Partial", ident.unraw(), span = ident.span())
}

/// Whether a value of the type may break a rule of the user's.
fn has_rules(model: &Model<'_>) -> bool {
    let may = |field: &Field<'_>| field.walked || !field.checks.is_empty();
    !model.attrs.checks.is_empty()
        || match &model.body {
            Body::Opaque => false,
            Body::Struct(fields) => fields.iter().any(may),
            Body::Enum(variants) => variants.iter().flat_map(|variant| &variant.fields).any(may),
        }
}

/// The partial of a type that is only shown when it is complete: another name, so that there always is one.
pub(crate) fn alias(input: &DeriveInput, attrs: &ContainerAttrs, has_rules: bool) -> TokenStream {
    let (ident, vis, root) = (&input.ident, &input.vis, &attrs.root);
    let rules = has_rules.then(|| quote!(, #root::__private::OwnRules));
    let partial = name(ident);
    let doc = format!("[`{ident}`], shown when it is complete.");
    let mut generics = input.generics.clone();
    generics.where_clause = None;
    for param in &mut generics.params {
        match param {
            syn::GenericParam::Type(param) => {
                param.bounds.clear();
                param.default = None;
            }
            syn::GenericParam::Const(param) => param.default = None,
            syn::GenericParam::Lifetime(_) => {}
        }
    }
    let (params, ty, _) = generics.split_for_impl();
    quote! {
        #[doc = #doc]
        #[allow(dead_code, private_interfaces, unreachable_pub)]
        #vis type #partial #params = #root::Whole<#ident #ty #rules>;
    }
}

/// The type, which the user names, and what stands in the hidden const.
pub(super) fn emit(model: &Model<'_>) -> (TokenStream, TokenStream) {
    let mut clean = model.input.clone();
    replace_receiver(&mut clean);
    let bodies = match bodies(model, &clean) {
        Some(bodies) if mentions_all(model, &bodies) => bodies,
        _ => {
            let alias = alias(model.input, model.attrs, has_rules(model));
            return (alias, TokenStream::new());
        }
    };
    let kind = Partial {
        model,
        name: name(&model.input.ident),
        pending: pending(&bodies),
        is_enum: matches!(model.body, Body::Enum(_)),
        bodies,
    };
    (kind.definition(), kind.impls())
}

struct Partial<'m, 'a> {
    model: &'m Model<'a>,
    name: Ident,
    /// The variant for nothing.
    pending: Ident,
    is_enum: bool,
    /// One for a struct, one a variant for an enum.
    bodies: Vec<Of<'m, 'a>>,
}

/// A struct or a variant.
struct Of<'m, 'a> {
    /// The variant, if it is one, and its names in the answer.
    variant: Option<(&'a Ident, Vec<String>)>,
    other: bool,
    /// Whether its fields stand in a member of their own.
    has_outer: bool,
    style: Style,
    attrs: &'a [Attribute],
    fields: Vec<Place<'m, 'a>>,
}

struct Place<'m, 'a> {
    field: &'m Field<'a>,
    /// The name or the number that it has in the partial.
    member: Member,
    /// The number by which it is filled in.
    index: usize,
    /// The type, without `Self`.
    ty: Type,
}

/// What the partial shows part by part; nothing if it shows the whole.
fn bodies<'m, 'a>(model: &'m Model<'a>, clean: &DeriveInput) -> Option<Vec<Of<'m, 'a>>> {
    if model.attrs.whole {
        return None;
    }
    let bodies: Vec<Of<'m, 'a>> = match (&model.body, &model.serde.data, &clean.data) {
        (Body::Struct(fields), ast::Data::Struct(style, _), Data::Struct(data)) => {
            let style = if model.serde.attrs.transparent() {
                Style::Newtype
            } else {
                *style
            };
            vec![Of {
                variant: None,
                other: false,
                has_outer: false,
                style,
                attrs: &[],
                fields: places(fields, &data.fields),
            }]
        }
        (Body::Enum(variants), ast::Data::Enum(read), Data::Enum(data)) => {
            let plain = !matches!(model.serde.attrs.tag(), TagType::None)
                && read.iter().all(|variant| {
                    !variant.attrs.untagged() && variant.attrs.deserialize_with().is_none()
                });
            if !plain {
                return None;
            }
            let all = variants.iter().zip(read).zip(&data.variants);
            all.filter(|((_, read), _)| !read.attrs.skip_deserializing())
                .map(|((variant, read), clean)| {
                    let name = &read.attrs.name().deserialize_name().value;
                    let aliases = read.attrs.aliases().iter().map(|alias| &alias.value);
                    let names = std::iter::once(name)
                        .chain(aliases.filter(|alias| *alias != name))
                        .cloned()
                        .collect();
                    Of {
                        variant: Some((variant.ident, names)),
                        other: read.attrs.other(),
                        has_outer: variant.outer.is_some(),
                        style: read.style,
                        attrs: &read.original.attrs,
                        fields: places(&variant.fields, &clean.fields),
                    }
                })
                .collect()
        }
        _ => return None,
    };
    let holds = bodies.iter().any(|body| !body.fields.is_empty());
    holds.then_some(bodies)
}

/// Named places first, then those whose members stand among them.
fn places<'m, 'a>(fields: &'m [Field<'a>], clean: &syn::Fields) -> Vec<Place<'m, 'a>> {
    let mut named = 0;
    let mut flat = fields.iter().filter(|field| !field.flat).count();
    let mut tuple = 0;
    fields
        .iter()
        .map(|field| {
            let count = if field.flat { &mut flat } else { &mut named };
            let index = *count;
            *count += 1;
            let member = match &field.member {
                Member::Named(ident) => Member::Named(ident.clone()),
                Member::Unnamed(_) => {
                    tuple += 1;
                    Member::Unnamed((tuple - 1).into())
                }
            };
            let ty = clean.members().zip(clean.iter());
            let ty = ty
                .into_iter()
                .find(|(of, _)| *of == field.member)
                .map_or_else(|| field.ty.clone(), |(_, field)| field.ty.clone());
            Place {
                field,
                member,
                index,
                ty,
            }
        })
        .collect()
}

/// A type parameter that no place names would be refused.
fn mentions_all(model: &Model<'_>, bodies: &[Of<'_, '_>]) -> bool {
    let fields = bodies
        .iter()
        .flat_map(|body| &body.fields)
        .filter(|place| !is_opaque(model, place.field))
        .map(|place| place.field.serde);
    let used = bounds::used(model, fields);
    let mut all = model.input.generics.type_params();
    all.all(|param| used.params.contains(&param.ident))
}

/// Read in a way that cannot be said once more for its place alone.
fn is_opaque(model: &Model<'_>, field: &Field<'_>) -> bool {
    match field.reading {
        Reading::Plain => false,
        Reading::Function(_) => model.is_generic(),
        Reading::Unknown => true,
    }
}

fn pending(bodies: &[Of<'_, '_>]) -> Ident {
    let taken = |name: &str| {
        bodies
            .iter()
            .filter_map(|body| body.variant.as_ref())
            .any(|(ident, _)| ident.unraw() == name)
    };
    let mut name = "Pending".to_owned();
    while taken(&name) {
        name.push('_');
    }
    Ident::new(&name, Span::call_site())
}

impl Partial<'_, '_> {
    fn definition(&self) -> TokenStream {
        let (model, name, pending) = (self.model, &self.name, &self.pending);
        let generics = bounds::partial(model);
        let (params, _, bounds) = generics.split_for_impl();
        let (vis, ident) = (&model.input.vis, &model.input.ident);
        let doc = format!("As much of a [`{ident}`] as has come.");
        let allow = quote! {
            #[doc = #doc]
            #[allow(
                dead_code, deprecated, missing_docs, private_bounds, private_interfaces, unreachable_pub,
                unused_qualifications, non_camel_case_types, non_snake_case, clippy::all, clippy::pedantic,
                clippy::nursery, clippy::restriction
            )]
        };
        if !self.is_enum {
            let Some(body) = self.bodies.first() else {
                return TokenStream::new();
            };
            let fields = self.fields(body, true);
            return if let ast::Data::Struct(Style::Struct, _) = model.serde.data {
                quote!(#allow #vis struct #name #params #bounds { #fields })
            } else {
                quote!(#allow #vis struct #name #params (#fields) #bounds;)
            };
        }
        let variants = self.bodies.iter().filter_map(|body| {
            let (ident, _) = body.variant.as_ref()?;
            let docs = docs(body.attrs);
            let fields = self.fields(body, false);
            Some(match body.style {
                _ if body.fields.is_empty() => quote!(#(#docs)* #ident,),
                Style::Struct => quote!(#(#docs)* #ident { #fields },),
                _ => quote!(#(#docs)* #ident(#fields),),
            })
        });
        quote! {
            #allow
            #vis enum #name #params #bounds {
                /// Which of the others has come is not known yet.
                #pending,
                #(#variants)*
            }
        }
    }

    /// The fields as they are declared.
    fn fields(&self, body: &Of<'_, '_>, visible: bool) -> TokenStream {
        body.fields
            .iter()
            .map(|place| {
                let docs = docs(&place.field.serde.attrs);
                let vis = visible.then_some(&place.field.serde.vis);
                let vis = vis.unwrap_or(&Visibility::Inherited);
                let ty = self.ty(place);
                match &place.member {
                    Member::Named(name) => quote!(#(#docs)* #vis #name: #ty,),
                    Member::Unnamed(_) => quote!(#(#docs)* #vis #ty,),
                }
            })
            .collect()
    }

    /// At the field's type, where a missing bound is shown.
    fn ty(&self, place: &Place<'_, '_>) -> TokenStream {
        let (root, ty) = (&self.model.attrs.root, &place.ty);
        let (first, last) = spans_at(place.field.ty);
        if place.field.walked {
            let root: TokenStream = root
                .to_token_stream()
                .into_iter()
                .map(|mut tree| {
                    tree.set_span(tree.span().located_at(last));
                    tree
                })
                .collect();
            let (open, trait_) = (
                quote_spanned!(first=> <),
                quote_spanned!(last=> ::JsonResponse>::Partial),
            );
            let as_ = quote_spanned!(last=> as);
            return quote!(#open #ty #as_ #root #trait_);
        }
        if is_opaque(self.model, place.field) {
            return quote!(#root::Whole<#root::Value>);
        }
        quote!(#root::Whole<#ty>)
    }
}

impl Of<'_, '_> {
    fn path(&self) -> TokenStream {
        self.variant
            .as_ref()
            .map_or_else(|| quote!(Self), |(ident, _)| quote!(Self::#ident))
    }

    fn cloned(&self) -> TokenStream {
        let (path, members, values) = (self.path(), self.members(), self.values("__"));
        quote!(#path { #(#members: ::core::clone::Clone::clone(#values)),* })
    }

    fn members(&self) -> Vec<&Member> {
        self.fields.iter().map(|place| &place.member).collect()
    }

    fn values(&self, prefix: &str) -> Vec<Ident> {
        (0..self.fields.len())
            .map(|index| format_ident!("{prefix}{index}"))
            .collect()
    }
}

/// The user's documentation goes along, unless it holds code, which would be tested once more.
fn docs(attrs: &[Attribute]) -> Vec<&Attribute> {
    if twin::may_hold_code(attrs) {
        return Vec::new();
    }
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("doc") || attr.path().is_ident("deprecated"))
        .collect()
}
