//! A real model on a real server: llama.cpp's, at `JSON_MODE_REAL_URL` (`scripts/local-model.sh start` sets one up). Values
//! are asserted only for the question that the model is sure of, shapes everywhere.

use std::time::{Duration, Instant};

use json_mode::provider::{Provider, Rung, dialects};
use json_mode::testing::{Reply, Server};
use json_mode::{
    Client, Error, ErrorKind, Format, JsonResponse, Reask, Request, Schema, SchemaInPrompt, schema,
};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::schema::account::Account;
use crate::schema::family::{Sample, for_each_type};
use crate::support::{ALICE, User, alice, post};

/// The server, if there is one.
fn client() -> Option<Client> {
    provider(Provider::LLAMA_CPP)
}

fn provider(provider: Provider) -> Option<Client> {
    let Ok(url) = std::env::var("JSON_MODE_REAL_URL") else {
        println!("skipped: JSON_MODE_REAL_URL names no server");
        return None;
    };
    let builder = Client::builder(provider).base_url(url).reask(Reask::NEVER);
    Some(builder.build().unwrap())
}

fn ask_for_alice(client: &Client) -> Request {
    client
        .chat("local")
        .system("You are a helpful assistant that answers in JSON.")
        .user("Create a user named Alice, who lives in 42, Wonderland Avenue.")
        .temperature(0.0)
        .max_tokens(100)
}

/// What a small model may do wrong although the server holds it to the schema: write until the limit, or break a rule
/// that the server does not keep to.
fn is_the_models_fault(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Truncated | ErrorKind::Invalid | ErrorKind::Decode
    )
}

#[tokio::test]
async fn alice_is_right_in_every_form_that_constrains() {
    let Some(client) = client() else { return };
    for format in [Format::JsonSchema, Format::JsonObjectSchema] {
        let completion = ask_for_alice(&client)
            .format(format)
            .send::<User>()
            .await
            .unwrap();
        assert_eq!(completion.value, alice(), "{format:?}: {}", completion.text);
        assert_eq!(completion.format, format);
        assert!(completion.repairs.is_empty());
        assert!(completion.usage.unwrap().completion_tokens > 5);
    }
}

/// The shortest of a few values of a type, as JSON: the same in every run.
fn short_example<T: Sample>() -> String {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = T::samples();
    let mut examples: Vec<String> = (0..24)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .map(|value| serde_json::to_string(&value).unwrap())
        .collect();
    examples.sort_by_key(String::len);
    examples.swap_remove(0)
}

/// What became of the calls in one form.
#[derive(Default)]
struct Counts {
    read: usize,
    copied: usize,
    cut: Vec<String>,
    broken: Vec<String>,
    /// What a busy machine had no time for.
    late: Vec<String>,
}

impl Counts {
    fn count<T: Sample>(&mut self, name: &str, example: &str, answer: Result<T, Error>) {
        match answer {
            Ok(value) => {
                self.read += 1;
                let given: T = serde_json::from_str(example).unwrap();
                self.copied += usize::from(value == given);
            }
            Err(error) if error.kind() == ErrorKind::Timeout => self.late.push(name.to_owned()),
            Err(error) if error.kind() == ErrorKind::Truncated => self.cut.push(name.to_owned()),
            Err(error) => {
                let text = error.text().unwrap_or_default();
                println!("{name}: {error} {text} for {example}");
                assert!(is_the_models_fault(&error), "{name}: {error}");
                self.broken.push(name.to_owned());
            }
        }
    }
}

