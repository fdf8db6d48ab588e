//! How much work the answers of one analysis may be, in steps of about a nanosecond.

use std::sync::atomic::{AtomicU64, Ordering};

/// Steps that are left, for all who ask.
#[derive(Debug)]
pub(crate) struct Steps(AtomicU64);

impl Steps {
    pub(crate) const fn new(steps: u64) -> Self {
        Self(AtomicU64::new(steps))
    }

    pub(crate) fn left(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn take(&self, steps: u64) {
        self.0.store(self.left().saturating_sub(steps), Ordering::Relaxed);
    }
}
