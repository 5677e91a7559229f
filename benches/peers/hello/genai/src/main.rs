use genai::Client;
use genai::chat::{ChatMessage, ChatOptions, ChatRequest, JsonSpec};
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
    let request = ChatRequest::new(vec![ChatMessage::user("Create a user named Alice.")]);
    let format = JsonSpec::new("User", schema_for!(User));
    let options = ChatOptions::default().with_response_format(format);
    let answer = Client::new()?
        .exec_chat("gpt-4o", request, Some(&options))
        .await?;
    let user: User = serde_json::from_str(answer.first_text().unwrap_or_default())?;
    println!("{user:?}");
    Ok(())
}
