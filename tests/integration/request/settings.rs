//! Keys, addresses, limits of time, connections.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use json_mode::testing::{Reply, Server};
use json_mode::{Client, ErrorKind, Provider, Retry};

use crate::support::{ALICE, User, any_host, asking};

/// What clients become in a process with these variables and no other of ours.
fn in_environment(variables: &[(&str, &str)]) -> String {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args([
        "--exact",
        "request::settings::child",
        "--ignored",
        "--nocapture",
    ]);
    child.env_clear();
    let output = child.envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    text
}

#[test]
#[ignore = "run by the tests below in a process of its own, since the environment is the process's"]
fn child() {
    let gateway =
        || Client::builder(any_host().named("my gateway").key_variable("GATEWAY_KEY")).build();
    for (name, client) in [
        ("from_env", Client::from_env()),
        ("together", Client::together()),
        ("deepinfra", Client::deepinfra()),
        ("openai", Client::openai()),
        ("llama_cpp", Client::llama_cpp()),
        ("gateway", gateway()),
    ] {
        match client {
            Ok(client) => println!(
                "{name}: {} at {}",
                client.provider().name(),
                client.base_url()
            ),
            Err(error) => println!("{name}: {:?}: {error}", error.kind()),
        }
    }
}

/// What the child said of one way to make a client.
fn line<'t>(text: &'t str, name: &str) -> &'t str {
    let start = format!("{name}: ");
    text.lines()
        .find_map(|line| line.strip_prefix(&start))
        .unwrap_or_else(|| panic!("{name} in {text}"))
}

#[test]
fn without_a_key_the_error_names_the_variable() {
    // An empty variable is none.
    for variables in [
        &[][..],
        &[("TOGETHER_API_KEY", " "), ("DEEPINFRA_TOKEN", "")],
    ] {
        let text = in_environment(variables);
        assert_eq!(
            line(&text, "from_env"),
            "Config: no host is set up: set JSON_MODE_PROVIDER, JSON_MODE_BASE_URL or one of TOGETHER_API_KEY, DEEPINFRA_TOKEN, OPENAI_API_KEY, \
             AZURE_OPENAI_API_KEY, GROQ_API_KEY, FIREWORKS_API_KEY, MISTRAL_API_KEY, DEEPSEEK_API_KEY, XAI_API_KEY, \
             CEREBRAS_API_KEY, SAMBANOVA_API_KEY, NEBIUS_API_KEY, NOVITA_API_KEY, HYPERBOLIC_API_KEY, PERPLEXITY_API_KEY, \
             MOONSHOT_API_KEY, DASHSCOPE_API_KEY, NVIDIA_API_KEY, GEMINI_API_KEY, ANTHROPIC_API_KEY, OPENROUTER_API_KEY, \
             HF_TOKEN, CLOUDFLARE_API_KEY, SNOWFLAKE_TOKEN"
        );
        assert_eq!(
            line(&text, "together"),
            "Config: no key for Together AI: set TOGETHER_API_KEY, or give it with `api_key`"
        );
        assert!(
            line(&text, "deepinfra").contains("set DEEPINFRA_TOKEN"),
            "{text}"
        );
        assert!(
            line(&text, "openai").contains("set OPENAI_API_KEY"),
            "{text}"
        );
        assert!(
            line(&text, "gateway").contains("no key for my gateway: set GATEWAY_KEY"),
            "{text}"
        );
        // A server of one's own needs none.
        assert_eq!(
            line(&text, "llama_cpp"),
            "llama.cpp at http://localhost:8080/v1"
        );
    }
}

#[test]
fn from_env_takes_a_server_of_ones_own_first_then_the_hosts_in_order() {
    let all = [
        ("JSON_MODE_BASE_URL", "http://127.0.0.1:9/v1/"),
        ("TOGETHER_API_KEY", "k"),
        ("DEEPINFRA_TOKEN", "k"),
        ("OPENAI_API_KEY", "k"),
        ("GROQ_API_KEY", "k"),
        ("HF_TOKEN", "k"),
    ];
    for (skip, expected) in [
        (0, "OpenAI-compatible server at http://127.0.0.1:9/v1"),
        (1, "Together AI at https://api.together.ai/v1"),
        (2, "DeepInfra at https://api.deepinfra.com/v1/openai"),
        (3, "OpenAI at https://api.openai.com/v1"),
        (4, "Groq at https://api.groq.com/openai/v1"),
        (5, "Hugging Face at https://router.huggingface.co/v1"),
    ] {
        assert_eq!(line(&in_environment(&all[skip..]), "from_env"), expected);
    }
}

