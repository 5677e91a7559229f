//! The transport over reqwest.

use std::error::Error as _;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;

use super::limits::HYPERS_HEADERS;
use super::{Body, Sending, Transport, TransportError};
use crate::error::{Error, Result};

/// How long a connection may take to stand.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// HTTP over sockets, by reqwest: pooled connections, TLS, proxies from the environment.
///
/// Redirects are not followed: a POST that is sent elsewhere is an error.
///
/// ```
/// use json_mode::transport::Http;
/// use json_mode::{Client, Provider};
///
/// // Two clients with one pool of connections.
/// let http = Http::new()?;
/// let together = Client::builder(Provider::TOGETHER).api_key("…").transport(http.clone()).build()?;
/// let groq = Client::builder(Provider::GROQ).api_key("…").transport(http).build()?;
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Http(reqwest::Client);

/// What the client's builder says of its transport.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Certificates to trust beside the platform's, as PEM.
    pub(crate) root_certificates: Vec<Vec<u8>>,
    /// Whether the host is reached over TLS.
    pub(crate) tls: bool,
    /// How many headers an answer may have.
    pub(crate) headers: usize,
}

impl Http {
    /// Sockets as a client has them that is given no transport: for a transport that wraps another.
    ///
    /// # Errors
    /// [`Config`](crate::ErrorKind::Config) if no HTTP client can be made.
    pub fn new() -> Result<Self> {
        Self::with(&Options {
            root_certificates: Vec::new(),
            tls: cfg!(any(feature = "rustls", feature = "native-tls")),
            headers: HYPERS_HEADERS,
        })
    }

    pub(crate) fn with(options: &Options) -> Result<Self> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("json-mode/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT);
        // What is under hyper's own limit is counted once the head is there.
        if options.headers > HYPERS_HEADERS {
            builder = builder.http1_max_headers(options.headers);
        }
        let builder = tls::configure(builder, options)?;
        let client = builder
            .build()
            .map_err(|error| Error::config("no HTTP client").with_source(error))?;
        Ok(Self(client))
    }
}

/// A client of one's own, with its proxies, certificates and limits.
impl From<reqwest::Client> for Http {
    fn from(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for Http {
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_> {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(TransportError::config)?;
            // The URL is the client's own setting; errors name the host without it.
            let response = self
                .0
                .execute(request)
                .await
                .map_err(|error| into_transport_error(error.without_url()))?;
            let (parts, body) = http::Response::<reqwest::Body>::from(response).into_parts();
            let body = Body::new(body.map_err(|error| into_transport_error(error.without_url())));
            Ok(http::Response::from_parts(parts, body))
        })
    }
}

fn into_transport_error(error: reqwest::Error) -> TransportError {
    // A connection that took too long is none.
    if error.is_connect() {
        TransportError::connect(error)
    } else if error.is_timeout() {
        TransportError::timeout(error)
    } else if error.is_builder() {
        TransportError::config(error)
    } else if is_head_too_large(&error) {
        TransportError::too_large(error)
    } else {
        TransportError::interrupted(error)
    }
}

/// Whether hyper gave the answer up because of the size of its head.
fn is_head_too_large(error: &reqwest::Error) -> bool {
    let mut causes = std::iter::successors(error.source(), |cause| (*cause).source());
    causes.any(|cause| {
        let cause = cause.downcast_ref::<hyper::Error>();
        cause.is_some_and(hyper::Error::is_parse_too_large)
    })
}

#[cfg(feature = "rustls")]
mod tls {
    //! rustls with ring, handed to reqwest ready-made: reqwest's own choice costs twice the build, and a default for
    //! the whole process is not a library's to set.

    use std::sync::Arc;

    use rustls::ClientConfig;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use rustls_platform_verifier::Verifier;

    use super::{Error, Options, Result};

    pub(super) fn configure(
        builder: reqwest::ClientBuilder,
        options: &Options,
    ) -> Result<reqwest::ClientBuilder> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::config("no TLS").with_source(error))?;
        let roots = roots(&options.root_certificates)?;
        let config = if options.tls {
            let verifier = if roots.is_empty() {
                Verifier::new(provider)
            } else {
                Verifier::new_with_extra_roots(roots, provider)
            }
            .map_err(|error| {
                Error::config("the platform's certificates cannot be used").with_source(error)
            })?;
            config
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
        } else {
            // A server without TLS, such as one's own: the platform's certificates are not read for it, and where
            // there are none it is reached all the same.
            config.with_root_certificates(rustls::RootCertStore::empty())
        };
        Ok(builder.tls_backend_preconfigured(config.with_no_client_auth()))
    }

    fn roots(pems: &[Vec<u8>]) -> Result<Vec<CertificateDer<'static>>> {
        let mut roots = Vec::new();
        for pem in pems {
            let before = roots.len();
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|error| {
                    Error::config("a root certificate is no PEM").with_source(error)
                })?;
                roots.push(certificate.into_owned());
            }
            // The reader skips all that stands between certificates, and so a text that is none.
            if roots.len() == before {
                return Err(Error::config("a root certificate is no PEM"));
            }
        }
        Ok(roots)
    }
}

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
mod tls {
    use super::{Error, Options, Result};

    pub(super) fn configure(
        mut builder: reqwest::ClientBuilder,
        options: &Options,
    ) -> Result<reqwest::ClientBuilder> {
        // It reads the platform's certificates when it connects, and so not for a server without TLS.
        let _ = options.tls;
        for pem in &options.root_certificates {
            let certificate = reqwest::Certificate::from_pem(pem).map_err(|error| {
                Error::config("a root certificate is no PEM").with_source(error)
            })?;
            builder = builder.add_root_certificate(certificate);
        }
        Ok(builder)
    }
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
mod tls {
    use super::{Error, Options, Result};

    pub(super) fn configure(
        builder: reqwest::ClientBuilder,
        options: &Options,
    ) -> Result<reqwest::ClientBuilder> {
        if options.tls || !options.root_certificates.is_empty() {
            return Err(Error::config(
                "`https` needs the feature `rustls` or `native-tls` of json-mode",
            ));
        }
        Ok(builder)
    }
}
