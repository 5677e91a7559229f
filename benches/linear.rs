//! One piece of work on one text, for a counter of instructions; `benches/linear.sh` runs it for each category and two sizes.
//!
//! `write FOLDER KIB` writes the texts and prints a line for each: file, work, category. `do WORK FILE` does it once.
//!
//! The work is the size of the pieces of a scan without a tree, or `whole`, a scan with a tree; `decode`, from the text to a
//! value, with punctuation repaired and each repair told; `align`, the same fitted to a type; `judge`, to a type with rules;
//! `partial`, pieces of 4 bytes into a partial.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use json_mode::__private::scan_len;
use json_mode::{Leniency, PartialReader, decode, decode_with};
use json_mode_benches::texts::{self, Named};
use json_mode_benches::typed::{Account, Bounded};
use serde_json::Value;

/// The texts of a size, and what is done with each.
type Group = (fn(usize) -> Vec<Named>, &'static [&'static str]);

const GROUPS: [Group; 6] = [
    (texts::valid, &["whole", "4"]),
    (texts::ordinary, &["4"]),
    (texts::damaged, &["whole", "1", "decode"]),
    (texts::hostile, &["whole", "1", "decode"]),
    (texts::misshapen, &["align"]),
    (texts::accounts, &["judge", "partial"]),
];

/// How much was found. All that is counted happens in here.
#[inline(never)]
fn measured(work: &str, text: &str) -> usize {
    match work {
        "whole" => scan_len(text, 0),
        "decode" => {
            decode_with::<Value>(text, Leniency::Syntax).map_or(0, |read| read.repairs.len())
        }
        "align" => decode::<Vec<Account>>(text).map_or(0, |read| read.value.len()),
        "judge" => decode::<Vec<Bounded>>(text).map_or(0, |read| read.value.len()),
        "partial" => {
            let mut reader = PartialReader::<Vec<Account>>::new();
            let mut rest = text;
            while let Some((piece, later)) = rest.split_at_checked(rest.len().min(4))
                && !piece.is_empty()
            {
                if reader.push(piece).is_err() {
                    return 0;
                }
                rest = later;
            }
            reader.partial().len()
        }
        piece => scan_len(text, piece.parse().expect("the size of a piece")),
    }
}

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["write", folder, kib] => {
            let size = kib.parse::<usize>().expect("a size in KiB") << 10;
            for (group, (texts, works)) in GROUPS.iter().enumerate() {
                for (number, (name, text)) in texts(size).iter().enumerate() {
                    let file = Path::new(folder).join(format!("{group}-{number}.txt"));
                    fs::write(&file, text).expect("a folder to write to");
                    for work in *works {
                        println!("{}\t{work}\t{name}", file.display());
                    }
                }
            }
        }
        ["do", work, file] => {
            let text = fs::read_to_string(file).expect("a file of text");
            let found = black_box(measured(work, black_box(&text)));
            println!("{found} found");
        }
        _ => println!("see benches/linear.sh"),
    }
}
