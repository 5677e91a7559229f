//! The body of an answer, as it arrives.

use std::fmt;

use bytes::{Bytes, BytesMut};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};

use super::TransportError;

/// The body of an answer: whole, or as it arrives.
///
/// ```
/// use json_mode::bytes::Bytes;
/// use json_mode::http::{Request, Response};
/// use json_mode::transport::{Body, Sending, Transport};
///
/// /// Says the same to everyone.
/// #[derive(Debug)]
/// struct Canned(&'static str);
///
/// impl Transport for Canned {
///     fn send(&self, _: Request<Bytes>) -> Sending<'_> {
///         Box::pin(async { Ok(Response::new(Body::from(Bytes::from_static(self.0.as_bytes())))) })
///     }
/// }
/// # let answer = r#"{"choices": [{"message": {"content": "[7]"}}]}"#;
/// # let client = json_mode::Client::builder(json_mode::Provider::TOGETHER).api_key("key").transport(Canned(answer)).build()?;
/// # let call = async { client.chat("m").user("A number.").json::<Vec<u8>>().await };
/// # let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
/// # assert_eq!(runtime.block_on(call)?, [7]);
/// # Ok::<(), json_mode::Error>(())
/// ```
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

    /// The body; of one that is longer than `limit_bytes` its beginning, up to the limit and no more than 1 MiB.
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
        let mut rest = Blocks::default();
        let mut length: usize = 0;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame?.into_data() else {
                continue;
            };
            length = length.saturating_add(data.len());
            if first.is_empty() && rest.is_empty() {
                // Most answers arrive in one piece, which needs no copy.
                first = data;
            } else {
                rest.push(&std::mem::take(&mut first));
                rest.push(&data);
            }
            if length > limit_bytes {
                break;
            }
        }
        if rest.is_empty() {
            return Ok(up_to_limit(first));
        }
        let is_whole = length <= limit_bytes;
        Ok(Read {
            bytes: rest.join(limit_bytes.min(length), is_whole),
            is_whole,
        })
    }
}

/// How much is kept in one piece while a body arrives.
const BLOCK_BYTES: usize = 1 << 20;
/// The same at first, for most bodies are short.
const FIRST_BLOCK_BYTES: usize = 64 << 10;
/// How much of a body that is over its limit is worth putting together: an error's words.
const EXCERPT_BYTES: usize = 1 << 20;

/// A body as it arrives. A buffer that grows would hold up to twice as much while it is moved; and many small pieces,
/// kept as they came, a multiple of it.
#[derive(Default)]
struct Blocks(Vec<BytesMut>);

impl Blocks {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn push(&mut self, mut data: &[u8]) {
        while !data.is_empty() {
            let room = self.0.last().map_or(0, |last| last.capacity() - last.len());
            if room == 0 {
                let size = if self.0.is_empty() {
                    FIRST_BLOCK_BYTES
                } else {
                    BLOCK_BYTES
                };
                self.0.push(BytesMut::with_capacity(size));
                continue;
            }
            let (now, later) = data.split_at(room.min(data.len()));
            if let Some(last) = self.0.last_mut() {
                last.extend_from_slice(now);
            }
            data = later;
        }
    }

    /// The first `length` bytes in one piece, each block given back as soon as it was copied.
    fn join(self, length: usize, is_whole: bool) -> Bytes {
        let length = if is_whole {
            length
        } else {
            length.min(EXCERPT_BYTES)
        };
        let mut blocks = self.0.into_iter();
        let mut out = blocks.next().unwrap_or_default();
        if blocks.len() > 0 {
            out.reserve(length.saturating_sub(out.len()));
        }
        for block in blocks {
            let wanted = length.saturating_sub(out.len()).min(block.len());
            out.extend_from_slice(block.get(..wanted).unwrap_or_default());
        }
        out.truncate(length);
        out.freeze()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces of these sizes, as a body that arrives.
    fn arriving(sizes: &[usize]) -> Body {
        struct Pieces(std::collections::VecDeque<Bytes>);
        impl http_body::Body for Pieces {
            type Data = Bytes;
            type Error = TransportError;

            fn poll_frame(
                mut self: std::pin::Pin<&mut Self>,
                _: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>>
            {
                std::task::Poll::Ready(
                    self.0
                        .pop_front()
                        .map(|data| Ok(http_body::Frame::data(data))),
                )
            }
        }
        let mut next = 0_u8;
        let piece = |size: &usize| {
            let bytes: Vec<u8> = std::iter::repeat_with(|| {
                next = next.wrapping_add(7);
                next
            })
            .take(*size)
            .collect();
            Bytes::from(bytes)
        };
        Body::new(Pieces(sizes.iter().map(piece).collect()))
    }

    fn read(sizes: &[usize], limit: usize) -> (usize, bool) {
        let mut future = Box::pin(arriving(sizes).read(limit));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let std::task::Poll::Ready(Ok(read)) = future.as_mut().poll(&mut context) else {
            panic!("a body that is there");
        };
        // Every byte is where it was.
        let mut next = 0_u8;
        for byte in &read.bytes {
            next = next.wrapping_add(7);
            assert_eq!(*byte, next);
        }
        (read.bytes.len(), read.is_whole)
    }

    #[test]
    fn pieces_of_any_size_are_one_body() {
        for sizes in [
            &[][..],
            &[0],
            &[10],
            &[0, 10, 0, 3],
            &[1; 1000],
            &[FIRST_BLOCK_BYTES, 1],
            &[FIRST_BLOCK_BYTES - 1, 2, BLOCK_BYTES],
            &[3 * BLOCK_BYTES, BLOCK_BYTES + 1, 5],
        ] {
            let length = sizes.iter().sum();
            assert_eq!(read(sizes, length), (length, true), "{sizes:?}");
            assert_eq!(read(sizes, usize::MAX), (length, true), "{sizes:?}");
            if length > 0 {
                let (kept, is_whole) = read(sizes, length - 1);
                assert!(!is_whole && kept < length, "{sizes:?}");
                assert!(
                    kept == length - 1 || kept == EXCERPT_BYTES,
                    "{sizes:?}: {kept}"
                );
            }
        }
    }
}
