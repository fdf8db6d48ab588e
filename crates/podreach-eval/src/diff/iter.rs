//! Iterates over the pairs of a comparison.

use super::model::{Cause, ConnectionChange, Diff, End, EndRef, Note, PeerChange};
use super::peer_set::PeerSet;

impl Diff {
    /// How many pairs [`Diff::pairs`] gives, without going through them.
    pub fn count(&self, change: &ConnectionChange) -> usize {
        let size = |end: &End| match end {
            End::Peers(peers) => peers.len(),
            End::Outside(_) | End::Named(_) => 1,
        };
        let own = match (&change.source, &change.destination) {
            (End::Peers(left), End::Peers(right)) => left.shared(right),
            _ => 0,
        };
        (size(&change.source) * size(&change.destination)).saturating_sub(own)
    }

    /// Pairs of peers (or a peer and addresses) of a change, as `(source, destination)`, in order; a peer to itself is
    /// left out.
    pub fn pairs<'a>(&'a self, change: &'a ConnectionChange) -> impl Iterator<Item = (EndRef<'a>, EndRef<'a>)> {
        let destinations = move |source: EndRef<'a>| {
            ends(&change.destination).filter(move |destination| *destination != source).map(move |end| (source, end))
        };
        ends(&change.source).flat_map(destinations)
    }

    /// Facts about the ends of a pair that explain a change besides its causes: that an end exists on one side only, or a changed
    /// property where policies alone do not explain the change.
    pub fn notes(&self, causes: &[Cause], ends: [EndRef<'_>; 2]) -> Vec<Note> {
        let mut notes = Vec::new();
        for id in ends.into_iter().filter_map(EndRef::peer) {
            if let Some(existence) = self.peer(id).and_then(PeerChange::existence) {
                notes.push(Note::Existence(id, existence));
            }
        }
        let unchanged = |cause: &Cause| self.policies.get(cause.policy as usize).is_some_and(|of| of.change.is_none());
        if notes.is_empty() && (causes.is_empty() || causes.iter().any(unchanged)) {
            for id in ends.into_iter().filter_map(EndRef::peer) {
                let facts = self.peer(id).map_or(&[][..], |peer| &peer.facts);
                notes.extend(facts.iter().map(|fact| Note::Fact(id, *fact)));
            }
        }
        notes
    }
}

fn ends(end: &End) -> impl Iterator<Item = EndRef<'_>> {
    let (peers, other) = match end {
        End::Peers(peers) => (Some(peers), None),
        End::Outside(addresses) => (None, Some(EndRef::Outside(addresses))),
        End::Named(name) => (None, Some(EndRef::Named(name))),
    };
    peers.into_iter().flat_map(PeerSet::iter).map(EndRef::Peer).chain(other)
}
