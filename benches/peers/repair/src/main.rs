//! Crates that repair JSON, side by side: what they read of damaged text, and how fast. Prints a line of JSON for each
//! kind of damage in each part; a number on the command line is another seed.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use damage::{ALL, Random};
use documents::{Item, Order, Report};
use readers::{NAMES, Target};
use serde_json::{Value, json};

mod damage;
mod documents;
mod pace;
mod readers;

/// How many documents a kind of damage.
const DOCUMENTS: usize = 200;

/// What is read, and about how long a document is.
#[derive(Clone, Copy)]
struct Part {
    name: &'static str,
    bytes: usize,
    run: fn(Task) -> Found,
}

/// As short as they come, which is some 300 bytes; and 4 KiB.
const SMALL: usize = 0;
const LARGE: usize = 4 << 10;

const PARTS: [Part; 4] = [
    Part {
        name: "values",
        bytes: SMALL,
        run: values,
    },
    Part {
        name: "values of 4 KiB",
        bytes: LARGE,
        run: values,
    },
    Part {
        name: "types",
        bytes: SMALL,
        run: types,
    },
    Part {
        name: "types of 4 KiB",
        bytes: LARGE,
        run: types,
    },
];

/// What is to be done with the documents of a part.
#[derive(Clone, Copy)]
enum Task<'a> {
    /// Each read by one crate, and a letter written for it.
    Judge(&'a Row, usize),
    /// The time of each crate that may take part.
    Time(&'a Row, &'a [bool; NAMES.len()]),
}

/// The documents of one row.
struct Row {
    damage: usize,
    seed: u64,
    bytes: usize,
}

/// Seconds and bytes of each crate, and of the floor.
type Found = Vec<(f64, usize)>;

fn values(task: Task) -> Found {
    each::<Value>(task, DOCUMENTS)
}

fn types(task: Task) -> Found {
    let of_each = [
        each::<Order>(task, DOCUMENTS / 3),
        each::<Vec<Item>>(task, DOCUMENTS / 3),
        each::<Report>(task, DOCUMENTS - DOCUMENTS / 3 * 2),
    ];
    of_each
        .into_iter()
        .reduce(|sum, found| {
            let pairs = sum.into_iter().zip(found);
            pairs.map(|((a, b), (c, d))| (a + c, b + d)).collect()
        })
        .unwrap_or_default()
}

fn each<T: Target>(task: Task, count: usize) -> Found {
    match task {
        Task::Judge(row, place) => {
            judge::<T>(place, &cases(row, count));
            Found::new()
        }
        Task::Time(row, takes_part) => pace::pace::<T>(&cases(row, count), takes_part),
    }
}

/// A document, its damaged text, and the text as it should be.
struct Case<T> {
    value: T,
    text: String,
    right: String,
}

/// The same for the same row.
fn cases<T: Target>(row: &Row, count: usize) -> Vec<Case<T>> {
    let random = &mut Random(
        row.seed
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(row.damage as u64 + 1),
    );
    let mut cases = Vec::with_capacity(count);
    while cases.len() < count {
        let document = T::document(random, row.bytes);
        let right = damage::write(&mut random.clone(), &document, damage::Damage::Nothing);
        if let Some(text) = damage::write(random, &document, ALL[row.damage]) {
            cases.push(Case {
                value: serde_json::from_value(document).expect("a document of the type"),
                text,
                right: right.expect("a text without damage"),
            });
        }
    }
    cases
}

/// One letter a case: right, wrong, error.
fn judge<T: Target>(place: usize, cases: &[Case<T>]) {
    let read = T::readers()[place];
    for case in cases {
        // A panic is an error with more noise.
        let found = catch_unwind(AssertUnwindSafe(|| read(&case.text))).unwrap_or(None);
        let letter = match found {
            Some(found) if found == case.value => 'r',
            Some(_) => 'w',
            None => 'e',
        };
        print!("{letter}");
        let _ = std::io::stdout().flush();
    }
}

fn main() {
    // What panics is counted, not shown.
    std::panic::set_hook(Box::new(|_| {}));
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [word, numbers @ ..] = words.as_slice()
        && word == "judge"
    {
        let number = |at: usize| numbers[at].parse::<u64>().expect("a number");
        let part = PARTS[number(0) as usize];
        let row = Row {
            damage: number(2) as usize,
            seed: number(3),
            bytes: part.bytes,
        };
        (part.run)(Task::Judge(&row, number(1) as usize));
        return;
    }
    let seed = words
        .first()
        .and_then(|word| word.parse().ok())
        .unwrap_or(20_251_121);
    for (place, part) in PARTS.iter().enumerate() {
        for damage in 0..ALL.len() {
            let row = Row {
                damage,
                seed,
                bytes: part.bytes,
            };
            println!("{}", line(place, part, &row));
        }
    }
}

fn line(place: usize, part: &Part, row: &Row) -> Value {
    let counts: [[usize; 4]; NAMES.len()] =
        std::array::from_fn(|reader| pace::judged([place, reader, row.damage], row.seed));
    let takes_part = counts.map(|[.., hung]| hung == 0);
    let found = (part.run)(Task::Time(row, &takes_part));
    let rates = found.iter().map(|(seconds, bytes)| {
        let rate = *bytes as f64 / seconds / 1e6;
        Some(rate).filter(|rate| rate.is_finite())
    });
    let rates: Vec<Option<f64>> = rates.collect();
    let crates: serde_json::Map<String, Value> = NAMES
        .iter()
        .zip(counts)
        .zip(&rates)
        .map(|((name, counts), rate)| {
            let cell = json!({ "counts": counts, "rate": rate });
            ((*name).to_owned(), cell)
        })
        .collect();
    json!({
        "part": part.name,
        "damage": format!("{:?}", ALL[row.damage]),
        "crates": crates,
        "floor": rates.last(),
    })
}
