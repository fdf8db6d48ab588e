//! Cuts a number line where sets begin and end.

use std::collections::BTreeSet;

use super::{Intervals, Point};

/// Goes through a number line from `first` to `last` in pieces of which every number lies in the same sets: `visit` is given
/// the first and the last number of each piece and the places of these sets, and says whether to go on.
pub(crate) fn overlay<'a, T: Point + 'a>(
    sets: impl IntoIterator<Item = &'a Intervals<T>>,
    (first, last): (T, T),
    mut visit: impl FnMut((T, T), &BTreeSet<u32>) -> bool,
) {
    // Where sets begin and end, in order; between two of these nothing changes.
    let mut borders: Vec<(T, bool, u32)> = Vec::new();
    for (set, at) in sets.into_iter().zip(0_u32..) {
        for (from, to) in set.ranges() {
            borders.push((*from, true, at));
            borders.extend(to.after().map(|next| (next, false, at)));
        }
    }
    borders.sort_unstable();
    let mut borders = borders.into_iter().peekable();
    let mut active: BTreeSet<u32> = BTreeSet::new();
    let mut from = first;
    loop {
        while let Some((_, begins, set)) = borders.next_if(|(at, _, _)| *at <= from) {
            if begins {
                active.insert(set);
            } else {
                active.remove(&set);
            }
        }
        let to = borders.peek().and_then(|(next, _, _)| next.before()).map_or(last, |to| to.min(last));
        if !visit((from, to), &active) {
            return;
        }
        match to.after() {
            Some(next) if to < last => from = next,
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(sets: &[Intervals<u16>]) -> Vec<((u16, u16), Vec<u32>)> {
        let mut found = Vec::new();
        overlay(sets, (0, u16::MAX), |piece, active| {
            found.push((piece, active.iter().copied().collect()));
            true
        });
        found
    }

    #[test]
    fn pieces_cover_the_line() {
        assert_eq!(pieces(&[]), [((0, u16::MAX), vec![])]);
        let sets = [Intervals::range(0, 9), Intervals::from_ranges(vec![(5, 6), (100, u16::MAX)])];
        let expected = [
            ((0, 4), vec![0]),
            ((5, 6), vec![0, 1]),
            ((7, 9), vec![0]),
            ((10, 99), vec![]),
            ((100, u16::MAX), vec![1]),
        ];
        assert_eq!(pieces(&sets), expected);
    }
}
