use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use json_mode::JsonResponse;

use super::support::broken;

fn small(n: &u8) -> Result<(), String> {
    if *n < 10 {
        Ok(())
    } else {
        Err(format!("{n} is not small"))
    }
}

fn even(n: &u8) -> Result<(), &'static str> {
    if n.is_multiple_of(2) {
        Ok(())
    } else {
        Err("odd")
    }
}

fn no_shout(text: &str) -> Result<(), &'static str> {
    if text.chars().any(char::is_lowercase) {
        Ok(())
    } else {
        Err("shouts")
    }
}

#[derive(JsonResponse)]
#[serde(rename_all = "camelCase")]
#[json_response(check = Self::ordered, check = sums)]
struct Range {
    #[json_response(check = small)]
    #[json_response(check = even)]
    first_one: u8,
    #[serde(rename = "to/~")]
    #[json_response(check = small, check = even)]
    last: u8,
}

impl Range {
    fn ordered(&self) -> Result<(), String> {
        if self.first_one <= self.last {
            Ok(())
        } else {
            Err(format!("{} > {}", self.first_one, self.last))
        }
    }
}

fn sums(range: &Range) -> Result<(), &'static str> {
    if range.first_one.checked_add(range.last).is_some() {
        Ok(())
    } else {
        Err("too much")
    }
}

