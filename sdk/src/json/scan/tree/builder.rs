//! Makes trees of events.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::{Block, Candidate, Repair, Skip, Tree, length};
use crate::json::node::{Kind, Node, Numeral, Trust};
use crate::json::scan::machine::End;
use crate::json::scan::repairs::RepairKind;
use crate::json::scan::sink::{About, Atom, Role, RootEnd, Shape, Sink};

const LOST_CLOSER: &str = "where a closer is missing is not known";

/// A container that is being built.
struct Level {
    shape: Shape,
    /// Whether a comma was missing between its elements.
    loose: bool,
    at: usize,
    nodes: usize,
    names: usize,
    trust: Trust,
}

/// Makes trees of events.
pub(super) struct Builder<'t, 's> {
    text: &'t str,
    levels: Vec<Level>,
    /// Values whose container is still open.
    nodes: Vec<Node<'t>>,
    names: Vec<Cow<'t, str>>,
    /// The place of a string that stands in the text as it is, so that the next piece can be joined to it.
    borrowed: Range<usize>,
    /// A string that does not, and whether there is one.
    buffer: String,
    buffered: bool,
    string_at: usize,
    role: Role,
    repairs: Vec<Repair>,
    /// Whether the container that closes next has no closer of its own.
    implied: bool,
    begun: usize,
    fenced: bool,
    candidates: Vec<Candidate<'t>>,
    reasoning: Vec<Block>,
    skipping: Skipping<'s>,
}

/// Whether a value is read by somebody who needs no tree of it.
#[derive(Clone, Copy)]
pub(super) enum Skipping<'s> {
    No,
    /// The next one may be.
    Next(Skip<'s>),
    /// One was.
    Done,
}

impl<'t, 's> Builder<'t, 's> {
    pub(super) fn new(text: &'t str, skipping: Skipping<'s>) -> Self {
        Self {
            skipping,
            text,
            levels: Vec::new(),
            nodes: Vec::new(),
            names: Vec::new(),
            borrowed: 0..0,
            buffer: String::new(),
            buffered: false,
            string_at: 0,
            role: Role::Root,
            repairs: Vec::new(),
            implied: false,
            begun: 0,
            fenced: false,
            candidates: Vec::new(),
            reasoning: Vec::new(),
        }
    }

    pub(super) fn has_skipped(&self) -> bool {
        matches!(self.skipping, Skipping::Done)
    }

    pub(super) fn tree(self, end: End) -> Tree<'t> {
        Tree {
            candidates: self.candidates,
            reasoning: self.reasoning,
            behind: self.repairs,
            end,
        }
    }

    /// Room for a small value, all at once.
    #[cold]
    fn make_room(&mut self) {
        self.levels.reserve(8);
        self.nodes.reserve(8);
        self.names.reserve(16);
    }

    fn slice(&self, span: Range<usize>) -> &'t str {
        self.text.get(span).unwrap_or_default()
    }

    #[inline]
    fn give(&mut self, kind: Kind<'t>, span: Range<usize>, trust: Trust) {
        self.nodes.push(Node { kind, span, trust });
    }

    fn doubt_level(&mut self, why: &'static str) {
        if let Some(level) = self.levels.last_mut() {
            level.trust = Trust::Doubtful(why);
        }
    }

    /// The list of a level; one value in parentheses is that value.
    fn list(&mut self, level: &Level, shape: Shape, span: Range<usize>, comma: bool) -> Node<'t> {
        let mut items = if level.nodes == 0 {
            std::mem::take(&mut self.nodes)
        } else {
            self.nodes
                .drain(level.nodes.min(self.nodes.len())..)
                .collect()
        };
        let mut trust = level.trust;
        if shape != Shape::Array
            && items.len() == 1
            && !comma
            && let Some(mut only) = items.pop()
        {
            if trust != Trust::Sure {
                only.trust = trust;
            }
            return only;
        }
        if shape == Shape::Call && trust == Trust::Sure {
            trust = Trust::Doubtful("a call without exactly one value in it");
        }
        Node {
            kind: Kind::Array(items),
            span,
            trust,
        }
    }

    /// Whether the closer that a container lost may have stood elsewhere: in `[{"a": {"b": 1, "c": 2}]` it may be the
    /// one behind `1`.
    fn unclear(&self, level: &Level, node: &Node<'_>) -> bool {
        if level.loose {
            return true;
        }
        let alike = |a: &Kind<'_>, b: &Kind<'_>| {
            matches!(
                (a, b),
                (Kind::Object(_), Kind::Object(_)) | (Kind::Array(_), Kind::Array(_))
            )
        };
        let inside = self.levels.last().is_some_and(|around| {
            (around.shape == Shape::Object) == (level.shape == Shape::Object)
        });
        if inside && length(node) > 1 {
            return true;
        }
        let mut node = node;
        while let Some(last) = last_of(node) {
            if alike(&node.kind, &last.kind) && length(last) > 1 {
                return true;
            }
            node = last;
        }
        false
    }

    fn object(&mut self, level: &Level, span: Range<usize>) -> Node<'t> {
        let names = self.names.drain(level.names.min(self.names.len())..);
        let nodes = self.nodes.drain(level.nodes.min(self.nodes.len())..);
        let members: Vec<(Cow<'t, str>, Node<'t>)> = names.zip(nodes).collect();
        for index in repeated(&members) {
            if let Some((_, value)) = members.get(index) {
                self.repairs.push(Repair {
                    kind: RepairKind::DuplicateName,
                    span: value.span.clone(),
                });
            }
        }
        Node {
            kind: Kind::Object(members),
            span,
            trust: level.trust,
        }
    }
}

