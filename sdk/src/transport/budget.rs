//! How much of what a client sends may be retries, over all of its calls.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a retry costs, in parts that calls bring in: one retry for five calls.
const RETRY: u32 = 5;
/// How much can be saved up: 40 retries.
const MOST: u32 = 40 * RETRY;

/// Lets retries through as long as there are calls to pay for them: a host that is down is not sent three times as
/// much by a busy client as one that is up.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(MOST))
    }
}

impl Budget {
    /// A call brings in its part.
    pub(crate) fn earn(&self) {
        self.change(|saved| Some((saved + 1).min(MOST)));
    }

    /// Whether there is enough for a retry, which is then spent.
    pub(crate) fn spend(&self) -> bool {
        self.change(|saved| saved.checked_sub(RETRY))
    }

    fn change(&self, change: impl Fn(u32) -> Option<u32>) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, change)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_calls_to_a_dead_host_are_at_most_a_quarter_more_requests() {
        let budget = Budget::default();
        let mut attempts = 0;
        for _ in 0..1000 {
            budget.earn();
            attempts += 1;
            let mut retries = 0;
            while retries < 2 && budget.spend() {
                retries += 1;
                attempts += 1;
            }
        }
        assert!(attempts <= 1250, "{attempts}");
        // And a retry is there again after a while.
        (0..RETRY).for_each(|_| budget.earn());
        assert!(budget.spend());
    }
}
