//! serde's and schemars' traits for the user's type, each handed on to the twin.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use serde_derive_internals::{ast, name::Name};
use syn::ext::IdentExt;
use syn::{Attribute, parse_quote};

use super::{bounds, twin};
use crate::items;
use crate::model::Model;

pub(super) fn deserialize(model: &Model<'_>) -> TokenStream {
    if model.attrs.own_deserialize {
        return TokenStream::new();
    }
    let (ident, twin) = (&model.input.ident, twin::ident(model.input));
    let mut generics = bounds::deserialize(model);
    generics.params.insert(0, parse_quote!('de));
    let (params, _, bounds) = generics.split_for_impl();
    let (_, ty, _) = model.input.generics.split_for_impl();
    let turbofish = ty.as_turbofish();
    quote! {
        #[automatically_derived]
        impl #params __json_mode::serde::Deserialize<'de> for #ident #ty #bounds {
            fn deserialize<__D: __json_mode::serde::Deserializer<'de>>(
                __deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                #twin #turbofish::deserialize(__deserializer)
            }
        }
    }
}

pub(super) fn schema(model: &Model<'_>) -> TokenStream {
    if model.attrs.own_schema {
        return TokenStream::new();
    }
    let (ident, twin) = (&model.input.ident, twin::ident(model.input));
    let (_, ty, _) = model.input.generics.split_for_impl();
    let mut generics = model.input.generics.clone();
    if model.is_generic() {
        let bound = parse_quote!(#twin #ty: __json_mode::schemars::JsonSchema);
        generics.make_where_clause().predicates.push(bound);
    }
    let (params, _, bounds) = generics.split_for_impl();
    let twin = quote!(<#twin #ty as __json_mode::schemars::JsonSchema>);
    let identity = if is_another_types(model) {
        another_types(&twin)
    } else {
        identity(model, &twin)
    };
    let mut schema = quote!(#twin::json_schema(__generator));
    let aliases = aliases(model);
    if !aliases.is_empty() {
        let pairs = aliases.iter().map(|(name, alias)| quote!((#name, #alias)));
        schema = quote!(__json_mode::aliased(#schema, &[#(#pairs),*]));
    }
    quote! {
        #[automatically_derived]
        impl #params __json_mode::schemars::JsonSchema for #ident #ty #bounds {
            #identity
            fn json_schema(__generator: &mut __json_mode::schemars::SchemaGenerator) -> __json_mode::schemars::Schema {
                #schema
            }
        }
    }
}

/// The names of fields and variants, each with another one that serde reads: schemars leaves them out.
fn aliases<'m>(model: &'m Model<'_>) -> Vec<(&'m str, &'m str)> {
    fn others<'m>(
        name: &'m Name,
        aliases: &'m BTreeSet<Name>,
    ) -> impl Iterator<Item = (&'m str, &'m str)> {
        let others = aliases.iter().filter(move |alias| *alias != name);
        others.map(|alias| (name.value.as_str(), alias.value.as_str()))
    }
    let of_field = |field: &'m ast::Field<'_>| {
        others(field.attrs.name().deserialize_name(), field.attrs.aliases())
    };
    match &model.serde.data {
        ast::Data::Struct(_, fields) => fields.iter().flat_map(of_field).collect(),
        ast::Data::Enum(variants) => variants
            .iter()
            .flat_map(|variant| {
                let name = variant.attrs.name().deserialize_name();
                let fields = variant.fields.iter().flat_map(of_field);
                others(name, variant.attrs.aliases()).chain(fields)
            })
            .collect(),
    }
}

/// The type's name, and an id of its own: schemars tells types apart by module and name, which two
/// types inside functions or out of one macro may share, and then one of them gets the other's `$ref`.
fn identity(model: &Model<'_>, twin: &TokenStream) -> TokenStream {
    let ours = items::items_of(&model.input.attrs, "schemars");
    // schemars' own `rename` is a format text, which only schemars can fill in.
    let name = if ours.iter().any(|item| item.word == "rename") {
        quote!(#twin::schema_name())
    } else {
        // Without a rename serde calls the type by its name.
        let name = match &model.serde.attrs.name().deserialize_name().value {
            name if items::items_of(&model.input.attrs, "serde")
                .iter()
                .any(|item| item.word == "rename") =>
            {
                name.clone()
            }
            _ => model.input.ident.unraw().to_string(),
        };
        quote!(__json_mode::Name::Borrowed(#name))
    };
    let inline = ours.iter().any(|item| item.word == "inline").then(|| {
        quote! {
            fn inline_schema() -> bool {
                #twin::inline_schema()
            }
        }
    });
    quote! {
        fn schema_name() -> __json_mode::Name {
            #name
        }
        fn schema_id() -> __json_mode::Name {
            static __ID: __json_mode::Id = __json_mode::Id::new();
            __ID.of(&#twin::schema_id())
        }
        #inline
    }
}

/// A type that is on the wire just another one goes by that one's name.
fn another_types(twin: &TokenStream) -> TokenStream {
    quote! {
        fn schema_name() -> __json_mode::Name {
            #twin::schema_name()
        }
        fn schema_id() -> __json_mode::Name {
            #twin::schema_id()
        }
        fn inline_schema() -> bool {
            #twin::inline_schema()
        }
        fn _schemars_private_non_optional_json_schema(
            __generator: &mut __json_mode::schemars::SchemaGenerator,
        ) -> __json_mode::schemars::Schema {
            #twin::_schemars_private_non_optional_json_schema(__generator)
        }
        fn _schemars_private_is_option() -> bool {
            #twin::_schemars_private_is_option()
        }
    }
}

/// schemars passes a transparent type through, unless something about it goes into the schema.
fn is_another_types(model: &Model<'_>) -> bool {
    let plain = |attrs: &[Attribute]| {
        !attrs.iter().any(|attr| {
            ["doc", "deprecated", "validate", "garde"]
                .iter()
                .any(|name| attr.path().is_ident(name))
        }) && items::items_of(attrs, "schemars").iter().all(|item| {
            ["crate", "rename", "bound", "inline", "with", "transparent"]
                .iter()
                .any(|word| item.word == word)
        })
    };
    if !plain(&model.input.attrs) {
        return false;
    }
    let schemars = items::items_of(&model.input.attrs, "schemars");
    if schemars.iter().any(|item| item.word == "with") {
        return true;
    }
    match &model.serde.data {
        ast::Data::Struct(_, fields) if model.serde.attrs.transparent() => fields
            .iter()
            .filter(|field| field.attrs.transparent())
            .all(|field| {
                plain(&field.original.attrs)
                    && items::items_of(&field.original.attrs, "schemars").is_empty()
            }),
        _ => false,
    }
}
