//! A schema that is only known at run time: from a file, a database, a user's form.

use json_mode::{Result, Schema, Value};

/// As it might be read from a database.
const SCHEMA: &str = r#"{
    "title": "Person",
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": "the person's first name"},
        "age": {"type": "integer", "minimum": 0, "maximum": 150}
    },
    "required": ["name", "age"],
    "additionalProperties": false
}"#;

#[tokio::main]
async fn main() -> Result<()> {
    let host = json_mode_examples::any_host("dynamic")?;
    let schema = Schema::from_json(SCHEMA)?;
    let person: Value = host
        .client
        .chat(&host.model)
        .system("You read data from texts and answer in JSON.")
        .user("Maria is 34 years old and works as a nurse.")
        .temperature(0.0)
        .max_tokens(200)
        .value(&schema)
        .await?;

    println!(
        "{} is {}.",
        person["name"].as_str().unwrap_or("?"),
        person["age"]
    );
    Ok(())
}
