//! Connection sets: what may pass between two endpoints, per protocol, as port ranges and open port names.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use super::{Intervals, Protocol};

/// First valid port.
pub(super) const FIRST_PORT: u16 = 1;

/// Ports of one protocol: numbers 1 to 65535, and names that have no number yet.
///
/// A name is a point of its own beside the numbers. It stands for a port of a representative, whose containers are not
/// known; every set that holds all numbers holds all names too.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct PortSet {
    numbers: Intervals<u16>,
    names: Names,
}

/// A finite set of names, or everything but a finite set.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Names {
    Only(BTreeSet<Box<str>>),
    AllExcept(BTreeSet<Box<str>>),
}

impl Default for Names {
    fn default() -> Self {
        Self::Only(BTreeSet::new())
    }
}

impl Names {
    fn complement(&self) -> Self {
        match self {
            Self::Only(names) => Self::AllExcept(names.clone()),
            Self::AllExcept(names) => Self::Only(names.clone()),
        }
    }

    fn intersection(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Only(left), Self::Only(right)) => Self::Only(left.intersection(right).cloned().collect()),
            (Self::Only(only), Self::AllExcept(except)) | (Self::AllExcept(except), Self::Only(only)) => {
                Self::Only(only.difference(except).cloned().collect())
            }
            (Self::AllExcept(left), Self::AllExcept(right)) => Self::AllExcept(left.union(right).cloned().collect()),
        }
    }

    fn union(&self, other: &Self) -> Self {
        self.complement().intersection(&other.complement()).complement()
    }

    fn contains(&self, name: &str) -> bool {
        match self {
            Self::Only(names) => names.contains(name),
            Self::AllExcept(names) => !names.contains(name),
        }
    }
}

impl PortSet {
    /// No port.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Every port, numbered or named.
    pub fn all() -> Self {
        Self { numbers: Intervals::range(FIRST_PORT, u16::MAX), names: Names::AllExcept(BTreeSet::new()) }
    }

    /// The ports from `first` to `last`, both included. A range over all numbers is [`PortSet::all`].
    pub fn range(first: u16, last: u16) -> Self {
        let first = first.max(FIRST_PORT);
        if first == FIRST_PORT && last == u16::MAX {
            return Self::all();
        }
        Self { numbers: Intervals::range(first, last), names: Names::default() }
    }

    /// Numbered ranges and names together.
    pub fn collected(ranges: Vec<(u16, u16)>, names: BTreeSet<Box<str>>) -> Self {
        let ranges = ranges.into_iter().map(|(first, last)| (first.max(FIRST_PORT), last)).collect();
        let set = Self { numbers: Intervals::from_ranges(ranges), names: Names::Only(names) };
        if set.numbers.ranges() == [(FIRST_PORT, u16::MAX)] { Self::all() } else { set }
    }

    /// A port that is known by name only.
    pub fn named(name: &str) -> Self {
        Self { numbers: Intervals::empty(), names: Names::Only([name.into()].into()) }
    }

    /// Numbers in the set.
    pub const fn numbers(&self) -> &Intervals<u16> {
        &self.numbers
    }

    /// Names that the set holds besides what [`PortSet::all`] implies.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = match &self.names {
            Names::Only(names) => Some(names),
            Names::AllExcept(_) => None,
        };
        names.into_iter().flatten().map(|name| &**name)
    }

    /// The names in the set, be there an end to them or not.
    pub(super) const fn all_names(&self) -> &Names {
        &self.names
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.names == Names::default()
    }

    /// Whether every port is in the set.
    pub fn is_all(&self) -> bool {
        *self == Self::all()
    }

    /// Whether a numbered port is in the set.
    pub fn contains(&self, port: u16) -> bool {
        self.numbers.contains(port)
    }

    /// Whether a named port is in the set.
    pub fn contains_name(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    fn zip(
        &self,
        other: &Self,
        numbers: impl Fn(&Intervals<u16>, &Intervals<u16>) -> Intervals<u16>,
        names: Names,
    ) -> Self {
        Self::put_together(numbers(&self.numbers, &other.numbers), names)
    }

    /// Numbers and names, in the one form that means them.
    pub(super) fn put_together(numbers: Intervals<u16>, names: Names) -> Self {
        // A union that fills up all numbers is everything: no port is left that a name could stand for.
        if numbers.ranges() == [(FIRST_PORT, u16::MAX)] && matches!(names, Names::Only(_)) {
            return Self::all();
        }
        // The same the other way: with no number left, no name can stand for one.
        if numbers.is_empty() && matches!(names, Names::AllExcept(_)) {
            return Self::empty();
        }
        Self { numbers, names }
    }

    fn union(&self, other: &Self) -> Self {
        self.zip(other, Intervals::union, self.names.union(&other.names))
    }

    fn intersection(&self, other: &Self) -> Self {
        self.zip(other, Intervals::intersection, self.names.intersection(&other.names))
    }

    fn difference(&self, other: &Self) -> Self {
        self.zip(other, Intervals::difference, self.names.intersection(&other.names.complement()))
    }
}

