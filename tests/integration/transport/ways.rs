use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output};

use json_mode::testing::{Reply, Server};
use json_mode::transport::Http;
use json_mode::{Client, Retry};

use crate::support::{ALICE, User, alice, any_host, asking};

/// A key that no proxy may see on the way to a host with TLS.
const KEY: &str = "sk-canary-0123456789";

/// A host that does not exist: only a proxy takes calls to it (RFC 6761).
const ELSEWHERE: &str = "api.invalid";

/// A call to the address in the environment: what a program in a process of its own does.
#[tokio::test]
async fn a_call_in_a_child() {
    let Ok(url) = std::env::var("JSON_MODE_TEST_CALLS") else {
        return;
    };
    let client = Client::builder(any_host())
        .api_key(KEY)
        .base_url(url)
        .allow_http()
        .retry(Retry::NEVER)
        .build()
        .unwrap();
    match asking(&client).json::<User>().await {
        Ok(value) => println!("value: {value:?}"),
        Err(error) => println!("kind: {:?}", error.kind()),
    }
}

/// What that test prints where the environment has these variables and no other ones of proxies.
fn in_child(url: &str, variables: &[(&str, &str)]) -> String {
    let mut child = Command::new(std::env::current_exe().unwrap());
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    let Output { stdout, stderr, .. } = child
        .args(["ways::a_call_in_a_child", "--nocapture"])
        .env("JSON_MODE_TEST_CALLS", url)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    String::from_utf8(stdout).unwrap() + &stderr
}

#[test]
fn a_proxy_of_the_environment_is_used_where_it_should_be() {
    let proxy = Server::start();
    let host = Server::start();
    let at = proxy.url().replace("/v1", "");
    let answered = format!("value: {:?}", alice());
    let away = format!("http://{ELSEWHERE}/v1");

    for name in ["http_proxy", "ALL_PROXY"] {
        proxy.expect("/chat/completions").reply(Reply::chat(ALICE));
        let said = in_child(&away, &[(name, &at)]);
        assert!(said.contains(&answered), "{name}: {said}");
        let requests = proxy.requests();
        let last = requests.last().unwrap();
        assert_eq!(last.header("host"), Some(ELSEWHERE), "{name}");
    }

    // What is near goes past it.
    host.expect("/chat/completions").reply(Reply::chat(ALICE));
    let said = in_child(
        &host.url(),
        &[("http_proxy", &at), ("NO_PROXY", "127.0.0.1")],
    );
    assert!(said.contains(&answered), "{said}");
    assert_eq!((proxy.requests().len(), host.requests().len()), (2, 1));

    // Without one there is no such host.
    let said = in_child(&away, &[]);
    assert!(said.contains("kind: Connect"), "{said}");
}

#[test]
fn a_proxy_carries_tls_and_sees_no_key() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    let proxy = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut seen = Vec::new();
        let mut part = [0; 4096];
        while !seen.ends_with(b"\r\n\r\n") {
            let count = stream.read(&mut part).unwrap();
            assert!(count > 0, "no request");
            seen.extend_from_slice(&part[..count]);
        }
        stream
            .write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")
            .unwrap();
        String::from_utf8(seen).unwrap()
    });
    let away = format!("https://{ELSEWHERE}/v1");
    let said = in_child(&away, &[("HTTPS_PROXY", &at)]);
    let seen = proxy.join().unwrap();
    let asked = format!("CONNECT {ELSEWHERE}:443 HTTP/1.1\r\n");
    assert!(seen.starts_with(&asked), "{seen}");
    assert!(!seen.contains(KEY), "{seen}");
    assert!(said.contains("kind: Connect"), "{said}");
}

#[tokio::test]
async fn a_client_of_ones_own_carries_the_requests() {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let own = reqwest::Client::builder()
        .user_agent("mine/1")
        .tls_backend_preconfigured(tls)
        .build()
        .unwrap();
    let server = Server::start();
    let reply = Reply::chat(ALICE);
    server.expect("/chat/completions").times(2).reply(reply);
    for (transport, agent) in [
        (Http::from(own), "mine/1"),
        (Http::new().unwrap(), "json-mode/"),
    ] {
        let client = server.builder(any_host()).transport(transport).build();
        let request = client.unwrap().chat("m").user("JSON");
        assert_eq!(request.json::<User>().await.unwrap(), alice());
        let requests = server.requests();
        let last = requests.last().unwrap();
        assert!(last.header("user-agent").unwrap().starts_with(agent));
        assert_eq!(last.header("authorization"), Some("Bearer test-key"));
    }
}
