//! What reports call the ends of a change.

use std::borrow::Cow;

use podreach_eval::diff::{ChangeKind, ConnectionChange, Diff, End, EndRef, PeerChange, PeerId};

use crate::outside;
use crate::rows::EACH_OTHER;

/// So many names are shown of a group; the others are counted.
const SHOWN: usize = 12;

/// An end for people: all addresses under one label.
pub(super) fn label<'a>(diff: &'a Diff, end: EndRef<'a>) -> Cow<'a, str> {
    match end {
        EndRef::Peer(id) => Cow::Borrowed(peer(diff, id)),
        EndRef::Outside(addresses) => Cow::Owned(outside::label(addresses)),
        EndRef::Named(name) => Cow::Borrowed(name),
    }
}

/// An end for programs: every range of addresses, `first-last,first-last[External]`.
pub(super) fn exact<'a>(diff: &'a Diff, end: EndRef<'a>) -> Cow<'a, str> {
    match end {
        EndRef::Outside(addresses) => Cow::Owned(outside::set(addresses)),
        _ => label(diff, end),
    }
}

fn peer(diff: &Diff, id: PeerId) -> &str {
    diff.peer(id).map_or("", |peer| &peer.name)
}

/// The names of one end of a group, those of peers on one side marked so; a group that reaches itself is `each other`.
pub(super) fn group(diff: &Diff, end: &End) -> Vec<String> {
    let one = |id: PeerId| match diff.peer(id).and_then(PeerChange::existence) {
        Some(ChangeKind::Added) => format!("{} (added)", peer(diff, id)),
        Some(_) => format!("{} (removed)", peer(diff, id)),
        None => peer(diff, id).to_owned(),
    };
    match end {
        End::Peers(peers) => {
            let mut names: Vec<String> = peers.iter().take(SHOWN).map(one).collect();
            if peers.len() > SHOWN {
                names.push(format!("{} more", peers.len() - SHOWN));
            }
            names
        }
        End::Outside(addresses) => vec![outside::label(addresses)],
        End::Named(name) => vec![name.clone()],
    }
}

/// Both ends of a change.
pub(super) fn ends(diff: &Diff, change: &ConnectionChange) -> [Vec<String>; 2] {
    let source = group(diff, &change.source);
    if change.source == change.destination {
        return [source, vec![EACH_OTHER.into()]];
    }
    [source, group(diff, &change.destination)]
}
