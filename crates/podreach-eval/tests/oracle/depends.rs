//! The third verdict: an answer depends exactly if two completions of the input answer differently. Each completion is a
//! cluster of its own that the naive evaluator is asked about.

use std::net::IpAddr;

use podreach_eval::Analysis;
use podreach_eval::inventory::EndpointKind;
use podreach_eval::query::{Fact, Outcome, PairState, PortQuery, Question, Verdict};
use podreach_eval::sets::LabelValue;
use podreach_eval::sets::{AddressSet, Protocol};
use podreach_testkit::generate::{KEYS, NAMESPACES, VALUES};
use podreach_testkit::model::{Added, AdminPeer, AdminPods, Cluster, Labels, Namespace, Peer, Pod, Requirement};
use podreach_testkit::naive::{self, End};

use crate::compare::{Ends, endpoint};

/// Questions with more completions than this are left to other clusters.
const MOST: usize = 1500;

/// What completions choose.
#[derive(Clone, Debug, Default)]
struct Completion {
    namespaces: Vec<Namespace>,
    source: Option<IpAddr>,
    destination: Option<IpAddr>,
    resolved: Vec<String>,
    together: bool,
}

/// What may be chosen: each list begins with what the default chooses.
struct Choice {
    namespaces: Vec<Vec<Namespace>>,
    source: Vec<Option<IpAddr>>,
    destination: Vec<Option<IpAddr>>,
    resolved: Vec<Vec<String>>,
    together: Vec<bool>,
}

/// Compares the answers about pairs of ends; `at` tells which questions are asked.
pub(crate) fn check(cluster: &Cluster, analysis: &Analysis, ends: &Ends<'_>, ports: &[u16], at: usize, shown: &str) {
    if naive::is_same(ends.source, ends.destination) {
        return;
    }
    let Some(completions) = completions(cluster, ends) else { return };
    let (protocol, number) = (Protocol::ALL[at % 3], ports[(at * 5 + 1) % ports.len()]);
    let question = Question::Port(protocol, PortQuery::Number(number));
    let sets = [ends.source, ends.destination].map(|end| match end {
        End::Address(address) => Some(AddressSet::of(&[address])),
        _ => None,
    });
    let verdict = analysis.verdict_at(ends.from, ends.to, &question, [sets[0].as_ref(), sets[1].as_ref()]);
    let asked = |completion: &Completion| answers(cluster, ends, completion, &[(protocol.as_str(), number)]);
    let expected = expected(&completions, asked);
    let context = || format!("{:?} -> {:?} {protocol} {number}\n{shown}", ends.source, ends.destination);
    assert_eq!(verdict.outcome(), expected, "{:?}, {}", verdict.depends, context());
    flips(cluster, ends, &verdict, (protocol.as_str(), number), &context);
    let pods = [ends.source, ends.destination].iter().all(|end| matches!(end, End::Pod(_)));
    if pods && at.is_multiple_of(4) && completions.len() < 200 {
        let all: Vec<(&str, u16)> = Protocol::ALL
            .iter()
            .flat_map(|protocol| ports.iter().map(move |port| (protocol.as_str(), *port)))
            .collect();
        let expected = self::expected(&completions, |completion| answers(cluster, ends, completion, &all));
        let state = analysis.pair(ends.from, ends.to).state;
        assert_eq!(state == PairState::Depends, expected == Outcome::Depends, "{state:?}, any port, {}", context());
    }
}

fn expected(completions: &[Completion], answer: impl Fn(&Completion) -> bool) -> Outcome {
    let mut answers = completions.iter().map(answer);
    let first = answers.next().expect("a completion");
    match (answers.any(|other| other != first), first) {
        (true, _) => Outcome::Depends,
        (false, true) => Outcome::Allowed,
        (false, false) => Outcome::Denied,
    }
}

/// Whether any of some connections passes in a completion.
fn answers(cluster: &Cluster, ends: &Ends<'_>, completion: &Completion, any: &[(&str, u16)]) -> bool {
    let mut cluster = cluster.clone();
    cluster.namespaces.extend(completion.namespaces.iter().cloned());
    let elsewhere = match ends.source {
        End::Pod(_) => completion.destination,
        _ => completion.source,
    };
    cluster.added =
        Added { elsewhere, resolved: completion.resolved.clone(), together: completion.together, parts: false };
    let with = |end: End<'_>, address| match end {
        End::Pod(pod) => Some(Pod { assumed: address, ..pod.clone() }),
        _ => None,
    };
    let pods = [with(ends.source, completion.source), with(ends.destination, completion.destination)];
    let [source, destination] = [ends.source, ends.destination];
    let source = pods[0].as_ref().map_or(source, End::Pod);
    let destination = pods[1].as_ref().map_or(destination, End::Pod);
    any.iter().any(|(protocol, number)| naive::allowed(&cluster, source, destination, protocol, *number))
}

