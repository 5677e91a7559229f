//! Text to a type: a byte that chooses the type, and a text.

#![no_main]

use std::collections::BTreeMap;
use std::fmt::Debug;

use json_mode::{
    ErrorKind, JsonResponse, Leniency, RepairKind, SyntaxRepair, decode, decode_with,
};
use libfuzzer_sys::fuzz_target;
use serde::Serialize;

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
#[serde(rename_all = "camelCase")]
struct Order {
    customer_name: String,
    count: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    lines: Vec<Line>,
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
struct Line {
    price: f64,
    colour: Colour,
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
#[serde(rename_all = "snake_case")]
enum Colour {
    DarkRed,
    LightBlue,
    #[serde(untagged)]
    Mixed(Vec<Colour>),
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Event {
    Start { at: i64 },
    Stop { reason: String, after: Option<bool> },
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
enum Tree {
    Leaf(i32),
    Node { left: Box<Tree>, right: Box<Tree> },
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
#[serde(deny_unknown_fields)]
struct Pair(u16, String);

fn hold<T: JsonResponse + Serialize + PartialEq + Debug>(text: &str) {
    let read = serde_json::from_str::<T>(text);
    let strict = decode_with::<T>(text, Leniency::Strict);
    match (&strict, &read) {
        (Ok(strict), Ok(read)) => assert_eq!(&strict.value, read),
        (Err(_), Err(_)) => {}
        // Rules of the schema are judged beside the type: `u8` and such have bounds that serde knows too.
        (Err(error), Ok(_)) => assert_eq!(error.kind(), ErrorKind::Invalid),
        (Ok(_), Err(_)) => panic!("strict: {strict:?}, serde_json: {read:?}"),
    }
    match decode::<T>(text) {
        Ok(decoded) => {
            if let Ok(read) = read {
                assert_eq!(decoded.value, read);
                // A name that stands twice in a map is told.
                let twice = RepairKind::Syntax(SyntaxRepair::DuplicateName);
                assert!(decoded.repairs.iter().all(|repair| repair.kind == twice));
            }
            // What was decoded is written and decoded to the same, and nothing has to be repaired.
            let json = serde_json::to_string(&decoded.value).expect("a value has JSON");
            let again = decode::<T>(&json).expect("what was decoded is a value");
            assert_eq!(again.value, decoded.value);
            assert_eq!(again.repairs, []);
        }
        Err(error) => {
            if error.kind() == ErrorKind::Truncated {
                // What came of it is no more than what the text can hold.
                let size = error.fragment().map_or(0, |value| value.to_string().len());
                assert!(size <= 8 * text.len() + 8, "{size} of {}", text.len());
            } else {
                assert!(error.fragment().is_none());
            }
        }
    }
}

const TYPES: &[fn(&str)] = &[
    hold::<Order>,
    hold::<Vec<Line>>,
    hold::<Colour>,
    hold::<Event>,
    hold::<Tree>,
    hold::<Pair>,
    hold::<BTreeMap<String, Option<i64>>>,
    hold::<Vec<Option<u32>>>,
    hold::<(bool, char, f32)>,
    hold::<String>,
    hold::<Option<u64>>,
    hold::<Vec<Vec<Event>>>,
];

fuzz_target!(|data: &[u8]| {
    let Some((&first, rest)) = data.split_first() else {
        return;
    };
    if let Ok(text) = std::str::from_utf8(rest) {
        TYPES[usize::from(first) % TYPES.len()](text);
    }
});
