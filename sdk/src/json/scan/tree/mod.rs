//! Every value that a text holds, as trees that borrow from it.

use std::ops::Range;

use super::machine::{End, Fault, Mode, Roots, Scanner};
use super::repairs::RepairKind;
use crate::json::node::{Kind, Node};
use builder::{Builder, Skipping};

mod around;
mod builder;
mod closers;
mod embedded;
mod plain;
mod pointer;
mod reasoning;
mod wrecks;

pub(crate) use plain::{Found, Skip, found};
pub(crate) use pointer::Pointers;

/// What a text holds.
#[derive(Debug, PartialEq)]
pub(crate) struct Tree<'t> {
    /// The values, in the order of the text.
    pub(crate) candidates: Vec<Candidate<'t>>,
    /// The reasoning blocks, in the order of the text; none is within another.
    pub(crate) reasoning: Vec<Block>,
    /// What was repaired behind the last value.
    pub(crate) behind: Vec<Repair>,
    pub(crate) end: End,
}

/// A reasoning block.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    /// Where it stands, tags included; at zero begins one that is only closed.
    pub(crate) span: Range<usize>,
    /// Whether its closing tag was seen; else it goes to the end of the text.
    pub(crate) closed: bool,
}

/// A value that may be the answer.
#[allow(
    clippy::struct_excessive_bools,
    reason = "facts about the value that do not exclude each other"
)]
#[derive(Debug, PartialEq)]
pub(crate) struct Candidate<'t> {
    pub(crate) node: Node<'t>,
    /// What was repaired in it, in the order of the text.
    pub(crate) repairs: Vec<Repair>,
    /// Where it stands.
    pub(crate) span: Range<usize>,
    /// Whether its end was seen.
    pub(crate) complete: bool,
    pub(crate) fenced: bool,
    pub(crate) in_reasoning: bool,
    /// Whether it stood inside a string or under one level of escapes; the spans in the node are then those of the text
    /// without them.
    pub(crate) embedded: bool,
}

impl Candidate<'_> {
    /// Whether it begins under one level of escapes, and was read no further.
    fn is_under_escapes(&self) -> bool {
        let is_escaped = |repair: &Repair| repair.kind == RepairKind::Escaped;
        !self.complete && self.repairs.iter().any(is_escaped)
    }
}

impl Block {
    /// Whether a place is in the block, and the block goes to the end of the text.
    fn is_open_at(&self, at: usize) -> bool {
        !self.closed && self.span.contains(&at)
    }
}

/// A change and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Repair {
    pub(crate) kind: RepairKind,
    pub(crate) span: Range<usize>,
}

impl Tree<'_> {
    /// The parts of the text that belong to no candidate and to no reasoning, without the space around them.
    pub(crate) fn outside<'a>(&self, text: &'a str) -> Vec<&'a str> {
        if let ([only], []) = (self.candidates.as_slice(), self.reasoning.as_slice()) {
            let around = [text.get(..only.span.start), text.get(only.span.end..)];
            let parts = around.into_iter().flatten().map(str::trim);
            return parts.filter(|part| !part.is_empty()).collect();
        }
        let mut taken: Vec<Range<usize>> = self.candidates.iter().map(|c| c.span.clone()).collect();
        taken.extend(self.reasoning.iter().map(|block| block.span.clone()));
        taken.sort_by_key(|span| span.start);
        let mut parts = Vec::new();
        let mut from = 0;
        for span in taken
            .into_iter()
            .chain(std::iter::once(text.len()..text.len()))
        {
            if let Some(part) = text.get(from..span.start).map(str::trim)
                && !part.is_empty()
            {
                parts.push(part);
            }
            from = from.max(span.end);
        }
        parts
    }
}

/// Reads all values of a text.
///
/// # Errors
/// A value nests too deep or, in strict mode, the text is not JSON.
pub(crate) fn tree(text: &str, mode: Mode) -> Result<Tree<'_>, Fault> {
    let tree = scan(text, mode, Roots::Any)?;
    match mode {
        Mode::Strict => Ok(tree),
        Mode::Tolerant => finished(tree, text),
    }
}

/// The tree when all of the text was looked at.
fn finished<'t>(mut tree: Tree<'t>, text: &'t str) -> Result<Tree<'t>, Fault> {
    look_closer(&mut tree, text)?;
    Ok(closers::otherwise(&tree, text)?.unwrap_or(tree))
}

/// What can be told only when all of the text is there.
fn look_closer<'t>(tree: &mut Tree<'t>, text: &'t str) -> Result<(), Fault> {
    reasoning::rescan(tree, text)?;
    reasoning::inside(tree, text)?;
    embedded::in_strings(tree, text)?;
    if tree.candidates.is_empty() {
        embedded::bare(tree, text)?;
    }
    wrecks::doubt(tree, text);
    Ok(())
}

fn scan(text: &str, mode: Mode, roots: Roots) -> Result<Tree<'_>, Fault> {
    let mut builder = Builder::new(text, Skipping::No);
    let end = Scanner::new(mode, roots).scan_whole(text, &mut builder)?;
    Ok(builder.tree(end))
}

/// The tree of a text that comes in pieces of so many characters.
#[cfg(test)]
pub(super) fn tree_in_pieces(text: &str, size: usize) -> Result<Tree<'_>, Fault> {
    let mut builder = Builder::new(text, Skipping::No);
    let mut scanner = Scanner::new(Mode::Tolerant, Roots::Any);
    let mut kept = String::new();
    let mut chars = text.chars().peekable();
    while chars.peek().is_some() {
        kept.extend(chars.by_ref().take(size));
        scanner.push(&kept, &mut builder)?;
    }
    let end = scanner.finish(&kept, &mut builder)?;
    finished(builder.tree(end), text)
}

/// Moves a tree that was read from a part of the text to where the part stands.
fn shift(node: &mut Node<'_>, by: usize) {
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        node.span = node.span.start + by..node.span.end + by;
        match &mut node.kind {
            Kind::Array(items) => todo.extend(items.iter_mut()),
            Kind::Object(members) => todo.extend(members.iter_mut().map(|(_, value)| value)),
            _ => {}
        }
    }
}

/// Reads a part of the text on its own.
fn part(text: &str, span: Range<usize>, roots: Roots) -> Result<Vec<Candidate<'_>>, Fault> {
    let from = span.start;
    let mut tree = scan(text.get(span).unwrap_or_default(), Mode::Tolerant, roots)?;
    for candidate in &mut tree.candidates {
        shift(&mut candidate.node, from);
        candidate.span = candidate.span.start + from..candidate.span.end + from;
        for repair in &mut candidate.repairs {
            repair.span = repair.span.start + from..repair.span.end + from;
        }
    }
    Ok(tree.candidates)
}

fn ending(candidates: &[Candidate<'_>]) -> End {
    match candidates.last() {
        None => End::Nothing,
        Some(last) if last.complete => End::Whole,
        Some(_) => End::Cut,
    }
}

/// How many elements or members a container has.
fn length(node: &Node<'_>) -> usize {
    match &node.kind {
        Kind::Array(items) => items.len(),
        Kind::Object(members) => members.len(),
        _ => 0,
    }
}
