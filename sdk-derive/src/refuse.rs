//! What serde takes and a type of ours cannot have.

use serde_derive_internals::ast;
use serde_derive_internals::attr::Default as SerdeDefault;
use serde_derive_internals::ungroup;
use syn::{Attribute, GenericArgument, Ident, PathArguments, Type};

use crate::attr::ContainerAttrs;
use crate::error::Errors;
use crate::items::{Value, items_of};
use crate::words::refuse_misspelt_schemars;

/// What serde accepts, and a twin of the type cannot carry.
pub(crate) fn unreadable(cx: &Errors, serde: &ast::Container<'_>, attrs: &ContainerAttrs) {
    if attrs.own_deserialize {
        return;
    }
    let has = |word: &str| {
        items_of(&serde.original.attrs, "serde")
            .into_iter()
            .find(|item| item.word == word)
            .map(|item| item.word)
    };
    if let Some(word) = has("remote") {
        cx.at(word, "`remote` describes another crate's type: write `#[json_response(whole)]` on the field that holds it, and derive serde's and schemars' traits here");
    }
    let constants = serde.generics.const_params().next().is_some();
    if let (SerdeDefault::Default, true, Some(word)) =
        (serde.attrs.default(), constants, has("default"))
    {
        cx.at(word, "serde cannot fill in defaults for a type with const parameters: write `default = \"path::to::function\"` or a default on each field");
    }
}

/// Rules look at fields by reference, which a packed type does not give.
pub(crate) fn packed(cx: &Errors, serde: &ast::Container<'_>) {
    let repr = serde
        .original
        .attrs
        .iter()
        .find(|attr| attr.path().is_ident("repr"));
    if let (true, Some(repr)) = (serde.attrs.is_packed(), repr) {
        cx.at(&repr.meta, "the fields of a packed type cannot be looked at by reference: read a plain type and convert it");
    }
}

/// schemars takes serde's `with` for a type; a module of functions has none.
fn with_alone(cx: &Errors, attrs: &[Attribute]) {
    let module = items_of(attrs, "serde")
        .into_iter()
        .find_map(|item| match &item.value {
            Value::Equals(tokens) if item.word == "with" => {
                let text = syn::parse2::<syn::LitStr>(tokens.clone()).ok()?;
                let path = text.value();
                let last = path.rsplit("::").next()?.trim();
                last.starts_with(|first: char| first.is_lowercase() || first == '_')
                    .then_some(text)
            }
            _ => None,
        });
    let said = items_of(attrs, "schemars")
        .iter()
        .any(|item| item.word == "with" || item.word == "schema_with");
    if let (Some(text), false) = (module, said) {
        cx.at(
            &text,
            format!(
                "what `{}` reads is not known to the schema: also write `#[schemars(with = \"Type\")]` with the type that stands in the JSON",
                text.value()
            ),
        );
    }
}

/// What in the attributes of a field or a variant the schema could not be made with.
pub(crate) fn for_schema(cx: &Errors, attrs: &[Attribute], serde: &[&'static str]) {
    with_alone(cx, attrs);
    refuse_misspelt_schemars(cx, attrs, serde);
}

/// `Not(Box<Expression>)` in an internally tagged `Expression`: schemars writes the variant's type out in
/// place, to add the tag to it, and so on without end.
pub(crate) fn endless(cx: &Errors, this: &Ident, ty: &Type) {
    let mut inner = ty;
    while let Type::Path(path) = ungroup(inner)
        && let Some(last) = path.path.segments.last()
    {
        let is_this =
            path.path.segments.len() == 1 && (last.ident == *this || last.ident == "Self");
        if is_this {
            cx.at(ty, "the schema of this variant would never end, its tag is written into the type itself: give the variant a named field instead");
            return;
        }
        inner = match &last.arguments {
            PathArguments::AngleBracketed(list)
                if ["Box", "Rc", "Arc"]
                    .iter()
                    .any(|pointer| last.ident == pointer) =>
            {
                match list.args.first() {
                    Some(GenericArgument::Type(inner)) => inner,
                    _ => return,
                }
            }
            _ => return,
        };
    }
}
