//! The time of a call under load: 2,000 requests a second over loopback, ours against reqwest and `serde_json` by hand.
//!
//! `cargo bench -p json-mode-benches --bench load [-- seconds]`
//!
//! The host is a process of its own. Calls start by the clock, whether earlier ones have ended or not. The candidates
//! take turns of half a second, in an order that changes, so that what else the machine does meets all alike;
//! what counts is the median over the rounds.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use json_mode::{Client, Pacing, Provider};
use json_mode_benches::by_hand::{self, SYSTEM, USER, User};
use json_mode_benches::host::{self, Host};
use serde_json::value::RawValue;

const PER_SECOND: u32 = 2000;
const TURN: Duration = Duration::from_millis(500);
/// What the 50th and the 99th of 100 calls may take more than by hand.
const AIMS: [(usize, Duration); 2] = [
    (50, Duration::from_micros(50)),
    (99, Duration::from_millis(1)),
];

/// Who makes the calls.
#[derive(Clone)]
enum Candidate {
    Ours(Client),
    ByHand(Arc<Plain>),
}

struct Plain {
    client: reqwest::Client,
    url: String,
    schema: Box<RawValue>,
}

fn main() {
    host::be_host_if_asked();
    let seconds: u64 = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(60);
    let host = Host::start();
    let builder = || {
        Client::builder(Provider::TOGETHER)
            .api_key("test-key")
            .base_url(host.url())
    };
    let pace = Pacing::learned().requests_per_minute(1_000_000);
    let schema = json_mode::schema::<User>().to_value();
    let candidates = [
        (
            "by hand",
            Candidate::ByHand(Arc::new(Plain {
                client: reqwest::Client::builder().build().unwrap(),
                url: format!("{}/chat/completions", host.url()),
                schema: serde_json::value::to_raw_value(&schema).unwrap(),
            })),
        ),
        ("ours", Candidate::Ours(builder().build().unwrap())),
        (
            "ours, paced",
            Candidate::Ours(builder().pacing(pace).max_in_flight(1000).build().unwrap()),
        ),
    ];
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    // Connections stand and types are known before the time counts.
    for (_, candidate) in &candidates {
        turn(&runtime, candidate);
    }
    let rounds = (seconds * 1000 / 500).div_ceil(candidates.len() as u64);
    // The sorted times of each turn.
    let mut times: [Vec<Vec<Duration>>; 3] = Default::default();
    for round in 0..rounds as usize {
        for place in 0..candidates.len() {
            let index = (round + place) % candidates.len();
            times[index].push(turn(&runtime, &candidates[index].1));
        }
    }
    println!(
        "{PER_SECOND} requests a second, {} calls of each",
        times[0].iter().map(Vec::len).sum::<usize>()
    );
    let mut is_over = false;
    for ((name, _), turns) in candidates.iter().zip(&times) {
        for (percent, aim) in AIMS {
            // Round by round, since what else the machine does lasts longer than a round.
            let seconds = |turn: &Vec<Duration>| of(turn, percent).as_secs_f64();
            let time = median(turns.iter().map(seconds));
            let rounds = turns.iter().zip(&times[0]);
            let more = median(rounds.map(|(ours, floor)| seconds(ours) - seconds(floor)));
            let verdict = if more > aim.as_secs_f64() {
                "over"
            } else {
                "within"
            };
            is_over |= verdict == "over";
            println!(
                "{name}: p{percent} {:.0} µs, {:+.0} µs to by hand, {verdict} the aim of {} µs",
                time * 1e6,
                more * 1e6,
                aim.as_micros()
            );
        }
    }
    drop(host);
    if is_over {
        std::process::exit(1);
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn of(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

/// Calls for one turn, by the clock; what each took, from when it was begun until the value was there, sorted.
fn turn(runtime: &tokio::runtime::Runtime, candidate: &Candidate) -> Vec<Duration> {
    let calls = u32::try_from(TURN.as_millis()).unwrap() * PER_SECOND / 1000;
    let times = Arc::new(Mutex::new(Vec::with_capacity(calls as usize)));
    let start = Instant::now();
    let spawned: Vec<_> = (0..calls)
        .map(|number| {
            let due = start + Duration::from_secs(1) * number / PER_SECOND;
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let (candidate, times) = (candidate.clone(), Arc::clone(&times));
            let begun = Instant::now();
            runtime.spawn(async move {
                let length = candidate.call().await;
                let took = begun.elapsed();
                assert_eq!(length, 26);
                times.lock().unwrap().push(took);
            })
        })
        .collect();
    runtime.block_on(async {
        for call in spawned {
            call.await.unwrap();
        }
    });
    let mut times = Arc::into_inner(times).unwrap().into_inner().unwrap();
    times.sort();
    times
}

impl Candidate {
    async fn call(&self) -> usize {
        let user: User = match self {
            Self::Ours(client) => {
                let request = client.chat("some/model");
                let request = request.system(SYSTEM).user(USER).temperature(0.0);
                request.json().await.unwrap()
            }
            Self::ByHand(plain) => by_hand::call(&plain.client, &plain.url, &plain.schema).await,
        };
        user.name.len() + user.address.len()
    }
}
