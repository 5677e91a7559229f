//! Cases as data; each is read whole, in one-character pieces and cut at every place.

mod cases;
mod corpora;
mod corpus;
mod damage;
mod properties;
mod told;

use std::fmt::Write as _;
use std::ops::Range;

use super::tree::Candidate;
use super::*;
use crate::json::node::{Kind, Node, Trust};

/// Writes every event down; the pieces of a string are joined, so that the pieces of the text do not show.
#[derive(Debug, Default, PartialEq)]
struct Log {
    lines: Vec<String>,
    string: Option<String>,
}

impl Log {
    fn line(&mut self, line: String) {
        self.lines.push(line);
    }
}

impl Sink for Log {
    fn begin(&mut self, at: usize, fenced: bool) {
        self.line(format!("begin {at} {fenced}"));
    }
    fn end(&mut self, at: usize, how: RootEnd) {
        self.line(format!("end {at} {how:?}"));
    }
    fn open(&mut self, shape: Shape, at: usize) {
        self.line(format!("open {shape:?} {at}"));
    }
    fn close(&mut self, shape: Shape, end: usize, comma: bool, cut: bool) {
        self.line(format!("close {shape:?} {end} {comma} {cut}"));
    }
    fn string_start(&mut self, role: Role, at: usize) {
        self.string = Some(format!("string {role:?} {at} "));
    }
    fn piece(&mut self, text: &str, _: usize, _: bool) {
        if let Some(string) = &mut self.string {
            string.push_str(text);
        }
    }
    fn string_end(&mut self, end: usize, trust: Trust, doubled: bool) {
        let mut line = self.string.take().unwrap_or_default();
        let _ = write!(line, " {end} {trust:?} {doubled}");
        self.line(line);
    }
    fn number(&mut self, text: &str, span: Range<usize>, raw: bool, trust: Trust) {
        self.line(format!("number {text} {span:?} {raw} {trust:?}"));
    }
    fn atom(&mut self, atom: Atom, span: Range<usize>, trust: Trust) {
        self.line(format!("atom {atom:?} {span:?} {trust:?}"));
    }
    fn bare(&mut self, role: Role, text: &str, span: Range<usize>, trust: Trust) {
        self.line(format!("bare {role:?} {text} {span:?} {trust:?}"));
    }
    fn item_was_name(&mut self, at: usize) {
        self.line(format!("item was name {at}"));
    }
    // A repair inside a string comes before or behind the end of the string's line in the same order in both.
    fn repair(&mut self, kind: RepairKind, span: Range<usize>) {
        self.line(format!("repair {kind:?} {span:?}"));
    }
    fn doubt(&mut self, about: About, why: &'static str) {
        self.line(format!("doubt {about:?} {why}"));
    }
    fn reasoning(&mut self, span: Range<usize>, closed: bool) {
        self.line(format!("reasoning {span:?} {closed}"));
    }
}

type Outcome = (Result<End, Fault>, Vec<String>);

/// The whole text, the long way: the short one, which pieces take, is held against it.
fn whole(text: &str, mode: Mode) -> Outcome {
    let mut log = Log::default();
    let end = Scanner::new(mode, Roots::Any).finish(text, &mut log);
    (end, log.lines)
}

/// In pieces of so many characters; `usize::MAX` for one that is the whole text.
fn pieces(text: &str, mode: Mode, size: usize) -> Outcome {
    let mut log = Log::default();
    let mut scanner = Scanner::new(mode, Roots::Any);
    let mut kept = String::new();
    let mut chars = text.chars().peekable();
    while chars.peek().is_some() {
        kept.extend(chars.by_ref().take(size));
        if let Err(fault) = scanner.push(&kept, &mut log) {
            return (Err(fault), log.lines);
        }
    }
    (scanner.finish(&kept, &mut log), log.lines)
}

/// The value as `serde_json` has it; nothing when a part of it cannot be taken as it was read.
fn sure(node: &Node<'_>) -> Option<serde_json::Value> {
    use serde_json::Value;
    if node.trust != Trust::Sure {
        return None;
    }
    Some(match &node.kind {
        Kind::Null => Value::Null,
        Kind::Bool(value) => Value::Bool(*value),
        Kind::Number(number) => serde_json::from_str(number).ok()?,
        Kind::NotFinite(_) => return None,
        Kind::String(text) | Kind::Bare(text) => Value::String(text.to_string()),
        Kind::Array(items) => Value::Array(items.iter().map(sure).collect::<Option<_>>()?),
        Kind::Object(members) => Value::Object(
            members
                .iter()
                .map(|(name, value)| Some((name.to_string(), sure(value)?)))
                .collect::<Option<_>>()?,
        ),
    })
}

/// What a caller without a schema would take: the last whole value that is not in a reasoning block.
fn answer(text: &str) -> Option<serde_json::Value> {
    let tree = tree(text, Mode::Tolerant).ok()?;
    if tree.end == End::Cut {
        return None;
    }
    let fits = |candidate: &&Candidate<'_>| candidate.complete && !candidate.in_reasoning;
    let plain = tree.candidates.iter().rfind(|c| fits(c) && !c.embedded);
    let best = plain.or_else(|| tree.candidates.iter().rfind(fits))?;
    sure(&best.node)
}

#[test]
fn what_stands_behind_the_quote_of_a_doubled_text_is_a_quote() {
    for (text, second) in [
        ("{\"\"a\"\": 1, \"\"b\"\": 2}", "b"),
        ("{\"\"a\"\": 1, \"\\nb\": 2}", "\nb"),
        ("{\"\"a\"\":a \"\u{17}a\"\":", ""),
        ("{\"\"a\"\":1, \"\\ta\"\": 2}", ""),
    ] {
        let whole = super::tree::tree(text, Mode::Tolerant).unwrap();
        for size in [1, 2, 3, 7] {
            let pieces = super::tree::tree_in_pieces(text, size).unwrap();
            assert_eq!(pieces, whole, "{text} in pieces of {size}");
        }
        let Kind::Object(members) = &whole.candidates[0].node.kind else {
            panic!("{text}");
        };
        let name = members.get(1).map_or("", |(name, _)| name.as_ref());
        if !second.is_empty() {
            assert_eq!(name, second, "{text}");
        }
    }
}
