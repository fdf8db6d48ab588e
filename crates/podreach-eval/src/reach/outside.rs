//! Cuts the address space into groups of addresses that no rule tells apart.

use std::net::IpAddr;

use rustc_hash::FxHashMap;

use crate::budget::Budget;
use crate::inventory::representatives::minimal_labels;
use crate::policy::{BlockPods, EndpointMatch, EndpointPredicate, Policies, Policy, Rule};
use crate::sets::{AddressSet, Intervals, Point, Selector, overlay, stands_for};

/// Index of a distinct address set of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct BlockId(pub(crate) u32);

/// The addresses that a rule's peers name, all of them together; `None` when it names none. Those that count under further
/// conditions are left out.
pub(crate) fn rule_addresses(rule: &Rule) -> Option<AddressSet> {
    let plain = rule.peers.iter().flatten().filter_map(|peer| peer.matches.atom()?.addresses());
    let mut sets = plain.map(|(set, _)| set).filter(|set| !set.is_empty()).peekable();
    sets.peek()?;
    Some(AddressSet::union_all(sets))
}

/// The addresses of the peers of a rule that are nothing else, together for each kind of pods that they match.
fn plain_blocks(rule: &Rule) -> Vec<(AddressSet, BlockPods)> {
    let mut by_kind: Vec<(BlockPods, Vec<&AddressSet>)> = Vec::new();
    for (set, pods) in rule.peers.iter().flatten().filter_map(|peer| block(peer.matches.atom()?)) {
        match by_kind.iter_mut().find(|(kind, _)| *kind == pods) {
            Some((_, sets)) => sets.push(set),
            None => by_kind.push((pods, vec![set])),
        }
    }
    by_kind.into_iter().map(|(pods, sets)| (AddressSet::union_all(sets), pods)).collect()
}

/// The addresses of an atom, where there are any or it is a block.
fn block(atom: &EndpointMatch) -> Option<(&AddressSet, BlockPods)> {
    let found = atom.addresses()?;
    (found.1 != BlockPods::OfNodes || !found.0.is_empty()).then_some(found)
}

/// What a rule asks of its ends under further conditions: compound peers, and its own end.
fn compound(rule: &Rule) -> impl Iterator<Item = &EndpointPredicate> {
    let peers = rule.peers.iter().flatten().map(|peer| &peer.matches).filter(|matches| matches.atom().is_none());
    peers.chain(rule.own.as_deref())
}

/// What rules name outside without an address that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Unaddressed {
    /// What a DNS name resolves to.
    Domain(Box<str>),
    /// Nodes that are not in the input.
    Nodes(Selector),
}

impl Unaddressed {
    fn of(atom: &EndpointMatch) -> Option<Self> {
        match atom {
            EndpointMatch::Domain(name) => Some(Self::Domain(name.clone())),
            EndpointMatch::Nodes { selector, set } if set.is_empty() && minimal_labels(selector).is_some() => {
                Some(Self::Nodes(selector.clone()))
            }
            EndpointMatch::Nodes { .. } | EndpointMatch::Pods(_) | EndpointMatch::Addresses { .. } => None,
        }
    }

    /// Whether it is named. `*.example.com` names every name below `example.com` and not that one itself; a node
    /// selector names the nodes that it matches for sure.
    pub(crate) fn is_named_by(&self, atom: &EndpointMatch) -> bool {
        match (self, atom) {
            (Self::Domain(name), EndpointMatch::Domain(pattern)) => stands_for(pattern, name),
            (Self::Nodes(known), EndpointMatch::Nodes { selector, .. }) => known.implies(selector),
            _ => false,
        }
    }

    /// Names in order, then nodes. Selectors that list the same values in another order are one.
    fn place(&self) -> (bool, String) {
        (matches!(self, Self::Nodes(_)), self.label())
    }

    /// What stands behind `external:` in its id: the DNS name, `nodes`, or `nodes/` and their selector.
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Nodes(selector) if !selector.is_empty() => format!("nodes/{selector}"),
            _ => self.label(),
        }
    }

    /// A name for people: the DNS name, or `nodes` with their selector.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Domain(name) => name.to_string(),
            Self::Nodes(selector) if selector.is_empty() => "nodes".into(),
            Self::Nodes(selector) => format!("nodes {selector}"),
        }
    }
}

/// What a policy names outside, in order: blocks of addresses, and what has none that is known.
pub(super) fn named_outside(policy: &Policy) -> (Vec<(AddressSet, BlockPods)>, Vec<Unaddressed>) {
    let (mut blocks, mut unaddressed) = (Vec::new(), Vec::new());
    for rule in policy.all_rules() {
        blocks.extend(plain_blocks(rule));
        for atom in compound(rule).flat_map(EndpointPredicate::atoms) {
            blocks.extend(block(atom).map(|(set, pods)| (set.clone(), pods)));
            unaddressed.extend(Unaddressed::of(atom));
        }
        let plain = rule.peers.iter().flatten().filter_map(|peer| peer.matches.atom());
        unaddressed.extend(plain.filter_map(Unaddressed::of));
    }
    (blocks, unaddressed)
}

