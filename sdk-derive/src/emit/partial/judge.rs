//! The user's rules on parts that are complete while the rest still comes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{Of, Partial, is_opaque};
use crate::emit::check::rules;
use crate::model::Step;

impl Partial<'_, '_> {
    /// Nothing for a type without rules.
    pub(super) fn judge(&self) -> Option<TokenStream> {
        let arms: Vec<TokenStream> = self
            .bodies
            .iter()
            .flat_map(|body| self.on_places(body).chain(self.on_itself(body)))
            .collect();
        // Nothing else is known of a value whose variant is not.
        (!arms.is_empty()).then(|| {
            quote! {
                fn judge(
                    &self,
                    __place: ::core::option::Option<usize>,
                    __part: &mut __json_mode::Part<'_>,
                ) {
                    match (self, __place) {
                        #(#arms)*
                        _ => {}
                    }
                }
            }
        })
    }

    /// The rules on fields that have a place of their own.
    fn on_places(&self, body: &Of<'_, '_>) -> impl Iterator<Item = TokenStream> {
        let path = body.path();
        let with_rules = body.fields.iter().filter(|place| {
            !place.field.checks.is_empty()
                && !body.is_here(&place.field.step)
                && !is_opaque(self.model, place.field)
        });
        let arms = with_rules.map(|place| {
            let (member, index, ty) = (&place.member, place.index, &place.ty);
            let rules = rules(&place.field.checks, &quote!(__value));
            let run = if place.field.walked {
                quote!(read::<#ty>(|__value, __checks| { #rules }))
            } else {
                quote!(shown(__at, |__value, __checks| { #rules }))
            };
            quote! {
                (#path { #member: __at, .. }, ::core::option::Option::Some(#index)) => {
                    let _ = __at;
                    __part.#run
                }
            }
        });
        arms.collect::<Vec<_>>().into_iter()
    }

    /// The rules on the value itself, and on what stands in its place.
    fn on_itself(&self, body: &Of<'_, '_>) -> Option<TokenStream> {
        let (path, ident) = (body.path(), &self.model.input.ident);
        let (_, ty, _) = self.model.input.generics.split_for_impl();
        let here = || {
            body.fields
                .iter()
                .filter(|place| body.is_here(&place.field.step))
        };
        let always = !self.model.attrs.checks.is_empty()
            || here().any(|place| !place.field.checks.is_empty());
        if always {
            return Some(quote! {
                (#path { .. }, ::core::option::Option::None) => __part.own::<#ident #ty>(),
            });
        }
        // A newtype's field is asked by itself.
        let mixed: Vec<_> = here()
            .filter(|place| place.field.walked && (place.field.flat || body.variant.is_some()))
            .collect();
        if mixed.is_empty() {
            return None;
        }
        let members = mixed.iter().map(|place| &place.member);
        let values: Vec<_> = (0..mixed.len()).map(|at| format_ident!("__{at}")).collect();
        Some(quote! {
            (#path { #(#members: #values,)* .. }, ::core::option::Option::None)
                if #(__part.concerns(#values))||* => __part.own::<#ident #ty>(),
        })
    }
}

impl Of<'_, '_> {
    /// Whether a field stands where the value itself does: flattened, alone, or what an internally tagged variant holds.
    fn is_here(&self, step: &Step) -> bool {
        matches!(step, Step::Here) && !self.has_outer
    }
}
