//! The ports of rules as connection sets, also where they have names.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::policy::{PortMatch, PortPredicate, Rule};
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

/// What the numbered ports of a rule match, and whether it has named ones as well.
pub(crate) fn numbered_ports(rule: &Rule) -> (ConnectionSet, bool) {
    let Some(ports) = &rule.ports else { return (ConnectionSet::all(), false) };
    let mut gathered = AllGathered::default();
    let (mut names, mut rest) = (false, ConnectionSet::none());
    for port in ports {
        match port.matches.atom() {
            Some(PortMatch::Range(protocol, first, last)) => gathered.range(*protocol, *first, *last),
            Some(PortMatch::Protocol(protocol)) => gathered.range(*protocol, 0, u16::MAX),
            _ if port.matches.names().next().is_some() => names = true,
            _ => rest = rest.union(&connections(&port.matches, &NamedPorts::Nothing)),
        }
    }
    (gathered.set().union(&rest), names)
}

/// What a rule allows at a destination with this profile, where names stand for numbers.
pub(crate) fn ports_at<'a>(rule: &Rule, numbered: &'a ConnectionSet, profile: &NamedPorts) -> Cow<'a, ConnectionSet> {
    let mut by_name = false;
    let mut gathered = AllGathered::default();
    let mut rest = ConnectionSet::none();
    for port in rule.ports.iter().flatten() {
        match port.matches.atom() {
            Some(atom) => by_name |= gathered.named(atom, profile),
            None if port.matches.names().next().is_some() => {
                by_name = true;
                rest = rest.union(&connections(&port.matches, profile));
            }
            None => {}
        }
    }
    if by_name { Cow::Owned(numbered.union(&gathered.set()).union(&rest)) } else { Cow::Borrowed(numbered) }
}

/// What a predicate over ports matches at a destination with this profile.
fn connections(predicate: &PortPredicate, profile: &NamedPorts) -> ConnectionSet {
    let atom = &mut |atom: &PortMatch| match atom {
        PortMatch::Range(protocol, first, last) => ConnectionSet::of(*protocol, PortSet::range(*first, *last)),
        PortMatch::Protocol(protocol) => ConnectionSet::of(*protocol, PortSet::all()),
        PortMatch::Number(number) => ConnectionSet::of_protocol_number(*number),
        PortMatch::Icmp(family, kind, code) => ConnectionSet::of_other(OtherProtocols::icmp(*family, *kind, *code)),
        PortMatch::Source(protocol, first, last) => ConnectionSet::from_source_ports(*protocol, *first, *last),
        PortMatch::Name(..) | PortMatch::AnyName(_) => {
            let mut gathered = AllGathered::default();
            gathered.named(atom, profile);
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
        assert_eq!((numbered.to_string().as_str(), names), ("UDP 53", true));
        let known = NamedPorts::Known(vec![("admin".into(), Protocol::Tcp, 88)]);
        assert_eq!(ports_at(&rule, &numbered, &known).to_string(), "TCP 80-84,86-87,89-90; UDP 53");
        assert_eq!(ports_at(&rule, &numbered, &NamedPorts::Nothing).to_string(), "TCP 80-84,86-90; UDP 53");
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
