//! Sending no faster than a host allows, on this side of the wire.
//!
//! What may go when is a function of a [`Book`](book::Book), a time and a [`Cost`]; the clock and the waiting are in
//! `lane`, and what hosts say of their limits is in `headers`.

mod book;
mod headers;
mod lane;
mod meter;
mod window;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use http::{HeaderMap, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use self::book::{Book, Granted};
use self::lane::{Lane, Late, Place};
use self::window::Window;
use super::clock::{by, now};
use crate::error::{Error, ErrorKind, Result};

/// The window of limits that are set by hand.
const MINUTE: Duration = Duration::from_secs(60);

/// So many bytes of a body count as one token, before the host has counted.
const BYTES_PER_TOKEN: u64 = 4;

/// Beyond so many models, what was learned of those that nobody is using is forgotten.
const MAX_MODELS: usize = 1024;

/// How fast a client sends: within limits that are set by hand, that its host's headers tell, or both.
///
/// A call that would go over waits for its turn, in the order of the calls, and its wait is part of its limit of time.
/// Clones of a client share one pace. There is no task in the background: a call that is dropped while it waits leaves
/// its turn to the next.
///
/// **Units and limits**
/// - Requests and tokens a minute are kept for every 60 seconds, wherever they begin: 60 requests a minute are 60 at
///   once and then none for a minute, or one every second. They are for the client as a whole.
/// - A request's tokens are estimated before it is sent: a token for each 4 bytes of its body, and `max_tokens` (times
///   `n`) where it is set. The host's own count takes the estimate's place when the answer is there. A request that is
///   larger than the limit goes when nothing else was sent for a minute.
/// - What headers tell is for one model each, as hosts count. Before the first answer nothing is known, and a first
///   burst goes out whole: a limit by hand or [`max_in_flight`](crate::ClientBuilder::max_in_flight) holds it.
/// - `retry-after` with a 429 holds every call to the model, not only the one that it answers.
/// - A host counts requests as they arrive: one that was long on its way may still come too close to a later one.
///
/// # Errors
/// A call whose wait would go past its limit of time fails at once with [`RateLimited`](ErrorKind::RateLimited), and
/// [`retry_after`](Error::retry_after) is that wait; nothing was sent then, and `attempts` says so. Waiting needs the
/// clock of a tokio runtime: without one, a call that has to wait is a [`Config`](ErrorKind::Config) error.
///
/// ```
/// use json_mode::{Client, Pacing, Provider};
///
/// let client = Client::builder(Provider::compatible("http://localhost:8000/v1"))
///     .pacing(Pacing::learned().requests_per_minute(600).tokens_per_minute(150_000))
///     .max_in_flight(32)
///     .build()?;
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    requests: Option<u64>,
    tokens: Option<u64>,
    source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    ByHand,
    Headers,
}

impl Pacing {
    /// Limits that are set here and nowhere else.
    pub fn by_hand() -> Self {
        Self {
            requests: None,
            tokens: None,
            source: Source::ByHand,
        }
    }

    /// The limits that the host's headers tell, and those that are set here.
    ///
    /// Read are `x-ratelimit-*` as OpenAI, Groq, Together, Cerebras, Fireworks, `SambaNova` and Mistral spell them,
    /// `x-tokenlimit-*`, `anthropic-ratelimit-*` and `ratelimit-*`; `docs/pacing.md` has the table.
    pub fn learned() -> Self {
        Self {
            source: Source::Headers,
            ..Self::by_hand()
        }
    }

    /// At most so many requests in 60 seconds; at least 1.
    pub fn requests_per_minute(mut self, count: u64) -> Self {
        self.requests = Some(count);
        self
    }

    /// At most so many tokens in 60 seconds, of requests and answers together; at least 1.
    pub fn tokens_per_minute(mut self, count: u64) -> Self {
        self.tokens = Some(count);
        self
    }

