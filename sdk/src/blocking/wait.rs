//! A thread that waits for a future, and the thread that keeps connections and clocks in the meantime.

use std::future::{Future, pending};
use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Handle};

use crate::error::{Error, Result};

/// Waits on this thread.
///
/// # Errors
/// Those of the future, and [`Config`](crate::ErrorKind::Config) where this thread must not wait, or no thread can be started.
pub(super) fn wait<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    if may_not_block() {
        return Err(Error::config(
            "a blocking call within an async runtime would hold up its thread: use `json_mode::Client` there, or a thread \
             that may block, such as one of `spawn_blocking`",
        ));
    }
    let _within = handle()?.enter();
    let parked = Arc::new(Parked {
        thread: thread::current(),
        woken: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&parked));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(result) = future.as_mut().poll(&mut context) {
            return result;
        }
        while !parked.woken.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

/// A thread that is woken, also by a call that came before it slept. A flag of its own, for others may unpark it as well.
struct Parked {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// The runtime of all blocking clients, which lives as long as the process.
fn handle() -> Result<&'static Handle> {
    static STARTED: LazyLock<io::Result<Handle>> = LazyLock::new(|| {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let thread = thread::Builder::new().name("json-mode-blocking".to_owned());
        thread.spawn(move || runtime.block_on(pending::<()>()))?;
        Ok(handle)
    });
    STARTED.as_ref().map_err(|error| {
        let error = io::Error::new(error.kind(), error.to_string());
        Error::config("no thread for the connections of blocking clients").with_source(error)
    })
}

/// Whether this thread runs a task of tokio's, which others wait behind.
///
/// Tokio does not say it. But a task has a budget of steps, and is told to wait when it is spent; a thread that may block has
/// none, though it belongs to a runtime as well. What is spent here the task gets back when it is next polled.
fn may_not_block() -> bool {
    // A task's budget is 128 steps.
    const MORE_THAN_A_BUDGET: usize = 256;
    if Handle::try_current().is_err() {
        return false;
    }
    let mut context = Context::from_waker(Waker::noop());
    (0..MORE_THAN_A_BUDGET).any(|_| {
        pin!(tokio::task::coop::consume_budget())
            .poll(&mut context)
            .is_pending()
    })
}