/// The members whose name stood before them in the same object.
fn repeated(members: &[(Cow<'_, str>, Node<'_>)]) -> Vec<usize> {
    if members.len() > 16 {
        let mut seen = HashSet::with_capacity(members.len());
        return members
            .iter()
            .enumerate()
            .filter(|(_, (name, _))| !seen.insert(name.as_ref()))
            .map(|(index, _)| index)
            .collect();
    }
    let before =
        |index: usize, name: &str| members.iter().take(index).any(|(other, _)| other == name);
    members
        .iter()
        .enumerate()
        .filter(|(index, (name, _))| before(*index, name))
        .map(|(index, _)| index)
        .collect()
}

fn last_of<'n, 't>(node: &'n Node<'t>) -> Option<&'n Node<'t>> {
    match &node.kind {
        Kind::Array(items) => items.last(),
        Kind::Object(members) => members.last().map(|(_, value)| value),
        _ => None,
    }
}

impl Sink for Builder<'_, '_> {
    fn begin(&mut self, at: usize, fenced: bool) {
        self.begun = at;
        self.fenced = fenced;
    }

    fn end(&mut self, at: usize, how: RootEnd) {
        if how == RootEnd::Escaped {
            self.repair(RepairKind::Escaped, at..at + 1);
        }
        self.levels.clear();
        self.names.clear();
        if let Some(node) = self.nodes.drain(..).next() {
            self.candidates.push(Candidate {
                node,
                repairs: std::mem::take(&mut self.repairs),
                span: self.begun..at,
                complete: how == RootEnd::Whole,
                fenced: self.fenced,
                in_reasoning: false,
                embedded: false,
            });
        }
    }

    fn skip(&mut self, at: usize) -> Option<usize> {
        // Of several values the tree is needed, to tell which of them is the answer.
        let skipping = std::mem::replace(&mut self.skipping, Skipping::No);
        let Skipping::Next(skip) = skipping else {
            self.skipping = skipping;
            return None;
        };
        let rest = self.text.get(at..)?;
        let end = at + skip(rest)?;
        let kind = if rest.starts_with('[') {
            Kind::Array(Vec::new())
        } else {
            Kind::Object(Vec::new())
        };
        self.skipping = Skipping::Done;
        self.give(kind, at..end, Trust::Sure);
        Some(end)
    }

    #[inline]
    fn open(&mut self, shape: Shape, at: usize) {
        if self.levels.capacity() == 0 {
            self.make_room();
        }
        self.levels.push(Level {
            shape,
            loose: false,
            at,
            nodes: self.nodes.len(),
            names: self.names.len(),
            trust: Trust::Sure,
        });
    }

    #[inline]
    fn close(&mut self, shape: Shape, end: usize, comma: bool, cut: bool) {
        let Some(mut level) = self.levels.pop() else {
            return;
        };
        if cut {
            level.trust = Trust::Cut;
            // A name whose value never came.
            let missing = self.names.len().saturating_sub(level.names)
                > self.nodes.len().saturating_sub(level.nodes);
            if shape == Shape::Object && missing {
                self.names.pop();
            }
        }
        let span = level.at..end;
        let node = if shape == Shape::Object {
            self.object(&level, span)
        } else {
            self.list(&level, shape, span, comma)
        };
        let lost = std::mem::take(&mut self.implied) && !cut && self.unclear(&level, &node);
        self.nodes.push(node);
        if lost {
            match self.levels.last_mut() {
                Some(level) => level.trust = Trust::Doubtful(LOST_CLOSER),
                None => {
                    for node in &mut self.nodes {
                        node.trust = Trust::Doubtful(LOST_CLOSER);
                    }
                }
            }
        }
    }

    fn string_start(&mut self, role: Role, at: usize) {
        self.role = role;
        self.string_at = at;
        self.borrowed = 0..0;
        self.buffered = false;
    }

