//! A limit that the host keeps and its headers tell.

use std::time::{Duration, Instant};

use super::Unit;
use super::headers::Report;
use super::window::later;

/// The periods in which hosts give back what was taken, where they give it back little by little.
const PERIODS: [Duration; 2] = [Duration::from_secs(60), Duration::from_secs(24 * 3600)];

/// One limit of a host, as it was last told.
#[derive(Debug)]
pub(super) struct Meter {
    /// Which of the spellings told it.
    pub(super) spelling: usize,
    pub(super) unit: Unit,
    /// How many requests had gone before the one whose answer told it: an older answer tells nothing newer.
    pub(super) order: u64,
    limit: Option<u64>,
    remaining: u64,
    /// The sum of all that had gone, with the request whose answer told it.
    base: u64,
    told: Instant,
    reset: Instant,
    period: Duration,
    /// How long one unit takes to come back, for hosts that give back little by little.
    refill: Option<Duration>,
}

impl Meter {
    pub(super) fn new(report: &Report, order: u64, base: u64, now: Instant) -> Self {
        let wait = report.reset.unwrap_or(report.period);
        Self {
            spelling: report.spelling,
            unit: report.unit,
            order,
            limit: report.limit.filter(|limit| *limit > 0),
            remaining: report.remaining,
            base,
            told: now,
            reset: now + wait,
            period: report.period,
            refill: refill(report),
        }
    }

    /// The largest amount that goes at once.
    pub(super) fn largest(&self) -> u64 {
        self.limit.unwrap_or(u64::MAX)
    }

    /// When `amount` more has fitted, after `spent` in all.
    pub(super) fn ready(&self, now: Instant, spent: u64, amount: u64) -> Instant {
        let limit = self.largest();
        let rounds = |over: u64| over.saturating_sub(1) / limit;
        if now >= self.reset {
            return later(now, self.period, rounds(amount));
        }
        let wanted = amount.saturating_add(spent.saturating_sub(self.base));
        let Some(over) = wanted.checked_sub(self.remaining).filter(|over| *over > 0) else {
            return now;
        };
        match self.refill {
            Some(each) => now.max(later(self.told, each, over)),
            None => later(self.reset, self.period, rounds(over)),
        }
    }

    /// Begins anew where the time that was told has passed: what goes now is the first of it.
    pub(super) fn roll(&mut self, now: Instant, spent: u64) {
        if now >= self.reset {
            self.remaining = self.largest();
            self.base = spent;
            self.told = now;
            self.reset = now + self.period;
            self.refill = None;
        }
    }
}

/// Hosts say by `reset` either when their window ends, or, with a bucket that fills all the time, when it is full again.
/// It is the latter where it takes as long as filling what is missing: 1 of 5000 a minute is back in `12ms`.
fn refill(report: &Report) -> Option<Duration> {
    let limit = report.limit?;
    let missing = limit.checked_sub(report.remaining).filter(|n| *n > 0)?;
    let reset = report.reset?.as_secs_f64();
    PERIODS.into_iter().find_map(|period| {
        #[expect(clippy::cast_precision_loss, reason = "a twentieth is looked at")]
        let full = period.as_secs_f64() * missing as f64 / limit as f64;
        let is_near = (full - reset).abs() <= full / 20.0 + 0.001;
        #[expect(clippy::cast_precision_loss, reason = "a time, by which is waited")]
        is_near.then(|| period.div_f64(limit as f64))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn meter(limit: u64, remaining: u64, reset_ms: Option<u64>, now: Instant) -> Meter {
        let report = Report {
            spelling: 0,
            unit: Unit::Requests,
            limit: Some(limit),
            remaining,
            reset: reset_ms.map(Duration::from_millis),
            period: MINUTE,
        };
        Meter::new(&report, 1, 10, now)
    }

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn what_remains_goes_at_once_and_the_rest_after_the_reset() {
        let start = Instant::now();
        let meter = meter(10, 3, Some(20_000), start);
        for (spent, amount, wait) in [
            (10, 3, 0),
            (10, 4, 20_000),
            (13, 1, 20_000),
            (13, 10, 20_000),
            (13, 11, 80_000),
            (12, 1, 0),
        ] {
            let ready = meter.ready(start, spent, amount);
            assert_eq!(ready, start + ms(wait), "{amount} after {spent}");
        }
    }

    #[test]
    fn a_bucket_that_fills_all_the_time_gives_one_after_the_other() {
        // As OpenAI and Groq tell it: 1 of 5000 is back in 12 ms, 30 of 14,400 a day in 3 minutes.
        let start = Instant::now();
        let openai = meter(5000, 0, Some(60_000), start);
        assert_eq!(openai.ready(start, 10, 1), start + ms(12));
        assert_eq!(openai.ready(start, 12, 1), start + ms(36));
        let groq = meter(14_400, 14_370, Some(179_560), start);
        assert_eq!(groq.ready(start, 10, 14_371), start + ms(6000));
        // A window of the clock, of which 11 seconds are left.
        let cerebras = meter(1000, 0, Some(11_382), start);
        assert_eq!(cerebras.ready(start, 10, 1), start + ms(11_382));
    }

    #[test]
    fn after_the_reset_the_limit_is_there_again() {
        let start = Instant::now();
        let mut meter = meter(2, 0, None, start);
        let fresh = start + MINUTE;
        assert_eq!(
            meter.ready(start, 10, 1),
            fresh,
            "a minute where no time is told"
        );
        assert_eq!(meter.ready(fresh, 10, 2), fresh);
        assert_eq!(meter.ready(fresh, 10, 3), fresh + MINUTE);
        meter.roll(fresh, 10);
        assert_eq!(meter.ready(fresh, 11, 1), fresh);
        assert_eq!(meter.ready(fresh, 12, 1), fresh + MINUTE);
    }
}
