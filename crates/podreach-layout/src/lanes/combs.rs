//! Combs: lines of one source leave it together and part late, and lines to one pill end together.

use std::collections::BTreeMap;

use super::Item;
use crate::chain::Chain;

/// Items of lines that belong together become one: the pieces with which they leave the same side of a card, then those that
/// follow the same street.
pub(super) fn joined(chains: &[Chain], items: Vec<Item>) -> Vec<Item> {
    let mut known: BTreeMap<(usize, Option<usize>, Vec<usize>), usize> = BTreeMap::new();
    let mut joined: Vec<Item> = Vec::with_capacity(items.len());
    for item in items {
        let chain = chains.get(item.chain);
        let key = chain.and_then(|chain| match trunk(chain, item.piece) {
            Some(trunk) => Some((chain.comb?, Some(item.piece), trunk)),
            None => Some((chain.join?, None, vec![chain.sides.1 as usize])),
        });
        let Some(key) = key else {
            joined.push(item);
            continue;
        };
        match known.get(&key).and_then(|at| joined.get_mut(*at)) {
            Some(first) if first.range.common(item.range).length() >= 0.0 => first.join(item),
            _ => {
                known.insert(key, joined.len());
                joined.push(item);
            }
        }
    }
    joined
}

/// The streets by which a line comes to one of its pieces; none for the piece that ends at its destination.
fn trunk(chain: &Chain, piece: usize) -> Option<Vec<usize>> {
    if piece + 1 >= chain.pieces.len() {
        return None;
    }
    let side = chain.sides.0 as usize;
    let streets = chain.pieces.iter().take(piece + 1).filter_map(|piece| piece.streets.first());
    Some([side].into_iter().chain(streets.copied()).collect())
}

impl Item {
    /// Takes in a piece that runs where this one does.
    fn join(&mut self, other: Self) {
        self.range = self.range.common(other.range);
        self.wish = self.range.clamp(self.wish);
        self.at = self.wish;
        self.more.push((other.chain, other.piece));
        let ends = self.ends.into_iter().chain(other.ends);
        let mut all: Vec<_> = ends.chain(self.taps.drain(..)).collect();
        all.sort_by(|one, other| one.along.total_cmp(&other.along));
        if let ([low, .., high], count) = (all.as_slice(), all.len()) {
            self.ends = [*low, *high];
            self.taps = all.get(1..count.saturating_sub(1)).unwrap_or_default().to_vec();
        }
    }
}
