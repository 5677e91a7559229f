//! As in a crate that uses serde too: its `Serialize` reads the same attributes.

use json_mode::JsonResponse;
use serde::Serialize;

use super::support::{decode, schema};

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonResponse)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Both {
    first_name: String,
    #[serde(rename = "n", skip_serializing_if = "Option::is_none", default)]
    number: Option<u8>,
    #[serde(default)]
    level: Level,
}

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonResponse,
)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
enum Level {
    #[default]
    Low = 1,
    High = 9,
}

#[test]
fn what_is_written_is_read() {
    let text = r#"{"firstName":"a","level":"high"}"#;
    let both = decode::<Both>(text);
    assert_eq!(
        both,
        Both {
            first_name: "a".into(),
            number: None,
            level: Level::High
        }
    );
    assert_eq!(serde_json::to_string(&both).unwrap(), text);
}

#[test]
fn a_default_that_can_be_written_is_in_the_schema() {
    assert!(
        schema::<Both>().contains(r#""default": "low""#),
        "{}",
        schema::<Both>()
    );
}
