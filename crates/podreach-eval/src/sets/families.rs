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
