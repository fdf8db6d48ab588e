//! One direction of a set of policies, asked about pods that are not there: who matches which rules, and what passes.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::Analysis;
use crate::budget::Budget;
use crate::policy::{Action, Direction, EndpointMatch, PodSelector, PolicyId, Predicate, RuleRef, TierId};
use crate::reach::classes::ClassId;
use crate::reach::engine::source_rule;
use crate::reach::outside::BlockId;
use crate::reach::ports::{EndPorts, ports_at};
use crate::reach::predicates::CompiledMatch;
use crate::reach::rules::CompiledRule;
use crate::reach::walk::{Applicable, Isolating, allowed};
use crate::sets::ConnectionSet;

use super::regions::{RegionId, Regions};

/// A rule with the pods that it matches.
#[derive(Clone, Debug)]
struct Part {
    rule: RuleRef,
    tier: TierId,
    action: Action,
    connections: ConnectionSet,
    /// It matches every pod, whatever its labels.
    everyone: bool,
    /// It may match any pod, by an address that is not known.
    maybe: bool,
    /// Selectors of pods of which one is enough.
    scopes: Vec<PodSelector>,
    /// What it asks further: more than one thing of a peer.
    compound: Vec<Predicate<PodTerm>>,
}

impl Part {
    /// Whether it matches a pod, by the scopes that it is in. Addresses are not known.
    fn holds(&self, is_in: &impl Fn(&PodSelector) -> bool) -> bool {
        let term = &mut |term: &PodTerm| match term {
            PodTerm::Pods(scope) => is_in(scope),
            PodTerm::Address(always, _) => *always,
        };
        self.everyone || self.scopes.iter().any(is_in) || self.compound.iter().any(|peer| peer.holds(term))
    }

    /// Whether a peer that asks more than one thing matches every pod of a region.
    fn surely_holds(&self, region: RegionId, regions: &Regions<'_>) -> bool {
        let term = &mut |term: &PodTerm| match term {
            PodTerm::Pods(scope) => regions.matches(region, scope),
            PodTerm::Address(always, maybe) => (*always, *always || *maybe),
        };
        self.compound.iter().any(|peer| peer.surely_holds(term))
    }
}

/// What a peer asks of a pod whose address is not known.
#[derive(Clone, Debug)]
enum PodTerm {
    Pods(PodSelector),
    /// Whether its address lies in a block: for sure, and possibly.
    Address(bool, bool),
}

/// What policies of one direction allow, by pods.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    isolating: Isolating,
    /// Rules in evaluation order.
    parts: Vec<Part>,
    /// Those that match every pod.
    everyone: Vec<usize>,
    by_region: BTreeMap<RegionId, Vec<usize>>,
    /// Those that ask more than one thing of a peer.
    compound: Vec<usize>,
    /// Regions that these match.
    named: BTreeSet<RegionId>,
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
    /// The rules of policies in a direction; names of ports mean what the ends say.
    pub(super) fn new(
        analysis: &Analysis,
        (regions, blocks): (&Regions<'_>, &Blocks),
        direction: Direction,
        class: ClassId,
        applied: &[PolicyId],
        ends: EndPorts<'_>,
    ) -> Self {
        let mut side = Self { isolating: Isolating::none(analysis.policies.tiers.len()), ..Self::default() };
        for id in applied {
            let Some(policy) = analysis.world.compiled.get(id.0 as usize) else { continue };
            side.isolating.add(policy.tier, policy.isolates(direction));
            for rule in policy.rules(direction).into_iter().flatten() {
                if rule.action.decides() && !rule.at_own(class).is_none() {
                    side.parts.extend(part(analysis, blocks, policy.tier, rule, ends));
                }
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
            if !part.compound.is_empty() {
                side.compound.push(at);
                let terms = part.compound.iter().flat_map(Predicate::atoms);
                side.named.extend(terms.flat_map(|term| match term {
                    PodTerm::Pods(scope) => regions.of(scope),
                    PodTerm::Address(..) => &[],
                }));
            }
        }
        side
    }

    /// The regions that rules match, ascending.
    pub(super) fn regions(&self) -> BTreeSet<RegionId> {
        self.by_region.keys().chain(&self.named).copied().collect()
    }

    /// Whether rules only ever add to what passes. A pod that several of them match then gets what all of them give.
    pub(super) fn adds_up(&self) -> bool {
        self.parts.iter().all(|part| part.action == Action::Allow)
    }

    /// Whether a rule of address blocks may match pods whose addresses are not known.
    pub(super) fn depends_on_addresses(&self) -> bool {
        self.parts.iter().any(|part| part.maybe)
    }

    /// What passes for pods of a region that are in the regions around it and in no other; something else where the budget
    /// ends.
    pub(super) fn of_regions(
        &self,
        region: RegionId,
        around: &[RegionId],
        regions: &Regions<'_>,
        budget: &Budget,
    ) -> Answer {
        let named = around.iter().filter_map(|region| self.by_region.get(region)).flatten().copied();
        let surely = |at: &&usize| self.parts.get(**at).is_some_and(|part| part.surely_holds(region, regions));
        let compound = self.compound.iter().filter(surely).copied();
        let mut matching: Vec<usize> = self.everyone.iter().copied().chain(named).chain(compound).collect();
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
        self.answer(self.parts.iter().filter(|part| part.holds(&is_in)))
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
            Action::Pass | Action::Log => false,
        };
        let rules = parts.iter().filter(says).map(|part| (part.rule, part.action)).collect();
        Answer { connections, rules }
    }
}

