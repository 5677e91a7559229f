//! Values that a closer too many has broken apart.

use super::{Candidate, Tree, length};
use crate::json::node::{Kind, Node, Trust};
use crate::json::scan::bytes::is_odd_space;
use crate::json::scan::outside::Remark;
use crate::json::scan::repairs::RepairKind;

/// How far behind the next value it is looked for what goes on with the one before.
const WINDOW: usize = 4096;

/// Puts in doubt what a closer too many has broken apart: `{"a": 1}, "b": [2]}` and `[1], [2]]` are no two values.
pub(super) fn doubt(tree: &mut Tree<'_>, text: &str) {
    const WHY: &str = "the text behind it goes on as if it were open";
    let mut broken: Option<bool> = None;
    let mut linked = 0;
    let mut last_mended = None;
    let mut counted = 0;
    // Those that were doubted last, so that none is marked again and again.
    let mut marked = 0..0;
    let mut tuple = false;
    let mut read = 0;
    let mut unclosed = [0_usize; 2];
    for index in 0..tree.candidates.len() {
        let Some(candidate) = tree.candidates.get(index) else {
            return;
        };
        let next = tree.candidates.get(index + 1).map(|next| &next.span);
        let after = text_behind(text, candidate, next.map(|next| next.end));
        let next = next.map_or(text.len(), |next| next.start);
        // Values with nothing but commas between them, and one closer too many behind the last.
        let rest = behind(after);
        let stray_closer = behind(rest.trim_start_matches([',', ';']))
            .chars()
            .next()
            // `({..}}` lost its parenthesis to a wrong closer, and here it is.
            .filter(|c| matches!(c, '}' | ']') || (*c == ')' && tuple));
        let stray = stray_closer.is_some();
        let more = rest
            .trim_start_matches(['}', ']', ' ', '\n'])
            .starts_with(|c: char| matches!(c, ',' | ';' | '"' | '{' | '[' | '-' | '0'..='9'));
        let before = index
            .checked_sub(1)
            .and_then(|before| tree.candidates.get(before));
        let joined = before.is_some_and(|before| is_joined(text, before, candidate));
        if !joined {
            linked = index;
        }
        if before.is_some_and(|before| begins_anew(text, before, candidate)) {
            broken = None;
        }
        // `the answer is: [see [1]]` is a list that was not seen as one, with a mark in it.
        let between = text.get(counted..candidate.span.start).unwrap_or_default();
        let opened = still_open(between);
        counted = candidate.span.end.max(counted);
        for (sum, more) in unclosed.iter_mut().zip(opened) {
            *sum += more;
        }
        let closes_prose = (stray_closer == Some(']') && unclosed[0] > 0)
            || (stray_closer == Some('}') && unclosed[1] > 0);
        let mended_before = last_mended;
        // A wrong closer in it may have been one too many, and then so is the one behind it.
        let mended = is_mended(candidate);
        if mended {
            last_mended = Some(index);
            tuple |= candidate
                .repairs
                .iter()
                .any(|repair| repair.kind == RepairKind::Tuple);
        }
        let half = is_half_of_a_text(text, candidate, read, next);
        read = read.max(candidate.span.end);
        let cut_short = !candidate.complete
            && (is_no_fence(after)
                || (length(&candidate.node) > 0
                    && !text.get(..candidate.span.end).is_some_and(|before| {
                        before.trim_end_matches([' ', '\t']).ends_with('\n')
                    })));
        let goes_on = (candidate.complete && goes_on(after, candidate))
            || half
            || ((stray || more) && mended)
            || (stray && early(&candidate.node))
            || closes_prose
            // `[Alice, {..}]` in prose was not seen as a list.
            || (stray && !joined && text
                .get(..candidate.span.start)
                .is_some_and(|before| before.trim_end().ends_with(',')))
            || (!joined && rest.starts_with(')') && ends_a_tuple(text, candidate))
            // `[{..}}` and behind it `{..}]`.
            || (stray && mended_before.is_some())
            || (cut_short && index + 1 < tree.candidates.len() && !candidate.in_reasoning);
        let apart = candidate.fenced && broken == Some(false);
        let from = if stray && linked < index {
            linked
        } else {
            mended_before.filter(|_| stray).unwrap_or(index)
        };
        if goes_on || from < index {
            broken = Some(candidate.fenced);
        }
        if goes_on || from < index || (broken.is_some() && !apart) {
            let first = if marked.contains(&from) {
                marked.end
            } else {
                from
            };
            for candidate in tree.candidates.iter_mut().take(index + 1).skip(first) {
                candidate.node.trust = Trust::Doubtful(WHY);
            }
            marked = from.min(if first == from { from } else { marked.start })..index + 1;
        }
    }
}

/// What stands behind a value; no more than a while behind the next one, for a line may hold many and be one comment.
fn text_behind<'t>(text: &'t str, candidate: &Candidate<'_>, next_end: Option<usize>) -> &'t str {
    let mut end = next_end.map_or(text.len(), |end| text.len().min(end + WINDOW));
    while !text.is_char_boundary(end) {
        end += 1;
    }
    text.get(candidate.span.end..end).unwrap_or_default()
}

