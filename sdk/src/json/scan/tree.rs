//! Every value that a text holds, as trees that borrow from it.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::bytes::is_odd_space;
use super::machine::{End, Fault, Mode, Roots, Scanner};
use super::repairs::RepairKind;
use super::sink::{About, Atom, Role, RootEnd, Shape, Sink};
use crate::json::node::{Kind, Node, Trust};
use crate::response::push_escaped;

const LOST_CLOSER: &str = "where a closer is missing is not known";

/// What a text holds.
#[derive(Debug, PartialEq)]
pub(crate) struct Tree<'t> {
    /// The values, in the order of the text.
    pub(crate) candidates: Vec<Candidate<'t>>,
    /// The reasoning blocks, tags included.
    pub(crate) reasoning: Vec<Range<usize>>,
    pub(crate) end: End,
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

/// A change and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Repair {
    pub(crate) kind: RepairKind,
    pub(crate) span: Range<usize>,
}

impl Tree<'_> {
    /// The parts of the text that belong to no candidate and to no reasoning, without the space around them.
    pub(crate) fn outside<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let mut taken: Vec<Range<usize>> = self.candidates.iter().map(|c| c.span.clone()).collect();
        taken.extend(self.reasoning.iter().cloned());
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
    let mut tree = scan(text, mode, Roots::Any)?;
    if mode == Mode::Strict {
        return Ok(tree);
    }
    rescan(&mut tree, text)?;
    inside_reasoning(&mut tree, text)?;
    embedded(&mut tree, text)?;
    if tree.candidates.is_empty() {
        bare(&mut tree, text)?;
    }
    wrecks(&mut tree, text);
    Ok(tree)
}

/// A text without any value may be one that lost its quotes: `positive`.
fn bare<'t>(tree: &mut Tree<'t>, text: &'t str) -> Result<(), Fault> {
    let parts = tree.outside(text);
    let [part] = parts.as_slice() else {
        return Ok(());
    };
    let mut part = *part;
    if let Some(rest) = part.strip_prefix("```") {
        let body = rest
            .split_once('\n')
            .map_or("", |(_, body)| body)
            .trim_end();
        part = body.strip_suffix("```").unwrap_or(body).trim();
    }
    if part.is_empty() {
        return Ok(());
    }
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    let span = start..start + part.len();
    if part.starts_with("\\\"") && part.ends_with("\\\"") {
        let plain = without_escapes(part);
        let inner = scan(&plain, Mode::Tolerant, Roots::Any)?;
        if let Some(first) = inner.candidates.into_iter().next() {
            let around = whole(part, span.clone());
            tree.candidates
                .push(owned(first, span, &around, RepairKind::Escaped));
            tree.end = End::Whole;
            return Ok(());
        }
    }
    // `42,` was copied from between others.
    let one = part.trim_end_matches([',', ';', ' ']);
    if one.len() < part.len() {
        let mut found = self::part(text, start..start + one.len(), Roots::Any)?;
        if let (Some(mut only), None) = (found.pop(), found.pop())
            && only.complete
            && only.span.len() == one.len()
        {
            only.repairs.push(Repair {
                kind: RepairKind::TrailingComma,
                span: only.span.end..span.end,
            });
            tree.candidates.push(only);
            tree.end = End::Whole;
            return Ok(());
        }
    }
    tree.candidates.push(whole(part, span));
    tree.end = End::Whole;
    Ok(())
}

fn whole(part: &str, span: Range<usize>) -> Candidate<'_> {
    Candidate {
        node: Node::new(Kind::Bare(Cow::Borrowed(part)), span.clone()),
        repairs: vec![Repair {
            kind: RepairKind::UnquotedText,
            span: span.clone(),
        }],
        span,
        complete: true,
        fenced: false,
        in_reasoning: false,
        embedded: false,
    }
}

fn scan(text: &str, mode: Mode, roots: Roots) -> Result<Tree<'_>, Fault> {
    let mut builder = Builder::new(text);
    let end = Scanner::new(mode, roots).scan_whole(text, &mut builder)?;
    Ok(Tree {
        candidates: builder.candidates,
        reasoning: builder.reasoning,
        end,
    })
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

