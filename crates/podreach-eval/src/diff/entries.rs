//! Connections that start at no endpoint, compared by the name of their source.

use std::collections::BTreeMap;

use crate::policy::Direction;

use super::causes::Causes;
use super::model::{ConnectionChange, End, Entry, PeerChange, PeerId};
use super::paired_classes::{Members, PairedClasses};
use super::peer_set::PeerSet;

/// Changes of entries; destinations of one source that changed alike are one change.
pub(super) fn entries(
    peers: &[PeerChange],
    paired: &PairedClasses,
    causes: &mut Causes<'_>,
    entries: &[Vec<Entry>; 2],
) -> Vec<ConnectionChange> {
    let ends: [BTreeMap<_, Vec<PeerId>>; 2] = [0, 1].map(|side| {
        let mut of: BTreeMap<_, Vec<PeerId>> = BTreeMap::new();
        for (peer, id) in peers.iter().zip((0..).map(PeerId)) {
            if let Some(end) = if side == 0 { peer.before } else { peer.after } {
                of.entry(end).or_default().push(id);
            }
        }
        of
    });
    let mut found: BTreeMap<(&str, PeerId), [crate::sets::ConnectionSet; 2]> = BTreeMap::new();
    for (side, (list, ends)) in entries.iter().zip(&ends).enumerate() {
        for entry in list {
            for peer in ends.get(&entry.destination).into_iter().flatten() {
                if let Some(set) = found.entry((&entry.source, *peer)).or_default().get_mut(side) {
                    *set = set.union(&entry.connections);
                }
            }
        }
    }
    let mut classes: Vec<u32> = vec![0; peers.len()];
    for (class, at) in paired.list.iter().zip(0_u32..) {
        if let Members::Peers(members) = &class.members {
            for peer in members {
                if let Some(slot) = classes.get_mut(peer.0 as usize) {
                    *slot = at;
                }
            }
        }
    }
    let mut grouped: BTreeMap<_, Vec<PeerId>> = BTreeMap::new();
    for ((source, peer), [before, after]) in found {
        if before.list_notation() == after.list_notation() || (before.is_portless() && after.is_portless()) {
            continue;
        }
        let class = classes.get(peer.0 as usize).and_then(|class| paired.get(*class));
        let there = class.filter(|class| class.classes.iter().all(Option::is_some));
        let cause = there.map_or(0, |class| causes.changed_at(Direction::Ingress, class));
        grouped.entry((source, before, after, cause)).or_default().push(peer);
    }
    let change = |((source, before, after, cause), peers): ((&str, _, _, u32), Vec<PeerId>)| ConnectionChange {
        source: End::Named(source.to_owned()),
        destination: End::Peers(PeerSet::new(peers)),
        before,
        after,
        causes: causes.list(cause),
    };
    grouped.into_iter().map(change).collect()
}
