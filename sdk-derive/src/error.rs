//! Collects every mistake of one type, and finds the word that was meant.

use std::cell::RefCell;
use std::fmt::Display;

use proc_macro2::Span;
use quote::ToTokens;

/// The mistakes found so far; shared by reference, so that a pass can note one and go on.
#[derive(Default)]
pub(crate) struct Errors {
    found: RefCell<Vec<syn::Error>>,
}

impl Errors {
    pub(crate) fn at(&self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn push(&self, error: syn::Error) {
        self.found.borrow_mut().push(error);
    }

    pub(crate) fn finish(self) -> Option<syn::Error> {
        self.found.into_inner().into_iter().reduce(|mut all, next| {
            all.combine(next);
            all
        })
    }
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

/// The known word that is nearest to `word`, when it is near enough to be what was meant.
pub(crate) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|known| (distance(word, known), *known))
        .min()
        .filter(|(distance, known)| *distance * 3 <= known.len().max(3))
        .map(|(_, known)| known)
}

/// How many letters to add, drop, change or swap with the next one (optimal string alignment).
#[expect(
    clippy::indexing_slicing,
    reason = "`i` and `j` count from one within the words, and each row has a place for every `j` and for none"
)]
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut cost = changed.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// `a`, `b` or `c`, each in backticks.
pub(crate) fn either(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        let known = ["own", "check", "crate"];
        assert_eq!(nearest("chek", &known), Some("check"));
        assert_eq!(nearest("hceck", &known), Some("check"));
        assert_eq!(nearest("onw", &known), Some("own"));
        assert_eq!(nearest("validate", &known), None);
        assert_eq!(nearest("", &known), None);
    }
}
