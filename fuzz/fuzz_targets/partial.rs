//! Text that grows: a byte that chooses the type, a byte that chooses the cuts, and a text.

#![no_main]

use std::collections::BTreeMap;
use std::fmt::Debug;

use json_mode::{JsonResponse, PartialEvent, PartialReader, decode};
use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde_json::Value;

#[derive(Debug, Serialize, JsonResponse)]
#[serde(rename_all = "camelCase")]
struct Meeting {
    summary: String,
    #[serde(alias = "people")]
    participants: Vec<Person>,
    place: Option<Box<Place>>,
    #[serde(default)]
    scores: BTreeMap<String, f64>,
}

#[derive(Debug, Serialize, JsonResponse)]
struct Person {
    name: String,
    age: Option<u8>,
    mood: Mood,
}

#[derive(Debug, Serialize, JsonResponse)]
#[serde(rename_all = "snake_case")]
enum Mood {
    Glad,
    VerySad,
}

#[derive(Debug, Serialize, JsonResponse)]
struct Place {
    city: String,
    inside: Option<Box<Place>>,
}

#[derive(Debug, Serialize, JsonResponse)]
enum External {
    Started,
    Moved { x: i32, to: String },
    Said(String),
    Pair(i32, String),
}

#[derive(Debug, Serialize, JsonResponse)]
#[serde(tag = "kind")]
enum Internal {
    Started,
    Moved { x: i32, to: String, path: Vec<i32> },
    At(Place),
}

#[derive(Debug, Serialize, JsonResponse)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Started,
    Moved { x: i32, to: String },
    Said(String),
}

#[derive(Debug, Serialize, JsonResponse)]
#[serde(untagged)]
enum Untagged {
    Number(i32),
    Text(String),
    Moved { x: i32 },
}

#[derive(Debug, Serialize, JsonResponse)]
struct Flat {
    id: u8,
    #[serde(flatten)]
    place: Place,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Debug, Serialize, JsonResponse)]
struct FlatInternal {
    id: u8,
    #[serde(flatten)]
    event: Internal,
}

fn shown(partial: &impl json_mode::Partial) -> Value {
    serde_json::to_value(partial).expect("a partial has JSON")
}

/// Whether nothing that was shown was taken back.
fn extends(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Null, _) => true,
        (Value::String(before), Value::String(after)) => after.starts_with(before.as_str()),
        (Value::Array(before), Value::Array(after)) => {
            before.len() <= after.len() && before.iter().zip(after).all(|(a, b)| extends(a, b))
        }
        (Value::Object(before), Value::Object(after)) => before
            .iter()
            .all(|(key, value)| after.get(key).is_some_and(|after| extends(value, after))),
        (before, after) => before == after,
    }
}

/// Whether all of a value is shown. What is read when it is complete is shown as it came, with members that no type knows.
fn covers(shown: &Value, own: &Value) -> bool {
    match (shown, own) {
        (Value::Array(shown), Value::Array(own)) => {
            shown.len() == own.len() && shown.iter().zip(own).all(|(a, b)| covers(a, b))
        }
        (Value::Object(shown), Value::Object(own)) => own
            .iter()
            .all(|(key, own)| shown.get(key).is_some_and(|shown| covers(shown, own))),
        // A fraction may change by its last bit when serde_json writes and reads it.
        (Value::Number(shown), Value::Number(own)) if shown.is_f64() && own.is_f64() => {
            let (shown, own) = (shown.as_f64().unwrap_or(0.0), own.as_f64().unwrap_or(0.0));
            (shown - own).abs() <= shown.abs() * f64::EPSILON
        }
        (shown, own) => shown == own,
    }
}

fn restarted<T: JsonResponse>(reader: &mut PartialReader<T>) -> bool {
    let mut found = false;
    while let Some(event) = reader.next_event() {
        found |= event == PartialEvent::Restarted;
    }
    found
}

/// Reads the text in pieces of so many characters; how it ended, and what is shown then.
fn read<T: JsonResponse + Debug>(
    text: &str,
    mut size: impl FnMut() -> usize,
) -> (Result<String, String>, T::Partial) {
    let mut reader = PartialReader::<T>::new().with_events();
    let mut before = Value::Null;
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest
            .char_indices()
            .nth(size().max(1))
            .map_or(rest.len(), |(at, _)| at);
        let (piece, more) = rest.split_at(at);
        rest = more;
        let after = shown(reader.push(piece).expect("it is short"));
        let fresh = restarted(&mut reader);
        assert!(fresh || extends(&before, &after), "{before} became {after}");
        before = after;
    }
    assert_eq!(reader.text(), text);
    let end = match reader.finish() {
        Ok(decoded) => Ok(format!("{:?} {:?}", decoded.value, decoded.repairs)),
        Err(error) => Err(format!("{error:?}")),
    };
    let fresh = restarted(&mut reader);
    let after = shown(reader.partial());
    assert!(
        fresh || extends(&before, &after),
        "{before} ended as {after}"
    );
    (end, reader.partial().clone())
}

fn hold<T: JsonResponse + Debug + Serialize>(text: &str, cuts: u8) {
    let (end, whole) = read::<T>(text, || usize::MAX);
    let (end_of_single, single) = read::<T>(text, || 1);
    assert_eq!(end, end_of_single);
    let mut seed = u32::from(cuts);
    let (end_of_cut, cut) = read::<T>(text, || {
        seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        usize::try_from(seed >> 27).expect("it is small")
    });
    assert_eq!(end, end_of_cut);
    let decoded = decode::<T>(text);
    match (&end, &decoded) {
        (Ok(end), Ok(decoded)) => {
            assert_eq!(end, &format!("{:?} {:?}", decoded.value, decoded.repairs));
        }
        (Err(end), Err(error)) => assert_eq!(end, &format!("{error:?}")),
        _ => panic!("{end:?}, but {decoded:?}"),
    }
    if let Ok(decoded) = decoded {
        // However it came, what is shown is what the value is.
        assert_eq!(whole, single);
        assert_eq!(whole, cut);
        let json = serde_json::to_string(&decoded.value).expect("a value has JSON");
        let (_, own) = read::<T>(&json, || usize::MAX);
        let (whole, own) = (shown(&whole), shown(&own));
        assert!(covers(&whole, &own), "{whole} for {json}");
    }
}

const TYPES: &[fn(&str, u8)] = &[
    hold::<Meeting>,
    hold::<Vec<Person>>,
    hold::<External>,
    hold::<Vec<Internal>>,
    hold::<Adjacent>,
    hold::<Vec<Untagged>>,
    hold::<FlatInternal>,
    hold::<Vec<Vec<String>>>,
    hold::<(i32, String, Option<Mood>)>,
    hold::<Value>,
    hold::<Flat>,
];

fuzz_target!(|data: &[u8]| {
    let [kind, cuts, rest @ ..] = data else {
        return;
    };
    if let Ok(text) = std::str::from_utf8(rest) {
        TYPES[usize::from(*kind) % TYPES.len()](text, *cuts);
    }
});
