//! Ranges of classes with what they belong to, to be asked by class.

/// A range, and where ranges below it in the tree end.
#[derive(Clone, Copy, Debug)]
struct Piece {
    first: u32,
    last: u32,
    owner: u32,
    furthest: u32,
}

/// Ranges in order of their first class, read as a balanced tree: the middle is the root, the halves are its subtrees.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pieces {
    list: Vec<Piece>,
}

impl Pieces {
    /// From ranges `first..=last` with their owners.
    pub(crate) fn new(ranges: impl Iterator<Item = (u32, u32, u32)>) -> Self {
        let mut list: Vec<Piece> =
            ranges.map(|(first, last, owner)| Piece { first, last, owner, furthest: last }).collect();
        list.sort_unstable_by_key(|piece| (piece.first, piece.last, piece.owner));
        measure(&mut list);
        Self { list }
    }

    /// The owners of all ranges that hold a class.
    pub(crate) fn owners(&self, class: u32) -> Vec<u32> {
        let mut found = Vec::new();
        collect(&self.list, class, &mut found);
        found
    }
}

fn measure(list: &mut [Piece]) -> u32 {
    let (left, rest) = list.split_at_mut(list.len() / 2);
    let Some((root, right)) = rest.split_first_mut() else { return 0 };
    root.furthest = root.last.max(measure(left)).max(measure(right));
    root.furthest
}

fn collect(list: &[Piece], class: u32, found: &mut Vec<u32>) {
    let (left, rest) = list.split_at(list.len() / 2);
    let Some((root, right)) = rest.split_first() else { return };
    if root.furthest < class {
        return;
    }
    collect(left, class, found);
    if root.first <= class {
        if class <= root.last {
            found.push(root.owner);
        }
        collect(right, class, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_those_whose_ranges_hold_the_class() {
        let mut number = 7_u32;
        let mut next = |below: u32| {
            number = number.wrapping_mul(1_103_515_245).wrapping_add(12345);
            (number >> 8) % below
        };
        for size in [0, 1, 2, 3, 10, 60] {
            let ranges: Vec<(u32, u32, u32)> = (0..size)
                .map(|owner| {
                    let first = next(40);
                    (first, first + next(12), owner)
                })
                .chain([(50, u32::MAX, 99)])
                .collect();
            let pieces = Pieces::new(ranges.iter().copied());
            for class in [(0..60).collect::<Vec<u32>>(), vec![u32::MAX]].concat() {
                let mut found = pieces.owners(class);
                found.sort_unstable();
                let holds = |range: &&(u32, u32, u32)| (range.0..=range.1).contains(&class);
                assert_eq!(found, ranges.iter().filter(holds).map(|range| range.2).collect::<Vec<u32>>());
            }
        }
    }
}
