//! Rules with their peers as class sets and their ports as connection sets.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::budget::Budget;
use crate::policy::{Action, Direction, PeerMatch, Policies, Policy, PortMatch, Rule, RuleRef, TierId};
use crate::sets::{ConnectionSet, Family, Intervals, PortSet, Protocol};

use super::classes::{Class, ClassKind, Classes, NamedPorts};
use super::outside::{BlockId, Outside};
use super::scopes::{ScopeId, Scopes};

/// Classes that a rule names over IPv4 alone and over IPv6 alone, where there are any.
type OverOne = Option<Box<[Intervals<u32>; 2]>>;

/// Over which of the families that two ends have in common a rule names the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over {
    /// All of them.
    All,
    /// This one alone.
    One(Family),
}

impl Over {
    /// What of the ports of a rule counts.
    pub(crate) fn share(self, ports: ConnectionSet) -> ConnectionSet {
        match self {
            Self::All => ports,
            Self::One(family) => ports.only(family),
        }
    }
}

/// A rule, ready for the engine.
#[derive(Clone, Debug)]
pub(crate) struct CompiledRule {
    pub(crate) origin: RuleRef,
    pub(crate) action: Action,
    /// Classes on the other side.
    pub(crate) peers: Intervals<u32>,
    /// Of them, those with both families that it names by addresses of one alone.
    over_one: OverOne,
    /// Ports by number.
    pub(crate) numbered: ConnectionSet,
    /// Whether it names ports, too.
    pub(crate) has_names: bool,
    /// By peer: its scope, when it names pods.
    pub(crate) peer_scopes: Vec<Option<ScopeId>>,
    /// The addresses that its peers name together.
    pub(crate) block: Option<BlockId>,
}

impl CompiledRule {
    /// Whether the rule tells the families of some class apart.
    pub(crate) const fn tells_families(&self) -> bool {
        self.over_one.is_some()
    }

    /// Whether the rule names a class, for an end that speaks one family or both.
    pub(crate) fn meets(&self, class: u32, family: Option<Family>) -> Option<Over> {
        if !self.peers.contains(class) {
            return None;
        }
        let mut over_one = self.over_one.iter().flat_map(|sets| sets.iter().zip(Family::ALL));
        match (over_one.find(|(classes, _)| classes.contains(class)), family) {
            (None, _) => Some(Over::All),
            (Some((_, only)), None) => Some(Over::One(only)),
            (Some((_, only)), Some(spoken)) => (only == spoken).then_some(Over::All),
        }
    }

    /// The classes that the rule names, for an end that speaks one family or both.
    pub(crate) fn shares(&self, family: Option<Family>) -> Vec<(Intervals<u32>, Over)> {
        let Some(over_one) = &self.over_one else { return vec![(self.peers.clone(), Over::All)] };
        let [four, six] = &**over_one;
        match family {
            None => {
                let all = self.peers.difference(four).difference(six);
                let one = |classes: &Intervals<u32>, family| (classes.clone(), Over::One(family));
                vec![(all, Over::All), one(four, Family::V4), one(six, Family::V6)]
            }
            Some(Family::V4) => vec![(self.peers.difference(six), Over::All)],
            Some(Family::V6) => vec![(self.peers.difference(four), Over::All)],
        }
    }
}