/// Every type shape, as `json_schema` and as `json_object` with a schema: the server takes each schema in both forms, and what
/// comes back is of the type, or the model's fault. A small model comes to an end where it has a short value to copy. Both
/// are asked at once, as the server answers two at a time.
#[test]
fn every_type_shape_is_taken_in_both_forms() {
    const FORMS: [Format; 2] = [Format::JsonSchema, Format::JsonObjectSchema];
    async fn ask<T: Sample>(client: &Client, value: &str, format: Format) -> Result<T, Error> {
        let request = client
            .chat("local")
            .system("You repeat the JSON that you are given, and nothing else.")
            .user(r#"{"a":1}"#)
            .assistant(r#"{"a":1}"#)
            .user(value)
            .temperature(0.0)
            .max_tokens(100)
            .schema_in_prompt(SchemaInPrompt::Never)
            // A grammar of many alternatives takes its time on a small machine.
            .timeout(Duration::from_secs(20))
            .format(format);
        let completion = request.send::<T>().await?;
        assert_eq!(completion.format, format);
        Ok(completion.value)
    }
    fn one<T: Sample>(
        name: &str,
        counts: &mut [Counts; 2],
        client: &Client,
        runtime: &tokio::runtime::Runtime,
        ends: Instant,
    ) {
        if Instant::now() > ends {
            for counts in counts {
                counts.late.push(name.to_owned());
            }
            return;
        }
        let example = short_example::<T>();
        let lowered = schema::<T>().lower(&dialects::LLAMA_CPP).unwrap();
        let value = lowered.wrap(serde_json::from_str(&example).unwrap());
        let value = value.to_string();
        let answers = runtime.block_on(async {
            let [first, second] = FORMS.map(|format| ask::<T>(client, &value, format));
            tokio::join!(first, second)
        });
        counts[0].count(name, &example, answers.0);
        counts[1].count(name, &example, answers.1);
    }
    let Some(client) = client() else { return };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut counts = <[Counts; 2]>::default();
    let started = Instant::now();
    for_each_type!(
        one,
        &mut counts,
        &client,
        &runtime,
        started + Duration::from_secs(100)
    );
    println!("in {:?}:", started.elapsed());
    for (format, counts) in FORMS.iter().zip(&counts) {
        let Counts {
            read,
            copied,
            cut,
            broken,
            late,
        } = counts;
        println!(
            "{format:?}: {read} shapes read ({copied} with the value that was given), {} cut at a limit {cut:?}, \
             {} against a rule {broken:?}, {} not in time {late:?}",
            cut.len(),
            broken.len(),
            late.len()
        );
    }
    for (format, counts) in FORMS.iter().zip(&counts) {
        let wrong = counts.cut.len() + counts.broken.len();
        let calls = counts.read + wrong;
        assert!(calls > counts.late.len(), "{format:?}: {:?}", counts.late);
        assert!(counts.read >= 3 * wrong, "{format:?}: {} read", counts.read);
        assert!(
            counts.broken.len() * 10 <= calls,
            "{format:?}: {:?}",
            counts.broken
        );
    }
}

#[tokio::test]
async fn an_account_of_many_parts_is_taken() {
    let Some(client) = client() else { return };
    let request = client
        .chat("local")
        .user("Alice, id 7, an admin on the free tier, alice@example.com, 1 High Street, London.")
        .temperature(0.0)
        .max_tokens(300);
    match request.json::<Account>().await {
        Ok(account) => println!("{account:?}"),
        // Its lists are open, and a small model does not find the end.
        Err(error) => assert!(is_the_models_fault(&error), "{error}"),
    }
}

/// What is shown only grows, and ends as the value.
#[tokio::test]
async fn an_answer_streams() {
    let Some(client) = client() else { return };
    let mut stream = ask_for_alice(&client).stream::<User>().await.unwrap();
    let (mut updates, mut address) = (0, String::new());
    while let Some(user) = stream.next().await.unwrap() {
        updates += 1;
        let shown = user.address.clone().unwrap_or_default();
        assert!(shown.starts_with(&address), "{address} became {shown}");
        address = shown;
    }
    assert!(updates > 3, "{updates}");
    let completion = stream.finish().await.unwrap();
    assert_eq!(completion.value, alice());
    assert_eq!(address, alice().address);
    assert_eq!(completion.format, Format::JsonSchema);
    assert!(completion.usage.unwrap().completion_tokens > 5);
}

/// The elements of a list one by one; how many a small model writes before the limit is its affair.
#[tokio::test]
async fn elements_come_one_by_one() {
    let Some(client) = client() else { return };
    let request = client.chat("local").user("Name three rivers of France.");
    let request = request.temperature(0.0).max_tokens(60);
    let mut rivers = request.items::<String>().await.unwrap();
    let mut count = 0;
    let ended = loop {
        match rivers.next().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => break rivers.finish().await.map(drop),
            Err(error) => break Err(error),
        }
    };
    println!("{count} elements, then {:?}", ended.as_ref().err());
    match ended {
        Ok(()) => assert!(count > 0),
        Err(error) => assert!(is_the_models_fault(&error), "{error}"),
    }
}

/// A stream that the limit cuts is told as cut, with what came.
#[tokio::test]
async fn a_limit_cuts_the_stream() {
    let Some(client) = client() else { return };
    let request = ask_for_alice(&client).max_tokens(8);
    let stream = request.stream::<User>().await.unwrap();
    let error = stream.finish().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");
    assert!(error.text().is_some_and(|text| text.starts_with('{')));
    assert!(error.partial::<User>().is_some());
}

#[tokio::test]
async fn a_limit_cuts_the_answer() {
    let Some(client) = client() else { return };
    let error = ask_for_alice(&client)
        .max_tokens(5)
        .json::<User>()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");
    assert!(error.text().unwrap().starts_with('{'), "{error:?}");
    assert_eq!(error.usage().unwrap().completion_tokens, 5);
}

#[tokio::test]
async fn a_bad_schema_is_a_400_in_the_servers_words() {
    let Some(client) = client() else { return };
    let bad = json!({ "type": "json_object", "schema": { "type": "array", "prefixItems": [{ "type": "string" }], "items": false } });
    let body = json!({ "messages": [{ "role": "user", "content": "x" }], "response_format": bad });
    let url = format!("{}/chat/completions", client.base_url());
    let (status, answer) = post(&url, &[], &body).await;
    assert_eq!(status, 400, "{answer}");
    println!("{answer}");
    // It is one that leads down the ladder.
    let server = Server::start();
    server
        .expect("")
        .reply(Reply::raw(400, "application/json", answer));
    server.expect("").reply(Reply::chat(ALICE));
    let client = server.client(Provider::LLAMA_CPP);
    let completion = client.chat("m").user("x").send::<User>().await.unwrap();
    assert_eq!(completion.format, Format::JsonObject);
}

/// The prompt alone, with what a small model makes of it: repaired, asked again, or told as an error.
#[tokio::test]
async fn the_prompt_alone_is_repaired_and_asked_again() {
    let Some(client) = client() else { return };
    let request = ask_for_alice(&client)
        .format(Format::Prompt)
        .reask(Reask::default().attempts(3));
    match request.send::<User>().await {
        Ok(completion) => {
            println!(
                "{:?} after {} answers, {:?}",
                completion.value,
                completion.attempts.len(),
                completion.repairs
            );
            assert!(completion.attempts.len() <= 3 && !completion.value.name.is_empty());
        }
        Err(error) => {
            println!("{error}: {:?}", error.text());
            assert!(is_the_models_fault(&error), "{error}");
            assert!(!error.attempts().is_empty());
        }
    }
}

#[derive(Debug, JsonResponse)]
struct Score {
    /// how sure you are
    #[schemars(range(max = 1))]
    score: f64,
}

/// Bounds on a `number` are not kept to by this server, so they are judged here.
#[tokio::test]
async fn bounds_that_the_server_does_not_keep_to_are_judged_here() {
    let Some(client) = client() else { return };
    let request = client
        .chat("local")
        .user("Alice is 30 years old. Score: 30.")
        .temperature(0.0)
        .max_tokens(60);
    match request.json::<Score>().await {
        Ok(Score { score }) => assert!(score <= 1.0),
        Err(error) => {
            assert_eq!(
                error.kind(),
                ErrorKind::Invalid,
                "{error}: {:?}",
                error.text()
            );
            assert_eq!(error.violations()[0].path, "/score");
            println!("{:?}", error.violations());
        }
    }
    let lowered = schema::<Score>().lower(&dialects::LLAMA_CPP).unwrap();
    assert_eq!(
        lowered.lost()[0].to_string(),
        "/score: maximum (sent, not enforced)"
    );
}

#[derive(Debug, JsonResponse)]
struct Ranges {
    #[schemars(range(min = 1, max = 5))]
    stars: u8,
    narrow: i32,
    wide: u32,
    long: i64,
    #[schemars(length(min = 2, max = 2))]
    pair: Vec<bool>,
    #[schemars(regex(pattern = "^[A-Z]{3}-[0-9]{4}$"))]
    code: String,
}

/// What it does keep to.
#[tokio::test]
async fn bounds_that_the_server_keeps_to_hold() {
    let Some(client) = client() else { return };
    let request = client
        .chat("local")
        .user("Invent a rating with a code.")
        .temperature(0.0)
        .max_tokens(150);
    let value = request.json::<Ranges>().await.unwrap();
    println!("{value:?}");
    assert!(
        (1..=5).contains(&value.stars) && value.pair.len() == 2 && value.code.len() == 8,
        "{value:?}"
    );
}

/// The flat form is taken and ignored: noticed in the answer, and the next form serves.
#[tokio::test]
async fn the_flat_form_is_noticed() {
    let flat = Provider::LLAMA_CPP
        .rungs([
            Rung::new(Format::JsonSchemaFlat, dialects::LLAMA_CPP),
            Rung::new(Format::JsonSchema, dialects::LLAMA_CPP),
        ])
        .schema_visibility(json_mode::provider::SchemaVisibility::Shown);
    let Some(client) = provider(flat) else { return };
    let request = ask_for_alice(&client).reask(Reask::default().attempts(2));
    // Of the values a small model is not sure when it is asked again.
    let attempts = match request.send::<User>().await {
        Ok(completion) => completion.attempts,
        Err(error) => {
            assert!(is_the_models_fault(&error), "{error}");
            error.attempts().to_vec()
        }
    };
    let forms: Vec<Format> = attempts.iter().map(|attempt| attempt.format).collect();
    if forms == [Format::JsonSchemaFlat] {
        println!("the model wrote the shape without being held to it");
        return;
    }
    assert_eq!(forms, [Format::JsonSchemaFlat, Format::JsonSchema]);
    assert_eq!(client.capabilities().known[0].format, "json_schema");
}

#[tokio::test]
async fn a_schema_of_run_time_is_taken() {
    let Some(client) = client() else { return };
    let schema = Schema::from_value(json!({
        "title": "Person", "type": "object",
        "properties": { "name": { "type": "string" }, "mood": { "enum": ["happy", "sad"] }, "born": { "type": "string", "format": "date" } },
        "required": ["name", "mood", "born"],
    }))
    .unwrap();
    let request = client
        .chat("local")
        .user("Bob is happy.")
        .temperature(0.0)
        .max_tokens(100);
    let value = request.value(&schema).await.unwrap();
    assert!(
        value["name"].is_string() && ["happy", "sad"].contains(&value["mood"].as_str().unwrap()),
        "{value}"
    );
}

#[tokio::test]
async fn completions_are_held_to_the_schema_as_well() {
    let Some(client) = client() else { return };
    let request = client
        .completion("local")
        .prompt("A user as JSON with name and address. Alice lives in 42, Wonderland Avenue.\n")
        .temperature(0.0)
        .max_tokens(100);
    match request.send::<User>().await {
        Ok(completion) => assert_eq!(completion.format, Format::JsonSchemaField),
        Err(error) => assert!(is_the_models_fault(&error), "{error}"),
    }
}

/// What an official client sends for the same type is taken and read as ours.
#[tokio::test]
async fn an_official_clients_request_is_answered_alike() {
    let (Some(client), Some(shared)) = (client(), crate::support::shared()) else {
        return;
    };
    for name in [
        "openai-python-parse-user",
        "together-python-json-schema",
        "together-python-json-object-schema",
    ] {
        let file = shared
            .join("wire/reference-clients")
            .join(format!("{name}.json"));
        let requests: Value =
            serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let theirs = &requests[0]["body_json"];
        let mut body: Value =
            serde_json::from_str(&ask_for_alice(&client).body::<User>().unwrap()).unwrap();
        body["response_format"] = theirs["response_format"].clone();
        let url = format!("{}/chat/completions", client.base_url());
        let (status, answer) = post(&url, &[], &body).await;
        assert_eq!(status, 200, "{name}: {answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let text = answer["choices"][0]["message"]["content"].as_str().unwrap();
        assert_eq!(
            json_mode::decode::<User>(text).unwrap().value,
            alice(),
            "{name}: {text}"
        );
    }
}
