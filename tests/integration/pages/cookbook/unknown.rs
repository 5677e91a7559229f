use json_mode::Provider;
use json_mode::testing::{Reply, Server};

// part: unknown
use json_mode::{Answer, Client, JsonResponse, Result};

#[derive(Debug, JsonResponse)]
struct Contract {
    /// Everyone who signs.
    parties: Vec<String>,
    /// Only if the contract names one.
    end: Option<String>,
    /// In whole months, as far as the contract says so.
    notice: Answer<u32>,
}

async fn read(client: &Client, model: &str, contract: &str) -> Result<Contract> {
    client
        .chat(model)
        .system("Read the contract into JSON. What it does not say is unknown.")
        .document(contract)
        .json()
        .await
}

/// A sentence for the one who has to ask.
fn notice(contract: &Contract) -> String {
    match &contract.notice {
        Answer::Known(months) => format!("{months} months' notice"),
        Answer::Unknown { reason } => format!("notice to be asked for: {reason}"),
    }
}
// end

#[tokio::test]
async fn what_is_not_said_is_not_made_up() {
    let server = Server::start();
    server.expect("/chat/completions").reply(Reply::chat(
        r#"{"parties": ["Ada", "Grace"], "end": null, "notice": {"unknown": {"reason": "clause 7 is missing"}}}"#,
    ));
    let contract = read(&server.client(Provider::OPENAI), "m", "…")
        .await
        .unwrap();
    assert_eq!(contract.parties.len(), 2);
    assert_eq!(contract.end, None);
    assert_eq!(
        notice(&contract),
        "notice to be asked for: clause 7 is missing"
    );
    let known = r#"{"parties": [], "notice": {"known": 3}}"#;
    let known = json_mode::decode::<Contract>(known).unwrap().value;
    assert_eq!(notice(&known), "3 months' notice");
}
