//! What lines end with, by what they say.

use podreach_eval::diff::ChangeKind;
use podreach_eval::query::{BlockedBy, PairState};
use podreach_eval::view::{EdgeLook, EdgeView, PairChange};

use crate::scene::Head;

/// What a line looks like.
pub(crate) fn look(edge: &EdgeView) -> EdgeLook {
    edge.says.as_ref().map_or(EdgeLook::State, |says| says.look)
}

/// The ends at the source and at the destination.
pub(crate) fn heads(edge: &EdgeView, both_ways: bool) -> (Head, Head) {
    let state = match look(edge) {
        // The bar is at the end that denies now.
        _ if edge.change.as_ref().is_some_and(|change| change.what == PairChange::Closed) => edge.state,
        EdgeLook::Change(ChangeKind::Removed) => return (Head::Plain, Head::Chevron),
        EdgeLook::Change(ChangeKind::Added | ChangeKind::Changed) | EdgeLook::State => edge.state,
        EdgeLook::Stopped(by) => PairState::Blocked(by),
    };
    match state {
        PairState::Allowed => (Head::Plain, Head::Filled),
        PairState::Depends => (Head::Plain, Head::Hollow),
        PairState::Open => (if both_ways { Head::Hollow } else { Head::Plain }, Head::Hollow),
        PairState::Blocked(BlockedBy::Source) => (Head::Bar, Head::Chevron),
        PairState::Blocked(BlockedBy::Destination) => (Head::Plain, Head::BarredChevron),
        PairState::Blocked(BlockedBy::Both) => (Head::Bar, Head::BarredChevron),
    }
}
