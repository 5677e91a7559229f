//! How fast each crate is, and what it reads in a process of its own.

use std::hint::black_box;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::readers::{NAMES, Target};
use crate::{Case, DOCUMENTS, Found};

/// How often each crate reads all documents; they take turns.
const ROUNDS: usize = 9;

/// How long a crate may take for one kind of damage, before it counts as hung.
const PATIENCE: Duration = Duration::from_secs(3);

/// How many cases are right, wrong, an error, and not read at all: a crate may hang, so each reads in a process of its own.
pub fn judged(numbers: [usize; 3], seed: u64) -> [usize; 4] {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .arg("judge")
        .args(numbers.map(|number| number.to_string()))
        .arg(seed.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program again");
    let start = Instant::now();
    while start.elapsed() < PATIENCE && matches!(child.try_wait(), Ok(None)) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    let mut letters = String::new();
    if let Some(mut out) = child.stdout.take() {
        let _ = out.read_to_string(&mut letters);
    }
    let _ = child.wait();
    let count = |letter| letters.matches(letter).count();
    [
        count('r'),
        count('w'),
        count('e'),
        DOCUMENTS - letters.len(),
    ]
}

/// Seconds and bytes of each, by the best of the rounds; the floor is last, and reads the text as it should be.
pub fn pace<T: Target>(cases: &[Case<T>], takes_part: &[bool; NAMES.len()]) -> Found {
    let readers = T::readers();
    let time = |place: usize| {
        let start = Instant::now();
        for case in cases {
            if let Some(read) = readers.get(place) {
                let _ = black_box(catch_unwind(AssertUnwindSafe(|| {
                    read(black_box(&case.text))
                })));
            } else {
                let _ = black_box(serde_json::from_str::<T>(black_box(&case.right)));
            }
        }
        start.elapsed().as_secs_f64()
    };
    let all = NAMES.len() + 1;
    let mut best = vec![f64::NAN; all];
    for round in 0..ROUNDS {
        for turn in 0..all {
            let place = (round + turn) % all;
            if takes_part.get(place) != Some(&false) {
                // The best: others on the machine only ever make a round slower.
                best[place] = best[place].min(time(place));
            }
        }
    }
    let damaged: usize = cases.iter().map(|case| case.text.len()).sum();
    let right: usize = cases.iter().map(|case| case.right.len()).sum();
    let bytes = |place: usize| if place < NAMES.len() { damaged } else { right };
    (best.into_iter().enumerate())
        .map(|(place, seconds)| (seconds, bytes(place)))
        .collect()
}
