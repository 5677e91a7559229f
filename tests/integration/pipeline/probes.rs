//! Texts as models write them, by hand: what each must become, or that it must become nothing.

mod hopeless;
mod recoverable;

use std::collections::BTreeMap;
use std::fmt::Debug;

use json_mode::{ErrorKind, JsonResponse, Value, decode};

#[derive(Debug, PartialEq, JsonResponse)]
pub struct Person {
    name: String,
    age: u8,
    email: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Debug, PartialEq, JsonResponse)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    order_id: u64,
    status: Status,
    items: Vec<Item>,
    is_paid: bool,
    note: Option<String>,
}

#[derive(Debug, PartialEq, JsonResponse)]
pub struct Item {
    sku: String,
    qty: u32,
    price: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, JsonResponse)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Pending,
    InTransit,
    Delivered,
}

/// By a tag inside.
#[derive(Debug, PartialEq, JsonResponse)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    Meeting {
        title: String,
        attendees: Vec<String>,
    },
    PhoneCall {
        number: String,
        minutes: u32,
    },
}

/// By a name around it.
#[derive(Debug, PartialEq, JsonResponse)]
#[serde(rename_all = "lowercase")]
pub enum Figure {
    Circle(f64),
    Box { width: f64, height: f64 },
    Empty,
}

#[derive(Debug, PartialEq, JsonResponse)]
#[serde(untagged)]
pub enum Key {
    Number(i64),
    Text(String),
}

#[derive(Debug, PartialEq, JsonResponse)]
pub struct Snippet {
    language: String,
    code: String,
}

#[derive(Debug, PartialEq, JsonResponse)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    summary: String,
    action_items: Vec<Action>,
    risk_score: f64,
}

#[derive(Debug, PartialEq, JsonResponse)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    owner: String,
    due_date: Option<String>,
}

/// The type's name, the text, and the JSON of the value.
type Recoverable = (&'static str, &'static str, &'static str);

/// The type's name, the text, and the kind of the error.
type Hopeless = (&'static str, &'static str, ErrorKind);

#[derive(Debug, PartialEq)]
enum Outcome {
    Right,
    Refused(String),
    Wrong(String),
}

fn judge<T: JsonResponse + PartialEq + Debug>(
    text: &str,
    expected: Result<&str, ErrorKind>,
) -> Outcome {
    match (decode::<T>(text), expected) {
        (Ok(found), Ok(json)) => {
            let meant: T = decode(json).unwrap_or_else(|e| panic!("{json}: {e}")).value;
            if found.value == meant {
                Outcome::Right
            } else {
                Outcome::Wrong(format!("{:?}", found.value))
            }
        }
        (Err(error), Ok(_)) => Outcome::Refused(format!("{:?}: {error}", error.kind())),
        (Ok(found), Err(_)) => Outcome::Wrong(format!("{:?}", found.value)),
        (Err(error), Err(kind)) if error.kind() == kind => Outcome::Right,
        (Err(error), Err(kind)) => {
            Outcome::Refused(format!("{:?} instead of {kind:?}: {error}", error.kind()))
        }
    }
}

fn by_type(name: &str, text: &str, expected: Result<&str, ErrorKind>) -> Outcome {
    match name {
        "person" => judge::<Person>(text, expected),
        "people" => judge::<Vec<Person>>(text, expected),
        "order" => judge::<Order>(text, expected),
        "status" => judge::<Status>(text, expected),
        "statuses" => judge::<Vec<Status>>(text, expected),
        "event" => judge::<Event>(text, expected),
        "figures" => judge::<Vec<Figure>>(text, expected),
        "key" => judge::<Key>(text, expected),
        "snippet" => judge::<Snippet>(text, expected),
        "report" => judge::<Report>(text, expected),
        "scores" => judge::<BTreeMap<String, f64>>(text, expected),
        "words" => judge::<Vec<String>>(text, expected),
        "numbers" => judge::<Vec<i64>>(text, expected),
        "float" => judge::<f64>(text, expected),
        "flag" => judge::<bool>(text, expected),
        "any" => judge::<Value>(text, expected),
        name => panic!("no type {name}"),
    }
}

/// What a reader would read, and we refuse: an error is no wrong value.
const REFUSED: [&str; 2] = [
    // Two kinds of quotes around one name.
    "{\"name': \"Ann\", \"age\": 31}",
    // Arguments of a call by name.
    "dict(name='Ann', age=31)",
];

#[test]
fn probes() {
    let (mut right, mut left_out) = (0, 0);
    let (mut refused, mut wrong) = (Vec::new(), Vec::new());
    for (name, text, json) in recoverable::PROBES {
        match by_type(name, text, Ok(json)) {
            Outcome::Right => right += 1,
            Outcome::Refused(_) if REFUSED.contains(text) => left_out += 1,
            Outcome::Refused(why) => refused.push(format!("{name} {text:?}\n    {why}")),
            Outcome::Wrong(value) => wrong.push(format!("{name} {text:?}\n    {value}")),
        }
    }
    let (mut left, mut other) = (0, Vec::new());
    for (name, text, kind) in hopeless::PROBES {
        match by_type(name, text, Err(*kind)) {
            Outcome::Right => left += 1,
            Outcome::Refused(why) => other.push(format!("{name} {text:?}\n    {why}")),
            Outcome::Wrong(value) => wrong.push(format!("{name} {text:?}\n    {value}")),
        }
    }
    println!(
        "recoverable: {right} of {} right, {left_out} refused as is known, {} refused; hopeless: {left} of {} refused as they should be, {} otherwise; \
         {} wrong values",
        recoverable::PROBES.len(),
        refused.len(),
        hopeless::PROBES.len(),
        other.len(),
        wrong.len()
    );
    assert_eq!(left_out, REFUSED.len());
    assert_eq!(
        (recoverable::PROBES.len(), hopeless::PROBES.len()),
        (128, 62)
    );
    assert!(
        refused.is_empty() && other.is_empty() && wrong.is_empty(),
        "wrong:\n{}\nrefused:\n{}\nanother error:\n{}",
        wrong.join("\n"),
        refused.join("\n"),
        other.join("\n")
    );
}
