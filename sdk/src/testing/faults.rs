//! A server on loopback that misbehaves, below HTTP as well.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::exchange::Reply;
use crate::client::{Client, ClientBuilder};
use crate::provider::Provider;
use crate::transport::Retry;

/// How a server misbehaves.
///
/// What a host can send and mean is no fault of the connection and is scripted with [`Server`](super::Server): a status with any
/// form of `retry-after`, an error in an answer with status 200, a page instead of JSON, data behind the end of a stream.
///
/// Bytes are counted from the first of the response, its head included; [`FaultServer::response_len`] is the count of
/// all. A count over it is the whole response.
///
/// ```
/// use json_mode::testing::{Fault, FaultServer, Reply};
/// use json_mode::{ErrorKind, Provider, Retry};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// for (fault, kind) in [
///     (Fault::Refuse, ErrorKind::Connect),
///     (Fault::Close(40), ErrorKind::Interrupted),
///     (Fault::CutGzip, ErrorKind::Protocol),
/// ] {
///     let server = FaultServer::start(fault, Reply::chat("[1]"));
///     let client = server.builder(Provider::TOGETHER).retry(Retry::NEVER).build()?;
///     let error = client.chat("m").user("JSON").json::<Vec<u8>>().await.unwrap_err();
///     assert_eq!(error.kind(), kind, "{fault:?}");
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Nobody listens.
    Refuse,
    /// The connection is accepted, and nothing is said.
    Silence,
    /// The connection is reset after so many bytes.
    Reset(usize),
    /// The connection is closed after so many bytes, fewer than were promised.
    Close(usize),
    /// The connection is closed after so many bytes, and how many there would be was not said: as HTTP/1.0 ends a body.
    CloseUnannounced(usize),
    /// Nothing is said after so many bytes, and the connection stays open. With a count over the whole response it is a
    /// body that is never closed.
    Stall(usize),
    /// One byte, then a wait of so many milliseconds, and so on.
    Drip(u32),
    /// The head of the response, and then only comments of an event stream, one every so many milliseconds.
    KeepAlives(u32),
    /// A body in chunks, the second of which has no readable length.
    BrokenChunks,
    /// The body is said to be compressed by gzip, and is cut after the first bytes of that.
    CutGzip,
    /// The body never ends: white space follows, as fast as it is read.
    Endless,
    /// The head never ends: one header that goes on, as fast as it is read.
    EndlessHead,
    /// The connection is kept after the first response and closed when the next request comes on it, as by a server
    /// that has just given up an idle connection.
    Stale,
}

/// A server on a free port of this machine that misbehaves in one way.
///
/// ```
/// use json_mode::testing::{Fault, FaultServer, Reply};
/// use json_mode::{ErrorKind, Provider, Retry};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// let server = FaultServer::start(Fault::Reset(0), Reply::chat("[1]"));
/// let client = server.builder(Provider::TOGETHER).retry(Retry::NEVER).build()?;
/// let error = client.chat("m").user("JSON").json::<Vec<u8>>().await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Interrupted);
/// assert_eq!(server.requests(), 1);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct FaultServer {
    address: SocketAddr,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct State {
    fault: Fault,
    reply: Reply,
    /// How many requests are misbehaved to.
    times: usize,
    requests: AtomicUsize,
    connections: AtomicUsize,
    stopped: AtomicBool,
}

/// How often a connection that waits looks whether the other side is there.
const LOOK: Duration = Duration::from_millis(10);

impl FaultServer {
    /// A server that answers every request with `reply`, and misbehaves as it does.
    ///
    /// # Panics
    /// If there is no port on loopback, or no thread.
    pub fn start(fault: Fault, reply: Reply) -> Self {
        Self::start_for(usize::MAX, fault, reply)
    }

