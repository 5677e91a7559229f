use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde_json::{Value, json};

/// A user of the service.
#[derive(Debug, Deserialize, JsonSchema)]
#[allow(dead_code)]
struct User {
    /// user name
    name: String,
    /// address
    address: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let schema = schema_for!(User);
    let body = json!({
        "model": "some/model",
        "messages": [{ "role": "user", "content": "Create a user named Alice." }],
        "response_format": { "type": "json_schema", "json_schema": { "name": "User", "schema": schema } },
    });
    let url = "https://api.openai.com/v1/chat/completions";
    let key = std::env::var("OPENAI_API_KEY")?;
    let asked = reqwest::Client::new()
        .post(url)
        .bearer_auth(key)
        .json(&body);
    let answer: Value = asked.send().await?.json().await?;
    let text = answer["choices"][0]["message"]["content"].as_str();
    let user: User = serde_json::from_str(text.unwrap_or_default())?;
    println!("{user:?}");
    Ok(())
}
