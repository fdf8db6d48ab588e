//! Rules with their ends as class sets and their ports as connection sets.

use std::sync::Arc;

use crate::policy::{Action, Direction, Policies, Policy, Predicate, RuleRef, TierId};
use crate::sets::{ConnectionSet, Families, Family};

use super::classes::ClassId;
use super::outside::BlockId;
use super::ports::{NamesAt, numbered_ports};
use super::predicates::{ClassSet, CompiledMatch, CompiledPredicate, Compiler, Subject};

/// A rule, ready for the engine.
#[derive(Clone, Debug)]
pub(crate) struct CompiledRule {
    pub(crate) origin: RuleRef,
    pub(crate) action: Action,
    /// Classes at the other end.
    pub(crate) others: ClassSet,
    /// Classes at its own end, where it does not hold for all that its policy selects; with what it asks of them.
    pub(crate) own: Option<Box<(ClassSet, CompiledPredicate)>>,
    /// Ports by number.
    pub(crate) numbered: ConnectionSet,
    /// At which ends the names of its ports are resolved, where it has some.
    pub(crate) names: NamesAt,
    /// What it asks of the other end, peer by peer.
    pub(crate) peers: Vec<CompiledPredicate>,
    /// Whether it is switched off.
    pub(crate) off: bool,
}

impl CompiledRule {
    /// Whether the rule tells the families of some class apart.
    pub(crate) fn tells_families(&self) -> bool {
        self.others.tells_families() || self.own.as_ref().is_some_and(|own| own.0.tells_families())
    }

    /// The families over which the rule holds at its own end.
    pub(crate) fn at_own(&self, class: ClassId) -> Families {
        self.own.as_ref().map_or(Families::BOTH, |own| own.0.at(class.0))
    }

    /// The families over which the rule matches a class at the other end, where its own end speaks one family or both.
    pub(crate) fn at_other(&self, class: u32, spoken: Option<Family>) -> Families {
        self.others.at(class).spoken(spoken)
    }

    /// The families over which it matches two ends; its own one speaks one family or both.
    pub(crate) fn matches(&self, own: ClassId, other: u32, spoken: Option<Family>) -> Families {
        self.at_own(own).and(self.others.at(other)).spoken(spoken)
    }

    /// All address blocks that it names at the other end, ascending.
    pub(crate) fn blocks(&self) -> Vec<BlockId> {
        let mut found: Vec<BlockId> =
            self.peers.iter().flat_map(Predicate::atoms).filter_map(CompiledMatch::block).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What it asks of either end, atom by atom.
    pub(crate) fn atoms(&self) -> impl Iterator<Item = &CompiledMatch> {
        let own = self.own.iter().flat_map(|own| own.1.atoms());
        self.peers.iter().flat_map(Predicate::atoms).chain(own)
    }
}

/// A policy, ready for the engine.
#[derive(Clone, Debug)]
pub(crate) struct CompiledPolicy {
    pub(crate) tier: TierId,
    pub(crate) subject: Subject,
    pub(crate) ingress: Option<Vec<CompiledRule>>,
    pub(crate) egress: Option<Vec<CompiledRule>>,
    /// By direction, ingress first: whether it isolates the pods that it selects.
    isolates: [bool; 2],
}

impl CompiledPolicy {
    pub(crate) fn rules(&self, direction: Direction) -> Option<&[CompiledRule]> {
        match direction {
            Direction::Ingress => self.ingress.as_deref(),
            Direction::Egress => self.egress.as_deref(),
        }
    }

    pub(crate) const fn isolates(&self, direction: Direction) -> bool {
        let [ingress, egress] = self.isolates;
        match direction {
            Direction::Ingress => ingress,
            Direction::Egress => egress,
        }
    }
}

impl CompiledPolicy {
    pub(super) fn new(policy: &Policy, compiler: &Compiler<'_>) -> Self {
        let rules = |direction: Direction| {
            policy.rules(direction).map(|rules| {
                let compiled = rules.iter().enumerate().map(|(at, rule)| {
                    let (numbered, names) = numbered_ports(rule);
                    let peers = compiler.peers(rule);
                    CompiledRule {
                        origin: RuleRef { policy: policy.id, direction, index: at as u32 },
                        action: rule.action,
                        others: compiler.peer_set(rule, &peers),
                        own: rule.own.as_ref().map(|own| Box::new((compiler.class_set(own), compiler.predicate(own)))),
                        numbered,
                        names,
                        peers,
                        off: rule.off,
                    }
                });
                compiled.collect()
            })
        };
        Self {
            tier: policy.tier,
            subject: Subject::new(&policy.subject, compiler),
            ingress: rules(Direction::Ingress),
            egress: rules(Direction::Egress),
            isolates: [Direction::Ingress, Direction::Egress].map(|direction| policy.isolates(direction)),
        }
    }
}

pub(super) fn compile(policies: &Policies, compiler: &Compiler<'_>) -> Vec<Arc<CompiledPolicy>> {
    policies.list.iter().map(|policy| Arc::new(CompiledPolicy::new(policy, compiler))).collect()
}
