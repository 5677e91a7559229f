//! Which member of an object is meant for which property.

use std::borrow::Cow;
use std::collections::HashMap;

use super::AlignKind;
use super::fit::weight;
use super::names::{fold, fold_value};
use super::object::Members;
use super::outcome::Outcome;
use super::shape::{Shape, Tags};
use crate::json::constraints::equal;
use crate::json::node::{Kind, Node};

pub(super) fn owned_name<'n>(name: &str) -> Cow<'n, str> {
    Cow::Owned(name.to_owned())
}

/// Of several members with one name the last counts. Whoever read the text has told so, but of one within a text.
pub(super) fn weigh_duplicates<'n>(
    all: Members<'n>,
    members: &[(usize, &'n str, &'n Node<'n>)],
    is_in_text: bool,
    out: &mut Outcome<'n>,
) {
    if all.len() == members.len() {
        return;
    }
    out.changed = true;
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (name, _) in all {
        *counts.entry(name.as_ref()).or_default() += 1;
    }
    for (_, name, _) in members {
        if let Some(count) = counts.get(name).filter(|count| **count > 1) {
            if !is_in_text {
                out.cost = out.cost.saturating_add(weight::NAME);
                continue;
            }
            let detail = format!("stood {count} times, the last one counts");
            out.note_member(
                weight::NAME,
                Cow::Borrowed(*name),
                AlignKind::DuplicateKey,
                detail,
            );
        }
    }
}

/// For each member the property that it is.
pub(super) fn claim<'n>(
    members: &[(usize, &'n str, &'n Node<'n>)],
    shape: &Shape<'_>,
    out: &mut Outcome<'n>,
) -> Vec<Option<usize>> {
    let mut claims: Vec<Option<usize>> = members
        .iter()
        .map(|(_, name, _)| shape.by_name.get(name).copied())
        .collect();
    if claims.iter().all(Option::is_some) {
        return claims;
    }
    let mut taken = vec![false; shape.properties.len()];
    for at in claims.iter().flatten() {
        if let Some(taken) = taken.get_mut(*at) {
            *taken = true;
        }
    }
    // First by aliases, then by what names have in common.
    for by_alias in [true, false] {
        let wanted: Vec<Option<usize>> = members
            .iter()
            .zip(&claims)
            .map(|((_, name, _), claim)| {
                if claim.is_some() {
                    return None;
                }
                let at = if by_alias {
                    let mut found = shape
                        .properties
                        .iter()
                        .enumerate()
                        .filter(|(_, property)| property.aliases.contains(name));
                    let (at, _) = found.next()?;
                    found.next().is_none().then_some(at)?
                } else {
                    (*shape.by_fold.get(&fold(name)?)?)?
                };
                (taken.get(at) == Some(&false)).then_some(at)
            })
            .collect();
        let mut counts = vec![0usize; shape.properties.len()];
        for at in wanted.iter().flatten() {
            if let Some(count) = counts.get_mut(*at) {
                *count += 1;
            }
        }
        for (claim, at) in claims.iter_mut().zip(wanted) {
            let Some(at) = at else { continue };
            if counts.get(at) == Some(&1) {
                *claim = Some(at);
                if let Some(taken) = taken.get_mut(at) {
                    *taken = true;
                }
            }
        }
        for (property, count) in shape.properties.iter().zip(&counts) {
            if *count > 1 {
                out.fail(format!(
                    "has {count} members that may be `{}`",
                    property.name
                ));
            }
        }
    }
    claims
}

/// Whether the tag of an object says that it is of another alternative.
pub(super) fn has_other_tag(node: &Node<'_>, tags: &Tags<'_>) -> bool {
    let Kind::Object(members) = &node.kind else {
        return false;
    };
    tags.iter().any(|(name, allowed)| {
        members
            .iter()
            .rev()
            .find(|(other, _)| other == name)
            .is_some_and(|(_, member)| {
                let Kind::String(text) = &member.kind else {
                    return false;
                };
                !allowed.iter().any(|value| equal::is(member, value))
                    && !allowed.iter().any(|value| {
                        value
                            .as_str()
                            .is_some_and(|value| fold_value(value) == fold_value(text))
                    })
            })
    })
}
