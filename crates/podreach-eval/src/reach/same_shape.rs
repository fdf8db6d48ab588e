//! Policies that changed in what their rules do, and in nothing that concerns anything else: they name the same pods, addresses and
//! ports by name, in the same order. Then classes, representatives and all other policies are as they were, and only what the
//! groups of these policies allow is worked out anew.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::budget::Budget;
use crate::inventory::namespaces::scopes_of;
use crate::policy::{Direction, PodSelector, Policies, Policy, PolicyId, Rule};

use super::classes::{names_of, names_sources};
use super::engine::By;
use super::named_by::NamedBy;
use super::outside::named_outside;
use super::predicates::Compiler;
use super::rules::{CompiledPolicy, CompiledRule};
use super::scopes::{ScopeId, Scopes};
use super::world::{World, bearable};

/// The scopes of each policy, in the order in which it names them, by number.
#[derive(Debug, Default)]
pub(crate) struct NumberedScopes {
    numbers: Vec<ScopeId>,
    /// By policy, where its own end.
    ends: Vec<usize>,
}

impl NumberedScopes {
    pub(super) fn new(policies: &Policies, scopes: &Scopes<'_>) -> Self {
        let mut all = Self::default();
        for policy in &policies.list {
            all.numbers.extend(scopes_of(policy).filter_map(|(scope, _)| scopes.id(scope)));
            all.ends.push(all.numbers.len());
        }
        all
    }

    fn of(&self, policy: PolicyId) -> &[ScopeId] {
        let at = policy.0 as usize;
        let start = at.checked_sub(1).map_or(Some(&0), |before| self.ends.get(before));
        start.zip(self.ends.get(at)).and_then(|(start, end)| self.numbers.get(*start..*end)).unwrap_or(&[])
    }
}

const DIRECTIONS: [Direction; 2] = [Direction::Ingress, Direction::Egress];

/// Whether a policy names the same as before, in the same order, and decides about the same directions.
fn names_the_same(old: &Policy, new: &Policy) -> bool {
    let place = |policy: &Policy| (policy.id, policy.tier, policy.order, policy.additive);
    let effects =
        |policy: &Policy| DIRECTIONS.map(|direction| (policy.rules(direction).is_some(), policy.isolates(direction)));
    let asks_of_own_end = |policy: &Policy| policy.written_rules().chain(policy.all_rules()).any(asks_of_own_end);
    // A representative is found where the first selector is written that names it, if it is written at all.
    let scopes = |policy| scopes_of(policy).map(|(scope, selected)| (scope, selected, scope.pods.span().is_empty()));
    old.object_ref() == new.object_ref()
        && place(old) == place(new)
        && old.subject == new.subject
        && effects(old) == effects(new)
        && !asks_of_own_end(old)
        && !asks_of_own_end(new)
        && scopes(old).eq(scopes(new))
        && named_outside(old) == named_outside(new)
        && names_of(old).collect::<BTreeSet<_>>() == names_of(new).collect::<BTreeSet<_>>()
        && names_sources(old) == names_sources(new)
}

fn asks_of_own_end(rule: &Rule) -> bool {
    rule.own.is_some()
}

/// What rules tell of the classes that their policy applies to: whether names of ports are resolved there, and whether families are
/// told apart.
fn tells_of_own_end(policy: &CompiledPolicy) -> [(bool, bool); 2] {
    DIRECTIONS.map(|direction| {
        let rules = || policy.rules(direction).into_iter().flatten();
        (rules().any(|rule| rule.names.own(direction)), rules().any(CompiledRule::tells_families))
    })
}

impl World {
    /// The same where some policies are others. `None` where more may change than what the groups of these policies allow, and where
    /// that takes too many steps.
    pub(crate) fn after(&self, [before, now]: [&Policies; 2], changed: &[PolicyId], budget: &Budget) -> Option<Self> {
        let mut numbers: FxHashMap<&PodSelector, ScopeId> = FxHashMap::default();
        let mut more_rules = 0;
        for id in changed {
            let (old, new) = (before.get(*id)?, now.get(*id)?);
            if !names_the_same(old, new) {
                return None;
            }
            let more = new.all_rules().count().saturating_sub(old.all_rules().count());
            more_rules += more * new.subject.pod_selectors().count();
            numbers.extend(scopes_of(new).map(|(scope, _)| scope).zip(self.numbered.of(*id).iter().copied()));
        }
        let burden = self.burden + more_rules * self.representatives;
        if self.left_out > 0 || (more_rules > 0 && burden > bearable(budget)) {
            return None;
        }
        let scope = |scope: &PodSelector| numbers.get(scope).copied();
        let compiler = Compiler { classes: &self.classes, scope: &scope, outside: &self.outside, budget };
        let mut compiled = self.compiled.clone();
        for id in changed {
            let slot = compiled.get_mut(id.0 as usize)?;
            let made = CompiledPolicy::new(now.get(*id)?, &compiler);
            if tells_of_own_end(slot) != tells_of_own_end(&made) {
                return None;
            }
            *slot = Arc::new(made);
        }
        let by = By { policies: now, compiled: &compiled, classes: &self.classes, budget };
        let engine = self.engine.after(changed, &by);
        if budget.is_exceeded() {
            return None;
        }
        Some(Self { compiled, engine, burden, ..self.unasked() })
    }

    /// The same world, of which nothing was asked yet.
    pub(crate) fn unasked(&self) -> Self {
        let Self { compiled, engine, ranges, replicas_cut, left_out, semantics, burden, representatives, .. } = self;
        Self {
            classes: Arc::clone(&self.classes),
            compiled: compiled.clone(),
            engine: engine.clone(),
            outside: Arc::clone(&self.outside),
            ranges: *ranges,
            unknown: self.unknown.unasked(),
            hosts: Arc::clone(&self.hosts),
            replicas_cut: *replicas_cut,
            named_by: NamedBy::default(),
            left_out: *left_out,
            semantics: *semantics,
            numbered: Arc::clone(&self.numbered),
            burden: *burden,
            representatives: *representatives,
        }
    }
}
