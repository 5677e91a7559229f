//! Allocations and memory of partials of growing answers; apart from their CPU, which counting would change.
//!
//! What is held is the capacity of all blocks when the text has come, which only grows until then. The most at any time has
//! both places of a block that moves as well: the counter here copies every block that grows, where most allocators extend
//! a large one or move its pages.
//!
//! `cargo bench -p json-mode-benches --bench partial_memory`

use std::hint::black_box;

use json_mode::JsonResponse;

#[path = "partial_documents.rs"]
mod documents;
use documents::{Account, Essay, deltas, grow, objects, text};

fn memory<T: JsonResponse>(name: &str, make: fn(usize) -> String) {
    for kib in [4, 64, 256, 1024, 4096] {
        let text = make(kib << 10);
        let deltas = deltas(&text, 4);
        // What is made once for the type is not counted.
        drop(black_box(grow::<T>(deltas.get(..1).unwrap_or_default())));
        let mut reader = None;
        let info = allocation_counter::measure(|| reader = Some(black_box(grow::<T>(&deltas))));
        let times = |bytes: f64| (bytes - 4096.0) / text.len() as f64;
        println!(
            "memory, {name}, {kib} KiB in 4-byte deltas: {:.3} allocations a delta, heap that is held {:.2} times the text + 4 KiB, at most {:.2} while a block moves",
            info.count_total as f64 / deltas.len() as f64,
            times(info.bytes_current as f64),
            times(info.bytes_max as f64),
        );
        drop(reader);
    }
}

fn main() {
    memory::<Vec<Account>>("objects", objects);
    memory::<Essay>("text", text);
}