/// Whether nothing but a comma stands between two values.
fn is_joined(text: &str, before: &Candidate<'_>, candidate: &Candidate<'_>) -> bool {
    text.get(before.span.end..candidate.span.start)
        .is_some_and(|between| {
            behind(between)
                .strip_prefix([',', ';'])
                .is_some_and(|rest| behind(rest).is_empty())
        })
}

/// A paragraph of its own is a new beginning, and so is the answer behind a reasoning block.
fn begins_anew(text: &str, before: &Candidate<'_>, candidate: &Candidate<'_>) -> bool {
    before.in_reasoning != candidate.in_reasoning
        || text
            .get(before.span.end..candidate.span.start)
            .is_some_and(|between| between.contains("\n\n"))
}

/// Whether the half of a pair of quotes stands behind a value where its line ends, or behind a comma and a line break: the
/// value may be the beginning of a text that lost its first quote, `[draft] of it"`, or be followed by one, `[1], of it"`.
/// What stands before `from` and behind `to` belongs to other values.
fn is_half_of_a_text(text: &str, candidate: &Candidate<'_>, from: usize, to: usize) -> bool {
    let is_container = matches!(candidate.node.kind, Kind::Object(_) | Kind::Array(_));
    if !is_container || !candidate.complete || candidate.embedded {
        return false;
    }
    let before = text.get(from..candidate.span.start).unwrap_or_default();
    let rest = text.get(candidate.span.end..to).unwrap_or_default();
    let rest = match rest
        .trim_start_matches([' ', '\t', '}', ']', ')'])
        .strip_prefix([',', ';'])
    {
        Some(rest) => rest.trim_start(),
        None => rest,
    };
    let is_half = |line: Option<&str>| {
        let mut remark = Remark::default();
        remark.read(line.unwrap_or_default().as_bytes());
        remark.is_half_quoted()
    };
    is_half(rest.lines().next()) && !is_half(before.rsplit('\n').next())
}

/// Whether a parenthesis behind a value closes one that holds more than it: `(Alice, [1])` and `(see, of it", [1])` were
/// not seen as lists.
fn ends_a_tuple(text: &str, candidate: &Candidate<'_>) -> bool {
    let before = text.get(..candidate.span.start).unwrap_or_default();
    let Some(before) = before.trim_end().strip_suffix(',') else {
        return false;
    };
    before.trim_start().starts_with('(') || before.ends_with(['"', '\'', '`', '\u{201d}'])
}

/// Whether a text begins like a fence but goes on as none does, as that of a text without its quotes may: ```` ```sh x ````.
fn is_no_fence(text: &str) -> bool {
    text.strip_prefix("```").is_some_and(|rest| {
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        !(behind.is_empty() || behind.starts_with(char::is_whitespace))
    })
}

/// How many brackets more are opened than closed in a text.
fn still_open(text: &str) -> [usize; 2] {
    let mut open = [0_usize; 2];
    for byte in text.bytes() {
        match byte {
            b'[' => open[0] += 1,
            b'{' => open[1] += 1,
            b']' => open[0] = open[0].saturating_sub(1),
            b'}' => open[1] = open[1].saturating_sub(1),
            _ => {}
        }
    }
    open
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
fn goes_on(after: &str, candidate: &Candidate<'_>) -> bool {
    if candidate.embedded {
        return false;
    }
    let mut rest = behind(after);
    while let Some(next) = rest.strip_prefix(['}', ']', ')']) {
        rest = behind(next);
    }
    let Some(mut rest) = rest.strip_prefix([',', ';']).map(behind) else {
        // `{"a": {"b": 1}} "c": 2}` lost a comma as well.
        return matches!(candidate.node.kind, Kind::Object(_)) && is_named(rest);
    };
    while let Some(next) = rest.strip_prefix([',', ';']) {
        rest = behind(next);
    }
    let word = rest
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_')
        .count();
    let named = word > 0
        && rest
            .get(word..)
            .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).starts_with(':'));
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

/// Whether a text begins with a name in quotes and its colon.
fn is_named(text: &str) -> bool {
    text.strip_prefix('"')
        .and_then(|rest| rest.trim_start_matches('"').split_once(['"', '\n']))
        .is_some_and(|(_, rest)| rest.trim_start_matches('"').trim_start().starts_with(':'))
}

/// Without the space and the comments that it begins with.
pub(super) fn behind(text: &str) -> &str {
    let space = |c: char| c.is_whitespace() || is_odd_space(c);
    let mut rest = text.trim_start_matches(space);
    loop {
        let next = if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, rest)| rest)
        } else if rest.starts_with("//") || rest.starts_with("# ") {
            rest.split_once('\n').map_or("", |(_, rest)| rest)
        } else {
            return rest;
        };
        rest = next.trim_start_matches(space);
    }
}
