//! How a request gets to a host and its answer back: one method.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;

use super::Body;
use crate::error::{Error, ErrorKind};

/// The future of a [`Transport`].
///
/// ```
/// use json_mode::transport::{Sending, TransportError};
///
/// /// A transport that is not there yet.
/// fn nowhere<'a>() -> Sending<'a> {
///     Box::pin(async { Err(TransportError::connect("the tunnel is closed")) })
/// }
/// # let _ = nowhere();
/// ```
pub type Sending<'a> =
    Pin<Box<dyn Future<Output = Result<::http::Response<Body>, TransportError>> + Send + 'a>>;

/// Sends one request and gives what comes back, whatever its status.
///
/// The client makes the whole request, key included; a transport only carries it. Wrap another transport to watch
/// or record what passes, or write one for a runtime or a network of your own.
///
/// # Cancel safety
/// Dropping the future must give the request up.
///
/// ```
/// use json_mode::bytes::Bytes;
/// use json_mode::http::Request;
/// use json_mode::transport::{Http, Sending, Transport};
/// use json_mode::{Client, Provider};
///
/// /// Tells which way each request goes.
/// #[derive(Debug)]
/// struct Telling(Http);
///
/// impl Transport for Telling {
///     fn send(&self, request: Request<Bytes>) -> Sending<'_> {
///         println!("to {}, {} bytes", request.uri(), request.body().len());
///         self.0.send(request)
///     }
/// }
///
/// let client = Client::builder(Provider::LLAMA_CPP).transport(Telling(Http::new()?)).build()?;
/// # Ok::<(), json_mode::Error>(())
/// ```
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends `request`.
    fn send(&self, request: ::http::Request<Bytes>) -> Sending<'_>;
}

/// What systems and libraries say of a connection that does not stand, and what it means. The causes themselves hang below an
/// error; they may quote anything.
const REASONS: &[(&str, &str)] = &[
    ("refused", "nothing listens there"),
    ("certificate", "its certificate is not accepted"),
    ("dns error", "there is no such name"),
    ("lookup address", "there is no such name"),
    ("unreachable", "the network has no way there"),
    ("no route", "the network has no way there"),
    ("timed out", "it took too long"),
    ("timeout", "it took too long"),
    ("reset", "it was closed from there"),
    ("unexpected eof", "it was closed from there"),
    ("corrupt message", "what listens there does not speak TLS"),
    ("unsuccessful tunnel", "the proxy refuses it"),
];

/// Why there is no answer at all.
///
/// ```
/// use std::error::Error;
///
/// use json_mode::transport::TransportError;
///
/// let error = TransportError::timeout("no answer within 5 s");
/// assert_eq!(error.to_string(), "took too long");
/// assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("no answer within 5 s"));
/// ```
#[derive(Debug)]
pub struct TransportError {
    kind: ErrorKind,
    source: Box<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// There was no connection.
    pub fn connect(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind: ErrorKind::Connect,
            source: source.into(),
        }
    }

    /// It took too long.
    pub fn timeout(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind: ErrorKind::Timeout,
            source: source.into(),
        }
    }

    /// The connection broke while the answer came.
    pub fn interrupted(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind: ErrorKind::Interrupted,
            source: source.into(),
        }
    }

    /// The answer is over a limit of size, before it was handed over.
    pub fn too_large(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind: ErrorKind::TooLarge,
            source: source.into(),
        }
    }

    /// The transport cannot send such a request.
    pub fn config(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind: ErrorKind::Config,
            source: source.into(),
        }
    }

    /// The same, with the address of the host and why there was no connection.
    pub(crate) fn into_error_at(self, host: &str, address: &str) -> Error {
        let reason = self.reason();
        let error = self.into_error(host);
        if error.kind() != ErrorKind::Connect {
            return error;
        }
        let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
        error.with_message(format!("no connection to {host} at {address}{reason}"))
    }

    /// Why there was no connection, as far as the causes say it in words that are known.
    fn reason(&self) -> Option<&'static str> {
        let first: &(dyn StdError + 'static) = &*self.source;
        let mut causes = std::iter::successors(Some(first), |cause| (*cause).source());
        causes.find_map(|cause| {
            let said = cause.to_string().to_lowercase();
            let known = REASONS.iter().find(|(words, _)| said.contains(words));
            known.map(|(_, reason)| *reason)
        })
    }

    pub(crate) fn into_error(self, host: &str) -> Error {
        let message = match self.kind {
            ErrorKind::Connect => format!("no connection to {host}"),
            ErrorKind::Timeout => format!("{host} took too long"),
            ErrorKind::Config => format!("the request to {host} cannot be sent"),
            ErrorKind::TooLarge => format!("the answer of {host} is over a limit of size"),
            _ => format!("the connection to {host} broke"),
        };
        Error::new(self.kind, message).with_source(self.source)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ErrorKind::Connect => "no connection",
            ErrorKind::Timeout => "took too long",
            ErrorKind::Config => "cannot be sent",
            ErrorKind::TooLarge => "over a limit of size",
            _ => "the connection broke",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
