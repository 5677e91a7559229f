//! Answers that are read as they come.

// What an error of a stream shows.
mod errors;
// Streams that break, pause, run over or are given up.
mod faults;
// Elements of lists, each as soon as it is whole.
mod items;
// What came before an error comes before it.
mod order;
// Streams that are recorded and played again.
mod playing;
// Streams of the hosts from a folder beside this repository, file by file.
pub mod recorded;
// Streams that end at the first broken rule.
mod stopping;
// Plain text, delta by delta.
mod text;
// Values that grow.
mod typed;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A listener of the test's own, and its address as a base URL.
async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    (listener, url)
}

/// Reads a request up to its body and begins an answer without a length.
async fn begin(listener: &TcpListener) -> TcpStream {
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut seen = Vec::new();
    while !seen.windows(4).any(|four| four == b"\r\n\r\n") {
        let mut part = [0; 4096];
        let length = socket.read(&mut part).await.unwrap();
        assert!(length > 0, "no request came");
        seen.extend_from_slice(&part[..length]);
    }
    socket
        .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        .await
        .unwrap();
    socket
}

/// Reads what is left of the request, and waits until the connection is closed.
async fn closed(mut socket: TcpStream) {
    let mut part = [0; 4096];
    while let Ok(1..) = socket.read(&mut part).await {}
}
