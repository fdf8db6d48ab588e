//! Endpoint classes: what no policy of the input can tell apart. All work is done on classes.

use std::collections::BTreeSet;
use std::net::IpAddr;

use rustc_hash::FxHashMap;

use crate::inventory::hosts::HostId;
use crate::kinds::ContainerPort;
use crate::policy::{BlockPods, Direction, IpBlockPods, Policies, Policy};
use crate::sets::{AddressSet, Family, Intervals, Protocol};

use super::outside::{BlockId, Outside};
use super::pod_variants::{NamespaceRefs, PodVariant};
use super::ports::EndPorts;
use super::scopes::{Matcher, ScopeSet};
use super::unknown::{OpenId, OpenScopes, Opener};

/// Index of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ClassId(pub(crate) u32);

/// Index of a set of address blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MembershipId(pub(crate) u32);

/// Address blocks that hold an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub(crate) struct Membership {
    /// Those that match it, ascending.
    pub(crate) blocks: Vec<BlockId>,
    /// Those that might match it, were its address known.
    pub(crate) maybe: Vec<BlockId>,
    /// Of a pod with addresses of both families: those that match it over IPv4 alone, and over IPv6 alone.
    pub(crate) over_one: [Vec<BlockId>; 2],
}

/// Index of what named ports resolve to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NamedPortsId(pub(crate) u32);

/// How named ports resolve at an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum NamedPorts {
    /// Addresses have no named ports.
    Nothing,
    /// Names that rules use, with the numbers they have here.
    Known(Vec<(Box<str>, Protocol, u16)>),
    /// A representative: names stay names.
    Unknown,
}

impl NamedPorts {
    /// The numbers that a name stands for, with a protocol, where ports are known.
    pub(crate) fn numbers(&self, protocol: Protocol, name: &str) -> impl Iterator<Item = u16> {
        let ports = match self {
            Self::Known(ports) => ports.as_slice(),
            Self::Nothing | Self::Unknown => &[],
        };
        // They are sorted by name.
        let from = ports.partition_point(|(known, _, _)| &**known < name);
        let named = ports.get(from..).unwrap_or(&[]).iter().take_while(move |(known, _, _)| &**known == name);
        named.filter(move |(_, with, _)| *with == protocol).map(|(_, _, port)| *port)
    }
}

/// What a class is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ClassKind {
    Pod,
    HostNetwork,
    External,
    OwnNode,
}

/// A class.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) kind: ClassKind,
    pub(crate) scopes: ScopeSet,
    /// Address blocks that match it.
    pub(crate) addresses: MembershipId,
    pub(crate) profile: NamedPortsId,
    /// The one family that it speaks; none where it speaks both, where its addresses are not known, and where no rule
    /// tells the families apart.
    pub(crate) family: Option<Family>,
    /// Of the scopes, those whose answer the input leaves open, because the labels of its namespace are not in it.
    pub(crate) open: OpenId,
    /// The one node that all of it is on, where a connection may come from that node.
    pub(crate) node: Option<HostId>,
}

/// All classes. Pods come first, in order of namespace, then the outside, then the own node.
#[derive(Debug, Default)]
pub(crate) struct Classes {
    pub(crate) list: Vec<Class>,
    pub(crate) profiles: Vec<NamedPorts>,
    pub(crate) memberships: Vec<Membership>,
    /// Members of each scope.
    pub(crate) by_scope: Vec<Intervals<u32>>,
    /// Members of each address block.
    pub(crate) by_block: Vec<Intervals<u32>>,
    /// Of them, those that it holds over IPv4 alone, and over IPv6 alone.
    pub(crate) over_one: [Vec<Intervals<u32>>; 2],
    /// Members of each port profile.
    pub(crate) by_profile: Vec<Intervals<u32>>,
    /// Whether rules name ports of the source.
    pub(crate) source_names: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    kind: ClassKind,
    scopes: ScopeSet,
    addresses: MembershipId,
    profile: NamedPortsId,
    family: Option<Family>,
    open: OpenId,
    node: Option<HostId>,
}