/// Every flip that a verdict names makes the answer another one.
fn flips(cluster: &Cluster, ends: &Ends<'_>, verdict: &Verdict, connection: (&str, u16), context: &dyn Fn() -> String) {
    if ends.from == ends.to {
        // Facts do not tell two pods of one workload apart.
        return;
    }
    for facts in verdict.depends.iter().filter(|found| found.tried).flat_map(|found| &found.flips) {
        let mut completion = Completion::default();
        for fact in facts {
            match fact {
                Fact::NamespaceLabel { namespace, key, value } => {
                    let name = NAMESPACES.into_iter().find(|known| *known == &**namespace);
                    let key = KEYS.into_iter().find(|known| *known == &**key);
                    let value = match value {
                        LabelValue::Is(value) => VALUES.into_iter().find(|known| *known == &**value).expect("a value"),
                        LabelValue::Other => OTHER,
                        LabelValue::Absent => panic!("absent by default"),
                    };
                    let (name, label) = (name.expect("a namespace"), (key.expect("a key"), value));
                    match completion.namespaces.iter_mut().find(|known| known.name == name) {
                        Some(known) => known.labels.push(label),
                        None => completion.namespaces.push(Namespace { name, labels: vec![label] }),
                    }
                }
                Fact::Address { endpoint, addresses } => {
                    let (end, chosen) = if *endpoint == verdict.source {
                        (ends.source, &mut completion.source)
                    } else {
                        (ends.destination, &mut completion.destination)
                    };
                    let mut free = self::addresses(cluster, end).into_iter().flatten();
                    *chosen = Some(free.find(|one| addresses.contains(*one)).expect("an address"));
                }
                Fact::Node { .. } => completion.together = true,
                Fact::Domain { name, .. } => completion.resolved.push(name.replace('*', "new")),
                Fact::NodeAddress { .. } => panic!("no Service was asked"),
            }
        }
        let found = answers(cluster, ends, &completion, &[connection]);
        assert_eq!(found, !verdict.allowed, "{facts:?}, {}", context());
    }
}

fn is_unaddressed(end: End<'_>) -> bool {
    match end {
        End::Pod(pod) => pod.addresses.is_empty(),
        End::Address(_) => false,
        End::Domain(_) | End::Nodes(_) | End::OwnNode => true,
    }
}

/// A value that no selector names.
const OTHER: &str = "another";

/// Every completion of a pair, the default first; `None` where there are too many.
fn completions(cluster: &Cluster, ends: &Ends<'_>) -> Option<Vec<Completion>> {
    let both = [ends.source, ends.destination];
    let choice = Choice {
        namespaces: namespaces(cluster, both),
        source: addresses(cluster, ends.source),
        destination: addresses(cluster, ends.destination),
        resolved: resolved(cluster, ends.destination),
        together: if naive::is_open(cluster, ends.source, ends.destination) { vec![false, true] } else { vec![false] },
    };
    let counts = [
        choice.namespaces.len(),
        choice.source.len(),
        choice.destination.len(),
        choice.resolved.len(),
        choice.together.len(),
    ];
    if counts.iter().product::<usize>() > MOST {
        return None;
    }
    let mut all = Vec::new();
    for namespaces in &choice.namespaces {
        for source in &choice.source {
            for destination in choice.destination.iter().filter(|other| source.is_none() || *other != source) {
                for resolved in &choice.resolved {
                    for together in &choice.together {
                        all.push(Completion {
                            namespaces: namespaces.clone(),
                            source: *source,
                            destination: *destination,
                            resolved: resolved.clone(),
                            together: *together,
                        });
                    }
                }
            }
        }
    }
    Some(all)
}

