//! The crates, each by its shortest public way from a text to a value, and to a type by the fastest that it documents.

use json_mode::{JsonResponse, Leniency};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::damage::Random;

pub const NAMES: [&str; 4] = ["json-mode", "llm_json", "jsonrepair", "fuzzy-parser"];

pub type Read<T> = fn(&str) -> Option<T>;

/// What documents are read as.
pub trait Target: DeserializeOwned + PartialEq {
    /// A random document of so many bytes at least.
    fn document(random: &mut Random, bytes: usize) -> Value;

    /// In the order of the names.
    fn readers() -> [Read<Self>; NAMES.len()];
}

/// The others know no types: only the punctuation is repaired.
fn ours<T: JsonResponse>(text: &str) -> Option<T> {
    let read = json_mode::decode_with(text, Leniency::Syntax).ok()?;
    Some(read.value)
}

fn fuzzy_parser<T: DeserializeOwned>(text: &str) -> Option<T> {
    let found = fuzzy_parser::extract_json(text).unwrap_or(text);
    serde_json::from_str(&fuzzy_parser::sanitize_json(found)).ok()
}

pub fn of_values() -> [Read<Value>; NAMES.len()] {
    [
        ours,
        |text| llm_json::loads(text, &llm_json::RepairOptions::default()).ok(),
        |text| jsonrepair::loads(text, &jsonrepair::Options::default()).ok(),
        fuzzy_parser,
    ]
}

pub fn of_types<T: JsonResponse>() -> [Read<T>; NAMES.len()] {
    [
        ours,
        |text| {
            // Else it reads its own text twice, to a value.
            let options = llm_json::RepairOptions {
                skip_json_loads: true,
                ..llm_json::RepairOptions::default()
            };
            serde_json::from_str(&llm_json::repair_json(text, &options).ok()?).ok()
        },
        |text| {
            let repaired = jsonrepair::repair_to_string(text, &jsonrepair::Options::default());
            serde_json::from_str(&repaired.ok()?).ok()
        },
        fuzzy_parser,
    ]
}
