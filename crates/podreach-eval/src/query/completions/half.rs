//! One direction of a pair: the policies and rules that may count, with the conditions that are open.

use std::borrow::Cow;

use crate::analysis::Analysis;
use crate::budget::Budget;
use crate::policy::{Action, Direction, EndpointMatch, PolicyId, RuleRef, TierId};
use crate::reach::classes::{Class, ClassId, ClassKind};
use crate::reach::engine::source_rule;
use crate::reach::outside::BlockId;
use crate::reach::ports::ports_at;
use crate::reach::predicates::{CompiledMatch, CompiledPredicate, Subject, is_on_node};
use crate::reach::rules::CompiledRule;
use crate::reach::walk::{Applicable, Isolating, allowed};
use crate::sets::{AddressSet, ConnectionSet, Families, Family};

use super::conditions::{Condition, Conditions, End};
use super::formula::{Covers, Formula, Term};

/// A policy that applies to the end, or may.
#[derive(Clone, Debug)]
pub(super) struct Applied {
    pub(super) id: PolicyId,
    pub(super) tier: TierId,
    pub(super) isolates: bool,
    /// When it applies; none: always.
    pub(super) when: Option<Formula>,
}

impl Applied {
    /// Whether it applies in a completion.
    fn applies(&self, truth: &[bool]) -> bool {
        self.when.as_ref().is_none_or(|when| !when.families(truth).is_none())
    }

    /// Whether it applies in every completion.
    pub(super) fn is_certain(&self) -> bool {
        self.when.as_ref().is_none_or(|when| !when.bounds().0.is_none())
    }
}

/// A rule that concerns the other end, or may.
#[derive(Clone, Debug)]
pub(super) struct Ruled {
    pub(super) origin: RuleRef,
    pub(super) tier: TierId,
    pub(super) action: Action,
    /// Its policy, by its place among those that apply.
    pub(super) policy: usize,
    /// What it covers where it matches both ends.
    pub(super) ports: ConnectionSet,
    /// When it does.
    pub(super) covers: Covers,
    /// The one family that its own end speaks.
    spoken: Option<Family>,
}

