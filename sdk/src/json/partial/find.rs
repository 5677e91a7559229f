//! Which member or variant a name means.

use crate::json::align::fold;
use crate::response::partial::{Fields, Variants};

/// The member with this name: the one behind the last, as the type declares them; by name; by another name; by what
/// names have in common.
#[inline]
pub(super) fn member(fields: &Fields, name: &str, hint: usize) -> Option<usize> {
    if fields.names.get(hint).is_some_and(|known| *known == name) {
        return Some(hint);
    }
    named(fields, name).or_else(|| folded(fields, name))
}

/// The member with exactly this name.
pub(super) fn named(fields: &Fields, name: &str) -> Option<usize> {
    let by_name = fields.names.iter().position(|known| *known == name);
    by_name.or_else(|| {
        let aliases = fields.aliases.iter();
        aliases
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, index)| *index)
    })
}

/// The only member whose name is the same but for case, separators and accents.
pub(super) fn folded(fields: &Fields, name: &str) -> Option<usize> {
    let name = fold(name)?;
    let mut found = fields
        .names
        .iter()
        .enumerate()
        .filter(|(_, known)| fold(known).as_ref() == Some(&name));
    let (index, _) = found.next()?;
    found.next().is_none().then_some(index)
}

/// The variant with this name.
pub(super) fn variant(variants: &Variants, name: &str) -> Option<usize> {
    exact_variant(variants, name)
        .or(variants.other)
        .or_else(|| {
            let name = fold(name)?;
            let mut found = variants.list.iter().enumerate().filter(|(_, variant)| {
                variant
                    .names
                    .first()
                    .is_some_and(|known| fold(known).as_ref() == Some(&name))
            });
            let (index, _) = found.next()?;
            found.next().is_none().then_some(index)
        })
}

/// The variant with exactly this name.
pub(super) fn exact_variant(variants: &Variants, name: &str) -> Option<usize> {
    let mut all = variants.list.iter();
    all.position(|variant| variant.names.contains(&name))
}

/// Names of which the value is not the answer.
pub(super) fn is_never_wrapper(name: &str) -> bool {
    crate::json::align::is_never_wrapper(name)
}
