//! Whether a request that failed is sent again, and when: decisions without a clock, and the policy that bounds them.

use std::time::Duration;

use crate::error::ErrorKind;

/// How often a request that failed is sent again, and how long to wait before.
///
/// What is sent again and when is one table; [`is_worth_retrying`] decides and [`delay`](Self::delay) waits:
///
/// | what came | sent again | after |
/// | --- | --- | --- |
/// | no connection, or one that broke before an answer began | yes | the backoff |
/// | `x-should-retry: true` or `false` | as it says | as below |
/// | 408, 409, 429, 5xx | yes | what the host asks for, else the backoff |
/// | a 429 or 402 for lack of credit ([`QuotaExceeded`](ErrorKind::QuotaExceeded)) | no | |
/// | any other 4xx, a redirect | no | |
/// | an error in an answer with status 200 | as the status that it names | |
/// | an answer that broke after it began, or that is not what the API promises | no: it was paid for, and may have been shown | |
/// | a host that asks for more than the cap | no: [`Error::retry_after`](crate::Error::retry_after) is the hint | |
///
/// **What the host asks for** is read from `retry-after-ms`, `retry-after` (seconds, fractions, HTTP dates), the hosts' reset
/// headers and the error's body. **The backoff** is 0.5 s, doubled for each retry up to 8 s, less up to a quarter of it
/// by chance.
///
/// **Units and limits**: two retries a call by default, those of asking again included. A wait that would end after the
/// call's time limit is not begun. Across all calls of a client and its clones, retries are at most 40 and one for every
/// five calls, so that a host that is down is not asked three times as often as one that is up. Without tokio's clock there
/// is no retry.
///
/// Source of the numbers: openai/openai-python @e43b4224 (`_base_client.py`).
///
/// ```
/// use std::time::Duration;
///
/// use json_mode::Retry;
///
/// let retry = Retry::default();
/// assert_eq!(retry.delay(0, None, 0.0), Some(Duration::from_millis(500)));
/// assert_eq!(retry.delay(1, None, 1.0), Some(Duration::from_millis(750)));
/// // The host's word counts, up to a cap.
/// assert_eq!(retry.delay(0, Some(Duration::from_secs(20)), 0.5), Some(Duration::from_secs(20)));
/// assert_eq!(retry.delay(0, Some(Duration::from_secs(61)), 0.5), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    max_retries: u32,
    first_delay: Duration,
    max_delay: Duration,
    max_server_delay: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            max_retries: 2,
            first_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(8),
            max_server_delay: Duration::from_secs(60),
        }
    }
}

impl Retry {
    /// A request that failed is not sent again.
    pub const NEVER: Self = Self {
        max_retries: 0,
        first_delay: Duration::ZERO,
        max_delay: Duration::ZERO,
        max_server_delay: Duration::ZERO,
    };

    /// How many requests a call may send again, the first ones not counted: 2 by default.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = retries;
        self
    }

    /// The first wait where the host asks for none: 0.5 s by default.
    pub fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// The longest wait where the host asks for none: 8 s by default.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// The longest wait that a host may ask for: 60 s by default. One that asks for more ends the call.
    pub fn max_server_delay(mut self, delay: Duration) -> Self {
        self.max_server_delay = delay;
        self
    }

    /// How long to wait before the retry after `retries` of them, of which the host `asked` for so much; `None` where
    /// there is none.
    ///
    /// `random` is a number from 0 to 1 and takes up to a quarter off the backoff; what a host asks for is kept to.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use json_mode::Retry;
    ///
    /// let retry = Retry::default();
    /// assert_eq!(retry.delay(0, None, 0.0), Some(Duration::from_millis(500)));
    /// assert_eq!(retry.delay(1, None, 0.0), Some(Duration::from_secs(1)));
    /// assert_eq!(retry.delay(1, Some(Duration::from_secs(3)), 0.0), Some(Duration::from_secs(3)));
    /// assert_eq!(retry.delay(2, None, 0.0), None);
    /// ```
    pub fn delay(&self, retries: u32, asked: Option<Duration>, random: f64) -> Option<Duration> {
        if retries >= self.max_retries {
            return None;
        }
        if let Some(asked) = asked.filter(|asked| !asked.is_zero()) {
            return Some(asked).filter(|asked| *asked <= self.max_server_delay);
        }
        let factor = 2_u32.saturating_pow(retries);
        let delay = self.first_delay.saturating_mul(factor).min(self.max_delay);
        // Anything but a number from 0 to 1 is no chance at all.
        let random = if (0.0..=1.0).contains(&random) {
            random
        } else {
            0.0
        };
        // The longest time there is has no product, be it by less than one.
        let less = delay.as_secs_f64() * (1.0 - random / 4.0);
        Some(Duration::try_from_secs_f64(less).unwrap_or(delay))
    }
}

/// Whether the same request may succeed when it is sent again: by what went wrong, the status, and what the host says
/// of it in `x-should-retry`.
///
/// The table is at [`Retry`].
///
/// ```
/// use json_mode::ErrorKind;
/// use json_mode::transport::is_worth_retrying;
///
/// assert!(is_worth_retrying(ErrorKind::RateLimited, Some(429), None));
/// assert!(!is_worth_retrying(ErrorKind::QuotaExceeded, Some(429), None));
/// assert!(is_worth_retrying(ErrorKind::Rejected, Some(400), Some(true)));
/// ```
#[must_use]
pub fn is_worth_retrying(kind: ErrorKind, status: Option<u16>, told: Option<bool>) -> bool {
    told.unwrap_or(
        matches!(
            kind,
            ErrorKind::Connect
                | ErrorKind::Timeout
                | ErrorKind::RateLimited
                | ErrorKind::Server
                | ErrorKind::Interrupted
        ) || matches!(status, Some(408 | 409)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_cap_less_a_quarter_by_chance() {
        let retry = Retry::default().max_retries(u32::MAX);
        let millis = |retries, random| retry.delay(retries, None, random).map(|d| d.as_millis());
        for (retries, most) in [
            (0, 500),
            (1, 1000),
            (2, 2000),
            (4, 8000),
            (5, 8000),
            (1 << 30, 8000),
        ] {
            assert_eq!(millis(retries, 0.0), Some(most));
            assert_eq!(millis(retries, 1.0), Some(most * 3 / 4));
            assert_eq!(millis(retries, 0.5), Some(most * 7 / 8));
        }
        for odd in [f64::NAN, f64::INFINITY, -1.0, 2.0] {
            assert_eq!(millis(0, odd), Some(500));
        }
        let endless = retry.first_delay(Duration::MAX).max_delay(Duration::MAX);
        assert_eq!(endless.delay(7, None, 0.0), Some(Duration::MAX));
        assert!(endless.delay(7, None, 1.0) < Some(Duration::MAX));
    }

    #[test]
    fn retries_are_bounded_and_so_is_what_a_host_asks_for() {
        let retry = Retry::default();
        assert!(retry.delay(1, None, 0.0).is_some());
        assert_eq!(retry.delay(2, None, 0.0), None);
        assert_eq!(Retry::NEVER.delay(0, None, 0.0), None);
        let second = Duration::from_secs(1);
        assert_eq!(retry.delay(0, Some(60 * second), 1.0), Some(60 * second));
        assert_eq!(retry.delay(0, Some(Duration::MAX), 0.0), None);
        assert_eq!(
            retry
                .max_server_delay(Duration::MAX)
                .delay(0, Some(Duration::MAX), 0.0),
            Some(Duration::MAX)
        );
    }
}
