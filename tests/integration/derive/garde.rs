use std::collections::BTreeMap;

use garde::Validate;
use json_mode::JsonResponse;

use super::support::broken;

#[derive(Validate, JsonResponse)]
#[serde(rename_all = "camelCase")]
#[json_response(garde)]
struct Order {
    #[garde(length(min = 1))]
    customer_name: String,
    #[serde(rename = "to/~")]
    #[garde(range(max = 10))]
    #[json_response(check = even)]
    item_count: u8,
    #[garde(inner(length(max = 3)))]
    short_tags: Vec<String>,
    /// Validated by both ways.
    #[garde(dive)]
    first_line: Line,
    /// Only by way of the field's type.
    #[garde(skip)]
    more_lines: Vec<Option<Box<Line>>>,
    /// Only by way of this type.
    #[garde(dive)]
    by_key: BTreeMap<String, Plain>,
    #[serde(flatten)]
    #[garde(dive)]
    flat_part: Flat,
}

fn even(n: &u8) -> Result<(), &'static str> {
    n.is_multiple_of(2).then_some(()).ok_or("odd")
}

#[derive(Validate, JsonResponse)]
#[serde(rename_all = "camelCase")]
#[json_response(garde)]
struct Line {
    #[garde(ascii)]
    unit_price: String,
    #[garde(dive)]
    sub_lines: Vec<Line>,
}

#[derive(Validate, JsonResponse)]
struct Plain {
    #[garde(ascii)]
    name: String,
    #[serde(rename = "o")]
    #[garde(ascii)]
    other: String,
}

#[derive(Validate, JsonResponse)]
#[json_response(garde)]
struct Flat {
    #[serde(rename = "zipCode")]
    #[garde(length(equal = 5))]
    customer_name: String,
}

#[test]
fn what_garde_finds_stands_where_the_json_has_it() {
    let order = r#"{
        "customerName": "", "to/~": 11, "shortTags": ["abc", "abcd"],
        "firstLine": {"unitPrice": "é", "subLines": [{"unitPrice": "1", "subLines": []}, {"unitPrice": "ü", "subLines": []}]},
        "moreLines": [null, {"unitPrice": "ö", "subLines": []}],
        "byKey": {"a": {"name": "ä", "o": "ä"}},
        "zipCode": "1234"
    }"#;
    let mut found = broken::<Order>(order);
    found.sort();
    assert_eq!(
        found,
        [
            "/byKey/a/name: not ascii",
            // It does not say `garde`: its names are Rust's.
            "/byKey/a/other: not ascii",
            "/customerName: length is lower than 1",
            "/firstLine/subLines/1/unitPrice: not ascii",
            "/firstLine/unitPrice: not ascii",
            "/moreLines/1/unitPrice: not ascii",
            "/shortTags/1: length is greater than 3",
            "/to~1~0: greater than 10",
            "/to~1~0: odd",
            "/zipCode: length is lower than 5",
        ]
    );
}

#[derive(Validate, JsonResponse)]
#[serde(rename_all = "camelCase")]
#[json_response(garde)]
enum Shape {
    #[serde(rename_all = "camelCase")]
    Circle {
        #[garde(range(min = 1))]
        radius_mm: u8,
    },
    Label(#[garde(ascii)] String),
    Pair(#[garde(range(min = 1))] u8, #[garde(dive)] Names),
}

#[derive(Validate, JsonResponse)]
#[serde(tag = "kind", rename_all_fields = "camelCase")]
#[json_response(garde)]
enum Tagged {
    Circle {
        #[garde(range(min = 1))]
        radius_mm: u8,
    },
}

#[derive(Validate, JsonResponse)]
#[json_response(garde)]
struct Names(#[garde(inner(ascii))] Vec<String>);

#[derive(Validate, JsonResponse)]
#[garde(transparent)]
#[json_response(garde)]
struct Bare(#[garde(inner(ascii))] Vec<String>);

#[derive(Validate, JsonResponse)]
#[json_response(garde)]
struct Generic<T: Validate<Context = ()>> {
    #[serde(rename = "v")]
    #[garde(dive)]
    value: T,
}

#[test]
fn variants_newtypes_and_generics_have_their_places() {
    for (found, expected) in [
        (
            broken::<Shape>(r#"{"circle": {"radiusMm": 0}}"#),
            "/circle/radiusMm: lower than 1",
        ),
        (broken::<Shape>(r#"{"label": "é"}"#), "/label: not ascii"),
        (
            broken::<Shape>(r#"{"pair": [1, ["a", "é"]]}"#),
            "/pair/1/1: not ascii",
        ),
        (
            broken::<Tagged>(r#"{"kind": "Circle", "radiusMm": 0}"#),
            "/radiusMm: lower than 1",
        ),
        (broken::<Names>(r#"["é"]"#), "/0: not ascii"),
        (broken::<Bare>(r#"["a", "é"]"#), "/1: not ascii"),
        (
            broken::<Generic<Names>>(r#"{"v": ["a", "é"]}"#),
            "/v/1: not ascii",
        ),
        (
            broken::<Vec<Generic<Bare>>>(r#"[{"v": ["é"]}]"#),
            "/0/v/0: not ascii",
        ),
    ] {
        assert_eq!(found, [expected]);
    }
    assert!(broken::<Generic<Names>>(r#"{"v": ["a"]}"#).is_empty());
}

/// A context of one's own, and a rule of the whole value.
#[derive(Validate, JsonResponse)]
#[garde(context(Limit))]
#[garde(custom(sums))]
#[json_response(garde)]
struct Parts {
    #[garde(skip)]
    parts: Vec<u8>,
}

struct Limit(usize);

impl Default for Limit {
    fn default() -> Self {
        Self(2)
    }
}

fn sums(value: &Parts, limit: &Limit) -> garde::Result {
    if value.parts.len() > limit.0 {
        return Err(garde::Error::new("too many"));
    }
    Ok(())
}

#[test]
fn a_context_is_its_types_default() {
    assert_eq!(
        broken::<Vec<Parts>>(r#"[{"parts": [1, 2, 3]}]"#),
        ["/0: too many"]
    );
    assert!(broken::<Vec<Parts>>(r#"[{"parts": [1, 2]}]"#).is_empty());
}
