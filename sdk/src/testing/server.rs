//! A real HTTP server on loopback.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::emulate::Emulator;
use super::exchange::{Call, Expectation, Received, Reply, Script, Times};
use super::play::{Flow, Playing};
use super::recording::Recording;
use super::replay::{into_response, received};
use crate::client::{Client, ClientBuilder};
use crate::error::{Error, Result};
use crate::provider::Provider;
use crate::transport::Retry;

/// The key that [`Server::client`] sends.
pub(super) const KEY: &str = "test-key";

/// A real HTTP server on a free port of this machine, with scripted answers.
///
/// It runs on a thread of its own, so it serves tests of any kind of runtime. Dropping it stops it and checks the
/// script. The example of the [module](super) is its use.
///
/// ```
/// use json_mode::Provider;
/// use json_mode::testing::{Reply, Server};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> json_mode::Result<()> {
/// let server = Server::start();
/// server.expect("/chat/completions").reply(Reply::chat("[1, 2]"));
/// let numbers: Vec<u8> = server.client(Provider::TOGETHER).chat("m").user("Two numbers.").json().await?;
/// assert_eq!(numbers, [1, 2]);
/// assert_eq!(server.requests().len(), 1);
/// # Ok(())
/// # }
/// ```
///
/// # Panics
/// Dropping it panics when an expected call did not come or one came that was not expected; not while the thread is
/// already panicking.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    /// Starts a server.
    ///
    /// # Panics
    /// If there is no free port on loopback, or no thread.
    #[expect(
        clippy::expect_used,
        reason = "a test without its server has nothing to go on with"
    )]
    pub fn start() -> Self {
        Self::try_start().expect("a server on loopback")
    }

    /// Starts a server.
    ///
    /// # Errors
    /// The system's, if there is no free port on loopback, or no thread.
    pub fn try_start() -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let script = Arc::new(Mutex::new(Script::default()));
        let (stop, stopped) = oneshot::channel();
        let served = Arc::clone(&script);
        let thread = thread::Builder::new()
            .name("json-mode-testing".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        _ = serve(listener, served) => {}
                        _ = stopped => {}
                    }
                });
            })?;
        Ok(Self {
            address,
            script,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it is, as a base URL: `http://127.0.0.1:12345/v1`.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// A client of `provider` whose requests come here.
    ///
    /// # Panics
    /// If the client cannot be made, as without a TLS back end that works.
    #[expect(
        clippy::expect_used,
        reason = "a test without its client has nothing to go on with"
    )]
    pub fn client(&self, provider: Provider) -> Client {
        self.try_client(provider)
            .expect("a client for the server on loopback")
    }

    /// A client of `provider` whose requests come here.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if the client cannot be made.
    pub fn try_client(&self, provider: Provider) -> Result<Client> {
        self.builder(provider).build()
    }

    /// The settings of such a client, to change some. It does not wait before a retry.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// use json_mode::Provider;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// let server = Server::start();
    /// server.expect("/chat/completions").reply(Reply::error(503, "too busy"));
    /// let client = server.builder(Provider::TOGETHER).retry(json_mode::Retry::NEVER).build()?;
    /// assert!(client.chat("m").user("A number?").json::<Vec<u8>>().await.is_err());
    /// # Ok(()) }
    /// ```
    pub fn builder(&self, provider: Provider) -> ClientBuilder {
        // Below the path that the host has, so that what was recorded there is found here.
        let base = provider.base_url();
        let path = base
            .split_once("://")
            .map_or(base, |(_, rest)| rest)
            .split_once('/')
            .map_or(String::new(), |(_, path)| format!("/{path}"))
            // What stands for a variable of the environment.
            .replace(['{', '}'], "");
        let base = format!("http://{}{path}", self.address);
        Client::builder(provider)
            .api_key(KEY)
            .base_url(base)
            .retry(Retry::default().first_delay(Duration::ZERO))
    }

    /// Expects one call whose path ends so, such as `/chat/completions`.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// use json_mode::Provider;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// let server = Server::start();
    /// server.expect("/chat/completions").reply(Reply::chat("[1]"));
    /// server.expect("/chat/completions").reply(Reply::chat("[2]"));
    /// let client = server.client(Provider::TOGETHER);
    /// for expected in [[1], [2]] {
    ///     let numbers: Vec<u8> = client.chat("m").user("A number?").json().await?;
    ///     assert_eq!(numbers, expected);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn expect(&self, path: impl Into<String>) -> Expectation {
        let reply = Reply::error(501, "the expected call has no reply");
        let call = Call {
            path: path.into(),
            body: None,
            left: Times::Left(1),
            reply,
        };
        Expectation {
            script: Arc::clone(&self.script),
            call,
        }
    }

    /// Takes, refuses and answers as a host does.
    pub(super) fn emulates(&self, emulator: Emulator) {
        self.script
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .emulator = Some(emulator);
    }

    /// Answers as recorded, any number of times.
    pub fn play(&self, recording: Recording) {
        let calls = recording.exchanges.into_iter().map(Call::from);
        self.script
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .calls
            .extend(calls);
    }

    /// The requests so far, in the order in which they came.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// use json_mode::Provider;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// let server = Server::start();
    /// server.expect("/chat/completions").reply(Reply::chat("[1]"));
    /// let _: Vec<u8> = server.client(Provider::TOGETHER).chat("m").user("A number?").temperature(0.0).json().await?;
    /// assert_eq!(server.requests()[0].body["temperature"], 0.0);
    /// # Ok(()) }
    /// ```
    pub fn requests(&self) -> Vec<Received> {
        self.script
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .received
            .clone()
    }

    /// Checks the script now.
    ///
    /// ```
    /// use json_mode::testing::{Reply, Server};
    /// use json_mode::Provider;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> json_mode::Result<()> {
    /// let server = Server::start();
    /// server.expect("/chat/completions").reply(Reply::chat("[1]"));
    /// assert!(server.verify().is_err()); // it did not come yet
    /// let _: Vec<u8> = server.client(Provider::TOGETHER).chat("m").user("A number?").json().await?;
    /// assert!(server.verify().is_ok());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config): what did not come, and what came and was not expected.
    pub fn verify(&self) -> Result<()> {
        let failures = self
            .script
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .failures();
        if failures.is_empty() {
            Ok(())
        } else {
            Err(Error::config(failures.join("; ")))
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The thread ends when the sender is gone.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if !thread::panicking()
            && let Err(error) = self.verify()
        {
            #[expect(clippy::panic, reason = "this is how a test fails")]
            {
                panic!("the server's script was not kept to: {error}");
            }
        }
    }
}

async fn serve(listener: std::net::TcpListener, script: Arc<Mutex<Script>>) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        let _ = stream.set_nodelay(true);
        let script = Arc::clone(&script);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, Arc::clone(&script)));
            // A client that goes away is the client's business.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(
    request: hyper::Request<Incoming>,
    script: Arc<Mutex<Script>>,
) -> std::result::Result<hyper::Response<Playing>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => Bytes::new(),
    };
    let received = received(&parts, &body);
    let reply = script
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .answer(received);
    let response = into_response(reply).unwrap_or_else(|error| {
        let why = Bytes::from(format!("the scripted reply is no HTTP: {error}"));
        let mut response = http::Response::new(Playing::new(why, &Flow::default()));
        *response.status_mut() = http::StatusCode::NOT_IMPLEMENTED;
        response
    });
    Ok(response)
}
