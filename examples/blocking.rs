//! A program without an async runtime: a call that blocks, and a stream that is an iterator.

use std::io::{Write, stdout};

use json_mode::blocking::Client;
use json_mode::{JsonResponse, Result};

/// A user of the service.
#[derive(Debug, JsonResponse)]
struct User {
    /// user name
    name: String,
    /// address
    address: String,
}

fn main() -> Result<()> {
    let host = json_mode_examples::any_host("blocking")?;
    // With a key of one's own this is `Client::together()?`.
    let client = Client::from(host.client.clone());
    let request = client
        .chat(&host.model)
        .system("You are a helpful assistant that answers in JSON.")
        .user("Create a user named Alice, who lives in 42, Wonderland Avenue.")
        .temperature(0.0)
        .max_tokens(200);

    let user: User = request.json()?;
    println!("{} lives in {}.", user.name, user.address);

    // The same while it comes. By reference, so that the stream can be finished after.
    let mut stream = request.stream::<User>()?;
    for snapshot in &mut stream {
        let snapshot = snapshot?;
        print!("\r{}", snapshot.address.unwrap_or_default());
        // A terminal shows what it is told to.
        let _ = stdout().flush();
    }
    let completion = stream.finish()?;
    let tokens = completion.usage.map_or(0, |usage| usage.completion_tokens);
    println!(
        "\nwhole: {}, after {tokens} tokens",
        completion.value.address
    );
    Ok(())
}
