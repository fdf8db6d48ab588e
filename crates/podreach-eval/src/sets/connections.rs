//! Connection sets: what may pass between two endpoints, per protocol, as port ranges and open port names.

use std::fmt;

use super::other_protocols::OtherProtocols;
use super::source_ports::BySource;
use super::{Intervals, PortSet, Protocol};

/// What may pass between two endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ConnectionSet {
    ports: [PortSet; 3],
    /// Protocols without ports.
    other: OtherProtocols,
    /// What passes over IPv4 and over IPv6, where that differs; the set itself is both together.
    pub(super) families: Option<Box<(ConnectionSet, ConnectionSet)>>,
    /// What passes from which source ports, where that differs; the set itself is all of it together.
    pub(super) by_source: Option<Box<BySource>>,
}

impl ConnectionSet {
    /// Nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Everything: all ports of all protocols, and protocols without ports.
    pub fn all() -> Self {
        let ports = [PortSet::all(), PortSet::all(), PortSet::all()];
        Self { ports, other: OtherProtocols::All, ..Self::default() }
    }

    /// Ports of one protocol.
    pub fn of(protocol: Protocol, ports: PortSet) -> Self {
        let mut set = Self::none();
        if let Some(slot) = set.ports.get_mut(protocol as usize) {
            *slot = ports;
        }
        set
    }

    /// Protocols without ports.
    pub fn of_other(other: OtherProtocols) -> Self {
        Self { other, ..Self::default() }
    }

    /// All of an IP protocol, by its number. Source: IANA's registry of protocol numbers.
    pub fn of_protocol_number(number: u8) -> Self {
        match Protocol::of_number(number) {
            Some(protocol) => Self::of(protocol, PortSet::all()),
            None => Self::of_other(OtherProtocols::number(number)),
        }
    }

    /// Connections of a protocol from source ports `first` to `last`, both included, to any port.
    pub fn from_source_ports(protocol: Protocol, first: u16, last: u16) -> Self {
        let from = Intervals::range(first, last);
        let rest = Intervals::range(0, u16::MAX).difference(&from);
        Self::joined(vec![(from, Self::of(protocol, PortSet::all())), (rest, Self::none())])
    }

    /// The ports of a protocol that are in the set.
    pub fn ports(&self, protocol: Protocol) -> &PortSet {
        let [sctp, tcp, udp] = &self.ports;
        match protocol {
            Protocol::Sctp => sctp,
            Protocol::Tcp => tcp,
            Protocol::Udp => udp,
        }
    }

    /// Sets the ports of a protocol, of a set that does not tell families apart.
    pub(super) fn set_ports(&mut self, protocol: Protocol, ports: PortSet) {
        if let Some(slot) = self.ports.get_mut(protocol as usize) {
            *slot = ports;
        }
    }

    /// Sets the protocols without ports, of a set that does not tell families apart.
    pub(super) fn set_other_protocols(&mut self, other: OtherProtocols) {
        self.other = other;
    }

    /// What it takes to go through it, in steps.
    pub(crate) fn weight(&self) -> usize {
        let ports = |set: &Self| set.ports.iter().map(PortSet::weight).sum::<usize>();
        let both = self.families.as_ref().map_or(0, |both| both.0.weight() + both.1.weight());
        let parts = self.by_source.as_ref().map_or(0, |parts| parts.iter().map(|(_, set)| set.weight()).sum());
        4 * ports(self) + both + parts
    }

    /// Whether protocols without ports (ICMP and the like) are in the set, some at least. What a plugin does with them where a
    /// NetworkPolicy selects ports is undefined.
    pub const fn includes_other_protocols(&self) -> bool {
        !matches!(self.other, OtherProtocols::None)
    }

    /// The protocols without ports that are in the set.
    pub const fn other_protocols(&self) -> &OtherProtocols {
        &self.other
    }

    /// Whether nothing may pass.
    pub fn is_none(&self) -> bool {
        !self.includes_other_protocols() && self.is_portless()
    }

    /// Whether no port of any protocol may pass. Protocols without ports may: a rule that names ports says nothing of them.
    pub fn is_portless(&self) -> bool {
        self.ports.iter().all(PortSet::is_empty)
    }

    /// Whether all ports of TCP, UDP and SCTP may pass, from any source port.
    pub fn is_all(&self) -> bool {
        self.by_source.is_none() && self.ports.iter().all(PortSet::is_all)
    }

    /// Whether a numbered port may be dialled.
    pub fn contains(&self, protocol: Protocol, port: u16) -> bool {
        self.ports(protocol).contains(port)
    }

