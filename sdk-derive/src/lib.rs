//! The derive macro of [json-mode](https://docs.rs/json-mode): use it from there.
//!
//! The way through is parse, model, emit: `attr` reads our own attributes, `model` joins them with
//! serde's and says what the type is, `emit` writes code from the model alone. A mistake anywhere
//! goes into one collector, and a type with mistakes gets stub impls (`fallback`), so that one
//! mistake is one message.

mod attr;
mod borrowed;
mod emit;
mod error;
mod fallback;
mod model;

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
