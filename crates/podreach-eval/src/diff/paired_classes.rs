//! Pairs of a class before and a class after, with the peers or addresses that lie in both: no policy of either side
//! distinguishes them.

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::inventory::EndpointId;
use crate::sets::AddressSet;

use super::model::{PeerChange, PeerId};
use super::outside::outside;

/// The members of a paired class.
#[derive(Clone, Debug)]
pub(super) enum Members {
    /// Peers, ascending.
    Peers(Vec<PeerId>),
    /// Addresses outside.
    Outside(AddressSet),
}

/// A paired class.
#[derive(Clone, Debug)]
pub(super) struct PairedClass {
    /// The class before and the class after; `None` on the side where its members are missing.
    pub(super) classes: [Option<u32>; 2],
    pub(super) members: Members,
    /// On each side one of its members, and another where it has several.
    pub(super) samples: [Option<[EndpointId; 2]>; 2],
}

impl PairedClass {
    pub(super) const fn is_outside(&self) -> bool {
        matches!(self.members, Members::Outside(_))
    }

    /// Whether its only member is one peer.
    pub(super) fn is_single(&self) -> bool {
        matches!(&self.members, Members::Peers(peers) if peers.len() < 2)
    }
}

/// All paired classes: peers in order of their first name, then the outside.
#[derive(Debug)]
pub(super) struct PairedClasses {
    pub(super) list: Vec<PairedClass>,
}

impl PairedClasses {
    pub(super) fn new(sides: [&Analysis; 2], peers: &[PeerChange]) -> Self {
        let mut list: Vec<PairedClass> = Vec::new();
        let mut known: BTreeMap<[Option<u32>; 2], usize> = BTreeMap::new();
        let class = |side: usize, id: Option<EndpointId>| Some(sides.get(side)?.endpoint(id?).class());
        for (peer, id) in peers.iter().zip((0..).map(PeerId)) {
            let ends = [peer.before, peer.after];
            let [before, after] = ends;
            let classes = [class(0, before), class(1, after)];
            let at = *known.entry(classes).or_insert_with(|| {
                let samples = ends.map(|end| end.map(|id| [id, id]));
                list.push(PairedClass { classes, members: Members::Peers(Vec::new()), samples });
                list.len() - 1
            });
            let Some(found) = list.get_mut(at) else { continue };
            if let Members::Peers(members) = &mut found.members {
                members.push(id);
            }
            for (sample, end) in found.samples.iter_mut().zip(ends) {
                if let (Some([first, other]), Some(id)) = (sample.as_mut(), end)
                    && first == other
                {
                    *other = id;
                }
            }
        }
        for ([before, after], addresses) in outside(sides) {
            let classes = [class(0, Some(before)), class(1, Some(after))];
            let samples = [Some([before; 2]), Some([after; 2])];
            list.push(PairedClass { classes, members: Members::Outside(addresses), samples });
        }
        Self { list }
    }

    pub(super) fn get(&self, at: u32) -> Option<&PairedClass> {
        self.list.get(at as usize)
    }
}
