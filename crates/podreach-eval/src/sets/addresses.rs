//! Sets of IP addresses, both families, and the short text that names them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::Intervals;

/// Addresses of either family.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct AddressSet {
    /// IPv4 addresses as numbers.
    pub v4: Intervals<u32>,
    /// IPv6 addresses as numbers.
    pub v6: Intervals<u128>,
}

impl AddressSet {
    /// No address.
    pub const fn empty() -> Self {
        Self { v4: Intervals::empty(), v6: Intervals::empty() }
    }

    /// Every address of both families.
    pub fn all() -> Self {
        Self { v4: Intervals::range(0, u32::MAX), v6: Intervals::range(0, u128::MAX) }
    }

    /// The addresses of a network; host bits do not matter.
    pub fn network(net: IpNet) -> Self {
        match net {
            IpNet::V4(net) => Self {
                v4: Intervals::range(net.network().to_bits(), net.broadcast().to_bits()),
                v6: Intervals::empty(),
            },
            IpNet::V6(net) => Self {
                v4: Intervals::empty(),
                v6: Intervals::range(net.network().to_bits(), net.broadcast().to_bits()),
            },
        }
    }

    /// A network without some of its parts.
    pub fn block(net: IpNet, except: &[IpNet]) -> Self {
        except.iter().fold(Self::network(net), |set, hole| set.difference(&Self::network(*hole)))
    }

    /// Whether there is no address in it.
    pub const fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty()
    }

    /// Whether an address is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => self.v4.contains(address.to_bits()),
            IpAddr::V6(address) => self.v6.contains(address.to_bits()),
        }
    }

    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self { v4: self.v4.union(&other.v4), v6: self.v6.union(&other.v6) }
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self { v4: self.v4.intersection(&other.v4), v6: self.v6.intersection(&other.v6) }
    }

    /// What is in this and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        Self { v4: self.v4.difference(&other.v4), v6: self.v6.difference(&other.v6) }
    }

    /// Contiguous ranges as first and last address, IPv4 first.
    pub fn ranges(&self) -> impl Iterator<Item = (IpAddr, IpAddr)> {
        let v4 = self.v4.ranges().iter().map(|(a, b)| (v4(*a), v4(*b)));
        v4.chain(self.v6.ranges().iter().map(|(a, b)| (v6(*a), v6(*b))))
    }

    /// The networks that make up the set, widest first where it starts, IPv4 first.
    pub fn networks(&self) -> Vec<IpNet> {
        self.ranges().flat_map(|(first, last)| cover(first, last)).collect()
    }

    /// A name for people: `Internet` for everything, `10.0.0.0/8 except 10.1.0.0/16`, or a list of networks. Of the
    /// ways to say it (what is in, what is missing from a surrounding network) the shortest is taken.
    pub fn label(&self) -> String {
        let all = Self::all();
        if *self == all {
            return "Internet".into();
        }
        let plain = self.networks();
        let mut best = (plain.len() * 2, list(&plain));
        for (name, hull) in self.hulls() {
            let missing = hull.difference(self).networks();
            let cost = missing.len() * 2 + 1;
            if cost < best.0 && !missing.is_empty() {
                best = (cost, format!("{name} except {}", list(&missing)));
            }
        }
        best.1
    }

    /// Networks around the set that it can be told from: the whole Internet, or the smallest network of its family.
    fn hulls(&self) -> Vec<(String, Self)> {
        let mut hulls = Vec::new();
        if !self.v4.is_empty() && !self.v6.is_empty() {
            hulls.push(("Internet".into(), Self::all()));
        }
        let ends = |set: &Self| {
            let first = set.ranges().next()?.0;
            Some((first, set.ranges().last()?.1))
        };
        if let Some((IpAddr::V4(first), IpAddr::V4(last))) = ends(self) {
            let length = (first.to_bits() ^ last.to_bits()).leading_zeros() as u8;
            hulls.extend(Ipv4Net::new(first, length).ok().map(|net| IpNet::V4(net.trunc())).map(named_network));
        }
        if let Some((IpAddr::V6(first), IpAddr::V6(last))) = ends(self) {
            let length = (first.to_bits() ^ last.to_bits()).leading_zeros() as u8;
            hulls.extend(Ipv6Net::new(first, length).ok().map(|net| IpNet::V6(net.trunc())).map(named_network));
        }
        hulls
    }
}

fn named_network(net: IpNet) -> (String, AddressSet) {
    (net.to_string(), AddressSet::network(net))
}

/// At most this many networks are spelt out in a label.
const LISTED: usize = 6;

fn list(networks: &[IpNet]) -> String {
    let mut text: Vec<String> = networks.iter().take(LISTED).map(ToString::to_string).collect();
    if networks.len() > LISTED {
        text.push(format!("{} more", networks.len() - LISTED));
    }
    text.join(", ")
}

/// The networks that exactly cover a range of one family.
fn cover(first: IpAddr, last: IpAddr) -> Vec<IpNet> {
    match (first, last) {
        (IpAddr::V4(first), IpAddr::V4(last)) => ipnet::Ipv4Subnets::new(first, last, 0).map(IpNet::V4).collect(),
        (IpAddr::V6(first), IpAddr::V6(last)) => ipnet::Ipv6Subnets::new(first, last, 0).map(IpNet::V6).collect(),
        _ => Vec::new(),
    }
}

fn v4(bits: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from_bits(bits))
}

fn v6(bits: u128) -> IpAddr {
    IpAddr::V6(Ipv6Addr::from_bits(bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> IpNet {
        text.parse().unwrap()
    }

    #[test]
    fn labels_say_it_the_short_way() {
        let all = AddressSet::all();
        assert_eq!(all.label(), "Internet");
        let ten = AddressSet::network(net("10.0.0.0/8"));
        assert_eq!(ten.label(), "10.0.0.0/8");
        assert_eq!(all.difference(&ten).label(), "Internet except 10.0.0.0/8");
        assert_eq!(
            AddressSet::block(net("10.0.0.0/8"), &[net("10.1.0.0/16")]).label(),
            "10.0.0.0/8 except 10.1.0.0/16"
        );
        assert_eq!(AddressSet::network(net("0.0.0.0/0")).label(), "0.0.0.0/0");
        assert_eq!(AddressSet::network(net("::/0")).label(), "::/0");
        let two = ten.union(&AddressSet::network(net("192.168.0.0/16")));
        assert_eq!(two.label(), "10.0.0.0/8, 192.168.0.0/16");
        assert_eq!(AddressSet::block(net("::/0"), &[net("fd00::/8")]).label(), "::/0 except fd00::/8");
        assert_eq!(
            AddressSet::network(net("0.0.0.0/0")).difference(&two).label(),
            "0.0.0.0/0 except 10.0.0.0/8, 192.168.0.0/16"
        );
    }

    #[test]
    fn ranges_name_both_ends() {
        let ranges: Vec<_> = AddressSet::all().ranges().map(|(a, b)| format!("{a}-{b}")).collect();
        assert_eq!(ranges, ["0.0.0.0-255.255.255.255", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]);
    }
}
