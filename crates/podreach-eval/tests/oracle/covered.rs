//! Rules and policies that others cover (L90, L91, L92): without all of them together, the oracle gives the same answers.

use std::collections::BTreeSet;

use podreach_eval::lint::About;
use podreach_eval::policy::Direction;
use podreach_eval::{Analysis, Options, analyze};
use podreach_syntax::Sources;
use podreach_testkit::model::{Cluster, Namespace, Peer, Pod, Policy, Port, PortNumber, Requirement, Rule};
use podreach_testkit::naive::{self, End};

/// Policies of few selectors, peers and ports, so that they meet often.
fn meeting(numbers: &[u8]) -> Cluster {
    let mut numbers = numbers.iter().copied().chain(std::iter::repeat(0));
    let mut next = move |below: u8| numbers.next().expect("there is no end") % below;
    let pod = |namespace: &'static str, app: &'static str| Pod {
        namespace,
        name: format!("{app}-{namespace}"),
        labels: vec![("app", app)],
        ports: vec![(Some("http"), if app == "a" { 80 } else { 81 }, "TCP")],
        ..Pod::default()
    };
    let mut cluster = Cluster {
        namespaces: vec![
            Namespace { name: "x", labels: vec![("team", "blue")] },
            Namespace { name: "y", labels: vec![("team", "red")] },
        ],
        pods: ["x", "y"].into_iter().flat_map(|space| ["a", "b"].map(|app| pod(space, app))).collect(),
        match_pods: true,
        ..Cluster::default()
    };
    for at in 0..=next(4) {
        let mut rules = || -> Vec<Rule> { (0..next(4)).map(|_| rule(&mut next)).collect() };
        let (ingress, egress) = (rules(), rules());
        let types = [vec!["Ingress"], vec!["Ingress"], vec!["Egress"], vec!["Ingress", "Egress"]];
        let types = types.into_iter().nth(usize::from(next(4)));
        let (namespace, name, subject) = (if next(4) == 0 { "y" } else { "x" }, format!("p{at}"), Some(pods(next(3))));
        let (ingress, egress) = (Some(ingress), Some(egress));
        cluster.policies.push(Policy { namespace, name, subject, types, ingress, egress });
    }
    cluster
}

fn rule(next: &mut impl FnMut(u8) -> u8) -> Rule {
    let peers = (0..=next(6) / 5).map(|_| match next(8) {
        0 => Peer::Block { cidr: "10.0.0.0/8", except: Vec::new() },
        1 => Peer::Block { cidr: "0.0.0.0/0", except: vec!["10.0.0.0/8"] },
        2 => Peer::Block { cidr: "10.1.0.0/16", except: Vec::new() },
        number => {
            let namespaces = match next(4) {
                0 => Some(Vec::new()),
                1 => Some(vec![Requirement::Label("team", "blue")]),
                _ => None,
            };
            Peer::Pods { namespaces, pods: Some(pods(number % 3)) }
        }
    });
    let peers: Vec<Peer> = peers.collect();
    let port = |protocol, port| Port { protocol, port };
    let ports = match next(7) {
        0 => Some(vec![port(None, PortNumber::One(80))]),
        1 => Some(vec![port(Some("TCP"), PortNumber::To(79, 81))]),
        2 => Some(vec![port(None, PortNumber::Named("http"))]),
        3 => Some(vec![port(None, PortNumber::Absent), port(Some("UDP"), PortNumber::One(80))]),
        _ => None,
    };
    Rule { peers: Some(peers).filter(|_| next(8) > 0), ports }
}

fn pods(number: u8) -> Vec<Requirement> {
    match number {
        0 => vec![Requirement::Label("app", "a")],
        1 => vec![Requirement::In("app", vec!["a", "b"])],
        _ => Vec::new(),
    }
}

/// The cluster without what the findings of a code are about.
fn without(cluster: &Cluster, analysis: &Analysis, code: &str, found: &[About]) -> Cluster {
    let mut left = cluster.clone();
    let of = |policy| analysis.policy(policy).expect("the finding is about a policy");
    if code == "L90" {
        // Later rules first, so that the others keep their places.
        let rules: BTreeSet<_> = found.iter().filter_map(|about| about.rules.first().copied()).collect();
        for rule in rules.into_iter().rev() {
            let policy = of(rule.policy);
            let mut all = left.policies.iter_mut();
            let here = all.find(|one| one.name == *policy.name && Some(one.namespace) == policy.namespace.as_deref());
            let here = here.expect("the policy is there");
            let rules = if rule.direction == Direction::Ingress { &mut here.ingress } else { &mut here.egress };
            rules.as_mut().expect("it has rules").remove(rule.index as usize);
        }
    } else {
        for about in found {
            let policy = of(*about.policies.first().expect("it is about a policy"));
            left.policies.retain(|one| one.name != *policy.name);
        }
    }
    left
}

#[test]
fn what_others_cover_changes_nothing() {
    let mut counts = [0; 3];
    let mut state = 7_u64;
    for _ in 0..2_000 {
        let numbers: Vec<u8> = (0..160)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 40) as u8
            })
            .collect();
        let cluster = meeting(&numbers);
        let yaml = cluster.yaml();
        let written = Sources::single("cluster.yaml", yaml.as_str());
        let analysis = analyze(&written, &Options::default());
        let addresses = ["10.1.0.1", "10.2.0.1", "198.51.100.1"].map(|text| End::Address(text.parse().unwrap()));
        let ends: Vec<End<'_>> = cluster.pods.iter().map(End::Pod).chain(addresses).collect();
        for (code, count) in ["L90", "L91", "L92"].into_iter().zip(&mut counts) {
            let found = analysis.findings_of(&written, |lint| lint.code == code).found;
            let found: Vec<About> = found.into_iter().map(|found| found.about).collect();
            if found.is_empty() {
                continue;
            }
            *count += found.len();
            let left = without(&cluster, &analysis, code, &found);
            for (source, destination) in ends.iter().flat_map(|source| ends.iter().map(move |end| (*source, *end))) {
                if !matches!(source, End::Pod(_)) && !matches!(destination, End::Pod(_)) {
                    continue;
                }
                for (protocol, port) in
                    ["TCP", "UDP", "ICMP"].into_iter().flat_map(|one| [79, 80, 81].map(|at| (one, at)))
                {
                    let before = naive::allowed(&cluster, source, destination, protocol, port);
                    let after = naive::allowed(&left, source, destination, protocol, port);
                    assert_eq!(before, after, "{code}: {source:?} -> {destination:?} {protocol} {port}\n{yaml}");
                }
            }
        }
    }
    println!("{counts:?}");
    assert!(counts.into_iter().all(|count| count > 10), "{counts:?}");
}