    fn limits(self) -> impl Iterator<Item = (Unit, u64)> {
        let limits = [(Unit::Requests, self.requests), (Unit::Tokens, self.tokens)];
        limits
            .into_iter()
            .filter_map(|(unit, limit)| Some((unit, limit?)))
    }
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Requests,
    Tokens,
    InputTokens,
    OutputTokens,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Requests => "requests",
            Self::Tokens => "tokens",
            Self::InputTokens => "tokens of input",
            Self::OutputTokens => "tokens of output",
        })
    }
}

/// What one request takes of its host's limits, or several together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    requests: u64,
    input: u64,
    output: u64,
}

impl Cost {
    /// One request with a body of so many bytes, whose answer may have so many tokens.
    pub(crate) fn request(body_bytes: usize, max_output: u64) -> Self {
        let bytes = u64::try_from(body_bytes).unwrap_or(u64::MAX);
        Self {
            requests: 1,
            input: bytes.div_ceil(BYTES_PER_TOKEN),
            output: max_output,
        }
    }

    fn of(&self, unit: Unit) -> u64 {
        match unit {
            Unit::Requests => self.requests,
            Unit::Tokens => self.input.saturating_add(self.output),
            Unit::InputTokens => self.input,
            Unit::OutputTokens => self.output,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            requests: self.requests.saturating_add(other.requests),
            input: self.input.saturating_add(other.input),
            output: self.output.saturating_add(other.output),
        }
    }

    fn max(&self, other: &Self) -> Self {
        Self {
            requests: self.requests.max(other.requests),
            input: self.input.max(other.input),
            output: self.output.max(other.output),
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            requests: self.requests.saturating_sub(other.requests),
            input: self.input.saturating_sub(other.input),
            output: self.output.saturating_sub(other.output),
        }
    }
}

/// What lets a client's requests go. Shared by its clones.
#[derive(Debug, Default)]
pub(crate) struct Pacer {
    by_hand: Option<Arc<Lane>>,
    /// What each model's headers said.
    learned: Option<Mutex<HashMap<String, Arc<Lane>>>>,
    slots: Option<(Arc<Semaphore>, usize)>,
}

impl Pacer {
    /// # Errors
    /// [`Config`](ErrorKind::Config) for a limit of nothing.
    pub(crate) fn new(pacing: Option<Pacing>, max_in_flight: Option<usize>) -> Result<Self> {
        if let Some((unit, _)) = pacing.and_then(|p| p.limits().find(|(_, limit)| *limit == 0)) {
            return Err(Error::config(format!(
                "a pace of 0 {unit} a minute lets nothing go"
            )));
        }
        let slots = match max_in_flight {
            Some(0) => return Err(Error::config("with `max_in_flight(0)` nothing can be sent")),
            Some(count) => {
                let count = count.min(Semaphore::MAX_PERMITS);
                Some((Arc::new(Semaphore::new(count)), count))
            }
            None => None,
        };
        let windows: Vec<Window> = pacing
            .into_iter()
            .flat_map(Pacing::limits)
            .map(|(unit, limit)| Window::new(unit, limit))
            .collect();
        let learns = pacing.is_some_and(|pacing| pacing.source == Source::Headers);
        Ok(Self {
            by_hand: (!windows.is_empty()).then(|| Arc::new(Lane::new(Book::new(windows)))),
            learned: learns.then(Mutex::default),
            slots,
        })
    }

