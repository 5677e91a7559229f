//! Finds borrowed data, which an answer cannot be read into: its text does not outlive the call.

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Generics, Lifetime, Type, TypeFnPtr, TypeReference};

use crate::error::Errors;

/// Notes each borrow in a field's type; says whether there was one.
pub(crate) fn refuse_in_field(cx: &Errors, generics: &Generics, ty: &Type) -> bool {
    let mut borrows = Borrows {
        cx,
        generics,
        found: false,
    };
    borrows.visit_type(ty);
    borrows.found
}

/// Notes the lifetime parameters of a type whose fields borrow nothing.
pub(crate) fn refuse_parameters(cx: &Errors, generics: &Generics) {
    for param in generics.lifetimes() {
        cx.at(
            &param.lifetime,
            format!(
                "a model's answer is read into a type that owns its data: remove the lifetime `{}`",
                param.lifetime
            ),
        );
    }
}

struct Borrows<'c> {
    cx: &'c Errors,
    generics: &'c Generics,
    found: bool,
}

impl<'ast> Visit<'ast> for Borrows<'_> {
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        self.found = true;
        let owned = match &*reference.elem {
            Type::Slice(slice) => format!("`Vec<{}>`", text(&slice.elem)),
            Type::Path(path) if path.path.is_ident("str") => "`String`".to_owned(),
            elem => format!("`{}`", text(elem)),
        };
        self.cx.at(
            reference,
            format!("a model's answer cannot be borrowed from, its text does not outlive the call: write {owned} instead"),
        );
    }

    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        if self
            .generics
            .lifetimes()
            .any(|param| param.lifetime == *lifetime)
        {
            self.found = true;
            self.cx.at(
                lifetime,
                format!(
                    "a model's answer cannot be borrowed from, its text does not outlive the call: write `'static` instead of `{lifetime}`, or a type that owns its data"
                ),
            );
        }
    }

    // A function pointer's references are its caller's.
    fn visit_type_fn_ptr(&mut self, _: &'ast TypeFnPtr) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        // Nothing is read into a marker.
        if path
            .segments
            .last()
            .is_none_or(|last| last.ident != "PhantomData")
        {
            visit::visit_path(self, path);
        }
    }
}

fn text(ty: &Type) -> String {
    ty.to_token_stream().to_string().replace(' ', "")
}
