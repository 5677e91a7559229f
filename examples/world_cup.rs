//! The shortest question, and what else is known of its answer.

use json_mode::{JsonResponse, Result};

#[derive(Debug, JsonResponse)]
struct Winner {
    /// The team that won
    #[schemars(length(max = 40))]
    team_name: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let host = json_mode_examples::any_host("world_cup")?;
    let answer = host
        .client
        .chat(&host.model)
        .user("Who won the 2022 FIFA World Cup?")
        .temperature(0.0)
        .max_tokens(100)
        .send::<Winner>()
        .await?;

    println!("{}", answer.value.team_name);
    println!("as the model wrote it: {}", answer.text);
    println!(
        "why it stopped: {:?}; model: {:?}; usage: {:?}",
        answer.finish_reason, answer.model, answer.usage
    );
    Ok(())
}
