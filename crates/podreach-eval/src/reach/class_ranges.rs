//! The order in which classes stand: pods, groups of addresses outside, what rules name outside without an address, the own
//! node.

use std::ops::Range;

use super::classes::ClassId;
use super::outside::Outside;

/// Which numbers of classes mean what.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ClassRanges {
    outside: u32,
    unaddressed: u32,
    own_node: u32,
}

impl ClassRanges {
    /// Of so many classes in all.
    pub(crate) fn new(all: usize, outside: &Outside) -> Self {
        let own_node = (all as u32).saturating_sub(1);
        let unaddressed = own_node.saturating_sub(outside.unaddressed.len() as u32);
        Self { outside: unaddressed.saturating_sub(outside.groups.len() as u32), unaddressed, own_node }
    }

    /// The classes of groups of addresses outside, in the order of the groups.
    pub(crate) const fn outside(&self) -> Range<u32> {
        self.outside..self.unaddressed
    }

    /// The classes of what rules name outside without an address, in that order.
    pub(crate) const fn unaddressed(&self) -> Range<u32> {
        self.unaddressed..self.own_node
    }

    /// The class of a pod's own node.
    pub(crate) const fn own_node(&self) -> ClassId {
        ClassId(self.own_node)
    }

    /// The class of a group of addresses outside.
    pub(crate) const fn of_group(&self, group: u32) -> ClassId {
        ClassId(self.outside + group)
    }

    /// The group of addresses outside that a class is.
    pub(crate) fn group(&self, class: ClassId) -> Option<usize> {
        self.outside().contains(&class.0).then(|| (class.0 - self.outside) as usize)
    }
}
