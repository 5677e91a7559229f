//! Stub impls beside the messages, so that a mistake in an attribute is not followed by one
//! "trait is not implemented" wherever the type is used.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_quote};

use crate::attr::ContainerAttrs;
use crate::emit::enclose;

pub(crate) fn stubs(
    input: &DeriveInput,
    attrs: &ContainerAttrs,
    errors: Option<syn::Error>,
) -> TokenStream {
    let messages = errors.map(syn::Error::into_compile_error);
    let ident = &input.ident;
    let (params, ty, bounds) = input.generics.split_for_impl();

    let deserialize = (!attrs.own_deserialize).then(|| {
        let mut generics = input.generics.clone();
        generics.params.insert(0, parse_quote!('de));
        let (params, _, bounds) = generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #params __json_mode::serde::Deserialize<'de> for #ident #ty #bounds {
                fn deserialize<__D: __json_mode::serde::Deserializer<'de>>(
                    _: __D,
                ) -> ::core::result::Result<Self, __D::Error> {
                    ::core::unreachable!()
                }
            }
        }
    });
    let schema = (!attrs.own_schema).then(|| {
        quote! {
            #[automatically_derived]
            impl #params __json_mode::schemars::JsonSchema for #ident #ty #bounds {
                fn schema_name() -> __json_mode::Name {
                    ::core::unreachable!()
                }
                fn json_schema(_: &mut __json_mode::schemars::SchemaGenerator) -> __json_mode::schemars::Schema {
                    ::core::unreachable!()
                }
            }
        }
    });
    let mut generics = input.generics.clone();
    if !generics.params.is_empty() {
        generics.make_where_clause().predicates.push(parse_quote!(
            Self: 'static + __json_mode::serde::de::DeserializeOwned + __json_mode::schemars::JsonSchema
        ));
    }
    let (_, _, bounds) = generics.split_for_impl();
    let response = quote! {
        #[automatically_derived]
        impl #params __json_mode::JsonResponse for #ident #ty #bounds {
            type Partial = __json_mode::Whole<Self>;
        }
    };
    let impls = enclose(
        attrs,
        &[
            deserialize.unwrap_or_default(),
            schema.unwrap_or_default(),
            response,
        ],
    );
    let partial = crate::emit::partial_alias(input, attrs, false);
    quote!(#messages #partial #impls)
}
