//! The tolerant scan to a tree against `serde_json::from_str::<Value>` on valid text, and its pace on damaged and hostile
//! text.
//!
//! `cargo bench -p json-mode-benches --bench scan`

use std::hint::black_box;
use std::time::{Duration, Instant};

use json_mode::__private::scan_len;
use json_mode_benches::ratio;
use json_mode_benches::texts::{self, account, pretty};
use serde_json::Value;

fn valid() {
    let small = account(7);
    let mut texts = texts::valid(64 << 10);
    texts.push(("one object, 200 B", small.clone()));
    texts.push(("one object, pretty", pretty(&small)));
    for (name, text) in &texts {
        if !asked(name) {
            continue;
        }
        ratio(
            name,
            || scan_len(text, 0),
            || serde_json::from_str::<Value>(text).is_ok(),
        );
    }
}

/// Prints the pace of a scan, the best of the runs in a third of a second.
fn pace(name: &str, text: &str, piece: usize, aim: f64) {
    if !asked(name) {
        return;
    }
    let mut best = Duration::MAX;
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(300) {
        let start = Instant::now();
        black_box(scan_len(black_box(text), piece));
        best = best.min(start.elapsed());
    }
    let rate = text.len() as f64 / best.as_secs_f64() / 1e6;
    let mark = if rate < aim { " BELOW THE AIM" } else { "" };
    let how = if piece == 0 { "whole" } else { "1-byte pieces" };
    println!("{name}, {how}: {rate:.0} MB/s (aim {aim:.0}){mark}");
}

fn damaged() {
    // As large as answers get; the trees of larger ones measure how fast the system hands out pages.
    for (name, text) in &texts::damaged(128 << 10) {
        pace(name, text, 0, 100.0);
    }
}

fn hostile() {
    for (name, text) in &texts::hostile(1 << 20) {
        pace(name, text, 0, 50.0);
        pace(name, text, 1, 50.0);
    }
}

fn deep() {
    for (name, text) in [
        ("lists", "[".repeat(250_000)),
        ("objects", "{\"a\":".repeat(50_000)),
        ("calls", "[f(\"".repeat(50_000)),
    ] {
        let start = Instant::now();
        let found = scan_len(&text, 0);
        let time = start.elapsed();
        let late = time > Duration::from_millis(5);
        let mark = if late { " ABOVE THE AIM" } else { "" };
        println!(
            "a bomb of {} KB of {name}: {found} found in {time:?} (aim 5 ms){mark}",
            text.len() / 1000
        );
    }
}

/// Ordinary valid text as a stream brings it, in 4-byte pieces, without a tree.
fn deltas() {
    for (name, text) in &texts::ordinary(1 << 20) {
        let aim = match *name {
            "deltas: one long string" | "deltas: a long string beyond ASCII" => 3.0,
            "deltas: single quotes" => 20.0,
            _ => 8.0,
        };
        if !asked(name) {
            continue;
        }
        let mut times = Vec::new();
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_millis(400) {
            let start = Instant::now();
            black_box(scan_len(black_box(text), 4));
            times.push(start.elapsed().as_secs_f64());
        }
        times.sort_by(f64::total_cmp);
        let each = |time: f64| time * 1e9 / text.len() as f64;
        let best = each(times.first().copied().unwrap_or_default());
        let middle = each(times.get(times.len() / 2).copied().unwrap_or_default());
        let mark = if best > aim { " ABOVE THE AIM" } else { "" };
        println!("{name}, 4-byte pieces: {best:.1} ns/B (median {middle:.1}, aim {aim:.0}){mark}");
    }
}

/// Whether a name is asked for: all are without an argument, else those that hold it.
fn asked(name: &str) -> bool {
    std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .all(|word| name.contains(&word))
}

fn main() {
    valid();
    deltas();
    damaged();
    hostile();
    deep();
}
