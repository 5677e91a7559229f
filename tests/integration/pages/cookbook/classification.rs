use json_mode::testing::{Reply, Server};
use json_mode::{Provider, Value};

// part: classification
use json_mode::{Client, JsonResponse, Result};

/// What a customer wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, JsonResponse)]
#[serde(rename_all = "snake_case")]
enum Topic {
    /// A charge, a refund, an invoice.
    Billing,
    /// Something does not work.
    Defect,
    /// How something is done.
    #[serde(alias = "question")]
    HowTo,
    /// None of these.
    Other,
}

/// A ticket's topics, and how much it hurries.
#[derive(Debug, JsonResponse)]
struct Triage {
    /// Each topic that the ticket is about.
    #[schemars(length(min = 1))]
    topics: Vec<Topic>,
    /// 1 can wait, 5 cannot.
    #[schemars(range(min = 1, max = 5))]
    urgency: u8,
}

async fn triage(client: &Client, model: &str, ticket: &str) -> Result<Triage> {
    client
        .chat(model)
        .system("You sort tickets of a shop. Answer in JSON.")
        .document(ticket)
        .temperature(0.0)
        .max_tokens(100)
        .json()
        .await
}
// end

#[tokio::test]
async fn a_word_of_the_enum_however_it_is_written() {
    let server = Server::start();
    server.expect("/chat/completions").reply(Reply::chat(
        r#"{"topics": ["Billing", "how-to"], "urgency": "4"}"#,
    ));
    let client = server.client(Provider::TOGETHER);
    let triage = triage(&client, "m", "I was charged twice. How do I get it back?")
        .await
        .unwrap();
    assert_eq!(triage.topics, [Topic::Billing, Topic::HowTo]);
    assert_eq!(triage.urgency, 4);
    let sent = &server.requests()[0].body;
    let schema = sent["response_format"].to_string();
    assert!(schema.contains("Something does not work."), "{schema}");
    assert_eq!(sent["temperature"], Value::from(0.0));
}

#[tokio::test]
async fn another_word_is_asked_for_again() {
    let server = Server::start();
    for answer in [
        r#"{"topics": ["shipping"], "urgency": 9}"#,
        r#"{"topics": ["other"], "urgency": 2}"#,
    ] {
        server
            .expect("/chat/completions")
            .reply(Reply::chat(answer));
    }
    let client = server.client(Provider::TOGETHER);
    let triage = triage(&client, "m", "Where is my parcel?").await.unwrap();
    assert_eq!(triage.topics, [Topic::Other]);
}
