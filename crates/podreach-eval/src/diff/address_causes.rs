//! Causes of a change of many addresses. A verdict names the rules for a sample of them; other rules of the same policy may
//! do the same for the rest.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::{FxHashMap, FxHasher};

use crate::analysis::Analysis;
use crate::policy::{Direction, EndpointMatch, PolicyId, Rule};
use crate::sets::AddressSet;

use super::model::{Cause, PolicyChange};
use super::objects::{same_ports, same_rule};

/// Finds rules that do the same as others. Policies are indexed on first use.
pub(super) struct AddressExtender<'a> {
    sides: [&'a Analysis; 2],
    policies: &'a [PolicyChange],
    /// By policy and direction, for each side.
    known: FxHashMap<(u32, Direction), [ComparedRules<'a>; 2]>,
}

/// The rules of a policy in a direction, by a hash of their action and ports.
#[derive(Default)]
struct ComparedRules<'a> {
    rules: &'a [Rule],
    by_ports: FxHashMap<u64, Vec<u32>>,
    by_all: FxHashMap<u64, Vec<u32>>,
}

impl<'a> ComparedRules<'a> {
    fn new(rules: &'a [Rule]) -> Self {
        let mut alike = Self { rules, ..Self::default() };
        for (rule, at) in rules.iter().zip(0_u32..) {
            alike.by_ports.entry(hash(rule, false)).or_default().push(at);
            alike.by_all.entry(hash(rule, true)).or_default().push(at);
        }
        alike
    }

    /// The places of rules with the same action and ports.
    fn like(&self, rule: &'a Rule) -> impl Iterator<Item = (u32, &'a Rule)> {
        let found = self.by_ports.get(&hash(rule, false)).into_iter().flatten();
        found
            .filter_map(|at| Some((*at, self.rules.get(*at as usize)?)))
            .filter(|(_, other)| other.action == rule.action && same_ports(other, rule))
    }

    fn has(&self, rule: &Rule) -> bool {
        let found = self.by_all.get(&hash(rule, true)).into_iter().flatten();
        found.filter_map(|at| self.rules.get(*at as usize)).any(|other| same_rule(rule, other))
    }
}

/// A hash that rules with the same action and ports share.
fn hash(rule: &Rule, peers: bool) -> u64 {
    let mut hasher = FxHasher::default();
    rule.action.hash(&mut hasher);
    rule.ports.is_some().hash(&mut hasher);
    rule.ports.iter().flatten().for_each(|port| port.matches.hash(&mut hasher));
    if peers {
        rule.own.hash(&mut hasher);
        rule.peers.is_some().hash(&mut hasher);
        rule.peers.iter().flatten().for_each(|peer| peer.matches.hash(&mut hasher));
    }
    hasher.finish()
}

impl<'a> AddressExtender<'a> {
    pub(super) fn new(sides: [&'a Analysis; 2], policies: &'a [PolicyChange]) -> Self {
        Self { sides, policies, known: FxHashMap::default() }
    }

    /// Adds the rules of the same policies that do the same to other ones of the addresses, and that the other side lacks.
    pub(super) fn extend(&mut self, list: &mut [Cause], addresses: &AddressSet) {
        for cause in list {
            let Some(policy) = self.policies.get(cause.policy as usize) else { continue };
            let sides = self.sides;
            let [old, new] = self.known.entry((cause.policy, cause.direction)).or_insert_with(|| {
                let rules = |analysis: &'a Analysis, id: Option<PolicyId>| -> &'a [Rule] {
                    id.and_then(|id| analysis.policy(id)?.rules(cause.direction)).unwrap_or(&[])
                };
                let [before, after] = sides;
                [ComparedRules::new(rules(before, policy.before)), ComparedRules::new(rules(after, policy.after))]
            });
            for (effect, here, there) in [(&mut cause.before, &*old, &*new), (&mut cause.after, &*new, &*old)] {
                let mut seen = std::collections::BTreeSet::new();
                let marked: Vec<&Rule> = effect.rules.iter().filter_map(|at| here.rules.get(*at as usize)).collect();
                for rule in marked {
                    if !seen.insert(hash(rule, false)) {
                        continue;
                    }
                    let more = here.like(rule).filter(|(_, rule)| names_some(rule, addresses) && !there.has(rule));
                    effect.rules.extend(more.map(|(at, _)| at));
                }
                effect.rules.sort_unstable();
                effect.rules.dedup();
            }
        }
    }
}

/// Whether a rule names one of the addresses.
fn names_some(rule: &Rule, addresses: &AddressSet) -> bool {
    let atoms = rule.peers.iter().flatten().flat_map(|peer| peer.matches.atoms());
    atoms.filter_map(EndpointMatch::addresses).any(|(set, _)| !set.intersection(addresses).is_empty())
}
