//! Values inside of strings, under one level of escapes, and texts that lost their quotes.

use std::borrow::Cow;
use std::ops::Range;

use super::{Block, Candidate, Repair, Tree, ending, scan};
use crate::json::node::{Kind, Node, Trust};
use crate::json::scan::bytes::{find, is_odd_space};
use crate::json::scan::machine::{End, Fault, Mode, Roots};
use crate::json::scan::repairs::RepairKind;

/// Reads the values inside of strings that stand alone, and under one level of escapes.
pub(super) fn in_strings<'t>(tree: &mut Tree<'t>, text: &'t str) -> Result<(), Fault> {
    let mut found = Vec::new();
    let mut dropped = Vec::new();
    for (index, candidate) in tree.candidates.iter().enumerate() {
        if candidate.is_under_escapes() {
            // What a block holds that is over is no answer, and what is behind the block is none of it.
            let is_open = |block: &Block| block.is_open_at(candidate.span.start);
            if candidate.in_reasoning && !tree.reasoning.last().is_some_and(is_open) {
                continue;
            }
            let rest = text.get(candidate.span.start..).unwrap_or_default();
            let plain = without_escapes(rest);
            let mut inner = scan(&plain, Mode::Tolerant, Roots::Containers)?;
            super::wrecks::doubt(&mut inner, &plain);
            let mut values = inner.candidates.into_iter();
            let Some(mut first) = values.next() else {
                continue;
            };
            if values.any(|other| may_be_meant(&other.node)) {
                // They may be under escapes as well, or not.
                first.node.trust = Trust::Doubtful("other values stand behind one under escapes");
            }
            let before = text.get(..candidate.span.start).unwrap_or_default();
            let behind = plain.get(first.span.end..).unwrap_or_default();
            if first.complete && is_part_of_a_text(before, behind) {
                first.node.trust = Trust::Doubtful("it is a part of a text in quotes");
            }
            dropped.push(index);
            let start = candidate.span.start;
            let span = start..start + escaped_length(rest, first.span.end);
            found.push(owned(first, span, candidate, RepairKind::Escaped));
        } else if let Kind::String(content) = &candidate.node.kind
            && candidate.node.trust == Trust::Sure
            && is_all_json(content)
        {
            let mut inner = scan(content, Mode::Tolerant, Roots::Containers)?;
            super::wrecks::doubt(&mut inner, content);
            let end = inner.candidates.last().map_or(0, |last| last.span.end);
            let behind = content.get(end..).unwrap_or_default().trim();
            // `{"a": 1} and `b``
            if !behind.is_empty() && behind != "```" {
                continue;
            }
            // `{name} [draft]`
            let begin = inner.candidates.first().map_or(0, |first| first.span.start);
            let before = content.get(..begin).unwrap_or_default();
            if before.trim_start().starts_with(['{', '[']) {
                continue;
            }
            // `{"a": 1} [draft]`: which of them is meant, or whether any is, is not known.
            let several = inner.candidates.len() > 1;
            // Two are enough for a doubt.
            for mut first in inner.candidates.into_iter().take(2) {
                if several {
                    first.node.trust = Trust::Doubtful("several values stand in one text");
                }
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

/// Whether a value has something in it and is no mark of a source, as in `see [1]`.
fn may_be_meant(node: &Node<'_>) -> bool {
    match &node.kind {
        Kind::Array(items) => !matches!(
            items.as_slice(),
            [] | [Node {
                kind: Kind::Number(_),
                ..
            }]
        ),
        Kind::Object(members) => !members.is_empty(),
        _ => false,
    }
}

/// Whether what stands around a value under escapes is the rest of a text that it is in: `"{\"a\": 1} and \"b\""`.
fn is_part_of_a_text(before: &str, behind: &str) -> bool {
    let opened = before.ends_with('"');
    let rest = behind.trim_start_matches([' ', '\t', '}', ']', ')']);
    match rest.strip_prefix('"') {
        // `["a", "{\"b\": 1}", ..`
        Some(rest) => !opened || rest.trim_start().starts_with([',', ']', '}']),
        None => {
            !(rest.is_empty()
                || rest.starts_with(['\n', '\r', '`', ',', ';'])
                || rest.starts_with("</"))
        }
    }
}

/// Whether a text begins and ends as JSON or a fence does; `if (a[0]) { b }` is a text that holds brackets.
fn is_all_json(text: &str) -> bool {
    let mut text = text.trim_matches(|c: char| c.is_whitespace() || is_odd_space(c));
    if text.starts_with('<')
        && let Some((_, behind)) = text
            .split_once("</")
            .and_then(|(_, tag)| tag.split_once('>'))
    {
        text = behind.trim_start();
    }
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
    // They are about all of it, and places in it are those of the text without escapes.
    let outer = around.repairs.iter().map(|repair| repair.kind);
    let outer = outer.filter(|kind| *kind != RepairKind::Escaped);
    let mut repairs: Vec<Repair> = std::iter::once(kind)
        .chain(outer)
        .map(|kind| Repair { kind, span: 0..0 })
        .collect();
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
    for part in Parts::of(text) {
        out.push_str(part.plain);
        out.push_str(part.control);
    }
    out
}

/// How long a text is of which so many bytes are left without one level of escapes.
fn escaped_length(text: &str, plain: usize) -> usize {
    let mut left = plain;
    for part in Parts::of(text) {
        if left <= part.plain.len() {
            return part.from + left;
        }
        left -= part.plain.len();
        if left <= part.control.len() {
            return part.end;
        }
        left -= part.control.len();
    }
    text.len()
}

/// A part of a text that stands for itself, and the control character that was written behind it.
struct Part<'t> {
    from: usize,
    plain: &'t str,
    control: &'static str,
    end: usize,
}

/// What a text is without one level of escapes.
struct Parts<'t> {
    text: &'t str,
    from: usize,
    /// Where to look for the next backslash; what an escape stands for is none.
    at: usize,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Self {
        Self {
            text,
            from: 0,
            at: 0,
        }
    }
}

impl<'t> Iterator for Parts<'t> {
    type Item = Part<'t>;

    fn next(&mut self) -> Option<Part<'t>> {
        let bytes = self.text.as_bytes();
        let from = self.from;
        loop {
            let escape = find(bytes, self.at, b'\\', b'\\');
            let letter = bytes.get(escape + 1);
            let control = match (bytes.get(escape), letter) {
                (None, _) | (Some(b'\\'), Some(b'"' | b'\\' | b'/')) => "",
                (Some(b'\\'), Some(b'n')) => "\n",
                (Some(b'\\'), Some(b'r')) => "\r",
                (Some(b'\\'), Some(b't')) => "\t",
                // A control character, or an escape that stays.
                _ => {
                    self.at = escape + 1;
                    continue;
                }
            };
            let plain = self.text.get(from..escape)?;
            let is_over = letter.is_none();
            if is_over && plain.is_empty() {
                return None;
            }
            let end = if is_over { escape } else { escape + 2 };
            self.at = end;
            // The character of a quote, a backslash or a slash is the first of the next part.
            self.from = if control.is_empty() && !is_over {
                escape + 1
            } else {
                end
            };
            return Some(Part {
                from,
                plain,
                control,
                end,
            });
        }
    }
}

