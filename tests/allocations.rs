//! How often a request allocates. A program of its own: the counter counts a whole thread.

use allocation_counter::measure;
use json_mode::testing::{Reply, Server};
use json_mode::{JsonResponse, Provider};

#[derive(JsonResponse)]
struct Small {
    name: String,
}

/// A type whose schema is some kilobytes.
#[derive(JsonResponse)]
struct Large {
    /// the first of many
    a: Vec<Inner>,
    b: Option<Inner>,
    c: std::collections::BTreeMap<String, Inner>,
    d: (String, u8, Inner),
    e: [f64; 3],
    f: Option<String>,
}

#[derive(JsonResponse)]
struct Inner {
    /// one
    one: String,
    #[schemars(range(min = 1, max = 9))]
    two: u8,
    three: Option<Kind>,
}

#[derive(JsonResponse)]
enum Kind {
    /// first
    First,
    Second(String),
    Third {
        at: u32,
    },
}

/// Once a type was seen, neither its schema nor its words for a prompt are made again: a large type costs as many
/// allocations as a small one, but for the growth of the body.
#[test]
fn a_body_for_a_type_seen_before_makes_no_schema() {
    let server = Server::start();
    for provider in [
        Provider::TOGETHER,
        Provider::DEEPINFRA,
        Provider::OPENAI,
        Provider::LLAMA_CPP,
    ] {
        let request = server
            .client(provider.clone())
            .chat("some/model")
            .system("Answer in JSON.")
            .user("Hello!");
        let small = || drop(request.body::<Small>().unwrap());
        let large = || drop(request.body::<Large>().unwrap());
        small();
        large();
        let (small, large) = (measure(small).count_total, measure(large).count_total);
        assert!(
            large <= small + 8,
            "{}: {large} allocations for a large type, {small} for a small one",
            provider.name()
        );
        assert!(small <= 30, "{}: {small} allocations", provider.name());
    }
}

#[test]
fn a_call_takes_at_most_200_allocations() {
    let server = Server::start();
    server
        .expect("/chat/completions")
        .any_times()
        .reply(Reply::chat(r#"{"name": "Alice"}"#));
    let client = server.client(Provider::TOGETHER);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let call = || {
        let request = client
            .chat("some/model")
            .system("Answer in JSON.")
            .user("Hello!");
        drop(runtime.block_on(request.json::<Small>()).unwrap());
    };
    (0..10).for_each(|_| call());
    let least = (0..20)
        .map(|_| measure(call).count_total)
        .min()
        .unwrap_or_default();
    assert!(least <= 200, "{least} allocations");
}

/// A stream holds the text of its answer once besides the partial: a text that is one string takes twice its length, and
/// what grows by an eighth has at most that much room to spare.
#[test]
fn a_stream_keeps_its_text_once() {
    // So long that what a socket holds of it, some 256 KiB, is little.
    const EVENTS: usize = 16 * 1024;
    let piece = "x".repeat(256);
    let events =
        std::iter::once("{\"name\": \"".to_owned()).chain(std::iter::repeat_n(piece, EVENTS));
    let server = Server::start();
    server
        .expect("/chat/completions")
        .any_times()
        .reply(Reply::chat_stream(events.chain(["\"}".to_owned()])));
    let client = server.client(Provider::TOGETHER);
    let request = client.chat("some/model").user("Hello!");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let length = EVENTS * 256;
    let hold = |bytes: usize| {
        let mut held = None;
        let open = || {
            held = Some(runtime.block_on(async {
                let mut stream = request.stream::<Small>().await.unwrap();
                while let Some(partial) = stream.next().await.unwrap() {
                    if partial
                        .name
                        .as_ref()
                        .is_some_and(|name| name.len() >= bytes)
                    {
                        break;
                    }
                }
                stream
            }));
        };
        let taken = measure(open).bytes_current;
        drop(held);
        taken
    };
    hold(1);
    let taken = hold(length) - hold(1);
    let taken = usize::try_from(taken).unwrap();
    let percent = taken * 100 / length;
    println!("a stream holds {percent} % of its text");
    // Kept twice it would be 300 at least.
    assert!(percent < 260, "{percent} %");
}
