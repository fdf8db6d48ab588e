//! The engine: for every class that policies apply to, what may pass to and from every other class.

use std::borrow::Cow;
use std::sync::Arc;

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
    groups: Arc<Groups>,
    /// By group: what it allows.
    maps: Vec<Arc<GroupMap>>,
    /// By group: classes of the other side about which it says nothing.
    undecided: Vec<Arc<Intervals<u32>>>,
}

/// Which classes fare alike in one direction.
#[derive(Debug, Default)]
struct Groups {
    /// By class: its group, or none when nothing isolates it and no rule concerns it.
    of_class: Vec<Option<GroupId>>,
    /// By group: what decides on it.
    keys: Vec<Shared>,
}

impl Side {
    pub(crate) fn group(&self, class: ClassId) -> Option<GroupId> {
        self.groups.of_class.get(class.0 as usize).copied().flatten()
    }

    /// Policies that apply to a class, in evaluation order.
    pub(crate) fn policies(&self, class: ClassId) -> &[PolicyId] {
        self.group(class).and_then(|group| self.groups.keys.get(group.0 as usize)).map_or(&[], |key| &key.applied)
    }

    /// What a class allows; `None` when that is everything.
    pub(crate) fn map(&self, class: ClassId) -> Option<&GroupMap> {
        let map = self.maps.get(self.group(class)?.0 as usize)?;
        (!map.is_open(self.groups.of_class.len())).then_some(map)
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
        self.undecided.get(self.group(class)?.0 as usize).map(|classes| &**classes)
    }

    /// Whether a class says nothing about another.
    pub(crate) fn is_undecided(&self, class: ClassId, other: ClassId) -> bool {
        self.undecided(class).is_none_or(|classes| classes.contains(other.0))
    }

    /// The maps of all groups.
    pub(crate) fn maps(&self) -> &[Arc<GroupMap>] {
        &self.maps
    }

    /// The same where some policies have other rules, and each of them still applies to the same classes and tells the same of
    /// them apart. `connections` may get new sets.
    fn after(&self, changed: &[PolicyId], direction: Direction, by: &By<'_>, connections: &mut Connections) -> Self {
        let mut side = self.clone();
        let mut memory = Memory::default();
        let mut is_changed = vec![false; by.compiled.len()];
        for id in changed {
            is_changed.get_mut(id.0 as usize).into_iter().for_each(|slot| *slot = true);
        }
        let slots = self.groups.keys.iter().zip(side.maps.iter_mut().zip(&mut side.undecided));
        for (key, (map, undecided)) in slots {
            if key.applied.iter().any(|id| is_changed.get(id.0 as usize).copied().unwrap_or(false)) {
                let made = by.group(direction, key, connections, &mut memory);
                (*map, *undecided) = (Arc::new(made.0), Arc::new(made.1));
            }
        }
        side
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
    pub(crate) fn new(by: &By<'_>) -> Self {
        let mut connections = Connections::default();
        let subjects = Subjects::new(by.compiled);
        let ingress = by.side(Direction::Ingress, &mut connections, &subjects);
        let egress = by.side(Direction::Egress, &mut connections, &subjects);
        Self { connections, ingress, egress }
    }

    /// The same where some policies have other rules, and each of them still applies to the same classes and tells the same of
    /// them apart. Sets of connections keep their numbers.
    pub(crate) fn after(&self, changed: &[PolicyId], by: &By<'_>) -> Self {
        let mut connections = self.connections.clone();
        let ingress = self.ingress.after(changed, Direction::Ingress, by, &mut connections);
        let egress = self.egress.after(changed, Direction::Egress, by, &mut connections);
        Self { connections, ingress, egress }
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

/// What the engine works with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct By<'a> {
    pub(crate) policies: &'a Policies,
    pub(crate) compiled: &'a [Arc<CompiledPolicy>],
    pub(crate) classes: &'a Classes,
    pub(crate) budget: &'a Budget,
}

impl By<'_> {
    fn side(&self, direction: Direction, connections: &mut Connections, subjects: &Subjects) -> Side {
        let (mut groups, mut maps, mut all_undecided) = (Groups::default(), Vec::new(), Vec::new());
        let mut ids: FxHashMap<Shared, GroupId> = FxHashMap::default();
        let mut memory = Memory::default();
        let of = |id: &PolicyId| self.compiled.get(id.0 as usize);
        for (class, class_id) in self.classes.list.iter().zip((0..).map(ClassId)) {
            if class.kind != ClassKind::Pod {
                groups.of_class.push(None);
                continue;
            }
            let mut applied = subjects.of(class_id, class);
            if !self.budget.spend(4 * applied.len()) {
                break;
            }
            applied.retain(|id| of(id).is_some_and(|policy| policy.rules(direction).is_some()));
            applied.sort_unstable();
            if applied.is_empty() {
                groups.of_class.push(None);
                continue;
            }
            let rules =
                || applied.iter().filter_map(of).flat_map(|policy| policy.rules(direction).into_iter().flatten());
            // Where the class itself resolves names, how it does so belongs to the group.
            let named = rules().any(|rule| rule.names.own(direction));
            let family = class.family.filter(|_| rules().any(CompiledRule::tells_families));
            let node = class.node.filter(|_| direction == Direction::Ingress);
            let own = own_ends(rules(), class_id);
            let key = Shared { applied, profile: named.then_some(class.profile), family, node, own };
            let next = GroupId(groups.keys.len() as u32);
            let id = match ids.get(&key) {
                Some(id) => *id,
                None => {
                    let (map, undecided) = self.group(direction, &key, connections, &mut memory);
                    maps.push(Arc::new(map));
                    all_undecided.push(Arc::new(undecided));
                    groups.keys.push(key.clone());
                    ids.insert(key, next);
                    next
                }
            };
            groups.of_class.push(Some(id));
        }
        Side { groups: Arc::new(groups), maps, undecided: all_undecided }
    }

    /// What a group allows, and the classes about which it says nothing.
    fn group(
        &self,
        direction: Direction,
        key: &Shared,
        connections: &mut Connections,
        memory: &mut Memory,
    ) -> (GroupMap, Intervals<u32>) {
        let parts = parts(direction, key, self);
        let mut map = sweep(&parts, connections, memory, self.budget);
        // Traffic from a pod's own node is always allowed, whatever policies say.
        for at in sources_on(key.node, self.classes) {
            map.admit(at);
        }
        (map, undecided(&parts.0, &parts.1, self.budget))
    }
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
    By { policies, compiled, classes, budget }: &By<'_>,
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
