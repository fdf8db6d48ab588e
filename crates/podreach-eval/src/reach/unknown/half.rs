//! One direction of a pair: the policies and rules that may count, with the conditions that are open.

use crate::analysis::Analysis;
use crate::budget::Budget;
use crate::policy::{Action, Direction, PeerMatch, PolicyId, RuleRef, TierId};
use crate::reach::classes::{Class, ClassId, ClassKind};
use crate::reach::engine::source_rule;
use crate::reach::rules::{CompiledRule, Over, ports_at};
use crate::reach::scopes::ScopeId;
use crate::reach::walk::{Applicable, Isolating, allowed};
use crate::sets::{ConnectionSet, Family};

use super::conditions::{Condition, Conditions, End};

/// A policy that applies to the end, or may.
#[derive(Clone, Debug)]
pub(super) struct Applied {
    pub(super) id: PolicyId,
    pub(super) tier: TierId,
    pub(super) isolates: bool,
    /// The condition under which it applies; none: always.
    pub(super) when: Option<usize>,
}

/// A rule that concerns the other end, or may.
#[derive(Clone, Debug)]
pub(super) struct Ruled {
    pub(super) origin: RuleRef,
    pub(super) tier: TierId,
    pub(super) action: Action,
    /// The condition under which its policy applies; none: always.
    pub(super) when: Option<usize>,
    /// What it covers where it concerns the other end whatever is open.
    pub(super) certain: Option<ConnectionSet>,
    /// What it covers where one of the conditions holds.
    pub(super) ports: ConnectionSet,
    pub(super) any: Vec<usize>,
}

/// Egress at the source or ingress at the destination, where policies may apply.
#[derive(Clone, Debug)]
pub(super) struct Half {
    pub(super) policies: Vec<Applied>,
    pub(super) rules: Vec<Ruled>,
}

impl Half {
    /// Whether nothing is open in this direction.
    pub(super) fn is_certain(&self) -> bool {
        self.policies.iter().all(|policy| policy.when.is_none())
            && self.rules.iter().all(|rule| rule.when.is_none() && rule.any.is_empty())
    }

    /// What it takes to go through it.
    pub(super) fn weight(&self) -> usize {
        let ports = |rule: &Ruled| 8 + rule.any.len() + 4 * rule.ports.weight();
        8 + self.policies.len() + self.rules.iter().map(ports).sum::<usize>()
    }

    /// What tells it from the same direction with another end.
    pub(super) fn pattern(&self) -> Vec<(RuleRef, Option<&ConnectionSet>, &[usize])> {
        self.rules.iter().map(|rule| (rule.origin, rule.certain.as_ref(), rule.any.as_slice())).collect()
    }

    /// What of `asked` passes in a completion.
    pub(super) fn passes(&self, tiers: usize, truth: &[bool], asked: &ConnectionSet) -> ConnectionSet {
        let holds = |condition: usize| truth.get(condition).copied().unwrap_or(false);
        let applies = |when: Option<usize>| when.is_none_or(holds);
        let mut isolating = Isolating::none(tiers);
        for policy in self.policies.iter().filter(|policy| applies(policy.when)) {
            isolating.add(policy.tier, policy.isolates);
        }
        let covered = |rule: &Ruled| rule.any.iter().any(|condition| holds(*condition));
        let rules: Vec<Applicable<'_>> = self
            .rules
            .iter()
            .filter(|rule| applies(rule.when))
            .filter_map(|rule| {
                let connections = if covered(rule) { Some(&rule.ports) } else { rule.certain.as_ref() };
                Some(Applicable { tier: rule.tier, action: rule.action, connections: connections? })
            })
            .collect();
        allowed(&isolating, &rules, asked)
    }
}

/// Who is asked about in a direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Between {
    pub(super) direction: Direction,
    /// The end whose policies count.
    pub(super) end: ClassId,
    pub(super) other: ClassId,
    /// The pod comes back to itself through a Service: NetworkPolicies are taken to let it.
    pub(super) hairpin: bool,
}

impl Analysis {
    /// The policies and rules of a direction; `None` where no policy is asked. Some of the rules where the budget ends.
    pub(super) fn half(
        &self,
        between: Between,
        asked: &ConnectionSet,
        conditions: &mut Conditions,
        budget: &Budget,
    ) -> Option<Half> {
        let Between { direction, end, other, hairpin } = between;
        let classes = &self.world.classes;
        let (class, other_class) = (classes.get(end)?, classes.get(other)?);
        let own_node = direction == Direction::Ingress && other_class.kind == ClassKind::OwnNode;
        if class.kind != ClassKind::Pod || own_node {
            return None;
        }
        let (this, that) = match direction {
            Direction::Egress => (End::Source, End::Destination),
            Direction::Ingress => (End::Destination, End::Source),
        };
        let mut policies = self.possible_policies(direction, end, class, this, conditions);
        if hairpin {
            // Policies are sorted by tier.
            let tier = policies.iter().find(|policy| policy.isolates).map(|policy| policy.tier);
            policies.retain(|policy| tier.is_none_or(|tier| policy.tier < tier));
        }
        let profile_owner = if direction == Direction::Ingress { class } else { other_class };
        let profile = classes.profile(profile_owner.profile);
        let mut rules = Vec::new();
        for policy in &policies {
            let Some(compiled) = self.world.compiled.get(policy.id.0 as usize) else { continue };
            for rule in compiled.rules(direction).into_iter().flatten() {
                if !budget.spend(16 + rule.peer_scopes.len()) {
                    break;
                }
                let (over, any) = self.concern(rule, class.family, other, other_class, that, conditions);
                if over.is_none() && any.is_empty() {
                    continue;
                }
                let Some(source) = source_rule(&self.policies, rule) else { continue };
                let ports = ports_at(source, &rule.numbered, profile);
                if !budget.spend(8 * ports.weight()) {
                    break;
                }
                if ports.intersection(asked).is_none() {
                    continue;
                }
                rules.push(Ruled {
                    origin: rule.origin,
                    tier: policy.tier,
                    action: rule.action,
                    when: policy.when,
                    certain: over.map(|over| over.share(ports.clone().into_owned())),
                    ports: ports.into_owned(),
                    any,
                });
            }
        }
        Some(Half { policies, rules })
    }

