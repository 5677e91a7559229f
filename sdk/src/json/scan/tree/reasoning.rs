//! Reasoning blocks: the values inside of them, and values that a block swallowed.

use super::{Block, Tree, ending, part};
use crate::json::node::{Kind, Trust};
use crate::json::scan::machine::{End, Fault, Roots};
use crate::json::scan::tags::BLOCKS;

/// Looks again where a value that never ended may have swallowed another one.
pub(super) fn rescan<'t>(tree: &mut Tree<'t>, text: &'t str) -> Result<(), Fault> {
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
    // Behind one under escapes nothing was read.
    let is_escaped = last.is_under_escapes();
    if !is_escaped && (last.complete || tree.end != End::Cut) {
        return Ok(());
    }
    let inside = text.get(span.start..).unwrap_or_default();
    // The end of the reasoning, or a fence of its own, is no part of a string that was never closed.
    // Nor is a block that begins there, which the string holds.
    let close = BLOCKS
        .iter()
        .filter_map(|(open, close)| {
            let at = inside.rfind(close)?;
            let opened = inside.get(..at)?.contains(open);
            (!opened).then_some(at + close.len())
        })
        .max();
    if let Some(close) = close {
        let from = span.start + close;
        let more = part(text, from..text.len(), Roots::Any)?;
        // `{\"a\": \"</think>\"}` holds the tag.
        if is_escaped && more.is_empty() {
            return Ok(());
        }
        for candidate in &mut tree.candidates {
            candidate.in_reasoning = true;
        }
        tree.end = ending(&more);
        tree.candidates.extend(more);
        tree.reasoning = vec![Block {
            span: 0..from,
            closed: true,
        }];
    } else if let Some(fence) = inside.find("\n```json").or_else(|| inside.find("\n```\n{")) {
        let more = part(text, span.start + fence..text.len(), Roots::Any)?;
        if more.iter().any(|candidate| candidate.complete) {
            tree.end = ending(&more);
            tree.candidates.extend(more);
        }
    }
    Ok(())
}

/// Reads the values inside of reasoning blocks, marked as such.
pub(super) fn inside<'t>(tree: &mut Tree<'t>, text: &'t str) -> Result<(), Fault> {
    for Block { span: block, .. } in tree.reasoning.clone() {
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
