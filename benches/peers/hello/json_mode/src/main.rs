use json_mode::{Client, JsonResponse};

/// A user of the service.
#[derive(Debug, JsonResponse)]
struct User {
    /// user name
    name: String,
    /// address
    address: String,
}

#[tokio::main]
async fn main() -> json_mode::Result<()> {
    let client = Client::openai()?;
    let user: User = client
        .chat("some/model")
        .user("Create a user named Alice.")
        .json()
        .await?;
    println!("{user:?}");
    Ok(())
}
