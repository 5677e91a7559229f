use json_mode::__private::schemars::{self, JsonSchema, Schema, SchemaGenerator};
use json_mode::__private::serde::{self, Deserialize, Deserializer};
use json_mode::JsonResponse;

use super::support::{broken, decode, schema};

fn small(n: &u8) -> Result<(), &'static str> {
    if *n < 10 { Ok(()) } else { Err("big") }
}

/// Reads itself; only the schema is derived, and says so.
#[derive(JsonResponse)]
#[json_response(own(Deserialize))]
struct OwnDeserialize {
    #[json_response(check = small)]
    n: u8,
}

impl<'de> Deserialize<'de> for OwnDeserialize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u8::deserialize(deserializer).map(|n| Self { n })
    }
}

#[derive(JsonResponse)]
#[json_response(own(JsonSchema))]
#[schemars(rename = "ignored by nobody")]
struct OwnSchema {
    #[json_response(check = small)]
    #[serde(rename = "m")]
    #[schemars(range(max = 3))]
    n: u8,
}

impl JsonSchema for OwnSchema {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Mine".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        true.into()
    }
}

#[derive(serde::Deserialize, schemars::JsonSchema, JsonResponse)]
#[serde(crate = "json_mode::__private::serde")]
#[schemars(crate = "json_mode::__private::schemars")]
#[json_response(own(Deserialize, JsonSchema))]
struct OwnBoth<T> {
    #[serde(rename = "m")]
    #[json_response(check = small)]
    n: u8,
    more: Option<T>,
}

#[derive(serde::Deserialize, JsonResponse)]
#[serde(crate = "json_mode::__private::serde")]
#[json_response(own(Deserialize))]
struct Derived {
    #[serde(rename = "m")]
    n: u8,
}

/// Another crate's type, say.
#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(crate = "json_mode::__private::serde")]
#[schemars(crate = "json_mode::__private::schemars")]
struct Foreign {
    x: u8,
}

#[derive(JsonResponse)]
struct Whole<T> {
    #[json_response(whole)]
    foreign: Foreign,
    #[json_response(whole, check = first_is_small)]
    list: Vec<Foreign>,
    #[json_response(whole)]
    generic: Option<T>,
}

fn first_is_small(list: &[Foreign]) -> Result<(), &'static str> {
    list.first().map_or(Ok(()), |foreign| small(&foreign.x))
}

#[test]
fn what_is_own_is_left_alone() {
    assert_eq!(decode::<OwnDeserialize>("3").n, 3);
    assert!(schema::<OwnDeserialize>().contains("Reads itself"));
    assert_eq!(broken::<OwnDeserialize>("30"), ["/n: big"]);

    assert_eq!(decode::<OwnSchema>(r#"{"m": 3}"#).n, 3);
    assert!(schema::<OwnSchema>().contains("\"title\": \"Mine\""));

    assert_eq!(broken::<OwnBoth<u8>>(r#"{"m": 30}"#), ["/m: big"]);
    assert_eq!(
        decode::<OwnBoth<u8>>(r#"{"m": 3, "more": 1}"#).more,
        Some(1)
    );
    assert_eq!(decode::<Derived>(r#"{"m": 3}"#).n, 3);
    assert!(schema::<Derived>().contains("\"m\""));
}

#[test]
fn a_whole_field_is_read_and_not_walked_into() {
    let text = r#"{"foreign": {"x": 1}, "list": [{"x": 20}], "generic": 3}"#;
    assert_eq!(broken::<Whole<u8>>(text), ["/list: big"]);
    let text = r#"{"foreign": {"x": 1}, "list": [], "generic": 3}"#;
    let whole = decode::<Whole<u8>>(text);
    assert_eq!((whole.foreign.x, whole.generic), (1, Some(3)));
    assert!(schema::<Whole<u8>>().contains("Foreign"));
}