/// Names of ports that the rules of a policy use.
pub(super) fn names_of(policy: &Policy) -> impl Iterator<Item = (&str, Protocol)> {
    policy.all_rules().flat_map(|rule| rule.ports.iter().flatten()).flat_map(|port| {
        let names = port.matches.names();
        let names = names.flat_map(|(name, protocols)| protocols.iter().map(move |protocol| (name, *protocol)));
        names.chain(port.matches.source_names())
    })
}

/// Whether rules of a policy name ports of the source.
pub(super) fn names_sources(policy: &Policy) -> bool {
    let mut ports = policy.all_rules().flat_map(|rule| rule.ports.iter().flatten());
    ports.any(|port| port.matches.source_names().next().is_some())
}

impl Classes {
    /// Folds units into classes and returns the class of each unit; external groups and the own node follow. The matcher
    /// knows the answers that it gave before.
    pub(crate) fn new<'s>(
        units: &[PodVariant<'s>],
        homes: &NamespaceRefs<'_>,
        matcher: &mut Matcher<'s, '_>,
        outside: &Outside,
        policies: &Policies,
        ip_block_pods: IpBlockPods,
        open: &mut OpenScopes,
    ) -> (Self, Vec<ClassId>) {
        let names = policies.list.iter().flat_map(|policy| names_of(policy)).collect();
        let profiles = vec![NamedPorts::Nothing, NamedPorts::Unknown];
        let source_names = policies.list.iter().any(|policy| names_sources(policy));
        let mut classes = Self { profiles, source_names, ..Self::default() };
        let mut profile_ids: FxHashMap<NamedPorts, NamedPortsId> =
            [(NamedPorts::Nothing, NamedPortsId(0)), (NamedPorts::Unknown, NamedPortsId(1))].into_iter().collect();
        let scopes = matcher.scopes;
        let mut opener = Opener::new(scopes, homes);
        let mut ids: FxHashMap<Key, ClassId> = FxHashMap::default();
        let mut membership_ids: FxHashMap<Membership, MembershipId> = FxHashMap::default();
        let mut intern = |memberships: &mut Vec<Membership>, membership: Membership| {
            let next = MembershipId(memberships.len() as u32);
            *membership_ids.entry(membership).or_insert_with_key(|membership| {
                memberships.push(membership.clone());
                next
            })
        };
        let mut address_memory: FxHashMap<(&[IpAddr], bool), MembershipId> = FxHashMap::default();
        let mut held = |unit: &PodVariant<'s>| {
            *address_memory.entry((unit.addresses, unit.host_network)).or_insert_with(|| {
                let membership = membership(unit.addresses, unit.host_network, outside, ip_block_pods);
                intern(&mut classes.memberships, membership)
            })
        };
        let of_addresses: Vec<MembershipId> = units.iter().map(&mut held).collect();
        let families_differ =
            classes.memberships.iter().any(|held| held.over_one.iter().any(|blocks| !blocks.is_empty()));
        let mut of_unit: Vec<ClassId> = Vec::with_capacity(units.len());
        let mut before: Option<(&PodVariant<'_>, MembershipId)> = None;
        for (unit, addresses) in units.iter().zip(of_addresses) {
            // Pods of a workload follow each other, and mostly nothing distinguishes them.
            let is_like = |(one, held): &(&PodVariant<'_>, MembershipId)| {
                *held == addresses
                    && one.is_labelled_like(unit)
                    && one.declares_like(unit)
                    && one.node == unit.node
                    && (!families_differ || one_family(one.addresses) == one_family(unit.addresses))
            };
            let same = before.filter(is_like).and_then(|_| of_unit.last().copied());
            before = Some((unit, addresses));
            if let Some(same) = same {
                of_unit.push(same);
                continue;
            }
            let known = unit.ports.map_or(NamedPorts::Unknown, |ports| NamedPorts::Known(used_ports(ports, &names)));
            let next = NamedPortsId(classes.profiles.len() as u32);
            let profile = *profile_ids.entry(known).or_insert_with_key(|profile| {
                classes.profiles.push(profile.clone());
                next
            });
            let kind = if unit.host_network { ClassKind::HostNetwork } else { ClassKind::Pod };
            let family = one_family(unit.addresses).filter(|_| families_differ);
            let in_scopes = matcher.scopes_of(unit, homes);
            let open = opener.of(matcher, unit, open);
            let key = Key { kind, scopes: in_scopes, addresses, profile, family, open, node: unit.node };
            let next = ClassId(classes.list.len() as u32);
            let id = *ids.entry(key).or_insert_with_key(|key| {
                classes.list.push(Class {
                    kind: key.kind,
                    scopes: key.scopes.clone(),
                    addresses: key.addresses,
                    profile: key.profile,
                    family: key.family,
                    open: key.open,
                    node: key.node,
                });
                next
            });
            of_unit.push(id);
        }
        let parts = outside
            .groups
            .iter()
            .map(|(_, blocks)| (ClassKind::External, Membership { blocks: blocks.clone(), ..Membership::default() }));
        // What has no known address lies where a pod of unknown address would: only blocks of a whole family are sure.
        let unaddressed = outside
            .unaddressed
            .iter()
            .map(|_| (ClassKind::External, membership(&[], false, outside, IpBlockPods::Match)));
        // The own node has an address of the cluster's family, whichever it is. An `ipBlock` is left out: what it means for
        // the own node differs from plugin to plugin.
        let own_node = (ClassKind::OwnNode, membership(&[], true, outside, IpBlockPods::Ignore));
        for (kind, membership) in parts.chain(unaddressed).chain([own_node]) {
            let addresses = intern(&mut classes.memberships, membership);
            classes.list.push(Class {
                kind,
                scopes: ScopeSet::default(),
                addresses,
                profile: NamedPortsId(0),
                family: None,
                open: OpenId::NONE,
                node: None,
            });
        }
        classes.invert(scopes.len(), outside.blocks.len());
        (classes, of_unit)
    }

