//! Typed partials of growing answers: CPU against one `serde_json::from_str::<T>` of the whole text and against a parse
//! of the closed text at each delta.
//!
//! `cargo bench -p json-mode-benches --bench partial`, with a word for the parts: `cpu`, `again`, `slope`.
//!
//! Growth is counted in instructions, without the machine's noise; the word `once` runs one document once:
//! `valgrind --tool=callgrind target/release/deps/partial-* once objects 256 4` (KiB, bytes a delta), and the same with
//! 4096; `slope` does both and prints the slope.

use std::hint::black_box;
use std::process::Command;

use cpu_time::ProcessTime;
use json_mode::JsonResponse;

#[path = "partial_documents.rs"]
mod documents;
use documents::{Account, Essay, deltas, grow, objects, text};

#[path = "partial_closed.rs"]
mod partial_closed;
use partial_closed::closed;

/// The median of so many ratios of CPU time, ours to theirs, side by side, and the median of ours.
fn ratio(
    rounds: usize,
    mut ours: impl FnMut(),
    mut theirs: impl FnMut(),
    times: u32,
) -> (f64, f64) {
    let time = |run: &mut dyn FnMut(), times: u32| {
        let start = ProcessTime::now();
        for _ in 0..times {
            run();
        }
        start.elapsed().as_secs_f64() / f64::from(times)
    };
    let mut pairs: Vec<(f64, f64)> = (0..rounds)
        .map(|_| {
            let ours = time(&mut ours, 1);
            (ours / time(&mut theirs, times), ours)
        })
        .collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    pairs[pairs.len() / 2]
}

fn cpu<T: JsonResponse>(name: &str, make: fn(usize) -> String) {
    for kib in [4, 64, 1024, 4096] {
        let text = make(kib << 10);
        for size in [4, 64] {
            let deltas = deltas(&text, size);
            let rounds = (64 * 1024 / kib).clamp(9, 301);
            let (ratio, ours) = ratio(
                rounds,
                || drop(black_box(grow::<T>(&deltas))),
                || drop(black_box(serde_json::from_str::<T>(&text))),
                4,
            );
            println!(
                "cpu, {name}, {kib} KiB in {size}-byte deltas: {ratio:.2} times one from_str, {:.1} ns a delta",
                ours * 1e9 / deltas.len() as f64
            );
        }
    }
}

fn again<T: JsonResponse>(name: &str, make: fn(usize) -> String) {
    let text = make(64 << 10);
    let deltas = deltas(&text, 4);
    let (ratio, _) = ratio(
        3,
        || {
            let mut whole = String::new();
            let mut with_ends = String::new();
            for delta in &deltas {
                whole.push_str(delta);
                closed(&whole, &mut with_ends);
                let _ = black_box(serde_json::from_str::<serde_json::Value>(&with_ends));
            }
        },
        || drop(black_box(grow::<T>(&deltas))),
        20,
    );
    println!(
        "again, {name}, 64 KiB in 4-byte deltas: a parse at each delta takes {ratio:.0} times as much CPU"
    );
}

/// Runs one document once, for callgrind.
fn once(name: &str, kib: usize, size: usize) {
    match name {
        "objects" => drop(black_box(grow::<Vec<Account>>(&deltas(
            &objects(kib << 10),
            size,
        )))),
        _ => drop(black_box(grow::<Essay>(&deltas(&text(kib << 10), size)))),
    }
}

/// The exponent by which instructions grow with the text.
fn slope(name: &str) {
    let count = |kib: &str, size: &str| -> Option<f64> {
        let out = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(std::env::current_exe().ok()?)
            .args(["once", name, kib, size])
            .output()
            .ok()?;
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        let line = said.lines().find(|line| line.contains("Collected"))?;
        line.rsplit(' ').next()?.parse().ok()
    };
    // What it takes to make the text is left out: it is the same in one delta.
    let (small, large) = (256.0, 4096.0);
    let net = |kib: &str| Some(count(kib, "4")? - count(kib, "100000000")?);
    match (net("256"), net("4096")) {
        (Some(a), Some(b)) => println!(
            "slope, {name}: {:.3} ({a:.0} and {b:.0} instructions more than in one piece)",
            (b / a).log2() / f64::log2(large / small)
        ),
        _ => println!("slope, {name}: left out, valgrind does not run"),
    }
}

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|w| !w.starts_with("--"))
        .collect();
    if let [once_word, name, kib, size] = words.as_slice()
        && once_word == "once"
    {
        return once(name, kib.parse().unwrap_or(4), size.parse().unwrap_or(4));
    }
    let asked =
        |part: &str| words.is_empty() || words.iter().any(|word| part.contains(word.as_str()));
    if asked("cpu") {
        cpu::<Vec<Account>>("objects", objects);
        cpu::<Essay>("text", text);
    }
    if asked("again") {
        again::<Vec<Account>>("objects", objects);
        again::<Essay>("text", text);
    }
    if asked("slope") {
        slope("objects");
        slope("text");
    }
}
