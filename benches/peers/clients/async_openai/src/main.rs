//! async-openai with schemars. It knows no types: the schema is put in and the text is read by hand. Partials by the best
//! means at hand: the text so far, read again after each delta by jiter in its partial mode.

use std::hint::black_box;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage,
    ChatCompletionRequestUserMessage, CreateChatCompletionRequest, CreateChatCompletionRequestArgs,
    ResponseFormat, ResponseFormatJsonSchema,
};
use futures_util::StreamExt;
use jiter::{JsonValue, PartialMode};
use peers_common::{Host, MODEL, Peer, SYSTEM, Streamed, USER};
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde::de::DeserializeOwned;

peers_common::types!(#[derive(Deserialize, JsonSchema)] #[allow(dead_code)]);

struct AsyncOpenai(Client<OpenAIConfig>);

fn request<T: JsonSchema>() -> CreateChatCompletionRequest {
    let messages: [ChatCompletionRequestMessage; 2] = [
        ChatCompletionRequestSystemMessage::from(SYSTEM).into(),
        ChatCompletionRequestUserMessage::from(USER).into(),
    ];
    CreateChatCompletionRequestArgs::default()
        .model(MODEL)
        .messages(messages)
        .temperature(0.0)
        .response_format(ResponseFormat::JsonSchema {
            json_schema: ResponseFormatJsonSchema {
                name: T::schema_name().into_owned(),
                schema: schema_for!(T).into(),
                ..ResponseFormatJsonSchema::default()
            },
        })
        .build()
        .expect("a request")
}

impl AsyncOpenai {
    async fn ask<T: DeserializeOwned + JsonSchema>(&self) -> T {
        let answer = self
            .0
            .chat()
            .create(request::<T>())
            .await
            .expect("an answer");
        let text = answer.choices[0].message.content.as_deref();
        serde_json::from_str(text.unwrap_or_default()).expect("a value")
    }

    async fn watch<T: DeserializeOwned + JsonSchema>(&self, length: fn(&T) -> usize) -> Streamed {
        let chat = self.0.chat();
        let mut stream = chat.create_stream(request::<T>()).await.expect("a stream");
        let mut text = String::new();
        let mut updates = 0;
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.expect("a chunk");
            if let Some(delta) = &chunk.choices[0].delta.content {
                text.push_str(delta);
                let partial = JsonValue::parse_with_config(
                    text.as_bytes(),
                    false,
                    PartialMode::TrailingStrings,
                );
                let _ = black_box(partial);
                updates += 1;
            }
        }
        let value = serde_json::from_str(&text).expect("a value");
        Streamed {
            updates,
            length: length(&value),
        }
    }
}

impl Peer for AsyncOpenai {
    fn new(url: &str, _: Host) -> Self {
        let config = OpenAIConfig::new().with_api_key("test-key");
        Self(Client::with_config(config.with_api_base(url)))
    }

    peers_common::asks!();

    peers_common::watches!();
}

fn main() {
    peers_common::run::<AsyncOpenai>();
}
