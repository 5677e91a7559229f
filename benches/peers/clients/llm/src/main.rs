//! llm with schemars. It knows no types: the schema is put in and the text is read by hand. Its OpenAI backend speaks the
//! Responses API, so the calls go by its OpenRouter backend, which speaks chat.

use llm::LLMProvider;
use llm::builder::{LLMBackend, LLMBuilder};
use llm::chat::{ChatMessage, StructuredOutputFormat};
use peers_common::{Host, MODEL, Peer, SYSTEM, USER};
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde::de::DeserializeOwned;

peers_common::types!(#[derive(Deserialize, JsonSchema)] #[allow(dead_code)]);

/// A client for each type: the schema is a setting of the client.
struct Llm {
    user: Box<dyn LLMProvider>,
    accounts: Box<dyn LLMProvider>,
    note: Box<dyn LLMProvider>,
}

fn client<T: JsonSchema>(url: &str) -> Box<dyn LLMProvider> {
    LLMBuilder::new()
        .backend(LLMBackend::OpenRouter)
        .api_key("test-key")
        .base_url(format!("{url}/"))
        .model(MODEL)
        .temperature(0.0)
        .system(SYSTEM)
        .schema(StructuredOutputFormat {
            name: T::schema_name().into_owned(),
            description: None,
            schema: Some(schema_for!(T).into()),
            strict: None,
        })
        .build()
        .expect("a client")
}

async fn ask<T: DeserializeOwned>(client: &dyn LLMProvider) -> T {
    let messages = [ChatMessage::user().content(USER).build()];
    let answer = client.chat(&messages).await.expect("an answer");
    serde_json::from_str(&answer.text().unwrap_or_default()).expect("a value")
}

impl Peer for Llm {
    fn new(url: &str, _: Host) -> Self {
        Self {
            user: client::<User>(url),
            accounts: client::<Accounts>(url),
            note: client::<VoiceNote>(url),
        }
    }

    async fn small(&self) -> Option<usize> {
        let user: User = ask(&*self.user).await;
        Some(user.name.len() + user.address.len())
    }

    async fn large(&self) -> Option<usize> {
        Some(ask::<Accounts>(&*self.accounts).await.accounts.len())
    }

    async fn note(&self) -> Option<()> {
        ask::<VoiceNote>(&*self.note).await;
        Some(())
    }
}

fn main() {
    peers_common::run::<Llm>();
}
