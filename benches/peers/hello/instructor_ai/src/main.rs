use instruct_macros::InstructMacro;
use instruct_macros_types::{Parameter, ParameterInfo, StructInfo};
use instructor_ai::from_openai;
use openai_api_rs::v1::api::Client;
use openai_api_rs::v1::chat_completion::{
    ChatCompletionMessage, ChatCompletionRequest, Content, MessageRole,
};
use serde::{Deserialize, Serialize};

/// A user of the service.
#[derive(Debug, InstructMacro, Serialize, Deserialize)]
struct User {
    /// user name
    name: String,
    /// address
    address: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = from_openai(Client::new(std::env::var("OPENAI_API_KEY")?));
    let message = ChatCompletionMessage {
        role: MessageRole::user,
        content: Content::Text("Create a user named Alice.".to_owned()),
        name: None,
    };
    let request = ChatCompletionRequest::new("some/model".to_owned(), vec![message]);
    let user = client.chat_completion::<User>(request, 3)?;
    println!("{user:?}");
    Ok(())
}
