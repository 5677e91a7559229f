use llm::builder::{LLMBackend, LLMBuilder};
use llm::chat::{ChatMessage, StructuredOutputFormat};
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;

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
    let client = LLMBuilder::new()
        .backend(LLMBackend::OpenRouter)
        .api_key(std::env::var("OPENROUTER_API_KEY")?)
        .model("some/model")
        .schema(StructuredOutputFormat {
            name: "User".to_owned(),
            description: None,
            schema: Some(schema_for!(User).into()),
            strict: None,
        })
        .build()?;
    let messages = [ChatMessage::user()
        .content("Create a user named Alice.")
        .build()];
    let answer = client.chat(&messages).await?;
    let user: User = serde_json::from_str(&answer.text().unwrap_or_default())?;
    println!("{user:?}");
    Ok(())
}
