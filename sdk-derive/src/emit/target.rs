//! `targets(..)`: what is in the type, for hosts that cannot be told all of it, and the build's end where one is named.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use serde_derive_internals::ast::{Data, Style, Variant};
use serde_derive_internals::attr::TagType;
use serde_derive_internals::ungroup;
use syn::ext::IdentExt;
use syn::{GenericArgument, Ident, PathArguments, Type, parse_quote};

use crate::items;
use crate::model::{Body, Field, Model, Step};

/// What every derived type tells, and the checks where it names hosts.
pub(super) fn emit(model: &Model<'_>) -> TokenStream {
    let fields = fields(model);
    let told = told(model, &fields);
    let sizes = sizes(model, &fields);
    let checks = model.attrs.targets.iter().map(|host| {
        let itself = check(
            &model.input.ident.unraw().to_string(),
            host,
            std::slice::from_ref(&sizes),
        );
        let checks = fields.iter().map(|field| {
            check(
                &place(model, field),
                host,
                &probes(field, &quote!(__json_mode::Deep)),
            )
        });
        quote!(#itself #(#checks)*)
    });
    quote!(#told #(#checks)*)
}

/// The fields whose types are in the schema.
fn fields<'m, 'a>(model: &'m Model<'a>) -> Vec<&'m Field<'a>> {
    let all: Vec<&Field<'_>> = match &model.body {
        _ if model.attrs.own_schema => Vec::new(),
        Body::Opaque => Vec::new(),
        Body::Struct(fields) => fields.iter().collect(),
        Body::Enum(variants) => variants
            .iter()
            .flat_map(|variant| &variant.fields)
            .collect(),
    };
    let described = |field: &&Field<'_>| {
        let schemars = items::items_of(&field.serde.attrs, "schemars");
        let serde = items::items_of(&field.serde.attrs, "serde");
        let elsewhere = ["with", "schema_with", "deserialize_with", "skip"];
        !schemars
            .iter()
            .chain(&serde)
            .any(|item| elsewhere.iter().any(|word| item.word == word))
    };
    all.into_iter().filter(described).collect()
}

