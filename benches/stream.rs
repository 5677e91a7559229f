//! Streams over loopback, end to end.
//!
//! `cargo bench -p json-mode-benches --bench stream`
//!
//! - Events a second: a typed partial after each update, against the bare splitting of the same body into events over the
//!   same transport, with no JSON read at all.
//! - A thousand streams at once, each of 200 events: none lost or out of order, and how much memory each takes.
//!
//! The server is a process of its own on another core, where `taskset` is at hand; what counts is the CPU that the client's
//! process used for the one, and its resident memory for the other.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::time::Instant;

use cpu_time::ProcessTime;
use json_mode::__private::EventCounter;
use json_mode::{Client, JsonResponse, Provider, Reask};
use json_mode_benches::processes::{Roles, role};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const EVENTS: usize = 200_000;
const PAIRS: usize = 7;
const STREAMS: usize = 1000;
const EVENTS_EACH: usize = 200;

#[derive(JsonResponse)]
struct Story {
    lines: Vec<String>,
}

fn main() {
    match role() {
        Some((role, _)) if role == "server" => serve(),
        Some((role, url)) if role == "many" => many(&url),
        Some((role, url)) => println!("{}", one(&role, &url)),
        None => compare(),
    }
}

fn compare() {
    let roles = Roles::start();
    let mut ratios = Vec::new();
    for pair in 0..PAIRS {
        let [typed, bare] = roles
            .pair(pair, ["typed", "bare"])
            .map(|seconds| EVENTS as f64 / seconds);
        println!(
            "pair {pair}: typed {typed:.0} events a second of CPU, bare {bare:.0}, ratio {:.3}",
            typed / bare
        );
        ratios.push(typed / bare);
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "events a second with typed partials: {:.3} of the bare parser's (median of {PAIRS} pairs)",
        ratios[PAIRS / 2]
    );
    print!("{}", roles.ask("many", "0,1"));
}

fn event(text: &str) -> String {
    let text = text.replace('"', "\\\"");
    format!(
        "data: {{\"id\":\"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012\",\"object\":\"chat.completion.chunk\",\"created\":1787697334,\
         \"model\":\"test-model-2026\",\"system_fingerprint\":\"fp_0123456789\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\
         \"logprobs\":null,\"finish_reason\":null}}]}}\n\n"
    )
}

/// A stream whose answer has `count` events, four bytes of it each, and how its lines end.
fn body(count: usize) -> String {
    let mut text = String::from("{\"lines\": [\"");
    let mut line = 0;
    while text.len() < count * 4 - 100 {
        let _ = write!(text, "line {line}: once upon a time there was a word\", \"");
        line += 1;
    }
    text.push_str("end\"]}");
    text.push_str(&" ".repeat((count * 4).saturating_sub(text.len())));
    let mut body = String::new();
    let chars: Vec<char> = text.chars().collect();
    for part in chars.chunks(4).take(count) {
        body.push_str(&event(&part.iter().collect::<String>()));
    }
    body.push_str("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    body
}

fn serve() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("http://{}/v1", listener.local_addr().unwrap());
        std::io::stdout().flush().unwrap();
        std::thread::spawn(|| {
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            std::process::exit(0);
        });
        let long: &'static str = body(EVENTS).leak();
        let short: &'static str = body(EVENTS_EACH).leak();
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            tokio::spawn(answer(socket, long, short));
        }
    });
}

/// The long answer at once; the short one event by event, as slowly as hosts send them.
async fn answer(mut socket: TcpStream, long: &'static str, short: &'static str) {
    let _ = socket.set_nodelay(true);
    let mut seen = Vec::new();
    let mut part = [0; 4096];
    // The requests here are small and come in one piece or two.
    while !seen.ends_with(b"}") {
        match socket.read(&mut part).await {
            Ok(length) if length > 0 => seen.extend_from_slice(&part[..length]),
            _ => return,
        }
    }
    let slow = seen.windows(8).any(|word| word == b"slow-one");
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    if socket.write_all(head.as_bytes()).await.is_err() {
        return;
    }
    if !slow {
        let _ = socket.write_all(long.as_bytes()).await;
        return;
    }
    for event in short.split_inclusive("\n\n") {
        if socket.write_all(event.as_bytes()).await.is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

fn client(url: &str) -> Client {
    Client::builder(Provider::compatible(url))
        .reask(Reask::NEVER)
        .build()
        .unwrap()
}

fn one(role: &str, url: &str) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let started;
        if role == "typed" {
            let request = client(url).chat("m").user("p");
            let mut stream = request.stream::<Story>().await.unwrap();
            started = ProcessTime::now();
            let mut updates = 0;
            while let Some(partial) = stream.next().await.unwrap() {
                updates += usize::from(!partial.lines.is_empty());
            }
            assert!(updates > 0);
            assert!(stream.text().len() > EVENTS * 3);
        } else {
            let url = format!("{url}/chat/completions");
            let request = reqwest::Client::new().post(url).body("{}");
            let mut response = request.send().await.unwrap();
            started = ProcessTime::now();
            let mut parser = EventCounter::default();
            let mut events = 0;
            while let Some(bytes) = response.chunk().await.unwrap() {
                events += parser.push(bytes);
            }
            assert_eq!(events, EVENTS + 2);
        }
        started.elapsed().as_secs_f64()
    })
}

fn many(url: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let client = client(url);
        // What one stream needs once: the schema, the threads, the pool.
        read(&client).await;
        let before = resident();
        let started = Instant::now();
        let streams: Vec<_> = (0..STREAMS)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { read(&client).await })
            })
            .collect();
        let mut peak = before;
        let watch = async {
            loop {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                peak = peak.max(resident());
            }
        };
        let all = async {
            for stream in streams {
                stream.await.unwrap();
            }
        };
        tokio::select! {
            () = all => {}
            () = watch => {}
        }
        let each = (peak - before) / STREAMS;
        println!(
            "{STREAMS} streams of {EVENTS_EACH} events at once: none lost or out of order, {:.1} s, {:.1} KiB resident each",
            started.elapsed().as_secs_f64(),
            each as f64 / 1024.0
        );
    });
}

/// Reads a slow stream; its lines are numbered, so that one that is lost or out of order shows.
async fn read(client: &Client) {
    let request = client.chat("slow-one").user("p");
    let mut stream = request.stream::<Story>().await.unwrap();
    let mut updates = 0;
    while stream.next().await.unwrap().is_some() {
        updates += 1;
    }
    assert!(updates > 1);
    let story = stream.finish().await.unwrap().value;
    let (last, lines) = story.lines.split_last().unwrap();
    assert_eq!(last, "end");
    assert!(lines.len() > 10);
    for (number, line) in lines.iter().enumerate() {
        assert_eq!(
            *line,
            format!("line {number}: once upon a time there was a word")
        );
    }
}

/// The resident memory of this process, in bytes; nothing where the system does not say.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    kib.unwrap_or(0) * 1024
}
