//! The type as serde reads it: names, tags, defaults and skips are asked of serde's own parser.

use proc_macro2::Span;
use serde_derive_internals::{Ctxt, Derive, ast};
use syn::{Data, DeriveInput, Ident};

use crate::attr::{ContainerAttrs, FieldAttrs, refuse_on_variant};
use crate::error::Errors;
use crate::items::{items_of, one_by_one};
use crate::words::{SERDE_CONTAINER, SERDE_FIELD, refuse_misspelt_schemars, with_suggestion};
use crate::{borrowed, refuse};

/// The type as serde reads it, or its mistakes.
pub(crate) fn container<'a>(
    cx: &Errors,
    input: &'a DeriveInput,
    attrs: &ContainerAttrs,
) -> Option<ast::Container<'a>> {
    match read_by_serde(input) {
        Ok(container) => Some(container),
        Err(first) => {
            // serde leaves a list at its first mistake; one item an attribute, it shows them all.
            let mut single = input.clone();
            one_by_one(&mut single.attrs);
            match &mut single.data {
                Data::Struct(data) => data
                    .fields
                    .iter_mut()
                    .for_each(|field| one_by_one(&mut field.attrs)),
                Data::Enum(data) => {
                    for variant in &mut data.variants {
                        one_by_one(&mut variant.attrs);
                        variant
                            .fields
                            .iter_mut()
                            .for_each(|field| one_by_one(&mut field.attrs));
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
            refuse::for_schema(cx, &field.attrs, SERDE_FIELD);
        }
        let exempt = ["skip", "skip_deserializing", "with", "deserialize_with"];
        let items = items_of(&field.attrs, "serde");
        if !items
            .iter()
            .any(|item| exempt.iter().any(|word| item.word == word))
        {
            borrowed::refuse_in_field(cx, &input.generics, &field.ty);
        }
    };
    if !attrs.own_schema {
        refuse_misspelt_schemars(cx, &input.attrs, SERDE_CONTAINER);
    }
    match &input.data {
        Data::Struct(data) => data.fields.iter().for_each(field),
        Data::Enum(data) => data.variants.iter().for_each(|variant| {
            refuse_on_variant(cx, &variant.attrs);
            variant.fields.iter().for_each(field);
        }),
        Data::Union(_) => {}
    }
}
