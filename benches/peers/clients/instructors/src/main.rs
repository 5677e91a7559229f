//! instructors. Its stream hands out text, no partials.

use instructors::prelude::*;
use peers_common::{Host, MODEL, Peer, SYSTEM, USER};
use serde::de::DeserializeOwned;

peers_common::types!(#[derive(Deserialize, JsonSchema)] #[allow(dead_code)]);

struct Instructors(Client);

impl Instructors {
    async fn ask<T: JsonSchema + DeserializeOwned + Send + Sync + 'static>(&self) -> T {
        let request = self.0.extract::<T>(USER).system(SYSTEM);
        request.temperature(0.0).await.expect("an answer").value
    }
}

impl Peer for Instructors {
    fn new(url: &str, _: Host) -> Self {
        Self(Client::openai_compatible("test-key", url).with_model(MODEL))
    }

    peers_common::asks!();
}

fn main() {
    peers_common::run::<Instructors>();
}
