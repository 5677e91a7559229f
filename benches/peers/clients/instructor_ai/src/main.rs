//! instructor-ai, by its derive. It blocks, and asks by a tool. It panics with "Unsupported type: f64" when a type has a
//! number with a fraction, as the larger types have, so it is asked for the small one alone.

use instruct_macros::InstructMacro;
use instruct_macros_types::{Parameter, ParameterInfo, StructInfo};
use instructor_ai::{InstructorClient, from_openai};
use openai_api_rs::v1::api::Client;
use openai_api_rs::v1::chat_completion::{
    ChatCompletionMessage, ChatCompletionRequest, Content, MessageRole,
};
use peers_common::{Host, MODEL, Peer, SYSTEM, USER};
use serde::{Deserialize, Serialize};

peers_common::user!(#[derive(InstructMacro, Debug, Serialize, Deserialize)]);

struct InstructorAi(InstructorClient);

impl Peer for InstructorAi {
    const ASYNC: bool = false;

    fn new(url: &str, _: Host) -> Self {
        let client = Client::new_with_endpoint(url.to_owned(), "test-key".to_owned());
        Self(from_openai(client))
    }

    async fn small(&self) -> Option<usize> {
        let messages = [(MessageRole::system, SYSTEM), (MessageRole::user, USER)];
        let messages = messages.map(|(role, content)| ChatCompletionMessage {
            role,
            content: Content::Text(content.to_owned()),
            name: None,
        });
        let request =
            ChatCompletionRequest::new(MODEL.to_owned(), messages.into()).temperature(0.0);
        let asked = self.0.chat_completion::<User>(request, 1);
        let user = asked.expect("an answer");
        Some(user.name.len() + user.address.len())
    }

    async fn large(&self) -> Option<usize> {
        None
    }

    async fn note(&self) -> Option<()> {
        None
    }
}

fn main() {
    peers_common::run::<InstructorAi>();
}
