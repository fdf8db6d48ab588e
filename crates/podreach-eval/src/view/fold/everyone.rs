//! Who reaches everyone, and whom everyone reaches: a badge says it, in place of a line for each pair.

use std::collections::BTreeMap;

use crate::query::PairState;

use super::Folding;
use super::lines::{Line, Lines};

/// A label that a behaviour has with everyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WithEveryone {
    pub(super) label: u32,
    /// How many workloads it does not have it with.
    pub(super) except: u64,
}

/// By behaviour, what it has with everyone.
#[derive(Clone, Debug, Default)]
pub(super) struct Everyone {
    pub(super) reaches: Vec<Vec<WithEveryone>>,
    pub(super) reached: Vec<Vec<WithEveryone>>,
    /// Behaviours of the outside, which is not part of everyone.
    outside: Vec<bool>,
}

/// In a cluster with fewer workloads besides, lines are few enough.
const OTHERS: u64 = 7;

/// Rules for everyone are said by a badge where they reach so many.
const SEVERAL: u64 = 3;

impl Everyone {
    pub(super) fn new(folding: &Folding) -> Self {
        let total = folding.behaviours.iter().map(|one| one.pods).sum();
        let of = |lines: &[Vec<Line>], direction: usize| {
            lines.iter().zip(0..).map(|(lines, at)| found(folding, at, lines, direction, total)).collect()
        };
        Self {
            reaches: of(&folding.lines.from, 0),
            reached: of(&folding.lines.into, 1),
            outside: folding.behaviours.iter().map(|one| one.is_external).collect(),
        }
    }

    /// Whether a badge says what a line does.
    pub(super) fn says(&self, source: u32, destination: u32, label: u32) -> bool {
        let has = |list: &[Vec<WithEveryone>], at: u32| {
            list.get(at as usize).is_some_and(|found| found.iter().any(|one| one.label == label))
        };
        let outside = |at: u32| self.outside.get(at as usize) == Some(&true);
        !outside(source) && !outside(destination) && (has(&self.reaches, source) || has(&self.reached, destination))
    }
}

fn found(folding: &Folding, at: u32, lines: &[Line], direction: usize, total: u64) -> Vec<WithEveryone> {
    let others = total.saturating_sub(1);
    let Some(own) = folding.behaviour(at).filter(|one| others >= OTHERS && !one.is_external) else {
        return Vec::new();
    };
    // Rules that allow everything with everyone are for everyone, whoever does not take it or does not send it.
    let for_all = own.allows_all.get(direction) == Some(&true);
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for line in lines.iter().filter(|line| Lines::is_line(line.label) && !folding.lines.is_changed(line.label)) {
        let pods = folding.behaviour(line.to).map_or(0, |one| one.pods);
        *counts.entry(line.label).or_default() += pods.saturating_sub(u64::from(line.to == at));
    }
    let enough = |count: u64| count * 10 >= others * 9;
    if !for_all && !enough(counts.values().sum()) {
        return Vec::new();
    }
    let allowed = |label: u32| folding.lines.label(label).filter(|label| label.state == PairState::Allowed);
    let mut found = Vec::new();
    for label in counts.keys() {
        let Some(ports) = allowed(*label) else { continue };
        // Who has more than these ports has these as well.
        let more = |other: &u32| {
            other == label || allowed(*other).is_some_and(|other| ports.connections.is_subset(&other.connections))
        };
        let count: u64 = counts.iter().filter(|(other, _)| more(other)).map(|(_, count)| count).sum();
        let everything = for_all && count >= SEVERAL && ports.connections.is_all();
        if everything || enough(count) {
            found.push(WithEveryone { label: *label, except: others - count });
        }
    }
    found
}
