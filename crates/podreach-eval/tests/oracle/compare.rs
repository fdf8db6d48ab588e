//! What the engine says of every pair, against the oracle.

use std::net::IpAddr;

use podreach_eval::inventory::{Endpoint, EndpointId, EndpointKind};
use podreach_eval::query::{BlockedBy, PairState, Question};
use podreach_eval::sets::{ConnectionSet, Protocol};
use podreach_eval::{Analysis, HostNetwork, IpBlockPods, Options, Semantics, Target, analyze};
use podreach_syntax::{Severity, Sources};
use podreach_testkit::generate::{ADDED, KEYS, NAMESPACES, VALUES};
use podreach_testkit::model::{Cluster, Pod, canonical};
use podreach_testkit::naive::{self, End, Gate};

use crate::{depends, reasons, services, shadowed};

/// The endpoint of the evaluator that an end is part of.
pub(crate) fn endpoint(analysis: &Analysis, end: End<'_>) -> EndpointId {
    let id = match end {
        End::Pod(pod) => return workload(analysis, pod),
        End::Address(address) => {
            let holds = |kind: &EndpointKind| matches!(kind, EndpointKind::External(set) if set.contains(address));
            let mut found = analysis.endpoint_ids().filter(|(_, endpoint)| holds(&endpoint.kind));
            let id = found.next().unwrap_or_else(|| panic!("{address} is in no part of the outside")).0;
            assert!(found.next().is_none(), "{address} is in two parts of the outside");
            return id;
        }
        End::Domain(name) => format!("external:{name}"),
        End::Nodes([]) => "external:nodes".to_owned(),
        End::Nodes(selector) => format!("external:nodes/{}", canonical(selector)),
        End::OwnNode => "external:own node".to_owned(),
    };
    analysis.endpoint_by_id(&id).unwrap_or_else(|| panic!("{id} is missing"))
}

fn workload(analysis: &Analysis, pod: &Pod) -> EndpointId {
    if pod.made {
        return match analysis.find(&format!("{}/{}", pod.namespace, pod.name), "default") {
            Ok(Target::Pod(id, _)) => id,
            Ok(Target::Endpoints(ids)) if ids.len() == 1 => ids[0],
            other => panic!("{}: {other:?}", pod.name),
        };
    }
    let holds = |endpoint: &Endpoint| {
        let listed = endpoint.pods.iter().any(|name| **name == *pod.name);
        let bare = endpoint.bare && endpoint.name == pod.name;
        endpoint.namespace.as_deref() == Some(pod.namespace) && endpoint.is_workload() && (listed || bare)
    };
    let mut found = analysis.endpoint_ids().filter(|(_, endpoint)| holds(endpoint));
    let id = found.next().unwrap_or_else(|| panic!("{} is missing", pod.name)).0;
    assert!(found.next().is_none(), "{} is in two workloads", pod.name);
    id
}

/// One pair of ends with their endpoints.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends<'a> {
    pub(crate) source: End<'a>,
    pub(crate) destination: End<'a>,
    pub(crate) from: EndpointId,
    pub(crate) to: EndpointId,
}

