//! A client for a long time, with faults: 500 requests a second, of which 5 in 100 go wrong in one of many ways.
//!
//! `cargo bench -p json-mode-benches --bench soak -- 600`, for so many seconds
//!
//! Every call must end in a value or in the error of the kind that its fault is; after the first third, memory must not
//! grow by 1 MB a minute; and in the last third there must be a time with no more descriptors than calls in flight need.
//! If not, the program says so and ends with 1.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use json_mode::{Client, ErrorKind, Pacing, Provider, Reask};
use json_mode_benches::by_hand::{SYSTEM, USER, User};
use json_mode_benches::host::{self, Host, MARK, SLOW};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

const PER_SECOND: u64 = 500;
/// One in so many calls goes wrong.
const FAULT_EVERY: u64 = 20;
const LIMIT: Duration = Duration::from_secs(2);
const MAX_SLOPE_MB: f64 = 1.0;
/// How many calls are in flight at most. After the machine stood still, many begin at once, and would each have their own
/// connection, which is kept for a minute and a half.
const MAX_IN_FLIGHT: usize = 32;
/// A connection for each, one more that was begun before another was free, and what a process has open besides.
const MAX_DESCRIPTORS: usize = 2 * MAX_IN_FLIGHT + 24;

/// Every fault, and the kinds of error that it may be.
const FAULTS: &[(&str, &[ErrorKind])] = &[
    ("reset", &[ErrorKind::Interrupted]),
    ("close", &[ErrorKind::Interrupted]),
    ("cut_head", &[ErrorKind::Interrupted]),
    ("cut_body", &[ErrorKind::Interrupted]),
    ("broken_chunks", &[ErrorKind::Interrupted]),
    ("garbage", &[ErrorKind::Interrupted]),
    ("slow", &[ErrorKind::Timeout]),
    ("page", &[ErrorKind::Protocol]),
    ("busy", &[ErrorKind::RateLimited]),
    ("down", &[ErrorKind::Server]),
    ("length", &[ErrorKind::Truncated]),
    ("prose", &[ErrorKind::Decode]),
    // The caller goes away.
    ("dropped", &[]),
];

/// How a call ended.
type Ending = (Option<&'static str>, Result<(), ErrorKind>);

fn main() {
    host::be_host_if_asked();
    let seconds: u64 = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(60);
    let host = Host::start();
    let client = Client::builder(Provider::TOGETHER)
        .api_key("test-key")
        .base_url(host.url())
        .timeout(LIMIT)
        .reask(Reask::NEVER)
        .pacing(Pacing::learned().requests_per_minute(1_000_000))
        .max_in_flight(MAX_IN_FLIGHT)
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let failures = runtime.block_on(soak(&client, Duration::from_secs(seconds)));
    drop(host);
    if failures.is_empty() {
        println!("soak: all as it should be");
    } else {
        for failure in &failures {
            println!("soak: {failure}");
        }
        std::process::exit(1);
    }
}

async fn soak(client: &Client, duration: Duration) -> Vec<String> {
    let mut book = Book::default();
    let mut calls = JoinSet::new();
    let mut tick = tokio::time::interval(Duration::from_secs(1) / PER_SECOND as u32);
    tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let start = Instant::now();
    let mut next_sample = Duration::ZERO;
    while start.elapsed() < duration {
        tick.tick().await;
        calls.spawn(call(client.clone(), fault_of(book.begun)));
        book.begun += 1;
        while let Some(ended) = calls.try_join_next() {
            book.end(ended);
        }
        book.most_open = book.most_open.max(calls.len());
        if start.elapsed() >= next_sample {
            book.sample(start.elapsed());
            next_sample += Duration::from_secs(1);
        }
    }
    let rate = book.begun as f64 / start.elapsed().as_secs_f64();
    println!("soak: {} calls, {rate:.0} a second", book.begun);
    if rate < PER_SECOND as f64 * 0.95 {
        book.failures.push("the machine was too slow".to_owned());
    }
    let rest = tokio::time::timeout(LIMIT * 2, async {
        while let Some(ended) = calls.join_next().await {
            book.end(ended);
        }
    });
    if rest.await.is_err() {
        let open = calls.len();
        book.failures.push(format!("{open} calls did not end"));
    }
    book.report();
    book.failures
}

fn fault_of(number: u64) -> Option<&'static str> {
    let index = usize::try_from(number / FAULT_EVERY).unwrap_or(0) % FAULTS.len();
    number.is_multiple_of(FAULT_EVERY).then(|| FAULTS[index].0)
}

