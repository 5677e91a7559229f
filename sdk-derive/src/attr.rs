//! Reads `#[json_response(..)]`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, ExprPath, Ident, Meta, Path, parse_quote};

use crate::error::{Errors, either, nearest};
use crate::items::{Item, Value, items_of, split};
use crate::words::unknown;

const CONTAINER: &[&str] = &["own", "check", "garde", "crate", "whole"];
const FIELD: &[&str] = &["check", "whole"];
const OWN: &[&str] = &["Deserialize", "JsonSchema"];

/// What stands before the type: `#[json_response(own(..), check = path, garde, crate = path)]`.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word that stands there or not"
)]
pub(crate) struct ContainerAttrs {
    /// The user wrote `Deserialize` himself.
    pub(crate) own_deserialize: bool,
    /// The user wrote `JsonSchema` himself.
    pub(crate) own_schema: bool,
    /// Rules for the whole value.
    pub(crate) checks: Vec<ExprPath>,
    /// The word that asks for the rules of `garde::Validate`.
    pub(crate) garde: Option<Ident>,
    /// Whether garde takes the one field for the type itself: `#[garde(transparent)]`.
    pub(crate) garde_transparent: bool,
    /// The SDK's path.
    pub(crate) root: Path,
    /// Its partial shows it only when it is complete.
    pub(crate) whole: bool,
}

/// What stands before a field: `#[json_response(check = path, whole)]`.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    /// Rules for this field's value.
    pub(crate) checks: Vec<ExprPath>,
    /// The type is only `Deserialize + JsonSchema`: it is not walked into.
    pub(crate) whole: Option<Ident>,
}

impl ContainerAttrs {
    /// Always returns attributes, holes filled, so that later passes can find their own mistakes.
    pub(crate) fn parse(cx: &Errors, attrs: &[Attribute]) -> Self {
        let mut own: Option<Vec<&str>> = None;
        let mut root = None;
        let mut whole = None;
        let mut garde = None;
        let mut checks = Vec::new();
        for item in ours(cx, attrs) {
            match item.word.to_string().as_str() {
                "whole" => once(cx, &mut whole, &item, Some(parse_word(cx, &item))),
                "own" => once(cx, &mut own, &item, parse_own(cx, &item)),
                "crate" => once(
                    cx,
                    &mut root,
                    &item,
                    parse_path(cx, &item, "crate = path::to::json_mode"),
                ),
                "check" => checks.extend(parse_path(cx, &item, "check = path::to::function")),
                "garde" => once(cx, &mut garde, &item, parse_garde(cx, &item)),
                word => {
                    // A stub impl must not clash with the one that is meant.
                    if nearest(word, CONTAINER) == Some("own") {
                        own = own.or_else(|| parse_own(&Errors::default(), &item));
                    }
                    unknown(
                        cx,
                        &item.word,
                        word,
                        CONTAINER,
                        FIELD,
                        "a field, not on the type",
                    );
                }
            }
        }
        let own = own.unwrap_or_default();
        Self {
            own_deserialize: own.contains(&"Deserialize"),
            own_schema: own.contains(&"JsonSchema"),
            checks,
            whole: whole.is_some(),
            garde,
            garde_transparent: items_of(attrs, "garde")
                .iter()
                .any(|item| item.word == "transparent"),
            root: root.map_or_else(|| parse_quote!(::json_mode), |path: ExprPath| path.path),
        }
    }
}

impl FieldAttrs {
    pub(crate) fn parse(cx: &Errors, attrs: &[Attribute]) -> Self {
        let mut this = Self::default();
        for item in ours(cx, attrs) {
            match item.word.to_string().as_str() {
                "whole" => once(cx, &mut this.whole, &item, Some(parse_word(cx, &item))),
                "check" => this
                    .checks
                    .extend(parse_path(cx, &item, "check = path::to::function")),
                word => unknown(
                    cx,
                    &item.word,
                    word,
                    FIELD,
                    CONTAINER,
                    "the type, not on a field",
                ),
            }
        }
        this
    }

    /// The first word, for a message about attributes that have no effect where they stand.
    pub(crate) fn first(&self) -> Option<TokenStream> {
        self.whole
            .as_ref()
            .map(ToTokens::to_token_stream)
            .or_else(|| self.checks.first().map(ToTokens::to_token_stream))
    }
}

