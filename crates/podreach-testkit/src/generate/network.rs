//! NetworkPolicies.

use super::{NAMES, NAMESPACES, PORTS, PROTOCOLS, requirements};
use crate::choices::Choices;
use crate::model::{Peer, Policy, Port, PortNumber, Rule, Selector};

const BLOCKS: [(&str, &[&str]); 12] = [
    ("0.0.0.0/0", &[]),
    ("10.0.0.0/8", &["10.0.1.0/24"]),
    ("10.0.0.0/16", &[]),
    ("10.0.0.1/32", &[]),
    ("0.0.0.0/0", &["10.0.0.0/8", "192.168.0.0/16"]),
    ("::/0", &[]),
    ("fd00::/8", &["fd00::5/128"]),
    ("192.168.0.0/16", &["192.168.0.0/24", "192.168.128.0/17"]),
    ("203.0.113.0/24", &[]),
    ("0.0.0.0/1", &[]),
    ("128.0.0.0/1", &[]),
    ("::/0", &["fd00::/16"]),
];

fn peer(choices: &mut Choices<'_>) -> Peer {
    let both = |namespaces: Selector, pods: Selector| Peer::Pods { namespaces, pods };
    match choices.below(5) {
        0 | 1 => both(None, Some(requirements(choices, false))),
        2 => both(Some(requirements(choices, true)), None),
        3 => both(Some(requirements(choices, true)), Some(requirements(choices, false))),
        _ => {
            let (cidr, except) = choices.of(&BLOCKS);
            Peer::Block { cidr, except: except.to_vec() }
        }
    }
}

fn port(choices: &mut Choices<'_>) -> Port {
    let protocol = if choices.chance(2) { Some(choices.of(&PROTOCOLS)) } else { None };
    let port = match choices.below(5) {
        0 | 1 => PortNumber::One(choices.of(&PORTS)),
        2 => {
            let (a, b) = (choices.of(&PORTS), choices.of(&PORTS));
            PortNumber::To(a.min(b), a.max(b))
        }
        3 => PortNumber::Named(choices.of(&NAMES)),
        _ => PortNumber::Absent,
    };
    Port { protocol, port }
}

fn rule(choices: &mut Choices<'_>) -> Rule {
    let peers = if choices.chance(4) { None } else { Some(choices.some(3, peer)) };
    let ports = if choices.chance(2) { None } else { Some(choices.some(3, port)) };
    Rule { peers, ports }
}

fn rules(choices: &mut Choices<'_>) -> Option<Vec<Rule>> {
    if choices.chance(3) { None } else { Some(choices.some(3, rule)) }
}

pub(super) fn policy(choices: &mut Choices<'_>, at: usize) -> Policy {
    let types: [Option<Vec<&'static str>>; 6] = [
        None,
        Some(vec!["Ingress"]),
        Some(vec!["Egress"]),
        Some(vec!["Ingress", "Egress"]),
        Some(vec!["Ingress", "Ingress"]),
        Some(Vec::new()),
    ];
    Policy {
        namespace: choices.of(&NAMESPACES),
        name: format!("policy-{at}"),
        subject: if choices.chance(8) { None } else { Some(requirements(choices, false)) },
        types: choices.of(&types),
        ingress: rules(choices),
        egress: rules(choices),
    }
}
