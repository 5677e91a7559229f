//! What of a text may be the answer, before it is fitted: not what was only thought, values in a row as one list, a word
//! behind its label.

use std::borrow::Cow;

use super::align::{AlignKind, Aligned, Spelling, fold, is_usual_wrapper};
use super::node::{Kind, Node};
use super::scan::{Candidate, RepairKind};

/// Leaves out what stands in reasoning: `<think>{"a": 1}?</think>`. A block that is never closed may hold the answer, if the
/// text ends with it.
pub(super) fn without_reasoning(candidates: &mut Vec<Candidate<'_>>, text: &str) {
    candidates.retain(|candidate| {
        let behind = text.get(candidate.span.end..).unwrap_or_default();
        let is_last = behind.chars().all(|c| c.is_whitespace() || c == '`');
        !candidate.in_reasoning || is_last
    });
}

/// Leaves out the marks of sources and notes: `As in [1], it is ..`.
pub(super) fn without_marks(candidates: &mut Vec<Candidate<'_>>, text: &str) {
    let is_word = |c: char| c.is_alphabetic();
    candidates.retain(|candidate| {
        let Kind::Array(items) = &candidate.node.kind else {
            return true;
        };
        let is_mark = matches!(items.as_slice(), [only] if matches!(only.kind, Kind::Number(_)));
        let before = text.get(..candidate.span.start).unwrap_or_default();
        let behind = text.get(candidate.span.end..).unwrap_or_default();
        let behind = behind.trim_start_matches([',', ';', '.', ' ']);
        let in_a_sentence = before.trim_end_matches(' ').ends_with(is_word)
            && behind.starts_with(|c: char| is_word(c) || c == '"');
        // `a[0]` is code.
        !(is_mark && (in_a_sentence || before.ends_with(is_word)))
    });
}

/// What may stand between values in a row.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';')
}

/// Objects with nothing between them but white space and commas, as one list: `{"a": 1}\n{"a": 2}`.
pub(super) fn joined<'t>(candidates: &[Candidate<'t>], text: &str) -> Option<Candidate<'t>> {
    let (first, last) = (candidates.first()?, candidates.last()?);
    let are_objects = candidates
        .iter()
        .all(|one| matches!(one.node.kind, Kind::Object(_)) && !one.in_reasoning && !one.embedded);
    let in_a_row = candidates.windows(2).all(|pair| match pair {
        [before, after] => text
            .get(before.span.end..after.span.start)
            .is_some_and(|between| between.chars().all(is_between)),
        _ => true,
    });
    if candidates.len() < 2 || !are_objects || !in_a_row {
        return None;
    }
    let span = first.span.start..last.span.end;
    let items = candidates.iter().map(|one| one.node.clone()).collect();
    Some(Candidate {
        node: Node::new(Kind::Array(items), span.clone()),
        repairs: candidates
            .iter()
            .flat_map(|one| one.repairs.iter().cloned())
            .collect(),
        span,
        complete: candidates.iter().all(|one| one.complete),
        fenced: first.fenced,
        in_reasoning: false,
        embedded: false,
    })
}

/// Whether a value is empty and stands right behind one of its kind that is not: `{"a": 1}{}`. Either may be the answer, and
/// no word says which.
pub(super) fn is_empty_rest(candidates: &[Candidate<'_>], index: usize, text: &str) -> bool {
    let len = |candidate: &Candidate<'_>| match &candidate.node.kind {
        Kind::Object(members) => Some((true, members.len())),
        Kind::Array(items) => Some((false, items.len())),
        _ => None,
    };
    let Some(rest) = candidates.get(index) else {
        return false;
    };
    let before = candidates
        .iter()
        .filter(|other| other.span.end <= rest.span.start)
        .max_by_key(|other| other.span.end);
    let (Some((kind, 0)), Some(before)) = (len(rest), before) else {
        return false;
    };
    let between = text.get(before.span.end..rest.span.start);
    len(before).is_some_and(|(other, len)| other == kind && len > 0)
        && between.is_some_and(|text| text.chars().all(is_between))
}

/// How the numbers and literals of a value are written.
pub(super) fn spelling<'t>(candidate: &Candidate<'_>, text: &'t str) -> Spelling<'t> {
    let is_other = |kind| matches!(kind, RepairKind::Number | RepairKind::Literal);
    let mut kinds = candidate.repairs.iter().map(|repair| repair.kind);
    match kinds.any(is_other) {
        false => Spelling::AsRead,
        true if candidate.embedded => Spelling::Lost,
        true => Spelling::In(text),
    }
}

/// Whether a value that is taken for a list of one is the last of several: `(Ann, {"name": "Bo"})`.
pub(super) fn is_rest_of_a_list(
    candidate: &Candidate<'_>,
    aligned: &Aligned<'_>,
    text: &str,
) -> bool {
    let before = text.get(..candidate.span.start).unwrap_or_default();
    before.trim_end().ends_with([',', '(', '['])
        && aligned
            .repairs
            .iter()
            .any(|repair| repair.path.is_empty() && repair.kind == AlignKind::ListOfOne)
}