/// Looks again where a value that never ended may have swallowed another one.
fn rescan<'t>(tree: &mut Tree<'t>, text: &'t str) -> Result<(), Fault> {
    let Some(last) = tree.candidates.last() else {
        return Ok(());
    };
    let span = last.span.clone();
    if matches!(last.node.kind, Kind::String(_)) && last.node.trust != Trust::Sure {
        // `"Sure," he said: {"a": 1}` is prose that begins with a quote.
        let more = part(text, span.start..text.len(), Roots::Containers)?;
        if more.iter().any(|candidate| candidate.complete) {
            tree.candidates.pop();
            tree.end = End::Whole;
        }
        tree.candidates.extend(more);
        return Ok(());
    }
    if last.complete || tree.end != End::Cut {
        return Ok(());
    }
    let inside = text.get(span.clone()).unwrap_or_default();
    // The end of the reasoning, or a fence of its own, is no part of a string that was never closed.
    let close = ["</think>", "</thinking>", "</reasoning>", "[/THINK]"]
        .iter()
        .filter_map(|tag| inside.rfind(tag).map(|at| at + tag.len()))
        .max();
    if let Some(close) = close {
        let from = span.start + close;
        let more = part(text, from..text.len(), Roots::Any)?;
        for candidate in &mut tree.candidates {
            candidate.in_reasoning = true;
        }
        tree.end = ending(&more);
        tree.candidates.extend(more);
        tree.reasoning.push(0..from);
    } else if let Some(fence) = inside.find("\n```json").or_else(|| inside.find("\n```\n{")) {
        let more = part(text, span.start + fence..text.len(), Roots::Any)?;
        if more.iter().any(|candidate| candidate.complete) {
            tree.end = ending(&more);
            tree.candidates.extend(more);
        }
    }
    Ok(())
}

fn ending(candidates: &[Candidate<'_>]) -> End {
    match candidates.last() {
        None => End::Nothing,
        Some(last) if last.complete => End::Whole,
        Some(_) => End::Cut,
    }
}

/// Reads the values inside of reasoning blocks, marked as such.
fn inside_reasoning<'t>(tree: &mut Tree<'t>, text: &'t str) -> Result<(), Fault> {
    for block in tree.reasoning.clone() {
        if block.start == 0
            && tree
                .candidates
                .iter()
                .any(|c| block.contains(&c.span.start))
        {
            for candidate in &mut tree.candidates {
                candidate.in_reasoning |= block.contains(&candidate.span.start);
            }
            continue;
        }
        // The tags are no values, but `[THINK]` looks like one.
        let block = block.start + 1..block.end;
        let mut more = part(text, block, Roots::Containers)?;
        for candidate in &mut more {
            candidate.in_reasoning = true;
        }
        tree.candidates.extend(more);
    }
    tree.candidates
        .sort_by_key(|candidate| candidate.span.start);
    Ok(())
}

/// Reads the values inside of strings that stand alone, and under one level of escapes.
fn embedded<'t>(tree: &mut Tree<'t>, text: &'t str) -> Result<(), Fault> {
    let mut found = Vec::new();
    let mut dropped = Vec::new();
    for (index, candidate) in tree.candidates.iter().enumerate() {
        let escaped = candidate
            .repairs
            .iter()
            .any(|r| r.kind == RepairKind::Escaped);
        if escaped && !candidate.complete {
            let rest = text.get(candidate.span.start..).unwrap_or_default();
            let plain = without_escapes(rest);
            let mut inner = scan(&plain, Mode::Tolerant, Roots::Containers)?;
            wrecks(&mut inner, &plain);
            let Some(first) = inner.candidates.into_iter().next() else {
                continue;
            };
            // Nothing behind it was read.
            dropped.push(index);
            found.push(owned(
                first,
                candidate.span.start..text.len(),
                candidate,
                RepairKind::Escaped,
            ));
        } else if let Kind::String(content) = &candidate.node.kind
            && candidate.node.trust == Trust::Sure
            && is_all_json(content)
        {
            let mut inner = scan(content, Mode::Tolerant, Roots::Containers)?;
            wrecks(&mut inner, content);
            for first in inner.candidates {
                found.push(owned(
                    first,
                    candidate.span.clone(),
                    candidate,
                    RepairKind::InString,
                ));
            }
        }
    }
    let mut index = 0;
    tree.candidates.retain(|_| {
        index += 1;
        !dropped.contains(&(index - 1))
    });
    if !dropped.is_empty() {
        tree.end = ending(&found);
    }
    tree.candidates.extend(found);
    Ok(())
}

