//! What stood around the value that was taken: nothing of a text is left out without a word.

use super::{Candidate, Repair, Tree, wrecks};
use crate::json::scan::bytes::is_odd_space;
use crate::json::scan::repairs::RepairKind;
use crate::json::scan::words;

impl Tree<'_> {
    /// What was left out for the candidate at `index`, each kind once: reasoning, prose, other values, and signs that
    /// mean nothing between values.
    pub(crate) fn left_out(&self, text: &str, index: usize) -> Vec<Repair> {
        let Some(taken) = self.candidates.get(index) else {
            return Vec::new();
        };
        let mut found = Found {
            told: taken
                .repairs
                .iter()
                .fold(0, |told, repair| told | bit(repair.kind)),
            repairs: Vec::new(),
        };
        if let Some(block) = self.reasoning.first() {
            found.tell(RepairKind::Reasoning, block.span.start, block.span.end);
        }
        let at = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
        if let ([only], []) = (self.candidates.as_slice(), self.reasoning.as_slice()) {
            let around = [text.get(..only.span.start), text.get(only.span.end..)];
            for part in around.into_iter().flatten().map(str::trim) {
                found.read(part, at(part));
            }
        } else {
            for part in self.outside(text) {
                found.read(part, at(part));
            }
        }
        for repair in &self.behind {
            if matches!(repair.kind, RepairKind::Fence | RepairKind::Comment) {
                found.tell(repair.kind, repair.span.start, repair.span.end);
            }
        }
        let other = |&(place, other): &(usize, &Candidate<'_>)| {
            // A text and the values inside of it are one value, read twice.
            let same = other.span == taken.span && other.embedded != taken.embedded;
            place != index && !same && !other.in_reasoning
        };
        if let Some((_, other)) = self.candidates.iter().enumerate().find(other) {
            found.tell(RepairKind::OtherValue, other.span.start, other.span.end);
        }
        found.repairs
    }
}

/// What was found around a value, without what its own repairs tell.
struct Found {
    /// A bit for each kind.
    told: u64,
    repairs: Vec<Repair>,
}

/// There are fewer kinds than bits.
fn bit(kind: RepairKind) -> u64 {
    1 << (kind as u32)
}

impl Found {
    fn has_told(&self, kind: RepairKind) -> bool {
        self.told & bit(kind) != 0
    }

    fn tell(&mut self, kind: RepairKind, from: usize, to: usize) {
        if !self.has_told(kind) {
            self.told |= bit(kind);
            let span = from..to;
            self.repairs.push(Repair { kind, span });
        }
    }

    /// Reads a part of the text that stands between values, at the byte `at` of the text.
    fn read(&mut self, part: &str, at: usize) {
        let end = at + part.len();
        let mut rest = part;
        let mut comma = None;
        loop {
            if let Some(tag) = rest.strip_prefix("```") {
                // Told as a fence where it opens.
                let tag = tag.trim_start_matches('`');
                rest = tag.trim_start_matches(|c: char| {
                    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '.')
                });
                if rest.is_empty() && comma.is_none() {
                    return;
                }
                continue;
            }
            let from = end - rest.len();
            let bare = rest.trim_start_matches(|c: char| c.is_whitespace() || is_odd_space(c));
            if rest.starts_with(|c: char| is_odd_space(c)) {
                self.tell(RepairKind::OddSpace, from, end - bare.len());
            }
            let from = end - bare.len();
            rest = wrecks::behind(bare);
            if rest.len() < bare.len() {
                self.tell(RepairKind::Comment, from, end - rest.len());
                continue;
            }
            let Some(first) = rest.chars().next() else {
                if let Some(comma) = comma {
                    self.tell(RepairKind::ExtraComma, comma, comma + 1);
                }
                return;
            };
            rest = match first {
                '`' if rest.starts_with("```") => continue,
                // Half of one that closes, where the text was cut.
                '`' if rest.bytes().all(|b| b == b'`') => {
                    self.tell(RepairKind::Fence, from, end);
                    return;
                }
                ',' | ';' => {
                    comma = comma.or(Some(from));
                    rest.get(1..).unwrap_or_default()
                }
                '}' | ']' | ')' if self.has_told(RepairKind::Wrapper) => {
                    rest.get(1..).unwrap_or_default()
                }
                '}' | ']' if self.has_told(RepairKind::ExtraCloser) => {
                    rest.get(1..).unwrap_or_default()
                }
                _ if rest.strip_suffix('(').is_some_and(words::is_callee) => {
                    self.tell(RepairKind::Wrapper, from, end);
                    return;
                }
                _ => {
                    self.tell(RepairKind::Prose, from, end);
                    return;
                }
            };
        }
    }
}