/// Whether a string without one of its quotes may have taken in what stands beside it: names then stand twice, commas and
/// colons are missing, words are without quotes. `[{"a": "b}, {"a": "c"}]`.
pub(super) fn may_have_run_on(candidate: &Candidate<'_>) -> bool {
    let has = |kinds: &[RepairKind]| {
        candidate
            .repairs
            .iter()
            .any(|repair| kinds.contains(&repair.kind))
    };
    let beside = [
        RepairKind::DuplicateName,
        RepairKind::MissingComma,
        RepairKind::MissingColon,
        RepairKind::UnquotedText,
    ];
    has(&[RepairKind::MissingQuote]) && has(&beside)
        || has(&[RepairKind::UnescapedQuote])
            && has(&[RepairKind::DuplicateName, RepairKind::MissingCloser])
}

/// Whether words that were taken for texts may be one: `[true 42]` where texts are wanted.
pub(super) fn may_be_one_text(candidate: &Candidate<'_>, aligned: &Aligned<'_>) -> bool {
    candidate
        .repairs
        .iter()
        .any(|repair| repair.kind == RepairKind::MissingComma)
        && aligned
            .repairs
            .iter()
            .any(|repair| matches!(repair.kind, AlignKind::BoolToText | AlignKind::NumberToText))
}

/// Whether a closer within a value was read as another one, or as one too many.
pub(super) fn has_other_closers(candidate: &Candidate<'_>) -> bool {
    let end = candidate.span.end;
    candidate.repairs.iter().any(|repair| {
        repair.kind == RepairKind::WrongCloser
            || (repair.kind == RepairKind::ExtraCloser && repair.span.end < end)
    })
}

/// Whether a member that was not asked for, or a wrapper, may have come about by a closer that was read as another: it
/// then stands where it does not belong.
pub(super) fn may_be_misplaced(candidate: &Candidate<'_>, aligned: &Aligned<'_>) -> bool {
    has_other_closers(candidate)
        && aligned
            .repairs
            .iter()
            .any(|repair| matches!(repair.kind, AlignKind::Dropped | AlignKind::Unwrapped))
}

/// Whether a value is only a part of a text between backticks, and not what was asked for: ``the `list {"a": [1]} of`` .
pub(super) fn is_part_of_code(
    candidate: &Candidate<'_>,
    aligned: &Aligned<'_>,
    text: &str,
) -> bool {
    if aligned.repairs.is_empty() {
        return false;
    }
    let before = text.get(..candidate.span.start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let opened = line.replace("```", "").matches('`').count() % 2 == 1;
    let behind = text.get(candidate.span.end..).unwrap_or_default();
    let is_all = line.ends_with('`') && behind.starts_with('`');
    // Of `"a"` in backticks the quotes may be a part.
    let is_text = matches!(candidate.node.kind, Kind::String(_));
    // `[draft]` is a word in brackets; a word by itself is one that stood behind a label.
    let is_word = !matches!(candidate.node.kind, Kind::Bare(_))
        && aligned
            .repairs
            .iter()
            .any(|repair| repair.kind == AlignKind::BareText);
    opened && (is_text || is_word || !is_all)
}

/// Whether words are a label, and no more.
fn is_label(words: &str, asked: &str) -> bool {
    let mut words = words
        .split_whitespace()
        .map(|word| word.trim_matches(['*', '_', '#']))
        .filter(|word| !word.is_empty() && !FILLERS.contains(&word.to_ascii_lowercase().as_str()));
    let Some(name) = words.next() else {
        return false;
    };
    words.next().is_none() && (is_usual_wrapper(name) || fold(name) == fold(asked))
}

/// Words that say nothing of what a label is the label of.
const FILLERS: [&str; 6] = ["the", "my", "final", "correct", "is", "so"];

/// What stands behind a label at the end of a text without JSON, or before one: `The answer is: **True**`. The label is one
/// of the usual names of an answer, or the name of what was asked for.
pub(super) fn labelled<'t>(candidate: &Candidate<'t>, asked: &str) -> Option<Candidate<'t>> {
    let Kind::Bare(Cow::Borrowed(text)) = candidate.node.kind else {
        return None;
    };
    let line = text.trim_end().rsplit('\n').next()?;
    let behind = line
        .split_once([':', '='])
        .or_else(|| line.split_once(" is "))
        .filter(|(label, _)| is_label(label, asked))
        .map(|(_, tail)| tail);
    // `ONE is the answer`, and nothing else.
    let before = || {
        let (front, label) = text.trim().rsplit_once(" is ")?;
        let is_all = !text.trim().contains('\n') && is_label(label.trim_end_matches('.'), asked);
        is_all.then_some(front)
    };
    let tail = behind.or_else(before)?;
    let marks = |c: char| c.is_whitespace() || matches!(c, '*' | '`' | '"' | '\'');
    let tail = tail
        .trim_matches(marks)
        .trim_end_matches('.')
        .trim_matches(marks);
    if tail.is_empty() {
        return None;
    }
    let start = candidate.span.start + (tail.as_ptr() as usize - text.as_ptr() as usize);
    let span = start..start + tail.len();
    Some(Candidate {
        node: Node::new(Kind::Bare(Cow::Borrowed(tail)), span.clone()),
        repairs: candidate.repairs.clone(),
        span,
        complete: true,
        fenced: false,
        in_reasoning: false,
        embedded: false,
    })
}
