//! Cuts the address space into groups of addresses that no rule tells apart.

use std::net::IpAddr;

use rustc_hash::FxHashMap;

use crate::budget::Budget;
use crate::inventory::representatives::minimal_labels;
use crate::policy::{PeerMatch, Policies, Policy, Rule};
use crate::sets::{AddressSet, Intervals, Point, Selector};

/// Index of a distinct address set of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct BlockId(pub(crate) u32);

/// Which pods an address block matches, when their address lies in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum BlockPods {
    /// It names nodes: those that share a node's network.
    OfNodes,
    /// As the option `ip-block-pods` says.
    ByOption,
    /// All of them.
    Always,
}

/// The addresses that a rule's peers name together, and the pods that count; `None` when it names none.
pub(crate) fn rule_addresses(rule: &Rule) -> Option<(AddressSet, BlockPods)> {
    let mut sets = rule.peers.iter().flatten().filter_map(|peer| match &peer.matches {
        PeerMatch::Addresses { set, always_matches_pods: true, .. } => Some((set, BlockPods::Always)),
        PeerMatch::Addresses { set, .. } => Some((set, BlockPods::ByOption)),
        PeerMatch::Nodes { set, .. } if !set.is_empty() => Some((set, BlockPods::OfNodes)),
        PeerMatch::Pods(_) | PeerMatch::Nodes { .. } | PeerMatch::Domain(_) => None,
    });
    let (first, mut pods) = sets.next()?;
    let (mut v4, mut v6) = (first.v4.ranges().to_vec(), first.v6.ranges().to_vec());
    for (set, others) in sets {
        v4.extend(set.v4.ranges());
        v6.extend(set.v6.ranges());
        pods = pods.max(others);
    }
    Some((AddressSet { v4: Intervals::from_ranges(v4), v6: Intervals::from_ranges(v6) }, pods))
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
    fn of(peer: &PeerMatch) -> Option<Self> {
        match peer {
            PeerMatch::Domain(name) => Some(Self::Domain(name.clone())),
            PeerMatch::Nodes { selector, set } if set.is_empty() && minimal_labels(selector).is_some() => {
                Some(Self::Nodes(selector.clone()))
            }
            PeerMatch::Nodes { .. } | PeerMatch::Pods(_) | PeerMatch::Addresses { .. } => None,
        }
    }

    /// Whether a peer names it. `*.example.com` names every name below `example.com` and not that one itself; a node
    /// selector names the nodes that it matches for sure.
    pub(crate) fn is_named_by(&self, peer: &PeerMatch) -> bool {
        match (self, peer) {
            (Self::Domain(name), PeerMatch::Domain(pattern)) => {
                let below = pattern.strip_prefix('*').is_some_and(|end| name.len() > end.len() && name.ends_with(end));
                name == pattern || below
            }
            (Self::Nodes(known), PeerMatch::Nodes { selector, .. }) => known.implies(selector),
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
        for rule in policies.list.iter().flat_map(Policy::all_rules) {
            if let Some(addresses) = rule_addresses(rule)
                && !outside.ids.contains_key(&addresses)
            {
                outside.ids.insert(addresses.clone(), BlockId(outside.blocks.len() as u32));
                outside.blocks.push(addresses);
            }
            outside.unaddressed.extend(rule.peers.iter().flatten().filter_map(|peer| Unaddressed::of(&peer.matches)));
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

    pub(crate) fn block(&self, rule: &Rule) -> Option<BlockId> {
        self.ids.get(&rule_addresses(rule)?).copied()
    }
}

fn piece<T: Point>(pieces: &[(T, u32)], address: T) -> Option<u32> {
    let after = pieces.partition_point(|(first, _)| *first <= address);
    pieces.get(after.checked_sub(1)?).map(|(_, group)| *group)
}

/// Cuts a number line by sets: each group has the numbers that lie in exactly the same sets.
fn cut<T: Point>(sets: &[&Intervals<T>], (first, last): (T, T), budget: &Budget) -> Vec<(Vec<BlockId>, Intervals<T>)> {
    // Marks where sets begin and end, in order; between two marks nothing changes.
    let mut marks: Vec<(T, bool, u32)> = Vec::new();
    for (at, set) in sets.iter().enumerate() {
        for (from, to) in set.ranges() {
            marks.push((*from, true, at as u32));
            if let Some(next) = to.after() {
                marks.push((next, false, at as u32));
            }
        }
    }
    marks.sort_unstable();
    let mut groups: FxHashMap<Vec<BlockId>, Vec<(T, T)>> = FxHashMap::default();
    let mut active: std::collections::BTreeSet<BlockId> = std::collections::BTreeSet::new();
    let mut from = first;
    let mut marks = marks.into_iter().peekable();
    loop {
        while let Some((_, begins, set)) = marks.next_if(|(at, _, _)| *at <= from) {
            if begins {
                active.insert(BlockId(set));
            } else {
                active.remove(&BlockId(set));
            }
        }
        let to = marks.peek().and_then(|(next, _, _)| next.before()).unwrap_or(last);
        // A group is kept with its blocks, and so are the classes and endpoints that it makes.
        if !budget.spend(4 + 6 * active.len()) {
            break;
        }
        groups.entry(active.iter().copied().collect()).or_default().push((from, to));
        match to.after() {
            Some(next) if to < last => from = next,
            _ => break,
        }
    }
    let mut groups: Vec<_> =
        groups.into_iter().map(|(blocks, ranges)| (blocks, Intervals::from_ranges(ranges))).collect();
    groups.sort_by(|left, right| left.0.cmp(&right.0));
    groups
}
