use rstructor::{Instructor, LLMClient, OpenAIClient};
use serde::{Deserialize, Serialize};

/// A user of the service.
#[derive(Debug, Instructor, Serialize, Deserialize)]
struct User {
    /// user name
    name: String,
    /// address
    address: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = OpenAIClient::from_env()?.model("some/model");
    let user: User = client.extract("Create a user named Alice.").await?;
    println!("{user:?}");
    Ok(())
}
