//! The body of an answer, as it arrives.

use std::fmt;

use bytes::{Bytes, BytesMut};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};

use super::TransportError;

/// The body of an answer: whole, or as it arrives.
pub struct Body(Inner);

enum Inner {
    Whole(Bytes),
    Arriving(UnsyncBoxBody<Bytes, TransportError>),
}

impl Body {
    /// A body that arrives in pieces.
    pub fn new<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes, Error = TransportError> + Send + 'static,
    {
        Self(Inner::Arriving(body.boxed_unsync()))
    }

    /// The body, or its first `limit_bytes`.
    ///
    /// # Cancel safety
    /// What arrived is lost when the future is dropped.
    pub(crate) async fn read(self, limit_bytes: usize) -> Result<Read, TransportError> {
        let up_to_limit = |mut bytes: Bytes| {
            let is_whole = bytes.len() <= limit_bytes;
            bytes.truncate(limit_bytes);
            Read { bytes, is_whole }
        };
        let mut body = match self.0 {
            Inner::Whole(bytes) => return Ok(up_to_limit(bytes)),
            Inner::Arriving(body) => body,
        };
        let mut first = Bytes::new();
        let mut rest = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame?.into_data() else {
                continue;
            };
            if first.is_empty() && rest.is_empty() {
                // Most answers arrive in one piece, which needs no copy.
                first = data;
            } else {
                if rest.is_empty() {
                    rest.extend_from_slice(&std::mem::take(&mut first));
                }
                rest.extend_from_slice(&data);
            }
            if first.len() + rest.len() > limit_bytes {
                break;
            }
        }
        Ok(up_to_limit(if rest.is_empty() {
            first
        } else {
            rest.freeze()
        }))
    }
}

/// What was read of a body.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) bytes: Bytes,
    /// Whether that is all of it.
    pub(crate) is_whole: bool,
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Inner::Whole(bytes))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

/// A body of this crate as `http_body` sees it, for transports that hand it on.
impl From<Body> for UnsyncBoxBody<Bytes, TransportError> {
    fn from(body: Body) -> Self {
        match body.0 {
            Inner::Whole(bytes) => Full::new(bytes)
                .map_err(|never| match never {})
                .boxed_unsync(),
            Inner::Arriving(body) => body,
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body(..)")
    }
}
