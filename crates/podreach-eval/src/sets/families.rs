//! Connection sets that differ between IPv4 and IPv6. A connection is of one family, so that sets of two ends are put
//! together family by family; what may pass at all is what passes in one of them.

use super::connections::ConnectionSet;

/// A family of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// Both, in order.
    pub const ALL: [Self; 2] = [Self::V4, Self::V6];

    /// The family of an address.
    pub const fn of(address: std::net::IpAddr) -> Self {
        if address.is_ipv4() { Self::V4 } else { Self::V6 }
    }
}

/// A set of families.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Families(u8);

impl Families {
    /// Neither.
    pub const NONE: Self = Self(0);
    /// Both.
    pub const BOTH: Self = Self(3);

    /// One alone.
    pub const fn one(family: Family) -> Self {
        match family {
            Family::V4 => Self(1),
            Family::V6 => Self(2),
        }
    }

    /// Whether there is none.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Whether it holds a family.
    pub const fn contains(self, family: Family) -> bool {
        self.0 & Self::one(family).0 != 0
    }

    /// What is in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in either set.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is not in the set.
    #[must_use]
    pub const fn not(self) -> Self {
        Self(!self.0 & 3)
    }

    /// The same for an end that speaks one family alone: all or nothing of what it has in common with another end.
    #[must_use]
    pub(crate) const fn spoken(self, family: Option<Family>) -> Self {
        match family {
            None => self,
            Some(family) if self.contains(family) => Self::BOTH,
            Some(_) => Self::NONE,
        }
    }

    /// The only family, where it is one.
    pub(crate) const fn only(self) -> Option<Family> {
        match self.0 {
            1 => Some(Family::V4),
            2 => Some(Family::V6),
            _ => None,
        }
    }

    /// What of a set of connections passes over these families.
    pub(crate) fn restrict(self, ports: ConnectionSet) -> ConnectionSet {
        match self.only() {
            Some(family) => ports.only(family),
            None if self.is_none() => ConnectionSet::none(),
            None => ports,
        }
    }
}

impl ConnectionSet {
    /// What passes over one family.
    pub(crate) fn family(&self, family: Family) -> &Self {
        match (&self.families, family) {
            (None, _) => self,
            (Some(both), Family::V4) => &both.0,
            (Some(both), Family::V6) => &both.1,
        }
    }

    /// The same over one family, and nothing over the other.
    pub(crate) fn only(&self, family: Family) -> Self {
        let here = self.family(family).clone();
        match family {
            Family::V4 => Self::by_family(here, Self::none()),
            Family::V6 => Self::by_family(Self::none(), here),
        }
    }

    /// What passes over any family, without telling which.
    pub(crate) fn flat(&self) -> Self {
        match &self.families {
            None => self.clone(),
            Some(both) => both.0.union(&both.1),
        }
    }

    /// Whether it differs between the families.
    pub(crate) const fn differs_by_family(&self) -> bool {
        self.families.is_some()
    }

    /// A set of what passes over each family.
    pub(super) fn by_family(v4: Self, v6: Self) -> Self {
        if v4 == v6 {
            return v4;
        }
        let mut both = v4.union(&v6);
        both.families = Some(Box::new((v4, v6)));
        both
    }

    /// Puts two sets together, family by family where one of them differs.
    pub(super) fn each_family(&self, other: &Self, with: impl Fn(&Self, &Self) -> Self) -> Self {
        if self.families.is_none() && other.families.is_none() {
            return with(self, other);
        }
        let [v4, v6] = Family::ALL.map(|family| with(self.family(family), other.family(family)));
        Self::by_family(v4, v6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sets::{PortSet, Protocol};

    #[test]
    fn families_do_not_meet() {
        let tcp = ConnectionSet::of(Protocol::Tcp, PortSet::range(80, 81));
        let (four, six) = (tcp.only(Family::V4), tcp.only(Family::V6));
        assert!(four.intersection(&six).is_none());
        assert_eq!(four.union(&six), tcp);
        assert_eq!(tcp.difference(&four), six);
        assert_ne!(four, tcp);
        assert_eq!((four.flat(), four.to_string()), (tcp.clone(), "TCP 80-81".to_owned()));
        assert_eq!(ConnectionSet::all().difference(&four).union(&four), ConnectionSet::all());
        assert_eq!(ConnectionSet::none().only(Family::V6), ConnectionSet::none());
        assert!(four.is_subset(&tcp) && !tcp.is_subset(&four));
        assert_eq!(four.family(Family::V6), &ConnectionSet::none());
    }
}
