//! Which type parameters an impl must bound: serde's own inference, so that our impls ask for what the twin's do.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;
use serde_derive_internals::ast;
use serde_derive_internals::attr::{self, Default as SerdeDefault};
use serde_derive_internals::ungroup;
use syn::visit::{self, Visit};
use syn::{Generics, Ident, Macro, Path, Type, TypePath, WherePredicate, parse_quote};

use crate::model::{Model, Reading};

/// The user's generics, with what `Deserialize` needs.
pub(super) fn deserialize(model: &Model<'_>) -> Generics {
    let mut generics = model.input.generics.clone();
    if !model.is_generic() {
        return generics;
    }
    let serde = &model.serde;
    let mut add: Vec<WherePredicate> = Vec::new();
    for (variant, field) in fields(serde) {
        add.extend(field.attrs.de_bound().into_iter().flatten().cloned());
        add.extend(
            variant
                .and_then(attr::Variant::de_bound)
                .into_iter()
                .flatten()
                .cloned(),
        );
    }
    if let Some(bounds) = serde.attrs.de_bound() {
        add.extend(bounds.iter().cloned());
    } else {
        if let SerdeDefault::Default = serde.attrs.default() {
            add.push(parse_quote!(Self: ::core::default::Default));
        }
        let read = used(
            model,
            fields(serde)
                .filter(|(variant, field)| needs_deserialize(&field.attrs, *variant))
                .map(|(_, field)| field.original),
        );
        add.extend(read.bound(&quote!(__json_mode::serde::Deserialize<'de>)));
        let filled = used(
            model,
            fields(serde)
                .filter(|(_, field)| matches!(field.attrs.default(), SerdeDefault::Default))
                .map(|(_, field)| field.original),
        );
        add.extend(filled.bound(&quote!(::core::default::Default)));
    }
    generics.make_where_clause().predicates.extend(add);
    generics
}

/// The user's generics, with what `JsonResponse` needs, of a type that is only part of the impl's: its partial.
pub(super) fn partial(model: &Model<'_>) -> Generics {
    let mut generics = response(model);
    if !model.is_generic() {
        return generics;
    }
    let ident = &model.input.ident;
    let (_, ty, _) = model.input.generics.split_for_impl();
    if let Some(clause) = &mut generics.where_clause {
        for predicate in &mut clause.predicates {
            if let WherePredicate::Type(of) = predicate
                && matches!(&of.bounded_ty, Type::Path(path) if path.path.is_ident("Self"))
            {
                of.bounded_ty = parse_quote!(#ident #ty);
            }
        }
    }
    generics
}

/// The user's generics, with what `JsonResponse` needs: the parts that are walked into are responses too.
pub(super) fn response(model: &Model<'_>) -> Generics {
    let mut generics = model.input.generics.clone();
    if !model.is_generic() {
        return generics;
    }
    let all: Vec<_> = match &model.body {
        crate::model::Body::Opaque => Vec::new(),
        crate::model::Body::Struct(fields) => fields.iter().collect(),
        crate::model::Body::Enum(variants) => variants
            .iter()
            .flat_map(|variant| &variant.fields)
            .collect(),
    };
    let read_whole: Vec<&Type> = all
        .iter()
        .filter(|field| !field.walked && matches!(field.reading, Reading::Plain))
        .filter(|field| !used(model, [field.serde].into_iter()).params.is_empty())
        .map(|field| field.ty)
        .collect();
    let walked = used(
        model,
        all.into_iter()
            .filter(|field| field.walked)
            .map(|field| field.serde),
    );
    let root = &model.attrs.root;
    let mut add = walked.bound(&quote!(#root::JsonResponse));
    for param in model.input.generics.type_params() {
        if !walked.params.contains(&param.ident) {
            let param = &param.ident;
            add.push(parse_quote!(#param: 'static));
        }
    }
    add.push(parse_quote!(Self: #root::__private::serde::de::DeserializeOwned + #root::__private::schemars::JsonSchema));
    // What is shown whole is read by itself.
    add.extend(read_whole.into_iter().map(|ty| -> WherePredicate {
        parse_quote!(#ty: #root::__private::serde::de::DeserializeOwned)
    }));
    generics.make_where_clause().predicates.extend(add);
    generics
}

fn fields<'m, 'a>(
    serde: &'m ast::Container<'a>,
) -> impl Iterator<Item = (Option<&'m attr::Variant>, &'m ast::Field<'a>)> {
    let (plain, variants) = match &serde.data {
        ast::Data::Struct(_, fields) => (&fields[..], &[][..]),
        ast::Data::Enum(variants) => (&[][..], &variants[..]),
    };
    plain
        .iter()
        .map(|field| (None, field))
        .chain(variants.iter().flat_map(|variant| {
            variant
                .fields
                .iter()
                .map(move |field| (Some(&variant.attrs), field))
        }))
}

fn needs_deserialize(field: &attr::Field, variant: Option<&attr::Variant>) -> bool {
    !field.skip_deserializing()
        && field.deserialize_with().is_none()
        && field.de_bound().is_none()
        && variant.is_none_or(|variant| {
            !variant.skip_deserializing()
                && variant.deserialize_with().is_none()
                && variant.de_bound().is_none()
        })
}

pub(super) fn used<'a>(model: &Model<'_>, fields: impl Iterator<Item = &'a syn::Field>) -> Used {
    let mut used = Used {
        all: model
            .input
            .generics
            .type_params()
            .map(|param| param.ident.clone())
            .collect(),
        params: HashSet::new(),
        associated: Vec::new(),
    };
    for field in fields {
        used.visit_field_type(&field.ty);
    }
    used
}

/// The type parameters that occur in some fields' types, and the types associated with them.
pub(super) struct Used {
    all: Vec<Ident>,
    pub(super) params: HashSet<Ident>,
    associated: Vec<TypePath>,
}

impl Used {
    fn bound(&self, bound: &TokenStream) -> Vec<WherePredicate> {
        let params = self.all.iter().filter(|param| self.params.contains(*param));
        let mut predicates: Vec<WherePredicate> =
            params.map(|param| parse_quote!(#param: #bound)).collect();
        predicates.extend(
            self.associated
                .iter()
                .map(|ty| -> WherePredicate { parse_quote!(#ty: #bound) }),
        );
        predicates
    }

    fn visit_field_type(&mut self, ty: &Type) {
        if let Type::Path(path) = ungroup(ty)
            && path.path.segments.len() > 1
            && path
                .path
                .segments
                .first()
                .is_some_and(|first| self.all.contains(&first.ident))
        {
            self.associated.push(path.clone());
        }
        self.visit_type(ty);
    }
}

impl<'ast> Visit<'ast> for Used {
    fn visit_path(&mut self, path: &'ast Path) {
        // A marker implements the traits whatever it marks.
        if path
            .segments
            .last()
            .is_some_and(|last| last.ident == "PhantomData")
        {
            return;
        }
        if let Some(param) = path.get_ident()
            && self.all.contains(param)
        {
            self.params.insert(param.clone());
        }
        visit::visit_path(self, path);
    }

    // What a macro in type position names is not known.
    fn visit_macro(&mut self, _: &'ast Macro) {}
}
