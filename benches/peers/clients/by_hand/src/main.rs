//! The floor: reqwest and serde_json by hand, as lean as they can be written. The request borrows everything, and the
//! schema is text already. A stream is read without partials: the text is kept, and read once when it is whole.

use futures_util::StreamExt;
use peers_common::{Host, MODEL, Peer, SYSTEM, Streamed, USER};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

peers_common::types!(#[derive(Deserialize)] #[allow(dead_code)]);

const USER_SCHEMA: &str = r#"{"type":"object","description":"A user of the service.","properties":{"name":{"type":"string","description":"user name"},"address":{"type":"string","description":"address"}},"required":["name","address"]}"#;
const ACCOUNTS_SCHEMA: &str = r#"{"type":"object","description":"All accounts of a text.","properties":{"accounts":{"type":"array","items":{"type":"object","description":"An account taken from free text.","properties":{"id":{"type":"integer"},"name":{"type":"string"},"active":{"type":"boolean"},"score":{"type":"number"},"tags":{"type":"array","items":{"type":"string"}},"address":{"type":"object","description":"Where somebody lives.","properties":{"street":{"type":"string"},"city":{"type":"string"}},"required":["street","city"]}},"required":["id","name","active","score","tags","address"]}}},"required":["accounts"]}"#;
const ESSAY_SCHEMA: &str = r#"{"type":"object","properties":{"title":{"type":"string"},"text":{"type":"string"}},"required":["title","text"]}"#;
const NOTE_SCHEMA: &str = r#"{"type":"object","description":"What a voice note says.","properties":{"summary":{"type":"string","description":"A short one sentence summary"},"participants":{"type":"array","description":"Who takes part","items":{"type":"object","description":"Somebody who takes part.","properties":{"name":{"type":"string","description":"Full name"},"role":{"type":["string","null"],"description":"Role, if it was said"}},"required":["name"]}},"action_items":{"type":"array","description":"What is to be done","items":{"type":"string"}},"confidence":{"type":"number","description":"How sure the transcript is, from 0 to 1"},"mood":{"type":["string","null"],"enum":["Calm","Worried","Angry",null],"description":"The mood of the speaker"}},"required":["summary","participants","action_items","confidence"]}"#;

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: [Turn<'a>; 2],
    temperature: f64,
    response_format: Format<'a>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stream: bool,
}

#[derive(Serialize)]
struct Turn<'a> {
    role: &'a str,
    content: &'a str,
}

#[derive(Serialize)]
struct Format<'a> {
    r#type: &'a str,
    json_schema: Named<'a>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    schema: &'a RawValue,
}

#[derive(Deserialize)]
struct Chat {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: String,
}

#[derive(Deserialize)]
struct Chunk {
    choices: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    delta: Delta,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<String>,
}

struct ByHand {
    client: reqwest::Client,
    url: String,
}

impl ByHand {
    async fn post(&self, name: &str, schema: &str, stream: bool) -> reqwest::Response {
        let body = Body {
            model: MODEL,
            messages: [("system", SYSTEM), ("user", USER)]
                .map(|(role, content)| Turn { role, content }),
            temperature: 0.0,
            response_format: Format {
                r#type: "json_schema",
                json_schema: Named {
                    name,
                    schema: serde_json::from_str(schema).expect("a schema"),
                },
            },
            stream,
        };
        let post = self.client.post(&self.url).bearer_auth("test-key");
        post.json(&body).send().await.expect("an answer")
    }

    async fn ask<T: DeserializeOwned>(&self, name: &str, schema: &str) -> T {
        let answer = self.post(name, schema, false).await.bytes().await;
        let chat: Chat = serde_json::from_slice(&answer.expect("a body")).expect("chat");
        serde_json::from_str(&chat.choices[0].message.content).expect("a value")
    }

    async fn read<T: DeserializeOwned>(&self, name: &str, schema: &str) -> T {
        let mut body = self.post(name, schema, true).await.bytes_stream();
        let mut rest: Vec<u8> = Vec::new();
        let mut text = String::new();
        while let Some(bytes) = body.next().await {
            rest.extend_from_slice(&bytes.expect("a part"));
            let mut start = 0;
            while let Some(end) = rest[start..].iter().position(|byte| *byte == b'\n') {
                let line = &rest[start..start + end];
                start += end + 1;
                if let Some(data) = line.strip_prefix(b"data: ")
                    && data != b"[DONE]"
                {
                    let chunk: Chunk = serde_json::from_slice(data).expect("a chunk");
                    if let Some(content) = &chunk.choices[0].delta.content {
                        text.push_str(content);
                    }
                }
            }
            rest.drain(..start);
        }
        serde_json::from_str(&text).expect("a value")
    }
}

impl Peer for ByHand {
    fn new(url: &str, _: Host) -> Self {
        Self {
            client: reqwest::Client::new(),
            url: format!("{url}/chat/completions"),
        }
    }

    async fn small(&self) -> Option<usize> {
        let user: User = self.ask("User", USER_SCHEMA).await;
        Some(user.name.len() + user.address.len())
    }

    async fn large(&self) -> Option<usize> {
        let all: Accounts = self.ask("Accounts", ACCOUNTS_SCHEMA).await;
        Some(all.accounts.len())
    }

    async fn note(&self) -> Option<()> {
        self.ask::<VoiceNote>("VoiceNote", NOTE_SCHEMA).await;
        Some(())
    }

    async fn accounts(&self) -> Option<Streamed> {
        let all: Accounts = self.read("Accounts", ACCOUNTS_SCHEMA).await;
        Some(Streamed {
            updates: 1,
            length: all.accounts.len(),
        })
    }

    async fn essay(&self) -> Option<Streamed> {
        let essay: Essay = self.read("Essay", ESSAY_SCHEMA).await;
        Some(Streamed {
            updates: 1,
            length: essay.text.len(),
        })
    }
}

fn main() {
    peers_common::run::<ByHand>();
}
