//! Types without anything special about them come first.

use std::collections::BTreeMap;

use json_mode::{JsonResponse, Value};
use serde_json::json;

use super::support::{every_cut, right, shown};

#[derive(Debug, JsonResponse)]
struct User {
    name: String,
    age: u8,
    nick: Option<String>,
    tags: Vec<String>,
    home: Option<Box<Address>>,
    scores: BTreeMap<String, f64>,
    pair: (i32, String),
    extra: Value,
    colour: Option<Colour>,
}

#[derive(Debug, JsonResponse)]
struct Address {
    street: String,
    #[serde(rename = "houseNumber", alias = "number")]
    number: u32,
}

#[derive(Debug, JsonResponse)]
enum Colour {
    Red,
    Green,
}

#[test]
fn a_plain_struct() {
    let text = r#"{"name": "Al\u00efce \"A\"", "age": 42, "nick": null, "tags": ["x", "yé"], "home": {"street": "W", "houseNumber": 1}, "scores": {"a": 1.5, "b": -2e3}, "pair": [-1, "z"], "extra": {"q": [1, "two", {"three": null}], "r": "s"}, "colour": "Red"}"#;
    let partial = right::<User>(text);
    assert_eq!(partial.name.as_deref(), Some("Alïce \"A\""));
    assert_eq!(partial.home.as_ref().unwrap().number, Some(1));
    assert_eq!(partial.scores.get("b"), Some(&Some(-2000.0)));
    assert!(matches!(*partial.colour, Some(Colour::Red)));
    assert_eq!(
        partial.extra,
        json!({"q": [1, "two", {"three": null}], "r": "s"})
    );
    let mut whole: Value = serde_json::from_str(text).unwrap();
    whole.as_object_mut().unwrap().remove("nick");
    assert_eq!(shown(&partial), whole);
}

#[derive(Debug, JsonResponse)]
enum Event {
    Started,
    Moved { x: i32, to: String },
    Said(String),
    Pair(i32, String),
}

#[derive(Debug, JsonResponse)]
#[serde(tag = "kind")]
enum Internal {
    Started,
    Moved { x: i32, to: String, path: Vec<i32> },
    Said(Said),
}

#[derive(Debug, JsonResponse)]
struct Said {
    text: String,
    words: BTreeMap<String, u8>,
}

#[derive(Debug, JsonResponse)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Started,
    Moved { x: i32, to: String },
    Said(String),
    Pair(i32, String),
}

#[derive(Debug, JsonResponse)]
#[serde(untagged)]
enum Untagged {
    Number(i32),
    Text(String),
    Moved { x: i32 },
}

#[test]
fn enums() {
    for text in [
        r#""Started""#,
        r#"{"Moved": {"x": 1, "to": "there"}}"#,
        r#"{"Said": "a\nb"}"#,
        r#"{"Pair": [1, "b"]}"#,
    ] {
        let whole: Value = serde_json::from_str(text).unwrap();
        assert_eq!(shown(&right::<Event>(text)), whole);
        let list = format!("[{text}, {text}]");
        assert_eq!(shown(&right::<Vec<Event>>(&list)), json!([whole, whole]));
    }
    for text in [
        r#"{"kind": "Started"}"#,
        r#"{"kind": "Moved", "x": 1, "to": "there", "path": [1, 2]}"#,
        r#"{"x": 1, "to": "there", "kind": "Moved", "path": [1, 2]}"#,
        r#"{"path": [1, 2], "x": 1, "to": "there", "kind": "Moved"}"#,
        r#"{"words": {"a": 1}, "kind": "Said", "text": "b"}"#,
    ] {
        let whole: Value = serde_json::from_str(text).unwrap();
        assert_eq!(shown(&right::<Internal>(text)), whole);
        let list = format!("[{text}, {text}]");
        assert_eq!(shown(&right::<Vec<Internal>>(&list)), json!([whole, whole]));
    }
    for text in [
        r#"{"t": "Started"}"#,
        r#"{"t": "Moved", "c": {"x": 1, "to": "there"}}"#,
        r#"{"c": {"x": 1, "to": "there"}, "t": "Moved"}"#,
        r#"{"c": "b", "t": "Said"}"#,
        r#"{"t": "Pair", "c": [1, "b"]}"#,
        r#"{"c": [1, "b"], "t": "Pair"}"#,
    ] {
        let whole: Value = serde_json::from_str(text).unwrap();
        assert_eq!(shown(&right::<Adjacent>(text)), whole);
    }
    for text in ["1", r#""b""#, r#"{"x":1}"#] {
        let whole: Value = serde_json::from_str(text).unwrap();
        assert_eq!(shown(&right::<Untagged>(text)), whole);
    }
}

