//! rig: an agent's `prompt_typed`, on its chat route (OpenAI's other route is its default). It has no typed partials.

use peers_common::{Host, MODEL, Peer, SYSTEM, USER};
use rig::prelude::*;
use rig::providers::openai::OpenAIConfig;
use rig::providers::openai::wire::{DEEPSEEK, OPENAI, Route, TOGETHER};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

peers_common::types!(#[derive(Serialize, Deserialize, JsonSchema)]);

struct Rig(rig::Agent);

impl Rig {
    async fn ask<T: JsonSchema + DeserializeOwned + Send + 'static>(&self) -> T {
        let asked = self.0.prompt_typed::<T>(USER).await;
        asked.expect("an answer").output
    }
}

impl Peer for Rig {
    fn new(url: &str, host: Host) -> Self {
        // It has no dialect for DeepInfra.
        let dialect = match host {
            Host::OpenAi | Host::DeepInfra => OPENAI,
            Host::Together => TOGETHER,
            Host::DeepSeek => DEEPSEEK,
        };
        let config = OpenAIConfig::with_key(&dialect, "test-key");
        let client = config.with_base_url(url).with_route(Route::Chat).client();
        let agent = AgentBuilder::new(client.completion(MODEL));
        Self(agent.preamble(SYSTEM).temperature(0.0).build())
    }

    peers_common::asks!();
}

fn main() {
    peers_common::run::<Rig>();
}
