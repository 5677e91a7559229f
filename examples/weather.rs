//! JSON mode makes models invent: a field must be filled. `Answer` lets the model say that it does not know.

use json_mode::{Answer, JsonResponse, Result};

/// The weather at a place.
#[derive(Debug, JsonResponse)]
struct Weather {
    /// degrees Celsius
    temperature: f64,
    /// in a few words
    sky: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let host = json_mode_examples::any_host("weather")?;
    let answer: Answer<Weather> = host
        .client
        .chat(&host.model)
        .system("You have no access to weather data. What you do not know is unknown; you give the reason in JSON.")
        .user("What is the weather in Paris right now?")
        .temperature(0.0)
        .max_tokens(200)
        .json()
        .await?;

    match answer {
        Answer::Known(weather) => println!("{} °C, {}", weather.temperature, weather.sky),
        Answer::Unknown { reason } => println!("not known: {reason}"),
    }
    Ok(())
}
