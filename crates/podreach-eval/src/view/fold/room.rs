//! Lines for which a picture has no room.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::query::PairState;

use super::super::graph::{EdgeView, GraphView, NodeKind};
use super::view::Scene;

impl Scene<'_> {
    /// Leaves out lines for which there is no room: never those of the outside, of what is unlike its kind, of what a person
    /// chose and of what differs from a baseline. Cards count theirs. Returns how many.
    pub(super) fn leave_out(&self, view: &mut GraphView) -> usize {
        let is_line = |edge: &EdgeView| !matches!(edge.state, PairState::Blocked(_)) && !edge.on_selection;
        let count = view.edges.iter().filter(|edge| is_line(edge)).count();
        let over = count.saturating_sub(self.options.lines);
        if over == 0 || !self.whole {
            return 0;
        }
        let stays = |at: usize| {
            let node = view.nodes.get(at);
            node.is_some_and(|node| {
                node.kind == NodeKind::External || !node.unlike.is_empty() || self.options.keep.contains(&node.id)
            })
        };
        let mut ranked: Vec<(u64, Reverse<usize>)> = view
            .edges
            .iter()
            .enumerate()
            .filter(|(_, edge)| is_line(edge) && edge.change.is_none() && !stays(edge.from) && !stays(edge.to))
            .map(|(at, edge)| (edge.bundle.map_or(1, |bundle| bundle.pairs), Reverse(at)))
            .collect();
        ranked.sort_unstable();
        let gone: BTreeSet<usize> = ranked.into_iter().take(over).map(|(_, at)| at.0).collect();
        for edge in gone.iter().filter_map(|at| view.edges.get(*at)) {
            for (node, outward) in [(edge.from, true), (edge.to, false)] {
                let fold = view.nodes.get_mut(node).and_then(|node| node.fold.as_mut());
                if let Some(fold) = fold {
                    fold.undrawn.0 += usize::from(outward);
                    fold.undrawn.1 += usize::from(!outward);
                }
            }
        }
        let mut at = 0;
        view.edges.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
        gone.len()
    }
}
