//! The engine: for every class that policies apply to, what may pass to and from every other class.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::budget::Budget;
use crate::inventory::hosts::HostId;
use crate::policy::{Direction, Policies, PolicyId, RuleRef};
use crate::sets::{ConnId, ConnectionSet, Connections, Families, Family, Intervals};

use super::classes::{Class, ClassId, ClassKind, Classes, NamedPorts, NamedPortsId};
use super::group_map::GroupMap;
use super::ports::{EndPorts, ports_at};
use super::rules::{CompiledPolicy, CompiledRule};
use super::subjects::Subjects;
use super::sweep::{Memory, Part, Parts, sweep};
use super::undecided::undecided;
use super::walk::Isolating;

/// Index of a set of policies (and, where ports are named, how they resolve) that several classes share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct GroupId(u32);

impl GroupId {
    /// Its place among the groups of a direction.
    pub(crate) const fn number(self) -> u32 {
        self.0
    }
}

/// Policies of one direction that apply to a class.
#[derive(Clone, Debug, Default)]
pub(crate) struct Side {
    /// By class: its group, or none when nothing isolates it and no rule concerns it.
    of_class: Vec<Option<GroupId>>,
    /// By group: its policies, in evaluation order.
    policies: Vec<Vec<PolicyId>>,
    maps: Vec<GroupMap>,
    /// By group: classes of the other side about which it says nothing.
    undecided: Vec<Intervals<u32>>,
}

impl Side {
    pub(crate) fn group(&self, class: ClassId) -> Option<GroupId> {
        self.of_class.get(class.0 as usize).copied().flatten()
    }

    /// Policies that apply to a class, in evaluation order.
    pub(crate) fn policies(&self, class: ClassId) -> &[PolicyId] {
        self.group(class).and_then(|group| self.policies.get(group.0 as usize)).map_or(&[], Vec::as_slice)
    }

    /// What a class allows; `None` when that is everything.
    pub(crate) fn map(&self, class: ClassId) -> Option<&GroupMap> {
        let map = self.maps.get(self.group(class)?.0 as usize)?;
        (!map.is_open(self.of_class.len())).then_some(map)
    }

    /// What passes between a class and another.
    pub(crate) fn get(&self, class: ClassId, other: ClassId) -> ConnId {
        match self.group(class) {
            Some(group) => self.maps.get(group.0 as usize).map_or(ConnId::NONE, |map| map.get(other)),
            None => ConnId::ALL,
        }
    }

    /// Classes of the other side about which a class says nothing: it isolates nothing, and no rule allows or denies.
    /// `None` where no policy applies to it, which is the same as all.
    pub(crate) fn undecided(&self, class: ClassId) -> Option<&Intervals<u32>> {
        self.undecided.get(self.group(class)?.0 as usize)
    }

    /// Whether a class says nothing about another.
    pub(crate) fn is_undecided(&self, class: ClassId, other: ClassId) -> bool {
        self.undecided(class).is_none_or(|classes| classes.contains(other.0))
    }

    /// The maps of all groups.
    pub(crate) fn maps(&self) -> &[GroupMap] {
        &self.maps
    }
}

/// What may pass between all classes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Engine {
    pub(crate) connections: Connections,
    pub(crate) ingress: Side,
    pub(crate) egress: Side,
}

impl Engine {
    pub(crate) fn new(policies: &Policies, compiled: &[CompiledPolicy], classes: &Classes, budget: &Budget) -> Self {
        let mut engine = Self::default();
        let subjects = Subjects::new(compiled);
        for direction in [Direction::Ingress, Direction::Egress] {
            let side = side(direction, &mut engine.connections, policies, compiled, classes, &subjects, budget);
            match direction {
                Direction::Ingress => engine.ingress = side,
                Direction::Egress => engine.egress = side,
            }
        }
        engine
    }

    pub(crate) fn side(&self, direction: Direction) -> &Side {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }

    /// What egress of `source` allows towards `destination`.
    pub(crate) fn egress(&self, source: ClassId, destination: ClassId) -> ConnId {
        self.egress.get(source, destination)
    }

    /// What ingress of `destination` allows from `source`. Traffic from a pod's own node is always allowed.
    pub(crate) fn ingress(&self, source: ClassId, destination: ClassId, classes: &Classes) -> ConnId {
        match classes.get(source) {
            Some(class) if class.kind == ClassKind::OwnNode => ConnId::ALL,
            _ => self.ingress.get(destination, source),
        }
    }
}

