//! One scan of one text, for a counter of instructions; `benches/linear.sh` runs it for each category and two sizes.
//!
//! `write FOLDER KIB` writes the texts and prints a line for each scan: file, size of the pieces, category. A piece of zero is
//! the whole text with a tree; other sizes are pushed without one. `scan FILE PIECE` scans once.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use json_mode::__private::scan_len;
use json_mode_benches::texts::{self, Named};

/// The texts of a size, and the pieces in which each is scanned.
type Group = (fn(usize) -> Vec<Named>, &'static [usize]);

const GROUPS: [Group; 4] = [
    (texts::valid, &[0, 4]),
    (texts::ordinary, &[4]),
    (texts::damaged, &[0, 1]),
    (texts::hostile, &[0, 1]),
];

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["write", folder, kib] => {
            let size = kib.parse::<usize>().expect("a size in KiB") << 10;
            for (group, (texts, pieces)) in GROUPS.iter().enumerate() {
                for (number, (name, text)) in texts(size).iter().enumerate() {
                    let file = Path::new(folder).join(format!("{group}-{number}.txt"));
                    fs::write(&file, text).expect("a folder to write to");
                    for piece in *pieces {
                        println!("{}\t{piece}\t{name}", file.display());
                    }
                }
            }
        }
        ["scan", file, piece] => {
            let text = fs::read_to_string(file).expect("a file of text");
            let piece = piece.parse().expect("the size of a piece");
            black_box(scan_len(black_box(&text), piece));
        }
        _ => println!("see benches/linear.sh"),
    }
}
