//! What a rule or a policy matches where conditions are open.

use crate::policy::Predicate;
use crate::sets::Families;

/// Something that is known, or that depends on a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    /// It matches over these families in every completion.
    Certain(Families),
    /// It matches where the condition holds, by its place in the list.
    Open(usize),
}

/// A predicate over what is known and what is open.
pub(super) type Formula = Predicate<Term>;

impl Formula {
    /// The families over which it matches in a completion.
    pub(super) fn families(&self, truth: &[bool]) -> Families {
        let term = &mut |term: &Term| match term {
            Term::Certain(families) => *families,
            Term::Open(condition) => all_or_none(truth.get(*condition).copied().unwrap_or(false)),
        };
        self.evaluate(term, &all, &any, &Families::not)
    }

    /// The families over which it matches in every completion, and those over which it matches in some, where conditions hold
    /// independently of each other.
    pub(super) fn bounds(&self) -> (Families, Families) {
        let term = &mut |term: &Term| match term {
            Term::Certain(families) => (*families, *families),
            Term::Open(_) => (Families::NONE, Families::BOTH),
        };
        let each = |parts: Vec<(Families, Families)>, with: fn(Vec<Families>) -> Families| {
            let (surely, may): (Vec<Families>, Vec<Families>) = parts.into_iter().unzip();
            (with(surely), with(may))
        };
        self.evaluate(term, &|parts| each(parts, all), &|parts| each(parts, any), &|(surely, may)| {
            (may.not(), surely.not())
        })
    }

    /// Whether no condition is in it.
    pub(super) fn is_certain(&self) -> bool {
        self.atoms().into_iter().all(|term| matches!(term, Term::Certain(_)))
    }
}

fn all(parts: Vec<Families>) -> Families {
    parts.into_iter().fold(Families::BOTH, Families::and)
}

fn any(parts: Vec<Families>) -> Families {
    parts.into_iter().fold(Families::NONE, Families::or)
}

const fn all_or_none(all: bool) -> Families {
    if all { Families::BOTH } else { Families::NONE }
}

/// What a rule asks of both ends: mostly that one of its peers matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Covers {
    /// The families over which some peer matches in every completion.
    pub(super) certain: Families,
    /// Conditions of which one is enough.
    pub(super) any: Vec<usize>,
    /// Peers that ask more than one thing.
    pub(super) compound: Vec<Formula>,
    /// What it asks of its own end, if anything.
    pub(super) own: Option<Formula>,
}

impl Covers {
    /// Whether it may match in some completion.
    pub(super) fn is_possible(&self) -> bool {
        !self.bounds().1.is_none()
    }

    /// Whether no condition is open.
    pub(super) fn is_certain(&self) -> bool {
        self.any.is_empty() && self.compound.iter().chain(&self.own).all(Formula::is_certain)
    }

    /// The families over which it matches in a completion.
    pub(super) fn families(&self, truth: &[bool]) -> Families {
        let open = self.any.iter().any(|condition| truth.get(*condition).copied().unwrap_or(false));
        let peers = self.compound.iter().map(|peer| peer.families(truth));
        let peers = peers.fold(self.certain.or(all_or_none(open)), Families::or);
        peers.and(self.own.as_ref().map_or(Families::BOTH, |own| own.families(truth)))
    }

    /// Those of every completion, and those of some.
    pub(super) fn bounds(&self) -> (Families, Families) {
        let may = self.certain.or(all_or_none(!self.any.is_empty()));
        let or = |all: (Families, Families), one: (Families, Families)| (all.0.or(one.0), all.1.or(one.1));
        let peers = self.compound.iter().map(Formula::bounds).fold((self.certain, may), or);
        let own = self.own.as_ref().map_or((Families::BOTH, Families::BOTH), Formula::bounds);
        (peers.0.and(own.0), peers.1.and(own.1))
    }

    /// What it takes to go through it.
    pub(super) fn weight(&self) -> usize {
        self.any.len() + self.compound.iter().chain(&self.own).map(|formula| formula.atoms().len()).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sets::Family;

    /// The bounds hold what every completion gives.
    #[test]
    fn bounds_hold_every_completion() {
        let open = |at: usize| Formula::Atom(Term::Open(at));
        let four = || Formula::Atom(Term::Certain(Families::one(Family::V4)));
        let not = |inner: Formula| Formula::Not(Box::new(inner));
        let formulas = [
            Formula::All(vec![open(0), not(open(1))]),
            Formula::Any(vec![four(), Formula::All(vec![open(0), open(1)])]),
            not(Formula::All(vec![four(), open(1)])),
            Formula::All(vec![four(), not(four())]),
        ];
        for formula in &formulas {
            for own in [None, Some(open(1))] {
                let covers = Covers { certain: Families::NONE, any: vec![], compound: vec![formula.clone()], own };
                let (surely, may) = covers.bounds();
                for truth in [[false, false], [false, true], [true, false], [true, true]] {
                    let found = covers.families(&truth);
                    assert_eq!((found.and(surely), found.or(may)), (surely, may), "{covers:?} {truth:?}");
                }
            }
        }
        assert!(formulas[3].is_certain() && formulas[3].bounds().1.is_none());
    }
}
