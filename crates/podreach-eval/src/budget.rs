//! How much work an evaluation may be. Policies can name each other in so many combinations that no computer would ever be done
//! with them: then there is no answer, and a diagnostic that says so.

use std::cell::Cell;

/// Steps that are left. A step is about what takes ten nanoseconds, or two bytes that are kept.
#[derive(Debug)]
pub(crate) struct Budget {
    all: u64,
    left: Cell<Option<u64>>,
}

impl Budget {
    pub(crate) const fn new(steps: u64) -> Self {
        Self { all: steps, left: Cell::new(Some(steps)) }
    }

    /// All steps that there were.
    pub(crate) const fn all(&self) -> u64 {
        self.all
    }

    /// The steps that were taken; all of them where more were asked for.
    pub(crate) fn taken(&self) -> u64 {
        self.left.get().map_or(self.all, |left| self.all - left)
    }

    /// Takes steps. Whoever gets `false` stops: what it has will not be used.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        let left = self.left.get().and_then(|left| left.checked_sub(steps as u64));
        self.left.set(left);
        left.is_some()
    }

    /// Whether more steps were asked for than there were.
    pub(crate) const fn is_exceeded(&self) -> bool {
        self.left.get().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_exceeded_stays_so() {
        let budget = Budget::new(3);
        assert!(budget.spend(2) && budget.taken() == 2);
        assert!(budget.spend(1) && !budget.is_exceeded());
        assert!(!budget.spend(1) && !budget.spend(0) && budget.is_exceeded());
    }
}
