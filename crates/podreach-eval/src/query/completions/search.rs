//! Tries completions of the input until one gives another answer than the default.

use crate::analysis::Analysis;
use crate::budget::Budget;
use crate::inventory::hosts::OwnNode;
use crate::policy::Direction;
use crate::query::Question;
use crate::query::address_parts::{Asked, Part};
use crate::reach::classes::{ClassId, ClassKind};
use crate::sets::ConnectionSet;

use super::conditions::Conditions;
use super::fact::{Dependence, Fact};
use super::formula::Covers;
use super::half::{Between, Half};
use super::variables::{Ends, Variable, Variables};

/// At most this many completions are tried for one answer. Beyond it an answer depends where its bounds differ.
const TRIES: usize = 4096;

/// One answer may take this part of the steps that all of them have left, and a few more where none is left. Where not even
/// bounds are known by then, it depends.
const PART: u64 = 4;
const FEW_STEPS: u64 = 20_000;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) source: Asked<'a>,
    pub(crate) destination: Asked<'a>,
    pub(crate) question: &'a Question,
    /// The connections that the question is about.
    pub(crate) connections: &'a ConnectionSet,
    /// A pod that reaches itself through a Service.
    pub(crate) hairpin: bool,
}

/// Both directions between two classes; none where no policy is asked.
#[derive(Clone, Debug)]
struct Case {
    egress: Option<Half>,
    ingress: Option<Half>,
}

impl Case {
    /// Rules that may count.
    fn rules(&self) -> usize {
        self.egress.iter().chain(&self.ingress).map(|half| half.rules.len()).sum()
    }

    /// What it takes to go through all of them.
    fn weight(&self) -> usize {
        self.egress.iter().chain(&self.ingress).map(Half::weight).sum()
    }
}

/// A question with all that may be chosen.
struct Search<'a> {
    analysis: &'a Analysis,
    ask: Ask<'a>,
    conditions: Conditions,
    variables: Variables<'a>,
    /// One for each part of the ends that rules tell apart; all have to pass. By address that the pod may see, where that
    /// is open.
    cases: Vec<Vec<Case>>,
    budget: &'a Budget,
}

impl Analysis {
    /// Whether the answer to a question depends on what the input leaves open, and on which facts. `seen` are addresses, by
    /// class, that the pod may see in place of the client's behind a Service.
    pub(crate) fn dependence(&self, ask: Ask<'_>, seen: Option<Seen>) -> Option<Dependence> {
        let all = &self.world.unknown.question_steps;
        let budget = Budget::new(FEW_STEPS.max(all.left() / PART));
        let found = self.dependence_within(ask, seen, &budget);
        all.take(budget.taken());
        found
    }

    pub(super) fn dependence_within(&self, ask: Ask<'_>, seen: Option<Seen>, budget: &Budget) -> Option<Dependence> {
        let own = match self.own_node(ask.source, ask.destination.id) {
            OwnNode::Yes => return None,
            own => own,
        };
        if own != OwnNode::Open && seen.is_none() && !self.may_depend(ask) {
            return None;
        }
        let mut conditions = Conditions::default();
        let (sources, destinations) = (self.parts(ask.source), self.parts(ask.destination));
        let mut cases = vec![self.cases(&sources, &destinations, ask, &mut conditions, budget)];
        let mut chosen = Vec::new();
        if let Some(seen) = seen {
            let mut addresses = Vec::new();
            for (class, set) in seen.addresses {
                let part = [Part { class, addresses: None }];
                let found = self.cases(&part, &destinations, ask, &mut conditions, budget);
                let same = |known: &&mut (Vec<Case>, _)| known.0.iter().map(pattern).eq(found.iter().map(pattern));
                match addresses.iter_mut().find(same) {
                    Some((_, known)) => *known = crate::sets::AddressSet::union(known, &set),
                    None => addresses.push((found, set)),
                }
            }
            let (found, addresses): (Vec<_>, Vec<_>) = addresses.into_iter().unzip();
            cases.extend(found);
            chosen.push(Variable::Client { service: seen.service, addresses });
        }
        if own == OwnNode::Open {
            chosen.push(Variable::OwnNode { source: ask.source.id, destination: ask.destination.id });
        }
        let certain = |half: &Option<Half>| half.as_ref().is_none_or(Half::is_certain);
        let all_certain = cases.iter().flatten().all(|case| certain(&case.egress) && certain(&case.ingress));
        if chosen.is_empty() && all_certain {
            return None;
        }
        let untried = |connections| Dependence { flips: vec![Vec::new()], allowed: true, connections, tried: false };
        let may = self.may_pass(&cases, ask, &chosen, budget);
        if budget.is_exceeded() {
            return Some(untried(ask.connections.clone()));
        }
        let may = may?;
        let ends = Ends { source: ask.source, destination: ask.destination };
        let kind = |asked: Asked<'_>| self.world.classes.get(self.class_of(asked.id)).map(|class| class.kind);
        let kinds = [ask.source, ask.destination].map(|asked| kind(asked).unwrap_or(ClassKind::External));
        let Some(mut variables) = self.variables(&conditions, ends, kinds) else {
            return Some(untried(may));
        };
        variables.list.extend(chosen);
        let search = Search { analysis: self, ask, conditions, variables, cases, budget };
        search.run(may)
    }