    /// A server that misbehaves to so many requests, and then answers as it should.
    ///
    /// # Panics
    /// If there is no port on loopback, or no thread.
    #[expect(
        clippy::expect_used,
        reason = "a test without its server has nothing to go on with"
    )]
    pub fn start_for(times: usize, fault: Fault, reply: Reply) -> Self {
        Self::try_start(times, fault, reply).expect("a server on loopback")
    }

    fn try_start(times: usize, fault: Fault, reply: Reply) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            fault,
            reply,
            times,
            requests: AtomicUsize::new(0),
            connections: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
        });
        let served = Arc::clone(&state);
        let thread = if fault == Fault::Refuse {
            None
        } else {
            let thread = thread::Builder::new().name("json-mode-faults".to_owned());
            Some(thread.spawn(move || accept(&listener, &served))?)
        };
        Ok(Self {
            address,
            state,
            thread,
        })
    }

    /// Where it is, as a base URL.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The settings of a client of `provider` whose requests come here; it does not wait before a retry.
    pub fn builder(&self, provider: Provider) -> ClientBuilder {
        Client::builder(provider)
            .api_key("test-key")
            .base_url(self.url())
            .retry(Retry::default().first_delay(Duration::ZERO))
    }

    /// How many requests came.
    pub fn requests(&self) -> usize {
        self.state.requests.load(Ordering::SeqCst)
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// How many bytes the whole response has.
    pub fn response_len(&self) -> usize {
        let reply = &self.state.reply;
        head(reply, &length(reply)).len() + reply.body.len()
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn accept(listener: &TcpListener, state: &Arc<State>) {
    let mut threads = Vec::new();
    for stream in listener.incoming() {
        if state.stopped.load(Ordering::SeqCst) {
            break;
        }
        let Ok(stream) = stream else { continue };
        let state = Arc::clone(state);
        state.connections.fetch_add(1, Ordering::SeqCst);
        threads.push(thread::spawn(move || {
            // What becomes of it is the client's to tell.
            let _ = serve(stream, &state);
            state.connections.fetch_sub(1, Ordering::SeqCst);
        }));
    }
    for thread in threads {
        let _ = thread.join();
    }
}

fn serve(mut stream: TcpStream, state: &State) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(LOOK))?;
    stream.set_write_timeout(Some(LOOK))?;
    let mut on_this = 0;
    // The last byte of a request is left unread where the connection is to be reset: that is how it is.
    let leave = usize::from(matches!(state.fault, Fault::Reset(_)));
    while read_request(&mut stream, state, leave)? {
        let before = state.requests.fetch_add(1, Ordering::SeqCst);
        on_this += 1;
        if before >= state.times {
            return respond(&mut stream, state, &length(&state.reply), usize::MAX);
        }
        match state.fault {
            Fault::Silence => wait(&mut stream, state, None)?,
            Fault::Reset(count) | Fault::Close(count) => {
                respond(&mut stream, state, &length(&state.reply), count)?;
            }
            Fault::CloseUnannounced(count) => respond(&mut stream, state, "", count)?,
            Fault::Stall(count) => {
                let whole = count >= head(&state.reply, "").len() + state.reply.body.len();
                // A body that is not closed must not say how long it is.
                let length = if whole {
                    String::new()
                } else {
                    length(&state.reply)
                };
                respond(&mut stream, state, &length, count)?;
                wait(&mut stream, state, None)?;
            }
            Fault::Drip(millis) => {
                let response = [
                    head(&state.reply, &length(&state.reply)).into_bytes(),
                    state.reply.body.clone(),
                ];
                for byte in response.concat() {
                    send(&mut stream, state, &[byte])?;
                    wait(&mut stream, state, Some(millis))?;
                }
            }
            Fault::KeepAlives(millis) => {
                respond(&mut stream, state, "", head(&state.reply, "").len())?;
                while !state.stopped.load(Ordering::SeqCst) {
                    send(&mut stream, state, b": keep-alive\n\n")?;
                    wait(&mut stream, state, Some(millis))?;
                }
            }
            Fault::BrokenChunks => {
                let head = head(&state.reply, "transfer-encoding: chunked\r\n");
                let (first, rest) = state.reply.body.split_at(state.reply.body.len() / 2);
                send(&mut stream, state, head.as_bytes())?;
                send(
                    &mut stream,
                    state,
                    format!("{:x}\r\n", first.len()).as_bytes(),
                )?;
                send(&mut stream, state, first)?;
                send(&mut stream, state, b"\r\nno length\r\n")?;
                send(&mut stream, state, rest)?;
            }
            Fault::CutGzip => {
                // The magic number, deflate, no name, and nothing more.
                let begun = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b];
                let head = head(
                    &state.reply,
                    &format!(
                        "content-encoding: gzip\r\ncontent-length: {}\r\n",
                        begun.len()
                    ),
                );
                send(&mut stream, state, head.as_bytes())?;
                send(&mut stream, state, &begun)?;
            }
            Fault::Endless => {
                respond(&mut stream, state, "", usize::MAX)?;
                endless(&mut stream, state, b' ')?;
            }
            Fault::EndlessHead => {
                let head = head(&state.reply, "x-filler: ");
                let open = head.trim_end();
                send(&mut stream, state, open.as_bytes())?;
                endless(&mut stream, state, b'x')?;
            }
            Fault::Stale if on_this == 1 => {
                let extra = format!("content-length: {}\r\n", state.reply.body.len());
                let head = head(&state.reply, &extra).replace("connection: close\r\n", "");
                send(&mut stream, state, head.as_bytes())?;
                send(&mut stream, state, &state.reply.body)?;
                continue;
            }
            // Nobody is refused who is here.
            Fault::Stale | Fault::Refuse => {}
        }
        return Ok(());
    }
    Ok(())
}