pub(crate) fn compare(cluster: &Cluster) {
    let yaml = cluster.yaml();
    let semantics = Semantics {
        ip_block_pods: if cluster.match_pods { IpBlockPods::Match } else { IpBlockPods::Ignore },
        host_network: if cluster.host_pods { HostNetwork::Pod } else { HostNetwork::Node },
        ..Semantics::default()
    };
    let options = Options { semantics, ..Options::default() };
    let written = Sources::single("cluster.yaml", yaml.as_str());
    let analysis = analyze(&written, &options);
    let errors: Vec<_> = analysis.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    let shown = format!("match_pods {}, host_pods {}\n{yaml}", cluster.match_pods, cluster.host_pods);
    assert!(errors.is_empty() && analysis.rejected_policies.is_empty(), "{errors:#?}\n{shown}");
    assert_eq!(analysis.has_address_rules(), naive::has_addresses(cluster), "{shown}");
    let pods: Vec<End<'_>> = cluster.pods.iter().map(End::Pod).collect();
    let addresses = cluster.outside.iter().map(|text| End::Address(text.parse::<IpAddr>().unwrap()));
    let mut destinations = pods.clone();
    destinations.extend(addresses);
    // What comes from an address of a node is asked one address at a time (`depends`): a part of the outside is more.
    let is_node = |end: &End<'_>| matches!(end, End::Address(address) if naive::is_known_node(cluster, *address));
    let mut sources: Vec<End<'_>> = destinations.iter().copied().filter(|end| !is_node(end)).collect();
    sources.push(End::OwnNode);
    destinations.extend(naive::unaddressed(cluster));
    destinations.push(End::OwnNode);
    let with_ids = |ends: &[End<'_>]| ends.iter().map(|end| endpoint(&analysis, *end)).collect::<Vec<_>>();
    let (from, to) = (with_ids(&sources), with_ids(&destinations));
    let ports = cluster.interesting_ports();
    let mut at = 0;
    for (source, from) in sources.iter().zip(&from) {
        for (destination, to) in destinations.iter().zip(&to) {
            if !matches!(source, End::Pod(_)) && !matches!(destination, End::Pod(_)) {
                continue;
            }
            let ends = Ends { source: *source, destination: *destination, from: *from, to: *to };
            pair(cluster, &analysis, &ends, &ports, &shown);
            if at % 3 == 0 {
                anything(&analysis, &ends, &shown);
            }
            reasons::check(cluster, &analysis, &ends, &ports, at, &shown);
            depends::check(cluster, &analysis, &ends, &ports, at, &shown);
            at += 1;
        }
    }
    for pod in &cluster.pods {
        let twin = pod.clone();
        let id = workload(&analysis, pod);
        if !analysis.endpoint(id).bare {
            let ends = Ends { source: End::Pod(pod), destination: End::Pod(&twin), from: id, to: id };
            pair(cluster, &analysis, &ends, &ports, &shown);
            depends::check(cluster, &analysis, &ends, &ports, at, &shown);
        }
    }
    depends::from_nodes(cluster, &analysis, &ports, &shown);
    representatives(cluster, &analysis, &pods, &ports, &shown);
    services::check(cluster, &analysis, &sources, &from, &shown);
    shadowed::check(cluster, (&written, &analysis), &sources, &destinations, &shown);
}

/// Someone of whom no rule speaks.
const ANYONE: End<'_> = End::Domain("");

/// Every interesting port of every protocol, at each end and at both: whether any passes at the source, at the destination
/// and at both. Two ends that are one pod of several are left out.
fn passing(cluster: &Cluster, analysis: &Analysis, ends: &Ends<'_>, ports: &[u16], shown: &str) -> [bool; 3] {
    let Ends { source, destination, from, to } = *ends;
    let found = analysis.pair(from, to);
    let families = naive::families(source, destination);
    let gates: Vec<[Gate<'_>; 2]> = families.iter().map(|seen| seen.gates(cluster, source, destination)).collect();
    let mut passing = [false; 3];
    let mut expect = |protocol: &str, number: u16, sees: &dyn Fn(&ConnectionSet) -> bool| {
        let mut expected = [false; 3];
        for gates in &gates {
            let [leaves, enters] = gates.each_ref().map(|gate| gate.allows(protocol, number));
            expected.iter_mut().zip([leaves, enters, leaves && enters]).for_each(|(any, one)| *any |= one);
        }
        // A pair without any port is blocked, whatever protocols without ports do.
        let counts = protocol != "ICMP";
        passing.iter_mut().zip(expected).for_each(|(any, one)| *any |= one && counts);
        let found = [sees(found.egress), sees(found.ingress), sees(&found.connections)];
        assert_eq!(found, expected, "{source:?} -> {destination:?} {protocol} {number}\n{shown}");
    };
    for protocol in Protocol::ALL {
        for port in ports {
            expect(protocol.as_str(), *port, &|set| set.contains(protocol, *port));
        }
    }
    expect("ICMP", 0, &ConnectionSet::includes_other_protocols);
    passing
}

/// What passes, and how the pair is shown.
fn pair(cluster: &Cluster, analysis: &Analysis, ends: &Ends<'_>, ports: &[u16], shown: &str) {
    let Ends { source, destination, from, to } = *ends;
    if naive::is_same(source, destination) && !analysis.endpoint(from).bare {
        let verdict = analysis.verdict_same_pod(from);
        assert!(verdict.allowed && verdict.connections.is_all(), "{source:?} itself\n{shown}");
        return;
    }
    let passing = passing(cluster, analysis, ends, ports, shown);
    // The own node passes policies that concern the pod all the same.
    let anyone = if matches!(source, End::OwnNode) { ANYONE } else { source };
    let mut asked: Vec<(&str, u16)> =
        Protocol::ALL.iter().flat_map(|protocol| ports.iter().map(|port| (protocol.as_str(), *port))).collect();
    asked.push(("ICMP", 0));
    let concerned = naive::families(source, destination).iter().any(|seen| {
        let [leaves, enters] = seen.gates(cluster, anyone, destination);
        let leaves = if matches!(source, End::OwnNode) { Gate::egress(cluster, source, destination) } else { leaves };
        let on_node = matches!(source, End::Pod(pod) if pod.host_network);
        let enters = if on_node { seen.ingress_of_other_nodes(cluster, source, destination) } else { enters };
        asked.iter().any(|(protocol, port)| leaves.decides(protocol, *port) || enters.decides(protocol, *port))
    });
    let expected = match passing {
        [_, _, true] if concerned => PairState::Allowed,
        [_, _, true] => PairState::Open,
        [false, true, false] => PairState::Blocked(BlockedBy::Source),
        [true, false, false] => PairState::Blocked(BlockedBy::Destination),
        [_, _, false] => PairState::Blocked(BlockedBy::Both),
    };
    let found = analysis.pair(from, to).state;
    // Addresses that fare alike are one endpoint, and it is open only where nothing decides about any of them.
    let applies = || {
        Gate::egress(cluster, source, destination).tiers.len() + Gate::ingress(cluster, source, destination).tiers.len()
    };
    let is_address = matches!(source, End::Address(_)) || matches!(destination, End::Address(_));
    if is_address && (found, expected) == (PairState::Allowed, PairState::Open) && applies() > 0 {
        return;
    }
    // What depends is told by the completions (`depends`).
    assert!(
        found == expected || found == PairState::Depends,
        "{found:?} is not {expected:?}, state of {source:?} -> {destination:?}\n{shown}"
    );
}

/// Pods that policies speak of and that the input does not hold, where their namespace is known by name: pods like any
/// other, whose address and ports are not known.
fn representatives(cluster: &Cluster, analysis: &Analysis, pods: &[End<'_>], ports: &[u16], shown: &str) {
    let keys: Vec<&str> = KEYS.into_iter().chain(ADDED.map(|(key, _)| key)).collect();
    let values: Vec<&str> = VALUES.into_iter().chain(ADDED.iter().flat_map(|(_, values)| *values)).collect();
    let known = |items: &[&'static str], text: &str| items.iter().copied().find(|item| *item == text);
    for (id, endpoint) in analysis.endpoint_ids().filter(|(_, endpoint)| endpoint.is_representative()) {
        let Some(namespace) = endpoint.namespace.as_deref().and_then(|name| known(&NAMESPACES, name)) else { continue };
        let labels = endpoint
            .labels
            .iter()
            .map(|(key, value)| (known(&keys, key).expect("a key"), known(&values, value).unwrap_or("(any)")));
        let labels = labels.collect();
        let pod = Pod { namespace, name: endpoint.id.clone(), labels, ..Pod::default() };
        let missing = End::Pod(&pod);
        for end in pods {
            let other = self::endpoint(analysis, *end);
            let to = Ends { source: *end, destination: missing, from: other, to: id };
            let from = Ends { source: missing, destination: *end, from: id, to: other };
            passing(cluster, analysis, &to, ports, shown);
            passing(cluster, analysis, &from, ports, shown);
        }
    }
}

/// The answer to the widest question is what the pair says.
fn anything(analysis: &Analysis, ends: &Ends<'_>, shown: &str) {
    let (pair, all) = (analysis.pair(ends.from, ends.to), analysis.verdict(ends.from, ends.to, &Question::Anything));
    let Ends { source, destination, .. } = ends;
    assert_eq!(all.connections, *pair.connections, "{source:?} -> {destination:?}\n{shown}");
    assert_eq!(all.allowed, !pair.connections.is_portless(), "{source:?} -> {destination:?}\n{shown}");
}
