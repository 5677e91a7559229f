//! The legacy completions route: the model continues a text. Here the turns of a conversation are written into that
//! text with the marks of the model's family.

use json_mode::{ChatTemplate, JsonResponse, Result};

#[derive(Debug, JsonResponse)]
struct Capital {
    /// The name of the city
    capital: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let host = json_mode_examples::deepinfra("completion")?;
    let request = host
        .client
        .completion(&host.model)
        .template(ChatTemplate::DeepSeek)
        .user("Give a JSON object with the capital of France.")
        .max_tokens(100);

    println!("what is sent: {}\n", request.body::<Capital>()?);
    println!("{:?}", request.json::<Capital>().await?);
    Ok(())
}
