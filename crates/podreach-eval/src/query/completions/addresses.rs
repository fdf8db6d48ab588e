//! Where an address that is not known may lie: the parts into which rules cut the address space, those left out that other
//! pods and nodes fill.

use std::net::IpAddr;

use rustc_hash::FxHashMap;

use crate::analysis::Analysis;
use crate::reach::classes::ClassKind;
use crate::reach::outside::BlockId;
use crate::reach::unknown::Room;
use crate::sets::AddressSet;

/// An unknown address in exactly these of the blocks that are asked about.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// By block that is asked about: whether it holds the address.
    pub(super) held: Vec<bool>,
    /// The groups that lie so.
    pub(super) rooms: Vec<Room>,
}

/// At most this many parts are looked at for one answer.
pub(crate) const ROOMS: usize = 4096;

impl Analysis {
    /// The rooms for an address that no pod and no known node has, or for that of a node, which no pod has.
    pub(crate) fn rooms(&self, beside_nodes: bool) -> &[Room] {
        let rooms = self.world.unknown.rooms.get_or_init(|| [self.rooms_beside(true), self.rooms_beside(false)]);
        let [apart, nodes] = rooms;
        if beside_nodes { apart } else { nodes }
    }

    fn rooms_beside(&self, nodes: bool) -> Vec<Room> {
        let outside = &self.world.outside;
        let pods = self.endpoints.iter().filter(|endpoint| !endpoint.host_network);
        let mut taken: Vec<IpAddr> = pods.flat_map(|pod| &pod.addresses).copied().collect();
        if nodes {
            taken.extend(self.world.hosts.addresses());
        }
        taken.sort_unstable();
        taken.dedup();
        let mut filled = vec![0_u128; outside.groups.len()];
        for address in taken {
            if let Some(filled) = outside.group_at(address).and_then(|group| filled.get_mut(group as usize)) {
                *filled += 1;
            }
        }
        let rooms = outside.groups.iter().zip(&filled).zip(0..).filter_map(|(((set, _), filled), group)| {
            let left = size(set).saturating_sub(*filled);
            (left > 0).then_some(Room { group, single: left == 1 })
        });
        rooms.collect()
    }

    /// The places where an unknown address may lie with regard to some blocks; `None` where there are too many.
    pub(super) fn places(&self, kind: ClassKind, blocks: &[BlockId]) -> Option<Vec<Place>> {
        let on_node = matches!(kind, ClassKind::HostNetwork | ClassKind::OwnNode);
        let rooms = self.rooms(!on_node);
        if rooms.len() > ROOMS {
            return None;
        }
        let mut places: Vec<Place> = Vec::new();
        let mut known: FxHashMap<Vec<bool>, usize> = FxHashMap::default();
        for room in rooms {
            let Some((_, holding)) = self.world.outside.groups.get(room.group as usize) else { continue };
            let held: Vec<bool> = blocks.iter().map(|block| holding.binary_search(block).is_ok()).collect();
            let next = places.len();
            let at = *known.entry(held).or_insert_with_key(|held| {
                places.push(Place { held: held.clone(), rooms: Vec::new() });
                next
            });
            if let Some(place) = places.get_mut(at) {
                place.rooms.push(*room);
            }
        }
        Some(places)
    }

    /// The addresses of a place.
    pub(super) fn place_addresses(&self, place: &Place) -> AddressSet {
        let groups = place.rooms.iter().filter_map(|room| self.world.outside.groups.get(room.group as usize));
        AddressSet::union_all(groups.map(|(set, _)| set))
    }
}

/// How many addresses there are, as far as that can be counted.
fn size(set: &AddressSet) -> u128 {
    let four: u128 = set.v4.ranges().iter().map(|(first, last)| u128::from(last - first) + 1).sum();
    let six = set.v6.ranges().iter().map(|(first, last)| (last - first).saturating_add(1));
    six.fold(four, u128::saturating_add)
}
