//! The hidden twin: the user's type once more, to carry serde's and schemars' own derives.
//!
//! So every attribute of theirs means what it always means. The twin reads into the user's type
//! (serde's `remote`) and describes it; its impls are reached by `delegate`.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{
    Attribute, Data, DeriveInput, Expr, ExprLit, Fields, GenericParam, Ident, Index, Lit, Member,
    Meta, MetaNameValue, Visibility, parse_quote,
};

use serde_derive_internals::attr::Default as SerdeDefault;
use serde_derive_internals::replace_receiver;

use crate::items;
use crate::model::Model;

pub(crate) fn ident(input: &DeriveInput) -> Ident {
    format_ident!(
        "__JsonMode{}",
        input.ident.unraw(),
        span = proc_macro2::Span::call_site()
    )
}

pub(super) fn emit(model: &Model<'_>) -> TokenStream {
    let own = model.attrs;
    if own.own_deserialize && own.own_schema {
        return TokenStream::new();
    }
    let mut twin = model.input.clone();
    replace_receiver(&mut twin);
    twin.ident = ident(model.input);
    twin.vis = Visibility::Inherited;
    for param in &mut twin.generics.params {
        match param {
            GenericParam::Type(param) => param.default = None,
            GenericParam::Const(param) => param.default = None,
            GenericParam::Lifetime(_) => {}
        }
    }
    let keep = Keep { model };
    twin.attrs = keep.attrs(&model.input.attrs);
    match &mut twin.data {
        Data::Struct(data) => keep.fields(&mut data.fields),
        Data::Enum(data) => {
            for variant in &mut data.variants {
                variant.discriminant = None;
                variant.attrs = keep.attrs(&variant.attrs);
                keep.fields(&mut variant.fields);
            }
        }
        Data::Union(_) => {}
    }
    let head = head(model);
    let default =
        matches!(model.serde.attrs.default(), SerdeDefault::Default).then(|| default(model, &twin));
    quote!(#head #twin #default)
}

/// The derives, and what serde and schemars must know of the twin.
fn head(model: &Model<'_>) -> TokenStream {
    let name = model.input.ident.unraw().to_string();
    // serde and schemars read this as a path, which for a raw name needs the `r#`.
    let remote = model.input.ident.to_string();
    let deserialize = (!model.attrs.own_deserialize).then(|| {
        let renamed = items::items_of(&model.input.attrs, "serde")
            .iter()
            .any(|item| item.word == "rename");
        let rename = (!renamed).then(|| quote!(rename = #name,));
        quote! {
            #[derive(__json_mode::serde::Deserialize)]
            #[serde(#rename remote = #remote, crate = "__json_mode::serde")]
        }
    });
    let schema = (!model.attrs.own_schema).then(|| {
        quote! {
            #[derive(__json_mode::schemars::JsonSchema)]
            #[schemars(crate = "__json_mode::schemars")]
        }
    });
    quote!(#deserialize #schema)
}

/// Which attributes go along.
struct Keep<'m, 'a> {
    model: &'m Model<'a>,
}

impl Keep<'_, '_> {
    fn attrs(&self, attrs: &[Attribute]) -> Vec<Attribute> {
        let schema = !self.model.attrs.own_schema;
        let code = may_hold_code(attrs);
        attrs
            .iter()
            .filter_map(|attr| {
                let name = attr.path().get_ident()?.to_string();
                match name.as_str() {
                    // The user's `crate` is for derives of his own.
                    "serde" => Some(items::retain(attr, |word| word != "crate")),
                    "schemars" if schema => {
                        Some(self.without_self(items::retain(attr, |word| word != "crate")))
                    }
                    "doc" if schema && code => {
                        let doc = &attr.meta;
                        Some(parse_quote!(#[cfg_attr(not(doctest), #doc)]))
                    }
                    // schemars also reads the limits of the last two.
                    "doc" | "deprecated" | "validate" | "garde" if schema => Some(attr.clone()),
                    _ => None,
                }
            })
            .collect()
    }

    fn fields(&self, fields: &mut Fields) {
        for field in fields {
            field.vis = Visibility::Inherited;
            field.attrs = self.attrs(&field.attrs);
        }
    }

    /// `Self` in an attribute (`example = Self::sample()`) is the user's type.
    fn without_self(&self, mut attr: Attribute) -> Attribute {
        if let Meta::List(list) = &mut attr.meta {
            let ident = &self.model.input.ident;
            let name = if self.model.is_generic() {
                let (_, generics, _) = self.model.input.generics.split_for_impl();
                quote!(<#ident #generics>)
            } else {
                ident.to_token_stream()
            };
            list.tokens = replace_self(std::mem::take(&mut list.tokens), &name);
        }
        attr
    }
}

/// Examples in the documentation of the type would be tested once more as the twin's.
pub(super) fn may_hold_code(attrs: &[Attribute]) -> bool {
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("doc"))
        .any(|attr| match &attr.meta {
            Meta::NameValue(MetaNameValue {
                value:
                    Expr::Lit(ExprLit {
                        lit: Lit::Str(text),
                        ..
                    }),
                ..
            }) => {
                let text = text.value();
                text.contains("```")
                    || text.contains("~~~")
                    || text
                        .lines()
                        .any(|line| line.starts_with("    ") || line.contains('\t'))
            }
            _ => true,
        })
}

fn replace_self(tokens: TokenStream, name: &TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|tree| match tree {
            TokenTree::Ident(ident) if ident == "Self" => name.clone(),
            TokenTree::Group(group) => {
                let mut replaced =
                    Group::new(group.delimiter(), replace_self(group.stream(), name));
                replaced.set_span(group.span());
                TokenTree::Group(replaced).into()
            }
            tree => tree.into(),
        })
        .collect()
}

/// A container's `default`: serde asks the twin for it in a bound, schemars for its values.
fn default(model: &Model<'_>, twin: &DeriveInput) -> TokenStream {
    let Data::Struct(data) = &twin.data else {
        return TokenStream::new();
    };
    let (user, twin_ident) = (&model.input.ident, &twin.ident);
    let mut generics = twin.generics.clone();
    if model.is_generic() {
        let (_, ty, _) = model.input.generics.split_for_impl();
        let bound = parse_quote!(#user #ty: ::core::default::Default);
        generics.make_where_clause().predicates.push(bound);
    }
    let (params, ty, bounds) = generics.split_for_impl();
    let members: Vec<Member> = data
        .fields
        .iter()
        .enumerate()
        .map(|(index, field)| {
            field
                .ident
                .clone()
                .map_or_else(|| Member::Unnamed(Index::from(index)), Member::Named)
        })
        .collect();
    let values: Vec<Ident> = (0..members.len())
        .map(|index| format_ident!("__field{index}"))
        .collect();
    quote! {
        #[automatically_derived]
        impl #params ::core::default::Default for #twin_ident #ty #bounds {
            fn default() -> Self {
                let #user { #(#members: #values),* } = <#user #ty as ::core::default::Default>::default();
                Self { #(#members: #values),* }
            }
        }
    }
}
