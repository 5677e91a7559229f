//! Crates that repair JSON, side by side: what they read of damaged text, and how fast. Prints a line of JSON for each
//! kind of damage; a number on the command line is another seed.

use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use damage::{ALL, Random};
use serde_json::{Value, json};

mod damage;

/// How many documents a kind of damage.
const DOCUMENTS: usize = 200;

/// How often each crate reads all of them; they take turns.
const ROUNDS: usize = 9;

/// How long a crate may take for one kind of damage, before it counts as hung.
const PATIENCE: Duration = Duration::from_secs(3);

type Read = fn(&str) -> Option<Value>;

/// Each by its shortest public way from a text to a value.
const CRATES: [(&str, Read); 5] = [
    ("json-mode", |text| {
        // The others know no types: only the punctuation is repaired.
        let read = json_mode::decode_with::<Value>(text, json_mode::Leniency::Syntax).ok()?;
        Some(read.value)
    }),
    ("llm_json", |text| {
        llm_json::loads(text, &llm_json::RepairOptions::default()).ok()
    }),
    ("jsonrepair", |text| {
        jsonrepair::loads(text, &jsonrepair::Options::default()).ok()
    }),
    ("fuzzy-parser", |text| {
        let found = fuzzy_parser::extract_json(text).unwrap_or(text);
        serde_json::from_str(&fuzzy_parser::sanitize_json(found)).ok()
    }),
    // It repairs nothing: the pace to be had.
    ("serde_json", |text| serde_json::from_str(text).ok()),
];

/// One letter a case: right, wrong, error.
fn judge(read: Read, cases: &[(Value, String)]) {
    for (value, text) in cases {
        // A panic is an error with more noise.
        let found = catch_unwind(AssertUnwindSafe(|| read(text))).unwrap_or(None);
        let letter = match found {
            Some(found) if found == *value => 'r',
            Some(_) => 'w',
            None => 'e',
        };
        print!("{letter}");
        let _ = std::io::stdout().flush();
    }
}

/// How many cases are right, wrong, an error, and not read at all: a crate may hang, so each reads in a process of its own.
fn judged(place: usize, damage: usize, seed: u64) -> [usize; 4] {
    let words = [place.to_string(), damage.to_string(), seed.to_string()];
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .arg("judge")
        .args(words)
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
    let read = letters.len();
    [count('r'), count('w'), count('e'), DOCUMENTS - read]
}

/// Documents and their damaged texts; the same for the same seed.
fn cases(damage: usize, seed: u64) -> Vec<(Value, String)> {
    let random = &mut Random(
        seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(damage as u64 + 1),
    );
    let mut cases = Vec::with_capacity(DOCUMENTS);
    while cases.len() < DOCUMENTS {
        let value = damage::document(random);
        if let Some(text) = damage::write(random, &value, ALL[damage]) {
            cases.push((value, text));
        }
    }
    cases
}

/// MB/s of each, by the best of the rounds.
fn pace(cases: &[(Value, String)], reads: [bool; CRATES.len()]) -> Vec<f64> {
    let bytes: usize = cases.iter().map(|(_, text)| text.len()).sum();
    let mut times = vec![Vec::new(); CRATES.len()];
    for round in 0..ROUNDS {
        for turn in 0..CRATES.len() {
            let place = (round + turn) % CRATES.len();
            if !reads[place] {
                continue;
            }
            let (_, read) = CRATES[place];
            let start = Instant::now();
            for (_, text) in cases {
                let _ = black_box(catch_unwind(|| read(black_box(text))));
            }
            times[place].push(start.elapsed().as_secs_f64());
        }
    }
    // The best: others on the machine only ever make a round slower.
    let best = |times: Vec<f64>| times.into_iter().min_by(f64::total_cmp).unwrap_or(f64::NAN);
    let rate = |times| bytes as f64 / best(times) / 1e6;
    times.into_iter().map(rate).collect()
}

fn main() {
    // What panics is counted, not shown.
    std::panic::set_hook(Box::new(|_| {}));
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [word, place, damage, seed] = words.as_slice()
        && word == "judge"
    {
        let number = |word: &str| word.parse::<usize>().expect("a number");
        let (_, read) = CRATES[number(place)];
        judge(read, &cases(number(damage), number(seed) as u64));
        return;
    }
    let seed = words
        .first()
        .and_then(|word| word.parse().ok())
        .unwrap_or(20_251_121);
    for (damage, name) in ALL.iter().enumerate() {
        let counts: [[usize; 4]; CRATES.len()] =
            std::array::from_fn(|place| judged(place, damage, seed));
        let rates = pace(&cases(damage, seed), counts.map(|[.., hung]| hung == 0));
        let row: serde_json::Map<String, Value> = (CRATES.iter().zip(counts).zip(rates))
            .map(|(((name, _), counts), rate)| {
                let rate = Some(rate).filter(|rate| rate.is_finite());
                (
                    (*name).to_owned(),
                    json!({ "counts": counts, "rate": rate }),
                )
            })
            .collect();
        println!(
            "{}",
            json!({ "damage": format!("{name:?}"), "crates": row })
        );
    }
}
