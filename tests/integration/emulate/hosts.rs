//! What each host takes, and what it answers.

use json_mode::provider::Provider;
use json_mode::provider::dialects::JSON_OBJECT;
use json_mode::testing::{Emulator, Reply, Server};
use json_mode::{Client, ErrorKind, Format, JsonResponse, Reask, schema};

use crate::schema::family::{Sample, for_each_type};
use crate::support::User;

/// A typed call at every host: what we send is taken at once, and the answer is read.
#[tokio::test]
async fn what_we_send_every_host_takes() {
    for provider in Provider::ALL {
        let provider = (*provider).clone();
        let lowered = schema::<User>().lower(&JSON_OBJECT).unwrap();
        let known = json_mode::Schema::from_value(lowered.to_value()).unwrap();
        let server = Emulator::new(provider.clone()).schema(&known).start();
        let client = server.client(provider.clone());
        let request = client
            .chat("some/model")
            .user("Invent a user.")
            .max_tokens(100);
        let completion = request.send::<User>().await;
        let completion = completion.unwrap_or_else(|error| panic!("{}: {error}", provider.name()));
        assert_eq!(completion.attempts.len(), 1, "{}", provider.name());
        assert_eq!(completion.value.name.chars().count(), 12);
        assert!(
            completion.usage.unwrap().total_tokens > 0,
            "{}",
            provider.name()
        );
        let no_reason = completion.finish_reason.is_none();
        assert_eq!(
            no_reason,
            ["Cloudflare", "Snowflake"].contains(&provider.name()),
            "{}",
            provider.name()
        );
    }
}

/// Every type of the family at hosts with rules: none is refused, all are read.
#[test]
fn every_type_gets_through_every_strict_host() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    fn one<T: Sample>(
        name: &str,
        (calls, read): &mut (usize, usize),
        runtime: &tokio::runtime::Runtime,
    ) {
        for (provider, model) in [
            (Provider::OPENAI, "gpt-x"),
            (Provider::TOGETHER, "m"),
            (Provider::GROQ, "openai/gpt-oss-20b"),
            (Provider::FIREWORKS, "m"),
            (Provider::CEREBRAS, "m"),
            (Provider::XAI, "m"),
            (Provider::GEMINI, "m"),
            (Provider::LLAMA_CPP, "m"),
        ] {
            *calls += 1;
            let schema = schema::<T>();
            let object = schema.lower(&JSON_OBJECT).unwrap();
            let known = json_mode::Schema::from_value(object.to_value()).unwrap();
            let server = Emulator::new(provider.clone())
                .schema(&known)
                .seed(*calls as u64)
                .start();
            let client = server
                .builder(provider.clone())
                .reask(Reask::NEVER)
                .build()
                .unwrap();
            let request = client.chat(model).user("x");
            let story = format!("{name} at {}", provider.name());
            let completion = runtime.block_on(request.send::<T>());
            let sent = &server.requests()[0].text;
            let requests = server.requests().len();
            assert_eq!(requests, 1, "{story}: a form was refused:\n{sent}");
            let lint = schema.lint(&provider);
            let completion = match completion {
                Ok(completion) => completion,
                // A rule that the host does not keep to, or that no schema says, is broken for real.
                Err(error) => {
                    let wrong = matches!(error.kind(), ErrorKind::Decode | ErrorKind::Invalid);
                    assert!(
                        wrong && !error.violations().is_empty(),
                        "{story}: {error}: {:?}",
                        error.text()
                    );
                    continue;
                }
            };
            *read += 1;
            // The first form of the host's that can say the type.
            assert_eq!(lint.first().unwrap().format, completion.format, "{story}");
        }
    }
    let mut counts = (0, 0);
    for_each_type!(one, &mut counts, &runtime);
    let (calls, read) = counts;
    println!("{calls} calls, none refused, {read} answers read");
    assert!(read * 10 > calls * 8, "{read} of {calls}");
}

#[derive(Debug, PartialEq, JsonResponse)]
struct Sized {
    names: Vec<String>,
    #[schemars(length(min = 2, max = 3))]
    few: Vec<bool>,
    #[schemars(regex(pattern = r"^[A-Z]{2}-\d{3}$"))]
    code: String,
    #[schemars(range(min = 5, max = 9))]
    grade: u8,
}

#[tokio::test]
async fn answers_have_the_sizes_asked_for_and_depend_on_the_seed() {
    let ask = async |seed: u64| {
        let server = Emulator::new(Provider::LLAMA_CPP)
            .seed(seed)
            .list_len(40)
            .text_chars(7)
            .start();
        let client = server.client(Provider::LLAMA_CPP);
        client.chat("m").user("x").json::<Sized>().await.unwrap()
    };
    let first = ask(1).await;
    assert_eq!(first.names.len(), 40);
    assert!(
        first.names.iter().all(|name| name.chars().count() == 7),
        "{first:?}"
    );
    assert!(
        (2..=3).contains(&first.few.len()) && (5..=9).contains(&first.grade),
        "{first:?}"
    );
    assert_eq!(first, ask(1).await);
    assert_ne!(first, ask(2).await);
    // Each answer of one server is another.
    let server = Emulator::new(Provider::LLAMA_CPP).start();
    let client = server.client(Provider::LLAMA_CPP);
    let request = client.chat("m").user("x").n(2);
    let two = request.send::<Sized>().await.unwrap();
    assert_ne!(&two.value, &two.others[0].as_ref().unwrap().value);
}

/// What is scripted is answered, but only to requests that the host takes.
#[tokio::test]
async fn a_script_answers_what_is_taken() {
    let server = Server::emulate(Provider::OPENAI);
    server
        .expect("/chat/completions")
        .reply(Reply::chat(r#"{"name":"Bob","address":"1"}"#));
    let wrong = Client::builder(Provider::OPENAI)
        .api_key("wrong-key-1")
        .base_url(server.url())
        .build()
        .unwrap();
    let error = wrong
        .chat("gpt-x")
        .user("x")
        .json::<User>()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    let client = server.client(Provider::OPENAI);
    let request = client.chat("gpt-x").user("x");
    assert_eq!(request.json::<User>().await.unwrap().name, "Bob");
    // The script is spent: the next answer is sampled.
    assert_ne!(request.json::<User>().await.unwrap().name, "Bob");
}

#[tokio::test]
async fn the_ladder_goes_down_where_the_host_refuses() {
    // A model that is known to have no strict form, asked in another program's way.
    let strict = Provider::GROQ.start(Format::JsonSchemaStrict).models(&[]);
    let server = Emulator::new(Provider::GROQ)
        .schema(&schema::<User>())
        .start();
    let client = server.client(strict);
    let completion = client
        .chat("some/model")
        .user("x")
        .send::<User>()
        .await
        .unwrap();
    assert_eq!(
        completion.format,
        Format::JsonObject,
        "{:?}",
        completion.attempts
    );
}