    /// Whether the input leaves anything open about two ends.
    pub(super) fn may_depend(&self, ask: Ask<'_>) -> bool {
        let classes = &self.world.classes;
        let open = |id: ClassId| {
            classes.get(id).is_some_and(|class| {
                class.open != crate::reach::unknown::OpenId::NONE
                    || classes.membership(class).is_some_and(|found| !found.maybe.is_empty())
            })
        };
        let (from, to) = (self.class_of(ask.source.id), self.class_of(ask.destination.id));
        let named = self.endpoint(ask.destination.id).is_external() && self.world.outside.has_names();
        open(from) || open(to) || named
    }

    /// Both directions between parts; some of them where the budget ends.
    fn cases(
        &self,
        sources: &[Part],
        destinations: &[Part],
        ask: Ask<'_>,
        conditions: &mut Conditions,
        budget: &Budget,
    ) -> Vec<Case> {
        let mut cases: Vec<Case> = Vec::new();
        for source in sources {
            for destination in destinations {
                let mut half = |direction, end, other| {
                    let between = Between { direction, end, other, hairpin: ask.hairpin };
                    self.half(between, ask.connections, conditions, budget)
                };
                let egress = half(Direction::Egress, source.class, destination.class);
                let ingress = half(Direction::Ingress, destination.class, source.class);
                let case = Case { egress, ingress };
                if !budget.spend(cases.len() * (1 + case.rules())) {
                    return cases;
                }
                if !cases.iter().any(|known| pattern(known) == pattern(&case)) {
                    cases.push(case);
                }
            }
        }
        cases
    }

    /// What may pass in some completion; `None` where it is sure without trying any that all answer the same.
    fn may_pass(
        &self,
        cases: &[Vec<Case>],
        ask: Ask<'_>,
        chosen: &[Variable],
        budget: &Budget,
    ) -> Option<ConnectionSet> {
        let tiers = self.policies.tiers.len();
        let own = chosen.iter().any(|variable| matches!(variable, Variable::OwnNode { .. }));
        let (mut any_may, mut all_must) = (false, true);
        let mut may = ConnectionSet::none();
        for cases in cases {
            let (mut may_all, mut must_all) = (true, true);
            for case in cases {
                if !budget.spend(4 * case.weight()) {
                    return None;
                }
                let all = || super::bounds::Bounds { must: ask.connections.clone(), may: ask.connections.clone() };
                let bounds =
                    |half: &Option<Half>| half.as_ref().map_or_else(all, |half| half.bounds(tiers, ask.connections));
                let (egress, mut ingress) = (bounds(&case.egress), bounds(&case.ingress));
                if own {
                    ingress.may = ask.connections.clone();
                }
                let passing = egress.may.intersection(&ingress.may).flat();
                may_all &= ask.question.is_satisfied(ask.connections, &passing);
                let surely = egress.must.intersection(&ingress.must).flat();
                must_all &= ask.question.is_satisfied(ask.connections, &surely);
                may = may.union(&passing);
            }
            any_may |= may_all;
            all_must &= must_all;
        }
        (any_may && !all_must).then_some(may)
    }
}

/// The addresses that a pod may see in place of its client's, and the Service in front of it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) service: Box<str>,
    pub(crate) addresses: Vec<(ClassId, crate::sets::AddressSet)>,
}

type Pattern<'a> = Option<Vec<(crate::policy::RuleRef, &'a ConnectionSet, &'a Covers)>>;

fn pattern(case: &Case) -> [Pattern<'_>; 2] {
    [&case.egress, &case.ingress].map(|half| half.as_ref().map(Half::pattern))
}

