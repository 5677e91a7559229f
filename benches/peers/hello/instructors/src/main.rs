use instructors::prelude::*;

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
    let client = Client::openai(std::env::var("OPENAI_API_KEY")?).with_model("some/model");
    let user: User = client.extract("Create a user named Alice.").await?.value;
    println!("{user:?}");
    Ok(())
}
