//! genai with schemars. It knows no types: the schema is put in and the text is read by hand.

use genai::adapter::AdapterKind;
use genai::chat::{ChatMessage, ChatOptions, ChatRequest, JsonSpec};
use genai::resolver::{AuthData, Endpoint, ServiceTargetResolver};
use genai::{Client, ModelIden, ServiceTarget};
use peers_common::{Host, MODEL, Peer, SYSTEM, USER};
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde::de::DeserializeOwned;

peers_common::types!(#[derive(Deserialize, JsonSchema)] #[allow(dead_code)]);

struct Genai(Client);

impl Genai {
    async fn ask<T: DeserializeOwned + JsonSchema>(&self) -> T {
        let request = ChatRequest::new(vec![ChatMessage::user(USER)]).with_system(SYSTEM);
        let options = ChatOptions::default()
            .with_temperature(0.0)
            .with_response_format(JsonSpec::new(T::schema_name(), schema_for!(T)));
        let answer = self.0.exec_chat(MODEL, request, Some(&options)).await;
        let answer = answer.expect("an answer");
        serde_json::from_str(answer.first_text().unwrap_or_default()).expect("a value")
    }
}

impl Peer for Genai {
    fn new(url: &str, host: Host) -> Self {
        // It has no adapter for DeepInfra.
        let kind = match host {
            Host::OpenAi | Host::DeepInfra => AdapterKind::OpenAI,
            Host::Together => AdapterKind::Together,
            Host::DeepSeek => AdapterKind::DeepSeek,
        };
        let url = format!("{url}/");
        let resolver = ServiceTargetResolver::from_resolver_fn(
            move |target: ServiceTarget| -> Result<ServiceTarget, genai::resolver::Error> {
                Ok(ServiceTarget {
                    endpoint: Endpoint::from_owned(url.clone()),
                    auth: AuthData::from_single("test-key"),
                    model: ModelIden::new(kind, target.model.model_name),
                })
            },
        );
        let client = Client::builder().with_service_target_resolver(resolver);
        Self(client.build().expect("a client"))
    }

    peers_common::asks!();
}

fn main() {
    peers_common::run::<Genai>();
}
