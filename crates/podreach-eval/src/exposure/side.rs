//! One direction of a set of policies, asked about pods that are not there: who matches which rules, and what passes.

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::budget::Budget;
use crate::policy::{Action, Direction, PeerMatch, PodSelector, PolicyId, RuleRef, TierId};
use crate::reach::classes::NamedPorts;
use crate::reach::engine::source_rule;
use crate::reach::outside::BlockId;
use crate::reach::rules::{CompiledRule, ports_at};
use crate::reach::walk::{Applicable, Isolating, allowed};
use crate::sets::ConnectionSet;

use super::regions::{RegionId, Regions};

/// A rule with what it says of pods.
#[derive(Clone, Debug)]
struct Part {
    rule: RuleRef,
    tier: TierId,
    action: Action,
    connections: ConnectionSet,
    /// It speaks of every pod, whatever its labels.
    everyone: bool,
    /// It may speak of any pod, by an address that is not known.
    maybe: bool,
    scopes: Vec<PodSelector>,
}

/// What policies of one direction say of pods.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    isolating: Isolating,
    /// Rules in evaluation order.
    parts: Vec<Part>,
    /// Those that speak of every pod.
    everyone: Vec<usize>,
    by_region: BTreeMap<RegionId, Vec<usize>>,
}

/// Address blocks that hold a pod whose address is not known, and those that may.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocks {
    pub(super) always: Vec<BlockId>,
    pub(super) maybe: Vec<BlockId>,
}

/// What passes, and the rules that have a say in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    pub(super) connections: ConnectionSet,
    pub(super) rules: Vec<(RuleRef, Action)>,
}

impl Side {
    /// The rules of policies in a direction; ports by name mean what `profile` says.
    pub(super) fn new(
        analysis: &Analysis,
        regions: &Regions<'_>,
        blocks: &Blocks,
        direction: Direction,
        applied: &[PolicyId],
        profile: &NamedPorts,
    ) -> Self {
        let mut side = Self { isolating: Isolating::none(analysis.policies.tiers.len()), ..Self::default() };
        for id in applied {
            let Some(policy) = analysis.world.compiled.get(id.0 as usize) else { continue };
            side.isolating.add(policy.tier, policy.isolates(direction));
            for rule in policy.rules(direction).into_iter().flatten() {
                side.parts.extend(part(analysis, blocks, policy.tier, rule, profile));
            }
        }
        for (at, part) in side.parts.iter().enumerate() {
            if part.everyone {
                side.everyone.push(at);
                continue;
            }
            for region in part.scopes.iter().flat_map(|scope| regions.of(scope)) {
                side.by_region.entry(*region).or_default().push(at);
            }
        }
        side
    }

    /// The regions that rules speak of, ascending.
    pub(super) fn regions(&self) -> impl Iterator<Item = RegionId> {
        self.by_region.keys().copied()
    }

    /// Whether rules only ever add to what passes. A pod that several of them match then gets what all of them give.
    pub(super) fn adds_up(&self) -> bool {
        self.parts.iter().all(|part| part.action == Action::Allow)
    }

    /// Whether a rule of address blocks may speak of pods whose addresses are not known.
    pub(super) fn depends_on_addresses(&self) -> bool {
        self.parts.iter().any(|part| part.maybe)
    }

    /// What passes for pods that are in these regions and in no other; something else where the budget ends.
    pub(super) fn of_regions(&self, within: &[RegionId], budget: &Budget) -> Answer {
        let named = within.iter().filter_map(|region| self.by_region.get(region)).flatten().copied();
        let mut matching: Vec<usize> = self.everyone.iter().copied().chain(named).collect();
        matching.sort_unstable();
        matching.dedup();
        let weight = |at: &usize| self.parts.get(*at).map_or(0, |part| A_RULE + A_RANGE * part.connections.weight());
        if !budget.spend(matching.iter().map(weight).sum()) {
            return Answer::default();
        }
        self.answer(matching.iter().filter_map(|at| self.parts.get(*at)))
    }

    /// What passes for a pod, by the scopes that it is in.
    pub(super) fn of_pod(&self, is_in: impl Fn(&PodSelector) -> bool) -> Answer {
        self.answer(self.parts.iter().filter(|part| part.everyone || part.scopes.iter().any(&is_in)))
    }

    fn answer<'p>(&'p self, parts: impl Iterator<Item = &'p Part>) -> Answer {
        let parts: Vec<&Part> = parts.collect();
        let rules: Vec<Applicable<'_>> = parts
            .iter()
            .map(|part| Applicable { tier: part.tier, action: part.action, connections: &part.connections })
            .collect();
        let connections = allowed(&self.isolating, &rules, &ConnectionSet::all());
        let says = |part: &&&Part| match part.action {
            Action::Allow => !part.connections.intersection(&connections).is_none(),
            Action::Deny => !part.connections.is_subset(&connections),
            Action::Pass => false,
        };
        let rules = parts.iter().filter(says).map(|part| (part.rule, part.action)).collect();
        Answer { connections, rules }
    }
}

fn part(analysis: &Analysis, blocks: &Blocks, tier: TierId, rule: &CompiledRule, profile: &NamedPorts) -> Option<Part> {
    let source = source_rule(&analysis.policies, rule)?;
    let connections = ports_at(source, &rule.numbered, profile).into_owned();
    if connections.is_none() {
        return None;
    }
    let held = |list: &[BlockId]| rule.block.is_some_and(|block| list.contains(&block));
    let scopes = source.peers.iter().flatten().filter_map(|peer| match &peer.matches {
        PeerMatch::Pods(scope) => Some(scope.clone()),
        PeerMatch::Addresses { .. } | PeerMatch::Nodes { .. } | PeerMatch::Domain(_) => None,
    });
    Some(Part {
        rule: rule.origin,
        tier,
        action: rule.action,
        connections,
        everyone: source.peers.is_none() || held(&blocks.always),
        maybe: held(&blocks.maybe),
        scopes: scopes.collect(),
    })
}

/// Steps for a rule that matches, and for a range of ports in it.
const A_RULE: usize = 200;
const A_RANGE: usize = 20;

/// What policies of pods let pass towards a class that is there: the other end's word. Something else where the budget ends.
pub(super) fn towards(
    analysis: &Analysis,
    direction: Direction,
    applied: &[PolicyId],
    class: u32,
    profile: &NamedPorts,
    budget: &Budget,
) -> ConnectionSet {
    let mut isolating = Isolating::none(analysis.policies.tiers.len());
    let mut parts: Vec<(TierId, Action, ConnectionSet)> = Vec::new();
    for id in applied {
        let Some(policy) = analysis.world.compiled.get(id.0 as usize) else { continue };
        isolating.add(policy.tier, policy.isolates(direction));
        for rule in policy.rules(direction).into_iter().flatten() {
            if !budget.spend(A_RANGE) {
                return ConnectionSet::none();
            }
            let Some(over) = rule.meets(class, None) else { continue };
            let Some(source) = source_rule(&analysis.policies, rule) else { continue };
            let ports = ports_at(source, &rule.numbered, profile);
            budget.spend(A_RULE + 2 * A_RANGE * ports.weight());
            parts.push((policy.tier, rule.action, over.share(ports.into_owned())));
        }
    }
    let rules: Vec<Applicable<'_>> = parts
        .iter()
        .map(|(tier, action, connections)| Applicable { tier: *tier, action: *action, connections })
        .collect();
    allowed(&isolating, &rules, &ConnectionSet::all())
}
