//! The body of a scripted answer, as it is sent.

use std::collections::VecDeque;
use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

use super::emulate::mixed_sizes;

/// How the body of a reply is sent: at once, unless something else is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Flow {
    /// The pause before each event, or before each piece; the last one counts for all that follow.
    pub(super) pauses: Vec<Duration>,
    pub(super) cut: Cut,
    pub(super) end: End,
    /// Whether the length is left open, as for a stream.
    pub(super) open: bool,
}

/// Into what a body is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Cut {
    #[default]
    Whole,
    Events,
    Pieces(usize),
    /// Events, each written before the next is begun.
    EventWrites,
    /// Pieces of so many bytes, each written before the next is begun.
    Writes(usize),
    /// Pieces of many sizes, by a seed, each written before the next is begun.
    Mixed(u64),
}

/// What comes after the last byte.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum End {
    #[default]
    Whole,
    /// The connection breaks after so many bytes.
    Breaks(usize),
    /// The connection stays and nothing more comes.
    Silence,
}

/// A body that is being sent.
#[derive(Debug)]
pub(super) struct Playing {
    pieces: VecDeque<Bytes>,
    pauses: VecDeque<Duration>,
    last_pause: Duration,
    end: End,
    open: bool,
    flushed: bool,
    /// Where each piece is written out before the next: whether the one before is still to be.
    unwritten: Option<bool>,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Playing {
    pub(super) fn new(mut body: Bytes, flow: &Flow) -> Self {
        if let End::Breaks(after) = flow.end {
            body.truncate(after);
        }
        let pieces = match flow.cut {
            Cut::Whole => VecDeque::from([body]),
            Cut::Events | Cut::EventWrites => events(&body),
            Cut::Pieces(size) | Cut::Writes(size) => body
                .chunks(size.max(1))
                .map(|piece| body.slice_ref(piece))
                .collect(),
            Cut::Mixed(seed) => writes(&body, &mixed_sizes(seed)),
        };
        Self {
            pieces: pieces
                .into_iter()
                .filter(|piece| !piece.is_empty())
                .collect(),
            pauses: flow.pauses.iter().copied().collect(),
            last_pause: flow.pauses.last().copied().unwrap_or_default(),
            end: flow.end,
            open: flow.open || flow.end != End::Whole,
            flushed: false,
            unwritten: matches!(flow.cut, Cut::EventWrites | Cut::Writes(_) | Cut::Mixed(_))
                .then_some(false),
            sleep: None,
        }
    }
}

/// Pieces of these sizes, over and over.
fn writes(body: &Bytes, sizes: &[usize]) -> VecDeque<Bytes> {
    let mut out = VecDeque::new();
    let mut rest: &[u8] = body;
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, behind) = rest.split_at((*size).clamp(1, rest.len()));
        out.push_back(body.slice_ref(piece));
        rest = behind;
    }
    out
}

/// The events of a body, each with the empty line behind it.
fn events(body: &Bytes) -> VecDeque<Bytes> {
    let mut out = VecDeque::new();
    let mut rest: &[u8] = body;
    while let Some(end) = rest.windows(2).position(|pair| pair == b"\n\n") {
        let (event, behind) = rest.split_at(end + 2);
        out.push_back(body.slice_ref(event));
        rest = behind;
    }
    out.push_back(body.slice_ref(rest));
    out
}

impl Body for Playing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = &mut *self;
        if this.pieces.is_empty() {
            return match this.end {
                End::Whole => Poll::Ready(None),
                End::Breaks(_) => {
                    // What was sent before has to arrive: it is written out while nothing is at hand.
                    if !std::mem::replace(&mut this.flushed, true) {
                        cx.waker().wake_by_ref();
                        return Poll::Pending;
                    }
                    let broken = io::Error::other("the script breaks the connection here");
                    Poll::Ready(Some(Err(broken)))
                }
                End::Silence => Poll::Pending,
            };
        }
        if this.sleep.is_none() {
            let pause = this.pauses.front().copied().unwrap_or(this.last_pause);
            if !pause.is_zero() {
                this.sleep = Some(Box::pin(tokio::time::sleep(pause)));
            }
        }
        if let Some(sleep) = &mut this.sleep {
            ready!(sleep.as_mut().poll(cx));
            this.sleep = None;
        }
        // What is pending lets the connection write out what it has.
        if let Some(unwritten) = &mut this.unwritten {
            *unwritten = !*unwritten;
            if !*unwritten {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
        this.pauses.pop_front();
        Poll::Ready(this.pieces.pop_front().map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty() && self.end == End::Whole
    }

    fn size_hint(&self) -> SizeHint {
        if self.open {
            SizeHint::default()
        } else {
            SizeHint::with_exact(self.pieces.iter().map(|piece| piece.len() as u64).sum())
        }
    }
}