/// A text without any value may be one that lost its quotes: `positive`.
pub(super) fn bare<'t>(tree: &mut Tree<'t>, text: &'t str) -> Result<(), Fault> {
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
            let around = Candidate {
                repairs: Vec::new(),
                ..whole(part, span.clone())
            };
            tree.candidates
                .push(owned(first, span, &around, RepairKind::Escaped));
            tree.end = End::Whole;
            return Ok(());
        }
    }
    // `42,` was copied from between others.
    let one = part.trim_end_matches([',', ';', ' ']);
    if one.len() < part.len() {
        let mut found = super::part(text, start..start + one.len(), Roots::Any)?;
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

#[cfg(test)]
mod tests {
    use super::{escaped_length, without_escapes};

    #[test]
    fn a_place_without_escapes_is_found_again_with_them() {
        let text = r#"{\"a\": \"é\\n\n\u00e9\x\/ \"}, and \"#;
        let plain = without_escapes(text);
        assert_eq!(plain, "{\"a\": \"é\\n\n\\u00e9\\x/ \"}, and \\");
        for (end, _) in plain.char_indices() {
            let length = escaped_length(text, end);
            let before = text.get(..length).map(without_escapes);
            assert_eq!(before.as_deref(), plain.get(..end), "{end}");
        }
        assert_eq!(escaped_length(text, plain.len()), text.len());
    }
}
