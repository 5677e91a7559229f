//! The same look at a value that was read into a tree.

use super::{Glance, Part, Plain, Types};
use crate::json::constraints::equal::has_repeats;
use crate::json::constraints::scalar::is_digits;
use crate::json::node::{Kind, Node, Trust};

/// What words without quotes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Words {
    /// Nothing that is certain.
    Unclear,
    Texts,
}

impl Glance {
    /// Whether a value keeps every rule, and nothing in it would be changed or left out; `false` if that is not certain.
    pub(crate) fn takes(&self, node: &Node<'_>, words: Words) -> bool {
        let look = Look {
            glance: self,
            words,
        };
        self.parts.first().is_some_and(|part| look.part(part, node))
    }
}

/// A look at a tree.
#[derive(Clone, Copy)]
struct Look<'g> {
    glance: &'g Glance,
    words: Words,
}

impl Look<'_> {
    fn at(self, at: usize, node: &Node<'_>) -> bool {
        self.glance
            .parts
            .get(at)
            .is_some_and(|part| self.part(part, node))
    }

    // Recursion is as deep as the tree, which the scanner keeps within its limit.
    fn part(self, part: &Part, node: &Node<'_>) -> bool {
        match part {
            Part::Nothing => is_clean(node, self.words),
            Part::Same(at) => self.same(*at, node),
            Part::Nullable(at) => {
                node.trust == Trust::Sure && (node.kind == Kind::Null || self.at(*at, node))
            }
            Part::Judged(_) => false,
            Part::Plain(plain) => node.trust == Trust::Sure && self.plain(plain, node),
        }
    }

    fn same(self, part: usize, node: &Node<'_>) -> bool {
        let mut at = part;
        // One part leads to the next, and never back to itself in a schema that can be followed to its end.
        for _ in 0..=self.glance.parts.len() {
            match self.glance.parts.get(at) {
                Some(Part::Same(next)) => at = *next,
                Some(part) => return self.part(part, node),
                None => break,
            }
        }
        false
    }

    fn plain(self, plain: &Plain, node: &Node<'_>) -> bool {
        let types = plain.types;
        match &node.kind {
            Kind::Null => types.has(Types::NULL),
            Kind::Bool(_) => types.has(Types::BOOLEAN),
            Kind::Number(text) if plain.number.is_some() => plain.takes_number(text),
            Kind::Number(text) if is_digits(text) => types.has(Types::INTEGER),
            Kind::Number(_) => types.has(Types::NUMBER),
            Kind::String(text) => plain.takes_text(text),
            Kind::Bare(text) => takes_word(text, self.words) && plain.takes_text(text),
            Kind::NotFinite(_) => false,
            Kind::Array(items) => {
                let count = items.len() as u64;
                types.has(Types::ARRAY)
                    && plain.least_items.is_none_or(|least| count >= least)
                    && plain.most_items.is_none_or(|most| count <= most)
                    && match plain.items {
                        Some(at) => items.iter().all(|item| self.at(at, item)),
                        None => items.iter().all(|item| is_clean(item, self.words)),
                    }
            }
            Kind::Object(members) => types.has(Types::OBJECT) && self.object(plain, members),
        }
    }

    fn object(self, plain: &Plain, members: &[(std::borrow::Cow<'_, str>, Node<'_>)]) -> bool {
        let known = &plain.members;
        if known.names.is_empty() {
            return known.required == 0
                && !has_repeats(members)
                && known.others.is_some_and(|others| {
                    let mut members = members.iter();
                    members.all(|(_, member)| self.at(others, member))
                });
        }
        let mut seen = 0u64;
        for (place, (name, member)) in members.iter().enumerate() {
            let Some(index) = known.index(place, name) else {
                return false;
            };
            let bit = 1 << index;
            let at = known.names.get(index).map(|(_, at)| *at);
            if seen & bit != 0 || !at.is_some_and(|at| self.at(at, member)) {
                return false;
            }
            seen |= bit;
        }
        known.required & !seen == 0
    }
}

/// Whether a value is JSON as it stands, read in the only way: no name twice, and no words that are not known.
pub(crate) fn is_clean(node: &Node<'_>, words: Words) -> bool {
    node.trust == Trust::Sure
        && match &node.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => true,
            Kind::Bare(text) => takes_word(text, words),
            Kind::NotFinite(_) => false,
            Kind::Array(items) => items.iter().all(|item| is_clean(item, words)),
            Kind::Object(members) => {
                !has_repeats(members) && members.iter().all(|(_, member)| is_clean(member, words))
            }
        }
}

/// Signs without a word separate values, and are a part of none.
fn takes_word(text: &str, words: Words) -> bool {
    words == Words::Texts && text.chars().any(char::is_alphanumeric)
}
