//! The CPU of a call over loopback with 256 in flight: ours against reqwest and serde_json by hand, the floor.
//!
//! `cargo bench -p json-mode-benches --bench calls`
//!
//! The server and the client are processes of their own, pinned to different cores where `taskset` is at hand. Both
//! clients run in turn, several times; what counts is the CPU that the client's process used.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cpu_time::ProcessTime;
use futures_util::StreamExt;
use json_mode::testing::{Reply, Server};
use json_mode::{Client, Provider};
use json_mode_benches::by_hand::{Chat, SYSTEM, USER, User, body};
use serde_json::value::RawValue;

const IN_FLIGHT: usize = 256;
const CALLS: usize = 20_000;
const PAIRS: usize = 7;

fn main() {
    match env::var("JSON_MODE_BENCH_ROLE").as_deref() {
        Ok("server") => serve(),
        Ok(role) => {
            let cpu = call(role, &env::var("JSON_MODE_BENCH_URL").unwrap());
            println!("{}", cpu.as_secs_f64());
        }
        Err(_) => compare(),
    }
}

fn compare() {
    let mut server = spawn("server", "", "1");
    let mut url = String::new();
    BufReader::new(server.stdout.as_mut().unwrap())
        .read_line(&mut url)
        .unwrap();
    let mut ratios = Vec::new();
    let mut floors = Vec::new();
    for pair in 0..PAIRS {
        let roles = if pair % 2 == 0 {
            ["ours", "plain"]
        } else {
            ["plain", "ours"]
        };
        let mut cpu = roles.map(|role| cpu_of(spawn(role, url.trim(), "0")));
        if pair % 2 == 1 {
            cpu.reverse();
        }
        ratios.push(cpu[0] / cpu[1]);
        floors.push(cpu[1] / CALLS as f64);
        println!(
            "pair {pair}: ours {:.3} s, by hand {:.3} s, ratio {:.3}",
            cpu[0],
            cpu[1],
            cpu[0] / cpu[1]
        );
    }
    ratios.sort_by(f64::total_cmp);
    floors.sort_by(f64::total_cmp);
    println!(
        "CPU of a call with {IN_FLIGHT} in flight: {:.3} times the floor (median of {PAIRS} pairs), which takes {:.1} µs",
        ratios[PAIRS / 2],
        floors[PAIRS / 2] * 1e6
    );
    // The server ends with its standard input.
    drop(server.stdin.take());
    let _ = server.wait();
}

fn spawn(role: &str, url: &str, core: &str) -> Child {
    let program = env::current_exe().unwrap();
    let pinned = Command::new("taskset")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|s| s.success());
    let mut command = if pinned {
        let mut command = Command::new("taskset");
        command.args(["-c", core]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command
        .env("JSON_MODE_BENCH_ROLE", role)
        .env("JSON_MODE_BENCH_URL", url);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn cpu_of(child: Child) -> f64 {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "a client failed");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap()
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
    let body = body(schema);
    let response = client
        .post(url)
        .bearer_auth("test-key")
        .json(&body)
        .send()
        .await
        .unwrap();
    let chat: Chat = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    let user: User = serde_json::from_str(&chat.choices[0].message.content).unwrap();
    user.name.len() + user.address.len()
}
