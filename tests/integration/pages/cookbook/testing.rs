// part: testing
use json_mode::testing::{Emulator, Fault, FaultServer, Reply, Server};
use json_mode::{Client, ErrorKind, JsonResponse, Provider, Result};

#[derive(Debug, PartialEq, JsonResponse)]
struct Town {
    name: String,
    #[schemars(range(min = 0))]
    inhabitants: u64,
}

/// What is to be tested.
async fn town(client: &Client, name: &str) -> Result<Town> {
    client
        .chat("some/model")
        .user(format!("Tell me about {name}."))
        .json()
        .await
}

/// The answer is scripted; what was sent can be looked at.
#[tokio::test]
async fn reads_a_town() {
    let server = Server::start();
    server
        .expect("/chat/completions")
        .reply(Reply::chat(r#"{"name": "Ulm", "inhabitants": 126949}"#));
    let town = town(&server.client(Provider::TOGETHER), "Ulm")
        .await
        .unwrap();
    assert_eq!(town.inhabitants, 126_949);
    assert_eq!(server.requests()[0].body["model"], "some/model");
}

/// A host that takes and refuses what the real one does, and makes up values of the schema that it was sent.
#[tokio::test]
async fn groq_takes_it() {
    let server = Emulator::new(Provider::GROQ).seed(7).start();
    let town = town(&server.client(Provider::GROQ), "Ulm").await.unwrap();
    assert!(!town.name.is_empty());
}

/// What becomes of a call when the network breaks.
#[tokio::test]
async fn a_host_that_breaks_off() {
    let reply = Reply::chat(r#"{"name": "Ulm", "inhabitants": 126949}"#);
    let server = FaultServer::start(Fault::Reset(200), reply);
    let client = server.builder(Provider::TOGETHER).build().unwrap();
    let error = town(&client, "Ulm").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}
// end
