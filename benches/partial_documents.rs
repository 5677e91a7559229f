//! The documents that partials are measured on.

use std::hint::black_box;

use json_mode::{JsonResponse, PartialReader};

#[path = "texts_of_answers.rs"]
mod texts;
pub use texts::{objects, text};

#[derive(JsonResponse)]
pub struct Account {
    pub id: u64,
    pub name: String,
    pub active: bool,
    pub score: f64,
    pub tags: Vec<String>,
    pub address: Address,
}

#[derive(JsonResponse)]
pub struct Address {
    pub street: String,
    pub city: String,
}

#[derive(JsonResponse)]
pub struct Essay {
    pub title: String,
    pub text: String,
}

pub fn deltas(text: &str, size: usize) -> Vec<&str> {
    let mut rest = text;
    let mut out = Vec::with_capacity(text.len() / size + 1);
    while !rest.is_empty() {
        let (now, later) = rest.split_at(size.min(rest.len()));
        out.push(now);
        rest = later;
    }
    out
}

pub fn grow<T: JsonResponse>(deltas: &[&str]) -> PartialReader<T> {
    let mut reader = PartialReader::<T>::new();
    for delta in deltas {
        let _ = black_box(reader.push(delta));
    }
    reader
}
