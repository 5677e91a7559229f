//! The words of serde's and schemars' attributes: only to recognise one that is misspelt or in the wrong
//! place, never to read what it says.

use syn::{Attribute, Ident};

use crate::error::{Errors, either, nearest};
use crate::items::items_of;

pub(crate) const SERDE_CONTAINER: &[&str] = &[
    "rename",
    "rename_all",
    "rename_all_fields",
    "deny_unknown_fields",
    "tag",
    "content",
    "untagged",
    "bound",
    "default",
    "remote",
    "transparent",
    "from",
    "try_from",
    "into",
    "crate",
    "expecting",
];
pub(crate) const SERDE_VARIANT: &[&str] = &[
    "rename",
    "alias",
    "rename_all",
    "skip",
    "skip_serializing",
    "skip_deserializing",
    "serialize_with",
    "deserialize_with",
    "with",
    "bound",
    "borrow",
    "other",
    "untagged",
];
pub(crate) const SERDE_FIELD: &[&str] = &[
    "rename",
    "alias",
    "default",
    "flatten",
    "skip",
    "skip_serializing",
    "skip_deserializing",
    "skip_serializing_if",
    "serialize_with",
    "deserialize_with",
    "with",
    "borrow",
    "bound",
    "getter",
];
/// schemars' own words; those it shares with serde are in the lists above.
const SCHEMARS: &[&str] = &[
    "title",
    "description",
    "example",
    "extend",
    "transform",
    "inline",
    "range",
    "length",
    "regex",
    "pattern",
    "contains",
    "email",
    "url",
    "ip",
    "ipv4",
    "ipv6",
    "required",
    "schema_with",
    "_unstable_ref_variants",
];

/// Says what was meant by a word of ours that is not known here.
pub(crate) fn unknown(
    cx: &Errors,
    at: &Ident,
    word: &str,
    here: &[&str],
    elsewhere: &[&str],
    place: &str,
) {
    let message = if elsewhere.contains(&word) {
        format!("`{word}` goes on {place}")
    } else if let Some(near) = nearest(word, here) {
        format!("unknown attribute `{word}`: did you mean `{near}`?")
    } else if [SERDE_CONTAINER, SERDE_VARIANT, SERDE_FIELD]
        .iter()
        .any(|known| known.contains(&word))
    {
        format!("`{word}` is serde's: write `#[serde({word} ..)]`")
    } else if SCHEMARS.contains(&word) {
        format!("`{word}` is schemars': write `#[schemars({word} ..)]`")
    } else {
        format!("unknown attribute `{word}`: expected {}", either(here))
    };
    cx.at(at, message);
}

/// A misspelt schemars word: schemars says so too, but then its impl is missing, which is a second message.
/// Words that are near to none may be newer than this list.
pub(crate) fn refuse_misspelt_schemars(cx: &Errors, attrs: &[Attribute], serde: &[&'static str]) {
    let known: Vec<&str> = SCHEMARS
        .iter()
        .chain(serde)
        .chain(&["with", "inner", "skip"])
        .copied()
        .collect();
    for item in items_of(attrs, "schemars") {
        let word = item.word.to_string();
        if let Some(near) = nearest(&word, &known).filter(|near| *near != word) {
            cx.at(
                &item.word,
                format!("unknown schemars attribute `{word}`: did you mean `{near}`?"),
            );
        }
    }
}

/// Adds the word that was meant to serde's "unknown serde field attribute `renam`".
pub(crate) fn with_suggestion(error: syn::Error) -> syn::Error {
    let message = error.to_string();
    let known = match message
        .strip_prefix("unknown serde ")
        .and_then(|rest| rest.split(' ').next())
    {
        Some("container") => SERDE_CONTAINER,
        Some("variant") => SERDE_VARIANT,
        Some("field") => SERDE_FIELD,
        _ => return error,
    };
    let word = message.split('`').nth(1).unwrap_or_default();
    if let Some(near) = nearest(word, known) {
        syn::Error::new(error.span(), format!("{message}: did you mean `{near}`?"))
    } else if ["check", "whole", "own"].contains(&word) {
        syn::Error::new(
            error.span(),
            format!("{message}: write `#[json_response({word} ..)]`"),
        )
    } else {
        error
    }
}
