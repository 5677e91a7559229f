//! Writes the code; one file a thing that the type gets.

mod bounds;
mod check;
mod delegate;
mod partial;
mod target;
mod twin;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Model;

/// All that the type gets, in one anonymous const: nothing of it can be named or clash outside.
pub(crate) fn all(model: &Model<'_>) -> TokenStream {
    let (partial, slot) = partial::emit(model);
    // The compiler reports in this order. The first message is that of the partial's own definition, and the one at the end,
    // which stands above the prompt, is ours as well: between them serde's say to derive what would not help.
    let parts = [
        slot,
        twin::emit(model),
        delegate::deserialize(model),
        delegate::schema(model),
        target::emit(model),
        check::emit(model),
    ];
    let impls = enclose(model.attrs, &parts);
    quote!(#partial #impls)
}

pub(crate) use partial::alias as partial_alias;

/// `__json_mode` is the one name that generated code starts from; it also lets `crate = $crate::path`
/// reach serde and schemars, whose own `crate` attributes are texts.
pub(crate) fn enclose(attrs: &crate::attr::ContainerAttrs, parts: &[TokenStream]) -> TokenStream {
    let root = &attrs.root;
    quote! {
        #[allow(
            dead_code, deprecated, private_bounds, unreachable_pub, unused_qualifications,
            non_camel_case_types, non_snake_case, single_use_lifetimes, let_underscore_drop,
            clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction
        )]
        const _: () = {
            use #root::__private as __json_mode;
            #(#parts)*
        };
    }
}