    fn invert(&mut self, scopes: usize, blocks: usize) {
        let by_scope = members(&self.list, scopes);
        let mut by_block = vec![Vec::new(); blocks];
        let mut over_one = [vec![Vec::new(); blocks], vec![Vec::new(); blocks]];
        let mut by_profile = vec![Vec::new(); self.profiles.len()];
        for (at, class) in self.list.iter().enumerate() {
            let at = at as u32;
            let membership = self.memberships.get(class.addresses.0 as usize);
            for block in membership.into_iter().flat_map(|membership| &membership.blocks) {
                if let Some(members) = by_block.get_mut(block.0 as usize) {
                    members.push(at);
                }
            }
            for (over_one, blocks) in over_one.iter_mut().zip(membership.into_iter().flat_map(|found| &found.over_one))
            {
                for block in blocks {
                    if let Some(members) = over_one.get_mut(block.0 as usize) {
                        members.push(at);
                    }
                }
            }
            if let Some(members) = by_profile.get_mut(class.profile.0 as usize) {
                members.push(at);
            }
        }
        let sets = |lists: Vec<Vec<u32>>| lists.into_iter().map(Intervals::from_sorted).collect();
        self.by_scope = by_scope;
        self.by_block = sets(by_block);
        self.over_one = over_one.map(sets);
        self.by_profile = sets(by_profile);
    }

    pub(crate) fn get(&self, id: ClassId) -> Option<&Class> {
        self.list.get(id.0 as usize)
    }

    pub(crate) fn profile(&self, id: NamedPortsId) -> &NamedPorts {
        self.profiles.get(id.0 as usize).unwrap_or(&NamedPorts::Nothing)
    }