    fn zip(
        &self,
        other: &Self,
        with: impl Fn(&PortSet, &PortSet) -> PortSet,
        rest: impl Fn(&OtherProtocols, &OtherProtocols) -> OtherProtocols,
    ) -> Self {
        let flat = |left: &Self, right: &Self| {
            let ([a, b, c], [x, y, z]) = (&left.ports, &right.ports);
            let ports = [with(a, x), with(b, y), with(c, z)];
            Self { ports, other: rest(&left.other, &right.other), ..Self::default() }
        };
        self.each_family(other, |left, right| left.each_source(right, flat))
    }

    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.zip(other, PortSet::union, OtherProtocols::union)
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.zip(other, PortSet::intersection, OtherProtocols::intersection)
    }

    /// What is in this and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.zip(other, PortSet::difference, OtherProtocols::difference)
    }

    /// Whether all of this is in the other.
    pub fn is_subset(&self, other: &Self) -> bool {
        self.difference(other).is_none()
    }

    /// The frozen notation of `list`: `All Connections`, `No Connections`, `SCTP 1-65535,TCP 80,443,UDP 53`.
    pub fn list_notation(&self) -> String {
        if self.is_all() {
            return "All Connections".into();
        }
        let text = self.render(",", |ports| if ports.is_all() { "1-65535".into() } else { String::new() });
        if text.is_empty() { "No Connections".into() } else { text }
    }

    /// The notation of the page: `all`, `none`, `TCP 80,443; UDP 53`, `TCP` for all ports of a protocol, `ICMP 8/0` for a type
    /// and code, `TCP 80 from 1024-65535` for source ports.
    pub fn short_notation(&self) -> String {
        if self.is_all() {
            return "all".into();
        }
        let parts = self.by_source.iter().flat_map(|parts| parts.iter()).filter(|(_, set)| !set.is_portless());
        let mut texts: Vec<String> =
            parts.map(|(from, set)| format!("{} from {}", set.ports_notation(), ranges(from))).collect();
        texts.extend(Some(self.ports_notation()).filter(|text| !text.is_empty() && texts.is_empty()));
        texts.extend(self.other.notation());
        if texts.is_empty() { "none".into() } else { texts.join("; ") }
    }

    fn ports_notation(&self) -> String {
        self.render("; ", |_| String::new())
    }

    fn render(&self, separator: &str, whole: impl Fn(&PortSet) -> String) -> String {
        let mut parts = Vec::new();
        for protocol in Protocol::ALL {
            let ports = self.ports(protocol);
            if ports.is_empty() {
                continue;
            }
            let text = if ports.is_all() { whole(ports) } else { ports.to_string() };
            parts.push(if text.is_empty() { protocol.to_string() } else { format!("{protocol} {text}") });
        }
        parts.join(separator)
    }
}

/// Ranges of numbers, comma separated.
pub(super) fn ranges(numbers: &Intervals<u16>) -> String {
    let range = |(first, last): &(u16, u16)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    numbers.ranges().iter().map(range).collect::<Vec<_>>().join(",")
}

impl fmt::Display for ConnectionSet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.short_notation())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(ports: PortSet) -> ConnectionSet {
        ConnectionSet::of(Protocol::Tcp, ports)
    }

    #[test]
    fn notations() {
        let set = tcp(PortSet::range(80, 80).union(&PortSet::range(443, 444)))
            .union(&ConnectionSet::of(Protocol::Udp, PortSet::range(53, 53)))
            .union(&ConnectionSet::of(Protocol::Sctp, PortSet::all()));
        assert_eq!(set.list_notation(), "SCTP 1-65535,TCP 80,443-444,UDP 53");
        assert_eq!(set.short_notation(), "SCTP; TCP 80,443-444; UDP 53");
        assert_eq!(ConnectionSet::all().list_notation(), "All Connections");
        assert_eq!(ConnectionSet::none().list_notation(), "No Connections");
        assert_eq!(ConnectionSet::all().to_string(), "all");
        assert_eq!(ConnectionSet::none().to_string(), "none");
        assert_eq!(tcp(PortSet::named("http")).to_string(), "TCP http");
    }

    #[test]
    fn a_name_is_in_every_full_set_and_in_no_range() {
        let http = tcp(PortSet::named("http"));
        assert!(http.is_subset(&tcp(PortSet::all())));
        assert!(http.intersection(&tcp(PortSet::range(80, 80))).is_none());
        assert_eq!(http.intersection(&ConnectionSet::all()), http);
        assert_eq!(tcp(PortSet::all()).union(&http), tcp(PortSet::all()));
        let rest = tcp(PortSet::all()).difference(&http);
        assert!(rest.intersection(&http).is_none());
        assert_eq!(rest.union(&http), tcp(PortSet::all()));
    }

    #[test]
    fn names_are_told_apart() {
        let has = |set: &PortSet, name: &str| !set.intersection(&PortSet::named(name)).is_empty();
        let http = PortSet::named("http");
        assert!(has(&http, "http") && !has(&http, "dns"));
        let rest = PortSet::all().difference(&http);
        assert!(!has(&rest, "http") && has(&rest, "dns"));
        assert!(!has(&PortSet::range(1, 80), "http"));
    }

    #[test]
    fn what_is_taken_away_in_parts_is_gone() {
        let halves = [tcp(PortSet::range(1, 100)), tcp(PortSet::range(90, u16::MAX))];
        let rest = halves.iter().fold(tcp(PortSet::all()), |rest, half| rest.difference(half));
        assert!(rest.is_none(), "{rest}");
        let named = tcp(PortSet::named("http"));
        assert_eq!(named.difference(&halves[0]), named, "a name alone is no number");
        let [left, right] = halves.map(|half| tcp(PortSet::all()).difference(&half));
        assert!(left.intersection(&right).is_none());
    }

    #[test]
    fn halves_make_a_whole() {
        let set = tcp(PortSet::range(0, 100)).union(&tcp(PortSet::range(101, u16::MAX)));
        assert_eq!(set, tcp(PortSet::all()));
        assert!(!tcp(PortSet::range(0, 5)).contains(Protocol::Tcp, 0));
    }
}