#[test]
fn every_name_of_a_key_and_of_an_address_is_read() {
    for (name, client, expected) in [
        ("TOGETHER_AI_API_KEY", "together", "Together AI at"),
        ("DEEPINFRA_API_KEY", "deepinfra", "DeepInfra at"),
        ("DEEPINFRA_API_TOKEN", "deepinfra", "DeepInfra at"),
        ("GATEWAY_KEY", "gateway", "my gateway at"),
    ] {
        let text = in_environment(&[(name, "k")]);
        assert!(line(&text, client).starts_with(expected), "{text}");
    }
    let text = in_environment(&[
        ("OPENAI_API_KEY", "k"),
        ("OPENAI_BASE_URL", "https://proxy/v1"),
    ]);
    assert_eq!(line(&text, "openai"), "OpenAI at https://proxy/v1");
    // Over `http` only where that is said as well.
    let far = [
        ("OPENAI_API_KEY", "k"),
        ("OPENAI_BASE_URL", "http://proxy/v1"),
        ("JSON_MODE_ALLOW_HTTP", "1"),
    ];
    let text = in_environment(&far);
    assert_eq!(line(&text, "openai"), "OpenAI at http://proxy/v1");
    let text = in_environment(&far[..2]);
    assert!(line(&text, "openai").contains("JSON_MODE_ALLOW_HTTP"));
}

#[test]
fn a_base_url_is_a_plain_address() {
    let built = |url: &str| Client::builder(any_host()).base_url(url).build();
    for (given, kept) in [
        ("https://h/v1", "https://h/v1"),
        ("https://h/v1/", "https://h/v1"),
        (" https://h:81/v1// ", "https://h:81/v1"),
        ("https://h", "https://h"),
        ("HTTPS://H/v1", "https://h/v1"),
    ] {
        assert_eq!(built(given).unwrap().base_url(), kept);
    }
    for (url, expected) in [
        ("", "no URL"),
        ("localhost", "no URL"),
        ("localhost:8080/v1", "`localhost:`"),
        ("ftp://h/v1", "`ftp:`"),
        ("file:///v1", "`file:`"),
        ("http://user:hunter2@h/v1", "password"),
        ("http://user@h/v1", "password"),
        ("https://h/v1?key=hunter2", "query"),
        ("https://h/v1#hunter2", "fragment"),
    ] {
        let error = built(url).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains(expected), "{url}: {error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_of_the_base_url_makes_no_difference() {
    let server = Server::start();
    server
        .expect("/chat/completions")
        .times(2)
        .reply(Reply::chat(ALICE));
    for end in ["", "/"] {
        let client = Client::builder(any_host())
            .base_url(server.url() + end)
            .build()
            .unwrap();
        asking(&client).json::<User>().await.unwrap();
    }
    for request in server.requests() {
        assert_eq!(request.path, "/v1/chat/completions");
    }
}

#[test]
fn what_no_header_can_hold_is_told() {
    for (builder, expected) in [
        (Client::builder(any_host()).api_key("a\nhunter2"), "key"),
        (
            Client::builder(any_host()).header("x y", "hunter2"),
            "`x y`",
        ),
        (
            Client::builder(any_host()).header("x-y", "hunter2\n"),
            "`x-y`",
        ),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

/// A listener that takes connections and says nothing, and its address as a base URL.
fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    (listener, url)
}

#[tokio::test]
async fn the_limit_of_time_is_the_calls_or_the_clients() {
    let (_listener, url) = silent();
    let limit = Duration::from_millis(200);
    let long = Duration::from_secs(600);
    let client = |timeout| {
        Client::builder(any_host())
            .base_url(&url)
            .timeout(timeout)
            .build()
            .unwrap()
    };
    for request in [
        client(limit).chat("m").user("JSON"),
        client(long).chat("m").user("JSON").timeout(limit),
    ] {
        let started = Instant::now();
        let error = request.json::<User>().await.unwrap_err();
        let took = started.elapsed();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert!(error.is_retryable());
        assert_eq!(error.attempts().len(), 1);
        assert!(error.to_string().contains("200ms"), "{error}");
        assert!(took >= limit && took < limit * 20, "{took:?}");
    }
}

#[tokio::test]
async fn a_limit_without_end_is_none() {
    let server = Server::start();
    server.expect("/chat/completions").reply(Reply::chat(ALICE));
    let request = server
        .client(any_host())
        .chat("m")
        .user("JSON")
        .timeout(Duration::MAX);
    request.json::<User>().await.unwrap();
}

#[tokio::test]
async fn nobody_there_is_a_failure_to_connect() {
    let (listener, url) = silent();
    drop(listener);
    let client = Client::builder(any_host()).base_url(&url);
    let client = client.retry(Retry::NEVER).build().unwrap();
    let error = asking(&client).json::<User>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(error.is_retryable());
    assert!(
        error
            .to_string()
            .contains("no connection to OpenAI-compatible server"),
        "{error}"
    );
    assert!(std::error::Error::source(&error).is_some());
}

/// Answers each connection with these bytes and closes it.
fn cutting(answer: &'static [u8]) -> String {
    let (listener, url) = silent();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            // The whole request is read, or closing would reset the connection before the answer is.
            let mut request = Vec::new();
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                request.extend_from_slice(&buffer[..count]);
                let text = String::from_utf8_lossy(&request);
                if let Some((head, body)) = text.split_once("\r\n\r\n") {
                    let length = head.lines().find_map(|line| {
                        line.to_ascii_lowercase()
                            .strip_prefix("content-length: ")?
                            .parse()
                            .ok()
                    });
                    if body.len() >= length.unwrap_or(0) {
                        break;
                    }
                }
            }
            let _ = stream.write_all(answer);
        }
    });
    url
}