/// A policy, ready for the engine.
#[derive(Clone, Debug)]
pub(crate) struct CompiledPolicy {
    pub(crate) tier: TierId,
    pub(crate) subject: Option<ScopeId>,
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

pub(crate) fn compile(
    policies: &Policies,
    classes: &Classes,
    scopes: &Scopes<'_>,
    outside: &Outside,
    budget: &Budget,
) -> Vec<CompiledPolicy> {
    let everyone = classes.all();
    let rules = |policy: &Policy, direction: Direction| {
        policy.rules(direction).map(|rules| {
            let policy = policy.id;
            let compiled = rules.iter().enumerate().map(|(at, rule)| {
                let origin = RuleRef { policy, direction, index: at as u32 };
                let (numbered, has_names) = numbered_ports(rule);
                let (peers, over_one) = peers(rule, &everyone, classes, scopes, outside, budget);
                let peer_scopes = rule.peers.iter().flatten().map(|peer| match &peer.matches {
                    PeerMatch::Pods(scope) => scopes.id(scope),
                    PeerMatch::Addresses { .. } | PeerMatch::Nodes { .. } | PeerMatch::Domain(_) => None,
                });
                CompiledRule {
                    origin,
                    action: rule.action,
                    peers,
                    over_one,
                    numbered,
                    has_names,
                    peer_scopes: peer_scopes.collect(),
                    block: outside.block(rule),
                }
            });
            compiled.collect()
        })
    };
    policies
        .list
        .iter()
        .map(|policy| CompiledPolicy {
            tier: policy.tier,
            subject: scopes.id(&policy.subject),
            ingress: rules(policy, Direction::Ingress),
            egress: rules(policy, Direction::Egress),
            isolates: [Direction::Ingress, Direction::Egress].map(|direction| policy.isolates(direction)),
        })
        .collect()
}

fn peers(
    rule: &Rule,
    everyone: &Intervals<u32>,
    classes: &Classes,
    scopes: &Scopes<'_>,
    outside: &Outside,
    budget: &Budget,
) -> (Intervals<u32>, OverOne) {
    let Some(peers) = &rule.peers else { return (everyone.clone(), None) };
    let mut ranges = Vec::new();
    for peer in peers {
        if let PeerMatch::Pods(scope) = &peer.matches {
            let members = scopes.id(scope).and_then(|id| classes.by_scope.get(id.0 as usize));
            if !budget.spend(members.map_or(1, |members| 1 + 4 * members.ranges().len())) {
                return (Intervals::empty(), None);
            }
            ranges.extend(members.into_iter().flat_map(Intervals::ranges));
        }
    }
    let first = classes.list.len().saturating_sub(outside.unaddressed.len() + 1) as u32;
    for (at, unaddressed) in (first..).zip(&outside.unaddressed) {
        if peers.iter().any(|peer| unaddressed.is_named_by(&peer.matches)) {
            ranges.push((at, at));
        }
    }
    // All nodes are also those that are not in the input: the own node, and those that pods share a network with.
    if peers.iter().any(|peer| matches!(&peer.matches, PeerMatch::Nodes { selector, .. } if selector.is_empty())) {
        let on_node = |class: &Class| matches!(class.kind, ClassKind::HostNetwork | ClassKind::OwnNode);
        let found = (0..).zip(&classes.list).filter(|(_, class)| on_node(class));
        ranges.extend(found.map(|(at, _)| (at, at)));
    }
    let mut over_one = None;
    if let Some(block) = outside.block(rule) {
        let by_family = || classes.over_one.iter().filter_map(|held| held.get(block.0 as usize));
        if by_family().any(|members| !members.is_empty()) {
            // Whoever is named in another way, too, is named in both families.
            let otherwise = Intervals::from_ranges(ranges.clone());
            let mut sets = by_family().map(|members| members.difference(&otherwise));
            over_one = sets.next().zip(sets.next()).map(|(four, six)| Box::new([four, six]));
        }
        let members = classes.by_block.get(block.0 as usize);
        ranges.extend(members.into_iter().flat_map(Intervals::ranges));
    }
    (Intervals::from_ranges(ranges), over_one)
}

/// Ports of one protocol, gathered before they become a set: a rule may have very many.
#[derive(Default)]
struct Gathered {
    ranges: Vec<(u16, u16)>,
    names: BTreeSet<Box<str>>,
}

/// The same by protocol.
#[derive(Default)]
struct AllGathered([Gathered; 3]);

impl AllGathered {
    fn range(&mut self, protocol: Protocol, first: u16, last: u16) {
        if let Some(gathered) = self.0.get_mut(protocol as usize) {
            gathered.ranges.push((first, last));
        }
    }

    fn name(&mut self, protocol: Protocol, name: &str) {
        if let Some(gathered) = self.0.get_mut(protocol as usize) {
            gathered.names.insert(name.into());
        }
    }

    fn set(mut self) -> ConnectionSet {
        Protocol::ALL.into_iter().fold(ConnectionSet::none(), |all, protocol| {
            let Gathered { ranges, names } = self.0.get_mut(protocol as usize).map(std::mem::take).unwrap_or_default();
            all.union(&ConnectionSet::of(protocol, PortSet::collected(ranges, names)))
        })
    }
}

/// What the numbered ports of a rule match, and whether it has named ones as well.
pub(crate) fn numbered_ports(rule: &Rule) -> (ConnectionSet, bool) {
    let Some(ports) = &rule.ports else { return (ConnectionSet::all(), false) };
    let mut gathered = AllGathered::default();
    let mut names = false;
    for port in ports {
        match &port.matches {
            PortMatch::Range(protocol, first, last) => gathered.range(*protocol, *first, *last),
            PortMatch::Protocol(protocol) => gathered.range(*protocol, 0, u16::MAX),
            PortMatch::Name(..) | PortMatch::AnyName(_) => names = true,
        }
    }
    (gathered.set(), names)
}

/// What a rule allows at a destination with this profile, where names stand for numbers.
pub(crate) fn ports_at<'a>(rule: &Rule, numbered: &'a ConnectionSet, profile: &NamedPorts) -> Cow<'a, ConnectionSet> {
    let mut by_name = false;
    let mut gathered = AllGathered::default();
    for port in rule.ports.iter().flatten() {
        let Some((name, protocols)) = port.matches.name() else { continue };
        for protocol in protocols {
            match profile {
                NamedPorts::Nothing => {}
                NamedPorts::Unknown => {
                    by_name = true;
                    gathered.name(*protocol, name);
                }
                NamedPorts::Known(_) => {
                    for number in profile.numbers(*protocol, name) {
                        by_name = true;
                        gathered.range(*protocol, number, number);
                    }
                }
            }
        }
    }
    if by_name { Cow::Owned(numbered.union(&gathered.set())) } else { Cow::Borrowed(numbered) }
}