/// Reads a request but for its last `leave` bytes; `false` if there is none.
fn read_request(stream: &mut TcpStream, state: &State, leave: usize) -> io::Result<bool> {
    let mut request = Vec::new();
    let mut needed: Option<usize> = None;
    let mut byte = [0];
    while needed.is_none_or(|needed| request.len() + leave < needed) {
        match stream.read(&mut byte) {
            Ok(0) => return Ok(false),
            Ok(_) => request.push(byte[0]),
            Err(error) if is_wait(&error) => {
                if state.stopped.load(Ordering::SeqCst) {
                    return Ok(false);
                }
                continue;
            }
            Err(error) => return Err(error),
        }
        if needed.is_none() && request.ends_with(b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&request).to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            needed = Some(request.len() + length.unwrap_or(0_usize));
        }
    }
    Ok(true)
}

fn is_wait(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}

/// Waits for so many milliseconds, or until either side is gone.
fn wait(stream: &mut TcpStream, state: &State, millis: Option<u32>) -> io::Result<()> {
    let until = millis.map(|millis| Instant::now() + Duration::from_millis(millis.into()));
    let mut byte = [0];
    while !state.stopped.load(Ordering::SeqCst) && until.is_none_or(|until| Instant::now() < until)
    {
        match stream.read(&mut byte) {
            Ok(0) => return Err(io::ErrorKind::ConnectionAborted.into()),
            Ok(_) => {}
            Err(error) if is_wait(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Writes all of it, as far as the other side reads it before the server is stopped.
fn send(stream: &mut TcpStream, state: &State, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() && !state.stopped.load(Ordering::SeqCst) {
        match stream.write(bytes) {
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if is_wait(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// This byte, until either side has enough.
fn endless(stream: &mut TcpStream, state: &State, byte: u8) -> io::Result<()> {
    let many = vec![byte; 1 << 16];
    while !state.stopped.load(Ordering::SeqCst) {
        send(stream, state, &many)?;
    }
    Ok(())
}

/// The first `count` bytes of the response.
fn respond(stream: &mut TcpStream, state: &State, extra: &str, count: usize) -> io::Result<()> {
    let mut response = head(&state.reply, extra).into_bytes();
    response.extend_from_slice(&state.reply.body);
    response.truncate(count);
    send(stream, state, &response)
}

fn length(reply: &Reply) -> String {
    format!("content-length: {}\r\n", reply.body.len())
}

fn head(reply: &Reply, extra: &str) -> String {
    let mut out = format!("HTTP/1.1 {} -\r\n", reply.status);
    for (name, value) in &reply.headers {
        for part in [name, ": ", value, "\r\n"] {
            out.push_str(part);
        }
    }
    out + extra + "connection: close\r\n\r\n"
}