/// The distinct address sets of all rules, and the groups they cut the outside into.
#[derive(Debug, Default)]
pub(crate) struct Outside {
    pub(crate) blocks: Vec<(AddressSet, BlockPods)>,
    ids: FxHashMap<(AddressSet, BlockPods), BlockId>,
    /// What is named without an address that is known, ascending.
    pub(crate) unaddressed: Vec<Unaddressed>,
    /// Addresses and the blocks that hold them, ascending.
    pub(crate) groups: Vec<(AddressSet, Vec<BlockId>)>,
    /// First address of each piece and its group, ascending.
    v4: Vec<(u32, u32)>,
    v6: Vec<(u128, u32)>,
}

impl Outside {
    pub(crate) fn new(policies: &Policies, budget: &Budget) -> Self {
        let mut outside = Self::default();
        for policy in &policies.list {
            let (blocks, unaddressed) = named_outside(policy);
            for addresses in blocks {
                outside.add(addresses);
            }
            outside.unaddressed.extend(unaddressed);
        }
        outside.unaddressed.sort_by_cached_key(Unaddressed::place);
        outside.unaddressed.dedup_by_key(|one| one.place());
        let v4 = cut(&outside.blocks.iter().map(|(set, _)| &set.v4).collect::<Vec<_>>(), (0, u32::MAX), budget);
        let v6 = cut(&outside.blocks.iter().map(|(set, _)| &set.v6).collect::<Vec<_>>(), (0, u128::MAX), budget);
        let mut groups: std::collections::BTreeMap<Vec<BlockId>, AddressSet> = std::collections::BTreeMap::new();
        for (blocks, ranges) in v4 {
            groups.entry(blocks).or_default().v4 = ranges;
        }
        for (blocks, ranges) in v6 {
            groups.entry(blocks).or_default().v6 = ranges;
        }
        outside.groups = groups.into_iter().map(|(blocks, set)| (set, blocks)).collect();
        for (at, (set, _)) in outside.groups.iter().enumerate() {
            outside.v4.extend(set.v4.ranges().iter().map(|(first, _)| (*first, at as u32)));
            outside.v6.extend(set.v6.ranges().iter().map(|(first, _)| (*first, at as u32)));
        }
        outside.v4.sort_unstable();
        outside.v6.sort_unstable();
        outside
    }

    fn add(&mut self, addresses: (AddressSet, BlockPods)) {
        if !self.ids.contains_key(&addresses) {
            self.ids.insert(addresses.clone(), BlockId(self.blocks.len() as u32));
            self.blocks.push(addresses);
        }
    }

    /// The blocks that hold an address.
    pub(crate) fn blocks_at(&self, address: IpAddr) -> &[BlockId] {
        self.group_at(address).and_then(|group| self.groups.get(group as usize)).map_or(&[], |(_, blocks)| blocks)
    }

    /// The group that holds an address.
    pub(crate) fn group_at(&self, address: IpAddr) -> Option<u32> {
        match address {
            IpAddr::V4(address) => piece(&self.v4, address.to_bits()),
            IpAddr::V6(address) => piece(&self.v6, address.to_bits()),
        }
    }

    /// Whether rules name what DNS names resolve to.
    pub(crate) fn has_names(&self) -> bool {
        self.unaddressed.iter().any(|one| matches!(one, Unaddressed::Domain(_)))
    }

    /// The blocks of the peers of a rule that are addresses and nothing else, with the pods that they match.
    pub(crate) fn plain_blocks(&self, rule: &Rule) -> Vec<(BlockPods, BlockId)> {
        let found = plain_blocks(rule).into_iter();
        found.filter_map(|addresses| Some((addresses.1, *self.ids.get(&addresses)?))).collect()
    }

    /// The block of one atom that stands under further conditions.
    pub(crate) fn block(&self, atom: &EndpointMatch) -> Option<BlockId> {
        let (set, pods) = block(atom)?;
        self.ids.get(&(set.clone(), pods)).copied()
    }
}

fn piece<T: Point>(pieces: &[(T, u32)], address: T) -> Option<u32> {
    let after = pieces.partition_point(|(first, _)| *first <= address);
    pieces.get(after.checked_sub(1)?).map(|(_, group)| *group)
}

/// Cuts a number line by sets: each group has the numbers that lie in exactly the same sets.
fn cut<T: Point>(sets: &[&Intervals<T>], (first, last): (T, T), budget: &Budget) -> Vec<(Vec<BlockId>, Intervals<T>)> {
    let mut groups: FxHashMap<Vec<BlockId>, Vec<(T, T)>> = FxHashMap::default();
    overlay(sets.iter().copied(), (first, last), |piece, active| {
        // A group is kept with its blocks, and so are the classes and endpoints that it makes.
        let paid = budget.spend(4 + 6 * active.len());
        if paid {
            groups.entry(active.iter().copied().map(BlockId).collect()).or_default().push(piece);
        }
        paid
    });
    let mut groups: Vec<_> =
        groups.into_iter().map(|(blocks, ranges)| (blocks, Intervals::from_ranges(ranges))).collect();
    groups.sort_by(|left, right| left.0.cmp(&right.0));
    groups
}