#[test]
fn every_rule_runs_and_knows_its_place() {
    assert_eq!(broken::<Range>(r#"{"firstOne": 2, "to/~": 4}"#), [""; 0]);
    assert_eq!(
        broken::<Range>(r#"{"firstOne": 201, "to/~": 99}"#),
        [
            "/firstOne: 201 is not small",
            "/firstOne: odd",
            "/to~1~0: 99 is not small",
            "/to~1~0: odd",
            "201 > 99",
            "too much"
        ]
    );
}

#[derive(JsonResponse)]
#[allow(dead_code)]
struct N(#[json_response(check = small)] u8);

#[derive(JsonResponse)]
#[allow(dead_code)]
struct Holds {
    list: Vec<N>,
    array: [N; 1],
    map: BTreeMap<Key, N>,
    numbers: HashMap<u8, N>,
    by_new: BTreeMap<NewKey, N>,
    option: Option<Box<N>>,
    arc: Arc<[N]>,
    tuple: (u8, N),
    pair: Pair,
    #[serde(flatten)]
    flat: Flat,
}

#[derive(JsonResponse)]
#[allow(dead_code)]
struct Pair(
    #[serde(skip)] u8,
    N,
    #[json_response(check = no_shout)] String,
);

#[derive(JsonResponse)]
#[allow(dead_code)]
struct Flat {
    flat: N,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, JsonResponse)]
#[serde(rename_all = "lowercase")]
enum Key {
    One,
    #[serde(rename = "zwei")]
    Two,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, JsonResponse)]
struct NewKey(String);

#[test]
fn rules_are_found_through_everything_that_holds_values() {
    let text = r#"{
        "list": [1, 11], "array": [12], "map": {"one": 13, "zwei": 1}, "numbers": {"7": 14}, "by_new": {"k": 15},
        "option": 16, "arc": [17], "tuple": [99, 18], "pair": [19, "HA"], "flat": 20
    }"#;
    let places: Vec<String> = broken::<Holds>(text)
        .into_iter()
        .map(|line| line.replace(" is not small", ""))
        .collect();
    assert_eq!(
        places,
        [
            "/list/1: 11",
            "/array/0: 12",
            "/map/one: 13",
            "/numbers/7: 14",
            "/by_new/k: 15",
            "/option: 16",
            "/arc/0: 17",
            "/tuple/1: 18",
            "/pair/0: 19",
            "/pair/1: shouts",
            "/flat: 20"
        ]
    );
}

/// One enum in each tagging, with the same variants.
macro_rules! tagged {
    ($name:ident, $(#[$attr:meta])*) => {
        #[derive(JsonResponse)]
        #[allow(dead_code)]
        $(#[$attr])*
        enum $name {
            Unit,
            New(Flat),
            Struct { n: N, #[json_response(check = even)] m: u8 },
            #[serde(skip)]
            Skipped(NotAResponse),
        }
    };
}

#[allow(dead_code)]
struct NotAResponse;

tagged!(External,);
tagged!(Internal, #[serde(tag = "t")]);
tagged!(Adjacent, #[serde(tag = "t", content = "c")]);

#[derive(JsonResponse)]
#[serde(untagged)]
#[allow(dead_code)]
enum Untagged {
    New(Flat),
    Struct { n: N },
    Tuple(N, N),
}

#[derive(JsonResponse)]
#[allow(dead_code)]
enum Tuples {
    New(#[json_response(check = small, check = even)] u8),
    Pair(N, N),
    Walked(N),
    #[serde(untagged)]
    Rest {
        n: N,
    },
}

#[test]
fn a_variants_place_follows_its_tagging() {
    for (found, place) in [
        (
            broken::<External>(r#"{"New": {"flat": 10}}"#),
            "/New/flat: 10 is not small",
        ),
        (
            broken::<External>(r#"{"Struct": {"n": 1, "m": 1}}"#),
            "/Struct/m: odd",
        ),
        (
            broken::<Internal>(r#"{"t": "New", "flat": 10}"#),
            "/flat: 10 is not small",
        ),
        (
            broken::<Internal>(r#"{"t": "Struct", "n": 10, "m": 2}"#),
            "/n: 10 is not small",
        ),
        (
            broken::<Adjacent>(r#"{"t": "New", "c": {"flat": 10}}"#),
            "/c/flat: 10 is not small",
        ),
        (
            broken::<Adjacent>(r#"{"t": "Struct", "c": {"n": 1, "m": 1}}"#),
            "/c/m: odd",
        ),
        (
            broken::<Untagged>(r#"{"flat": 10}"#),
            "/flat: 10 is not small",
        ),
        (broken::<Untagged>(r#"{"n": 10}"#), "/n: 10 is not small"),
        (broken::<Untagged>("[1, 10]"), "/1: 10 is not small"),
        (broken::<Tuples>(r#"{"New": 9}"#), "/New: odd"),
        (
            broken::<Tuples>(r#"{"Pair": [10, 1]}"#),
            "/Pair/0: 10 is not small",
        ),
        (
            broken::<Tuples>(r#"{"Walked": 10}"#),
            "/Walked: 10 is not small",
        ),
        (broken::<Tuples>(r#"{"n": 10}"#), "/n: 10 is not small"),
    ] {
        assert_eq!(found, [place]);
    }
    assert_eq!(broken::<External>(r#""Unit""#), [""; 0]);
}

#[derive(JsonResponse)]
#[serde(transparent)]
struct Through {
    #[json_response(check = even)]
    n: N2,
    #[serde(skip)]
    _more: u8,
}

#[derive(JsonResponse)]
#[serde(try_from = "u8")]
#[json_response(check = Self::rule)]
struct N2(u8);

impl N2 {
    fn rule(&self) -> Result<(), String> {
        small(&self.0)
    }
}

impl From<u8> for N2 {
    fn from(n: u8) -> Self {
        Self(n)
    }
}

impl std::ops::Deref for N2 {
    type Target = u8;

    fn deref(&self) -> &u8 {
        &self.0
    }
}

#[test]
fn a_rule_of_a_transparent_or_converted_type_is_at_its_own_place() {
    assert_eq!(
        broken::<Vec<Through>>("[2, 11]"),
        ["/1: 11 is not small", "/1: odd"]
    );
}

#[test]
fn decoding_ends_with_the_rules() {
    let error = json_mode::decode::<Range>(r#"{"firstOne": 2, "to/~": 20}"#)
        .map(drop)
        .unwrap_err();
    assert_eq!(error.kind(), json_mode::ErrorKind::Invalid);
    assert_eq!(error.violations()[0].path, "/to~1~0");
}

fn within<const MIN: u8, const MAX: u8>(n: &u8) -> Result<(), String> {
    if (MIN..=MAX).contains(n) {
        Ok(())
    } else {
        Err(format!("{n} is not in {MIN} to {MAX}"))
    }
}

trait Rule<A, B> {
    fn rule(&self) -> Result<(), &'static str>;
}

impl Rule<u8, u16> for u8 {
    fn rule(&self) -> Result<(), &'static str> {
        even(self)
    }
}

#[derive(JsonResponse)]
struct Paths {
    #[json_response(check = within::<1, 9>, check = <u8 as Rule<u8, u16>>::rule, check = small)]
    n: u8,
}

#[test]
fn a_rule_may_be_any_path() {
    assert_eq!(
        broken::<Paths>(r#"{"n": 11}"#),
        ["/n: 11 is not in 1 to 9", "/n: odd", "/n: 11 is not small"]
    );
    assert_eq!(broken::<Paths>(r#"{"n": 2}"#), [""; 0]);
}
