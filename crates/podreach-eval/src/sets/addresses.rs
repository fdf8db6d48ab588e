//! Sets of IP addresses, both families, and the short text that names them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

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
        let holes: Vec<Self> = except.iter().map(|hole| Self::network(*hole)).collect();
        Self::network(net).difference(&Self::union_all(&holes))
    }

    /// All addresses of some sets.
    pub fn union_all<'a>(sets: impl IntoIterator<Item = &'a Self>) -> Self {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for set in sets {
            v4.extend(set.v4.ranges());
            v6.extend(set.v6.ranges());
        }
        Self { v4: Intervals::from_ranges(v4), v6: Intervals::from_ranges(v6) }
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

    /// Exactly these addresses.
    pub fn of(addresses: &[IpAddr]) -> Self {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        for address in addresses {
            match address {
                IpAddr::V4(address) => v4.push((address.to_bits(), address.to_bits())),
                IpAddr::V6(address) => v6.push((address.to_bits(), address.to_bits())),
            }
        }
        Self { v4: Intervals::from_ranges(v4), v6: Intervals::from_ranges(v6) }
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

    /// A name for people: `Internet` for everything, `10.0.0.0/8 except 10.1.0.0/16`, or a list of such, the shortest
    /// that says it.
    pub fn label(&self) -> String {
        super::label::label(self)
    }

    /// The same as people write it: a single address without its length.
    pub fn short_label(&self) -> String {
        self.single().map_or_else(|| self.label(), |address| address.to_string())
    }

    /// The address, where there is exactly one.
    pub fn single(&self) -> Option<IpAddr> {
        let mut ranges = self.ranges();
        match (ranges.next(), ranges.next()) {
            (Some((first, last)), None) if first == last => Some(first),
            _ => None,
        }
    }
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
        let block = AddressSet::block(net("10.0.0.0/8"), &[net("10.1.0.0/16")]);
        assert_eq!(all.difference(&block).label(), "10.1.0.0/16; Internet except 10.0.0.0/8");
        let both = block.union(&AddressSet::network(net("2001:db8::/32")));
        assert_eq!(both.label(), "2001:db8::/32; 10.0.0.0/8 except 10.1.0.0/16");
        assert_eq!(all.difference(&both).label(), "10.1.0.0/16; Internet except 10.0.0.0/8, 2001:db8::/32");
        assert_eq!(AddressSet::network(net("8.8.8.8/32")).label(), "8.8.8.8/32");
        assert_eq!(AddressSet::empty().label(), "");
    }

    /// A label that is not cut short means the set: read back, it is the same.
    #[test]
    fn labels_mean_the_set() {
        let read = |text: &str| {
            let list = |text: &str| {
                let nets = text
                    .split(", ")
                    .map(|name| if name == "Internet" { AddressSet::all() } else { AddressSet::network(net(name)) });
                nets.fold(AddressSet::empty(), |set, net| set.union(&net))
            };
            text.split("; ").fold(AddressSet::empty(), |set, term| {
                let (nets, holes) = term.split_once(" except ").map_or((term, None), |(a, b)| (a, Some(b)));
                set.union(&list(nets).difference(&holes.map(list).unwrap_or_default()))
            })
        };
        let mut seed = 7_u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let mut whole = 0;
        for _ in 0..2_000 {
            let mut set = if random(2) == 0 { AddressSet::empty() } else { AddressSet::all() };
            for _ in 0..=random(4) {
                let text = if random(3) == 0 {
                    format!("{:x}::/{}", random(1 << 16), random(20))
                } else {
                    format!("{}.{}.0.0/{}", random(256), random(256), random(33))
                };
                let part = AddressSet::network(net(&text));
                set = if random(2) == 0 { set.union(&part) } else { set.difference(&part) };
            }
            let label = set.label();
            if !label.is_empty() && !label.contains(" more") {
                assert_eq!(read(&label), set, "{label}");
                whole += 1;
            }
        }
        assert!(whole > 1_000, "{whole}");
    }

    #[test]
    fn ranges_name_both_ends() {
        let ranges: Vec<_> = AddressSet::all().ranges().map(|(a, b)| format!("{a}-{b}")).collect();
        assert_eq!(ranges, ["0.0.0.0-255.255.255.255", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]);
    }
}
