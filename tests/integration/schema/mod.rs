//! What is sent for a type at each host, and what becomes of the answer.

use json_mode::provider::dialects::{
    ANTHROPIC, CEREBRAS_STRICT, DEEPINFRA, FIREWORKS, GEMINI_JSON_SCHEMA, GEMINI_SCHEMA,
    GROQ_STRICT, JSON_OBJECT, LLAMA_CPP, OPENAI_STRICT, TOGETHER, XAI,
};
use json_mode::schema::Dialect;
use serde_json::Value;

// The models that other clients' recorded requests are about.
pub(crate) mod account;
// Schemas that are only known at run time.
mod dynamic;
// The types that are tried, and values of them.
pub(crate) mod family;
// Every type at every host.
mod hosts;
// How large a schema may be at a host.
mod limits;
// The names and references of a schema that is sent.
mod names;
// The schema in words.
mod prompts;
// What we send beside what other clients sent.
mod reference;
// What a type writes, every dialect allows, and what comes back is the same.
mod round_trip;
// What is sent to the letter, and what is lost.
mod sent;
// The rules of the strictest host, and that the type reads what they let through.
mod strict;
// From the text of an answer to the text that the type reads.
mod unwrapping;

fn dialects() -> Vec<Dialect> {
    vec![
        OPENAI_STRICT,
        TOGETHER,
        DEEPINFRA,
        LLAMA_CPP,
        JSON_OBJECT,
        Dialect::FULL,
        GROQ_STRICT,
        CEREBRAS_STRICT,
        FIREWORKS,
        XAI,
        ANTHROPIC,
        GEMINI_JSON_SCHEMA,
        GEMINI_SCHEMA,
    ]
}

fn validator(schema: &Value) -> jsonschema::Validator {
    let mut schema = schema.clone();
    read_nullable(&mut schema);
    let schema = &schema;
    jsonschema::draft202012::new(schema).unwrap_or_else(|error| panic!("{error} in {schema}"))
}

/// `nullable` is a word of `OpenAPI` that the judge does not know.
fn read_nullable(node: &mut Value) {
    match node {
        Value::Object(map) => {
            map.values_mut().for_each(read_nullable);
            if map.get("nullable") == Some(&Value::Bool(true)) {
                map.shift_remove("nullable");
                let inner = Value::Object(std::mem::take(map));
                let either = serde_json::json!([inner, { "type": "null" }]);
                map.insert("anyOf".to_owned(), either);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(read_nullable),
        _ => {}
    }
}
