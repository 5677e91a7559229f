//! What was let go, and what may go when: no clock, no waiting.

use std::fmt;
use std::time::{Duration, Instant};

use super::headers::Report;
use super::meter::Meter;
use super::window::Window;
use super::{Cost, Unit};

/// The limits of a client, or of one model at a host.
#[derive(Debug)]
pub(super) struct Book {
    windows: Vec<Window>,
    meters: Vec<Meter>,
    /// The host said to come back then.
    hold: Option<Instant>,
    /// All that has gone.
    spent: Cost,
}

/// A request that was counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Granted {
    at: Instant,
    cost: Cost,
    /// All that had gone, with it.
    spent: Cost,
}

/// Which limit a wait is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    ByHand(Unit, u64),
    Told(Unit),
    Hold,
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByHand(unit, limit) => write!(f, "the pace of {limit} {unit} a minute"),
            Self::Told(unit) => write!(f, "the limit of {unit} in the headers"),
            Self::Hold => f.write_str("the `retry-after`"),
        }
    }
}

impl Book {
    pub(super) fn new(windows: Vec<Window>) -> Self {
        Self {
            windows,
            meters: Vec::new(),
            hold: None,
            spent: Cost::default(),
        }
    }

    /// When a request may go that others wait before, and for which limit; `None` when it may go now.
    ///
    /// For one that is first in line that is exact. Behind others, it is never later than it will be.
    pub(super) fn ready(
        &self,
        now: Instant,
        ahead: &Cost,
        cost: &Cost,
    ) -> Option<(Instant, Bound)> {
        let windows = self.windows.iter().map(|window| {
            let amount = cost.of(window.unit).min(window.limit);
            let time = window.ready(now, amount.saturating_add(ahead.of(window.unit)));
            (time, Bound::ByHand(window.unit, window.limit))
        });
        let meters = self.meters.iter().map(|meter| {
            let amount = cost.of(meter.unit).min(meter.largest());
            let amount = amount.saturating_add(ahead.of(meter.unit));
            let time = meter.ready(now, self.spent.of(meter.unit), amount);
            (time, Bound::Told(meter.unit))
        });
        let hold = self.hold.map(|time| (time, Bound::Hold));
        windows
            .chain(meters)
            .chain(hold)
            .filter(|(time, _)| *time > now)
            .max_by_key(|(time, _)| *time)
    }

    /// Counts a request that goes now.
    pub(super) fn record(&mut self, now: Instant, cost: &Cost) -> Granted {
        for window in &mut self.windows {
            window.record(now, cost.of(window.unit));
        }
        for meter in &mut self.meters {
            meter.roll(now, self.spent.of(meter.unit));
        }
        self.hold = self.hold.filter(|time| *time > now);
        self.spent = self.spent.plus(*cost);
        Granted {
            at: now,
            cost: *cost,
            spent: self.spent,
        }
    }

    /// Takes in what the answer to a request tells.
    pub(super) fn learn(
        &mut self,
        granted: &Granted,
        now: Instant,
        reports: &[Report],
        hold: Option<Duration>,
    ) {
        for report in reports {
            let order = granted.spent.requests;
            let meter = Meter::new(report, order, granted.spent.of(report.unit), now);
            let known = self
                .meters
                .iter_mut()
                .find(|known| known.spelling == report.spelling);
            match known {
                Some(known) if known.order > order => {}
                Some(known) => *known = meter,
                None => self.meters.push(meter),
            }
        }
        if let Some(wait) = hold {
            self.hold = self.hold.max(now.checked_add(wait));
        }
    }

    /// Counts the tokens that a request took in place of those that it was thought to take.
    pub(super) fn settle(&mut self, granted: &Granted, total_tokens: u64) {
        for window in &mut self.windows {
            if window.unit == Unit::Tokens {
                window.correct(granted.at, granted.cost.of(Unit::Tokens), total_tokens);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(remaining: u64) -> Report {
        Report {
            spelling: 0,
            unit: Unit::Requests,
            limit: Some(100),
            remaining,
            reset: Some(Duration::from_secs(10)),
            period: Duration::from_secs(60),
        }
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_longest_of_the_waits_counts() {
        let start = Instant::now();
        let one = Cost::request(400, 0);
        let none = Cost::default();
        let limits = [(Unit::Requests, 2), (Unit::Tokens, 150)];
        let mut book = Book::new(limits.map(|(unit, limit)| Window::new(unit, limit)).into());
        assert_eq!(book.ready(start, &none, &one), None);
        book.record(start, &one);
        let minute = start + seconds(60);
        let tokens = Bound::ByHand(Unit::Tokens, 150);
        assert_eq!(book.ready(start, &none, &one), Some((minute, tokens)));
        let small = Cost::request(4, 0);
        assert_eq!(book.ready(start, &none, &small), None);
        let (time, bound) = book.ready(start, &small, &small).unwrap();
        assert_eq!((time, bound), (minute, Bound::ByHand(Unit::Requests, 2)));
        let granted = book.record(start, &small);
        book.learn(&granted, start, &[], Some(seconds(90)));
        let held = Some((start + seconds(90), Bound::Hold));
        assert_eq!(book.ready(start, &none, &small), held);
    }

    #[test]
    fn a_request_over_the_limit_goes_when_nothing_else_did() {
        let start = Instant::now();
        let mut book = Book::new(vec![Window::new(Unit::Tokens, 10)]);
        let large = Cost::request(4000, 5000);
        assert_eq!(book.ready(start, &Cost::default(), &large), None);
        book.record(start, &large);
        let (time, _) = book
            .ready(start, &Cost::default(), &Cost::request(4, 0))
            .unwrap();
        assert_eq!(time, start + seconds(60));
    }

    #[test]
    fn what_went_after_a_request_is_not_in_what_its_answer_tells() {
        let start = Instant::now();
        let (one, none) = (Cost::request(4, 0), Cost::default());
        let mut book = Book::new(Vec::new());
        let first = book.record(start, &one);
        let second = book.record(start, &one);
        let third = book.record(start, &one);
        // Of the 3 that were left after the second, the third took one.
        book.learn(&second, start, &[report(3)], None);
        assert_eq!(book.ready(start, &one, &one), None);
        let later = Some((start + seconds(10), Bound::Told(Unit::Requests)));
        assert_eq!(book.ready(start, &one.plus(one), &one), later);
        // The answer to an earlier request is older, the one to a later newer.
        book.learn(&first, start, &[report(50)], None);
        assert_eq!(book.ready(start, &one.plus(one), &one), later);
        book.learn(&third, start, &[report(0)], None);
        assert_eq!(book.ready(start, &none, &one), later);
    }
}
