//! The corpus `corpus.txt`: what models write, by category; each case whole, cut at every place, and in pieces.

use std::collections::BTreeMap;

use serde_json::Value;

use super::*;
use crate::json::decode::repeats;
use crate::json::scan::tree::{Tree, tree_in_pieces};

/// What a case says is read.
#[derive(Debug, PartialEq)]
enum Read {
    Value(Value),
    /// Words without a value.
    Text,
    Cut,
    /// Nothing that may be taken.
    No,
}

struct Case {
    line: &'static str,
    category: &'static str,
    text: String,
    read: Read,
}

/// `␤` and `⟦a0⟧` as the characters that they stand for.
fn plain(text: &str) -> String {
    let text = text.replace('␤', "\n");
    let mut parts = text.split('⟦');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('⟧').expect("a closing bracket");
        let code = u32::from_str_radix(code, 16).expect("a number of a character");
        out.push(char::from_u32(code).expect("a character"));
        out.push_str(rest);
    }
    out
}

fn cases() -> Vec<Case> {
    include_str!("corpus.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (category, rest) = line.split_once(": ").expect("a category");
            let (text, read) = rest.rsplit_once(" ⟹ ").expect("what is read");
            let read = match read {
                "text" => Read::Text,
                "cut" => Read::Cut,
                _ if read.starts_with("no, ") => Read::No,
                _ => Read::Value(
                    serde_json::from_str(&plain(read))
                        .unwrap_or_else(|error| panic!("{line}: {error}")),
                ),
            };
            let text = plain(text);
            Case {
                line,
                category,
                text,
                read,
            }
        })
        .collect()
}

/// What is read of a text without a schema.
fn read(text: &str) -> Read {
    let tree = tree(text, Mode::Tolerant).expect("it is not deep");
    match answer(text) {
        _ if tree.end == End::Cut => Read::Cut,
        Some(Value::String(words)) if matches!(tree.candidates.as_slice(), [only] if only.node.kind == Kind::Bare(words.as_str().into())) => {
            Read::Text
        }
        Some(value) => Read::Value(value),
        None => Read::No,
    }
}

#[allow(clippy::print_stdout, reason = "the table is what this test is for")]
#[test]
fn each_case_is_read_as_it_says() {
    let mut table: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut wrong = Vec::new();
    let cases = cases();
    for case in &cases {
        let found = read(&case.text);
        // What is broken in the middle may as well be called cut.
        let right = found == case.read || (case.read == Read::No && found == Read::Cut);
        table.entry(case.category).or_default()[usize::from(!right)] += 1;
        if !right {
            wrong.push(format!("{}\n    found {found:?}", case.line));
        }
    }
    for (category, [right, wrong]) in table {
        println!("{category:15} right {right:3} wrong {wrong:3}");
    }
    assert!(cases.len() >= 300, "{} cases", cases.len());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn each_case_gives_the_same_events_and_trees_in_pieces() {
    for case in cases() {
        for mode in [Mode::Tolerant, Mode::Strict] {
            let expected = whole(&case.text, mode);
            for size in [1, 2, 3, 5, usize::MAX] {
                let found = pieces(&case.text, mode, size);
                if expected.0.is_ok() || found.0.is_ok() {
                    assert_eq!(found, expected, "in pieces of {size}: {}", case.line);
                }
            }
        }
        let expected = tree(&case.text, Mode::Tolerant);
        for size in [1, 3] {
            let found = tree_in_pieces(&case.text, size);
            assert_eq!(found, expected, "in pieces of {size}: {}", case.line);
        }
    }
}

fn left_out(repair: &crate::json::Repair) -> bool {
    use crate::json::{RepairKind as Any, ShapeRepair};
    matches!(
        repair.kind,
        Any::Shape(ShapeRepair::Dropped)
            | Any::Syntax(RepairKind::Reasoning | RepairKind::OtherValue)
    )
}

/// The whole way of decoding, into the type that takes any value, says the same.
#[test]
fn each_case_is_decoded_as_it_says() {
    let mut wrong = Vec::new();
    for case in cases() {
        let found = crate::json::decode::<Value>(&case.text);
        let right = match (&case.read, &found) {
            (Read::Value(expected), Ok(found)) => {
                // Text that is right as it stands is not touched; all other has its repairs, and so has a name that stands
                // twice.
                let valid = serde_json::from_str::<Value>(&case.text).is_ok()
                    && !repeats::are_in(&case.text);
                found.value == *expected && found.repairs.is_empty() == valid
            }
            (Read::Text, Ok(found)) => found.value.is_string(),
            (Read::Cut | Read::No, Err(_)) => true,
            // A schema that asks for nothing may do without a part, but not without a word.
            (Read::Cut | Read::No, Ok(found)) => found.repairs.iter().any(left_out),
            _ => false,
        };
        if !right {
            wrong.push(format!("{}\n    found {found:?}", case.line));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Where the last closer of a value stands that begins and ends with a sign, or nothing for words and numbers.
///
/// A value inside of a string has a closer of its own; the quote behind it may be missing.
fn last_closer(text: &str, tree: &Tree<'_>, candidate: &Candidate<'_>) -> Option<usize> {
    let holds = |other: &Candidate<'_>| other.embedded && other.span == candidate.span;
    let closers: &[char] = match candidate.node.kind {
        Kind::Object(_) | Kind::Array(_) => &['}', ']', ')'],
        Kind::String(_) if tree.candidates.iter().any(holds) => &['}', ']'],
        Kind::String(_) => &['"', '\'', '`', '\u{201d}', '\u{201c}', '\u{2019}'],
        _ => return None,
    };
    let inside = &text[candidate.span.clone()];
    Some(candidate.span.start + inside.rfind(closers)?)
}

/// A prefix is cut when it ends inside of a value: behind its first sign and at or before its last closer. (Prose, a fence
/// or a comma behind the last closer may be missing, and so may the end of a number or a word at the root: nothing shows
/// that they went on.) A cut prefix gives no value, whatever came before.
#[test]
fn no_case_that_is_cut_gives_a_value() {
    let mut cuts = 0;
    for case in cases() {
        let all = tree(&case.text, Mode::Tolerant).expect("it is not deep");
        let spans: Vec<_> = all
            .candidates
            .iter()
            .filter(|candidate| !candidate.in_reasoning)
            .filter_map(|candidate| {
                let closer = last_closer(&case.text, &all, candidate);
                // Without its closer all of it is cut.
                let end = if candidate.complete { closer } else { None };
                // What a closer too many, or a wrong one, ends is whole without the rest.
                let mended = candidate
                    .repairs
                    .iter()
                    .filter(|repair| {
                        matches!(
                            repair.kind,
                            RepairKind::ExtraCloser | RepairKind::WrongCloser
                        )
                    })
                    .map(|repair| repair.span.start)
                    .min();
                let end = match (end, mended) {
                    (Some(end), Some(mended)) => Some(end.min(mended)),
                    _ => end,
                };
                closer.map(|_| candidate.span.start + 1..end.map_or(case.text.len(), |end| end + 1))
            })
            .collect();
        for (end, _) in case.text.char_indices() {
            if !spans.iter().any(|span| span.contains(&end)) {
                continue;
            }
            cuts += 1;
            let prefix = &case.text[..end];
            if let Some(found) = answer(prefix) {
                panic!("{}\n  {prefix}\n    found {found}", case.line);
            }
        }
    }
    assert!(cuts > 4000, "{cuts} cuts");
}
