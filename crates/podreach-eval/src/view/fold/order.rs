//! The order of rows of the folded matrix: as traffic falls in the picture, by name, or by number of pairs.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// In which order rows stand, and columns with them. The outside always comes first; what is opened stays together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MatrixOrder {
    /// Who sends before whom it sends to, as in the graph.
    #[default]
    Graph,
    /// By name.
    Name,
    /// Those with the most connected pairs for egress first.
    Egress,
    /// Those with the most connected pairs for ingress first.
    Ingress,
}

/// More things than this keep the order that they have: finding another takes the square of their number.
const SORTED: usize = 2_000;

/// Puts senders before receivers where that is possible (Eades, Lin and Smyth, "A fast and effective heuristic for the feedback
/// arc set problem", 1993). Things without lines come last, and those that are alike keep their order. Returns the places of
/// `0..count` in the new order.
pub(super) fn falling(count: usize, lines: &BTreeSet<(usize, usize)>) -> Vec<usize> {
    if count > SORTED {
        return (0..count).collect();
    }
    let mut out: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); count];
    let mut into = out.clone();
    for (from, to) in lines.iter().filter(|(from, to)| from != to && *from < count && *to < count) {
        out.get_mut(*from).into_iter().for_each(|ends| _ = ends.insert(*to));
        into.get_mut(*to).into_iter().for_each(|ends| _ = ends.insert(*from));
    }
    let size = |ends: &[BTreeSet<usize>], at: usize| ends.get(at).map_or(0, BTreeSet::len);
    let mut left: BTreeSet<usize> = (0..count).filter(|at| size(&out, *at) + size(&into, *at) > 0).collect();
    let alone: Vec<usize> = (0..count).filter(|at| !left.contains(at)).collect();
    let (mut first, mut last) = (Vec::new(), Vec::new());
    while !left.is_empty() {
        let sink = left.iter().rev().find(|at| size(&out, **at) == 0).copied();
        let source = || left.iter().find(|at| size(&into, **at) == 0).copied();
        // Of all others the one that sends most more than it receives.
        let other = || left.iter().copied().min_by_key(|at| Reverse(size(&out, *at) + count - size(&into, *at)));
        let Some(next) = sink.or_else(source).or_else(other) else { break };
        left.remove(&next);
        forget(&mut out, &mut into, next);
        forget(&mut into, &mut out, next);
        if sink.is_some() { last.push(next) } else { first.push(next) }
    }
    first.into_iter().chain(last.into_iter().rev()).chain(alone).collect()
}

/// Removes the lines of a thing one way, `ends` of it and `others` back.
fn forget(ends: &mut [BTreeSet<usize>], others: &mut [BTreeSet<usize>], gone: usize) {
    let mine = ends.get_mut(gone).map(std::mem::take).unwrap_or_default();
    for other in mine {
        others.get_mut(other).into_iter().for_each(|ends| _ = ends.remove(&gone));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_come_before_receivers() {
        assert_eq!(falling(4, &[(3, 1), (1, 0), (3, 0)].into()), [3, 1, 0, 2]);
        assert_eq!(falling(3, &BTreeSet::new()), [0, 1, 2]);
        let circle = falling(3, &[(0, 1), (1, 2), (2, 0), (2, 1)].into());
        assert_eq!(circle.iter().collect::<BTreeSet<_>>().len(), 3);
        assert_eq!(circle[0], 2, "it sends most");
        assert_eq!(falling(SORTED + 1, &[(1, 0)].into())[..2], [0, 1]);
    }
}