fn part(analysis: &Analysis, blocks: &Blocks, tier: TierId, rule: &CompiledRule, ends: EndPorts<'_>) -> Option<Part> {
    let source = source_rule(&analysis.policies, rule)?;
    let connections = ports_at(source, &rule.numbered, ends).into_owned();
    if connections.is_none() {
        return None;
    }
    let held = |list: &[BlockId], atom: &CompiledMatch| atom.block().is_some_and(|block| list.contains(&block));
    let plain = || rule.peers.iter().filter_map(Predicate::atom);
    let peers = || source.peers.iter().flatten().map(|peer| &peer.matches).zip(&rule.peers);
    let compound = peers().filter(|(peer, _)| peer.atom().is_none()).map(|(peer, compiled)| {
        let mut terms = peer.atoms().into_iter().zip(compiled.atoms()).map(|(atom, compiled)| match atom {
            EndpointMatch::Pods(scope) => PodTerm::Pods(scope.clone()),
            EndpointMatch::Addresses { .. } | EndpointMatch::Nodes { .. } | EndpointMatch::Domain(_) => {
                PodTerm::Address(held(&blocks.always, compiled), held(&blocks.maybe, compiled))
            }
        });
        peer.map(&mut |_| terms.next().unwrap_or(PodTerm::Address(false, false)))
    });
    Some(Part {
        rule: rule.origin,
        tier,
        action: rule.action,
        connections,
        everyone: source.peers.is_none() || plain().any(|atom| held(&blocks.always, atom)),
        maybe: rule.atoms().any(|atom| held(&blocks.maybe, atom)),
        scopes: peers().filter_map(|(peer, _)| peer.pods().cloned()).collect(),
        compound: compound.collect(),
    })
}

/// Steps for a rule that matches, and for a range of ports in it.
const A_RULE: usize = 200;
const A_RANGE: usize = 20;

/// What policies of possible pods allow towards a class of the input. Meaningless where the budget ends.
pub(super) fn towards(
    analysis: &Analysis,
    direction: Direction,
    applied: &[PolicyId],
    class: u32,
    ends: EndPorts<'_>,
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
            let families = rule.at_other(class, None);
            // Of pods that are not there it is not known whether they match what a rule asks of its own end: the least passes.
            let matches_own = rule.own.is_none() || rule.action == Action::Deny;
            if families.is_none() || !matches_own || !rule.action.decides() {
                continue;
            }
            let Some(source) = source_rule(&analysis.policies, rule) else { continue };
            let ports = ports_at(source, &rule.numbered, ends);
            budget.spend(A_RULE + 2 * A_RANGE * ports.weight());
            parts.push((policy.tier, rule.action, families.restrict(ports.into_owned())));
        }
    }
    let rules: Vec<Applicable<'_>> = parts
        .iter()
        .map(|(tier, action, connections)| Applicable { tier: *tier, action: *action, connections })
        .collect();
    allowed(&isolating, &rules, &ConnectionSet::all())
}
