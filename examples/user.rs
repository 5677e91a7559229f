//! The main job: a type, a question, a value of the type.

use json_mode::{JsonResponse, Result};

/// A user of the service.
#[derive(Debug, JsonResponse)]
struct User {
    /// user name
    name: String,
    /// address
    address: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let host = json_mode_examples::any_host("user")?;
    let user: User = host
        .client
        .chat(&host.model)
        .system("You are a helpful assistant that answers in JSON.")
        .user("Create a user named Alice, who lives in 42, Wonderland Avenue.")
        .temperature(0.0)
        .max_tokens(200)
        .json()
        .await?;

    println!("{user:#?}");
    println!("{} lives in {}.", user.name, user.address);
    Ok(())
}
