//! Connection sets that differ between source ports, as rules of Calico may make them.

use super::{ConnectionSet, Intervals};

/// Source ports, which together are all of them, and what passes from them; sets differ from each other, and are in order of
/// their first port.
pub(super) type BySource = Vec<(Intervals<u16>, ConnectionSet)>;

impl ConnectionSet {
    /// Whether it differs between source ports.
    pub(crate) fn differs_by_source(&self) -> bool {
        let of_family = |set: &Self| set.by_source.is_some();
        of_family(self) || self.families.as_ref().is_some_and(|both| of_family(&both.0) || of_family(&both.1))
    }

    /// A set of what passes from each source port.
    pub(super) fn joined(parts: BySource) -> Self {
        let mut distinct: BySource = Vec::new();
        for (from, set) in parts.into_iter().filter(|(from, _)| !from.is_empty()) {
            match distinct.iter_mut().find(|(_, known)| *known == set) {
                Some((known, _)) => *known = known.union(&from),
                None => distinct.push((from, set)),
            }
        }
        distinct.sort_by(|left, right| left.0.cmp(&right.0));
        if distinct.len() < 2 {
            return distinct.pop().map(|(_, set)| set).unwrap_or_default();
        }
        let mut all = distinct.iter().fold(Self::none(), |all, (_, set)| all.union(set));
        all.by_source = Some(Box::new(distinct));
        all
    }

    /// Puts two sets together, by source port where one of them differs. Neither differs between families.
    pub(super) fn each_source(&self, other: &Self, with: impl Fn(&Self, &Self) -> Self) -> Self {
        if self.by_source.is_none() && other.by_source.is_none() {
            return with(self, other);
        }
        let parts = |set: &Self| match &set.by_source {
            Some(parts) => (**parts).clone(),
            None => vec![(Intervals::range(0, u16::MAX), set.clone())],
        };
        let mut joined = Vec::new();
        for (from, left) in parts(self) {
            for (others, right) in parts(other) {
                joined.push((from.intersection(&others), with(&left, &right)));
            }
        }
        Self::joined(joined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sets::{Family, PortSet, Protocol};

    #[test]
    fn source_ports_do_not_overlap() {
        let web = ConnectionSet::of(Protocol::Tcp, PortSet::range(80, 80));
        let high = ConnectionSet::from_source_ports(Protocol::Tcp, 1024, u16::MAX);
        let low = ConnectionSet::from_source_ports(Protocol::Tcp, 0, 1023);
        assert!(high.intersection(&low).is_none());
        assert_eq!(high.union(&low), ConnectionSet::of(Protocol::Tcp, PortSet::all()));
        assert_eq!(web.intersection(&high).to_string(), "TCP 80 from 1024-65535");
        assert_eq!(web.difference(&high).union(&web.intersection(&high)), web);
        assert!(web.intersection(&low).is_subset(&web) && !web.is_subset(&low) && !high.is_all());
        let four = web.only(Family::V4);
        assert_eq!(four.intersection(&high).union(&four.intersection(&low)), four);
        assert!(!ConnectionSet::all().difference(&high).is_all());
    }
}
