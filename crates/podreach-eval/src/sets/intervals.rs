//! Sets of whole numbers as sorted, disjoint, non-adjacent inclusive ranges. Ports, addresses and endpoint classes all
//! use them: what is near in a cluster is near in number, so sets stay small.

/// A number that ranges can be made of.
pub trait Point: Copy + Ord + std::fmt::Debug + std::hash::Hash {
    /// The number after this one, if there is one.
    fn after(self) -> Option<Self>;
    /// The number before this one, if there is one.
    fn before(self) -> Option<Self>;
}

macro_rules! point {
    ($($kind:ty),*) => {$(
        impl Point for $kind {
            fn after(self) -> Option<Self> { self.checked_add(1) }
            fn before(self) -> Option<Self> { self.checked_sub(1) }
        }
    )*};
}
point!(u16, u32, u128);

/// A set of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Intervals<T> {
    ranges: Vec<(T, T)>,
}

impl<T> Default for Intervals<T> {
    fn default() -> Self {
        Self { ranges: Vec::new() }
    }
}

impl<T: Point> Intervals<T> {
    /// The empty set.
    pub const fn empty() -> Self {
        Self { ranges: Vec::new() }
    }

    /// The numbers from `first` to `last`, both included; empty when they are the wrong way round.
    pub fn range(first: T, last: T) -> Self {
        if first <= last { Self { ranges: vec![(first, last)] } } else { Self::empty() }
    }

    /// The union of ranges in any order.
    pub fn from_ranges(mut ranges: Vec<(T, T)>) -> Self {
        ranges.retain(|(first, last)| first <= last);
        ranges.sort_unstable();
        let mut merged: Vec<(T, T)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match merged.last_mut() {
                Some((_, end)) if end.after().is_none_or(|next| first <= next) => *end = (*end).max(last),
                _ => merged.push((first, last)),
            }
        }
        Self { ranges: merged }
    }

    /// The ranges, ascending.
    pub fn ranges(&self) -> &[(T, T)] {
        &self.ranges
    }

    /// Whether nothing is in the set.
    pub const fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether a number is in the set.
    pub fn contains(&self, point: T) -> bool {
        let at = self.ranges.partition_point(|(first, _)| *first <= point);
        at.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|(_, last)| point <= *last)
    }

    /// What is in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        if self.is_empty() {
            return other.clone();
        }
        if other.is_empty() {
            return self.clone();
        }
        Self::from_ranges(self.ranges.iter().chain(&other.ranges).copied().collect())
    }

    /// What is in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (small, large) = if self.ranges.len() <= other.ranges.len() { (self, other) } else { (other, self) };
        let mut ranges = Vec::new();
        let mut rest = large.ranges.as_slice();
        for &(small_first, small_last) in &small.ranges {
            rest = from(rest, small_first, small.ranges.len());
            for &(large_first, large_last) in rest {
                if large_first > small_last {
                    break;
                }
                ranges.push((small_first.max(large_first), small_last.min(large_last)));
            }
        }
        Self { ranges }
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let mut ranges = Vec::new();
        let mut holes = other.ranges.as_slice();
        for &(mut first, last) in &self.ranges {
            let mut rest = true;
            holes = from(holes, first, self.ranges.len());
            for &(hole_first, hole_last) in holes {
                if hole_first > last {
                    break;
                }
                if let Some(before) = hole_first.before().filter(|before| *before >= first) {
                    ranges.push((first, before));
                }
                match hole_last.after() {
                    Some(next) if next <= last => first = next,
                    _ => {
                        rest = false;
                        break;
                    }
                }
            }
            if rest {
                ranges.push((first, last));
            }
        }
        Self { ranges }
    }
}

/// The ranges that end at a point or later. `times` is how often that is asked, with ascending points: seldom in a long list
/// means that halving it is faster than going through it.
fn from<T: Point>(ranges: &[(T, T)], point: T, times: usize) -> &[(T, T)] {
    let passed = if ranges.len() / 16 > times {
        ranges.partition_point(|(_, last)| *last < point)
    } else {
        ranges.iter().take_while(|(_, last)| *last < point).count()
    };
    ranges.get(passed..).unwrap_or(&[])
}

impl Intervals<u32> {
    /// A set of the given numbers, which must be ascending.
    pub fn from_sorted(points: impl IntoIterator<Item = u32>) -> Self {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for point in points {
            match ranges.last_mut() {
                Some((_, last)) if point <= last.saturating_add(1) => *last = (*last).max(point),
                _ => ranges.push((point, point)),
            }
        }
        Self { ranges }
    }

    /// Every number, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.ranges.iter().flat_map(|(first, last)| *first..=*last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set() -> impl Strategy<Value = (Intervals<u16>, Vec<bool>)> {
        proptest::collection::vec(any::<bool>(), 24).prop_map(|bits| {
            let ranges =
                bits.iter().enumerate().filter(|(_, bit)| **bit).map(|(at, _)| (at as u16, at as u16)).collect();
            (Intervals::from_ranges(ranges), bits)
        })
    }

    proptest! {
        #[test]
        fn operations_are_those_of_sets((a, left) in set(), (b, right) in set()) {
            for at in 0..24_u16 {
                let (x, y) = (left[at as usize], right[at as usize]);
                prop_assert_eq!(a.contains(at), x);
                prop_assert_eq!(a.union(&b).contains(at), x || y);
                prop_assert_eq!(a.intersection(&b).contains(at), x && y);
                prop_assert_eq!(a.difference(&b).contains(at), x && !y);
            }
            prop_assert_eq!(a.difference(&b).union(&a.intersection(&b)), a.clone());
        }
    }

    #[test]
    fn sorted_numbers_become_ranges_and_numbers_again() {
        let set = Intervals::from_sorted([1, 2, 2, 3, 5, 6, u32::MAX]);
        assert_eq!(set.ranges(), [(1, 3), (5, 6), (u32::MAX, u32::MAX)]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [1, 2, 3, 5, 6, u32::MAX]);
    }

    #[test]
    fn ends_of_the_number_line_are_ordinary() {
        let all = Intervals::range(0_u16, u16::MAX);
        assert_eq!(all.difference(&Intervals::range(0, 9)).ranges(), [(10, u16::MAX)]);
        assert_eq!(all.difference(&Intervals::range(9, u16::MAX)).ranges(), [(0, 8)]);
        assert!(all.difference(&all).is_empty());
        assert_eq!(Intervals::from_ranges(vec![(5_u16, u16::MAX), (7, 9)]).ranges(), [(5, u16::MAX)]);
    }
}
