//! Properties over generated text: valid, damaged and arbitrary.

use std::collections::BTreeMap;

use serde_json::Value;

use super::damage::{DAMAGES, Damage, Random, damaged, object, value};
use super::*;

fn runs(default: u64) -> u64 {
    std::env::var("JSON_MODE_RUNS")
        .ok()
        .and_then(|runs| runs.parse().ok())
        .unwrap_or(default)
}

#[allow(clippy::print_stdout, reason = "the table is what this test is for")]
#[test]
fn damaged_text_is_read_right_or_not_at_all() {
    let mut table: BTreeMap<Damage, [u64; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for seed in 1..=runs(8000) {
        let random = &mut Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let value = match random.below(4) {
            0 => Value::Array((0..=random.below(5)).map(|_| value(random, 2)).collect()),
            _ => object(random, 3),
        };
        let first = DAMAGES[random.below(DAMAGES.len())];
        let mut damages = vec![first];
        for _ in 0..random.below(3).saturating_sub(1) {
            damages.push(DAMAGES[random.below(DAMAGES.len())]);
        }
        let text = damaged(random, &value, &damages);
        let row = table.entry(first).or_default();
        match answer(&text) {
            Some(found) if found == value => row[0] += 1,
            // No value was found, only text.
            Some(Value::String(_)) | None => row[1] += 1,
            Some(found) => {
                row[2] += 1;
                wrong.push(format!(
                    "{damages:?}\n{text}\n  found    {found}\n  expected {value}"
                ));
            }
        }
    }
    for (damage, [right, error, other]) in table {
        println!("{damage:?}: right {right} error {error} other {other}");
    }
    // Two quotes that are lost together can leave a text that is right as it stands, `["a", "b"]` of `["a\", \"b"]`;
    // nothing in it shows what it was. They are counted, and few.
    let (lost, rest): (Vec<_>, Vec<_>) = wrong.iter().partition(|line| {
        line.lines()
            .next()
            .is_some_and(|damages| damages.contains("LostQuote"))
    });
    println!(
        "{} wrong with lost quotes, {} without",
        lost.len(),
        rest.len()
    );
    let runs = usize::try_from(runs(8000)).expect("a count");
    assert!(lost.len() * 500 <= runs, "{}", lost.len());
    // Of the others, two or three slips that cancel each other out: fewer than one in ten thousand.
    assert!(
        rest.len() * 10_000 <= runs,
        "{}",
        rest.into_iter().cloned().collect::<Vec<_>>().join("\n\n")
    );
}

#[test]
fn valid_json_is_read_as_serde_json_reads_it() {
    for seed in 1..=runs(3000) {
        let random = &mut Random(seed.wrapping_mul(0xd134_2543_de82_ef95));
        let value = value(random, 4);
        let text = if seed % 2 == 0 {
            value.to_string()
        } else {
            serde_json::to_string_pretty(&value).expect("a value")
        };
        for mode in [Mode::Strict, Mode::Tolerant] {
            let tree = tree(&text, mode).expect("it is valid");
            let first = tree.candidates.first().expect("a value");
            assert_eq!(sure(&first.node), Some(value.clone()), "{text}");
            assert!(first.complete && first.repairs.is_empty(), "{text}");
            for size in [1, usize::MAX] {
                assert_eq!(pieces(&text, mode, size), whole(&text, mode), "{text}");
            }
        }
    }
}

#[test]
fn numbers_keep_their_text() {
    for number in [
        "0",
        "-0",
        "1.0",
        "1E400",
        "1e-400",
        "123456789012345678901234567890",
        "0.1000",
        "5e-324",
        "1.7976931348623157e308",
    ] {
        let text = format!("[{number}]");
        let tree = tree(&text, Mode::Tolerant).expect("it is valid");
        let Kind::Array(items) = &tree.candidates[0].node.kind else {
            panic!("a list");
        };
        assert_eq!(items[0].kind, Kind::Number(number.into()));
    }
}

/// Text made of what matters to the scanner.
fn soup(random: &mut Random) -> String {
    const PARTS: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ":",
        ",",
        "\"",
        "\"",
        "'",
        "`",
        "```",
        "```json\n",
        "\\",
        "\\u",
        "\\ud83d",
        "\\u00e9",
        "\\n",
        "\n",
        " ",
        "  ",
        "\t",
        "a",
        "b: ",
        "\"a\": ",
        "1",
        "-",
        ".5",
        "...",
        "…",
        "true",
        "None",
        "NaN",
        "//",
        "/*",
        "*/",
        "#",
        "<think>",
        "</think>",
        "“",
        "”",
        "é",
        "\u{feff}",
        "+",
        "=",
        ";",
        "f(\"",
        "\0",
        "\u{c}",
    ];
    (0..random.below(30)).map(|_| random.pick(PARTS)).collect()
}

#[test]
fn any_text_ends_and_pieces_do_not_matter() {
    for seed in 1..=runs(20_000) {
        let random = &mut Random(seed.wrapping_mul(0xaf25_1af3_b0f0_25b5));
        let text = soup(random);
        let _ = tree(&text, Mode::Tolerant);
        for mode in [Mode::Strict, Mode::Tolerant] {
            let expected = whole(&text, mode);
            for size in [1, 2, 5, usize::MAX] {
                let found = pieces(&text, mode, size);
                if expected.0.is_ok() || found.0.is_ok() {
                    assert_eq!(found, expected, "in pieces of {size}: {text:?}");
                }
            }
            let taken = serde_json::from_str::<Value>(&text).is_ok();
            if mode == Mode::Strict {
                assert_eq!(expected.0.is_ok(), taken, "{text:?}");
            }
        }
    }
}
