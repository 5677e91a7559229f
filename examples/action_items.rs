//! A voice note's transcript becomes a title, a summary and a list of things to do.

use json_mode::{JsonResponse, Result};

/// What a voice note says.
#[derive(Debug, JsonResponse)]
#[serde(rename_all = "camelCase")]
struct VoiceNote {
    /// A title for the voice note
    #[schemars(length(max = 60))]
    title: String,
    /// A short one sentence summary of the voice note.
    #[schemars(length(max = 200))]
    summary: String,
    /// A list of action items from the voice note
    #[schemars(length(max = 6), inner(length(max = 80)))]
    #[json_response(check = something_to_do)]
    action_items: Vec<String>,
}

/// Rules that no schema can say are checked after decoding.
fn something_to_do(items: &[String]) -> Result<(), String> {
    match items.iter().position(|item| item.trim().is_empty()) {
        Some(index) => Err(format!("item {index} says nothing")),
        None => Ok(()),
    }
}

const TRANSCRIPT: &str = "Good morning! It's 7:00 AM, and I'm just waking up. Today is going to be a busy day, so let's \
    get started. First, I need to make a quick breakfast. I think I'll have some scrambled eggs and toast with a cup of \
    coffee. While I'm cooking, I'll also check my emails to see if there's anything urgent.";

#[tokio::main]
async fn main() -> Result<()> {
    let host = json_mode_examples::any_host("action_items")?;
    let note = host
        .client
        .chat(&host.model)
        .system("The following is a voice message transcript. Answer in JSON.")
        .user(TRANSCRIPT)
        .temperature(0.0)
        .max_tokens(400)
        .send::<VoiceNote>()
        .await?;

    println!("{}\n{}", note.value.title, note.value.summary);
    for item in &note.value.action_items {
        println!("  [ ] {item}");
    }
    let tokens = note.usage.map_or(0, |usage| usage.total_tokens);
    println!("({tokens} tokens; the schema went as {:?})", note.format);
    Ok(())
}
