//! Certificates, host names and the process's TLS.

use std::sync::Arc;

use json_mode::{Client, ErrorKind, Provider};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::support::{ALICE, User, alice, any_host, asking, offline};

/// A chat server with a certificate for these names: its port, and the certificate as PEM.
async fn serve(names: &[&str]) -> (u16, String) {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(vec![cert.der().clone()], key)
    .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // A client that does not trust the certificate goes away here.
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return;
                };
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer).await;
                let body = serde_json::json!({ "choices": [{ "message": { "content": ALICE } }] })
                    .to_string();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (port, cert.pem())
}

fn client(host: &str, port: u16, roots: &[&str]) -> Client {
    let builder = Client::builder(any_host())
        .base_url(format!("https://{host}:{port}/v1"))
        .retry(json_mode::Retry::NEVER);
    roots
        .iter()
        .fold(builder, |builder, pem| builder.root_certificate(*pem))
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_certificate_of_ones_own_is_trusted_where_it_is_given() {
    let (port, pem) = serve(&["localhost"]).await;
    let (_, other) = serve(&["localhost"]).await;
    for roots in [vec![pem.as_str()], vec![other.as_str(), pem.as_str()]] {
        let client = client("localhost", port, &roots);
        assert_eq!(asking(&client).json::<User>().await.unwrap(), alice());
    }
    // Two in one text.
    let both = format!("# two\n{other}\n{pem}");
    let trusting = client("localhost", port, &[&both]);
    assert_eq!(asking(&trusting).json::<User>().await.unwrap(), alice());

    for roots in [vec![], vec![other.as_str()]] {
        let client = client("localhost", port, &roots);
        let error = asking(&client).json::<User>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
        assert_eq!(
            error.to_string(),
            format!(
                "no connection to OpenAI-compatible server at localhost:{port}: its certificate is not accepted"
            )
        );
        assert!(
            format!("{error:?}").to_lowercase().contains("certificate"),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let (port, pem) = serve(&["example.com"]).await;
    for host in ["localhost", "127.0.0.1"] {
        let error = client(host, port, &[&pem])
            .chat("m")
            .user("JSON")
            .json::<User>()
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
        assert!(
            format!("{error:?}").contains("NotValidForName"),
            "{error:?}"
        );
    }
    // An address is a name like any other.
    let (port, pem) = serve(&["127.0.0.1"]).await;
    let client = client("127.0.0.1", port, &[&pem]);
    assert_eq!(asking(&client).json::<User>().await.unwrap(), alice());
}

#[tokio::test]
async fn a_server_without_tls_is_no_https_server() {
    let server = json_mode::testing::Server::start();
    let url = server.url().replace("http://", "https://");
    let client = Client::builder(any_host()).base_url(url);
    let client = client.retry(json_mode::Retry::NEVER).build().unwrap();
    let error = asking(&client).json::<User>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
}

#[test]
fn what_is_no_certificate_is_told() {
    for url in ["https://localhost/v1", "http://localhost/v1"] {
        for pem in [
            "",
            "no certificate",
            "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
        ] {
            let built = Client::builder(any_host())
                .base_url(url)
                .root_certificate(pem)
                .build();
            let error = built.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.to_string().contains("root certificate"), "{error}");
        }
    }
}

#[test]
fn a_client_leaves_the_processs_tls_alone() {
    let _hosted = offline(Provider::TOGETHER);
    let _own = offline(Provider::LLAMA_CPP);
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}
