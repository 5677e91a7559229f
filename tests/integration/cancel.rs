//! A call that is dropped: its socket closes at once, and nothing goes on.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use json_mode::{Client, Pacing};

use crate::support::any_host;

/// How soon a socket is closed after its call was dropped.
const SOON: Duration = Duration::from_millis(100);

/// A server's end of one connection, after the request in it was read.
fn accept(listener: &TcpListener) -> TcpStream {
    let (mut stream, _) = listener.accept().unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.ends_with(b"}") {
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "the request was cut");
        request.extend_from_slice(&buffer[..count]);
    }
    stream
}

/// How long until the other end is closed.
fn closes(mut stream: TcpStream) -> Duration {
    let started = Instant::now();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    match stream.read(&mut [0; 64]) {
        Ok(0) => {}
        // Bytes that were not read are answered with a reset.
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
        other => panic!("the socket is open: {other:?}"),
    }
    started.elapsed()
}

#[tokio::test]
async fn a_dropped_call_closes_its_socket_at_once() {
    // Nothing of an answer, a part of its head, and a part of its body.
    let parts: [&[u8]; 3] = [
        b"",
        b"HTTP/1.1 200 OK\r\ncontent-",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"choices\":[",
    ];
    for part in parts {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let builder = Client::builder(any_host()).base_url(url);
        let pacing = Pacing::learned().requests_per_minute(1000);
        let client = builder.pacing(pacing).max_in_flight(1).build().unwrap();
        let request = client.chat("m").user("x");
        let call = {
            let request = request.clone();
            tokio::spawn(async move { request.text().await })
        };
        let stream = tokio::task::spawn_blocking(move || {
            use std::io::Write;
            let mut stream = accept(&listener);
            stream.write_all(part).unwrap();
            (stream, listener)
        });
        let (stream, listener) = stream.await.unwrap();
        let waiting = tokio::task::spawn_blocking(|| closes(stream));
        // The part of an answer is on its way.
        tokio::task::yield_now().await;
        call.abort();
        let dropped = Instant::now();
        assert!(call.await.unwrap_err().is_cancelled());
        waiting.await.unwrap();
        let took = dropped.elapsed();
        assert!(took < SOON, "{took:?} after {part:?}");

        // Its place in flight is free, and what it was is not sent again: the next connection is another call's.
        let next =
            tokio::spawn(async move { request.timeout(Duration::from_secs(5)).text().await });
        let stream = tokio::task::spawn_blocking(move || {
            let stream = accept(&listener);
            listener.set_nonblocking(true).unwrap();
            let more = listener.accept().map(|_| ());
            assert_eq!(more.unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
            stream
        });
        let stream = stream.await.unwrap();
        next.abort();
        drop(stream);
    }
}

/// Counts requests that are under way by the futures that carry them.
#[derive(Debug, Default)]
struct Counting(Arc<AtomicUsize>);

struct Alive(Arc<AtomicUsize>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl json_mode::transport::Transport for Counting {
    fn send(
        &self,
        _: json_mode::http::Request<json_mode::bytes::Bytes>,
    ) -> json_mode::transport::Sending<'_> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let alive = Alive(Arc::clone(&self.0));
        Box::pin(async move {
            let _alive = alive;
            std::future::pending().await
        })
    }
}

#[tokio::test]
async fn nothing_keeps_running_after_a_call_was_dropped() {
    let counting = Counting::default();
    let alive = Arc::clone(&counting.0);
    let client = Client::builder(any_host())
        .transport(counting)
        .build()
        .unwrap();
    let metrics = tokio::runtime::Handle::current().metrics();
    let before = metrics.num_alive_tasks();
    {
        let request = client.chat("m").user("x");
        let mut call = Box::pin(request.text());
        let pending = tokio::time::timeout(Duration::from_millis(10), &mut call).await;
        assert!(pending.is_err());
        assert_eq!(alive.load(Ordering::SeqCst), 1);
        assert_eq!(metrics.num_alive_tasks(), before, "a call starts no task");
    }
    assert_eq!(alive.load(Ordering::SeqCst), 0);
    assert_eq!(metrics.num_alive_tasks(), before);
}
