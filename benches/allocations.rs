//! How often a call allocates: ours, and by hand with reqwest and serde_json, over loopback.
//!
//! `cargo bench -p json-mode-benches --bench allocations`

use std::future::Future;

use json_mode::testing::{Reply, Server};
use json_mode::{Client, Provider};
use json_mode_benches::by_hand::{self, SYSTEM, USER, User};

fn main() {
    let server = Server::start();
    let text = r#"{"name": "Alice", "address": "42, Wonderland Avenue"}"#;
    server
        .expect("/chat/completions")
        .any_times()
        .reply(Reply::chat(text));

    let ours = server.client(Provider::TOGETHER);
    let request = |client: &Client| {
        client
            .chat("some/model")
            .system(SYSTEM)
            .user(USER)
            .temperature(0.0)
    };
    let plain = reqwest::Client::builder().build().unwrap();
    let url = format!("{}/chat/completions", server.url());
    let schema = serde_json::value::to_raw_value(&json_mode::schema::<User>().to_value()).unwrap();

    let (a, a_bytes) = allocations(|| async {
        let user: User = request(&ours).json().await.unwrap();
        user.name.len() + user.address.len()
    });
    let (b, b_bytes) = allocations(|| async {
        let user = by_hand::call(&plain, &url, &schema).await;
        user.name.len() + user.address.len()
    });
    println!(
        "one call: ours allocates {a} times ({a_bytes} bytes), by hand {b} times ({b_bytes} bytes)"
    );

    // Once a type was seen, its schema is not made again.
    let asked = request(&ours);
    asked.body::<User>().unwrap();
    let info = allocation_counter::measure(|| drop(asked.body::<User>().unwrap()));
    println!(
        "the body for a type seen before: {} allocations, {} bytes",
        info.count_total, info.bytes_total
    );
}

/// The allocations of a call on this thread once everything is warm: the least of some, as pools grow now and then.
fn allocations<T, F: Future<Output = T>>(call: impl Fn() -> F) -> (u64, u64) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for _ in 0..20 {
        runtime.block_on(call());
    }
    (0..50)
        .map(|_| {
            let info = allocation_counter::measure(|| drop(runtime.block_on(call())));
            (info.count_total, info.bytes_total)
        })
        .min()
        .unwrap_or_default()
}
