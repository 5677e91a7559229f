//! A host for load and soak, in a process of its own: it answers at once, or with the fault that the request asks for.
//!
//! It is written on sockets, for faults below HTTP, and so that it costs little and keeps nothing: the server that users
//! test with remembers every request.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[path = "http_request.rs"]
mod http_request;
use http_request::request;

/// The program's first argument where it is to be the host.
const ROLE: &str = "host";

/// What a request's text holds before the name of the fault that it asks for.
pub const MARK: &str = "fault=";

/// How long a slow answer takes.
pub const SLOW: Duration = Duration::from_secs(3);

/// A process that is a host, until it is dropped.
pub struct Host {
    child: Child,
    url: String,
}

impl Host {
    /// Starts this program again, as a host.
    pub fn start() -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .arg(ROLE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut url)
            .unwrap();
        let url = url.trim().to_owned();
        Self { child, url }
    }

    /// Its base URL.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It ends with its standard input.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Is the host and ends the process, if it was started for that. To be called first of all.
pub fn be_host_if_asked() {
    if env::args().nth(1).as_deref() != Some(ROLE) {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let listener = runtime
        .block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
        .unwrap();
    println!("http://{}/v1", listener.local_addr().unwrap());
    std::io::stdout().flush().unwrap();
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    runtime.block_on(async {
        loop {
            if let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                tokio::spawn(serve(stream));
            }
        }
    });
}

/// Answers on one connection until either side ends it.
async fn serve(mut stream: TcpStream) -> Option<()> {
    let mut buffer = Vec::with_capacity(4096);
    loop {
        let (head, length) = loop {
            if let Some(found) = request(&buffer) {
                break found;
            }
            if stream.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
        };
        let body = buffer.get(head..head + length)?;
        let fault = fault(body);
        buffer.drain(..head + length);
        let answer = match fault.as_deref() {
            None => answer("200 OK", "", &chat(ALICE, "stop")),
            Some("reset") => {
                // Closed without lingering, a socket resets its connection.
                let _ = stream.set_zero_linger();
                return None;
            }
            Some("close") => return None,
            Some("cut_head") => b"HTTP/1.1 200 OK\r\ncontent-".to_vec(),
            Some("cut_body") => {
                let mut whole = answer("200 OK", "", &chat(ALICE, "stop"));
                whole.truncate(whole.len() - 40);
                whole
            }
            Some("broken_chunks") => {
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"
                    .to_vec()
            }
            Some("garbage") => b"\x00\xff\x13 no HTTP at all \r\n\r\n".to_vec(),
            Some("slow") => {
                tokio::time::sleep(SLOW).await;
                answer("200 OK", "", &chat(ALICE, "stop"))
            }
            Some("page") => answer("200 OK", "", "<html><title>502</title></html>"),
            Some("busy") => answer("429 Too Many Requests", "retry-after: 0\r\n", ERROR),
            Some("down") => answer("500 Internal Server Error", "", ERROR),
            Some("length") => answer("200 OK", "", &chat(r#"{\"name\": \"Al"#, "length")),
            Some("prose") => answer("200 OK", "", &chat("I would rather not.", "stop")),
            Some(other) => panic!("no such fault: {other}"),
        };
        stream.write_all(&answer).await.ok()?;
        if matches!(
            fault.as_deref(),
            Some("cut_head" | "cut_body" | "broken_chunks" | "garbage")
        ) {
            return None;
        }
    }
}

const ALICE: &str = r#"{\"name\": \"Alice\", \"address\": \"42, Wonderland Avenue\"}"#;
const ERROR: &str =
    r#"{"error":{"message":"not now","type":"server_error","param":null,"code":null}}"#;

fn chat(content: &str, finish_reason: &str) -> String {
    format!(
        r#"{{"id":"chatcmpl-1","object":"chat.completion","created":1787697334,"model":"some/model","choices":[{{"index":0,"message":{{"role":"assistant","content":"{content}"}},"finish_reason":"{finish_reason}"}}],"usage":{{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}}}"#
    )
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n\
         x-ratelimit-limit-requests: 100000\r\nx-ratelimit-remaining-requests: 99999\r\n\
         x-ratelimit-reset-requests: 1ms\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// The name of the fault that a body asks for.
fn fault(body: &[u8]) -> Option<String> {
    let mark = MARK.as_bytes();
    let at = body.windows(mark.len()).position(|part| part == mark)? + mark.len();
    let name = body[at..]
        .iter()
        .take_while(|byte| byte.is_ascii_lowercase() || **byte == b'_');
    Some(name.map(|byte| char::from(*byte)).collect())
}