fn side(
    direction: Direction,
    connections: &mut Connections,
    policies: &Policies,
    compiled: &[CompiledPolicy],
    classes: &Classes,
    subjects: &Subjects,
    budget: &Budget,
) -> Side {
    let mut side = Side::default();
    let mut ids: FxHashMap<Shared, GroupId> = FxHashMap::default();
    let mut memory = Memory::default();
    let of = |id: &PolicyId| compiled.get(id.0 as usize);
    for (class, class_id) in classes.list.iter().zip((0..).map(ClassId)) {
        if class.kind != ClassKind::Pod {
            side.of_class.push(None);
            continue;
        }
        let mut applied = subjects.of(class_id, class);
        if !budget.spend(4 * applied.len()) {
            return side;
        }
        applied.retain(|id| of(id).is_some_and(|policy| policy.rules(direction).is_some()));
        applied.sort_unstable();
        if applied.is_empty() {
            side.of_class.push(None);
            continue;
        }
        let rules = || applied.iter().filter_map(of).flat_map(|policy| policy.rules(direction).into_iter().flatten());
        // Where the class itself resolves names, how it does so belongs to the group.
        let named = rules().any(|rule| rule.names.own(direction));
        let family = class.family.filter(|_| rules().any(CompiledRule::tells_families));
        let node = class.node.filter(|_| direction == Direction::Ingress);
        let own = own_ends(rules(), class_id);
        let key = Shared { applied, profile: named.then_some(class.profile), family, node, own };
        let next = GroupId(side.policies.len() as u32);
        let id = match ids.get(&key) {
            Some(id) => *id,
            None => {
                let parts = parts(direction, &key, policies, compiled, classes, budget);
                let mut map = sweep(&parts, connections, &mut memory, budget);
                // Traffic from a pod's own node is always allowed, whatever policies say.
                for at in sources_on(node, classes) {
                    map.admit(at);
                }
                side.maps.push(map);
                side.undecided.push(undecided(&parts.0, &parts.1, budget));
                side.policies.push(key.applied.clone());
                ids.insert(key, next);
                next
            }
        };
        side.of_class.push(Some(id));
    }
    side
}

/// What decides on a group: its policies, and where they make a difference how names resolve, the one family, the node,
/// and the rules that do not hold for it over all families.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Shared {
    applied: Vec<PolicyId>,
    profile: Option<NamedPortsId>,
    family: Option<Family>,
    node: Option<HostId>,
    own: Vec<(RuleRef, Families)>,
}

/// The rules whose own end a class does not match over both families.
fn own_ends<'a>(rules: impl Iterator<Item = &'a CompiledRule>, class: ClassId) -> Vec<(RuleRef, Families)> {
    let asking = rules.filter(|rule| rule.own.is_some());
    asking.map(|rule| (rule.origin, rule.at_own(class))).filter(|(_, families)| *families != Families::BOTH).collect()
}

/// The classes that connect from a node: pods on its network.
fn sources_on(node: Option<HostId>, classes: &Classes) -> Vec<u32> {
    let Some(node) = node else { return Vec::new() };
    let on_it = |class: &Class| class.node == Some(node) && class.kind != ClassKind::Pod;
    (0..).zip(&classes.list).filter(|(_, class)| on_it(class)).map(|(at, _)| at).collect()
}

fn parts(
    direction: Direction,
    Shared { applied, profile, family, own, .. }: &Shared,
    policies: &Policies,
    compiled: &[CompiledPolicy],
    classes: &Classes,
    budget: &Budget,
) -> Parts {
    let mut isolating = Isolating::none(policies.tiers.len());
    let mut parts = Vec::new();
    for id in applied {
        let Some(policy) = compiled.get(id.0 as usize) else { continue };
        isolating.add(policy.tier, policy.isolates(direction));
        for rule in policy.rules(direction).into_iter().flatten() {
            let held = own.iter().find(|(origin, _)| *origin == rule.origin).map_or(Families::BOTH, |(_, held)| *held);
            if held.is_none() {
                continue;
            }
            let mut shares = rule.others.by_families(*family);
            for (_, families) in &mut shares {
                *families = families.and(held);
            }
            let narrowed = u32::from(held != Families::BOTH) * OWN_END;
            let resolving = profile.filter(|_| rule.names.own(direction)).unwrap_or(NamedPortsId(0));
            let mut add = |other: u32, members: Option<&Intervals<u32>>, connections: ConnectionSet| {
                for ((peers, families), share) in shares.iter().zip(narrowed..) {
                    let peers = members.map_or_else(|| Cow::Borrowed(peers), |all| Cow::Owned(peers.intersection(all)));
                    let connections = families.restrict(connections.clone());
                    if !budget.spend(8 + peers.ranges().len()) {
                        return;
                    }
                    if !peers.is_empty() && !connections.is_none() {
                        let ranges = peers.ranges().to_vec();
                        // The first share is the same one for either family and for both.
                        let origin = [id.0, rule.origin.index, share, resolving.0, other];
                        parts.push(Part { origin, tier: policy.tier, action: rule.action, ranges, connections });
                    }
                }
            };
            if !rule.names.any() {
                add(0, None, rule.numbered.clone());
                continue;
            }
            let Some(source) = source_rule(policies, rule) else { continue };
            let ports = |other: &NamedPorts| {
                ports_at(source, &rule.numbered, EndPorts::of(direction, classes.profile(resolving), other))
                    .into_owned()
            };
            if !rule.names.other(direction) {
                add(0, None, ports(&NamedPorts::Nothing));
                continue;
            }
            for ((other, members), number) in classes.profiles.iter().zip(&classes.by_profile).zip(0..) {
                if !budget.spend(16) {
                    return (isolating, parts);
                }
                add(number, Some(members), ports(other));
            }
        }
    }
    (isolating, parts)
}

/// Where shares of rules are numbered from that hold over one family at their own end.
const OWN_END: u32 = 4;

/// The rule as lowered, behind a compiled one.
pub(crate) fn source_rule<'a>(policies: &'a Policies, rule: &CompiledRule) -> Option<&'a crate::policy::Rule> {
    policies.get(rule.origin.policy)?.rules(rule.origin.direction)?.get(rule.origin.index as usize)
}
