//! Ratios, measured side by side in one run.
//!
//! A benchmark here is a program of its own rather than one of criterion's or divan's: those time one candidate after
//! another, and on a shared machine the drift between the two is larger than the differences that are looked for.

pub mod host;
pub mod processes;

use std::hint::black_box;
use std::time::{Duration, Instant};

pub mod texts;
pub mod typed;

/// Times two candidates in turn, in short batches, and prints the median of the ratios of ours to theirs.
pub fn ratio<A, B>(name: &str, mut ours: impl FnMut() -> A, mut theirs: impl FnMut() -> B) {
    let batch = batch_size(&mut theirs);
    let mut time = |ours_first: bool| {
        let mut run = |first: bool| {
            let start = Instant::now();
            for _ in 0..batch {
                if first {
                    black_box(ours());
                } else {
                    black_box(theirs());
                }
            }
            start.elapsed().as_secs_f64()
        };
        if ours_first {
            let a = run(true);
            (a, run(false))
        } else {
            let b = run(false);
            (run(true), b)
        }
    };
    for warm in 0..10 {
        time(warm % 2 == 0);
    }
    let pairs: Vec<(f64, f64)> = (0..201).map(|round| time(round % 2 == 0)).collect();
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        (
            values[values.len() / 20],
            values[values.len() / 2],
            values[values.len() * 19 / 20],
        )
    };
    let (low, middle, high) = median(pairs.iter().map(|(a, b)| a / b).collect());
    let (_, floor, _) = median(pairs.iter().map(|(_, b)| b / f64::from(batch)).collect());
    println!(
        "{name}: {middle:.3} times the floor (5 % to 95 %: {low:.3} to {high:.3}), which takes {:.0} ns",
        floor * 1e9
    );
}

/// So many calls that a batch takes about two milliseconds.
fn batch_size<T>(call: &mut impl FnMut() -> T) -> u32 {
    let mut batch = 1;
    loop {
        let start = Instant::now();
        for _ in 0..batch {
            black_box(call());
        }
        if start.elapsed() > Duration::from_millis(2) || batch > 1 << 20 {
            return batch;
        }
        batch *= 2;
    }
}

/// A call by hand: reqwest and serde_json, as lean as it can be written.
pub mod by_hand {
    use json_mode::JsonResponse;
    use serde::{Deserialize, Serialize};
    use serde_json::value::RawValue;

    /// A user of the service.
    #[derive(Deserialize, JsonResponse)]
    #[json_response(own(Deserialize))]
    pub struct User {
        /// user name
        pub name: String,
        /// address
        pub address: String,
    }

    pub const SYSTEM: &str = "You are a helpful assistant that answers in JSON.";
    pub const USER: &str = "Create a user named Alice, who lives in 42, Wonderland Avenue.";

    /// The request, as lean as it can be written by hand: nothing is cloned and the schema is text already.
    #[derive(Serialize)]
    pub struct Body<'a> {
        pub model: &'a str,
        pub messages: [Turn<'a>; 2],
        pub temperature: f64,
        pub response_format: Format<'a>,
    }

    #[derive(Serialize)]
    pub struct Turn<'a> {
        pub role: &'a str,
        pub content: &'a str,
    }

    #[derive(Serialize)]
    pub struct Format<'a> {
        pub r#type: &'a str,
        pub json_schema: Named<'a>,
    }

    #[derive(Serialize)]
    pub struct Named<'a> {
        pub name: &'a str,
        pub schema: &'a RawValue,
    }

    pub fn body(schema: &RawValue) -> Body<'_> {
        Body {
            model: "some/model",
            messages: [
                Turn {
                    role: "system",
                    content: SYSTEM,
                },
                Turn {
                    role: "user",
                    content: USER,
                },
            ],
            temperature: 0.0,
            response_format: Format {
                r#type: "json_schema",
                json_schema: Named {
                    name: "User",
                    schema,
                },
            },
        }
    }

    #[derive(Deserialize)]
    struct Chat {
        choices: Vec<Choice>,
    }

    #[derive(Deserialize)]
    struct Choice {
        message: Message,
    }

    #[derive(Deserialize)]
    struct Message {
        content: String,
    }

    /// Asks for a user at a chat route.
    pub async fn call(client: &reqwest::Client, url: &str, schema: &RawValue) -> User {
        let response = client
            .post(url)
            .bearer_auth("test-key")
            .json(&body(schema))
            .send()
            .await
            .unwrap();
        let chat: Chat = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        serde_json::from_str(&chat.choices[0].message.content).unwrap()
    }
}
