//! What the examples share: a host to ask. With a key it is a real one; without, a server on this machine plays an
//! exchange that was recorded, so that every example runs as it stands.

use std::env;
use std::path::PathBuf;

use json_mode::testing::{Recorder, Recording, Server};
use json_mode::transport::Http;
use json_mode::{Client, ClientBuilder, Provider, Result};

/// A host, and a model of its to ask.
pub struct Host {
    /// Asks the host.
    pub client: Client,
    /// A model that the host has; `JSON_MODE_MODEL` names another.
    pub model: String,
    _server: Option<Server>,
    recorder: Option<(Recorder, PathBuf)>,
}

/// The variables that name a host.
const HOSTS: [&str; 4] = [
    "JSON_MODE_BASE_URL",
    "TOGETHER_API_KEY",
    "DEEPINFRA_TOKEN",
    "OPENAI_API_KEY",
];

/// The models that the examples ask where nothing else is said.
const MODELS: &[(&str, &str)] = &[
    ("Together AI", "meta-llama/Llama-3.3-70B-Instruct-Turbo"),
    ("DeepInfra", "deepseek-ai/DeepSeek-V3"),
    ("OpenAI", "gpt-4o-mini"),
];

/// The host whose key is set (`TOGETHER_API_KEY`, `DEEPINFRA_TOKEN`, `OPENAI_API_KEY`; another with `JSON_MODE_MODEL`), or
/// the server at `JSON_MODE_BASE_URL`; else the recording of the example, played as Together AI.
pub fn any_host(example: &str) -> Result<Host> {
    match Client::from_env() {
        Ok(client) if has_model(&client) => asking(example, client),
        Ok(client) => {
            let host = client.provider().name();
            let missing = format!("JSON_MODE_MODEL (a model of {host})");
            playing(example, Provider::TOGETHER, &missing)
        }
        // A host that is named but not set up right is the user's to know about.
        Err(error) if HOSTS.iter().any(|name| env::var_os(name).is_some()) => Err(error),
        Err(_) => playing(
            example,
            Provider::TOGETHER,
            "a key (such as TOGETHER_API_KEY)",
        ),
    }
}

/// Whether it is known which model to ask; a server of one's own mostly has but one.
fn has_model(client: &Client) -> bool {
    let named = |name| env::var_os(name).is_some();
    let host = client.provider().name();
    named("JSON_MODE_MODEL")
        || named("JSON_MODE_BASE_URL")
        || MODELS.iter().any(|(known, _)| *known == host)
}

/// DeepInfra, for the routes that it alone has; else the recording of the example.
pub fn deepinfra(example: &str) -> Result<Host> {
    match Client::deepinfra() {
        Ok(client) => asking(example, client),
        Err(error) if env::var_os("DEEPINFRA_TOKEN").is_some() => Err(error),
        Err(_) => playing(example, Provider::DEEPINFRA, "DEEPINFRA_TOKEN"),
    }
}

/// A server of one's own at `JSON_MODE_BASE_URL`; else the recording of the example.
pub fn local(example: &str) -> Result<Host> {
    match env::var("JSON_MODE_BASE_URL") {
        Ok(url) => {
            let builder = Client::builder(Provider::LLAMA_CPP).base_url(url);
            asking(example, with_key(builder).build()?)
        }
        Err(_) => playing(example, Provider::LLAMA_CPP, "JSON_MODE_BASE_URL"),
    }
}

/// A server of one's own may want a key.
fn with_key(builder: ClientBuilder) -> ClientBuilder {
    match env::var("JSON_MODE_API_KEY") {
        Ok(key) => builder.api_key(key),
        Err(_) => builder,
    }
}

fn asking(example: &str, client: Client) -> Result<Host> {
    let host = client.provider().name().to_owned();
    let known = MODELS
        .iter()
        .find(|(name, _)| *name == host)
        .map(|(_, model)| (*model).to_owned());
    let model = env::var("JSON_MODE_MODEL")
        .ok()
        .or(known)
        .unwrap_or_else(|| "default".to_owned());
    println!("asking {model} at {} ({host})\n", client.base_url());
    let Ok(source) = env::var("JSON_MODE_RECORD") else {
        return Ok(Host {
            client,
            model,
            _server: None,
            recorder: None,
        });
    };
    // To record an exchange anew: the variable says where it comes from.
    let recorder = Recorder::new(Http::new()?, source);
    let provider = client.provider().clone();
    let builder = Client::builder(provider).base_url(client.base_url());
    let client = with_key(builder).transport(recorder.clone()).build()?;
    Ok(Host {
        client,
        model,
        _server: None,
        recorder: Some((recorder, recording_of(example))),
    })
}

fn playing(example: &str, provider: Provider, missing: &str) -> Result<Host> {
    let recording = Recording::load(recording_of(example))?;
    println!(
        "{missing} is not set: playing a recorded exchange\nfrom {}\n",
        recording.source
    );
    let model = MODELS
        .iter()
        .find(|(name, _)| *name == provider.name())
        .map_or("real-model", |(_, model)| *model);
    let server = Server::start();
    server.play(recording);
    let client = server.try_client(provider)?;
    Ok(Host {
        client,
        model: model.to_owned(),
        _server: Some(server),
        recorder: None,
    })
}

fn recording_of(example: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("recordings")
        .join(format!("{example}.json"))
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some((recorder, path)) = &self.recorder {
            match recorder.recording().save(path) {
                Ok(()) => println!("\nrecorded in {}", path.display()),
                Err(error) => println!("\nnot recorded: {error}"),
            }
        }
    }
}