    /// Policies that apply to a class in a direction or may, in order of evaluation.
    fn possible_policies(
        &self,
        direction: Direction,
        end: ClassId,
        class: &Class,
        this: End,
        conditions: &mut Conditions,
    ) -> Vec<Applied> {
        let unknown = &self.world.unknown;
        let open = unknown.open.get(class.open);
        let applied = |id: PolicyId, when| {
            let policy = self.world.compiled.get(id.0 as usize);
            let (tier, isolates) =
                policy.map_or_else(Default::default, |policy| (policy.tier, policy.isolates(direction)));
            Applied { id, tier, isolates, when }
        };
        let certain = self.world.engine.side(direction).policies(end);
        let mut found: Vec<Applied> = certain.iter().map(|id| applied(*id, None)).collect();
        let concerns = |id: &PolicyId| {
            self.world.compiled.get(id.0 as usize).is_some_and(|policy| policy.rules(direction).is_some())
        };
        let mut hanging: Vec<(PolicyId, ScopeId)> = Vec::new();
        for scope in open {
            let policies = unknown.by_subject.get(scope).map_or(&[][..], Vec::as_slice);
            hanging.extend(policies.iter().filter(|id| concerns(id)).map(|id| (*id, *scope)));
        }
        if hanging.is_empty() {
            return found;
        }
        found.retain(|policy| !hanging.iter().any(|(id, _)| *id == policy.id));
        for (id, scope) in hanging {
            found.push(applied(id, Some(conditions.at(Condition::Namespace(this, scope)))));
        }
        found.sort_by_key(|policy| policy.id);
        found
    }

    /// Whether a rule concerns the other end whatever is open, and the conditions of which one is enough.
    fn concern(
        &self,
        rule: &CompiledRule,
        family: Option<Family>,
        other: ClassId,
        class: &Class,
        that: End,
        conditions: &mut Conditions,
    ) -> (Option<Over>, Vec<usize>) {
        let classes = &self.world.classes;
        let open = self.world.unknown.open.get(class.open);
        let membership = classes.membership(class);
        let over = if open.is_empty() {
            rule.meets(other.0, family)
        } else if source_rule(&self.policies, rule).is_none_or(|rule| rule.peers.is_none()) {
            Some(Over::All)
        } else {
            let named = rule.peer_scopes.iter().flatten();
            let labelled = |scope: &ScopeId| class.scopes.contains(*scope) && open.binary_search(scope).is_err();
            if named.copied().any(|scope| labelled(&scope)) {
                Some(Over::All)
            } else {
                let held = rule.block.zip(membership).filter(|(block, found)| found.blocks.contains(block));
                held.and_then(|(block, found)| {
                    let only = Family::ALL.into_iter().zip(&found.over_one).find(|(_, blocks)| blocks.contains(&block));
                    match (only.map(|(only, _)| only), family) {
                        (None, _) => Some(Over::All),
                        (Some(only), None) => Some(Over::One(only)),
                        (Some(only), Some(spoken)) => (only == spoken).then_some(Over::All),
                    }
                })
            }
        };
        if over == Some(Over::All) {
            return (over, Vec::new());
        }
        let mut any = Vec::new();
        for scope in rule.peer_scopes.iter().flatten().filter(|scope| open.binary_search(scope).is_ok()) {
            any.push(conditions.at(Condition::Namespace(that, *scope)));
        }
        if let Some((block, found)) = rule.block.zip(membership)
            && found.maybe.contains(&block)
        {
            any.push(conditions.at(Condition::Block(that, block)));
        }
        if self.is_addressed_outside(other)
            && let Some(source) = source_rule(&self.policies, rule)
        {
            for peer in source.peers.iter().flatten() {
                if let PeerMatch::Domain(name) = &peer.matches {
                    any.push(conditions.at(Condition::Domain(name.clone())));
                }
            }
        }
        any.sort_unstable();
        any.dedup();
        (over, any)
    }

    /// Whether a class is a part of the outside that has addresses.
    fn is_addressed_outside(&self, class: ClassId) -> bool {
        self.world.ranges.group(class).is_some()
    }
}
