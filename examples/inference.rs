//! DeepInfra's own route, `/v1/inference/{model}`: a text as given, marks and all.

use json_mode::{JsonResponse, Result};

#[derive(Debug, JsonResponse)]
struct Capital {
    /// The name of the city
    capital: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let host = json_mode_examples::deepinfra("inference")?;
    let answer = host
        .client
        .inference("mistralai/Mistral-7B-Instruct-v0.1")
        .prompt("[INST] Provide a JSON object with the capital of France. [/INST]")
        .max_tokens(512)
        .temperature(0.4)
        .stop(["</s>"])
        .send::<Capital>()
        .await?;

    println!("{:?}", answer.value);
    if let Some(cost) = answer
        .usage
        .and_then(|usage| usage.extra.get("cost").cloned())
    {
        println!("it cost {cost} USD");
    }
    Ok(())
}
