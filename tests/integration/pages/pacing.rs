//! The settings of `docs/pacing.md`.

use json_mode::testing::{Reply, Server};
use json_mode::{Client, ClientBuilder, Pacing, Provider, Result};

// part: settings
fn paced(builder: ClientBuilder) -> Result<Client> {
    builder
        .pacing(
            Pacing::learned()
                .requests_per_minute(600)
                .tokens_per_minute(150_000),
        )
        .max_in_flight(32)
        .build()
}
// end

#[tokio::test]
async fn a_call_within_them_goes_at_once() {
    let server = Server::start();
    server.expect("/chat/completions").reply(Reply::chat("[7]"));
    let client = paced(server.builder(Provider::TOGETHER)).unwrap();
    let numbers: Vec<u8> = client.chat("m").user("A number?").json().await.unwrap();
    assert_eq!(numbers, [7]);
}
