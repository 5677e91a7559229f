//! A pace that the host tells in its headers.

use std::sync::Mutex;
use std::time::Duration;

use json_mode::{ErrorKind, Pacing};
use tokio::time::Instant;

use super::{Host, all, burst};
use crate::support::shared;

/// A bucket that holds `limit` requests and fills up in a minute, told as `OpenAI` tells it.
fn bucket(limit: u32) -> impl Fn(usize) -> (u16, Vec<(&'static str, String)>) {
    let state = Mutex::new((f64::from(limit), None::<Instant>));
    move |_| {
        let mut state = state.lock().unwrap();
        let now = Instant::now();
        let (level, last) = *state;
        let passed = last.map_or(0.0, |last| (now - last).as_secs_f64());
        let full = f64::from(limit);
        let level = (level + passed * full / 60.0).min(full);
        if level < 0.999 {
            *state = (level, Some(now));
            return (429, vec![("retry-after", "60".to_owned())]);
        }
        *state = (level - 1.0, Some(now));
        let reset = (full - level + 1.0) * 60.0 / full;
        (
            200,
            vec![
                ("x-ratelimit-limit-requests", limit.to_string()),
                (
                    "x-ratelimit-remaining-requests",
                    (level - 1.0).floor().to_string(),
                ),
                ("x-ratelimit-reset-requests", format!("{reset:.3}s")),
            ],
        )
    }
}

#[tokio::test(start_paused = true)]
async fn a_pace_that_is_learned_is_the_hosts() {
    // The answer is there at once, so that what it tells is known to the next call.
    let host = Host::telling(Duration::ZERO, bucket(60));
    let client = host.builder().pacing(Pacing::learned()).build().unwrap();
    client.chat("m").user("first").text().await.unwrap();
    let started = Instant::now();
    for result in all(burst(&client, 119)).await {
        result.unwrap();
    }
    // A whole bucket at once, and one a second after that: none was refused, and hardly any time was lost.
    let took = started.elapsed().as_secs_f64();
    assert!((58.0..66.0).contains(&took), "{took}");
    assert_eq!(host.times().iter().filter(|ms| **ms == 0).count(), 60);
}

#[tokio::test(start_paused = true)]
async fn each_model_has_the_pace_that_was_told_for_it() {
    let host = Host::telling(Duration::ZERO, |_| {
        let headers = vec![
            ("x-ratelimit-limit-tokens-minute", "100".to_owned()),
            ("x-ratelimit-remaining-tokens-minute", "0".to_owned()),
            (
                "x-ratelimit-reset-tokens-minute",
                "11.382867813110352".to_owned(),
            ),
        ];
        (200, headers)
    });
    let client = host.builder().pacing(Pacing::learned()).build().unwrap();
    for model in ["a", "b", "a", "b"] {
        client.chat(model).user(model).text().await.unwrap();
    }
    assert_eq!(host.asked(), ["a", "b", "a", "b"]);
    let times = host.times();
    assert_eq!(times[..2], [0, 0]);
    assert!((11_382..11_385).contains(&times[2]), "{times:?}");
    assert!((11_382..11_385).contains(&times[3]), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn calls_that_wait_for_one_model_hold_no_other() {
    let host = Host::telling(Duration::ZERO, |number| match number {
        0 => (429, vec![("retry-after", "300".to_owned())]),
        _ => (200, Vec::new()),
    });
    let pacing = Pacing::learned().requests_per_minute(10);
    let client = host.builder().pacing(pacing).build().unwrap();
    let first = client.chat("m").user("x").timeout(Duration::from_secs(1));
    first.text().await.unwrap_err();
    let waiting = burst(&client, 30);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let request = client
        .chat("other")
        .user("x")
        .timeout(Duration::from_secs(5));
    request.text().await.unwrap();
    // Those that wait know of each other: the last of them goes 2 minutes after the first.
    let late = client.chat("m").user("x").timeout(Duration::from_secs(420));
    let late = tokio::spawn(async move { late.text().await });
    all(waiting)
        .await
        .into_iter()
        .for_each(|r| drop(r.unwrap()));
    late.await.unwrap().unwrap_err();
    let seconds: Vec<u128> = host.times().iter().map(|ms| ms / 1000).collect();
    assert_eq!(seconds[..2], [0, 1]);
    assert_eq!(seconds[2..], [[300; 10], [360; 10], [420; 10]].concat());
}

#[tokio::test(start_paused = true)]
async fn both_lines_are_looked_at_before_any_waiting() {
    let host = Host::new(Duration::ZERO);
    let pacing = Pacing::learned().requests_per_minute(10);
    let client = host.builder().pacing(pacing).build().unwrap();
    let waiting = burst(&client, 40);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = Instant::now();
    let request = client.chat("m").user("x").timeout(Duration::from_secs(200));
    let error = request.text().await.unwrap_err();
    assert_eq!(before.elapsed(), Duration::ZERO);
    assert_eq!(error.kind(), ErrorKind::RateLimited, "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(239)));
    all(waiting)
        .await
        .into_iter()
        .for_each(|r| drop(r.unwrap()));
}

#[tokio::test(start_paused = true)]
async fn a_429_holds_every_call_to_the_model() {
    let host = Host::telling(Duration::ZERO, |number| match number {
        0 => (429, vec![("retry-after-ms", "20000".to_owned())]),
        _ => (200, Vec::new()),
    });
    let client = host.builder().pacing(Pacing::learned()).build().unwrap();
    let request = client.chat("m").user("x").timeout(Duration::from_secs(10));
    let first = request.text().await.unwrap_err();
    assert_eq!(first.kind(), ErrorKind::RateLimited);
    let second = request.text().await.unwrap_err();
    assert_eq!(second.kind(), ErrorKind::RateLimited);
    assert!(second.attempts().is_empty(), "it was sent");
    let wait = second.retry_after().unwrap().as_secs_f64();
    assert!((19.9..=20.0).contains(&wait), "{wait}");
    client.chat("other").user("x").text().await.unwrap();
    client.chat("m").user("x").text().await.unwrap();
    assert_eq!(host.times(), [0, 0, 20_000]);
}

/// The recorded refusals of hosts, each in its own spelling: the next call to the model does not go out.
#[tokio::test(start_paused = true)]
async fn every_recorded_refusal_holds_the_next_call() {
    let Some(folder) = shared() else { return };
    let mut hosts = 0;
    for entry in std::fs::read_dir(folder.join("wire")).unwrap() {
        let path = entry.unwrap().path().join("rate_limit.http");
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let head = text.lines().skip(1).take_while(|line| !line.is_empty());
        let headers: Vec<(&'static str, String)> = head
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (&*name.to_owned().leak(), value.to_owned()))
            .collect();
        let host = Host::telling(Duration::ZERO, move |_| (429, headers.clone()));
        let client = host.builder().pacing(Pacing::learned()).build().unwrap();
        let request = client
            .chat("m")
            .user("x")
            .timeout(Duration::from_millis(500));
        request.text().await.unwrap_err();
        let error = request.text().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited, "{}", path.display());
        assert!(error.attempts().is_empty(), "{}: {error}", path.display());
        assert!(
            error.retry_after() > Some(Duration::from_millis(500)),
            "{}",
            path.display()
        );
        hosts += 1;
    }
    assert!(hosts >= 6, "{hosts} refusals");
}
