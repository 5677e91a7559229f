//! What every client's program has in common: the types that it asks for, and how its calls are measured.
//!
//! A program is started with what to do and the base URL of the host, and prints one line of JSON.

use std::env;
use std::future::Future;
use std::hint::black_box;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use futures_util::StreamExt;
use serde_json::json;

mod types;

pub const MODEL: &str = "some/model";
pub const SYSTEM: &str = "You are a helpful assistant that answers in JSON.";
pub const USER: &str = "Create a user named Alice, who lives in 42, Wonderland Avenue.";

/// Which host a client is to believe that it talks to, where it tells hosts apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    OpenAi,
    Together,
    DeepInfra,
    DeepSeek,
}

/// A stream that was read to its end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Streamed {
    /// How often the reader was shown something.
    pub updates: usize,
    /// How many accounts, or bytes of text, the last thing shown had: all of them, if the client is right.
    pub length: usize,
}

/// A client, each by its documented shortest public way. `None` is what a client cannot do.
pub trait Peer {
    /// Whether many calls can be in flight on one thread.
    const ASYNC: bool = true;

    fn new(url: &str, host: Host) -> Self;

    /// Asks for a `User`; the length of its texts.
    fn small(&self) -> impl Future<Output = Option<usize>>;

    /// Asks for `Accounts`; how many.
    fn large(&self) -> impl Future<Output = Option<usize>>;

    /// Asks for a `VoiceNote`, whose request the host keeps.
    fn note(&self) -> impl Future<Output = Option<()>>;

    /// Reads `Accounts` while they come, and looks at the partial after each update.
    fn accounts(&self) -> impl Future<Output = Option<Streamed>> {
        async { None }
    }

    /// The same of an `Essay`.
    fn essay(&self) -> impl Future<Output = Option<Streamed>> {
        async { None }
    }
}

/// Does what the command line says.
pub fn run<P: Peer>() {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let said = match words.as_slice() {
        ["calls", url, size, in_flight, count] => {
            let peer = P::new(url, Host::OpenAi);
            let number = |word: &str| word.parse().expect("a number");
            if P::ASYNC {
                runtime.block_on(calls(&peer, size, number(in_flight), number(count)))
            } else {
                one_by_one(&runtime, &peer, size, number(count))
            }
        }
        ["allocations", url, size] => allocations(&runtime, &P::new(url, Host::OpenAi), size),
        ["note", url, host] => {
            let host = match *host {
                "together" => Host::Together,
                "deepinfra" => Host::DeepInfra,
                "deepseek" => Host::DeepSeek,
                _ => Host::OpenAi,
            };
            json!({ "sent": runtime.block_on(P::new(url, host).note()).is_some() })
        }
        ["stream", url, document] => {
            let peer = P::new(url, Host::OpenAi);
            let start = ProcessTime::now();
            let read = match *document {
                "essay" => runtime.block_on(peer.essay()),
                _ => runtime.block_on(peer.accounts()),
            };
            let cpu = start.elapsed().as_secs_f64();
            read.map_or(
                serde_json::Value::Null,
                |read| json!({ "cpu": cpu, "updates": read.updates, "length": read.length }),
            )
        }
        _ => panic!("calls, allocations, note or stream, and a URL"),
    };
    println!("{said}");
}

async fn call<P: Peer>(peer: &P, size: &str) -> Option<usize> {
    if size == "small" {
        peer.small().await
    } else {
        peer.large().await
    }
}

/// CPU of a call, and how long calls take, with so many in flight.
async fn calls<P: Peer>(peer: &P, size: &str, in_flight: usize, count: usize) -> serde_json::Value {
    if call(peer, size).await.is_none() {
        return serde_json::Value::Null;
    }
    let rounds = async |count: usize| {
        let mut times = Vec::with_capacity(count);
        let one = async |_| {
            let start = Instant::now();
            assert!(call(peer, size).await.is_some_and(|length| length > 0));
            start.elapsed()
        };
        let mut all = std::pin::pin!(
            futures_util::stream::iter(0..count)
                .map(one)
                .buffer_unordered(in_flight)
        );
        while let Some(time) = all.next().await {
            times.push(time);
        }
        times
    };
    // Connections stand, and types are known, before anything counts.
    rounds(2 * in_flight).await;
    let start = ProcessTime::now();
    let times = rounds(count).await;
    told(start.elapsed(), times)
}

/// The same for a client that blocks.
fn one_by_one<P: Peer>(
    runtime: &tokio::runtime::Runtime,
    peer: &P,
    size: &str,
    count: usize,
) -> serde_json::Value {
    // Some clients block by a runtime of their own, which must not be inside another one.
    let call = || runtime.block_on(call(peer, size));
    for _ in 0..20 {
        if call().is_none() {
            return serde_json::Value::Null;
        }
    }
    let start = ProcessTime::now();
    let one = |_| {
        let start = Instant::now();
        assert!(call().is_some_and(|length| length > 0));
        start.elapsed()
    };
    let times = (0..count).map(one).collect();
    told(start.elapsed(), times)
}

fn told(cpu: Duration, mut times: Vec<Duration>) -> serde_json::Value {
    times.sort_unstable();
    let place = |hundredths: usize| times[(times.len() - 1) * hundredths / 100].as_secs_f64();
    json!({
        "cpu": cpu.as_secs_f64() / times.len() as f64,
        "p50": place(50),
        "p99": place(99),
    })
}

/// The allocations of a call on this thread once everything is warm: the least of some, as pools grow now and then.
fn allocations<P: Peer>(
    runtime: &tokio::runtime::Runtime,
    peer: &P,
    size: &str,
) -> serde_json::Value {
    let one = || runtime.block_on(call(peer, size));
    for _ in 0..20 {
        if one().is_none() {
            return serde_json::Value::Null;
        }
    }
    let least = (0..50)
        .map(|_| {
            let info = allocation_counter::measure(|| {
                black_box(one());
            });
            (info.count_total, info.bytes_total)
        })
        .min();
    let (count, bytes) = least.unwrap_or_default();
    json!({ "count": count, "bytes": bytes })
}
