use async_openai::Client;
use async_openai::types::chat::{
    ChatCompletionRequestMessage, ChatCompletionRequestUserMessage,
    CreateChatCompletionRequestArgs, ResponseFormat, ResponseFormatJsonSchema,
};
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;

/// A user of the service.
#[derive(Debug, Deserialize, JsonSchema)]
#[allow(dead_code)]
struct User {
    /// user name
    name: String,
    /// address
    address: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let message = ChatCompletionRequestUserMessage::from("Create a user named Alice.");
    let request = CreateChatCompletionRequestArgs::default()
        .model("some/model")
        .messages([ChatCompletionRequestMessage::from(message)])
        .response_format(ResponseFormat::JsonSchema {
            json_schema: ResponseFormatJsonSchema {
                name: "User".to_owned(),
                schema: schema_for!(User).into(),
                ..ResponseFormatJsonSchema::default()
            },
        })
        .build()?;
    let answer = Client::new().chat().create(request).await?;
    let text = answer.choices[0].message.content.as_deref();
    let user: User = serde_json::from_str(text.unwrap_or_default())?;
    println!("{user:?}");
    Ok(())
}
