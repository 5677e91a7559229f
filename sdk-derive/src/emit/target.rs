//! `targets(..)`: what is in the type, for hosts that cannot be told all of it, and the build's end where one is named.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use serde_derive_internals::ungroup;
use syn::ext::IdentExt;
use syn::{GenericArgument, PathArguments, Type, parse_quote};

use crate::items;
use crate::model::{Body, Field, Model, Step};

/// What every derived type tells, and the checks where it names hosts.
pub(super) fn emit(model: &Model<'_>) -> TokenStream {
    let fields = fields(model);
    let told = told(model, &fields);
    let checks = model.attrs.targets.iter().map(|host| {
        let checks = fields.iter().map(|field| check(model, field, host));
        quote!(#(#checks)*)
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
    quote! {
        // It can be named by way of the trait, so it is as public as that.
        #[doc(hidden)]
        #[allow(missing_docs, missing_debug_implementations)]
        pub struct __Told #declared (#phantom);
        impl #known_params __json_mode::Known for __Told #args #known_bounds {
            const TRAITS: __json_mode::Traits = {
                #[allow(unused_imports)]
                use __json_mode::Untold as _;
                __json_mode::Traits::NONE #(.and(#probes))*
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

/// The build's end, at the host's word.
fn check(model: &Model<'_>, field: &Field<'_>, host: &syn::Ident) -> TokenStream {
    let name = model.input.ident.unraw();
    let place = match &field.step {
        Step::Here => name.to_string(),
        Step::Key(key) => format!("{name}.{key}"),
        Step::Index(index) => format!("{name}.{index}"),
    };
    let cannot = format!("`{place}` cannot be told to {host}");
    let any =
        format!("{cannot}: it may hold any value; give it a type, or a `String` for JSON as text");
    let endless = format!(
        "{cannot}: it leads back to itself; a flat list works, whose elements name each other by a number or a name"
    );
    let probes = probes(field, &quote!(__json_mode::Deep));
    quote_spanned! {host.span()=>
        const _: () = {
            #[allow(unused_imports)]
            use __json_mode::Untold as _;
            match __json_mode::unsaid(__json_mode::targets::#host, __json_mode::Traits::NONE #(.and(#probes))*) {
                __json_mode::Unsaid::Nothing => {}
                __json_mode::Unsaid::Any => ::core::panic!(#any),
                __json_mode::Unsaid::Endless => ::core::panic!(#endless),
            }
        };
    }
}
