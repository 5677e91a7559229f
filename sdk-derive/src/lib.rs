//! The derive macro of [json-mode](https://docs.rs/json-mode): use it from there.
//!
//! The way through is parse, model, emit: `attr` reads our own attributes and `read` has serde read its own, `model`
//! joins them and says what the type is, `emit` writes code from the model alone. A mistake anywhere
//! goes into one collector, and a type with mistakes gets stub impls (`fallback`), so that one
//! mistake is one message.

#![cfg_attr(not(test), warn(clippy::indexing_slicing, clippy::string_slice))]

mod attr;
mod borrowed;
mod emit;
mod error;
mod fallback;
mod items;
mod model;
mod read;
mod refuse;
mod words;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use error::Errors;
use model::Model;

#[doc = include_str!("../ATTRIBUTES.md")]
#[proc_macro_derive(JsonResponse, attributes(json_response, serde, schemars))]
pub fn json_response(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match syn::parse(input) {
        Ok(input) => expand(&input),
        Err(error) => error.into_compile_error(),
    }
    .into()
}

fn expand(input: &DeriveInput) -> TokenStream {
    let cx = Errors::default();
    let attrs = attr::ContainerAttrs::parse(&cx, &input.attrs);
    let model = Model::parse(&cx, input, &attrs);
    match (model, cx.finish()) {
        (Some(model), None) => emit::all(&model),
        (_, errors) => fallback::stubs(input, &attrs, errors),
    }
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::expand;

    #[test]
    fn examples_in_documentation_are_not_tested_twice() {
        let with_example = expand(&parse_quote! {
            /// ```
            /// assert!(true);
            /// ```
            struct User { name: String }
        });
        assert!(with_example.to_string().contains("cfg_attr (not (doctest)"));
        let without = expand(&parse_quote! {
            /// a user
            struct User { name: String }
        });
        assert!(!without.to_string().contains("doctest"));
    }

    #[test]
    fn a_type_that_holds_nothing_gets_no_check() {
        let unit = expand(&parse_quote!(
            enum Colour {
                Red,
                Green,
            }
        ));
        assert!(!unit.to_string().contains("fn check"));
    }

    #[test]
    fn a_mistake_leaves_stubs_and_no_twin() {
        let stubs = expand(&parse_quote! {
            struct User {
                #[json_response(whol)]
                name: String,
            }
        })
        .to_string();
        assert!(
            stubs.contains("compile_error")
                && stubs.contains("impl __json_mode :: JsonResponse for User")
        );
        assert!(!stubs.contains("__JsonModeUser"));
    }
}