async fn call(client: Client, fault: Option<&'static str>) -> Ending {
    // What is dropped is dropped while it waits.
    let asked = fault.map(|name| if name == "dropped" { "slow" } else { name });
    let text = match asked {
        Some(name) => format!("{USER} {MARK}{name}"),
        None => USER.to_owned(),
    };
    let request = client.chat("some/model").system(SYSTEM).user(text);
    let answer = request.json::<User>();
    let result = if fault == Some("dropped") {
        match tokio::time::timeout(SLOW / 10, answer).await {
            Ok(answer) => answer,
            Err(_) => return (fault, Ok(())),
        }
    } else {
        answer.await
    };
    (fault, result.map(drop).map_err(|error| error.kind()))
}

/// What the process holds.
#[derive(Clone, Copy)]
struct Sample {
    seconds: f64,
    resident_mb: f64,
    descriptors: usize,
}

/// What is seen on the way.
#[derive(Default)]
struct Book {
    begun: u64,
    ended: u64,
    /// How many calls with this fault ended so.
    endings: BTreeMap<(&'static str, String), u64>,
    /// How many calls were open at the same time, those included that wait for a place in flight.
    most_open: usize,
    samples: Vec<Sample>,
    failures: Vec<String>,
}

impl Book {
    fn end(&mut self, ended: Result<Ending, tokio::task::JoinError>) {
        self.ended += 1;
        let (fault, result) = match ended {
            Ok(ending) => ending,
            Err(error) => return self.failures.push(format!("a call panicked: {error}")),
        };
        let kinds = FAULTS
            .iter()
            .find(|(name, _)| Some(*name) == fault)
            .map_or(&[][..], |(_, kinds)| kinds);
        let is_expected = match result {
            Ok(()) => kinds.is_empty(),
            Err(kind) => kinds.contains(&kind),
        };
        let name = fault.unwrap_or("none");
        let ending = match (result, fault) {
            (Ok(()), Some("dropped")) => "dropped".to_owned(),
            (Ok(()), _) => "a value".to_owned(),
            (Err(kind), _) => format!("{kind:?}"),
        };
        if !is_expected && self.failures.len() < 20 {
            self.failures
                .push(format!("the fault `{name}` ended in {ending}"));
        }
        *self.endings.entry((name, ending)).or_default() += 1;
    }

    fn sample(&mut self, elapsed: Duration) {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let resident = status.lines().find_map(|line| {
            let kilobytes = line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?;
            kilobytes.parse::<f64>().ok()
        });
        let descriptors = fs::read_dir("/proc/self/fd").map(Iterator::count);
        if let (Some(resident), Ok(descriptors)) = (resident, descriptors) {
            let sample = Sample {
                seconds: elapsed.as_secs_f64(),
                resident_mb: resident / 1024.0,
                descriptors,
            };
            self.samples.push(sample);
            if self.samples.len().is_multiple_of(60) {
                println!(
                    "soak: at {:.0} s {:.1} MB, {descriptors} descriptors, at most {} calls at once",
                    sample.seconds, sample.resident_mb, self.most_open
                );
            }
        }
    }

    fn report(&mut self) {
        for ((fault, ending), count) in &self.endings {
            println!("soak: fault {fault}: {count} ended in {ending}");
        }
        if self.ended != self.begun {
            let failure = format!("{} calls began and {} ended", self.begun, self.ended);
            self.failures.push(failure);
        }
        // The first third is for connections, caches and the allocator to find their size.
        let warm = self.samples.split_off(self.samples.len() / 3);
        if warm.len() < 10 {
            println!("soak: too short for a slope, or no /proc to read");
            return;
        }
        let slope = slope(&warm);
        let resident = warm.last().map_or(0.0, |sample| sample.resident_mb);
        let last = warm.iter().skip(warm.len() / 2).map(|s| s.descriptors);
        let (least, most) = (last.clone().min().unwrap_or(0), last.max().unwrap_or(0));
        println!(
            "soak: {resident:.1} MB resident, {slope:+.2} MB a minute; in the last third {least} to {most} descriptors"
        );
        if slope >= MAX_SLOPE_MB {
            self.failures.push("memory grows".to_owned());
        }
        // What leaks is never closed; what a burst opened is.
        if least > MAX_DESCRIPTORS {
            self.failures.push("descriptors grow".to_owned());
        }
    }
}

/// How memory grows, in MB a minute: the median of the growths between neighbours among nine stretches of time, each with
/// its median. What leaks grows in every stretch; a burst after the machine stood still raises one and stays raised, for
/// the allocator keeps what it once had.
fn slope(samples: &[Sample]) -> f64 {
    let stretches: Vec<&[Sample]> = samples.chunks_exact(samples.len() / 9).collect();
    let level = |samples: &[Sample]| {
        let resident = median(samples.iter().map(|sample| sample.resident_mb));
        (median(samples.iter().map(|s| s.seconds)), resident)
    };
    let growth = |two: &[&[Sample]]| {
        let ((from, less), (to, more)) = (level(two[0]), level(two[1]));
        (more - less) / (to - from) * 60.0
    };
    median(stretches.windows(2).map(growth))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
