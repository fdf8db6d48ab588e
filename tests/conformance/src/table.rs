//! The table at the end of a run.

use std::collections::BTreeMap;
use std::fmt;

use crate::judge::Outcome;

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    pass: usize,
    explained: usize,
    fail: usize,
    out_of_scope: usize,
}

/// Outcomes by source.
#[derive(Debug, Default)]
pub(crate) struct Table(BTreeMap<String, Counts>);

impl Table {
    pub(crate) fn add(&mut self, source: &str, outcome: &Outcome) {
        let counts = self.0.entry(source.to_owned()).or_default();
        match outcome {
            Outcome::Pass => counts.pass += 1,
            Outcome::Explained => counts.explained += 1,
            Outcome::Fail(_) => counts.fail += 1,
            Outcome::OutOfScope => counts.out_of_scope += 1,
        }
    }

    pub(crate) fn failures(&self) -> usize {
        self.0.values().map(|counts| counts.fail).sum()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{:<22} {:>6} {:>6} {:>10} {:>6} {:>13}",
            "source", "cases", "pass", "explained", "fail", "out of scope"
        )?;
        let mut total = Counts::default();
        let row = |out: &mut fmt::Formatter<'_>, name: &str, counts: Counts| {
            let Counts { pass, explained, fail, out_of_scope } = counts;
            let cases = pass + explained + fail + out_of_scope;
            writeln!(out, "{name:<22} {cases:>6} {pass:>6} {explained:>10} {fail:>6} {out_of_scope:>13}")
        };
        for (name, counts) in &self.0 {
            row(out, name, *counts)?;
            total.pass += counts.pass;
            total.explained += counts.explained;
            total.fail += counts.fail;
            total.out_of_scope += counts.out_of_scope;
        }
        row(out, "all", total)
    }
}
