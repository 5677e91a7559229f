//! Servers that nobody of this project wrote, and what they think of us (`scripts/independent-servers.sh start`).

use std::time::Duration;

use json_mode::{Client, ClientBuilder, Error, JsonResponse, Provider, Reask, Retry, TypedStream};

// npm's aimock: what it was told to say, and faults on purpose.
mod aimock;
// LiteLLM's proxy before them.
mod litellm;
// PyPI's llmock: answers by the schema that it is sent, faults on purpose, and a verdict on the client.
mod llmock;

/// A client of the server at the address in a variable, if there is one; nothing is asked again unless a test says so.
fn builder(variable: &str, provider: Provider) -> Option<ClientBuilder> {
    let Ok(url) = std::env::var(variable) else {
        println!("skipped: {variable} names no server");
        return None;
    };
    let builder = Client::builder(provider).api_key("test-key").base_url(url);
    Some(builder.reask(Reask::NEVER).retry(quick()))
}

/// The usual policy with shorter waits of our own; what a server asks for is waited.
fn quick() -> Retry {
    Retry::default()
        .first_delay(Duration::from_millis(50))
        .max_delay(Duration::from_millis(400))
}

/// How a stream that fails does so.
async fn failure<T: JsonResponse>(stream: json_mode::Result<TypedStream<T>>) -> Error {
    let mut stream = match stream {
        Ok(stream) => stream,
        Err(error) => return error,
    };
    loop {
        match stream.next().await {
            Ok(Some(_)) => {}
            Ok(None) => match stream.finish().await {
                Ok(_) => panic!("the stream came to its end"),
                Err(error) => return error,
            },
            Err(error) => return error,
        }
    }
}
