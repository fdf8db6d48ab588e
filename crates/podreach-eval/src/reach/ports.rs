//! The ports of rules as connection sets, also where they have names.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::policy::{Direction, PortMatch, PortPredicate, Rule};
use crate::sets::{ConnectionSet, OtherProtocols, PortSet, Protocol};

use super::classes::NamedPorts;

/// Ports of one protocol, gathered before they become a set: a rule may have very many.
#[derive(Default)]
struct Gathered {
    ranges: Vec<(u16, u16)>,
    names: BTreeSet<Box<str>>,
}

/// The same by protocol.
#[derive(Default)]
struct AllGathered([Gathered; 3]);

impl AllGathered {
    fn range(&mut self, protocol: Protocol, first: u16, last: u16) {
        if let Some(gathered) = self.0.get_mut(protocol as usize) {
            gathered.ranges.push((first, last));
        }
    }

    fn name(&mut self, protocol: Protocol, name: &str) {
        if let Some(gathered) = self.0.get_mut(protocol as usize) {
            gathered.names.insert(name.into());
        }
    }

    /// Adds what a name stands for; whether it stands for anything.
    fn named(&mut self, atom: &PortMatch, profile: &NamedPorts) -> bool {
        let Some((name, protocols)) = atom.name() else { return false };
        let mut some = false;
        for protocol in protocols {
            match profile {
                NamedPorts::Nothing => {}
                NamedPorts::Unknown => {
                    some = true;
                    self.name(*protocol, name);
                }
                NamedPorts::Known(_) => {
                    for number in profile.numbers(*protocol, name) {
                        some = true;
                        self.range(*protocol, number, number);
                    }
                }
            }
        }
        some
    }

    fn set(mut self) -> ConnectionSet {
        Protocol::ALL.into_iter().fold(ConnectionSet::none(), |all, protocol| {
            let Gathered { ranges, names } = self.0.get_mut(protocol as usize).map(std::mem::take).unwrap_or_default();
            all.union(&ConnectionSet::of(protocol, PortSet::collected(ranges, names)))
        })
    }
}

/// At which ends the names of ports in a rule are resolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NamesAt {
    source: bool,
    destination: bool,
}

impl NamesAt {
    fn of(predicate: &PortPredicate) -> Self {
        let (source, destination) = (predicate.source_names().next(), predicate.names().next());
        Self { source: source.is_some(), destination: destination.is_some() }
    }

    /// Whether the rule has names of ports.
    pub(crate) const fn any(self) -> bool {
        self.source || self.destination
    }

    /// Whether names are resolved at the end that a policy of this direction applies to.
    pub(crate) const fn own(self, direction: Direction) -> bool {
        match direction {
            Direction::Ingress => self.destination,
            Direction::Egress => self.source,
        }
    }

    /// Whether names are resolved at the other end.
    pub(crate) const fn other(self, direction: Direction) -> bool {
        match direction {
            Direction::Ingress => self.source,
            Direction::Egress => self.destination,
        }
    }
}

/// How the ends of a connection resolve names of ports.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EndPorts<'a> {
    source: &'a NamedPorts,
    destination: &'a NamedPorts,
}

impl<'a> EndPorts<'a> {
    /// At neither end any port has a name.
    const NOTHING: EndPorts<'static> = EndPorts { source: &NamedPorts::Nothing, destination: &NamedPorts::Nothing };

    /// Of the end that a policy of this direction applies to, and of the other one.
    pub(crate) const fn of(direction: Direction, own: &'a NamedPorts, other: &'a NamedPorts) -> Self {
        match direction {
            Direction::Ingress => Self { source: other, destination: own },
            Direction::Egress => Self { source: own, destination: other },
        }
    }
}

/// What the numbered ports of a rule match, and where those are resolved that it names as well.
pub(crate) fn numbered_ports(rule: &Rule) -> (ConnectionSet, NamesAt) {
    let Some(ports) = &rule.ports else { return (ConnectionSet::all(), NamesAt::default()) };
    let mut gathered = AllGathered::default();
    let (mut names, mut rest) = (NamesAt::default(), ConnectionSet::none());
    for port in ports {
        match port.matches.atom() {
            Some(PortMatch::Range(protocol, first, last)) => gathered.range(*protocol, *first, *last),
            Some(PortMatch::Protocol(protocol)) => gathered.range(*protocol, 0, u16::MAX),
            _ => {
                let here = NamesAt::of(&port.matches);
                names.source |= here.source;
                names.destination |= here.destination;
                if !here.any() {
                    rest = rest.union(&connections(&port.matches, EndPorts::NOTHING));
                }
            }
        }
    }
    (gathered.set().union(&rest), names)
}

/// What a rule matches between two ends, where names stand for numbers.
pub(crate) fn ports_at<'a>(rule: &Rule, numbered: &'a ConnectionSet, ends: EndPorts<'_>) -> Cow<'a, ConnectionSet> {
    let mut by_name = false;
    let mut gathered = AllGathered::default();
    let mut rest = ConnectionSet::none();
    for port in rule.ports.iter().flatten() {
        match port.matches.atom() {
            Some(atom) if atom.source_name().is_none() => by_name |= gathered.named(atom, ends.destination),
            _ if NamesAt::of(&port.matches).any() => {
                by_name = true;
                rest = rest.union(&connections(&port.matches, ends));
            }
            _ => {}
        }
    }
    if by_name { Cow::Owned(numbered.union(&gathered.set()).union(&rest)) } else { Cow::Borrowed(numbered) }
}

