//! What it costs to know what an answer says while it grows, without a host, beside a parse of all that has come at each delta.
//!
//! One JSON object a line: seconds by document, way and size, the middle one of three rounds, in each of which every way has
//! its turn.

use std::hint::black_box;
use std::time::Instant;

use jiter::{JsonValue, PartialMode};
use json_mode::JsonResponse;
use serde_json::{Value, json};

#[path = "../../../partial_documents.rs"]
mod documents;
use documents::{Account, Essay, deltas, grow, objects, text};

#[path = "../../../partial_closed.rs"]
mod partial_closed;
use partial_closed::closed;

const KIB: [usize; 3] = [4, 16, 64];
const DELTA: usize = 4;
const ROUNDS: usize = 3;
/// How often the short way goes in one turn, so that it is not too short to be timed.
const TIMES: u32 = 20;

fn by_jiter(deltas: &[&str]) {
    let mut all = String::new();
    for delta in deltas {
        all.push_str(delta);
        let mode = PartialMode::TrailingStrings;
        let _ = black_box(JsonValue::parse_with_config(all.as_bytes(), false, mode));
    }
}

fn by_closing(deltas: &[&str]) {
    let (mut all, mut whole) = (String::new(), String::new());
    for delta in deltas {
        all.push_str(delta);
        closed(&all, &mut whole);
        let _ = black_box(serde_json::from_str::<Value>(&whole));
    }
}

fn time(times: u32, run: impl Fn()) -> f64 {
    let start = Instant::now();
    for _ in 0..times {
        run();
    }
    start.elapsed().as_secs_f64() / f64::from(times)
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn measure<T: JsonResponse>(name: &str, make: fn(usize) -> String) {
    for kib in KIB {
        let text = make(kib << 10);
        let deltas = deltas(&text, DELTA);
        let mut seconds = [const { Vec::new() }; 4];
        for _ in 0..ROUNDS {
            seconds[0].push(time(TIMES, || drop(black_box(grow::<T>(&deltas)))));
            seconds[1].push(time(1, || by_jiter(&deltas)));
            seconds[2].push(time(1, || by_closing(&deltas)));
            seconds[3].push(time(TIMES, || {
                let _ = black_box(serde_json::from_str::<T>(&text));
            }));
        }
        let [ours, jiter, closing, floor] = seconds.map(middle);
        println!(
            "{}",
            json!({"document": name, "kib": kib, "ways": {
                "json-mode": ours, "jiter, partial mode": jiter, "serde_json, brackets closed": closing,
                "serde_json, once at the end": floor,
            }})
        );
    }
}

fn main() {
    measure::<Vec<Account>>("accounts", objects);
    measure::<Essay>("essay", text);
}
