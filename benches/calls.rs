//! The CPU of a call over loopback with 256 in flight: ours against reqwest and serde_json by hand, the floor.
//!
//! `cargo bench -p json-mode-benches --bench calls`
//!
//! The server and the client are processes of their own, pinned to different cores where `taskset` is at hand. Both
//! clients run in turn, several times; what counts is the CPU that the client's process used.

use std::io::{Read, Write};
use std::time::Duration;

use cpu_time::ProcessTime;
use futures_util::StreamExt;
use json_mode::testing::{Reply, Server};
use json_mode::{Client, Provider};
use json_mode_benches::by_hand::{self, SYSTEM, USER, User};
use json_mode_benches::processes::{Roles, role};
use serde_json::value::RawValue;

const IN_FLIGHT: usize = 256;
const CALLS: usize = 20_000;
const PAIRS: usize = 7;

fn main() {
    match role() {
        Some((role, _)) if role == "server" => serve(),
        Some((role, url)) => println!("{}", call(&role, &url).as_secs_f64()),
        None => compare(),
    }
}

fn compare() {
    let roles = Roles::start();
    let mut ratios = Vec::new();
    let mut floors = Vec::new();
    for pair in 0..PAIRS {
        let [ours, plain] = roles.pair(pair, ["ours", "plain"]);
        ratios.push(ours / plain);
        floors.push(plain / CALLS as f64);
        println!(
            "pair {pair}: ours {ours:.3} s, by hand {plain:.3} s, ratio {:.3}",
            ours / plain
        );
    }
    ratios.sort_by(f64::total_cmp);
    floors.sort_by(f64::total_cmp);
    println!(
        "CPU of a call with {IN_FLIGHT} in flight: {:.3} times the floor (median of {PAIRS} pairs), which takes {:.1} µs",
        ratios[PAIRS / 2],
        floors[PAIRS / 2] * 1e6
    );
}

fn serve() {
    let server = Server::start();
    let text = r#"{"name": "Alice", "address": "42, Wonderland Avenue"}"#;
    server
        .expect("/chat/completions")
        .any_times()
        .reply(Reply::chat(text));
    println!("{}", server.url());
    std::io::stdout().flush().unwrap();
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

fn call(role: &str, url: &str) -> Duration {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let ours = Client::builder(Provider::TOGETHER)
            .api_key("test-key")
            .base_url(url)
            .build()
            .unwrap();
        let plain = reqwest::Client::builder().build().unwrap();
        let schema =
            serde_json::value::to_raw_value(&json_mode::schema::<User>().to_value()).unwrap();
        let url = format!("{url}/chat/completions");
        let one = async || match role {
            "ours" => by_us(&ours).await,
            _ => by_hand(&plain, &url, &schema).await,
        };
        // Connections stand and types are known before the time counts.
        run(&one, 2 * IN_FLIGHT).await;
        let start = ProcessTime::now();
        run(&one, CALLS).await;
        start.elapsed()
    })
}

async fn run(one: &impl AsyncFn() -> usize, calls: usize) {
    let mut calls =
        futures_util::stream::iter((0..calls).map(|_| one())).buffer_unordered(IN_FLIGHT);
    while let Some(length) = calls.next().await {
        assert!(length > 0);
    }
}

async fn by_us(client: &Client) -> usize {
    let request = client.chat("some/model");
    let user: User = request
        .system(SYSTEM)
        .user(USER)
        .temperature(0.0)
        .json()
        .await
        .unwrap();
    user.name.len() + user.address.len()
}

async fn by_hand(client: &reqwest::Client, url: &str, schema: &RawValue) -> usize {
    let user = by_hand::call(client, url, schema).await;
    user.name.len() + user.address.len()
}