/// Labels of the namespaces of the ends that have no Namespace object.
fn namespaces(cluster: &Cluster, ends: [End<'_>; 2]) -> Vec<Vec<Namespace>> {
    let mut names: Vec<&'static str> = Vec::new();
    for end in ends {
        if let End::Pod(pod) = end
            && !cluster.namespaces.iter().any(|known| known.name == pod.namespace)
            && !names.contains(&pod.namespace)
        {
            names.push(pod.namespace);
        }
    }
    let mut all: Vec<Vec<Namespace>> = vec![Vec::new()];
    for name in names {
        let mut longer = Vec::new();
        for known in &all {
            for labels in labellings(cluster) {
                let mut list = known.clone();
                list.push(Namespace { name, labels });
                longer.push(list);
            }
        }
        all = longer;
    }
    all
}

/// Every way to label a namespace that namespace selectors tell apart: each label that they name is missing, has one of the
/// values that they name, or another one.
fn labellings(cluster: &Cluster) -> Vec<Labels> {
    let mut values: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    let mut name = |key: &'static str, found: &[&'static str]| {
        if key == "kubernetes.io/metadata.name" {
            return;
        }
        let at = values.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            values.push((key, vec![OTHER]));
            values.len() - 1
        });
        for value in found {
            if !values[at].1.contains(value) {
                values[at].1.push(value);
            }
        }
    };
    let mut read = |selector: &[Requirement]| {
        for requirement in selector {
            match requirement {
                Requirement::Label(key, value) => name(key, &[value]),
                Requirement::In(key, values) | Requirement::NotIn(key, values) => name(key, values),
                Requirement::Exists(key) | Requirement::DoesNotExist(key) => name(key, &[]),
            }
        }
    };
    let network = cluster.policies.iter().flat_map(|policy| policy.ingress.iter().chain(&policy.egress).flatten());
    for peer in network.flat_map(|rule| rule.peers.iter().flatten()) {
        if let Peer::Pods { namespaces: Some(namespaces), .. } = peer {
            read(namespaces);
        }
    }
    let mut pods = |pods: &AdminPods| match pods {
        AdminPods::Namespaces(namespaces) => read(namespaces),
        AdminPods::Pods { namespaces, .. } => read(namespaces.as_deref().unwrap_or(&[])),
    };
    for policy in &cluster.admin {
        pods(&policy.subject);
        for peer in policy.ingress.iter().chain(&policy.egress).flatten().flat_map(|rule| &rule.peers) {
            if let AdminPeer::Pods(found) = peer {
                pods(found);
            }
        }
    }
    let mut all: Vec<Labels> = vec![Vec::new()];
    for (key, values) in values {
        let with = |labels: &Labels, value| {
            let mut labels = labels.clone();
            labels.push((key, value));
            labels
        };
        let longer: Vec<Labels> =
            all.iter().flat_map(|labels| values.iter().map(move |value| with(labels, value))).collect();
        all.extend(longer);
    }
    all
}

/// Addresses that an end may have: none that rules speak of, and two of every piece that they cut, as far as there is room.
fn addresses(cluster: &Cluster, end: End<'_>) -> Vec<Option<IpAddr>> {
    let mut found = vec![None];
    if !is_unaddressed(end) {
        return found;
    }
    let nodes_count =
        matches!(end, End::OwnNode) || matches!(end, End::Pod(pod) if pod.host_network && !cluster.host_pods);
    let of_pods = |address: &IpAddr| {
        let pods = cluster.pods.iter().filter(|pod| cluster.host_pods || !pod.host_network);
        pods.flat_map(|pod| &pod.addresses).any(|known| known.parse::<IpAddr>().unwrap() == *address)
    };
    let taken = |address: &IpAddr| of_pods(address) || (!nodes_count && naive::is_known_node(cluster, *address));
    // Where pieces begin, and the next few: others may have the first one.
    let mut borders = naive::borders(cluster);
    borders.sort_unstable();
    borders.dedup();
    for (at, border) in borders.iter().enumerate() {
        let end = borders.get(at + 1).filter(|next| next.is_ipv4() == border.is_ipv4());
        let free = (0..12_u32)
            .filter_map(|step| after(*border, step))
            .take_while(|address| end.is_none_or(|end| address < end));
        found.extend(free.filter(|address| !taken(address)).take(2).map(Some));
    }
    found
}

fn after(address: IpAddr, step: u32) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(address) => IpAddr::V4(u32::from(address).checked_add(step)?.into()),
        IpAddr::V6(address) => IpAddr::V6(u128::from(address).checked_add(step.into())?.into()),
    })
}

/// Names that may resolve to an address that is asked about: those that rules give, and a new one below each pattern.
fn resolved(cluster: &Cluster, end: End<'_>) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    if !matches!(end, End::Address(_)) {
        return all;
    }
    let mut names: Vec<String> = Vec::new();
    for peer in cluster.admin.iter().flat_map(|policy| policy.egress.iter().flatten()).flat_map(|rule| &rule.peers) {
        if let AdminPeer::Domains(found) = peer {
            names.extend(found.iter().map(|name| name.replace('*', "new")));
        }
    }
    names.sort_unstable();
    names.dedup();
    for name in names {
        let longer: Vec<Vec<String>> =
            all.iter().map(|known| known.iter().cloned().chain([name.clone()]).collect()).collect();
        all.extend(longer);
    }
    all
}

/// Asks about connections from addresses of nodes, which are let in by the pods that run there.
pub(crate) fn from_nodes(cluster: &Cluster, analysis: &Analysis, ports: &[u16], shown: &str) {
    let addresses = ["10.0.0.1", "10.1.0.4", "fd00::5", "203.0.113.9", "2001:db8::7"].map(|one| one.parse().unwrap());
    for address in addresses.into_iter().filter(|address| naive::is_known_node(cluster, *address)) {
        let source = End::Address(address);
        let from = endpoint(analysis, source);
        assert!(matches!(analysis.endpoint(from).kind, EndpointKind::External(_)));
        for (at, pod) in cluster.pods.iter().enumerate() {
            let destination = End::Pod(pod);
            let ends = Ends { source, destination, from, to: endpoint(analysis, destination) };
            check(cluster, analysis, &ends, ports, at, shown);
        }
    }
}
