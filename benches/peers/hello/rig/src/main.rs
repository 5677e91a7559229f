use rig::prelude::*;
use rig::providers::openai::OpenAI;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A user of the service.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct User {
    /// user name
    name: String,
    /// address
    address: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = OpenAI::from_env()?.completion("some/model");
    let agent = AgentBuilder::new(model).build();
    let user: User = agent
        .prompt_typed("Create a user named Alice.")
        .await?
        .output;
    println!("{user:?}");
    Ok(())
}
