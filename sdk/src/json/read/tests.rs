//! A tree is read as its text is.

#![allow(dead_code, reason = "what is read is compared by its `Debug`")]

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;

use super::read;
use crate::json::align::to_json;
use crate::json::scan::{Mode, tree};

#[derive(Debug, Deserialize)]
struct Unit;

#[derive(Debug, Deserialize)]
struct Pair(i8, f32);

#[derive(Debug, Deserialize)]
struct Plain {
    a: Option<u8>,
    #[serde(default)]
    b: Vec<Plain>,
    c: Option<()>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Denying {
    a: i64,
}

#[derive(Debug, Deserialize)]
struct Flat {
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
enum External {
    A,
    B(u8),
    C(u8, String),
    D { a: bool },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "a")]
enum Internal {
    A,
    B { b: f64 },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "a", content = "b")]
enum Adjacent {
    A,
    B(u8),
    C(u8, u8),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Flag(bool),
    Small(u8),
    Large(i64),
    Real(f64),
    Text(String),
    Pair(u8, u8),
    Plain(Plain),
    Rest(Value),
}

const TEXTS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "7",
    "-7",
    "255",
    "256",
    "1.0",
    "1e2",
    "1E-7",
    "-1.5",
    "0.1",
    "16777217",
    "3.4028236e38",
    "9007199254740993",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775809",
    "170141183460469231731687303715884105727",
    "340282366920938463463374607431768211456",
    "123456789012345678901234567890.123456789",
    "2.2250738585072011e-308",
    "5e-324",
    "1e400",
    r#""""#,
    r#""A""#,
    r#""x""#,
    r#""B""#,
    r#""7""#,
    r#""true""#,
    r#""two words, \"quotes\" \\ and \n breaks \u0000""#,
    r#""日""#,
    "[]",
    "[null]",
    "[1]",
    "[1,2]",
    "[-1,0.1]",
    "[1,2,3]",
    r#"["a","b"]"#,
    r#"[1,"a"]"#,
    "[[1,2],[3,4]]",
    "[255,256]",
    r#"[{"a":1},{"a":null,"b":[]}]"#,
    "{}",
    r#"{"a":1}"#,
    r#"{"a":300}"#,
    r#"{"a":1,"a":2}"#,
    r#"{"a":1,"x":[{"y":null}]}"#,
    r#"{"a":1,"b":[{"a":2,"b":[],"c":null}],"c":null}"#,
    r#"{"a":"A"}"#,
    r#"{"a":"B","b":1}"#,
    r#"{"b":1.5,"a":"B"}"#,
    r#"{"b":[1,2],"a":"C"}"#,
    r#"{"a":"C","b":[1,2,3]}"#,
    r#"{"A":null}"#,
    r#"{"A":1}"#,
    r#"{"B":7}"#,
    r#"{"B":"7"}"#,
    r#"{"B":7,"A":null}"#,
    r#"{"C":[1,"x"]}"#,
    r#"{"C":[1]}"#,
    r#"{"D":{"a":true}}"#,
    r#"{"D":[true]}"#,
    r#"{"D":[true,false]}"#,
    r#"{"1":2,"-3":4}"#,
    r#"{"1.5":2}"#,
    r#"{"01":2}"#,
    r#"{"1 ":2}"#,
    r#"{" 1":2}"#,
    r#"{"":2}"#,
    r#"{"300":2}"#,
    r#"{"true":1,"false":2}"#,
    r#"{"A":1,"x":2}"#,
    r#"{"$serde_json::private::RawValue":"1"}"#,
    r#"{"$serde_json::private::Number":"1"}"#,
];

/// What is read from the tree is what is read from its text, or both are refused.
fn alike<T: DeserializeOwned + Debug>(text: &str) {
    let tree = tree(text, Mode::Strict).unwrap();
    let node = &tree.candidates[0].node;
    let is = read::<T>(node).map_err(|_| ());
    let was = serde_json::from_str::<T>(&to_json(node)).map_err(|_| ());
    let (is, was) = (format!("{is:?}"), format!("{was:?}"));
    assert_eq!(is, was, "{} from {text}", std::any::type_name::<T>());
}

fn all_alike(text: &str) {
    macro_rules! types {
        ($($type:ty),* $(,)?) => { $(alike::<$type>(text);)* };
    }
    types! {
        Value, Box<RawValue>, IgnoredAny, (), bool, char, String, Option<String>, Option<Value>,
        i8, i16, i32, i64, i128, u8, u16, u32, u64, u128, f32, f64,
        (u8, u8), [u8; 2], Vec<u8>, Vec<Value>, Vec<Box<RawValue>>, Vec<Option<f64>>,
        BTreeMap<String, Value>, BTreeMap<u8, Value>, BTreeMap<i64, u8>, BTreeMap<bool, Value>,
        BTreeMap<char, Value>, BTreeMap<Option<u8>, Value>, BTreeMap<Key, Value>,
        std::ffi::CString, std::path::PathBuf, std::time::Duration, Result<u8, String>,
        Unit, Pair, Plain, Denying, Flat, External, Internal, Adjacent, Untagged, Vec<Plain>,
        Vec<Untagged>, BTreeMap<String, Untagged>,
    }
}

#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    A,
    #[serde(rename = "x")]
    Other,
}

#[test]
fn every_type_reads_a_tree_as_it_reads_the_text() {
    for text in TEXTS {
        all_alike(text);
        all_alike(&format!("[{text}]"));
        all_alike(&format!(r#"{{"a":{text}}}"#));
    }
}

#[test]
fn it_reads_as_deep_as_the_text_is_read() {
    for depth in 120..=128 {
        let lists = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        alike::<Value>(&lists);
        alike::<IgnoredAny>(&lists);
        let objects = format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
        alike::<Value>(&objects);
        alike::<Flat>(&objects);
        alike::<Plain>(&format!(
            "{}{}",
            r#"{"b":["#.repeat(depth / 2),
            "]}".repeat(depth / 2)
        ));
    }
}