    /// How the ends of a connection resolve names of ports, of which `own` is the one that the direction is about.
    pub(crate) fn end_ports(&self, direction: Direction, own: &Class, other: &Class) -> EndPorts<'_> {
        EndPorts::of(direction, self.profile(own.profile), self.profile(other.profile))
    }

    /// The address blocks that hold a class.
    pub(crate) fn membership(&self, class: &Class) -> Option<&Membership> {
        self.memberships.get(class.addresses.0 as usize)
    }

    /// Every class.
    pub(crate) fn all(&self) -> Intervals<u32> {
        match self.list.len() {
            0 => Intervals::empty(),
            len => Intervals::range(0, len as u32 - 1),
        }
    }
}

/// The classes in each scope. Classes in a row are in much the same scopes: the work grows with what differs.
fn members(classes: &[Class], scopes: usize) -> Vec<Intervals<u32>> {
    let mut edges: Vec<Vec<u32>> = vec![Vec::new(); scopes];
    let nothing = ScopeSet::default();
    let mut before = &nothing;
    for (class, at) in classes.iter().map(|class| &class.scopes).chain([&nothing]).zip(0_u32..) {
        for scope in before.differing(class).iter() {
            edges.get_mut(scope as usize).into_iter().for_each(|edges| edges.push(at));
        }
        before = class;
    }
    let ranges = |edges: Vec<u32>| {
        let pairs = edges.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, pair.last()?.checked_sub(1)?)));
        Intervals::from_ranges(pairs.collect())
    };
    edges.into_iter().map(ranges).collect()
}

fn used_ports(ports: &[ContainerPort], names: &BTreeSet<(&str, Protocol)>) -> Vec<(Box<str>, Protocol, u16)> {
    let mut used: Vec<_> = ports
        .iter()
        .filter_map(|port| {
            let name = port.name.as_ref()?;
            names.contains(&(&**name, port.protocol)).then(|| (name.clone(), port.protocol, port.port))
        })
        .collect();
    used.sort_unstable();
    used.dedup();
    used
}

/// The one family of addresses; none where there are both, or no address.
pub(crate) fn one_family(addresses: &[IpAddr]) -> Option<Family> {
    let first = Family::of(*addresses.first()?);
    addresses.iter().all(|address| Family::of(*address) == first).then_some(first)
}

/// The blocks that match a pod with these addresses, and those that might when none is known.
///
/// A pod of unknown address is matched only by a block that holds the whole IPv4 space, which clusters use unless their
/// input says otherwise (design: option `ip-block-pods`).
fn membership(addresses: &[IpAddr], on_node: bool, outside: &Outside, option: IpBlockPods) -> Membership {
    let counts = |block: &BlockId| match outside.blocks.get(block.0 as usize) {
        Some((_, BlockPods::BySemantics)) => option == IpBlockPods::Match,
        Some((_, BlockPods::OfNodes)) => on_node || !addresses.is_empty(),
        Some((_, BlockPods::Always)) => true,
        Some((_, BlockPods::Never)) | None => false,
    };
    let mut found = Membership::default();
    if addresses.is_empty() {
        let whole_v4 = AddressSet::all().v4;
        for (at, (set, _)) in outside.blocks.iter().enumerate() {
            let block = BlockId(at as u32);
            if !counts(&block) || set.is_empty() {
                continue;
            }
            if set.v4 == whole_v4 { found.blocks.push(block) } else { found.maybe.push(block) }
        }
    } else {
        let [four, six] = Family::ALL.map(|family| {
            let of_family = addresses.iter().filter(|address| Family::of(**address) == family);
            let blocks = of_family.flat_map(|address| outside.blocks_at(*address)).filter(|block| counts(block));
            blocks.copied().collect::<BTreeSet<BlockId>>()
        });
        if one_family(addresses).is_none() {
            found.over_one = [&four - &six, &six - &four].map(|blocks| blocks.into_iter().collect());
        }
        found.blocks = four.union(&six).copied().collect();
    }
    found
}
