//! Waiting in line: the one place of pacing that waits.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, OwnedMutexGuard};

use super::super::clock::{by, has_clock, now};
use super::Cost;
use super::book::{Book, Bound, Granted};
use super::headers::Report;

/// Requests that go one after the other, in the order in which they came.
#[derive(Debug)]
pub(super) struct Lane {
    state: Mutex<State>,
    /// Who holds it is first in line. It is fair, and whoever gives up waiting for it leaves no gap.
    front: Arc<tokio::sync::Mutex<()>>,
    /// Tells the first in line that an answer changed the book.
    changed: Notify,
}

#[derive(Debug)]
struct State {
    book: Book,
    /// What all that wait will take.
    waiting: Cost,
}

/// Why a request will not go.
#[derive(Clone, Copy, Debug)]
pub(super) enum Late {
    /// Its turn comes after its limit of time.
    Until { wait: Duration, bound: Bound },
    /// Those before it took until its limit of time.
    Behind,
    /// Nothing is there to wait by.
    NoClock,
}

/// A place in line, left when it is dropped.
#[derive(Debug)]
pub(super) struct Place<'a> {
    lane: &'a Lane,
    cost: Cost,
    /// What those took together that were before it when it came.
    ahead: Cost,
    front: Option<OwnedMutexGuard<()>>,
}

impl Lane {
    pub(super) fn new(book: Book) -> Self {
        let waiting = Cost::default();
        Self {
            state: Mutex::new(State { book, waiting }),
            front: Arc::default(),
            changed: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What another thread left is whole: each change is one call of the book.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a request may go in time that comes after all that wait, and after those `before` if they are more.
    pub(super) fn check(
        &self,
        cost: &Cost,
        before: &Cost,
        deadline: Option<Instant>,
    ) -> Result<(), Late> {
        let now = now();
        let state = self.state();
        let ready = state.book.ready(now, &state.waiting.max(before), cost);
        in_time(ready, now, deadline)
    }

    /// Takes the last place in line, unless it is known to be too late.
    pub(super) fn join(&self, cost: Cost, deadline: Option<Instant>) -> Result<Place<'_>, Late> {
        self.check(&cost, &Cost::default(), deadline)?;
        let mut state = self.state();
        let ahead = state.waiting;
        state.waiting = ahead.plus(cost);
        Ok(Place {
            lane: self,
            cost,
            ahead,
            front: None,
        })
    }

    pub(super) fn learn(
        &self,
        granted: &Granted,
        now: Instant,
        reports: &[Report],
        hold: Option<Duration>,
    ) {
        self.state().book.learn(granted, now, reports, hold);
        self.changed.notify_one();
    }

    pub(super) fn settle(&self, granted: &Granted, total_tokens: u64) {
        self.state().book.settle(granted, total_tokens);
        self.changed.notify_one();
    }
}

impl Place<'_> {
    /// What those took together that were before it when it came.
    pub(super) fn ahead(&self) -> &Cost {
        &self.ahead
    }

    /// Waits for those before, and then for the limits.
    pub(super) async fn reach_the_front(&mut self, deadline: Option<Instant>) -> Result<(), Late> {
        let front = Arc::clone(&self.lane.front);
        let Some(front) = by(deadline, front.lock_owned()).await else {
            let (lane, none) = (self.lane, Cost::default());
            let now = now();
            let ready = lane.state().book.ready(now, &none, &self.cost);
            return Err(match ready {
                Some((time, bound)) => Late::Until {
                    wait: time - now,
                    bound,
                },
                None => Late::Behind,
            });
        };
        self.front = Some(front);
        self.wait(deadline).await
    }

    /// Waits until the limits let this one go, that is first in line.
    pub(super) async fn wait(&mut self, deadline: Option<Instant>) -> Result<(), Late> {
        loop {
            let now = now();
            let ready = self
                .lane
                .state()
                .book
                .ready(now, &Cost::default(), &self.cost);
            in_time(ready, now, deadline)?;
            let Some((time, _)) = ready else {
                return Ok(());
            };
            if !has_clock() {
                return Err(Late::NoClock);
            }
            let _ = tokio::time::timeout_at(time.into(), self.lane.changed.notified()).await;
        }
    }

    /// Goes.
    pub(super) fn take(self, now: Instant) -> Granted {
        self.lane.state().book.record(now, &self.cost)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.lane.state();
        state.waiting = state.waiting.minus(self.cost);
    }
}

fn in_time(
    ready: Option<(Instant, Bound)>,
    now: Instant,
    deadline: Option<Instant>,
) -> Result<(), Late> {
    match (ready, deadline) {
        (Some((time, bound)), Some(deadline)) if time >= deadline => Err(Late::Until {
            wait: time - now,
            bound,
        }),
        _ => Ok(()),
    }
}