/// What a predicate over ports matches between two ends.
fn connections(predicate: &PortPredicate, ends: EndPorts<'_>) -> ConnectionSet {
    let atom = &mut |atom: &PortMatch| match atom {
        PortMatch::Range(protocol, first, last) => ConnectionSet::of(*protocol, PortSet::range(*first, *last)),
        PortMatch::Protocol(protocol) => ConnectionSet::of(*protocol, PortSet::all()),
        PortMatch::Number(number) => ConnectionSet::of_protocol_number(*number),
        PortMatch::Icmp(family, kind, code) => ConnectionSet::of_other(OtherProtocols::icmp(*family, *kind, *code)),
        PortMatch::Source(protocol, first, last) => ConnectionSet::from_source_ports(*protocol, *first, *last),
        PortMatch::SourceName(protocol, name) => ends
            .source
            .numbers(*protocol, name)
            .map(|number| ConnectionSet::from_source_ports(*protocol, number, number))
            .fold(ConnectionSet::none(), |all, one| all.union(&one)),
        PortMatch::Name(..) | PortMatch::AnyName(_) => {
            let mut gathered = AllGathered::default();
            gathered.named(atom, ends.destination);
            gathered.set()
        }
    };
    predicate.evaluate(
        atom,
        &|parts| parts.iter().fold(ConnectionSet::all(), |all, part| all.intersection(part)),
        &|parts| parts.iter().fold(ConnectionSet::none(), |all, part| all.union(part)),
        &|part| ConnectionSet::all().difference(&part),
    )
}

#[cfg(test)]
mod tests {
    use podreach_syntax::Span;

    use super::*;
    use crate::policy::Port;
    use crate::sets::Family;

    fn rule(ports: Vec<PortPredicate>) -> Rule {
        let ports = ports.into_iter().map(|matches| Port { matches, span: Span::default() }).collect();
        Rule { ports: Some(ports), ..Rule::default() }
    }

    fn not(atom: PortMatch) -> PortPredicate {
        PortPredicate::Not(Box::new(atom.into()))
    }

    /// `protocol: TCP, ports: [80:90], notPorts: [85, admin]`, as Calico writes it.
    #[test]
    fn excluded_ports_may_have_names() {
        let ports = PortPredicate::All(vec![
            PortMatch::Range(Protocol::Tcp, 80, 90).into(),
            not(PortMatch::Range(Protocol::Tcp, 85, 85)),
            not(PortMatch::Name(Protocol::Tcp, "admin".into())),
        ]);
        let rule = rule(vec![ports, PortMatch::Range(Protocol::Udp, 53, 53).into()]);
        let (numbered, names) = numbered_ports(&rule);
        assert_eq!(numbered.to_string(), "UDP 53");
        assert_eq!(names, NamesAt { source: false, destination: true });
        let known = NamedPorts::Known(vec![("admin".into(), Protocol::Tcp, 88)]);
        assert_eq!(
            ports_at(&rule, &numbered, EndPorts { destination: &known, ..EndPorts::NOTHING }).to_string(),
            "TCP 80-84,86-87,89-90; UDP 53"
        );
        assert_eq!(ports_at(&rule, &numbered, EndPorts::NOTHING).to_string(), "TCP 80-84,86-90; UDP 53");
    }

    /// `protocol: TCP`, `source.ports: [metrics]`, `destination.ports: [80]`, as Calico writes it.
    #[test]
    fn ports_of_the_source_may_have_names() {
        let from = PortMatch::SourceName(Protocol::Tcp, "metrics".into());
        let both = PortPredicate::All(vec![from.clone().into(), PortMatch::Range(Protocol::Tcp, 80, 80).into()]);
        let known =
            NamedPorts::Known(vec![("metrics".into(), Protocol::Tcp, 9090), ("metrics".into(), Protocol::Tcp, 9100)]);
        let at = |matches: PortPredicate, source: &NamedPorts| {
            let rule = rule(vec![matches]);
            let (numbered, names) = numbered_ports(&rule);
            assert!(numbered.is_none() && names == NamesAt { source: true, destination: false });
            ports_at(&rule, &numbered, EndPorts { source, ..EndPorts::NOTHING }).to_string()
        };
        assert_eq!(at(both.clone(), &known), "TCP 80 from 9090,9100");
        assert_eq!(at(from.clone().into(), &known), "TCP from 9090,9100");
        for unknown in [NamedPorts::Nothing, NamedPorts::Unknown] {
            assert_eq!(at(both.clone(), &unknown), "none");
            assert_eq!(at(not(from.clone()), &unknown), "all");
        }
    }

    #[test]
    fn protocols_without_ports_and_ports_of_the_source() {
        let all = |parts| numbered_ports(&rule(parts)).0;
        let echo = PortPredicate::Atom(PortMatch::Icmp(Family::V4, Some(8), Some(0)));
        assert_eq!(all(vec![echo]).to_string(), "ICMP 8/0");
        assert_eq!(all(vec![PortMatch::Number(47).into()]).to_string(), "protocol 47");
        let from = PortMatch::Source(Protocol::Tcp, 1024, 65535).into();
        let both = PortPredicate::All(vec![from, PortMatch::Range(Protocol::Tcp, 443, 443).into()]);
        assert_eq!(all(vec![both]).to_string(), "TCP 443 from 1024-65535");
        let rest = all(vec![not(PortMatch::Protocol(Protocol::Tcp))]);
        assert!(rest.includes_other_protocols() && rest.ports(Protocol::Tcp).is_empty());
        assert!(rest.ports(Protocol::Udp).is_all());
    }
}
