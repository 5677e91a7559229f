//! The documents that partials are measured on.

use std::hint::black_box;

use json_mode::{JsonResponse, PartialReader};

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

/// Many small objects, of about so many bytes.
pub fn objects(bytes: usize) -> String {
    let mut out = String::from("[");
    let mut number = 0;
    while out.len() < bytes {
        if number > 0 {
            out.push(',');
        }
        out.push_str(&format!(
            r#"{{"id":{number},"name":"Alice Liddell {number}","active":true,"score":0.{number},"tags":["reader","traveller","plays croquet"],"address":{{"street":"42, Wonderland Avenue","city":"Oxford on Thames, England"}}}}"#
        ));
        number += 1;
    }
    out.push(']');
    out
}

/// One long text with a line break in each line, and a quotation in each fourth.
pub fn text(bytes: usize) -> String {
    let mut out = String::from(r#"{"title":"Down the Rabbit-Hole","text":""#);
    let mut line = 0;
    while out.len() < bytes {
        out.push_str("Alice was beginning to get very tired of sitting by her sister on the bank, and of having");
        out.push_str(if line % 4 == 0 {
            r#" \"nothing\" to do\n"#
        } else {
            r" nothing to do\n"
        });
        line += 1;
    }
    out.push_str("\"}");
    out
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