#[derive(Debug, JsonResponse)]
struct Page<T> {
    items: Vec<T>,
    next: Option<Box<Page<T>>>,
}

#[derive(Debug, JsonResponse)]
struct Id(String);

#[derive(Debug, JsonResponse)]
struct Pair(Id, Option<u8>);

#[test]
fn generics_newtypes_and_tuples() {
    let text = r#"{"items": [["a", 1], ["b", null]], "next": {"items": [], "next": null}}"#;
    let partial = right::<Page<Pair>>(text);
    assert_eq!(partial.items[0].0.0.as_deref(), Some("a"));
    assert_eq!(partial.items[0].1, Some(1));
    assert!(partial.next.is_some());
}

#[derive(Debug, JsonResponse)]
struct Flat {
    id: u8,
    #[serde(flatten)]
    address: Address,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Debug, JsonResponse)]
struct FlatEvent {
    id: u8,
    #[serde(flatten)]
    event: Event,
}

#[derive(Debug, JsonResponse)]
struct FlatInternal {
    id: u8,
    #[serde(flatten)]
    event: Internal,
}

#[test]
fn flattened_parts() {
    let text = r#"{"houseNumber": 1, "x": [1, "b"], "id": 7, "street": "W", "y": {"z": "q"}}"#;
    let whole: Value = serde_json::from_str(text).unwrap();
    assert_eq!(shown(&right::<Flat>(text)), whole);
    let text = r#"{"Moved": {"x": 1, "to": "b"}, "id": 7}"#;
    let whole: Value = serde_json::from_str(text).unwrap();
    assert_eq!(shown(&right::<FlatEvent>(text)), whole);
    let text = r#"{"x": 1, "id": 7, "kind": "Moved", "to": "b", "path": []}"#;
    let partial = right::<FlatInternal>(text);
    assert_eq!(
        shown(&partial),
        json!({"id": 7, "kind": "Moved", "x": 1, "to": "b"})
    );
}

/// Of two values with one name the first was shown, and stays until the end says which one counts.
#[test]
fn a_name_that_stands_twice_takes_nothing_back() {
    fn check<T: JsonResponse + std::fmt::Debug>(text: &str) {
        every_cut::<T>(text);
        every_cut::<Vec<T>>(&format!("[{text}, {text}]"));
    }
    for text in [
        r#"{"t": "Said", "c": "a", "c": "b"}"#,
        r#"{"c": "a", "c": "b", "t": "Said"}"#,
        r#"{"t": "Said", "c": "a", "t": "Pair"}"#,
        r#"{"t": "Pair", "c": [1, "a"], "c": [2, "b"]}"#,
        r#"{"t": "Moved", "c": {"x": 1, "x": 2, "to": "a", "to": "b"}}"#,
    ] {
        check::<Adjacent>(text);
    }
    let first = every_cut::<Adjacent>(r#"{"t": "Said", "c": "a", "c": "b"}"#);
    assert_eq!(shown(&first), json!({"t": "Said", "c": "a"}));
    check::<Internal>(
        r#"{"kind": "Moved", "x": 1, "x": 2, "to": "a", "path": [], "kind": "Started"}"#,
    );
    check::<Event>(r#"{"Said": "a", "Said": "b"}"#);
    // A list as an object of its numbers, and a map as a list of pairs.
    check::<(i32, String)>(r#"{"0": 1, "1": "a", "1": "b", "0": 2}"#);
    check::<BTreeMap<String, String>>(r#"[{"key": "a", "value": "b", "value": "c"}]"#);
}
