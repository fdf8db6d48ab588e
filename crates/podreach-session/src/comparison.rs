//! Two analyses compared as a picture of both.

use podreach_eval::Analysis;
use podreach_eval::diff::{Diff, DiffOptions, diff_with};
use podreach_eval::view::{BothSides, Joint};

/// The comparison of an analysis with a baseline. Both have to have the representatives of both.
#[derive(Debug)]
pub struct Comparison {
    /// What differs.
    pub diff: Diff,
    /// The nodes of both sides.
    pub joint: Joint,
}

impl Comparison {
    /// Compares.
    pub fn new(before: &Analysis, after: &Analysis) -> Self {
        let diff = diff_with(before, after, &DiffOptions { jointly: true, ..DiffOptions::default() });
        let joint = Joint::new([before, after], &diff);
        Self { diff, joint }
    }

    /// The comparison with the analyses that it was made of.
    pub const fn of<'a>(&'a self, before: &'a Analysis, after: &'a Analysis) -> BothSides<'a> {
        BothSides { before, after, diff: &self.diff, joint: &self.joint }
    }
}
