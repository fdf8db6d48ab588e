//! What a step of a tour changes against the one before: both are texts of their own and not the evaluated input.

use podreach_syntax::Sources;
use serde::{Deserialize, Serialize};

use super::changes::{self, Changes, ChangesAnswer};
use crate::comparing::{Baseline, Comparing};
use crate::evaluation::Evaluation;

/// Larger texts are no steps of a tour.
const LONGEST: usize = 256 << 10;

/// What the second text opens and closes against the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepChanges {
    /// The text before.
    pub before: String,
    /// The text after.
    pub after: String,
    /// At most this many pairs are listed.
    pub most: usize,
}

pub(super) fn answer(StepChanges { before, after, most }: StepChanges, evaluation: &Evaluation) -> ChangesAnswer {
    if before.len().max(after.len()) > LONGEST {
        return ChangesAnswer::default();
    }
    let options = evaluation.options().clone();
    let mut comparing = Comparing::new(1);
    comparing
        .set_baseline(Some(Baseline { sources: Sources::single("before.yaml", before), options: options.clone() }));
    let compared = comparing.evaluate(Sources::single("after.yaml", after), &options);
    changes::answer(Changes { most }, &compared)
}

#[cfg(test)]
mod tests {
    use podreach_testkit::reference;

    use super::*;
    use crate::page::asked::{asked, evaluation};

    fn step(number: usize) -> ChangesAnswer {
        let [before, after] = [number - 1, number].map(reference::step);
        asked(&evaluation(""), StepChanges { before, after, most: 40 })
    }

    fn has(found: &ChangesAnswer, from: &str, to: &str, opens: &str) -> bool {
        found.pairs.list.iter().any(|row| row.source == from && row.destination == to && row.change.opens == opens)
    }

    #[test]
    fn the_reference_scenario_step_by_step() {
        let deny = step(2);
        assert!(deny.pairs.opens == 0 && deny.pairs.closes > 0, "{}", deny.pairs.words);
        let db = step(3);
        assert_eq!((db.pairs.opens, db.pairs.closes, db.pairs.all), (0, 0, 0), "egress of api is still denied");
        let api = step(4);
        assert!(has(&api, "api", "db", "TCP 5984") && has(&api, "api", "kube-dns", "UDP 53") && api.pairs.closes == 0);
        let web = step(5);
        assert!(has(&web, "web", "api", "TCP 3000") && has(&web, "Internet", "web", "TCP 80") && web.pairs.closes == 0);
    }
}