/// Whether a text begins and ends as JSON or a fence does; `if (a[0]) { b }` is a text that holds brackets.
fn is_all_json(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_odd_space(c));
    // `[draft]` is a word in brackets.
    let word = text
        .strip_prefix('[')
        .is_some_and(|inside| inside.starts_with(char::is_alphabetic))
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_err();
    !word && text.starts_with(['{', '[', '`', '<']) && text.ends_with(['}', ']', '`'])
}

fn owned<'t>(
    inner: Candidate<'_>,
    span: Range<usize>,
    around: &Candidate<'_>,
    kind: RepairKind,
) -> Candidate<'t> {
    let mut repairs = vec![Repair {
        kind,
        span: span.clone(),
    }];
    repairs.extend(inner.repairs);
    Candidate {
        node: inner.node.into_owned(),
        repairs,
        span,
        complete: inner.complete,
        fenced: around.fenced,
        in_reasoning: around.in_reasoning,
        embedded: true,
    }
}

/// One level of escapes taken off: `\"` to `"`, `\\` to `\`, `\n` to a line break.
fn without_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some(c @ ('"' | '\\' | '/')) => out.push(c),
            Some(c) => out.extend(['\\', c]),
            None => out.push('\\'),
        }
    }
    out
}

/// Puts in doubt what a closer too many has broken apart: `{"a": 1}, "b": [2]}` and `[1], [2]]` are no two values.
fn wrecks(tree: &mut Tree<'_>, text: &str) {
    const WHY: &str = "the text behind it goes on as if it were open";
    let mut broken: Option<bool> = None;
    let mut linked = 0;
    for index in 0..tree.candidates.len() {
        let Some(candidate) = tree.candidates.get(index) else {
            return;
        };
        // Values with nothing but commas between them, and one closer too many behind the last.
        let rest = behind(text.get(candidate.span.end..).unwrap_or_default());
        let stray = behind(rest.trim_start_matches([',', ';'])).starts_with(['}', ']']);
        let more = rest
            .trim_start_matches(['}', ']', ' ', '\n'])
            .starts_with([',', ';', '"', '{', '[']);
        let joined = index
            .checked_sub(1)
            .and_then(|before| tree.candidates.get(before))
            .is_some_and(|before| {
                text.get(before.span.end..candidate.span.start)
                    .is_some_and(|between| {
                        behind(between)
                            .strip_prefix([',', ';'])
                            .is_some_and(|rest| behind(rest).is_empty())
                    })
            });
        if !joined {
            linked = index;
        }
        // A paragraph of its own is a new beginning.
        let paragraph = index
            .checked_sub(1)
            .and_then(|before| tree.candidates.get(before))
            .and_then(|before| text.get(before.span.end..candidate.span.start))
            .is_some_and(|between| between.contains("\n\n"));
        if paragraph {
            broken = None;
        }
        // A wrong closer in it may have been one too many, and then so is the one behind it.
        let mended = is_mended(candidate);
        let cut_short = !candidate.complete
            && length(&candidate.node) > 0
            && !text
                .get(..candidate.span.end)
                .is_some_and(|before| before.trim_end_matches([' ', '\t']).ends_with('\n'));
        let goes_on = (candidate.complete && goes_on(text, candidate))
            || ((stray || more) && mended)
            || (stray && early(&candidate.node))
            // `[Alice, {..}]` in prose was not seen as a list.
            || (stray && !joined && text
                .get(..candidate.span.start)
                .is_some_and(|before| before.trim_end().ends_with(',')))
            // `[{..}}` and behind it `{..}]`.
            || (stray && index.checked_sub(1).and_then(|before| tree.candidates.get(before)).is_some_and(is_mended))
            || (cut_short && index + 1 < tree.candidates.len() && !candidate.in_reasoning);
        let apart = candidate.fenced && broken == Some(false);
        let from = if stray && linked < index {
            linked
        } else {
            index
        };
        if goes_on || from < index {
            broken = Some(candidate.fenced);
        }
        if goes_on || from < index || (broken.is_some() && !apart) {
            for candidate in tree.candidates.iter_mut().take(index + 1).skip(from) {
                candidate.node.trust = Trust::Doubtful(WHY);
            }
        }
    }
}

fn is_mended(candidate: &Candidate<'_>) -> bool {
    candidate.repairs.iter().any(|repair| {
        matches!(
            repair.kind,
            RepairKind::MissingCloser | RepairKind::WrongCloser
        )
    })
}