/// A variant takes none of our attributes.
pub(crate) fn refuse_on_variant(cx: &Errors, attrs: &[Attribute]) {
    for item in ours(cx, attrs) {
        let word = item.word.to_string();
        if CONTAINER.contains(&word.as_str()) || FIELD.contains(&word.as_str()) {
            cx.at(
                &item.word,
                format!("`{word}` has no place on a variant: write it on the type or on a field"),
            );
        } else {
            unknown(cx, &item.word, &word, FIELD, CONTAINER, "the type");
        }
    }
}

/// Sets `slot`, which must be empty.
fn once<T>(cx: &Errors, slot: &mut Option<T>, item: &Item, value: Option<T>) {
    if slot.is_some() {
        cx.at(
            &item.word,
            format!("`{}` is already written above: write it once", item.word),
        );
    } else {
        *slot = value;
    }
}

/// A word that takes no value.
fn parse_word(cx: &Errors, item: &Item) -> Ident {
    if let Some(value) = item.value_tokens() {
        let word = &item.word;
        cx.at(
            value,
            format!("`{word}` takes no value: write `#[json_response({word})]`"),
        );
    }
    item.word.clone()
}

fn parse_garde(cx: &Errors, item: &Item) -> Option<Ident> {
    if let Some(value) = item.value_tokens() {
        cx.at(
            value,
            "`garde` takes no value: write `#[json_response(garde)]`; the rules are written with `#[garde(..)]`",
        );
        return None;
    }
    if !cfg!(feature = "garde") {
        cx.at(
            &item.word,
            "this needs the feature `garde` of json-mode: `json-mode = { .., features = [\"garde\"] }`",
        );
        return None;
    }
    Some(item.word.clone())
}

/// The traits that are meant, also where they are misspelt.
fn parse_own(cx: &Errors, item: &Item) -> Option<Vec<&'static str>> {
    let Value::Parens(group) = &item.value else {
        cx.at(
            &item.word,
            "write `own(Deserialize)`, `own(JsonSchema)` or `own(Deserialize, JsonSchema)`",
        );
        return None;
    };
    let mut traits = Vec::new();
    for item in split(cx, group.stream()) {
        let word = item.word.to_string();
        let near = nearest(&word, OWN);
        traits.extend(near);
        match near {
            Some(near) if near == word => {}
            Some(near) => cx.at(
                &item.word,
                format!("unknown trait `{word}`: did you mean `{near}`?"),
            ),
            None => cx.at(
                &item.word,
                format!("unknown trait `{word}`: expected {}", either(OWN)),
            ),
        }
        if let Some(value) = item.value_tokens() {
            cx.at(value, "write only the trait's name");
        }
    }
    Some(traits)
}

fn parse_path(cx: &Errors, item: &Item, example: &str) -> Option<ExprPath> {
    let Value::Equals(tokens) = &item.value else {
        let at = item
            .value_tokens()
            .unwrap_or_else(|| item.word.to_token_stream());
        cx.at(
            at,
            format!("`{}` needs a path: write `{example}`", item.word),
        );
        return None;
    };
    if let Ok(text) = syn::parse2::<syn::LitStr>(tokens.clone()) {
        cx.at(
            &text,
            format!(
                "write the path without quotes: `{} = {}`",
                item.word,
                text.value()
            ),
        );
        return None;
    }
    // `crate` alone is a path of modules, and no expression.
    let parsed = syn::parse2(tokens.clone()).or_else(|_| {
        syn::parse2(tokens.clone()).map(|path| ExprPath {
            attrs: Vec::new(),
            qself: None,
            path,
        })
    });
    if parsed.is_err() {
        let at = if tokens.is_empty() {
            item.word.to_token_stream()
        } else {
            tokens.clone()
        };
        cx.at(at, format!("expected a path: write `{example}`"));
    }
    parsed.ok()
}

fn ours(cx: &Errors, attrs: &[Attribute]) -> Vec<Item> {
    let mut items = Vec::new();
    for attr in attrs
        .iter()
        .filter(|attr| attr.path().is_ident("json_response"))
    {
        match &attr.meta {
            Meta::List(list) if list.tokens.is_empty() => cx.at(
                attr,
                "write what is meant between the parentheses, or leave this out",
            ),
            Meta::List(list) => items.extend(split(cx, list.tokens.clone())),
            _ => cx.at(attr, "write `#[json_response(..)]`"),
        }
    }
    items
}