/// What may pass between two endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ConnectionSet {
    ports: [PortSet; 3],
    other: bool,
    /// What passes over IPv4 and over IPv6, where that differs; the set itself is both together.
    pub(super) families: Option<Box<(ConnectionSet, ConnectionSet)>>,
}

impl ConnectionSet {
    /// Nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Everything: all ports of all protocols, and protocols without ports.
    pub fn all() -> Self {
        Self { ports: [PortSet::all(), PortSet::all(), PortSet::all()], other: true, families: None }
    }

    /// Ports of one protocol.
    pub fn of(protocol: Protocol, ports: PortSet) -> Self {
        let mut set = Self::none();
        if let Some(slot) = set.ports.get_mut(protocol as usize) {
            *slot = ports;
        }
        set
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

    /// Sets whether protocols without ports are in it, of a set that does not tell families apart.
    pub(super) const fn set_other_protocols(&mut self, other: bool) {
        self.other = other;
    }

    /// What it takes to go through it, in steps.
    pub(crate) fn weight(&self) -> usize {
        let names = |ports: &PortSet| match &ports.names {
            Names::Only(names) | Names::AllExcept(names) => names.len(),
        };
        let ports =
            |set: &Self| set.ports.iter().map(|ports| 2 + ports.numbers.ranges().len() + names(ports)).sum::<usize>();
        let both = self.families.as_ref().map_or(0, |both| ports(&both.0) + ports(&both.1));
        4 * (ports(self) + both)
    }

    /// Whether protocols without ports (ICMP and the like) are in the set. What a plugin does with them is undefined.
    pub const fn includes_other_protocols(&self) -> bool {
        self.other
    }

    /// Whether nothing may pass.
    pub fn is_none(&self) -> bool {
        !self.other && self.ports.iter().all(PortSet::is_empty)
    }

    /// Whether no port of any protocol may pass. Protocols without ports may: a rule that names ports says nothing of them.
    pub fn is_portless(&self) -> bool {
        self.ports.iter().all(PortSet::is_empty)
    }

    /// Whether all ports of TCP, UDP and SCTP may pass.
    pub fn is_all(&self) -> bool {
        self.ports.iter().all(PortSet::is_all)
    }

    /// Whether a numbered port may be dialled.
    pub fn contains(&self, protocol: Protocol, port: u16) -> bool {
        self.ports(protocol).contains(port)
    }

    fn zip(
        &self,
        other: &Self,
        with: impl Fn(&PortSet, &PortSet) -> PortSet,
        rest: impl Fn(bool, bool) -> bool,
    ) -> Self {
        self.each_family(other, |left, right| {
            let ([a, b, c], [x, y, z]) = (&left.ports, &right.ports);
            Self { ports: [with(a, x), with(b, y), with(c, z)], other: rest(left.other, right.other), families: None }
        })
    }

    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.zip(other, PortSet::union, |left, right| left || right)
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.zip(other, PortSet::intersection, |left, right| left && right)
    }

    /// What is in this and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.zip(other, PortSet::difference, |left, right| left && !right)
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

    /// The notation of the page: `all`, `none`, `TCP 80,443; UDP 53`, `TCP` for all ports of a protocol.
    pub fn short_notation(&self) -> String {
        if self.is_all() {
            return "all".into();
        }
        let text = self.render("; ", |_| String::new());
        if text.is_empty() { "none".into() } else { text }
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

/// Ranges and names, comma separated: `80,8000-8100,http`.
impl fmt::Display for PortSet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for (first, last) in self.numbers.ranges() {
            let comma = if text.is_empty() { "" } else { "," };
            if first == last {
                write!(text, "{comma}{first}")?;
            } else {
                write!(text, "{comma}{first}-{last}")?;
            }
        }
        for name in self.names() {
            let comma = if text.is_empty() { "" } else { "," };
            write!(text, "{comma}{name}")?;
        }
        out.write_str(&text)
    }
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
        let http = PortSet::named("http");
        assert!(http.contains_name("http") && !http.contains_name("dns"));
        let rest = PortSet::all().difference(&http);
        assert!(!rest.contains_name("http") && rest.contains_name("dns"));
        assert!(!PortSet::range(1, 80).contains_name("http"));
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