    /// Waits until a request to `model` may go. The permit is to live as long as the exchange.
    ///
    /// # Errors
    /// [`RateLimited`](ErrorKind::RateLimited) when the pace leaves no place before `deadline`, as soon as that is known;
    /// [`Timeout`](ErrorKind::Timeout) when too many others are in flight until then.
    ///
    /// # Cancel safety
    /// Dropping the future gives its place in every queue to the next, and nothing was counted.
    pub(crate) async fn admit(
        &self,
        host: &str,
        model: &str,
        cost: Cost,
        deadline: Option<Instant>,
    ) -> Result<Permit> {
        let late = |late| too_late(host, late);
        let model_lane = self.learned.as_ref().map(|lanes| lane_of(lanes, model));
        let hand_lane = self.by_hand.clone();
        let mut by_model = None;
        if let Some(lane) = &model_lane {
            let place = lane.join(cost, deadline).map_err(late)?;
            // A wait that is too long in the second line is told before the wait in the first. Those that wait for
            // other models are in nobody's way yet.
            if let Some(next) = &hand_lane {
                next.check(&cost, place.ahead(), deadline).map_err(late)?;
            }
            by_model
                .insert(place)
                .reach_the_front(deadline)
                .await
                .map_err(late)?;
        }
        let mut by_hand = None;
        if let Some(lane) = &hand_lane {
            let place = lane.join(cost, deadline).map_err(late)?;
            by_hand
                .insert(place)
                .reach_the_front(deadline)
                .await
                .map_err(late)?;
        }
        let slot = match &self.slots {
            None => None,
            Some((slots, count)) => {
                let acquired = by(deadline, Arc::clone(slots).acquire_owned()).await;
                // It is never closed.
                let slot = acquired.and_then(std::result::Result::ok);
                Some(slot.ok_or_else(|| no_slot(host, *count))?)
            }
        };
        // An answer that came meanwhile may have told of a tighter limit.
        for place in [&mut by_model, &mut by_hand].into_iter().flatten() {
            place.wait(deadline).await.map_err(late)?;
        }
        let sent = now();
        let granted = |place: Option<Place<'_>>, lane: &Option<Arc<Lane>>| {
            Some((place?.take(sent), Arc::clone(lane.as_ref()?)))
        };
        Ok(Permit {
            learning: granted(by_model, &model_lane),
            settling: granted(by_hand, &hand_lane),
            _slot: slot,
        })
    }
}

fn lane_of(lanes: &Mutex<HashMap<String, Arc<Lane>>>, model: &str) -> Arc<Lane> {
    let mut lanes = lanes.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(lane) = lanes.get(model) {
        return Arc::clone(lane);
    }
    if lanes.len() >= MAX_MODELS {
        lanes.retain(|_, lane| Arc::strong_count(lane) > 1);
    }
    let lane = Arc::new(Lane::new(Book::new(Vec::new())));
    lanes.insert(model.to_owned(), Arc::clone(&lane));
    lane
}

fn too_late(host: &str, late: Late) -> Error {
    match late {
        Late::Until { wait, bound } => {
            let seconds = wait.as_secs_f64();
            let message = format!(
                "{bound} of {host} leaves no place for {seconds:.1} s, which is past the call's limit of time; \
                 nothing was sent"
            );
            let hint = Some(wait).filter(|wait| !wait.is_zero());
            Error::new(ErrorKind::RateLimited, message).with_retry_after(hint)
        }
        Late::Behind => Error::new(
            ErrorKind::Timeout,
            format!(
                "earlier calls to {host} took until the call's limit of time; nothing was sent"
            ),
        ),
        Late::NoClock => Error::config(
            "a call that has to wait for its turn needs the clock of a tokio runtime to wait by",
        ),
    }
}

fn no_slot(host: &str, count: usize) -> Error {
    let message = format!(
        "{count} calls to {host} were in flight until the call's limit of time; nothing was sent"
    );
    Error::new(ErrorKind::Timeout, message)
}

/// A request that may go now; one of those in flight until it is dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    learning: Option<(Granted, Arc<Lane>)>,
    settling: Option<(Granted, Arc<Lane>)>,
    _slot: Option<OwnedSemaphorePermit>,
}

impl Permit {
    /// Takes in what the head of an answer says of the host's limits.
    pub(crate) fn learn(&self, status: StatusCode, headers: &HeaderMap) {
        let Some((granted, lane)) = &self.learning else {
            return;
        };
        let wall = SystemTime::now();
        let reports = headers::read(headers, wall);
        let hold = (status == StatusCode::TOO_MANY_REQUESTS)
            .then(|| super::retry_after(headers, wall))
            .flatten();
        if hold.is_some() || !reports.is_empty() {
            lane.learn(granted, now(), &reports, hold);
        }
    }

    /// Puts the host's own count of tokens in place of the estimate.
    pub(crate) fn settle(&self, total_tokens: u64) {
        if let Some((granted, lane)) = &self.settling {
            lane.settle(granted, total_tokens);
        }
    }
}
