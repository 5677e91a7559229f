//! rstructor, by its derive. Its partials are `serde_json::Value`s.

use std::hint::black_box;

use futures_util::StreamExt;
use peers_common::{Host, MODEL, Peer, SYSTEM, Streamed, USER};
use rstructor::{Instructor, LLMClient, OpenAIClient, RequestExt, StreamedObject};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

peers_common::types!(#[derive(Instructor, Serialize, Deserialize)]);

struct Rstructor(OpenAIClient);

impl Rstructor {
    async fn ask<T: Instructor + DeserializeOwned + Send + 'static>(&self) -> T {
        let asked = self.0.with_system(SYSTEM).extract::<T>(USER).await;
        asked.expect("an answer")
    }

    async fn watch<T: Instructor + DeserializeOwned + Send + 'static>(
        &self,
        length: fn(&T) -> usize,
    ) -> Streamed {
        let mut stream = self.0.materialize_stream::<T>(USER);
        let mut read = Streamed::default();
        while let Some(object) = stream.next().await {
            match object.expect("an object") {
                StreamedObject::Partial(partial) => {
                    black_box(partial);
                    read.updates += 1;
                }
                StreamedObject::Complete(value) => read.length = length(&value),
            }
        }
        read
    }
}

impl Peer for Rstructor {
    fn new(url: &str, _: Host) -> Self {
        let client = OpenAIClient::new("test-key").expect("a client");
        Self(client.base_url(url).model(MODEL).temperature(0.0))
    }

    peers_common::asks!();

    peers_common::watches!();
}

fn main() {
    peers_common::run::<Rstructor>();
}
