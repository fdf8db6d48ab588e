//! What a group of policies allows, by class of the other end.

use crate::sets::ConnId;

use super::classes::ClassId;

/// What a group allows: the classes at which the connections change, ascending, each with the connections from there on. Before
/// the first of them nothing is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GroupMap {
    starts: Vec<(u32, ConnId)>,
}

impl GroupMap {
    pub(crate) fn get(&self, class: ClassId) -> ConnId {
        let after = self.starts.partition_point(|(first, _)| *first <= class.0);
        after.checked_sub(1).and_then(|at| self.starts.get(at)).map_or(ConnId::NONE, |(_, id)| *id)
    }

    /// What passes for each of some classes, which are ascending.
    pub(crate) fn each(&self, classes: &[ClassId]) -> impl Iterator<Item = ConnId> {
        let (mut rest, mut id) = (self.starts.as_slice(), ConnId::NONE);
        classes.iter().map(move |class| {
            // Most are near: the width of the search doubles until it is wide enough.
            let mut width = 4;
            while rest.get(width).is_some_and(|(start, _)| *start <= class.0) {
                width *= 2;
            }
            let near = rest.get(..width).unwrap_or(rest);
            let passed = near.partition_point(|(start, _)| *start <= class.0);
            if let Some((_, last)) = passed.checked_sub(1).and_then(|at| rest.get(at)) {
                id = *last;
                rest = rest.get(passed..).unwrap_or(&[]);
            }
            id
        })
    }

    /// Classes `first..=last` and what passes between them and the group, ascending; classes in no piece get nothing.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = (u32, u32, ConnId)> {
        self.pieces_from(0)
    }

    /// The pieces that end at a class or later.
    pub(crate) fn pieces_from(&self, class: u32) -> impl Iterator<Item = (u32, u32, ConnId)> {
        let after = self.starts.partition_point(|(first, _)| *first <= class);
        let starts = self.starts.get(after.saturating_sub(1)..).unwrap_or(&[]);
        let ends = starts.iter().skip(1).map(|(next, _)| next.saturating_sub(1)).chain([u32::MAX]);
        let all = starts.iter().zip(ends).map(|((first, id), last)| (*first, last, *id));
        all.filter(|(_, _, id)| *id != ConnId::NONE)
    }

    /// How many pieces there are at most.
    pub(crate) const fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether everything passes between the group and the classes `0..count`.
    pub(crate) fn is_open(&self, count: usize) -> bool {
        let next = self.starts.get(1).map(|(next, _)| *next as usize);
        self.starts.first() == Some(&(0, ConnId::ALL)) && next.is_none_or(|next| next >= count)
    }

    /// Sets what passes from a class on. Classes come in ascending order.
    pub(super) fn from(&mut self, first: u32, id: ConnId) {
        let before = self.starts.last().map_or(ConnId::NONE, |(_, id)| *id);
        if before != id {
            self.starts.push((first, id));
        }
    }

    /// Allows everything between the group and a class.
    pub(super) fn admit(&mut self, class: u32) {
        let known = std::mem::take(self);
        let before = known.starts.partition_point(|(first, _)| *first < class);
        self.starts = known.starts.get(..before).unwrap_or(&[]).to_vec();
        self.from(class, ConnId::ALL);
        let Some(next) = class.checked_add(1) else { return };
        self.from(next, known.get(ClassId(next)));
        let after = known.starts.partition_point(|(first, _)| *first <= next);
        for (first, id) in known.starts.get(after..).unwrap_or(&[]) {
            self.from(*first, *id);
        }
    }

    /// Gives back memory that is not needed.
    pub(super) fn shrink(&mut self) {
        self.starts.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admitting_a_class_changes_nothing_else() {
        let some = ConnId::ALL;
        let mut map = GroupMap::default();
        for (first, id) in [(2, some), (5, ConnId::NONE), (6, some), (9, ConnId::NONE)] {
            map.from(first, id);
        }
        for class in [0, 1, 2, 4, 5, 8, 9, 20, u32::MAX] {
            let mut open = map.clone();
            open.admit(class);
            for other in (0..24).chain([u32::MAX - 1, u32::MAX]) {
                let expected = if other == class { ConnId::ALL } else { map.get(ClassId(other)) };
                assert_eq!(open.get(ClassId(other)), expected, "{class} {other}");
            }
        }
    }

    #[test]
    fn pieces_are_where_something_passes() {
        let mut map = GroupMap::default();
        for (first, id) in [(0, ConnId::NONE), (3, ConnId::ALL), (5, ConnId::ALL), (9, ConnId::NONE), (12, ConnId::ALL)]
        {
            map.from(first, id);
        }
        let all = [(3, 8, ConnId::ALL), (12, u32::MAX, ConnId::ALL)];
        assert_eq!(map.pieces().collect::<Vec<_>>(), all);
        assert_eq!(map.pieces_from(8).collect::<Vec<_>>(), all);
        assert_eq!(map.pieces_from(9).collect::<Vec<_>>(), all[1..]);
        let passing = (0..20).filter(|class| map.get(ClassId(*class)) == ConnId::ALL).collect::<Vec<_>>();
        assert_eq!(passing, (3..9).chain(12..20).collect::<Vec<_>>());
        for step in 1..6 {
            let classes: Vec<ClassId> = (0..20).step_by(step).map(ClassId).collect();
            let each: Vec<ConnId> = classes.iter().map(|class| map.get(*class)).collect();
            assert_eq!(map.each(&classes).collect::<Vec<_>>(), each);
        }
        assert!(!map.is_open(20));
        let mut open = GroupMap::default();
        open.from(0, ConnId::ALL);
        open.from(7, ConnId::NONE);
        assert!(open.is_open(7) && !open.is_open(8));
    }
}
