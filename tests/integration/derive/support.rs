//! What the derive's tests share.

use json_mode::__private::schemars::_private::serde_json;
use json_mode::__private::schemars::generate::SchemaSettings;
use json_mode::__private::{schemars::JsonSchema, serde::de::DeserializeOwned};
use json_mode::JsonResponse;

/// The schema of a type as text, so that the order of its members counts too.
pub fn schema<T: JsonSchema>() -> String {
    let schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>();
    serde_json::to_string_pretty(&schema).unwrap()
}

/// What is read, or why not.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

pub fn decode<T: JsonResponse>(text: &str) -> T {
    json_mode::decode(text).unwrap().value
}

/// The rules that an answer breaks, each with its place.
pub fn broken<T: JsonResponse>(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    decode_unchecked::<T>(text).check(&mut json_mode::Checks::new(&mut found));
    found.iter().map(ToString::to_string).collect()
}

fn decode_unchecked<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap()
}