fn told(model: &Model<'_>, fields: &[&Field<'_>]) -> TokenStream {
    let ident = &model.input.ident;
    let (_, ty, _) = model.input.generics.split_for_impl();
    let mut generics = model.input.generics.clone();
    let (told_params, _, told_bounds) = generics.split_for_impl();
    let told_params = quote!(#told_params);
    let told_bounds = quote!(#told_bounds);
    let kinds = model.input.generics.type_params().map(|param| &param.ident);
    // A struct with the type's own parameters, for a constant that depends on them.
    let phantom = quote!(::core::marker::PhantomData<fn() -> (__D, #(::core::marker::PhantomData<#kinds>,)*)>);
    let mut declared = model.input.generics.clone();
    declared.where_clause = None;
    for param in declared.type_params_mut() {
        param.bounds.clear();
        param.default = None;
    }
    for param in declared.const_params_mut() {
        param.default = None;
    }
    declared.params.push(parse_quote!(__D));
    generics.params.push(parse_quote!(__D: __json_mode::Depth));
    let (known_params, _, known_bounds) = generics.split_for_impl();
    let (_, args, _) = declared.split_for_impl();
    let probes = fields.iter().flat_map(|field| probes(field, &quote!(__D)));
    let sizes = sizes(model, fields);
    quote! {
        // It can be named by way of the trait, so it is as public as that.
        #[doc(hidden)]
        #[allow(missing_docs, missing_debug_implementations)]
        pub struct __Told #declared (#phantom);
        impl #known_params __json_mode::Known for __Told #args #known_bounds {
            const TRAITS: __json_mode::Traits = {
                #[allow(unused_imports)]
                use __json_mode::Untold as _;
                #sizes #(.and(#probes))*
            };
        }
        #[automatically_derived]
        impl #told_params __json_mode::Told for #ident #ty #told_bounds {
            type At<__D: __json_mode::Depth> = __Told #args;
        }
    }
}

/// What a field's type tells, and the types that it is made of: a container does not tell of what it holds.
fn probes(field: &Field<'_>, depth: &TokenStream) -> Vec<TokenStream> {
    let mut types = Vec::new();
    parts(field.ty, &mut types);
    types
        .into_iter()
        .map(|ty| quote!(__json_mode::Probe::<#ty, #depth>::TRAITS))
        .collect()
}

fn parts<'t>(ty: &'t Type, out: &mut Vec<&'t Type>) {
    match ungroup(ty) {
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else {
                return;
            };
            // A marker holds nothing.
            if last.ident == "PhantomData" {
                return;
            }
            out.push(ty);
            for segment in &path.path.segments {
                if let PathArguments::AngleBracketed(list) = &segment.arguments {
                    for argument in &list.args {
                        if let GenericArgument::Type(inner) = argument {
                            parts(inner, out);
                        }
                    }
                }
            }
        }
        Type::Array(array) => parts(&array.elem, out),
        Type::Slice(slice) => parts(&slice.elem, out),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|inner| parts(inner, out)),
        Type::Paren(inner) => parts(&inner.elem, out),
        _ => {}
    }
}

/// How large the type is by itself, where its schema is surely as its fields and variants are: the least that is sent.
fn sizes(model: &Model<'_>, fields: &[&Field<'_>]) -> TokenStream {
    let described = |attrs| !items::items_of(attrs, "schemars").is_empty();
    let named = |fields: &[&Field<'_>]| {
        let keys = fields.iter().filter_map(|field| match &field.step {
            Step::Key(key) => Some(key.chars().count()),
            Step::Here | Step::Index(_) => None,
        });
        keys.fold((0_usize, 0_usize), |(count, chars), key| {
            (count + 1, chars + key)
        })
    };
    let (mut properties, mut chars) = named(fields);
    let (mut values, mut branches) = (0_usize, 0_usize);
    if described(&model.input.attrs) {
        (properties, chars) = (0, 0);
    }
    if let (Body::Enum(_), Data::Enum(variants)) = (&model.body, &model.serde.data)
        && !model.attrs.own_schema
        && !described(&model.input.attrs)
        && !variants
            .iter()
            .any(|variant| described(&variant.original.attrs))
    {
        let read = || {
            variants
                .iter()
                .filter(|variant| !variant.attrs.skip_deserializing())
        };
        let has_data = |variant: &&Variant<'_>| !matches!(variant.style, Style::Unit);
        let with_data = read().filter(has_data).count();
        let words = read().count() - with_data;
        let tag = model.serde.attrs.tag();
        // A word that is described is a constant of its own; those of one enum may be one alternative.
        let documented = read().any(|variant| {
            let attrs = &variant.original.attrs;
            attrs.iter().any(|attr| attr.path().is_ident("doc"))
        });
        if with_data > 0 {
            let tagged = matches!(tag, TagType::Internal { .. } | TagType::Adjacent { .. });
            branches = with_data
                + if tagged {
                    words
                } else {
                    usize::from(words > 0)
                };
        } else if matches!(tag, TagType::External) && !documented {
            values = words;
        }
        if !matches!(tag, TagType::None) {
            chars += read()
                .map(|variant| {
                    variant
                        .attrs
                        .name()
                        .deserialize_name()
                        .value
                        .chars()
                        .count()
                })
                .sum::<usize>();
        }
    }
    quote! {
        __json_mode::Traits::sized(__json_mode::Sizes {
            properties: #properties,
            values: #values,
            branches: #branches,
            chars: #chars,
        })
    }
}

/// Where a field is, for a message.
fn place(model: &Model<'_>, field: &Field<'_>) -> String {
    let name = model.input.ident.unraw();
    match &field.step {
        Step::Here => name.to_string(),
        Step::Key(key) => format!("{name}.{key}"),
        Step::Index(index) => format!("{name}.{index}"),
    }
}

/// The build's end, at the host's word.
fn check(place: &str, host: &Ident, probes: &[TokenStream]) -> TokenStream {
    let cannot = format!("`{place}` cannot be told to {host}");
    let why = [
        (
            "Any",
            "it may hold any value; give it a type, or a `String` for JSON as text",
        ),
        (
            "Endless",
            "it leads back to itself; a flat list works, whose elements name each other by a number or a name",
        ),
        (
            "Branches",
            "an enum has more alternatives than a union may have there; nest some of them in an enum of their own",
        ),
        (
            "Values",
            "an enum has more words than a schema may have there; take a `String`, and check it",
        ),
        (
            "Properties",
            "a type has more members than a schema may have there; ask for it in parts",
        ),
        (
            "Chars",
            "the names in a type are longer than all in a schema may be there; ask for it in parts",
        ),
    ];
    let arms = why.map(|(unsaid, why)| {
        let unsaid = Ident::new(unsaid, host.span());
        let message = format!("{cannot}: {why}");
        quote_spanned!(host.span()=> __json_mode::Unsaid::#unsaid => ::core::panic!(#message),)
    });
    quote_spanned! {host.span()=>
        const _: () = {
            #[allow(unused_imports)]
            use __json_mode::Untold as _;
            match __json_mode::unsaid(__json_mode::targets::#host, __json_mode::Traits::NONE #(.and(#probes))*) {
                __json_mode::Unsaid::Nothing => {}
                #(#arms)*
            }
        };
    }
}
