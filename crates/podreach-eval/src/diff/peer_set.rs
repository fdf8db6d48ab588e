//! Sets of peers. Peers are numbered in order of names, so that what lies together in a cluster is one range.

use crate::sets::Intervals;

use super::model::PeerId;

/// A set of peers.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerSet(Intervals<u32>);

impl PeerSet {
    /// A set of these peers, in any order.
    pub(super) fn new(mut peers: Vec<PeerId>) -> Self {
        peers.sort_unstable();
        Self(Intervals::from_sorted(peers.into_iter().map(|peer| peer.0)))
    }

    /// The peers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = PeerId> {
        self.0.iter().map(PeerId)
    }

    /// Whether a peer is in the set.
    pub fn contains(&self, peer: PeerId) -> bool {
        self.0.contains(peer.0)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.ranges().iter().map(|(first, last)| (last - first) as usize + 1).sum()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many peers are in both sets.
    pub fn shared(&self, other: &Self) -> usize {
        Self(self.0.intersection(&other.0)).len()
    }
}