/// Whether a closer too many behind a value may belong inside of it: `{"a": {"b": 1}, "c": 2}}` may hold `c` in `a`.
fn early(node: &Node<'_>) -> bool {
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        match &node.kind {
            Kind::Array(items) => {
                let before = items.iter().rev().skip(1);
                if before
                    .clone()
                    .any(|item| matches!(item.kind, Kind::Array(_)))
                {
                    return true;
                }
                todo.extend(items);
            }
            Kind::Object(members) => {
                let before = members.iter().rev().skip(1);
                if before
                    .clone()
                    .any(|(_, value)| matches!(value.kind, Kind::Object(_)))
                {
                    return true;
                }
                todo.extend(members.iter().map(|(_, value)| value));
            }
            _ => {}
        }
    }
    false
}

/// Whether the text behind a value shows that it was closed too early: `{"a": 1}, "b": 2}`.
fn goes_on(text: &str, candidate: &Candidate<'_>) -> bool {
    if candidate.embedded {
        return false;
    }
    let rest = text.get(candidate.span.end..).unwrap_or_default();
    let mut rest = behind(rest);
    while let Some(next) = rest.strip_prefix(['}', ']']) {
        rest = behind(next);
    }
    let Some(rest) = rest.strip_prefix([',', ';']) else {
        return false;
    };
    let rest = behind(rest);
    let word = rest
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_')
        .count();
    let named = word > 0 && rest.get(word..).is_some_and(|rest| rest.starts_with(':'));
    let value = named
        || rest.starts_with(['"', '\'', '`', '\u{ab}', '-', '\u{201c}', '\u{2018}'])
        || rest.starts_with(|c: char| c.is_ascii_digit())
        || ["true", "false", "null"]
            .iter()
            .any(|word| rest.starts_with(word));
    match &candidate.node.kind {
        Kind::Object(_) => value,
        // `as in [1], 42 times` is no list.
        Kind::Array(items) => {
            value && !matches!(items.as_slice(), [only] if matches!(only.kind, Kind::Number(_)))
        }
        _ => false,
    }
}

/// Without the space and the comments that it begins with.
fn behind(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let next = if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, rest)| rest)
        } else if rest.starts_with("//") || rest.starts_with("# ") {
            rest.split_once('\n').map_or("", |(_, rest)| rest)
        } else {
            return rest;
        };
        rest = next.trim_start();
    }
}

/// The JSON Pointer of the innermost value at a byte of the text.
pub(crate) fn pointer(root: &Node<'_>, at: usize) -> String {
    let mut out = String::new();
    let mut node = root;
    loop {
        let step = match &node.kind {
            Kind::Array(items) => {
                // The last one that begins at or before the place: a repair may stand behind its value.
                let index = items.partition_point(|item| item.span.start <= at);
                index.checked_sub(1).and_then(|index| {
                    let item = items.get(index)?;
                    Some((Cow::Owned(index.to_string()), item))
                })
            }
            Kind::Object(members) => {
                let index = members.partition_point(|(_, value)| value.span.start <= at);
                index
                    .checked_sub(1)
                    .and_then(|index| members.get(index))
                    .map(|(name, value)| (Cow::Borrowed(name.as_ref()), value))
            }
            _ => None,
        };
        match step {
            Some((name, next)) if at <= next.span.end => {
                out.push('/');
                push_escaped(&mut out, &name);
                node = next;
            }
            _ => return out,
        }
    }
}

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
struct Builder<'t> {
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
    reasoning: Vec<Range<usize>>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        Self {
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

fn length(node: &Node<'_>) -> usize {
    match &node.kind {
        Kind::Array(items) => items.len(),
        Kind::Object(members) => members.len(),
        _ => 0,
    }
}

fn last_of<'n, 't>(node: &'n Node<'t>) -> Option<&'n Node<'t>> {
    match &node.kind {
        Kind::Array(items) => items.last(),
        Kind::Object(members) => members.last().map(|(_, value)| value),
        _ => None,
    }
}

impl Sink for Builder<'_> {
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

    #[inline]
    fn open(&mut self, shape: Shape, at: usize) {
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
            if trust != Trust::Sure {
                self.doubt_level("a name with quotes in it that do not pair up");
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
            Cow::Borrowed(self.slice(span.clone()))
        } else {
            Cow::Owned(text.to_owned())
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
            RepairKind::ExtraCloser => {
                if let Some(before) = self.candidates.last_mut() {
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

    fn reasoning(&mut self, span: Range<usize>, _: bool) {
        self.reasoning.push(span);
    }
}
