//! Takes an attribute's list apart, without knowing what its items mean.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Ident, Meta};

use crate::error::Errors;

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
    pub(crate) fn value_tokens(&self) -> Option<TokenStream> {
        match &self.value {
            Value::None => None,
            Value::Equals(tokens) if tokens.is_empty() => Some(self.word.to_token_stream()),
            Value::Equals(tokens) | Value::Other(tokens) => Some(tokens.clone()),
            Value::Parens(group) => Some(group.to_token_stream()),
        }
    }
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
pub(crate) fn split(cx: &Errors, tokens: TokenStream) -> Vec<Item> {
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
