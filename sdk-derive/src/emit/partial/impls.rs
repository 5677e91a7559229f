//! The traits of the standard library and serde's, for the partial.

use proc_macro2::TokenStream;
use quote::quote;
use serde_derive_internals::ast::Style;
use syn::Member;
use syn::ext::IdentExt;

use super::{Of, Partial};
use crate::emit::bounds;
use crate::model::Reading;

impl Partial<'_, '_> {
    pub(super) fn impls(&self) -> TokenStream {
        let (model, name) = (self.model, &self.name);
        let generics = bounds::partial(model);
        let (params, _, bounds) = generics.split_for_impl();
        let (_, ty, _) = model.input.generics.split_for_impl();
        let head = |path: TokenStream| quote!(#[automatically_derived] impl #params #path for #name #ty #bounds);
        let default = head(quote!(::core::default::Default));
        let clone = head(quote!(::core::clone::Clone));
        let eq = head(quote!(::core::cmp::PartialEq));
        let debug = head(quote!(::core::fmt::Debug));
        let serialize = head(quote!(__json_mode::serde::Serialize));
        let slot = head(quote!(__json_mode::Slot));
        let (nothing, cloned, same, shown) = (
            self.nothing(),
            self.matched(&|body| body.cloned()),
            self.same(),
            self.matched(&|body| self.shown(body)),
        );
        let slots = self.slots();
        let judge = self.judge();
        quote! {
            #default {
                fn default() -> Self {
                    #nothing
                }
            }
            #clone {
                fn clone(&self) -> Self {
                    #cloned
                }
            }
            #eq {
                fn eq(&self, __other: &Self) -> bool {
                    #same
                }
            }
            #debug {
                fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    #shown
                }
            }
            #serialize {
                fn serialize<__S: __json_mode::serde::Serializer>(
                    &self,
                    __serializer: __S,
                ) -> ::core::result::Result<__S::Ok, __S::Error> {
                    __json_mode::serialize(self, __serializer)
                }
            }
            #slot {
                #slots
                #judge
                fn clear(&mut self) {
                    *self = ::core::default::Default::default();
                }
            }
        }
    }

    fn nothing(&self) -> TokenStream {
        let pending = &self.pending;
        match self.bodies.first() {
            Some(body) if !self.is_enum => {
                let fields = self.empty(body);
                quote!(Self { #fields })
            }
            _ => quote!(Self::#pending),
        }
    }

    pub(super) fn empty(&self, body: &Of<'_, '_>) -> TokenStream {
        body.fields
            .iter()
            .map(|place| {
                let member = &place.member;
                match &place.field.reading {
                    Reading::Function(path) if !self.model.is_generic() => quote! {
                        #member: __json_mode::Whole::read_by(|__json| {
                            let mut __reader = __json_mode::reader(__json);
                            let __value = #path(&mut __reader).ok()?;
                            __reader.end().ok()?;
                            ::core::option::Option::Some(__value)
                        }),
                    },
                    _ => quote!(#member: ::core::default::Default::default(),),
                }
            })
            .collect()
    }

    /// `each` with the fields bound to `__0`, `__1` and so on, for the struct or for each variant.
    fn matched(&self, each: &dyn Fn(&Of<'_, '_>) -> TokenStream) -> TokenStream {
        let arms = self.bodies.iter().map(|body| {
            let (path, members, values) = (body.path(), body.members(), body.values("__"));
            let done = each(body);
            quote!(#path { #(#members: #values),* } => #done,)
        });
        let pending = self.is_enum.then(|| {
            let pending = &self.pending;
            let nothing = each(&Of {
                variant: Some((pending, Vec::new())),
                other: false,
                has_outer: false,
                style: Style::Unit,
                attrs: &[],
                fields: Vec::new(),
            });
            quote!(Self::#pending => #nothing,)
        });
        quote!(match self { #pending #(#arms)* })
    }

    fn shown(&self, body: &Of<'_, '_>) -> TokenStream {
        let name = body.variant.as_ref().map_or_else(
            || self.name.to_string(),
            |(ident, _)| ident.unraw().to_string(),
        );
        let names = body.fields.iter().filter_map(|place| match &place.member {
            Member::Named(ident) => Some(ident.unraw().to_string()),
            Member::Unnamed(_) => None,
        });
        let values = body.values("__");
        quote!(__json_mode::debug(__f, #name, &[#(#names),*], &[#(#values),*]))
    }

    fn same(&self) -> TokenStream {
        let arms = self.bodies.iter().map(|body| {
            let (path, members) = (body.path(), body.members());
            let (ours, others) = (body.values("__a"), body.values("__b"));
            quote! {
                (#path { #(#members: #ours),* }, #path { #(#members: #others),* }) => true #(&& #ours == #others)*,
            }
        });
        let pending = &self.pending;
        let rest = self.is_enum.then(|| {
            quote! {
                (Self::#pending, Self::#pending) => true,
                _ => false,
            }
        });
        quote!(match (self, __other) { #(#arms)* #rest })
    }
}