/// The state of a search through completions in which a number of choices are not the default.
struct Level {
    choices: Vec<usize>,
    tries: usize,
    /// Facts that make the answer another one.
    flips: Vec<Vec<Fact>>,
    connections: Option<ConnectionSet>,
}

impl Search<'_> {
    fn run(&self, may: ConnectionSet) -> Option<Dependence> {
        let defaults = vec![0; self.variables.list.len()];
        let Some(default) = self.passing(&defaults) else {
            let untried = Dependence { flips: vec![Vec::new()], allowed: true, connections: may, tried: false };
            return self.budget.is_exceeded().then_some(untried);
        };
        let allowed = self.is_allowed(&default);
        let mut level = Level { choices: defaults, tries: 0, flips: Vec::new(), connections: None };
        for changed in 1..=self.variables.list.len() {
            let whole = self.choose(&mut level, 0, changed, allowed);
            if !level.flips.is_empty() {
                let connections = if allowed { first(default) } else { level.connections.unwrap_or_default() };
                return Some(Dependence { flips: level.flips, allowed: !allowed, connections, tried: true });
            }
            if !whole {
                let all = self.variables.list.iter().filter_map(|variable| self.analysis.fact(variable, 1)).collect();
                let connections = if allowed { first(default) } else { may };
                return Some(Dependence { flips: vec![all], allowed: !allowed, connections, tried: false });
            }
        }
        None
    }

    /// Tries all changes of `left` variables from place `from` on. `false` when there are too many.
    fn choose(&self, level: &mut Level, from: usize, left: usize, allowed: bool) -> bool {
        if left == 0 {
            return self.attempt(level, allowed);
        }
        let last = self.variables.list.len().saturating_sub(left);
        for (at, variable) in self.variables.list.iter().enumerate().skip(from).take_while(|(at, _)| *at <= last) {
            for choice in 1..variable.choices() {
                if let Some(chosen) = level.choices.get_mut(at) {
                    *chosen = choice;
                }
                let whole = self.choose(level, at + 1, left - 1, allowed);
                if !whole || level.flips.len() >= Dependence::FLIPS {
                    return whole;
                }
            }
            if let Some(chosen) = level.choices.get_mut(at) {
                *chosen = 0;
            }
        }
        true
    }

    fn attempt(&self, level: &mut Level, allowed: bool) -> bool {
        level.tries += 1;
        if level.tries > TRIES || self.budget.is_exceeded() {
            return false;
        }
        if let Some(passing) = self.passing(&level.choices)
            && self.is_allowed(&passing) != allowed
        {
            let chosen = self.variables.list.iter().zip(&level.choices);
            level.flips.push(chosen.filter_map(|(variable, choice)| self.analysis.fact(variable, *choice)).collect());
            level.connections.get_or_insert_with(|| first(passing));
        }
        true
    }

    /// What passes each part when these are the choices; `None` where they exclude each other.
    fn passing(&self, choices: &[usize]) -> Option<Vec<ConnectionSet>> {
        let truth = self.variables.truth(&self.conditions, choices)?;
        let (mut own, mut seen) = (false, 0);
        for (variable, choice) in self.variables.list.iter().zip(choices) {
            match variable {
                Variable::OwnNode { .. } => own = *choice > 0,
                Variable::Client { .. } => seen = *choice,
                Variable::Label { .. } | Variable::Address { .. } | Variable::Domain { .. } => {}
            }
        }
        let asked = self.ask.connections;
        let tiers = self.analysis.policies.tiers.len();
        let passing =
            |half: &Option<Half>| half.as_ref().map_or_else(|| asked.clone(), |half| half.passes(tiers, &truth, asked));
        let cases = self.cases.get(seen)?;
        if !self.budget.spend(cases.iter().map(Case::weight).sum()) {
            return None;
        }
        let both = |case: &Case| {
            let ingress = if own { asked.clone() } else { passing(&case.ingress) };
            passing(&case.egress).intersection(&ingress).flat()
        };
        Some(cases.iter().map(both).collect())
    }

    fn is_allowed(&self, parts: &[ConnectionSet]) -> bool {
        parts.iter().all(|passing| self.ask.question.is_satisfied(self.ask.connections, passing))
    }
}

fn first(parts: Vec<ConnectionSet>) -> ConnectionSet {
    parts.into_iter().next().unwrap_or_default()
}
