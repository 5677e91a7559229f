//! A server of one's own, such as `llama-server -m model.gguf --port 8080`:
//! `JSON_MODE_BASE_URL=http://localhost:8080/v1 cargo run --example local`

use json_mode::{JsonResponse, Result};

/// How a customer feels.
#[derive(Debug, JsonResponse)]
#[serde(rename_all = "lowercase")]
enum Mood {
    Happy,
    Angry,
}

/// A review of a product.
#[derive(Debug, JsonResponse)]
struct Review {
    /// how the customer feels
    mood: Mood,
    /// 1 is bad, 5 is good
    #[schemars(range(min = 1, max = 5))]
    stars: u8,
}

#[tokio::main]
async fn main() -> Result<()> {
    let host = json_mode_examples::local("local")?;
    let answer = host
        .client
        .chat(&host.model)
        .system("You judge reviews and answer in JSON.")
        .user("I love this lamp, it is the best that I ever bought!")
        .temperature(0.0)
        .max_tokens(100)
        .send::<Review>()
        .await?;

    println!("{:?}", answer.value);
    println!(
        "the server held the model to the schema by {:?}",
        answer.format
    );
    Ok(())
}
