//! A closer that broke a value apart: what it was, when the text to its end leaves one answer.
//!
//! `{"a": [1]], "b": 2}` is whole without the second bracket, and `{"a": [1}, "b": 2}` with another one in its place; as
//! the brackets stand, neither is.

use super::builder::{Builder, Skipping};
use super::{Candidate, Tree, look_closer, wrecks};
use crate::json::node::{Kind, Node, Trust};
use crate::json::scan::machine::{Closer, End, Fault, Mode, Roots, Scanner};
use crate::json::scan::repairs::RepairKind;

/// The text read with one closer taken for something else, if that makes one whole value of it and nothing else does.
pub(super) fn otherwise<'t>(tree: &Tree<'_>, text: &'t str) -> Result<Option<Tree<'t>>, Fault> {
    let Some(place) = suspect(tree, text) else {
        return Ok(None);
    };
    let mut found = None;
    for closer in [Closer::Extra, Closer::Own] {
        let mut builder = Builder::new(text, Skipping::No);
        let mut scanner = Scanner::new(Mode::Tolerant, Roots::Any);
        scanner.told = Some((place, closer));
        let end = scanner.scan_whole(text, &mut builder)?;
        let mut other = builder.tree(end);
        look_closer(&mut other, text)?;
        if is_whole(&other, place) {
            if found.is_some() {
                return Ok(None);
            }
            found = Some(other);
        }
    }
    Ok(found)
}

/// The place of the closer behind which a value went on that was over.
fn suspect(tree: &Tree<'_>, text: &str) -> Option<usize> {
    let mut answers = tree
        .candidates
        .iter()
        .filter(|one| !one.in_reasoning && !one.embedded);
    let broken = answers.next()?;
    let is_container = matches!(broken.node.kind, Kind::Object(_) | Kind::Array(_));
    let is_broken = matches!(broken.node.trust, Trust::Doubtful(_)) || answers.next().is_some();
    if !broken.complete || !is_container || !is_broken {
        return None;
    }
    let is_closer = |place: &usize| matches!(text.as_bytes().get(*place), Some(b'}' | b']'));
    // Of `{"a": {"b": 1}, "c": 2}}` any closer may be the one too many: `c` is in `a`, or beside it.
    let goes_on = wrecks::behind(text.get(broken.span.end..).unwrap_or_default())
        .trim_start_matches(|c: char| matches!(c, '}' | ']') || c.is_whitespace())
        .starts_with([',', ';', '"', '\'']);
    broken
        .repairs
        .iter()
        .filter(|repair| {
            matches!(
                repair.kind,
                RepairKind::WrongCloser | RepairKind::MissingCloser
            )
        })
        .map(|repair| repair.span.start)
        .find(is_closer)
        .or_else(|| {
            let last = broken.span.end.checked_sub(1)?;
            // `[1, 2], 3]` may have lost its first bracket.
            (goes_on && text.as_bytes().get(last) == Some(&b'}')).then_some(last)
        })
}

/// Whether one value holds the place and nothing but that closer is in doubt.
fn is_whole(tree: &Tree<'_>, place: usize) -> bool {
    let mut answers = tree
        .candidates
        .iter()
        .filter(|one| !one.in_reasoning && !one.embedded);
    let (Some(only), None) = (answers.next(), answers.next()) else {
        return false;
    };
    tree.end == End::Whole
        && only.complete
        && only.span.contains(&place)
        && is_sure(&only.node)
        && !may_stand_elsewhere(&only.node, place)
        && has_no_other_doubt(only, place)
}

/// Two damages in one text may undo each other.
fn has_no_other_doubt(candidate: &Candidate<'_>, place: usize) -> bool {
    candidate.repairs.iter().all(|repair| match repair.kind {
        RepairKind::ExtraCloser | RepairKind::WrongCloser => repair.span.start == place,
        RepairKind::MissingCloser
        | RepairKind::MissingComma
        | RepairKind::ExtraComma
        | RepairKind::MissingColon
        | RepairKind::MissingQuote
        | RepairKind::UnescapedQuote
        | RepairKind::UnquotedText
        | RepairKind::DuplicateName
        | RepairKind::Placeholder
        | RepairKind::Tuple => false,
        _ => true,
    })
}

/// Whether a closer before the place would do as well: without the first bracket that closes, `[[1], 2]], 3]` is whole too.
fn may_stand_elsewhere(node: &Node<'_>, place: usize) -> bool {
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        match &node.kind {
            Kind::Array(items) => {
                let closed = |one: &Node<'_>| matches!(one.kind, Kind::Array(_));
                if items.windows(2).any(
                    |pair| matches!(pair, [one, next] if closed(one) && next.span.start < place),
                ) {
                    return true;
                }
                todo.extend(items);
            }
            Kind::Object(members) => {
                let closed = |one: &Node<'_>| matches!(one.kind, Kind::Object(_));
                if members.windows(2).any(|pair| {
                    matches!(pair, [(_, one), (_, next)] if closed(one) && next.span.start < place)
                }) {
                    return true;
                }
                todo.extend(members.iter().map(|(_, value)| value));
            }
            _ => {}
        }
    }
    false
}

fn is_sure(node: &Node<'_>) -> bool {
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        if node.trust != Trust::Sure {
            return false;
        }
        match &node.kind {
            Kind::Array(items) => todo.extend(items),
            Kind::Object(members) => todo.extend(members.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    true
}
