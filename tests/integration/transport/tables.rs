use std::time::Duration;

use json_mode::testing::{Reply, Server};
use json_mode::{ErrorKind, Retry};
use serde_json::Value;

use crate::support::{User, any_host, asking, shared};

/// The rows of a table, if the corpora are there.
fn rows(name: &str) -> Option<Vec<Value>> {
    let text = std::fs::read_to_string(shared()?.join("data/http").join(name)).unwrap();
    Some(text.lines().map(|line| line.parse().unwrap()).collect())
}

fn with_headers(mut reply: Reply, row: &Value) -> Reply {
    for (name, value) in row["headers"].as_object().unwrap() {
        reply = reply.header(name, value.as_str().unwrap());
    }
    reply
}

#[tokio::test]
async fn each_status_is_sent_again_or_not() {
    let Some(rows) = rows("should_retry.jsonl") else {
        return;
    };
    let mut right = 0;
    for row in &rows {
        let status = u16::try_from(row["status"].as_u64().unwrap()).unwrap();
        let body = match &row["body"] {
            Value::Null => serde_json::json!({ "error": { "message": "m" } }),
            body => body.clone(),
        };
        let server = Server::start();
        let reply = with_headers(Reply::json(status, &body), row);
        server.expect("").any_times().reply(reply);
        let client = server.builder(any_host());
        let retry = Retry::default().max_retries(1).first_delay(Duration::ZERO);
        let client = client.retry(retry).build().unwrap();
        let result = asking(&client).json::<User>().await;
        let requests = server.requests().len();
        let expected = match row["retry"].as_bool() {
            Some(again) => requests == if again { 2 } else { 1 },
            // A success is no error; that it holds none of ours is another matter.
            None => result.unwrap_err().kind() == ErrorKind::Protocol || requests == 1,
        };
        if expected {
            right += 1;
        } else {
            println!("{row}: {requests} requests");
        }
    }
    println!("should_retry: {right} of {}", rows.len());
    assert_eq!((right, rows.len()), (32, 32));
}

#[test]
fn each_redirect_is_refused() {
    let Some(rows) = rows("redirect_credentials.jsonl") else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut right = 0;
    for row in &rows {
        let status = u16::try_from(row["status"].as_u64().unwrap()).unwrap();
        // A place that would notice a request, under each of the names that the table has for it.
        let (origin, other) = (Server::start(), Server::start());
        let location = row["location"].as_str().unwrap();
        let location = location
            .replace("https://origin.test:443", &origin.url())
            .replace("https://origin.test/", &origin.url())
            .replace("https://other.test", &other.url());
        let reply = Reply::raw(status, "text/plain", "elsewhere").header("location", &location);
        origin.expect("/chat/completions").reply(reply);
        let mut client = origin.builder(any_host());
        for name in row["headers"].as_array().unwrap() {
            client = client.header(name.as_str().unwrap(), "secret");
        }
        let client = client.build().unwrap();
        let request = asking(&client);
        let error = runtime.block_on(request.json::<User>()).unwrap_err();
        let stayed = error.kind() == ErrorKind::Protocol
            && origin.requests().len() == 1
            && other.requests().is_empty();
        right += usize::from(stayed);
    }
    println!("redirects: {right} of {}", rows.len());
    assert_eq!((right, rows.len()), (43, 43));
}