#[tokio::test]
async fn a_connection_that_breaks_is_interrupted() {
    for (answer, what, attempts) in [
        (
            &b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"choices\":["[..],
            "in the body",
            1,
        ),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"cho\r\n",
            "between chunks",
            1,
        ),
        (b"HTTP/1.1 200 OK\r\ncontent-", "in the head", 3),
        // Nothing of an answer came, so it is asked for again.
        (b"", "before the answer", 3),
    ] {
        let client = Client::builder(any_host())
            .base_url(cutting(answer))
            .retry(Retry::default().first_delay(Duration::ZERO))
            .build()
            .unwrap();
        let error = asking(&client).json::<User>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{what}: {error}");
        assert!(error.is_retryable(), "{what}");
        assert_eq!(error.attempts().len(), attempts, "{what}");
        assert_eq!(error.text(), None, "{what}");
    }
}

#[tokio::test]
async fn clones_share_their_connections() {
    let accepted = Arc::new(AtomicUsize::new(0));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let counter = Arc::clone(&accepted);
    // Hands each connection on to a real server, byte for byte.
    let server = Server::start();
    server
        .expect("/chat/completions")
        .times(6)
        .reply(Reply::chat(ALICE));
    let behind = server
        .url()
        .trim_start_matches("http://")
        .trim_end_matches("/v1")
        .to_owned();
    tokio::spawn(async move {
        while let Ok((mut front, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::SeqCst);
            let mut back = tokio::net::TcpStream::connect(&behind).await.unwrap();
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut front, &mut back).await });
        }
    });
    let client = Client::builder(Provider::compatible(url)).build().unwrap();
    for _ in 0..3 {
        asking(&client).json::<User>().await.unwrap();
        client
            .clone()
            .chat("n")
            .user("JSON")
            .json::<User>()
            .await
            .unwrap();
    }
    assert_eq!(accepted.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_key_is_what_is_left_of_it() {
    // No environment has a variable of this name.
    let host = || any_host().key_variable("JSON_MODE_TEST_NO_SUCH_KEY");
    for key in ["", " \n"] {
        let error = Client::builder(host()).api_key(key).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{key:?}");
        assert!(error.to_string().contains("NO_SUCH_KEY"), "{error}");
    }
    let server = Server::start();
    server.expect("").reply(Reply::chat(ALICE));
    let client = server.builder(host()).api_key(" sk-1\n").build().unwrap();
    asking(&client).json::<User>().await.unwrap();
    assert_eq!(
        server.requests()[0].header("authorization"),
        Some("Bearer sk-1")
    );
}

/// A transport of one's own that answers at once, on whatever runs it.
#[derive(Debug)]
struct Instantly;

impl json_mode::transport::Transport for Instantly {
    fn send(
        &self,
        _: json_mode::http::Request<json_mode::bytes::Bytes>,
    ) -> json_mode::transport::Sending<'_> {
        let body = r#"{"choices":[{"message":{"content":"x"}}]}"#;
        Box::pin(async move { Ok(json_mode::http::Response::new(body.into())) })
    }
}

#[test]
fn a_transport_of_ones_own_needs_no_tokio() {
    let client = Client::builder(Provider::compatible("http://localhost/v1"))
        .transport(Instantly)
        .build()
        .unwrap();
    let request = client.chat("m").user("x");
    let mut call = Box::pin(request.text());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::future::Future::poll(call.as_mut(), &mut context) {
        std::task::Poll::Ready(answer) => assert_eq!(answer.unwrap().value, "x"),
        std::task::Poll::Pending => panic!("the answer was there"),
    }
}

/// A program spawns its calls.
#[test]
fn calls_can_go_to_another_thread() {
    fn goes<T: Send>(_: T) {}
    fn shared<T: Send + Sync + Clone>(_: &T) {}
    let client = Client::builder(any_host()).build().unwrap();
    let request = client.chat("m").user("x");
    shared(&client);
    shared(&request);
    goes(request.json::<User>());
    goes(request.text());
}
