//! The clock: tokio's, which a test may stop. A transport may run anywhere; where no runtime of tokio's is, there is none to ask.

use std::future::Future;
use std::time::Instant;

/// Whether there is a clock to wait by.
pub(crate) fn has_clock() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
}

pub(super) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

/// What `future` gives, if it does so in time; without a clock it has all the time there is.
pub(super) async fn by<T>(deadline: Option<Instant>, future: impl Future<Output = T>) -> Option<T> {
    match deadline.filter(|_| has_clock()) {
        Some(deadline) => tokio::time::timeout_at(deadline.into(), future).await.ok(),
        None => Some(future.await),
    }
}
