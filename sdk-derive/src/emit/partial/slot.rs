//! How the partial is filled in: by a shape, and by numbered places.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use serde_derive_internals::ast::Style;
use serde_derive_internals::attr::TagType;

use super::{Of, Partial};
use crate::model::Step;

impl Partial<'_, '_> {
    pub(super) fn slots(&self) -> TokenStream {
        let shape = self.shape();
        let arms: Vec<TokenStream> = self
            .bodies
            .iter()
            .flat_map(|body| {
                let path = body.path();
                body.fields.iter().map(move |place| {
                    let (member, index) = (&place.member, place.index);
                    quote!((#path { #member: __at, .. }, #index) => ::core::option::Option::Some(__at),)
                })
            })
            .collect();
        let variants = self.is_enum.then(|| self.variants());
        quote! {
            fn shape(&self) -> __json_mode::Shape {
                #shape
            }
            fn get(&self, __index: usize) -> ::core::option::Option<&dyn __json_mode::Slot> {
                match (self, __index) {
                    #(#arms)*
                    _ => ::core::option::Option::None,
                }
            }
            fn get_mut(&mut self, __index: usize) -> ::core::option::Option<&mut dyn __json_mode::Slot> {
                match (self, __index) {
                    #(#arms)*
                    _ => ::core::option::Option::None,
                }
            }
            #variants
        }
    }

    fn shape(&self) -> TokenStream {
        if !self.is_enum {
            return match self.bodies.first() {
                Some(body) => match body.style {
                    Style::Struct => {
                        let fields = body.names();
                        quote!(__json_mode::Shape::Struct(const { #fields }))
                    }
                    Style::Newtype => quote!(__json_mode::Shape::Through),
                    _ => {
                        let count = body.fields.len();
                        quote!(__json_mode::Shape::Tuple(#count))
                    }
                },
                None => TokenStream::new(),
            };
        }
        let tag = match self.model.serde.attrs.tag() {
            TagType::Internal { tag } => quote!(Internal(#tag)),
            TagType::Adjacent { tag, content } => quote!(Adjacent(#tag, #content)),
            TagType::External | TagType::None => quote!(External),
        };
        let list = self.bodies.iter().filter_map(|body| {
            let (_, names) = body.variant.as_ref()?;
            let held = match body.style {
                _ if body.fields.is_empty() => quote!(Unit),
                Style::Struct => {
                    let fields = body.names();
                    quote!(Struct(const { #fields }))
                }
                Style::Newtype => quote!(Newtype),
                _ => {
                    let count = body.fields.len();
                    quote!(Tuple(#count))
                }
            };
            Some(quote!(__json_mode::Variant::new(&[#(#names),*], __json_mode::Body::#held)))
        });
        let other = self
            .bodies
            .iter()
            .position(|body| body.other)
            .map(|index| quote!(.other(#index)));
        quote! {
            __json_mode::Shape::Enum(const {
                &__json_mode::Variants::new(__json_mode::Tag::#tag, const { &[#(#list),*] })#other
            })
        }
    }

    fn variants(&self) -> TokenStream {
        let pending = &self.pending;
        let (selected, select): (Vec<_>, Vec<_>) = self
            .bodies
            .iter()
            .enumerate()
            .map(|(index, body)| {
                let (path, empty) = (body.path(), self.empty(body));
                (
                    quote!(#path { .. } => ::core::option::Option::Some(#index),),
                    quote!(#index => #path { #empty },),
                )
            })
            .unzip();
        quote! {
            fn selected(&self) -> ::core::option::Option<usize> {
                match self {
                    Self::#pending => ::core::option::Option::None,
                    #(#selected)*
                }
            }
            fn select(&mut self, __variant: usize) {
                *self = match __variant {
                    #(#select)*
                    _ => Self::#pending,
                };
            }
        }
    }
}

impl Of<'_, '_> {
    /// The names of an object's members, in the order of their numbers.
    fn names(&self) -> TokenStream {
        let named = || self.fields.iter().filter(|place| !place.field.flat);
        let keys = named().map(|place| match &place.field.step {
            Step::Key(key) => key.to_token_stream(),
            Step::Index(index) => index.to_string().to_token_stream(),
            Step::Here => "".to_token_stream(),
        });
        let aliases: Vec<TokenStream> = named()
            .flat_map(|place| {
                let index = place.index;
                place
                    .field
                    .aliases
                    .iter()
                    .map(move |alias| quote!((#alias, #index)))
            })
            .collect();
        let aliases = (!aliases.is_empty()).then(|| quote!(.aliases(&[#(#aliases),*])));
        let flat = self.fields.iter().filter(|place| place.field.flat).count();
        let flat = (flat > 0).then(|| quote!(.flat(#flat)));
        quote!(&__json_mode::Fields::new(&[#(#keys),*])#aliases #flat)
    }
}
