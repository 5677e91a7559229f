//! json-mode, as a user writes it.

use std::hint::black_box;

use json_mode::{Client, JsonResponse, Provider};
use peers_common::{Host, MODEL, Peer, SYSTEM, Streamed, USER};

peers_common::types!(#[derive(JsonResponse)]);

struct Ours(Client);

impl Ours {
    async fn ask<T: JsonResponse>(&self) -> T {
        let request = self.0.chat(MODEL).system(SYSTEM).user(USER);
        request.temperature(0.0).json().await.expect("an answer")
    }

    async fn watch<T: JsonResponse>(&self, length: fn(&T) -> usize) -> Streamed {
        let request = self.0.chat(MODEL).system(SYSTEM).user(USER);
        let mut stream = request.stream::<T>().await.expect("a stream");
        let mut updates = 0;
        while let Some(partial) = stream.next().await.expect("an update") {
            black_box(partial);
            updates += 1;
        }
        let value = stream.finish().await.expect("an answer").value;
        Streamed {
            updates,
            length: length(&value),
        }
    }
}

impl Peer for Ours {
    fn new(url: &str, host: Host) -> Self {
        let provider = match host {
            Host::OpenAi => Provider::OPENAI,
            Host::Together => Provider::TOGETHER,
            Host::DeepInfra => Provider::DEEPINFRA,
            Host::DeepSeek => Provider::DEEPSEEK,
        };
        let client = Client::builder(provider).api_key("test-key").base_url(url);
        Self(client.build().expect("a client"))
    }

    peers_common::asks!();

    peers_common::watches!();
}

fn main() {
    peers_common::run::<Ours>();
}