    #[inline]
    fn piece(&mut self, text: &str, at: usize, raw: bool) {
        let end = at + text.len();
        if self.buffered {
            self.buffer.push_str(text);
        } else if raw && self.borrowed.is_empty() {
            self.borrowed = at..end;
        } else if raw && self.borrowed.end == at {
            self.borrowed.end = end;
        } else {
            self.buffered = true;
            self.buffer.clear();
            let before = self.slice(self.borrowed.clone());
            self.buffer.push_str(before);
            self.buffer.push_str(text);
        }
    }

    fn string_end(&mut self, end: usize, trust: Trust, doubled: bool) {
        let mut string = if self.buffered {
            self.buffer.as_str()
        } else {
            self.slice(self.borrowed.clone())
        };
        if doubled {
            // A quote that the string began with and one that it ended with.
            let mut chars = string.chars();
            chars.next();
            chars.next_back();
            string = chars.as_str();
        }
        let string = if self.buffered {
            Cow::Owned(string.to_owned())
        } else {
            let from = self.borrowed.start + usize::from(doubled);
            Cow::Borrowed(self.slice(from..from + string.len()))
        };
        if self.role == Role::Name {
            self.names.push(string);
            match trust {
                Trust::Sure | Trust::Cut => {}
                Trust::Doubtful(why) => self.doubt_level(why),
            }
        } else {
            self.give(Kind::String(string), self.string_at..end, trust);
        }
    }

    #[inline]
    fn string(&mut self, role: Role, text: &str, content: usize) {
        let string = Cow::Borrowed(self.slice(content..content + text.len()));
        if role == Role::Name {
            self.names.push(string);
        } else {
            self.give(
                Kind::String(string),
                content.saturating_sub(1)..content + text.len() + 1,
                Trust::Sure,
            );
        }
    }

    #[inline]
    fn number(&mut self, text: &str, span: Range<usize>, raw: bool, trust: Trust) {
        let text = if raw {
            Numeral::Borrowed(self.slice(span.clone()))
        } else {
            Numeral::copied(text)
        };
        self.give(Kind::Number(text), span, trust);
    }

    #[inline]
    fn atom(&mut self, atom: Atom, span: Range<usize>, trust: Trust) {
        let kind = match atom {
            Atom::Null => Kind::Null,
            Atom::True => Kind::Bool(true),
            Atom::False => Kind::Bool(false),
            Atom::NaN => Kind::NotFinite("NaN"),
            Atom::Infinity => Kind::NotFinite("Infinity"),
            Atom::NegInfinity => Kind::NotFinite("-Infinity"),
        };
        self.give(kind, span, trust);
    }

    #[inline]
    fn bare(&mut self, role: Role, _: &str, span: Range<usize>, trust: Trust) {
        let text = Cow::Borrowed(self.slice(span.clone()));
        if role == Role::Name {
            self.names.push(text);
        } else {
            self.give(Kind::Bare(text), span, trust);
        }
    }

    fn item_was_name(&mut self, at: usize) {
        let Some(level) = self.levels.pop() else {
            return;
        };
        let name = match self.nodes.pop() {
            Some(Node {
                kind: Kind::String(name),
                ..
            }) => name,
            _ => Cow::Borrowed(""),
        };
        let mut node = self.list(&level, Shape::Array, level.at..at, true);
        if self.unclear(&level, &node) {
            node.trust = Trust::Doubtful(LOST_CLOSER);
        }
        self.nodes.push(node);
        self.names.push(name);
    }

    fn repair(&mut self, kind: RepairKind, span: Range<usize>) {
        match kind {
            RepairKind::MissingCloser => self.implied = true,
            RepairKind::MissingComma => {
                if let Some(level) = self.levels.last_mut() {
                    level.loose = true;
                }
            }
            // Behind a value that is over.
            RepairKind::ExtraCloser if self.levels.is_empty() => {
                let text = self.text;
                if let Some(before) = self.candidates.last_mut() {
                    // `callback({..})`
                    let called = text.get(span.clone()) == Some(")")
                        && text
                            .get(..before.span.start)
                            .is_some_and(|text| text.ends_with('('));
                    let kind = if called { RepairKind::Wrapper } else { kind };
                    before.repairs.push(Repair { kind, span });
                    return;
                }
            }
            _ => {}
        }
        self.repairs.push(Repair { kind, span });
    }

    fn doubt(&mut self, about: About, why: &'static str) {
        let first = self.levels.last().map_or(0, |level| level.nodes);
        match about {
            About::Container => self.doubt_level(why),
            About::Previous if self.nodes.len() > first => {
                if let Some(node) = self.nodes.last_mut() {
                    node.trust = Trust::Doubtful(why);
                }
            }
            About::Previous => {}
        }
    }

    fn reasoning(&mut self, span: Range<usize>, closed: bool) {
        if span.start == 0 {
            // It holds all that came before, other blocks too.
            self.reasoning.clear();
        }
        self.reasoning.push(Block { span, closed });
    }
}
