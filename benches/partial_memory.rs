//! Allocations and memory of partials of growing answers; apart from their CPU, which counting would change.
//!
//! `cargo bench -p json-mode-benches --bench partial_memory`

use std::hint::black_box;

use json_mode::JsonResponse;

#[path = "partial_documents.rs"]
mod documents;
use documents::{Account, Essay, deltas, grow, objects, text};

fn memory<T: JsonResponse>(name: &str, make: fn(usize) -> String) {
    for kib in [4, 64, 1024, 4096] {
        let text = make(kib << 10);
        let deltas = deltas(&text, 4);
        let info = allocation_counter::measure(|| drop(black_box(grow::<T>(&deltas))));
        println!(
            "memory, {name}, {kib} KiB in 4-byte deltas: {:.3} allocations a delta, heap {:.2} times the text + 4 KiB",
            info.count_total as f64 / deltas.len() as f64,
            (info.bytes_max as f64 - 4096.0) / text.len() as f64
        );
    }
}

fn main() {
    memory::<Vec<Account>>("objects", objects);
    memory::<Essay>("text", text);
}
