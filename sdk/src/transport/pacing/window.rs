//! A limit that is set by hand: so much in every 60 seconds.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::{MINUTE, Unit};

/// So many times are kept to the moment; with more, those of one grain are taken for the last of them.
const MAX_EXACT: usize = 1024;
const GRAIN: Duration = Duration::from_millis(60);

/// What was let go in the last minute.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) unit: Unit,
    pub(super) limit: u64,
    entries: VecDeque<Entry>,
}

#[derive(Debug)]
struct Entry {
    first: Instant,
    last: Instant,
    amount: u64,
}

impl Window {
    pub(super) fn new(unit: Unit, limit: u64) -> Self {
        Self {
            unit,
            limit,
            entries: VecDeque::new(),
        }
    }

    /// When `amount` more has fitted, each part of it as soon as it may.
    ///
    /// Within a minute, what fits is what is free now and what falls out of the window; from then on the same again,
    /// a minute later, and the whole limit each time.
    pub(super) fn ready(&self, now: Instant, amount: u64) -> Instant {
        let Some(last) = amount.checked_sub(1) else {
            return now;
        };
        let (rounds, rest) = (last / self.limit, last % self.limit + 1);
        let amounts = self.alive(now).map(|entry| entry.amount);
        let used = amounts.fold(0_u64, u64::saturating_add);
        let mut missing = rest.saturating_add(used).saturating_sub(self.limit);
        let mut time = now;
        for entry in self.alive(now) {
            if missing == 0 {
                break;
            }
            missing = missing.saturating_sub(entry.amount);
            time = entry.last + MINUTE;
        }
        later(time, MINUTE, rounds)
    }

    /// Counts what goes now.
    pub(super) fn record(&mut self, now: Instant, amount: u64) {
        while self.entries.front().is_some_and(|e| e.last + MINUTE <= now) {
            self.entries.pop_front();
        }
        let is_full = self.entries.len() >= MAX_EXACT;
        match self.entries.back_mut() {
            Some(entry) if entry.last == now || (is_full && now - entry.first < GRAIN) => {
                entry.last = now;
                entry.amount = entry.amount.saturating_add(amount);
            }
            _ => self.entries.push_back(Entry {
                first: now,
                last: now,
                amount,
            }),
        }
    }

    /// Counts `actual` for what was recorded at `then` as `estimate`.
    pub(super) fn correct(&mut self, then: Instant, estimate: u64, actual: u64) {
        let index = self.entries.partition_point(|entry| entry.last < then);
        if let Some(entry) = self.entries.get_mut(index)
            && entry.first <= then
        {
            entry.amount = entry.amount.saturating_sub(estimate).saturating_add(actual);
        }
    }

    fn alive(&self, now: Instant) -> impl Iterator<Item = &Entry> {
        let dead = self.entries.partition_point(|e| e.last + MINUTE <= now);
        self.entries.range(dead..)
    }
}

/// `time` and so many periods; a time that no clock reaches is a year off.
pub(super) fn later(time: Instant, period: Duration, rounds: u64) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    let rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
    period
        .checked_mul(rounds)
        .and_then(|wait| time.checked_add(wait))
        .unwrap_or_else(|| time + YEAR)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_wait_of_each_in_a_queue() {
        let start = Instant::now();
        let mut window = Window::new(Unit::Requests, 3);
        for at in [0, 10, 20] {
            assert_eq!(window.ready(start + seconds(at), 1), start + seconds(at));
            window.record(start + seconds(at), 1);
        }
        // Now at 30 s: the next ones go as the first ones fall out, and a minute after each other.
        for (place, at) in [(1, 60), (2, 70), (3, 80), (4, 120), (5, 130), (7, 180)] {
            let ready = window.ready(start + seconds(30), place);
            assert_eq!(ready, start + seconds(at), "place {place}");
        }
        assert_eq!(window.ready(start + seconds(60), 1), start + seconds(60));
        assert_eq!(window.ready(start + seconds(80), 3), start + seconds(80));
    }

    #[test]
    fn a_correction_takes_the_estimates_place() {
        let start = Instant::now();
        let mut window = Window::new(Unit::Tokens, 100);
        window.record(start, 80);
        assert_eq!(window.ready(start, 30), start + MINUTE);
        window.correct(start, 80, 50);
        assert_eq!(window.ready(start, 30), start);
        window.correct(start, 50, 200);
        assert_eq!(window.ready(start + seconds(59), 1), start + MINUTE);
        assert_eq!(window.ready(start + MINUTE, 100), start + MINUTE);
        // What fell out of the window is not corrected, nor is what was recorded beside it.
        window.record(start + seconds(70), 1);
        window.correct(start, 200, 1);
        assert_eq!(window.ready(start + seconds(70), 99), start + seconds(70));
    }

    #[test]
    fn many_times_take_bounded_room() {
        let start = Instant::now();
        let mut window = Window::new(Unit::Requests, 1_000_000);
        for step in 0..600_000_u64 {
            window.record(start + Duration::from_micros(200 * step), 1);
        }
        assert!(
            window.entries.len() <= 2 * MAX_EXACT + 2,
            "{}",
            window.entries.len()
        );
    }

    proptest! {
        /// Whatever comes whenever: no 60 seconds hold more than the limit, and what waits goes as soon as it may.
        #[test]
        fn every_minute_keeps_the_limit(
            limit in 1..40_u64,
            calls in proptest::collection::vec((0..30_000_u64, 1..20_u64), 1..150),
        ) {
            let start = Instant::now();
            let mut window = Window::new(Unit::Tokens, limit);
            let mut sent: Vec<(Instant, u64)> = Vec::new();
            let mut now = start;
            for (pause, amount) in calls {
                let amount = amount.min(limit);
                now += Duration::from_millis(pause / 10);
                let ready = window.ready(now, amount);
                let within = |end: Instant| -> u64 {
                    let inside = |(at, _): &&(Instant, u64)| *at + MINUTE > end && *at <= end;
                    sent.iter().filter(inside).map(|(_, amount)| amount).sum()
                };
                prop_assert!(within(ready) + amount <= limit);
                if ready > now {
                    let before = ready.checked_sub(Duration::from_nanos(1)).unwrap();
                    prop_assert!(within(before) + amount > limit);
                }
                now = ready;
                window.record(now, amount);
                sent.push((now, amount));
            }
        }
    }
}