impl Ruled {
    /// What it covers over some families that the ends may have in common.
    pub(super) fn over(&self, families: Families) -> ConnectionSet {
        families.spoken(self.spoken).restrict(self.ports.clone())
    }
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
            && self.rules.iter().all(|rule| rule.covers.is_certain())
    }

    /// What it takes to go through it.
    pub(super) fn weight(&self) -> usize {
        let ports = |rule: &Ruled| 8 + rule.covers.weight() + 4 * rule.ports.weight();
        8 + self.policies.len() + self.rules.iter().map(ports).sum::<usize>()
    }

    /// What distinguishes it from the same direction with another end.
    pub(super) fn pattern(&self) -> Vec<(RuleRef, &ConnectionSet, &Covers)> {
        self.rules.iter().map(|rule| (rule.origin, &rule.ports, &rule.covers)).collect()
    }

    /// What of `asked` passes in a completion.
    pub(super) fn passes(&self, tiers: usize, truth: &[bool], asked: &ConnectionSet) -> ConnectionSet {
        let applies: Vec<bool> = self.policies.iter().map(|policy| policy.applies(truth)).collect();
        let mut isolating = Isolating::none(tiers);
        for (policy, _) in self.policies.iter().zip(&applies).filter(|(_, applies)| **applies) {
            isolating.add(policy.tier, policy.isolates);
        }
        let asked_rules = self.rules.iter().filter(|rule| applies.get(rule.policy).copied().unwrap_or(false));
        let rules: Vec<(&Ruled, Cow<'_, ConnectionSet>)> = asked_rules
            .map(|rule| match rule.covers.families(truth).spoken(rule.spoken) {
                Families::BOTH => (rule, Cow::Borrowed(&rule.ports)),
                families => (rule, Cow::Owned(families.restrict(rule.ports.clone()))),
            })
            .filter(|(_, connections)| !connections.is_none())
            .collect();
        let rules: Vec<Applicable<'_>> = rules
            .iter()
            .map(|(rule, connections)| Applicable { tier: rule.tier, action: rule.action, connections })
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
    /// The pod reaches itself through a Service.
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
        if hairpin && self.world.semantics.hairpin_is_allowed {
            // Policies are sorted by tier.
            let tier = policies.iter().find(|policy| policy.isolates).map(|policy| policy.tier);
            policies.retain(|policy| tier.is_none_or(|tier| policy.tier < tier));
        }
        let ends = classes.end_ports(direction, class, other_class);
        let mut rules = Vec::new();
        for (at, policy) in policies.iter().enumerate() {
            let Some(compiled) = self.world.compiled.get(policy.id.0 as usize) else { continue };
            for rule in compiled.rules(direction).into_iter().flatten() {
                if !budget.spend(16 + rule.peers.len()) {
                    break;
                }
                let covers = self.covers(rule, (end, class, this), (other, other_class, that), conditions);
                if !covers.is_possible() {
                    continue;
                }
                let Some(source) = source_rule(&self.policies, rule) else { continue };
                let ports = ports_at(source, &rule.numbered, ends);
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
                    policy: at,
                    ports: ports.into_owned(),
                    covers,
                    spoken: class.family,
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
        let mut hanging: Vec<PolicyId> = Vec::new();
        for scope in open {
            let policies = unknown.by_subject.get(scope).map_or(&[][..], Vec::as_slice);
            hanging.extend(policies.iter().filter(|id| concerns(id)));
        }
        if hanging.is_empty() {
            return found;
        }
        hanging.sort_unstable();
        hanging.dedup();
        found.retain(|policy| hanging.binary_search(&policy.id).is_err());
        for id in hanging {
            let when = match self.world.compiled.get(id.0 as usize).map(|policy| &policy.subject) {
                Some(Subject::Scope(scope)) => {
                    Formula::Atom(Term::Open(conditions.at(Condition::Namespace(this, *scope))))
                }
                Some(Subject::Classes(predicate, _)) => self.formula(predicate, (end, class, this), conditions),
                None => continue,
            };
            if !when.bounds().1.is_none() {
                found.push(applied(id, Some(when)));
            }
        }
        found.sort_by_key(|policy| policy.id);
        found
    }

    /// When a rule covers a connection between two ends.
    fn covers(
        &self,
        rule: &CompiledRule,
        own: (ClassId, &Class, End),
        (other, class, that): (ClassId, &Class, End),
        conditions: &mut Conditions,
    ) -> Covers {
        let open = self.world.unknown.open.get(class.open);
        let mut covers = Covers { certain: Families::NONE, any: Vec::new(), compound: Vec::new(), own: None };
        covers.own = rule.own.as_ref().map(|rule| self.formula(&rule.1, own, conditions));
        if source_rule(&self.policies, rule).is_none_or(|rule| rule.peers.is_none()) {
            covers.certain = Families::BOTH;
            return covers;
        }
        let is_plain = rule.peers.iter().all(|peer| peer.atom().is_some());
        if is_plain && open.is_empty() {
            // Nothing but addresses and names can be open; what is certain is known by class.
            covers.certain = rule.others.at(other.0);
            if covers.certain == Families::BOTH {
                return covers;
            }
        }
        let mut blocks: Vec<BlockId> = Vec::new();
        for peer in &rule.peers {
            let Some(atom) = peer.atom() else {
                covers.compound.push(self.formula(peer, (other, class, that), conditions));
                continue;
            };
            // Peers share their blocks: each is asked once.
            if let CompiledMatch::Addresses(Some(block)) = atom {
                if blocks.contains(block) {
                    continue;
                }
                blocks.push(*block);
            }
            match self.term(atom, (other, class, that), conditions) {
                Term::Certain(families) => covers.certain = covers.certain.or(families),
                Term::Open(condition) => covers.any.push(condition),
            }
            if covers.certain == Families::BOTH {
                covers.any.clear();
                covers.compound.clear();
                return covers;
            }
        }
        covers.any.sort_unstable();
        covers.any.dedup();
        covers
    }

    fn formula(
        &self,
        predicate: &CompiledPredicate,
        end: (ClassId, &Class, End),
        conditions: &mut Conditions,
    ) -> Formula {
        predicate.map(&mut |atom| self.term(atom, end, conditions))
    }

    /// Whether an end matches an atom, or the condition under which it does.
    fn term(
        &self,
        atom: &CompiledMatch,
        (id, class, end): (ClassId, &Class, End),
        conditions: &mut Conditions,
    ) -> Term {
        if let Some(scope) = atom.scope() {
            let open = self.world.unknown.open.get(class.open);
            return if open.binary_search(&scope).is_ok() {
                Term::Open(conditions.at(Condition::Namespace(end, scope)))
            } else {
                certain(class.scopes.contains(scope))
            };
        }
        let unaddressed = self.world.outside.unaddressed.iter().zip(self.world.ranges.unaddressed());
        let mut here = unaddressed.filter(|(_, at)| *at == id.0).map(|(one, _)| one);
        match atom {
            CompiledMatch::Domain(name) => {
                let atom = EndpointMatch::Domain(name.clone());
                if here.any(|one| one.is_named_by(&atom)) {
                    return certain(true);
                }
                if self.is_addressed_outside(id) {
                    return Term::Open(conditions.at(Condition::Domain(name.clone())));
                }
            }
            CompiledMatch::Nodes { selector, .. } => {
                let atom = EndpointMatch::Nodes { selector: (**selector).clone(), set: AddressSet::default() };
                if selector.is_empty() && is_on_node(class) || here.any(|one| one.is_named_by(&atom)) {
                    return certain(true);
                }
            }
            CompiledMatch::Pods(_) | CompiledMatch::Addresses(_) => {}
        }
        let Some((block, held)) = atom.block().zip(self.world.classes.membership(class)) else { return certain(false) };
        if held.blocks.binary_search(&block).is_ok() {
            let only = Family::ALL.into_iter().zip(&held.over_one).find(|(_, blocks)| blocks.contains(&block));
            return Term::Certain(only.map_or(Families::BOTH, |(only, _)| Families::one(only)));
        }
        if held.maybe.contains(&block) {
            return Term::Open(conditions.at(Condition::Block(end, block)));
        }
        certain(false)
    }

    /// Whether a class is a part of the outside that has addresses.
    fn is_addressed_outside(&self, class: ClassId) -> bool {
        self.world.ranges.group(class).is_some()
    }
}

const fn certain(matches: bool) -> Term {
    Term::Certain(if matches { Families::BOTH } else { Families::NONE })
}
