//! Streams that are recorded and played again.

use std::time::{Duration, Instant};

use json_mode::testing::{Recorder, Recording, Replay, Reply, Server};
use json_mode::transport::Http;
use json_mode::{Client, Provider};

use crate::support::{any_host, asking};

async fn ask(client: &Client) -> String {
    let stream = asking(client).text_stream().await.unwrap();
    stream.finish().await.unwrap().value
}

#[tokio::test]
async fn a_stream_is_recorded_with_its_pauses_and_played_with_them() {
    let pause = Duration::from_millis(40);
    let server = Server::start();
    let pieces = ["{\"a\":", " \"test-key-1234\"}"];
    server
        .expect("")
        .reply(Reply::chat_stream(pieces).pace(pause));
    let recorder = Recorder::new(Http::new().unwrap(), "a test");
    let client = server
        .builder(any_host())
        .api_key("test-key-1234")
        .transport(recorder.clone())
        .build()
        .unwrap();
    assert_eq!(ask(&client).await, "{\"a\": \"test-key-1234\"}");

    let recording = recorder.recording();
    let text = serde_json::to_string(&recording).unwrap();
    assert!(!text.contains("test-key-1234"), "{text}");
    let recording = Recording::from_json(&text).unwrap();
    let events = recording.exchanges[0].response.body.as_array().unwrap();
    assert_eq!(events.last().unwrap()["data"], "[DONE]");
    assert_eq!(
        events[1]["data"]["choices"][0]["delta"]["content"],
        "{\"a\":"
    );
    let pauses: Vec<u64> = events
        .iter()
        .map(|event| event["after_ms"].as_u64().unwrap())
        .collect();
    assert!(pauses[1] >= 20, "{pauses:?}");

    let replayed = |recording| {
        Client::builder(Provider::compatible("http://localhost/v1"))
            .transport(Replay::new(recording))
            .build()
            .unwrap()
    };
    let started = Instant::now();
    assert_eq!(
        ask(&replayed(recording.clone())).await,
        "{\"a\": \"[key]\"}"
    );
    let took = started.elapsed();
    assert!(took >= pause * 3, "{took:?}");

    let started = Instant::now();
    let at_once = recording.at_pace(0.0);
    let played = Server::start();
    played.play(at_once.clone());
    assert_eq!(ask(&played.client(any_host())).await, "{\"a\": \"[key]\"}");
    assert_eq!(ask(&replayed(at_once)).await, "{\"a\": \"[key]\"}");
    assert!(started.elapsed() < took * 2);
}

#[tokio::test]
async fn a_stream_that_is_given_up_is_recorded_as_far_as_it_came() {
    let body = "data: {\"choices\": [{\"delta\": {\"content\": \"a\"}}]}\n\n";
    let server = Server::start();
    server
        .expect("")
        .reply(Reply::event_stream(body).then_silence());
    let recorder = Recorder::new(Http::new().unwrap(), "a test");
    let client = server
        .builder(any_host())
        .transport(recorder.clone())
        .build()
        .unwrap();
    let mut stream = asking(&client).text_stream().await.unwrap();
    assert!(stream.next().await.unwrap().is_some());
    assert!(recorder.recording().exchanges.is_empty());
    drop(stream);
    let recording = recorder.recording();
    assert!(
        !recording.exchanges[0]
            .response
            .body
            .as_array()
            .unwrap()
            .is_empty()
    );
}
