//! What is read: values of no type, and three types such as programs declare.

use json_mode::JsonResponse;
use serde_json::{Value, json};

use crate::damage::{self, Random};
use crate::readers::{NAMES, Read, Target, of_types, of_values};

#[derive(JsonResponse, PartialEq)]
pub struct Order {
    id: u64,
    customer: Customer,
    paid: bool,
    note: Option<String>,
    lines: Vec<Line>,
    total: f64,
}

#[derive(JsonResponse, PartialEq)]
struct Customer {
    name: String,
    address: Address,
}

#[derive(JsonResponse, PartialEq)]
struct Address {
    street: String,
    city: String,
}

#[derive(JsonResponse, PartialEq)]
struct Line {
    title: String,
    count: u32,
    price: f64,
}

#[derive(JsonResponse, PartialEq)]
pub struct Item {
    id: u64,
    title: String,
    open: bool,
    price: f64,
}

#[derive(JsonResponse, PartialEq)]
pub struct Report {
    title: String,
    summary: String,
    sections: Vec<Section>,
    words: u32,
    score: f64,
    approved: Option<bool>,
}

#[derive(JsonResponse, PartialEq)]
struct Section {
    heading: String,
    text: String,
    pages: Vec<u32>,
}

/// As many items as make so many bytes; some when that is few.
fn list(random: &mut Random, bytes: usize, mut item: impl FnMut(&mut Random) -> Value) -> Value {
    let mut items: Vec<Value> = (0..2 + random.below(2)).map(|_| item(random)).collect();
    let mut length: usize = items.iter().map(|item| item.to_string().len()).sum();
    while length < bytes {
        items.push(item(random));
        length += items.last().map_or(0, |item| item.to_string().len());
    }
    items.into()
}

fn text(random: &mut Random) -> Value {
    json!(random.pick(&damage::WORDS))
}

fn number(random: &mut Random) -> Value {
    json!(random.below(9000) as f64 / 8.0)
}

impl Target for Value {
    fn document(random: &mut Random, bytes: usize) -> Value {
        if bytes == 0 {
            return damage::document(random);
        }
        list(random, bytes, |random| damage::object(random, 2))
    }

    fn readers() -> [Read<Self>; NAMES.len()] {
        of_values()
    }
}

impl Target for Order {
    fn document(random: &mut Random, bytes: usize) -> Value {
        json!({
            "id": random.below(2_000_000),
            "customer": {
                "name": text(random),
                "address": {"street": text(random), "city": text(random)},
            },
            "paid": random.below(2) == 0,
            "note": if random.below(2) == 0 { Value::Null } else { text(random) },
            "lines": list(random, bytes, |random| {
                json!({"title": text(random), "count": random.below(100), "price": number(random)})
            }),
            "total": number(random),
        })
    }

    fn readers() -> [Read<Self>; NAMES.len()] {
        of_types()
    }
}

impl Target for Vec<Item> {
    fn document(random: &mut Random, bytes: usize) -> Value {
        list(random, bytes, |random| {
            json!({
                "id": random.below(2_000_000),
                "title": text(random),
                "open": random.below(2) == 0,
                "price": number(random),
            })
        })
    }

    fn readers() -> [Read<Self>; NAMES.len()] {
        of_types()
    }
}

impl Target for Report {
    fn document(random: &mut Random, bytes: usize) -> Value {
        json!({
            "title": text(random),
            "summary": text(random),
            "sections": list(random, bytes, |random| {
                let pages: Vec<usize> = (0..random.below(3)).map(|_| random.below(400)).collect();
                json!({"heading": text(random), "text": text(random), "pages": pages})
            }),
            "words": random.below(9000),
            "score": number(random),
            "approved": if random.below(2) == 0 { Value::Null } else { json!(true) },
        })
    }

    fn readers() -> [Read<Self>; NAMES.len()] {
        of_types()
    }
}
