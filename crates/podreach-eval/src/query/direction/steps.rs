//! The walk through the tiers, explained step by step with the rules that match.

use std::net::IpAddr;

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::inventory::{Endpoint, EndpointId};
use crate::policy::{EndpointMatch, PolicyId, RuleRef};
use crate::query::address_parts::{Asked, Part};
use crate::query::verdict::{DirectionVerdict, Hit, TierStep};
use crate::reach::classes::{Class, ClassKind, one_family};
use crate::reach::engine::source_rule;
use crate::reach::predicates::{CompiledMatch, is_on_node};
use crate::reach::rules::CompiledRule;
use crate::reach::walk::{Applicable, Isolating, walk};
use crate::sets::{AddressSet, ConnectionSet, Family};

use super::matching::Found;

impl Analysis {
    /// What passes one part of the other end; the steps and hits of the walk are added to those of other parts.
    pub(super) fn explain_walk(
        &self,
        (decision, places): (&mut DirectionVerdict, &mut HitPlaces),
        found: &[Found<'_>],
        (isolating, applied): (&Isolating, &[PolicyId]),
        asked: &ConnectionSet,
        (endpoint, other, part): (EndpointId, Asked<'_>, &Part),
    ) -> ConnectionSet {
        let spoken = one_family(&self.endpoint(endpoint).addresses);
        let matching: Vec<&Found<'_>> = found.iter().filter(|found| found.peer).collect();
        let rules: Vec<Applicable<'_>> = matching.iter().map(|found| found.applicable()).collect();
        let tier = |id: &PolicyId| self.policies.get(*id).map(|policy| policy.tier);
        walk(isolating, &rules, asked, |at, open, taken| {
            // Policies are sorted by tier.
            let applied: Vec<PolicyId> = applied.iter().copied().filter(|id| tier(id) == Some(at)).collect();
            if applied.is_empty() || open.is_none() {
                return;
            }
            let isolates = self.policies.isolating(&applied, decision.direction).next().is_some();
            let mut step = TierStep {
                tier: at,
                isolates,
                applied,
                action: None,
                rules: Vec::new(),
                rest: taken.map_or_else(|| open.clone(), |taken| taken.rest.clone()),
            };
            let here = matching.iter().filter(|found| found.tier == at);
            for (found, taken) in here.filter_map(|found| Some((found, taken?.by.get(found.rule.action as usize)?))) {
                // Rules of one action do not take connections from each other, so that all of them are named.
                let connections = taken.intersection(&found.ports);
                if connections.is_none() {
                    continue;
                }
                let (rule, action) = (found.rule.origin, found.rule.action);
                step.action.get_or_insert(action);
                step.rules.push(rule);
                let (peers, by_address) = self.matching_peers(found.rule, spoken, other, part);
                places.add(decision, Hit { rule, action, peers, connections, by_address });
            }
            add_step(decision, step);
        })
    }

    /// Indexes of the peers that match, and whether only addresses do although the other end is a pod.
    fn matching_peers(
        &self,
        rule: &CompiledRule,
        spoken: Option<Family>,
        other: Asked<'_>,
        part: &Part,
    ) -> (Vec<u32>, bool) {
        let Some(other_class) = self.world.classes.get(part.class) else { return (Vec::new(), false) };
        let Some(source) = source_rule(&self.policies, rule) else { return (Vec::new(), false) };
        let Some(peers) = &source.peers else { return (Vec::new(), false) };
        let endpoint = self.endpoint(other.id);
        let addresses = part.addresses.as_ref();
        let known = spoken_addresses(endpoint, spoken);
        let known = known.as_slice();
        let mut found = Vec::new();
        let mut by_label = false;
        let matches = |atom: &EndpointMatch, compiled: &CompiledMatch| match (atom, compiled) {
            (EndpointMatch::Pods(_), compiled) => {
                compiled.scope().is_some_and(|scope| other_class.scopes.contains(scope))
            }
            (EndpointMatch::Addresses { set, .. }, compiled) => {
                holds(set, known, addresses, self.block_matches(compiled, other_class))
            }
            (EndpointMatch::Nodes { selector, .. }, _) if selector.is_empty() && is_on_node(other_class) => true,
            // Without an address it can only be a network of the same rule that matches.
            (EndpointMatch::Nodes { set, .. }, compiled)
                if (endpoint.is_external() || !endpoint.addresses.is_empty())
                    && !endpoint.is_only_reached()
                    && holds(set, known, addresses, self.block_matches(compiled, other_class)) =>
            {
                true
            }
            (named, _) => {
                let outside = self.world.outside.unaddressed.iter();
                let mut here = outside.zip(self.world.ranges.unaddressed());
                here.any(|(one, class)| class == part.class.0 && one.is_named_by(named))
            }
        };
        for (at, (peer, compiled)) in peers.iter().zip(&rule.peers).enumerate() {
            let atoms = peer.matches.atoms().into_iter().zip(compiled.atoms());
            let mut truth = atoms.map(|(atom, compiled)| matches(atom, compiled));
            if compiled.map(&mut |_| truth.next().unwrap_or(false)).holds(&mut |held| *held) {
                by_label |= peer.matches.pod_selectors().next().is_some();
                found.push(at as u32);
            }
        }
        let pod = matches!(other_class.kind, ClassKind::Pod | ClassKind::HostNetwork);
        (found, pod && !by_label)
    }

    fn block_matches(&self, atom: &CompiledMatch, class: &Class) -> bool {
        let held = atom.block().zip(self.world.classes.membership(class));
        held.is_some_and(|(block, membership)| membership.blocks.binary_search(&block).is_ok())
    }
}

/// The place of a rule's hit among those of a direction.
#[derive(Debug, Default)]
pub(super) struct HitPlaces(FxHashMap<RuleRef, usize>);

impl HitPlaces {
    /// Adds a hit to those of other parts.
    fn add(&mut self, decision: &mut DirectionVerdict, hit: Hit) {
        let next = decision.hits.len();
        let at = *self.0.entry(hit.rule).or_insert(next);
        match decision.hits.get_mut(at) {
            Some(known) => {
                known.connections = known.connections.union(&hit.connections);
                known.peers.extend(hit.peers);
                known.peers.sort_unstable();
                known.peers.dedup();
            }
            None => decision.hits.push(hit),
        }
    }
}

/// Adds a step to those of other parts, in order of the tiers.
fn add_step(decision: &mut DirectionVerdict, step: TierStep) {
    match decision.steps.iter_mut().find(|known| known.tier == step.tier) {
        Some(known) => {
            known.rules.extend(step.rules);
            known.rest = known.rest.union(&step.rest);
        }
        None => {
            let before = decision.steps.iter().take_while(|known| known.tier < step.tier).count();
            decision.steps.insert(before, step);
        }
    }
}

/// Rules of several parts, back in the order of evaluation: policies are sorted by tier and order.
pub(super) fn in_order(decision: &mut DirectionVerdict) {
    decision.hits.sort_by_key(|hit| hit.rule);
    for step in &mut decision.steps {
        step.rules.sort_unstable();
        step.rules.dedup();
        let first = step.rules.first();
        let hit = first.and_then(|first| decision.hits.binary_search_by_key(first, |hit| hit.rule).ok());
        step.action = hit.and_then(|at| decision.hits.get(at)).map(|hit| hit.action);
    }
}

/// The known addresses of a pod that another one may talk to: those of its family, else all.
fn spoken_addresses(endpoint: &Endpoint, spoken: Option<Family>) -> Vec<IpAddr> {
    let all = &endpoint.addresses;
    let spoken = all.iter().filter(|address| spoken.is_none_or(|family| Family::of(**address) == family));
    let spoken: Vec<IpAddr> = spoken.copied().collect();
    if spoken.is_empty() { all.clone() } else { spoken }
}

/// Whether a set holds an end: some of the addresses outside that are meant, or a pod by its class and addresses.
fn holds(set: &AddressSet, known: &[IpAddr], addresses: Option<&AddressSet>, class_matches: bool) -> bool {
    match addresses {
        Some(addresses) => !addresses.intersection(set).is_empty(),
        None if known.is_empty() => class_matches,
        None => class_matches && known.iter().any(|address| set.contains(*address)),
    }
}
