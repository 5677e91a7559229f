//! `JsonResponse`: walks the value, so that every rule in it runs and knows where it stands.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use serde_derive_internals::ast::{self, Style};
use serde_derive_internals::attr::TagType;
use syn::ext::IdentExt;
use syn::{ExprPath, Ident, Member};

use super::bounds;
use crate::error::spans_at;
use crate::model::{Body, Field, Model, Step, Variant};

pub(super) fn emit(model: &Model<'_>) -> TokenStream {
    let ident = &model.input.ident;
    let (_, ty, _) = model.input.generics.split_for_impl();
    let generics = bounds::response(model);
    let (params, _, bounds) = generics.split_for_impl();
    let (check, key) = (check(model), key(model));
    let partial = super::partial::name(&model.input.ident);
    quote! {
        #[automatically_derived]
        impl #params __json_mode::JsonResponse for #ident #ty #bounds {
            type Partial = #partial #ty;
            #check
            #key
        }
    }
}

/// Nothing at all for a type that holds nothing and has no rule.
fn check(model: &Model<'_>) -> Option<TokenStream> {
    let walk = match &model.body {
        Body::Opaque => TokenStream::new(),
        Body::Struct(fields) => fields
            .iter()
            .map(|field| self::field(field, &access(field)))
            .collect(),
        Body::Enum(variants) => enumeration(variants),
    };
    let rules = rules(&model.attrs.checks, &quote!(self));
    let body = match &model.attrs.garde {
        None if walk.is_empty() && rules.is_empty() => return None,
        None => quote!(#walk #rules),
        Some(word) => {
            let places = places(model);
            // At the word: there the missing `Validate` is shown.
            quote_spanned!(word.span()=> __checks.garde(self, #places, |__checks| { #walk #rules });)
        }
    };
    Some(quote! {
        fn check(&self, __checks: &mut __json_mode::Checks<'_>) {
            #body
        }
    })
}

/// Where each field stands in the JSON, by the name that garde has for it: of an enum, for the variant that is there.
fn places(model: &Model<'_>) -> TokenStream {
    match &model.body {
        _ if model.attrs.garde_transparent => quote!(&[]),
        Body::Opaque => quote!(&[]),
        Body::Struct(fields) => fields_places(None, fields),
        Body::Enum(variants) => {
            let arms = variants.iter().map(|variant| {
                let ident = variant.ident;
                let places = fields_places(variant.outer.as_deref(), &variant.fields);
                quote!(Self::#ident { .. } => #places,)
            });
            // A skipped variant is made by no answer.
            quote!(match self { #(#arms)* #[allow(unreachable_patterns)] _ => &[] })
        }
    }
}

fn fields_places(outer: Option<&str>, fields: &[Field<'_>]) -> TokenStream {
    let places = fields.iter().map(|field| {
        let name = match &field.member {
            Member::Named(ident) => ident.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        };
        let step = match &field.step {
            Step::Here => None,
            Step::Key(key) => Some(key.clone()),
            Step::Index(index) => Some(index.to_string()),
        };
        let steps = outer.map(str::to_owned).into_iter().chain(step);
        quote!((#name, &[#(#steps),*]))
    });
    quote!(&[#(#places),*])
}

/// `&self.member`, from the first to the last token of the field's type: there the missing bound is shown.
fn access(field: &Field<'_>) -> TokenStream {
    let (first, last) = spans_at(field.ty);
    let mut member = field.member.clone();
    match &mut member {
        // Raw, for it may be a keyword in the edition of this crate.
        Member::Named(ident) => *ident = Ident::new_raw(&ident.unraw().to_string(), last),
        Member::Unnamed(index) => index.span = last,
    }
    let place = quote_spanned!(first=> &self.);
    quote!(#place #member)
}

fn enumeration(variants: &[Variant<'_>]) -> TokenStream {
    let arms: Vec<TokenStream> = variants.iter().filter_map(arm).collect();
    if arms.is_empty() {
        return TokenStream::new();
    }
    let rest = (arms.len() < variants.len()).then(|| quote!(_ => {}));
    quote!(match self { #(#arms)* #rest })
}

fn arm(variant: &Variant<'_>) -> Option<TokenStream> {
    let bound: Vec<(&Field<'_>, Ident)> = variant
        .fields
        .iter()
        .filter(|field| field.walked || !field.checks.is_empty())
        .enumerate()
        .map(|(index, field)| {
            (
                field,
                format_ident!("__field{index}", span = spans_at(field.ty).0),
            )
        })
        .collect();
    let walk = match (&variant.outer, bound.as_slice()) {
        (_, []) => return None,
        // The variant's member is the value itself.
        (Some(outer), [(field, value)])
            if matches!(field.step, Step::Here) && field.checks.is_empty() =>
        {
            quote!(__checks.field(#outer, #value);)
        }
        (outer, bound) => {
            let walk: TokenStream = bound
                .iter()
                .map(|(field, value)| self::field(field, &quote!(#value)))
                .collect();
            match outer {
                Some(outer) => quote!(__checks.within(#outer, |__checks| { #walk });),
                None => walk,
            }
        }
    };
    let ident = variant.ident;
    let (members, values): (Vec<_>, Vec<_>) = bound
        .iter()
        .map(|(field, value)| (&field.member, value))
        .unzip();
    Some(quote!(Self::#ident { #(#members: #values,)* .. } => { #walk }))
}

/// Walks into a field and runs its rules, at its place.
fn field(field: &Field<'_>, value: &TokenStream) -> TokenStream {
    if field.checks.is_empty() {
        return match (&field.step, field.walked) {
            (_, false) => TokenStream::new(),
            (Step::Here, true) => quote!(__json_mode::JsonResponse::check(#value, __checks);),
            (Step::Key(key), true) => quote!(__checks.field(#key, #value);),
            (Step::Index(index), true) => quote!(__checks.index(#index, #value);),
        };
    }
    let walk = field
        .walked
        .then(|| quote!(__json_mode::JsonResponse::check(#value, __checks);));
    let rules = rules(&field.checks, value);
    let key = match &field.step {
        Step::Here => return quote!(#walk #rules),
        Step::Key(key) => key.clone(),
        Step::Index(index) => index.to_string(),
    };
    quote!(__checks.within(#key, |__checks| { #walk #rules });)
}

/// The closure lets a rule take what the value derefs to, as `fn(&str)` for a `String`.
pub(super) fn rules(checks: &[ExprPath], value: &TokenStream) -> TokenStream {
    checks
        .iter()
        .map(
            |path| quote_spanned!(spans_at(path).0=> __checks.rule(#value, |__value| #path(__value));),
        )
        .collect()
}

/// The text of a value that can be the key of a map: a plain enum, or what is on the wire just that.
fn key(model: &Model<'_>) -> Option<TokenStream> {
    let body = match (&model.body, model.serde.attrs.tag(), &model.serde.data) {
        (Body::Enum(variants), TagType::External, ast::Data::Enum(read))
            if !variants.is_empty()
                && read.iter().all(|variant| {
                    matches!(variant.style, Style::Unit) && !variant.attrs.untagged()
                }) =>
        {
            let arms = variants.iter().map(|variant| {
                let ident = variant.ident;
                let name = variant.name.as_ref().map_or_else(
                    || quote!(return __json_mode::Key::None),
                    |name| quote!(#name),
                );
                quote!(Self::#ident => #name,)
            });
            quote!(__json_mode::Key::Some(__json_mode::Text::Borrowed(match self { #(#arms)* })))
        }
        (Body::Struct(fields), ..) => match fields.as_slice() {
            [
                Field {
                    step: Step::Here,
                    walked: true,
                    member,
                    ..
                },
            ] if !model
                .serde
                .data
                .all_fields()
                .any(|field| field.attrs.flatten()) =>
            {
                quote!(__json_mode::JsonResponse::as_key(&self.#member))
            }
            _ => return None,
        },
        _ => return None,
    };
    Some(quote! {
        fn as_key(&self) -> __json_mode::Key<'_> {
            #body
        }
    })
}
