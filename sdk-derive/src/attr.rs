//! Reads `#[json_response(..)]`, and looks up single words of serde's and schemars' attributes.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, ExprPath, Ident, Meta, Path, parse_quote};

use crate::error::{Errors, either, nearest};

const CONTAINER: &[&str] = &["own", "check", "crate"];
const FIELD: &[&str] = &["check", "whole"];
const OWN: &[&str] = &["Deserialize", "JsonSchema"];

/// serde's words, by where they go: only to recognise them in the wrong place, never to read them.
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

/// What stands before the type: `#[json_response(own(..), check = path, crate = path)]`.
pub(crate) struct ContainerAttrs {
    /// The user wrote `Deserialize` himself.
    pub(crate) own_deserialize: bool,
    /// The user wrote `JsonSchema` himself.
    pub(crate) own_schema: bool,
    /// Rules for the whole value.
    pub(crate) checks: Vec<ExprPath>,
    /// The SDK's path.
    pub(crate) root: Path,
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
        let mut checks = Vec::new();
        for item in ours(cx, attrs) {
            match item.word.to_string().as_str() {
                "own" => once(cx, &mut own, &item, parse_own(cx, &item)),
                "crate" => once(
                    cx,
                    &mut root,
                    &item,
                    parse_path(cx, &item, "crate = path::to::json_mode"),
                ),
                "check" => checks.extend(parse_path(cx, &item, "check = path::to::function")),
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
            root: root.map_or_else(|| parse_quote!(::json_mode), |path: ExprPath| path.path),
        }
    }
}

impl FieldAttrs {
    pub(crate) fn parse(cx: &Errors, attrs: &[Attribute]) -> Self {
        let mut this = Self::default();
        for item in ours(cx, attrs) {
            match item.word.to_string().as_str() {
                "whole" => {
                    if let Some(value) = item.value_tokens() {
                        cx.at(
                            value,
                            "`whole` takes no value: write `#[json_response(whole)]`",
                        );
                    }
                    once(cx, &mut this.whole, &item, Some(item.word.clone()));
                }
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

fn unknown(cx: &Errors, at: &Ident, word: &str, here: &[&str], elsewhere: &[&str], place: &str) {
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

/// One element of an attribute's list: a word, and what it is given.
pub(crate) struct Item {
    pub(crate) word: Ident,
    pub(crate) value: Value,
    tokens: TokenStream,
}

pub(crate) enum Value {
    None,
    Equals(TokenStream),
    Parens(Group),
    Other(TokenStream),
}

impl Item {
    fn value_tokens(&self) -> Option<TokenStream> {
        match &self.value {
            Value::None => None,
            Value::Equals(tokens) if tokens.is_empty() => Some(self.word.to_token_stream()),
            Value::Equals(tokens) | Value::Other(tokens) => Some(tokens.clone()),
            Value::Parens(group) => Some(group.to_token_stream()),
        }
    }
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

/// The items of `#[name(..)]` in serde's or schemars' attributes; what is malformed is theirs to report.
pub(crate) fn items_of(attrs: &[Attribute], name: &str) -> Vec<Item> {
    let cx = Errors::default();
    let mut items = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
        if let Meta::List(list) = &attr.meta {
            items.extend(split(&cx, list.tokens.clone()));
        }
    }
    items
}

/// The attribute with only those items that `keep` wants.
pub(crate) fn retain(attr: &Attribute, keep: impl Fn(&Ident) -> bool) -> Attribute {
    let mut attr = attr.clone();
    let items = all_items(&attr.meta);
    if let (Meta::List(list), Some(items)) = (&mut attr.meta, items)
        && !items.iter().all(|item| keep(&item.word))
    {
        let kept = items
            .iter()
            .filter(|item| keep(&item.word))
            .map(|item| &item.tokens);
        list.tokens = quote::quote!(#(#kept),*);
    }
    attr
}

/// One attribute an item: serde stops reading a list at its first mistake.
pub(crate) fn one_by_one(attrs: &mut Vec<Attribute>) {
    let mut single = Vec::new();
    for attr in attrs.drain(..) {
        match all_items(&attr.meta).filter(|_| attr.path().is_ident("serde")) {
            Some(items) => single.extend(items.into_iter().map(|item| {
                let mut attr = attr.clone();
                if let Meta::List(list) = &mut attr.meta {
                    list.tokens = item.tokens;
                }
                attr
            })),
            None => single.push(attr),
        }
    }
    *attrs = single;
}

/// The items of a list in which every item starts with a word, so that it can be taken apart.
fn all_items(meta: &Meta) -> Option<Vec<Item>> {
    let Meta::List(list) = meta else {
        return None;
    };
    let cx = Errors::default();
    let items = split(&cx, list.tokens.clone());
    cx.finish().is_none().then_some(items)
}

/// Splits at the commas; a piece that starts with no word is a mistake of its own.
fn split(cx: &Errors, tokens: TokenStream) -> Vec<Item> {
    let mut items = Vec::new();
    let mut piece: Vec<TokenTree> = Vec::new();
    let mut depth = 0_usize;
    let mut before = None;
    for tree in tokens {
        let punct = match &tree {
            TokenTree::Punct(punct) => Some(punct.as_char()),
            _ => None,
        };
        match (punct, before) {
            // The commas of `rule::<1, 9>` and `<A as B<C, D>>::rule` are not ours.
            (Some('<'), _) if depth > 0 => depth += 1,
            (Some('<'), Some(':' | '=')) => depth += 1,
            (Some('>'), before) if depth > 0 && !matches!(before, Some('-' | '=')) => depth -= 1,
            _ => {}
        }
        before = punct;
        if punct == Some(',') && depth == 0 {
            items.extend(item(cx, std::mem::take(&mut piece)));
        } else {
            piece.push(tree);
        }
    }
    items.extend(item(cx, piece));
    items
}

fn item(cx: &Errors, piece: Vec<TokenTree>) -> Option<Item> {
    let tokens: TokenStream = piece.iter().cloned().collect();
    let mut piece = piece.into_iter();
    let word = match piece.next()? {
        TokenTree::Ident(word) => word,
        other => {
            cx.at(other, "expected a word, as in `check = path`");
            return None;
        }
    };
    let value = match piece.next() {
        None => Value::None,
        Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => Value::Equals(piece.collect()),
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
            Value::Parens(group)
        }
        Some(other) => Value::Other(std::iter::once(other).chain(piece).collect()),
    };
    Some(Item {
        word,
        value,
        tokens,
    })
}

/// Resolves like the derive's own tokens, and points at the first and the last of `tokens`.
pub(crate) fn spans_at(tokens: impl ToTokens) -> (Span, Span) {
    let mut trees = tokens
        .into_token_stream()
        .into_iter()
        .map(|tree| tree.span());
    let first = trees.next().unwrap_or_else(Span::call_site);
    let last = trees.last().unwrap_or(first);
    (
        Span::call_site().located_at(first),
        Span::call_site().located_at(last),
    )
}
